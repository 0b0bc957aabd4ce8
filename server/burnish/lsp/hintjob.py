"""Inlay hints as a worker computes them: what the fixes for missing type hints would write, where they would."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Target, propose, targets
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.inference import Inference

PARAMETERS = ("missing-parameter-annotation", "missing-variadic-annotation")
RETURNS = ("missing-return-annotation",)
VARIABLES = ("missing-attribute-annotation",)
_MOST = 60


def hinting(settings: Settings) -> Settings:
    """The settings under which the findings that hints come from are made, whatever rules are on."""
    return replace(settings, select=(*PARAMETERS, *RETURNS, *VARIABLES), only_selected=True, ignore=())


def hints_in(snapshot: Snapshot, span: Span, settings: Settings) -> list[dict[str, Any]]:
    """Place, label, evidence and changes of each hint in a span; only what is certain enough to be offered as a fix."""
    wanted = {
        slug
        for slugs, asked in (
            (PARAMETERS, settings.inlay_parameters),
            (RETURNS, settings.inlay_returns),
            (VARIABLES, settings.inlay_variables),
        )
        if asked
        for slug in slugs
    }
    inference = Inference(snapshot, snapshot.environment.project)
    hints: list[dict[str, Any]] = []
    for target in targets(snapshot, span):
        rule = target.finding.rule
        if rule.slug not in wanted or not rule.fixes or len(hints) >= _MOST:
            continue
        hint = _hint(Target(snapshot, target.index, target.finding, inference))
        if hint is not None:
            hints.append(hint)
    return hints


def _hint(target: Target) -> dict[str, Any] | None:
    fix = target.finding.rule.fixes[0]
    repair, verdict = propose(target, fix)
    if repair is None or not verdict.offered:
        return None
    place = target.place(target.finding.span)
    near = [change for change in repair.own if place.start <= change.span.start and change.new_text[:1] in ": "]
    if not near:
        return None
    change = min(near, key=lambda item: item.span.start)
    label = change.new_text.strip().removesuffix("=").strip()
    return {"span": Span(*change.span.start, *change.span.start), "label": label, "why": repair.why or repair.title,
            "changes": repair.own}  # fmt: skip
