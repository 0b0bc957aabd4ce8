"""Following calls: what they let through, what they change, and which sinks they are."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from typing import Any

from burnish_checks.security.flow import containers
from burnish_checks.security.flow.effects import (
    CLEANS,
    DIGESTS,
    MUTATORS,
    PASSES,
    READERS,
    SILENT_METHODS,
    UNDOES,
)  # fmt: skip
from burnish_checks.security.flow.kinds import ALL, HTML, LOG, XPATH
from burnish_checks.security.flow.run import Frame, Passed, Run
from burnish_checks.security.flow.sinks import BY_WORD, SINKS, STORED, Arguments
from burnish_checks.security.flow.sources import OWN_PATH
from burnish_checks.security.flow.texts import compose, formatted
from burnish_checks.security.flow.values import (
    MISSING,
    NOTHING,
    UNKNOWN,
    Names,
    Origin,
    Taint,
    Value,
    cleared,
    constant,
    held,
    tainted,
    via,
)  # fmt: skip

_MOST_INLINED = 60
_DEEPEST = 4
_KEEPS_BEGINNING = frozenset({"rstrip", "decode", "encode"})
_TAKEN_BACK = frozenset({"unescape", "striptags"})
"""Methods of `Markup` after which it is a plain text again, and was no HTML."""
_MOST_CALLS = 2
_LONGEST_SYMBOL = 120
_FOLDED = frozenset(
    [
        "upper",
        "lower",
        "strip",
        "lstrip",
        "rstrip",
        "replace",
        "title",
        "capitalize",
        "split",
        "encode",
        "decode",
        "startswith",
        "endswith",
    ]
)
_TAKES_ARGUMENTS = frozenset(
    ["format", "join", "replace", "substitute", "safe_substitute", "format_map", "joinpath", "with_name", "urljoin"]
)
_ESCAPED_BY_REPLACE = {"\n": {LOG}, "\r": {LOG}, "\r\n": {LOG}, "'": {XPATH}, "<": {HTML}}


def evaluate_call(run: Run, node: ast.Call, names: Names) -> Value:
    """The result of a call; its sinks are recorded, and what it changes is changed in `names`."""
    from burnish_checks.security.flow.expressions import evaluate

    function = node.func
    if isinstance(function, ast.Attribute):
        receiver = evaluate(run, function.value, names)
        symbol = f"{receiver.symbol}.{function.attr}" if receiver.symbol else ""
        callee = names.get(symbol, UNKNOWN) if symbol else UNKNOWN
        word = function.attr
    else:
        receiver = UNKNOWN
        callee = evaluate(run, function, names)
        symbol = callee.symbol
        word = symbol.rpartition(".")[2].lstrip("?@$")
    if len(symbol) > _LONGEST_SYMBOL:
        symbol = ""
    positional = tuple(evaluate(run, item, names) for item in node.args)
    named = {item.arg: evaluate(run, item.value, names) for item in node.keywords if item.arg is not None}
    spread = [evaluate(run, item.value, names) for item in node.keywords if item.arg is None]
    starred = bool(spread) or any(isinstance(item, ast.Starred) for item in node.args)
    arguments = Arguments(node, symbol, receiver, positional, named, starred)
    if word in _TAKEN_BACK and isinstance(function, ast.Attribute):
        run.forget(function.value)
    _sinks(run, node, word, arguments)
    if callee.function is not None:
        return _inlined(run, callee.function, arguments)
    if isinstance(function, ast.Attribute):
        found = containers.method(run, function, arguments, names)
        if found is not None:
            return found
        return _method(run, node, function, arguments, names)
    return _function(run, node, arguments, names)


def _sinks(run: Run, node: ast.Call, word: str, arguments: Arguments) -> None:
    """Record the data that reaches sinks which the call may be."""
    if word in ("update", "setdefault") and arguments.receiver.symbol.rpartition(".")[2].lstrip("?$") == "session":
        for given in (*arguments.positional, *arguments.named.values()):
            run.hit(node, STORED, arguments.symbol, node, given.all_taints)
    for number in BY_WORD.get(word, ()):
        sink = SINKS[number]
        receivers = sink.receivers if word in sink.methods else ()
        if receivers and not any(part in arguments.receiver.symbol for part in receivers):
            continue
        for position, name in sink.slots:
            if name == "*":
                value: Value | None = arguments.receiver
            else:
                value = arguments.get(position, name)
            if value is not None:
                found = sink.danger(arguments, value)
                if found:
                    run.hit(node, number, arguments.symbol, _expression(node, position, name), found)


def _expression(node: ast.Call, position: int | None, name: str) -> ast.AST:
    for keyword in node.keywords:
        if keyword.arg == name:
            return keyword.value
    if position is not None and position < len(node.args):
        return node.args[position]
    return node.func


def known_name(symbol: str) -> str:
    """The dotted name for the tables: a name from outside that may be a built-in is taken as one."""
    if symbol.startswith("?"):
        return symbol[1:] if "." in symbol else f"builtins.{symbol[1:]}"
    return symbol


def _printed(run: Run, node: ast.Call, arguments: Arguments, names: Names) -> None:
    """`print(..., file=buffer)`: the buffer holds what is printed."""
    for keyword in node.keywords:
        if keyword.arg == "file":
            _grow(run, keyword.value, arguments.named["file"], arguments.positional, names, node)


def _function(run: Run, node: ast.Call, arguments: Arguments, names: Names) -> Value:
    """A call of a plain or dotted name, or of some other expression."""
    name = known_name(arguments.symbol)
    taints = _all(arguments)
    result = f"{arguments.symbol}()" if arguments.symbol else ""
    if name in CLEANS:
        return tainted(cleared(taints, CLEANS[name]), symbol=result)
    if name == "builtins.print":
        _printed(run, node, arguments, names)
        return UNKNOWN
    if name in PASSES:
        return _passed_on(name, arguments, taints, result)
    if name.startswith("builtins."):
        return _builtin(name, arguments, result, run, node)
    return _elsewhere(run, node, arguments, result)


def _passed_on(name: str, arguments: Arguments, taints: frozenset[Taint], result: str) -> Value:
    first = arguments.positional[0] if arguments.positional else UNKNOWN
    if name in UNDOES:
        taints = frozenset(Taint(item.origin, item.cleared - UNDOES[name]) for item in taints)
    if name in ("builtins.str", "builtins.bytes") and first.known and isinstance(first.const, (str, int, float)):
        return constant(str(first.const))
    if name in ("builtins.list", "builtins.tuple") and (first.items is not None or not arguments.positional):
        return Value(items=first.items or ())
    if name in ("builtins.reversed", "builtins.sorted") and first.items is not None:
        return tainted(first.all_taints)
    if name in ("builtins.dict", "collections.OrderedDict") and not arguments.positional and not arguments.starred:
        return Value(keys=dict(arguments.named))
    if name == "os.path.join" or name in ("pathlib.Path", "pathlib.PurePath"):
        return tainted(taints, symbol=result, prefix=first.prefix)
    if name == "re.sub" and _keeps_only_harmless(arguments):
        return UNKNOWN
    if name in ("re.sub", "re.subn"):
        kept = [value for value in arguments.positional[1:3] if value.all_taints]
        return tainted(frozenset().union(*(value.all_taints for value in kept)) if kept else NOTHING)
    if name == "builtins.getattr":
        return tainted(first.all_taints)
    if name == "builtins.map" and len(arguments.positional) > 1:
        if known_name(first.symbol) in ("builtins.int", "builtins.float", "builtins.bool"):
            return UNKNOWN
        if known_name(first.symbol) in CLEANS:
            return tainted(cleared(taints, CLEANS[known_name(first.symbol)]))
    if name in ("builtins.str", "builtins.format", "copy.copy", "copy.deepcopy", "typing.cast"):
        return first.changed(taints=first.taints | taints, const=MISSING) if name.startswith("copy.") else tainted(
            taints, prefix=first.prefix, symbol=first.symbol or result
        )  # fmt: skip
    return tainted(taints, symbol=result, prefix=first.prefix if name.startswith("os.path.") else "")


def _keeps_only_harmless(arguments: Arguments) -> bool:
    """Whether `re.sub` removes all but letters, digits and a few signs."""
    pattern = arguments.positional[0].const if arguments.positional else MISSING
    return (
        isinstance(pattern, str) and pattern.startswith("[^") and not any(sign in pattern for sign in "'\"<>;&|/\\$`\n")
    )


def _builtin(name: str, arguments: Arguments, result: str, run: Run, node: ast.Call) -> Value:
    first = arguments.positional[0] if arguments.positional else UNKNOWN
    word = name.partition(".")[2]
    if word == "len" and first.items is not None:
        return constant(len(first.items))
    if first.known and word in ("len", "int", "bool", "abs", "ord", "chr", "float"):
        try:
            return constant({"len": len, "int": int, "bool": bool, "abs": abs, "ord": ord, "chr": chr, "float": float}[word](
                first.const))  # type: ignore[operator]  # fmt: skip
        except Exception:
            return UNKNOWN
    if word in _BUILTINS:
        return tainted(_source(run, f"builtins.{word}()", f"{word}()", node), symbol=f"builtins.{word}()")
    return _elsewhere(run, node, arguments, result)


_BUILTINS = frozenset(dir(__import__("builtins")))


def _source(run: Run, symbol: str, word: str, node: ast.AST, key: Any = None) -> frozenset[Taint]:
    from burnish_checks.security.flow.expressions import born

    return born(run, symbol, word, node, key)


def _elsewhere(run: Run, node: ast.Call, arguments: Arguments, result: str) -> Value:
    """A function whose body is not in view: what goes in, and what may come out, is left to be settled."""
    symbol = arguments.symbol
    if not symbol:
        return UNKNOWN
    word = symbol.rpartition(".")[2].lstrip("?@$") + "()"
    first = arguments.positional[0].const if arguments.positional else None
    taints = set(_source(run, result, word, node, first))
    keys = None
    if word in ("XMLParser()",):
        keys = {key: value for key, value in arguments.named.items() if key == "resolve_entities"}
    root = symbol.partition(".")[0]
    if root not in sys.stdlib_module_names:
        for slot, value, expression in _slots(node, arguments):
            found = value.all_taints
            if found:
                taints |= via(symbol, slot, found)
                key = (id(node), slot)
                before = run.passed[key].taints if key in run.passed else NOTHING
                run.passed[key] = Passed(node, symbol, slot, expression, before | found)
        if symbol.count("()") <= _MOST_CALLS:
            origin = Origin("via", symbol)
            run.born.setdefault(origin, node)
            taints.add(Taint(origin))
    return tainted(taints, symbol=result, keys=keys, prefix="/p" if word in OWN_PATH else "")


def _slots(node: ast.Call, arguments: Arguments) -> list[tuple[str, Value, ast.AST]]:
    """Each argument with its position or keyword, and as `self` the object, with what its making put into it."""
    found: list[tuple[str, Value, ast.AST]] = [
        (str(number), value, node.args[number]) for number, value in enumerate(arguments.positional)
    ]
    if isinstance(node.func, ast.Attribute) and arguments.receiver.symbol.endswith("()"):
        kept = held(arguments.receiver.all_taints, arguments.receiver.symbol[:-2])
        if kept:
            found.append(("self", tainted(kept), node.func.value))
    for keyword in node.keywords:
        if keyword.arg is not None:
            found.append((keyword.arg, arguments.named[keyword.arg], keyword.value))
    return found


def _method(run: Run, node: ast.Call, function: ast.Attribute, arguments: Arguments, names: Names) -> Value:
    """A method: mostly its result holds what the receiver holds."""
    from burnish_checks.security.flow.expressions import keyed_here

    receiver, method = arguments.receiver, function.attr
    name = known_name(arguments.symbol)
    result = f"{arguments.symbol}()" if arguments.symbol else ""
    taints = _all(arguments)
    if name in CLEANS:
        return tainted(cleared(taints, CLEANS[name]), symbol=result)
    if name in PASSES:
        return _passed_on(name, arguments, taints, result)
    folded = _fold(receiver, method, arguments)
    if folded is not None:
        return folded
    if method in MUTATORS and not receiver.symbol.startswith(("?", "@")):
        _grow(run, function.value, receiver, (*arguments.positional, *arguments.named.values()), names, node)
    if method in DIGESTS:
        return tainted(cleared(receiver.all_taints, ALL))
    if method in SILENT_METHODS or _converts(arguments):
        _elsewhere(run, node, arguments, result)
        return UNKNOWN
    own = receiver.all_taints
    if method in READERS and arguments.positional:
        own = keyed_here(run, own, receiver.symbol, arguments.positional[0].const, node)
    if method == "replace" and len(arguments.positional) > 1:
        own = cleared(own, frozenset(_ESCAPED_BY_REPLACE.get(_text(arguments.positional[0]), ())))
        return tainted(own | arguments.positional[1].all_taints, prefix=receiver.prefix)
    if method == "translate" and not arguments.positional[:1]:
        return tainted(own)
    if method == "format" and isinstance(receiver.const, str) and not arguments.starred:
        composed = formatted(receiver.const, arguments.positional, arguments.named)
        if composed is not None:
            return composed
    if method == "join" and not receiver.all_taints and not receiver.symbol and arguments.positional:
        items = arguments.positional[0].items
        if items:
            return compose(part for number, item in enumerate(items) for part in (receiver, item)[number == 0 :])
    if method in _TAKES_ARGUMENTS or (method in ("sub", "subn") and not arguments.symbol):
        return _composed(receiver, method, taints, result)
    if method in ("sub", "subn") and len(arguments.positional) > 1:
        return tainted(arguments.positional[0].all_taints | arguments.positional[1].all_taints)
    if method in ("get", "pop", "setdefault") and len(arguments.positional) == 2:
        own |= arguments.positional[1].all_taints
    if method in _KEEPS_BEGINNING:
        return tainted(own, symbol=receiver.symbol, prefix=receiver.prefix)
    known = _elsewhere(run, node, arguments, result)
    if receiver.symbol.endswith("()"):
        own -= held(own, receiver.symbol[:-2])
    return tainted(own | known.taints, symbol=known.symbol, keys=known.keys, prefix=known.prefix)


def _converts(arguments: Arguments) -> bool:
    """Whether a getter turns the value into a number, as in `request.args.get("n", type=int)`."""
    wanted = arguments.named.get("type")
    return wanted is not None and known_name(wanted.symbol) in ("builtins.int", "builtins.float", "builtins.bool")


def _composed(receiver: Value, method: str, taints: frozenset[Taint], result: str) -> Value:
    prefix = receiver.prefix
    if method == "format" and isinstance(receiver.const, str):
        prefix = receiver.const.partition("{")[0]
    symbol = "pathlib.Path()" if method in ("joinpath", "with_name") else ""
    return tainted(taints, prefix="" if method == "join" else prefix, symbol=symbol)


def _text(value: Value) -> str:
    return value.const if isinstance(value.const, str) else ""


def _grow(run: Run, target: ast.AST, before: Value, given: Iterable[Value], names: Names, call: ast.AST) -> None:
    """Let what the target names hold the values too."""
    from burnish_checks.security.flow.expressions import store

    taken: set[Taint] = set()
    for value in given:
        taken |= value.all_taints
    if taken:
        grown = before.changed(taints=before.taints | frozenset(taken), const=MISSING)
        store(run, target, grown, names, call)


def _fold(receiver: Value, method: str, arguments: Arguments) -> Value | None:
    """The result of a text method on constants."""
    if method not in _FOLDED or not isinstance(receiver.const, str) or arguments.named or arguments.starred:
        return None
    given = [value.const for value in arguments.positional]
    if any(value is MISSING for value in given) or len(receiver.const) > 200:
        return None
    try:
        result: Any = getattr(receiver.const, method)(*given)
    except Exception:
        return None
    if isinstance(result, list):
        return Value(items=tuple(constant(item) for item in result))
    return constant(result)


def _all(arguments: Arguments) -> frozenset[Taint]:
    """The taints of the receiver and all arguments."""
    found = set(arguments.receiver.all_taints)
    for value in (*arguments.positional, *arguments.named.values()):
        found |= value.all_taints
    return frozenset(found)


def _inlined(run: Run, function: Any, arguments: Arguments) -> Value:
    """A lambda or nested function, followed with the arguments it is called with."""
    from burnish_checks.security.flow.expressions import evaluate
    from burnish_checks.security.flow.statements import execute

    node, names = function
    run.inlined += 1
    if run.inlined > _MOST_INLINED or len(run.frames) > _DEEPEST or any(frame.node is node for frame in run.frames):
        return tainted(_all(arguments))
    inner = dict(names)
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
    run.frames.append(Frame(node))
    execute(run, node.body, inner)
    returned = run.frames.pop().returned
    return containers.joined(returned)
