"""What people wrote that is put into a text of HTML as it is: the title of a record, an object as a text."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.security.known import choices
from burnish_checks.security.words import vocabulary, words

_WRITTEN = vocabulary(
    "title label description comment comments subject nickname biography bio remark remarks note notes"
)
_NAMES = frozenset({"name", "first_name", "last_name", "full_name", "display_name", "get_full_name"})
"""What attributes are called that people write, or that the program writes as often where it describes itself."""
_OF_THE_PROGRAM = vocabulary(
    "meta field fields settings config widget form column col header icon action option choice model cls type class tag"
    " self tab menu link button badge status state level kind style view plugin module app flag entry item"
)
"""What the owner of such an attribute is called where the program has written it."""
_FILTERS = frozenset({"filter", "simple_tag"})


def written_parts(block: Block, text: ast.AST, context: Context) -> Iterator[str]:
    """The parts of a text that is put together of HTML which are what people wrote, as they stand in the source."""
    fixed = [item.value for item in ast.walk(text) if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    if any("<" in item for item in fixed):
        yield from (block.source(part) for part in _all_parts(text, context) if _is_written(block, part, context))


_DEEPEST = 3


def _all_parts(text: ast.AST, context: Context, deepest: int = _DEEPEST) -> Iterator[ast.expr]:
    """The parts of a text, and those of what they are put together of in their turn."""
    for part in _parts(text):
        made = [item for item in choices(context, part) if isinstance(item, (ast.JoinedStr, ast.BinOp))]
        if not made and context.block.parent(part) is not None:
            yield part
        for item in made if deepest else ():
            yield from _all_parts(item, context, deepest - 1)


def _parts(text: ast.AST) -> Iterator[ast.expr]:
    """What is put into a text, be that a translated one (`_("Coupled to {}.")`), of which `queries.pieces` knows nothing."""
    if isinstance(text, ast.JoinedStr):
        yield from (item.value for item in text.values if isinstance(item, ast.FormattedValue))
    elif isinstance(text, ast.BinOp) and isinstance(text.op, ast.Mod):
        put_in = text.right
        several = put_in.values if isinstance(put_in, ast.Dict) else getattr(put_in, "elts", None)
        yield from [put_in] if several is None else several
    elif isinstance(text, ast.BinOp) and isinstance(text.op, ast.Add):
        for side in (text.left, text.right):
            yield side
            yield from _parts(side)
    elif isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) and text.func.attr == "format":
        yield from (*text.args, *(item.value for item in text.keywords))


def _is_written(block: Block, part: ast.expr, context: Context) -> bool:
    if isinstance(part, ast.Call) and dotted(part.func) == "str" and part.args:
        part = part.args[0]
    elif isinstance(part, ast.Call) and not part.args:
        part = part.func
    if isinstance(part, ast.Name):
        return _is_filtered(block, part)
    if not isinstance(part, ast.Attribute) or not (
        part.attr in _NAMES or not _WRITTEN.isdisjoint(words(part.attr)[-1:])
    ):
        return False
    owner = dotted(part.value)
    if owner == "self":
        around = context.enclosing_class
        return around is not None and any(base.rpartition(".")[2].endswith("Model") for base in around.bases)
    return bool(owner) and _OF_THE_PROGRAM.isdisjoint(words(owner.rpartition(".")[2]))


def _is_filtered(block: Block, part: ast.Name) -> bool:
    """Whether it is what a filter of templates is given."""
    function = block.function_around(part)
    if function is None or block.walk.scope_at(part).resolve(part.id) is None:
        return False
    calls = (item.func if isinstance(item, ast.Call) else item for item in function.decorator_list)
    named = {dotted(item).rpartition(".")[2] for item in calls}
    first = [item.arg for item in (*function.args.posonlyargs, *function.args.args)][:1]
    rebound = any(
        isinstance(item, ast.Name) and item.id == part.id and isinstance(item.ctx, ast.Store)
        for item in syntax.walk(function)
    )
    return not _FILTERS.isdisjoint(named) and [part.id] == first and not rebound
