"""What cures `duplicate-code`, one function for both places; `fixes` offers it."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Refused, Repair, Target
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.organization.duplicates import numbered
from burnish_checks.organization.extraction.analysis import Analysis, Run
from burnish_checks.organization.extraction.events import FUNCTIONS, Function, children, own_statements
from burnish_checks.organization.extraction.managers import swallowing
from burnish_checks.organization.extraction.placing import place_for
from burnish_checks.organization.extraction.regions import Region, region_of
from burnish_checks.organization.extraction.writing import (
    Extraction,
    Writer,
    call_line,
    classes_of,
    extract_statements,
    own_lines,
)
from burnish_checks.organization.indentation import leading


def share(target: Target) -> Repair:
    """Move the first of the two runs into a function and call it in the place of both."""
    snapshot = target.snapshot
    second = _function(target.block, target.finding.span)
    index, first = _other(snapshot, target.finding.data["other"], target.index, second)
    runs = _longest(snapshot.entries[index].block, first, target.block, second)
    managers = swallowing(snapshot)
    analyses = Analysis(snapshot.entries[index].block, first, managers), Analysis(target.block, second, managers)
    regions = region_of(analyses[0], runs[0]), region_of(analyses[1], runs[1])
    renamed = _renamed(analyses, runs)
    _refuse_unlike(regions, renamed)
    extraction = extract_statements(snapshot, index, analyses[0], runs[0])
    call = _second_call(target, analyses[1], runs[1], regions[0], extraction, renamed, index)
    repair = extraction.repair
    title = f"Extract `{extraction.name}` and call it in both places"
    return Repair((*repair.changes, call), title, rename_at=repair.rename_at)


def _function(block: Block, span: Span) -> Function:
    for node in block.nodes(*FUNCTIONS):
        if isinstance(node, FUNCTIONS) and block.name_span(node) == span:
            return node
    raise Refused("The code has changed since the finding was made.")


def _other(snapshot: Snapshot, name: str, own: int, second: Function) -> tuple[int, Function]:
    """The function of the first place: the one of that name, the finding's own only if there is no other."""
    found: tuple[int, Function] | None = None
    for index, entry in enumerate(snapshot.entries):
        if "statement-runs" not in entry.facts.values:
            continue
        for node in entry.block.body:
            if isinstance(node, FUNCTIONS) and node.name == name:
                if node is not second:
                    return index, node
                found = own, node
    if found is None:
        raise Refused("The code has changed since the finding was made.")
    return found


def _longest(block: Block, first: Function, other: Block, second: Function) -> tuple[Run, Run]:
    """The longest runs of whole statements of one suite that are equal in both."""
    left, right = numbered(block, first), numbered(other, second)
    best: tuple[int, Run, Run] | None = None
    suites = [first.body, *(suite for item in own_statements(first.body) for suite in children(item))]
    places = {statement: place for place, (_, statement) in enumerate(left)}
    for suite in suites:
        for start in range(len(suite)):
            for end in range(len(suite), start, -1):
                at, size = places[suite[start]], sum(1 for _ in own_statements(suite[start:end]))
                if best is not None and size <= best[0]:
                    break
                twin = _twin(left, right, at, size, suite[start:end], same=first is second)
                if twin is not None:
                    best = size, Run(first, tuple(suite[start:end])), Run(second, twin)
    if best is None:
        raise Refused("What is repeated is no run of whole statements.")
    return best[1], best[2]


def _twin(
    left: Sequence[tuple[int, ast.stmt]],
    right: Sequence[tuple[int, ast.stmt]],
    at: int,
    size: int,
    statements: Sequence[ast.stmt],
    *,
    same: bool,
) -> tuple[ast.stmt, ...] | None:
    """The statements that stand in the other function as `statements` do in the first, from place `at` on."""
    numbers = [number for number, _ in left[at + 1 : at + size]]
    offsets = [next(n for n, (_, item) in enumerate(left[at:]) if item is statement) for statement in statements]
    for start in range(at + size if same else 0, len(right) - size + 1):
        if type(right[start][1]) is not type(left[at][1]):
            continue
        if [number for number, _ in right[start + 1 : start + size]] == numbers:
            return tuple(right[start + offset][1] for offset in offsets)
    return None


def _renamed(analyses: tuple[Analysis, Analysis], runs: tuple[Run, Run]) -> dict[str, str]:
    """The variables of the first run with what each is called in the second. Raises `Refused` if they are not alike."""
    names: dict[str, str] = {}
    for left, right in zip(runs[0].statements, runs[1].statements, strict=True):
        nodes = list(ast.walk(left)), list(ast.walk(right))
        if len(nodes[0]) != len(nodes[1]):
            raise Refused("The two are not alike in every detail.")
        for one, two in zip(*nodes, strict=True):
            _compare(analyses, one, two, names)
    if len(set(names.values())) != len(names):
        raise Refused("One variable here does the work of two there.")
    return names


def _compare(analyses: tuple[Analysis, Analysis], one: ast.AST, two: ast.AST, names: dict[str, str]) -> None:
    if type(one) is not type(two):
        raise Refused("The two are not alike in every detail.")
    if isinstance(one, ast.Name) and isinstance(two, ast.Name):
        local = analyses[0].reader.owner(one), analyses[1].reader.owner(two)
        if local[0] is analyses[0].scope and local[1] is analyses[1].scope:
            if names.setdefault(one.id, two.id) != two.id:
                raise Refused("One variable there does the work of two here.")
            return
    for field in one._fields:
        value, other = getattr(one, field, None), getattr(two, field, None)
        if not isinstance(value, (ast.AST, list)) and (value != other or type(value) is not type(other)):
            raise Refused("The two are not alike in every detail.")


def _refuse_unlike(regions: tuple[Region, Region], renamed: dict[str, str]) -> None:
    left, right = regions
    same_parameters = {renamed.get(name, name) for name in left.parameters} == set(right.parameters)
    if not same_parameters or [renamed.get(name, name) for name in left.outputs] != list(right.outputs):
        raise Refused("The two need or give different values.")
    if (left.returns, left.falls_through, left.is_async) != (right.returns, right.falls_through, right.is_async):
        raise Refused("The two end in different ways.")


def _second_call(
    target: Target,
    analysis: Analysis,
    run: Run,
    region: Region,
    extraction: Extraction,
    renamed: dict[str, str],
    index: int,
) -> Change:
    """The call in the place of the second run."""
    snapshot, block, place = target.snapshot, target.block, extraction.place
    other = place_for(target.context, run.function, run.statements, classes_of(snapshot))
    if (other.kind, other.receiver, other.captured) != (place.kind, place.receiver, place.captured):
        raise Refused("The two places cannot call the same kind of function.")
    if place.kind != "function" and not _same_class(snapshot, index, target.index):
        raise Refused("The two stand in different classes.")
    writer = Writer(snapshot, target.index, analysis, other, run.statements[0])
    parameters = [renamed.get(name, name) for name in extraction.parameters]
    call = writer.call(extraction.name, parameters, is_async=region.is_async, is_generator=region.is_generator)
    first, last = own_lines(block, run.statements)
    outputs = tuple(renamed.get(name, name) for name in region.outputs)
    line = call_line(leading(block, first), call, outputs, region.returns, writer.width)
    span = Span(first, 0, last, len(block.lines[last].rstrip("\r\n")))
    return target.replace(span, line.replace("\n", writer.newline))


def _same_class(snapshot: Snapshot, first: int, second: int) -> bool:
    frames = snapshot.entries[first].block.frames
    if snapshot.entries[second].block.frames != frames:
        return False
    between = snapshot.entries[min(first, second) : max(first, second)]
    return not any(entry.block.kind == "header" and len(entry.block.frames) < len(frames) for entry in between)
