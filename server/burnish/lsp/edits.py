"""Repairs as workspace edits, in the form that the client takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from lsprotocol import types

from burnish.lsp.document import Document
from burnish.lsp.encode import units_in, uri_of
from burnish.lsp.plain import moved, range_of
from burnish.lsp.session import Session
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Repair
from burnish_checks.core.rule import Safety
from burnish_checks.core.text import TextEdit, apply_edits, content_length, split_lines


@dataclass(frozen=True)
class Proposal:
    """A verified repair with what a person is told of it."""

    repair: Repair
    title: str
    safety: Safety = Safety.SAFE
    why: str = ""
    asked: bool = False
    """True if a person asked for just this, as in a rename: then only what is doubtful is to be confirmed."""
    offered: Safety = Safety.UNSAFE
    """What the title let a person expect; a draft or an unsafe one says so."""
    hints: bool = False
    """Whether only type hints are written, which the running program hardly ever reads."""

    @property
    def unforeseen(self) -> bool:
        """Whether the repair turned out less safe than it was offered as."""
        return self.offered is Safety.SAFE and self.safety is not Safety.SAFE

    @property
    def elsewhere(self) -> bool:
        """Whether other files are changed."""
        return bool(self.repair.moves) or any(change.path is not None for change in self.repair.changes)


def workspace_edit(session: Session, document: Document | None, proposal: Proposal) -> types.WorkspaceEdit:
    """The proposal as the client's workspace edit: versioned, annotated, with snippets, where it takes them.

    Without a document, each change names its file.
    """
    grouped: dict[str, list[tuple[Change, types.Range]]] = {}
    versions: dict[str, int | None] = {}
    for change in proposal.repair.changes:
        if document is not None and change.path in (None, document.path):
            change = behind_mark(document, change)
        uri, version, place = _place(session, document, change)
        versions[uri] = version
        grouped.setdefault(uri, []).append((change, place))
    if not session.client.versioned_edits:
        return types.WorkspaceEdit(
            changes={uri: [types.TextEdit(place, change.new_text) for change, place in edits]
                     for uri, edits in grouped.items()}
        )  # fmt: skip
    annotations: dict[str, types.ChangeAnnotation] = {}
    changes: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = []
    for uri, edits in grouped.items():
        identifier = types.OptionalVersionedTextDocumentIdentifier(uri, versions[uri])
        own = [_edit(session, proposal, change, place, annotations) for change, place in edits]
        changes.append(types.TextDocumentEdit(identifier, own))
    for old, new in proposal.repair.moves:
        label = _annotation(session, proposal, proposal.why, annotations)
        changes.append(types.RenameFile(uri_of(old), uri_of(new), annotation_id=label))
    return types.WorkspaceEdit(document_changes=changes, change_annotations=annotations or None)


def rename_place(session: Session, document: Document, repair: Repair) -> tuple[str, types.Position] | None:
    """Where the client is to ask for a name once the repair is made: the URI, and the place in the changed text."""
    place = repair.rename_at
    if place is None:
        return None
    edits = sorted((TextEdit(change.span, change.new_text) for change in repair.own), key=lambda edit: edit.span)

    def grown(line: int) -> int:
        """How many lines more there are above what was that line."""
        return sum(
            len(split_lines(edit.new_text)) - 1 - (edit.span.end_line - edit.span.start_line)
            for edit in edits
            if edit.span.start_line < line
        )

    starts = [edit.span.start_line for edit in edits]
    holding = [line for line in starts if line + grown(line) <= place.line]
    cell = document.cell_at(holding[-1] if holding else place.line)
    lines = apply_edits(document.snapshot.lines, edits)
    units = units_in(lines, place.line, place.column, session.client.encoding)
    return cell.uri, types.Position(place.line - cell.first - grown(cell.first), units)


def behind_mark(document: Document, change: Change) -> Change:
    """The change, leaving out the form feeds that stand for the client's byte order mark."""
    if not document.mark or change.span.start >= (0, document.mark):
        return change
    start = (0, document.mark)
    span = Span(*start, *max(change.span.end, Position(*start)))
    return replace(change, span=span, new_text=change.new_text.lstrip("\f"))


def _place(session: Session, document: Document | None, change: Change) -> tuple[str, int | None, types.Range]:
    """The URI, version and range of a change."""
    encoding = session.client.encoding
    if document is not None and change.path in (None, document.path):
        cell = document.cell_at(change.span.start_line)
        place = range_of(_in_lines(change.span, document.snapshot.lines), document.snapshot.lines, encoding)
        return cell.uri, cell.version, moved(place, -cell.first)
    if change.path is None:
        raise ValueError("a change without a document names its file")
    other = next((item for item in session.documents.values() if item.path == change.path), None)
    lines: Sequence[str] = other.snapshot.lines if other is not None else session.lines_of(change.path)
    place = range_of(_in_lines(change.span, lines), lines, encoding)
    return (other.uri, other.version, place) if other is not None else (uri_of(change.path), None, place)


def _in_lines(span: Span, lines: Sequence[str]) -> Span:
    """The span with ends behind a line's ending moved to the start of the next line, as clients count."""

    def placed(line: int, column: int) -> tuple[int, int]:
        behind = 0 <= line < len(lines) - 1 and column > content_length(lines[line])
        return (line + 1, 0) if behind else (line, column)

    return Span(*placed(*span.start), *placed(*span.end))


def _edit(
    session: Session,
    proposal: Proposal,
    change: Change,
    place: types.Range,
    annotations: dict[str, types.ChangeAnnotation],
) -> types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit:
    label = _annotation(session, proposal, change.confirm, annotations)
    if change.snippet is not None and session.client.snippets:
        return types.SnippetTextEdit(place, types.StringValue(change.snippet), annotation_id=label)
    if label is not None:
        return types.AnnotatedTextEdit(label, place, change.new_text)
    return types.TextEdit(place, change.new_text)


def _annotation(
    session: Session, proposal: Proposal, confirm: str, annotations: dict[str, types.ChangeAnnotation]
) -> str | None:
    """The name of the annotation that tells why a person should look at the change; None where there is no need.

    What is not safe, what reaches into other files and what is more doubtful than it was offered as must be confirmed in
    a preview; type hints and drafts, in the open file alone, are seen at once and undone with one key.
    """
    why = confirm or (proposal.why if proposal.safety is Safety.UNSAFE and not proposal.asked else "")
    if not why and proposal.elsewhere and not proposal.asked:
        why = "Other files are changed as well."
    if not why or not session.client.annotations:
        return None
    for name, known in annotations.items():
        if known.description == why:
            return name
    name = f"burnish-{len(annotations) + 1}"
    unsafe = (
        proposal.safety is Safety.UNSAFE and not (proposal.asked or proposal.hints) and session.projects.previews_unsafe
    )
    confirmed = bool(confirm) or proposal.elsewhere or proposal.unforeseen or unsafe
    annotations[name] = types.ChangeAnnotation(proposal.title, needs_confirmation=confirmed, description=why)
    return name
