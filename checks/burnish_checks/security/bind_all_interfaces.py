"""The rule bind-all-interfaces."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import values
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.words import vocabulary

_ALL = {"0.0.0.0": "127.0.0.1", "::": "::1"}
_BINDERS = frozenset(
    vocabulary("bind listen run run_app create_server start_server serve TCPSite HTTPServer TCPServer UDPServer")
)
_NAMES = frozenset({"host", "bind", "address", "addr", "listen", "bind_host", "ip"})


@rule(
    Category.SECURITY,
    visits=syntax.Constant,
    only=(values(str),),
    aliases=("S104", "B104"),
    in_tests=False,
    docstrings=True,
)
def bind_all_interfaces(block: Block, node: syntax.Constant, context: Context) -> Iterator[Finding]:
    """A server bound to `0.0.0.0` or `::` answers on every network the machine is on.

    A debugging or internal service is then open to all of them. Where the address is not seen to be listened on (it
    is compared, or a default), the finding is only a hint.

    ```python
    def serve(app):
        app.run(host="0.0.0.0")
    ```

    ```python
    def serve(app):
        app.run(host="127.0.0.1")
    ```
    """
    if node.value not in ("0.0.0.0", "::"):
        return
    parent = block.parent(node)
    if isinstance(parent, ast.Expr) or (node.value == "::" and not _bound(block, node)):
        return
    bound = _bound(block, node)
    yield block.finding(
        node,
        f"`{node.value}` is every network the machine is on; bind to the one that is meant.",
        data={"safe": _ALL[node.value]},
        severity=None if bound else Severity.HINT,
    )


def _bound(block: Block, node: ast.AST) -> bool:
    """Whether the address is passed to something that listens on it."""
    parent = block.parent(node)
    if isinstance(parent, ast.Tuple):
        parent = block.parent(parent)
    if isinstance(parent, ast.keyword):
        named = parent.arg in _NAMES
        parent = block.parent(parent)
        return named and isinstance(parent, ast.Call) and _listens(parent)
    return isinstance(parent, ast.Call) and _listens(parent)


def _listens(call: ast.Call) -> bool:
    name = method_of(call) or (call.func.id if isinstance(call.func, ast.Name) else "")
    return name in _BINDERS


_RELIED_ON = "Whoever starts the server without an address of their own may count on this one."


@bind_all_interfaces.fix("Bind to `{safe}`", Safety.UNSAFE, why="Other machines can no longer reach the server.")
def bind_locally(target: Target) -> Repair:
    """Replace the address, where it is not only seen to be listened on, after a person has looked at it."""
    node = target.node(ast.Constant)
    if isinstance(target.block.parent(node), ast.Compare):
        raise Refused("The address is asked for here, nothing listens on it.")
    change = target.replace(node, target.source(node).replace(str(node.value), target.finding.data["safe"]))
    return Repair((replace(change, confirm="" if _bound(target.block, node) else _RELIED_ON),))
