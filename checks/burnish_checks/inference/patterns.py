"""`match` patterns: what they bind and what they tell of the subject."""

from __future__ import annotations

import ast

from burnish_checks.inference.members import iterated, member
from burnish_checks.inference.narrowing import _class_name, _kept, _rest, dotted, narrow
from burnish_checks.inference.records import Environment, Run, Use
from burnish_checks.inference.types import (
    NONE,
    UNKNOWN,
    ClassType,
    Instance,
    Literal,
    Never,
    Type,
    instance,
    union,
)


def matches(
    run: Run, case: ast.match_case, node: ast.expr, subject: Type, env: Environment
) -> tuple[Environment | None, Environment | None]:
    """The environments inside the case and behind it, where it did not match."""
    key = dotted(node)
    current = env.get(key, subject) if key else subject
    inside: Environment | None = dict(env)
    assert inside is not None
    matched, rest = bind(run, case.pattern, current, inside)
    if key and not isinstance(matched, Never):
        inside[key] = matched
    if isinstance(matched, Never) and run.engine.certain:
        inside = None
    if case.guard is not None and inside is not None:
        from burnish_checks.inference.expressions import evaluate

        evaluate(run, case.guard, inside)
        inside = narrow(run, case.guard, inside, True)
        rest = current
    if isinstance(rest, Never):
        return inside, None
    behind = dict(env)
    if key:
        behind[key] = rest
    return inside, behind


def bind(run: Run, pattern: ast.pattern, type_: Type, env: Environment) -> tuple[Type, Type]:
    """Bind the names of a pattern; the subject's type where it matches and where it does not."""
    from burnish_checks.inference.expressions import evaluate

    if isinstance(pattern, ast.MatchAs):
        matched, rest = bind(run, pattern.pattern, type_, env) if pattern.pattern is not None else (type_, union(()))
        if pattern.name:
            env[pattern.name] = matched
            run.variables.setdefault(pattern.name, matched)
        return matched, rest
    if isinstance(pattern, ast.MatchOr):
        found: list[Type] = []
        rest = type_
        for item in pattern.patterns:
            matched, rest = bind(run, item, rest, env)
            found.append(matched)
        return union(found), rest
    if isinstance(pattern, ast.MatchClass):
        cls = evaluate(run, pattern.cls, env)
        return _of_class(run, pattern, cls, type_, env)
    if isinstance(pattern, ast.MatchSingleton):
        if pattern.value is None:
            run.does(type_, "none")
            return NONE, union(item for item in _parts(type_) if item != NONE)
        return type_, type_
    if isinstance(pattern, ast.MatchValue):
        value = evaluate(run, pattern.value, env)
        run.use(type_, Use("equal", type=Instance(value.kind) if isinstance(value, Literal) else value))
        return type_, type_
    if isinstance(pattern, ast.MatchSequence):
        element = iterated(run.engine, type_)
        for item in pattern.patterns:
            if isinstance(item, ast.MatchStar):
                if item.name:
                    env[item.name] = instance("list", element)
            else:
                bind(run, item, element, env)
        return type_, type_
    if isinstance(pattern, ast.MatchMapping):
        for item in pattern.patterns:
            bind(run, item, UNKNOWN, env)
        if pattern.rest:
            env[pattern.rest] = instance("dict")
    return type_, type_


def _of_class(run: Run, pattern: ast.MatchClass, cls: Type, type_: Type, env: Environment) -> tuple[Type, Type]:
    if not isinstance(cls, ClassType):
        return type_, type_
    wanted: list[Type] = [Instance(cls.cls)]
    run.use(type_, Use("isinstance", type=wanted[0]))
    matched = _kept(run.engine, type_, wanted)
    takes_all = all(map(_takes_all, (*pattern.kwd_patterns, *pattern.patterns)))
    for name, item in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
        found = member(run.engine, matched, name)
        takes_all &= found is not None
        bind(run, item, UNKNOWN if found is None else found, env)
    for number, item in enumerate(pattern.patterns):
        builtin = number == 0 and _class_name(wanted[0]).startswith("builtins.")
        bind(run, item, matched if builtin else UNKNOWN, env)
    return matched, _rest(run.engine, type_, wanted) if takes_all else type_


def _takes_all(pattern: ast.pattern) -> bool:
    """Whether a pattern matches any value: a name, or `_`."""
    return isinstance(pattern, ast.MatchAs) and (pattern.pattern is None or _takes_all(pattern.pattern))


def _parts(type_: Type) -> tuple[Type, ...]:
    from burnish_checks.inference.types import members

    return members(type_)
