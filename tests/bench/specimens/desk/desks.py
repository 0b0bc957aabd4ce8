"""Desks, which use limits of another module: constant-name."""

from desk import limits
from desk.limits import most_open


def free(count):
    """How many more tickets may be opened."""
    return most_open - count


def shortened(title):
    """A title that fits."""
    return title[: limits.Longest_Title]
