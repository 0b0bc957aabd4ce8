"""Looking for a pattern in a block's text only where one of its words occurs.

A pattern of alternatives is tried at every character: 50 to 100 microseconds for a function of 40 lines, and several
checks begin with one. Finding a plain word takes 0.1. `Mention.plainly` is the slow equivalent. Where words of many
kinds are looked for, each kind has a pattern of its own (`Mentions`), and most begin with letters that the search can go to:
whether a function is worth following took 46 microseconds with one pattern of all, and takes 26.
"""

from __future__ import annotations

import re

from burnish_checks.patterns import deferred


class Mention:
    """A pattern, and words of which every match holds at least one. Called with a text: whether it matches there.

    Where it is not `cased`, both are written in small letters, and so is the text before it is looked through. A word that
    is one of the alternatives is a match itself, and the pattern is looked for no more.
    """

    __slots__ = ("cased", "is_plain", "pattern", "rest", "sure", "words")

    def __init__(self, pattern: str, *words: str, cased: bool = True) -> None:
        self.pattern = deferred(pattern)
        self.words = words
        self.cased = cased
        self.is_plain = cased and pattern == "|".join(map(re.escape, words))
        """Whether any of the words is a match itself."""
        alternatives = _alternatives(pattern)
        self.sure = tuple([word for word in words if re.escape(word) in alternatives])
        others = [item for item in alternatives if item not in map(re.escape, self.sure)]
        self.rest = deferred("|".join(others)) if self.sure and others else self.pattern
        """What is looked for where none of those words is there that are matches themselves."""

    def __call__(self, text: str) -> bool:
        if not self.cased:
            text = text.lower()
        for word in self.sure:
            if word in text:
                return True
        for word in self.words:
            if word in text:
                return self.rest.search(text) is not None
        return False

    def plainly(self, text: str) -> bool:
        """The same, without regard to the words."""
        return self.pattern.search(text if self.cased else text.lower()) is not None


def _alternatives(pattern: str) -> list[str]:
    """What a pattern is a choice between; nothing where that is not plain to see."""
    found = pattern.split("|")
    if "[" in pattern or pattern.startswith("(?s)") or any(item.count("(") != item.count(")") for item in found):
        return []
    return found


class Mentions:
    """Several of them: whether any matches in a text."""

    __slots__ = ("parts",)

    def __init__(self, *parts: Mention) -> None:
        self.parts = tuple(dict.fromkeys(parts))

    def __call__(self, text: str) -> bool:
        for part in self.parts:
            for word in part.words:
                if word in text:
                    if part.is_plain or part.pattern.search(text) is not None:
                        return True
                    break
        return False

    def plainly(self, text: str) -> bool:
        """The same, without regard to the words."""
        return any(part.plainly(text) for part in self.parts)


def words(*plain: str) -> Mention:
    """What matches where any of the words occurs."""
    return Mention("|".join(map(re.escape, plain)), *plain)
