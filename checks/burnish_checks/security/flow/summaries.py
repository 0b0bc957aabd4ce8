"""What a function does with data, as facts: the kind `taint-summary`, from which callers in any file learn it.

A summary is symbolic: its names are as the function's own module means them, and are settled in `closing`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.facts import collector
from burnish_checks.security.flow.handlers import routes
from burnish_checks.security.flow.presence import may_do_harm, reads_locally, reads_network, reads_request
from burnish_checks.security.flow.run import Run, TooLong
from burnish_checks.security.flow.statements import follow_function
from burnish_checks.security.flow.values import Taint, Value

SELF = "$self"
_SHORT = 12
_MIDDLE = 40
_LONGEST = 80
_MOST = 12
_STORES = re.compile(r"self\.\w+\s*=")


class Summary(NamedTuple):
    """What one function of a module does with data."""

    name: str
    in_class: bool
    parameters: tuple[str, ...]
    """Without `self`; `*name` and `**name` take the rest."""
    returns: tuple[Taint, ...]
    parts: tuple[tuple[Taint, ...], ...]
    """What each part holds where all that is returned are tuples of one length."""
    hits: tuple[tuple[int, str, tuple[Taint, ...]], ...]
    """Number of the sink, symbol of the callee, and what reaches it."""
    passed: tuple[tuple[str, str, tuple[Taint, ...]], ...]
    """Symbol of the callee, position or keyword, and what is passed."""
    stores: tuple[tuple[str, tuple[Taint, ...]], ...]
    """Attributes of `self`, and what is stored in them."""
    makes: str
    """The symbol of what is returned, where it is always the same; `$self` for the object itself."""


@collector("taint-summary")
def taint_summary(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The summary of the block's function, if data from a parameter or from outside goes anywhere."""
    if block.word not in ("def", "@"):
        yield from _of_lambda(block)
        return
    if not 1 < len(block.lines) <= _LONGEST:
        return
    node = block.body[0] if block.body else None
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return
    if node.name.startswith("test") or routes(node) or not _worth_following(block, node):
        return
    summary = summarise(node, block.in_class)
    if summary is not None:
        yield summary, node


def _of_lambda(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The summary of a `lambda` that a name is bound to: it is a function that returns its body."""
    if block.in_class or "lambda" not in block.text:
        return
    for node in block.body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Lambda)
            and isinstance(node.targets[0], ast.Name)
        ):
            body = ast.copy_location(ast.Return(value=node.value.body), node.value)
            function = ast.FunctionDef(node.targets[0].id, node.value.args, [body], [], None)
            summary = summarise(ast.copy_location(function, node), False)
            if summary is not None:
                yield summary, node


def _worth_following(block: Block, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the text shows that the function may do something with data that its callers should know."""
    text = block.text
    if may_do_harm(block):
        return True
    parameters = len(node.args.args) + len(node.args.kwonlyargs) + len(node.args.posonlyargs) - block.in_class
    if block.nodes(ast.Return, ast.Yield, ast.YieldFrom):
        if len(block.lines) <= _SHORT and parameters and not (node.name.startswith("__") and block.in_class):
            return True
        if len(block.lines) <= _MIDDLE and _reads(text):
            return True
    if not block.in_class or not _STORES.search(text):
        return False
    return _reads(text) or (node.name == "__init__" and parameters > 0 and len(block.lines) <= _SHORT)


def _reads(text: str) -> bool:
    return reads_request(text) or reads_network(text) or reads_locally(text)


def summarise(node: ast.FunctionDef | ast.AsyncFunctionDef, in_class: bool) -> Summary | None:
    """The function's summary, or None where it does nothing with data, or is too large."""
    run = Run(lambda name: f"?{name}")
    try:
        returned = follow_function(run, node, {}, "")
    except (TooLong, RecursionError):
        return None
    taints = frozenset[Taint]().union(*(value.all_taints for value in returned)) if returned else frozenset()
    arguments = node.args
    parameters = [item.arg for item in (*arguments.posonlyargs, *arguments.args)]
    static = any(isinstance(item, ast.Name) and item.id == "staticmethod" for item in node.decorator_list)
    if in_class and parameters and not static:
        parameters = parameters[1:]
    parameters += [f"*{arguments.vararg.arg}"] if arguments.vararg is not None else []
    parameters += [item.arg for item in arguments.kwonlyargs]
    parameters += [f"**{arguments.kwarg.arg}"] if arguments.kwarg is not None else []
    symbols = {value.symbol for value in returned}
    makes = symbols.pop() if len(symbols) == 1 else ""
    makes = makes if makes.endswith("()") or makes == SELF else ""
    summary = Summary(
        node.name,
        in_class,
        tuple(parameters),
        _sorted(taints),
        _parts(returned),
        _merged((hit.number, hit.symbol, hit.taints) for hit in run.hits.values()),
        _merged((item.symbol, item.slot, item.taints) for item in run.passed.values()),
        tuple((name, _sorted(found)) for name, found in sorted(run.stores.items()) if found),
        makes,
    )
    return summary if summary.returns or summary.hits or summary.passed or summary.stores or summary.makes else None


def _parts(returned: list[Value]) -> tuple[tuple[Taint, ...], ...]:
    lengths = {len(value.items) if value.items is not None else 0 for value in returned}
    length = lengths.pop() if len(lengths) == 1 else 0
    if length < 2:
        return ()
    columns = zip(*(value.items or () for value in returned), strict=True)
    return tuple(_sorted(frozenset[Taint]().union(*(item.all_taints for item in column))) for column in columns)


def _merged(items: Iterator[Any] | Any) -> tuple[Any, ...]:
    """Entries with equal first parts joined, in a fixed order."""
    table: dict[Any, frozenset[Taint]] = {}
    for first, second, taints in items:
        table[(first, second)] = table.get((first, second), frozenset()) | taints
    return tuple((*key, _sorted(table[key])) for key in sorted(table))[:_MOST]


def _sorted(taints: frozenset[Taint]) -> tuple[Taint, ...]:
    return tuple(sorted(taints, key=_order)[:_MOST])


def _order(taint: Taint) -> str:
    return f"{taint.origin!r}{sorted(taint.cleared)}"
