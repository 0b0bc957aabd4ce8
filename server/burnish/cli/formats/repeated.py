"""What is said more than once: in a file in the same words, and of the same line in several files.

A habit of a project (one import that every file is begun with, one handler in every driver's `cleanup`) would fill the
first page of a check, and tell its reader one thing. So it is told once, with the places.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain

from burnish_checks.review.remark import Remark
from burnish_checks.review.words import plural

SIZES = frozenset({"tangled-function", "complex-function", "long-function", "deep-nesting", "large-class"})
"""Rules whose remarks in a file tell one thing: that it has parts which are too large. The measure is their first number."""
OF_A_FILE = "python-2-code"
"""What is said once of a file and, for the same reason, of all others of a package."""
NAMED = re.compile(r"`[^`]*`|(?<=^The number )\S+")
_ALIAS = re.compile(r" \(as `[^`]*`\)|; so may [^.]*|; `\w+` is never used(?=\.$)")
"""What a message adds of its place, and does not make it another one."""
_MOST_NAMES = 24
_MOST_PLACES = 8
_Entry = tuple[list[Remark], list[Remark]]
"""The findings of a file that are one, and those elsewhere that it stands for."""
_HABIT = 3
"""In so many files the same line is a habit."""


def folded(files: Sequence[Sequence[Remark]]) -> Iterator[_Entry]:
    """The entries to print for the findings of files, in order: those of a file that one stands for, and those elsewhere.

    What is said of the same line in three files or more is one entry, where it is found first. So is from the third file on
    what a rule says there in the same words, names apart, where the names are not what it is about; a habit is one of these.
    """
    entries = list(_entries(files))
    kinds: dict[object, list[int]] = {}
    for number, (group, _) in enumerate(entries):
        if (kind := _kind(group[0])) is not None:
            kinds.setdefault(kind, []).append(number)
    for numbers in kinds.values():
        shown = _SHOWN_OF.get(entries[numbers[0]][0][0].code, _SHOWN)
        if len(numbers) > shown:
            _join(*(entries[number] for number in numbers[shown - 1 :]))
    yield from (entry for entry in entries if entry[0])


def _join(entry: _Entry, *others: _Entry) -> None:
    """Let an entry stand for others too, which are emptied."""
    group, elsewhere = entry
    for remark in chain.from_iterable(chain(*other) for other in others):
        (group if remark.path == group[0].path else elsewhere).append(remark)
    group[1:] = sorted(group[1:], key=_place)
    elsewhere.sort(key=_place)
    for emptied, _ in others:
        emptied.clear()


def _place(remark: Remark) -> tuple[object, ...]:
    return (remark.path, *remark.span)


def by_message(remarks: Sequence[Remark]) -> Iterator[list[Remark]]:
    """The remarks, those of the same words together."""
    said: dict[str, list[Remark]] = {}
    for remark in remarks:
        said.setdefault(remark.message, []).append(remark)
    yield from said.values()


def _entries(files: Sequence[Sequence[Remark]]) -> Iterator[_Entry]:
    """The entries before those are joined that differ by their lines alone."""
    found: dict[object, list[Remark]] = {}
    for remark in chain.from_iterable(files):
        if (form := _form(remark)) is not None:
            found.setdefault(form, []).append(remark)
    habits = {form: each for form, each in found.items() if len({remark.path for remark in each}) >= _HABIT}
    for remarks in files:
        for group in alike(remarks, habits):
            habit = habits.get(_form(group[0]), group)
            if habit[0] is group[0]:
                yield group, [remark for remark in habit if remark.path != group[0].path]


def _kind(remark: Remark) -> tuple[str, ...] | None:
    """What a remark says, names apart, where they are not what it is about: how errors are treated, how long is waited. None of
    what leads elsewhere, and of errors."""
    if remark.related or remark.severity == "error" or not (remark.category == "errors" or remark.code in _ALIKE):
        return None
    return (remark.code, remark.severity, NAMED.sub("", _ALIAS.sub("", remark.message)))


_ALIKE = frozenset(
    {"request-without-timeout", "assert-as-validation", "star-import", "implicit-optional", "misplaced-import"}
)
_SHOWN = 3
"""Files in which what is everywhere the same is shown."""
_SHOWN_OF = {"star-import": 1}
"""The same of what needs no second look."""


def _form(remark: Remark) -> tuple[str, ...] | None:
    """What makes findings of several files one: rule, words and lines; where they open a block also the name of the
    function, since what stands below differs. None of what leads elsewhere, or is longer than what is kept of it."""
    lines = tuple(line.strip() for line in remark.source)
    if remark.related or remark.code in SIZES or not lines or not lines[0] or not _is_whole(remark, "".join(lines)):
        return None
    name = remark.symbol.rpartition(".")[2] if lines[-1].endswith(":") else "-"
    # Of an import each name that is not used is a remark, and the line one habit.
    said = NAMED.sub("", _ALIAS.sub("", remark.message)) if remark.category == "imports" else remark.message
    return (remark.code, remark.severity, said, name, *lines) if name else None


def _is_whole(remark: Remark, text: str) -> bool:
    """Whether all lines are kept, and no bracket is left open: the rest of a statement may differ."""
    kept = remark.span[2] - remark.span[0] < len(remark.source)
    return kept and all(text.count(left) == text.count(right) for left, right in ("()", "[]", "{}"))


def places(remarks: Sequence[Remark]) -> str:
    """Where in other files the same is said."""
    by_path: dict[str, list[str]] = {}
    for remark in remarks:
        by_path.setdefault(remark.path, []).append(str(remark.span[0] + 1))
    shown = [f"{path}:{', '.join(dict.fromkeys(lines))}" for path, lines in list(by_path.items())[:_MOST_PLACES]]
    rest = len(by_path) - len(shown)
    ending = f" and {rest} more (`--select {remarks[0].code}` lists them)" if rest else ""
    return f"and in {plural(len(by_path), 'more file')}: {', '.join(shown)}{ending}"


def alike(remarks: Sequence[Remark], habits: Container[object] = ()) -> Iterable[list[Remark]]:
    """The findings of a file, those together of which the same is said, names apart. What leads somewhere stays alone.

    Those of a habit, which `habits` has by its form, are together and with no others.
    """
    groups: dict[tuple[object, ...], list[Remark]] = {}
    for number, remark in enumerate(remarks):
        sized, form = remark.code in SIZES, _form(remark)
        said = "" if sized else NAMED.sub("", _ALIAS.sub("", remark.message))
        key = (number,) if remark.related and not sized else (remark.code, said, remark.severity)
        groups.setdefault(form if form is not None and form in habits else key, []).append(remark)
    for group in groups.values():
        worst = max(group, key=measure) if group[0].code in SIZES else group[0]
        yield [worst, *(remark for remark in group if remark is not worst)]


def more(first: Remark, others: Sequence[Remark]) -> str:
    """Where the same is said again, and of what: the first name of each message, or the next if that is everywhere the same."""
    lines = [other.span[0] + 1 for other in others]
    told = [NAMED.findall(remark.message) for remark in (first, *others)]
    for at in range(1 if first.code in SIZES else min(map(len, told))):
        names = [names[at] for names in told if len(names) > at]
        if len(names) == len(told) and len(set(names)) > 1 and not any(_REMEDY.match(name) for name in names):
            return "and " + _listed(names[1:], lines)
    there = " there" if set(lines) == {first.span[0] + 1} else f", on {_lines(lines)}"
    return f"and {len(others)} more{there}"


_REMEDY = re.compile(r"`(?:from|raise|import) |`#")
"""What to write instead, which is no name of what was found."""


def _listed(names: Sequence[str], lines: Sequence[int]) -> str:
    """Each of the names once, with the lines, those of the same line together; of very many the first, and the others' lines."""
    places: dict[str, list[int]] = {}
    for name, line in zip(names, lines, strict=True):
        places.setdefault(name, []).append(line)
    shared: dict[tuple[int, ...], list[str]] = {}
    for name, found in list(places.items())[:_MOST_NAMES]:
        shared.setdefault(tuple(found), []).append(name)
    shown = ", ".join(f"{', '.join(alike)} ({_lines(found)})" for found, alike in shared.items())
    rest = sorted(line for found in list(places.values())[_MOST_NAMES:] for line in found)
    return shown + (f" and {len(rest)} more, on {_lines(rest)}" if rest else "")


def _lines(numbers: Sequence[int]) -> str:
    """The lines in words, each once."""
    each = list(dict.fromkeys(numbers))
    return f"line{'s' * (len(each) > 1)} {', '.join(map(str, each))}"


def measure(remark: Remark) -> int:
    """How much too large something is: the first number of the message."""
    found = re.search(r"\b\d+\b", NAMED.sub("", remark.message))
    return int(found.group()) if found is not None else 0
