"""Reading docstrings: which style one is in, and which parameters, results and exceptions it tells of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from burnish_checks.docstrings.styles.model import GOOGLE, NUMPY, PLAIN, SPHINX, Docstring, Field, Section
from burnish_checks.patterns import deferred

_KINDS = {
    "args": "parameter", "arguments": "parameter", "arg": "parameter", "params": "parameter", "parameters": "parameter",
    "other parameters": "parameter", "other args": "parameter", "other arguments": "parameter",
    "keyword args": "parameter", "keyword arguments": "parameter", "keyword parameters": "parameter",
    "returns": "returns", "return": "returns", "yields": "yields", "yield": "yields",
    "raises": "raises", "raise": "raises", "except": "raises", "exceptions": "raises",
}  # fmt: skip
_OTHERS = frozenset(
    [
        *("attributes", "methods", "note", "notes", "example", "examples", "see also", "references", "todo", "warning"),
        *("warnings", "warns", "receives", "usage", "tip", "hint", "important", "caution", "danger", "attention"),
        *("error", "short summary", "extended summary", "side effects", "index"),
    ]
)
_GOOGLE_HEADING = deferred(r"[ \t]*([A-Za-z][A-Za-z ]+?):[ \t]*\Z")
_UNDERLINE = deferred(r"[ \t]*-{2,}[ \t]*\Z|[ \t]*={2,}[ \t]*\Z")
_GOOGLE_NAMES = deferred(r"(\\?\*{0,2}\w+(?:\s*,\s*\\?\*{0,2}\w+)*)\s*(\(.*?\))?\s*:(?!:)")
_GOOGLE_RAISED = deferred(r"(?:~|:\w+:`)?([\w.]+)`?\s*:")
_NUMPY_NAMES = deferred(r"(\\?\*{0,2}\w+(?:\s*,\s*\\?\*{0,2}\w+)*)\s*(:.*)?\Z")
_SPHINX = deferred(
    r"[ \t]*[:@](param|parameter|arg|argument|key|keyword|kwarg|kwparam|type|return|returns|rtype|raise|raises|except|"
    r"exception|yield|yields|ytype)\b[ \t]*([^:]*?)[ \t]*:(?!`)"
)
_SPHINX_KINDS = {
    "type": "type", "return": "returns", "returns": "returns", "rtype": "return-type", "raise": "raises",
    "raises": "raises", "except": "raises", "exception": "raises", "yield": "yields", "yields": "yields",
    "ytype": "return-type",
}  # fmt: skip
_QUOTED = deferred(r"[\w. ]*`(\w+)`\Z")
"""A name in quotes behind its type: ``:param integer `tool_id`:``."""
_NAME = deferred(r"(?:\w|\\{1,2}_)+(?:\.\w+)*")


def style_of(text: str) -> str:
    """`google`, `numpy`, `sphinx`, or `plain` for a docstring without sections or fields."""
    lines = text.split("\n")
    if any(_SPHINX.match(line) for line in lines):
        return SPHINX
    headings = [(number, line.strip().lower()) for number, line in enumerate(lines)]
    for number, word in headings:
        if word in _KINDS and number + 1 < len(lines) and _UNDERLINE.match(lines[number + 1]):
            return NUMPY
    for number, word in headings:
        if word.endswith(":") and word[:-1] in _KINDS and _has_body(lines, number):
            return GOOGLE
    return PLAIN


def read(text: str) -> Docstring:
    """What a docstring, given as written between its quotes, tells of its function."""
    lines = tuple(line.rstrip("\r") for line in text.split("\n"))
    style = style_of("\n".join(lines))
    indent = _indent_of(lines)
    if style == PLAIN:
        return Docstring(style, lines, indent, (), ())
    if style == SPHINX:
        fields = tuple(field for field in _sphinx_fields(lines) if _stands_out(lines, field.line, indent))
        return Docstring(style, lines, indent, fields, tuple(_sphinx_sections(fields)))
    sections = tuple(_sections(lines, style, indent))
    reader = _google_fields if style == GOOGLE else _numpy_fields
    fields = tuple(field for section in sections for field in reader(lines, section))
    return Docstring(style, lines, indent, fields, sections)


def _indent_of(lines: Sequence[str]) -> str:
    found = [line[: len(line) - len(line.lstrip())] for line in lines[1:] if line.strip()]
    return min(found, key=len, default="")


def _stands_out(lines: Sequence[str], number: int, indent: str) -> bool:
    """Whether a line is indented no deeper than the docstring itself; what is may tell of something else."""
    return number == 0 or _width(lines[number]) <= _width(f"{indent}x")


def _width(line: str) -> int:
    return len(line.expandtabs()) - len(line.expandtabs().lstrip())


def _has_body(lines: Sequence[str], heading: int) -> bool:
    """Whether the next line with text is indented below the heading."""
    following = next((line for line in lines[heading + 1 :] if line.strip()), "")
    return _width(following) > _width(lines[heading]) if heading else bool(following)


def _sections(lines: Sequence[str], style: str, indent: str) -> Iterator[Section]:
    headings = list(_headings(lines, style, indent))
    for place, (line, title) in enumerate(headings):
        body = line + (2 if style == NUMPY else 1)
        limit = headings[place + 1][0] if place + 1 < len(headings) else len(lines)
        end = body
        for number in range(body, limit):
            if not lines[number].strip():
                continue
            if style == GOOGLE and _width(lines[number]) <= _width(lines[line]):
                break
            end = number + 1
        yield Section(_KINDS.get(title.lower(), "other"), line, body, end, title)


def _headings(lines: Sequence[str], style: str, indent: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines):
        if not _stands_out(lines, number, indent):
            continue
        if style == NUMPY:
            underlined = number + 1 < len(lines) and _UNDERLINE.match(lines[number + 1])
            if underlined and line.strip() and not _UNDERLINE.match(line):
                yield number, line.strip().rstrip(":")
            continue
        found = _GOOGLE_HEADING.match(line)
        if found and (found.group(1).lower() in _KINDS or found.group(1).lower() in _OTHERS):
            yield number, found.group(1)


def _google_fields(lines: Sequence[str], section: Section) -> Iterator[Field]:
    if section.kind in ("returns", "yields"):
        if section.end > section.body:
            first = next(line for line in lines[section.body : section.end] if line.strip())
            typed = re.match(r"\s*[\w.\[\], |`~]+:\s", first) is not None
            yield Field(section.kind, (), section.line, section.end, (), typed)
        return
    if section.kind == "other":
        return
    starts = _least_indented(lines, section)
    if starts and not _has_bullet(lines[starts[0]]):
        starts = [number for number in starts if not _has_bullet(lines[number])]  # a list within an entry
    for place, number in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else section.end
        yield from _google_field(lines, section.kind, number, _trimmed(lines, number, end))


def _least_indented(lines: Sequence[str], section: Section) -> list[int]:
    """The lines of a section that are indented least, each of which begins a field."""
    written = [number for number in range(section.body, section.end) if lines[number].strip()]
    width = min((_width(lines[number]) for number in written), default=0)
    return [number for number in written if _width(lines[number]) == width]


def _has_bullet(line: str) -> bool:
    return line.lstrip().startswith(("- ", "* "))


def _google_field(lines: Sequence[str], kind: str, number: int, end: int) -> Iterator[Field]:
    line = lines[number]
    start = len(line) - len(line.lstrip())
    if _has_bullet(line):
        start += 2
    if kind == "raises":
        found = _GOOGLE_RAISED.match(line, start)
        if found:
            yield Field(kind, (found.group(1),), number, end, (found.span(1),))
        return
    found = _GOOGLE_NAMES.match(line, start)
    if found:
        names = list(_NAME.finditer(line, found.start(1), found.end(1)))
        yield Field(
            kind,
            _plain(names),
            number,
            end,
            tuple(name.span() for name in names),
            found.group(2) is not None,
        )


def _numpy_fields(lines: Sequence[str], section: Section) -> Iterator[Field]:
    if section.kind in ("returns", "yields"):
        if section.end > section.body:
            yield Field(section.kind, (), section.line, section.end, (), True)
        return
    if section.kind == "other":
        return
    starts = _least_indented(lines, section)
    pattern = _NUMPY_NAMES if section.kind == "parameter" else re.compile(r"(?:~|:\w+:`)?([\w.]+)`?\s*(:.*)?\Z")
    for place, number in enumerate(starts):
        line = lines[number].rstrip()
        found = pattern.match(line, len(line) - len(line.lstrip()))
        if found and not _goes_on(lines, number, starts[place - 1 : place]):
            end = starts[place + 1] if place + 1 < len(starts) else section.end
            names = list(_NAME.finditer(line, found.start(1), found.end(1)))
            yield Field(
                section.kind,
                _plain(names),
                number,
                _trimmed(lines, number, end),
                tuple(name.span() for name in names),
                found.group(2) is not None,
            )


def _goes_on(lines: Sequence[str], number: int, before: Sequence[int]) -> bool:
    """Whether a line without a type or a description is the end of what the entry right above it says behind its name, which is
    not indented: `in_m: values of relations between two`, `channels`."""
    if list(before) != [number - 1] or ":" in lines[number]:
        return False
    below = lines[number + 1] if number + 1 < len(lines) else ""
    told = lines[number - 1].partition(":")[2].split()
    return len(told) > _OF_A_TYPE and _width(below) <= _width(lines[number])


_OF_A_TYPE = 4
"""Words that a type has at most: `list of str, optional`."""


def _sphinx_fields(lines: Sequence[str]) -> Iterator[Field]:
    number = 0
    while number < len(lines):
        found = _SPHINX.match(lines[number])
        if found is None:
            number += 1
            continue
        end = number + 1
        while (
            end < len(lines) and not _SPHINX.match(lines[end]) and _continues(lines, end, _width(lines[number]), number)
        ):
            end += 1
        end = _trimmed(lines, number, end)
        kind = _SPHINX_KINDS.get(found.group(1), "parameter")
        written = re.split("[=(`]", found.group(2))[0].rstrip()  # `:param size (int):` is seen, too
        names = list(_NAME.finditer(lines[number], found.start(2), found.start(2) + len(written)))
        if quoted := _QUOTED.match(lines[number], found.start(2), found.end(2)):
            names = list(_NAME.finditer(lines[number], *quoted.span(1)))
        tagged = found.group().lstrip().startswith("@") and kind == "parameter"
        if tagged:  # `@param size -1: none`, `@param {int} size Possible values: 16`
            behind = found.start(2) + (found.group(2).find("}") + 1 if found.group(2).startswith("{") else 0)
            match [name for name in names if name.start() >= behind]:
                case [type_, name] if type_.group() in _TYPES:  # `@param string endpoint:`
                    names = [name]
                case told:
                    names = told[:1]
        typed = kind == "parameter" and len(found.group(2).split()) > 1
        if kind == "raises":
            shown = names
        else:
            shown = names[-1:] if kind in ("parameter", "type") else []
        yield Field(kind, _plain(shown), number, end, tuple(name.span() for name in shown), typed)
        number = end


PYTHON_TYPES = frozenset(
    ["str", "int", "bool", "float", "bytes", "bytearray", "list", "dict", "tuple", "set", "object", "callable"]
)
"""What docstrings call types by, in Python's own words."""
_TYPES = PYTHON_TYPES | {"string", "integer", "boolean"}


def _plain(names: Iterable[re.Match[str]]) -> tuple[str, ...]:
    """Names as they are in code: reStructuredText wants `type_` written `type\\_`."""
    return tuple(name.group().replace("\\", "") for name in names)


def _continues(lines: Sequence[str], number: int, width: int, start: int) -> bool:
    """Whether a line still belongs to the field that began at `start`."""
    if lines[number].strip():
        return _width(lines[number]) > width or bool(lines[number - 1].strip() and start == 0)
    following = next((line for line in lines[number:] if line.strip()), "")
    return bool(following) and _width(following) > width and not _SPHINX.match(following)


def _sphinx_sections(fields: Sequence[Field]) -> Iterator[Section]:
    for kind, members in (
        ("parameter", ("parameter", "type")),
        ("returns", ("returns", "return-type")),
        ("yields", ("yields",)),
        ("raises", ("raises",)),
    ):
        own = [field for field in fields if field.kind in members]
        if own:
            yield Section(kind, own[0].line, own[0].line, own[-1].end)


def _trimmed(lines: Sequence[str], start: int, end: int) -> int:
    """The end without the blank lines before it."""
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return end
