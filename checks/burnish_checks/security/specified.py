"""Modules that say which specification they implement: what it prescribes is no choice of theirs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector
from burnish_checks.patterns import deferred

KIND = "specification"
_NAMES = deferred(r"\bRFC[ -]?\d{3,5}\b|\[MS-[A-Z0-9]+\]|\bNIST SP\b|\bFIPS[ -]?\d|\bISO/IEC\b|\bdraft-\w+-")


@collector(KIND, local=True, docstrings=True, words=("RFC", "MS-", "NIST", "FIPS", "ISO", "draft-"))
def specification(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Whether a block names a specification: an RFC, an open specification of Microsoft's, one of NIST or ISO."""
    if block.body and _NAMES.search(block.text):
        yield True, block.body[0]


@topic("is-specified", reads=(KIND,))
def is_specified(view: View, index: int) -> Any:
    """Whether the module names a specification."""
    return bool(view.joined.get(KIND))
