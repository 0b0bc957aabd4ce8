"""Files that may import a module and are in no index: ignored, or beyond what the index holds."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator

from burnish_checks.files import is_source
from burnish_checks.reading import Unreadable, read

_FACE = "__init__.py"


def is_named_unread(path: str, name: str, known: Collection[str]) -> bool:
    """Whether a file beside the one at `path`, in its folder or package, is not among the known ones and has the word."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    known = frozenset(known)
    return any(word.search(_text(other)) for other in _beside(path) if other not in known)


def _beside(path: str) -> Iterator[str]:
    """The source files of the package that a file lies in, or of its folder if that is no package."""
    top = os.path.dirname(path)
    package = os.path.isfile(os.path.join(top, _FACE))
    while package and os.path.isfile(os.path.join(os.path.dirname(top), _FACE)):
        top = os.path.dirname(top)
    for folder, inner, files in os.walk(top):
        yield from (os.path.join(folder, file) for file in sorted(files) if is_source(file))
        if not package:
            inner.clear()


def _text(path: str) -> str:
    """A file's text, empty where it cannot be read."""
    try:
        return read(path).text
    except Unreadable:
        return ""
