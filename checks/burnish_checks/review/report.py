"""The review as a value: verdict, remarks by category and kind, what is good, where repair pays, all in all.

Made from what was found and counted in each file; the formats only write it down.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from burnish_checks.core.rule import Category
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.policy import role_of
from burnish_checks.review.good import strengths
from burnish_checks.review.merits import merits
from burnish_checks.review.places import WEIGHTS, Place, measure, places, weight
from burnish_checks.review.remark import Remark
from burnish_checks.review.remarking import remarks
from burnish_checks.review.verdict import Followed, Verdict, verdict
from burnish_checks.review.why import why_it_matters
from burnish_checks.review.words import listed, plural, sentence

_LEVELS = tuple(WEIGHTS)
_LEAST_CODE = 200
"""Lines that a shorter piece of code counts as, so that one remark in ten lines does not condemn it."""
_STATES = (
    (10.0, "Code in good shape"),
    (30.0, "Sound code with some rough edges"),
    (80.0, "Code that works but wants attention"),
    (math.inf, "Code that needs care before more is built on it"),
)
"""What is said below so many points in a thousand lines; nothing better than the third where security is at stake."""


class FileReport(NamedTuple):
    """What is known of one file."""

    path: str
    remarks: Sequence[Remark]
    lines: int
    failures: Sequence[str] = ()
    trouble: str = ""
    """Why it could not be read; empty if it could."""
    merits: dict[str, Any] | None = None


@dataclass(frozen=True)
class Repair:
    """What the lightbulb offers for a kind of finding."""

    title: str
    safety: str
    automatic: bool
    why: str


@dataclass(frozen=True)
class Group:
    """All findings of one rule: the worst as the example, then where the others are."""

    code: str
    severity: str
    url: str
    why: str
    """Why it matters, from the rule's documentation."""
    repair: Repair | None
    remarks: tuple[Remark, ...]
    """The worst first, then in order of place."""

    @property
    def worst(self) -> Remark:
        """The example."""
        return self.remarks[0]

    @property
    def has_worst(self) -> bool:
        """Whether the example is worse than the last, or only one of many alike."""
        return len({_badness(remark) for remark in self.remarks}) > 1


@dataclass(frozen=True)
class Chapter:
    """A category that has something to say."""

    category: str
    summary: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Review:
    """A whole review."""

    title: str
    files: int
    lines: int
    code_lines: int
    unreadable: tuple[tuple[str, str], ...]
    """Path and reason."""
    overall: str
    security: Verdict
    chapters: tuple[Chapter, ...]
    good: tuple[str, ...]
    places: tuple[Place, ...]
    mends: dict[str, int]
    """By rule: what `burnish fix` mends by itself, each tried."""
    counts: dict[str, int]
    """Findings by severity."""
    tree: tuple[tuple[str, int, float], ...]
    """Path, lines of code and weight of findings of each file."""
    public: dict[str, int]
    """Of the public functions: how many there are (`functions`), are `documented`, are `annotated`."""


def report_of(path: str, snapshot: Snapshot) -> FileReport:
    """What a settled snapshot says of its file; `path` is how the user names it."""
    failures = [f"{failure.rule}: {failure.error}" for failure in snapshot.failures()]
    return FileReport(path, remarks(snapshot, path), len(snapshot.lines), failures, "", merits(snapshot))


def review_of(files: Iterable[FileReport], title: str) -> Review:
    """The review of some files."""
    reports = list(files)
    readable = [report for report in reports if not report.trouble]
    found = [remark for report in readable for remark in report.remarks]
    rated = [(report.path, report.merits) for report in readable if report.merits is not None]
    active = _active(rated)
    counts = Counter(remark.severity for remark in found)
    code = sum(merit["code"] for _, merit in rated)
    unreadable = tuple((report.path, report.trouble) for report in reports if report.trouble)
    failures = [failure for report in readable for failure in report.failures]
    followed = Followed(
        {path: merit["followed"] for path, merit in rated if merit["followed"]},
        [path for path, merit in rated if merit["not followed"]],
    )
    security = verdict(found, active, failures, [path for path, _ in unreadable], len(readable), followed)
    chapters = _chapters(found)
    mends: Counter[str] = Counter()
    for report in readable:
        told = {(remark.code, *remark.span[:2]) for remark in report.remarks}
        mended = (report.merits or {}).get("mends", ())
        mends.update(item[0] for item in mended if tuple(item) in told)
    return Review(
        title,
        len(readable),
        sum(report.lines for report in readable),
        code,
        unreadable,
        _overall(found, code, security, chapters, mends.total()),
        security,
        chapters,
        tuple(strengths(rated, Counter(remark.code for remark in found), active)),
        places(found) if len(readable) > 1 else (),
        dict(mends.most_common()),
        {level: counts[level] for level in _LEVELS},
        tuple(
            (report.path, (report.merits or {}).get("code", report.lines), weight(report.remarks))
            for report in readable
        ),
        {
            name: sum(merit["counts"].get(name, 0) for _, merit in rated)
            for name in ("functions", "documented", "annotated")
        },
    )


def _active(rated: Sequence[tuple[str, dict[str, Any]]]) -> frozenset[str]:
    """The rules that ran on every file that is not a test; on every file where all are tests."""
    sets = [frozenset(merit["rules"]) for _, merit in rated if not merit["counts"].get("tests")]
    sets = sets or [frozenset(merit["rules"]) for _, merit in rated]
    return frozenset.intersection(*sets) if sets else frozenset()


def _chapters(found: Sequence[Remark]) -> tuple[Chapter, ...]:
    by_category: dict[str, list[Remark]] = {}
    for remark in found:
        by_category.setdefault(remark.category, []).append(remark)
    order = [category.value for category in Category]

    def importance(category: str) -> tuple[int, int, int, float, int]:
        own = by_category[category]
        first = 0 if category in ("syntax", "security") else 1
        loudest = min(_LEVELS.index(remark.severity) for remark in own)
        return first, order.index(category) if not first else 0, loudest, -weight(own), order.index(category)

    return tuple(_chapter(category, by_category[category]) for category in sorted(by_category, key=importance))


def _chapter(category: str, found: list[Remark]) -> Chapter:
    by_rule: dict[str, list[Remark]] = {}
    for remark in found:
        by_rule.setdefault(remark.code, []).append(remark)
    groups = sorted(
        (_group(items) for items in by_rule.values()),
        key=lambda group: (_LEVELS.index(group.severity), -len(group.remarks), group.code),
    )
    counts = Counter(remark.severity for remark in found)
    shown = [plural(counts[level], _NOUNS[level]) for level in _LEVELS if counts[level]]
    return Chapter(category, listed(shown), tuple(groups))


_NOUNS = {"error": "error", "warning": "warning", "information": "remark", "hint": "hint"}


def _group(items: list[Remark]) -> Group:
    from burnish_checks.registry import by_slug

    ordered = sorted(items, key=_badness)
    worst, rest = ordered[0], [item for item in items if item is not ordered[0]]
    rule = by_slug().get(worst.code)
    offers = [
        Repair(**{name: offer[name] for name in ("title", "safety", "automatic", "why")}) for offer in worst.repairs
    ]
    return Group(
        worst.code,
        worst.severity,
        worst.url,
        why_it_matters(rule.documentation) if rule is not None else "",
        offers[0] if offers else None,
        (worst, *rest),
    )


def _badness(remark: Remark) -> tuple[int, bool, float]:
    """The loudest first, tests last, then what is furthest over its limit."""
    found = measure(remark)
    return (
        _LEVELS.index(remark.severity),
        role_of(remark.path).tested,
        -found.times if found is not None else 0,
    )


def _overall(found: list[Remark], code: int, security: Verdict, chapters: tuple[Chapter, ...], mended: int) -> str:
    """A few sentences: how good the code is apart from what mends itself, and what to do first."""
    if not code:
        return "There is no code here to judge."
    said = [_state(found, code, security)]
    if security.status == "defects":
        said.append("the security defects come first")
    if mended:
        said.append(f"`burnish fix` mends {plural(mended, 'finding')} by itself, without changing behaviour")
    said += _heaviest(chapters, "Of the rest, " if mended or security.status == "defects" else "")
    return " ".join(map(sentence, said))


def _state(found: list[Remark], code: int, security: Verdict) -> str:
    """How good the code is, by what is left to mend by hand in a thousand lines of it."""
    if not found:
        return "Nothing here needs to change"
    if all(remark.severity == "hint" for remark in found):
        return "Good code, with nothing worse than hints"
    left = Counter(remark.severity for remark in found if not remark.mends_itself)
    points = 10 * left["error"] + 3 * left["warning"] + left["information"]
    density = 1000 * points / max(code, _LEAST_CODE)
    states = _STATES[2:] if security.status == "defects" else _STATES
    return next(state for below, state in states if density < below)


def _heaviest(chapters: tuple[Chapter, ...], beginning: str) -> Iterator[str]:
    """Which category, and which rule of it, weighs most of what a person has to mend. Many of a kind weigh as their root."""
    scores: dict[str, dict[str, float]] = {}
    for chapter in chapters:
        if chapter.category in ("security", "syntax"):
            continue
        for group in chapter.groups:
            left = sum(1 for remark in group.remarks if remark.severity != "hint" and not remark.mends_itself)
            if left:
                scores.setdefault(chapter.category, {})[group.code] = WEIGHTS[group.severity] * left**0.5
    if scores:
        category = max(scores, key=lambda name: sum(scores[name].values()))
        first = max(scores[category], key=lambda code: scores[category][code])
        verb = "weigh" if category.endswith("s") else "weighs"
        yield f"{beginning}{category} {verb} most, `{first}` above all"


def is_loud(chapter: Chapter) -> bool:
    """Whether the chapter has more than hints."""
    return any(group.severity != "hint" for group in chapter.groups)


def as_json(review: Review) -> dict[str, Any]:
    """The review as its published JSON Schema has it."""
    return {
        "title": review.title,
        "files": review.files,
        "lines": review.lines,
        "codeLines": review.code_lines,
        "unreadable": [{"path": path, "reason": reason} for path, reason in review.unreadable],
        "overall": review.overall,
        "security": {
            "status": review.security.status,
            "text": review.security.text,
            "followed": review.security.followed,
            "lookedFor": [
                {"family": item.family, "rules": list(item.rules), "dataFlow": item.data_flow}
                for item in review.security.looked_for
            ],
            "gaps": list(review.security.gaps),
        },
        "categories": [
            {
                "category": chapter.category,
                "summary": chapter.summary,
                "groups": [
                    {
                        "code": group.code,
                        "severity": group.severity,
                        "url": group.url,
                        "count": len(group.remarks),
                        "why": group.why,
                        "repair": asdict(group.repair) if group.repair else None,
                        "findings": [remark.as_json() for remark in group.remarks],
                    }
                    for group in chapter.groups
                ],
            }
            for chapter in review.chapters
        ],
        "good": list(review.good),
        "places": [asdict(place) for place in review.places],
        "mends": review.mends,
        "counts": review.counts,
    }
