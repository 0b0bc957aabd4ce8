"""The texts of files as their editors have them, or else as they are on disk, and the words in each."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left

from burnish_checks.reading import Unreadable, read

_WORD = re.compile(r"\w+")


class Texts:
    """What is known of texts, by path."""

    def __init__(self) -> None:
        self.unsaved: dict[str, str] = {}
        """The texts that are in no file yet."""
        self._words: dict[str, array[int]] = {}
        """The hashes of each file's words, sorted: remembered until the file is said to have changed."""

    def take(self, path: str, text: str, unsaved: bool) -> bool:
        """Take a new text, which is kept while it is `unsaved`; whether it is another than was kept."""
        self._words.pop(path, None)
        changed = self.unsaved.get(path) != text
        if unsaved:
            self.unsaved[path] = text
        else:
            self.unsaved.pop(path, None)
        return changed

    def forget(self, path: str) -> None:
        """Know no more of a text than the disk does."""
        self.unsaved.pop(path, None)
        self._words.pop(path, None)

    def forget_words(self) -> None:
        """Any file may have changed."""
        self._words.clear()

    def of(self, path: str) -> str | None:
        """The unsaved text if there is one, else what is on disk; None if it cannot be read."""
        if path in self.unsaved:
            return self.unsaved[path]
        try:
            return read(path).text
        except Unreadable:
            return None

    def has_word(self, path: str, word: str) -> bool:
        """Whether a text holds the word, as a whole word, anywhere."""
        words, wanted = self._words_in(path), hash(word)
        at = bisect_left(words, wanted)
        return at < len(words) and words[at] == wanted

    def _words_in(self, path: str) -> array[int]:
        found = self._words.get(path)
        if found is None:
            text = self.of(path)
            words = set(map(hash, _WORD.findall(text))) if text is not None else ()
            found = self._words[path] = array("q", sorted(words))
        return found
