"""Diagnostics as JSON text, kept from one publish to the next.

Building and unstructuring 1,000 diagnostics through lsprotocol costs 20 ms; nearly all of them are those of the
publish before. Each block's findings are encoded once into a template in which only line numbers are left open, and
those of up to 32 neighbours joined into a chunk (`chunks`). A publish takes the chunks that the one before had, and
fills in the numbers of one that was pushed down. A block that has been edited has a chunk to itself, as it will be edited
again: to join it with 31 neighbours was a tenth of breaking it in 20,000 lines. `plain.diagnostics` is the slow equivalent.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from burnish.lsp.chunks import Chunk
from burnish_checks.core.alike import end_of, start_of
from burnish_checks.core.positions import Span, units_of_column
from burnish_checks.core.rule import Finding, Related, Rule, Severity
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Entry, Snapshot
from burnish_checks.core.text import split_lines
from burnish_checks.documentation import rule_url
from burnish_checks.policy import severity_of
from burnish_checks.reading import Unreadable, read

_CHUNKS, _FEWEST = 48, 6
"""Into so many chunks a document is cut, unless they would hold fewer blocks than that: in 200 lines all blocks were one."""
_text, _entries = attrgetter("text"), attrgetter("entries")
_as_json = json.JSONEncoder().encode
"""What `json.dumps` does after 2 microseconds of looking at its arguments."""
TAGS = {"unnecessary": 1, "deprecated": 2}


@dataclass(frozen=True)
class Shape:
    """Which optional fields of a diagnostic the client declares."""

    related: bool = False
    tags: frozenset[int] = frozenset()
    links: bool = False
    data: bool = False


@dataclass
class Counters:
    """How much was encoded: a diagnostic from its finding, blocks in a chunk that moved or was joined, publishes."""

    encoded: int = 0
    moved: int = 0
    joined: int = 0
    published: int = 0


class Form(NamedTuple):
    """How diagnostics are written for one client."""

    shape: Shape
    encoding: str
    """What it counts characters of a line in."""
    lines_of: Callable[[str], Sequence[str]]
    """The lines of another file, to count units in; empty if it cannot be read."""


def lines_on_disk(path: str) -> Sequence[str]:
    """The lines of a file as the disk has it; none if it cannot be read, as it may be gone since somebody spoke of it."""
    try:
        return split_lines(read(path).text)
    except Unreadable:
        return ()


class _Piece(NamedTuple):
    """The diagnostics of one block: text with open line numbers, and those numbers relative to the block."""

    template: bytes
    numbers: tuple[int, ...]


@dataclass
class Encoder:
    """Encodes the versions of one document for one client."""

    uri: str
    form: Form
    counters: Counters
    chunk: int = 32
    """Entries whose diagnostics are joined into one part of a message, at the most."""
    _entries: tuple[Entry, ...] = ()
    """Those of the last publish."""
    _starts: Sequence[int] = ()
    """Where they started."""
    _chunks: list[Chunk] = field(default_factory=list)
    """Their diagnostics, joined: a publish joins again only what has changed, of 1.3 megabytes at 20,000 lines."""
    _changed: int | None = None
    """The first chunk that an edit has changed since what a new line needs was made ready."""
    _pieces: dict[int, tuple[Entry, _Piece]] = field(default_factory=dict)
    _constants: dict[tuple[Rule, Severity], tuple[str, str]] = field(default_factory=dict)
    _settings: Settings | None = None
    _lines: Sequence[str] = ()

    def items(self, snapshot: Snapshot) -> bytes:
        """The snapshot's diagnostics as JSON objects with commas between them."""
        return b"".join(self.parts(snapshot))

    def parts(self, snapshot: Snapshot) -> tuple[bytes, ...]:
        """The same in parts, which are the objects of the publish before where nothing has changed."""
        settings = snapshot.environment.settings
        if settings is not self._settings:
            self._entries, self._chunks, self._pieces, self._constants = (), [], {}, {}
            self._settings = settings
        self._lines = snapshot.lines
        old, self._entries = self._entries, snapshot.entries
        if len(old) == len(snapshot.entries):
            self._renew(snapshot, old)
        else:
            self._recut(snapshot, old)
        # Compared in a microsecond; to look at 48 chunks took a fourteenth of an edit that breaks a block.
        if snapshot.starts is not self._starts and snapshot.starts != self._starts:
            self._move(snapshot.starts)
            self._starts = snapshot.starts
        texts = [*filter(None, map(_text, self._chunks))]
        return (texts[0][1:], *texts[1:]) if texts else ()

    def result_id(self) -> str:
        """The id of the result that the last parts are.

        Told from what the parts are made of: hashing 600 kilobytes that a new line pushed down takes 0.4 ms.
        """
        made_of = hash(tuple([(chunk.hash, chunk.start) for chunk in self._chunks if chunk.text]))
        return f"{made_of & 0xFFFFFFFFFFFFFFFF:016x}"

    def _renew(self, snapshot: Snapshot, old: tuple[Entry, ...]) -> None:
        """Join anew the chunks in which entries have become others, as many as they were; one alone has its own from then on.

        A finding about the size of the file is told in its first block, whatever block is edited.
        """
        new = snapshot.entries
        first = start_of(old, new)
        while first < len(new):
            behind = [0, *accumulate(map(_entries, self._chunks))]
            number = bisect_right(behind, first) - 1
            low, high = behind[number : number + 2]
            self._forget(old[low:high], new[low:high])
            self._note_change(number)
            ends = _ends(old, new, low, high)
            self._chunks[number : number + 1] = [self._joined(snapshot, *pair) for pair in pairwise(ends)]
            if old[high:] == new[high:]:
                return
            first = high + start_of(old[high:], new[high:])

    def _note_change(self, number: int) -> None:
        self._changed = number if self._changed is None else min(self._changed, number)

    @property
    def is_unready(self) -> bool:
        """Whether there is something to make ready."""
        return self._changed is not None

    def get_ready(self, snapshot: Snapshot, waits: Callable[[], bool]) -> None:
        """Make ready what a new line will need below what was edited, until something waits."""
        if len(self._chunks) > 2 * _CHUNKS:
            self._entries, self._chunks = (), []
            self.parts(snapshot)
            self._changed = 0
        for chunk in self._chunks[self._changed :]:
            if chunk.get_ready() and waits():
                return
        self._changed = None

    def _recut(self, snapshot: Snapshot, old: tuple[Entry, ...]) -> None:
        """Cut and join anew the chunks around what has become more entries, or fewer."""
        new = snapshot.entries
        head = start_of(old, new)
        tail = end_of(old, new, head)
        first, last = len(old) - tail, len(new) - tail
        self._forget(old[head:first], new[head:last])
        begin = stop = low = high = 0
        for chunk in self._chunks:
            if high >= first and high > head:
                break
            stop, high = stop + 1, high + chunk.entries
            if high <= head:
                begin, low = stop, high
        high += last - first
        count = high - low
        most = min(self.chunk, max(_FEWEST, len(new) // _CHUNKS))
        size = -(-count // -(-count // most)) if count else 1
        if old:
            self._note_change(begin)
        self._chunks[begin:stop] = [self._joined(snapshot, at, min(at + size, high)) for at in range(low, high, size)]

    def _forget(self, old: Sequence[Entry], new: Sequence[Entry]) -> None:
        """Let what was encoded of the old entries go, other than of those that are there still."""
        gone = set(map(id, old))
        gone.difference_update(map(id, new))
        for key in gone:
            self._pieces.pop(key, None)

    def _joined(self, snapshot: Snapshot, low: int, high: int) -> Chunk:
        self.counters.joined += high - low
        start = snapshot.starts[low]
        templates: list[bytes] = [b""]
        numbers: list[int] = []
        for entry, begin in zip(snapshot.entries[low:high], snapshot.starts[low:high], strict=True):
            if entry.shown:
                piece = self._piece(entry)
                templates.append(piece.template)
                shift = begin - start
                numbers += [shift + number for number in piece.numbers]
        return Chunk(high - low, b",".join(templates) if numbers else b"", tuple(numbers), start)

    def _move(self, starts: Sequence[int]) -> None:
        """Fill in the numbers of chunks that were pushed up or down."""
        at = 0
        for chunk in self._chunks:
            if chunk.start != starts[at]:
                chunk.move(starts[at])
                self.counters.moved += chunk.entries
            at += chunk.entries

    def _piece(self, entry: Entry) -> _Piece:
        """The diagnostics of a block; encoded only if it is new."""
        known = self._pieces.get(id(entry))
        if known is None:
            known = self._pieces[id(entry)] = (entry, self._encode(entry))
        return known[1]

    def _encode(self, entry: Entry) -> _Piece:
        self.counters.encoded += len(entry.shown)
        numbers: list[int] = []
        lines = entry.block.lines
        template = ",".join([self._finding(finding, lines, numbers) for finding in entry.shown])
        return _Piece(template.encode("ascii"), tuple(numbers))

    def _finding(self, finding: Finding, lines: Sequence[str], numbers: list[int]) -> str:
        assert self._settings is not None
        severity = severity_of(finding, self._settings)
        known = self._constants.get((finding.rule, severity))
        if known is None:
            known = self._constants[finding.rule, severity] = self._constant(finding.rule, severity)
        head, tail = known
        place = _open_range(finding.span, lines, self.form.encoding, numbers)
        related = self._related(finding.related, lines, numbers) if self.form.shape.related and finding.related else ""
        return f'{{"range":{place},{head}"message":{_quoted(finding.message)}{related}{tail}}}'

    def _constant(self, rule: Rule, severity: Severity) -> tuple[str, str]:
        """What all findings of a rule have in common: the fields before the message and those after it."""
        head = f'"severity":{int(severity)},"code":{_quoted(rule.slug)},'
        if self.form.shape.links:
            head += f'"codeDescription":{{"href":{_quoted(rule_url(rule))}}},'
        head += '"source":"burnish",'
        tags = tags_of(rule, self.form.shape)
        tail = f',"tags":{json.dumps(tags)}' if tags else ""
        if self.form.shape.data:
            tail += f',"data":{json.dumps(data_of(rule))}'
        return head, tail

    def _related(self, related: Iterable[Related], lines: Sequence[str], numbers: list[int]) -> str:
        parts = []
        for item in related:
            uri = self.uri if item.path is None else uri_of(item.path)
            if item.absolute or item.path is not None:
                there = self.form.lines_of(item.path) if item.path is not None else self._lines
                place = _fixed_range(item.span, there, self.form.encoding)
            else:
                place = _open_range(item.span, lines, self.form.encoding, numbers)
            location = f'{{"uri":{_quoted(uri)},"range":{place}}}'
            parts.append(f'{{"location":{location},"message":{_quoted(item.message)}}}')
        return f',"relatedInformation":[{",".join(parts)}]'


def data_of(rule: Rule) -> dict[str, str]:
    """What a client keeps with a diagnostic: the rule's category, to sort or filter by; its slug is the code."""
    return {"category": rule.category.value}


def tags_of(rule: Rule, shape: Shape) -> list[int]:
    """The numbers of the rule's tags that the client knows."""
    return [TAGS[tag] for tag in rule.tags if TAGS.get(tag) in shape.tags]


def uri_of(path: str) -> str:
    """The URI of a file's path; a path that is a URI already stays one."""
    return path if "://" in path else Path(path).absolute().as_uri()


def _ends(old: tuple[Entry, ...], new: tuple[Entry, ...], low: int, high: int) -> list[int]:
    """Where the blocks of a chunk are to be cut, of which some are others: around one that is the only one."""
    if high - low == 1:
        return [low, high]
    at = low + start_of(old[low:high], new[low:high])
    alone = old[at + 1 : high] == new[at + 1 : high]
    return sorted({low, at, at + 1, high} if alone else {low, high})


def units_in(lines: Sequence[str], line: int, column: int, encoding: str) -> int:
    """The client's units before a column; where the line is not known, the column."""
    return units_of_column(lines[line], column, encoding) if 0 <= line < len(lines) else column


def _open_range(span: Span, lines: Sequence[str], encoding: str, numbers: list[int]) -> str:
    numbers += (span.start_line, span.end_line)
    start = units_in(lines, span.start_line, span.start_column, encoding)
    end = units_in(lines, span.end_line, span.end_column, encoding)
    return f'{{"start":{{"line":%d,"character":{start}}},"end":{{"line":%d,"character":{end}}}}}'


def _fixed_range(span: Span, lines: Sequence[str], encoding: str) -> str:
    return _open_range(span, lines, encoding, []) % (span.start_line, span.end_line)


def _quoted(text: str) -> str:
    return _as_json(text).replace("%", "%%")
