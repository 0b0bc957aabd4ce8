"""Sinks: the data that reaches what a call may be is recorded, with what later tells whether it is one."""

from __future__ import annotations

import ast
import re

from burnish_checks import patterns
from burnish_checks.security.flow.dangers import Arguments, is_found_later, unsafe_loader
from burnish_checks.security.flow.kinds import SQL, XML
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.sinks import BY_WORD, SINKS, STORED, WITH, Sink
from burnish_checks.security.flow.taints import of_attribute, read_by_key
from burnish_checks.security.flow.values import Value, tainted


def record_sinks(run: Run, node: ast.Call, word: str, arguments: Arguments) -> None:
    """Record the data that reaches sinks which the call may be."""
    if word in ("update", "setdefault") and arguments.receiver.symbol.rpartition(".")[2].lstrip("?$") == "session":
        for given in (*arguments.positional, *arguments.named.values()):
            run.hit(node, STORED, arguments.symbol, node, given.all_taints)
    for number in BY_WORD.get(word, ()):
        sink = SINKS[number]
        receivers = sink.receivers if word in sink.methods else ()
        owner = arguments.receiver.symbol
        if (
            receivers
            and not owner.startswith("?")
            and not any(part in owner or part in owner.lower() for part in receivers)
        ):
            continue
        if sink.kind == SQL and not _may_ask(run.classes.get(owner, "")):
            continue
        for position, name in sink.slots:
            if name == "*":
                value: Value | None = arguments.receiver
            else:
                value = arguments.get(position, name) or _spread_in(arguments, name)
            if value is not None:
                found = sink.danger(arguments, value)
                if found:
                    symbol = _of_class(run, _with_parser(sink, arguments))
                    run.hit(node, number, symbol, _expression(node, position, name), found)


def _of_class(run: Run, symbol: str) -> str:
    """The symbol of what a method of a parameter gives, with the class in its place that is written for the parameter."""
    owner, _, rest = symbol.partition(".")
    return f"{run.classes[owner]}().{rest}" if owner in run.classes and "()." in rest else symbol


def _may_ask(owner: str) -> bool:
    """Whether a class by that name, if one is written, may be one of a database, whose `execute` takes a query."""
    return not owner or _OF_DATABASE.search(owner) is not None


_OF_DATABASE = patterns.deferred(r"sess|conn|curs|engine|data|db|pool|sql|trans|repo|store|client|backend|query", re.I)
"""What is in the names of classes of databases, and of the modules that they are from."""


def _with_parser(sink: Sink, arguments: Arguments) -> str:
    """The symbol of what is called, with that of the parser it is passed, if only `closing` can tell what that does."""
    if sink.danger is unsafe_loader:
        loader = arguments.get(1, "Loader")
        named = loader is not None and loader.symbol[:1] in ("?", "@", "$") and "()" not in loader.symbol
        return f"{arguments.symbol}{WITH}{loader.symbol}" if named and loader is not None else arguments.symbol
    parser = arguments.get(1, "parser") if sink.kind == XML else None
    spread = (parser.keys or {}).get("**") if parser is not None else None
    if spread is not None and spread.symbol:
        return f"{arguments.symbol}{WITH}**{spread.symbol}"
    later = parser is not None and not parser.keys and is_found_later(parser.symbol)
    return f"{arguments.symbol}{WITH}{parser.symbol}" if later and parser is not None else arguments.symbol


def _spread_in(arguments: Arguments, name: str) -> Value | None:
    """What a `**mapping` may pass under a name, if nothing else does."""
    spread = arguments.named.get("**")
    if spread is None or not name:
        return None
    taints = read_by_key(spread.all_taints, name)
    return tainted(of_attribute(taints, spread.symbol[:-2], name) if spread.symbol.endswith("()") else taints)


def _expression(node: ast.Call, position: int | None, name: str) -> ast.AST:
    for keyword in node.keywords:
        if keyword.arg == name:
            return keyword.value
    if position is not None and position < len(node.args):
        return node.args[position]
    return node.func
