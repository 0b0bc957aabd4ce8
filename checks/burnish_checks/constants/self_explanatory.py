"""Whether a reader knows a number without a name: from what is written beside it, or from what it stands in."""

from __future__ import annotations

import re

from burnish_checks import syntax
from burnish_checks.constants.comments import is_commented
from burnish_checks.constants.literals import number
from burnish_checks.constants.meaning import Meaning
from burnish_checks.core.block import Block
from burnish_checks.patterns import deferred

SMALL = 12
"""The largest number of a row or column that speaks for itself."""
ORDER = (syntax.Lt, syntax.LtE, syntax.Gt, syntax.GtE)
"""The comparisons that a bound stands in."""
_HANDFUL = 3
_KIBI = 1024
_RUNGS = 3


def is_told(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """Whether a reader knows the number all the same: from a comment or the docstring, as a step of a scale, a round
    number, or the end of a clock."""
    value = number(node)
    if value in _ROUND or (isinstance(value, int) and abs(value) <= SMALL):
        return True
    if is_commented(block, node, meaning.words) or _is_documented(block, node):
        return True
    line = block.lines[block.span(node).end_line]
    if "#" in line.partition(block.source(node))[2] or block.source(node).lower().startswith("0x"):
        return True
    if _is_kept_within(block, node) or _is_of_a_preview(block, node):
        return True
    return _is_a_rung(block, node) or _is_of_a_clock(node, meaning) or _is_of_a_circle(block, node)


def _is_kept_within(block: Block, node: syntax.expr) -> bool:
    """Whether a value is kept within bounds: the range speaks, or what it may be at most is what it then is."""
    compare = block.parent(node)
    if not isinstance(compare, syntax.Compare):
        return False
    if len(compare.ops) > 1:
        return True
    other = compare.left if compare.left is not node else compare.comparators[0]
    around = block.parent(compare)
    if isinstance(around, syntax.IfExp):
        chosen = {block.source(around.body), block.source(around.orelse)}
        return chosen == {block.source(node), block.source(other)}
    while isinstance(around, syntax.BoolOp):
        around = block.parent(around)
    return isinstance(around, syntax.If) and any(
        isinstance(item, syntax.Assign)
        and number(item.value) == number(node)
        and block.source(other) in map(block.source, item.targets)
        for item in around.body
    )


def _is_of_a_preview(block: Block, node: syntax.expr) -> bool:
    """Whether what is longer is cut and marked so: `text = text[:150] + "..."`."""
    around = next((item for item in block.ancestors(node) if isinstance(item, (syntax.If, syntax.IfExp))), None)
    return around is not None and any(
        isinstance(item, syntax.Slice)
        and item.upper is not None
        and number(item.upper) == number(node)
        and isinstance(outer := _two_around(block, item), (syntax.BinOp, syntax.FormattedValue))
        and (isinstance(outer, syntax.FormattedValue) or isinstance(outer.op, (syntax.Add, syntax.Mod)))
        for item in syntax.walk(around)
    )


def _two_around(block: Block, node: syntax.AST) -> syntax.AST | None:
    """What a cut out text stands in, also where its ends are trimmed: `text[:80].strip() + " ..."`."""
    around = block.parent(node)
    while isinstance(around, (syntax.Subscript, syntax.Attribute, syntax.Call)):
        around = block.parent(around)
    return around


def _is_of_a_circle(block: Block, node: syntax.expr) -> bool:
    """Whether a quarter, half or whole circle stands where there are angles, or places on the globe."""
    return number(node) in _CIRCLES and _ANGLES.search(block.text) is not None


_CIRCLES = (90, -90, 180, -180, 270, -270, 360, -360)

_ANGLES = deferred(
    r"(?<![^\W_])(?:lat|lon|lng|latitudes?|longitudes?|angles?|degrees?|azimuth|bearing|heading|hue|meridian|geodetic|plate_?carree|lonlat|wgs84)(?![^\W_])",
    re.I,
)

_ROUND = frozenset(
    {
        *(8, 16, 32, 64, 128, 256),
        *(10**power for power in range(1, 13)),
        *(1024**power for power in range(7)),
        *(2**bits - 1 for bits in (7, 8, 15, 16, 31, 32, 63, 64)),
    }
)
"""Widths in bits, powers of ten and of 1024, and what a whole number of bytes holds."""


def _is_documented(block: Block, node: syntax.expr) -> bool:
    """Whether the docstring of a function around has the number, or a comment that stands a little above."""
    written = {block.source(node)}
    if isinstance(node, syntax.Tuple):
        written.add(".".join(str(number(item)) for item in node.elts))  # as a version
    texts = [
        syntax.get_docstring(item) or "" for item in block.ancestors(node) if isinstance(item, syntax.FunctionNode)
    ]
    line = block.span(node).start_line
    texts += [text for text in block.lines[max(0, line - _NEAR) : line] if text.lstrip().startswith("#")]
    return any(
        re.search(rf"(?<![\w.]){re.escape(item)}(?![\w.]*\w)", text) is not None for item in written for text in texts
    )


_NEAR = 8
"""So many lines above a number a comment that has it is still about it."""


def _is_of_a_clock(node: syntax.expr, meaning: Meaning) -> bool:
    """Whether a time is held against the hours, minutes or seconds that there are: `elapsed >= 60`, `start_time <= 23`."""
    return number(node) in _OF_A_CLOCK and any(
        word in _TIMES or word.endswith(("seconds", "minutes", "hours")) for word in meaning.words
    )


_OF_A_CLOCK = (23, 24, 59, 60, 1000, 3600, 86400)

_TIMES = frozenset(
    {"age", "day", "days", "delta", "duration", "elapsed", "hour", "hours", "min", "mins", "minute", "minutes", "sec",
     "second", "seconds", "secs", "time", "timespan", "uptime"}
)  # fmt: skip


def _is_a_rung(block: Block, node: syntax.expr) -> bool:
    """Whether the same value is held against several numbers, one after the other, or against a handful: a scale, or
    the cases of a format."""
    compare = block.parent(node)
    if not isinstance(compare, syntax.Compare):
        return False
    ordered = isinstance(compare.ops[0], ORDER)
    if ordered and number(node) in (_HANDFUL, _KIBI):
        return True
    subject = syntax.dump(compare.left if compare.left is not node else compare.comparators[0])
    function = block.function_around(node)
    numbers = {
        number(compare.comparators[0] if one is compare.left else compare.left)
        for compare in (syntax.walk(function) if function is not None else ())
        if isinstance(compare, syntax.Compare) and isinstance(compare.ops[0], ORDER) == ordered
        for one in (compare.left, compare.comparators[0])
        if syntax.dump(one) == subject
    }
    return len(numbers - {None}) >= _RUNGS
