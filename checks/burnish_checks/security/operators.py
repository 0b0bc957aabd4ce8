"""Programs that one person runs for themselves: whoever starts them may run any command as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.published import published
from burnish_checks.patterns import deferred
from burnish_checks.security.known import choices
from burnish_checks.security.queries import pieces
from burnish_checks.security.words import vocabulary, words

KIND = "serves-or-commands"
SERVES, COMMANDS = "serves", "commands"
_SERVERS = vocabulary(
    "aiohttp.web aiosmtpd bottle celery cherrypy confluent_kafka discord django dramatiq falcon fastapi flask flask_restful grpc"
    " http.server kafka morepath paho.mqtt paste pika pyramid quart rpyc rq sanic slack_bolt socketserver starlette telebot"
    " telegram tornado.web twisted web webob websockets werkzeug wsgiref xmlrpc.server zmq BaseHTTPServer SocketServer"
    " SimpleXMLRPCServer"
)
"""Modules by which others reach a program: over HTTP, a queue or a chat."""
_COMMAND_LINES = vocabulary("argparse click cement cliff docopt fire invoke optparse typer")
_PARSERS = ("argparse", "optparse", "docopt")
_OPTIONS = deferred(r"(?:(?:cli|cmd|parsed)_?)?(?:arg|opt|option|argument)s|ns|namespace")
_OF_OTHERS = vocabulary(
    "file files filename filenames filepath path paths fname source target src dst dest url uri link title text message msg"
    " subject body content contents line data query artist album track tag tags email user username author comment"
    " description label input archive member image video audio song page feed entry row record response reply result name"
    " names host hostname address ip answer value values word words"
)
"""What values are called that a file, a site or a person brings, whoever runs the program."""
_COMES_IN = deferred(r"\brequests?\.|\burlopen\b|\bhttpx\.|\bsocket\b|\brecv|\.json\(|\blisten\(|\baccept\(")


@collector(KIND, among=(ast.Import, ast.ImportFrom))
def serves_or_commands(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Whether the block imports what serves others, or what reads a command line."""
    every: list[ast.Import | ast.ImportFrom] = [*block.nodes(ast.Import), *block.nodes(ast.ImportFrom)]
    for node in every:
        module = getattr(node, "module", None) or ""
        named = [f"{module}.{item.name}".lstrip(".") for item in node.names] if not getattr(node, "level", 0) else []
        for name in map(published, named):
            above = {name.rsplit(".", count)[0] for count in range(name.count(".") + 1)}
            if not above.isdisjoint(_SERVERS):
                yield SERVES, node
            elif not above.isdisjoint(_COMMAND_LINES):
                yield COMMANDS, node


@topic("is-operators", reads=(KIND,), project=True)
def is_operators_topic(view: View, index: int) -> Any:
    """Whether the program reads a command line, and no file of the project serves anybody."""
    own = view.joined.get(KIND, {})
    if SERVES in own or (view.project is not None and view.project.ask(view.path, "count", KIND, SERVES)):
        return False
    return COMMANDS in own or bool(view.project is not None and view.project.ask(view.path, "count", KIND, COMMANDS))


def is_of_operator(block: Block, command: ast.expr | None, context: Context) -> bool:
    """Whether all that is put into a command is what the one who runs the program says: its options, or in a program that
    serves nobody what is not called like something that others bring (a file, a title, an address)."""
    every = [part for item in choices(context, command) for part in _parts(item)]
    if not every:
        return False
    rest = [part for part in every if not _is_option(part, context)]
    if not rest:
        return True
    if not all(_OF_OTHERS.isdisjoint(_named(part)) for part in rest):
        return False
    return bool(context.ask("is-operators")) and _COMES_IN.search(block.text) is None


def _parts(command: ast.AST) -> list[ast.expr]:
    """What a text is put together of beside what is written out."""
    if isinstance(command, (ast.List, ast.Tuple)) and len(command.elts) == 1:
        command = command.elts[0]
    return [part for part in pieces(command) or () if isinstance(part, ast.expr)]


def _named(part: ast.expr) -> set[str]:
    """The words of what a part is called; of what has no name, those of any data."""
    part = part.func if isinstance(part, ast.Call) else part
    part = part.slice if isinstance(part, ast.Subscript) else part
    if isinstance(part, ast.Constant):
        return set(words(str(part.value))) or {"data"}
    return set(words(dotted(part).rpartition(".")[2])) or {"data"}


def _is_option(part: ast.expr, context: Context) -> bool:
    """Whether it is an option of the command line, as `argparse` or its like has read it: `args.branch`, `sys.argv[1]`."""
    if isinstance(part, ast.Subscript) and context.qualified(part.value) == "sys.argv":
        return True
    if not isinstance(part, ast.Attribute) or not isinstance(part.value, ast.Name):
        return False
    read = any(context.ask("imports-module", module) for module in _PARSERS)
    return read and _OPTIONS.fullmatch(part.value.id) is not None
