"""Every Python up to 3.14, read by whichever interpreter runs this."""

from ast import unparse as unparse

from burnish_checks.syntax.compiling import compile_problem as compile_problem
from burnish_checks.syntax.nodes import *  # noqa: F403
from burnish_checks.syntax.parsing import parse as parse
from burnish_checks.syntax.problems import SyntaxProblem as SyntaxProblem
from burnish_checks.syntax.python2 import is_python2 as is_python2
