"""Numbers and lists as sentences have them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def plural(count: int, noun: str) -> str:
    """`1 file`, `2 files`, `3 classes`."""
    if count == 1:
        return f"1 {noun}"
    if noun.endswith(("s", "x", "ch")):
        return f"{count:,} {noun}es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{count:,} {noun[:-1]}ies"
    return f"{count:,} {noun}s"


def counted(count: int, severity: str) -> str:
    """`2 warnings`; of `information` there is no plural."""
    return f"{count:,} information" if severity == "information" else plural(count, severity)


def spelled(count: int) -> str:
    """A small number as a word."""
    return _SMALL[count] if 0 <= count < len(_SMALL) else f"{count:,}"


def listed(items: Sequence[str], most: int = 0) -> str:
    """`a`, `a and b`, `a, b and c`; more than `most` (if given) are cut to `a, b and 4 more`."""
    if most and len(items) > most:
        items = [*items[: most - 1], f"{len(items) - most + 1} more"]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def capitalised(text: str) -> str:
    """A text with a capital first letter, and all others as they are."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """A text with a capital first letter (unless it begins with code) and a full stop."""
    text = text.strip()
    if text[:1].islower():
        text = text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph, or of the items of a list, each on one line; what ends within backticks is code."""
    found: list[str] = []
    for item in re.split(r"^- ", text, flags=re.MULTILINE):
        for part in re.split(r"(?<=[.!?])\s+(?=[A-Z`*(])", " ".join(item.split())):
            if found and found[-1].count("`") % 2:
                found[-1] += f" {part}"
            elif part:
                found.append(part)
    return found
