"""The baseline: findings that are known and not shown, told by content, so that code may move and be laid out anew.

One line each, sorted, so that merges of two branches meet as few conflicts as there can be: path (relative
to the file's folder), rule, digest. Equal findings stand as often as there are of them. Lines that are none of
this, a conflict's marks among them, are passed over.
"""

from __future__ import annotations

import errno
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from burnish_checks.configuration import Problem, Resolution
from burnish_checks.core.positions import Span
from burnish_checks.patterns import deferred

DEFAULT_NAME = "burnish-baseline.txt"
_HEADER = "# Findings that burnish knows and does not show; `burnish baseline` writes this file anew.\n"
_LINE = deferred(r"([^\t\n]+)\t([\w-]+)\t([0-9a-f]{16})$")
_PASSED_OVER = deferred(r"#|\s*$|<<<<<<<|\|\|\|\|\|\|\||=======|>>>>>>>")
"""Comments, empty lines, and the marks of a conflict."""


class Known(NamedTuple):
    """One line of a baseline."""

    path: str
    """Relative to the baseline's folder, with slashes."""
    rule: str
    key: str


@dataclass
class Baseline:
    """The known findings of a project, and which of them were seen."""

    path: str
    """Where the file is."""
    entries: Counter[Known] = field(default_factory=Counter)
    seen: Counter[Known] = field(default_factory=Counter)
    checked: set[str] = field(default_factory=set)
    """The relative paths of files that were checked against it."""
    strange: tuple[int, ...] = ()
    """The lines, from 1, that are neither a finding nor what may stand beside findings."""

    def is_new(self, path: str, findings: Sequence[tuple[str, str]]) -> list[bool]:
        """For each finding of a file, as rule and key in order: whether the baseline does not know it.

        A file that the baseline has nothing of may have been moved: then what is known of files that are gone counts.
        """
        name = self.relative(path)
        self.checked.add(name)
        moved = name not in self._paths
        return [not self._take(name, rule, key, moved) for rule, key in findings]

    def _take(self, name: str, rule: str, key: str, moved: bool) -> bool:
        candidates = [Known(name, rule, key)]
        if moved:
            candidates += self._gone.get((rule, key), [])
        for known in candidates:
            if self.seen[known] < self.entries[known]:
                self.seen[known] += 1
                return True
        return False

    @cached_property
    def _gone(self) -> dict[tuple[str, str], list[Known]]:
        found: dict[tuple[str, str], list[Known]] = {}
        folder = os.path.dirname(self.path)
        for known in self.entries:
            if not os.path.lexists(os.path.join(folder, known.path)):
                found.setdefault((known.rule, known.key), []).append(known)
        return found

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(known.path for known in self.entries)

    def known_in(self, path: str) -> Counter[tuple[str, str]]:
        """By rule and digest: how many findings of a file are known, whatever was seen so far."""
        name = self.relative(path)
        if name in self._paths:
            return self._by_path[name]
        return Counter({key: sum(self.entries[known] for known in items) for key, items in self._gone.items()})

    def share_of(self, path: str, findings: Sequence[tuple[str, str]]) -> Counter[tuple[str, str]]:
        """What `known_in` gives; a file that may have been moved takes what its findings need, and no other has it again."""
        if self.relative(path) in self._paths:
            return self.known_in(path)
        verdicts = self.is_new(path, findings)
        return Counter(finding for finding, is_new in zip(findings, verdicts, strict=True) if not is_new)

    @cached_property
    def _by_path(self) -> dict[str, Counter[tuple[str, str]]]:
        found: dict[str, Counter[tuple[str, str]]] = {}
        for known, count in self.entries.items():
            found.setdefault(known.path, Counter())[known.rule, known.key] += count
        return found

    def relative(self, path: str) -> str:
        """A path as the baseline has it."""
        return os.path.relpath(os.path.abspath(path), os.path.dirname(self.path)).replace(os.sep, "/")

    def unchecked(self) -> Counter[Known]:
        """The entries of files that are there and were not checked."""
        folder = os.path.dirname(self.path)
        return Counter(
            {
                known: count
                for known, count in self.entries.items()
                if known.path not in self.checked and os.path.lexists(os.path.join(folder, known.path))
            }
        )

    def shrunk(self) -> Counter[Known]:
        """The entries without those that a check of their file did not find any more, or whose file is gone."""
        return (self.entries & self.seen) + self.unchecked()


def load(path: str) -> Baseline | None:
    """The baseline in a file; None if there is no such file. Raises `OSError` if it cannot be read."""
    if not os.path.lexists(path):
        return None
    if not os.path.isfile(path):
        raise OSError(errno.EINVAL, "it is not a file")
    text = Path(path).read_text(encoding="utf-8", errors="surrogateescape")
    found: Counter[Known] = Counter()
    strange: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        if match := _LINE.match(line):
            found[Known(*match.groups())] += 1
        elif not _PASSED_OVER.match(line):
            strange.append(number)
    return Baseline(os.path.abspath(path), found, strange=tuple(strange))


def problem_with(resolution: Resolution) -> Problem | None:
    """Why the baseline of a project leaves nothing out, though it should: it is named and missing, or unreadable."""
    path = resolution.baseline or os.path.join(resolution.base, DEFAULT_NAME)
    name = os.path.relpath(path, resolution.base)
    if os.path.isfile(path) and os.access(path, os.R_OK):
        return None
    if os.path.lexists(path):
        message = f"The baseline `{name}` cannot be read, so every finding is shown."
    elif resolution.baseline is not None:
        message = f"There is no baseline `{name}`, so every finding is shown; `burnish baseline` writes it."
    else:
        return None
    origin, _, line = resolution.origins.get("baseline", "").rpartition(":")
    if not line.isdigit():
        return Problem(None, Span(0, 0, 0, 0), message)
    return Problem(origin, Span(int(line) - 1, 0, int(line) - 1, len("baseline")), message)


def of_project(named: str | None, base: str) -> Baseline | None:
    """The baseline that a configuration names, or the one in the project's folder; read again only when it changed."""
    path = named or os.path.join(base, DEFAULT_NAME)
    try:
        status = os.stat(path)
    except OSError:
        return None
    try:
        return _loaded(path, status.st_mtime_ns, status.st_size)
    except OSError:
        return None


@lru_cache(maxsize=16)
def _loaded(path: str, mtime: int, size: int) -> Baseline | None:
    return load(path)


def save(path: str, entries: Iterable[Known]) -> None:
    """Write a baseline in one step; a link stays one. Raises `OSError`."""
    import tempfile  # 3 ms: see `reading.write`

    lines = sorted("\t".join(known) + "\n" for known in entries)
    target = os.path.realpath(path)
    descriptor, temporary = tempfile.mkstemp(prefix=".burnish-baseline.", dir=os.path.dirname(target))
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="\n") as file:
            file.write(_HEADER)
            file.writelines(lines)
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
