"""The tokens of a text that need not be whole."""

from __future__ import annotations

import tokenize
from collections.abc import Iterable, Iterator


def tokens(lines: Iterable[str]) -> Iterator[tokenize.TokenInfo]:
    """Token after token, as far as the lines can be read."""
    rest = iter(lines)
    try:
        yield from tokenize.generate_tokens(lambda: next(rest, ""))
    except (tokenize.TokenError, SyntaxError):
        return
