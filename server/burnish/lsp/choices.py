"""What can be done at a place of a document: titles at once, the repair when one is chosen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from burnish.lsp.document import Document
from burnish.lsp.edits import Proposal
from burnish.lsp.finding import Finding, described, find
from burnish.lsp.fixing import Wanted, changes_between, fixed, wanted_targets
from burnish.lsp.guard import guarded
from burnish.lsp.outlet import Reporter
from burnish.lsp.session import Session
from burnish.lsp.text import Text
from burnish.lsp.workers import WorkerFailed
from burnish_checks.core.action import Action, Selection, propose_action
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair, Target, targets
from burnish_checks.core.rule import Category, Fix, Rule, Safety
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.core.suppressing import propose_suppression
from burnish_checks.core.verifying import propose

SUPPRESS_IN_FILE = "source.suppress.burnish"
_WHOLE_FILE = frozenset(
    ("source.fixAll", "source.fixAll.burnish", "source.organizeImports", "source.organizeImports.burnish")
)
"""Kinds for which no finding at the place matters."""
_NOTICED = 0.5
"""Seconds after which a repair that is not there yet is said to be on its way."""


class Unavailable(Exception):
    """Nothing can be done; the text is the reason, as a sentence for the user."""


@dataclass(frozen=True)
class Choice:
    """One thing that can be done, as plain data that survives a round trip through a client."""

    what: str
    """`fix`, `fix-rule`, `fix-all`, `suppress`, `suppress-file` or `action`."""
    title: str
    kind: str
    span: Span
    finding: Finding | None = None
    name: str = ""
    """The action's name, or the slug of the rule whose findings are all fixed."""
    number: int = 0
    """Which of the rule's fixes."""
    safety: Safety = Safety.SAFE
    provable: bool = False
    """Whether the repair, once it is computed, may turn out safe though its kind is not."""
    why: str = ""
    preferred: bool = False
    slow: bool = False
    target: Target | None = None

    def data(self) -> dict[str, Any]:
        """The choice as JSON."""
        found: dict[str, Any] = {"what": self.what, "span": list(self.span), "title": self.title}
        if self.finding is not None:
            found["finding"] = [self.finding.slug, self.finding.message, list(self.finding.span)]
        if self.name:
            found["name"] = self.name
        if self.number:
            found["number"] = self.number
        return found


def choice_of(data: Any) -> Choice:
    """The choice that `Choice.data` described. Raises ValueError on anything else."""
    try:
        return _choice(data)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"this is no code action of burnish: {error}") from error


def _choice(data: Any) -> Choice:
    finding = data.get("finding")
    known = None
    if finding is not None:
        slug, message, span = finding
        known = Finding(str(slug), str(message), Span(*map(int, span)))
    span = Span(*map(int, data["span"]))
    name, number = str(data.get("name", "")), int(data.get("number", 0))
    return Choice(str(data["what"]), str(data.get("title", "")), "", span, known, name, number)


def choices(session: Session, snapshot: Snapshot, span: Span, only: list[str] | None) -> Iterator[Choice]:
    """Everything that can be done at a span, of the kinds wanted; the snapshot's own findings decide."""
    offered = set[str]()
    found = list(targets(snapshot, span)) if only is None or set(only) - _WHOLE_FILE else []
    for choice in _of_findings(snapshot, span, only, found):
        offered.add(choice.title)
        yield choice
    for choice in _refactorings(snapshot, span, only):
        if not any(title.startswith(choice.title) for title in offered):  # else a finding's repair does the same
            yield choice
    yield from _suppressions(span, only, found)
    if wants(only, "source.fixAll.burnish") and next(wanted_targets(snapshot, Wanted()), None) is not None:
        yield Choice("fix-all", "Fix all that burnish can fix safely", "source.fixAll.burnish", span)


def wants(only: list[str] | None, kind: str) -> bool:
    """Whether a kind is asked for: itself or one above it, or anything."""
    return only is None or any(kind == wanted or kind.startswith(f"{wanted}.") or not wanted for wanted in only)


def _of_findings(snapshot: Snapshot, span: Span, only: list[str] | None, found: list[Target]) -> Iterator[Choice]:
    preferred = True
    seen: dict[tuple[str, Span], Rule] = {}
    for target in found:
        rule = target.finding.rule
        for number, fix in enumerate(rule.fixes):
            if fix.applies_to(target.finding) and wants(only, fix.kind):
                first = preferred and fix.safety_for(target) is Safety.SAFE
                choice = _fix(target, fix, number, first)
                # what two rules say of one place in the same words, they mend by the same repair
                if seen.setdefault((choice.title, target.place(target.finding.span)), rule) is rule:
                    preferred = preferred and not first
                    yield choice
    if not wants(only, "quickfix"):
        return
    for rule, target in _by_rule(found).items():
        for number, fix in enumerate(rule.fixes):
            if fix.safety is Safety.SAFE and fix.applies_to(target.finding):
                if _several(snapshot, Wanted(rule.slug, number)):
                    title = f"Fix all `{rule.slug}` in this file"
                    finding = described(target)
                    yield Choice("fix-rule", title, "quickfix", span, finding, rule.slug, number, slow=fix.slow)
                break


def _suppressions(span: Span, only: list[str] | None, found: list[Target]) -> Iterator[Choice]:
    """The comments that silence a rule: one for each rule here, and one for a rule that is alone in the file.

    Where several rules speak, those for the whole file would crowd the menu, so they are source actions; there are none
    for a span of several lines, since on a save the whole file is asked for.
    """
    rules = _by_rule(found)
    for rule, target in rules.items():
        if wants(only, "quickfix"):
            title = f"Suppress `{rule.slug}` here"
            yield Choice("suppress", title, "quickfix", span, described(target), target=target)
    kind = "quickfix" if len(rules) == 1 else SUPPRESS_IN_FILE
    if wants(only, kind) and (len(rules) == 1 or span.start_line == span.end_line):
        for rule, target in rules.items():
            title = f"Suppress `{rule.slug}` in this file"
            yield Choice("suppress-file", title, kind, span, described(target), target=target)


def _by_rule(found: list[Target]) -> dict[Rule, Target]:
    """A finding of each rule, but for those of the syntax."""
    return {target.finding.rule: target for target in found if target.finding.rule.category is not Category.SYNTAX}


def _fix(target: Target, fix: Fix, number: int, preferred: bool) -> Choice:
    title, span = fix.title_for(target.finding), target.place(target.finding.span)
    return Choice(
        "fix", title, fix.kind, span, described(target), "", number, fix.safety, fix.at_best is Safety.SAFE, fix.why,
        preferred, fix.slow, target,
    )  # fmt: skip


def _several(snapshot: Snapshot, wanted: Wanted) -> bool:
    found = wanted_targets(snapshot, wanted)
    next(found, None)
    return next(found, None) is not None


def _refactorings(snapshot: Snapshot, span: Span, only: list[str] | None) -> Iterator[Choice]:
    for action in _actions():
        kind = f"{action.kind}.burnish" if action.kind.startswith("source.") else action.kind
        if not wants(only, kind):
            continue
        try:
            with guarded():
                title = action.offers(Selection(snapshot, span))
        except Exception:
            continue  # what cannot even say whether it applies is not offered
        if title:
            yield Choice("action", title, kind, span, None, action.name, 0, action.safety, why=action.why,
                         slow=action.slow)  # fmt: skip


def _actions() -> tuple[Action, ...]:
    """All refactorings; imported when first asked for, since they take a tenth of the server's start."""
    from burnish_checks.actions import ACTIONS

    return ACTIONS


async def carry_out(session: Session, document: Document, choice: Choice) -> Proposal:
    """The verified repair behind a choice. Raises `Unavailable`, and counts that in the log."""
    snapshot = document.snapshot
    try:
        proposal = await _carried_out(session, snapshot, choice)
        if document.snapshot.lines == snapshot.lines:
            proposal = replace(proposal, repair=_fitting(document, proposal.repair))
        return proposal
    except Unavailable as reason:
        session.refuse(choice.name or (choice.finding.slug if choice.finding is not None else choice.what), str(reason))
        raise


def _fitting(document: Document, repair: Repair) -> Repair:
    try:
        return document.fitting(repair)
    except Refused as reason:
        raise Unavailable(str(reason)) from None


async def _carried_out(session: Session, snapshot: Snapshot, choice: Choice) -> Proposal:
    if choice.what == "action":
        return await _carry_out_action(session, snapshot, choice)
    if choice.what in ("fix-all", "fix-rule"):
        wanted = Wanted(choice.name, choice.number) if choice.what == "fix-rule" else Wanted()
        return Proposal(await _fix_many(session, snapshot, wanted), choice.title)
    target = find(snapshot, choice.finding) if choice.finding is not None else None
    if target is None:
        raise Unavailable("The finding is no longer there.")
    if choice.what == "fix":
        return await _carry_out_fix(session, target, choice)
    repair, verdict = propose_suppression(target, whole_file=choice.what == "suppress-file")
    if repair is None or not verdict.offered:
        raise Unavailable(verdict.reason)
    return Proposal(repair, choice.title)


async def _carry_out_fix(session: Session, target: Target, choice: Choice) -> Proposal:
    fixes = target.finding.rule.fixes
    if not 0 <= choice.number < len(fixes):
        raise Unavailable("There is no such fix.")
    fix = fixes[choice.number]
    if fix.slow:
        repair, reason = await _in_worker(session, "repair", target.snapshot, described(target), choice.number)
    else:
        with guarded():
            repair, verdict = propose(target, fix)
        repair, reason = (repair, "") if verdict.offered else (None, verdict.reason)
    if repair is None:
        raise Unavailable(reason)
    if repair.moves and not session.client.renames_files:
        raise Unavailable("This editor does not let a server rename files.")
    title = repair.title or fix.title_for(target.finding)
    hints = target.finding.rule.category is Category.TYPING
    return Proposal(repair, title, *repair.judged(fix), offered=fix.safety, hints=hints)


async def _carry_out_action(session: Session, snapshot: Snapshot, choice: Choice) -> Proposal:
    action: Action | None = next((item for item in _actions() if item.name == choice.name), None)
    if action is None:
        raise Unavailable("There is no such action.")
    if action.slow:
        repair, reason = await _in_worker(session, "action", snapshot, action.name, tuple(choice.span))
    else:
        with guarded():
            repair, verdict = propose_action(action, Selection(snapshot, choice.span))
        repair, reason = (repair, "") if verdict.offered else (None, verdict.reason)
    if repair is None:
        raise Unavailable(reason)
    hints = action.kind.endswith("typehints")
    return Proposal(repair, repair.title or choice.title, *repair.judged(action), offered=action.safety, hints=hints)


async def _fix_many(session: Session, snapshot: Snapshot, wanted: Wanted) -> Repair:
    """All wanted fixes together: here, with a pause after each, or in a worker if one of them is slow."""
    unknown = session.projects.unknown(snapshot.environment.path)
    if any(fix.slow for _, fix in wanted_targets(snapshot, wanted, unknown)):
        found, reason = await _in_worker(session, "fix-many", snapshot, wanted, dict(unknown.known))
        if found is None:
            raise Unavailable(reason)
        return found
    result = snapshot
    steps = fixed(snapshot, wanted, None, unknown)
    while True:
        with guarded():
            step = next(steps, None)
        if step is None:
            break
        result = step
        await asyncio.sleep(0)
    changes = changes_between(snapshot, result)
    if not changes:
        raise Unavailable("There is nothing to change.")
    return Repair(changes)


async def _in_worker(session: Session, job: str, snapshot: Snapshot, *arguments: Any) -> tuple[Repair | None, str]:
    """What a worker makes of a job; with progress, which a person may end, once it takes long enough to be noticed."""
    work = asyncio.ensure_future(session.worker.call(job, text_of(session, snapshot), *arguments))
    ended: list[bool] = []

    def end() -> None:
        ended.append(work.cancel())

    progress: Reporter | None = None
    try:
        done, _ = await asyncio.wait({work}, timeout=_NOTICED)
        if not done:
            progress = session.outlet.begin_progress("Working out a repair", cancel=end)
        found: tuple[Repair | None, str] = await work
        return found
    except WorkerFailed as failure:
        session.tell(f"{job}: {failure}", error=True)
        return None, str(failure)
    except asyncio.CancelledError:
        if ended:
            return None, "It was cancelled."
        work.cancel()
        raise
    finally:
        if progress is not None:
            progress.end()


def text_of(session: Session, snapshot: Snapshot) -> Text:
    """A snapshot as a worker is given it."""
    environment = snapshot.environment
    root = session.projects.resolve(environment.path).root
    project = environment.project
    revision = project.revision if project is not None else 0
    settings = replace(environment.settings)
    return Text(environment.path, snapshot.text, settings, root, revision, project is not None)
