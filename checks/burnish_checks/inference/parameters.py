"""What a parameter takes: from its default, the call sites, the methods overridden, the documentation, its use, its name."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from burnish_checks.inference import conventions, kinship, usage
from burnish_checks.inference.callers import call_sites
from burnish_checks.inference.declared import Formal, formals
from burnish_checks.inference.docstrings import documented_parameter
from burnish_checks.inference.evidence import NOTHING, Found
from burnish_checks.inference.examples import EXAMPLES, given_in_examples
from burnish_checks.inference.generalising import as_parameter, only_called, tidied
from burnish_checks.inference.modules import Function
from burnish_checks.inference.mutations import attribute_writers
from burnish_checks.inference.records import Use, otherwise
from burnish_checks.inference.types import (
    BOOL,
    BYTES,
    INT,
    NEVER,
    NONE,
    OBJECT,
    STR,
    UNKNOWN,
    ClassType,
    Instance,
    Never,
    Tuple,
    Type,
    Unknown,
    drop_unknown,
    known,
    members,
    union,
    widen,
)
from burnish_checks.inference.walking import nodes_in

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine


def infer(engine: Engine, function: Function, name: str) -> Found:
    """What is known of a parameter without annotation; for `*args` and `**kwargs` of one element."""
    items = formals(function)
    formal = next((item for item in items if item.name == name), None)
    if formal is None:
        return NOTHING
    fixed = kinship.fixed(engine, function, items, formal)
    if fixed.is_known and (fixed.type != OBJECT or _asks_nothing(engine, function, name)):
        return fixed
    default = _default(engine, function, formal)
    marker: Type = NEVER
    if not engine.certain and _is_marker(engine, formal, default):
        marker, default = default, NEVER
    if engine.certain:
        only_bool = default == BOOL and _is_flag(engine, function, name)
        return Found(default, ("the default",), 4) if only_bool else NOTHING
    found = _complete(engine, function, formal, _filled(_weighed(engine, function, formal, default, marker)))
    if isinstance(marker, Never):
        return found
    if not found.is_known or found.type in (NONE, marker):
        return NOTHING
    return found._replace(type=union((*members(found.type), marker)))


def _filled(found: Found) -> Found:
    """What is found without tuples known only as empty: nothing is meant to take only those."""
    if Tuple(()) not in members(found.type):
        return found
    rest = union(item for item in members(found.type) if item != Tuple(()))
    return NOTHING if isinstance(rest, Never) or rest == NONE else found._replace(type=rest)


def _complete(engine: Engine, function: Function, formal: Formal, found: Found) -> Found:
    """What is found, unless it only names classes that the body tests for and goes on without: then there are others."""
    apart = otherwise(formal.name)
    telling = [use for name, use in engine.uses(function) if name == apart and use.kind not in _OF_ANY_OTHER]
    if not telling or not found.is_known or found.alias is not None:
        return found
    tested = usage.tested([use for name, use in engine.uses(function) if name == formal.name])
    if not all(item == NONE or engine.hierarchy.accepts(tested, item) for item in members(found.type)):
        return found
    more = usage.type_from(engine, function, telling, formal.name)
    type_ = more.type if more.strength >= _TELLING else UNKNOWN
    if isinstance(type_, Unknown) and any(use.kind == "returned" for use in telling):
        returned = drop_unknown(engine.summary(function).returned)
        type_ = widen(union(item for item in members(returned) if item != NONE))
    if isinstance(type_, Never) or not known(type_) or engine.hierarchy.accepts(tested, type_):
        return NOTHING
    return found._replace(type=union((type_, *members(found.type))))


_OF_ANY_OTHER = frozenset({"equal", "none", "truth", "text", "typed", "isinstance", "raised"})
_MARKER = re.compile(r"default|sentinel|missing|unset|undefined|notgiven|not_given|omit", re.I)


def _is_marker(engine: Engine, formal: Formal, default: Type) -> bool:
    """Whether the default is an object that only says that nothing was given."""
    if not isinstance(default, Instance) or not engine.program.is_own(default.cls):
        return False
    return isinstance(formal.default, (ast.Name, ast.Attribute)) and bool(
        _MARKER.search(default.cls.rpartition(".")[2])
    )


_FLAG_USES = frozenset({"truth", "stored"})


def _is_flag(engine: Engine, function: Function, name: str) -> bool:
    """Whether a parameter is only tested for truth and stored, and every caller that gives it is known to give a bool."""
    own = [use for parameter, use in engine.uses(function) if parameter == name]
    if not all(use.kind in _FLAG_USES and not _holds_more(engine, function, use) for use in own):
        return False
    if not isinstance(usage.tested_where_stored(engine, function, own), Unknown):
        return False
    given = widen(call_sites(engine, function, name)[0])
    return given in (BOOL, NEVER) and not _is_rebound(function, name)


def _is_rebound(function: Function, name: str) -> bool:
    """Whether the body gives a name another value: what a parameter is called with need not be all that it holds."""
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        for node in nodes_in(function.body)
    )


def _holds_more(engine: Engine, function: Function, use: Use) -> bool:
    """Whether the attribute that a flag is stored in is given something else by another method."""
    cls = engine.program.class_named(use.key) if use.kind == "stored" else None
    others = attribute_writers(cls).get(use.name, []) if cls is not None else []
    return any(
        item.name == use.name and item.owner == use.key and item.type != BOOL
        for writer in others
        if writer is not function
        for item in engine.summary(writer).written
    )


_OF_ANYTHING = frozenset({"isinstance", "equal", "none", "truth", "text", "typed", "returned"})


def _asks_nothing(engine: Engine, function: Function, name: str) -> bool:
    """Whether the body does with a parameter only what can be done with any object."""
    return all(use.kind in _OF_ANYTHING for parameter, use in engine.uses(function) if parameter == name)


def _default(engine: Engine, function: Function, formal: Formal) -> Type:
    """The type of the default, `NEVER` where there is none."""
    if formal.default is None:
        return NEVER
    value = widen(engine.evaluate_in(function.module, function.cls, formal.default))
    if isinstance(value, Instance) and value.cls == "builtins.object":
        return UNKNOWN
    return value


def _weighed(  # burnish: ignore[complex-function,long-function,tangled-function,too-many-branches] this is the order
    engine: Engine, function: Function, formal: Formal, default: Type, marker: Type
) -> Found:
    """The best of what points to a type, None joined in where the default or a caller gives it."""
    uses = [use for name, use in engine.uses(function) if name == formal.name]
    optional = default == NONE or NONE in members(default) or any(use.kind == "none" for use in uses)
    plain = union(item for item in members(default) if item != NONE)
    documented = documented_parameter(engine, function, formal.name)
    if documented.is_known:
        return _joined(documented, optional, ("the default",))
    given, callers = call_sites(engine, function, formal.name)
    here = conventions.alias_at_hand(engine, formal.name, function.module)
    alias = here.type if here is not None else conventions.alias_of_that_name(engine, formal.name, function.module)
    offered = union(item for item in members(union((given, plain))) if item not in (NONE, marker))
    if (here is not None or known(alias)) and engine.hierarchy.accepts(alias, offered):
        found = Found(alias, ("the alias of that name",), 2, alias=here)
        return _joined(found, optional or NONE in members(given), ())
    if function.cls is not None and any(name.endswith(".setter") for name in function.decorators):
        held = kinship.of_getter(engine, function, formal)
        if held.is_known:
            return held
    above = kinship.above(engine, function, formal)
    if above.is_known and isinstance(given, Never) and isinstance(plain, Never):
        return _joined(above, optional, ())
    shown = given_in_examples(engine, function, formal.name) if isinstance(given, Never) else NEVER
    given = union((given, shown, above.type)) if above.is_known else union((given, shown))
    partly = any(isinstance(item, Unknown) for item in members(given))
    optional = optional or NONE in members(given)
    given = tidied(engine, drop_unknown(union(item for item in members(given) if item != NONE)))
    tested = _all_tested(engine, function, uses)
    visited = conventions.visited(engine, function, formal)
    if visited.is_known:
        return visited
    if not isinstance(given, (Unknown, Never)) and known(tested):
        given = tidied(engine, union((given, tested)))
    elif not isinstance(plain, (Unknown, Never)) and known(tested):
        given = tested
    if len(members(given)) > 1 and any(use.kind == "called" for use in uses):
        given = only_called(given)
    wide = usage.taken_by_callees(engine, uses, union((given, plain)))
    if wide is not None:
        given = wide
    evidence: list[str] = []
    if not isinstance(given, (Unknown, Never)):
        evidence.append(_givers(callers, shown))
    if not isinstance(plain, (Unknown, Never)):
        evidence.append("the default")
        plain = as_parameter(engine, plain)
        type_ = plain if isinstance(given, (Unknown, Never)) else tidied(engine, union((plain, given)))
        type_ = usage.broadened(engine, type_, uses)
        if type_ in (INT, BOOL) or known(type_):
            found = Found(type_, tuple(evidence), 3)
            return _joined(found, optional, ())
        seen = usage.type_from(engine, function, uses, formal.name)
        return _joined(seen if seen.is_known and seen.strength > 1 else Found(type_, tuple(evidence), 2), optional, ())
    if formal.kind in ("*", "**") and formal.name in ("args", "kwargs"):
        return NOTHING
    if formal.name in conventions.SAYS_NOTHING and isinstance(plain, Never):
        by_chance = callers < _FEW and _is_plain(given)
        given = UNKNOWN if by_chance or (partly and not known(tested)) else given
    if not isinstance(given, (Unknown, Never)):
        shown = usage.broadened(engine, given, uses)
        return _joined(
            Found(shown, tuple(evidence), 3 if known(shown) else 2), optional, ("the default",) if optional else ()
        )
    found = usage.type_from(engine, function, uses, formal.name, optional=optional)
    kin = kinship.kin(engine, function, formal) if found.strength < _TELLING else NOTHING
    found = kin if kin.is_known else found
    if (
        found.strength < _TELLING
        and known(tested)
        and any(name == otherwise(formal.name) for name, _ in engine.uses(function))
    ):
        found = Found(tested, ("the classes it is tested for",), _TELLING)
    if not found.is_known:
        found = conventions.type_from(engine, function, formal)
    if not found.is_known:
        return NOTHING
    return _joined(found, optional, ())


def _givers(callers: int, shown: Type) -> str:
    """Who gives what a parameter is known to be given."""
    if callers:
        return f"{callers} call site{'s' if callers != 1 else ''}"
    return "what it is handed on to" if isinstance(shown, Never) else EXAMPLES


def _all_tested(engine: Engine, function: Function, uses: list[Use]) -> Type:
    """The classes that the parameter is tested for, here or where it is stored."""
    found = (usage.tested(uses), usage.tested_where_stored(engine, function, uses))
    return union(item for item in found if not isinstance(item, Unknown)) if any(map(known, found)) else UNKNOWN


def _is_plain(type_: Type) -> bool:
    """Whether the type is one built-in class, which a value of no particular kind may well be of by chance."""
    return isinstance(type_, Instance) and type_.cls.startswith("builtins.")


def _joined(found: Found, optional: bool, more: tuple[str, ...]) -> Found:
    type_ = union((found.type, NONE)) if optional and found.type != NONE else found.type
    if optional and NONE not in members(found.type) and not more:
        more = ("the default",) if "the default" not in found.evidence else ()
    return found._replace(type=type_, evidence=tuple(dict.fromkeys((*found.evidence, *(more if optional else ())))))


_FEW = 3
"""What is called `value` takes more than two callers show."""
_TELLING = 2
"""The strength from which evidence is more than a name."""


__all__ = ["BYTES", "STR", "ClassType", "infer"]
