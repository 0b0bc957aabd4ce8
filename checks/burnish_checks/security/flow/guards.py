"""Conditions that make data harmless: what is known where a test has come out true, or false."""

from __future__ import annotations

import ast

from burnish_checks import syntax
from burnish_checks.patterns import deferred
from burnish_checks.security.flow.answered import (
    ADDRESS,
    accuses,
    as_told,
    asked_later,
    begins,
    begins_not,
    by_name,
    doubted,
    is_silent,
    matched,
    own_check,
    tells,
)
from burnish_checks.security.flow.binding import bind_target
from burnish_checks.security.flow.equal import tested
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.harmless import chosen_outside, harmless, is_data, last_word, symbol_of
from burnish_checks.security.flow.kinds import ALL, CODE, PATH, SQL, XPATH
from burnish_checks.security.flow.parts import elements, iterated
from burnish_checks.security.flow.passing import known_name
from burnish_checks.security.flow.patterns import told_by_match
from burnish_checks.security.flow.run import MOST_STEPS, Run, TooLong
from burnish_checks.security.flow.values import (
    BELIEVED,
    LETTERS,
    MATCHES,
    ONE_SLASH,
    Names,
    Value,
    constant,
    join_names,
)

_PLAIN_METHODS = frozenset(["isdigit", "isalnum", "isnumeric", "isdecimal", "isidentifier", "isalpha"])
_SAME_BUT_FOR_FORM = ("lower", "upper", "normal", "canonical", "strip", "fold", "str")
_HOSTS = frozenset(["netloc", "hostname", "host", "domain"])


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
        return _all_within(run, test.left, test.right, names)
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
    if not truth and last_word(test) in _HOSTS:
        return harmless(names, value, ADDRESS)
    if not truth and isinstance(test, ast.Name) and value.all_taints:
        return {**names, test.id: value.changed(taints=frozenset(), items=None, keys=None)}
    return names


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
        known = _if_switched_off(test, current) if part is test.values[0] and _is_setting(part) else current
        result = join_names(result, refine(run, part, known, truth))
        current = refine(run, part, current, not truth)
    return result


def _is_setting(node: ast.expr) -> bool:
    """Whether it is a setting of the program: `settings.CHECK_NEXT`."""
    return isinstance(node, ast.Attribute) and node.attr.isupper() and isinstance(node.value, ast.Name)


def _if_switched_off(test: ast.BoolOp, names: Names) -> Names:
    """The names where a setting has switched a check off, `if settings.CHECK and not fits(url)`: as if it were on by default."""
    for item in (name for part in test.values[1:] for name in syntax.walk(part) if isinstance(name, ast.Name)):
        if item.id in names and names[item.id].all_taints:
            names = harmless(names, names[item.id], frozenset({BELIEVED}))
    return names


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
        return _all_within(run, left, right, names)
    if isinstance(operator, (ast.GtE, ast.Gt)) and truth:
        return _all_within(run, right, left, names)
    if isinstance(operator, (ast.NotEq, ast.NotIn, ast.IsNot)):
        truth = not truth
    if isinstance(operator, (ast.In, ast.NotIn)):
        return _membership(run, left, right, names, truth)
    if not isinstance(operator, (ast.Eq, ast.NotEq, ast.Is, ast.IsNot)):
        return names
    return _equal(run, left, right, names, truth)


def _looked_up(run: Run, call: ast.Call, names: Names) -> Names:
    """The names where a function has found something for what it was passed: that it is known need not be so."""

    values = [evaluate(run, item, names) for item in call.args]
    return doubted(symbol_of(run, call.func, names), values, names)


def _equal(run: Run, left: ast.expr, right: ast.expr, names: Names, truth: bool) -> Names:
    """The names where two values are the same, or where they are not."""

    if isinstance(left, ast.Tuple) and isinstance(right, ast.Tuple) and len(left.elts) == len(right.elts):
        for one, other in zip(left.elts, right.elts, strict=True) if truth else ():
            names = _equal(run, one, other, names, truth)
        return names
    if not truth and (whole := _second_letter(left)) is not None:
        return _if_no_slash(run, whole, right, names)
    second = evaluate(run, right, names)
    first = evaluate(run, left, names)
    sides = ((left, first, second), (right, second, first))
    for side, value, given in sides if is_data(first) or not is_data(second) else reversed(sides):
        if not value.all_taints or chosen_outside(given):
            continue
        if not truth:
            return names
        if (common := _common_path(side)) is not None:
            return harmless(names, value, frozenset({PATH if is_of_parts(common, side, given) else LETTERS}))
        if isinstance(given.const, str) and not given.const and last_word(side) in _HOSTS:
            return harmless(names, value, ADDRESS)
        if _is_part_of_address(run, side, names):
            return names
        if (given.known or given.symbol) and not _is_looked_up(value, given):
            return _same_as(run, side, value, given, names)
    return names


def _is_looked_up(value: Value, given: Value) -> bool:
    """Whether a value was looked up by what it is compared with, and so is not the side that the test tells of."""
    of_address = value.symbol.rpartition(".")[0].endswith(("urlparse()", "urlsplit()"))
    return bool(_FOUND.search(value.symbol)) and not of_address and not _FOUND.search(given.symbol)


def _same_as(run: Run, side: ast.expr, value: Value, given: Value, names: Names) -> Names:
    """The names where a value is the same as one that is not chosen outside."""
    if _is_field(run, side, names):
        return {**names, value.symbol: value.changed(taints=frozenset())}
    if given.const is None:
        own = frozenset(taint.origin for taint in value.all_taints)
        return {name: item.without(own, kinds_of(side)) for name, item in names.items()}
    cleaned = _vouched_for(names, value, side)
    return {**cleaned, side.id: constant(given.const)} if isinstance(side, ast.Name) and given.known else cleaned


_FOUND = deferred(r"\(\)(\[\])?\.")
"""What the symbol holds of an attribute of what a function has found."""


def _found_whole(found: Value, names: Names) -> Names:
    """The names where a pattern has matched a text as a whole."""
    pattern = (found.keys or {}).get("pattern", Value()).const
    word = found.symbol.rpartition(".")[2].removesuffix("()")
    return harmless(names, Value(found.taints), told_by_match(pattern, word)) if isinstance(pattern, str) else names


_MATCHING = frozenset({"match", "fullmatch", "search"})


def _all_within(run: Run, inner: ast.expr, outer: ast.expr, names: Names) -> Names:
    """The names where a set of what is not known is within one that is."""

    value = evaluate(run, inner, names)
    is_set = isinstance(inner, ast.Call) and last_word(inner.func) in ("set", "frozenset")
    if not is_set and "set()" not in value.symbol:
        return names
    if not value.all_taints or chosen_outside(evaluate(run, outer, names)):
        return names
    return harmless(names, value, ALL)


_SET_TESTS = frozenset({("issubset", True), ("issuperset", True), ("difference", False)})


def _each(run: Run, test: ast.Call, names: Names, truth: bool) -> Names:
    """The names after `all(check(item) for item in items)`, or after an `any` that did not hold."""

    made = test.args[0] if test.args else None
    if not isinstance(made, (ast.GeneratorExp, ast.ListComp)) or len(made.generators) != 1 or made.generators[0].ifs:
        return names
    generator = made.generators[0]
    source = evaluate(run, generator.iter, names)
    if not source.all_taints or not isinstance(generator.target, ast.Name):
        return names
    inner = dict(names)
    bind_target(run, generator.target, elements(source), inner, generator.iter)
    refined = refine(run, made.elt, inner, truth)
    if refined is None:
        return names
    kinds = [taint.cleared for taint in refined[generator.target.id].all_taints]
    return harmless(names, source, frozenset.intersection(*kinds) if kinds else ALL)


def _one_of(run: Run, test: ast.Call, names: Names) -> Names:
    """The names after `any(value == item for item in ALLOWED)`."""
    made = test.args[0] if test.args else None
    if not isinstance(made, (ast.GeneratorExp, ast.ListComp)) or len(made.generators) != 1:
        return names
    generator, asked = made.generators[0], made.elt
    if not (isinstance(asked, ast.Compare) and isinstance(asked.ops[0], ast.Eq) and len(asked.ops) == 1):
        return names
    sides = (asked.left, asked.comparators[0])
    for item, other in (sides, sides[::-1]):
        if isinstance(item, ast.Name) and isinstance(generator.target, ast.Name) and item.id == generator.target.id:
            return _membership(run, other, generator.iter, names, True)
    return names


def _is_part_of_address(run: Run, node: ast.AST, names: Names) -> bool:
    """Whether a part of a parsed address is compared that says nothing of its other parts: its path, its query."""

    if not isinstance(node, ast.Attribute) or node.attr in _HOSTS:
        return False
    return evaluate(run, node.value, names).symbol.endswith(("urlparse()", "urlsplit()"))


def _membership(run: Run, left: ast.AST, right: ast.expr, names: Names, truth: bool) -> Names:
    """`x in ALLOWED` clears what is in it; `".." in path` clears paths where it is false."""

    if not truth and (whole := _second_letter(left)) is not None:
        return _if_no_slash(run, whole, right, names)
    value, container = evaluate(run, left, names), evaluate(run, right, names)
    if isinstance(value.const, str) and container.all_taints:
        if value.const in ("'", '"') and not truth:
            return harmless(names, container, frozenset({CODE, XPATH, SQL}))
        forbidden = value.const in ("..", "../", "..\\", "/", "\\", "/..")
        return harmless(names, container, frozenset({PATH})) if forbidden and not truth else names
    if isinstance(right, ast.Attribute) and right.attr == "parents":
        return harmless(names, container, frozenset({PATH})) if truth else names
    text = isinstance(container.const, (str, bytes)) or not value.all_taints.isdisjoint(container.all_taints)
    if truth and value.all_taints and not chosen_outside(container) and not text:
        if _is_field(run, left, names):
            return {**names, value.symbol: value.changed(taints=frozenset())}
        return _vouched_for(names, value, left)
    return names


def _second_letter(node: ast.AST) -> ast.expr | None:
    """The text of which the second letter is read, `url[1]` or `url[1:2]`; None for other expressions."""
    if not isinstance(node, ast.Subscript):
        return None
    at = node.slice
    bounds = [at.lower, at.upper, at.step] if isinstance(at, ast.Slice) else [at]
    numbers = [item.value if isinstance(item, ast.Constant) else None for item in bounds]
    return node.value if numbers in ([1], [1, _THIRD, None]) else None


_THIRD = 2


def _if_no_slash(run: Run, whole: ast.expr, asked: ast.expr, names: Names) -> Names:
    """The names where the second letter of a text is none of those asked for: no second slash, if one of them is that."""
    letters = evaluate(run, asked, names)
    every = [item.const for item in letters.items] if letters.items else [letters.const]
    told = any(isinstance(item, str) and "/" in item for item in every)
    return harmless(names, evaluate(run, whole, names), frozenset({ONE_SLASH})) if told else names


_ENDING = deferred(
    r"(\.suffix(es)?|(\.splitext|\.guess_type|\.r?split|\.r?partition)\(\)\[\])(\.(lower|upper|casefold|l?strip)\(\))*$"
)
"""How the symbol of a part of a text ends: a file name's extension, what stands before or behind a separator."""


def _vouched_for(names: Names, value: Value, node: ast.AST) -> Names:
    """The names where this value is an allowed one. Of a part of a text that says nothing of all of it, but for a host."""
    if not _ENDING.search(value.symbol):
        return harmless(names, value, kinds_of(node))
    parts = {name: item for name, item in names.items() if item.symbol == value.symbol}
    return {**harmless(names, value, kinds_of(node) & ADDRESS), **harmless(parts, value, kinds_of(node))}


def _is_field(run: Run, node: ast.AST, names: Names) -> bool:
    """Whether it is one attribute of one of many things, which says nothing of the other attributes of that."""

    if not isinstance(node, ast.Attribute) or node.attr in _HOSTS:
        return False
    return evaluate(run, node.value, names).symbol.endswith("()[]")


def _called(run: Run, test: ast.Call, names: Names, truth: bool, value: Value | None) -> Names | None:

    result = evaluate(run, test, names) if value is None else value
    if result.known and bool(result.const) is not truth:
        return None
    function = test.func
    if isinstance(function, ast.Attribute):
        told = _by_method(run, test, function, names, truth)
        if told is not None:
            return told
    if not run.asks and (is_silent(function, names) or own_check(test) is not None):
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
        return _one_of(run, test, names)
    values = [evaluate(run, item, names) for item in test.args]
    values += [evaluate(run, item.value, names) for item in test.keywords]
    if word in ("match", "fullmatch", "search") and truth:
        return matched(name, receiver, values, word, names)
    if name == "builtins.isinstance" and truth and len(values) > 1:
        kind = known_name(values[1].symbol)
        return harmless(names, values[0], ALL) if kind in ("builtins.int", "builtins.float", "builtins.bool") else names
    body = run.closed(symbol)
    if body is not None and (body.checks or body.decisive):
        return as_told(run, test, body, ("true" if truth else "false", "always"), names)
    if tells(word):
        good = truth is not accuses(word)
        return by_name(name, word, receiver, values, names) if good else names
    return doubted(symbol, values, names, unread=body is None and "." in symbol and not symbol.startswith("$"))


def _by_method(run: Run, test: ast.Call, function: ast.Attribute, names: Names, truth: bool) -> Names | None:
    """The names after a test by a method of texts, paths or sets; None for other methods."""

    word = function.attr
    if word in _PLAIN_METHODS and truth:
        return harmless(names, evaluate(run, function.value, names), ALL)
    if word in ("startswith", "is_relative_to") and test.args:
        receiver = evaluate(run, function.value, names)
        return begins(run, receiver, test, names) if truth else begins_not(run, receiver, test, names)
    if test.args and (word, truth) in _SET_TESTS:
        pair = (test.args[0], function.value) if word == "issuperset" else (function.value, test.args[0])
        return _all_within(run, *pair, names)
    return None


def _common_path(node: ast.AST) -> str | None:
    """The function that gives the common beginning of paths, where it is called; None for other expressions."""
    word = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
    return word if word in ("commonpath", "commonprefix") else None


def is_of_parts(function: str, call: ast.AST, folder: Value) -> bool:
    """Whether paths are compared by their parts: `commonprefix` compares letters, unless the folder ends with a slash, or
    the paths were parted before."""
    if function == "commonpath" or (isinstance(folder.const, str) and folder.const.endswith(("/", "\\"))):
        return True
    text = ast.unparse(call)
    return _PARTED.search(text) is not None


_PARTED = deferred(r"\bsep\b|\.parts\b|\.split\(|'/'|, ''\)")
"""What is written where paths end with a slash or were parted: `root + os.sep`, `path.parts`, `os.path.join(root, "")`."""


def kinds_of(node: ast.AST) -> frozenset[str]:
    """For which sinks it is enough that this expression has an allowed value."""
    if isinstance(node, ast.Attribute) and node.attr in _HOSTS:
        return ADDRESS
    if isinstance(node, ast.Attribute) and node.attr in ("scheme", "port"):
        return frozenset()
    if isinstance(node, ast.Call):
        word = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if isinstance(node.func, ast.Attribute) and word in ("decode", "get", "pop", "get_argument"):
            return ALL
        return ALL if any(part in word.lower() for part in _SAME_BUT_FOR_FORM) else frozenset()
    if isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.NamedExpr)):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, (ast.Slice, ast.UnaryOp)):
            return frozenset()
        return ALL
    return frozenset()
