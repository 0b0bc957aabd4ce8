"""Files repaired: verified fixes applied one after the other, in sweeps, until nothing more can be done."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from keyword import iskeyword

from burnish.cli.annotating import annotate, wants_hints
from burnish.cli.checking import open_file
from burnish.cli.inputs import Input
from burnish.cli.permission import Permission
from burnish.cli.project import LazyProject
from burnish.cli.repaired import Repaired
from burnish.cli.wishes import Wishes
from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Repair, Target
from burnish_checks.core.rule import Finding, Fix, Rule, Safety
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.core.text import TextEdit, apply_edits, split_lines
from burnish_checks.core.together import Proposed, together
from burnish_checks.core.verifying import Verdict, propose
from burnish_checks.inference import Inference
from burnish_checks.policy import environment_for
from burnish_checks.reading import SourceText, Unreadable, decode, is_protected, read
from burnish_checks.review.baseline import Baseline
from burnish_checks.review.unknown import Unknown, content_keys

_MOST_SWEEPS = 50
_MOST_ROUNDS = 5
_Refusal = tuple[Block, Finding]
"""A finding in a block that no permitted fix could mend."""
_END = 10**9
_IDLE = "unused-import"


class Repairs:
    """The repair of several files; those that a repair of another file reaches into are among the results."""

    def __init__(
        self,
        wishes: Wishes,
        permission: Permission,
        project: LazyProject,
        baseline: Baseline | None = None,
        *,
        writes: bool = False,
    ) -> None:
        self.wishes = wishes
        self.writes = writes
        """Whether the files will be written, so that those that cannot be must stay as they are."""
        self.baseline = baseline
        self.permission = permission
        self.project = project
        self.files: dict[str, Repaired] = {}
        """By absolute path: every file that has changed so far."""
        self._unknown: dict[str, Unknown] = {}
        self._annotated: dict[str, Snapshot] = {}
        """By absolute path: what annotating left of files that have not been looked at since."""
        self._inferring: Inference | None = None
        self._idle: frozenset[str] = frozenset()
        """What was said of unused imports in the file at hand before it was repaired."""
        self._seen: set[int] = set()
        """Hashes of the texts that the file at hand has had."""
        self._less_used: set[str] = set()
        """The absolute paths of files from which another has imported less since they were looked at."""
        self._drafting = False
        """Whether drafts are made, which tell of the code around them: when nothing else can be done in the file at hand."""
        self._changed: set[str] = set()
        """The absolute paths of files that were repaired in this round."""

    def in_rounds(self, texts: Sequence[Input]) -> Iterator[Input]:
        """What to repair, one after the other, with the type hints written that are permitted.

        Then again the files from which a repaired one imports less than before, and those that can have more hints now:
        after any repair all are asked, for what one file says now can tell something of every other.
        """
        files = {os.path.abspath(item.path): item for item in texts if item.data is None and not item.trouble}
        self.annotate(item.path for item in files.values())
        wanted = list(texts)
        for _ in range(_MOST_ROUNDS):
            self._changed.clear()
            yield from wanted
            told = self.annotate(item.path for item in files.values()) if self._changed else set()
            again = self._less_used | told
            wanted = [item for path, item in files.items() if path in again]

    def annotate(self, paths: Iterable[str]) -> set[str]:
        """Write the type hints that are permitted into all the files together; the absolute paths of those that change."""
        if not (self.permission.selected or self.permission.unsafe):
            return set()
        opened: dict[str, tuple[str, SourceText]] = {}
        snapshots: list[Snapshot] = []
        for path in filter(self._wants_hints, paths):
            if self._is_protected(path):
                continue
            known = self.files.get(os.path.abspath(path))
            now = known.source.encode(known.text) if known else None
            try:
                source, snapshot = open_file(path, self.wishes, now, self.project)
            except Unreadable:
                continue
            if not _whole_problem(snapshot.text):
                opened[snapshot.environment.path] = path, source
                snapshots.append(snapshot)
        changed: set[str] = set()
        for file in annotate(snapshots, self.permission.unsafe, self._permitted, self._told):
            place = file.snapshot.environment.path
            self._annotated[place] = file.snapshot
            path, source = opened[place]
            result = self.files.get(place) or Repaired.untouched(path, source)
            if _whole_problem(file.snapshot.text):
                self.project.update(place, result.text)
            elif file.steps:
                result.text = file.snapshot.text
                result.applied.update(slug for step in file.steps for slug, _ in step)
                result.steps += file.steps
                self.files[place] = result
                changed.add(place)
        return changed

    def _wants_hints(self, path: str) -> bool:
        """Whether rules that type hints mend are on for the file."""
        absolute = os.path.abspath(path)
        settings, resolution = self.wishes.settings(absolute)
        return wants_hints(environment_for(absolute, settings, None, resolution.root))

    def _targets(self, snapshot: Snapshot, span: Span | None = None) -> Iterator[Target]:
        """The findings that are to be mended: what the baseline knows is left alone."""
        return self._unknown_in(snapshot).targets(snapshot, span)

    def _permitted(self, snapshot: Snapshot) -> Iterator[Target]:
        """The findings that a fix may be applied to."""
        return filter(self.permission.choices, self._targets(snapshot))

    def _unknown_in(self, snapshot: Snapshot) -> Unknown:
        path = snapshot.environment.path
        if path not in self._unknown:
            share = {} if self.baseline is None else self.baseline.share_of(path, content_keys(snapshot))
            self._unknown[path] = Unknown(share)
        return self._unknown[path]

    def _told(self, snapshot: Snapshot) -> None:
        self.project.update(snapshot.environment.path, snapshot.text)

    def repair(self, path: str, data: bytes | None = None) -> Repaired:
        """Repair one file. Raises `Unreadable`, also where it does not compile to begin with."""
        absolute = os.path.abspath(path)
        self._less_used.discard(absolute)
        result = self.files.get(absolute) or Repaired.untouched(path, read(path) if data is None else decode(data))
        source, text = result.source, result.text
        if problem := _whole_problem(text):
            raise Unreadable(f"it does not compile ({problem}), so it is not repaired.")
        bytes_now = source.encode(text)
        annotated = self._annotated.pop(absolute, None)
        if annotated is not None and annotated.text == text:
            snapshot = annotated.refresh(self.project).settled()
        else:
            _, snapshot = open_file(path, self.wishes, bytes_now, self.project)
        opened = snapshot
        refused: set[_Refusal] = set()
        self._idle = frozenset(
            item.finding.message for item in self._targets(snapshot) if item.finding.rule.slug == _IDLE
        )
        self._seen = {hash(snapshot.text)}
        self._drafting = not self.permission.unsafe
        for _ in range(_MOST_SWEEPS):
            before, complete = snapshot, not refused
            snapshot = self._sweep(snapshot, result, refused)
            if snapshot is before and complete and self._drafting:
                break
            if snapshot is before:
                self._drafting |= complete
                refused = set()
        if _whole_problem(snapshot.text):
            raise Unreadable("the repairs together would not compile, so none was made.")
        if snapshot.text != text and data is None and self._is_protected(absolute):
            raise Unreadable("it is write-protected, so it is not repaired.")
        result.text = snapshot.text
        left = list(self._targets(snapshot))
        result.left = len(left)
        result.more = Counter(slug for target in left if (slug := self.permission.withheld(target)) is not None)
        result.known = sum(1 for _ in snapshot.findings()) - result.left
        if result.changed:
            self.files[absolute] = result
            self.project.update(absolute, result.text)
            self._less_used |= set(self._no_longer_imported(opened, snapshot))
            if snapshot.text != opened.text:
                self._changed.add(absolute)
        return result

    def _no_longer_imported(self, before: Snapshot, now: Snapshot) -> Iterator[str]:
        """The files of which the text now imports less than before."""
        path = before.environment.path
        for item in before.joined.get("imports", {}).keys() - now.joined.get("imports", {}).keys():
            found = self.project.ask(path, "path", item.module)
            if found is not None and found != path:
                yield found

    def _sweep(self, snapshot: Snapshot, result: Repaired, refused: set[_Refusal]) -> Snapshot:
        """Try every finding once; the same snapshot if nothing could be done.

        What was refused in a block that is still the same is passed over, until a sweep finds nothing else to do.
        """
        passing_over = frozenset(refused)
        snapshot = self._inferred(snapshot, result, passing_over, refused)
        return self._in_turn(snapshot, result, passing_over, refused)

    def _inferred(
        self, snapshot: Snapshot, result: Repaired, passing_over: frozenset[_Refusal], refused: set[_Refusal]
    ) -> Snapshot:
        """Make at once what rests on inference, which knows one snapshot and begins anew with the next."""
        proposed: list[Proposed] = []
        for target in self._targets(snapshot):
            refusal = target.block, target.finding
            choices = [fix for fix in self._choices(target) if fix.slow]
            if not choices or refusal in passing_over:
                continue
            found = self._proposal(target, choices)
            if found is None or not self._is_progress(target, *found):
                if len(choices) == len(self._choices(target)):
                    refused.add(refusal)
                continue
            assert found[1].result is not None
            proposed.append(Proposed(target, found[0], found[1].result.settled()))
        made, snapshot = together(snapshot, proposed)
        result.take(made)
        self._seen.add(hash(snapshot.text))
        return snapshot

    def _in_turn(
        self, snapshot: Snapshot, result: Repaired, passing_over: frozenset[_Refusal], refused: set[_Refusal]
    ) -> Snapshot:
        """Try every finding that needs no inference once, from the top down."""
        position = Position(0, 0)
        tried: set[tuple[str, str]] = set()
        while (target := self._next(snapshot, position, tried)) is not None:
            start = target.place(target.finding.span).start
            if start != position:
                position, tried = start, set()
            tried.add((target.finding.rule.slug, target.finding.message))
            refusal = target.block, target.finding
            choices = [fix for fix in self._choices(target) if not fix.slow]
            if not choices or refusal in passing_over:
                continue
            found = self._proposal(target, choices)
            slug, path = target.finding.rule.slug, snapshot.environment.path
            if (
                found is None
                or not self._is_progress(target, *found)
                or not self._apply_elsewhere(path, slug, found[0])
            ):
                refused.add(refusal)
                continue
            assert found[1].result is not None
            snapshot = found[1].result.settled()
            self._seen.add(hash(snapshot.text))
            result.take([Proposed(target, found[0], snapshot)])
        return snapshot

    def _choices(self, target: Target) -> list[Fix]:
        """The fixes of a finding that may be applied now: also of an import that nothing uses any more since this began."""
        left_idle = target.finding.rule.slug == _IDLE and target.finding.message not in self._idle
        permission = replace(self.permission, selected=True) if left_idle else self.permission
        return [fix for fix in permission.choices(target) if self._drafting or fix.safety is not Safety.DRAFT]

    def _next(self, snapshot: Snapshot, position: Position, tried: set[tuple[str, str]]) -> Target | None:
        """The first finding at or behind a place, leaving out those tried at that very place."""
        for target in self._targets(snapshot, Span(*position, _END, 0)):
            start = target.place(target.finding.span).start
            if start < position:
                continue
            if start > position or (target.finding.rule.slug, target.finding.message) not in tried:
                return target
        return None

    def _is_progress(self, target: Target, repair: Repair, verdict: Verdict) -> bool:
        """Whether a repair leads on: not to a text that was there before, nor to the same finding in another place.

        Two rules may undo each other's repairs, and what is too much in one function may be too much in the next.
        """
        result = verdict.result
        if result is None:
            return False
        if hash(result.text) in self._seen:
            return False
        rule = target.finding.rule
        return repair.measure is None or not _flagged(result, rule) - _flagged(target.snapshot, rule)

    def _proposal(self, target: Target, choices: Iterable[Fix]) -> tuple[Repair, Verdict] | None:
        """The first of the fixes that holds up and may be applied."""
        for fix in choices:
            snapshot = target.snapshot
            inference = self._inference(snapshot) if fix.slow else None
            repair, verdict = propose(Target(snapshot, target.index, target.finding, inference), fix)
            if repair is not None and verdict.offered and self.permission.allows(fix, repair):
                return repair, verdict
        return None

    def _inference(self, snapshot: Snapshot) -> Inference:
        """The inference for a snapshot, kept while it is asked about the same one."""
        if self._inferring is None or self._inferring.snapshot is not snapshot:
            self._inferring = Inference(snapshot, snapshot.environment.project, guesses=self.permission.unsafe)
        return self._inferring

    def _is_protected(self, path: str) -> bool:
        """Whether what is made of a file could not be written in the end."""
        return self.writes and os.path.exists(path) and is_protected(path)

    def _apply_elsewhere(self, own: str, slug: str, repair: Repair) -> bool:
        """Apply what a repair changes in other files, all or nothing; whether that was possible."""
        if not self.permission.confirms(repair):
            return False
        by_path: dict[str, list[Change]] = {}
        for change in repair.changes:
            if change.path is not None:
                by_path.setdefault(os.path.abspath(change.path), []).append(change)
        if by_path and any(map(self._is_protected, (own, *by_path))):
            return False
        changed: list[Repaired] = []
        for path, changes in by_path.items():
            try:
                file = self.files.get(path) or Repaired.untouched(path, read(path))
                edits = [TextEdit(change.span, change.new_text) for change in changes]
                text = "".join(apply_edits(split_lines(file.text), edits))
                file.source.encode(text)
            except (Unreadable, ValueError, IndexError):
                return False
            if _whole_problem(text):
                return False
            steps = [*file.steps, ((slug, tuple(replace(change, path=None) for change in changes)),)]
            changed.append(Repaired(file.path, file.source, text, file.applied, steps, file.left))
        for file in changed:
            self.files[os.path.abspath(file.path)] = file
            self.project.update(os.path.abspath(file.path), file.text)
        return True


def _flagged(snapshot: Snapshot, rule: Rule) -> Counter[str]:
    """What a rule has findings about: the first name in each message; a keyword names nothing."""
    messages = (item.finding.message for item in snapshot.findings() if item.finding.rule is rule)
    named = (message.split("`")[1] if message.count("`") > 1 else "" for message in messages)
    return Counter("" if iskeyword(name) else name for name in named)


@lru_cache(maxsize=512)
def _whole_problem(text: str) -> str:
    """Why a text is not a Python program; empty if it is one."""
    try:
        tree = syntax.parse(text)
    except syntax.SyntaxProblem as problem:
        return f"line {problem.line}: {problem.message.rstrip('.')}"
    problem_found = syntax.compile_problem(tree, text)
    return f"line {problem_found.line}: {problem_found.message.rstrip('.')}" if problem_found else ""
