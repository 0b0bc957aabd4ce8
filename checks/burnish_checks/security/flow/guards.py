"""Conditions that make data harmless: what is known where a test has come out true, or false."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from burnish_checks import syntax
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import last_word
from burnish_checks.security.flow.answered import (
    WITHOUT_HOST,
    allowed,
    as_told,
    asked_later,
    asked_of_own,
    begins,
    begins_not,
    by_name,
    doubted,
    ends_in,
    is_told_later,
    matched,
    own_check,
)
from burnish_checks.security.flow.beginnings import PUBLIC_HOST, RESOLVED
from burnish_checks.security.flow.binding import bind_target
from burnish_checks.security.flow.comparing import all_within, equal, membership, one_of
from burnish_checks.security.flow.equal import tested
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.harmless import HOSTS, harmless, symbol_of
from burnish_checks.security.flow.kinds import ALL, REQUEST
from burnish_checks.security.flow.marks import DOUBT, FOUND, LOOKED_AT, NO_SLASH
from burnish_checks.security.flow.parts import elements, is_own, iterated
from burnish_checks.security.flow.passing import known_name
from burnish_checks.security.flow.patterns import told_by_match
from burnish_checks.security.flow.raising import may_check
from burnish_checks.security.flow.run import MOST_STEPS, Run, TooLong
from burnish_checks.security.flow.saying import accuses, tells
from burnish_checks.security.flow.switched import if_switched_off, is_setting
from burnish_checks.security.flow.taints import Taint
from burnish_checks.security.flow.trees import is_node, of_classes
from burnish_checks.security.flow.values import MATCHES, Names, Value, join_names

_PLAIN_METHODS = frozenset(["isdigit", "isalnum", "isnumeric", "isdecimal", "isidentifier", "isalpha"])


def refine(run: Run, test: ast.AST, names: Names, truth: bool, value: Value | None = None) -> Names | None:
    """The names where the test has come out as `truth`; None where it cannot.

    The value of the test may be given where it was evaluated with these names already. Within a statement it is worked out
    once, as in `evaluate`: the parts of `a and b` are both evaluated and refined where they hold.
    """
    known = run.known.get((test, truth))
    if known is not None and known[0] is names:
        run.steps += known[2]
        if run.steps > MOST_STEPS:
            raise TooLong
        told: Names | None = known[1]
        return told
    before = run.steps
    told = _refined(run, test, names, truth, value)
    run.known[test, truth] = names, told, run.steps - before
    return told


def _refined(run: Run, test: ast.AST, names: Names, truth: bool, value: Value | None) -> Names | None:

    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return refine(run, test.operand, names, not truth)
    if isinstance(test, ast.BoolOp):
        return _both(run, test, names, truth)
    if isinstance(test, ast.NamedExpr):
        return refine(run, test.target, names, truth)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return tested(run, test, names, lambda known: _compared(run, test, known, truth, value))
    if isinstance(test, ast.Call):
        return tested(run, test, names, lambda known: _called(run, test, known, truth, value))
    if isinstance(test, ast.BinOp) and isinstance(test.op, ast.Sub) and not truth:
        return all_within(run, test.left, test.right, names)
    value = evaluate(run, test, names) if value is None else value
    if value.known and bool(value.const) is not truth:
        return None
    if isinstance(test, ast.Name) and truth and (sought := _sought(run, test, value)) is not None:
        return as_found(run, sought, names)
    if isinstance(test, ast.Name) and (held := _held_by(run, test, value, names)) is not None:
        told = refine(run, held, names, truth)
        if told is None:
            return None
        names = told
    if truth and value.symbol.endswith(MATCHES) and value.all_taints:
        return _found_whole(value, names)
    if isinstance(test, ast.Attribute) and (told := _told_by_attribute(run, test, value, truth, names)) is not None:
        return told
    if not truth and isinstance(test, ast.Name) and value.all_taints:
        return {**names, test.id: value.changed(taints=frozenset(), items=None, keys=None)}
    return names


def _told_by_attribute(run: Run, test: ast.Attribute, value: Value, truth: bool, names: Names) -> Names | None:
    """The names where an attribute has come out so: of an address, or of the object, where it may be a property that checks; None
    where that tells nothing."""
    if is_own(f"${dotted(test)}") and may_check(test.attr):
        return asked_of_own(f"{FOUND}${dotted(test)}", "true" if truth else "false", names)
    return _told_of_host(run, test, value, truth, names)


def _told_of_host(run: Run, test: ast.Attribute, value: Value, truth: bool, names: Names) -> Names | None:
    """The names where an attribute of an address has come out so: that has no host, or one that anybody may reach; None where
    that tells nothing."""
    if test.attr in HOSTS:
        return None if truth else harmless(names, value, WITHOUT_HOST)
    if (test.attr, truth) not in _OF_PUBLIC_HOST:
        return None
    host = evaluate(run, test.value, names)
    looked_up = any(map(_is_resolved, host.all_taints))
    return harmless(names, host, _LOOKED_UP if looked_up else frozenset({REQUEST}))


def _is_resolved(taint: Taint) -> bool:
    """Whether the data is of a host that was looked up, before whatever it went through."""
    inner = taint.origin.inner
    return RESOLVED in taint.cleared or (inner is not None and _is_resolved(inner))


_LOOKED_UP = frozenset({PUBLIC_HOST, DOUBT, LOOKED_AT})
_OF_PUBLIC_HOST = frozenset({("is_global", True), ("is_private", False)})


def _held_by(run: Run, name: ast.Name, value: Value, names: Names) -> ast.expr | None:
    """The condition that a name was bound to, if all that it names is still what it was."""
    condition, before = run.conditions.get(name.id, (None, names))
    if condition is None or not _is_still(value, before.get(name.id)):
        return None
    read = run.read.get(condition)
    if read is None:
        read = run.read[condition] = {item.id for item in syntax.walk(condition) if isinstance(item, ast.Name)}
    still = all(_is_still(names.get(item), before.get(item)) for item in read if item != name.id)
    return condition if still else None


def _is_still(now: Value | None, before: Value | None) -> bool:
    """Whether a name holds what it held, also where two ways come together on which more was known of it."""
    if now is before or now is None or before is None:
        return now is before
    same = now.symbol == before.symbol != ""
    return same and {taint.origin for taint in now.all_taints} == {taint.origin for taint in before.all_taints}


def _sought(run: Run, name: ast.Name, value: Value) -> ast.GeneratorExp | None:
    """The search that a name was bound to: `next((item for item in items if item.name == wanted), None)`."""
    condition, before = run.conditions.get(name.id, (None, {}))
    return search(condition) if condition is not None and before.get(name.id) is value else None


def search(node: ast.AST) -> ast.GeneratorExp | None:
    """The expression that `next` takes the first item of, if it asks for something."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "next" and node.args):
        return None
    made = node.args[0]
    return made if isinstance(made, ast.GeneratorExp) and any(item.ifs for item in made.generators) else None


def as_found(run: Run, sought: ast.GeneratorExp, names: Names) -> Names:
    """The names where a search has found an item: what it was sought by is as the item says."""

    inner: Names | None = dict(names)
    for generator in sought.generators:
        if inner is None:
            return names
        bind_target(run, generator.target, iterated(run, evaluate(run, generator.iter, inner)), inner, generator.iter)
        for condition in generator.ifs:
            inner = refine(run, condition, inner, True) if inner is not None else None
    return {name: inner[name] for name in names if name in inner} if inner is not None else names


def _both(run: Run, test: ast.BoolOp, names: Names, truth: bool) -> Names | None:
    all_hold = isinstance(test.op, ast.And) is truth
    if all_hold:
        current: Names | None = names
        for part in test.values:
            current = refine(run, part, current, truth) if current is not None else None
        return current
    result: Names | None = None
    current = names
    for part in test.values:
        if current is None:
            break
        known = if_switched_off(test, current) if part is test.values[0] and is_setting(part) else current
        result = join_names(result, refine(run, part, known, truth))
        current = refine(run, part, current, not truth)
    return result


def _compared(run: Run, test: ast.Compare, names: Names, truth: bool, value: Value | None) -> Names | None:

    verdict = evaluate(run, test, names) if value is None else value
    if verdict.known and bool(verdict.const) is not truth:
        return None
    operator, left, right = test.ops[0], test.left, test.comparators[0]
    if isinstance(left, ast.Call) and isinstance(right, ast.Constant) and right.value is None:
        word = last_word(left.func)
        if word not in _MATCHING and truth is isinstance(operator, (ast.IsNot, ast.NotEq)):
            return _looked_up(run, left, names)
        if word in _MATCHING and isinstance(operator, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)):
            return _called(run, left, names, truth is isinstance(operator, (ast.IsNot, ast.NotEq)), None)
    if isinstance(left, ast.Name) and isinstance(right, ast.Constant) and right.value is None:
        sought = _sought(run, left, evaluate(run, left, names))
        if sought is not None and truth is isinstance(operator, (ast.IsNot, ast.NotEq)):
            return as_found(run, sought, names)
    if isinstance(left, (ast.Name, ast.NamedExpr)) and isinstance(right, ast.Constant) and right.value is None:
        found = evaluate(run, left.target if isinstance(left, ast.NamedExpr) else left, names)
        if found.symbol.endswith(MATCHES) and truth is isinstance(operator, (ast.IsNot, ast.NotEq)):
            return _found_whole(found, names)
    if isinstance(operator, (ast.LtE, ast.Lt)) and truth:
        return all_within(run, left, right, names)
    if isinstance(operator, (ast.GtE, ast.Gt)) and truth:
        return all_within(run, right, left, names)
    if isinstance(operator, (ast.NotEq, ast.NotIn, ast.IsNot)):
        truth = not truth
    if isinstance(operator, (ast.In, ast.NotIn)):
        return membership(run, left, right, names, truth)
    if not isinstance(operator, (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)):
        return names
    return equal(run, left, right, names, truth)


def _looked_up(run: Run, call: ast.Call, names: Names) -> Names:
    """The names where a function has found something for what it was passed: that it is known need not be so."""

    values = [evaluate(run, item, names) for item in call.args]
    return doubted(symbol_of(run, call.func, names), values, names)


def _found_whole(found: Value, names: Names) -> Names:
    """The names where a pattern has matched a text as a whole."""
    pattern = (found.keys or {}).get("pattern", Value()).const
    word = found.symbol.rpartition(".")[2].removesuffix("()")
    return harmless(names, Value(found.taints), told_by_match(pattern, word)) if isinstance(pattern, str) else names


_MATCHING = frozenset({"match", "fullmatch", "search"})


_SET_TESTS = frozenset({("issubset", True), ("issuperset", True), ("difference", False)})


def _each(run: Run, test: ast.Call, names: Names, truth: bool) -> Names:
    """The names after `all(check(item) for item in items)`, or after an `any` that did not hold."""

    made = test.args[0] if test.args else None
    if not isinstance(made, (ast.GeneratorExp, ast.ListComp)) or len(made.generators) != 1 or made.generators[0].ifs:
        return names
    generator = made.generators[0]
    source = evaluate(run, generator.iter, names)
    if not isinstance(generator.target, ast.Name):
        return names
    if not source.all_taints:
        return _with_each(run, generator, made.elt, allowed(run, generator.iter, source, names), names, truth)
    inner = dict(names)
    bind_target(run, generator.target, elements(source), inner, generator.iter)
    refined = refine(run, made.elt, inner, truth)
    if refined is None:
        return names
    item = generator.target.id
    return all_found(run, generator.iter, source, inner[item], refined[item], names)


def _with_each(
    run: Run, generator: ast.comprehension, test: ast.expr, items: Sequence[Value], names: Names, truth: bool
) -> Names:
    """The names where a test has come out so with each of the items: `not any(part in name for part in ("..", "/"))`."""
    target = getattr(generator.target, "id", "")
    current = names
    for item in items:
        inner = dict(current)
        bind_target(run, generator.target, item, inner, generator.iter)
        refined = refine(run, test, inner, truth)
        told = (refined or inner).items()
        current = {**current, **{name: held for name, held in told if name in names and name != target}}
    return current


def all_found(run: Run, listed: ast.expr, source: Value, item: Value, found: Value, names: Names) -> Names:
    """The names where the same was found of each item of what is gone through: it is so of the whole, and of a text parted so."""
    before = [taint.cleared for taint in item.all_taints]
    kinds = [taint.cleared for taint in found.all_taints]
    known = (frozenset.intersection(*kinds) if kinds else ALL).difference(*before)
    if (
        known
        and isinstance(listed, ast.Call)
        and isinstance(listed.func, ast.Attribute)
        and listed.func.attr == "split"
    ):
        names = harmless(names, evaluate(run, listed.func.value, names), known)
    return harmless(names, source, known)


def _any(run: Run, test: ast.Call, names: Names) -> Names:
    """The names after `any(check(item) for item in ALLOWED)`, where one of the items, whichever, has passed."""
    made = test.args[0] if test.args else None
    if not isinstance(made, (ast.GeneratorExp, ast.ListComp)) or len(made.generators) != 1:
        return names
    if isinstance(made.elt, ast.Compare):
        return one_of(run, made, names)
    generator = made.generators[0]
    source = evaluate(run, generator.iter, names)
    if not isinstance(generator.target, ast.Name) or generator.ifs or source.all_taints:
        return names
    result: Names | None = None
    for item in allowed(run, generator.iter, source, names) or (elements(source),):
        inner = dict(names)
        bind_target(run, generator.target, item, inner, generator.iter)
        result = join_names(result, refine(run, made.elt, inner, True))
    told = (result or names).items()
    return {**names, **{name: held for name, held in told if name in names and name != generator.target.id}}


def _called(run: Run, test: ast.Call, names: Names, truth: bool, value: Value | None) -> Names | None:

    result = evaluate(run, test, names) if value is None else value
    if result.known and bool(result.const) is not truth:
        return None
    function = test.func
    if isinstance(function, ast.Attribute):
        told = _by_method(run, test, function, names, truth)
        if told is not None:
            return told
    if not run.asks and (is_told_later(function, names) or own_check(test) is not None):
        return asked_later(run, test, names, "true" if truth else "false")
    if isinstance(function, ast.Attribute):
        receiver = evaluate(run, function.value, names)
        symbol, word = f"{receiver.symbol}.{function.attr}", function.attr
    else:
        symbol = evaluate(run, function, names).symbol
        word = symbol.rpartition(".")[2].lstrip("?@$") or last_word(function)
        receiver = Value()
    name = known_name(symbol)
    if (name, truth) in (("builtins.all", True), ("builtins.any", False)):
        return _each(run, test, names, truth)
    if name == "builtins.any":
        return _any(run, test, names)
    values = [evaluate(run, item, names) for item in test.args]
    values += [evaluate(run, item.value, names) for item in test.keywords]
    if word in ("match", "fullmatch", "search") and truth:
        return matched(name, receiver, values, word, names)
    if name == "builtins.isinstance" and len(test.args) > 1 and is_node(run, values[0]):
        return of_classes(values[0], test.args[1], names, truth)
    if name == "builtins.isinstance" and truth and len(values) > 1:
        kind = known_name(values[1].symbol)
        return harmless(names, values[0], ALL) if kind in ("builtins.int", "builtins.float", "builtins.bool") else names
    body = run.closed(symbol)
    if body is not None and (body.checks or body.decisive):
        return as_told(run, test, body, ("true" if truth else "false", "always"), names)
    said = _said_by_name(word, truth=truth, known=body is not None)
    if said is None:
        return doubted(symbol, values, names, unread=body is None and "." in symbol and not symbol.startswith("$"))
    return by_name(name, word, receiver, values, names) if said else names


def _said_by_name(word: str, *, truth: bool, known: bool) -> bool | None:
    """Whether the name of a function says that what it was passed is good where it has answered so; None if in doubt."""
    good = truth is not accuses(word)
    if not tells(word) or (good and accuses(word) and known):
        return None
    return good


def _by_method(run: Run, test: ast.Call, function: ast.Attribute, names: Names, truth: bool) -> Names | None:
    """The names after a test by a method of texts, paths or sets; None for other methods."""

    word = function.attr
    if word in _PLAIN_METHODS and truth:
        return harmless(names, evaluate(run, function.value, names), ALL)
    if word in ("startswith", "is_relative_to") and test.args:
        receiver = evaluate(run, function.value, names)
        return begins(run, receiver, test, names) if truth else begins_not(run, receiver, test, names)
    if word in ("isabs", "is_absolute") and not truth:
        path = evaluate(run, test.args[0] if test.args else function.value, names)
        return harmless(names, path, frozenset({NO_SLASH}))
    if word == "endswith" and test.args and truth:
        return ends_in(run, evaluate(run, function.value, names), test, names)
    if test.args and (word, truth) in _SET_TESTS:
        pair = (test.args[0], function.value) if word == "issuperset" else (function.value, test.args[0])
        return all_within(run, *pair, names)
    return None
