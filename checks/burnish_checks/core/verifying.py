"""Whether a repair may be offered: it is made, and what comes of it held against invariant 4 of the design notes."""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from burnish_checks import syntax
from burnish_checks.core.cells import written_into
from burnish_checks.core.lexical import comments
from burnish_checks.core.listed import newly_listed
from burnish_checks.core.repair import Change, Refused, Repair, Target, after
from burnish_checks.core.rule import Category, Finding, Fix, Rule, Severity
from burnish_checks.core.settings import is_notebook
from burnish_checks.core.snapshot import Entry, Snapshot

_MODULE_NAMES = frozenset(dir(builtins)) | {
    "__file__", "__name__", "__doc__", "__path__", "__all__", "__spec__", "__loader__", "__package__",
    "__builtins__", "__annotations__", "__class__", "__module__", "__qualname__", "__debug__", "__dict__",
    "WindowsError", "reveal_type",
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """Whether a repair may be offered, the snapshot it leads to, and why not.

    What concerns only other categories than the finding's may still be due in the snapshot.
    """

    offered: bool
    reason: str = ""
    result: Snapshot | None = field(default=None, repr=False)


def propose(target: Target, fix: Fix) -> tuple[Repair | None, Verdict]:
    """What the fix would change, verified. Raises nothing: what goes wrong is the verdict's reason."""
    return attempt(lambda: fix.function(target), lambda repair: verify(target, repair))


def attempt(make: Callable[[], Repair | None], judge: Callable[[Repair], Verdict]) -> tuple[Repair | None, Verdict]:
    """What is made, and what is judged of it; None where nothing is made, with the reason in the verdict."""
    try:
        repair = make()
    except Refused as refusal:
        return None, Verdict(False, str(refusal))
    except Exception as error:
        return None, Verdict(False, f"internal error: {type(error).__name__}: {error}")
    if repair is None or not (repair.changes or repair.moves):
        return None, Verdict(False, "There is nothing to change.")
    return repair, judge(repair)


def verify(target: Target, repair: Repair) -> Verdict:
    """Apply the repair and hold the result against the snapshot: see invariant 4 in the design notes."""
    before = target.snapshot
    if reason := foreign(before, repair):
        return Verdict(False, reason)
    category = target.finding.rule.category
    rules = {rule for rule in before.environment.engine.active if rule.category is category} | {target.finding.rule}
    try:
        result = after(before, repair.own, rules)
    except ValueError as error:
        return Verdict(False, str(error))
    removed, added = _difference(before, result)
    reason = (
        _unreadable(before, removed, added)
        or _still_there(target.finding, before, result, repair)
        or _undefined(before, result)
        or newly_listed(before, result)
        or _new_findings(category, before, result)
        or _lost_comments(removed, added)
    )
    return Verdict(not reason, reason, result)


def foreign(before: Snapshot, repair: Repair) -> str:
    """Why a repair cannot be made in a notebook, whose lines of IPython's it would write into; empty elsewhere."""
    return written_into(before.lines, repair.own) if is_notebook(before.environment.path) else ""


def unsound(before: Snapshot, result: Snapshot) -> str:
    """Why a result may not be offered, whatever it was made for; empty if it is sound."""
    removed, added = _difference(before, result)
    return (
        _unreadable(before, removed, added)
        or _undefined(before, result)
        or newly_listed(before, result)
        or _lost_comments(removed, added)
    )


def _difference(before: Snapshot, result: Snapshot) -> tuple[list[Entry], list[Entry]]:
    old = {id(entry.block) for entry in before.entries}
    new = {id(entry.block) for entry in result.entries}
    return (
        [entry for entry in before.entries if id(entry.block) not in new],
        [entry for entry in result.entries if id(entry.block) not in old],
    )


def _unreadable(before: Snapshot, removed: list[Entry], added: list[Entry]) -> str:
    awaits = is_notebook(before.environment.path)
    was_broken = any(entry.block.problem is not None for entry in removed)
    for entry in added:
        problem = entry.block.problem
        if problem is None and not was_broken and entry.block.body and entry.block.kind == "leaf":
            wrapper = ast.Module(body=entry.block.body, type_ignores=[])
            problem = syntax.compile_problem(wrapper, entry.block.text, awaits=awaits)
        if problem is not None and not was_broken:
            return f"The result would not compile: {problem.message}"
    return ""


def _still_there(finding: Finding, before: Snapshot, result: Snapshot, repair: Repair) -> str:
    if repair.moves:
        return ""  # the finding is about the name, and the result still has the old one
    if repair.measure is not None:
        return "" if repair.measure[1] < repair.measure[0] else "The finding would be as large as before."
    if _count(before, finding.rule) <= _count(result, finding.rule) and not _is_other(finding, before, result, repair):
        return "The finding would still be there."
    return ""


def _count(snapshot: Snapshot, rule: Rule) -> int:
    return sum(1 for item in snapshot.findings() if item.finding.rule is rule)


def _is_other(finding: Finding, before: Snapshot, result: Snapshot, repair: Repair) -> bool:
    """Whether what the rule finds now is something else, which this finding had hidden.

    Of some things only the first is reported, and a class with a better name can give those made from it a worse one.
    """
    said, says = (
        Counter(item.finding.message for item in snapshot.findings() if item.finding.rule is finding.rule)
        for snapshot in (before, result)
    )
    if says[finding.message] >= said[finding.message]:
        return False
    made = list(_made(before, repair.own))
    starts = _offsets(result)
    for item in result.findings():
        if item.finding.rule is finding.rule and not said[item.finding.message]:
            first, last = (starts[place.line] + place.column for place in (item.span.start, item.span.end))
            if any(start <= last and first <= end for start, end in made):
                return False
    return True


def _made(before: Snapshot, changes: Iterable[Change]) -> Iterator[tuple[int, int]]:
    """Where the text of each change starts and ends in the result."""
    starts = _offsets(before)
    grown = 0
    for change in sorted(changes, key=lambda item: item.span):
        first, last = (starts[place.line] + place.column for place in (change.span.start, change.span.end))
        yield first + grown, first + grown + len(change.new_text)
        grown += len(change.new_text) - (last - first)


def _offsets(snapshot: Snapshot) -> list[int]:
    """The offset in the text at which each line starts, and that of its end."""
    return list(accumulate(map(len, snapshot.lines), initial=0))


def undefined_names(snapshot: Snapshot) -> set[str]:
    """Names the module uses and neither it nor Python defines; empty where a star import may define any."""
    if any(item.member == "*" for item in snapshot.joined.get("imports", {})):
        return set()
    bound = {binding.name for binding in snapshot.joined.get("binds", {})}
    members = {binding.name for binding in snapshot.joined.get("members", {})}
    return set(snapshot.joined.get("uses", {})) - bound - members - _MODULE_NAMES


def _undefined(before: Snapshot, result: Snapshot) -> str:
    new = {name for name in undefined_names(result) - undefined_names(before) if _is_free(result, name)}
    return f"The name `{min(new)}` would be undefined." if new else ""


def _is_free(snapshot: Snapshot, name: str) -> bool:
    """Whether a block uses the name without binding it: a class on one line, or in a function, binds what it reads."""
    for entry in snapshot.entries:
        if name in entry.block.text:
            walk = entry.block.walk
            uses = [
                *((node.id, scope) for node, scope in walk.names),
                *((text, scope) for text, scope, _ in walk.quoted),
            ]
            if any(text == name and scope.resolve(name) is None for text, scope in uses):
                return True
    return False


def _new_findings(category: Category, before: Snapshot, result: Snapshot) -> str:
    def loud(snapshot: Snapshot) -> Counter[str]:
        return Counter(
            item.finding.rule.slug
            for item in snapshot.findings()
            if item.finding.rule.category is category
            and (item.finding.severity or item.finding.rule.severity) <= Severity.WARNING
        )

    new = loud(result) - loud(before)
    return f"It would bring a new finding: {min(new)}." if new else ""


def _lost_comments(removed: list[Entry], added: list[Entry]) -> str:
    def kept(entries: list[Entry]) -> Counter[str]:
        blocks = [entry.block for entry in entries if "#" in entry.block.text]
        return Counter(comment for block in blocks for comment in comments(block.lines))

    lost = kept(removed) - kept(added)
    return f"A comment would be lost: {min(lost)}" if lost else ""
