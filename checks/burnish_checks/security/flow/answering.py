"""Which functions a framework calls with what a visitor sent, as tables: to teach burnish a framework, add its names here."""

from __future__ import annotations

from typing import NamedTuple

DJANGO = ("django", "rest_framework")
"""Django, and what offers view classes that are derived from its own."""
TORNADO = ("tornado", "jupyter_server", "notebook")
"""Tornado, and what offers handlers that are derived from its own."""
URL_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
"""The methods of a view class that answer requests: their parameters come from the address."""


class Answering(NamedTuple):
    """Functions that a library calls with what a visitor sent."""

    modules: tuple[str, ...]
    label: str
    """What the data is; `{}` stands for the parameter."""
    skipped: int
    """How many parameters come first that hold no such data, `self` included."""
    names: str = ""
    """A pattern of the functions' names."""
    decorators: frozenset[str] = frozenset()
    bases: tuple[str, ...] = ()
    """How the names of base classes end."""


IN_JSON = ("flask_restful", "flask_restx", "flask_restplus", "flask_smorest")
"""Libraries under which what handlers of errors return is sent as JSON."""
ANSWERING = (
    Answering(("falcon",), "the path's `{}`", 3, names=r"on_(?:get|post|put|patch|delete|head|options)\w*"),
    Answering(("graphene",), "the query's `{}`", 2, names=r"resolve_\w+|mutate|mutate_and_get_payload"),
    Answering(("strawberry",), "the query's `{}`", 0, decorators=frozenset({"field", "mutation", "subscription"})),
    Answering(("ariadne",), "the query's `{}`", 2, decorators=frozenset({"field"})),
    Answering(("cherrypy",), "the request's `{}`", 1, decorators=frozenset({"expose"})),
    Answering(("discord", "nextcord"), "a message", 1, decorators=frozenset({"command"})),
    Answering(("discord", "nextcord"), "a message", 0, names=r"on_message(?:_edit)?"),
    Answering(("tornado",), "a message", 1, names=r"on_message", bases=("WebSocketHandler",)),
    Answering(("tornado",), "the request's body", 1, names=r"data_received", bases=("Handler",)),
    Answering(("autobahn",), "a message", 1, names=r"onMessage"),
    Answering(("twisted",), "a connection", 1, names=r"dataReceived|lineReceived|stringReceived"),
    Answering(("asyncio",), "a connection", 1, names=r"data_received|datagram_received", bases=("Protocol",)),
    Answering(("websockets",), "a message", 0, names=r"on_message|handle_message|process_message"),
    Answering(IN_JSON, "the path's `{}`", 1,
              names=r"get|post|put|patch|delete|head|options", bases=("Resource", "MethodView")),
    Answering(("xmlrpc.server", "jsonrpcserver", "aiohttp_xmlrpc"), "the call's `{}`", 0,
              decorators=frozenset({"register_function", "method"})),
    Answering(("chalice",), "the path's `{}`", 0, decorators=frozenset({"route"})),
    Answering(("aiogram", "telebot", "pyrogram"), "a message", 0,
              decorators=frozenset({"message", "message_handler", "on_message"})),
    Answering(("cmd",), "the terminal", 1, names=r"do_\w+", bases=("Cmd",)),
)  # fmt: skip
"""Which functions get parts of a request, a query or a message as parameters, by library."""

ROUTES = frozenset(
    [
        "route",
        "get",
        "post",
        "put",
        "delete",
        "patch",
        "websocket",
        "api_route",
        "head",
        "options",
        "add_url_rule",
        "errorhandler",
        "app_errorhandler",
        "error",
    ]
)
"""The decorators' last words that make a function answer requests."""

CALLED_BY_NAME = ("xmlrpc.server", "jsonrpcserver", "jsonrpc", "aiohttp_xmlrpc", "tinyrpc")
"""Libraries whose servers call functions that they are told of, by their names, with what others sent."""
