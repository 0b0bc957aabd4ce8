"""Paths as the index keeps them: absolute and written plainly, but for what has a scheme (`untitled:...`)."""

from __future__ import annotations

import os
from functools import lru_cache


def absolute(path: str) -> str:
    """The path by which a file is known, whatever way it is named."""
    return _normal(path) if os.path.isabs(path) else path if _has_scheme(path) else os.path.abspath(path)


def _has_scheme(path: str) -> bool:
    return "://" in path or path.startswith("untitled:")


@lru_cache(maxsize=4096)
def _normal(path: str) -> str:
    """The same path written plainly; remembered, as one file asks hundreds of questions."""
    return path if _has_scheme(path) else os.path.abspath(path)
