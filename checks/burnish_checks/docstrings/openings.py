"""Where docstrings stand: the string that opens a module, class or function.

A class's docstring is a block of its own, apart from the class's header, so whether a class has one is a question.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector
from burnish_checks.core.positions import Span

Documented = syntax.FunctionDef | syntax.AsyncFunctionDef | syntax.ClassDef


@collector("openings", local=True)
def openings(block: Block) -> Iterator[tuple[Any, Any]]:
    """For each block outside functions: whether it is a `string` alone, a `definition`, or other `code`; a public function
    or method with a docstring is `told` or a `told method`."""
    if block.kind in ("tail", "clause") or not (block.body or block.broken):
        return
    kind = "code"
    if block.kind == "leaf" and block.body and docstring_in(block.body) is not None:
        kind = "string"
    elif block.word in ("def", "class", "async", "@"):
        kind = "definition"
        if any(_is_told(item) for item in block.body):
            kind = "told method" if block.in_class else "told"
    yield kind, Span(0, 0, 0, min(1, len(block.lines[0].rstrip("\r\n"))))


def _is_told(node: syntax.stmt) -> bool:
    if not isinstance(node, (syntax.FunctionDef, syntax.AsyncFunctionDef)) or node.name.startswith("_"):
        return False
    return docstring_in(node.body) is not None


@topic("class-docstring", reads=("openings", "headers"), by_block=True, near=True)
def class_docstring(view: View, index: int) -> bool:
    """Whether the class whose header the asking block is opens with a docstring."""
    if index + 1 >= len(view.entries):
        return False
    following = view.entries[index + 1].block
    inside = len(following.frames) > len(view.entries[index].block.frames)
    return inside and following.kind == "leaf" and docstring_in(following.body) is not None


@topic("opens", reads=("openings", "headers"), by_block=True, near=True)
def opens(view: View, index: int) -> str:
    """`module` or `class` if the asking block is the first of one, else empty."""
    block = view.entries[index].block
    if not block.frames:
        return "module" if index == 0 else ""
    before = view.entries[index - 1].block if index else None
    opened = before is not None and before.kind == "header" and len(before.frames) == len(block.frames) - 1
    return "class" if opened and block.frames[-1].word == "class" else ""


def docstring_in(body: list[syntax.stmt]) -> syntax.Constant | None:
    """The string that opens a suite."""
    first = body[0] if body else None
    if (
        isinstance(first, syntax.Expr)
        and isinstance(first.value, syntax.Constant)
        and isinstance(first.value.value, str)
    ):
        return first.value
    return None
