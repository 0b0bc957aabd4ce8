"""A docstring as values: what is in it (`Docstring`), and what is to be in it (`Outline`)."""

from __future__ import annotations

from dataclasses import dataclass

GOOGLE, NUMPY, SPHINX, PLAIN = "google", "numpy", "sphinx", "plain"
EPYTEXT = "epytext"
"""Read as Sphinx's, and written with `@param` for `:param`."""


@dataclass(frozen=True)
class Field:
    """One entry of a docstring: a parameter, an exception, or what is returned or yielded."""

    kind: str
    """`parameter`, `raises`, `returns`, `yields`, `type` or `return-type`."""
    names: tuple[str, ...]
    """The parameters (without stars) or exceptions it is about; empty for what is returned."""
    line: int
    """The line of the docstring it begins on, counted from 0."""
    end: int
    """The line after its last, blank lines after it left out."""
    columns: tuple[tuple[int, int], ...] = ()
    """For each name where it begins and ends in its line."""
    typed: bool = False


@dataclass(frozen=True)
class Section:
    """The fields of one kind under one heading; for Sphinx, the run of them."""

    kind: str
    """`parameter`, `raises`, `returns`, `yields`, or `other`."""
    line: int
    """The line of the heading, or of the first field."""
    body: int
    """The first line after the heading."""
    end: int
    """The line after its last, blank lines after it left out."""
    title: str = ""


@dataclass(frozen=True)
class Docstring:
    """A docstring that has been read. Lines are those of the literal as written, the first without its indentation."""

    style: str
    lines: tuple[str, ...]
    indent: str
    """The indentation of its text."""
    fields: tuple[Field, ...]
    sections: tuple[Section, ...]

    def of(self, kind: str) -> list[Field]:
        """The fields of a kind."""
        return [field for field in self.fields if field.kind == kind]

    def section(self, kind: str) -> Section | None:
        """The first section of a kind."""
        return next((section for section in self.sections if section.kind == kind), None)


@dataclass(frozen=True)
class Entry:
    """One thing to be described; the text may hold placeholders."""

    name: str
    """The parameter with its stars, or the exception; empty for what is returned."""
    type: str = ""
    default: str | None = None
    text: str = ""


@dataclass(frozen=True)
class Outline:
    """What a new docstring says."""

    summary: str
    parameters: tuple[Entry, ...] = ()
    returns: Entry | None = None
    yields: Entry | None = None
    raises: tuple[Entry, ...] = ()
