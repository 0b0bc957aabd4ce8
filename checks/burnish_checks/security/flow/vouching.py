"""What a function vouches for: of which kinds of harm a parameter is free once the function has come back, or said yes."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from burnish_checks import syntax
from burnish_checks.security.flow import guards
from burnish_checks.security.flow.kinds import ALL
from burnish_checks.security.flow.marks import ASKED, DOUBT, FOUND, KEPT_ONCE_JOINED, LEFT, MATCHED, NO_HOST, REPLACED
from burnish_checks.security.flow.raising import converts
from burnish_checks.security.flow.run import Frame, Run
from burnish_checks.security.flow.taints import Origin, Taint
from burnish_checks.security.flow.texts import AFTER, BEFORE, BEHIND, FIELD
from burnish_checks.security.flow.values import Names, Value

HIDDEN = "$"
"""Before the name of a parameter: what it was when the function was called, whatever the name holds later."""
_TELL_LITTLE = frozenset(["len", "str", "bool", "isinstance", "print", "repr", "type", "hasattr", "ValueError"])
_METHODS_TELL_LITTLE = frozenset(
    ["strip", "lower", "upper", "startswith", "endswith", "get", "debug", "info", "warning", "error", "append"]
)


class Check(NamedTuple):
    """What a parameter cannot harm any more after the call."""

    parameter: str
    when: str
    """`always` (it has come back), `true` or `false` (it has answered so)."""
    kinds: frozenset[str]
    leaving: frozenset[str] = frozenset()
    """The symbols of what it calls where it refuses: it holds only if none of these comes back."""


def checks(run: Run, frame: Frame, parameters: Iterable[str]) -> tuple[Check, ...]:
    """What a function that was followed vouches for; its `HIDDEN` names are what its parameters were."""
    exits: dict[str, list[Names]] = {"always": [names for names, _, _ in frame.exits], "true": [], "false": []}
    hits = dict(run.hits)
    run.frames.append(frame)
    for names, answer, value in list(frame.exits):
        for when, left in _ways(run, names, answer, value):
            exits[when].append(left)
    run.frames.pop()
    run.hits = hits  # a page that is returned has been told of by then, and by its type may be none
    found: list[Check] = []
    for parameter in parameters:
        whole = Origin("param", parameter)
        for when, ways in exits.items():
            values = [names.get(HIDDEN + parameter) for names in ways]
            if not values or _are_untouched(values, whole):
                continue
            if common := frozenset.intersection(*[_cleared(value, whole) for value in values]):
                found.append(Check(parameter, when, common))
            elif leaving := _leaving(parameter, ways):
                found.append(leaving._replace(when=when))
    for when in ("true", "false"):
        found += _of_attributes(exits[when], when, frozenset())
    return tuple(found)


def _of_attributes(ways: Sequence[Names], when: str, gone: frozenset[str]) -> Iterator[Check]:
    """What a method that answers so vouches for of the attributes of its object that it has looked at: for some kinds where
    nothing of them is left."""
    for name in _looked_at(ways):
        kinds = [taint.cleared for names in ways for taint in names[name].all_taints if _is_of(taint.origin, name)]
        common = frozenset.intersection(*kinds) if kinds else gone
        if known := frozenset(kind for kind in common if kind in _OF_WHOLE or kind.startswith(_TOLD_LATER)):
            yield Check(name[1:], when, known)


_OF_WHOLE = ALL | {KEPT_ONCE_JOINED, NO_HOST}
"""What is said of an attribute as it is, wherever that is read."""


def _looked_at(ways: Sequence[Names]) -> list[str]:
    """The attributes of the object that were looked at on all of the ways."""
    first = [name for name in ways[0] if name.startswith("$self.")] if ways else []
    return sorted([name for name in first if all(name in names for names in ways)]) if first else first


def checked_attributes(frame: Frame) -> tuple[Check, ...]:
    """The attributes of the object of which a method vouches that has come back."""
    return tuple(_of_attributes([names for names, _, _ in frame.exits], "always", ALL))


def _is_of(origin: Origin, name: str) -> bool:
    """Whether it is what the symbol names, or was made of it."""
    return origin.name == name or origin.name.startswith(f"{name}.")


def checked_keys(frame: Frame) -> Iterator[str]:
    """The keys of a mapping, that of a form or the parameter, of which a method vouches for some kind of harm that has
    come back."""
    ways = [set(_checked_in(names)) for names, _, _ in frame.exits]
    yield from sorted(set.intersection(*ways)) if ways else ()


def _checked_in(names: Names) -> Iterator[str]:
    for value in names.values():
        for taint in value.all_taints:
            key = taint.origin.slot.rpartition(".")[2]
            if key.isidentifier() and not taint.cleared.isdisjoint(ALL):
                yield key


def lets_anything_through(frame: Frame, field: str, parameters: Sequence[str]) -> bool:
    """Whether a method which is to check a field, of a form or its parameter, checks it on no way out as far as it shows."""
    return any(_lets_through(names, value, field, parameters) for names, _, value in frame.exits)


def _lets_through(names: Names, value: Value, field: str, parameters: Sequence[str]) -> bool:
    def of_field(values: Iterable[Value]) -> list[Taint]:
        every = (taint for item in values for taint in item.all_taints)
        return [taint for taint in every if taint.origin.slot == field or _is_parameter(taint.origin, parameters)]

    given = of_field([value])
    if given:
        return any(map(_is_unchecked, given))
    if value.all_taints and all(map(_is_converted, value.all_taints)):
        return False
    kept = of_field(item for name, item in names.items() if name in parameters)
    return bool(kept) and all(map(_is_unchecked, (*kept, *of_field(names.values()))))


def _is_converted(taint: Taint) -> bool:
    """Whether it came through a conversion that fails on free text: `ipaddress.ip_address(value)`."""
    origin = taint.origin
    while origin.inner is not None:
        if converts(origin.name):
            return True
        origin = origin.inner.origin
    return False


def _is_parameter(origin: Origin, parameters: Sequence[str]) -> bool:
    return origin.kind == "param" and origin.name in parameters


def _is_unchecked(taint: Taint) -> bool:
    return taint.cleared.isdisjoint(ALL) and not any(kind.startswith((DOUBT, *_TOLD_LATER)) for kind in taint.cleared)


_TOLD_LATER = (AFTER, ASKED, BEFORE, BEHIND, FIELD, FOUND, MATCHED, REPLACED)
"""How what stands for other code begins, which tells later what is known (see `settling`)."""


def _leaving(parameter: str, ways: Sequence[Names]) -> Check | None:
    """What is vouched for on the ways on which no call may have raised; None if nothing, or if there are none of these."""
    whole = Origin("param", parameter)
    hidden = (names[HIDDEN + parameter].all_taints for names in ways if HIDDEN + parameter in names)
    kept = [taint.cleared for taints in hidden for taint in taints if taint.origin == whole]
    marks = {kind.removeprefix(LEFT) for kinds in kept for kind in kinds if kind.startswith(LEFT)}
    staying = [kinds for kinds in kept if not any(kind.startswith(LEFT) for kind in kinds)]
    common = frozenset.intersection(*staying) if staying and marks else frozenset[str]()
    return Check(parameter, "", common, frozenset(marks)) if common else None


def _ways(run: Run, names: Names, answer: ast.expr | None, value: Value) -> Iterator[tuple[str, Names]]:
    """What the caller sees of one way out: the answer's truth, and the names where it is that."""
    if answer is None or isinstance(answer, ast.Constant):
        yield ("true" if answer is not None and answer.value else "false"), names
        return
    names = dict(names)
    for truth in (True, False):
        refined = guards.refine(run, answer, names, truth, value)
        if refined is not None:
            yield ("true" if truth else "false"), refined


def _are_untouched(values: Sequence[Value | None], whole: Origin) -> bool:
    """Whether on all ways a parameter is what it was, as most are."""
    first = values[0]
    return first is not None and first.all_taints == {Taint(whole)} and all(value is first for value in values)


def _cleared(value: Value | None, whole: Origin) -> frozenset[str]:
    """The kinds of sink that the parameter's data can no longer harm; all where nothing of it is left."""
    kept = [taint.cleared for taint in value.all_taints if taint.origin == whole] if value is not None else []
    return frozenset.intersection(*kept) if kept else ALL


def tells_little(node: ast.AST) -> bool:
    """Whether a function, as far as it can be read here, only looks at whether there is something, and how long it is."""
    raised = {id(item.exc) for item in syntax.walk(node) if isinstance(item, ast.Raise)}
    for item in syntax.walk(node):
        if isinstance(item, ast.Call) and id(item) not in raised:
            function = item.func
            plain = isinstance(function, ast.Name) and function.id in _TELL_LITTLE
            if not plain and not (isinstance(function, ast.Attribute) and function.attr in _METHODS_TELL_LITTLE):
                return False
        elif isinstance(item, ast.Compare):
            if not all(isinstance(other, (ast.Constant, ast.Name, ast.Call)) for other in item.comparators):
                return False
            if any(isinstance(operator, (ast.In, ast.NotIn)) for operator in item.ops):
                return False
        elif isinstance(item, (ast.For, ast.While, ast.Try, ast.With, ast.Await, ast.comprehension)):
            return False
    return True
