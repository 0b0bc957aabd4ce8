"""Refactorings that need no finding: what they are offered for, and the proof that they break nothing.

An action looks at a selection (a span of the document, often empty: the caret) and says cheaply whether it
has something to offer; only when a person picks it is the `Repair` computed, and then verified.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Repair, after
from burnish_checks.core.rule import Safety
from burnish_checks.core.snapshot import Entry, Snapshot
from burnish_checks.core.verifying import Verdict, attempt, foreign, unsound


@dataclass(frozen=True)
class Selection:
    """A span of a snapshot as an action sees it: lines from the document's start, columns in code points."""

    snapshot: Snapshot
    span: Span
    inference: Any = None
    """The `Inference` interface; present for actions declared slow."""

    @property
    def index(self) -> int:
        """The index of the entry that holds the start of the selection."""
        return self.snapshot.entry_at(self.span.start_line)

    @property
    def entry(self) -> Entry:
        """The entry that holds the start of the selection."""
        return self.snapshot.entries[self.index]

    @property
    def block(self) -> Block:
        """The block that holds the start of the selection."""
        return self.entry.block

    @property
    def start(self) -> int:
        """The document line at which that block starts."""
        return self.snapshot.starts[self.index]

    @property
    def relative(self) -> Span:
        """The selection with lines counted from that block's start, as spans of its nodes are."""
        return self.span.moved(-self.start)

    @property
    def empty(self) -> bool:
        """Whether nothing is selected: only the caret's place is known."""
        return self.span.start == self.span.end

    @property
    def text(self) -> str:
        """The selected text."""
        start_line, start_column, end_line, end_column = self.span
        lines = self.snapshot.lines
        if start_line == end_line:
            return lines[start_line][start_column:end_column]
        return "".join(
            (lines[start_line][start_column:], *lines[start_line + 1 : end_line], lines[end_line][:end_column])
        )


@dataclass(frozen=True)
class Action:
    """One refactoring. Registered by name in `burnish_checks.actions.ACTIONS`."""

    name: str
    """A slug that stays the same over versions: `extract-variable`."""
    kind: str
    """The LSP kind: `refactor.extract.variable`, `refactor.rewrite...`, `source.organizeImports`."""
    offers: Callable[[Selection], str | None]
    """The title to show, or None; asked on every move of the caret, so cheap, and without inference."""
    run: Callable[[Selection], Repair | None]
    """What would change; raises `Refused` with the reason where it cannot be exact."""
    safety: Safety = Safety.SAFE
    why: str = ""
    """For an action that is not safe: one sentence on what may change."""
    slow: bool = False
    """True if it needs inference or LibCST, and so is computed in a worker process."""


def propose_action(action: Action, selection: Selection) -> tuple[Repair | None, Verdict]:
    """What the action would change, verified. Raises nothing: what goes wrong is the verdict's reason."""
    return attempt(lambda: action.run(selection), lambda repair: _judged(selection, repair))


def _judged(selection: Selection, repair: Repair) -> Verdict:
    if reason := foreign(selection.snapshot, repair):
        return Verdict(False, reason)
    try:
        result = after(selection.snapshot, repair.own)
    except ValueError as error:
        return Verdict(False, str(error))
    reason = unsound(selection.snapshot, result)
    return Verdict(not reason, reason, result)


def caret(position: Position) -> Span:
    """The empty span at a position."""
    return Span(*position, *position)
