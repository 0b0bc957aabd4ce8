"""A return hint that is called certain holds whatever the operands are: programs of operators are run and looked at."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from burnish_checks.inference import Inference
from burnish_checks.inference.types import Instance, NoneType, Type, members
from burnish_checks.typing.signatures import functions
from tests.inference.test_cases import opened

_NAMES = ("a", "b", "c", "x")
_SIGNS = ("+", "-", "*", "/", "//", "%", "|", "&", "<<")
_DUNDERS = ("add", "sub", "mul", "truediv", "floordiv", "mod", "or", "and", "lshift")


def _other(*_: Any) -> Any:
    return Hostile()


class Hostile:
    """An operand that has the say in every operator, and gives something else each time."""


for _name in (
    "eq",
    "ne",
    "lt",
    "gt",
    "neg",
    "invert",
    *(prefix + name for name in _DUNDERS for prefix in ("", "r", "i")),
):
    setattr(Hostile, f"__{_name}__", _other)

_values = st.sampled_from(("1", "2.5", "True", "'text'", "b'raw'", "[1]", "(1,)", "{1}", "None"))
_names = st.sampled_from(_NAMES)
_operands = st.one_of(_names, _names, _values)
_binary = st.builds("{} {} {}".format, _operands, st.sampled_from(_SIGNS), _operands)
_compared = st.builds("{} {} {}".format, _operands, st.sampled_from(("==", "<", "!=", ">")), _operands)
_chosen = st.builds("({} {} {})".format, _operands, st.sampled_from(("and", "or")), _operands)
_unary = st.builds("{}{}".format, st.sampled_from(("-", "~", "not ")), _operands)
_expressions = st.one_of(_operands, _binary, _binary, _compared, _chosen, _unary)
_targets = st.sampled_from(_NAMES[:3])
_simple = st.one_of(
    st.builds("{} = {}".format, _targets, _expressions),
    st.builds("{} {}= {}".format, _targets, st.sampled_from(_SIGNS), _operands),
)


def _indented(head: str, body: list[str]) -> str:
    return "\n".join((head, *(f"    {line}" for item in body for line in item.splitlines())))


_blocks = st.builds(
    _indented,
    st.sampled_from(("for _ in range(4):", "if x:", "while a is None:", "for b in (1, 'two', None):")),
    st.lists(_simple, min_size=1, max_size=4),
)
_bodies = st.lists(st.one_of(_simple, _simple, _blocks), min_size=1, max_size=5)


@st.composite
def _functions(draw: st.DrawFn) -> str:
    starts = [f"{name} = {draw(_values)}" for name in _NAMES[:3]]
    return _indented("def function(x):", [*starts, *draw(_bodies), f"return {draw(_expressions)}"])


def _holds(type_: Type, value: object) -> bool:
    return any(_is_one(item, value) for item in members(type_))


def _is_one(item: Type, value: object) -> bool:
    if isinstance(item, NoneType):
        return value is None
    assert isinstance(item, Instance)
    taken = {"builtins.float": (float, int, complex)}.get(item.cls, getattr(builtins, item.cls.rpartition(".")[2]))
    return isinstance(value, taken)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_functions())
def test_what_is_certain_is_what_comes_out(text: str) -> None:
    snapshot = opened(text + "\n")
    inference = Inference(snapshot)
    index, node = next((i, n) for i, entry in enumerate(snapshot.entries) for n in functions(entry.block))
    inferred = inference.slot(index, node, "return")
    if inferred is None or not inferred.certain:
        return
    space: dict[str, Any] = {}
    exec(compile(text, "generated", "exec"), space)
    for argument in (Hostile(), 1, 2.5, "text", [1], None, True):
        try:
            value = _run(space["function"], argument)
        except (TypeError, ZeroDivisionError, ValueError, OverflowError, TooMuch):
            continue
        assert _holds(inferred.type, value), (inferred, value)


class TooMuch(Exception):
    """A program goes on for too long, or what it makes grows too large."""


def _run(function: Callable[[Any], object], argument: object) -> object:
    """What a generated function returns. Raises `TooMuch` where that takes too long or too much."""
    left = 200

    def watch(frame: FrameType, *_: object) -> Any:
        nonlocal left
        left -= 1
        values = [item for item in frame.f_locals.values() if isinstance(item, (int, str, bytes, list, tuple))]
        if left < 0 or any((abs(item) if isinstance(item, int) else len(item)) > _LARGEST for item in values):
            raise TooMuch
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        return function(argument)
    finally:
        sys.settrace(before)


_LARGEST = 1000
