"""Following calls: what they let through, what they change, and which sinks they are."""

from __future__ import annotations

import ast

from burnish_checks.security.flow import containers
from burnish_checks.security.flow.binding import bind_target, send_with
from burnish_checks.security.flow.dangers import Arguments
from burnish_checks.security.flow.deferred import (
    DEFERS,
    HANDS_BACK,
    MADE_BY_VIEWS,
    SENT_ON_CALL,
    deferred,
    function_of,
    is_of_application,
    kept_for,
    meant,
    sent,
)
from burnish_checks.security.flow.effects import CLEANS, PASSES, RECORD_MAKERS
from burnish_checks.security.flow.elsewhere import (
    call_elsewhere,
    spread_arguments,
    through_protocol,
)
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.hitting import record_sinks
from burnish_checks.security.flow.inlining import inlined, may_follow
from burnish_checks.security.flow.markup import escaped, of_protocol, show_in_template
from burnish_checks.security.flow.methods import all_data, evaluate_method, grow
from burnish_checks.security.flow.parts import born, iterated
from burnish_checks.security.flow.passing import cleaned, known_name, passed_on, symbol_of_result
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.taints import held
from burnish_checks.security.flow.texts import compose
from burnish_checks.security.flow.values import (
    LIST,
    UNKNOWN,
    Names,
    Value,
    constant,
    is_open,
    joined,
    tainted,
)

_JOINS_ADDRESSES = frozenset({"url_path_join", "url_concat", "urlpath_join"})
"""What functions are called that put parts of an address together, or a query behind it: the first has its host."""
_TAKEN_BACK = frozenset({"unescape", "striptags"})
"""Methods of `Markup` after which it is a plain text again, and was no HTML."""
_LONGEST_SYMBOL = 120


def evaluate_call(run: Run, node: ast.Call, names: Names) -> Value:
    """The result of a call; its sinks are recorded, and what it changes is changed in `names`."""

    function = node.func
    if isinstance(function, (ast.Subscript, ast.Call)) and (options := _options(run, function, names)):
        return joined([_called_as(run, node, option, names) for option in options]) if may_follow(run) else UNKNOWN
    if isinstance(function, ast.Attribute):
        receiver = evaluate(run, function.value, names)
        symbol = f"{receiver.symbol}.{function.attr}" if receiver.symbol else ""
        symbol = (
            run.asks and receiver.symbol == "$self" and run.class_of(MADE_BY_VIEWS.get(function.attr, function.attr))
        ) or symbol
        callee = names.get(symbol, UNKNOWN) if symbol else UNKNOWN
        word = function.attr
    else:
        receiver = UNKNOWN
        callee = evaluate(run, function, names)
        symbol = callee.symbol
        word = symbol.rpartition(".")[2].lstrip("?@$")
    if len(symbol) > _LONGEST_SYMBOL:
        symbol = ""
    whole = meant(run, node, symbol, receiver, callee, names)
    if whole is not None:
        return evaluate_call(run, *whole) if may_follow(run) else UNKNOWN
    arguments = _arguments(run, node, symbol, receiver, names)
    if word in _TAKEN_BACK and isinstance(function, ast.Attribute):
        run.forget(function.value)
    if word in _SETS_HEADER and isinstance(function, ast.Attribute) and isinstance(function.value, ast.Attribute):
        _headers_set(run, function.value, arguments, names)
    arguments = of_protocol(run, node, word, arguments)
    show_in_template(run, node, word, arguments)
    record_sinks(run, node, word, arguments)
    if (shown := escaped(run, node, word, arguments)) is not None:
        return shown
    if word in SENT_ON_CALL and isinstance(function, ast.Attribute) and "(" not in receiver.symbol and receiver.symbol:
        evaluate_call(run, sent(run, node, function), names)
    if word in DEFERS and (handed := _put_off(run, node, word, arguments, names)) is not None:
        return handed
    if callee.function is not None:
        return inlined(run, callee.function, arguments, names)
    if isinstance(function, ast.Attribute):
        found = containers.method(run, function, arguments, names)
        if found is not None:
            return found
        return evaluate_method(run, node, function, arguments, names)
    result = _function(run, node, arguments, names)
    kept = held(callee.all_taints, symbol[:-2]) if callee.all_taints and _is_made_function(symbol) else None
    return result.changed(taints=result.taints | kept) if kept else result


_SETS_HEADER = frozenset({"set", "add", "update", "setdefault", "__setitem__"})


def _headers_set(run: Run, headers: ast.Attribute, arguments: Arguments, names: Names) -> None:
    """`answer.headers.set(key, value)` and `answer.headers.update({key: value})` may say what the answer is sent as."""
    if headers.attr != "headers" or not arguments.positional:
        return
    first = arguments.positional[0]
    given = first.keys
    if len(arguments.positional) > 1 and first.known:
        given = {first.const: arguments.positional[1]}
    send_with(run, headers.value, evaluate(run, headers.value, names), given or {})


def _options(run: Run, function: ast.Subscript | ast.Call, names: Names) -> list[Value]:
    """The functions of which one is looked up in a dictionary or list that is known, where it is not known which."""
    if isinstance(function, ast.Subscript):
        table = evaluate(run, function.value, names)
    elif isinstance(function.func, ast.Attribute) and function.func.attr == "get":
        table = evaluate(run, function.func.value, names)
    else:
        return []
    held_there = [*(table.keys or {}).values(), *(table.items or ())]
    if isinstance(function, ast.Call) and len(function.args) > 1:
        held_there.append(evaluate(run, function.args[1], names))
    callables = [
        value for value in held_there if not value.known and (value.symbol or value.function) and not value.items
    ]
    return callables if 1 < len(callables) <= _MOST_OPTIONS and len(callables) == len(held_there) else []


def _called_as(run: Run, node: ast.Call, function: Value, names: Names) -> Value:
    """The result of a call of one function of several."""
    call = run.deferred.get(id(node))
    if call is None:
        name = ast.copy_location(ast.Name(_OPTION, ast.Load()), node)
        call = run.deferred[id(node)] = ast.copy_location(ast.Call(name, node.args, node.keywords), node)
    run.known.clear()
    return evaluate_call(run, call, {**names, _OPTION: function})


_MOST_OPTIONS = 8
_OPTION = "%option"


def _put_off(run: Run, node: ast.Call, word: str, arguments: Arguments, names: Names) -> Value | None:
    """What a call gives that puts another one off, which is followed; None where it gives nothing of that."""
    given = deferred(run, node, DEFERS[word], arguments)
    if given is None:
        return None
    result = evaluate_call(run, given, names)
    if word in HANDS_BACK:
        return result
    if word == "map" and is_of_application(function_of(DEFERS[word], arguments)):
        return tainted(result.all_taints, symbol=LIST)
    return kept_for(run, node, names) if word == "partial" else None


def _is_made_function(symbol: str) -> bool:
    """Whether it may be a function that another one has returned, no object of a class."""
    return symbol.endswith("()") and symbol[:-2].rpartition(".")[2].lstrip("?@")[:1].islower()


def _arguments(run: Run, node: ast.Call, symbol: str, receiver: Value, names: Names) -> Arguments:
    """What is passed, with the keywords of a `**mapping` whose keys are known."""

    starred = ast.Starred in map(type, node.args)
    if starred:
        positional = tuple([value for value, _, _ in spread_arguments(run, node, names)])
    else:
        positional = tuple([evaluate(run, item, names) for item in node.args])
    if not node.keywords:
        return Arguments(node, symbol, receiver, positional, {}, starred, run.lineage)
    named = {item.arg: evaluate(run, item.value, names) for item in node.keywords if item.arg is not None}
    for item in node.keywords:
        if item.arg is None:
            spread = evaluate(run, item.value, names)
            known = (
                spread.keys if spread.keys is not None and all(isinstance(key, str) for key in spread.keys) else None
            )
            named.update(known if known is not None else {"**": tainted(spread.all_taints, symbol=spread.symbol)})
            starred = starred or known is None
    return Arguments(node, symbol, receiver, positional, named, starred, run.lineage)


def _printed(run: Run, node: ast.Call, arguments: Arguments, names: Names) -> None:
    """`print(..., file=buffer)`: the buffer holds what is printed."""
    for keyword in node.keywords:
        if keyword.arg == "file":
            grow(run, keyword.value, arguments.named["file"], arguments.positional, names, node)


def _function(run: Run, node: ast.Call, arguments: Arguments, names: Names) -> Value:
    """A call of a plain or dotted name, or of some other expression."""

    name = known_name(arguments.symbol)
    taints = all_data(arguments)
    result = symbol_of_result(arguments)
    if name in CLEANS:
        return cleaned(name, arguments, taints, result)
    if name == "builtins.setattr" and len(arguments.positional) > 2 and len(node.args) > 2:
        attribute = arguments.positional[1].const
        if isinstance(attribute, str):
            target = ast.copy_location(ast.Attribute(node.args[0], attribute, ast.Store()), node)
            bind_target(run, target, arguments.positional[2], names, node)
    if name == "builtins.getattr" and len(arguments.positional) > 1:
        attribute = arguments.positional[1].const
        if isinstance(attribute, str) and attribute.isidentifier():
            found = evaluate(run, _looked_up(run, node, attribute), names)
            default = arguments.positional[2].all_taints if len(arguments.positional) > 2 else frozenset()
            return found.changed(taints=found.taints | default) if default else found
    if name == "builtins.print":
        _printed(run, node, arguments, names)
        return UNKNOWN
    if name == "builtins.enumerate" and arguments.positional and arguments.positional[0].symbol[:1] == "$":
        walked = iterated(run, arguments.positional[0])
        return tainted(walked.all_taints, symbol=result)
    if name == "flask.stream_with_context" and arguments.positional:
        return through_protocol(run, arguments.positional[0], "__iter__", node.args[0])
    if name in _ITERATING and len(arguments.positional) == 1:
        through_protocol(run, arguments.positional[0], "__iter__", node.args[0])
    if name == "builtins.str" and len(arguments.positional) == 1:
        text = through_protocol(run, arguments.positional[0], "__str__", node.args[0])
        if text is not arguments.positional[0]:
            return text
    if name.rpartition(".")[2].lstrip("@") in _JOINS_ADDRESSES and arguments.positional and not arguments.starred:
        return compose([arguments.positional[0], constant("/"), *arguments.positional[1:]])
    if name in PASSES or name in RECORD_MAKERS:
        return passed_on(name, arguments, taints, result)
    if name.startswith("builtins."):
        return _builtin(name, arguments, result, run, node, names)
    return call_elsewhere(run, node, arguments, result, names)


def _looked_up(run: Run, node: ast.Call, attribute: str) -> ast.expr:
    """The attribute that a call of `getattr` reads. The same each time."""
    found = run.deferred.get(id(node))
    if found is None:
        read = ast.copy_location(ast.Attribute(node.args[0], attribute, ast.Load()), node)
        found = run.deferred[id(node)] = ast.copy_location(ast.Call(read, [], []), node)
    return found.func


def _builtin(name: str, arguments: Arguments, result: str, run: Run, node: ast.Call, names: Names) -> Value:
    first = arguments.positional[0] if arguments.positional else UNKNOWN
    word = name.partition(".")[2]
    if word == "len" and first.items is not None and not is_open(first):
        return constant(len(first.items))
    if first.known and word in ("len", "int", "bool", "abs", "ord", "chr", "float"):
        try:
            return constant({"len": len, "int": int, "bool": bool, "abs": abs, "ord": ord, "chr": chr, "float": float}[word](
                first.const))  # type: ignore[operator]  # fmt: skip
        except (TypeError, ValueError, OverflowError):
            return UNKNOWN
    if word in _BUILTINS:
        return tainted(born(run, f"builtins.{word}()", f"{word}()", node), symbol=f"builtins.{word}()")
    return call_elsewhere(run, node, arguments, result, names)


_ITERATING = frozenset({"builtins.list", "builtins.tuple", "builtins.set", "builtins.sorted", "builtins.sum"})
_BUILTINS = frozenset(dir(__import__("builtins")))
