"""Patterns of `match`: whether a value fits, and what the names hold where it does."""

from __future__ import annotations

import ast

from burnish_checks.core.facts import dotted
from burnish_checks.security.flow.comparing import kinds_of
from burnish_checks.security.flow.harmless import all_origins
from burnish_checks.security.flow.kinds import ALL
from burnish_checks.security.flow.parts import element, elements, keyed_here
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.values import UNKNOWN, Names, Value, constant, join_names, tainted, without

_NUMBERS = frozenset({"int", "float", "bool"})
_ITSELF = frozenset({"str", "bytes", "bytearray", "list", "dict", "tuple", "set", "frozenset"})


def fits(pattern: ast.AST, subject: Value) -> bool | None:
    """Whether the pattern matches the value, or None where it cannot be told."""
    if isinstance(pattern, ast.MatchAs):
        return True if pattern.pattern is None else fits(pattern.pattern, subject)
    if isinstance(pattern, ast.MatchOr):
        verdicts = [fits(item, subject) for item in pattern.patterns]
        return True if True in verdicts else False if all(item is False for item in verdicts) else None
    if isinstance(pattern, ast.MatchValue) and isinstance(pattern.value, ast.Constant) and subject.known:
        return bool(pattern.value.value == subject.const)
    if isinstance(pattern, ast.MatchSingleton) and subject.known:
        return pattern.value is subject.const
    return None


def matched(
    run: Run, pattern: ast.AST, subject: Value, names: Names, source: ast.AST, asked: ast.AST | None = None
) -> Names:
    """The names where the value of an expression, if there is one, has matched: those that the pattern binds, and what it
    must be harmless for that."""
    if _literal(pattern):
        origins, kinds = all_origins(subject), kinds_of(asked) if asked is not None else ALL
        return without(names, origins, kinds) if origins and kinds else names
    if isinstance(pattern, ast.MatchAs):
        if pattern.pattern is not None:
            names = matched(run, pattern.pattern, subject, names, source, asked)
        if pattern.name is not None:
            held = _narrowed(pattern.pattern, subject)
            names = {**names, pattern.name: held}
            run.bind(pattern.name, pattern, source, held.all_taints)
        return names
    if isinstance(pattern, ast.MatchOr):
        result: Names | None = None
        for one in pattern.patterns:
            result = join_names(result, matched(run, one, subject, dict(names), source, asked))
        return result or names
    parts = asked.elts if isinstance(asked, ast.Tuple) and isinstance(pattern, ast.MatchSequence) else []
    for number, (item, value) in enumerate(_parts(run, pattern, subject, source)):
        names = matched(run, item, value, names, source, parts[number] if number < len(parts) else None)
    name = getattr(pattern, "rest", None) or getattr(pattern, "name", None)
    if isinstance(name, str):
        names = {**names, name: tainted(subject.all_taints)}
        run.bind(name, pattern, source, subject.all_taints)
    return names


def _literal(pattern: ast.AST | None) -> bool:
    """Whether only fixed values match the pattern."""
    if isinstance(pattern, ast.MatchOr):
        return all(_literal(item) for item in pattern.patterns)
    return isinstance(pattern, (ast.MatchValue, ast.MatchSingleton))


def _narrowed(pattern: ast.AST | None, subject: Value) -> Value:
    """What is known of a value that has matched the pattern."""
    if _literal(pattern):
        return subject.without(all_origins(subject), ALL)
    if isinstance(pattern, ast.MatchClass) and dotted(pattern.cls) in _NUMBERS:
        return UNKNOWN
    return subject


def _parts(run: Run, pattern: ast.AST, subject: Value, source: ast.AST) -> list[tuple[ast.AST, Value]]:
    """The patterns inside a pattern, each with the part of the value that it must match."""
    whole = tainted(subject.all_taints)
    if isinstance(pattern, ast.MatchSequence):
        known = subject.items
        if known is not None and len(known) == len(pattern.patterns) and not _starred(pattern):
            return list(zip(pattern.patterns, known, strict=True))
        return [(item, elements(subject)) for item in pattern.patterns if not _literal(item)]
    if isinstance(pattern, ast.MatchMapping):
        found: list[tuple[ast.AST, Value]] = []
        for key, item in zip(pattern.keys, pattern.patterns, strict=True):
            if isinstance(key, ast.Constant):
                part = element(subject, constant(key.value))
                taints = keyed_here(run, part.taints, subject.symbol, key.value, source)
                told_apart = taints != part.taints or subject.keys is not None
                if told_apart or not _literal(item):
                    found.append((item, part.changed(taints=taints)))
        return found
    if isinstance(pattern, ast.MatchClass):
        name = dotted(pattern.cls)
        inner = UNKNOWN if name in _NUMBERS else subject if name in _ITSELF else whole
        return [(item, inner) for item in (*pattern.patterns, *pattern.kwd_patterns) if not _literal(item)]
    return []


def _starred(pattern: ast.MatchSequence) -> bool:
    return any(isinstance(item, ast.MatchStar) for item in pattern.patterns)
