"""Newer statements hidden from an older parser: generics, `type`, `except A, B`, `except*`, unpacked subscripts.

`rewrite` looks for them with regular expressions that skip strings and comments, and yields a text of the same
layout that an older interpreter parses, with notes of what to put back (see `restore`).
"""

from __future__ import annotations

import keyword
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from burnish_checks.patterns import deferred
from burnish_checks.syntax.masks import Span, first_token
from burnish_checks.syntax.scan import BODIES, FormatString, before_blanks
from burnish_checks.syntax.source import Source
from burnish_checks.syntax.unpacking import Unpacking, unpackings


@dataclass(frozen=True)
class Lacks:
    """What the running interpreter's grammar lacks: type parameters (with defaults), `except*` and `a[*b]`."""

    generics: bool = sys.version_info < (3, 13)
    unpacking: bool = sys.version_info < (3, 11)


@dataclass(frozen=True)
class Parameter:
    """A type parameter: its stars and name, its bound and default, by offsets."""

    start: int
    end: int
    stars: int
    name: tuple[int, int]
    bound: Span | None
    default: Span | None
    unpacked: int | None  # the `*` of the default of a `*Ts`


@dataclass(frozen=True)
class Alias:
    """A `type` statement: where its name stands, and its parameters."""

    name: tuple[int, int]
    parameters: tuple[Parameter, ...]


@dataclass
class Notes:
    """What was hidden, by the offset at which its statement (or `except`) starts."""

    edits: list[tuple[int, int, str]] = field(default_factory=list)
    generics: dict[int, tuple[Parameter, ...]] = field(default_factory=dict)
    aliases: dict[int, Alias] = field(default_factory=dict)
    handlers: dict[int, Span] = field(default_factory=dict)
    star_handlers: set[int] = field(default_factory=set)
    unpackings: list[Unpacking] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.edits or self.unpackings)


_NAME = r"[^\W\d][\w\x80-\xff]*|[\x80-\xff][\w\x80-\xff]*"
_GAP = r"(?:[ \t\f]|\\\n)"
_STATEMENTS = deferred(
    rf"\#[^\n]*|[\"'](?:{BODIES})"
    rf"|(?<![\w.\x80-\xff])(?:"
    rf"(?P<scope>(?:async{_GAP}+)?def|class){_GAP}+(?:{_NAME}){_GAP}*\["
    rf"|type[ \t](?P<gap>{_GAP}*)(?P<alias>{_NAME}){_GAP}*(?:\[|=(?!=))"
    rf"|(?P<handler>except)(?![\w\x80-\xff]){_GAP}*(?P<star>\*)?)",
    re.DOTALL,
)
_SCOPE = deferred(rf"(?:def|class){_GAP}+(?:{_NAME}){_GAP}*\[")
_MARKS = deferred(
    rf"\#[^\n]*|[\"'](?:{BODIES})|(?P<mark>[()\[\]{{}},:]|(?<![=<>!:])=(?!=)|(?<![\w.])as(?!\w)|\n)", re.DOTALL
)
_PARAMETER = deferred(rf"(?P<stars>\*{{0,2}}){_GAP}*(?P<name>{_NAME})")


def rewrite(source: Source, text: str, strings: Sequence[FormatString], lacks: Lacks) -> tuple[str, Notes]:
    """The text (`source`'s, its f-strings masked) without what the interpreter lacks, and what that was."""
    notes = Notes()
    position = 0 if may_be_newer(text) else len(text)
    while match := _STATEMENTS.search(text, position):
        position = match.end()
        if match["scope"] and lacks.generics:
            position = _generic(source, text, strings, match, notes)
        elif match["alias"] and lacks.generics and not keyword.iskeyword(match["alias"]):
            position = _alias(source, text, strings, match, notes)
        elif match["handler"]:
            _handler(source, text, strings, match, notes, lacks)
    text = _apply(text, notes.edits)
    if lacks.unpacking:
        notes.unpackings = unpackings(text)
        text = _apply(text, [(mark.star, mark.star + 1, " ") for mark in notes.unpackings])
    return text, notes


def may_be_newer(text: str) -> bool:
    """Whether the words of a statement stand anywhere in a text, be it in a string.

    A text that is broken while it is typed is searched, too, and seldom has them: 10 microseconds instead of 110.
    """
    return "except" in text or "type " in text or "type\t" in text or _SCOPE.search(text) is not None


def _apply(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, replacement in sorted(edits):
        pieces += (text[position:start], replacement)
        position = end
    return "".join((*pieces, text[position:]))


def _generic(source: Source, text: str, strings: Sequence[FormatString], match: re.Match[str], notes: Notes) -> int:
    """Hide `[...]` in the parentheses that follow it, or in empty ones."""
    start = match.end() - 1
    parameters, end = _parameters(source, text, strings, start)
    after = first_token(text, end + 1, len(text))
    if text.startswith("(", after):
        notes.edits.append((start, after + 1, "(" + _blank(text[start + 1 : after + 1])))
    else:
        notes.edits.append((start, end + 1, f"({_blank(text[start + 1 : end])})"))
    notes.generics[match.start()] = parameters
    return end


def _alias(source: Source, text: str, strings: Sequence[FormatString], match: re.Match[str], notes: Notes) -> int:
    """Show `type X[T] = v` as `type.X[0] = v`."""
    dot = match.start() + len("type")
    notes.edits.append((dot, dot + 1, "."))
    parameters: tuple[Parameter, ...] = ()
    end = match.end()
    if text[end - 1] == "[":
        parameters, close = _parameters(source, text, strings, end - 1)
        first = parameters[0].start
        notes.edits.append((end, close, f"{_blank(text[end:first])}0{_blank(text[first + 1 : close])}"))
        end = close
    notes.aliases[match.start()] = Alias(match.span("alias"), parameters)
    return end


def _handler(
    source: Source,
    text: str,
    strings: Sequence[FormatString],
    match: re.Match[str],
    notes: Notes,
    lacks: Lacks,
) -> None:
    """Show the `A, B` of `except A, B:` as an empty tuple, and `except*` as `except`."""
    if match["star"] and lacks.unpacking:
        notes.star_handlers.add(match.start())
        notes.edits.append((*match.span("star"), " "))
    commas, named, end = 0, False, -1
    for depth, mark, offset in _marks(text, match.end()):
        if depth == 0 and mark not in (",", "as", "="):
            end = offset if mark == ":" else -1
            break
        commas += depth == 0 and mark == ","
        named |= depth == 0 and mark == "as"
    if not commas or end < 0:
        return
    start = first_token(text, match.end(), end)
    if named:
        raise source.problem("Several exceptions with `as` need parentheses around them.", start, end)
    stop = _last(text, start, end)
    notes.edits.append((start, stop, f"({_blank(text[start + 1 : stop - 1])})"))
    notes.handlers[match.start()] = _span(source, strings, start - 1, stop)


def _parameters(
    source: Source, text: str, strings: Sequence[FormatString], start: int
) -> tuple[tuple[Parameter, ...], int]:
    """The type parameters after the `[` at `start`, and where its `]` stands."""
    found: list[Parameter] = []
    separators: list[tuple[str, int]] = []
    first = start + 1
    for depth, mark, offset in _marks(text, start + 1):
        if depth or mark in ("\n", "as"):
            continue
        if mark in (",", "]"):
            if first_token(text, first, offset) < offset:
                found.append(_parameter(source, text, strings, first, offset, separators))
            first, separators = offset + 1, []
        else:
            separators.append((mark, offset))
        if mark == "]":
            if not found:
                raise source.problem("The list of type parameters is empty.", start, offset + 1)
            return tuple(found), offset
    raise source.problem("This `[` is never closed.", start, start + 1)


def _parameter(
    source: Source,
    text: str,
    strings: Sequence[FormatString],
    start: int,
    end: int,
    separators: Sequence[tuple[str, int]],
) -> Parameter:
    start = first_token(text, start, end)
    stop = _last(text, start, end)
    match = _PARAMETER.match(text, start, stop)
    colon = next((at for mark, at in separators if mark == ":"), stop)
    equals = next((at for mark, at in separators if mark == "="), stop)
    if equals < colon:
        colon = stop  # that of a lambda in the default
    if match is None or _last(text, start, min(colon, equals)) != match.end():
        raise source.problem("This is not a type parameter.", start, stop)
    unpacked = first_token(text, equals + 1, stop) if match["stars"] == "*" and equals < stop else None
    if unpacked is not None and not text.startswith("*", unpacked):
        unpacked = None
    return Parameter(
        start,
        stop,
        len(match["stars"]),
        match.span("name"),
        _span(source, strings, colon, equals) if colon < stop else None,
        _span(source, strings, equals if unpacked is None else unpacked, stop) if equals < stop else None,
        unpacked,
    )


def _marks(text: str, position: int) -> Iterator[tuple[int, str, int]]:
    """Commas, colons and the like with their depth in brackets, up to a bracket that closes one opened before."""
    depth = 0
    for match in _MARKS.finditer(text, position):
        mark = match["mark"]
        if mark is None or (mark == "\n" and (depth or text[match.start() - 1] == "\\")):
            continue
        if mark in "([{":
            depth += 1
        elif mark not in ")]}":
            yield depth, mark, match.start()
        elif depth:
            depth -= 1
        else:
            yield 0, mark, match.start()
            return


def _last(text: str, start: int, end: int) -> int:
    """Where the last token before `end` ends."""
    comments = [match.span() for match in _MARKS.finditer(text, start, end) if match[0].startswith("#")]
    return before_blanks(text, start, end, tuple(comments))


def _span(source: Source, strings: Sequence[FormatString], start: int, end: int) -> Span:
    """The expression between two offsets, with its f-strings."""
    text = source.bytes
    if first_token(text, start + 1, end) >= end:
        raise source.problem("An expression is missing here.", start, start + 1)
    comments = tuple(match.span() for match in _MARKS.finditer(text, start, end) if match[0].startswith("#"))
    return Span(start, end, tuple(string for string in strings if start < string.start < end), comments)


def _blank(piece: str) -> str:
    """Spaces and the newlines of the piece."""
    return "\n".join(" " * len(line) for line in piece.split("\n"))
