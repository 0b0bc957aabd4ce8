"""Calls: what is called, what it is given, what comes back, and what the call does to its receiver."""

from __future__ import annotations

import ast
from collections.abc import Callable as Function_
from typing import TYPE_CHECKING

from burnish_checks.inference.annotations import class_of
from burnish_checks.inference.declared import Arguments, formals, matched, substitute
from burnish_checks.inference.members import iterated, member, of_class, of_instance
from burnish_checks.inference.modules import Function
from burnish_checks.inference.narrowing import dotted
from burnish_checks.inference.records import Environment, Passed, Run, Use, Written
from burnish_checks.inference.types import (
    BOOL,
    BYTES,
    NEVER,
    NONE,
    OBJECT,
    UNKNOWN,
    Callable,
    ClassType,
    FunctionType,
    Instance,
    Literal,
    Never,
    Parameter,
    Partial,
    Super,
    Tuple,
    Type,
    Unknown,
    bounded,
    instance,
    members,
    union,
    widen,
)

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine

Evaluate = Function_[[Run, "ast.expr | None", Environment], Type]
_ADDS_ELEMENT = {"append": 0, "add": 0, "appendleft": 0, "insert": 1, "put": 0, "put_nowait": 0}


def called(run: Run, node: ast.Call, env: Environment, evaluate: Evaluate) -> Type:
    """The result of a call expression."""
    if isinstance(node.func, ast.Name) and node.func.id not in env:
        special = _SPECIAL.get(node.func.id)
        if special is not None:
            found = special(run, node, env, evaluate)
            if found is not None:
                return found
    target = evaluate(run, node.func, env)
    if target == FunctionType("typing.cast") and len(node.args) == 2:
        return _cast(run, node, env, evaluate) or UNKNOWN
    given = _arguments(run, node, env, evaluate)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "__new__":
        first = given.positional[0] if given.positional else UNKNOWN
        return Instance(first.cls, first.args) if isinstance(first, ClassType) else UNKNOWN
    if isinstance(node.func, ast.Attribute):
        if run.tracking and given.positional and given.positional[0] == BYTES:
            run.use(evaluate(run, node.func.value, env), Use("given", node.func.attr, type=BYTES))
        _grow(run, node, env, given, evaluate)
    if run.tracking:
        run.use(target, Use("called", type=Callable(tuple(map(_plain, given.positional)), UNKNOWN)))
    results = []
    for item in members(target):
        _record(run, item, given)
        if item == ClassType("functools.partial") and given.positional:
            _record(run, given.positional[0], Arguments(given.positional[1:], given.keywords, double_star=True))
        results.append(_partial(item, given) or run.engine.call(item, given))
    return union(results) if results else UNKNOWN


def _plain(type_: Type) -> Type:
    return UNKNOWN if isinstance(type_, Parameter) else widen(type_)


def _arguments(run: Run, node: ast.Call, env: Environment, evaluate: Evaluate) -> Arguments:
    positional: list[Type] = []
    star: Type | None = None
    for item in node.args:
        if isinstance(item, ast.Starred):
            source = evaluate(run, item.value, env)
            run.does(source, "iterated")
            if isinstance(source, Tuple) and star is None:
                positional.extend(source.items)
            else:
                element = iterated(run.engine, source)
                star = element if star is None else union((star, element))
        else:
            type_ = evaluate(run, item, env)
            if star is None:
                positional.append(type_)
    keywords: list[tuple[str, Type]] = []
    double_star = False
    for keyword in node.keywords:
        type_ = evaluate(run, keyword.value, env)
        if keyword.arg is None:
            run.use(type_, Use("attribute", "keys"))
            double_star = True
        else:
            keywords.append((keyword.arg, type_))
    return Arguments(tuple(positional), tuple(keywords), star, double_star)


def _record(run: Run, target: Type, given: Arguments) -> None:
    """Note what the parameters of a function of the workspace are given, or what a declared parameter takes."""
    function, receiver = _callee(run.engine, target)
    if function is None:
        if isinstance(target, Partial):
            _record_partial(run, target, given)
        return
    candidates = function.overloads or [function]
    if run.tracking:
        _track(run, candidates[:4], receiver, given)
    if function.module.stub:
        _callbacks(run, function, given)
        return
    items = formals(function)
    if receiver is not None and function.cls is not None and not function.is_static and items:
        items = items[1:]
    pairs = matched(items, given)
    for item, type_ in pairs or ():
        if type_ is not None and item.node.annotation is None:
            run.passed.append(Passed(function.key, item.name, _plain(type_)))


def _callee(engine: Engine, target: Type) -> tuple[Function | None, Type | None]:
    """The function that calling a value runs, and the receiver it gets."""
    if isinstance(target, FunctionType):
        return engine.program.function(target.key), target.bound
    if isinstance(target, ClassType):
        for name in ("__init__", "__new__"):
            found = of_class(engine, target, name)
            if isinstance(found, FunctionType) and "builtins.object." not in found.key:
                return engine.program.function(found.key), Instance(target.cls, target.args)
    if isinstance(target, Instance):
        found = of_instance(engine, target, "__call__")
        if isinstance(found, FunctionType):
            return engine.program.function(found.key), target
    return None, None


def _record_partial(run: Run, target: Partial, given: Arguments) -> None:
    _record(
        run,
        target.function,
        Arguments((UNKNOWN,) * target.positional + given.positional, given.keywords, double_star=True),
    )


def _track(run: Run, candidates: list[Function], receiver: Type | None, given: Arguments) -> None:
    """Record for each tracked argument which parameter it is passed to; of overloads what all that fit say together."""
    declared: dict[Type, list[Type]] = {}
    for function in candidates:
        items = formals(function)
        if receiver is not None and function.cls is not None and not function.is_static and items:
            items = items[1:]
        for item, type_ in matched(items, given) or ():
            if type_ is None or not any(isinstance(part, Parameter) for part in members(type_)):
                continue
            if item.node.annotation is None:
                run.use(type_, Use("passed", item.name, function.key))
                continue
            solved = run.engine.declared.solve(function, receiver, Arguments(double_star=True))
            if len(candidates) > 1 and (solved is None or _is_special(function, given)):
                continue
            says = run.engine.declared.read(function, item.node.annotation, receiver)
            declared.setdefault(type_, []).append(substitute(says, solved or {}))
    for type_, said in declared.items():
        if not any(isinstance(part, Unknown) or part == OBJECT for item in said for part in members(item)):
            run.use(type_, Use("declared", type=union(said)))


def _is_special(function: Function, given: Arguments) -> bool:
    """Whether it is one of several overloads that says more than the call: `dict(a=1)` has keys of text."""
    items = formals(function)
    by_name = any(item.kind == "**" for item in items) and not given.keywords
    return by_name or (function.name == "__init__" and bool(items) and items[0].node.annotation is not None)


def _callbacks(run: Run, function: Function, given: Arguments) -> None:
    """Workspace functions handed to a stubbed callee that calls them with known arguments: `Thread(target=, args=)`."""
    keywords = dict(given.keywords)
    if function.name == "__init__" and isinstance(keywords.get("target"), FunctionType):
        args = keywords.get("args")
        if isinstance(args, Tuple):
            _record(run, keywords["target"], Arguments(args.items, double_star=True))


def _partial(target: Type, given: Arguments) -> Type | None:
    if target == ClassType("functools.partial") and given.positional:
        names = tuple(name for name, _ in given.keywords)
        return Partial(given.positional[0], len(given.positional) - 1, names)
    return None


def _grow(run: Run, node: ast.Call, env: Environment, given: Arguments, evaluate: Evaluate) -> None:
    """`x.append(v)` and its like make more known of the elements of x."""
    assert isinstance(node.func, ast.Attribute)
    name, target = node.func.attr, node.func.value
    key = dotted(target)
    if not given.positional or not (key or isinstance(target, ast.Subscript)):
        return
    added: tuple[Type, ...] | None = None
    if name in _ADDS_ELEMENT and len(given.positional) > _ADDS_ELEMENT[name]:
        added = (_plain(given.positional[_ADDS_ELEMENT[name]]),)
    elif name == "setdefault" and len(given.positional) == 2:
        added = (_plain(given.positional[0]), _plain(given.positional[1]))
    elif name in ("extend", "update"):
        source = given.positional[0]
        if isinstance(source, Instance) and len(source.args) == 2 and name == "update":
            added = source.args
        else:
            added = (_plain(iterated(run.engine, source)),)
    if added is None:
        return
    if isinstance(target, ast.Subscript) and dotted(target.value):
        inner = union(
            Instance(item.cls, tuple(_merged(run, old, new) for old, new in zip(item.args, added, strict=True)))
            for item in members(evaluate(run, target, env))
            if isinstance(item, Instance) and len(item.args) == len(added)
        )
        if not isinstance(inner, Never):
            put_in(run, target.value, env, (_plain(evaluate(run, target.slice, env)), inner), evaluate)
    elif key:
        put_in(run, target, env, added, evaluate)


def put_in(run: Run, target: ast.expr, env: Environment, added: tuple[Type, ...], evaluate: Evaluate) -> None:
    """Join element types into the container that an expression stands for."""
    before = evaluate(run, target, env)
    changed: list[Type] = []
    for item in members(before):
        if isinstance(item, Instance) and len(item.args) == len(added):
            args = tuple(bounded(_merged(run, old, new)) for old, new in zip(item.args, added, strict=True))
            changed.append(Instance(item.cls, args))
        else:
            changed.append(item)
    after = union(changed)
    key = dotted(target)
    if isinstance(target, ast.Name) and target.id not in env:
        run.written.append(Written(run.module.name, target.id, after))
        return
    env[key] = after
    if isinstance(target, ast.Name):
        run.variables[key] = union((run.variables.get(key, NEVER), after))
    elif isinstance(target, ast.Attribute):
        base = evaluate(run, target.value, env)
        if isinstance(base, (Instance, ClassType)):
            run.written.append(Written(base.cls, target.attr, after))


def _merged(run: Run, old: Type, new: Type) -> Type:
    """The elements of a container with one more; what is not known of it adds nothing to a guess, and spoils a proof."""
    if isinstance(old, (Never, Unknown)):
        return new
    return old if isinstance(new, Unknown) and not run.engine.certain else union((old, new))


def _isinstance(run: Run, node: ast.Call, env: Environment, evaluate: Evaluate) -> Type | None:
    for item in node.args:
        evaluate(run, item, env)
    return BOOL


def _super(run: Run, node: ast.Call, env: Environment, evaluate: Evaluate) -> Type | None:
    function: Function | None = run.function
    while function is not None and function.cls is None:
        function = function.outer
    if function is None or function.cls is None:
        return UNKNOWN
    as_class = function.is_class_method
    receiver: Type = ClassType(function.cls.name) if as_class else Instance(function.cls.name)
    return Super(function.cls.name, receiver)


def _cast(run: Run, node: ast.Call, env: Environment, evaluate: Evaluate) -> Type | None:
    if len(node.args) != 2:
        return None
    evaluate(run, node.args[1], env)
    return run.engine.annotations.read(node.args[0], run.module, run.cls, run.function)


def _type(run: Run, node: ast.Call, env: Environment, evaluate: Evaluate) -> Type | None:
    if len(node.args) != 1:
        return None
    value = widen(evaluate(run, node.args[0], env))
    run.does(value, "typed")
    return union(class_of(item) for item in members(value)) if not isinstance(value, Parameter) else UNKNOWN


def _getattr(run: Run, node: ast.Call, env: Environment, evaluate: Evaluate) -> Type | None:
    types = [evaluate(run, item, env) for item in node.args]
    if len(types) >= 2 and isinstance(types[1], Literal):
        run.use(types[0], Use("attribute", str(types[1].value), "getattr"))
        found = member(run.engine, types[0], str(types[1].value))
        result = [UNKNOWN if found is None else found]
        return union([*result, *(types[2:3] if found is None else [])])
    if len(types) >= 2:
        run.use(types[1], Use("declared", type=instance("str")))
    return UNKNOWN


def _typed_class(run: Run, node: ast.Call, env: Environment, evaluate: Evaluate) -> Type | None:
    return UNKNOWN


_SPECIAL: dict[str, Function_[[Run, ast.Call, Environment, Evaluate], Type | None]] = {
    "isinstance": _isinstance,
    "issubclass": _isinstance,
    "callable": _isinstance,
    "hasattr": _isinstance,
    "super": _super,
    "cast": _cast,
    "type": _type,
    "getattr": _getattr,
    "TypeVar": _typed_class,
    "ParamSpec": _typed_class,
    "namedtuple": _typed_class,
}

__all__ = ["NONE", "called", "put_in"]
