"""What a test tells about the variables in it, where it holds and where it does not."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from burnish_checks.inference.records import Environment, Run, Use
from burnish_checks.inference.types import (
    BOOL,
    NEVER,
    NONE,
    UNKNOWN,
    Callable,
    ClassType,
    FunctionType,
    Instance,
    Literal,
    Never,
    Parameter,
    Tuple,
    Type,
    TypeVar,
    Unknown,
    members,
    union,
)

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine


def dotted(node: ast.expr) -> str:
    """The key of a variable, attribute chain or constant subscript in an environment; empty for other expressions."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        base = dotted(node.value)
        return f"{base}[{node.slice.value!r}]" if base else ""
    return ""


def narrow(run: Run, test: ast.expr, env: Environment, holds: bool) -> Environment | None:
    """The environment where the test holds (or does not); None where that cannot be. `env` is changed."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return narrow(run, test.operand, env, not holds)
    if isinstance(test, ast.BoolOp):
        return _several(run, test, env, holds)
    if isinstance(test, ast.NamedExpr):
        return _truth(run, test.target, env, holds)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _compare(run, test, env, holds)
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.args:
        return _call(run, test, env, holds)
    if isinstance(test, ast.Constant):
        return env if bool(test.value) == holds else None
    return _truth(run, test, env, holds)


def _several(run: Run, test: ast.BoolOp, env: Environment, holds: bool) -> Environment | None:
    every = isinstance(test.op, ast.And) == holds
    if every:
        current: Environment | None = env
        for item in test.values:
            if current is None:
                return None
            current = narrow(run, item, current, holds)
        return current
    found: list[Environment] = []
    current = dict(env)
    for item in test.values:
        if current is None:
            break
        branch = narrow(run, item, dict(current), holds)
        if branch is not None:
            found.append(branch)
        current = narrow(run, item, current, not holds)
    return join(found) if found else None


def join(environments: list[Environment]) -> Environment:
    """What holds whichever of the environments is the case."""
    if len(environments) == 1:
        return environments[0]
    first, *others = environments
    result: Environment = {}
    for key, type_ in first.items():
        found = {env.get(key) for env in others}
        if len(found) == 1 and type_ in found:
            result[key] = type_
        elif None not in found or not ("." in key or "[" in key):
            result[key] = union([type_, *(env[key] for env in others if key in env)])
    for key in [key for env in others for key in env if key not in first]:
        if key not in result and not ("." in key or "[" in key):
            result[key] = union(env[key] for env in others if key in env)
    return result


def _set(env: Environment, node: ast.expr, type_: Type) -> Environment | None:
    if isinstance(type_, Never):
        return None
    key = dotted(node)
    if key:
        env[key] = type_
    return env


def _current(run: Run, node: ast.expr, env: Environment) -> Type:
    return run.engine.evaluate(run, node, env) if dotted(node) else UNKNOWN


def _truth(run: Run, node: ast.expr, env: Environment, holds: bool) -> Environment | None:
    if not dotted(node):
        return env
    type_ = _current(run, node, env)
    run.does(type_, "truth")
    if isinstance(type_, (Unknown, Parameter)):
        return env
    rest = truthy(run.engine, type_) if holds else falsy(run.engine, type_)
    return _set(env, node, UNKNOWN if isinstance(rest, Never) and type_ == NONE else rest)


def truthy(engine: Engine, type_: Type) -> Type:
    """The type without its alternatives that are always false."""
    return union(
        Literal(True, "builtins.bool") if item == BOOL else item
        for item in members(type_)
        if item != NONE and not (isinstance(item, Literal) and not item.value) and item != Tuple(())
    )


def falsy(engine: Engine, type_: Type) -> Type:
    """The type without its alternatives that are always true."""
    found: list[Type] = []
    for item in members(type_):
        if isinstance(item, Literal) and item.value:
            continue
        if isinstance(item, (FunctionType, ClassType, Callable)) or (isinstance(item, Tuple) and item.items):
            continue
        if isinstance(item, Instance) and _always_true(engine, item):
            continue
        found.append(Literal(False, "builtins.bool") if item == BOOL else item)
    return union(found)


def _always_true(engine: Engine, type_: Instance) -> bool:
    hierarchy = engine.hierarchy
    if type_.cls.startswith(("builtins.", "typing.", "collections.")):
        return False
    return hierarchy.complete(type_.cls) and not any(
        hierarchy.has_member(type_.cls, name) for name in ("__bool__", "__len__")
    )


def _compare(run: Run, test: ast.Compare, env: Environment, holds: bool) -> Environment | None:
    operator, left, right = test.ops[0], test.left, test.comparators[0]
    if isinstance(left, ast.NamedExpr):
        left = left.target
    equal = isinstance(operator, (ast.Is, ast.Eq))
    if not equal and not isinstance(operator, (ast.IsNot, ast.NotEq)):
        return env
    if isinstance(left, ast.Constant) and left.value is None:
        left, right = right, left
    if not (isinstance(right, ast.Constant) and dotted(left)):
        return env
    if right.value is not None:
        return env if equal == holds else _other_than(run, left, right.value, env)
    type_ = _current(run, left, env)
    run.does(type_, "none")
    if equal == holds:
        parts = members(type_)
        if NONE in parts or any(isinstance(item, (Unknown, Parameter, TypeVar)) for item in parts):
            return _set(env, left, NONE)
        return (
            None
            if isinstance(operator, (ast.Is, ast.IsNot)) and parts and run.engine.certain
            else _set(env, left, NONE)
        )
    rest = union(item for item in members(type_) if item != NONE)
    return _set(env, left, UNKNOWN if isinstance(rest, Never) else rest)


def _other_than(run: Run, node: ast.expr, value: object, env: Environment) -> Environment:
    """The environment where a variable is not the value: what is neither True nor False is of another class than bool."""
    type_ = env.get(dotted(node))
    if not isinstance(value, bool) or type_ is None:
        return env
    if not isinstance(type_, Parameter):
        said = (Literal(not value, "builtins.bool") if item == BOOL else item for item in members(type_))
        rest = union(item for item in said if not (isinstance(item, Literal) and item.value is value))
        env[dotted(node)] = type_ if isinstance(rest, Never) else rest
        return env
    env[f"{dotted(node)}[is not {value}]"] = BOOL
    if f"{dotted(node)}[is not {not value}]" in env:
        run.use(type_, Use("isinstance", type=BOOL))
        env[dotted(node)] = Parameter(type_.name, True)
    return env


def _call(run: Run, test: ast.Call, env: Environment, holds: bool) -> Environment | None:
    name = test.func.id  # type: ignore[attr-defined]
    if name == "hasattr" and len(test.args) == 2:
        return _has(run, test.args[0], test.args[1], env, holds)
    subject = test.args[0].target if isinstance(test.args[0], ast.NamedExpr) else test.args[0]
    if not dotted(subject):
        return env
    if name == "callable":
        type_ = _current(run, subject, env)
        run.use(type_, Use("isinstance", type=Callable(None, UNKNOWN)))
        kept = [item for item in members(type_) if isinstance(item, (Callable, FunctionType, ClassType)) == holds]
        return _set(env, subject, union(kept)) if kept else env
    if name not in ("isinstance", "issubclass") or len(test.args) != 2:
        return env
    type_ = _current(run, subject, env)
    wanted = list(classes_of(run.engine.evaluate(run, test.args[1], env)))
    if name == "issubclass":
        wanted = [ClassType(item.cls) for item in wanted if isinstance(item, Instance)]
    if not wanted:
        return env
    run.use(type_, Use("isinstance", type=union(wanted)))
    if any(isinstance(item, Unknown) for item in wanted):
        return env
    return _set(env, subject, _kept(run.engine, type_, wanted) if holds else _rest(run.engine, type_, wanted))


_ABSTRACT = {
    "__iter__": Instance("typing.Iterable"),
    "__aiter__": Instance("typing.AsyncIterable"),
    "__await__": Instance("typing.Awaitable"),
    "__fspath__": Instance("os.PathLike"),
}


def _has(run: Run, subject: ast.expr, name: ast.expr, env: Environment, holds: bool) -> Environment | None:
    """`hasattr(x, "__aiter__")` asks what `isinstance(x, AsyncIterable)` would."""
    wanted = _ABSTRACT.get(name.value) if isinstance(name, ast.Constant) and isinstance(name.value, str) else None
    if wanted is None or not dotted(subject) or not run.tracking:
        return env
    type_ = _current(run, subject, env)
    run.use(type_, Use("isinstance", type=wanted))
    return _set(env, subject, _kept(run.engine, type_, [wanted]) if holds else _rest(run.engine, type_, [wanted]))


def classes_of(type_: Type) -> list[Type]:
    """The instances that a class, or a tuple of classes, is tested for; unknown where it cannot be told."""
    if isinstance(type_, ClassType):
        return [Instance(type_.cls)]
    if isinstance(type_, Tuple):
        return [found for item in type_.items for found in classes_of(item)]
    if isinstance(type_, Instance) and type_.cls == "builtins.tuple" and type_.args:
        return [found for item in members(type_.args[0]) for found in classes_of(item)]
    if isinstance(type_, Instance) and type_.cls == "types.UnionType":
        return [UNKNOWN]
    return [found for item in members(type_) for found in classes_of(item)] if len(members(type_)) > 1 else [UNKNOWN]


def _class_name(type_: Type) -> str:
    if isinstance(type_, (Instance, ClassType)):
        return type_.cls
    if isinstance(type_, Literal):
        return type_.kind
    if isinstance(type_, Tuple):
        return "builtins.tuple"
    return "types.NoneType" if type_ == NONE else "types.FunctionType" if isinstance(type_, FunctionType) else ""


def _kept(engine: Engine, type_: Type, wanted: list[Type]) -> Type:
    kept: list[Type] = []
    for item in members(type_):
        if isinstance(item, (Unknown, Parameter, TypeVar)) or item == Instance("builtins.object"):
            kept.extend(wanted)
            continue
        for want in wanted:
            if isinstance(item, ClassType) != isinstance(want, ClassType):
                continue
            if engine.hierarchy.is_a(_class_name(item), _class_name(want)):
                kept.append(item)
                break
            if engine.hierarchy.is_a(_class_name(want), _class_name(item)):
                kept.append(want)
    return union(kept) if kept else NEVER if engine.certain else union(wanted)


def _rest(engine: Engine, type_: Type, wanted: list[Type]) -> Type:
    rest = [
        Parameter(item.name, True) if isinstance(item, Parameter) else item
        for item in members(type_)
        if not any(
            isinstance(item, ClassType) == isinstance(want, ClassType)
            and _class_name(item)
            and engine.hierarchy.is_a(_class_name(item), _class_name(want))
            for want in wanted
        )
    ]
    return union(rest)
