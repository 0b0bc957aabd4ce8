"""The review as a value: verdict, remarks by category and kind, what is good, where repair pays, all in all.

Made from what was found and counted in each file; the formats only write it down.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from burnish_checks.core.rule import Category
from burnish_checks.core.settings import Role
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.policy import role_of
from burnish_checks.review.good import strengths
from burnish_checks.review.merits import merits
from burnish_checks.review.remark import Remark, remarks
from burnish_checks.review.verdict import Verdict, verdict
from burnish_checks.review.words import listed, plural, sentence

WEIGHTS = {"error": 10.0, "warning": 4.0, "information": 1.5, "hint": 0.1}
_LEVELS = tuple(WEIGHTS)
_MOST_PLACES = 10


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


@dataclass(frozen=True)
class Chapter:
    """A category that has something to say."""

    category: str
    summary: str
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Place:
    """A function, class or file where repair gives much."""

    path: str
    symbol: str
    line: int
    """From 1."""
    score: float
    reasons: str


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
    security = verdict(found, active, failures, [path for path, _ in unreadable], len(readable))
    chapters = _chapters(found)
    mends: Counter[str] = Counter()
    for _, merit in rated:
        mends.update(merit["mends"])
    return Review(
        title,
        len(readable),
        sum(report.lines for report in readable),
        code,
        unreadable,
        _overall(counts, code, security, chapters, mends.total()),
        security,
        chapters,
        tuple(strengths(rated, Counter(remark.code for remark in found), active)),
        _places(found) if len(readable) > 1 else (),
        dict(mends.most_common()),
        {level: counts[level] for level in _LEVELS},
        tuple(
            (report.path, (report.merits or {}).get("code", report.lines), _weight(report.remarks))
            for report in readable
        ),
    )


def _active(rated: Sequence[tuple[str, dict[str, Any]]]) -> frozenset[str]:
    """The rules that ran on every file that is not a test; on every file where all are tests."""
    sets = [frozenset(merit["rules"]) for _, merit in rated if not merit["counts"].get("tests")]
    sets = sets or [frozenset(merit["rules"]) for _, merit in rated]
    return frozenset.intersection(*sets) if sets else frozenset()


def _weight(found: Iterable[Remark]) -> float:
    return round(sum(WEIGHTS[remark.severity] for remark in found), 1)


def _chapters(found: Sequence[Remark]) -> tuple[Chapter, ...]:
    by_category: dict[str, list[Remark]] = {}
    for remark in found:
        by_category.setdefault(remark.category, []).append(remark)
    order = [category.value for category in Category]

    def importance(category: str) -> Any:
        own = by_category[category]
        first = 0 if category in ("syntax", "security") else 1
        loudest = min(_LEVELS.index(remark.severity) for remark in own)
        return first, order.index(category) if not first else 0, loudest, -_weight(own), order.index(category)

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


def _badness(remark: Remark) -> Any:
    """The loudest first, tests last, then the largest number in the message of a rule that measures."""
    numbers = [int(text.replace(",", "")) for text in re.findall(r"(?<![\w.`])\d[\d,]*(?![\w.`])", remark.message)]
    measured = remark.category == "organization"
    return (
        _LEVELS.index(remark.severity),
        role_of(remark.path) is Role.TEST,
        -(numbers[0] if numbers and measured else 0),
    )


_ASIDES = re.compile(
    r"^(?:The fix|The finding|Excepted|burnish |Source|Not flagged|This is |See |Counted|Three cases)|left alone|excepted"
)


def why_it_matters(documentation: str) -> str:
    """Up to two sentences after a rule's summary that are not about its fix or exceptions; else the summary."""
    paragraphs = [item for item in documentation.split("\n\n") if item.strip() and not item.lstrip().startswith("```")]
    for prose in paragraphs[1:2]:
        sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z`*])", " ".join(prose.split()))
        if not _ASIDES.search(sentences[0]):
            return " ".join(text for text in sentences[:2] if not _ASIDES.search(text))
    return " ".join(paragraphs[0].split()) if paragraphs else ""


def _places(found: Sequence[Remark]) -> tuple[Place, ...]:
    by_place: dict[tuple[str, str], list[Remark]] = {}
    for remark in found:
        by_place.setdefault((remark.path, remark.symbol), []).append(remark)
    scored = [(_weight(items), key, items) for key, items in by_place.items()]
    scored = [item for item in scored if any(remark.severity != "hint" for remark in item[2])]
    scored.sort(key=lambda item: (-item[0], item[1]))
    return tuple(_place(score, key, items) for score, key, items in scored[:_MOST_PLACES])


def _place(score: float, key: tuple[str, str], items: list[Remark]) -> Place:
    kinds = Counter(remark.code for remark in items if remark.severity != "hint")
    reasons = listed([code if count == 1 else f"{count} × {code}" for code, count in kinds.most_common()], 6)
    return Place(key[0], key[1], min(remark.span[0] for remark in items) + 1, score, reasons)


def _overall(counts: Counter[str], code: int, security: Verdict, chapters: tuple[Chapter, ...], mended: int) -> str:
    """One or two sentences: how good the code is, and what to do first."""
    loud = counts["error"] + counts["warning"] + counts["information"]
    density = 1000 * (10 * counts["error"] + 3 * counts["warning"] + counts["information"]) / max(code, 200)
    if not loud:
        state = "Nothing here needs to change" if not counts["hint"] else "Good code, with nothing worse than hints"
    elif density < 10:
        state = "Code in good shape"
    elif density < 30:
        state = "Sound code with some rough edges"
    elif density < 80:
        state = "Code that works but wants attention"
    else:
        state = "Code that needs care before more is built on it"
    steps: list[str] = []
    if security.status == "defects":
        steps.append("the security defects come first")
    loudest = [chapter for chapter in chapters if chapter.category not in ("security", "syntax") and _is_loud(chapter)]
    if loudest and loud:
        group = max(loudest[0].groups, key=lambda item: _weight(item.remarks))
        steps.append(f"most of what is left to say is about {loudest[0].category}, `{group.code}` above all")
    if mended:
        steps.append(f"`burnish fix` mends {plural(mended, 'finding')} by itself")
    return sentence(f"{state}: {'; '.join(steps)}" if steps else state)


def _is_loud(chapter: Chapter) -> bool:
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
