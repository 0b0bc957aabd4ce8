"""What the check of a file has asked about other files, and whether the answers are still the same.

A remembered result holds as long as they are: a change in one file has only those checked again that read something
which it changed. The slow equivalent, a result that holds only while the whole project is the same, is what counts
where a run reads more than answers (verified fixes, a review).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from hashlib import blake2b
from typing import Any

from burnish_checks.index import WorkspaceIndex, stable

Asked = tuple[tuple[tuple[Hashable, ...], bytes], ...]
"""Questions, each with the path that it was asked from at its head, and the digests of their answers."""


class Digests:
    """The digests of an index's answers; that of one and the same tuple of facts is worked out once."""

    def __init__(self, index: WorkspaceIndex) -> None:
        self.index = index
        self._known: dict[int, tuple[Any, bytes]] = {}

    def of(self, answer: Any) -> bytes:
        """A digest that is equal for equal answers, in this process and any other."""
        known = self._known.get(id(answer))
        if known is None or known[0] is not answer:
            data = stable(answer).encode("utf-8", "surrogatepass")
            known = self._known[id(answer)] = answer, blake2b(data, digest_size=12).digest()
        return known[1]

    def hold(self, asked: Iterable[tuple[tuple[Any, ...], bytes]]) -> bool:
        """Whether all questions still have the answers that they had."""
        return all(self.of(self.index.ask(*question)) == digest for question, digest in asked)


class Asking:
    """The index as one file's check sees it: what is asked is written down."""

    def __init__(self, digests: Digests) -> None:
        self._digests = digests
        self._index = digests.index
        self._answers: dict[tuple[Hashable, ...], Any] = {}

    @property
    def revision(self) -> int:
        """The index's revision."""
        return self._index.revision

    @property
    def origin(self) -> WorkspaceIndex:
        """The index."""
        return self._index

    def ask(self, path: str, *question: Hashable) -> Any:
        """The index's answer."""
        key = (path, *question)
        if key not in self._answers:
            self._answers[key] = self._index.ask(path, *question)
        return self._answers[key]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def asked(self) -> Asked:
        """Everything asked so far."""
        answers: Mapping[tuple[Hashable, ...], Any] = self._answers
        return tuple((question, self._digests.of(answer)) for question, answer in answers.items())
