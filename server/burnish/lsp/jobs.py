"""What a worker process does: each job is a function of plain values, with a snapshot rebuilt from the text."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from typing import Any

from burnish.lsp.encode import Counters, Encoder, Form, Shape, lines_on_disk, uri_of
from burnish.lsp.finding import Finding, find
from burnish.lsp.fixing import Wanted, changes_between, fixed
from burnish.lsp.frames import packed
from burnish.lsp.hintjob import hinting, hints_in
from burnish.lsp.project import Projects
from burnish.lsp.text import Text
from burnish_checks.actions import ACTIONS
from burnish_checks.core.action import Selection, propose_action
from burnish_checks.core.gathering import CORE_COLLECTORS
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.core.verifying import propose
from burnish_checks.index import read_facts
from burnish_checks.inference.nearest import NearestInference
from burnish_checks.policy import environment_for
from burnish_checks.reading import Unreadable, read
from burnish_checks.registry import ruleset
from burnish_checks.review.markdown import markdown
from burnish_checks.review.report import report_of, review_of
from burnish_checks.review.unknown import Unknown

_KEPT = 8
_open: OrderedDict[Any, Snapshot] = OrderedDict()

Ask = Callable[[Any], Any]


class Asking:
    """The workspace's index, which is in the parent process: every use of it is a question to that."""

    edition = 0
    """The texts are those of one moment."""

    def __init__(self, ask: Ask, revision: int) -> None:
        self._ask = ask
        self.revision = revision
        self._known: dict[Any, Any] = {}

    @property
    def origin(self) -> Asking:
        """Itself: what it answers was copied from another process."""
        return self

    def ask(self, path: str, *question: Hashable) -> Any:
        """The index's answer."""
        return self._call("ask", path, *question)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in ("complete", "digest", "files", "roots"):
            return self._call(name)
        return lambda *arguments, **named: self._call(name, *arguments, **named)

    def _call(self, name: str, *arguments: Any, **named: Any) -> Any:
        question = (name, arguments, tuple(sorted(named.items())))
        if question not in self._known:
            self._known[question] = self._ask(question)
        return self._known[question]


def run(name: str, arguments: tuple[Any, ...], ask: Ask) -> Any:
    """Do a job by name."""
    return JOBS[name](ask, *arguments)


def snapshot_of(text: Text, ask: Ask) -> Snapshot:
    """The settled snapshot of a text; the last few are kept."""
    snapshot = _open.get(text)
    if snapshot is None:
        project: Any = Asking(ask, text.revision) if text.indexed else None
        snapshot = open_document(text.text, environment_for(text.path, text.settings, project, text.root)).settled()
        _open[text] = snapshot
        while len(_open) > _KEPT:
            _open.popitem(last=False)
    _open.move_to_end(text)
    return snapshot


def repair_finding(ask: Ask, text: Text, finding: Finding, number: int) -> tuple[Repair | None, str]:
    """What the rule's fix of that number would change, verified; else the reason why not."""
    snapshot = snapshot_of(text, ask)
    target = find(snapshot, finding)
    if target is None:
        return None, "The finding is no longer there."
    inference = NearestInference(snapshot, snapshot.environment.project)
    target = Target(snapshot, target.index, target.finding, inference)
    repair, verdict = propose(target, target.finding.rule.fixes[number])
    return (repair, "") if verdict.offered else (None, verdict.reason)


def run_action(ask: Ask, text: Text, name: str, span: tuple[int, int, int, int]) -> tuple[Repair | None, str]:
    """What a refactoring would change, verified; else the reason why not."""
    snapshot = snapshot_of(text, ask)
    action = next(action for action in ACTIONS if action.name == name)
    selection = Selection(snapshot, Span(*span), NearestInference(snapshot, snapshot.environment.project))
    repair, verdict = propose_action(action, selection)
    return (repair, "") if verdict.offered else (None, verdict.reason)


def fix_many(ask: Ask, text: Text, wanted: Wanted, known: dict[tuple[str, str], int]) -> tuple[Repair | None, str]:
    """All wanted fixes of a document together, but for findings that are known."""
    snapshot = snapshot_of(text, ask)
    steps = fixed(snapshot, wanted, lambda now: NearestInference(now, now.environment.project), Unknown(known))
    *_, result = snapshot, *steps
    changes = changes_between(snapshot, result)
    return (Repair(changes), "") if changes else (None, "There is nothing to change.")


def facts(ask: Ask, paths: list[str], kinds: frozenset[str]) -> list[bytes]:
    """The facts of files, for the index: each packed by itself, since 25 files at once take 6 ms, and nothing else runs then."""
    collectors = tuple(item for item in (*CORE_COLLECTORS, *ruleset().collectors) if item.kind in kinds)
    return [packed(read_facts(path, collectors)) for path in paths]


def hints(ask: Ask, text: Text, span: tuple[int, int, int, int]) -> list[dict[str, Any]]:
    """The inlay hints in a span."""
    asked = replace(text, settings=hinting(text.settings))
    return hints_in(snapshot_of(asked, ask), Span(*span), text.settings)


def review_files(
    ask: Ask,
    paths: list[str],
    folders: tuple[str, ...],
    settings: tuple[dict[str, Any], dict[str, dict[str, Any]]],
    all_shown: bool,
    shape: Shape,
    encoding: str,
    revision: int | None,
) -> list[bytes | None]:
    """The encoded diagnostics of files that are not open; None for one that cannot be read.

    `settings` are the client's for the workspace and, by folder, for single folders of it.
    """
    project: Any = Asking(ask, revision) if revision is not None else None
    client, by_folder = settings
    projects = Projects(folders, client, by_folder, project, all_shown=all_shown)
    form = Form(shape, encoding, lines_on_disk)
    return [_reviewed(path, projects, form) for path in paths]


def _reviewed(path: str, projects: Projects, form: Form) -> bytes | None:
    try:
        text = read(path).text
    except Unreadable:
        return None
    environment, unknown = projects.holding(path)
    snapshot = unknown.of(open_document(text, environment).settled())
    return Encoder(uri_of(path), form, Counters()).items(snapshot)


def review(ask: Ask, text: Text) -> str:
    """The reviewer's text of a document, in Markdown."""
    report = report_of(text.path, snapshot_of(text, ask))
    return markdown(review_of([report], f"`{os.path.basename(text.path)}`"))


def sleep(ask: Ask, seconds: float) -> float:
    """Do nothing for a while: to see that a job can be cancelled and is limited in time."""
    import time

    time.sleep(seconds)
    return seconds


JOBS: dict[str, Callable[..., Any]] = {
    "repair": repair_finding,
    "review": review,
    "review-files": review_files,
    "action": run_action,
    "hints": hints,
    "facts": facts,
    "fix-many": fix_many,
    "sleep": sleep,
}
