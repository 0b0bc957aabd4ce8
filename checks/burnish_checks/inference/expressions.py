"""The type of an expression in an environment."""

from __future__ import annotations

import ast
from collections.abc import Callable as Function_

from burnish_checks.inference.calls import called
from burnish_checks.inference.declared import Arguments
from burnish_checks.inference.members import asynchronously_iterated, awaited, iterated, member
from burnish_checks.inference.mutations import rebound_within
from burnish_checks.inference.narrowing import dotted, falsy, narrow, truthy
from burnish_checks.inference.operators import arithmetic, comparison, negated, subscripted
from burnish_checks.inference.records import Environment, Run, Use
from burnish_checks.inference.solver import OutOfBudget
from burnish_checks.inference.types import (
    BOOL,
    BYTES,
    COMPLEX,
    FLOAT,
    NEVER,
    NONE,
    SLICE,
    STR,
    UNKNOWN,
    Callable,
    Instance,
    Literal,
    Parameter,
    Tuple,
    Type,
    instance,
    union,
    widen,
)

_DEEPEST = 60


def evaluate(run: Run, node: ast.expr | None, env: Environment) -> Type:
    """The type of an expression; what it does (calls, uses of parameters, assignments in it) is recorded in the run."""
    handler = _BY_NODE.get(type(node))
    if handler is None or node is None:
        return UNKNOWN
    engine = run.engine
    engine.left -= 1
    if engine.left < 0:
        raise OutOfBudget
    run.nesting += 1
    try:
        return handler(run, node, env) if run.nesting < _DEEPEST else UNKNOWN
    finally:
        run.nesting -= 1


def _constant(run: Run, node: ast.Constant, env: Environment) -> Type:
    value = node.value
    if value is None:
        return NONE
    if isinstance(value, (bool, int, str)):
        if isinstance(value, str) and len(value) > 60:
            return STR
        return Literal(value, f"builtins.{type(value).__name__}")
    if isinstance(value, bytes):
        return BYTES
    if isinstance(value, float):
        return FLOAT
    return COMPLEX if isinstance(value, complex) else Instance("builtins.ellipsis")


def _name(run: Run, node: ast.Name, env: Environment) -> Type:
    found = env.get(node.id)
    if found is None:
        return run.engine.free_name(run, node.id)
    if run.engine.certain and node.id in rebound_within(run.function):
        return union((found, UNKNOWN))
    return found


def _attribute(run: Run, node: ast.Attribute, env: Environment) -> Type:
    key = dotted(node)
    if key in env:
        return env[key]
    base = evaluate(run, node.value, env)
    if run.tracking:
        run.use(base, Use("attribute", node.attr))
    if isinstance(base, Parameter):
        return UNKNOWN
    found = member(run.engine, base, node.attr)
    return UNKNOWN if found is None else found


def _binary(run: Run, node: ast.BinOp, env: Environment) -> Type:
    left, right = evaluate(run, node.left, env), evaluate(run, node.right, env)
    if run.tracking:
        kind = "beside" if isinstance(node.op, (ast.Add, ast.Sub)) else "number"
        if isinstance(node.op, ast.Mod) and isinstance(widen(left), Instance) and widen(left) == STR:
            kind = ""
        if kind:
            run.use(left, Use(kind, type(node.op).__name__, type=widen(right)))
            run.use(right, Use(kind, type(node.op).__name__, type=widen(left)))
        elif isinstance(node.op, ast.Mod):
            run.use(left, Use("number", "Mod"))
    return arithmetic(run.engine, node.op, left, right)


def _unary(run: Run, node: ast.UnaryOp, env: Environment) -> Type:
    operand = evaluate(run, node.operand, env)
    if isinstance(node.op, ast.Not):
        run.does(operand, "truth")
        return BOOL
    if run.tracking:
        run.use(operand, Use("number", "USub", type=instance("int")))
    if isinstance(operand, Literal) and type(operand.value) is int and isinstance(node.op, ast.USub):
        return Literal(-operand.value, operand.kind)
    return negated(run.engine, node.op, operand)


def _boolean(run: Run, node: ast.BoolOp, env: Environment) -> Type:
    result: list[Type] = []
    current: Environment | None = env
    for number, item in enumerate(node.values):
        assert current is not None
        type_ = evaluate(run, item, current)
        if number == len(node.values) - 1:
            result.append(type_)
            break
        run.does(type_, "truth")
        keep = truthy(run.engine, type_) if isinstance(node.op, ast.Or) else falsy(run.engine, type_)
        result.append(keep)
        current = narrow(run, item, dict(current), isinstance(node.op, ast.And))
        if current is None:
            break
    return union(result)


def _conditional(run: Run, node: ast.IfExp, env: Environment) -> Type:
    evaluate(run, node.test, env)
    yes, no = narrow(run, node.test, dict(env), True), narrow(run, node.test, dict(env), False)
    found = [evaluate(run, part, where) for part, where in ((node.body, yes), (node.orelse, no)) if where is not None]
    return union(found)


def _compare(run: Run, node: ast.Compare, env: Environment) -> Type:
    left = evaluate(run, node.left, env)
    results: list[Type] = []
    for operator, right_node in zip(node.ops, node.comparators, strict=True):
        right = evaluate(run, right_node, env)
        if run.tracking:
            _compared(run, operator, left, right)
        results.append(comparison(run.engine, operator, left, right))
        left = right
    return union(results)


def _compared(run: Run, operator: ast.cmpop, left: Type, right: Type) -> None:
    if isinstance(operator, (ast.Is, ast.IsNot)):
        for one, other in ((left, right), (right, left)):
            if other == NONE:
                run.does(one, "none")
    elif isinstance(operator, (ast.In, ast.NotIn)):
        run.use(left, Use("within", type=widen(iterated(run.engine, right))))
        run.use(right, Use("holds", type=widen(left)))
    else:
        for one, other in ((left, right), (right, left)):
            kind = "none" if other == NONE else "equal" if isinstance(operator, (ast.Eq, ast.NotEq)) else "order"
            run.use(one, Use(kind, type=widen(other)))


def _sequence(run: Run, node: ast.List | ast.Set, env: Environment) -> Type:
    items = [_element(run, item, env) for item in node.elts]
    return instance("list" if isinstance(node, ast.List) else "set", widen(union(items)) if items else NEVER)


def _element(run: Run, node: ast.expr, env: Environment) -> Type:
    if isinstance(node, ast.Starred):
        return iterated(run.engine, evaluate(run, node.value, env))
    return _untracked(run, evaluate(run, node, env))


def _untracked(run: Run, type_: Type) -> Type:
    """A parameter put into a container is out of sight."""
    run.put(type_)
    return UNKNOWN if isinstance(type_, Parameter) else type_


def _tuple(run: Run, node: ast.Tuple, env: Environment) -> Type:
    if any(isinstance(item, ast.Starred) for item in node.elts):
        return instance("tuple", widen(union(_element(run, item, env) for item in node.elts)))
    return Tuple(tuple(_untracked(run, evaluate(run, item, env)) for item in node.elts))


def _dict(run: Run, node: ast.Dict, env: Environment) -> Type:
    keys: list[Type] = []
    values: list[Type] = []
    for key, value in zip(node.keys, node.values, strict=True):
        type_ = evaluate(run, value, env)
        if key is None:
            run.use(type_, Use("attribute", "keys"))
        type_ = _untracked(run, type_)
        if key is not None:
            keys.append(_untracked(run, evaluate(run, key, env)))
            values.append(type_)
        elif isinstance(type_, Instance) and len(type_.args) == 2:
            keys.append(type_.args[0])
            values.append(type_.args[1])
        else:
            keys.append(UNKNOWN)
            values.append(UNKNOWN)
    return instance("dict", widen(union(keys)) if keys else NEVER, widen(union(values)) if values else NEVER)


def _comprehension(run: Run, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, env: Environment) -> Type:
    inner = _generators(run, node.generators, env)
    item = widen(_untracked(run, evaluate(run, node.elt, inner)))
    if isinstance(node, ast.ListComp):
        return instance("list", item)
    if isinstance(node, ast.SetComp):
        return instance("set", item)
    if any(generator.is_async for generator in node.generators):
        return Instance("typing.AsyncGenerator", (item, NONE))
    return Instance("typing.Generator", (item, NONE, NONE))


def _dict_comprehension(run: Run, node: ast.DictComp, env: Environment) -> Type:
    inner = _generators(run, node.generators, env)
    key, value = evaluate(run, node.key, inner), evaluate(run, node.value, inner)
    return instance("dict", widen(_untracked(run, key)), widen(_untracked(run, value)))


def _generators(run: Run, generators: list[ast.comprehension], env: Environment) -> Environment:
    inner = dict(env)
    for generator in generators:
        source = evaluate(run, generator.iter, inner)
        run.does(source, "iterated")
        step = asynchronously_iterated if generator.is_async else iterated
        run.engine.assign(run, generator.target, step(run.engine, source), inner, local=True)
        for condition in generator.ifs:
            evaluate(run, condition, inner)
            inner = narrow(run, condition, inner, True) or inner
    return inner


def _subscript(run: Run, node: ast.Subscript, env: Environment) -> Type:
    key = dotted(node)
    if key and key in env:
        return env[key]
    base = evaluate(run, node.value, env)
    index = evaluate(run, node.slice, env)
    if run.tracking:
        run.use(base, Use("index", type=widen(index)))
        run.use(index, Use("key", type=widen(base)))
    return subscripted(run.engine, base, node.slice, index)


def _slice(run: Run, node: ast.Slice, env: Environment) -> Type:
    for part in (node.lower, node.upper, node.step):
        if part is not None:
            run.use(evaluate(run, part, env), Use("bound", type=instance("int")))
    return SLICE


def _await(run: Run, node: ast.Await, env: Environment) -> Type:
    value = evaluate(run, node.value, env)
    run.does(value, "awaited")
    return awaited(run.engine, value)


def _yield(run: Run, node: ast.Yield, env: Environment) -> Type:
    run.generator = True
    run.yields.append(_untracked(run, evaluate(run, node.value, env)) if node.value is not None else NONE)
    run.sent = True
    return UNKNOWN


def _yield_from(run: Run, node: ast.YieldFrom, env: Environment) -> Type:
    run.generator = True
    source = evaluate(run, node.value, env)
    run.does(source, "iterated")
    run.yields.append(iterated(run.engine, source))
    if isinstance(source, Instance) and source.cls == "typing.Generator" and len(source.args) == 3:
        return source.args[2]
    return UNKNOWN


def _lambda(run: Run, node: ast.Lambda, env: Environment) -> Type:
    names = [item.arg for item in (*node.args.posonlyargs, *node.args.args)]
    inner = {**env, **dict.fromkeys(names, UNKNOWN)}
    for item in (*node.args.kwonlyargs, node.args.vararg, node.args.kwarg):
        if item is not None:
            inner[item.arg] = UNKNOWN
    result = widen(_untracked(run, evaluate(run, node.body, inner)))
    variadic = node.args.vararg is not None
    return Callable(None if variadic else (UNKNOWN,) * len(names), result)


def _text(run: Run, node: ast.JoinedStr, env: Environment) -> Type:
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            run.does(evaluate(run, part.value, env), "text")
            if part.format_spec is not None:
                evaluate(run, part.format_spec, env)
    return STR


def _walrus(run: Run, node: ast.NamedExpr, env: Environment) -> Type:
    type_ = evaluate(run, node.value, env)
    if isinstance(node.target, ast.Name):
        env[node.target.id] = type_
    return type_


def _call(run: Run, node: ast.Call, env: Environment) -> Type:
    return called(run, node, env, evaluate)


_BY_NODE: dict[type | None, Function_[..., Type]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.IfExp: _conditional,
    ast.Compare: _compare,
    ast.List: _sequence,
    ast.Set: _sequence,
    ast.Tuple: _tuple,
    ast.Dict: _dict,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _dict_comprehension,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
    ast.Lambda: _lambda,
    ast.JoinedStr: _text,
    ast.NamedExpr: _walrus,
}

__all__ = ["Arguments", "evaluate"]
