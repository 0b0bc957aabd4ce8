"""Extract function: the selected statements or expression become a function of their own."""

from __future__ import annotations

import ast

from burnish_checks.core.action import Action, Selection
from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair
from burnish_checks.organization.extraction.analysis import Analysis, Run
from burnish_checks.organization.extraction.events import FUNCTIONS, Function, children, own_statements
from burnish_checks.organization.extraction.expressions import extract_expression
from burnish_checks.organization.extraction.managers import swallowing
from burnish_checks.organization.extraction.regions import functions_of
from burnish_checks.organization.extraction.writing import extract_statements


def offered(selection: Selection) -> str | None:
    """The title where whole statements or an expression inside a function are selected."""
    if selection.empty or selection.block.broken or not selection.block.nodes(*FUNCTIONS):
        return None
    chosen = _chosen(selection)
    if chosen is None:
        return None
    return "Extract function" if isinstance(chosen, Run) else "Extract function from expression"


def run(selection: Selection) -> Repair:
    """Move what is selected; raises `Refused` with the reason."""
    chosen = _chosen(selection)
    if chosen is None:
        raise Refused("Select whole statements of one suite, or a whole expression.")
    if isinstance(chosen, ast.expr):
        return extract_expression(selection.snapshot, selection.index, chosen).repair
    analysis = Analysis(selection.block, chosen.function, swallowing(selection.snapshot))
    first = _first_line(selection, chosen)
    return extract_statements(selection.snapshot, selection.index, analysis, chosen, first_line=first).repair


extract_function = Action("extract-function", "refactor.extract.function", offered, run)


def _chosen(selection: Selection) -> Run | ast.expr | None:
    """The statements or the expression that the selection covers, blanks and comments around them aside."""
    block = selection.block
    span = _trimmed(block, selection.relative)
    if span is None:
        return None
    for node in functions_of(block):
        if block.span(node).contains(span):
            found = _statements(block, node, span)
            if found is not None:
                return found
    return _expression(block, span)


def _statements(block: Block, function: Function, span: Span) -> Run | None:
    suites = [function.body, *(suite for item in own_statements(function.body) for suite in children(item))]
    for suite in suites:
        covered = [item for item in suite if _overlaps(block.span(item), span)]
        if not covered or not span.contains(block.span(covered[-1])):
            continue
        first = block.span(covered[0])
        if span.contains(first) and _only_comments(block, span, covered):
            return Run(function, tuple(covered))
    return None


def _overlaps(place: Span, span: Span) -> bool:
    return place.start < span.end and span.start < place.end


def _only_comments(block: Block, span: Span, covered: list[ast.stmt]) -> bool:
    """Whether nothing but the statements, blanks and comments is selected."""
    start = min(
        [block.span(covered[0]).start] + [block.span(item).start for item in getattr(covered[0], "decorator_list", [])]
    )
    end = block.span(covered[-1]).end
    before = block.source(Span(*span.start, *start)) if span.start < start else ""
    behind = block.source(Span(*end, *span.end)) if end < span.end else ""
    lines = [line.strip().lstrip("@") for line in (before + "\n" + behind).splitlines()]
    return all(not line or line.startswith("#") for line in lines)


def _expression(block: Block, span: Span) -> ast.expr | None:
    best: ast.expr | None = None
    for nodes in block.walk.nodes.values():
        for node in nodes:
            if isinstance(node, ast.expr) and block.span(node) == span:
                best = best or node
    if best is None or not any(isinstance(item, FUNCTIONS) for item in block.ancestors(best)):
        return None
    return best


def _trimmed(block: Block, span: Span) -> Span | None:
    """The span without blanks and newlines at its ends; None if it reaches out of the block."""
    if span.start_line < 0 or span.end_line > len(block.lines):
        return None
    if span.end_line == len(block.lines):
        span = Span(span.start_line, span.start_column, len(block.lines) - 1, len(block.lines[-1]))
    text = block.source(span)
    if not text.strip():
        return None
    line, column = span.start
    while column >= len(block.lines[line]) or block.lines[line][column].isspace():
        line, column = (line, column + 1) if column < len(block.lines[line]) else (line + 1, 0)
    end_line, end_column = span.end
    while end_column == 0 or block.lines[end_line][end_column - 1].isspace():
        if end_column > 0:
            end_column -= 1
        else:
            end_line, end_column = end_line - 1, len(block.lines[end_line - 1])
    return Span(line, column, end_line, end_column)


def _first_line(selection: Selection, chosen: Run) -> int:
    """Where the moved lines begin: at the first selected comment above the statements, else at the statements."""
    block = selection.block
    first_statement = chosen.statements[0]
    first = block.span(first_statement).start_line
    for item in getattr(first_statement, "decorator_list", []):
        first = min(first, block.span(item).start_line)
    span = _trimmed(block, selection.relative)
    line = first
    while span is not None and line > span.start_line and block.lines[line - 1].strip().startswith("#"):
        line -= 1
    return line
