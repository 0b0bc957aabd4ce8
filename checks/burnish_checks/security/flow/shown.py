"""Whether a proved flow is shown at a call, so that the pattern rule on the same call keeps quiet."""

from __future__ import annotations

import ast

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context


def proved(block: Block, call: ast.Call, context: Context, slug: str) -> bool:
    """Whether the flow rule finds untrusted data reaching the call."""
    return False
