"""The rule magic-number, and the repair that names what it finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.constants import harmless
from burnish_checks.constants.candidates import AROUND, candidate, is_long, is_small_argument, may_be_reported
from burnish_checks.constants.comments import is_commented
from burnish_checks.constants.extract import MAY_READ_DIFFERENTLY, extraction
from burnish_checks.constants.literals import number
from burnish_checks.constants.meaning import Meaning, meaning_of
from burnish_checks.constants.self_explanatory import ORDER, SMALL, is_told
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, Topic, View, topic
from burnish_checks.core.facts import Collector, collector, dotted
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import values

_REPEATED = 2
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
    if parent.__class__ not in AROUND or is_small_argument(node, parent):
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
        severity = None if _is_there_again(block, found) and not is_told(block, found, meaning) else Severity.HINT
        yield block.finding(found, message, data={"title": title}, severity=severity)


def _is_there_again(block: Block, node: syntax.expr) -> bool:
    """Whether what follows a bound is cut by the same number, or another value is held against it:
    `if len(text) > 77: text = text[:77]`."""
    compare, value = block.parent(node), number(node)
    if not isinstance(compare, syntax.Compare) or not isinstance(compare.ops[0], ORDER) or value is None:
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
    """Whether what is longer is cut to that length: `text[:77]`. A part from the middle, `data[1:9]`, is a field, and how much
    goes into a line of a log matters to nobody."""
    around = block.parent(node)
    if not isinstance(around, syntax.Slice) or around.upper is not node or around.lower is not None:
        return False
    cut = block.parent(around)
    call = block.parent(cut) if cut is not None else None
    return not (isinstance(call, syntax.Call) and dotted(call.func).rpartition(".")[2] in _LOGGED_BY)


_LOGGED_BY = frozenset({"debug", "info", "warning", "warn", "error", "critical", "exception", "log"})


def _bounds_another(block: Block, node: syntax.expr, compare: syntax.Compare) -> bool:
    """Whether another value than in the comparison is held against the number."""
    other = block.parent(node)
    return (
        isinstance(other, syntax.Compare)
        and isinstance(other.ops[0], ORDER)
        and other.comparators[0] is node
        and syntax.dump(other.left) != syntax.dump(compare.left)
    )


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
        return isinstance(meaning.key, tuple) and meaning.key[0] == "limit" and is_long(node)
    if meaning.role == "default":
        if any(_is_stub(item) for item in block.ancestors(node)):
            return False
        return is_long(node) and context.ask("number-uses", _fact(node, meaning)) >= _REPEATED
    return False


def _is_position(block: Block, node: syntax.Tuple) -> bool:
    """Whether a tuple of small numbers follows what it places: `sizer.Add(button, (3, 0), (1, 2))`."""
    call = block.parent(node)
    assert isinstance(call, syntax.Call)
    values = [number(item) for item in node.elts]
    small = all(isinstance(value, int) and abs(value) <= SMALL for value in values)
    return small and call.args[0] is not node


def _is_stub(node: syntax.AST) -> bool:
    """Whether a function only declares its parameters, as overloads do."""
    body = getattr(node, "body", None)
    if not isinstance(node, syntax.FunctionNode) or not body or len(body) > 1:
        return False
    return (
        isinstance(body[0], syntax.Expr) and isinstance(body[0].value, syntax.Constant) and body[0].value.value is ...
    )


def _fact(node: syntax.expr, meaning: Meaning) -> str:
    return f"{meaning.role} {meaning.key} {number(node)!r}"


@collector("shared-numbers", local=True, among=(syntax.arguments,))
def shared_numbers(block: Block) -> Iterator[tuple[Any, Any]]:
    """Numbers that are defaults of parameters, each with the parameter it is for."""
    for arguments in block.nodes(syntax.arguments):
        for default in (*arguments.defaults, *arguments.kw_defaults):
            if default is not None and is_long(default):
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
