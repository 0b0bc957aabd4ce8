"""Inlay hints as a worker computes them: inferred types that are not written, each with the edit that writes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Refused, Target, after, targets
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.core.verifying import unsound
from burnish_checks.inference import Inference
from burnish_checks.inference.inlay import variables
from burnish_checks.inference.solver import NEAR
from burnish_checks.typing.add_type_hints import Hint, hint_for, origin, written

PARAMETERS = ("missing-parameter-annotation", "missing-variadic-annotation")
RETURNS = ("missing-return-annotation",)
ATTRIBUTES = ("missing-attribute-annotation",)
_MOST = 60
Found = list[tuple[int, Hint]]


def hinting(settings: Settings) -> Settings:
    """The settings under which the findings that hints come from are made, whatever rules are on."""
    return replace(settings, select=(*PARAMETERS, *RETURNS, *ATTRIBUTES), only_selected=True, ignore=())


def hints_in(snapshot: Snapshot, span: Span, settings: Settings) -> list[dict[str, Any]]:
    """Place, label, evidence and changes of each hint in a span; only what can be inserted without breaking anything."""
    inference = Inference(snapshot, snapshot.environment.project, deepest=NEAR)
    found = list(_slots(snapshot, span, settings, inference))[:_MOST]
    if settings.inlay_variables:
        found += list(_variables(snapshot, span, inference))[: _MOST - len(found)]
    if not _holds(snapshot, found):
        found = [item for item in found if _holds(snapshot, [item])]
    return [_shown(snapshot, index, hint) for index, hint in found]


def _slots(snapshot: Snapshot, span: Span, settings: Settings, inference: Inference) -> Iterator[tuple[int, Hint]]:
    """The hints for parameters, returns and attributes that are asked for."""
    wanted = {
        slug
        for slugs, asked in (
            (PARAMETERS, settings.inlay_parameters),
            (RETURNS, settings.inlay_returns),
            (ATTRIBUTES, settings.inlay_variables),
        )
        if asked
        for slug in slugs
    }
    for target in targets(snapshot, span):
        if target.finding.rule.slug in wanted:
            try:
                yield target.index, hint_for(Target(snapshot, target.index, target.finding, inference), inference)[0]
            except Refused:
                continue


def _variables(snapshot: Snapshot, span: Span, inference: Inference) -> Iterator[tuple[int, Hint]]:
    """The hints for the variables of the module, its classes and functions."""
    for index in range(snapshot.entry_at(span.start_line), len(snapshot.entries)):
        start = snapshot.starts[index]
        if start > span.end_line:
            break
        for name, place, function in variables(snapshot.entries[index].block):
            position = Span(*place, *place)
            if not span.contains(position.moved(start)):
                continue
            inferred = inference.variable(index, name, function)
            spelling = inference.spell(index, function, inferred.type) if inferred is not None else None
            if inferred is not None and spelling is not None:
                label = f"{name}: {spelling.text}"
                yield index, Hint(position, f": {spelling.text}", label, inferred, spelling.changes, spelling.needs)


def _holds(snapshot: Snapshot, found: Found) -> bool:
    """Whether all the hints could be inserted together."""
    texts, imports = written(snapshot, found)
    try:
        return len(texts) == len(found) and not unsound(snapshot, after(snapshot, (*texts, *imports)))
    except ValueError:
        return False


def _shown(snapshot: Snapshot, index: int, hint: Hint) -> dict[str, Any]:
    place = hint.span.moved(snapshot.starts[index])
    label = hint.text.strip().removesuffix("=").strip()
    return {
        "span": Span(*place.start, *place.start),
        "label": label,
        "why": origin(hint.inferred),
        "changes": (Change(place, hint.text), *hint.changes),
    }
