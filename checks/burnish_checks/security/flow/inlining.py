"""Following a lambda or a nested function where it is called, with the names around it."""

from __future__ import annotations

import ast
from typing import Any

from burnish_checks import syntax
from burnish_checks.security.flow.dangers import Arguments
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.methods import all_data
from burnish_checks.security.flow.run import Frame, Run
from burnish_checks.security.flow.values import TESTED, UNKNOWN, Names, Value, join, joined, tainted

_MOST_INLINED = 60
_DEEPEST = 4


def may_follow(run: Run) -> bool:
    """Whether one more call may be followed in place."""
    run.inlined += 1
    return run.inlined <= _MOST_INLINED


def inlined(run: Run, function: Any, arguments: Arguments, around: Names | None = None) -> Value:
    """A lambda or nested function, followed with the arguments it is called with; the names around hold what it changes there."""
    from burnish_checks.security.flow.statements import execute

    node, names = function
    if isinstance(node, ast.Call):
        return tainted(all_data(arguments))
    if not may_follow(run) or len(run.frames) > _DEEPEST or any(frame.node is node for frame in run.frames):
        return tainted(all_data(arguments))
    inner = {name: value for name, value in names.items() if name != TESTED}
    parameters = [*node.args.posonlyargs, *node.args.args]
    for number, parameter in enumerate(parameters):
        value = arguments.get(number, parameter.arg)
        default = len(parameters) - number
        if value is None and default <= len(node.args.defaults):
            value = evaluate(run, node.args.defaults[-default], dict(names))
        inner[parameter.arg] = value if value is not None else UNKNOWN
    for parameter in node.args.kwonlyargs:
        inner[parameter.arg] = arguments.named.get(parameter.arg, UNKNOWN)
    if isinstance(node, ast.Lambda):
        return evaluate(run, node.body, inner)
    outer = around if around is not None else {}
    shared = {
        name for item in syntax.walk(node) if isinstance(item, ast.Nonlocal) for name in item.names if name in outer
    }
    inner.update({name: outer[name] for name in shared})
    run.frames.append(Frame(node))
    after = execute(run, node.body, inner)
    frame = run.frames.pop()
    for left in (after, *(known for known, *_ in frame.exits)) if shared else ():
        for name in shared.intersection(left or ()):
            run.put(outer, name, join(outer[name], (left or {})[name]))
    return joined(frame.returned)
