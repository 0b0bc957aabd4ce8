"""Classes and modules that have outgrown one idea: `large-class` and `long-module`, counted from facts."""

from __future__ import annotations

import ast
import os
from collections import Counter
from collections.abc import Iterator
from operator import methodcaller
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import ModuleFacts, collector, dotted
from burnish_checks.core.names import split
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Category, ModuleFinding, Severity, module_rule
from burnish_checks.core.settings import Role
from burnish_checks.organization.loudness import is_chosen


@collector("class-shape", local=True)
def class_shape(block: Block) -> Iterator[tuple[Any, Any]]:
    """Class headers, public methods and properties with the depth they stand at, as (kind, name, depth)."""
    depth = len(block.frames)
    if block.kind == "header" and block.word == "class" and block.body:
        node = block.body[0]
        assert isinstance(node, ast.ClassDef)
        yield ("facade" if _is_of_its_bases(node) else "class", node.name, depth), block.name_span(node)
    elif block.kind == "leaf" and block.frames and block.word == "def":
        for node in block.body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not node.name.startswith("_"):
                decorators = {dotted(item).rpartition(".")[2] for item in node.decorator_list}
                if not decorators & {"overload", "setter", "deleter"}:
                    kind = "property" if decorators & {"property", "cached_property"} else "method"
                    kind = "declared" if decorators - _PLAIN or _only_declares(node) else kind
                    yield (kind, node.name, depth), block.name_span(node)


@module_rule(
    Category.ORGANIZATION,
    reads=("class-shape",),
    severity=Severity.INFORMATION,
    project=True,
    aliases=("R0904",),
    partial_aliases=("PLR0904",),
)
def large_class(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """A class with more public methods than one idea needs.

    Counted are methods without a leading underscore, a property once (`max-public-methods`, 20), as pylint does; ruff
    counts the likes of `__len__` too. Look for the second idea inside, and give it a class of its own. Up to twice the
    limit, or over that only with its properties, with methods that hold no code or hand on a call (an interface), class and
    static methods (they make one, or are functions) and those under decorators of its own, it is a hint, and so are visitors,
    listeners and the like, most of whose methods share three first or last words, the nodes of a tree, classes of tests,
    those that are their base once more (`ExtBot(Bot)`) or an application's, and those that an `__init__.py` takes from
    there, whose methods are known to users.

    ```python
    class Everything:
        def a(self): ...
        def b(self): ...
        def c(self): ...
        def d(self): ...
        def e(self): ...
        def f(self): ...
        def g(self): ...
        def h(self): ...
        def i(self): ...
        def j(self): ...
        def k(self): ...
        def l(self): ...
        def m(self): ...
        def n(self): ...
        def o(self): ...
        def p(self): ...
        def q(self): ...
        def r(self): ...
        def s(self): ...
        def t(self): ...
        def u(self): ...
    ```

    ```python
    class OneIdea:
        def start(self): ...
        def stop(self): ...
    ```
    """
    limit = context.settings.thresholds.max_public_methods
    classes: list[tuple[object, Any, dict[str, str]]] = []
    opened: list[tuple[int, dict[str, str]]] = []
    for anchor, fact in module.each("class-shape"):
        kind, name, depth = fact.value
        while opened and opened[-1][0] >= depth:
            opened.pop()
        if kind in ("class", "facade"):
            methods: dict[str, str] = {}
            opened.append((depth, methods))
            classes.append((anchor, fact, methods))
        elif opened:
            opened[-1][1][name] = kind
    for anchor, fact, methods in classes:
        if len(methods) > limit:
            yield ModuleFinding(
                anchor,
                fact,
                f"`{fact.value[1]}` has {len(methods)} public methods, more than {limit}; give one of its ideas a class.",
                {"measure": str(len(methods))},
                Severity.HINT
                if fact.value[0] == "facade" or _is_excused(methods, context) or _is_offered(fact.value[1], context)
                else None,
            )


def _is_offered(name: str, context: ModuleContext) -> bool:
    """Whether the face of a package has or takes the class: what users call is not for the author alone to split."""
    if context.role is Role.PACKAGE:
        return True
    return any(os.path.basename(path) == "__init__.py" for path in context.ask_project("importers", name) or ())


def _is_of_its_bases(node: ast.ClassDef) -> bool:
    """Whether a class is its base once more, by name (`ExtBot(Bot)`, `Quart(App)`): what it offers is given by that."""
    names = (dotted(base.value if isinstance(base, ast.Subscript) else base).rpartition(".")[2] for base in node.bases)
    return node.name in _APPLICATIONS or any(
        name in _APPLICATIONS or (name and node.name in [word + name for word in _MORE]) for name in names
    )


_MORE = ("Ext", "Extended", "Async", "Sync", "Threaded", "Custom")
_APPLICATIONS = frozenset({"App", "Application", "Flask", "Quart", "Starlette", "FastAPI"})
_PLAIN = frozenset({"property", "cached_property", "override"})
"""Decorators under which a method is one of the class's own ideas, or counted as something else already."""


def _only_declares(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a method has no code of its own: an interface's, or one that hands on a call and does no more."""
    told = isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
    rest = node.body[1:] if told else node.body
    if all(isinstance(item, (ast.Pass, ast.Raise)) for item in rest):
        return True
    only = rest[0] if len(rest) == 1 and isinstance(rest[0], (ast.Return, ast.Expr)) else None
    value = only.value if isinstance(only, (ast.Return, ast.Expr)) else None
    value = value.value if isinstance(value, ast.Await) else value
    return isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)


def _is_excused(methods: dict[str, str], context: ModuleContext) -> bool:
    """Whether a class has many methods for a reason: to test, to visit, to be read, or to say what others have to have."""
    acting = [name for name, kind in methods.items() if kind == "method"]
    settings = context.settings
    few = len(acting) <= settings.thresholds.max_public_methods * 2 and not is_chosen(settings, "max_public_methods")
    if context.role.tested or few:
        return True
    if _is_of_a_tree(methods):
        return True
    heads, tails = ([name.split("_")[at] for name in acting if "_" in name] for at in (0, -1))
    return any(
        sum(count for _, count in Counter(words).most_common(_OF_A_FAMILY) if count > _OF_A_FAMILY) * 2 > len(acting)
        for words in (heads, tails)
    )


def _is_of_a_tree(methods: dict[str, str]) -> bool:
    """Whether a class is that of the nodes of a tree, as a document's: it asks for children, and for what is around a node."""
    words = Counter(word for name in methods for word in set(split(name)))
    below, around = (sum(words[word] for word in some) for some in (_BELOW, _AROUND))
    return below >= _OF_A_FAMILY and around >= _OF_A_FAMILY


_BELOW = ("child", "children", "descendants", "childs")
_AROUND = ("parent", "ancestor", "ancestors", "root", "sibling", "siblings", "attribute", "attributes", "namespace", "prefix",
           "detach", "node", "nodes")  # fmt: skip
_OF_A_FAMILY = 3
"""`start_`, `end_` and `visit_`, or `_sql` at the end, make a family of methods; so many of each are more than chance."""


_is_comment = methodcaller("startswith", "#")


@collector("code-lines", lexical=True, local=True, docstrings=True)
def code_lines(block: Block) -> Iterator[tuple[Any, Any]]:
    """How many lines of the block are neither blank nor comments."""
    stripped = [*map(str.strip, block.lines)]
    count = len(stripped) - stripped.count("") - sum(map(_is_comment, stripped))
    if count:
        first = min(block.extent_first, len(block.lines) - 1)
        text = block.lines[first].rstrip("\r\n")
        yield count, Span(first, len(text) - len(text.lstrip()), first, len(text))


@module_rule(Category.ORGANIZATION, reads=("code-lines",), severity=Severity.HINT, aliases=("C0302",), counts=True)
def long_module(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """A module with more code than a reader finds their way in.

    Counted are lines that are neither blank nor comments (`max-module-lines`, 1,000). Split it at the concepts.
    """
    limit = context.settings.thresholds.max_module_lines
    total = sum(count * times for count, times in module.values("code-lines").items())
    if total > limit:
        first = module.first("code-lines")
        assert first is not None
        message = f"This module has {total} lines of code, more than {limit}; split it at its concepts."
        yield ModuleFinding(*first, message, {"measure": str(total)})


long_module.whole = True
long_module.samples = ("x = 1\n" * 1001, "x = 1\n")
