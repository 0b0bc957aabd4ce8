"""The four rules about docstrings that are not there, and the family that checks them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, ModuleContext
from burnish_checks.core.facts import ModuleFacts, dotted
from burnish_checks.core.lineage import bases_around, overrides
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import (
    Category,
    Finding,
    ModuleFinding,
    Safety,
    Severity,
    documented_rule,
    family,
    module_rule,
)
from burnish_checks.core.settings import is_face
from burnish_checks.docstrings.audience import is_dunder, is_module_path, is_private_path, kind_of
from burnish_checks.docstrings.generating import documented, documented_module
from burnish_checks.docstrings.obvious import is_obvious
from burnish_checks.docstrings.openings import Documented, docstring_in


@module_rule(
    Category.DOCSTRINGS,
    reads=("openings", "binds"),
    severity=Severity.HINT,
    aliases=("D100", "D104", "C0114"),
    in_tests=False,
    counts=True,
)
def missing_module_docstring(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """A public module or package that does not say what it is for.

    The docstring at the top is what `help()`, documentation generators and the next reader see first. Private modules
    (`_name.py`), tests, notebooks, texts without a name, stubs and files without any code are left alone. A file that only
    starts the program, holds nothing but `__version__` and the like, one table or type, or one public function or class that
    has a docstring, is told only to those who select the rule itself. The fix writes a first line from the module's name.

    ```python
    import json


    def load(path):
        return json.loads(path.read_text())
    ```

    ```python
    \"\"\"Settings files and how they are read.\"\"\"

    import json


    def load(path):
        return json.loads(path.read_text())
    ```
    """
    if is_private_path(context.path) or not is_module_path(context.path):
        return
    first = module.first("openings")
    if first is None or first[1].value == "string":
        return
    if context.settings.wants(missing_module_docstring) or not _only_describes(module, context):
        what = "package" if is_face(context.path) else "module"
        yield ModuleFinding(first[0], first[1], f"This public {what} has no docstring.", {"what": what})


missing_module_docstring.whole = True
_DEFINED = ("def", "class")


def _only_describes(module: ModuleFacts, context: ModuleContext) -> bool:
    """Whether the file only starts the program, holds what describes the package (`__version__` and the like), or one thing
    that says itself what it is for."""
    defined = (item.how for item in module.values("binds") if item.how in _DEFINED and not item.name.startswith("_"))
    public = [*islice(defined, 2)]  # of more it need not be known how many
    if is_face(context.path) or len(public) > 1:
        return False
    bound = [item for item in module.values("binds") if item.how != "import"]
    if len(public) == 1 and _is_told(module, public[0], sum(item.how == "class" for item in bound)):
        return True
    if len(bound) == 1 and bound[0].how not in _DEFINED:
        return True  # a table or a type, whose name is all
    started = context.path.replace("\\", "/").endswith("/__main__.py")
    return all(is_dunder(item.name) for item in bound) and (bool(bound) or started)


def _is_told(module: ModuleFacts, how: str, classes: int) -> bool:
    """Whether the one public function or class of a module has a docstring."""
    openings = [fact.value for _, fact in module.each("openings")]
    return "told" in openings if how == "def" else classes == 1 and ("definition", "string") in pairwise(openings)


missing_class_docstring = documented_rule(
    "missing-class-docstring",
    Category.DOCSTRINGS,
    '''A public class that does not say what it is.

    One line is enough: what an instance stands for. Private classes, classes inside functions and, unless the setting
    `docstrings.nested` asks for them, classes inside classes are left alone. A class of a few lines without methods that
    names a case of its base (`class TooHeavy(ParcelError)`), of errors also one with an `__init__`, a name that several
    modules of the project have for a class, what stands under `if __name__ == "__main__":`, and a class that answers requests
    by methods (`get`, `post`) with a docstring each are told only to those who select the rule itself.

    ```python
    class Parcel:
        def __init__(self, weight):
            self.weight = weight
    ```

    ```python
    class Parcel:
        """What is sent in one piece."""

        def __init__(self, weight):
            self.weight = weight
    ```
    ''',
    severity=Severity.HINT,
    aliases=("D101", "D106", "C0115"),
    in_tests=False,
)

missing_function_docstring = documented_rule(
    "missing-function-docstring",
    Category.DOCSTRINGS,
    '''A public function that does not say what it does.

    The fix writes a docstring in the project's own style (Google, NumPy or Sphinx, found in the file, then in the project):
    a first line from the name, parameters with types and defaults, what is returned or yielded, and which exceptions
    the body raises, with places to fill in. Private functions, functions in functions, overloads, and what `__all__`
    leaves out are left alone. Told only to those who select the rule itself are `main`, a function that several modules of
    the project have (`register`), one that does nothing, only declares (`...`) or returns a name or constant, one of one
    statement that is written for each version or platform anew, and one of four or fewer that a decorator gives its address
    (`@app.route("/parcels")`).

    ```python
    def ship(parcel, express=False):
        return parcel.send(express)
    ```

    ```python
    def ship(parcel, express=False):
        """Send a parcel off.

        Args:
            parcel: What is sent.
            express (bool): Whether it must arrive tomorrow. Defaults to False.

        Returns:
            The receipt.
        """
        return parcel.send(express)
    ```
    ''',
    severity=Severity.HINT,
    aliases=("D103", "C0116"),
    in_tests=False,
)

missing_method_docstring = documented_rule(
    "missing-method-docstring",
    Category.DOCSTRINGS,
    '''A public method of a public class that does not say what it does.

    Left alone are overloads, setters and deleters, methods that override one of a class of the workspace, whose docstring
    says it once for all, or call the one above (`super().run()`), and methods that are looked up by what they are for,
    as a visitor's are. So are `__init__` and other special
    methods but `__call__` and `__new__`, unless the settings `docstrings.init` and `docstrings.dunder` ask for them.
    Only to those who select the rule itself are told the methods of HTTP (`get`), those of a class of the standard library
    above, those of dictionaries and streams in a class that has several, names that many classes of the project share, many with
    one last word (`bold_repl`, `link_repl`), those that a text above describes, those for a field (`validate_name`),
    properties that answer yes or no in one line (`is_empty`), those whose one line has all
    words of the name, and those that only read, set or call the field that their
    name names.

    ```python
    class Parcel:
        """What is sent in one piece."""

        def weigh(self):
            return self.scale.read()
    ```

    ```python
    class Parcel:
        """What is sent in one piece."""

        def weigh(self):
            """Return the weight in grams."""
            return self.scale.read()
    ```
    ''',
    severity=Severity.HINT,
    aliases=("D102", "D105", "D107"),
    in_tests=False,
)

_RULES = {
    "function": missing_function_docstring,
    "method": missing_method_docstring,
    "dunder": missing_method_docstring,
    "init": missing_method_docstring,
    "class": missing_class_docstring,
    "nested-class": missing_class_docstring,
}


@family(
    visits=(syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.ClassDef),
    rules=(missing_class_docstring, missing_function_docstring, missing_method_docstring),
    docstrings=True,
)
def missing_docstrings(block: Block, node: Any, context: Context) -> Iterator[Finding]:
    """Find public definitions without a docstring."""
    if docstring_in(node.body) is not None:
        return
    kind = kind_of(block, node, context)
    if not kind or not _wanted(kind, context) or _has_docstring_block(block, node, context):
        return
    if kind == "function" and _stands_in(node.name, context):
        return
    if kind == "method" and (
        _is_looked_up(node.name, context) or _calls_super(block, node) or overrides(block, node, context)
    ):
        return
    rule = _RULES[kind]
    if not context.settings.wants(rule) and is_obvious(block, node, kind, context):
        return
    what = {"nested-class": "class", "dunder": "special method", "init": "`__init__`"}.get(kind, kind)
    message = f"This public {what} has no docstring." if kind != "init" else "This `__init__` has no docstring."
    yield block.finding(block.name_span(node), message, rule=rule, data={"name": node.name})


def _stands_in(name: str, context: Context) -> bool:
    """Whether a function stands in for what could not be imported: in the other branch, with nothing else around it."""
    around = context.enclosing
    other = len(around) == 1 and around[0].word in ("except", "else")
    return other and any(how == "import" for how, _ in context.bindings(name))


_VISITS = re.compile(r"(?:visit|depart|generic_visit)_[A-Za-z]")
"""Methods that a visitor calls by the name of what it visits."""


_WORDS = ("add", "as", "del", "get", "has", "is", "reset", "set", "to")
_ACCESSING = frozenset({*_WORDS, *(f"{word}_" for word in _WORDS)})
"""What accessors begin with, whether or not some are looked up."""


def _is_looked_up(name: str, context: Context) -> bool:
    """Whether a method is one of many that are called by what they are for: `visit_Name`, `open_table`.

    A short word alone (`set`, for `setColor`; `get_`) says too little: what it begins is as often called by its whole name.
    """
    if name.startswith("do_") and any(base.rpartition(".")[2] == "Cmd" for base in bases_around(context)):
        return False  # what `help` shows of a command is its docstring
    return _VISITS.match(name) is not None or any(
        prefix not in _ACCESSING and len(prefix) > 2 for prefix in context.ask("looked-up", name)
    )


def _calls_super(block: Block, node: syntax.FunctionDef) -> bool:
    """Whether the method calls the one that it overrides. Each special method does, and says what it adds."""
    return not is_dunder(node.name) and any(
        item.attr == node.name
        and isinstance(item.value, syntax.Call)
        and dotted(item.value.func) == "super"
        and node in block.ancestors(item)
        for item in block.nodes(syntax.Attribute)
    )


def _wanted(kind: str, context: Context) -> bool:
    settings = context.settings
    asked = {
        "init": settings.document_init,
        "dunder": settings.document_dunder,
        "nested-class": settings.document_nested,
    }
    return asked.get(kind, True)


def _has_docstring_block(block: Block, node: Documented, context: Context) -> bool:
    """For a class whose members are blocks of their own: whether the first is its docstring."""
    header = block.kind == "header" and not node.body and isinstance(node, syntax.ClassDef)
    return header and bool(context.ask("class-docstring"))


@missing_function_docstring.fix(
    "Generate a docstring for `{name}`",
    Safety.DRAFT,
    why="The texts come from names, and want to be looked over.",
    slow=True,
)
@missing_method_docstring.fix(
    "Generate a docstring for `{name}`",
    Safety.DRAFT,
    why="The texts come from names, and want to be looked over.",
    slow=True,
)
@missing_class_docstring.fix(
    "Generate a docstring for `{name}`", Safety.DRAFT, why="The text comes from the name, and wants to be looked over."
)
def generate(target: Target) -> Repair:
    """Write the docstring under the definition's header."""
    nodes: tuple[Documented, ...] = (
        *target.block.nodes(syntax.FunctionDef),
        *target.block.nodes(syntax.AsyncFunctionDef),
        *target.block.nodes(syntax.ClassDef),
    )
    for node in nodes:
        if target.block.name_span(node) == target.finding.span:
            return documented(target.snapshot, target.index, node, target.inference)
    raise Refused("The code has changed since the finding was made.")


@missing_module_docstring.fix(
    "Generate a docstring for the module",
    Safety.DRAFT,
    why="The text comes from the file's name, and wants to be looked over.",
)
def generate_for_module(target: Target) -> Repair:
    """Write the docstring at the top of the file."""
    return documented_module(target.snapshot)
