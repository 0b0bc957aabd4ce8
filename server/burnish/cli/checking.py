"""One file checked: from its bytes to plain values. Runs in this process or in a worker."""

from __future__ import annotations

import os
from typing import Any

from burnish.cli.checked import Checked, place_of
from burnish.cli.wishes import Wishes
from burnish_checks.core.foreknown import Foreknown, Reading
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.policy import environment_for
from burnish_checks.reading import SourceText
from burnish_checks.review.merits import merits
from burnish_checks.review.remarking import remarks, silenced


def open_file(path: str, wishes: Wishes, data: bytes | None = None, project: Any = None) -> tuple[SourceText, Snapshot]:
    """The settled snapshot of a file, of `data` in its place if given. Raises `Unreadable`."""
    source = wishes.read(path, data)
    return source, open_text(path, source.text, wishes, project)


def open_text(
    path: str,
    text: str,
    wishes: Wishes,
    project: Any = None,
    *,
    foreknown: Foreknown | Reading | None = None,
) -> Snapshot:
    """The settled snapshot of a file's text; see `open_file`."""
    absolute = os.path.abspath(path)
    settings, resolution = wishes.settings(absolute)
    environment = environment_for(absolute, settings, project, resolution.root)
    return open_document(text, environment, foreknown=foreknown).settled()


def checked(path: str, snapshot: Snapshot, wishes: Wishes) -> Checked:
    """A snapshot as plain values."""
    inference = _inference(snapshot) if wishes.fixes else None
    _, resolution = wishes.settings(snapshot.environment.path)
    shown = remarks(snapshot, path, fixes=wishes.fixes, inference=inference)
    return Checked(
        path,
        shown,
        "",
        [f"{failure.rule}: {failure.error}" for failure in snapshot.failures()],
        len(snapshot.lines),
        [place_of(problem) for problem in resolution.problems],
        tuple(resolution.deferred.items()) if wishes.select is None else (),
        merits(snapshot) if wishes.merits else None,
        silenced(snapshot, path, shown) if wishes.silenced and wishes.honour_suppressions else (),
    )


def _inference(snapshot: Snapshot) -> Any:
    from burnish_checks.inference import Inference

    return Inference(snapshot, snapshot.environment.project)
