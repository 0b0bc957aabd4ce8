"""The review in Markdown, as a good reviewer writes: the verdict, what matters most, what is good."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from burnish_checks.review.remark import Remark
from burnish_checks.review.report import Chapter, Group, Repair, Review
from burnish_checks.review.verdict import Verdict
from burnish_checks.review.words import listed, plural

_FEW = 3
"""So many findings of a kind are told one by one; more become one paragraph."""
_MOST_LINKS = 12


def markdown(review: Review) -> str:
    """The whole text. In the review of a single file, places are named by their line alone."""
    text = "\n".join(_lines(review)).rstrip() + "\n"
    return re.sub(r"\[[^\[\]]*:(\d+)\](?=\([^()]*#L\d+\))", r"[line \1]", text) if review.files == 1 else text


def _lines(review: Review) -> Iterator[str]:
    yield f"# Review of {review.title}\n"
    scope = f"{plural(review.files, 'file')}, {plural(review.code_lines, 'line')} of code"
    yield f"{review.overall}\n\n*{scope}.*\n"
    for path, reason in review.unreadable:
        yield f"- `{path}` could not be read: {reason}"
    yield "## Security\n"
    yield from _verdict(review.security)
    for chapter in review.chapters:
        if chapter.category != "security":
            yield f"## {chapter.category.capitalize()}\n"
            yield f"*{chapter.summary}.*\n"
        yield from _chapter(chapter)
    yield "## What is good\n"
    yield from (f"- {text}" for text in review.good)
    if not review.good:
        yield "There is too little code here to praise from facts."
    yield ""
    if review.places:
        yield "## Where an hour of repair gives most\n"
        for number, place in enumerate(review.places, 1):
            symbol = f" `{place.symbol}`" if place.symbol else ""
            yield f"{number}. {link(place.path, place.line)}{symbol}: {place.reasons}"
        yield ""
    if review.mends:
        total = sum(review.mends.values())
        kinds = listed([f"{count:,} × `{code}`" for code, count in review.mends.items()], 8)
        yield "## What mends itself\n"
        yield f"`burnish fix` mends {plural(total, 'finding')} without changing behaviour: {kinds}.\n"


def _verdict(security: Verdict) -> Iterator[str]:
    yield f"**{security.text}**\n"
    if security.looked_for:
        yield "Looked for:\n"
        for item in security.looked_for:
            how = ", by data flow" if item.data_flow else ""
            yield f"- {item.family}{how}: {', '.join(f'`{slug}`' for slug in item.rules)}"
    if any(item.data_flow for item in security.looked_for):
        yield (
            "\nData was followed from requests, sockets and messages through assignments, containers, string building, "
            "branches and helper functions to the calls where it does harm."
        )
    for gap in security.gaps:
        yield f"\n> **Not looked at:** {gap}"
    yield ""


def _chapter(chapter: Chapter) -> Iterator[str]:
    for group in chapter.groups:
        if len(group.remarks) <= _FEW:
            yield from _each(group)
        else:
            yield from _together(group)
        yield ""


def _each(group: Group) -> Iterator[str]:
    for remark in group.remarks:
        yield f"- {_where(remark)} **{remark.code}** ({remark.severity}): {remark.message}"
        for item in remark.related:
            yield f"  - {link(item['path'], item['range']['start']['line'] + 1)}: {item['message']}"
    yield f"\n  {group.why}{_repair(group.repair)}"


def _together(group: Group) -> Iterator[str]:
    worst, count = group.worst, len(group.remarks)
    yield f"**{group.code}**, {plural(count, 'time')} ({group.severity}). {group.why}{_repair(group.repair)}"
    yield f"\n{'For example' if worst.severity == 'hint' else 'The worst is'} {_where(worst)}: {worst.message}"
    if worst.severity != "hint" and worst.source:
        yield f"\n```python\n{_dedented(worst.source)}\n```"
    yield f"\nAlso {_places(group.remarks[1:])}."


def _places(remarks: Sequence[Remark]) -> str:
    """Links where they are few, files with counts where they are many."""
    if len(remarks) <= _MOST_LINKS:
        return "at " + listed(list(dict.fromkeys(link(remark.path, remark.span[0] + 1) for remark in remarks)))
    by_file = Counter(remark.path for remark in remarks)
    if len(by_file) == 1:
        lines = listed(list(dict.fromkeys(str(remark.span[0] + 1) for remark in remarks)), 24)
        return f"on lines {lines} of `{remarks[0].path}`"
    most = [f"`{path}` ({count})" for path, count in by_file.most_common(6)]
    others = len(by_file) - len(most)
    tail = f", and {plural(others, 'other file')}" if others > 0 else ""
    return f"in {', '.join(most)}{tail}"


def _where(remark: Remark) -> str:
    symbol = f" in `{remark.symbol}`" if remark.symbol else ""
    return f"{link(remark.path, remark.span[0] + 1)}{symbol}"


def _repair(repair: Repair | None) -> str:
    if repair is None:
        return ""
    title = repair.title
    how = "by itself" if repair.automatic else "safe" if repair.safety == "safe" else repair.safety
    why = f": {repair.why[0].lower()}{repair.why[1:].rstrip('.')}" if repair.why else ""
    return f" *Repair on offer: {title} ({how}{why}).*"


def _dedented(source: Sequence[str]) -> str:
    indent = min((len(line) - len(line.lstrip()) for line in source if line.strip()), default=0)
    return "\n".join(line[indent:] for line in source)


def link(path: str, line: int) -> str:
    """A link to a line, as hosts of repositories and editors follow it."""
    shown = path.replace("\\", "/")
    return f"[{shown}:{line}]({quote(shown)}#L{line})"
