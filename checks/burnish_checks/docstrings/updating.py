"""Bringing a docstring in line with its function: entries are added, renamed and taken out, the prose stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Refused, Repair
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.docstrings.agreement import Agreement, agreement
from burnish_checks.docstrings.convention import Convention, convention_of
from burnish_checks.docstrings.generating import (
    is_method,
    parameter_entry,
    raises_entries,
    returns_entry,
    type_source,
    yields_entry,
)
from burnish_checks.docstrings.literal import Literal, literal_of
from burnish_checks.docstrings.placing import indent_unit
from burnish_checks.docstrings.signature import Function, signature_of
from burnish_checks.docstrings.styles import (
    STYLES,
    Docstring,
    Entry,
    Field,
    Section,
    heading,
    plain,
    snippet,
    written_entry,
)
from burnish_checks.docstrings.styles.model import EPYTEXT, SPHINX

_ORDER = ("parameter", "returns", "yields", "raises")
_CLOSING = frozenset({"see also", "note", "notes", "references", "example", "examples"})
"""What NumPy's convention, and use in Google's, has behind parameters, results and exceptions."""


def updated(snapshot: Snapshot, index: int, node: Function, inference: Any = None, *, complete: bool = False) -> Repair:
    """The repair that brings the docstring of a function in line with it.

    `complete` adds the sections that a docstring without any lacks. Raises `Refused` where the docstring is not one literal.
    """
    block = snapshot.entries[index].block
    literal = literal_of(block, node)
    if literal is None:
        raise Refused("The docstring is not a single string.")
    found = literal.read()
    method = is_method(block, node)
    held = agreement(node, found, method=method)
    convention = _convention(snapshot, found)
    infer = type_source(snapshot, index, node, inference)
    signature = signature_of(node, method, infer)
    draft = _Draft(found, _spelt(found, convention), _unit(snapshot, found), _indent(literal, snapshot, index))
    draft.drop_or_rename(held)
    wanted = {item.name for item in held.undocumented} - draft.renamed
    if complete and found.section("parameter") is None:
        wanted = {item.name for item in signature.parameters}
    draft.add_parameters([(item.name, parameter_entry(item, convention)) for item in signature.parameters], wanted)
    bare = complete and not found.fields
    if held.undocumented_return or (bare and signature.returns):
        draft.add("returns", [returns_entry(node, signature, convention)])
    if bare and signature.yields:
        draft.add("yields", [yields_entry(node, signature, convention)])
    raised = {item.name for item in (signature.raises if bare else held.undocumented_raises)}
    draft.add("raises", [entry for entry in raises_entries(signature) if entry.name in raised])
    change = _change(snapshot, index, literal, draft.result(multiline=True))
    return Repair((change,) if change is not None else (), f"Bring the docstring of `{node.name}` in line")


def _convention(snapshot: Snapshot, found: Docstring) -> Convention:
    usual = convention_of(snapshot)
    if found.style not in STYLES:
        return usual
    parameters = found.of("parameter")
    typed = any(item.typed for item in parameters) or bool(found.of("type")) if parameters else usual.typed
    return Convention(found.style, typed)


def _spelt(found: Docstring, convention: Convention) -> Convention:
    """The same, with the sign that the fields have: epytext's `@param`."""
    tagged = found.style == SPHINX and all(found.lines[item.line].lstrip().startswith("@") for item in found.fields)
    return Convention(EPYTEXT, convention.typed) if tagged else convention


def _unit(snapshot: Snapshot, found: Docstring) -> str:
    """How far entries are indented under their heading, as the docstring has it."""
    section = next((item for item in found.sections if item.kind == "parameter" and item.end > item.body), None)
    if section is None or found.style != "google":
        return indent_unit(snapshot)
    first = next((line for line in found.lines[section.body : section.end] if line.strip()), "")
    title = found.lines[section.line]
    own = len(title) - len(title.lstrip()) if section.line else len(found.indent)
    return first[own : len(first) - len(first.lstrip())] or indent_unit(snapshot)


def _indent(literal: Literal, snapshot: Snapshot, index: int) -> str:
    line = snapshot.entries[index].block.lines[literal.span.start_line]
    return line[: len(line) - len(line.lstrip())]


@dataclass
class _Draft:
    """The lines of a docstring on the way to its new text. Positions are those of the old lines."""

    found: Docstring
    convention: Convention
    unit: str
    indent: str
    dropped: set[int] = field(default_factory=set)
    replaced: dict[int, str] = field(default_factory=dict)
    inserted: dict[int, list[str]] = field(default_factory=dict)
    """By old line: the lines to put before it."""
    appended: dict[str, list[str]] = field(default_factory=dict)
    renamed: set[str] = field(default_factory=set)

    def drop_or_rename(self, held: Agreement) -> None:
        """Take out entries for what is gone; one that is gone for one that is new is renamed instead."""
        stale = list(held.stale)
        if len(stale) == 1 and len(held.undocumented) == 1:
            self._rename(*stale[0], held.undocumented[0].name)
            return
        for entry, place in stale:
            if len(entry.names) > 1:
                self._shorten(entry.line, entry.names[place])
            else:
                self._drop(entry.line, entry.end)
                self._drop_types(entry.names[0])
        self._drop_empty_sections()

    def _rename(self, entry: Field, place: int, name: str) -> None:
        self._substitute(entry, place, name)
        for other in self._types(entry.names[place]):
            self._substitute(other, 0, name)
        self.renamed.add(name)

    def _substitute(self, entry: Field, place: int, new: str) -> None:
        start, end = entry.columns[place]
        text = self.found.lines[entry.line]
        self.replaced[entry.line] = text[:start] + new + text[end:]

    def _shorten(self, line: int, name: str) -> None:
        """Take one name out of several that share an entry."""
        text = self.replaced.get(line, self.found.lines[line])
        head, colon, rest = text.partition(":")
        indent = head[: len(head) - len(head.lstrip())]
        names = [part.strip() for part in head.strip().split(",") if part.strip().lstrip("*\\") != name]
        space = " " if colon and head.endswith(" ") else ""
        self.replaced[line] = f"{indent}{', '.join(names)}{space}{colon}{rest}"

    def _drop(self, line: int, end: int) -> None:
        self.dropped.update(range(line, end))

    def _drop_types(self, name: str) -> None:
        for other in self._types(name):
            self._drop(other.line, other.end)

    def _drop_empty_sections(self) -> None:
        for section in self.found.sections:
            body = [n for n in range(section.body, section.end) if self.found.lines[n].strip()]
            if section.kind == "parameter" and body and self.dropped.issuperset(body):
                self._drop(section.line, section.end)
                if section.line and not self.found.lines[section.line - 1].strip():
                    self.dropped.add(section.line - 1)

    def add_parameters(self, entries: list[tuple[str, Entry]], wanted: set[str]) -> None:
        """Add entries where the signature has them: each after the parameter before it."""
        section = self.found.section("parameter")
        if section is None or not self.found.of("parameter"):
            self.add("parameter", [entry for name, entry in entries if name in wanted])
            return
        after: int | None = None
        for name, entry in entries:
            described = [item for item in self.found.of("parameter") if name in item.names]
            if described:
                after = max(item.end for item in (*described, *self._types(name)))
            elif name in wanted:
                place = after if after is not None else self._first_entry(section)
                self.inserted.setdefault(place, []).extend(self._lines([entry], "parameter", section))

    def _types(self, name: str) -> list[Field]:
        return [item for item in self.found.of("type") if item.names == (name,)]

    def _first_entry(self, section: Section) -> int:
        return min(item.line for item in self.found.of("parameter") if item.line >= section.line)

    def add(self, kind: str, entries: Sequence[Entry]) -> None:
        """Add a section, or entries at the end of the one there is."""
        if not entries:
            return
        section = self.found.section(kind)
        if section is not None and section.end > section.body - 1 and self.found.style in STYLES:
            self.inserted.setdefault(section.end, []).extend(self._lines(entries, kind, section))
            return
        lines = [self._indented(line) for line in heading(kind, self.convention.style)]
        self.appended[kind] = lines + self._lines(entries, kind, None)

    def _lines(self, entries: Sequence[Entry], kind: str, section: Section | None) -> list[str]:
        return [
            self._indented(line)
            for entry in entries
            for line in written_entry(entry, kind, self.convention.style, self.unit)
        ]

    def _indented(self, line: str) -> str:
        indent = self.found.indent if len(self.found.lines) > 1 and self.found.indent else self.indent
        return f"{indent}{line}" if line else line

    def result(self, *, multiline: bool) -> list[str]:
        """The new lines. What is appended stands in the usual order of sections, before later ones."""
        self._place_sections()
        lines: list[str] = []
        for number, text in enumerate(self.found.lines):
            lines += self.inserted.get(number, [])
            if number not in self.dropped:
                lines.append(self.replaced.get(number, text))
        last = len(self.found.lines)
        if last in self.inserted:
            lines += [*self.inserted[last], self.indent] if multiline else self.inserted[last]
        return lines

    def _place_sections(self) -> None:
        sphinx = self.convention.style in (SPHINX, EPYTEXT)
        tail: list[str] = []
        for kind in _ORDER:
            if kind not in self.appended:
                continue
            own = self.appended[kind]
            later = [item for item in self.found.sections if item.kind in _ORDER[_ORDER.index(kind) + 1 :]]
            later = later or self._closing()
            if later:
                block = own if sphinx else [*own, ""]
                self.inserted.setdefault(later[0].line, []).extend(block)
            else:
                tail += own if sphinx and (tail or self.found.fields) else ["", *own]
        if tail:
            self._append(tail)

    def _closing(self) -> list[Section]:
        """The sections that stand behind all others by convention, if they do: examples and notes."""
        last = max((item.line for item in self.found.sections if item.kind in _ORDER), default=0)
        after = [item for item in self.found.sections if item.line > last]
        return after if all(item.title.lower() in _CLOSING for item in after) else []

    def _end(self) -> int:
        """The line behind the last text."""
        end = len(self.found.lines)
        while end > 1 and not self.found.lines[end - 1].strip():
            end -= 1
        return end

    def _append(self, tail: list[str]) -> None:
        """Put lines behind the last field or, where it has sections or none, the last text; the closing quotes stay last."""
        fields = self.found.fields if self.convention.style in (SPHINX, EPYTEXT) else ()
        end = max((item.end for item in fields), default=self._end())
        self.inserted.setdefault(end, []).extend(tail)


def _change(snapshot: Snapshot, index: int, literal: Literal, lines: list[str]) -> Change | None:
    """The smallest run of whole lines that changes; None if nothing does."""
    old = literal.text.replace("\r\n", "\n").split("\n")
    first = 0
    while first < min(len(old), len(lines)) and old[first] == lines[first]:
        first += 1
    if first == len(old) == len(lines):
        return None
    last = 0
    while last < min(len(old), len(lines)) - first and old[-1 - last] == lines[-1 - last]:
        last += 1
    newline = snapshot.newline
    start = snapshot.starts[index]
    fresh = lines[first : len(lines) - last]
    if first == 0 or last == 0:
        return _whole(snapshot, index, literal, lines)
    text = "".join(f"{line}{newline}" for line in fresh)
    row = literal.span.start_line + start
    span = Span(row + first, 0, row + len(old) - last, 0)
    return Change(span, plain(text), snippet=snippet(text))


def _whole(snapshot: Snapshot, index: int, literal: Literal, lines: list[str]) -> Change:
    quote = literal.quote if len(literal.quote) == 3 else '"""'
    text = f"{literal.prefix}{quote}{snapshot.newline.join(lines)}{quote}"
    return Change(literal.span.moved(snapshot.starts[index]), plain(text), snippet=snippet(text))
