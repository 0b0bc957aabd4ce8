"""An open document: its current snapshot, the changes that wait to be made to it, and what was published of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from burnish.lsp.changes import apply_changes, plainly_applied
from burnish.lsp.encode import Encoder
from burnish.lsp.opening import Opening
from burnish_checks.core.ahead import with_quick_rules
from burnish_checks.core.repair import Repair
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.review.unknown import Unknown

_ENDINGS = ("py", "pyi", "pyw")
_FORMER = frozenset(
    {"conflictresolution", "fugitive", "git", "gitfs", "gitlens", "gitlens-git", "hg", "jj", "pr", "review", "svn"}
)
"""Schemes under which editors show what a file was, beside what it is: nobody can mend anything there."""


@dataclass(frozen=True)
class Cell:
    """A part of a document that the client knows by a URI of its own; of a file, all of it."""

    uri: str
    first: int
    """Its first line in the document."""
    version: int | None


@dataclass
class Document:
    """Only the session changes one; its snapshot is a value."""

    uri: str
    path: str
    snapshot: Snapshot
    encoder: Encoder
    version: int | None
    """The version that the client gave last, with the waiting changes."""
    mark: int = 0
    """How many form feeds stand for the byte order mark that the client left in the text: see `changes`."""
    waiting: list[Any] = field(default_factory=list)
    unknown: Unknown = field(default_factory=lambda: Unknown({}))
    """Leaves out what the project's baseline knows."""
    shown: bool = False
    """Whether the current snapshot's findings have been published."""
    overtaken: bool = False
    """Whether what was done since has changed them."""
    spent: Snapshot | None = None
    """The snapshot before, until the answer is out: freeing its lines and trees takes 0.3 ms at 20,000 lines."""

    opening: Opening | None = None
    """How far a long document has come that is not yet reviewed to the end."""
    held: list[Callable[[], None]] = field(default_factory=list)
    """What waits for that."""

    @property
    def reading(self) -> bool:
        """Whether it is not yet read to the end; until it is, changes wait."""
        return self.opening is not None and self.opening.reading

    @property
    def early(self) -> bool:
        """Whether there is something to show of a document that is still being read, and it is of the version there is."""
        return not self.waiting and any(entry.shown for entry in self.visible.entries)

    @property
    def visible(self) -> Snapshot:
        """The current snapshot with the findings that the person sees."""
        return self.unknown.of(self.snapshot)

    def cell_at(self, line: int) -> Cell:
        """The part that holds a line, as the client addresses it."""
        return Cell(self.uri, 0, self.snapshot.version)

    def fitting(self, repair: Repair) -> Repair:
        """The repair as it can be made in the text that the client has; a file's is the snapshot's own."""
        return repair

    def catch_up(self, encoding: str) -> None:
        """Make the waiting changes, as one edit where they are near each other; where that raises they wait on."""
        if self.waiting or self.snapshot.version != self.version:
            self.spent = self.snapshot
            self.snapshot = with_quick_rules(apply_changes(self.snapshot, self.waiting, self.version, encoding))
            self.waiting, self.shown = [], False

    def leave_out(self, unknown: Unknown) -> bool:
        """Show from now on what a baseline does not know; whether that is something else than before."""
        if unknown.known == self.unknown.known:
            return False
        self.unknown, self.shown = unknown, False
        return True

    def reopen(self, environment: Environment, encoding: str = "") -> None:
        """Analyse the text again from the start, under other settings; with an encoding, after the waiting changes."""
        text = self.snapshot.text
        if encoding:
            text = "".join(plainly_applied(self.snapshot.lines, self.waiting, encoding))
            self.waiting = []
        if self.opening is not None:
            self.opening = Opening(text, environment, self.version if encoding else self.snapshot.version)
            self.snapshot = self.opening.first
        else:
            self.snapshot = open_document(text, environment, self.version)
        self.shown = False


def is_python(uri: str, language: str) -> bool:
    """Whether a document is Python of now: its name says so, or the language that the client gives it does, or neither speaks."""
    if urlsplit(uri).scheme in _FORMER:
        return False
    _, dot, ending = urlsplit(uri).path.rpartition("/")[2].rpartition(".")
    if ending in _ENDINGS and dot:
        return True
    return "python" in language.lower() or not language


def path_of(uri: str) -> str:
    """The path that a file URI names; any other URI as it is."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return uri
    path = unquote(parts.path)
    if parts.netloc:
        path = f"//{parts.netloc}{path}"
    if len(path) > 2 and path[0] == "/" and path[2] == ":":
        path = path[1:]
    return str(Path(path))
