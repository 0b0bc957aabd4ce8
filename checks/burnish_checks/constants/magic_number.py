"""The rule magic-number, and the repair that names what it finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.constants import harmless
from burnish_checks.constants.comments import is_commented
from burnish_checks.constants.extract import MAY_READ_DIFFERENTLY, extraction
from burnish_checks.constants.literals import leads, number, number_tuple, outermost
from burnish_checks.constants.meaning import Meaning, meaning_of, role_of
from burnish_checks.constants.standard import NAMED_ARGUMENTS
from burnish_checks.constants.units import is_plain_unit
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, Topic, View, topic
from burnish_checks.core.facts import Collector, collector
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import values
from burnish_checks.patterns import deferred

_MOST_TELLING = 10
_SMALL = 12
"""The largest number of a row or column that speaks for itself."""
_REPEATED = 2
_ORDER = (syntax.Lt, syntax.LtE, syntax.Gt, syntax.GtE)
_HANDFUL = 3
_KIBI = 1024
_RUNGS = 3
_WAITS = frozenset({"sleep", "settimeout", "setdefaulttimeout"})


@rule(
    Category.CONSTANTS,
    visits=(syntax.Constant, syntax.Tuple),
    only=(values(int, float),),
    severity=Severity.INFORMATION,
    partial_aliases=("PLR2004", "R2004", "WPS432"),
    in_tests=False,
    docstrings=True,
)
def magic_number(block: Block, node: Any, context: Context) -> Iterator[Finding]:
    """A number that means something and does not say what.

    A reader cannot tell a password's least length from a port, and whoever changes one of three equal
    numbers does not know which others belong to it. A name says both.

    Looked at are numbers in comparisons, in arithmetic, as positional arguments that are a delay, an HTTP status, or
    a tuple (a version, say, which counts as one value), and as defaults that several functions share. Left alone is
    what everybody reads at once (0, 1, -1, 2, powers of ten and two, bits, indexes, offsets, units such as 60,
    angles, dates, characters, how many parts a split has, formulas) and what is named already (keyword arguments,
    dictionary entries, assignments, `sys.version_info`), and tests. Said aloud is a bound by which what follows is cut
    (`if len(text) > 77: text = text[:77]`) or that another value is held against in the same function: whoever changes
    the one has to find the other. Any other is a hint, and so is such a bound where a comment beside it or the docstring
    explains it, where it is one of several steps
    (`size < 10`, `size < 50`, `size < 250`) or of a range (`70 < size <= 150`), what is kept within bounds
    (`if angle > 179: angle = 179`), the length of a preview (`text[:150] + "..."`), a number written in hexadecimal,
    the end of a clock (`elapsed >= 60`), a quarter, half or whole circle beside
    angles or a longitude, or a round number (64, 1000, 1024, anything up to a dozen), and where what is cut out asks for
    it (`len(data) >= 19` above `data[1:19]`).

    ```python
    def check_name(name):
        if len(name) > 255:
            raise ValueError("too long")
    ```

    ```python
    MAX_NAME_LENGTH = 255


    def check_name(name):
        if len(name) > MAX_NAME_LENGTH:
            raise ValueError("too long")
    ```
    """
    parent = block.parent(node)
    if parent.__class__ not in _AROUND or is_small_argument(node, parent):
        return
    found = candidate(block, node)
    if found is None or not may_be_reported(block, found):
        return
    meaning = meaning_of(block, found)
    if _is_reported(block, found, meaning, context) and not harmless.reason(block, found, meaning):
        shown = block.source(found)
        if meaning.standard is not None:
            name = meaning.standard.shown
            message = f"The number {shown} has a name: `{name}`."
            known = (
                meaning.standard.family == "status"  # `status == 404`: what it is, its neighbour says
                or meaning.role in ("argument", "default", "keyword")
                or is_commented(block, found, meaning.words)
            )
            severity = Severity.HINT if known else None
            yield block.finding(found, message, data={"title": f"Use `{name}`"}, severity=severity)
            return
        what = "tuple" if isinstance(found, syntax.Tuple) else "number"
        message = f"The {what} {shown} does not say what it means; name it."
        title = f"Extract constant `{meaning.name}`" if meaning.name else "Extract constant"
        severity = None if _is_there_again(block, found) and not _is_told(block, found, meaning) else Severity.HINT
        yield block.finding(found, message, data={"title": title}, severity=severity)


def _is_there_again(block: Block, node: syntax.expr) -> bool:
    """Whether what follows a bound is cut by the same number, or another value is held against it:
    `if len(text) > 77: text = text[:77]`."""
    compare, value = block.parent(node), number(node)
    if not isinstance(compare, syntax.Compare) or not isinstance(compare.ops[0], _ORDER) or value is None:
        return False
    around = next((item for item in block.ancestors(compare) if isinstance(item, (syntax.If, syntax.IfExp))), None)
    if around is None or not any(item is compare for item in syntax.walk(around.test)):
        return False
    parts = [*around.body, *around.orelse] if isinstance(around, syntax.If) else [around.body, around.orelse]
    return any(
        number(item) == value and (_cuts(block, item) or _bounds_another(block, item, compare))
        for part in parts
        for item in syntax.walk(part)
        if isinstance(item, syntax.Constant)
    )


def _cuts(block: Block, node: syntax.expr) -> bool:
    """Whether what is longer is cut to that length: `text[:77]`. A part from the middle, `data[1:9]`, is a field."""
    around = block.parent(node)
    return isinstance(around, syntax.Slice) and around.upper is node and around.lower is None


def _bounds_another(block: Block, node: syntax.expr, compare: syntax.Compare) -> bool:
    """Whether another value than in the comparison is held against the number."""
    other = block.parent(node)
    return (
        isinstance(other, syntax.Compare)
        and isinstance(other.ops[0], _ORDER)
        and other.comparators[0] is node
        and syntax.dump(other.left) != syntax.dump(compare.left)
    )


def _is_told(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """Whether a reader knows the number all the same: from a comment or the docstring, as a step of a scale, a round
    number, or the end of a clock."""
    value = number(node)
    if value in _ROUND or (isinstance(value, int) and abs(value) <= _SMALL):
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
    ordered = isinstance(compare.ops[0], _ORDER)
    if ordered and number(node) in (_HANDFUL, _KIBI):
        return True
    subject = syntax.dump(compare.left if compare.left is not node else compare.comparators[0])
    function = block.function_around(node)
    numbers = {
        number(compare.comparators[0] if one is compare.left else compare.left)
        for compare in (syntax.walk(function) if function is not None else ())
        if isinstance(compare, syntax.Compare) and isinstance(compare.ops[0], _ORDER) == ordered
        for one in (compare.left, compare.comparators[0])
        if syntax.dump(one) == subject
    }
    return len(numbers - {None}) >= _RUNGS


def candidate(block: Block, node: syntax.expr) -> syntax.expr | None:
    """The expression to look at for a constant or tuple: numbers once, by their first literal."""
    if isinstance(node, syntax.Tuple):
        parent = block.parent(node)
        passed = isinstance(parent, syntax.Call) and node in parent.args
        return node if passed and number_tuple(node) is not None else None
    if type(node.value) not in (int, float):  # type: ignore[attr-defined]
        return None
    outer = outermost(block, node)
    return outer if leads(node, outer) else None


def is_small_argument(node: syntax.expr, parent: syntax.AST | None) -> bool:
    """Whether a constant is passed that `may_be_reported` turns away: every second of all, told at once."""
    return (
        isinstance(parent, syntax.Call)
        and isinstance(node, syntax.Constant)
        and isinstance(node.value, (int, float))
        and harmless.is_tiny(node.value)
        and _last_name(parent.func) not in NAMED_ARGUMENTS
    )


def may_be_reported(block: Block, node: syntax.expr) -> bool:
    """Whether the place and value can be reported at all, told before its meaning is worked out, which is slow.

    Nearly all numbers are indexes, assignments, or 0 and 1. `_is_reported` and `harmless.reason` have the last word.
    """
    parent = block.parent(node)
    if parent.__class__ not in _ASKING:
        return False
    if isinstance(parent, (syntax.Tuple, syntax.List, syntax.Set)):
        parent = block.parent(parent)
        if not isinstance(parent, syntax.Compare):
            return False
    if isinstance(parent, syntax.Compare):
        return not _is_tiny(node) or "errno" in block.source(parent).lower()
    if isinstance(parent, syntax.Call):
        return node in parent.args and (not _is_tiny(node) or _last_name(parent.func) in NAMED_ARGUMENTS)
    if isinstance(parent, (syntax.BinOp, syntax.AugAssign)):
        role = role_of(parent.op)
        multiplied = isinstance(node, syntax.BinOp) and isinstance(node.op, syntax.Mult)
        asks = (role == "factor" and not is_plain_unit(node)) or (role == "offset" and multiplied)
        return asks and not _is_tiny(node)
    return isinstance(parent, syntax.arguments) and _is_long(node)


_ASKING = frozenset(
    {
        syntax.Tuple,
        syntax.List,
        syntax.Set,
        syntax.Compare,
        syntax.Call,
        syntax.BinOp,
        syntax.AugAssign,
        syntax.arguments,
    }
)
"""What a number stands in where it may ask for a name."""
_AROUND = _ASKING | {syntax.UnaryOp}
"""The same of the literal in it, which may have a sign."""


def _is_tiny(node: syntax.expr) -> bool:
    value = number(node)
    return value is not None and harmless.is_tiny(value)


def _last_name(node: syntax.AST) -> str:
    """The last word of a dotted name, or empty."""
    return node.attr if isinstance(node, syntax.Attribute) else node.id if isinstance(node, syntax.Name) else ""


def _is_reported(block: Block, node: syntax.expr, meaning: Meaning, context: Context) -> bool:
    """Whether the place is one that asks for a name at all, and says what the name should tell."""
    if (not meaning.name or meaning.guessed) and meaning.standard is None:
        return False
    if meaning.role == "compare" and isinstance(block.parent(node), (syntax.Tuple, syntax.List, syntax.Set)):
        return meaning.standard is not None
    if meaning.role == "compare":
        return "PLR2004" not in context.settings.ignore  # what a peer shows there
    if meaning.role == "factor":
        return True
    if meaning.role == "argument" and isinstance(node, syntax.Tuple):
        return not _is_position(block, node)
    if meaning.role == "offset":
        return isinstance(node, syntax.BinOp) and isinstance(node.op, syntax.Mult)
    if meaning.role == "argument":
        if meaning.standard is not None or _WAITS.intersection(meaning.words[:1]):
            return True
        return isinstance(meaning.key, tuple) and meaning.key[0] == "limit" and _is_long(node)
    if meaning.role == "default":
        if any(_is_stub(item) for item in block.ancestors(node)):
            return False
        return _is_long(node) and context.ask("number-uses", _fact(node, meaning)) >= _REPEATED
    return False


def _is_position(block: Block, node: syntax.Tuple) -> bool:
    """Whether a tuple of small numbers follows what it places: `sizer.Add(button, (3, 0), (1, 2))`."""
    call = block.parent(node)
    assert isinstance(call, syntax.Call)
    values = [number(item) for item in node.elts]
    small = all(isinstance(value, int) and abs(value) <= _SMALL for value in values)
    return small and call.args[0] is not node


def _is_stub(node: syntax.AST) -> bool:
    """Whether a function only declares its parameters, as overloads do."""
    body = getattr(node, "body", None)
    if not isinstance(node, syntax.FunctionNode) or not body or len(body) > 1:
        return False
    return (
        isinstance(body[0], syntax.Expr) and isinstance(body[0].value, syntax.Constant) and body[0].value.value is ...
    )


def _is_long(node: syntax.expr) -> bool:
    value = number(node)
    return isinstance(value, (int, float)) and abs(value) > _MOST_TELLING and value != 100


def _fact(node: syntax.expr, meaning: Meaning) -> str:
    return f"{meaning.role} {meaning.key} {number(node)!r}"


@collector("shared-numbers", local=True, among=(syntax.arguments,))
def shared_numbers(block: Block) -> Iterator[tuple[Any, Any]]:
    """Numbers that are defaults of parameters, each with the parameter it is for."""
    for arguments in block.nodes(syntax.arguments):
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None and _is_long(default):
                meaning = meaning_of(block, default)
                yield _fact(default, meaning), default


@topic("number-uses", reads=("shared-numbers",))
def number_uses(view: View, index: int, fact: str) -> int:
    """How many parameters of the module have the same name and number."""
    return view.joined.get("shared-numbers", {}).get(fact, 0)


COLLECTORS: tuple[Collector, ...] = (shared_numbers,)
TOPICS: tuple[Topic, ...] = (number_uses,)


@magic_number.fix(
    "{title}",
    Safety.SAFE,
    why=MAY_READ_DIFFERENTLY,
    doubt=lambda target: target.finding.data["title"].startswith("Use "),
)
def extract_constant(target: Target) -> Repair:
    """Name the number, here and wherever it means the same."""
    constant = next((node for node in _at(target) if target.block.span(node) == target.finding.span), None)
    if constant is None:
        constant = target.node(syntax.Constant)
    return extraction(target.snapshot, target.index, constant)


def _at(target: Target) -> Iterator[syntax.expr]:
    yield from target.block.nodes(syntax.BinOp, syntax.UnaryOp, syntax.Tuple, syntax.Constant)
