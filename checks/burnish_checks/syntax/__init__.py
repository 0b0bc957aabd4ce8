"""Every Python up to 3.14, read by whichever interpreter (3.10 to 3.13) runs this.

    tree = syntax.parse(text)                     # an `ast.Module`, or raises SyntaxProblem
    problem = syntax.compile_problem(tree, text)  # what only compiling finds, or None

The nodes are those of the standard library's `ast`; take their classes from here (`syntax.TryStar`), because what
the interpreter lacks is supplied. Functions and classes always have `type_params`. Lines count from 1, columns are
utf-8 byte offsets, and inside f-strings both are those of CPython 3.13 on every interpreter.

How a text is read:

1. If it holds no f-string (or on 3.13 and newer), the interpreter's own parser reads it, and that is all (`native`).
2. Otherwise, and when the interpreter rejects it, the text is *masked* (`parsing`). A lexical scanner (`scan`) finds
   the f-strings and t-strings by the rules of 3.14, and each is shown to the interpreter as a plain string of the same
   length in utf-8, with its newlines in the same places, so that every other node's place holds (`masks`).
3. What does not parse even so is searched for statements the interpreter does not know (`newer`, `unpacking`), which
   are hidden behind older ones of the same length and noted: type parameters become blanks, `type X = v` becomes
   `type.X = v`, the bare tuple of `except A, B:` an empty one in parentheses.
4. All expressions that were hidden are parsed together: each stands in parentheses at its own line and column on an
   otherwise empty page, so its places are exact; f-strings inside them are masked likewise, and so on inwards.
5. The f-strings (`fstrings`, `literals`, `putback`) and the statements (`restore`) are put back into the tree.

Errors come as one kind, SyntaxProblem, with a sentence and a place (`problems`); code that was written for Python 2
says so (`python2`). Nothing here runs the text, raises on it anything but SyntaxProblem, or keeps any state.
"""

from burnish_checks.syntax.children import FIELDS as FIELDS
from burnish_checks.syntax.children import iter_child_nodes as iter_child_nodes
from burnish_checks.syntax.children import statements as statements
from burnish_checks.syntax.children import walk as walk
from burnish_checks.syntax.compiling import compile_problem as compile_problem
from burnish_checks.syntax.displays import key_of as key_of
from burnish_checks.syntax.displays import word_of as word_of
from burnish_checks.syntax.generic import statement_lists as statement_lists
from burnish_checks.syntax.nodes import *  # noqa: F403
from burnish_checks.syntax.parsing import needs_masks as needs_masks
from burnish_checks.syntax.parsing import parse as parse
from burnish_checks.syntax.parsing import parse_plainly as parse_plainly
from burnish_checks.syntax.parsing import places_to_mask as places_to_mask
from burnish_checks.syntax.parsing import problem_at_sight as problem_at_sight
from burnish_checks.syntax.problems import TOO_DEEP as TOO_DEEP
from burnish_checks.syntax.problems import SyntaxProblem as SyntaxProblem
from burnish_checks.syntax.python2 import is_python2 as is_python2
from burnish_checks.syntax.unparsing import unparse as unparse
