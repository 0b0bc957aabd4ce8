"""The lexical scanner: finds f-strings and t-strings by CPython 3.14's rules, whatever the interpreter.

It reads just enough to be exact: comments, strings, and inside `{...}` the brackets. The grammar is left to the
parser. All offsets are byte offsets into `Source.bytes`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from burnish_checks.patterns import deferred
from burnish_checks.syntax.source import Source

# A string's body after its first quote: a triple-quoted one, or one that ends on its line.
BODIES = "|".join(
    rf"(?<={quote})(?:{quote * 2}(?:[^{quote}\\]*(?:(?:\\.|{quote}(?!{quote * 2}))[^{quote}\\]*)*){quote * 3}"
    rf"|(?!{quote * 2})[^{quote}\\\n]*(?:\\.[^{quote}\\\n]*)*{quote})"
    for quote in "\"'"
)
_PREFIXED = (
    r"(?<=[fFtTrR])(?<![\w\x80-\xff].)(?:(?:(?<=[fFtT])[rR]?|(?<=[rR])[fFtT])"
    r"(?P<open>\"\"\"|'''|\"|'))"
)
_STRINGS = rf"(?<=\#)[^\n]*|{_PREFIXED}|(?P<plain>{BODIES})|(?<=[\"'])(?P<bad>)"

# Both start with one set of characters, so that the regex engine can skip to the next of them.
TOKEN = deferred(rf"[#\"'fFtTrR](?:{_STRINGS})", re.DOTALL)
FIELD = deferred(rf"[#\"'fFtTrR()\[\]{{}}!:](?:{_STRINGS}|(?<=!)=|(?P<punctuation>(?<=[()\[\]{{}}!:])))", re.DOTALL)

_SPECIAL = {quote: deferred(rf"[{{}}\\{quote[0]}\n]") for quote in ('"""', "'''", '"', "'")}
_NAMED = deferred(r"N\{[^}\n]*\}")
_CONVERSION = deferred(r"([^\W\d]\w*)[ \t\f]*(?:\n[ \t\f]*)*")
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_MAX_NESTING = 80  # f-strings in f-strings; CPython gives up at 150, of which no one has ever seen ten


class Literal(NamedTuple):
    """Literal text of an f-string; `doubled` where `{{` stands for `{`."""

    start: int
    end: int
    doubled: bool


class Field(NamedTuple):
    """A `{...}`: the offsets of its braces, of the expression's end, and what follows the expression."""

    start: int
    expression_end: int
    close: int
    debug_end: int | None  # where the text shown by `=` ends
    conversion: int
    spec_start: int | None  # the offset of the `:`
    spec: tuple[Literal | Field, ...]
    nested: tuple[FormatString, ...]  # the f-strings in the expression
    comments: tuple[tuple[int, int], ...]


class FormatString(NamedTuple):
    """An f-string or t-string."""

    start: int
    end: int
    prefix: str
    parts: tuple[Literal | Field, ...]

    @property
    def raw(self) -> bool:
        """Whether a backslash is just a backslash."""
        return "r" in self.prefix

    @property
    def template(self) -> bool:
        """Whether this is a t-string."""
        return "t" in self.prefix


def format_strings(source: Source) -> list[FormatString]:
    """The outermost f-strings and t-strings of the text, in order."""
    found: list[FormatString] = []
    data, position, search = source.bytes, 0, TOKEN.search
    while match := search(data, position):
        position = match.end()
        kind = match.lastgroup
        if kind == "open":
            string = _format_string(source, match, 0)
            found.append(string)
            position = string.end
        elif kind == "bad":
            raise _unclosed(source, match.start())
    return found


def _format_string(source: Source, match: re.Match[str], depth: int) -> FormatString:
    quote = match["open"]
    prefix = match.group().rstrip("\"'").lower()
    start = match.start()
    opening = _Opening(source, start, quote, "r" in prefix, depth)
    parts, end = _parts(opening, match.end(), in_spec=False)
    return FormatString(start, end + len(quote), prefix, parts)


class _Opening(NamedTuple):
    """The f-string that is being read."""

    source: Source
    start: int
    quote: str
    raw: bool
    depth: int


def _parts(opening: _Opening, start: int, in_spec: bool) -> tuple[tuple[Literal | Field, ...], int]:
    """The parts from an offset to the closing quote (or, in a format spec, brace), and where that stands."""
    source, quote = opening.source, opening.quote
    data, special = source.bytes, _SPECIAL[quote]
    parts: list[Literal | Field] = []
    literal, position, doubled = start, start, False
    while match := special.search(data, position):
        position = match.start()
        character = match.group()
        if character == "\\":
            position = _after_backslash(data, position + 1, opening.raw)
            continue
        if character == "\n":
            if len(quote) == 1:
                break
            position += 1
            continue
        if character == "{" or character == "}":
            if not in_spec and data.startswith(character * 2, position):
                doubled = True
                position += 2
                continue
            if character == "}" and not in_spec:
                raise source.problem("A single `}` in an f-string must be doubled.", position, position + 1)
        elif not data.startswith(quote, position):
            position += 1
            continue
        if literal < position:
            parts.append(Literal(literal, position, doubled))
        if character != "{":
            if in_spec != (character == "}"):
                break
            return tuple(parts), position
        field = _field(opening, position)
        parts.append(field)
        literal = position = field.close + 1
        doubled = False
    raise _unclosed(source, opening.start)


def _after_backslash(data: str, position: int, raw: bool) -> int:
    if data[position : position + 1] in ("{", "}"):
        return position
    if not raw and (named := _NAMED.match(data, position)):
        return named.end()
    return position + 1


def _field(opening: _Opening, start: int) -> Field:
    """The replacement field whose `{` stands at `start`."""
    source = opening.source
    data = source.bytes
    nested: list[FormatString] = []
    comments: list[tuple[int, int]] = []
    closers: list[str] = []
    position = start + 1
    while match := FIELD.search(data, position):
        position = match.end()
        kind = match.lastgroup
        if kind == "open":
            nested.append(_format_string(source, match, _deeper(opening, start).depth))
            position = nested[-1].end
        elif kind == "punctuation":
            character = match.group()
            if character in _CLOSERS:
                closers.append(_CLOSERS[character])
            elif not closers and character in "}!:":
                return _finish(opening, start, match.start(), tuple(nested), tuple(comments))
            elif character in ")]}" and (not closers or closers.pop() != character):
                raise source.problem(f"This `{character}` closes nothing.", match.start(), position)
        elif kind == "bad":
            break
        elif data[match.start()] == "#":
            comments.append(match.span())
    raise source.problem("This `{` in an f-string is never closed.", start, start + 1)


def _deeper(opening: _Opening, start: int) -> _Opening:
    if opening.depth == _MAX_NESTING:
        raise opening.source.problem("This f-string is nested too deeply.", start)
    return opening._replace(depth=opening.depth + 1)


def _finish(
    opening: _Opening,
    start: int,
    stop: int,
    nested: tuple[FormatString, ...],
    comments: tuple[tuple[int, int], ...],
) -> Field:
    """The field, its expression (and perhaps `=`) read up to `stop`: a `}`, `!` or `:`."""
    source = opening.source
    data = source.bytes
    end = before_blanks(data, start + 1, stop, comments)
    debug_end = None
    if end > start + 1 and data[end - 1] == "=":
        debug_end = stop
        end -= 1
    if before_blanks(data, start + 1, end, comments) <= start + 1:
        raise source.problem("An f-string's `{}` needs an expression in it.", start, stop + 1)
    conversion, position = -1, stop
    if data[position] == "!":
        name = _CONVERSION.match(data, position + 1)
        if name is None or name[1] not in ("s", "r", "a"):
            raise source.problem("The conversion after `!` must be s, r or a.", position, position + 1)
        conversion = ord(name[1])
        position = name.end()
    spec_start: int | None = None
    spec: tuple[Literal | Field, ...] = ()
    if data.startswith(":", position):
        spec_start = position
        spec, position = _parts(_deeper(opening, start), position + 1, in_spec=True)
    if not data.startswith("}", position):
        raise source.problem("A `}` is missing after this expression in an f-string.", start, position)
    if debug_end is not None and conversion == -1 and spec_start is None:
        conversion = ord("r")
    return Field(start, end, position, debug_end, conversion, spec_start, spec, nested, comments)


def before_blanks(data: str, start: int, end: int, comments: tuple[tuple[int, int], ...]) -> int:
    """The end of the last token before `end`: blanks, comments and line joinings taken off."""
    while end > start:
        if data[end - 1] in " \t\f\n" or data.startswith("\\\n", end - 1):
            end -= 1
        elif comment := next((c for c in comments if c[0] < end <= c[1]), None):
            end = comment[0]
        else:
            break
    return end


def _unclosed(source: Source, start: int) -> Exception:
    data = source.bytes
    match = TOKEN.match(data, start)
    opened = match.end() if match else start + 1
    if match and match["bad"] is not None:
        opened = start + (3 if data.startswith(data[start] * 3, start) else 1)
    letters = data[start:opened].lower()
    kind = "string" if letters[0] in "\"'" else "t-string" if "t" in letters else "f-string"
    if kind == "string" and len(letters) > 1:
        kind = "triple-quoted string"
    return source.problem(f"This {kind} is never closed.", start, opened)
