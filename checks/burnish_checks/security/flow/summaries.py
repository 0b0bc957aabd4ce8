"""What a function does with data, as facts: the kind `taint-summary`, from which callers in any file learn it.

A summary is symbolic: its names are as the function's own module means them, and are settled in `closing`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.facts import collector
from burnish_checks.patterns import deferred
from burnish_checks.security.flow.binding import CONTENT_TYPE, TYPES
from burnish_checks.security.flow.dangers import SHELLS
from burnish_checks.security.flow.fast import TEXT_TYPES, depends, names_in
from burnish_checks.security.flow.following import (
    SHORT,
    is_route,
    is_static,
    keeps,
    only_answers,
    worth_following,
)
from burnish_checks.security.flow.kinds import COMMAND, HTML
from burnish_checks.security.flow.leaving import never_returns
from burnish_checks.security.flow.listening import answering, around_handlers
from burnish_checks.security.flow.places import sent_to
from burnish_checks.security.flow.presence import reads_something
from burnish_checks.security.flow.run import Run, TooLong
from burnish_checks.security.flow.sinks import UNPICKLES
from burnish_checks.security.flow.statements import follow_function
from burnish_checks.security.flow.taints import NOTHING, Origin, Taint, as_items, cleared, rank
from burnish_checks.security.flow.unpickling import let_through
from burnish_checks.security.flow.values import DICTIONARY, LIST, UNKNOWN, Value, as_a_whole, constant, contents
from burnish_checks.security.flow.vouching import HIDDEN, Check, checked_attributes, checks, tells_little

SELF = "$self"
_LONGEST, _LONGEST_IN_ALL = 80, 200
"""Lines of a function that is followed: without its docstring, and with it."""
_MOST = 12
_VOUCHING = deferred(r"valid|check|ensure|assert|verif|require|safe|allow|permit|trust|sane|sanit|authori|white", re.I)
"""What is in the names of functions that are taken for checks where nothing else is known of them."""
_READS = deferred(r"get|read|recv|pop|strip|split|decode|partition|lower|replace|join|json|text")
"""How methods begin that give (a part of) what their object holds."""


class Summary(NamedTuple):
    """What one function of a module does with data."""

    name: str
    in_class: bool
    parameters: tuple[str, ...]
    """Without `self`; `*name` and `**name` take the rest."""
    returns: tuple[Taint, ...]
    parts: tuple[tuple[str, tuple[Taint, ...]], ...]
    """What each part holds, by number where all that is returned are tuples of one length, by key of dictionaries."""
    hits: tuple[tuple[int, str, tuple[Taint, ...]], ...]
    """Number of the sink, symbol of the callee, and what reaches it."""
    passed: tuple[tuple[str, str, tuple[str, ...], tuple[Taint, ...]], ...]
    """Symbol of the callee, position or keyword, everything that the call passes, and the data."""
    stores: tuple[tuple[str, tuple[Taint, ...]], ...]
    """Attributes of `self`, and what is stored in them."""
    makes: str
    """The symbol of what is returned, where it is always the same; `$self` for the object itself."""
    flags: tuple[tuple[str, Any], ...] = ()
    """The flags with which that was made: a truth value, or `$name` for what the parameter is."""
    checks: tuple[Check, ...] = ()
    decisive: bool = False
    """Whether the body shows that what is no check of `checks` is not checked, whatever the function is called."""
    inner: tuple[tuple[str, ...], tuple[Taint, ...]] | None = None
    """Where the function returns a function: its parameters as they are called in the taints, and what it returns."""
    plain: frozenset[str] = frozenset()
    """The parameters whose types let no free text through, or that are made by another function."""
    defaults: tuple[tuple[str, str], ...] = ()
    """The parameters on whose constant default a branch depends, each with that."""
    by_default: Summary | None = None
    """What the function does where none of them is passed, if that is not the same."""
    handed: tuple[tuple[str, str, str], ...] = ()
    """The functions that are passed on beside data: symbol of the callee, position or keyword, symbol of the function."""
    own: tuple[str, ...] = ()
    """The methods of the object itself that it calls, by their symbols."""
    never: bool = False
    """Whether it never comes back: it raises whatever it is passed."""
    silent: bool = False
    """Whether it is a method that hands out nothing of what its object holds, and does nothing with data."""
    sent: tuple[tuple[str, bool], ...] = ()
    """Of a function that requests alone call: the parameters that a visitor fills with any text, each with whether that is what
    stands between two slashes of the address."""


def _lines_of_code(block: Block, node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a block but for those of the function's docstring."""
    first = node.body[0]
    text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    return len(block.lines) - ((first.end_lineno or first.lineno) - first.lineno + 1 if text else 0)


@collector("taint-summary", late=True, docstrings=True)
def taint_summary(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The summary of the block's function, if data from a parameter or from outside goes anywhere."""
    if block.word not in ("def", "@"):
        yield from _of_names(block)
        return
    if not 1 < len(block.lines) <= _LONGEST_IN_ALL:
        return
    node = block.body[0] if block.body else None
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or _lines_of_code(block, node) > _LONGEST:
        return
    for name, handler in around_handlers(block, node):
        caught = summarise(answering(node, name, handler), False)
        if caught is not None:
            yield caught, handler
    if block.in_class and node.name == "find_class" and isinstance(node, ast.FunctionDef):
        yield from ((found, node) for found in _finding(node))
        return
    if node.name.startswith("test") or only_answers(block, node):
        return
    routed = is_route(node)
    never = not routed and never_returns(node)
    if not (keeps(block) if routed else worth_following(block, node)):
        if never:
            yield _never(node, block.in_class), node
        elif block.in_class and block.text.count("self") == 1 and block.nodes(ast.Return) and _is_named(node):
            yield _silent(node), node
        return
    summary = summarise(node, block.in_class)
    if summary is not None and routed:
        kept = Summary(node.name, False, (), (), (), (), (), summary.stores, "", sent=tuple(sent_to(node)))
        summary = kept if summary.stores else None
    if summary is not None:
        yield summary._replace(never=True) if never else summary, node
    elif never:
        yield _never(node, block.in_class), node


def _is_named(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it is no method that the language calls."""
    return not node.name.startswith("__")


def _finding(node: ast.FunctionDef) -> Iterator[Summary]:
    """The summary of a `find_class` that lets any function of a module be called: it runs what the name says."""
    let = let_through(node)
    if let.any or let.tables:
        name = node.args.args[-1].arg
        hits = ((UNPICKLES, "pickle.Unpickler", (Taint(Origin("param", name)),)),)
        flags = () if let.any else tuple((table, "") for table in let.tables)
        yield Summary(node.name, True, ("module", name), (), (), hits, (), (), "", flags)


def _never(node: ast.FunctionDef | ast.AsyncFunctionDef, in_class: bool) -> Summary:
    return Summary(node.name, in_class, (), (), (), (), (), (), "", never=True, silent=in_class)


def _silent(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Summary:
    return Summary(node.name, True, (), (), (), (), (), (), "", silent=True)


def _of_names(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The summaries of names that a statement of the module binds: of a `lambda` as a function that returns its body,
    of a value that is read from outside or made of other names as a function that returns it."""
    if block.in_class or len(block.lines) > SHORT:
        return
    reads: bool | None = None  # a line may hold thousands of statements, and its text is the same for each
    for node in block.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if not isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) or not isinstance(target, ast.Name):
            continue
        value = node.value
        if isinstance(value, ast.Dict):
            yield from _of_table(target.id, value)
            continue
        if not isinstance(value, ast.Lambda) and value is not None:
            reads = reads_something(block.text) if reads is None else reads
            value = value if reads or _is_made_of_names(value) else None
        summary = _of_value(target.id, value) if value is not None else None
        if summary is not None:
            yield summary, node


def _of_table(name: str, table: ast.Dict) -> Iterator[tuple[Summary, ast.AST]]:
    """What the functions do that a dictionary holds."""
    for item in table.values:
        found = _of_value(f"{name}[]", item) if isinstance(item, ast.Lambda) else None
        if found is not None:
            yield found, item


def _of_value(name: str, value: ast.expr) -> Summary | None:
    """What the name gives that is bound to the value: that of a `lambda` where it is called."""
    if isinstance(value, ast.Lambda):
        return summarise(_returning(name, value.args, value.body), False)
    nothing = ast.arguments([], [], None, [], [], None, [])
    summary = summarise(_returning(name, nothing, value), False, globals_too=True)
    return summary if summary is not None and summary.returns else None


def _returning(name: str, arguments: ast.arguments, value: ast.expr) -> ast.FunctionDef:
    """The function of that name that returns the value."""
    body = ast.copy_location(ast.Return(value=value), value)
    return ast.copy_location(ast.FunctionDef(name, arguments, [body], [], None), value)


def _is_made_of_names(value: ast.AST) -> bool:
    """Whether a text is put together, or read from, something that another statement bound."""
    if isinstance(value, (ast.BinOp, ast.JoinedStr)):
        return any(isinstance(item, ast.Name) for item in syntax.walk(value))
    while isinstance(value, (ast.Call, ast.Attribute, ast.Subscript)):
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "format":
            return True
        inner = value.func if isinstance(value, ast.Call) else value.value
        read = isinstance(value, ast.Subscript) or (isinstance(value, ast.Attribute) and _READS.match(value.attr))
        if read and isinstance(inner, ast.Name):
            return inner.id.islower()
        value = inner
    return False


def summarise(
    node: ast.FunctionDef | ast.AsyncFunctionDef, in_class: bool, *, globals_too: bool = False
) -> Summary | None:
    """The function's summary, or None where it does nothing with data, or is too large.

    With `globals_too` what the module's names hold counts as what comes from outside.
    """
    summary = _summarised(node, in_class, {}, globals_too=globals_too)
    if summary is None or not _tells(summary):
        return _silent(node) if summary is not None and in_class and _is_named(node) else None
    defaults = branching_defaults(node)
    if not defaults:
        return summary
    settled = {name: constant(default) for name, default in defaults.items()}
    by_default = _summarised(node, in_class, settled)
    if by_default == summary:
        return summary
    told = tuple((name, repr(default)) for name, default in defaults.items())
    return summary._replace(defaults=told, by_default=by_default)


def branching_defaults(node: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, bool | str]:
    """The parameters whose default is a truth value or a word, and on which a branch depends, here or in what is called."""
    arguments = node.args
    ordered = [*arguments.posonlyargs, *arguments.args]
    pairs = [
        *zip(ordered[len(ordered) - len(arguments.defaults) :], arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    constants = {
        parameter.arg: default.value
        for parameter, default in pairs
        if isinstance(default, ast.Constant) and isinstance(default.value, (bool, str))
    }
    if not constants:
        return {}
    left = set(constants)
    for item in syntax.walk(node):
        left.difference_update(_deciding(item))
        if not left:
            break
    return {name: default for name, default in constants.items() if name not in left}


def _deciding(node: ast.AST) -> Iterator[str]:
    """The names that decide which way a statement goes, or that a call passes on as they are."""
    if isinstance(node, (ast.If, ast.IfExp)):
        yield from (item.id for item in syntax.walk(node.test) if isinstance(item, ast.Name))
    elif isinstance(node, ast.Call):
        passed = (*node.args, *(item.value for item in node.keywords))
        yield from (item.id for item in passed if isinstance(item, ast.Name))
    elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and _says_kind(node.targets[0]):
        yield node.value.id
    elif isinstance(node, ast.Dict):
        yield from (
            value.id
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(value, ast.Name) and _is_kind(key)
        )


def _says_kind(target: ast.expr) -> bool:
    """Whether what is assigned to says what an answer is sent as: `answer.mimetype`, `answer.headers["Content-Type"]`."""
    return target.attr in TYPES if isinstance(target, ast.Attribute) else _is_kind(getattr(target, "slice", None))


def _is_kind(key: ast.AST | None) -> bool:
    """Whether it is the name of the header that says what an answer is sent as."""
    return isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.lower() == CONTENT_TYPE


def _tells(summary: Summary) -> bool:
    """Whether the function does anything with data that its callers should know."""
    found = (
        summary.returns,
        summary.hits,
        summary.passed,
        summary.stores,
        summary.makes,
        summary.checks,
        summary.inner,
        summary.own,
    )
    return any(found) or summary.decisive


def _summarised(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    in_class: bool,
    settled: dict[str, Value],
    *,
    globals_too: bool = False,
) -> Summary | None:
    run = Run(lambda name: f"?{name}", outside=None if globals_too else frozenset(), settled=settled)
    arguments = node.args
    listed = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    names = [item.arg for item in listed if item.arg not in ("self", "cls")]
    before = {HIDDEN + name: Value(frozenset({Taint(Origin("param", name))})) for name in names}
    try:
        frame = follow_function(run, node, before, "")
        found = checks(run, frame, names)
        if node.name == "__post_init__":
            found += checked_attributes(frame)
    except (TooLong, RecursionError):
        return None
    returned = [as_a_whole(value) for value in frame.returned]
    taints = frozenset[Taint]().union(*map(_as_text, returned), _captured(run, returned))
    parameters = [item.arg for item in (*arguments.posonlyargs, *arguments.args)]
    if (in_class and parameters and not is_static(node)) or parameters[:1] == ["self"]:
        parameters = parameters[1:]
    parameters += [f"*{arguments.vararg.arg}"] if arguments.vararg is not None else []
    parameters += [item.arg for item in arguments.kwonlyargs]
    parameters += [f"**{arguments.kwarg.arg}"] if arguments.kwarg is not None else []
    objects = [value for value in returned if value.const is not None]
    alike = len({value.symbol for value in objects}) == 1
    made = objects[0] if alike else next(filter(_follows_entities, returned), UNKNOWN)
    makes = made.symbol
    makes = makes if makes.endswith("()") or makes == SELF else ""
    return Summary(
        node.name,
        in_class,
        tuple(parameters),
        _sorted(taints),
        _parts_of_each(frame.yielded) if frame.yielded else _parts(returned),
        _merged((hit.number, hit.symbol, hit.taints) for hit in run.hits.values()),
        _merged((item.symbol, item.slot, item.given, item.taints) for item in run.passed.values()),
        tuple((name, _sorted(found)) for name, found in sorted(run.stores.items()) if found),
        makes,
        _flags(made) if makes and (len(objects) == 1 or made is not objects[0]) else (),
        found,
        (bool(names) or in_class) and _VOUCHING.search(node.name) is not None and tells_little(node),
        _inner(run, returned),
        frozenset(_plain(arguments)),
        handed=_handed(run),
        own=tuple(sorted(run.own)[:_MOST]) if in_class else (),
    )


def _handed(run: Run) -> tuple[tuple[str, str, str], ...]:
    """The functions of the module, by their names, that are passed on by calls that data is passed by too."""
    if not run.handed:
        return ()
    passing = {id(item.node) for item in run.passed.values() if item.taints}
    found = {
        (item.symbol, slot, item.function)
        for (call, slot), item in run.handed.items()
        if call in passing and item.function[:1] == "?" and item.function[1:].isidentifier()
    }
    return tuple(sorted(found)[:_MOST])


def _follows_entities(value: Value) -> bool:
    """Whether it is an XML parser that is told to."""
    flag = (value.keys or {}).get("resolve_entities")
    return flag is not None and flag.const is True


def _flags(made: Value) -> tuple[tuple[str, Any], ...]:
    """The truth values, and parameters, with which a parser was made."""
    table = {key: value.const if value.known else value.symbol for key, value in (made.keys or {}).items()}
    return tuple(sorted((key, flag) for key, flag in table.items() if isinstance(key, str)))


def _captured(run: Run, returned: list[Value]) -> frozenset[Taint]:
    """The data of the function's own parameters that functions hold which it returns, and return when they are called."""
    if not run.given_back:
        return NOTHING
    functions = [value.function[0] for value in returned if value.function is not None]
    given = (value.all_taints for item in functions for value in run.given_back.get(item, ()))
    taints = frozenset[Taint]().union(*given)
    return frozenset(taint for taint in taints if taint.origin.kind == "param" and "#" not in taint.origin.name)


def _inner(run: Run, returned: list[Value]) -> tuple[tuple[str, ...], tuple[Taint, ...]] | None:
    """The parameters and results of the function that is returned, if it is always the same."""
    if not run.given_back:
        return None
    functions = {id(value.function[0]): value.function[0] for value in returned if value.function is not None}
    if len(functions) != 1 or any(value.function is None for value in returned):
        return None
    (function,) = functions.values()
    if function not in run.given_back:
        return None
    number = run.nested.index(function) + 1
    arguments = function.args
    names = [f"{item.arg}#{number}" for item in (*arguments.posonlyargs, *arguments.args)]
    names += [f"*{arguments.vararg.arg}#{number}"] if arguments.vararg is not None else []
    names += [f"{item.arg}#{number}" for item in arguments.kwonlyargs]
    names += [f"**{arguments.kwarg.arg}#{number}"] if arguments.kwarg is not None else []
    return tuple(names), _sorted(frozenset[Taint]().union(*map(_as_text, run.given_back[function])))


def _plain(arguments: ast.arguments) -> Iterator[str]:
    """The parameters whose annotation tells of no text, or whose default is made by another function."""
    ordered = [*arguments.posonlyargs, *arguments.args]
    defaults = dict(zip(reversed([item.arg for item in ordered]), reversed(arguments.defaults), strict=False))
    kept = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    defaults.update({item.arg: default for item, default in kept if default is not None})
    for item in (*ordered, *arguments.kwonlyargs):
        default, annotation = defaults.get(item.arg), item.annotation
        if (default is not None and depends(default)) or (
            annotation is not None and (not (names_in(annotation) & TEXT_TYPES) or depends(annotation))
        ):
            yield item.arg


def _as_text(value: Value) -> frozenset[Taint]:
    """The taints of what is returned; a list or dictionary is sent as JSON, of a tuple the first part is the text."""
    first = value.items[0].const if value.items else value.prefix if value.symbol == LIST else ""
    fixed = isinstance(first, str) and first != "" and not SHELLS.search(first)
    harmless = frozenset({HTML, COMMAND}) if fixed else frozenset({HTML})
    if value.symbol == LIST and value.keys is None:
        return as_items(cleared(contents(value), harmless - {HTML}))
    if value.keys is not None or value.symbol == DICTIONARY:
        return cleared(contents(value), harmless)
    if not value.items:
        return value.all_taints
    rest = (item.all_taints for item in value.items[1:])
    return value.taints | _as_text(value.items[0]) | cleared(frozenset[Taint]().union(*rest), harmless)


def _parts(returned: list[Value]) -> tuple[tuple[str, tuple[Taint, ...]], ...]:
    if returned and all(value.keys and not value.taints for value in returned):
        keys = sorted({key for value in returned for key in value.keys or () if isinstance(key, str)})
        found = {key: [value.keys[key] for value in returned if value.keys and key in value.keys] for key in keys}
        return tuple((key, _joined(values)) for key, values in found.items()) if len(keys) <= _MOST else ()
    lengths = {len(value.items) if value.items is not None else 0 for value in returned}
    length = lengths.pop() if len(lengths) == 1 else 0
    if length < 2 or any(SHELLS.search(str(value.items[0].const)) for value in returned if value.items):
        return ()
    columns = zip(*(value.items or () for value in returned), strict=True)
    return tuple((str(number), _joined(column)) for number, column in enumerate(columns))


def _parts_of_each(yielded: list[Value]) -> tuple[tuple[str, tuple[Taint, ...]], ...]:
    """The parts of the tuples that a generator gives, which are called `[0]`, `[1]` and so on."""
    if any(value.items is None or value.taints for value in yielded):
        return ()
    return tuple((f"[{number}]", taints) for number, taints in _parts(yielded))


def _joined(values: Iterable[Value]) -> tuple[Taint, ...]:
    return _sorted(frozenset[Taint]().union(*map(contents, values)))


def _merged(items: Iterator[Any] | Any) -> tuple[Any, ...]:
    """Entries that are equal but for their taints joined, in a fixed order."""
    table: dict[Any, frozenset[Taint]] = {}
    for *parts, taints in items:
        key = tuple(parts)
        table[key] = table[key] | taints if key in table else taints
    return tuple([(*key, _sorted(table[key])) for key in sorted(table)[:_MOST]])


@lru_cache(maxsize=512)
def _sorted(taints: frozenset[Taint]) -> tuple[Taint, ...]:
    return tuple(taints) if len(taints) < 2 else tuple(sorted(taints, key=rank)[:_MOST])
