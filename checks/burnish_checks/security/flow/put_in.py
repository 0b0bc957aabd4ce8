"""What was put into an attribute of an object from outside its class: it is read from that one alone, and from what reads it."""

from __future__ import annotations

from collections.abc import Callable, Container

from burnish_checks.security.flow.taints import Taint

IN_ATTRIBUTE = "in the attribute "
"""Begins what stands among cleared kinds for what was put into an attribute of an object, while the object is what holds it: its
class as the symbol of what made it, and the attribute."""


def put_in_attribute(taints: frozenset[Taint], owner: str, attr: str) -> frozenset[Taint]:
    """The taints of an object into an attribute of which the data was put."""
    mark = f"{IN_ATTRIBUTE}{owner}.{attr}"
    return frozenset(Taint(taint.origin, out_of_attribute(taint.cleared) | {mark}) for taint in taints)


def attributes_of(taint_cleared: frozenset[str]) -> list[tuple[str, str]]:
    """The classes and attributes of objects into which the data was put that is cleared so."""
    marks = (mark[len(IN_ATTRIBUTE) :].rpartition(".") for mark in taint_cleared if mark.startswith(IN_ATTRIBUTE))
    return [(owner, attr) for owner, _, attr in marks]


def read_attribute(
    taints: frozenset[Taint], read: str, reads: Callable[[str, str], Container[str] | None]
) -> frozenset[Taint]:
    """The taints of an object once an attribute is read, or a property, of which `reads` tells what that reads itself."""
    if not any(mark.startswith(IN_ATTRIBUTE) for taint in taints for mark in taint.cleared):
        return taints
    found: set[Taint] = set()
    for taint in taints:
        known = attributes_of(taint.cleared)
        if not known:
            found.add(taint)
        elif any(_gives(owner, attr, read, reads) for owner, attr in known):
            found.add(Taint(taint.origin, out_of_attribute(taint.cleared)))
    return frozenset(found)


def _gives(owner: str, attr: str, read: str, reads: Callable[[str, str], Container[str] | None]) -> bool:
    if read == attr or not read.isidentifier() or read.startswith("__"):
        return True
    inner = reads(owner, read)
    return inner is not None and attr in inner


def out_of_attribute(marks: frozenset[str]) -> frozenset[str]:
    """What is known of data that is no longer in an object."""
    return frozenset(mark for mark in marks if not mark.startswith(IN_ATTRIBUTE)) if attributes_of(marks) else marks
