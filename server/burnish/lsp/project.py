"""Which settings hold for an open file, by its folder and by what the client set."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from burnish_checks.configuration import Problem, Resolution, resolve
from burnish_checks.core.context import Project
from burnish_checks.core.snapshot import Environment
from burnish_checks.policy import environment_for
from burnish_checks.review.baseline import of_project, problem_with
from burnish_checks.review.unknown import Unknown


@dataclass
class Projects:
    """The workspace's folders and the client's settings."""

    folders: tuple[str, ...] = ()
    client: Mapping[str, Any] = field(default_factory=dict)
    """The client's `burnish.*` settings."""
    by_folder: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """The client's settings for single folders of the workspace, each whole, where they are not the same in all."""
    index: Project | None = None
    problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    """By settings file: what is wrong in it, as of the last look."""
    client_problems: tuple[Problem, ...] = ()
    all_shown: bool = False
    """Whether findings that the baseline knows are shown too."""

    def resolve(self, path: str) -> Resolution:
        """The settings that hold for a file, with their story; notes what is wrong with them."""
        found = self._resolved(self._place(path), self._folder(path))
        self._note(found)
        return found

    def look_up(self, path: str) -> Resolution:
        """The settings that hold for a file; nothing is noted, so that another thread may ask."""
        return self._resolved(path, self._folder(path))

    def _resolved(self, path: str, folder: str | None) -> Resolution:
        return resolve(path, folder, self.by_folder.get(folder or "", self.client))

    def environment(self, path: str) -> Environment:
        """What holds for a file beside its text."""
        return self._environment(path, self.resolve(path))

    def unknown(self, path: str) -> Unknown:
        """What leaves the findings out that the baseline of the file's project knows."""
        return self._unknown(path, self.look_up(path) if os.path.isabs(path) else None)

    def holding(self, path: str) -> tuple[Environment, Unknown]:
        """Both: settings take 0.3 ms to find, and after each save they are found for every open file."""
        found = self.resolve(path)
        return self._environment(path, found), self._unknown(path, found if os.path.isabs(path) else None)

    def _environment(self, path: str, found: Resolution) -> Environment:
        return environment_for(path, found.settings, self.index, found.root)

    def has_baseline(self, path: str) -> bool:
        """Whether the file's project has a baseline."""
        found = self.look_up(path) if os.path.isabs(path) else None
        return found is not None and of_project(found.baseline, found.base) is not None

    def _unknown(self, path: str, found: Resolution | None) -> Unknown:
        if self.all_shown or found is None:
            return Unknown({})
        baseline = of_project(found.baseline, found.base)
        return Unknown(baseline.known_in(path) if baseline is not None else {})

    @property
    def whole_workspace(self) -> bool:
        """Whether the client wants every file of the workspace reviewed, not only the open ones."""
        return self.client.get("diagnosticMode") == "workspace"

    @property
    def shows_lenses(self) -> bool:
        """Whether the client wants a line above each file that says what there is to say of it."""
        return self.client.get("codeLens") is True

    @property
    def previews_unsafe(self) -> bool:
        """Whether the client wants a preview of each repair that may change behaviour, also in one file alone."""
        return self.client.get("previewUnsafe") is not False

    def _folder(self, path: str) -> str | None:
        inside = [folder for folder in self.folders if path == folder or path.startswith(folder + os.sep)]
        return max(inside, key=len) if inside else (self.folders[0] if self.folders else None)

    def _place(self, path: str) -> str:
        """The path of a file; for a document that has none, a place in the first folder."""
        if os.path.isabs(path):
            return path
        return os.path.join(self.folders[0] if self.folders else os.getcwd(), "untitled.py")

    def _note(self, found: Resolution) -> None:
        by_file: dict[str, list[Problem]] = {}
        for origin in {origin.rpartition(":")[0] for origin in found.origins.values() if ":" in origin}:
            by_file[origin] = []
        own = []
        baseline = problem_with(found)
        for problem in (*found.problems, *([baseline] if baseline else [])):
            if problem.path is None:
                own.append(problem)
            else:
                by_file.setdefault(problem.path, []).append(problem)
        for path in [path for path in self.problems if path not in by_file and path.startswith(found.base)]:
            by_file[path] = []
        self.problems.update({path: tuple(items) for path, items in by_file.items()})
        self.client_problems = tuple(own)
