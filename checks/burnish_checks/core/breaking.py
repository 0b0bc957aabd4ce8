"""A block that an edit broke: what can be said of it at once, and what can wait until that is said.

Of a file that is broken other linters say that and nothing else, in a fifth of what a whole one takes them. So the
answer to such an edit is the syntax finding and what was found in the block before. Four things are not waited for:

- where the block ends (0.1 ms of 1.2 at 1,000 lines): where the scan of the edited statement comes to an end in front
  of a statement that was one before, all behind it is read as it was. `split.next_extent` is the slow equivalent;
- what stands in it in front of the edited statement and behind it: the parser has read that before, and takes 0.23 ms of
  0.7 for 32 lines twice, as it looks for the error the second time, and 0.28 where there is an f-string among them. To read
  it whole is the slow equivalent (`confirmed`);
- its facts and what they change for others (0.4 ms): it is lent those of the entry in whose place it stands, and is
  given its own behind the answer (`settling`). To give it these at once is the slow equivalent;
- what is found in it anew: nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from burnish_checks import syntax
from burnish_checks.core.block import Block, prefix
from burnish_checks.core.entry import Entry
from burnish_checks.core.lexical import is_whole, logical_line, open_until
from burnish_checks.core.positions import Span
from burnish_checks.core.restating import Place, begins, is_open
from burnish_checks.core.rule import Category, Finding
from burnish_checks.core.text import LineChange
from burnish_checks.patterns import deferred

_DEFINES = deferred(r"\n[ \t\f]*(?:async[ \t]+def|def|class)[ \t]+\w")
_LEADS_ON = ("\\\n", "\\\r\n")
_CLAUSES = ("else", "elif", "except", "finally", "case")
"""What goes on with the statement in front of it, which is not read."""
_NO_CODE = " \t\f#\\\r\n"
_QUOTES = ('"""', "'''")


def broken(old: Block, lines: tuple[str, ...], place: Place, text: list[str], start: int) -> Block | None:
    """The function with the new `lines`, in which only the statements at the place are others, where it cannot be read
    any more and ends where it ended; None if it can, or may end elsewhere. It begins at `text[start]`."""
    if old.word != "def" or not place.indent or place.indent.strip(" \t") or _may_swallow(old):
        return None
    if old.lines[place.begin - 1].endswith(_LEADS_ON) or lines[place.begin].lstrip().startswith(_CLAUSES):
        return None
    added = len(lines) - len(old.lines)
    number, end = start + place.begin, start + place.end + added
    while number < end:
        line = text[number]
        if not line.startswith(place.indent) or line[len(place.indent) : len(place.indent) + 1] in _NO_CODE:
            return None
        if is_whole(line):
            number += 1
            continue
        reached = open_until(text, number, end, start + len(lines))
        if reached is None:
            found = logical_line(text, number)
            if found.openings:
                return None
            reached = found.end
        number = reached
    if number not in (end, start + len(lines)) and not begins(old, number - start - added):
        return None
    problem = _problem(old, lines, place)
    return old.with_lines(lines, problem) if problem is not None else None


def _problem(old: Block, lines: tuple[str, ...], place: Place) -> syntax.SyntaxProblem | None:
    """What is wrong with the edited statement of the function; the parser has come that far before.

    It is read with a statement behind it: what is wrong may show there. An open bracket shows at the end, 0.08 ms sooner.
    """
    statement = place.path[0].items[place.path[0].first]
    outer = [statement, *getattr(statement, "decorator_list", ())]
    begin, end = min(node.lineno for node in outer) - 1 - old.line_shift, place.end + len(lines) - len(old.lines)
    if begin < 1 or lines[begin - 1].endswith(_LEADS_ON) or any("\f" in line for line in lines[begin:]):
        return None
    shift = prefix(old).count("\n")
    opener = "\n" * (begin + shift - 1) + "if 1:\n"
    alone = "".join(lines[begin:end])
    problem = _found(opener + alone if is_open(alone) else f"{opener}{alone}{place.indent}pass\n")
    if problem is None or not begin < problem.line - shift <= end:
        problem = _found("".join((opener, *lines[begin:])))
    if problem is None or not begin < problem.line - shift <= len(lines):
        return None
    return syntax.SyntaxProblem(problem.message, problem.line - shift, problem.column)


def _found(text: str) -> syntax.SyntaxProblem | None:
    problem = syntax.problem_at_sight(text)
    if problem is None:
        try:
            syntax.parse(text)
        except syntax.SyntaxProblem as found:
            return found
    return problem


def confirmed(block: Block) -> Block:
    """The broken block, or the same read as a whole where that tells otherwise what is wrong with it."""
    if not block.doubtful:
        return block
    whole = block.with_lines(block.lines)
    return block if whole.broken and repr(whole.problem) == repr(block.problem) else whole


def _may_swallow(old: Block) -> bool:
    """Whether a string with a definition in it may be taken for one that is never closed: see `block.read_block`."""
    if not any(quotes in old.text for quotes in _QUOTES):
        return False
    row = old.position(old.body[0].lineno, 0).line
    return _DEFINES.search(old.text, sum(map(len, old.lines[: row + 1])) - 1) is not None


def retained(
    before: Iterable[tuple[int, Entry]], begin: int, lines: Sequence[str], change: LineChange
) -> Iterator[Finding]:
    """What was shown in the lines of a block that is broken now and begins at a line, moved with the text.

    `before` are the entries that stood there, each with the line where it began. In a line that is being typed in things
    stay where they are; of several that are replaced at once, as when a file is read again, each is looked for by its text.
    """
    places = _by_text(lines, begin, change) if change.removed > 1 else None
    for start, entry in before:
        for finding in entry.shown:
            if finding.rule.category is Category.SYNTAX:
                continue
            if start == begin and finding.span.end_line + start < change.first and not finding.related:
                yield finding
                continue
            span = _moved(
                finding.span.moved(start), change, None if places is None else _found_by(places, entry, start)
            )
            if span is None:
                continue
            span = span.moved(-begin)
            if span.start_line >= 0 and span.end_line < len(lines):
                yield replace(finding, span=_clamped(span, lines), related=())


def kept_beside(block: Block, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What still holds of a broken block's findings: not what was said of a string that turns out never to be closed."""
    problem = block.problem
    if problem is None or not problem.message.endswith("string is never closed."):
        return tuple(findings)
    place = block.position(problem.line + block.line_shift, problem.column)
    return tuple(finding for finding in findings if finding.span.start != place)


def _by_text(lines: Sequence[str], begin: int, change: LineChange) -> dict[str, list[int]]:
    """The numbers of the new lines that are put in, by their text."""
    found: dict[str, list[int]] = {}
    for number in range(max(change.first, begin), min(change.first + change.added, begin + len(lines))):
        found.setdefault(lines[number - begin], []).append(number)
    return found


def _found_by(places: dict[str, list[int]], entry: Entry, start: int) -> Callable[[int], int | None]:
    """For a line of an entry: the nearest of the new lines that has its text."""

    def find(line: int) -> int | None:
        row = line - start
        same = places.get(entry.block.lines[row], ()) if row < len(entry.block.lines) else ()
        return min(same, key=lambda other: abs(other - line), default=None)

    return find


def _moved(span: Span, change: LineChange, find: Callable[[int], int | None] | None) -> Span | None:
    """A span of the old text in the new one; None if its lines are gone. `find` tells where a replaced line went."""
    ends: list[int] = []
    for line in (span.start_line, span.end_line):
        if line < change.first:
            ends.append(line)
        elif line >= change.first + change.removed:
            ends.append(line + change.added - change.removed)
        else:
            new = find(line) if find is not None else line if line - change.first < change.added else None
            if new is None:
                return None
            ends.append(new)
    if ends[0] > ends[1]:
        return None
    return Span(ends[0], span.start_column, ends[1], span.end_column)


def _clamped(span: Span, lines: Sequence[str]) -> Span:
    start = min(span.start_column, len(lines[span.start_line].rstrip("\r\n")))
    end = min(span.end_column, len(lines[span.end_line].rstrip("\r\n")))
    if span.start_line == span.end_line and end < start:
        end = start
    return Span(span.start_line, start, span.end_line, end)
