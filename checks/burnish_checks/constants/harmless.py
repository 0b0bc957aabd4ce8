"""Numbers that need no name: those that everybody reads at once, and those whose place already names them.

Each exemption is a small predicate; `reason` gives the first that holds, as words for the tests and the curious.
"""

from __future__ import annotations

from collections.abc import Callable

from burnish_checks import syntax
from burnish_checks.constants.literals import Number, number, number_tuple
from burnish_checks.constants.meaning import FUNCTIONS, Meaning
from burnish_checks.constants.units import is_plain_unit
from burnish_checks.constants.words import constant_name, meaningful, split, vocabulary
from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted

_LEAST_BOUND = 250
"""Greater powers of two, and their neighbours, are told by their shape."""
_LAST_STATUS = 600
"""One more than the last code of HTTP."""
_ANY_STATUS = (100, 999)
_TINY = frozenset({0, 1, 2})
_VERSIONED = frozenset({"version", "versions", "ver", "versioninfo", "hexversion", "major", "minor", "micro", "patch",
                        "protocol", "revision", "maxunicode", "maxsize", "py3", "api"})  # fmt: skip
_CALENDAR = {
    "year": 10_000, "years": 10_000, "month": 12, "months": 12, "mon": 12, "imon": 12, "day": 366, "days": 366, "weekday": 7,
    "isoweekday": 7, "week": 54, "weeks": 54, "dow": 7, "hour": 24, "hours": 24, "minute": 60, "minutes": 60,
    "second": 60, "seconds": 60, "hh": 24, "mm": 60, "ss": 60, "century": 100, "microsecond": 1_000_000,
    "microseconds": 1_000_000, "us": 1_000_000, "usec": 1_000_000, "digit": 10, "digits": 10, "nibble": 16,
    "mday": 31, "wday": 7, "yday": 366, "hr": 24, "min": 60, "mins": 60, "sec": 61, "secs": 61,
}  # fmt: skip
_GEOMETRY = vocabulary(
    "ndim ndims dim dims dimension dimensions shape axis axes rank angle angles degrees deg degree rotation rotate lat "
    "lon latitude longitude theta phi heading hue red green blue alpha rgb percent percentage pct pcnt perc progress ratio "
    "probability prob scale dpi channels channel depth base radix prec precision digits decimals places"
)
_CHARACTERS = vocabulary("ord char chr ch byte bytes codepoint cp charcode octet unicode ucs")
_HUNDREDS = range(100, 600, 100)
_BITWISE = (syntax.BitAnd, syntax.BitOr, syntax.BitXor, syntax.LShift, syntax.RShift)
_FORMULA = 3
_ASCII = frozenset({(48, 57), (65, 90), (97, 122)})
"""The codes of digits and letters, first and last."""
_BYTE = 255
_LONGEST_TUPLE = 4
_SMALL_COUNT = 10
_SMALL_OFFSET = 16
_SHORT_LENGTH = 4


def reason(block: Block, node: syntax.expr, meaning: Meaning) -> str:
    """Why the literal needs no name, or empty."""
    for predicate in _PREDICATES:
        if predicate(block, node, meaning):
            return predicate.__name__.removeprefix("_").replace("_", " ")
    return ""


def _trivial(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """0, 1, -1, 2, a half."""
    if meaning.standard is not None:
        return False
    value = number(node)
    if value is None:
        values = number_tuple(node) or ()
        return (
            all(item in _TINY for item in values) and len(values) < 3 and "version" not in (meaning.name or "").lower()
        )
    return is_tiny(value)


def is_tiny(value: Number) -> bool:
    """Whether the number needs no name, unless the standard library has one for it."""
    return isinstance(value, complex) or abs(value) in _TINY or abs(value) == 0.5


def _in_constant_or_declaration(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """Outside functions: a named constant itself, a table, a declarative field, an enum member."""
    return not any(isinstance(item, (*FUNCTIONS, syntax.Lambda)) for item in block.ancestors(node)) and (
        meaning.role not in ("compare",) or _is_constant_statement(block, node)
    )


def _is_constant_statement(block: Block, node: syntax.expr) -> bool:
    return isinstance(block.statement_of(node), (syntax.Assign, syntax.AnnAssign))


def _in_decorator_or_annotation(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`@lru_cache(128)`, `Literal[3]`."""
    child: syntax.AST = node
    for outer in block.ancestors(node):
        if isinstance(outer, (*FUNCTIONS, syntax.ClassDef)):
            return child in outer.decorator_list or child is getattr(outer, "returns", None)
        if isinstance(outer, (syntax.arg, syntax.AnnAssign)) and child is outer.annotation:
            return True
        child = outer
    return False


def _in_index(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """Anywhere inside `[...]` of a subscript."""
    child: syntax.AST = node
    for outer in block.ancestors(node):
        if isinstance(outer, syntax.Subscript) and child is outer.slice:
            return True
        if isinstance(outer, syntax.stmt):
            return False
        child = outer
    return False


def _in_pattern(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """A `case` pattern, where a bare name would capture."""
    return any(isinstance(item, syntax.MatchValue) for item in block.ancestors(node)) and meaning.standard is None


def _about_a_version(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`sys.version_info >= (3, 8)`, `protocol == 4`: the number is the version."""
    if meaning.role != "compare":
        return False
    words = [*meaning.words, *split(dotted(meaning.partner))]
    if any(word in _VERSIONED or word.endswith(("version", "major", "minor")) for word in words):
        return True
    return _is_platform(meaning.partner)


def _is_platform(node: object) -> bool:
    name = dotted(node) if isinstance(node, syntax.AST) else ""
    return name.startswith(("sys.", "os.name", "platform."))


def _calendar(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`month > 12`, `hour * 60`: everybody knows the calendar."""
    value = number(node)
    if not isinstance(value, (int, float)):
        return False
    return any(abs(value) <= _CALENDAR.get(word, -1) for word in meaning.words)


def _geometry(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """Angles, dimensions, colours, percentages."""
    return bool(_GEOMETRY.intersection(meaning.words)) and meaning.role in ("compare", "factor", "offset")


def _character_code(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`ord(c) < 128`: the code of a character."""
    partner = meaning.partner
    named = bool(_CHARACTERS.intersection(meaning.words))
    called = any(isinstance(item, syntax.Call) and dotted(item.func) == "ord" for item in _walk(partner))
    if _bounds(block.parent(node)) in _ASCII:
        return True
    written = block.source(node).lower().startswith(("0x", "0b", "0o"))
    short = isinstance(partner, syntax.Subscript) or (isinstance(partner, syntax.Name) and len(partner.id) == 1)
    return meaning.role == "compare" and (named or called or (written and short))


def _bounds(node: object) -> tuple[object, object]:
    """The two ends of a chained comparison."""
    if isinstance(node, syntax.Compare) and len(node.comparators) == 2:
        return number(node.left), number(node.comparators[1])
    return None, None


def _walk(node: object) -> list[syntax.AST]:
    return list(syntax.walk(node)) if isinstance(node, syntax.AST) else []


def _bits(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`flags & 31 == 31`."""
    masked = isinstance(meaning.partner, syntax.BinOp) and isinstance(meaning.partner.op, _BITWISE)
    return meaning.role == "compare" and masked and meaning.standard is None


def _repeated_text(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`"-" * 80`."""
    partner = meaning.partner
    text = isinstance(partner, syntax.JoinedStr) or (
        isinstance(partner, syntax.Constant) and isinstance(partner.value, (str, bytes))
    )
    return meaning.role == "factor" and (text or isinstance(partner, (syntax.List, syntax.Tuple)))


def _against_a_constant(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`assert DAYS_IN_4_YEARS == 4 * 365 + 1`: the name is on the other side."""
    partner = meaning.partner
    named = isinstance(partner, syntax.Name) and partner.id.isupper() and len(partner.id) > 1
    return meaning.role == "compare" and named


def _well_known_port(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`port == 443`: everybody knows the two ports of the web."""
    return meaning.role == "compare" and number(node) in (80, 443) and "port" in meaning.words


def _table(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """A long tuple is a record or a table, not one value."""
    return isinstance(node, syntax.Tuple) and len(node.elts) > _LONGEST_TUPLE


def _unspeakable(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`leftover == 3`: a small number of which nothing is known but what it is compared with."""
    value = number(node)
    small = isinstance(value, int) and abs(value) < _SMALL_COUNT
    plain = meaning.name == constant_name(meaningful(list(meaning.words)))
    return meaning.standard is None and meaning.role == "compare" and small and plain


def _guard_of_an_index(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`tokens[5] if len(tokens) > 5 else None`, `len(day) >= 10 and day[4] == "-"`."""
    statement = block.statement_of(node)
    if meaning.role != "compare" or statement is None or meaning.words[-1:] != ("length",):
        return False
    value = number(node)
    tested = statement.test if isinstance(statement, (syntax.If, syntax.While)) else statement
    measured = meaning.partner.args[0] if isinstance(meaning.partner, syntax.Call) and meaning.partner.args else None
    if any(
        isinstance(item, syntax.Subscript)
        and (number(item.slice) == value or (number(item.slice) is not None and _same(item.value, measured)))
        for item in _walk(tested)
    ):
        return True
    return isinstance(statement, syntax.If) and any(
        isinstance(item, syntax.Subscript) and number(item.slice) == value and _same(item.value, measured)
        for part in statement.body
        for item in _walk(part)
    )


def _same(node: syntax.AST, other: object) -> bool:
    return isinstance(other, syntax.AST) and syntax.dump(node) == syntax.dump(other)


def _shown_bits(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`0x7f`, `0x80`: in this spelling a bound of bits is told by its shape, however small."""
    value = number(node)
    written = block.source(node)[:2].lower() in ("0x", "0b")
    return written and isinstance(value, int) and (value & (value - 1) == 0 or value & (value + 1) == 0)


def _bit_length(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`value.bit_length() > 63`, and `bits = value.bit_length()` before it; `struct.calcsize("I") == 4`."""
    partner = meaning.partner
    if meaning.role == "argument" and isinstance(partner, syntax.Call):
        return any(dotted(item) == "bit_length" for item in partner.args)
    if meaning.role != "compare":
        return False
    if isinstance(partner, syntax.Call) and dotted(partner.func).rpartition(".")[2] == "calcsize":
        return True
    return meaning.words[-2:] == ("bit", "length") or (
        isinstance(partner, syntax.Name) and _is_given_bits(block, node, partner.id)
    )


def _is_given_bits(block: Block, node: syntax.expr, name: str) -> bool:
    """Whether a local name holds what a `bit_length()` gave."""
    around = block.function_around(node)
    given = [
        item.value
        for item in (syntax.walk(around) if around is not None else ())
        if isinstance(item, syntax.Assign)
        and any(isinstance(target, syntax.Name) and target.id == name for target in item.targets)
    ]
    return bool(given) and all(
        isinstance(value, syntax.Call) and isinstance(value.func, syntax.Attribute) and value.func.attr == "bit_length"
        for value in given
    )


def _file_mode(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`mode=0o777`."""
    return block.source(node)[:2].lower() == "0o" and meaning.standard is None


def _few(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`len(parts) == 3`: how many parts there are is the code's own business; so is a short length or a first index."""
    value = number(node)
    if meaning.role != "compare" or not isinstance(value, int):
        return False
    compare = block.parent(node)
    equal = isinstance(compare, syntax.Compare) and all(isinstance(op, (syntax.Eq, syntax.NotEq)) for op in compare.ops)
    last = meaning.words[-1] if meaning.words else ""
    if last.endswith(("length", "count", "argc", "nargs", "indent", "level", "len", "cols", "columns")):
        usage = "argv" in meaning.words
        return abs(value) <= (_SMALL_COUNT if equal or usage else _SHORT_LENGTH)
    return False


def _range_of_statuses(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`200 <= status < 300`: the classes of HTTP statuses."""
    value = number(node)
    compare = block.parent(node)
    if isinstance(compare, syntax.Compare) and len(compare.comparators) == 2:
        ends = number(compare.left), number(compare.comparators[1])
        if ends == _ANY_STATUS:
            return True
        if isinstance(ends[0], int) and isinstance(ends[1], int) and ends[0] in _HUNDREDS:
            return ends[1] % 100 in (0, 99) and ends[0] < ends[1] <= _LAST_STATUS
    return (
        meaning.role == "compare"
        and meaning.standard is None
        and bool({"status", "code"}.intersection(meaning.words[-2:]))
        and value in (100, 200, 300, 400, 500, 600, 299, 399, 499, 599, 999, 1000)
    )


def _plain_arithmetic(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """Powers, bits, small steps, decimal and binary scaling, and the factors that everybody knows."""
    if meaning.role in ("power", "bits"):
        return meaning.standard is None
    value = number(node)
    if meaning.role == "offset":
        return isinstance(value, int) and (abs(value) <= _SMALL_OFFSET or _round(value))
    return meaning.role == "factor" and is_plain_unit(node)


def _round(value: int) -> bool:
    return abs(value).bit_count() <= 1


def _formula(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """One of several coefficients of a formula: names for each would hide it."""
    if meaning.role not in ("factor", "offset", "other", "argument"):
        return False
    statement = block.statement_of(node)
    if statement is None or getattr(statement, "body", None):
        return False
    values = {
        repr(value) for item in _walk(statement) if weighs(value := number(item)) and isinstance(item, syntax.Constant)
    }
    fractions = sum(1 for value in values if "." in value)
    return (len(values) >= _FORMULA or fractions > 1) and not isinstance(node, syntax.Tuple)


def weighs(value: Number | None) -> bool:
    """Whether a number is there and is one that may need a name."""
    return isinstance(value, (int, float)) and abs(value) not in _TINY


def _fraction_of_chance(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`random() < 0.1` and epsilons `abs(x) < 1e-9`."""
    value = number(node)
    if not isinstance(value, float) or meaning.role != "compare":
        return False
    called = any(
        isinstance(item, syntax.Call) and dotted(item.func).endswith("random") for item in _walk(meaning.partner)
    )
    return called or 0 < abs(value) <= 1e-4


def _exponent_or_limit_of_type(block: Block, node: syntax.expr, meaning: Meaning) -> bool:
    """`2**31 - 1`, `0xFFFF`, `1 << 16`, `0 <= red <= 255`, 65535: the bounds of machine types."""
    value = number(node)
    compare = block.parent(node)
    at_most = isinstance(compare, syntax.Compare) and all(isinstance(op, (syntax.LtE, syntax.Gt)) for op in compare.ops)
    limits = meaning.role == "argument" and isinstance(meaning.key, tuple) and meaning.key[0] == "limit"
    if value == _BYTE and (at_most or limits) and meaning.words[-1:] != ("length",):
        return True
    if not (meaning.role == "compare" or limits) or type(value) is not int:
        return False
    magnitude = abs(value)
    bound = magnitude > _LEAST_BOUND and ((magnitude & (magnitude - 1)) == 0 or (magnitude & (magnitude + 1)) == 0)
    return bound and (
        not isinstance(node, syntax.Constant) or magnitude >= 1 << 15 or bool(meaning.words[-1:] == ("value",))
    )


_PREDICATES: tuple[Callable[[Block, syntax.expr, Meaning], bool], ...] = (
    _trivial,
    _in_decorator_or_annotation,
    _in_constant_or_declaration,
    _in_index,
    _in_pattern,
    _about_a_version,
    _calendar,
    _geometry,
    _character_code,
    _bits,
    _repeated_text,
    _against_a_constant,
    _well_known_port,
    _table,
    _unspeakable,
    _guard_of_an_index,
    _shown_bits,
    _bit_length,
    _file_mode,
    _range_of_statuses,
    _few,
    _plain_arithmetic,
    _fraction_of_chance,
    _exponent_or_limit_of_type,
    _formula,
)
