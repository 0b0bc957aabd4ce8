"""What changed since a revision: which lines of which files, renames followed, uncommitted work included.

git is asked only for what it has stored (`ls-tree`, `cat-file`): comparing the working tree with `git diff` would
run the filters, text converters and monitors that the repository's own configuration names. The comparison is
made here.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import shutil
import subprocess
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from burnish.cli.refusals import NoHistory as NoHistory
from burnish_checks.core.text import split_lines
from burnish_checks.files import is_source
from burnish_checks.reading import Unreadable, decode, read_bytes

_SHA256_DIGITS = 64
_SAFE = (
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.sshCommand=false",
    "-c", "protocol.allow=never",
)  # fmt: skip
_ALIKE = 0.5
"""How much of a file must be the same for it to count as renamed, as in git."""
_MOST_CANDIDATES = 200


@dataclass
class Changes:
    """The working tree against a revision. Paths are absolute."""

    root: str
    stored: dict[str, str]
    """By path: the name of the blob that the revision has there. Python sources only."""
    _texts: dict[str, bytes] = field(default_factory=dict)

    def before(self, path: str) -> bytes | None:
        """What the file held at the revision, under the name it had then; None if it is new."""
        old = self.origin(path)
        return self._blob(self.stored[old]) if old is not None else None

    def origin(self, path: str) -> str | None:
        """The path the file had at the revision; None if it is new."""
        path = os.path.realpath(path)
        if path in self.stored:
            return path
        return self.renamed.get(path)

    def touched(self, path: str) -> set[int] | None:
        """The lines, from 0, that are new or changed or stand beside deleted ones; None if all are new."""
        before = self.before(path)
        if before is None:
            return None
        try:
            return touched_lines(_lines(before), _lines(read_bytes(path)))
        except Unreadable:
            return None

    def is_changed(self, path: str) -> bool:
        """Whether a file is new, renamed or holds other bytes than at the revision."""
        path = os.path.realpath(path)
        if path not in self.stored:
            return True
        try:
            return blob_name(read_bytes(path), self.stored[path]) != self.stored[path]
        except Unreadable:
            return True

    def overlay(self) -> dict[str, bytes | None]:
        """What to read in place of the files as they are now, so as to see the tree of the revision.

        None stands for a file that was not there.
        """
        found: dict[str, bytes | None] = dict.fromkeys(self._new)
        found |= {path: self._blob(name) for path, name in self.stored.items() if self.is_changed(path)}
        return found

    @cached_property
    def gone(self) -> tuple[str, ...]:
        """Files of the revision that are no longer there."""
        return tuple(path for path in self.stored if not os.path.lexists(path))

    @cached_property
    def renamed(self) -> dict[str, str]:
        """By new path: the old path of a file that is gone and was much the same."""
        found: dict[str, str] = {}
        left = {path: self._blob(self.stored[path]) for path in self.gone[:_MOST_CANDIDATES]}
        for path in self._new if left else ():
            try:
                now = read_bytes(path)
            except Unreadable:
                continue
            best = max(left, key=lambda old: likeness(left[old], now), default=None)
            if best is not None and likeness(left[best], now) >= _ALIKE:
                found[path] = best
                del left[best]
        return found

    @cached_property
    def _new(self) -> list[str]:
        from burnish_checks.files import discover

        return [path for path in map(os.path.realpath, discover(self.root)) if path not in self.stored]

    def _blob(self, name: str) -> bytes:
        if name not in self._texts:
            self._texts[name] = _git(self.root, "cat-file", "blob", name)
        return self._texts[name]


def changes_since(revision: str, folder: str = ".") -> Changes:
    """The working tree of a folder's repository against where its branch left a revision. Raises `NoHistory`."""
    root = _git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n")
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}").decode().strip()
    with suppress(NoHistory):
        commit = _git(root, "merge-base", commit, "HEAD").decode().strip()
    root = os.path.realpath(root)
    stored: dict[str, str] = {}
    for line in _git(root, "ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        head, _, name = line.partition(b"\t")
        if head.split()[1:2] == [b"blob"] and not head.startswith(b"120000") and is_source(os.fsdecode(name)):
            stored[os.path.join(root, *os.fsdecode(name).split("/"))] = head.split()[2].decode()
    return Changes(root, stored)


def blob_name(data: bytes, like: str) -> str:
    """The name git gives a blob, by the hash that another name is of."""
    algorithm = hashlib.sha256 if len(like) == _SHA256_DIGITS else hashlib.sha1
    return algorithm(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def touched_lines(before: list[str], after: list[str]) -> set[int]:
    """The lines of `after` that are new or changed, and those on either side of deleted ones."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    found: set[int] = set()
    for kind, _, _, first, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "delete":
            found.update({max(0, start + first - 1), start + first})
        elif kind != "equal":
            found.update(range(start + first, start + last))
    return found


def likeness(one: bytes, other: bytes) -> float:
    """The share of lines that two files have in common."""
    first, second = Counter(one.splitlines()), Counter(other.splitlines())
    total = max(first.total(), second.total())
    return (first & second).total() / total if total else 0.0


def _lines(data: bytes) -> list[str]:
    """The lines without their endings, which a checkout may have changed."""
    try:
        text = decode(data).text
    except Unreadable:
        text = data.decode("latin-1")
    return [line.rstrip("\r\n") for line in split_lines(text)]


def _git(folder: str, *arguments: str) -> bytes:
    program = shutil.which("git")
    if program is None:
        raise NoHistory("git is not installed")
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    done = subprocess.run(
        [program, "--no-pager", *_SAFE, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        if reason and "not a git repository" in reason[0]:
            raise NoHistory(f"{os.path.abspath(folder)} is in no git repository, so nothing is known of what changed")
        raise NoHistory(reason[0] if reason else f"git knows no revision {arguments[-1].removesuffix('^{commit}')!r}")
    return done.stdout
