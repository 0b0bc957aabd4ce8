"""Editing the dictionary literal that a finding about a schema points at."""

from __future__ import annotations

import ast
from collections.abc import Callable

from burnish_checks.core.block import Block
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Refused, Target


def dictionary_at(target: Target, wanted: Callable[[ast.Dict], bool] = lambda node: True) -> ast.Dict:
    """The dictionary that the finding is about: the one whose key, or whose own pair, the finding's span starts at.

    Raises `Refused` if there is none, as for a schema that is no literal here.
    """
    block, start = target.block, target.finding.span.start
    for node in block.nodes(ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None or block.span(key).start != start:
                continue
            if isinstance(value, ast.Dict):
                return value
            if wanted(node):
                return node
    for node in block.nodes(ast.Dict):
        if block.span(node).start == start:
            return node
    for assigned in block.nodes(ast.Assign):
        place = assigned.targets[0]
        at = place.slice if isinstance(place, ast.Subscript) else place
        if block.span(at).start == start and isinstance(assigned.value, ast.Dict):
            return assigned.value
    raise Refused("The schema is not written out here.")


def pair_at(target: Target) -> tuple[ast.Dict, ast.expr, ast.expr]:
    """The dictionary, key and value of the pair that the finding's span starts at; raises `Refused` if there is none."""
    block, start = target.block, target.finding.span.start
    for node in block.nodes(ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None and block.span(key).start == start:
                return node, key, value
    raise Refused("The schema is not written out here.")


def add_pair(target: Target, node: ast.Dict, key: str, value: str, snippet: str | None = None) -> tuple[Change, ...]:
    """Put a further pair behind the last one, laid out as the others are; a comment behind the last one stays there."""
    block = target.block
    quote = _quote(block, node)
    written = snippet if snippet is not None else value
    pair, shown = f"{quote}{key}{quote}: {value}", f"{quote}{key}{quote}: {written}"

    def insert(position: Position, before: str, after: str = "") -> Change:
        text = f"{before}{shown}{after}" if snippet is not None else None
        return target.insert(position, f"{before}{pair}{after}", snippet=text)

    if not node.values:
        return (target.replace(node, f"{{{pair}}}", snippet=f"{{{shown}}}" if snippet is not None else None),)
    last, end = block.span(node.values[-1]).end, block.span(node).end
    tail = block.source(Span(*last, end.line, end.column - 1))
    comma, margin = _comma(tail), _margin(target, node)
    if not margin:
        return (insert(last, ", "),) if comma is None else (insert(_after(last, tail, comma + 1), " "),)
    if comma is not None:
        return (insert(_after(last, tail, _line_end(tail, comma + 1)), margin, ","),)
    if "#" not in tail:
        return (insert(last, "," + margin),)
    return target.insert(last, ","), insert(_after(last, tail, _line_end(tail, 0)), margin)


def _margin(target: Target, node: ast.Dict) -> str:
    """The newline and indentation before each pair; empty where the pairs do not stand on lines of their own."""
    block, first = target.block, node.keys[0]
    if first is None or block.span(first).start_line == block.span(node).start_line:
        return ""
    start = block.span(first).start
    lead = block.lines[start.line][: start.column]
    return target.newline + lead if not lead.strip() else ""


def _quote(block: Block, node: ast.Dict) -> str:
    for key in node.keys:
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            return "'" if block.source(key).lstrip("rbuRBU").startswith("'") else '"'
    return '"'


def _comma(tail: str) -> int | None:
    """The offset of the comma in what follows the last value, comments left out of account."""
    for at, character in enumerate(tail):
        if character == "#":
            line_end = _line_end(tail, at)
            rest = _comma(tail[line_end:])
            return None if rest is None else line_end + rest
        if character == ",":
            return at
    return None


def _line_end(text: str, start: int) -> int:
    ends = [at for at in (text.find("\n", start), text.find("\r", start)) if at >= 0]
    return min(ends, default=len(text))


def _after(position: Position, text: str, length: int) -> Position:
    """The position `length` characters of `text` after another."""
    passed = text[:length]
    lines = passed.count("\n")
    if not lines:
        return Position(position.line, position.column + length)
    return Position(position.line + lines, len(passed) - passed.rfind("\n") - 1)
