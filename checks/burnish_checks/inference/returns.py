"""What a function returns: from every way out of its body, from methods it overrides, its documentation, its name."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from burnish_checks.inference.declared import formals
from burnish_checks.inference.docstrings import documented_return
from burnish_checks.inference.dunders import RETURNS
from burnish_checks.inference.evidence import NOTHING, Found
from burnish_checks.inference.examples import returned_in_examples
from burnish_checks.inference.generalising import of_one_class
from burnish_checks.inference.members import iterated
from burnish_checks.inference.modules import Function
from burnish_checks.inference.operators import NOT_IMPLEMENTED
from burnish_checks.inference.records import Summary
from burnish_checks.inference.types import (
    BOOL,
    BYTES,
    FLOAT,
    INT,
    NEVER,
    NONE,
    STR,
    UNKNOWN,
    ClassType,
    Instance,
    Literal,
    Never,
    Type,
    Unknown,
    drop_unknown,
    known,
    members,
    transform,
    union,
    widen,
)
from burnish_checks.inference.walking import live

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine

_QUESTIONS = ("is_", "has_", "should_", "can_", "_is_", "_has_", "_should_", "_can_", "supports_", "allows_")


def infer(engine: Engine, function: Function) -> Found:
    """What is known of the return slot of a function without annotation."""
    node = function.node
    if node is None:
        return NOTHING
    if node.returns is not None:
        return Found(
            engine.annotations.read(node.returns, function.module, function.cls, function), ("the annotation",), 4
        )
    if function.cls is not None and node.name in RETURNS:
        declared = RETURNS[node.name]
        if declared != BOOL or node.name != "__exit__":
            said = _from_body(engine, function)
            against = said.strength == 4 and not engine.hierarchy.accepts(declared, said.type)
            return said._replace(strength=3) if against else Found(declared, ("the data model",), 4)
    if node.name == "__getattr__":
        return NOTHING
    own = _from_body(engine, function)
    if own.is_known and known(own.type) and own.strength >= 4:
        return own
    others = [_from_ancestors(engine, function)]
    if own.is_known and known(own.type) and own.strength == 3 and own.type != NONE:
        above = others[0]
        return above if above.is_known and engine.hierarchy.accepts(above.type, own.type) else own
    if not engine.certain:
        others.append(documented_return(engine, function))
        others.append(returned_in_examples(function))
        others.append(_from_descendants(engine, function))
    others = [item for item in others if item.is_known and _fits(engine, item.type, own)]
    if others and own.type == NONE and _empty_hook(function):
        best = max(others, key=lambda item: item.strength)
        return best._replace(type=union((best.type, NONE)))
    if others and (not own.is_known or others[0].strength > own.strength):
        return max(others, key=lambda item: item.strength)
    if own.is_known:
        return own
    if not engine.certain and node.name.startswith(_QUESTIONS):
        return Found(BOOL, ("the name",), 2)
    return NOTHING


def returned_values(function: Function) -> tuple[ast.expr | None, ...]:
    """What the body's `return` statements give, in branches for this Python; None where one stands alone, or says so."""
    if "returned values" not in function.cache:
        function.cache["returned values"] = tuple(
            None if isinstance(node.value, ast.Constant) and node.value.value is None else node.value
            for node in _live(function.body)
            if isinstance(node, ast.Return)
        )
    found: tuple[ast.expr | None, ...] = function.cache["returned values"]
    return found


def _live(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body, those in `match` too."""
    for statement in live(body):
        yield statement
        for case in statement.cases if isinstance(statement, ast.Match) else ():
            yield from _live(case.body)


def _fits(engine: Engine, declared: Type, own: Found) -> bool:
    """Whether what is known of the ways out is among what another source says of them."""
    return own.type == NONE or engine.hierarchy.accepts(declared, own.type)


def _from_body(engine: Engine, function: Function) -> Found:
    summary = engine.summary(function)
    body = "what the body returns"
    if is_generator(function):
        return _generated(function, summary)
    if is_stub(function):
        return NOTHING
    returned = summary.returned
    if None in returned_values(function):  # it may seem out of reach, after tests of what is only a guess itself
        returned = union((returned, NONE))
    if isinstance(returned, Never):
        return _raised(engine, function)
    returned = union(item for item in members(returned) if item not in NOT_IMPLEMENTED)
    if is_aside(function):
        returned = union((returned, UNKNOWN))
    type_ = drop_parts(_rounded(engine, widen(drop_parts(drop_unknown(returned)))))
    if isinstance(type_, (Unknown, Never)) or type_ in _DESCRIPTORS:
        return NOTHING
    complete = not any(isinstance(item, Unknown) for item in members(returned))
    dropped = known(type_) and not known(returned)
    only = 3 if _is_overridden(engine, function) or (type_ == BOOL and _is_guard(function)) else 4
    if type_ == NONE and not complete:
        return NOTHING
    if type_ == NONE and _empty_hook(function):
        return Found(type_, (body,), 2)
    if function.name in ("__exit__", "__aexit__") and type_ != NONE and set(members(returned)) <= _SWALLOWS_NOTHING:
        only = 3
    if not complete:
        return Found(type_, (body,), 2 if type_ in _PLAIN else 1)
    return Found(type_, (body,), 2 if dropped else only if known(type_) else 3)


def _generated(function: Function, summary: Summary) -> Found:
    """What calling a generator gives."""
    element = widen(drop_parts(summary.yielded if summary.yielded is not None else UNKNOWN))
    made = Instance("typing.Iterator", (element,))
    if isinstance(function.node, ast.AsyncFunctionDef):
        made = Instance("typing.AsyncIterator", (element,))
    elif summary.sent or any(item != NONE for item in members(summary.returned) if not isinstance(item, Unknown)):
        result = widen(summary.returned) if not isinstance(summary.returned, Never) else NONE
        made = Instance("typing.Generator", (element, UNKNOWN if summary.sent else NONE, result))
    return Found(made, ("what the body yields",), 4 if known(element) else 2)


def _raised(engine: Engine, function: Function) -> Found:
    """What is known of a function whose end is never reached: nothing where another is meant to take its place."""
    special = function.cls is not None and (function.name.startswith("__") or _is_overridden(engine, function))
    if special or is_aside(function) or _only_not_implemented(function):
        return NOTHING
    return Found(NEVER, ("it always raises",), 4 if function.cls is None else 3)


_SWALLOWS_NOTHING = {Literal(False, "builtins.bool"), NONE}
"""What an `__exit__` gives that lets every exception pass: `bool` would say that it stops some."""
_PLAIN = (STR, BYTES, INT, FLOAT, BOOL)
"""What the ways out give that are not known, where the others give one of these: mostly the same."""
_DESCRIPTORS = (Instance("builtins.property"), Instance("functools.cached_property"))
"""What becomes of them is not what they are: the attribute of a class that holds one has the type of its value."""
_MOST_CLASSES = 2


def _rounded(engine: Engine, type_: Type) -> Type:
    """What is returned as a person would annotate it: more than two related classes as their base, a generator as iterator."""
    found = [_as_iterator(engine, item) for item in members(type_)]
    if FLOAT in found:
        found = [item for item in found if item != INT]
    found = of_one_class(found)
    for kind in (Instance, ClassType):
        own = [item for item in found if isinstance(item, kind)]
        if len(own) > 1:
            base = engine.hierarchy.common_base([item.cls for item in own])
            if base is not None:
                found = [item for item in found if item not in own] + [kind(base)]
    if len(found) > _MOST_CLASSES and NONE not in found:
        seen = [engine.hierarchy.ancestor(item, "typing.Iterable") for item in found if isinstance(item, Instance)]
        kinds = {item.cls for item in found if isinstance(item, Instance)}
        if len(seen) == len(found) and len(kinds) > _MOST_CLASSES and None not in seen and STR not in found:
            elements = union(item.args[0] if item is not None and item.args else UNKNOWN for item in seen)
            return Instance("typing.Iterable", (drop_unknown(elements),))
    return union(found) if found else type_


_ITERATORS = frozenset({"builtins.filter", "builtins.map", "builtins.zip", "builtins.enumerate", "builtins.reversed"})


def _as_iterator(engine: Engine, type_: Type) -> Type:
    """An iterator of a class that nobody names as the iterator it is."""
    if not isinstance(type_, Instance):
        return type_
    if type_.cls == "typing.Generator" and type_.args[1:] == (NONE, NONE):
        return Instance("typing.Iterator", type_.args[:1])
    if type_.cls in _ITERATORS or type_.cls.startswith("itertools."):
        return Instance("typing.Iterator", (iterated(engine, type_),))
    return type_


def is_aside(function: Function) -> bool:
    """Whether a branch for another platform or version defines the function once more: what that one gives is not seen."""
    if function.node is None or function.cls is not None or function.outer is not None or function.module.top is None:
        return False
    if "aside" not in function.cache:
        function.cache["aside"] = len(function.module.symbols.get(function.name, ())) > 1 or any(
            function.name in (getattr(node, "name", ""), getattr(node, "asname", ""))
            for statement in function.module.top.body
            if isinstance(statement, (ast.If, ast.Try))
            for node in ast.walk(statement)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.alias)) and node is not function.node
        )
    return bool(function.cache["aside"])


def drop_parts(type_: Type) -> Type:
    """The type with what is empty or unknown inside a container left out of its unions."""
    return transform(type_, lambda item: drop_unknown(item) if len(members(item)) > 1 else item)


def _from_ancestors(engine: Engine, function: Function) -> Found:
    """The return of the method that this one overrides."""
    for base in overridden(engine, function):
        if base.node is not None and base.node.returns is not None:
            receiver = Instance(function.cls.name) if function.cls is not None else None
            from burnish_checks.inference.declared import Arguments

            if len(base.overloads) > 1:
                continue
            found = engine.declared.result(base, receiver, Arguments(double_star=True)) or UNKNOWN
            if known(found) and found != Instance("builtins.object"):
                owner = base.cls.node.name if base.cls is not None else ""
                return Found(found, (f"`{owner}.{base.name}`, which it overrides",), 4)
        elif not base.module.stub and not engine.certain and not is_stub(base):
            found_base = _from_body(engine, base)
            if found_base.strength > 1 and found_base.type not in (NONE, NEVER):
                return Found(found_base.type, ("the method it overrides",), 2)
    return NOTHING


def _from_descendants(engine: Engine, function: Function) -> Found:
    """For a method with no body of its own, or one that is empty: what those return that override it."""
    if function.cls is None:
        return NOTHING
    if not (is_stub(function) or _empty_hook(function) or isinstance(engine.summary(function).returned, Never)):
        return NOTHING
    found: list[Type] = []
    for name in list(engine.hierarchy.descendants(function.cls.name))[:12]:
        cls = engine.program.class_named(name)
        symbols = cls.members.get(function.name) if cls is not None else None
        if symbols and symbols[0].function is not None:
            item = engine.returned(symbols[0].function)
            if item.is_known:
                found.append(item.type)
    if not found:
        return NOTHING
    type_ = union(found)
    classes = [item.cls for item in members(type_) if isinstance(item, Instance)]
    if len(classes) > 1 and len(classes) == len(members(type_)):
        base = engine.hierarchy.common_base(classes)
        if base is not None:
            type_ = Instance(base)
    return Found(drop_unknown(type_), ("the methods that override it",), 2)


_TESTS = frozenset({"isinstance", "issubclass", "hasattr", "callable"})


def _is_guard(function: Function) -> bool:
    """Whether a function returns a test of what its one parameter is: callers may rely on that, as on a `TypeGuard`."""
    required = [item.name for item in formals(function) if item.default is None]
    if function.cls is not None or len(required) != 1:
        return False
    returned = [
        node.value
        for statement in function.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Return) and node.value is not None
    ]
    tests = [part for value in returned for part in (value.values if isinstance(value, ast.BoolOp) else [value])]
    return any(
        isinstance(test, ast.Call)
        and isinstance(test.func, ast.Name)
        and test.func.id in _TESTS
        and any(isinstance(item, ast.Name) and item.id == required[0] for item in test.args)
        for test in tests
    )


def _is_overridden(engine: Engine, function: Function) -> bool:
    """Whether a class below has a method of its own in the place of this one."""
    if function.cls is None:
        return False
    below = (
        engine.program.class_named(name)
        for name in itertools.islice(engine.hierarchy.descendants(function.cls.name), 12)
    )
    return any(cls is not None and function.name in cls.members for cls in below)


def overridden(engine: Engine, function: Function) -> list[Function]:
    """The methods of ancestors that this one overrides, nearest first."""
    if function.cls is None or function.name in ("__init__", "__new__"):
        return []
    found: list[Function] = []
    for ancestor in engine.hierarchy.order(function.cls.name)[1:]:
        cls = engine.program.class_named(ancestor.cls)
        symbols = cls.members.get(function.name) if cls is not None else None
        if symbols and symbols[0].function is not None:
            found.append(symbols[0].function)
    return found


def is_generator(function: Function) -> bool:
    """Whether the function's own body yields."""
    if "generator" not in function.cache:
        function.cache["generator"] = _yields(function)
    return bool(function.cache["generator"])


def _yields(function: Function) -> bool:
    todo: list[ast.AST] = list(function.body)
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            todo.extend(ast.iter_child_nodes(node))
    return False


def statements(function: Function) -> list[ast.stmt]:
    """The body without its docstring."""
    body = function.body
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return body[1:]
    return body


def is_stub(function: Function) -> bool:
    """Whether the method is there to be overridden: no body beyond `...`, `pass` in an abstract one, NotImplementedError."""
    rest = statements(function)
    if not rest:
        return function.is_abstract or _is_protocol_member(function)
    if len(rest) == 1:
        only = rest[0]
        if isinstance(only, ast.Expr) and isinstance(only.value, ast.Constant) and only.value.value is ...:
            return True
        if isinstance(only, ast.Pass):
            return function.is_abstract or _is_protocol_member(function)
    return _only_not_implemented(function)


def _is_protocol_member(function: Function) -> bool:
    return function.cls is not None and any("Protocol" in ast.dump(base) for base in function.cls.node.bases)


def _empty_hook(function: Function) -> bool:
    rest = statements(function)
    if function.cls is None or len(rest) > 1:
        return False
    only = rest[0] if rest else ast.Pass()
    none = isinstance(only, ast.Return) and (
        only.value is None or (isinstance(only.value, ast.Constant) and only.value.value is None)
    )
    return none or isinstance(only, ast.Pass)


def _only_not_implemented(function: Function) -> bool:
    last = function.body[-1] if function.body else None
    if not isinstance(last, ast.Raise) or last.exc is None:
        return False
    raised = last.exc.func if isinstance(last.exc, ast.Call) else last.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def gives_receiver(function: Function) -> bool:
    """Whether a `return` gives the receiver itself, or a class method an instance made through `cls`."""
    receiver = function.receiver
    for node in (inner for statement in function.body for inner in ast.walk(statement)):
        if isinstance(node, ast.Return) and node.value is not None:
            value = node.value.func if isinstance(node.value, ast.Call) else node.value
            if isinstance(value, ast.Name) and value.id == receiver:
                return True
    return False


__all__ = ["ClassType", "gives_receiver", "infer", "is_generator"]
