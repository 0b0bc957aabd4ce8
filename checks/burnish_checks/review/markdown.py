"""The review in Markdown, as a good reviewer writes: the verdict, what matters most, the rest in brief, what is good."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from burnish_checks.review.places import measure
from burnish_checks.review.remark import Remark
from burnish_checks.review.report import Chapter, Group, Repair, Review, is_loud
from burnish_checks.review.verdict import Verdict
from burnish_checks.review.words import capitalised, counted, listed, plural

_FEW = 3
"""So many findings of a kind are told one by one; more become one paragraph."""
_MOST_LINKS = 12
_MOST_FUNCTIONS = 6
_TOO_MUCH = frozenset(
    {
        "long-function", "complex-function", "tangled-function", "deep-nesting", "too-many-branches",
        "too-many-returns", "too-many-locals",
    }
)  # fmt: skip
"""Rules that say in different ways that a function does too much."""


_MISSING = {
    "typing": ("Type hints", "annotated", " `burnish fix --select typing --unsafe` writes those that it can infer."),
    "docstrings": ("Docstrings", "documented", ""),
}
"""By category: what is missing, what of the public functions is there, and what helps."""
_THERE = {"annotated": "fully annotated", "documented": "documented"}


def markdown(review: Review) -> str:
    """The whole text. In the review of a single file, places are named by their line alone."""
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(_lines(review))).rstrip() + "\n"
    return re.sub(r"\[[^\[\]]*:(\d+)\](?=\([^()]*#L\d+\))", r"[line \1]", text) if review.files == 1 else text


def _lines(review: Review) -> Iterator[str]:
    yield f"# Review of {review.title}\n"
    yield f"{review.overall}\n\n*{scope(review)}*\n"
    for path, reason in review.unreadable:
        yield f"- `{path}` could not be read: {reason}\n"
    yield "## Security\n"
    yield from _verdict(review)
    yield from _work(review)
    for chapter in review.chapters:
        if chapter.category != "security" and is_loud(chapter):
            yield f"## {chapter.category.capitalize()}\n"
            yield f"*{chapter.summary}.*\n"
            yield from _chapter(chapter)
    yield from _hints(review)
    yield "## What is good\n"
    yield from (f"- {text}" for text in review.good)
    if not review.good:
        yield "There is too little code here to praise from facts."


def scope(review: Review) -> str:
    """How much was looked at, and how much was found."""
    found = [counted(count, level) for level, count in review.counts.items() if count]
    looked = f"{plural(review.files, 'file')}, {plural(review.code_lines, 'line')} of code"
    return f"{looked}: {listed(found) or 'nothing to remark'}."


def _verdict(review: Review) -> Iterator[str]:
    security: Verdict = review.security
    yield f"**{security.text}**\n"
    for gap in security.gaps:
        yield f"> **Not looked at:** {gap}\n"
    for chapter in review.chapters:
        if chapter.category == "security":
            yield from _chapter(chapter)
            yield from _brief(chapter, review.public)
    if security.followed:
        yield f"\n{security.followed}\n"
    if security.looked_for:
        yield "<details><summary>What was looked for</summary>\n"
        for item in security.looked_for:
            how = ", by data flow" if item.data_flow else ""
            yield f"- {item.family}{how}: {', '.join(f'`{slug}`' for slug in item.rules)}"
        yield "\n</details>\n"


def _work(review: Review) -> Iterator[str]:
    """Where to begin, and what needs no beginning."""
    if review.places:
        yield "## Where an hour of repair gives most\n"
        for number, place in enumerate(review.places, 1):
            where = f"`{place.symbol}`" if place.symbol else "module level"
            yield f"{number}. {link(place.path, place.line)}, {where}: {place.reasons}"
        yield ""
    if review.mends:
        total = sum(review.mends.values())
        kinds = listed([f"{count:,} × `{code}`" for code, count in review.mends.items()], 8)
        yield "## What mends itself\n"
        yield f"`burnish fix` mends {plural(total, 'finding')} without changing behaviour: {kinds}.\n"


def _chapter(chapter: Chapter) -> Iterator[str]:
    """What is more than a hint."""
    loud = [group for group in chapter.groups if group.severity != "hint"]
    too_much = [group for group in loud if group.code in _TOO_MUCH]
    together = len(too_much) > 1
    if together:
        yield from _functions(too_much)
        yield ""
    for group in loud:
        if together and group in too_much:
            continue
        yield from _each(group) if len(group.remarks) <= _FEW else _together(group)
        yield ""


def _functions(groups: Sequence[Group]) -> Iterator[str]:
    """The findings of several rules on the same functions, told function by function."""
    by_function: dict[tuple[str, str], list[Remark]] = {}
    for group in groups:
        for remark in group.remarks:
            by_function.setdefault((remark.path, remark.symbol), []).append(remark)
    worst = sorted(by_function.values(), key=lambda items: (-_excess(items), items[0].path, items[0].span[0]))
    rules = listed([f"`{group.code}` ({len(group.remarks)})" for group in groups])
    count = "A function does" if len(worst) == 1 else f"{plural(len(worst), 'function')} do"
    yield f"**{count} too much** (information): {rules}.{_repair(groups[0].repair)}\n"
    for items in worst[:_MOST_FUNCTIONS]:
        said = listed([found.said if (found := measure(item)) is not None else item.message for item in items])
        yield f"- {_where(items[0])}: {said}"
    if rest := [items[0] for items in worst[_MOST_FUNCTIONS:]]:
        yield f"\nAlso {_places(rest)}."


def _excess(items: Sequence[Remark]) -> float:
    return sum(found.times if (found := measure(item)) is not None else 1 for item in items)


def _each(group: Group) -> Iterator[str]:
    for remark in group.remarks:
        yield f"- {_where(remark)} **{remark.code}** ({remark.severity}): {remark.message}"
        yield from (f"  {line}" for line in _related(remark))
    yield f"\n  {group.why}{_repair(group.repair)}"


def _together(group: Group) -> Iterator[str]:
    worst, count = group.worst, len(group.remarks)
    yield f"**{group.code}**, {plural(count, 'time')} ({group.severity}). {group.why}"
    first = "The worst is" if group.has_worst else "For example"
    yield f"\n{first} {_where(worst)}: {worst.message}{_repair(group.repair)}"
    if excerpt := _excerpt(worst):
        yield f"\n```python\n{excerpt}\n```"
    if worst.related:
        yield ""
        yield from _related(worst)
    yield f"\nAlso {_places(group.remarks[1:])}."


def _related(remark: Remark) -> Iterator[str]:
    for item in remark.related:
        yield f"- {link(item['path'], item['range']['start']['line'] + 1)}: {item['message']}"


def _excerpt(remark: Remark) -> str:
    """The code with the lines before it; none for what is said of a whole function or class, which is named."""
    if not remark.source or re.match(r"\s*(?:async def|def|class|@)\b", remark.source[0]):
        return ""
    lines = [*remark.lead, *remark.source]
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[indent:] for line in lines)


def _hints(review: Review) -> Iterator[str]:
    """All that is only a hint, a line for each kind."""
    chapters = [chapter for chapter in review.chapters if chapter.category != "security"]
    lines = [line for chapter in chapters for line in _brief(chapter, review.public)]
    if lines:
        yield "## Smaller things\n"
        yield "*Hints: nothing is wrong, and the code would read better.*\n"
        yield from lines
        yield ""


def _brief(chapter: Chapter, public: dict[str, int]) -> Iterator[str]:
    hints = [group for group in chapter.groups if group.severity == "hint"]
    missing = [group for group in hints if group.code.startswith("missing-")]
    together = chapter.category in _MISSING and sum(len(group.remarks) for group in missing) > _MOST_LINKS
    if together:
        yield _missing(chapter.category, missing, public)
    for group in hints:
        if not together or group not in missing:
            said = f"{group.worst.message}" if len(group.remarks) == 1 else group.why
            count = "" if len(group.remarks) == 1 else f" × {len(group.remarks):,}"
            yield f"- **{group.code}**{count}: {said} {capitalised(_places(group.remarks))}."


def _missing(category: str, groups: Sequence[Group], public: dict[str, int]) -> str:
    """All that is missing of a kind, with how much is there."""
    what, there, cure = _MISSING[category]
    remarks = [remark for group in groups for remark in group.remarks]
    kinds = listed([f"{len(group.remarks):,} × `{group.code}`" for group in groups])
    said = f"- **{what}** are missing at {plural(len(remarks), 'place')}: {kinds}."
    if every := public["functions"]:
        share = f"{public[there]:,} ({public[there] * 100 // every} %) are" if public[there] else "none is"
        said += f" Of {plural(every, 'public function')}, {share} {_THERE[there]}."
    return f"{said} {capitalised(_places(remarks))}.{cure}"


def _places(remarks: Sequence[Remark]) -> str:
    """Links where they are few, files with counts where they are many."""
    if len(remarks) <= _MOST_LINKS:
        return "at " + listed(list(dict.fromkeys(link(remark.path, remark.span[0] + 1) for remark in remarks)))
    by_file = Counter(remark.path for remark in remarks)
    if len(by_file) == 1:
        lines = listed(list(dict.fromkeys(str(remark.span[0] + 1) for remark in remarks)), 24)
        return f"on lines {lines} of `{remarks[0].path}`"
    most = [f"`{path}` ({count})" if count > 1 else f"`{path}`" for path, count in by_file.most_common(6)]
    others = len(by_file) - len(most)
    return f"in {listed([*most, plural(others, 'other file')] if others else most)}"


def _where(remark: Remark) -> str:
    symbol = f" in `{remark.symbol}`" if remark.symbol else ""
    return f"{link(remark.path, remark.span[0] + 1)}{symbol}"


def _repair(repair: Repair | None) -> str:
    if repair is None:
        return ""
    how = "by itself" if repair.automatic else "safe" if repair.safety == "safe" else repair.safety
    why = f": {repair.why[0].lower()}{repair.why[1:].rstrip('.')}" if repair.why else ""
    return f" *Repair on offer: {repair.title} ({how}{why}).*"


def link(path: str, line: int) -> str:
    """A link to a line, as hosts of repositories and editors follow it."""
    shown = path.replace("\\", "/")
    return f"[{shown}:{line}]({quote(os.fsencode(shown))}#L{line})"
