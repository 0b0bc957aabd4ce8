"""Regular expressions that are compiled when they are first used.

Importing the rules compiled 344, which took 31 of the 125 ms that it takes; a short file uses a tenth of them. Those that
every file needs at once are compiled where they are written, as ever: `re.compile` is the slow equivalent, and from the
second call on as fast.
"""

from __future__ import annotations

import re
import sys
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")
_waiting: list[_Deferred] = []


def deferred(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` makes of a pattern, from its first use on."""
    made = _Deferred(pattern, flags)
    _waiting.append(made)
    return cast("re.Pattern[str]", made)


def compile_deferred(most: int = sys.maxsize) -> bool:
    """Compile so many of those that nobody has used yet; whether there are more, for a caller with something to answer."""
    while _waiting and most:
        most -= 1
        _waiting.pop().compiled()
    return bool(_waiting)


class _Deferred:
    """Behaves as the pattern; the methods of the compiled one take the place of its own."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags
        self._compiled: re.Pattern[str] | None = None

    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        if self._compiled is None:
            self._compiled = re.compile(*self._source)
            for name in _METHODS:
                setattr(self, name, getattr(self._compiled, name))
        return self._compiled

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # copying and pickling look for methods that it has not
            raise AttributeError(name)
        return getattr(self.compiled(), name)
