"""Whether a proved flow is shown at a call, so that the pattern rule on the same call keeps quiet."""

from __future__ import annotations

import ast

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.settings import Settings
from burnish_checks.security.flow.proving import proved_flows


def proved(block: Block, call: ast.Call, context: Context, slug: str) -> bool:
    """Whether the flow rule `slug` is on and finds untrusted data reaching the call."""
    if not _is_on(context.settings, slug):
        return False
    return any(flow.node is call and flow.kind == slug for flow in proved_flows(block, context))


def _is_on(settings: Settings, slug: str) -> bool:
    names = {slug, "security", "all"}
    if slug in settings.ignore or "security" in settings.ignore:
        return False
    return not settings.only_selected or bool(names.intersection(settings.select))
