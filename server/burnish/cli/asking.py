"""What the check of a file has asked about other files, and whether the answers are still the same.

A remembered result holds as long as they are: a change in one file has only those checked again that read something
which it changed. The slow equivalent, a result that holds only while the whole project is the same, is what counts
where a run reads more than answers (verified fixes, a review).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import partial
from hashlib import blake2b
from typing import Any

from burnish_checks.index import WorkspaceIndex, stable

Asked = tuple[tuple[tuple[Hashable, ...], bytes], ...]
"""Questions, each with the path that it was asked from at its head, and the digests of their answers."""


class Digests:
    """The digests of an index's answers; that of the same facts of a file is worked out once, and so are those of any answer
    that is one and the same object."""

    def __init__(self, index: WorkspaceIndex) -> None:
        self.index = index
        self._of_files: dict[tuple[Hashable, ...], bytes] = {}
        """By file and kinds of fact. The values themselves are not held, as they are made of bytes when somebody asks."""
        self._known: dict[int, tuple[Any, bytes]] = {}

    def of(self, question: tuple[Any, ...], answer: Callable[[], Any]) -> bytes:
        """A digest that is equal for equal answers to a question, in this process and any other."""
        place = self.index.place_of(*question)
        if place is None:
            return self._of(answer())
        if place not in self._of_files:
            self._of_files[place] = _digest(answer())
        return self._of_files[place]

    def _of(self, answer: Any) -> bytes:
        known = self._known.get(id(answer))
        if known is None or known[0] is not answer:
            known = self._known[id(answer)] = answer, _digest(answer)
        return known[1]

    def hold(self, asked: Iterable[tuple[tuple[Any, ...], bytes]]) -> bool:
        """Whether all questions still have the answers that they had."""
        return all(self.of(question, partial(self.index.ask, *question)) == digest for question, digest in asked)


def _itself(answer: Any) -> Any:
    return answer


def _digest(answer: Any) -> bytes:
    return blake2b(stable(answer).encode("utf-8", "surrogatepass"), digest_size=12).digest()


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
        return tuple(
            (question, self._digests.of(question, partial(_itself, answer))) for question, answer in answers.items()
        )
