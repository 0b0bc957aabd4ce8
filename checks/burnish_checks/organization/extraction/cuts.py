"""The best cuts of a function that is too large: which run of statements to move out, and what that gains."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from burnish_checks.core.block import Block
from burnish_checks.core.repair import Refused
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.organization import measures
from burnish_checks.organization.extraction.analysis import Analysis, Run
from burnish_checks.organization.extraction.events import FUNCTIONS, Function, children, own_statements
from burnish_checks.organization.extraction.managers import swallowing
from burnish_checks.organization.extraction.naming import candidates
from burnish_checks.organization.extraction.regions import Region, region_of
from burnish_checks.organization.extraction.writing import (
    Extraction,
    comment_start,
    extract_statements,
    own_lines,
    telling_comment,
)

_MUCH_MOVED = 40
_MOST_SHARED = 0.3
_NATURAL = 40
"""How many points of a natural boundary count as much as perfect balance."""
_MOST_TRIED = 80
_MOST_NAMED = 12
_MERITS = (-20, 2, 6, 12)
_MOST_PARAMETERS = 6
_MOST_OUTPUTS = 3
_LEAST_STATEMENTS = 3
_LEAST_GAIN = 0.1
_MOST_MOVED = 0.85


@dataclass(frozen=True)
class Measure:
    """A quantity that a rule limits."""

    noun: str
    """As titles name it: `complexity`."""
    of: Callable[[Block, Function, Sequence[ast.stmt]], float]
    """Of a function with the call in place of statements moved out of it; none of them for the function as it is."""
    limit: float = 0
    """What the rule allows."""


@dataclass(frozen=True)
class Cut:
    """An extraction with what it does to the measure."""

    extraction: Extraction
    before: float
    after: float
    score: float

    def title(self, noun: str) -> str:
        """`Extract `_parse_header` (complexity 23 to 14)`."""
        return f"Extract `{self.extraction.name}` ({noun} {self.before:g} to {self.after:g})"


def best_cuts(snapshot: Snapshot, index: int, function: Function, measure: Measure, most: int = 3) -> list[Cut]:
    """Up to `most` cuts that hardly overlap, best first; empty if no part stands enough apart.

    Judged by what they gain, how evenly they divide, how few values pass in and out, and how well they can be named.
    """
    block = snapshot.entries[index].block
    analysis = Analysis(block, function, swallowing(snapshot))
    before = measure.of(block, function, ())
    found: list[tuple[float, float, Region]] = []
    for run in _candidates(block, function):
        try:
            region = region_of(analysis, run)
        except Refused:
            continue
        judged = _judged(block, measure, before, region)
        if judged is not None:
            found.append((*judged, region))
    found.sort(key=lambda item: -item[0])
    found = [(score + _MERITS[_merit(block, region)], after, region) for score, after, region in found[:_MOST_NAMED]]
    found.sort(key=lambda item: -item[0])
    cuts: list[Cut] = []
    taken: list[set[ast.stmt]] = []
    for score, after, region in found:
        members = set(own_statements(region.run.statements))
        if any(len(members & other) > _MOST_SHARED * min(len(members), len(other)) for other in taken):
            continue
        try:
            extraction = extract_statements(snapshot, index, analysis, region.run)
        except Refused:
            continue
        cuts.append(Cut(extraction, before, after, score))
        taken.append(members)
        if len(cuts) == most:
            break
    return cuts


def _candidates(block: Block, function: Function) -> list[Run]:
    """The runs worth a closer look, most promising first."""
    body = function.body[:2]
    total = sum(1 for _ in own_statements(function.body))
    weighed: list[tuple[float, Run]] = []
    for suite in _suites(function):
        sizes = [sum(1 for _ in own_statements([item])) for item in suite]
        branches = [measures.cyclomatic([item]) for item in suite]
        whole = 1 + measures.cyclomatic(function.body)
        for first in range(len(suite)):
            size = weight = 0
            for last in range(first, len(suite)):
                size += sizes[last]
                weight += branches[last]
                if size > _MOST_MOVED * total or size < _LEAST_STATEMENTS:
                    continue
                if _is_inside_chain(block, suite[first]) or (last + 1 - first == len(suite) and suite[0] in body):
                    continue
                balance = min(size, total - size) / total + min(weight, whole - weight) / whole
                natural = _boundary(block, suite, first, last)
                weighed.append((balance + natural / _NATURAL, Run(function, tuple(suite[first : last + 1]))))
    weighed.sort(key=lambda item: -item[0])
    return [run for _, run in weighed[:_MOST_TRIED]]


def _suites(function: Function) -> Iterator[Sequence[ast.stmt]]:
    body = function.body
    yield body[1:] if ast.get_docstring(function, clean=False) is not None else body
    for statement in own_statements(body):
        yield from children(statement)


def _is_inside_chain(block: Block, statement: ast.stmt) -> bool:
    return isinstance(statement, ast.If) and block.source(statement).startswith("elif")


def _boundary(block: Block, suite: Sequence[ast.stmt], first: int, last: int) -> float:
    """How naturally the text itself divides here: comments, blank lines, whole suites and single statements."""
    try:
        top, bottom = own_lines(block, suite[first : last + 1])
    except Refused:
        return -50
    start = comment_start(block, top)
    score = 0.0
    if start < top:
        score += 8
    if first == 0 or not block.lines[start - 1].strip():
        score += 5
    if last + 1 == len(suite) or not block.lines[bottom + 1 : bottom + 2] or not block.lines[bottom + 1].strip():
        score += 5
    elif block.lines[bottom + 1].strip().startswith("#"):
        score += 4
    if first == last or (first == 0 and last + 1 == len(suite)):
        score += 4
    return score


def _judged(block: Block, measure: Measure, before: float, region: Region) -> tuple[float, float] | None:
    """The score of a region and the measure it leaves; None if it is not worth proposing."""
    if len(region.parameters) > _MOST_PARAMETERS or len(region.outputs) > _MOST_OUTPUTS:
        return None
    run = region.run
    after = measure.of(block, without(region), run.statements)
    moved = measure.of(block, _function(run.function, list(run.statements)), ())
    if (before - after) / before < _LEAST_GAIN or before - after < 1:
        return None
    excess = max(before - measure.limit, 1)
    relief = min(1.0, (before - max(after, moved)) / excess) + min(1.0, (before - after) / excess)
    first, last = _positions(region)
    suite = next(suite for suite in _suites(run.function) if run.statements[0] in suite)
    score = 30 * relief + _boundary(block, suite, first, last)
    score -= 4 * len(region.parameters) + (0, 3, 12, 24)[len(region.outputs)]
    score -= 12 * max(0, len(region.parameters) - 4)
    score -= _MUCH_MOVED * max(0.0, _share(run) - 0.6)
    score -= 30 * sum(_is_definition(run, name) for name in region.outputs)
    return score, after


def _share(run: Run) -> float:
    """The part of the function's statements that moves."""
    return sum(1 for _ in own_statements(run.statements)) / sum(1 for _ in own_statements(run.function.body))


def _is_definition(run: Run, name: str) -> bool:
    """Whether a variable is a function, class or module that the run defines or imports: no value to hand out."""
    for item in own_statements(run.statements):
        if isinstance(item, (*FUNCTIONS, ast.ClassDef)) and item.name == name:
            return True
        if isinstance(item, (ast.Import, ast.ImportFrom)) and any(
            name == (alias.asname or alias.name.partition(".")[0]) for alias in item.names
        ):
            return True
    return False


def _positions(region: Region) -> tuple[int, int]:
    suite = next(suite for suite in _suites(region.run.function) if region.run.statements[0] in suite)
    first = list(suite).index(region.run.statements[0])
    return first, first + len(region.run.statements) - 1


def _merit(block: Block, region: Region) -> int:
    statements = region.run.statements
    top, _ = own_lines(block, statements)
    comment = telling_comment(block, region.run, comment_start(block, top))
    return next((merit for _, merit in candidates(region.run.function, statements, region.outputs, comment)), 0)


def without(region: Region) -> Function:
    """The function with the call in place of the run: a copy along the way, nothing shared is changed."""
    run = region.run
    call: ast.expr = ast.Call(func=ast.Name(id="extracted", ctx=ast.Load()), args=[], keywords=[])
    statement: ast.stmt = ast.Expr(value=call)
    if region.returns:
        statement = ast.Return(value=call)
    elif region.outputs:
        names: list[ast.expr] = [ast.Name(id=name, ctx=ast.Store()) for name in region.outputs]
        target = names[0] if len(names) == 1 else ast.Tuple(elts=names, ctx=ast.Store())
        statement = ast.Assign(targets=[target], value=call)
    ast.copy_location(statement, run.statements[0])
    return _replaced(run.function, run, statement)  # type: ignore[return-value]


def _replaced(node: ast.AST, run: Run, statement: ast.stmt) -> ast.AST:
    result = copy.copy(node)
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        items = getattr(node, name, None)
        if not isinstance(items, list):
            continue
        if run.statements[0] in items:
            first = items.index(run.statements[0])
            setattr(result, name, [*items[:first], statement, *items[first + len(run.statements) :]])
        else:
            around = [_replaced(item, run, statement) if _holds(item, run.statements[0]) else item for item in items]
            setattr(result, name, around)
    return result


def _holds(node: ast.AST, statement: ast.stmt) -> bool:
    place = (statement.lineno, statement.col_offset)
    start = getattr(node, "lineno", None)
    if start is None:
        return any(_holds(item, statement) for item in getattr(node, "body", []))
    end = (node.end_lineno or 0, node.end_col_offset or 0)  # type: ignore[attr-defined]
    return (start, node.col_offset) <= place < end  # type: ignore[attr-defined]


def _function(like: Function, body: list[ast.stmt]) -> Function:
    result = copy.copy(like)
    result.name = "extracted"
    result.body = body
    result.lineno, result.end_lineno = body[0].lineno, body[-1].end_lineno
    return result
