"""Following statements that bind names, or take away what they hold: assignments, imports, `del`."""

from __future__ import annotations

import ast

from burnish_checks.core.facts import dotted
from burnish_checks.core.names import last_word
from burnish_checks.security.flow import guards, raising
from burnish_checks.security.flow.binding import bind_target
from burnish_checks.security.flow.dangers import HTML_TYPE
from burnish_checks.security.flow.equal import tested
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.marks import NO_HTML
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.values import Names, Value


def assign(run: Run, node: ast.Assign, names: Names) -> Names:
    """`name = value`, and what is known of a test or conversion that gets a name."""
    value = evaluate(run, node.value, names)
    if isinstance(node.value, ast.Call):
        conversion = node.value
        names = tested(run, conversion, names, lambda known: raising.converted(run, conversion, known)) or names
        sought = guards.search(node.value) if len(node.value.args) == 1 else None
        names = guards.as_found(run, sought, names) if sought is not None else names
    value = _as_typed(value, names) if value.all_taints else value
    if _is_other_type(value) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in _TYPES_OF_ANSWERS:
        names = {name: as_no_html(item) if item.all_taints else item for name, item in names.items()}
    for target in node.targets:
        bind_target(run, target, value, names, node.value)
    asks = isinstance(node.value, ast.Call) and (value.all_taints or last_word(node.value.func) in _ASKING)
    is_test = asks or isinstance(node.value, _TESTS)
    if (is_test or guards.search(node.value) is not None) and isinstance(node.targets[0], ast.Name):
        run.conditions[node.targets[0].id] = (node.value, dict(names))
    return names


def _as_typed(value: Value, names: Names) -> Value:
    """What is bound where a variable holds the type of the answer, and that is not HTML: whether it is sent so is in doubt."""
    stated = (names[name] for name in _TYPES_OF_ANSWERS if name in names)
    return as_no_html(value) if any(map(_is_other_type, stated)) else value


def _is_other_type(value: Value) -> bool:
    return isinstance(value.const, str) and "/" in value.const and not HTML_TYPE.search(value.const)


def as_no_html(value: Value) -> Value:
    """The value where what is sent may be no HTML."""
    return value.without(frozenset(taint.origin for taint in value.all_taints), frozenset({NO_HTML}))


def makes_object(node: ast.expr) -> bool:
    """Whether a class is called: what it is passed need not be shown, or not as HTML. `Markup` is a text."""
    word = dotted(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
    return word[:1].isupper() and word != "Markup"


_TYPES_OF_ANSWERS = ("type", "content_type", "mimetype", "mime_type", "mime", "ctype")
_ASKING = frozenset(["startswith", "is_relative_to", "issubset", "isdigit", "isalnum", "isidentifier"])
"""Methods whose answer, though it holds no data, says something of it."""
_TESTS = (ast.BoolOp, ast.Compare, ast.UnaryOp)
"""What a condition may be that is given a name before it is tested."""


def annotate(run: Run, node: ast.AnnAssign, names: Names) -> Names:
    """`name: type = value`."""
    if node.value is not None:
        bind_target(run, node.target, evaluate(run, node.value, names), names, node.value)
    return names


def augment(run: Run, node: ast.AugAssign, names: Names) -> Names:
    """`name += value`."""
    combined = ast.BinOp(left=_loaded(node.target), op=node.op, right=node.value)
    ast.copy_location(combined, node)
    bind_target(run, node.target, evaluate(run, combined, names), names, combined)
    return names


def _loaded(target: ast.expr) -> ast.expr:
    """The target as an expression that reads it."""
    if isinstance(target, ast.Name):
        return ast.copy_location(ast.Name(id=target.id, ctx=ast.Load()), target)
    return target


def import_names(run: Run, node: ast.Import | ast.ImportFrom, names: Names) -> Names:
    """Names that stand for modules, or for what is in them."""
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            symbol = f"{module}{'' if module.endswith('.') else '.'}{alias.name}"
        else:
            symbol = alias.name if alias.asname else alias.name.partition(".")[0]
        names[alias.asname or alias.name.partition(".")[0]] = Value(symbol=symbol)
    return names


def delete(run: Run, node: ast.Delete, names: Names) -> Names:
    """Keys and items that are taken out of containers."""
    for target in node.targets:
        if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            base, key = evaluate(run, target.value, names), evaluate(run, target.slice, names)
            if base.keys is not None and key.known:
                left = {name: value for name, value in base.keys.items() if name != key.const}
                names[target.value.id] = Value(base.taints, base.symbol, keys=left)
            elif (
                base.items is not None
                and isinstance(key.const, int)
                and -len(base.items) <= key.const < len(base.items)
            ):
                kept = list(base.items)
                del kept[key.const]
                names[target.value.id] = Value(base.taints, base.symbol, items=tuple(kept))
    return names


def declare_outer(run: Run, node: ast.Global, names: Names) -> Names:
    """`global name`."""
    run.frame.outer.update(node.names)
    return names
