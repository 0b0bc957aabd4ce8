"""The splitter: cuts a text into blocks, from any block boundary on.

A block is a function with all nested in it, a simple statement, or the header of a class; a
compound statement outside functions that holds definitions is cut into headers and members too.
Blocks tile the lines of the text: comments and blank lines belong to the block that follows, what
trails the last statement is a block of its own. Where a block ends depends only on the text from its
start on and on the frames open there, so a scan can begin at any boundary and stop as soon as it
meets an old one in the same state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from burnish_checks.core.lexical import Logical, Opening, is_whole, logical_line
from burnish_checks.patterns import deferred

_INDENT = re.compile(r"[ \t\f]*")
_WORD = re.compile(r"(?:async[ \t]+)?(\w+|@)")
_COMPOUND = frozenset({"if", "for", "while", "try", "with"})
_CLAUSES = {
    "if": ("elif", "else"),
    "elif": ("elif", "else"),
    "for": ("else",),
    "while": ("else",),
    "try": ("except", "finally"),
    "except": ("except", "else", "finally"),
    "tryelse": ("finally",),
}
_ORPHANS = {
    "else": "an `if`, a loop or a `try`",
    "elif": "an `if`",
    "except": "a `try`",
    "finally": "a `try`",
}
_SOFT = re.compile(r"(?:match|case|type)\b")
_DEFINES = re.compile(r"[ \t\f]*(?:async[ \t]+def|def|class)[ \t]+\w")
_HEADER_TOKEN = re.compile(
    r"\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3}|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|#.*|lambda\b[^:]*:|:=|[()\[\]{}:]"
)


class Frame(NamedTuple):
    """An open header: its indentation, its members' (empty until the first), and the word it begins with."""

    indent: str
    members: str
    word: str


@dataclass(frozen=True, slots=True)
class Extent:
    """Where one block lies and what it is, before it is parsed. Lines are counted from the text's start."""

    start: int
    end: int
    first: int
    """The first line that is neither blank nor a comment; equals `end` in a block that has none."""
    kind: str
    """`leaf`, `header` (of a class or compound statement), `clause` (`else:` and the like), or `tail`."""
    word: str
    indent: str
    entry: tuple[Frame, ...]
    """The frames open where the block starts: the state to compare boundaries by."""
    frames: tuple[Frame, ...]
    """The frames the block itself lies in."""
    exit: tuple[Frame, ...]
    """The frames open where the next block starts."""
    problem: str = ""
    """What is structurally wrong with it, as a sentence, or empty."""
    openings: tuple[Opening, ...] = ()
    """The strings in it that span lines and hold what looks like a definition."""
    unclosed: bool = False
    """Whether the last of these is never closed, so that the block surely cannot be read."""
    inline: bool = False
    """Whether a header's body stands on its own line, as in `class A: pass`."""


def next_extent(
    lines: list[str], start: int, entry: tuple[Frame, ...], distrusted: frozenset[Opening] = frozenset()
) -> Extent:
    """The block that starts at `lines[start]`, with the frames open there."""
    return Reader(lines, distrusted).extent(start, entry)


def read_for(lines: list[str], extent: Extent) -> int:
    """The end of the lines that tell where a block ends and what it is: a compound statement that is cut is gone through for
    definitions, and for what a `try` needs."""
    if extent.kind != "header" or extent.word not in _COMPOUND:
        return extent.end
    return Reader(lines).statement_end(extent.first, extent.indent, extent.word)


def split(lines: list[str]) -> Iterator[Extent]:
    """All blocks of a text, without the repair of unclosed strings that needs a parser."""
    start = 0
    entry: tuple[Frame, ...] = ()
    while start < len(lines):
        extent = next_extent(lines, start, entry)
        yield extent
        start, entry = extent.end, extent.exit


def ends_by_itself(word: str) -> bool:
    """Whether a statement that begins with the word ends with its logical line, whatever follows."""
    return word not in _COMPOUND and word not in ("@", "def", "class") and not _SOFT.match(word)


_MARKS = "<|=>"
_MARKER = deferred(r"(?:<{7}|\|{7}|>{7}) |={7}[\r\n]*\Z")
MERGED = "A merge left this line: keep one of the two versions, and take the lines that mark them out."


def marks_versions(line: str) -> bool:
    """Whether a line is one by which a merge sets two versions apart: it is no Python, and ends no function."""
    return line[:1] in _MARKS and _MARKER.match(line) is not None


def indent_of(line: str) -> str:
    """The indentation of a line as Python counts it: what follows the last form feed of its leading white space."""
    found = _INDENT.match(line)
    return found.group().rpartition("\f")[2] if found else ""


def width_of(indent: str) -> int:
    """The column an indentation reaches, with tabs to multiples of eight."""
    return len(indent.expandtabs(8)) if "\t" in indent else len(indent)


class Reader:
    """Reads logical lines of one text, trusting all strings but the distrusted."""

    def __init__(self, lines: list[str], distrusted: frozenset[Opening] = frozenset()) -> None:
        self.lines = lines
        self.distrusted = distrusted
        self.openings: list[Opening] = []
        self.unclosed = False

    def extent(self, start: int, entry: tuple[Frame, ...]) -> Extent:
        first = self.code_line(start)
        for number in range(start, first):
            if marks_versions(self.lines[number]):
                return Extent(start, number + 1, number, "leaf", "", "", entry, entry, entry, MERGED)
        if first == len(self.lines):
            return Extent(start, first, first, "tail", "", "", entry, (), ())
        indent = indent_of(self.lines[first])
        word = self.word(first)
        clause = self.clause(entry, indent, word)
        if clause is not None:
            return self.header(start, first, indent, word, entry, clause, "clause")
        frames, problem = self.enclosing(entry, indent)
        if problem:
            end = self.statement_end(first, indent, word)
            return self.leaf(start, end, first, word, indent, entry, frames, problem)
        if word == "@":
            return self.decorated(start, first, indent, entry, frames)
        if word in _ORPHANS:
            orphan = self.header(start, first, indent, word, entry, frames, "header")
            return replace(orphan, problem=f"This `{word}` continues nothing; {_ORPHANS[word]} must stand above it.")
        if word == "class":
            return self.header(start, first, indent, word, entry, frames, "header")
        if word in _COMPOUND and self.holds_definitions(first, indent, word):
            return self.header(start, first, indent, word, entry, frames, "header")
        end = self.statement_end(first, indent, word)
        return self.leaf(start, end, first, word, indent, entry, frames, "")

    def code_line(self, start: int) -> int:
        """The first line from `start` on that is neither blank nor only a comment, nor one that a merge left."""
        for number in range(start, len(self.lines)):
            text = self.lines[number].strip(" \t\f\r\n")
            blank = not text or text[0] == "#" or (text == "\\" and self.is_led_on(number))
            if not blank and not marks_versions(self.lines[number]):
                return number
        return len(self.lines)

    def is_led_on(self, number: int) -> bool:
        """Whether a line is a backslash in the first column: Python takes the next line's indentation for both."""
        return self.lines[number].rstrip("\r\n") == "\\" and number + 1 < len(self.lines)

    def word(self, number: int) -> str:
        """The keyword or name the line begins with, `async` skipped, `@` for a decorator."""
        found = _WORD.match(self.lines[number].lstrip(" \t\f"))
        return found.group(1) if found else ""

    def logical(self, start: int) -> Logical:
        found = logical_line(self.lines, start, self.distrusted)
        if found.openings:
            self.openings += found.openings
            self.unclosed = self.unclosed or found.unclosed
        return found

    def enclosing(self, entry: tuple[Frame, ...], indent: str) -> tuple[tuple[Frame, ...], str]:
        """The frames a statement of this indentation lies in, and what is wrong with the indentation."""
        frames = entry
        while frames:
            top = frames[-1]
            if top.members:
                if indent == top.members:
                    return frames, ""
                if width_of(indent) > width_of(top.members):
                    return (
                        frames,
                        "This line is indented more than the statements around it; align it with them.",
                    )
            elif indent.startswith(top.indent) and len(indent) > len(top.indent):
                return (*frames[:-1], top._replace(members=indent)), ""
            if width_of(indent) > width_of(top.indent):
                return (
                    frames,
                    "This line's indentation matches no enclosing block; align it with one of them.",
                )
            frames = frames[:-1]
        if indent:
            return (), "This line is indented but nothing above it opens a block; remove the indentation."
        return (), ""

    def clause(self, entry: tuple[Frame, ...], indent: str, word: str) -> tuple[Frame, ...] | None:
        """The frames around a clause that continues an open compound statement, or None if the line is none."""
        if word not in _ORPHANS:
            return None
        frames = entry
        while frames and width_of(frames[-1].indent) > width_of(indent):
            frames = frames[:-1]
        if frames and frames[-1].indent == indent and word in _CLAUSES.get(frames[-1].word, ()):
            if word == "else" and frames[-1].word == "except":
                return (*frames[:-1], frames[-1]._replace(word="tryelse"))
            return frames
        return None

    def header(
        self,
        start: int,
        first: int,
        indent: str,
        word: str,
        entry: tuple[Frame, ...],
        frames: tuple[Frame, ...],
        kind: str,
    ) -> Extent:
        """A header block; `frames` are those around it, for a clause with the frame it continues on top."""
        line = first
        while self.word(line) == "@":
            line = self.code_line(self.logical(line).end)
        end = self.logical(line).end
        around = frames[:-1] if kind == "clause" else frames
        keyword = "tryelse" if kind == "clause" and frames[-1].word == "tryelse" else word
        inside = (*around, Frame(indent, "", keyword))
        problem = ""
        following = self.code_line(end)
        deeper = following < len(self.lines) and width_of(indent_of(self.lines[following])) > width_of(indent)
        inline = _has_inline_body(self.lines, line, end)
        if inline:
            inside = around if word == "class" else inside
        elif not deeper:
            problem = f"This `{word}` has no body; indent at least one statement under it."
            inside = around if word == "class" else inside
        if word == "try" and not problem and not self.continued(first, indent, ("except", "finally")):
            problem = "This `try` has neither `except` nor `finally`; add one."
        openings = tuple(self.suspicious(start, end))
        return Extent(start, end, first, kind, word, indent, entry, around, inside, problem, openings, inline=inline)

    def leaf(
        self,
        start: int,
        end: int,
        first: int,
        word: str,
        indent: str,
        entry: tuple[Frame, ...],
        frames: tuple[Frame, ...],
        problem: str,
    ) -> Extent:
        openings = tuple(self.suspicious(start, end))
        unclosed = self.unclosed and end == len(self.lines)
        return Extent(start, end, first, "leaf", word, indent, entry, frames, frames, problem, openings, unclosed)

    def decorated(
        self, start: int, first: int, indent: str, entry: tuple[Frame, ...], frames: tuple[Frame, ...]
    ) -> Extent:
        """What follows decorators: a function, or the header of a class."""
        line = first
        while line < len(self.lines) and self.word(line) == "@":
            end = self.logical(line).end
            line = self.code_line(end)
        ends_here = line == len(self.lines) or indent_of(self.lines[line]) != indent
        word = "" if ends_here else self.word(line)
        if word == "class":
            return self.header(start, first, indent, word, entry, frames, "header")
        if word == "def":
            end = self.statement_end(line, indent, word)
            return self.leaf(start, end, first, word, indent, entry, frames, "")
        problem = "This decorator decorates nothing; a function or class must follow it."
        return self.leaf(start, end, first, "@", indent, entry, frames, problem)

    def statement_end(self, first: int, indent: str, word: str) -> int:
        """The end of the statement at `first`: its suite and, for a compound one, its clauses."""
        end = self.logical(first).end
        if ends_by_itself(word):
            return end
        width = width_of(indent)
        end = self.suite_end(end, width)
        keyword = word
        while keyword in _CLAUSES:
            line = self.code_line(end)
            if line == len(self.lines) or indent_of(self.lines[line]) != indent:
                break
            clause = self.word(line)
            if clause not in _CLAUSES[keyword]:
                break
            keyword = "tryelse" if clause == "else" and keyword == "except" else clause
            end = self.suite_end(self.logical(line).end, width)
        return end

    def suite_end(self, end: int, width: int) -> int:
        """The end of the lines from `end` on indented deeper than `width`; trailing blanks and comments stay out."""
        number = end
        lines = self.lines
        deeper = " " * (width + 1)
        while number < len(lines):
            text = lines[number]
            stripped = text.strip(" \t\f\r\n")
            if not stripped or stripped[0] == "#" or (stripped == "\\" and self.is_led_on(number)):
                number += 1
                continue
            if marks_versions(text):
                number += 1
                continue
            if (not text.startswith(deeper) or "\f" in text) and width_of(indent_of(text)) <= width:
                break
            if not self.distrusted and is_whole(text):
                number += 1
            else:
                number = self.logical(number).end
            end = number
        return end

    def holds_definitions(self, first: int, indent: str, word: str) -> bool:
        """Whether a compound statement outside functions holds a function or class at any depth."""
        end = self.statement_end(first, indent, word)
        number = self.logical(first).end
        while number < end:
            if _DEFINES.match(self.lines[number]):
                return True
            line = self.code_line(number)
            if line >= end:
                break
            if _DEFINES.match(self.lines[line]):
                return True
            number = self.logical(line).end
        return False

    def continued(self, first: int, indent: str, clauses: tuple[str, ...]) -> bool:
        """Whether the suite at `first` is followed by one of the clauses."""
        line = self.code_line(self.suite_end(self.logical(first).end, width_of(indent)))
        return line < len(self.lines) and indent_of(self.lines[line]) == indent and self.word(line) in clauses

    def suspicious(self, start: int, end: int) -> Iterator[Opening]:
        """Openings of strings in the lines that swallow what looks like a definition."""
        if not self.openings:
            return
        for opening in sorted(set(self.openings)):
            if not start <= opening.line < end:
                continue
            lines = self.lines[opening.line + 1 : end]
            text = "".join(lines)
            if ("def" in text or "class" in text) and any(map(_DEFINES.match, lines)):
                yield opening


def _has_inline_body(lines: list[str], first: int, end: int) -> bool:
    """Whether the header's logical line goes on after its colon."""
    text = "".join(lines[first:end])
    depth = 0
    position = 0
    for found in _HEADER_TOKEN.finditer(text):
        token = found.group()
        if token in "([{":
            depth += 1
        elif token in ")]}":
            depth -= 1
        elif token == ":" and depth == 0:
            position = found.end()
            break
    else:
        return False
    rest = text[position:].lstrip(" \t\f\\")
    return bool(rest) and rest[0] not in "#\r\n"
