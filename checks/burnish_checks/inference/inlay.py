"""Inlay hints: the inferred types that a document does not write, each with the edit that writes it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.inference.interface import Function, Inference, Inferred

_MOST = 200


class InlayHint(NamedTuple):
    """One hint: where it stands in the document, what it shows, what inserting it writes, and the imports that needs."""

    position: Position
    label: str
    text: str
    changes: tuple[Change, ...]


def inlay_hints(snapshot: Snapshot, inference: Inference, span: Span, settings: Settings) -> list[InlayHint]:
    """The hints in a span of the document, for what the settings ask: parameters, returns, variables."""
    found: list[InlayHint] = []
    first = snapshot.entry_at(span.start_line)
    for index in range(first, len(snapshot.entries)):
        start = snapshot.starts[index]
        if start > span.end_line or len(found) >= _MOST:
            break
        block = snapshot.entries[index].block
        for slot, place, node in _slots(block, settings):
            moved = Position(place.line + start, place.column)
            if not span.contains(Span(*moved, *moved)):
                continue
            inferred = inference.variable(index, slot) if node is None else inference.slot(index, node, slot)
            hint = _hint(inference, index, node, slot, inferred, moved)
            if hint is not None:
                found.append(hint)
    return found


def _hint(
    inference: Inference, index: int, node: Function | None, slot: str, inferred: Inferred | None, place: Position
) -> InlayHint | None:
    spelling = inference.spell(index, node, inferred.type) if inferred is not None else None
    if spelling is None:
        return None
    text = f" -> {spelling.text}" if slot == "return" else f": {spelling.text}"
    return InlayHint(place, text.strip(), text, spelling.changes)


def _slots(block: Block, settings: Settings) -> Iterator[tuple[str, Position, Function | None]]:
    """Slot, place and function of everything in a block that has no annotation and that hints are wanted for."""
    functions: list[Function] = [*block.nodes(ast.FunctionDef), *block.nodes(ast.AsyncFunctionDef)]
    for node in functions:
        if settings.inlay_parameters:
            arguments = node.args
            for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
                if item.annotation is None and item.arg not in ("self", "cls"):
                    yield item.arg, block.span(item).end, node
        if settings.inlay_returns and node.returns is None and node.body:
            place = _closing(block, node)
            if place is not None:
                yield "return", place, node
    if settings.inlay_variables:
        for statement in block.body:
            if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
                target = statement.targets[0]
                if isinstance(target, ast.Name):
                    yield target.id, block.span(target).end, None


def _closing(block: Block, node: Function) -> Position | None:
    """The place behind the parenthesis that closes the parameters: the last one before the body on the header's lines."""
    name = block.name_span(node)
    first = block.span(node.body[0])
    for line in range(first.start_line, name.end_line - 1, -1):
        text = block.lines[line]
        if line == first.start_line:
            text = text[: first.start_column]
        head = text.partition("#")[0].rstrip()
        if head.endswith("):") and (line > name.end_line or len(head) > name.end_column):
            return Position(line, len(head) - 1)
    return None
