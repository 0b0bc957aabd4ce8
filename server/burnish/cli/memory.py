"""What earlier runs found, by content: a file whose bytes, settings and rules are the same is not checked again.

A result that asked about other files holds while all files of the project are the same, or at least the answers are
(`asking`). Each entry is a file of its own, written in one step, so that runs side by side cannot spoil each other's;
what cannot be read counts as not there. The folder belongs to the user alone.
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from burnish import __version__
from burnish.cli.checked import Checked
from burnish.cli.wishes import Wishes
from burnish_checks.reading import Unreadable, read_bytes

_MONTH = 30 * 24 * 3600
_DAY = 24 * 3600


class Entry(NamedTuple):
    """What is remembered of a file."""

    content: str
    """The digest of its bytes, settings and the rules."""
    tree: str
    """The digest of the whole project, if other files were asked about; else empty."""
    checked: Checked
    asked: bytes | None = None
    """What was asked about other files (`asking.Asked`), pickled, as few runs look at it: it holds in another project that
    answers the same. None if that cannot be told."""


class Memory:
    """The remembered results of one kind of run. Nothing it does raises on what is on disk."""

    def __init__(self, wishes: Wishes, project_files: Callable[[], Iterable[str]]) -> None:
        self.wishes = wishes
        self.folder = cache_folder()
        self._project_files = project_files
        self._contents: dict[str, bytes | None] = {}
        self._settings: dict[int, tuple[Any, str]] = {}
        self._by_folder: dict[str, str] = {}

    def recall(self, path: str) -> Entry | None:
        """What a run with the same wishes found in the file as it is now, or None; see `holds` and `Entry.asked`."""
        entry = self._load("results", self._place(path))
        if not isinstance(entry, Entry) or entry.content != self._content_key(path):
            return None
        return entry if self.holds(entry) or entry.asked is not None else None

    def holds(self, entry: Entry) -> bool:
        """Whether a result holds without a look at what it asked: no other file counts, or all are the same."""
        return not entry.tree or entry.tree == self.tree

    def remember(self, checked: Checked, *, depends: bool, asked: bytes | None = None) -> None:
        """Keep a result; `depends` says whether other files were asked about, `asked` what."""
        content = self._content_key(checked.path)
        if content is not None and not checked.trouble:
            entry = Entry(content, self.tree if depends else "", checked, asked)
            self._save("results", self._place(checked.path), entry)

    def recall_facts(self, path: str) -> bytes | None:
        """The pickled facts of the file as it is now, or None."""
        found = self._load("facts", os.path.abspath(path))
        digest = self._digest(path)
        if isinstance(found, tuple) and len(found) == 2 and digest is not None and found[0] == digest + rules_digest():
            return found[1] if isinstance(found[1], bytes) else None
        return None

    def remember_facts(self, path: str, facts: bytes) -> None:
        """Keep the pickled facts of a file."""
        digest = self._digest(path)
        if digest is not None:
            self._save("facts", os.path.abspath(path), (digest + rules_digest(), facts))

    @cached_property
    def tree(self) -> str:
        """A digest of every file of the project."""
        hasher = blake2b(digest_size=16)
        for path in sorted({os.path.abspath(path) for path in self._project_files()}):
            hasher.update(f"{path}\0{self._digest(path)}\0".encode("utf-8", "surrogatepass"))
        return hasher.hexdigest()

    def _digest(self, path: str) -> str | None:
        """The digest of a file's bytes, read once; None if it cannot be read."""
        path = os.path.abspath(path)
        if path not in self._contents:
            try:
                self._contents[path] = blake2b(read_bytes(path), digest_size=16).digest()
            except Unreadable:
                self._contents[path] = None
        found = self._contents[path]
        return None if found is None else found.hex()

    def _content_key(self, path: str) -> str | None:
        digest = self._digest(path)
        return None if digest is None else f"{digest} {self._settings_key(path)} {rules_digest()}"

    def _settings_key(self, path: str) -> str:
        """A digest of the settings that hold for a file, and of what is wrong with them and left to peers."""
        path = os.path.abspath(path)
        folder = os.path.dirname(path)
        if folder in self._by_folder:
            return self._by_folder[folder]
        settings, resolution = self.wishes.settings(path)
        known = self._settings.get(id(settings))
        if known is None or known[0] is not settings:
            text = f"{settings.key} {resolution.root} {resolution.problems} {resolution.deferred}"
            known = settings, blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
            self._settings[id(settings)] = known
        if not resolution.configured.per_file_ignores:
            self._by_folder[folder] = known[1]
        return known[1]

    def _place(self, path: str) -> str:
        wishes = self.wishes
        return f"{path}\0{os.path.abspath(path)}\0{os.getcwd()}\0{wishes.fixes}{wishes.merits}{wishes.silenced}{wishes.select}"

    def _load(self, kind: str, name: str) -> Any:
        if self.folder is None:
            return None
        try:
            return pickle.loads(
                _file(self.folder, kind, name).read_bytes()
            )  # burnish: ignore[unsafe-pickle] this user's own folder
        except Exception:  # whatever a damaged entry raises, it is as good as none
            return None

    def _save(self, kind: str, name: str, value: object) -> None:
        if self.folder is None:
            return
        target = _file(self.folder, kind, name)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            descriptor, temporary = tempfile.mkstemp(dir=target.parent)
            with os.fdopen(descriptor, "wb") as file:
                pickle.dump(value, file, pickle.HIGHEST_PROTOCOL)
            os.replace(temporary, target)
        except OSError:
            self.folder = None


def _file(folder: Path, kind: str, name: str) -> Path:
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return folder / kind / digest[:2] / digest[2:]


def cache_folder() -> Path | None:
    """The folder of this user's remembered results, made if need be; None where it is not safely the user's own."""
    from platformdirs import user_cache_path

    folder = user_cache_path("burnish", appauthor=False) / "1"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_private(folder):
            return None
        _sweep(folder)
    except OSError:
        return None
    return folder


def _is_private(folder: Path) -> bool:
    """Whether nobody but this user can write there."""
    if not hasattr(os, "getuid"):
        return True
    status = folder.stat()
    return status.st_uid == os.getuid() and not status.st_mode & 0o022


def _sweep(folder: Path) -> None:
    """Once a day, drop entries that no run has written for a month."""
    mark, now = folder / "swept", time.time()
    if mark.exists() and now - mark.stat().st_mtime < _DAY:
        return
    mark.touch()
    for path in folder.glob("*/*/*"):
        if now - path.stat().st_mtime > _MONTH:
            path.unlink(missing_ok=True)


_rules_digest = ""


def rules_digest() -> str:
    """A digest of burnish itself: version, interpreter, its sources' sizes and times, and the plugins installed."""
    global _rules_digest
    if not _rules_digest:
        import burnish
        import burnish_checks
        from burnish_checks.plugins import plugin_points

        parts = [__version__, sys.version]
        for package in (burnish, burnish_checks):
            for folder in package.__path__:
                parts += sorted(_sources(folder))
        parts += [f"{point.name} {point.value} {point.dist and point.dist.version}" for point in plugin_points()]
        _rules_digest = blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()
    return _rules_digest


def _sources(folder: str) -> Iterator[str]:
    """Each source below a folder with its time and size. A `Path` for each took a tenth of a run that recalls all."""
    for item in os.scandir(folder):
        if item.is_dir():
            yield from _sources(item.path)
        elif item.name.endswith(".py"):
            status = item.stat()
            yield f"{item.path} {status.st_mtime_ns} {status.st_size}"
