"""Who calls a function of the workspace, and what they give for its parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from burnish_checks.inference.declared import formals
from burnish_checks.inference.modules import Function
from burnish_checks.inference.types import NEVER, Type, union

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine

_MOST_CALLERS = 60
_GENERIC = ("singledispatch", "singledispatchmethod")


def call_sites(engine: Engine, function: Function, name: str) -> tuple[Type, int]:
    """What the callers in the workspace give for a parameter, and how many functions they are."""
    if _chosen_by(function) == name:
        return NEVER, 0
    found: list[Type] = []
    count = 0
    for caller in callers_of(engine, function):
        here = engine.summary(caller).given.get((function.key, name))
        if here:
            count += 1
            found.extend(here)
    return union(found), count


def _chosen_by(function: Function) -> str:
    """The parameter of a generic function that its calls are told apart by: what it is given goes mostly to others."""
    if not any(name.rpartition(".")[2] in _GENERIC for name in function.decorators):
        return ""
    names = [item.name for item in formals(function)]
    return next((name for name in names if name != function.receiver), "")


def callers_of(engine: Engine, function: Function) -> list[Function]:
    """The functions that contain a call which may be one of this function."""
    if function.key not in engine.callers:
        engine.callers[function.key] = _callers_of(engine, function)
    return engine.callers[function.key]


def _callers_of(engine: Engine, function: Function) -> list[Function]:
    names = [function.name]
    if function.cls is not None and function.name in ("__init__", "__new__"):
        names = [function.cls.node.name, "cls", "__class__", function.name]
        names += [child.rpartition(".")[2] for child in list(engine.hierarchy.descendants(function.cls.name))[:20]]
    elif function.name == "__call__":
        return []
    found: dict[str, Function] = {}
    for name in names:
        own = name in ("cls", "__class__", "__init__", "__new__")
        modules = [function.module] if name in ("cls", "__class__") else engine.program.users(name)
        for module in modules:
            for caller in module.callers(name):
                if own and name != "__init__" and function.cls is not caller.cls:
                    continue
                found[caller.key] = caller
                if len(found) >= _MOST_CALLERS:
                    return list(found.values())
    return list(found.values())
