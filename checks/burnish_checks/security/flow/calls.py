"""Following calls: what they let through, what they change, and which sinks they are."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from burnish_checks.security.flow import containers
from burnish_checks.security.flow.dangers import SHELLS, Arguments, is_found_later, unsafe_loader
from burnish_checks.security.flow.deferred import DEFERS, HANDS_BACK, completed, deferred, function_of
from burnish_checks.security.flow.effects import (
    CLEANS,
    DIGESTS,
    MUTATORS,
    PASSES,
    READERS,
    SILENT_METHODS,
)  # fmt: skip
from burnish_checks.security.flow.folding import folded_method
from burnish_checks.security.flow.kinds import ALL, COMMAND, HTML, LOG, XML, XPATH
from burnish_checks.security.flow.passing import known_name, passed_on
from burnish_checks.security.flow.run import Frame, Passed, Run
from burnish_checks.security.flow.sinks import BY_WORD, SINKS, STORED, WITH, Sink
from burnish_checks.security.flow.sources import OWN_PATH, REQUEST_NAMES
from burnish_checks.security.flow.texts import compose, formatted
from burnish_checks.security.flow.values import (
    IN_VALUES,
    LIST,
    MISSING,
    NO_SLASH,
    NOTHING,
    UNKNOWN,
    Names,
    Origin,
    Taint,
    Value,
    cleared,
    constant,
    depth,
    held,
    of_attribute,
    of_caught,
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
    if (symbol == "functools.partial()" or symbol.startswith("$self.")) and callee.function is None:
        held = function.id if isinstance(function, ast.Name) else symbol
        rest = run.partial(held)
        if rest is not None:
            return evaluate_call(run, completed(run, node, rest), names)
    arguments = _arguments(run, node, symbol, receiver, names)
    if word in _TAKEN_BACK and isinstance(function, ast.Attribute):
        run.forget(function.value)
    _sinks(run, node, word, arguments)
    if word in DEFERS:
        given = deferred(run, node, DEFERS[word], arguments)
        result = evaluate_call(run, given, names) if given is not None else UNKNOWN
        if given is not None and word in HANDS_BACK:
            return function_of(run, DEFERS[word], arguments) if word == "partial" else result
    if callee.function is not None:
        return _inlined(run, callee.function, arguments)
    if isinstance(function, ast.Attribute):
        found = containers.method(run, function, arguments, names)
        if found is not None:
            return found
        return _method(run, node, function, arguments, names)
    return _function(run, node, arguments, names)


def _arguments(run: Run, node: ast.Call, symbol: str, receiver: Value, names: Names) -> Arguments:
    """What is passed, with the keywords of a `**mapping` whose keys are known."""
    from burnish_checks.security.flow.expressions import evaluate

    starred = ast.Starred in map(type, node.args)
    if starred:
        positional = tuple([value for value, _, _ in _spread(run, node, names)])
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


def _spread(run: Run, node: ast.Call, names: Names) -> list[tuple[Value, str, ast.expr]]:
    """The positional arguments with their slots and expressions; of `*known` each element, of `*unknown` all in one."""
    from burnish_checks.security.flow.expressions import elements, evaluate

    found: list[tuple[Value, str, ast.expr]] = []
    open_ended = False
    for item in node.args:
        value = evaluate(run, item, names)
        if isinstance(item, ast.Starred) and value.items is not None:
            found += [(element, str(len(found) + number), item) for number, element in enumerate(value.items)]
        else:
            open_ended = open_ended or isinstance(item, ast.Starred)
            value = elements(value) if isinstance(item, ast.Starred) else value
            found.append((value, f"{len(found)}{'*' if open_ended else ''}", item))
    return found


def _sinks(run: Run, node: ast.Call, word: str, arguments: Arguments) -> None:
    """Record the data that reaches sinks which the call may be."""
    if word in ("update", "setdefault") and arguments.receiver.symbol.rpartition(".")[2].lstrip("?$") == "session":
        for given in (*arguments.positional, *arguments.named.values()):
            run.hit(node, STORED, arguments.symbol, node, given.all_taints)
    for number in BY_WORD.get(word, ()):
        sink = SINKS[number]
        receivers = sink.receivers if word in sink.methods else ()
        owner = arguments.receiver.symbol
        if receivers and not owner.startswith("?") and not any(part in owner for part in receivers):
            continue
        for position, name in sink.slots:
            if name == "*":
                value: Value | None = arguments.receiver
            else:
                value = arguments.get(position, name) or _spread_in(arguments, name)
            if value is not None:
                found = sink.danger(arguments, value)
                if found:
                    run.hit(node, number, _with_parser(sink, arguments), _expression(node, position, name), found)


def _with_parser(sink: Sink, arguments: Arguments) -> str:
    """The symbol of what is called, with that of the parser it is passed, if only `closing` can tell what that does."""
    if sink.danger is unsafe_loader:
        loader = arguments.get(1, "Loader")
        named = loader is not None and loader.symbol[:1] in ("?", "@") and "()" not in loader.symbol
        return f"{arguments.symbol}{WITH}{loader.symbol}" if named and loader is not None else arguments.symbol
    parser = arguments.get(1, "parser") if sink.kind == XML else None
    later = parser is not None and not parser.keys and is_found_later(parser.symbol)
    return f"{arguments.symbol}{WITH}{parser.symbol}" if later and parser is not None else arguments.symbol


def _spread_in(arguments: Arguments, name: str) -> Value | None:
    """What a `**mapping` may pass under a name, if nothing else does."""
    spread = arguments.named.get("**")
    if spread is None or not name:
        return None
    taints = spread.all_taints
    return tainted(of_attribute(taints, spread.symbol[:-2], name) if spread.symbol.endswith("()") else taints)


def _expression(node: ast.Call, position: int | None, name: str) -> ast.AST:
    for keyword in node.keywords:
        if keyword.arg == name:
            return keyword.value
    if position is not None and position < len(node.args):
        return node.args[position]
    return node.func


def _printed(run: Run, node: ast.Call, arguments: Arguments, names: Names) -> None:
    """`print(..., file=buffer)`: the buffer holds what is printed."""
    for keyword in node.keywords:
        if keyword.arg == "file":
            _grow(run, keyword.value, arguments.named["file"], arguments.positional, names, node)


def _function(run: Run, node: ast.Call, arguments: Arguments, names: Names) -> Value:
    """A call of a plain or dotted name, or of some other expression."""
    from burnish_checks.security.flow.binding import bind_target

    name = known_name(arguments.symbol)
    taints = _all(arguments)
    result = f"{arguments.symbol}()" if arguments.symbol else ""
    if name in CLEANS:
        return tainted(cleared(taints, CLEANS[name]), symbol=result)
    if name == "builtins.setattr" and len(arguments.positional) > 2 and len(node.args) > 2:
        attribute = arguments.positional[1].const
        if isinstance(attribute, str):
            target = ast.copy_location(ast.Attribute(node.args[0], attribute, ast.Store()), node)
            bind_target(run, target, arguments.positional[2], names, node)
    if name == "builtins.print":
        _printed(run, node, arguments, names)
        return UNKNOWN
    if name in _ITERATING and len(arguments.positional) == 1:
        through_protocol(run, arguments.positional[0], "__iter__", node.args[0])
    if name == "builtins.str" and len(arguments.positional) == 1:
        text = through_protocol(run, arguments.positional[0], "__str__", node.args[0])
        if text is not arguments.positional[0]:
            return text
    if name in PASSES or name in _RECORD_MAKERS:
        return passed_on(name, arguments, taints, result)
    if name.startswith("builtins."):
        return _builtin(name, arguments, result, run, node, names)
    return _elsewhere(run, node, arguments, result, names)


def _builtin(name: str, arguments: Arguments, result: str, run: Run, node: ast.Call, names: Names) -> Value:
    first = arguments.positional[0] if arguments.positional else UNKNOWN
    word = name.partition(".")[2]
    if word == "len" and first.items is not None:
        return constant(len(first.items))
    if first.known and word in ("len", "int", "bool", "abs", "ord", "chr", "float"):
        try:
            return constant({"len": len, "int": int, "bool": bool, "abs": abs, "ord": ord, "chr": chr, "float": float}[word](
                first.const))  # type: ignore[operator]  # fmt: skip
        except (TypeError, ValueError, OverflowError):
            return UNKNOWN
    if word in _BUILTINS:
        return tainted(_source(run, f"builtins.{word}()", f"{word}()", node), symbol=f"builtins.{word}()")
    return _elsewhere(run, node, arguments, result, names)


_ITERATING = frozenset({"builtins.list", "builtins.tuple", "builtins.set", "builtins.sorted", "builtins.sum"})
_RECORD_MAKERS = frozenset({"collections.namedtuple()", "typing.NamedTuple()", "dataclasses.make_dataclass()"})
"""What makes classes whose objects hold what they are made of."""
_BUILTINS = frozenset(dir(__import__("builtins")))


def _source(run: Run, symbol: str, word: str, node: ast.AST, key: Any = None) -> frozenset[Taint]:
    from burnish_checks.security.flow.expressions import born

    return born(run, symbol, word, node, key)


def _elsewhere(run: Run, node: ast.Call, arguments: Arguments, result: str, names: Names) -> Value:
    """A function whose body is not in view: what goes in, and what may come out, is left to be settled."""
    symbol = arguments.symbol
    if not symbol:
        return UNKNOWN
    word = symbol.rpartition(".")[2].lstrip("?@$") + "()"
    first = arguments.positional[0].const if arguments.positional else None
    taints = set(_source(run, result, word, node, first))
    keys = None
    if symbol == "re.compile" and isinstance(first, str):
        keys = {"pattern": arguments.positional[0]}
    elif word in _TOLD_BY_FLAGS:
        keys = {key: value for key, value in arguments.named.items() if key in _FLAGS}
    elif word in ("get_template()", "from_string()"):
        keys = {key: value for key, value in (arguments.receiver.keys or {}).items() if key == "autoescape"}
    if symbol.partition(".")[0] not in sys.stdlib_module_names or symbol.startswith("builtins.super()"):
        taints |= _handed_over(run, node, arguments, names)
    asks = run.asks and (not symbol.startswith("$self.") or _MAKES.search(symbol))
    told = run.closed(symbol) if asks else None
    if told is not None and told.makes.endswith("()"):
        result = told.makes
        keys = {key: _flag(flag, told.parameters, arguments) for key, flag in told.flags} or keys
    return tainted(taints, symbol=result, keys=keys, prefix="/p" if word in OWN_PATH else "")


def _handed_over(run: Run, node: ast.Call, arguments: Arguments, names: Names) -> frozenset[Taint]:
    """What comes out of a function that is elsewhere, as `closing` will tell; what goes in is recorded."""
    symbol = arguments.symbol
    owner, _, method = symbol.rpartition(".")
    meanings = [symbol, *([f"{run.classes[owner]}().{method}"] if owner in run.classes else [])]
    taints: set[Taint] = set()
    for slot, value, expression in _slots(run, node, arguments, names):
        found = _passed_in(run, value, expression)
        if value.symbol and not value.symbol.startswith("$") and not found:
            run.handed[id(node), slot] = value.symbol
        if not found and symbol.startswith("$") and "." not in symbol:
            run.passed.setdefault((id(node), slot), Passed(node, symbol, slot, expression, NOTHING))
        for number, meant in enumerate(meanings if found else ()):
            taints |= via(meant, slot, found)
            key = (id(node), slot + "'" * number)
            before = run.passed[key].taints if key in run.passed else NOTHING
            run.passed[key] = Passed(node, meant, slot, expression, before | found)
    for meant in meanings:
        if meant.count("()") <= _MOST_CALLS:
            origin = Origin("via", meant)
            run.born.setdefault(origin, node)
            taints.add(Taint(origin))
    return frozenset(taints)


def _passed_in(run: Run, value: Value, expression: ast.AST) -> frozenset[Taint]:
    """The data in an argument; of a dictionary whose keys are known it is marked that its values hold it."""
    found = _of_list(value) or _whole_request(run, value, expression)
    return cleared(found, frozenset({IN_VALUES})) if value.keys and not value.taints else found


def through_protocol(run: Run, value: Value, method: str, node: ast.expr) -> Value:
    """What `with` or `for` makes of an object of the workspace's own, whose method for that is called; else the value."""
    if not value.symbol.endswith("()") or value.symbol.partition(".")[0] in sys.stdlib_module_names:
        return value
    symbol = f"{value.symbol}.{method}"
    kept = held(value.all_taints, value.symbol[:-2])
    told = run.closed(symbol) if run.asks else None
    if kept and (told is not None or not run.asks):
        call = node if isinstance(node, ast.Call) else ast.copy_location(ast.Call(node, [], []), node)
        run.passed[id(call), f"self.{method}"] = Passed(call, symbol, "self", node, kept)
    if told is None or told.makes == "$self":
        return value
    return tainted(via(symbol, "self", kept), symbol=told.makes or f"{symbol}()")


_MAKES = re.compile(r"parser|client|session|env", re.I)
"""Methods that may make something by whose kind a sink is told; what others make is settled later."""


def _flag(flag: Any, parameters: Sequence[str], arguments: Arguments) -> Value:
    """A flag with which a function makes something: a constant, or what the caller passes."""
    if not (isinstance(flag, str) and flag.startswith("$")):
        return UNKNOWN if flag == "" else constant(flag)
    position = parameters.index(flag[1:]) if flag[1:] in parameters else None
    return arguments.get(position, flag[1:]) or UNKNOWN


def _whole_request(run: Run, value: Value, expression: ast.AST) -> frozenset[Taint]:
    """The taint of a request that is passed as a whole: the function called may read any part of it."""
    word = value.symbol.rpartition(".")[2].lstrip("?$").partition("#")[0]
    if word not in REQUEST_NAMES or value.symbol.endswith("()"):
        return NOTHING
    origin = Origin("path", f"{value.symbol}.*")
    run.born.setdefault(origin, expression)
    return frozenset({Taint(origin)})


_TOLD_BY_FLAGS = frozenset({"XMLParser()", "YAML()", "Environment()"})
_FLAGS = frozenset({"resolve_entities", "typ", "autoescape"})


def _of_list(value: Value) -> frozenset[Taint]:
    """The taints of an argument; what follows a fixed program in an argument list is no command."""
    items = value.items or ()
    first = items[0].const if items else value.prefix if value.symbol == LIST else ""
    fixed = isinstance(first, str) and first != "" and not SHELLS.search(first)
    chosen_inside = len(items) > 1 and first is MISSING and items[1].const not in ("-c", "/c")
    if fixed or (chosen_inside and not items[0].all_taints):
        return cleared(value.all_taints, frozenset({COMMAND}))
    return value.all_taints


def _slots(run: Run, node: ast.Call, arguments: Arguments, names: Names) -> list[tuple[str, Value, ast.AST]]:
    """Each argument with its position or keyword, and as `self` the object, with what its making put into it."""
    if ast.Starred in map(type, node.args):
        found: list[tuple[str, Value, ast.AST]] = [
            (slot, value, item) for value, slot, item in _spread(run, node, names)
        ]
    else:
        found = [(str(number), value, node.args[number]) for number, value in enumerate(arguments.positional)]
    if isinstance(node.func, ast.Attribute) and arguments.receiver.symbol.endswith("()"):
        kept = held(arguments.receiver.all_taints, arguments.receiver.symbol[:-2])
        if kept:
            found.append(("self", tainted(kept), node.func.value))
    for keyword in node.keywords:
        if keyword.arg is not None:
            found.append((keyword.arg, arguments.named[keyword.arg], keyword.value))
        else:
            known = {item.arg for item in node.keywords}
            found += [(name, value, keyword.value) for name, value in arguments.named.items() if name not in known]
    return found


def _method(run: Run, node: ast.Call, function: ast.Attribute, arguments: Arguments, names: Names) -> Value:
    """A method: mostly its result holds what the receiver holds."""
    receiver, method = arguments.receiver, function.attr
    name = known_name(arguments.symbol)
    result = f"{arguments.symbol}()" if arguments.symbol else ""
    taints = _all(arguments)
    if name in CLEANS:
        return tainted(cleared(taints, CLEANS[name]), symbol=result)
    if name in PASSES:
        return passed_on(name, arguments, taints, result)
    if _is_own(receiver):
        return _elsewhere(run, node, arguments, result, names)
    folded = folded_method(receiver, method, arguments)
    if folded is not None:
        return folded
    if method in MUTATORS and not receiver.symbol.startswith(("?", "@")):
        _grow(run, function.value, receiver, (*arguments.positional, *arguments.named.values()), names, node)
    if method in DIGESTS:
        return tainted(cleared(receiver.all_taints, ALL))
    if method in SILENT_METHODS or _converts(arguments):
        known = _elsewhere(run, node, arguments, result, names)
        return known if receiver.symbol in run.classes or _is_object(receiver) else UNKNOWN
    made = _text_made(method, arguments, taints)
    if made is not None:
        return made
    if method == "render" and "jinja2." in arguments.symbol and "Sandbox" not in arguments.symbol:
        return tainted(_unescaped(arguments, taints - receiver.taints), symbol=result)
    own = of_caught(_handed_out(run, node, method, receiver, arguments.positional), f"{method}()")
    if method in ("get", "pop", "setdefault") and len(arguments.positional) == 2:
        own |= arguments.positional[1].all_taints
    if receiver.symbol.startswith("$") and "." not in receiver.symbol:
        own = of_parameter(run, own, receiver.symbol[1:], f"{method}()")
    if method in _KEEPS_BEGINNING:
        return tainted(own, symbol=receiver.symbol, prefix=receiver.prefix)
    known = _elsewhere(run, node, arguments, result, names)
    if _is_object(receiver):
        _keep(run, node, function, arguments, names)
    if receiver.symbol.endswith("()"):
        own -= held(own, receiver.symbol[:-2])
    return tainted(own | known.taints, symbol=known.symbol, keys=known.keys, prefix=known.prefix)


def _is_own(receiver: Value) -> bool:
    """Whether a method of the object itself, or of a class that is named, is called: no method of a text."""
    if receiver.all_taints:
        return False
    name = receiver.symbol.rpartition(".")[2].lstrip("?@")
    return receiver.symbol == "$self" or (name[:1].isupper() and not name.isupper() and name.isidentifier())


def _is_object(value: Value) -> bool:
    """Whether it is an object of a class that is named, of the workspace as far as can be told."""
    word = value.symbol.removesuffix("()").rpartition(".")[2].lstrip("?@")
    by_class = value.symbol.endswith("()") and word[:1].isupper() and word.isidentifier()
    return by_class and value.symbol.partition(".")[0] not in sys.stdlib_module_names


def _keep(run: Run, node: ast.Call, function: ast.Attribute, arguments: Arguments, names: Names) -> None:
    """Let the object hold what its method is passed, as far as `closing` finds that the method keeps it."""
    from burnish_checks.security.flow.binding import store

    taken = frozenset(
        Taint(Origin("kept", arguments.symbol, slot, taint))
        for slot, value, expression in _slots(run, node, arguments, names)
        if slot != "self"
        for taint in _passed_in(run, value, expression)
        if depth(taint.origin) < _DEEPEST
    )
    if taken and isinstance(function.value, ast.Name):
        store(run, function.value, arguments.receiver.changed(taints=arguments.receiver.taints | taken), names, node)


def _unescaped(arguments: Arguments, given: frozenset[Taint]) -> frozenset[Taint]:
    """What a template puts into a page that does not escape it."""
    flag = (arguments.receiver.keys or {}).get("autoescape")
    return given if flag is None or flag.const is False else cleared(given, frozenset({HTML}))


def _converts(arguments: Arguments) -> bool:
    """Whether a getter turns the value into a number, as in `request.args.get("n", type=int)`."""
    wanted = arguments.named.get("type")
    return wanted is not None and known_name(wanted.symbol) in ("builtins.int", "builtins.float", "builtins.bool")


def _text_made(method: str, arguments: Arguments, taints: frozenset[Taint]) -> Value | None:
    """The text that a method makes of its receiver and its arguments; None for other methods."""
    receiver, positional = arguments.receiver, arguments.positional
    own = receiver.all_taints
    if method == "replace" and len(positional) > 1:
        own = cleared(own, frozenset(_ESCAPED_BY_REPLACE.get(_text(positional[0]), ())))
        return tainted(own | positional[1].all_taints, prefix=receiver.prefix)
    if method in ("strip", "lstrip") and positional and "/" in _text(positional[0]):
        return tainted(cleared(own, frozenset({NO_SLASH})))
    if method == "translate" and not positional[:1]:
        return tainted(own)
    if method == "format" and isinstance(receiver.const, str) and not arguments.starred:
        composed = formatted(receiver.const, positional, arguments.named)
        if composed is not None:
            return composed
    if method == "join" and not own and not receiver.symbol and positional:
        items = positional[0].items
        if items:
            return compose(part for number, item in enumerate(items) for part in (receiver, item)[number == 0 :])
    if method in _TAKES_ARGUMENTS or (method in ("sub", "subn") and not arguments.symbol):
        return _composed(receiver, method, taints)
    if method in ("sub", "subn") and len(positional) > 1:
        return tainted(positional[0].all_taints | positional[1].all_taints)
    return None


def of_parameter(run: Run, taints: frozenset[Taint], name: str, attr: str) -> frozenset[Taint]:
    """The taints of a parameter once an attribute is read, which the class of the parameter may say to be harmless."""
    whole = Origin("param", name)
    part = whole._replace(slot=attr)
    if whole in run.born:
        run.born.setdefault(part, run.born[whole])
    return frozenset(Taint(part, taint.cleared) if taint.origin == whole else taint for taint in taints)


def of_element(run: Run, taints: frozenset[Taint], symbol: str, attr: str) -> frozenset[Taint]:
    """The taints of an element of what a parameter holds (`$order.lines[]`) once an attribute of that is read."""
    name, _, slot = symbol.removeprefix("$").removesuffix("[]").partition(".")
    whole, part = Origin("param", name, slot), Origin("param", name, f"{slot}[].{attr}")
    if whole in run.born:
        run.born.setdefault(part, run.born[whole])
    return frozenset(Taint(part, taint.cleared) if taint.origin == whole else taint for taint in taints)


def _handed_out(
    run: Run, node: ast.Call, method: str, receiver: Value, positional: Sequence[Value]
) -> frozenset[Taint]:
    """The data of the receiver that the method can hand out: that of one key, where it reads one."""
    from burnish_checks.security.flow.expressions import keyed_here

    own = receiver.all_taints
    if method not in READERS or not positional:
        return own
    key = positional[0].const
    own = keyed_here(run, own, receiver.symbol, key, node)
    if isinstance(key, str) and receiver.symbol.endswith("()"):
        return of_attribute(own, receiver.symbol[:-2], key)
    return own


def _composed(receiver: Value, method: str, taints: frozenset[Taint]) -> Value:
    prefix = receiver.prefix
    if method == "format" and isinstance(receiver.const, str):
        prefix = receiver.const.partition("{")[0]
    symbol = "pathlib.Path()" if method in ("joinpath", "with_name") else ""
    return tainted(taints, prefix="" if method == "join" else prefix, symbol=symbol)


def _text(value: Value) -> str:
    return value.const if isinstance(value.const, str) else ""


def _grow(run: Run, target: ast.AST, before: Value, given: Iterable[Value], names: Names, call: ast.AST) -> None:
    """Let what the target names hold the values too."""
    from burnish_checks.security.flow.binding import store

    taken: set[Taint] = set()
    for value in given:
        taken |= value.all_taints
    if taken:
        grown = before.changed(taints=before.taints | frozenset(taken), const=MISSING)
        store(run, target, grown, names, call)


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
