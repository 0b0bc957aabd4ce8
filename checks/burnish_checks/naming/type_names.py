"""The rules on the names of classes, exceptions and type variables."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.lineage import bases_of
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Category, Finding, documented_rule, family
from burnish_checks.naming.ownership import outside_of
from burnish_checks.naming.renamed import offer_rename
from burnish_checks.naming.styles import cap_words, is_cap_words

class_name = documented_rule(
    "class-name",
    Category.NAMING,
    """
    A class whose name is not in CapWords.

    The shape of a name tells a class from a function at the place of the call (PEP 8). Structures of a C interface
    (`ctypes`) keep the names that they have there.

    ```python
    class shopping_cart:
        items: list
    ```

    ```python
    class ShoppingCart:
        items: list
    ```
    """,
    aliases=("N801", "C0103"),
)
exception_name = documented_rule(
    "exception-name",
    Category.NAMING,
    """
    An exception that is an error but whose name does not end in `Error`.

    With the suffix, `raise` and `except` read as what they are (PEP 8). Only classes that derive directly from
    `Exception` or from another `...Error` of the same module are looked at. Where most exceptions of the project end in
    `Exception`, that is its convention, and those are left alone.

    ```python
    class BadInput(ValueError):
        pass
    ```

    ```python
    class BadInputError(ValueError):
        pass
    ```
    """,
    aliases=("N818",),
)
type_variable_name = documented_rule(
    "type-variable-name",
    Category.NAMING,
    """
    A type variable whose name begins with a small letter.

    In an annotation the shape tells a type variable from a value (PEP 8).

    ```python
    from typing import TypeVar

    element = TypeVar("element")
    ```

    ```python
    from typing import TypeVar

    Element = TypeVar("Element")
    ```
    """,
    aliases=("C0103",),
)
_TYPE_VARIABLE = re.compile(r"_*(?:[A-Z]\w*)?")
_MAKERS = frozenset({"TypeVar", "ParamSpec", "TypeVarTuple"})


@family(
    (ast.ClassDef, ast.Assign, syntax.TypeVar, syntax.ParamSpec, syntax.TypeVarTuple),
    (class_name, exception_name, type_variable_name),
)
def class_names(block: Block, node: ast.AST, context: Context) -> Iterator[Finding]:
    """Check the name of a class or type variable."""
    if isinstance(node, ast.ClassDef):
        yield from _class(block, node, context)
    elif isinstance(node, ast.Assign):
        target = node.targets[0]
        maker = dotted(node.value.func).rpartition(".")[2] if isinstance(node.value, ast.Call) else ""
        if maker in _MAKERS and isinstance(target, ast.Name):
            yield from _type_variable(block, block.span(target), target.id)
    else:
        name: str = node.name  # type: ignore[attr-defined]
        start = block.span(node).start
        column = block.lines[start.line].find(name, start.column)
        yield from _type_variable(block, Span(start.line, column, start.line, column + len(name)), name)


def _class(block: Block, node: ast.ClassDef, context: Context) -> Iterator[Finding]:
    name = node.name
    if not is_cap_words(name) and not any(base.startswith("ctypes.") for base in outside_of(node, context)):
        data = {"name": name, "new": cap_words(name)}
        yield block.finding(
            block.name_span(node), f"The class name `{name}` is not in CapWords.", rule=class_name, data=data
        )
    if _is_error(node) and not name.endswith("Error"):
        suffix = context.ask("exception-suffix")
        if name.endswith(suffix):
            return
        new = name.removesuffix("Exception") + suffix
        message = f"The exception `{name}` does not end in `{suffix}`."
        yield block.finding(
            block.name_span(node), message, rule=exception_name, data={"name": name, "new": cap_words(new)}
        )


def _is_error(node: ast.ClassDef) -> bool:
    return any("." not in base and (base == "Exception" or base.endswith("Error")) for base in bases_of(node))


def _type_variable(block: Block, span: Span, name: str) -> Iterator[Finding]:
    if not _TYPE_VARIABLE.fullmatch(name):
        data = {"name": name, "new": cap_words(name)}
        yield block.finding(span, f"The type variable `{name}` is not in CapWords.", rule=type_variable_name, data=data)


@collector("exception-suffixes")
def exception_suffixes(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """How the block's exceptions end: in `Error` or `Exception`."""
    for node in block.nodes(ast.ClassDef):
        for suffix in ("Error", "Exception"):
            if node.name.endswith(suffix) and node.bases:
                yield suffix, node


@topic("exception-suffix", reads=("exception-suffixes",), project=True)
def exception_suffix(view: View, index: int) -> Any:
    """The suffix of most exceptions of the project, the file's own if there is no project."""
    pairs = view.project.ask(view.path, "majority", "exception-suffixes") if view.project is not None else None
    counts = Counter(dict(pairs or view.joined.get("exception-suffixes", {})))
    return "Exception" if counts["Exception"] > counts["Error"] else "Error"


offer_rename(class_names.rules)
