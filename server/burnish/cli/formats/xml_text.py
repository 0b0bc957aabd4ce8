"""Text as XML 1.0 can hold it."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(text: str) -> str:
    """The text with a question mark for each character that XML has no way to write."""
    return _FORBIDDEN.sub("?", text)


def escaped(text: str) -> str:
    """The text for the inside of an element."""
    return escape(plain(text))
