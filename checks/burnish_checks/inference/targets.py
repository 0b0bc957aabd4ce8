"""Binding a target to a value: what the names, attributes and items of it then hold."""

from __future__ import annotations

import ast

from burnish_checks.inference.calls import put_in
from burnish_checks.inference.expressions import evaluate
from burnish_checks.inference.members import iterated, of_record
from burnish_checks.inference.narrowing import dotted
from burnish_checks.inference.records import Environment, Run, Use, Written
from burnish_checks.inference.types import (
    NEVER,
    UNKNOWN,
    ClassType,
    Instance,
    Parameter,
    Tuple,
    Type,
    instance,
    members,
    union,
    widen,
)


def assign(run: Run, target: ast.expr, type_: Type, env: Environment, *, local: bool = False) -> None:
    """Bind a target to a value of the type."""
    if isinstance(target, ast.Name):
        forget(env, target.id)
        if target.id in run.globals:
            run.written.append(Written(run.module.name, target.id, _plain(type_)))
            return
        env[target.id] = type_
        if not local:
            run.variables[target.id] = union((run.variables.get(target.id, NEVER), _plain(type_)))
    elif isinstance(target, ast.Attribute):
        base = evaluate(run, target.value, env)
        if run.tracking:
            run.use(type_, Use("stored", target.attr, base.cls if isinstance(base, (Instance, ClassType)) else ""))
            run.use(base, Use("attribute", target.attr))
        for owner in members(base):
            if isinstance(owner, (Instance, ClassType)):
                run.written.append(Written(owner.cls, target.attr, _plain(type_)))
        key = dotted(target)
        if key:
            forget(env, key)
            env[key] = type_
    elif isinstance(target, ast.Subscript):
        base = evaluate(run, target.value, env)
        index = evaluate(run, target.slice, env)
        if run.tracking:
            run.use(base, Use("set", type=widen(index)))
            run.use(index, Use("key", type=widen(base)))
        held = [item for item in members(base) if isinstance(item, Instance)]
        if held and dotted(target.value) and not isinstance(target.slice, ast.Slice):
            added = (_plain(index), _plain(type_)) if len(held[0].args) == 2 else (_plain(type_),)
            put_in(run, target.value, env, added, evaluate)
        if dotted(target):
            env[dotted(target)] = type_
    elif isinstance(target, ast.Starred):
        assign(run, target.value, instance("list", _plain(type_)), env)
    elif isinstance(target, (ast.Tuple, ast.List)):
        _unpack(run, target.elts, type_, env, local)


def _plain(type_: Type) -> Type:
    return (
        union(UNKNOWN if isinstance(item, Parameter) else widen(item) for item in members(type_))
        if type_ != NEVER
        else type_
    )


def forget(env: Environment, key: str) -> None:
    """What was known of parts of the old value holds no more."""
    parts = f"{key}.", f"{key}["
    for other in [item for item in env if item.startswith(parts)]:
        del env[other]


def _unpack(run: Run, targets: list[ast.expr], type_: Type, env: Environment, local: bool) -> None:
    type_ = union(of_record(run.engine, item) or item for item in members(type_))
    starred = any(isinstance(item, ast.Starred) for item in targets)
    rows = [item.items for item in members(type_) if isinstance(item, Tuple) and len(item.items) == len(targets)]
    rest = [item for item in members(type_) if not (isinstance(item, Tuple) and len(item.items) == len(targets))]
    run.does(type_, "iterated")
    common = iterated(run.engine, union(rest)) if rest else None
    for number, target in enumerate(targets):
        found = [row[number] for row in rows] if not starred else [union(row) for row in rows]
        assign(run, target, union([*found, *([common] if common is not None else [])]), env, local=local)
