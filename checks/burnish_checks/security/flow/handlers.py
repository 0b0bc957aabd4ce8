"""Which parameters of the functions that answer requests, messages or commands somebody else chooses."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from burnish_checks import syntax
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import last_word
from burnish_checks.patterns import deferred
from burnish_checks.security.flow.answering import ANSWERING, DJANGO, IN_JSON, TORNADO, URL_METHODS
from burnish_checks.security.flow.fast import FAST, REQUEST_DEFAULTS, TEXT_TYPES, TYPED, called, names_in, of_fast
from burnish_checks.security.flow.kinds import ALL, LDAP, LDAP_NAME, LOCAL, PATH, REDIRECT
from burnish_checks.security.flow.marks import NO_SLASHES
from burnish_checks.security.flow.places import BRACES, CONVERTED, TEXT_CONVERTERS
from burnish_checks.security.flow.registered import is_called_remotely, routed_paths
from burnish_checks.security.flow.routing import placed
from burnish_checks.security.flow.sources import DIRECTORIES, REQUEST_TYPES, WSGI_KEYS, Source
from burnish_checks.security.flow.taints import SENT
from burnish_checks.security.flow.views import is_cloud_function, parameters_of, routes, routes_in, serves

if TYPE_CHECKING:
    from burnish_checks.security.flow.asked import ContextWorld
    from burnish_checks.security.flow.closed import World

_ANSWERS = frozenset(
    [
        "HttpResponse",
        "render",
        "redirect",
        "JsonResponse",
        "FileResponse",
        "HttpResponseRedirect",
        "StreamingHttpResponse",
    ]
)


def handler_source(node: ast.AST, parameter: str, attribute: str, world: ContextWorld) -> Source | None:
    """The source that a parameter or an attribute of it is, where the function answers requests with it."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    if parameter.startswith("request") and serves(node, world):
        return Source(f"the call's `{parameter}`") if parameter == node.args.args[1].arg else None
    if parameter in ("self", "cls", "request", "req"):
        return None
    if attribute == "[]" and _is_connection(node, parameter, world):
        return Source("a socket")
    attribute, _, part = attribute.partition("[")
    if part.startswith("]."):
        found = next((item.annotation for item in parameters_of(node) if item.arg == parameter), None)
        if found is not None and any(world.is_plain(name, part[2:]) for name in names_in(found)):
            return None
        part = ""
    added = _of_decorators(node, parameter, world)
    if added:
        return next((source for source in added if source is not None), None)
    if _takes_request_parts(node, world):
        return of_fast(node, parameter, attribute, {}, world, part[:-1])
    written = (item.args[0] for item in routes_in(node, world) if item.args)
    paths = [item.value for item in written if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    for path in (*paths, *routed_paths(node, world)):
        for converter, name in CONVERTED.findall(path):
            if converter == parameter and name == "path":  # as Bottle writes it
                return Source(f"the path's `{parameter}`")
            if name == parameter:
                text = converter in TEXT_CONVERTERS
                return Source(f"the path's `{parameter}`", one_part=converter != "path") if text else None
        braces = dict(BRACES.findall(path))
        if any(world.imports(module) for module in FAST):
            return of_fast(node, parameter, attribute, braces, world, part[:-1])
    if (
        parameter == "environ"
        and (attribute in WSGI_KEYS or attribute.startswith("HTTP_"))
        and any(item.arg == "start_response" for item in node.args.args)
    ):
        return Source(f"the request's `{attribute}`")
    return (
        _of_library(node, parameter, world)
        or _of_remote_call(node, parameter, world)
        or _of_message(node, parameter, world)
        or _of_command(node, parameter, world)
        or _of_class(node, parameter, attribute, world)
        or _of_django(node, parameter, world)
        or _of_way_back(node, parameter, world)
        or _of_login(node, parameter, world)
    )


def _of_login(node: ast.FunctionDef | ast.AsyncFunctionDef, parameter: str, world: ContextWorld) -> Source | None:
    """The name that somebody logs in by, where a function that is passed it with a password asks a directory for it."""
    if _NAMES_USER.fullmatch(parameter) is None or not any(map(world.imports, DIRECTORIES)):
        return None
    listed = parameters_of(node)
    typed = _LOGS_IN.search(node.name) or any(_NAMES_PASSWORD.fullmatch(item.arg) for item in listed)
    annotation = next((item.annotation for item in listed if item.arg == parameter), None)
    if not typed or (annotation is not None and not names_in(annotation) & TEXT_TYPES):
        return None
    return Source(f"the login's `{parameter}`", kinds=frozenset({LDAP, LDAP_NAME}), certain=False, of_login=True)


_NAMES_USER = deferred(r"user(?:_?name|_?id)?|login(?:_?name)?|uid|account(?:_?name)?")
_NAMES_PASSWORD = deferred(r"(?:user_?)?(?:password|passwd|pass|pwd|secret|credentials?)")
_LOGS_IN = deferred(r"authenticat|log_?in|check_password|verify_(?:password|credentials)", re.I)


def _of_way_back(node: ast.FunctionDef | ast.AsyncFunctionDef, parameter: str, world: ContextWorld) -> Source | None:
    """Where to lead next, beside a request of FastAPI: a route that is added elsewhere takes it from the address."""
    if _LEADS_ON.fullmatch(parameter) is None or not any(map(world.imports, FAST)):
        return None
    beside = any(says_request(node, item.arg) for item in parameters_of(node))
    return Source(f"the request's `{parameter}`", kinds=frozenset({REDIRECT}), certain=False) if beside else None


_LEADS_ON = deferred(r"next(?:_url)?|(?:redirect|return)(?:_to|_ur[il])?")


def is_sent_data(node: ast.FunctionDef | ast.AsyncFunctionDef, world: ContextWorld) -> bool:
    """Whether any parameter of the function, or what is read of it, may be something that a visitor sent."""
    listed = [*parameters_of(node), *(item for item in (node.args.vararg, node.args.kwarg) if item is not None)]
    names = [item.arg for item in listed]
    if "start_response" in names or world.imports("websockets"):
        return True
    answers = routes_in(node, world) or routed_paths(node, world)
    if any(map(world.imports, FAST)) and (answers or _takes_request_parts(node, world)):
        return True
    return any(handler_source(node, name, "", world) is not None for name in (*names, SENT))


def _is_connection(node: ast.FunctionDef | ast.AsyncFunctionDef, parameter: str, world: World) -> bool:
    """Whether the parameter is a connection of `websockets`, which gives what comes in where it is iterated."""
    found = next((item for item in parameters_of(node) if item.arg == parameter), None)
    if found is None or not world.imports("websockets"):
        return False
    named = names_in(found.annotation) if found.annotation is not None else {parameter}
    return not named.isdisjoint(_CONNECTIONS)


_CONNECTIONS = frozenset(
    ["websocket", "ws", "socket", "connection", "ServerConnection", "ClientConnection", "WebSocketServerProtocol"]
)


def _of_decorators(
    node: ast.FunctionDef | ast.AsyncFunctionDef, parameter: str, world: ContextWorld
) -> list[Source | None]:
    """What the decorators of a function pass to it for the parameter; None for what they have not read from outside."""
    found: list[Source | None] = []
    for item in node.decorator_list:
        name = dotted(item.func if isinstance(item, ast.Call) else item)
        root, dot, rest = name.partition(".")
        if not root or root in ("property", "staticmethod", "classmethod"):
            continue
        told = world.closed(f"{world.resolve(root)}{dot}{rest}")
        for given in told.wraps if told is not None else ():
            if _stands_for(node, given.part, parameter):
                source = given.source
                found.append(source._replace(kinds=source.kinds - given.cleared) if source is not None else None)
    return found


def _stands_for(node: ast.FunctionDef | ast.AsyncFunctionDef, slot: str, parameter: str) -> bool:
    """Whether what is passed in a slot is the parameter."""
    listed = [item.arg for item in (*node.args.posonlyargs, *node.args.args)]
    return (
        slot == parameter
        or slot.startswith("**")
        or (slot.isdigit() and int(slot) < len(listed) and listed[int(slot)] == parameter)
    )


def _takes_request_parts(node: ast.FunctionDef | ast.AsyncFunctionDef, world: ContextWorld) -> bool:
    """Whether FastAPI calls the function with parts of requests, to hand what it returns to the one that answers."""
    if routes(node) or not any(world.imports(module) for module in FAST):
        return False
    defaults = (*node.args.defaults, *node.args.kw_defaults)
    if any(isinstance(item, ast.Call) and last_word(item.func) in REQUEST_DEFAULTS for item in defaults):
        return True
    return world.is_depended_on(node.name)


def _of_remote_call(node: ast.FunctionDef | ast.AsyncFunctionDef, parameter: str, world: ContextWorld) -> Source | None:
    """What somebody passes who calls a function by its name from elsewhere."""
    found = next((item for item in parameters_of(node) if item.arg == parameter), None)
    if found is None or not is_called_remotely(node, world):
        return None
    plain = found.annotation is not None and not _lets_text_through(found.annotation)
    return None if plain else Source(f"the call's `{parameter}`")


def _of_library(node: ast.FunctionDef | ast.AsyncFunctionDef, parameter: str, world: ContextWorld) -> Source | None:
    """What the table of libraries says of a parameter."""
    decorators = {last_word(called(item)) for item in node.decorator_list}
    for entry in ANSWERING:
        named = entry.names and re.fullmatch(entry.names, node.name)
        if not (named or entry.decorators & decorators) or not any(map(world.imports, entry.modules)):
            continue
        if entry.bases and not any(base.endswith(entry.bases) for base in world.bases()):
            continue
        spread = (item for item in (node.args.vararg, node.args.kwarg) if item is not None)
        for item in (*parameters_of(node), *spread)[entry.skipped :]:
            if item.arg == parameter and parameter not in _NO_DATA:
                hint = item.annotation
                if hint is not None and not _lets_text_through(hint):
                    return None
                if hint is not None and entry.modules == _CONVERTING and names_in(hint).isdisjoint(TEXT_TYPES):
                    return None  # a class of the program's own makes something of the text, or refuses it
                local = entry.modules == ("cmd",)
                source = Source(entry.label.format(parameter), not local, LOCAL if local else ALL)
                return _as_routed(source, parameter, world) if entry.modules == IN_JSON else source
    return None


_CONVERTING = ("discord", "nextcord")
"""The libraries for bots that call the class of a parameter with the text of the message."""
_NO_DATA = frozenset({"self", "cls", "info", "root", "ctx", "context", "bot"})


def _lets_text_through(annotation: ast.expr) -> bool:
    names = names_in(annotation)
    return bool(names & TEXT_TYPES) or not names <= TYPED


def _of_message(node: ast.FunctionDef | ast.AsyncFunctionDef, parameter: str, world: World) -> Source | None:
    """What functions are called with that answer events: of a queue, a broker, a web socket, a function in the cloud."""
    parameters = [item.arg for item in node.args.args if item.arg != "self"]
    if is_cloud_function(node):
        return Source("the event") if parameter == "event" else None
    if parameter == "body" and len(parameters) == _PIKA_ARGUMENTS and world.imports("pika"):
        return Source("a message")
    if parameter in ("msg", "message") and node.name.endswith("message") and world.imports("paho"):
        return Source("a message")
    if any(last_word(called(item)) in ("on", "event") for item in node.decorator_list if isinstance(item, ast.Call)):
        socket = world.imports("flask_socketio") or world.imports("socketio")
        return Source("a message") if socket and parameter in parameters and parameter != "sid" else None
    if node.name in ("receive", "receive_json", "websocket_receive") and world.imports("channels"):
        consumer = any(base.endswith("Consumer") for base in world.bases())
        return Source("a message") if consumer and parameter in parameters else None
    if node.name == "on_receive" and parameter == "data" and world.imports("starlette"):
        return Source("a message") if any(base.endswith("WebSocketEndpoint") for base in world.bases()) else None
    return None


_PIKA_ARGUMENTS = 4


def _of_command(node: ast.FunctionDef | ast.AsyncFunctionDef, parameter: str, world: World) -> Source | None:
    """The parameters of a command of `click` or `typer` are what the user typed, if its type lets any text through."""
    calls = [item for item in node.decorator_list if isinstance(item, ast.Call)]
    if world.imports("click"):
        for call in calls:
            names = [
                str(item.value).lstrip("-").replace("-", "_") for item in call.args if isinstance(item, ast.Constant)
            ]
            if last_word(call.func) in ("argument", "option") and parameter in names:
                wanted = {item.arg: item.value for item in call.keywords}
                kind = wanted.get("type")
                kind = kind.func if isinstance(kind, ast.Call) else kind
                plain = kind is not None and last_word(kind) not in _TEXT_OPTIONS
                return None if plain or "is_flag" in wanted or "count" in wanted else _TYPED_IN
    if world.imports("typer") and any(last_word(item) == "command" for item in (call.func for call in calls)):
        found = next((item for item in node.args.args if item.arg == parameter), None)
        if found is not None and found.annotation is not None and names_in(found.annotation) & (TEXT_TYPES | {"Path"}):
            return _TYPED_IN
    return None


_TYPED_IN = Source("the command line", False, LOCAL)
_TEXT_OPTIONS = frozenset({"str", "STRING", "Path", "File", "UNPROCESSED", "Tuple"})


_OF_TORNADO = ("RequestHandler", "JupyterHandler", "IPythonHandler", "APIHandler")
"""How the names of Tornado's handlers end, and of those that Jupyter derives from them."""


def _of_class(
    node: ast.FunctionDef | ast.AsyncFunctionDef, parameter: str, attribute: str, world: ContextWorld
) -> Source | None:
    """The methods of Tornado's handlers and of Flask's and Django's view classes get parts of the address."""
    parameters = [item.arg for item in node.args.args]
    if parameters[:1] != ["self"] or parameter not in parameters[1:]:
        return None
    if node.name in _FORM_METHODS:
        checked = parameter == parameters[1] and any(base.endswith(("View", "ViewSet")) for base in world.bases())
        if attribute == "instance" or attribute.endswith("()") or (attribute and world.is_checked(attribute)):
            return None
        if not checked or not world.imports(_FORM_METHODS[node.name]):
            return None
        is_file = attribute and world.context.ask("uploaded-field", attribute)
        return Source("the request's form", kinds=ALL - {PATH} if is_file else ALL, certain=False)
    if node.name in _VIEWSET_METHODS or any(last_word(item) == "action" for item in map(called, node.decorator_list)):
        viewset = parameters[1:2] == ["request"] and any(base.endswith("ViewSet") for base in world.bases())
        if not viewset or not world.imports("rest_framework"):
            return None
        return _as_routed(Source(f"the path's `{parameter}`"), parameter, world)
    if node.name not in URL_METHODS and node.name != "dispatch_request":
        return None
    annotation = next((item.annotation for item in node.args.args if item.arg == parameter), None)
    if annotation is not None and not (names_in(annotation) & TEXT_TYPES):
        return None
    bases = {base.rpartition(".")[2] for base in world.bases()}
    tornado = any(base.endswith(_OF_TORNADO) for base in bases) and any(map(world.imports, TORNADO))
    flask = not bases.isdisjoint(("MethodView", "View")) and world.imports("flask")
    django = (
        any(base.endswith("View") for base in bases)
        and parameters[1:2] == ["request"]
        and any(map(world.imports, DJANGO))
    )
    source = Source(f"the path's `{parameter}`")
    if django:
        return _as_routed(source, parameter, world)
    if flask:
        long = _MAY_BE_LONG.search(parameter) is not None or world.context.ask("route-is-long", parameter)
        return _as_routed(source._replace(one_part=not long), parameter, world)
    return _as_placed(source, parameters.index(parameter), world) if tornado else None


def _as_placed(source: Source, number: int, world: ContextWorld) -> Source | None:
    """A part of the address that Tornado passes by its place, as far as the routes of the handler let any text through."""
    header = world.context.enclosing_class
    for handler in (header.name if header is not None else "", ""):
        harmless = world.context.ask("route-part", placed(handler, number))
        if harmless:
            return source._replace(kinds=source.kinds - harmless) if source.kinds - harmless else None
    return source


_MAY_BE_LONG = deferred(r"path|file|rest|url", re.I)
"""What parts of an address are called that hold slashes, where the route is not seen; others seldom do."""


def _as_routed(source: Source, parameter: str, world: ContextWorld) -> Source | None:
    """A part of the address, as far as the routes of the application let any text through it."""
    harmless = world.context.ask("route-part", parameter)
    assert isinstance(harmless, frozenset)
    kinds = source.kinds - harmless
    return source._replace(kinds=kinds, one_part=source.one_part or NO_SLASHES in harmless) if kinds else None


_FORM_METHODS = {"form_valid": "django", **dict.fromkeys(("perform_create", "perform_update"), "rest_framework")}
"""Methods of view classes that get a form or serialiser which was filled from the request, by framework."""
_VIEWSET_METHODS = frozenset(["retrieve", "update", "partial_update", "destroy"])
KNOWN_BY_NAME = frozenset(_FORM_METHODS) | _VIEWSET_METHODS | URL_METHODS
"""The methods of view classes whose parameters come from outside for what the methods are called, in a base class too."""


def _is_mapping(node: ast.AST, parameter: str) -> bool:
    """Whether a parameter is asked for texts by key, as no part of an address is."""
    return any(
        isinstance(item, ast.Subscript)
        and isinstance(item.value, ast.Name)
        and item.value.id == parameter
        and isinstance(item.slice, ast.Constant)
        and isinstance(item.slice.value, str)
        for item in syntax.walk(node)
    )


def _of_django(node: ast.FunctionDef | ast.AsyncFunctionDef, parameter: str, world: ContextWorld) -> Source | None:
    """A view's further parameters come from the path; a view is told by its first parameter and by what it returns."""
    parameters = [item.arg for item in node.args.args]
    if parameters[:1] == ["self"]:
        return None
    if parameters[:1] != ["request"] or parameter not in parameters[1:] or node.name.startswith("_"):
        return None
    annotation = next((item.annotation for item in node.args.args if item.arg == parameter), None)
    if annotation is not None and not (names_in(annotation) & TEXT_TYPES):
        return None
    has_default = len(node.args.defaults) >= len(parameters) - parameters.index(parameter)
    if has_default or not world.imports("django") or world.uses(node.name) or _is_mapping(node, parameter):
        return None
    answers = any(
        isinstance(item, ast.Return) and isinstance(item.value, ast.Call) and last_word(item.value.func) in _ANSWERS
        for item in syntax.walk(node)
    )
    if not answers or not world.context.ask("route-names", parameter):
        return None
    return _as_routed(Source(f"the path's `{parameter}`", certain=False), parameter, world)


def says_request(node: ast.AST, parameter: str) -> bool:
    """Whether the parameter's annotation is the class of a request."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    for item in parameters_of(node):
        if item.arg == parameter and item.annotation is not None:
            return bool(names_in(item.annotation) & REQUEST_TYPES)
    return False
