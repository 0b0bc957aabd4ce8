"""The facts about functions that tell what calling them may raise."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.facts import collector, dotted
from burnish_checks.patterns import deferred
from burnish_checks.raising.calls import Effect
from burnish_checks.raising.effects import effects_of
from burnish_checks.raising.iterating import names_bound

KIND = "raises"
_HARMLESS_DECORATORS = frozenset(
    {"staticmethod", "classmethod", "property", "cache", "lru_cache", "wraps", "override", "final", "setter", "abstractmethod",
     "cached_property", "overload"}
)  # fmt: skip
_MOST_STATEMENTS = 200


class Raises(NamedTuple):
    """What a function of the module may raise, as written."""

    name: str
    member: bool
    """Whether it stands in a class body."""
    effects: tuple[Effect, ...]
    documented: tuple[str, ...]
    """What its docstring says that it raises."""


@collector(KIND, late=True, docstrings=True, among=(ast.FunctionDef, ast.AsyncFunctionDef))
def raises(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The functions of the block that stand at module level or directly in a class."""
    if block.kind != "leaf":
        return
    for node in block.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield Raises(node.name, block.in_class, _effects(node), documented(node)), node


def _effects(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[Effect, ...]:
    for decorator in node.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        if dotted(call).rpartition(".")[2] not in _HARMLESS_DECORATORS:
            return (("unknown", f"`{node.name}` is decorated"),)
    if len(node.body) > _MOST_STATEMENTS:
        return (("unknown", f"`{node.name}` is very long"),)
    found = effects_of(node.body)
    if any(effect == ("unknown", "the caller can throw into a generator") for effect in found):
        return (("unknown", f"`{node.name}` is a generator"),)
    return tuple(_seen_from_outside(found, names_bound([node]) if _name_something(found) else {}))


def _name_something(effects: Iterable[Effect]) -> bool:
    """Whether it matters for any of the effects which names are bound: going through every function for that takes 3 %."""
    return any(
        effect[0] in ("raise", "iteration") or (effect[0] == "guarded" and _name_something(effect[1]))
        for effect in effects
    )


def _seen_from_outside(effects: Iterable[Effect], bound: Mapping[str, Sequence[bool]]) -> Iterator[Effect]:
    """The effects of a function's body as those of a call of it, which knows nothing of the names bound in it."""
    for effect in effects:
        kind = effect[0]
        local = bound.get(str(effect[1]).partition(".")[0]) if kind in ("raise", "iteration") else None
        if kind == "guarded":
            yield ("guarded", tuple(_seen_from_outside(effect[1], bound)), effect[2])
        elif kind == "raise" and (local or effect[1].startswith(("self.", "cls."))):
            yield ("unknown", f"what `{effect[1]}` is, is not known")
        elif kind == "iteration":
            if local and not all(local):
                yield ("unknown", f"what runs while `{effect[1]}` is gone through is not known")
        elif kind not in ("attribute", "parameter", "given") and effect not in _MISTAKES:
            yield effect


_MISTAKES = frozenset({("known", "TypeError"), ("known", "AttributeError")})
"""What only a mistake inside the function would raise is not its callers' business."""


_GOOGLE = deferred(r"^[ \t]*Raises:[ \t]*\n((?:[ \t]+.*\n?|[ \t]*\n)+)", re.M)
_NUMPY = deferred(r"^[ \t]*Raises[ \t]*\n[ \t]*-{3,}[ \t]*\n((?:[ \t]*\S.*\n?|[ \t]*\n)+)", re.M)
_SPHINX = deferred(r":raises?\s+([\w.]+)\s*:")
_NAMED = deferred(
    r"^[ \t]*`{0,2}((?:[a-z_]\w*\.)*[A-Z][\w.]*(?:Error|Exception|Warning|Interrupt|Exit|Iteration|Timeout)?)`{0,2}[ \t]*(?::|$)",
    re.M,
)


def documented(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[str, ...]:
    """The exceptions that the docstring of a function says it raises, in Google's, NumPy's or Sphinx's way."""
    written = ast.get_docstring(node, clean=False) or ""
    if "aises" not in written and ":raise" not in written:
        return ()
    text = inspect.cleandoc(written)
    names = _SPHINX.findall(text)
    for section in (_GOOGLE.search(text), _NUMPY.search(text)):
        if section is not None:
            names += _NAMED.findall(section.group(1))
    return tuple(dict.fromkeys(name for name in names if name.rpartition(".")[2][:1].isupper()))
