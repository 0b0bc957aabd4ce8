"""The facts of a file as bytes, made into values again when somebody asks for a kind of them.

A run over many files has the facts of all in each of its processes, and asks for a few: those of the modules that the
files import. As values they take 50 KB a file, packed 4: 472 files of the standard library, checked by two workers, took
213 MB as values and take 181 packed. An index of values is the plain equivalent.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_LONG = 400
"""Bytes of a kind's values from which on they are compressed: to a third, in some 10 µs each."""
_RECENT = 400_000
"""Bytes of packed values that were asked for last and are kept as values too: these take some ten times as much."""


def pack(values: Mapping[str, tuple[Any, ...]]) -> dict[str, bytes]:
    """The values of each kind of fact as bytes."""
    import pickle

    return {kind: _packed(pickle.dumps(_parted(items), pickle.HIGHEST_PROTOCOL)) for kind, items in values.items()}


def _parted(items: tuple[Any, ...]) -> Any:
    """The values as they are pickled: of named tuples of one class that class and the plain ones.

    Each named tuple has a function of Python called for it when it is pickled: a hundredth of a check.
    """
    kind = type(items[0]) if items else tuple
    if kind is tuple or not issubclass(kind, tuple) or any(type(item) is not kind for item in items):
        return items
    return [kind, *map(tuple, items)]


def _joined(parted: Any) -> tuple[Any, ...]:
    """The values again."""
    if type(parted) is tuple:
        return tuple([sys.intern(item) if type(item) is str else item for item in parted])
    return tuple([tuple.__new__(parted[0], item) for item in parted[1:]])


def _packed(data: bytes) -> bytes:
    return zlib.compress(data, 1) if len(data) > _LONG else data


class Recent:
    """Packed values as values, the same objects as long as they are asked for often enough."""

    def __init__(self, most: int = _RECENT) -> None:
        self.most = most
        self.made = 0
        """How often values were made of bytes."""
        self._size = 0
        self._young: dict[bytes, tuple[Any, ...]] = {}
        self._old: dict[bytes, tuple[Any, ...]] = {}

    def values(self, packed: bytes) -> tuple[Any, ...]:
        """The values that were packed."""
        found = self._young.get(packed)
        if found is None:
            found = self._old.get(packed)
            if found is None:
                found = self._made(packed)
            self._young[packed] = found
            self._size += len(packed)
            if self._size > self.most:
                self._old, self._young, self._size = self._young, {}, 0
        return found

    def _made(self, packed: bytes) -> tuple[Any, ...]:
        import pickle

        self.made += 1
        data = packed if packed[:1] == pickle.PROTO else zlib.decompress(packed)
        return _joined(pickle.loads(data))  # burnish: ignore[unsafe-pickle] this run or an earlier one packed it


class PackedValues(Mapping[str, tuple[Any, ...]]):
    """The values of a file's facts by kind, kept as bytes."""

    __slots__ = ("_packed", "_recent")

    def __init__(self, packed: Mapping[str, bytes], recent: Recent) -> None:
        self._packed = {sys.intern(kind): data for kind, data in packed.items()}
        self._recent = recent

    def __getitem__(self, kind: str) -> tuple[Any, ...]:
        return self._recent.values(self._packed[kind])

    def get(self, kind: str, default: Any = None) -> Any:
        """The values of a kind."""
        data = self._packed.get(kind)
        return default if data is None else self._recent.values(data)

    def __contains__(self, kind: object) -> bool:
        return kind in self._packed

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


class Group(Sequence[tuple[Any, ...]]):
    """The values of some kinds in one file, each looked up when it is asked for."""

    __slots__ = ("_kinds", "_values")

    def __init__(self, values: PackedValues, kinds: tuple[str, ...]) -> None:
        self._values = values
        self._kinds = kinds

    def __getitem__(self, place: Any) -> Any:
        return self._values.get(self._kinds[place], ())

    def __len__(self) -> int:
        return len(self._kinds)
