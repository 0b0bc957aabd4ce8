"""Following statements: which names hold what after them, and whether the code after them is reached."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from burnish_checks import syntax
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import last_word
from burnish_checks.security.flow import guards, leaving, matching, raising
from burnish_checks.security.flow.aliases import class_in
from burnish_checks.security.flow.assigning import (
    annotate,
    as_no_html,
    assign,
    augment,
    declare_outer,
    delete,
    import_names,
    makes_object,
)
from burnish_checks.security.flow.binding import bind_target
from burnish_checks.security.flow.carried import carried_by, is_settled
from burnish_checks.security.flow.catching import catches
from burnish_checks.security.flow.dangers import is_safe_loader
from burnish_checks.security.flow.deferred import waited_for
from burnish_checks.security.flow.elsewhere import through_protocol
from burnish_checks.security.flow.equal import tested
from burnish_checks.security.flow.evaluating import FOLLOW, evaluate
from burnish_checks.security.flow.expressions import EXPRESSIONS
from burnish_checks.security.flow.going_through import gone_through
from burnish_checks.security.flow.leaving import LEAVES
from burnish_checks.security.flow.parts import iterated
from burnish_checks.security.flow.run import Frame, Run
from burnish_checks.security.flow.sinks import RAISED
from burnish_checks.security.flow.sources import REQUEST_NAMES
from burnish_checks.security.flow.switched import otherwise
from burnish_checks.security.flow.taints import Origin, Taint
from burnish_checks.security.flow.trees import TREE
from burnish_checks.security.flow.values import LIST, TESTED, UNKNOWN, Names, Value, join, join_names, tainted

_HOLDER = "types.SimpleNamespace"
"""What a class of the function's own is taken for: its objects hold what they are made of."""
_ROUNDS = 3
_TOLD_BY_CLASS = frozenset(
    ["ClientSession", "AsyncClient", "Client", "PoolManager", "Environment", "Session", "Path", "PurePath"]
)
"""Classes of parameters that the tables of sinks know."""


def execute(run: Run, statements: Sequence[ast.stmt], names: Names | None) -> Names | None:
    """The names after the statements; None if their end is not reached."""
    for statement in statements:
        if names is None:
            return None
        run.known.clear()
        follow = _FOLLOW.get(type(statement))
        names = follow(run, statement, names) if follow is not None else _anything(run, statement, names)
    return names


def follow_function(run: Run, node: ast.FunctionDef | ast.AsyncFunctionDef, outer: Names, suffix: str) -> Frame:
    """Follow a function's body with symbolic parameters; what it returns, and how it is left."""
    names = {name: value for name, value in outer.items() if name != TESTED}
    arguments = node.args
    for parameter in (
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    ):
        if parameter is not None:
            names[parameter.arg] = parameter_value(run, parameter, suffix)
    if not suffix:
        names.update(run.settled)
    if arguments.kwarg is not None:
        run.rests.add(names[arguments.kwarg.arg].symbol)
    run.frames.append(Frame(node))
    after = execute(run, node.body, names)
    if after is not None:
        run.frame.exits.append((after, None, UNKNOWN))
    return run.frames.pop()


def parameter_value(run: Run, parameter: ast.arg, suffix: str) -> Value:
    """The symbolic value of a parameter."""
    if parameter.arg in ("self", "cls"):
        return Value(symbol="$self")
    if parameter.arg in REQUEST_NAMES and not run.served:
        return Value(symbol=f"${parameter.arg}{suffix}")
    origin = Origin("param", f"{parameter.arg}{suffix}")
    run.born.setdefault(origin, parameter)
    if parameter.annotation is None:
        return tainted({Taint(origin)}, symbol=f"${parameter.arg}{suffix}")
    made = dotted(parameter.annotation) or class_in(parameter.annotation)
    root, dot, rest = made.partition(".")
    if made.rpartition(".")[2][:1].isupper():
        run.classes[f"${parameter.arg}{suffix}"] = f"{run.resolve(root)}{dot}{rest}"
    if made.rpartition(".")[2] in _TOLD_BY_CLASS:
        return tainted({Taint(origin)}, symbol=f"{run.resolve(root)}{dot}{rest}()")
    return tainted({Taint(origin)}, symbol=f"${parameter.arg}{suffix}")


def _anything(run: Run, node: ast.stmt, names: Names) -> Names:
    for child in syntax.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            evaluate(run, child, names)
    return names


def _expression(run: Run, node: ast.Expr, names: Names) -> Names | None:
    call = node.value.value if isinstance(node.value, ast.Await) else node.value
    evaluate(run, node.value, names)
    if isinstance(call, ast.Call) and call is not node.value:
        call = waited_for(run, call)
    if isinstance(call, ast.Call):
        word = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if word in LEAVES or word.startswith("abort_"):
            return None
        return tested(run, call, names, lambda known: raising.passed(run, call, known))
    return _refused(run, call, names) if isinstance(call, ast.BoolOp) and len(call.values) == _TWO else names


_TWO = 2


def _refused(run: Run, node: ast.BoolOp, names: Names) -> Names | None:
    """`known or refuse()`, which is a branch."""
    test, call = node.values
    called = isinstance(node.op, ast.And)
    if not isinstance(call, ast.Call):
        return names
    inside, past = (guards.refine(run, test, names, truth) for truth in (called, not called))
    leaves = inside is None or last_word(call.func) in LEAVES
    return past if leaves or inside is None else join_names(leaving.left(run, call, inside), past)


def _return(run: Run, node: ast.Return, names: Names) -> None:
    if node.value is not None:
        value = evaluate(run, node.value, names)
        if isinstance(node.value, ast.Call):
            conversion = node.value
            names = tested(run, conversion, names, lambda known: raising.converted(run, conversion, known)) or names
        if value.all_taints and makes_object(node.value):
            value = as_no_html(value)
        run.frame.returned.append(value)
        run.frame.exits.append((names, node.value, value))
        if run.frame.node is not None:
            run.answers.append((run.frame.node, node.value, value))


def _raise(run: Run, node: ast.Raise, names: Names) -> None:
    if node.exc is not None:
        value = evaluate(run, node.exc, names)
        run.hit(node, RAISED, value.symbol, node.exc, value.all_taints)
        run.frame.raised.append((node, value))


def _assert(run: Run, node: ast.Assert, names: Names) -> Names | None:
    return guards.refine(run, node.test, names, True)


def _if(run: Run, node: ast.If, names: Names) -> Names | None:
    test = evaluate(run, node.test, names)
    if test.known:
        return execute(run, node.body if test.const else node.orelse, names)
    yes = guards.refine(run, node.test, names, True, test)
    no = guards.refine(run, node.test, names, False, test)
    after = _branch(run, node.body, dict(yes)) if yes is not None else None
    other = _branch(run, node.orelse, dict(no)) if no is not None else None
    return join_names(after, otherwise(node, after, other))


def _branch(run: Run, statements: Sequence[ast.stmt], names: Names) -> Names | None:
    """The names after one of several ways."""
    return leaving.after_call(run, statements, execute(run, statements, names))


def _for(run: Run, node: ast.For | ast.AsyncFor, names: Names) -> Names | None:
    source = gone_through(run, node.iter, names, is_async=isinstance(node, ast.AsyncFor))
    if source.items is not None and not source.items:
        return execute(run, node.orelse, names)
    item = iterated(run, source)
    run.frame.breaks.append([])
    current = names
    before = after = None
    for _ in range(_ROUNDS):
        inner = dict(current)
        bind_target(run, node.target, item, inner, node.iter)
        before = dict(inner)
        after = execute(run, node.body, inner)
        grown = join_names(current, after) or current
        settled, current = is_settled(current, grown, _carried(run, node)), grown
        if settled:
            break
    holds_its_items = source.symbol.endswith(_OF_PARTS) or isinstance(node.iter, (ast.Tuple, ast.List))
    if holds_its_items and before is not None and after is not None and not run.frame.breaks[-1]:
        current = _with_each_found(run, node, source, before, after, current)
    return _after_loop(run, node, current)


_ADDRESSES_OF_HOST = "getaddrinfo()"
"""How the symbol ends of all addresses of a host, each a tuple."""
_OF_PARTS = ("split()", ".parts", "getlist()", "getall()", TREE, LIST, _ADDRESSES_OF_HOST)
"""How the symbols of what holds nothing but its items end."""


def _with_each_found(
    run: Run, node: ast.For | ast.AsyncFor, source: Value, before: Names, after: Names, names: Names
) -> Names:
    """The names behind a loop that goes on only where an item is found harmless: so are all of them."""
    bound = {item.id for item in syntax.walk(node.target) if isinstance(item, ast.Name)}
    found = [name for name in sorted(bound) if after.get(name) is not before.get(name)]
    if not (isinstance(node.target, ast.Name) or source.symbol.endswith(_ADDRESSES_OF_HOST)) or not source.all_taints:
        return names
    if any(isinstance(item, ast.Name) and item.id in bound and isinstance(item.ctx, ast.Store)
           for statement in node.body for item in syntax.walk(statement)):  # fmt: skip
        return names
    for name in found:
        names = guards.all_found(run, node.iter, source, before[name], after[name], names)
    return names


def _while(run: Run, node: ast.While, names: Names) -> Names | None:
    test = evaluate(run, node.test, names)
    if test.known and not test.const:
        return execute(run, node.orelse, names)
    run.frame.breaks.append([])
    current = names
    for _ in range(_ROUNDS):
        inside = guards.refine(run, node.test, current, True)
        after = execute(run, node.body, dict(inside)) if inside is not None else None
        grown = join_names(current, after) or current
        settled, current = is_settled(current, grown, _carried(run, node)), grown
        if settled:
            break
    if test.known and test.const and isinstance(node.test, ast.Constant):
        result: Names | None = None
        for left in run.frame.breaks.pop():
            result = join_names(result, left)
        return result
    return _after_loop(run, node, current)


def _carried(run: Run, node: ast.For | ast.AsyncFor | ast.While) -> frozenset[str]:
    found = run.carried.get(node)
    if found is None:
        found = run.carried[node] = carried_by(node)
    return found


def _after_loop(run: Run, node: ast.For | ast.AsyncFor | ast.While, names: Names) -> Names | None:
    result = execute(run, node.orelse, names)
    for left in run.frame.breaks.pop():
        result = join_names(result, left)
    return result


def _break(run: Run, node: ast.stmt, names: Names) -> None:
    if run.frame.breaks:
        run.frame.breaks[-1].append(names)


def _continue(run: Run, node: ast.stmt, names: Names) -> None:
    if run.frame.breaks:
        run.frame.breaks[-1].append(names)


def _try(run: Run, node: ast.Try, names: Names) -> Names | None:
    anywhere: Names | None = dict(names)
    current: Names | None = dict(names)
    for statement in node.body:
        if current is None:
            break
        current = execute(run, [statement], current)
        anywhere = join_names(anywhere, dict(current) if current is not None else None)
    result = execute(run, node.orelse, current)
    inside = _inside(node) if any(handler.name for handler in node.handlers) else frozenset[int]()
    for handler in node.handlers:
        inner = dict(anywhere or names)
        if handler.name:
            inner[handler.name] = _caught(run, inside, handler)
        result = join_names(result, _branch(run, handler.body, inner))
    if not node.finalbody:
        return result
    if result is None:
        execute(run, node.finalbody, dict(anywhere or names))
        return None
    return execute(run, node.finalbody, result)


def _inside(node: ast.Try) -> frozenset[int]:
    """The identities of what may raise in the body."""
    every = (item for statement in node.body for item in syntax.walk(statement))
    return frozenset([id(item) for item in every if isinstance(item, (ast.Raise, ast.expr))])


def _caught(run: Run, inside: frozenset[int], handler: ast.ExceptHandler) -> Value:
    """What an exception carries that the body raises, or a function that it calls."""
    kind = handler.type
    types = [dotted(item) for item in (kind.elts if isinstance(kind, ast.Tuple) else [kind]) if item is not None]
    words = frozenset(name.rpartition(".")[2] for name in types) or frozenset({"BaseException"})
    result: Value | None = None
    for raised, value in run.frame.raised:
        name = value.symbol.removesuffix("()").rpartition(".")[2].lstrip("?@")
        if id(raised) in inside and catches(words, name):
            result = join(result, value) if result is not None else value
    calls = [item for item in run.passed.values() if id(item.node) in inside]
    taints = frozenset(
        Taint(Origin("caught", item.symbol, f"{item.slot}!{'|'.join(sorted(words))}!", taint))
        for item in calls
        for taint in item.taints
    )
    return tainted(taints | result.taints, symbol=result.symbol) if result is not None else tainted(taints)


def _with(run: Run, node: ast.With | ast.AsyncWith, names: Names) -> Names | None:
    before: Names | None = None
    for item in node.items:
        if isinstance(item.context_expr, ast.Call) and last_word(item.context_expr.func) == "suppress":
            before = dict(names)
        value = evaluate(run, item.context_expr, names)
        value = through_protocol(
            run, value, "__enter__" if isinstance(node, ast.With) else "__aenter__", item.context_expr
        )
        if item.optional_vars is not None:
            bind_target(run, item.optional_vars, value, names, item.context_expr)
    after = execute(run, node.body, names)
    return after if before is None else join_names(before, after)  # what raises there is passed over


def _match(run: Run, node: ast.Match, names: Names) -> Names | None:
    subject = evaluate(run, node.subject, names)
    result: Names | None = None
    for case in node.cases:
        fits = matching.fits(case.pattern, subject)
        if fits is False:
            continue
        inner = matching.matched(run, case.pattern, subject, dict(names), node.subject, node.subject)
        guarded = guards.refine(run, case.guard, inner, True) if case.guard is not None else inner
        result = join_names(result, _branch(run, case.body, guarded) if guarded is not None else None)
        if fits is True and case.guard is None:
            return result
    return join_names(result, names)


def _nested(run: Run, node: ast.FunctionDef | ast.AsyncFunctionDef, names: Names) -> Names:
    names[node.name] = Value(function=(node, names), symbol="")
    run.nested.append(node)
    run.given_back[node] = follow_function(run, node, names, f"#{len(run.nested)}").returned
    return names


def _class(run: Run, node: ast.ClassDef, names: Names) -> Names:
    for statement in node.body:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            run.nested.append(statement)
            follow_function(run, statement, names, f"#{len(run.nested)}")
    bases = [evaluate(run, base, names).symbol for base in node.bases]
    names[node.name] = Value(symbol=next(filter(is_safe_loader, bases), _HOLDER))
    return names


def _pass(run: Run, node: ast.stmt, names: Names) -> Names:
    return names


_FOLLOW: dict[type[ast.AST], Callable[..., Names | None]] = {
    ast.Expr: _expression,
    ast.Assign: assign,
    ast.AnnAssign: annotate,
    ast.AugAssign: augment,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.Try: _try,
    syntax.TryStar: _try,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Match: _match,
    ast.FunctionDef: _nested,
    ast.AsyncFunctionDef: _nested,
    ast.ClassDef: _class,
    ast.Import: import_names,
    ast.ImportFrom: import_names,
    ast.Delete: delete,
    ast.Global: declare_outer,
    ast.Nonlocal: _pass,
    ast.Pass: _pass,
}
FOLLOW.update(EXPRESSIONS)
