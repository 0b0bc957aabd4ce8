"""Factors that have a name of their own: seconds in a day, bytes in a mebibyte."""

from __future__ import annotations

from burnish_checks import syntax
from burnish_checks.constants.literals import number

_ALWAYS: dict[int | float, str] = {
    3600: "SECONDS_PER_HOUR",
    86400: "SECONDS_PER_DAY",
    604800: "SECONDS_PER_WEEK",
    31536000: "SECONDS_PER_YEAR",
    31557600: "SECONDS_PER_JULIAN_YEAR",
    1440: "MINUTES_PER_DAY",
    10080: "MINUTES_PER_WEEK",
    3_600_000: "MILLISECONDS_PER_HOUR",
    86_400_000: "MILLISECONDS_PER_DAY",
    1 << 20: "BYTES_PER_MIB",
    1 << 30: "BYTES_PER_GIB",
    1 << 40: "BYTES_PER_TIB",
    365.25: "DAYS_PER_JULIAN_YEAR",
    273.15: "CELSIUS_ZERO_IN_KELVIN",
    25.4: "MILLIMETRES_PER_INCH",
    2.54: "CENTIMETRES_PER_INCH",
}
_WITH_WORD: dict[int | float, tuple[tuple[frozenset[str], str], ...]] = {
    60: (
        (frozenset({"second", "seconds", "secs", "sec", "s"}), "SECONDS_PER_MINUTE"),
        (frozenset({"minute", "minutes", "mins", "min", "hours", "hour"}), "MINUTES_PER_HOUR"),
    ),
    24: ((frozenset({"hour", "hours", "day", "days"}), "HOURS_PER_DAY"),),
    7: ((frozenset({"day", "days", "week", "weeks", "weekday"}), "DAYS_PER_WEEK"),),
    12: ((frozenset({"month", "months", "year", "years"}), "MONTHS_PER_YEAR"),),
    365: ((frozenset({"day", "days", "year", "years"}), "DAYS_PER_YEAR"),),
    1024: ((frozenset({"size", "bytes", "kb", "kib", "length", "memory"}), "BYTES_PER_KIB"),),
    1000: (
        (frozenset({"elapsed", "seconds", "secs", "duration", "time", "ms", "latency"}), "MILLISECONDS_PER_SECOND"),
    ),
    1_000_000: ((frozenset({"seconds", "time", "microseconds", "us", "usec"}), "MICROSECONDS_PER_SECOND"),),
    1_000_000_000: ((frozenset({"seconds", "time", "ns", "nanoseconds"}), "NANOSECONDS_PER_SECOND"),),
    72: ((frozenset({"inch", "inches", "points", "pt", "dpi"}), "POINTS_PER_INCH"),),
}


def factor_name(node: syntax.expr, op: syntax.operator, words: list[str]) -> str:
    """The name of a factor in a product, quotient or remainder; empty if it has none.

    `words` are those of what it is multiplied with and of what the result is called.
    """
    value = number(node)
    if not isinstance(value, (int, float)) or not isinstance(
        op, (syntax.Mult, syntax.Div, syntax.FloorDiv, syntax.Mod)
    ):
        return ""
    if value in _ALWAYS:
        return _ALWAYS[value]
    return next((name for known, name in _WITH_WORD.get(value, ()) if known.intersection(words)), "")


def unit_of(node: syntax.expr) -> str:
    """The name of a product of units, `60 * 60 * 24`; empty for anything else."""
    value = number(node)
    product = isinstance(node, syntax.BinOp) and isinstance(node.op, syntax.Mult)
    return _ALWAYS.get(value, "") if product and isinstance(value, (int, float)) else ""


def unit_name(value: object) -> str:
    """The name that a number has wherever it stands (`SECONDS_PER_DAY`); empty for one that everybody knows, as 3600."""
    return _ALWAYS.get(value, "") if isinstance(value, (int, float)) and value != _HOUR else ""


_HOUR = 3600


def is_plain_unit(node: syntax.expr) -> bool:
    """Whether everybody knows the factor: powers of ten, 1024, 60, 24, 7, 12, 365, half and full circles."""
    value = number(node)
    return isinstance(value, (int, float)) and abs(value) in _PLAIN


_PLAIN = frozenset(
    {0.5, 0.25, 3, 4, 5, 6, 7, 8, 12, 16, 24, 30, 32, 60, 64, 90, 180, 255, 256, 270, 360, 365, 1024, 4096, 65536}
    | {10**power for power in range(1, 19)}
    | {round(10.0**-power, power) for power in range(1, 13)}
)
