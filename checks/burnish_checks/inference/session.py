"""A program with its two engines, kept from one question to the next while nothing in the workspace changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from burnish_checks.core.snapshot import Snapshot
from burnish_checks.inference.engine import Engine
from burnish_checks.inference.program import Program

_MOST_KEPT = 2


@dataclass(frozen=True)
class Session:
    """What is known of one state of the workspace."""

    project: Any
    state: tuple[int, int]
    """How often the project's facts and its texts have changed."""
    edited: tuple[str, str] | None
    """Path and text of the document whose text is not the project's; None if it is."""
    program: Program
    guessing: Engine
    proving: Engine


_kept: list[Session] = []


def session_for(snapshot: Snapshot, project: Any) -> Session:
    """The session for a snapshot: an earlier one if the workspace and the document are as they were then."""
    path, text = snapshot.environment.path, snapshot.text
    state = getattr(project, "revision", 0), getattr(project, "edition", 0)
    known = hasattr(project, "text_of") and project.text_of(path) == text
    edited = None if known else (path, text)
    for session in _kept:
        if session.project is project and session.state == state and session.edited == edited:
            if session.program.module_at(path) is not None:
                return session
            edited = (path, text)
    program = Program(project, None if edited is None else snapshot)
    if edited is None and program.module_at(path) is None:
        edited = (path, text)
        program = Program(project, snapshot)
    session = Session(project, state, edited, program, Engine(program, False), Engine(program, True))
    _kept.insert(0, session)
    del _kept[_MOST_KEPT:]
    return session
