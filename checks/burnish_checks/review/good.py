"""What is good about the code, in sentences, each from counted facts and none said without enough of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from burnish_checks.review.words import listed, plural

_ENOUGH = 4
"""Fewer than this many of a kind say nothing."""
_ENOUGH_LINES = 100
_NEARLY = 0.95


def strengths(files: Sequence[tuple[str, dict[str, Any]]], found: Counter[str], active: frozenset[str]) -> list[str]:
    """The sentences, from each file's path and merits; `found` counts findings by rule."""
    counts: Counter[str] = Counter()
    for _, merit in files:
        counts.update(merit["counts"])
    return [
        *_validated(files),
        *_documented(counts),
        *_share(counts["annotated"], counts["functions"], "public function", "fully annotated"),
        *_handlers(counts),
        *_share(counts["opened in with"], counts["opened"], "file", "opened in a `with` statement", whole=True),
        *_processes(counts),
        *_share(counts["requests with timeout"], counts["requests"], "HTTP request", "given a timeout", whole=True),
        *_careful(files),
        *_clean(found, active, files),
        *_tests(counts, len(files)),
    ]


def _share(part: int, total: int, noun: str, what: str, *, whole: bool = False) -> Iterator[str]:
    if total < _ENOUGH or part < total * (1 if whole else _NEARLY):
        return
    if part == total:
        yield f"Every {noun} is {what} (all {total:,})."
    else:
        yield f"Nearly every {noun} is {what}: {part:,} of {total:,}."


def _documented(counts: Counter[str]) -> Iterator[str]:
    every = list(_share(counts["all documented"], counts["all functions"], "function", "documented", whole=True))
    yield from every or _share(counts["documented"], counts["functions"], "public function", "documented")


def _validated(files: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    places = [f"{path}:{line}" for path, merit in files for line in merit["validated"]]
    if places:
        shown = listed([f"`{place}`" for place in places], 4)
        yield f"Input is validated against a schema or model in {plural(len(places), 'place')}: {shown}."


def _handlers(counts: Counter[str]) -> Iterator[str]:
    handlers = counts["handlers"]
    if handlers >= _ENOUGH and not counts["broad handlers"]:
        yield f"No `except` is bare or broad: {plural(handlers, 'handler')} name what they expect."
    translated = counts["translated"]
    if translated >= _ENOUGH and counts["translated with cause"] == translated:
        yield f"Every exception raised while handling another names its cause (all {translated:,})."


def _processes(counts: Counter[str]) -> Iterator[str]:
    if counts["processes"] >= 2 and counts["processes"] == counts["processes without shell"]:
        yield f"No subprocess goes through a shell ({plural(counts['processes'], 'call')})."


def _careful(files: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    first: dict[str, str] = {}
    for path, merit in files:
        for what, line in merit["careful"].items():
            first.setdefault(what, f"{path}:{line}")
    if first:
        said = listed([f"{what} (`{place}`)" for what, place in first.items()])
        yield said[0].upper() + said[1:] + "."


def _clean(found: Counter[str], active: frozenset[str], files: Sequence[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    """Rules that looked at enough code and found nothing."""
    lines = sum(merit["code"] for _, merit in files)
    if lines < _ENOUGH_LINES:
        return
    said = {
        "unused-import": "no unused imports",
        "star-import": "no star imports",
        "bare-except": "",
        "mutable-default": "no mutable defaults",
        "long-function": "no overlong function",
        "complex-function": "no overly complex function",
        "deep-nesting": "no deep nesting",
        "magic-number": "no unnamed numbers",
        "repeated-string": "no literal repeated three times",
    }
    clean = [text for slug, text in said.items() if text and slug in active and not found[slug]]
    if clean:
        joined = listed(clean)
        yield f"{joined[0].upper()}{joined[1:]} in {plural(lines, 'line')} of code."


def _tests(counts: Counter[str], files: int) -> Iterator[str]:
    if counts["tests"] and files >= _ENOUGH:
        yield f"There are tests: {counts['tests']:,} of {plural(files, 'file')}."
