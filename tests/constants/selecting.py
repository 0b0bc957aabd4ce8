"""Actions on marked text: `«` and `»` stand around what is selected."""

from __future__ import annotations

from burnish_checks.core.action import Action, Selection, propose_action
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, open_document
from burnish_checks.policy import engine_for, role_of


def selected(marked: str, path: str = "src/package/module.py") -> Selection:
    """The selection between the marks; a lone `«»` is a caret."""
    start, end = marked.index("«"), marked.index("»") - 1
    text = marked.replace("«", "").replace("»", "")
    settings = Settings()
    role = role_of(path)
    snapshot = open_document(text, Environment(path, engine_for(settings, role), settings, role))
    return Selection(snapshot, Span(*_position(text, start), *_position(text, end)))


def _position(text: str, offset: int) -> Position:
    return Position(text.count("\n", 0, offset), offset - (text.rfind("\n", 0, offset) + 1))


def result(action: Action, marked: str, path: str = "src/package/module.py") -> str:
    """The text after the action, or the reason why there is none, after `refused: `."""
    selection = selected(marked, path)
    repair, verdict = propose_action(action, selection)
    if repair is None or not verdict.offered or verdict.result is None:
        return f"refused: {verdict.reason}"
    assert action.offers(selection), "what can be done is offered"
    if repair.rename_at is not None:
        line = verdict.result.lines[repair.rename_at.line][repair.rename_at.column :]
        name = repair.title.split("`")[1]
        assert line.startswith(name), "the client is asked to rename what was extracted"
    return verdict.result.text
