"""Diagnostics by way of lsprotocol's types: slow and plain. What `encode` writes must equal it.

Used where speed does not matter: for code actions, notebooks, and settings files.
"""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from burnish.lsp.encode import Form, data_of, tags_of, units_in, uri_of
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Finding, Related
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.documentation import rule_url
from burnish_checks.policy import severity_of


def diagnostics(snapshot: Snapshot, uri: str, form: Form) -> list[types.Diagnostic]:
    """All diagnostics of a snapshot in order."""
    return [diagnostic(item[1], item[0], snapshot, uri, form) for item in snapshot.findings()]


def diagnostic(finding: Finding, start: int, snapshot: Snapshot, uri: str, form: Form) -> types.Diagnostic:
    """The diagnostic of a finding whose block starts at the line `start`."""
    rule, shape, encoding = finding.rule, form.shape, form.encoding

    def related(item: Related) -> types.DiagnosticRelatedInformation:
        moved = item.span if item.absolute or item.path is not None else item.span.moved(start)
        lines = snapshot.lines if item.path is None else form.lines_of(item.path)
        place = types.Location(uri if item.path is None else uri_of(item.path), range_of(moved, lines, encoding))
        return types.DiagnosticRelatedInformation(place, item.message)

    return types.Diagnostic(
        range=range_of(finding.span.moved(start), snapshot.lines, encoding),
        message=finding.message,
        severity=types.DiagnosticSeverity(int(severity_of(finding, snapshot.environment.settings))),
        code=rule.slug,
        code_description=types.CodeDescription(rule_url(rule)) if shape.links else None,
        source="burnish",
        tags=[types.DiagnosticTag(tag) for tag in tags_of(rule, shape)] or None,
        data=data_of(rule) if shape.data else None,
        related_information=[related(item) for item in finding.related] if shape.related and finding.related else None,
    )


def range_of(span: Span, lines: Sequence[str], encoding: str) -> types.Range:
    """A span of a document in the client's units."""
    return types.Range(
        types.Position(span.start_line, units_in(lines, span.start_line, span.start_column, encoding)),
        types.Position(span.end_line, units_in(lines, span.end_line, span.end_column, encoding)),
    )


def moved(place: types.Range, lines: int) -> types.Range:
    """A range so many lines further down."""
    return types.Range(
        types.Position(place.start.line + lines, place.start.character),
        types.Position(place.end.line + lines, place.end.character),
    )
