"""Digits and letters that are drawn one by one: what they spell is a code, or a name that nobody is to guess."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TypeGuard

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.patterns import deferred
from burnish_checks.security.dispatch import under
from burnish_checks.security.words import words


def spelt(block: Block, call: ast.Call, around: Sequence[str], context: Context) -> str | None:
    """The name, where it is that of a code, or of a long key of sessions, or of a long random part of an address under which
    something is given out."""
    if not around or not call.args:
        return None
    drawn = (context.qualified(part) for part in ast.walk(call.args[0]) if isinstance(part, ast.Attribute | ast.Name))
    if _LETTERS.isdisjoint(drawn):
        return None
    said = words(around[0])
    is_code = said[-1:] in (("code",), ("codes",), ("pin",), ("pins",))
    is_key = said[-1:] == ("key",) and not _OF_LOGINS.isdisjoint(said)
    is_hidden = is_key or ("random" in said and _is_given_out(block, around[0]))
    return around[0] if is_code or (is_hidden and _is_long(block, call)) else None


_OF_LOGINS = frozenset({"session", "auth", "signing"})
_LETTERS = under(["string"], ["digits", "ascii_letters", "ascii_uppercase", "ascii_lowercase", "hexdigits"])


def _is_long(block: Block, call: ast.Call) -> bool:
    """Whether so many are drawn that none is to be found by trying."""
    around = [item for item in block.ancestors(call) if isinstance(item, (ast.GeneratorExp, ast.ListComp))]
    counts = [item.iter.args[-1] for item in (part.generators[0] for part in around) if _counts(item.iter)]
    counts += [item.value for item in call.keywords if item.arg == "k"]
    return any(
        isinstance(item, ast.Constant) and isinstance(item.value, int) and item.value >= _LONG for item in counts
    )


def _counts(walked: ast.expr) -> TypeGuard[ast.Call]:
    return isinstance(walked, ast.Call) and dotted(walked.func) in ("range", "xrange") and bool(walked.args)


_LONG = 16


def _is_given_out(block: Block, name: str) -> bool:
    """Whether what has the name goes into a call that makes or stores what is fetched by an address."""
    uses = [item for item in block.nodes(ast.Name) if item.id == name and isinstance(item.ctx, ast.Load)]
    calls = [item for use in uses for item in block.ancestors(use) if isinstance(item, ast.Call)]
    return any(_ADDRESSES.search(dotted(item.func)) for item in calls)


_ADDRESSES = deferred(r"upload|url|link|share|public")
