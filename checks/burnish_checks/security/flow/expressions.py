"""Following expressions: the value of each, with where its data comes from."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from burnish_checks import syntax
from burnish_checks.security.flow import folding, guards
from burnish_checks.security.flow.attributes import attribute, attribute_of, kept_at
from burnish_checks.security.flow.beginnings import SOMETHING
from burnish_checks.security.flow.binding import bind_target, key_of, place_of
from burnish_checks.security.flow.calls import evaluate_call
from burnish_checks.security.flow.elsewhere import through_protocol
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.going_through import gone_through
from burnish_checks.security.flow.kinds import ALL, REDIRECT
from burnish_checks.security.flow.markup import added
from burnish_checks.security.flow.methods import is_object
from burnish_checks.security.flow.parts import (
    any_of,
    born,
    element,
    elements,
    iterated,
    keyed_here,
)
from burnish_checks.security.flow.patterns import group_of
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.taints import NOTHING, SENT, Origin, Taint, cleared, one_part, under_keys
from burnish_checks.security.flow.texts import compose, is_from_inside, joined_path, percent
from burnish_checks.security.flow.values import (
    DICTIONARY,
    LIST,
    MATCHES,
    MISSING,
    UNKNOWN,
    Names,
    Value,
    constant,
    is_open,
    join,
    joined,
    tainted,
)


def _anything(run: Run, node: ast.AST, names: Names) -> Value:
    """An expression of which only the parts matter."""
    taints: set[Taint] = set()
    for child in syntax.iter_child_nodes(node):
        if isinstance(child, ast.expr):
            taints |= evaluate(run, child, names).all_taints
    return tainted(taints)


def _name(run: Run, node: ast.Name, names: Names) -> Value:
    symbol = run.resolve(node.id)
    known = run.literal(node.id) if symbol.startswith("@") else MISSING
    if known is not MISSING and not isinstance(known, tuple):
        return constant(known)
    is_outside = run.outside is None or node.id in run.outside
    if symbol[-1:] != ")" and not is_outside:
        return Value(NOTHING, symbol)
    flags = run.flags(node.id) if symbol.endswith(("Parser()", "Environment()", "YAML()", "re.compile()")) else ()
    word = symbol.rpartition(".")[2].lstrip("?@$")
    taints = born(run, symbol, word, node) if word.endswith("()") else NOTHING
    if is_outside:
        origin = Origin("via", f"?{node.id}" if run.outside is None else f"@{node.id}")
        run.born.setdefault(origin, node)
        taints |= {Taint(origin)}
    return Value(taints, symbol, keys={name: constant(flag) for name, flag in flags} if flags else None)


def _subscript(run: Run, node: ast.Subscript, names: Names) -> Value:
    base = evaluate(run, node.value, names)
    if isinstance(node.slice, ast.Slice):
        return _cut(run, base, node.slice, names)
    place = place_of(base.symbol, key_of(node.slice), by_key=True)
    if place:
        shared = kept_at(run, place, key_of(node.slice), node)
        return names.get(place) or tainted(base.all_taints | shared, symbol=place)
    gets = run.asks and isinstance(node.ctx, ast.Load) and is_object(base)
    if gets and run.closed(f"{base.symbol}.__getitem__") is not None:
        return evaluate_call(run, _getting(run, node), names)
    index = evaluate(run, node.slice, names)
    if index.const == "request" and base.symbol == _CONTEXT:
        return attribute_of(run, base, "request", node, names)
    if base.symbol.endswith(MATCHES) and index.known:
        return group_of(base, index.const)
    if isinstance(index.const, str) and (kept := names.get(f"{base.symbol}[{index.const}]")) is not None:
        return kept
    if isinstance(index.const, str) and base.symbol.endswith("parse_args()") and run.is_plain_option(index.const):
        return UNKNOWN
    found = element(base, index)
    if isinstance(index.const, int) and found.taints:
        return found.changed(taints=one_part(found.taints, index.const))
    if isinstance(index.const, str) and found.taints:
        return found.changed(taints=keyed_here(run, found.taints, base.symbol, index.const, node))
    return found


_CONTEXT = "$context"
"""What a template is made with, as the functions that a template calls are passed it: it holds the request."""


def _getting(run: Run, node: ast.Subscript) -> ast.Call:
    """The call that reading an element of an object of the workspace's own makes. The same each time."""
    found = run.deferred.get(id(node))
    if found is None:
        method = ast.copy_location(ast.Attribute(node.value, "__getitem__", ast.Load()), node)
        found = run.deferred[id(node)] = ast.copy_location(ast.Call(method, [node.slice], []), node)
    return found


def _cut(run: Run, base: Value, node: ast.Slice, names: Names) -> Value:
    """A slice of a value."""
    bounds = [evaluate(run, part, names) for part in (node.lower, node.upper, node.step)]
    parts = [None if part is None else bound.const for part, bound in zip(
        (node.lower, node.upper, node.step), bounds, strict=True)]  # fmt: skip
    if all(part is not MISSING for part in parts):
        cut = slice(*parts)
        if base.items is not None and (not is_open(base) or (cut.step is None and cut.stop is None)):
            return base.changed(items=_items_of(base, base.items, cut))
        if base.known:
            found = folding.indexed(base.const, cut)
            if found is not MISSING:
                return constant(found)
        known = base.prefix.partition(SOMETHING)[0]
        if cut.step is None and cut.stop is not None and 0 <= (cut.start or 0) <= cut.stop <= len(known):
            return constant(known[cut])
    return tainted(base.all_taints, prefix=base.prefix if node.lower is None else "")


def _items_of(base: Value, items: tuple[Value, ...], cut: slice) -> tuple[Value, ...]:
    """What a slice takes of the elements that are known; where the last stands for others, it is always among them."""
    if not is_open(base):
        return items[cut]
    start = cut.start or 0
    return items[min(start, len(items) - 1) if start >= 0 else start :]


def _binary(run: Run, node: ast.BinOp, names: Names) -> Value:
    left = evaluate(run, node.left, names)
    right = evaluate(run, node.right, names)
    if left.known and right.known:
        found = folding.binary(type(node.op), left.const, right.const)
        if found is not MISSING:
            return constant(found)
    if isinstance(node.op, (ast.Add, ast.Mod)) and (marked := added(left, right)) is not None and not left.known:
        return marked
    if isinstance(node.op, ast.Add):
        if left.items is not None and right.items is not None and not is_open(left):
            symbol = LIST if is_open(right) else ""
            return Value(left.taints | right.taints, symbol, items=left.items + right.items)
        if (
            left.items is not None
            or (right.items is not None and right.symbol == LIST)
            or isinstance(node.right, ast.List)
        ):
            return _list_of([(left, True), (right, True)])
        return compose((*_parts_of_text(run, node.left, left, names), right))
    if isinstance(node.op, ast.Mod) and isinstance(left.const, str):
        return percent(left.const, right)
    if isinstance(node.op, ast.Mod) and right.all_taints and is_from_inside(left):
        put_in = compose((Value(prefix=SOMETHING), tainted(any_of(right))))
        return tainted(left.all_taints | put_in.taints) if left.all_taints else put_in
    if isinstance(node.op, ast.BitAnd) and not (left.all_taints and right.all_taints):
        return UNKNOWN  # no more than the one that is known has
    if isinstance(node.op, ast.Div):
        number = isinstance(left.const, (int, float)) or isinstance(right.const, (int, float))
        symbol = left.symbol if number else "pathlib.Path()"
        return tainted(
            joined_path((left, right), left.all_taints | right.all_taints), symbol=symbol, prefix=left.prefix
        )
    return tainted(left.all_taints | right.all_taints)


def _parts_of_text(run: Run, node: ast.expr, text: Value, names: Names) -> tuple[Value, ...]:
    """The parts of which a text was put together right there, as what stands behind is told by all that is before it."""
    parts: list[Value] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and len(parts) < _MOST_PARTS:
        if text.symbol or text.known or not text.taints:
            break
        parts.append(evaluate(run, node.right, names))
        node = node.left
        text = evaluate(run, node, names)
    return (text, *reversed(parts))


_MOST_PARTS = 8


def _joined(run: Run, node: ast.JoinedStr, names: Names) -> Value:
    parts: list[Value] = []
    known = True
    for part in node.values:
        value = evaluate(run, part.value if isinstance(part, ast.FormattedValue) else part, names)
        if isinstance(part, ast.FormattedValue):
            if value.symbol.endswith("()"):
                value = through_protocol(run, value, "__str__", part.value)
            known = known and value.known and part.format_spec is None
            if _numeric(part):
                value = UNKNOWN
            elif part.conversion == ord("r") and value.all_taints:
                value = Value(cleared(value.all_taints, frozenset({"log-injection"})))
        parts.append(value)
    if known:
        return constant("".join(str(part.const) for part in parts))
    return compose(parts)


def _numeric(part: ast.FormattedValue) -> bool:
    """Whether the format only fits numbers."""
    spec = part.format_spec
    if not isinstance(spec, ast.JoinedStr) or len(spec.values) != 1 or not isinstance(spec.values[0], ast.Constant):
        return False
    return str(spec.values[0].value)[-1:] in tuple("dfgGeExXbon%")


def _boolean(run: Run, node: ast.BoolOp, names: Names) -> Value:
    result: Value | None = None
    stop_at = isinstance(node.op, ast.Or)
    current = names
    for part in node.values:
        value = evaluate(run, part, current)
        result = value if result is None or result.known else join(result, value)
        if value.known and bool(value.const) is stop_at:
            break
        if not value.known:
            refined = guards.refine(run, part, current, not stop_at, value)
            if refined is not None:
                current = refined
    return result if result is not None else UNKNOWN


def _compare(run: Run, node: ast.Compare, names: Names) -> Value:
    left = evaluate(run, node.left, names)
    verdict: bool | None = True
    for operator, other in zip(node.ops, node.comparators, strict=True):
        right = evaluate(run, other, names)
        container = right.const
        if right.items is not None and all(item.known for item in right.items):
            container = tuple(item.const for item in right.items)
        holds = folding.compared(type(operator), left.const, container)
        verdict = None if holds is None else (verdict and holds)
        if verdict is None:
            break
        left = right
    return constant(verdict) if verdict is not None else UNKNOWN


def _unary(run: Run, node: ast.UnaryOp, names: Names) -> Value:
    value = evaluate(run, node.operand, names)
    if isinstance(node.op, ast.Not):
        return constant(not value.const) if value.known else UNKNOWN
    if isinstance(node.op, ast.USub) and isinstance(value.const, (int, float)):
        return constant(-value.const)
    return tainted(value.all_taints)


def _conditional(run: Run, node: ast.IfExp, names: Names) -> Value:
    test = evaluate(run, node.test, names)
    if test.known:
        return evaluate(run, node.body if test.const else node.orelse, names)
    yes, no = (guards.refine(run, node.test, names, truth, test) for truth in (True, False))
    if yes is None or no is None:
        return evaluate(run, node.orelse, no) if no is not None else evaluate(run, node.body, yes or names)
    return join(evaluate(run, node.body, yes), evaluate(run, node.orelse, no))


def _sequence(run: Run, node: ast.List | ast.Tuple | ast.Set, names: Names) -> Value:
    values = [evaluate(run, item, names) for item in node.elts]
    if isinstance(node, ast.Set):
        return tainted(frozenset[Taint]().union(*(value.all_taints for value in values)), symbol=LIST)
    if ast.Starred in map(type, node.elts):
        return _list_of([(value, isinstance(item, ast.Starred)) for item, value in zip(node.elts, values, strict=True)])
    return Value(items=tuple(values))


def _list_of(parts: Sequence[tuple[Value, bool]]) -> Value:
    """The list of these elements and, where it is said so, the elements of these."""
    known: list[Value] = []
    rest: list[Value] = []
    for value, spread in parts:
        closed = value.items is not None and not is_open(value)
        given = (value.items or ()) if spread and value.items is not None else (elements(value) if spread else value,)
        if rest:
            rest += given
        elif not spread or closed:
            known += given
        elif known or len(given) > 1:
            known += given[:-1]
            rest.append(given[-1])
        else:
            known, rest = list(given), list(given)
    start = known[0].all_taints if known else NOTHING
    if start and all(
        REDIRECT in taint.cleared for taint in start
    ):  # what an address begins with decides where it leads
        known[1:] = (_not_leading(value) for value in known[1:])
        rest = [_not_leading(value) for value in rest]
    return Value(symbol=LIST, items=(*known, joined(rest))) if rest else Value(items=tuple(known))


def _not_leading(value: Value) -> Value:
    """A text that stands behind the beginning of an address."""
    if not value.all_taints:
        return value
    return tainted(cleared(value.all_taints, frozenset({REDIRECT})), symbol=value.symbol, prefix=value.prefix)


def _dictionary(run: Run, node: ast.Dict, names: Names) -> Value:
    keys: dict[object, Value] | None = {}
    taints: set[Taint] = set()
    for key, item in zip(node.keys, node.values, strict=True):
        value = evaluate(run, item, names)
        name = evaluate(run, key, names) if key is not None else UNKNOWN
        if keys is not None and name.known and isinstance(name.const, (str, int, bytes, float, type(None))):
            keys[name.const] = value
        elif key is None and value.keys is not None and keys is not None:
            keys.update(value.keys)
        else:
            keys = None
        taints |= value.all_taints | name.taints
    return Value(keys=keys) if keys is not None else tainted(taints, symbol=DICTIONARY)


def _comprehension(run: Run, node: ast.AST, names: Names) -> Value:
    inner = dict(names)
    for generator in node.generators:  # type: ignore[attr-defined]
        source = gone_through(run, generator.iter, inner, is_async=generator.is_async)
        bind_target(run, generator.target, iterated(run, source), inner, generator.iter)
        for condition in generator.ifs:
            refined = guards.refine(run, condition, inner, True, evaluate(run, condition, inner))
            inner = refined if refined is not None else inner
    if isinstance(node, ast.DictComp):
        key = evaluate(run, node.key, inner)
        held_there = evaluate(run, node.value, inner).all_taints
        if held_there and all(taint.cleared >= ALL for taint in key.all_taints):
            held_there = under_keys(held_there)
        return tainted(held_there or key.all_taints, symbol=DICTIONARY)
    value = evaluate(run, node.elt, inner)  # type: ignore[attr-defined]
    return Value(symbol=LIST, items=(value,)) if is_object(value) else tainted(value.all_taints, symbol=LIST)


def _lambda(run: Run, node: ast.Lambda, names: Names) -> Value:
    return Value(function=(node, names))


def _walrus(run: Run, node: ast.NamedExpr, names: Names) -> Value:
    value = evaluate(run, node.value, names)
    bind_target(run, node.target, value, names, node.value)
    return value


def _inner(run: Run, node: ast.AST, names: Names) -> Value:
    return evaluate(run, node.value, names)  # type: ignore[attr-defined]


def _yield(run: Run, node: ast.Yield | ast.YieldFrom, names: Names) -> Value:
    value = evaluate(run, node.value, names)
    run.frame.returned.append(tainted(value.all_taints))
    run.frame.yielded.append(value if isinstance(node, ast.Yield) else UNKNOWN)
    if run.frame.node is not None and node.value is not None:
        run.answers.append((run.frame.node, node.value, value))
    return Value(frozenset({Taint(Origin("param", SENT))})) if isinstance(node, ast.Yield) else UNKNOWN


EXPRESSIONS: dict[type[ast.AST], Callable[..., Value]] = {
    ast.AST: _anything,
    ast.Name: _name,
    ast.Attribute: attribute,
    ast.Subscript: _subscript,
    ast.BinOp: _binary,
    ast.JoinedStr: _joined,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.UnaryOp: _unary,
    ast.IfExp: _conditional,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Set: _sequence,
    ast.Dict: _dictionary,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
    ast.Lambda: _lambda,
    ast.NamedExpr: _walrus,
    ast.Await: _inner,
    ast.Starred: _inner,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.Call: evaluate_call,
}
