"""The action that names any selected literal."""

from __future__ import annotations

from burnish_checks import syntax
from burnish_checks.constants.extract import extraction
from burnish_checks.constants.literals import number, number_tuple, outermost
from burnish_checks.constants.meaning import meaning_of
from burnish_checks.constants.replaceable import why_not
from burnish_checks.constants.text_names import string_name
from burnish_checks.constants.units import unit_name
from burnish_checks.constants.words import constant_name, split
from burnish_checks.core.action import Action, Selection
from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair

_TEXTS = (str, bytes)
_LEAST_SHARED = 3
"""From this length on, equal strings are taken to mean the same."""


def offer(selection: Selection) -> str | None:
    """The title, if a literal is selected or under the caret."""
    block = selection.block
    node = literal_at(block, selection.relative, selection.empty)
    if node is None or why_not(block, node) or _is_named(block, node):
        return None
    standard = meaning_of(block, node).standard if number(node) is not None else None
    return f"Use `{standard.shown}`" if standard is not None else "Extract constant"


def extract(selection: Selection) -> Repair:
    """Name the literal, here and wherever it means the same."""
    block = selection.block
    node = literal_at(block, selection.relative, selection.empty)
    if node is None:
        raise Refused("There is no literal here.")
    if _is_named(block, node):
        raise Refused("The attribute of the class names it already.")
    if isinstance(node, syntax.Constant) and isinstance(node.value, _TEXTS):
        return _extracted_text(selection, block, node)
    name = "" if meaning_of(block, node).name else _fallback(block, node)
    return extraction(selection.snapshot, selection.index, node, name=name)


def literal_at(block: Block, span: Span, empty: bool) -> syntax.expr | None:
    """The literal that a span selects, or that a caret touches."""
    if block.broken:
        return None
    found = [node for node in block.nodes(syntax.Constant) if block.span(node).contains(span) and _is_literal(node)]
    if found:
        inner = min(found, key=lambda node: _size(block, node))
        outer = outermost(block, inner) if number(inner) is not None else inner
        return outer if empty or block.span(outer) == span else inner
    candidates: list[syntax.expr] = [*block.nodes(syntax.BinOp), *block.nodes(syntax.UnaryOp)]
    numbers = [node for node in candidates if number(node) is not None and _selects(block, node, span, empty)]
    tuples = [
        node
        for node in block.nodes(syntax.Tuple)
        if number_tuple(node) is not None and _selects(block, node, span, empty)
    ]
    return max(numbers, key=lambda node: _size(block, node)) if numbers else next(iter(tuples), None)


def _is_named(block: Block, node: syntax.expr) -> bool:
    """Whether the literal is all that an attribute of a class is, which a constant would only repeat; no default of a field."""
    parent = block.parent(node)
    whole = isinstance(parent, syntax.Assign) and parent.value is node
    return whole and block.walk.scope_at(node).kind == "class"


def _selects(block: Block, node: syntax.AST, span: Span, empty: bool) -> bool:
    return block.span(node).contains(span) if empty else block.span(node) == span


def _is_literal(node: syntax.Constant) -> bool:
    return isinstance(node.value, _TEXTS) or number(node) is not None


def _size(block: Block, node: syntax.AST) -> tuple[int, int]:
    span = block.span(node)
    return span.end_line - span.start_line, span.end_column - span.start_column


def _extracted_text(selection: Selection, block: Block, node: syntax.Constant) -> Repair:
    value = node.value
    shared = isinstance(value, _TEXTS) and len(value) >= _LEAST_SHARED

    def same(other_block: Block, other: syntax.expr) -> bool:
        return shared and not any(quoted[2] is other for quoted in other_block.walk.quoted)

    name = string_name(block, node) or "TEXT"
    return extraction(selection.snapshot, selection.index, node, name=name, same=same)


def _fallback(block: Block, node: syntax.expr) -> str:
    """The name that the number has everywhere, else one from its digits: the surroundings say nothing."""
    return unit_name(number(node)) or constant_name(["number", *split(block.source(node))]) or "NUMBER"


extract_constant = Action("extract-constant", "refactor.extract.constant", offer, extract)
