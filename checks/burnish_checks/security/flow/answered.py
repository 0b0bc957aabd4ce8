"""What the answer of a function that was called says of what it was passed: its body tells, or its name, or a pattern."""

from __future__ import annotations

import ast
import builtins
import sys
from typing import Any

from burnish_checks.core.facts import dotted
from burnish_checks.core.names import last_word
from burnish_checks.patterns import deferred
from burnish_checks.security.flow.effects import CLEANS
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.harmless import chosen_outside, harmless, symbol_of
from burnish_checks.security.flow.kinds import ADDRESS, ALL, PATH, REQUEST
from burnish_checks.security.flow.marks import (
    AS_PASSED,
    ASKED,
    BELIEVED,
    DOTTED,
    DOUBT,
    LETTERS,
    MATCHED,
    NO_HOST,
    NO_SLASH,
    ONE_SLASH,
    SLASH,
)
from burnish_checks.security.flow.pages import NOT_SCRIPT
from burnish_checks.security.flow.parts import is_own
from burnish_checks.security.flow.patterns import told_by_match
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.saying import TELLING, UNSURE, is_judging, is_named_for_checking, said_by_name, tells
from burnish_checks.security.flow.taints import Origin, Taint, cleared
from burnish_checks.security.flow.texts import (
    AFTER,
    BEFORE,
    BEHIND,
    CONSTANT,
    NORMALISED,
    ends_with_separator,
    is_domain,
)
from burnish_checks.security.flow.values import OWN_ASKED, Names, Value, constant, is_parameter, tainted

WITHOUT_HOST = frozenset({REQUEST, NO_HOST})
"""What is known where `urlparse` finds no host: `///host` has none, and a browser goes there all the same."""


def doubted(symbol: str, values: list[Value], names: Names, *, unread: bool = False) -> Names:
    """The names after a test whose meaning is not known: what it was passed may have been found good by it, and likely was
    where nobody can read what the function does."""
    root = symbol.lstrip("?@").partition(".")[0]
    if not symbol or root in sys.stdlib_module_names or root in _BUILTINS:
        return names
    for value in values:
        if value.all_taints:
            names = harmless(names, value, frozenset({BELIEVED}) if unread else UNSURE)
    return names


def asked_later(run: Run, test: ast.Call, names: Names, answer: str) -> Names:
    """The names after a call of which only `closing` can tell what its answer, or its coming back, says of its arguments."""

    function = test.func
    if (own := own_check(test)) is not None:
        return asked_of_own(f"{ASKED}{own}", answer, names)
    word = last_word(function)
    named = is_named_for_checking(word) if answer == "always" else tells(word)
    if isinstance(function, ast.Name):
        symbol = "" if function.id in names or function.id in _BUILTINS else f"?{function.id}"
    else:
        symbol = _symbol_of_method(run, function, names, of_any=named and answer == "always")
    for slot, item in (*enumerate(test.args), *((keyword.arg, keyword.value) for keyword in test.keywords)):
        looked_at = named or isinstance(item, (ast.Name, ast.Attribute, ast.Subscript))
        value = evaluate(run, item, names) if slot is not None and looked_at else None
        if value is not None and value.all_taints and (symbol or named):
            told = (
                frozenset({f"{ASKED}{symbol}:{slot}:{answer}"}) if symbol else said_by_name(word, answer, known=False)
            )
            names = harmless(names, value, told)
    return names


def _symbol_of_method(run: Run, function: ast.expr, names: Names, *, of_any: bool) -> str:
    """The symbol of a method of the object itself; of a method of something else, or a function of a module, only if wanted."""
    root, _, rest = dotted(function).partition(".")
    if root in ("self", "cls") and rest.isidentifier():
        return f"$self.{rest}"
    return symbol_of(run, function, names) if of_any else ""


_BUILTINS = frozenset(dir(builtins))


def own_check(test: ast.Call) -> str | None:
    """The symbol of the method of the object itself that is asked, with nothing but what the object holds; None for others."""
    function = test.func
    if not isinstance(function, ast.Attribute) or test.args or test.keywords:
        return None
    return f"$self.{function.attr}" if isinstance(function.value, ast.Name) and function.value.id == "self" else None


def asked_of_own(asked: str, answer: str, names: Names) -> Names:
    """The names after a method of the object has answered, or an attribute of it was found so which may be a property, of which
    only `closing` can tell what that says of other attributes."""
    before = names[OWN_ASKED].const if OWN_ASKED in names else ()
    known = {**names, OWN_ASKED: constant((*(before if isinstance(before, tuple) else ()), (asked, answer)))}
    for name, value in names.items():
        if value.all_taints and is_own(name):
            known[name] = value.changed(taints=once_asked(value.taints, name.removeprefix("$self."), known))
    return known


def once_asked(taints: frozenset[Taint], attribute: str, names: Names) -> frozenset[Taint]:
    """The taints of an attribute of the object, with the answers of its methods so far."""
    known = names[OWN_ASKED].const if OWN_ASKED in names else ()
    marks = [f"{item[0]}:self.{attribute}:{item[1]}" for item in known if isinstance(known, tuple) and len(item) == 2]
    return cleared(taints, frozenset(marks)) if marks else taints


def is_told_later(function: ast.expr, names: Names) -> bool:
    """Whether what is called may be a function of the workspace, of which only `closing` can tell what its answer says."""
    if isinstance(function, ast.Name):
        return function.id not in names and function.id not in TELLING
    if not isinstance(function, ast.Attribute) or function.attr in TELLING:
        return False
    return dotted(function.value) in ("self", "cls") or not tells(function.attr)


def by_name(name: str, word: str, receiver: Value, values: list[Value], names: Names) -> Names:
    """The names after a function has said yes whose name says that it checks, where its body is not known."""
    if word in ("is_valid", "validate", "validate_on_submit") and receiver.symbol.endswith(_FORMS):
        return names  # its fields are checked each for itself
    if name not in CLEANS and (word == "compare_digest" or is_judging(word)):
        for value in (*values, receiver):
            if value.all_taints:
                names = harmless(names, value, ALL)
    return names


_FORMS = ("Form()", "Serializer()", "form_class()", "serializer_class()", "get_form()", "get_serializer()")


def as_told(run: Run, call: ast.Call, told: Any, when: tuple[str, ...], names: Names) -> Names:
    """The names where a function of the workspace has checked what it was passed, as its body tells."""

    given: dict[str, ast.expr] = dict(zip(told.parameters, call.args, strict=False))
    given.update((item.arg, item.value) for item in call.keywords if item.arg is not None)
    for check in told.checks:
        if check.when in when and check.parameter.startswith("self.") and own_check(call) is not None:
            symbol = f"${check.parameter}"
            whole = tainted({Taint(Origin("path", symbol))}, symbol=symbol)
            names = harmless({symbol: whole, **names}, whole, check.kinds)
        elif check.when in when and check.parameter.startswith("self.") and isinstance(call.func, ast.Attribute):
            owner = evaluate(run, call.func.value, names)
            names = harmless(names, _held_as(run, owner, check.parameter.removeprefix("self.")), check.kinds)
        if check.when in when and check.parameter in given:
            value = evaluate(run, given[check.parameter], names)
            dotted_still = AS_PASSED in check.kinds and is_joined_only(value)
            kinds = (check.kinds - {PATH}) | {DOTTED} if dotted_still else check.kinds
            names = harmless(names, value, kinds - {AS_PASSED})
    return names


def _held_as(run: Run, owner: Value, attribute: str) -> Value:
    """What of an object's data an attribute of it holds, as what makes it tells."""
    from burnish_checks.security.flow.arriving import fits

    told = run.closed(owner.symbol[:-2]) if owner.symbol.endswith("()") else None
    several = (told.alternatives or (told,)) if told is not None else ()
    flows = [(one, flow) for one in several for flow in one.flows if flow.label == attribute]
    return tainted(
        frozenset(
            taint
            for taint in owner.all_taints
            if taint.origin.kind == "via" and f"{taint.origin.name}()" == owner.symbol
            if any(one.record or fits(one, flow.parameter, taint.origin.slot) for one, flow in flows)
        )
    )


def matched(name: str, receiver: Value, values: list[Value], word: str, names: Names) -> Names:
    """`re.fullmatch("[a-z]+", x)`: harmless if the whole text is of harmless characters."""
    if name.startswith("re.") and "(" not in name:
        pattern, subject = (values[0].const, values[1:2]) if values else (None, [])
    else:
        pattern, subject = None, values[:1]
    if not subject or not subject[0].all_taints:
        return names
    if pattern is None and receiver.keys is not None and "pattern" in receiver.keys:
        pattern = receiver.keys["pattern"].const
    if isinstance(pattern, str):
        return harmless(names, subject[0], told_by_match(pattern, word))
    held = receiver if values and subject[0] is values[0] else values[0]
    if "re.compile()" in held.symbol:
        return harmless(names, subject[0], ALL) if word in ("fullmatch", "match") else names
    if held.symbol and held.symbol.rpartition(".")[2].lstrip("?@").isidentifier():
        return harmless(names, subject[0], frozenset({f"{MATCHED}{held.symbol}:{word}"}))
    return names


def begins(run: Run, receiver: Value, test: ast.Call, names: Names) -> Names:
    """`path.startswith(BASE)` after the path was made plain; an address that begins with a fixed host."""

    start = evaluate(run, test.args[0], names)
    if chosen_outside(start) or not receiver.all_taints:
        return names
    plain = any(part in receiver.symbol for part in NORMALISED)
    by_parts = isinstance(test.func, ast.Attribute) and test.func.attr == "is_relative_to"
    if by_parts:
        names = harmless(names, receiver, inside([receiver]))
    elif plain or is_parameter(receiver.symbol):
        names = harmless(names, receiver, _behind(start, inside([receiver])))
    if (name := _looked_up_later(run, start)) is not None:
        beside = (_AT_PLACE if plain or by_parts else _AT_PLACE | {DOTTED}) if is_own(start.symbol) else frozenset()
        return harmless(names, receiver, beside | {AFTER + name})
    starts = allowed(run, test.args[0], start, names) or (start,)
    if [item.const for item in starts] == ["/"]:
        return harmless(names, receiver, frozenset({SLASH, REQUEST}))
    if _OF_RECORD.search(start.symbol) and not start.known and not start.prefix:
        return harmless(names, receiver, UNSURE)
    if all(_SCHEME.match(str(item.const)) for item in starts):
        names = harmless(names, receiver, frozenset({NOT_SCRIPT}))
    if all(map(_is_fixed, starts)):
        names = harmless(names, receiver, ADDRESS | (_AT_PLACE if plain or by_parts else _AT_PLACE | {DOTTED}))
    return names


_AT_PLACE = frozenset({SLASH})
"""What is known of a path that begins with one of the program's own."""


def _is_fixed(start: Value) -> bool:
    """Whether what an address begins with says which host it has: `https://example.com/`, or what the program keeps."""
    text = start.const if start.known else start.prefix
    return (isinstance(text, str) and _SAYS_HOST.match(text) is not None) or bool(start.symbol and not start.known)


_OF_RECORD = deferred(r"(?:\(\)|\[\])\.\w+$")
"""What the symbol of an attribute ends with of what was looked up: it need not end with a slash, behind which nothing else
could follow in the name of the host."""
_SCHEME = deferred(r"https?:")
_SAYS_HOST = deferred(r"https?://[^/]+/|/")


def is_joined_only(value: Value) -> bool:
    """Whether it is a path that was joined right there, or is as it was sent: `..` still stands in it, and to compare its parts
    tells nothing."""
    if any(part in value.symbol for part in NORMALISED):
        return False
    return value.symbol.endswith(_JOINED) or _is_as_sent(value)


def _is_as_sent(value: Value) -> bool:
    """Whether it is what is read from a request: `request.args["path"]`."""
    symbol = value.symbol.removesuffix("[]").removesuffix("()")
    read = symbol != value.symbol and not symbol.startswith("$self")
    return read and any(taint.origin.name == symbol and taint.origin.inner is None for taint in value.all_taints)


def inside(paths: list[Value]) -> frozenset[str]:
    """What is known where paths were compared with a folder by their parts: of a parameter, that depends on who passes it."""
    compared = [path for path in paths if path.all_taints]
    if compared and all(map(is_joined_only, compared)):
        return frozenset({DOTTED})
    passed = any(is_parameter(path.symbol) for path in compared)
    return frozenset({PATH, AS_PASSED} if passed else {PATH})


_JOINED = ("Path()", "path.join()", ".joinpath()", ".absolute()", ".expanduser()")
"""How the symbols of paths end that were put together; `absolute` leaves `..` where it is."""


def _behind(start: Value, known: frozenset[str]) -> frozenset[str]:
    """What is known of a path that begins with a text: that it is inside the folder, where that may end with a separator. A
    normalised path, or a constant without one, does not; of a name that other code binds that is looked up later."""
    if isinstance(start.const, str):
        return known if ends_with_separator(start.const) else frozenset({LETTERS})
    if start.symbol.endswith(NORMALISED):
        return frozenset({LETTERS})
    bound_elsewhere = CONSTANT.match(start.symbol) or is_own(start.symbol)
    return frozenset({BEHIND + start.symbol, *(known - {PATH})}) if bound_elsewhere and PATH in known else known


def ends_in(run: Run, receiver: Value, test: ast.Call, names: Names) -> Names:
    """A host that ends with a fixed domain behind a dot; without one anybody may have a name that ends so."""
    if not (receiver.all_taints and _HOST.search(receiver.symbol)):
        return names
    end = evaluate(run, test.args[0], names)
    if chosen_outside(end):
        return names
    if (name := _looked_up_later(run, end)) is not None:
        return harmless(names, receiver, frozenset({BEFORE + name}))
    told = _fixed(run, test.args[0], end, names)
    if not any(told):
        return harmless(names, receiver, _DOUBT)
    return harmless(names, receiver, ADDRESS) if all(map(is_domain, told)) else names


_DOUBT = frozenset({DOUBT})


def _looked_up_later(run: Run, value: Value) -> str | None:
    """The constant of the module that a value is, or is one of, where only `settling` can tell what that holds."""
    symbol = value.symbol.removesuffix("[]")
    return symbol[1:] if not run.asks and (CONSTANT.match(symbol) or is_own(symbol)) else None


def _fixed(run: Run, node: ast.expr, value: Value, names: Names) -> list[object]:
    """What the texts that a value is one of begin with, or empty where that is not known."""
    return [item.const if item.known else item.prefix for item in allowed(run, node, value, names) or (value,)]


def allowed(run: Run, node: ast.expr, value: Value, names: Names) -> tuple[Value, ...]:
    """What a tuple or list holds, be it a constant of the module; empty where that is not known."""
    if isinstance(node, ast.Call) and node.args and last_word(node.func) == "tuple":
        node = node.args[0]
        value = evaluate(run, node, names)
    of_module = isinstance(node, ast.Name) and value.symbol == f"@{node.id}"
    known = run.literal(value.symbol[1:]) if of_module or is_own(value.symbol) else None
    texts = (known,) if isinstance(known, str) else known
    return value.items or (tuple(map(constant, texts)) if isinstance(texts, tuple) else ())


_HOST = deferred(r"\.(netloc|hostname|host|domain)(\.(lower|casefold|r?strip)\(\))*$")
"""How the symbol of the host of an address ends."""


def begins_not(run: Run, receiver: Value, test: ast.Call, names: Names) -> Names:
    """An address that does not begin with `//`, a path that does not with `/`."""

    start = evaluate(run, test.args[0], names)
    starts = [item.const for item in start.items] if start.items else [start.const]
    told = {mark for start, mark in (("//", ONE_SLASH), ("/", NO_SLASH)) if start in starts}
    return harmless(names, receiver, frozenset(told)) if told else names
