"""What is known of data where two values are compared: it is the same as another, one of the allowed ones, or all within."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from burnish_checks.core.names import last_word
from burnish_checks.patterns import deferred
from burnish_checks.security.flow.answered import WITHOUT_HOST, inside
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.harmless import HOSTS, chosen_outside, harmless, is_data
from burnish_checks.security.flow.kinds import ADDRESS, ALL, CODE, PATH, SQL, XPATH
from burnish_checks.security.flow.marks import (
    DOUBT,
    JOINED,
    KEPT_ONCE_JOINED,
    LETTERS,
    NO_PARENT,
    NO_SCOPE,
    NO_SLASH,
    NO_SLASHES,
    ONE_SLASH,
)
from burnish_checks.security.flow.pages import NOT_SCRIPT
from burnish_checks.security.flow.passing import JOINS_ADDRESSES, known_name
from burnish_checks.security.flow.patterns import harmless_of
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.sources import MAY_BE_SOURCE, REQUEST_NAMES
from burnish_checks.security.flow.taints import Origin, Taint
from burnish_checks.security.flow.texts import NORMALISED
from burnish_checks.security.flow.trees import of_type
from burnish_checks.security.flow.values import PARSED, Names, Value, constant

_SAME_BUT_FOR_FORM = ("lower", "upper", "normal", "canonical", "strip", "fold", "str")


def equal(run: Run, left: ast.expr, right: ast.expr, names: Names, truth: bool) -> Names:
    """The names where two values are the same, or where they are not."""

    if isinstance(left, ast.Tuple) and isinstance(right, ast.Tuple) and len(left.elts) == len(right.elts):
        for one, other in zip(left.elts, right.elts, strict=True) if truth else ():
            names = equal(run, one, other, names, truth)
        return names
    if not truth and (whole := _second_letter(left)) is not None:
        return _if_no_slash(run, whole, right, names)
    second = evaluate(run, right, names)
    first = evaluate(run, left, names)
    if truth and (known := _of_both(first, second)):
        return harmless(names, first, known)
    sides = ((left, first, second), (right, second, first))
    for side, value, given in sides if is_data(first) or not is_data(second) else reversed(sides):
        if not value.all_taints or chosen_outside(given):
            continue
        if not truth:
            return _if_not_above(value, (given,), names)
        told = _equal_to(run, side, value, given, names)
        if told is not None:
            return told
    return names


def _equal_to(run: Run, side: ast.expr, value: Value, given: Value, names: Names) -> Names | None:
    """The names where a value is the same as one that is not chosen outside; None where that tells nothing of it."""
    if (common := _common_path(side)) is not None:
        parts = is_of_parts(common, side, given)
        return harmless(names, value, inside(_compared_paths(run, side, names)) if parts else frozenset({LETTERS}))
    if isinstance(side, ast.Attribute) and side.attr == "version" and given.const == _FOURTH:
        return harmless(names, evaluate(run, side.value, names), frozenset({NO_SCOPE}))
    if given.const in _NO_HOST and last_word(side) in HOSTS:
        return harmless(names, value, WITHOUT_HOST)
    if (path := _held_in_folder(side)) is not None:
        held = evaluate(run, path, names)
        return harmless(names, held, frozenset({PATH})) if any(part in held.symbol for part in NORMALISED) else names
    if _is_part_of_address(run, side, names):
        return _vouched_for(run, names, value, side) if last_word(side) == "scheme" else names
    if (given.known or given.symbol) and not _is_looked_up(value, given):
        return _same_as(run, side, value, given, names)
    return None


_FOURTH = 4
"""The version of the numbers of hosts that have no scope."""


def _of_both(first: Value, second: Value) -> frozenset[str]:
    """What is known of data that is the same once something was taken out of it: `os.path.basename(name) == name`."""
    ones, others = first.all_taints, second.all_taints
    if not ones or {taint.origin for taint in ones} != {taint.origin for taint in others}:
        return frozenset()
    each = [frozenset.intersection(*(taint.cleared for taint in taints)) for taints in (ones, others)]
    return (each[0] | each[1]) - {DOUBT}


def _held_in_folder(node: ast.expr) -> ast.expr | None:
    """The path of which the folder is read that holds it: `os.path.dirname(path)`, `path.parent`; None for other expressions."""
    if isinstance(node, ast.Call) and last_word(node.func) == "dirname" and len(node.args) == 1:
        return node.args[0]
    return node.value if isinstance(node, ast.Attribute) and node.attr == "parent" else None


def _is_looked_up(value: Value, given: Value) -> bool:
    """Whether a value was looked up by what it is compared with, and so is not the side that the test tells of."""
    owner = _SAME_TEXT.sub("", value.symbol).rpartition(".")[0]
    return _is_found_by(value.symbol) and not owner.endswith(PARSED) and not _is_found_by(given.symbol)


_SAME_TEXT = deferred(r"(?:\.(?:lower|upper|casefold|[lr]?strip)\(\))+$")
"""What the symbol of a text ends with that is written otherwise."""


def _is_found_by(symbol: str) -> bool:
    """Whether it is an attribute of what a function has found: no part of what was sent, `request.get_json().get()`."""
    return "()" in symbol and any(
        f"{call[1]}()" not in MAY_BE_SOURCE and call[1] != "copy" for call in _FOUND.finditer(symbol)
    )


def _same_as(run: Run, side: ast.expr, value: Value, given: Value, names: Names) -> Names:
    """The names where a value is the same as one that is not chosen outside."""
    if _is_field(run, side, names):
        return {**names, value.symbol: value.changed(taints=frozenset())}
    if given.const is None:
        own = frozenset(taint.origin for taint in value.all_taints)
        return {name: item.without(own, kinds_of(side)) for name, item in names.items()}
    cleaned = _vouched_for(run, names, value, side)
    return {**cleaned, side.id: constant(given.const)} if isinstance(side, ast.Name) and given.known else cleaned


_FOUND = deferred(r"(\w+)\(\)(?:\[\])?\.")
"""What the symbol holds of an attribute of what a function has found, or of what a method of it gives."""


def all_within(run: Run, inner: ast.expr, outer: ast.expr, names: Names) -> Names:
    """The names where a set of what is not known is within one that is."""

    value = evaluate(run, inner, names)
    is_set = isinstance(inner, ast.Call) and last_word(inner.func) in ("set", "frozenset")
    if not is_set and "set()" not in value.symbol:
        return names
    if not value.all_taints or chosen_outside(evaluate(run, outer, names)):
        return names
    return harmless(names, value, ALL)


def one_of(run: Run, made: ast.GeneratorExp | ast.ListComp, names: Names) -> Names:
    """The names where one of `value == item for item in ALLOWED` holds."""
    generator, asked = made.generators[0], made.elt
    if not (isinstance(asked, ast.Compare) and isinstance(asked.ops[0], ast.Eq) and len(asked.ops) == 1):
        return names
    sides = (asked.left, asked.comparators[0])
    for item, other in (sides, sides[::-1]):
        if isinstance(item, ast.Name) and isinstance(generator.target, ast.Name) and item.id == generator.target.id:
            return membership(run, other, generator.iter, names, True)
    return names


def _is_part_of_address(run: Run, node: ast.AST, names: Names) -> bool:
    """Whether a part of a parsed address is compared that says nothing of its other parts: its path, its query."""

    if not isinstance(node, ast.Attribute) or node.attr in HOSTS:
        return False
    return evaluate(run, node.value, names).symbol.endswith(PARSED)


def membership(run: Run, left: ast.AST, right: ast.expr, names: Names, truth: bool) -> Names:
    """`x in ALLOWED` clears what is in it; `".." in path` clears paths where it is false."""

    if not truth and (whole := _second_letter(left)) is not None:
        return _if_no_slash(run, whole, right, names)
    if (looked_at := of_type(run, left, right, names, truth)) is not None:
        return looked_at
    value, container = evaluate(run, left, names), evaluate(run, right, names)
    if isinstance(value.const, str) and container.all_taints:
        if value.const in ("'", '"') and not truth:
            return harmless(names, container, frozenset({CODE, XPATH, SQL}))
        if value.const in _TOLD_BY_ABSENCE and not truth:
            return harmless(names, container, _TOLD_BY_ABSENCE[value.const])
        if truth or value.const not in _LEAD_OUT:
            return names
        known = frozenset({PATH if value.const in ("/", "\\") else NO_PARENT})
        whole = _parted(right)
        names = harmless(names, evaluate(run, whole, names), known) if whole is not None else names
        return harmless(names, container, known)
    if isinstance(right, ast.Attribute) and right.attr == "parents":
        return harmless(names, container, inside([evaluate(run, right.value, names)])) if truth else names
    if truth and value.all_taints and isinstance(container.const, str):
        return harmless(names, value, harmless_of(frozenset(container.const)))
    text = isinstance(container.const, (str, bytes)) or not value.all_taints.isdisjoint(container.all_taints)
    if not truth and container.items:
        return _if_not_above(value, container.items, names)
    if truth and value.all_taints and not chosen_outside(container) and not text:
        if _is_field(run, left, names):
            return {**names, value.symbol: value.changed(taints=frozenset())}
        if last_word(left) in HOSTS and any(item.const in _NO_HOST for item in container.items or ()):
            return harmless(names, value, WITHOUT_HOST)
        return _vouched_for(run, names, value, left)
    return names


_TOLD_BY_ABSENCE = {"//": frozenset({ONE_SLASH}), "%": frozenset({NO_SCOPE})}
"""What is known of a text that holds none of these, beside quotes and what leads out of a folder."""


def _parted(parts: ast.expr) -> ast.expr | None:
    """The path of which all parts are looked at: `path.split("/")`, `path.parts`."""
    if isinstance(parts, ast.Call) and isinstance(parts.func, ast.Attribute) and parts.func.attr == "split":
        return parts.func.value
    return parts.value if isinstance(parts, ast.Attribute) and parts.attr == "parts" else None


_LEAD_OUT = ("..", "../", "..\\", "/", "\\", "/..")


def _if_not_above(part: Value, others: Iterable[Value], names: Names) -> Names:
    """The names where a part of a path is none of the others: a name in the folder, if `..` is one of them."""
    data = [taint.cleared for taint in part.all_taints if taint.origin.kind != "via" or taint.origin.inner is not None]
    refused = {".." if item.symbol in _PARENT else item.const for item in others}
    if ".." not in refused or not all(NO_SLASHES in known for known in data):
        return names
    return harmless(names, part, frozenset({NO_PARENT, NO_SLASH} if "" in refused else {NO_PARENT}))


_PARENT = frozenset({"os.pardir", "os.path.pardir", "posixpath.pardir"})
_NO_HOST = ("", None)
"""What a parsed address has for its host that has none."""


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
    r"(\.suffix(es)?|(\.splitext|\.guess_type|\.r?split|\.splitlines|\.r?partition)\(\)\[\])(\.(lower|upper|casefold|l?strip)\(\))*$"
)
"""How the symbol of a part of a text ends: a file name's extension, what stands before or behind a separator."""


def _vouched_for(run: Run, names: Names, value: Value, node: ast.AST) -> Names:
    """The names where this value is an allowed one. Of a part of a text that says nothing of all of it, but for a host."""
    if isinstance(node, ast.Attribute) and node.attr in HOSTS:
        whole = evaluate(run, node.value, names)
        if any(map(_is_joined, whole.all_taints)):
            return harmless(names, whole, WITHOUT_HOST | {KEPT_ONCE_JOINED})
        is_address = whole.symbol[1:].partition("#")[0] not in REQUEST_NAMES and whole.symbol != "$self"
        names = harmless(names, whole, ADDRESS) if is_address else names
    if isinstance(node, ast.Attribute) and node.attr == "scheme":
        return harmless(names, evaluate(run, node.value, names), frozenset({NOT_SCRIPT}))
    if not _ENDING.search(value.symbol):
        return harmless(names, value, kinds_of(node))
    parts = {name: item for name, item in names.items() if item.symbol == value.symbol}
    return {**harmless(names, value, kinds_of(node) & ADDRESS), **harmless(parts, value, kinds_of(node))}


def _is_joined(taint: Taint) -> bool:
    """Whether it is of a link that was joined to an address, of which alone the same need not hold."""
    origin: Origin | None = taint.origin
    while origin is not None:
        if known_name(origin.name).rpartition(".")[2] == _JOINING and origin.slot == "1":
            return True
        origin = origin.inner.origin if origin.inner is not None else None
    return JOINED in taint.cleared


_JOINING = JOINS_ADDRESSES.rpartition(".")[2]


def _is_field(run: Run, node: ast.AST, names: Names) -> bool:
    """Whether it is one attribute of one of many things, which says nothing of the other attributes of that."""

    if not isinstance(node, ast.Attribute) or node.attr in HOSTS:
        return False
    return evaluate(run, node.value, names).symbol.endswith("()[]")


def _common_path(node: ast.AST) -> str | None:
    """The function that gives the common beginning of paths, where it is called; None for other expressions."""
    word = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
    return word if word in ("commonpath", "commonprefix") else None


def _compared_paths(run: Run, node: ast.AST, names: Names) -> list[Value]:
    """The paths of which `commonpath` gives the common beginning."""
    listed = node.args[0] if isinstance(node, ast.Call) and node.args else None
    return [evaluate(run, item, names) for item in listed.elts] if isinstance(listed, (ast.List, ast.Tuple)) else []


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
    if isinstance(node, ast.Attribute) and node.attr in HOSTS:
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
