"""A program with its two engines, kept from one question to the next while nothing in the workspace changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from burnish_checks.core.snapshot import Snapshot
from burnish_checks.inference.engine import Engine
from burnish_checks.inference.program import Program
from burnish_checks.inference.solver import FAR
from burnish_checks.inference.types import forget_types

_MOST_KEPT = 3


@dataclass(frozen=True)
class Session:
    """What is known of one state of the workspace."""

    project: Any
    state: tuple[int, int]
    """How often the project's texts have changed; where it does not tell, how often its facts have."""
    edited: tuple[str, str] | None
    """Path and text of the document whose text is not the project's; None if it is."""
    program: Program
    guessing: Engine
    proving: Engine
    deepest: int = FAR
    """How far around a question its answer may be looked for."""


_kept: list[Session] = []


def session_for(snapshot: Snapshot, project: Any, deepest: int = FAR) -> Session:
    """The session for a snapshot: an earlier one if the workspace and the document are as they were then."""
    path, text = snapshot.environment.path, snapshot.text
    known = hasattr(project, "text_of") and project.text_of(path) == text
    # The text is asked for first: an index that is only built now has another revision after it.
    edition = getattr(project, "edition", 0)
    state = edition, 0 if edition else getattr(project, "revision", 0)
    edited = None if known else (path, text)
    near = path if deepest < FAR else ""
    for session in _kept:
        same = session.project is project and session.deepest == deepest and session.program.near == near
        if same and session.state == state and session.edited == edited:
            if session.program.module_at(path) is not None:
                return session
            edited = (path, text)
    forget_types()
    program = Program(project, None if edited is None else snapshot, near)
    if edited is None and program.module_at(path) is None:
        edited = (path, text)
        program = Program(project, snapshot, near)
    session = Session(
        project,
        state,
        edited,
        program,
        Engine(program, False, deepest=deepest),
        Engine(program, True, deepest=deepest),
        deepest,
    )
    _kept.insert(0, session)
    del _kept[_MOST_KEPT:]
    return session
