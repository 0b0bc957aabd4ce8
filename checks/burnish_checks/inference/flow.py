"""The abstract execution of statements: environments through branches, loops and handlers, and ways out of a body."""

from __future__ import annotations

import ast
from collections.abc import Callable as Function_

from burnish_checks.core.names import caught_types
from burnish_checks.inference.expressions import evaluate
from burnish_checks.inference.loops import Loop, brings_news
from burnish_checks.inference.members import asynchronously_iterated, entered, iterated, swallows
from burnish_checks.inference.narrowing import dotted, join, narrow
from burnish_checks.inference.operators import augmented
from burnish_checks.inference.patterns import matches
from burnish_checks.inference.records import Environment, Run, Use, Written
from burnish_checks.inference.targets import assign, forget
from burnish_checks.inference.types import (
    NEVER,
    NONE,
    UNKNOWN,
    ClassType,
    FunctionType,
    Instance,
    Never,
    Parameter,
    Tuple,
    Type,
    Unknown,
    members,
    union,
    widen,
)
from burnish_checks.inference.walking import nodes_in


def execute(run: Run, body: list[ast.stmt], env: Environment | None) -> Environment | None:
    """The environment behind the statements; None if their end is never reached."""
    for statement in body:
        if env is None:
            return None
        run.engine.spend()
        handler = _BY_NODE.get(type(statement))
        if handler is not None:
            env = handler(run, statement, env)
    return env


def _assign(run: Run, node: ast.Assign, env: Environment) -> Environment | None:
    type_ = evaluate(run, node.value, env)
    for target in node.targets:
        assign(run, target, type_, env)
    return env


def _annotated(run: Run, node: ast.AnnAssign, env: Environment) -> Environment | None:
    declared = run.engine.annotations.read(node.annotation, run.module, run.cls, run.function)
    value = evaluate(run, node.value, env) if node.value is not None else None
    if isinstance(node.target, ast.Attribute):
        base = evaluate(run, node.target.value, env)
        if isinstance(base, (Instance, ClassType)):
            run.written.append(Written(base.cls, node.target.attr, declared, True))
    if value is not None or isinstance(node.target, ast.Name):
        known = value is not None and run.engine.hierarchy.accepts(declared, value) and len(members(value)) == 1
        precise = known and not any(isinstance(item, Instance) and item.args for item in members(value or NEVER))
        env[dotted(node.target)] = value if precise and value is not None else declared
        if isinstance(node.target, ast.Name):
            run.variables[node.target.id] = declared
    return env


def _augmented(run: Run, node: ast.AugAssign, env: Environment) -> Environment | None:
    before, value = evaluate(run, node.target, env), evaluate(run, node.value, env)
    kind = "beside" if isinstance(node.op, (ast.Add, ast.Sub)) else "number"
    if run.tracking:
        run.use(before, Use(kind, type(node.op).__name__, type=widen(value)))
        run.use(value, Use(kind, type(node.op).__name__, type=widen(before)))
    assign(run, node.target, augmented(run.engine, node.op, before, value), env)
    return env


def _expression(run: Run, node: ast.Expr, env: Environment) -> Environment | None:
    value = node.value
    if isinstance(value, (ast.Yield, ast.Await)):
        sent = run.sent
        type_ = evaluate(run, value, env)
        if isinstance(value, ast.Yield):
            run.sent = sent
    else:
        type_ = evaluate(run, value, env)
    if isinstance(type_, Unknown) and isinstance(value, (ast.Call, ast.Await)):
        run.unknown.append(node)
    return None if isinstance(type_, Never) and isinstance(value, (ast.Call, ast.Await)) else env


def _return(run: Run, node: ast.Return, env: Environment) -> Environment | None:
    """An attribute that is None at times may never be where the function is called: no proof that None comes out."""
    type_ = evaluate(run, node.value, env) if node.value is not None else NONE
    run.does(type_, "returned")
    if run.engine.certain and NONE in members(type_) and type_ != NONE and _is_set_by_methods(run, node.value, env):
        type_ = union((type_, UNKNOWN))
    run.returns.append(_returned(type_))
    return None


def _is_set_by_methods(run: Run, node: ast.expr | None, env: Environment) -> bool:
    """Whether it is an attribute of which only what methods assign to it is known."""
    if isinstance(node, (ast.BoolOp, ast.IfExp)):
        ways = node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]
        return any(_is_set_by_methods(run, way, env) for way in ways)
    if not isinstance(node, ast.Attribute):
        return False
    base = evaluate(run, node.value, env)
    return isinstance(base, (Instance, ClassType)) and not run.engine.declares(base.cls, node.attr)


def _returned(type_: Type) -> Type:
    return (
        union(UNKNOWN if isinstance(item, Parameter) else item for item in members(type_)) if type_ != NEVER else NEVER
    )


def _raise(run: Run, node: ast.Raise, env: Environment) -> Environment | None:
    for part in (node.exc, node.cause):
        if part is not None:
            run.does(evaluate(run, part, env), "raised")
    return None


def _if(run: Run, node: ast.If, env: Environment) -> Environment | None:
    evaluate(run, node.test, env)
    yes, no = narrow(run, node.test, dict(env), True), narrow(run, node.test, dict(env), False)
    ends = [execute(run, node.body, yes), execute(run, node.orelse, no)]
    found = [item for item in ends if item is not None]
    return join(found) if found else None


def _while(run: Run, node: ast.While, env: Environment) -> Environment | None:
    breaks: list[Environment] = []

    def turn(start: Environment) -> Environment:
        evaluate(run, node.test, start)
        return _turn(run, node.body, start, narrow(run, node.test, dict(start), True), breaks)

    after: list[Environment | None] = []
    first = turn(env)
    last = _repeated(run, node, env, first, turn)
    if not (isinstance(node.test, ast.Constant) and node.test.value):
        out = narrow(run, node.test, dict(first), False)
        after.append(execute(run, node.orelse, out) if out is not None else None)
        after.append(narrow(run, node.test, dict(last), False) if not node.orelse else None)
    found = [item for item in (*after, *breaks) if item is not None]
    return join(found) if found else None


def _repeated(
    run: Run, node: Loop, before: Environment, now: Environment, turn: Function_[[Environment], Environment]
) -> Environment:
    """What holds behind a loop after its first turn and as many more as bring news; a proof takes all of them into account."""
    for _ in range(_MOST_TURNS if run.engine.certain else 1):
        if before == now or not brings_news(run.function, node, before, now):
            return now
        before, now = now, turn(now)
    if run.engine.certain and before != now and brings_news(run.function, node, before, now):
        bound = {
            item.id for item in nodes_in(node.body) if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store)
        }
        now = {key: union((type_, UNKNOWN)) if key in bound else type_ for key, type_ in now.items()}
    return now


_MOST_TURNS = 4


def _turn(
    run: Run, body: list[ast.stmt], start: Environment, inside: Environment | None, breaks: list[Environment]
) -> Environment:
    """What holds where the next turn of a loop may start; where it is left by `break` is added to `breaks`."""
    continues: list[Environment] = []
    run.loops.append((breaks, continues))
    end = execute(run, body, inside)
    run.loops.pop()
    return join([start, *([end] if end is not None else []), *continues])


def _for(run: Run, node: ast.For | ast.AsyncFor, env: Environment) -> Environment | None:
    source = evaluate(run, node.iter, env)
    run.does(source, "iterated")
    step = asynchronously_iterated if isinstance(node, ast.AsyncFor) else iterated
    element = step(run.engine, source)
    breaks: list[Environment] = []

    def turn(start: Environment) -> Environment:
        inside = dict(start)
        assign(run, node.target, element, inside)
        return _turn(run, node.body, start, inside, breaks)

    current = _repeated(run, node, env, turn(env), turn)
    after = execute(run, node.orelse, current)
    found = [item for item in (after, *breaks) if item is not None]
    return join(found) if found else None


def _break(run: Run, node: ast.Break, env: Environment) -> Environment | None:
    if run.loops:
        run.loops[-1][0].append(env)
    return None


def _continue(run: Run, node: ast.Continue, env: Environment) -> Environment | None:
    if run.loops:
        run.loops[-1][1].append(env)
    return None


def _try(run: Run, node: ast.Try, env: Environment) -> Environment | None:
    before = dict(env)
    trying = any(map(_provides_for_misfits, node.handlers))
    run.trying += trying
    end = execute(run, node.body, dict(env))
    run.trying -= trying
    inside = join([before, end]) if end is not None else _after_part(run, node.body, before)
    ends = [execute(run, node.orelse, end) if end is not None else None]
    for handler in node.handlers:
        start = dict(inside)
        if handler.name:
            caught = (
                evaluate(run, handler.type, start) if handler.type is not None else ClassType("builtins.BaseException")
            )
            items = caught.items if isinstance(caught, Tuple) else members(caught)
            start[handler.name] = union(Instance(i.cls) if isinstance(i, ClassType) else UNKNOWN for i in items)
            run.variables.setdefault(handler.name, start[handler.name])
        ends.append(execute(run, handler.body, start))
    found = [item for item in ends if item is not None]
    if node.finalbody:
        final = execute(run, node.finalbody, join([*found, inside]) if found else dict(inside))
        if final is None or not found:
            return None
        return execute(run, node.finalbody, join(found))
    return join(found) if found else None


def _provides_for_misfits(handler: ast.ExceptHandler) -> bool:
    """Whether the handler is for values that are not of the class that the body would have."""
    return any(
        isinstance(item, ast.Name) and item.id in ("TypeError", "AttributeError") for item in caught_types(handler)
    )


def _after_part(run: Run, body: list[ast.stmt], env: Environment) -> Environment:
    """The environment in handlers of a body that does not come to its end: what it binds may be bound."""
    result = dict(env)
    for name, type_ in run.variables.items():
        result.setdefault(name, type_)
    return result


def _with(run: Run, node: ast.With | ast.AsyncWith, env: Environment) -> Environment | None:
    suppressing = False
    for item in node.items:
        manager = evaluate(run, item.context_expr, env)
        run.does(manager, "entered")
        suppressing = suppressing or swallows(run.engine, manager)
        if item.optional_vars is not None:
            found = entered(run.engine, manager, isinstance(node, ast.AsyncWith))
            assign(run, item.optional_vars, found, env)
    before = dict(env) if suppressing else env
    end = execute(run, node.body, env)
    return before if end is None and suppressing else end


def _function(run: Run, node: ast.FunctionDef | ast.AsyncFunctionDef, env: Environment) -> Environment | None:
    for default in (*node.args.defaults, *node.args.kw_defaults):
        if default is not None:
            evaluate(run, default, env)
    function = run.module.by_node.get(id(node))
    if function is not None:
        env[node.name] = run.variables[node.name] = FunctionType(function.key)
    return env


def _class(run: Run, node: ast.ClassDef, env: Environment) -> Environment | None:
    symbol = run.function.nested.get(node.name)
    if symbol is not None and symbol.cls is not None:
        env[node.name] = run.variables[node.name] = ClassType(symbol.cls.name)
    return env


def _match(run: Run, node: ast.Match, env: Environment) -> Environment | None:
    subject = evaluate(run, node.subject, env)
    ends: list[Environment] = []
    rest: Environment | None = dict(env)
    for case in node.cases:
        if rest is None:
            break
        inside, rest = matches(run, case, node.subject, subject, rest)
        end = execute(run, case.body, inside)
        if end is not None:
            ends.append(end)
    if rest is not None:
        ends.append(rest)
    return join(ends) if ends else None


def _assert(run: Run, node: ast.Assert, env: Environment) -> Environment | None:
    evaluate(run, node.test, env)
    return narrow(run, node.test, env, True)


def _delete(run: Run, node: ast.Delete, env: Environment) -> Environment | None:
    for target in node.targets:
        if isinstance(target, ast.Subscript):
            run.use(evaluate(run, target.value, env), Use("set", type=widen(evaluate(run, target.slice, env))))
        forget(env, dotted(target))
    return env


def _global(run: Run, node: ast.Global | ast.Nonlocal, env: Environment) -> Environment | None:
    if isinstance(node, ast.Global):
        run.globals.update(node.names)
    return env


def _import(run: Run, node: ast.Import | ast.ImportFrom, env: Environment) -> Environment | None:
    for alias in node.names:
        name = alias.asname or alias.name.partition(".")[0]
        symbol = run.function.nested.get(name)
        if symbol is not None:
            env[name] = run.engine.imported_value(symbol.target)
    return env


_BY_NODE: dict[type, Function_[..., Environment | None]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Expr: _expression,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.If: _if,
    ast.While: _while,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.Try: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Match: _match,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.Global: _global,
    ast.Nonlocal: _global,
    ast.Import: _import,
    ast.ImportFrom: _import,
}
_star = getattr(ast, "TryStar", None)
if _star is not None:
    _BY_NODE[_star] = _try
