"""Limits: constant-name."""

from typing import Final

most_open: Final = 7
Longest_Title: Final[int] = 80


def is_allowed(count, title):
    """Whether one more ticket may be opened."""
    return count < most_open and len(title) <= Longest_Title
