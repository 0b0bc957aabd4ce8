"""Exceptions by name: what one derives from, which of several are the outermost, and what a handler lets through."""

from __future__ import annotations

from collections.abc import Iterable

from burnish_checks.core.standard_library import bases_of_exception

Known = tuple[tuple[str, ...], tuple[str, ...]]
"""Exceptions, and why there may be more."""


def less_what_is_caught(parts: Iterable[Known], caught: Iterable[str]) -> Known:
    """What comes out of a `try` body of which something is known, with handlers for the exceptions named."""
    kinds = {bases(name)[0] for name in caught}
    if kinds & {"Exception", "BaseException"}:
        return (), ()
    known = list(parts)
    kept = (item for exceptions, _ in known for item in exceptions if kinds.isdisjoint(bases(item)))
    return tuple(kept), tuple(why for _, unknown in known for why in unknown)


def bases(name: str) -> tuple[str, ...]:
    """An exception with its bases, as far as they are known."""
    return bases_of_exception(name) or (name,)


def is_exception(name: str) -> bool:
    """Whether the name is a built-in exception."""
    return len(bases(name)) > 1 and "." not in name


def outermost(names: Iterable[str]) -> tuple[str, ...]:
    """The exceptions without those that another one of them covers; a name for itself, the library's by a built-in base."""
    widened = [_spelled(name) for name in names]
    unique = list(dict.fromkeys(widened))
    kept = [name for name in unique if not any(other != name and other in bases(name) for other in unique)]
    return tuple(sorted(kept))


def _spelled(name: str) -> str:
    """The name that code would catch: `ValueError` for the library's own kinds of it, else the name itself."""
    if "." not in name:
        return name
    return next((base for base in bases(name) if base in ("ValueError", "ImportError", "KeyError")), name)
