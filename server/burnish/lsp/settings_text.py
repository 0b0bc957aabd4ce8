"""An open `pyproject.toml`: what is wrong in `[tool.burnish]` as it is typed, completion and hover in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from lsprotocol import types

from burnish.lsp.changes import plainly_applied
from burnish.lsp.plain import range_of
from burnish_checks.configuration.assisting import explanation, suggestions
from burnish_checks.configuration.loading import Problem, layer_of
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.text import position_of_units, split_lines

SETTINGS_FILE = "pyproject.toml"


@dataclass
class SettingsText:
    """Its lines, as the client has them."""

    path: str
    lines: list[str]
    version: int | None

    @classmethod
    def of(cls, path: str, text: str, version: int | None) -> SettingsText:
        """The text of a file as it was opened."""
        return cls(path, split_lines(text), version)

    def change(self, changes: Iterable[Any], version: int | None, encoding: str) -> None:
        """Make a client's changes."""
        self.lines = plainly_applied(self.lines, changes, encoding)
        self.version = version

    def diagnostics(self, encoding: str) -> list[types.Diagnostic]:
        """What is wrong in it."""
        return problem_diagnostics(layer_of(self.path, self._text).problems, self.lines, encoding)

    def mended(self, uri: str, place: types.Range, encoding: str) -> list[types.CodeAction]:
        """For each name that is wrong at a range the one that was probably meant."""
        asked = Span(*self._position(place.start, encoding), *self._position(place.end, encoding))
        problems = layer_of(self.path, self._text).problems
        wrong = [problem for problem in problems if problem.meant and problem.span.touches(asked)]
        actions = []
        for problem, diagnostic in zip(wrong, problem_diagnostics(wrong, self.lines, encoding), strict=True):
            span = problem.span
            old = self.lines[span.start_line][span.start_column : span.end_column]
            quote = old[:1] if old[:1] in "\"'" else ""
            new = problem.meant if "." in old or problem.meant.count(".") != 1 else problem.meant.partition(".")[2]
            actions.append(
                types.CodeAction(
                    f"Change to `{new}`",
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=[diagnostic],
                    is_preferred=True,
                    edit=types.WorkspaceEdit({uri: [types.TextEdit(diagnostic.range, f"{quote}{new}{quote}")]}),
                )
            )
        return actions

    @property
    def _text(self) -> str:
        return "".join(self.lines).replace("\r\n", "\n")

    def completion(self, place: types.Position, encoding: str) -> list[types.CompletionItem]:
        """The keys or values that may stand at a position."""
        found = suggestions(self._text, self._position(place, encoding))
        return [
            types.CompletionItem(
                item.text,
                kind=types.CompletionItemKind.Property if item.detail else types.CompletionItemKind.Value,
                detail=item.detail or None,
                text_edit=types.TextEdit(
                    range_of(item.place, self.lines, encoding), f'"{item.text}"' if item.quoted else item.text
                ),
            )
            for item in found
        ]

    def explained(self, place: types.Position, encoding: str) -> tuple[types.Range, str] | None:
        """What the key at a position sets, in Markdown."""
        found = explanation(self._text, self._position(place, encoding))
        return (range_of(found[0], self.lines, encoding), found[1]) if found is not None else None

    def word_at(self, place: types.Position, encoding: str) -> tuple[types.Range, str] | None:
        """The word at a position: the name of a rule, perhaps."""
        position = self._position(place, encoding)
        line = self.lines[position.line]
        start = end = position.column
        while start and _is_name(line[start - 1]):
            start -= 1
        while end < len(line) and _is_name(line[end]):
            end += 1
        span = Span(position.line, start, position.line, end)
        return (range_of(span, self.lines, encoding), line[start:end]) if end > start else None

    def _position(self, place: types.Position, encoding: str) -> Position:
        return position_of_units(self.lines, place.line, place.character, encoding)


def _is_name(character: str) -> bool:
    return character.isalnum() or character in "-_"


def is_settings_file(path: str) -> bool:
    """Whether a path names a file that may hold burnish's settings."""
    return os.path.basename(path) == SETTINGS_FILE


def problem_diagnostics(problems: Sequence[Problem], lines: Sequence[str], encoding: str) -> list[types.Diagnostic]:
    """What is wrong in a settings file."""
    return [
        types.Diagnostic(
            range_of(problem.span, lines, encoding),
            problem.message,
            severity=types.DiagnosticSeverity.Warning,
            code="settings",
            source="burnish",
        )
        for problem in problems
    ]
