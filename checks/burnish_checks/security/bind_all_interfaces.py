"""The rule bind-all-interfaces."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.mention import Mention
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls, values
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import argument
from burnish_checks.security.configured import is_in_example
from burnish_checks.security.dispatch import method_of, under
from burnish_checks.security.known import choices, constants
from burnish_checks.security.passed import passed
from burnish_checks.security.words import vocabulary

Some = TypeVar("Some")
_ALL = {"0.0.0.0": "127.0.0.1", "::": "::1"}
_BINDERS = vocabulary(
    "bind listen run run_app run_simple run_server create_server start_server make_server serve TCPSite HTTPServer"
    " TCPServer UDPServer ThreadingHTTPServer ThreadingTCPServer ThreadingUDPServer WSGIServer add_insecure_port"
    " add_secure_port"
)
_NAMES = frozenset({"host", "bind", "address", "addr", "listen", "bind_host", "ip"})


_SERVERS = (
    under(["http.server"], ["HTTPServer", "ThreadingHTTPServer"])
    | under(["socketserver"], ["TCPServer", "UDPServer", "ThreadingTCPServer", "ThreadingUDPServer"])
    | frozenset({"socket.create_server", "asyncio.start_server", "wsgiref.simple_server.make_server"})
    | frozenset({"uvicorn.run", "waitress.serve", "werkzeug.serving.run_simple", "aiohttp.web.run_app", "bottle.run"})
    | under(["websockets", "websockets.asyncio.server"], ["serve"])
)
_OPEN_PORT = deferred(r"(?:0\.0\.0\.0|\[::\]|\*):\d+$")
_EMPTY_IS_ALL = vocabulary(
    "bind create_server HTTPServer TCPServer UDPServer ThreadingHTTPServer ThreadingTCPServer ThreadingUDPServer"
)


@rule(
    Category.SECURITY,
    visits=(syntax.Constant, syntax.Call),
    only=(values(str), calls(_SERVERS, methods=_BINDERS)),
    aliases=("S104", "B104"),
    in_tests=False,
    docstrings=True,
)
def bind_all_interfaces(block: Block, node: syntax.Constant | syntax.Call, context: Context) -> Iterator[Finding]:
    """A server bound to `0.0.0.0` or `::` answers on every network the machine is on.

    A debugging or internal service is then open to all of them. Where the address is not seen to be listened on (it is
    compared, or a default, or only a free port is asked for), where a server of applications gets its port from whoever runs
    it, or in a folder of examples, the finding is only a hint; where it is written elsewhere and comes to a server, it is said
    there. An empty address means the same to a socket. Where a function joins a multicast group, its socket has to be bound so.

    ```python
    def serve(app):
        app.run(host="0.0.0.0")
    ```

    ```python
    def serve(app):
        app.run(host="127.0.0.1")
    ```
    """
    if isinstance(node, ast.Call):
        yield from _by_name(block, node, context)
        return
    if node.value not in ("0.0.0.0", "::") or joins_a_group(block.text):
        return
    bound, shown, chosen = _bound(block, node), is_in_example(context.path), _is_set_up(block, node, context)
    if isinstance(block.parent(node), ast.Expr) or (node.value == "::" and not bound):
        return
    yield block.finding(
        node,
        f"`{node.value}` is every network the machine is on; bind to the one that is meant.",
        data={"safe": _ALL[node.value]},
        severity=None
        if bound and not _asks_for_port(block, node, context) and not shown and not chosen
        else Severity.HINT,
    )


def _by_name(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """Addresses that a server is given by name, with a port, or left empty."""
    if not _listens(call) or not (method_of(call) or context.qualified(call.func) in _SERVERS):
        return
    if joins_a_group(block.text):
        return
    arguments = passed(context, call)
    for item in [*arguments.positional, *(arguments.named[name] for name in sorted(arguments.named.keys() & _NAMES))]:
        for value in _only(choices(context, item)):
            first = value.elts[0] if isinstance(value, ast.Tuple) and value.elts else value
            host = next(iter(_only(constants(context, first) if len(choices(context, first)) == 1 else ())), None)
            if not isinstance(host, str) or not _is_all(block, call, context, item, value, host):
                continue
            address = f"`{host}`" if host else "An empty address"
            yield block.finding(
                item if block.parent(item) is not None else call.func,
                f"{address} is every network the machine is on; bind to the one that is meant.",
                severity=Severity.HINT if _is_let_go(block, context) else _loudness(host, context),
            )
            return


def _loudness(host: str, context: Context) -> Severity | None:
    """How loud it is said of an address that a server is given by name."""
    if is_in_example(context.path):
        return Severity.HINT
    return None if _OPEN_PORT.match(host) else Severity.INFORMATION


def _is_let_go(block: Block, context: Context) -> bool:
    """Whether the socket is closed again by a `with` and nothing waits on it, as where a free port is looked for."""
    entered = [item.context_expr for node in block.nodes(ast.With) for item in node.items]
    held = any(isinstance(item, ast.Call) and context.qualified(item.func) in _CLOSE_AGAIN for item in entered)
    return held and _WAITED.isdisjoint(map(method_of, block.nodes(ast.Call)))


_CLOSE_AGAIN = frozenset({"contextlib.closing", "socket.socket"})
_WAITED = vocabulary("listen accept recv recvfrom recv_into recvfrom_into recvmsg serve_forever sendto")


def _is_all(block: Block, call: ast.Call, context: Context, item: ast.expr, value: ast.expr, host: str) -> bool:
    """Whether the address means every network, and is not a literal in the call, which is visited itself."""
    if _OPEN_PORT.match(host):
        return True
    first = value.elts[0] if isinstance(value, ast.Tuple) and value.elts else value
    if host in _ALL:
        return not (value is item and isinstance(first, ast.Constant) and block.parent(first) is not None)
    last = method_of(call) or getattr(call.func, "id", "")
    empty = not host and first is not value and last in _EMPTY_IS_ALL and _is_port(value, context)
    return empty and _GROUPS.search(block.text) is None and bool(context.ask("imports-module", _home(last)))


_GROUPS = deferred(r"multicast|ADD_MEMBERSHIP|JOIN_GROUP", re.I)
"""What says that a group is listened to, which a socket hears on every network or not at all."""


joins_a_group = Mention(
    r"\b(?:IP_ADD_(?:SOURCE_)?MEMBERSHIP|IPV6_JOIN_GROUP|IPV6_ADD_MEMBERSHIP|MCAST_JOIN_(?:SOURCE_)?GROUP)\b",
    *("MEMBERSHIP", "GROUP"),
)
"""What is sent to a group comes to no socket that is bound to one network. Looked for only where there would be a finding:
asked behind each string of a long table, it took 5.0 of the 9.0 s that all rules take on calibreweb."""


def _only(found: Sequence[Some]) -> Sequence[Some]:
    """What is found where it is the only thing: an address among several is one that somebody chooses."""
    return found if len(found) == 1 else ()


def _home(server: str) -> str:
    """The module of the standard library that the server comes from."""
    return "socket" if server in ("bind", "create_server") else "http.server" if "HTTP" in server else "socketserver"


def _is_port(address: ast.expr, context: Context) -> bool:
    """Whether the second of a pair is a port, and not 0, which only asks for a free one."""
    if not isinstance(address, ast.Tuple) or len(address.elts) != 2:
        return False
    return 0 not in constants(context, address.elts[1])


def _asks_for_port(block: Block, node: ast.AST, context: Context) -> bool:
    """Whether a socket is bound to port 0, to be given a free one, and nothing is seen to listen or wait on it."""
    parent = block.parent(node)
    given = isinstance(parent, ast.Tuple) and parent.elts[:1] == [node] and 0 in constants(context, parent.elts[-1])
    return given and not any(map(_WAITS.search, map(_called, block.nodes(ast.Call))))


def _is_set_up(block: Block, node: ast.AST, context: Context) -> bool:
    """Whether an application is served at a port that whoever runs it chooses: to be reached from outside is what it is for."""
    call = next((item for item in block.ancestors(node) if isinstance(item, ast.Call)), None)
    if call is None or context.qualified(call.func) not in _SERVES:
        return False
    address = block.parent(node)
    port = address.elts[-1] if isinstance(address, ast.Tuple) else argument(call, 2, "port")
    return port is not None and port is not node and not constants(context, port)


_SERVES = frozenset(
    {"uvicorn.run", "uvicorn.Config", "waitress.serve", "aiohttp.web.run_app", "aiohttp.web.TCPSite", "eventlet.listen"}
    | {"gevent.pywsgi.WSGIServer", "cheroot.wsgi.Server", "hypercorn.run"}
)
"""What serves whole applications, in front of which there are others, or containers."""


def _called(call: ast.Call) -> str:
    """The last name of what is called, or nothing."""
    return method_of(call) or getattr(call.func, "id", "")


_WAITS = deferred(r"listen|accept|recv|serve|start", re.I)


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


@bind_all_interfaces.fix(
    "Bind to `{safe}`",
    Safety.UNSAFE,
    why="Other machines can no longer reach the server.",
    when=lambda finding: "safe" in finding.data,
)
def bind_locally(target: Target) -> Repair:
    """Replace the address, where it is not only seen to be listened on, after a person has looked at it."""
    node = target.node(ast.Constant)
    if isinstance(target.block.parent(node), ast.Compare):
        raise Refused("The address is asked for here, nothing listens on it.")
    change = target.replace(node, target.source(node).replace(str(node.value), target.finding.data["safe"]))
    return Repair((replace(change, confirm="" if _bound(target.block, node) else _RELIED_ON),))
