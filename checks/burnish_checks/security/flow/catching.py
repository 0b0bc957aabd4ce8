"""Which exceptions a handler catches, by the names of their classes."""

from __future__ import annotations

import builtins


def catches(words: frozenset[str], raised: str) -> bool:
    """Whether a handler of classes of these names catches an exception of that one."""
    if raised in words or not words.isdisjoint(("Exception", "BaseException")):
        return True
    found = getattr(builtins, raised, None)
    bases = {base.__name__ for base in found.__mro__} if isinstance(found, type) else set()
    return not bases.isdisjoint(words)
