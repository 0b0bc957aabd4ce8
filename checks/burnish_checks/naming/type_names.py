"""The rules on the names of classes, exceptions and type variables."""

from __future__ import annotations

import ast
import builtins
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.guards import surroundings
from burnish_checks.core.lineage import bases_of
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Category, Finding, Severity, documented_rule, family
from burnish_checks.naming.ownership import outside_of
from burnish_checks.naming.renamed import offer_rename
from burnish_checks.naming.styles import cap_words, is_cap_words, style_of

class_name = documented_rule(
    "class-name",
    Category.NAMING,
    """
    A class whose name is not in CapWords.

    The shape of a name tells a class from a function at the place of the call (PEP 8). Structures of a C interface
    (`ctypes`) keep the names that they have there, and families of classes their own convention: at least three of a
    file with one prefix or suffix (`Record_A`, `Record_MX`), or most of its classes in lower case. Said aloud are only private
    ones: another name for a public class breaks whoever imports it, and is a hint. So are a single
    word (`_md4`), which stands beside built-ins, names that begin with a capital (`_Test_load`), and classes that are used
    like something else: decorators, descriptors and context managers, stand-ins for what
    could not be imported or whatever else a `try` defines, classes inside functions or classes, those in tests,
    enumerations, those that a table
    holds under their name, products with a small first letter (`uWSGICache`), those of a base whose classes the
    project mostly writes so (sections of its configuration) or beside others of its file, and elements of Docutils.

    ```python
    class _shopping_cart:
        items: list
    ```

    ```python
    class _ShoppingCart:
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
    `Exception`, or most have no suffix, that is its convention. A hint: callers catch it by its name, so that a new one has
    to bring more than a suffix.

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

    In an annotation the shape tells a type variable from a value (PEP 8). A public one, which others may import, is a hint.

    ```python
    from typing import TypeVar

    _element = TypeVar("_element")
    ```

    ```python
    from typing import TypeVar

    _Element = TypeVar("_Element")
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
    given = any(base.startswith("ctypes.") for base in outside_of(node, context))
    is_aloud = not context.role.tested and all(header.word != "class" for header in context.enclosing)
    if not is_cap_words(name) and not given and not context.ask("class-family", name):
        yield block.finding(
            block.name_span(node),
            f"The class name `{name}` is not in CapWords: call it `{cap_words(name)}`.",
            rule=class_name,
            data={"name": name, "new": cap_words(name)},
            severity=None
            if is_aloud and _is_plain(name) and not _is_used_otherwise(block, node, context)
            else Severity.HINT,
        )
    if _is_error(node) and not name.endswith("Error"):
        suffix = context.ask("exception-suffix")
        if not suffix or name.endswith(suffix):
            return
        bare = name.removesuffix("Exception")
        new = cap_words((bare.removeprefix("Exception") or bare) + suffix)
        new = "" if hasattr(builtins, new) else new  # `RuntimeException` had better not be called like what is built in
        message = f"The exception `{name}` does not end in `{suffix}`" + (f": call it `{new}`." if new else ".")
        yield block.finding(
            block.name_span(node),
            message,
            rule=exception_name,
            data={"name": name, "new": new},
            severity=Severity.HINT,
        )


def _is_plain(name: str) -> bool:
    """Whether a private class is called as functions and variables are, `_shopping_cart` or `_shoppingCart`, and is no single
    word, as what takes its place beside built-ins has (`_md4`), nor a part of a name in CapWords (`_Test_load`)."""
    return name.startswith("_") and style_of(name) != ""


def _is_used_otherwise(block: Block, node: ast.ClassDef, context: Context) -> bool:
    """Whether a class in lower case is not used as a class, or not named by its author."""
    above = block.lines[max(0, block.span(node).start_line - 1)].lstrip()
    if above.startswith("#") and node.name in above:
        return True  # `# 2.2.28.2.1 _wireBRECORD`: the name that a specification has for it
    if any(base.rpartition(".")[2] in _NAMESPACES for base in bases_of(node)):
        return True
    if context.ask("tabled", node.name.strip("_")) or "compat" in PurePath(context.path).stem:
        return True  # also for what was pickled under the name
    bases = bases_of(node)
    if any(node.name.endswith(base) and base != node.name for base in bases):
        return True
    if any(style_of(last) != "" for last in (base.rpartition(".")[2] for base in bases)):
        return True  # a kind of what is called so: `class update_settings(override_settings)`
    if node.name == node.name.lower() and _is_small_kin(node, bases, context):
        return True
    if (
        _PRODUCT.match(node.name)
        or _is_named_for_its_package(node.name, context)
        or any(how == "import" for how, _ in context.bindings(node.name))
        or surroundings(block, node)[1] == "try"
    ):
        return True
    if any(isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef)) for around in block.ancestors(node)):
        return True
    own = {item.name for item in node.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))}
    return not _ACTING.isdisjoint(own or context.ask("class-protocol"))


def _is_small_kin(node: ast.ClassDef, bases: tuple[str, ...], context: Context) -> bool:
    """Whether classes of such a base are called so: by Docutils, whose elements they name, or in the whole project."""
    if any(base.startswith("docutils.") for base in outside_of(node, context)):
        return True
    return bool(context.ask("small-kin", (*bases, "")[0].rpartition(".")[2]))


def _is_named_for_its_package(name: str, context: Context) -> bool:
    """Whether a class begins with the name of its package, as that is spelt: `wxplotApp` in `wxplot`."""
    parts = PurePath(context.path).parts[:-1]
    return any(name.startswith(part) and name[len(part) :][:1].isupper() for part in parts if len(part) > _FEW)


_PRODUCT = re.compile(r"_*[a-z]{1,2}[A-Z]")
"""`uWSGICache`, `gRPCError`: the spelling of a name that is not the author's."""
_NAMESPACES = frozenset({"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "SimpleNamespace"})
"""Bases of what is no class to its users but a place for names: `codes.OK`."""
_ACTING = frozenset({"__get__", "__call__", "__enter__", "__aenter__"})
"""The methods of objects that stand where a function, an attribute or a `with` of a function would."""


def _is_error(node: ast.ClassDef) -> bool:
    """Whether a class is an error first of all: `HTTPResponse(Response, BaseError)` is a response that can be raised."""
    bases = bases_of(node)
    if bases and not bases[0].endswith(("Error", "Exception", "Mixin")):
        return False
    return any("." not in base and (base == "Exception" or base.endswith("Error")) for base in bases)


def _type_variable(block: Block, span: Span, name: str) -> Iterator[Finding]:
    if not _TYPE_VARIABLE.fullmatch(name):
        data = {"name": name, "new": cap_words(name)}
        yield block.finding(
            span,
            f"The type variable `{name}` is not in CapWords: call it `{cap_words(name)}`.",
            rule=type_variable_name,
            data=data,
            severity=None if name.startswith("_") else Severity.HINT,
        )


@collector("exception-suffixes", among=(ast.ClassDef,))
def exception_suffixes(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """How the names of the block's errors end: in `Error`, `Exception`, or neither (empty)."""
    for node in block.nodes(ast.ClassDef):
        if _is_error(node):
            yield next((suffix for suffix in ("Error", "Exception") if node.name.endswith(suffix)), ""), node


@topic("exception-suffix", reads=("exception-suffixes",), project=True)
def exception_suffix(view: View, index: int) -> Any:
    """The suffix of most errors of the project, the file's own if there is no project; `Error` if there are few."""
    pairs = view.project.ask(view.path, "majority", "exception-suffixes") if view.project is not None else None
    counts = Counter(dict(pairs or view.joined.get("exception-suffixes", {})))
    if counts["Exception"] > counts["Error"]:
        return "Exception" if counts["Exception"] >= counts[""] else ""
    return "" if counts[""] > counts["Error"] and counts[""] >= _ENOUGH else "Error"


_ENOUGH = 8
_FEW = 2
_A_FAMILY = 3


@collector("class-styles", among=(ast.ClassDef,))
def class_styles(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """How the names of the block's classes begin, each with the last word of its first base: small or not."""
    for node in block.nodes(ast.ClassDef):
        base = (*bases_of(node), "")[0]
        yield (base.rpartition(".")[2], node.name == node.name.lower()), node


@topic("small-kin", reads=("class-styles",), project=True)
def small_kin(view: View, index: int, base: str) -> Any:
    """Whether most classes that the project makes of the base are in lower case: sections of a configuration, say.

    Or whether most classes of the file are, and it has a few.
    """
    own = Counter[bool]()
    for (_, small), count in view.joined.get("class-styles", {}).items():
        own[small] += count
    if own[True] > max(own[False], 1):
        return True
    pairs = view.project.ask(view.path, "majority", "class-styles") if view.project is not None else None
    counts = {tuple(key): count for key, count in (pairs or view.joined.get("class-styles", {}).items())}
    return base != "" and counts.get((base, True), 0) >= max(_A_FAMILY, counts.get((base, False), 0))


@topic("class-family", reads=("classes",))
def class_family(view: View, index: int, name: str) -> Any:
    """Whether a class's name that is not in CapWords follows a convention that the file has for some of its classes."""
    names = {item.name for item in view.joined.get("classes", {})}
    first, last = name.strip("_").partition("_")[0] + "_", "_" + name.strip("_").rpartition("_")[2]
    if "_" in name.strip("_"):
        alike = [item for item in names if item.lstrip("_").startswith(first) or item.rstrip("_").endswith(last)]
        if len(alike) >= _A_FAMILY:
            return True
    lower = [item for item in names if item == item.lower()]
    return name == name.lower() and len(lower) * 2 >= len(names) and len(lower) >= _ENOUGH


offer_rename(class_names.rules)
