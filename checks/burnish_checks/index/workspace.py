"""The index of a workspace: the facts of every file in it, kept up to date file by file, and answers from them."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from operator import is_not
from typing import Any

from burnish_checks.core.facts import Collector
from burnish_checks.core.gathering import CORE_COLLECTORS
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.index.gathering import FileFacts, facts_of, facts_of_snapshot, read_facts, shared
from burnish_checks.index.importers import Importers, is_given_on
from burnish_checks.index.modules import ModuleTable
from burnish_checks.index.packing import Group, PackedValues, Recent
from burnish_checks.index.paths import absolute
from burnish_checks.index.tallies import Tallies
from burnish_checks.index.texts import Texts

_SHARES = 20
"""Of how many equal parts a share is counted, so that it seldom changes."""
Gather = Callable[[Iterable[str]], Iterator[tuple[str, "FileFacts | None"]]]
"""Reads files and yields the facts of each; a process pool can stand in for the one that reads here and now."""


_REMEMBERED = 256
"""Revisions of which it is known what changed."""


class WorkspaceIndex:
    """The facts of all files under some roots. Safe to ask while another thread builds or updates it.

    Paths are made absolute; what has a scheme (`untitled:...`) is taken as it is.
    """

    def __init__(self, roots: Iterable[str] = (), collectors: Iterable[Collector] = CORE_COLLECTORS) -> None:
        self.roots = tuple(os.path.abspath(root) for root in roots)
        self.collectors = tuple(item for item in collectors if not item.local)
        self.revision = 0
        """How often the facts have changed."""
        self.edition = 0
        """How often a text may have become another, or a file come or gone: more often than facts change."""
        self.complete = False
        """Whether every file that `build` was given has been read."""
        self._files: dict[str, FileFacts] = {}
        self._texts = Texts()
        self._known: dict[str, dict[Any, Any]] = {}
        self._modules = ModuleTable(self.roots)
        self._importers: Importers | None = None
        self._tallies = Tallies(self._files)
        self._majorities: dict[str, tuple[int, tuple[tuple[Any, int], ...]]] = {}
        self._groups: dict[tuple[str, tuple[str, ...]], tuple[FileFacts, Sequence[tuple[Any, ...]]]] = {}
        self.recent = Recent()
        """The values that were asked for last of files whose facts are packed."""
        self._everywheres: dict[str, tuple[int, tuple[tuple[str, str, Any], ...]]] = {}
        self._digests: dict[str, int] = {}
        self._journal: deque[tuple[int, str | None]] = deque(maxlen=_REMEMBERED)
        """The last revisions, each with the file whose facts became others; None where a file came or went."""
        self._lock = threading.RLock()
        self._taken: dict[str, list[Any]] = {}
        """By file of an open document: the joined facts of each kind that were taken from it last."""

    def enter(self, files: Iterable[str]) -> None:
        """Know of files, by their paths alone: what is asked of texts can be answered, and `build` reads the facts."""
        self.edition += 1
        for path in map(absolute, files):
            if path not in self._files:
                self._put(path, FileFacts())

    def build(
        self,
        files: Iterable[str],
        *,
        cancelled: Callable[[], bool] = lambda: False,
        progress: Callable[[int, int], None] = lambda done, total: None,
        gather: Gather | None = None,
    ) -> bool:
        """Read the facts of files and forget the others; False if it was cancelled before the end.

        Files whose unsaved text is known (`update(..., unsaved=True)`) are not read.
        """
        paths = list(dict.fromkeys(map(absolute, files)))
        self.complete = False
        self.edition += 1
        self._texts.forget_words()
        wanted = [path for path in paths if path not in self._texts.unsaved]
        source = gather(wanted) if gather is not None else self._gather(wanted)
        for done, (path, facts) in enumerate(source, 1):
            if cancelled():
                return False
            if path not in self._texts.unsaved:
                self._put(path, facts if facts is not None else FileFacts())
            progress(done, len(wanted))
        for path in self._files.keys() - set(paths) - self._texts.unsaved.keys():
            self.forget(path)
        self.complete = True
        return True

    def build_packed(self, packed: Mapping[str, Mapping[str, bytes]]) -> None:
        """Take the facts of files as `packing.pack` made bytes of them, and forget the others."""
        read = {absolute(path): FileFacts(PackedValues(kinds, self.recent)) for path, kinds in packed.items()}
        self.build(read, gather=lambda paths: ((path, read[path]) for path in paths))

    def update(self, path: str, text: str, *, unsaved: bool = False) -> None:
        """Take a file's new text; `unsaved` keeps it as what `text_of` answers, until it is saved or forgotten."""
        path = absolute(path)
        self.edition += self._texts.take(path, text, unsaved)
        self._put(path, facts_of(text, self.collectors))

    def take_text(self, path: str, text: str) -> None:
        """Take a file's new unsaved text alone: until `update` is told it too, the facts are those of the text before."""
        path = absolute(path)
        if path in self._files:
            self.edition += self._texts.take(path, text, True)
        else:
            self.update(path, text, unsaved=True)

    def update_from(self, path: str, snapshot: Snapshot, *, unsaved: bool = True) -> None:
        """Take the facts that an open document already has, unless they are joined in the same objects as the last time.

        Going through all of 20,000 lines takes 12 ms in which little else is done, and most edits change no fact.
        """
        path = absolute(path)
        self.edition += self._texts.take(path, snapshot.text, unsaved)
        joined = [snapshot.joined.get(item.kind) for item in self.collectors]
        taken = self._taken.get(path)
        if taken is None or any(map(is_not, taken, joined)):
            self._put(path, facts_of_snapshot(snapshot, self.collectors))
            self._taken[path] = joined

    def refresh(self, path: str) -> None:
        """Read a file again from disk; forget it if it is gone."""
        path = absolute(path)
        self._texts.forget(path)
        self.edition += 1
        facts = read_facts(path, self.collectors)
        if facts is None and not os.path.exists(path):
            self.forget(path)
        else:
            self._put(path, facts or FileFacts())

    def forget(self, path: str) -> None:
        """Drop a file."""
        path = absolute(path)
        with self._lock:
            self._texts.forget(path)
            self._taken.pop(path, None)
            facts = self._files.pop(path, None)
            if facts is None:
                return
            self._modules.discard(path)
            self._importers = None
            self._tallies.change(facts, -1)
            self._digests.pop(path, None)
            self.revision += 1
            self.edition += 1
            self._journal.append((self.revision, None))

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of all files, sorted."""
        return tuple(sorted(self._files))

    @property
    def origin(self) -> WorkspaceIndex:
        """Itself: whoever writes down what it answers has another origin than itself."""
        return self

    @property
    def digest(self) -> str:
        """A text that is equal for equal facts of equal files, for caches that outlive the process."""
        with self._lock:
            total = 0
            for path, facts in self._files.items():
                if path not in self._digests:
                    self._digests[path] = facts.digest()
                total ^= hash_of(os.path.relpath(path, self.roots[0]) if self.roots else path, self._digests[path])
            return f"{total:032x}{'' if self.complete else '-'}"

    def ask(self, path: str, *question: Hashable) -> Any:
        """The answer to a question, as asked from the file at `path`; None to a question that is not known.

        `facts, module, kind`: the values of that kind in the workspace module of that (possibly relative) name,
        None if there is no such module. `group, module, kinds`: the same of several kinds, the same object as long as the
        module's facts are. `path, module`: the path of that module, or None. `own, kind`: the values of
        that kind in the asking file itself. `importers, name`: the paths of other files that use `name` of this file.
        `given-on, name`: whether a package offers `name` only because it imports everything of this file.
        `majority, kind`: pairs of value and count over the whole workspace, most first. `leading, kind`: the most
        frequent value and its share in twentieths, which changes rarely. `complete`: whether all files were read.
        `everywhere, kind`: path, module and value of each of that kind, of all files. `changed, revision`: the paths of the
        files whose facts have become others since that revision; None if files came or went, or it is too long ago.
        """
        answer = _QUESTIONS.get(str(question[0]))
        return answer(self, absolute(path), *question[1:]) if answer is not None else None

    def place_of(self, path: str, *question: Hashable) -> tuple[Hashable, ...] | None:
        """Of a question about the facts of one file: which file and which kinds, whoever asks; None of any other question."""
        if question[0] == "own":
            return (absolute(path), *question[1:])
        if question[0] in ("facts", "group"):
            found = self._modules.path(absolute(path), str(question[1]))
            return None if found is None else (found, *question[2:])
        return None

    def facts(self, path: str, kind: str) -> tuple[Any, ...]:
        """The values of a kind in the file at `path`; empty if the file is not known, or the kind is `local`."""
        facts = self._files.get(absolute(path))
        return facts.values.get(kind, ()) if facts is not None else ()

    def files_with(self, word: str) -> list[str]:
        """The paths of every file whose text holds the word, as a whole word, anywhere."""
        return [path for path in self.files if self._texts.has_word(path, word)]

    def text_of(self, path: str) -> str | None:
        """The text of a file: the unsaved one if there is one, else what is on disk; None if it cannot be read."""
        return self._texts.of(absolute(path))

    def module_name(self, path: str) -> str:
        """The dotted name of a file."""
        return self._modules.name(absolute(path))

    def path_of(self, module: str, asking: str = "") -> str | None:
        """The file of a dotted name; a relative one is resolved against the file at `asking`."""
        return self._modules.path(absolute(asking) if asking else "", module)

    def _gather(self, paths: Iterable[str]) -> Iterator[tuple[str, FileFacts | None]]:
        for path in paths:
            yield path, read_facts(path, self.collectors)

    def _put(self, path: str, facts: FileFacts) -> None:
        with self._lock:
            self._taken.pop(path, None)
            before = self._files.get(path)
            if before is not None and before.values == facts.values:
                return
            if not isinstance(facts.values, PackedValues):
                facts = shared(facts, self._known)
            self._files[path] = facts
            if before is None:
                self._modules.add(path)
                self._importers = None
            else:
                self._tallies.change(before, -1)
            self._tallies.change(facts, 1)
            if self._importers is not None:
                self._importers.remove(path)
                self._importers.add(path, facts, self._modules)
            self._digests.pop(path, None)
            self.revision += 1
            self._journal.append((self.revision, path if before is not None else None))

    def _changed_since(self, path: str, revision: int) -> tuple[str, ...] | None:
        with self._lock:
            since = [(number, other) for number, other in self._journal if number > revision]
            if len(since) != self.revision - revision or any(other is None for _, other in since):
                return None
            return tuple(sorted({other for _, other in since if other is not None}))

    def _facts_of_module(self, path: str, module: str, kind: str) -> tuple[Any, ...] | None:
        found = self._modules.path(path, module)
        return None if found is None else self.facts(found, kind)

    def _group_of_module(self, path: str, module: str, kinds: tuple[str, ...]) -> Sequence[tuple[Any, ...]] | None:
        found = self._modules.path(path, module)
        facts = self._files.get(found) if found is not None else None
        if found is None or facts is None:
            return None
        known = self._groups.get((found, kinds))
        if known is None or known[0] is not facts:
            values = facts.values
            group: Sequence[tuple[Any, ...]]
            if isinstance(values, PackedValues):
                group = Group(values, kinds)
            else:
                group = tuple([values.get(kind, ()) for kind in kinds])
            known = self._groups[found, kinds] = facts, group
        return known[1]

    def _importers_of(self, path: str, name: str) -> tuple[str, ...]:
        with self._lock:
            return tuple(sorted(self._users(path, name, self._table_of_importers(), set())))

    def _is_given_on(self, path: str, name: str) -> bool:
        with self._lock:
            return path in self._files and is_given_on(
                path, name, self._files, self._modules, self._table_of_importers()
            )

    def _table_of_importers(self) -> Importers:
        if self._importers is None:
            self._importers = Importers()
            for other, facts in self._files.items():
                self._importers.add(other, facts, self._modules)
        return self._importers

    def _users(self, path: str, name: str, table: Importers, seen: set[str]) -> set[str]:
        seen.add(path)
        found = set(table.of(path, name))
        for other in table.star(path) - seen:
            facts = self._files[other].values
            if name in facts.get("uses", ()) or name in facts.get("exports", ()):
                found.add(other)
            elif not name.startswith("_"):
                found |= self._users(other, name, table, seen)
        return found

    def _majority(self, path: str, kind: str) -> tuple[tuple[Any, int], ...]:
        known = self._majorities.get(kind)
        if known is not None and known[0] == self.revision:
            return known[1]
        with self._lock:
            revision = self.revision
            pairs = [(value, count) for value, count in self._tallies.of(kind).items() if count > 0]
        found = tuple(sorted(pairs, key=lambda pair: (-pair[1], repr(pair[0]))))
        self._majorities[kind] = revision, found
        return found

    def _count_of(self, path: str, kind: str, value: Any) -> int:
        """How many facts of the kind, in all files, have the value."""
        with self._lock:
            return self._tallies.of(kind)[value]

    def _leading(self, path: str, kind: str) -> tuple[Any, int] | None:
        pairs = self._majority(path, kind)
        total = sum(count for _, count in pairs)
        return (pairs[0][0], pairs[0][1] * _SHARES // total) if pairs else None

    def _everywhere(self, path: str, kind: str) -> tuple[tuple[str, str, Any], ...]:
        known = self._everywheres.get(kind)
        if known is None or known[0] != self.revision:
            with self._lock:
                found = [(other, facts.values[kind]) for other, facts in self._files.items() if kind in facts.values]
                pairs = (
                    (other, self._modules.name(other), value) for other, values in sorted(found) for value in values
                )
                known = self._everywheres[kind] = self.revision, tuple(pairs)
        return known[1]

    def _path_of_module(self, path: str, module: str) -> str | None:
        return self._modules.path(path, module)

    def _is_complete(self, path: str) -> bool:
        return self.complete


_QUESTIONS: dict[str, Callable[..., Any]] = {
    "facts": WorkspaceIndex._facts_of_module,
    "group": WorkspaceIndex._group_of_module,
    "changed": WorkspaceIndex._changed_since,
    "path": WorkspaceIndex._path_of_module,
    "own": WorkspaceIndex.facts,
    "importers": WorkspaceIndex._importers_of,
    "given-on": WorkspaceIndex._is_given_on,
    "majority": WorkspaceIndex._majority,
    "count": WorkspaceIndex._count_of,
    "leading": WorkspaceIndex._leading,
    "complete": WorkspaceIndex._is_complete,
    "everywhere": WorkspaceIndex._everywhere,
}


def hash_of(path: str, digest: int) -> int:
    """A number for the pair, equal in every process."""
    from hashlib import blake2b

    return int.from_bytes(blake2b(f"{path}\0{digest}".encode(errors="surrogatepass"), digest_size=16).digest(), "big")
