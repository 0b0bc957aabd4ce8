"""Programs that refuse to run under `python -O`: their asserts are always there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector, dotted

KIND = "refuses-optimization"


@collector(KIND, words=("__debug__", "AssertionError"))
def refusals(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Where a module raises or exits if its asserts are off: it asks `__debug__`, or whether `assert False` fails."""
    for node in block.body:
        asked = isinstance(node, ast.If) and "__debug__" in block.source(node.test) and _leaves(node.body)
        if asked or (isinstance(node, ast.Try) and _fails(node.body) and _leaves(node.orelse)):
            yield True, node


def _fails(body: list[ast.stmt]) -> bool:
    """Whether a body does nothing but assert what is false."""
    test = body[0].test if len(body) == 1 and isinstance(body[0], ast.Assert) else None
    return isinstance(test, ast.Constant) and not test.value


def _leaves(body: list[ast.stmt]) -> bool:
    """Whether statements end by raising or exiting."""
    last = body[-1] if body else None
    call = last.value if isinstance(last, ast.Expr) else None
    exits = isinstance(call, ast.Call) and dotted(call.func) in ("sys.exit", "exit", "quit", "os._exit", "os.abort")
    return isinstance(last, ast.Raise) or exits


@topic("needs-asserts", reads=(KIND,), project=True)
def needed_asserts(view: View, index: int) -> Any:
    """Whether this file or another of the workspace refuses to run without asserts."""
    if view.joined.get(KIND):
        return True
    return bool(view.project is not None and view.project.ask(view.path, "everywhere", KIND))
