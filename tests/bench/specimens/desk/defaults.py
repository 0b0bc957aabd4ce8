"""Defaults against their hints: contradicting-default."""

from __future__ import annotations


def labelled(title: str = 0, count: int = "none") -> str:
    """A label."""
    return f"{title}: {count}"


class Page:
    """A page of tickets."""

    def __init__(self, size: int = "all", *, first: list[int] = ()) -> None:
        self.size = size
        self.first = first
