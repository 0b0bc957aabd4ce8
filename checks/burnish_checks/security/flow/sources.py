"""Where untrusted data comes in, as tables: to teach burnish a framework, add its names here.

`NAMED` has what modules offer under a dotted name. `REQUEST_PARTS` has the parts of a request object that
reaches a function as a parameter, which counts where the file imports one of `FRAMEWORKS`. `HANDLER_METHODS` are
what classes derived from the given bases read a request with.
"""

from __future__ import annotations

from typing import NamedTuple

from burnish_checks.security.flow.kinds import ALL, CODE, COMMAND, LOCAL, PICKLE, SQL

OWN_PATH = frozenset(["path", "full_path", "path_info", "get_full_path()", "uri", "raw_path", "path_qs"])
"""The parts of a request that begin with `/`, and so are no address elsewhere while they are whole."""


OWN_ADDRESS = frozenset(["url", "base_url", "url_root", "host_url", "application_url", "path_url", "full_url()"])
"""The parts of a request that begin with the address of the server that answers it."""


class Source(NamedTuple):
    """A place where data comes in."""

    label: str
    remote: bool = True
    kinds: frozenset[str] = ALL
    """The kinds of sink for which it counts."""


_FLASK_PARTS = [
    "args",
    "form",
    "values",
    "cookies",
    "headers",
    "json",
    "data",
    "files",
    "query_string",
    "path",
    "full_path",
    "url",
    "referrer",
    "user_agent",
    "view_args",
    "stream",
    "environ",
    "authorization",
    "get_json()",
    "get_data()",
    "base_url",
    "query",
    "forms",
    "params",
    "GET",
    "POST",
    "body",
    "host",
]
_REQUEST_PARTS = [
    "GET",
    "POST",
    "COOKIES",
    "META",
    "FILES",
    "body",
    "headers",
    "path",
    "path_info",
    "get_full_path()",
    "data",
    "query_params",
    "read()",
    "encoding",
    "query_params",
    "path_params",
    "cookies",
    "form()",
    "json()",
    "body()",
    "url",
    "stream()",
    "query",
    "match_info",
    "post()",
    "text()",
    "read()",
    "multipart()",
    "rel_url",
    "path_qs",
    "query_string",
    "raw_path",
    "content",
    "params",
    "json_body",
    "text",
    "cookies",
    "urlvars",
    "matchdict",
    "arguments",
    "body_arguments",
    "query_arguments",
    "uri",
    "get_param()",
    "media",
    "get_media()",
    "args",
    "form",
    "values",
    "json",
    "files",
    "forms",
    "full_path",
    "referrer",
    "view_args",
    "get_json()",
    "get_data()",
    "raw_body",
    "path_url",
    "get_argument()",
    "get_cookie()",
]

NAMED: dict[str, Source] = {
    **{
        f"{module}.request.{part}": Source(f"the request's `{part}`")
        for module in ("flask", "quart", "bottle", "flask.globals", "sanic", "web.ctx")
        for part in _FLASK_PARTS
    },
    "cgi.FieldStorage()": Source("a form field"),
    **{f"cgi.FieldStorage().{method}()": Source("a form field") for method in ("getvalue", "getfirst", "getlist")},
    "cgi.parse()": Source("a form field"),
    "cherrypy.request.params": Source("the request's parameters"),
    "tornado.httputil.parse_body_arguments": Source("the request's body"),
    "socket.socket().recv()": Source("a socket"),
    "socket.socket().recvfrom()": Source("a socket"),
    "socket.create_connection().recv()": Source("a socket"),
    **{
        f"redis.{maker}().pubsub().{method}()": Source("a message")
        for maker in ("Redis", "StrictRedis", "from_url", "Redis.from_url")
        for method in ("listen", "get_message")
    },
    "kafka.KafkaConsumer()": Source("a message"),
    "aiokafka.AIOKafkaConsumer()": Source("a message"),
    "confluent_kafka.Consumer().poll()": Source("a message"),
    "boto3.client().receive_message()": Source("a message"),
    "sys.argv": Source("the command line", False, LOCAL),
    "os.environ": Source("the environment", False, LOCAL),
    "os.environb": Source("the environment", False, LOCAL),
    "os.getenv()": Source("the environment", False, LOCAL),
    "builtins.input()": Source("the terminal", False, LOCAL),
    "builtins.raw_input()": Source("the terminal", False, LOCAL),
    "sys.stdin": Source("the standard input", False, LOCAL),
    "argparse.ArgumentParser().parse_args()": Source("the command line", False, LOCAL),
    "argparse.ArgumentParser().parse_known_args()": Source("the command line", False, LOCAL),
    "fileinput.input()": Source("the standard input", False, LOCAL),
    "getpass.getpass()": Source("the terminal", False, LOCAL),
    "urllib.request.urlopen().read()": Source("a server's answer", True, frozenset({CODE, COMMAND, PICKLE, SQL})),
    **{
        f"{module}.{method}().{part}": Source("a server's answer", True, frozenset({CODE, COMMAND, PICKLE}))
        for module in ("requests", "httpx")
        for method in ("get", "post", "put", "request")
        for part in ("text", "content", "json()")
    },
}

SOURCE_MODULES = [
    "http.server",
    "http",
    "cgi",
    "cherrypy",
    "requests",
    "httpx",
    "urllib.request",
    "socketserver",
    "BaseHTTPServer",
    "wsgiref",
    "socket",
    "websockets",
    "zmq",
]
"""Modules that bring data in, beside the frameworks."""
MESSAGE_MODULES = [
    "redis",
    "kafka",
    "aiokafka",
    "confluent_kafka",
    "paho",
    "socketio",
    "pika",
    "boto3",
    "channels",
    "flask_socketio",
    "asyncio",
]
"""Modules that bring messages in."""
REQUEST_NAMES = frozenset({"request", "req", "http_request", "self.request", "self.req", "self._request"})
REQUEST_PARTS = frozenset(_REQUEST_PARTS)
FRAMEWORKS = [
    "flask",
    "quart",
    "django",
    "rest_framework",
    "fastapi",
    "starlette",
    "aiohttp",
    "webob",
    "tornado",
    "pyramid",
    "falcon",
    "sanic",
    "bottle",
    "werkzeug",
    "webapp2",
    "placement",
    "pecan",
    "connexion",
    "litestar",
    "robyn",
]
REQUEST_TYPES = frozenset({"Request", "HttpRequest", "WSGIRequest", "HTTPConnection", "HTTPServerRequest", "WebSocket"})
"""The class names that annotate a request object."""

HANDLER_METHODS: dict[str, frozenset[str]] = {
    "RequestHandler": frozenset(
        [
            "get_argument()",
            "get_arguments()",
            "get_query_argument()",
            "get_query_arguments()",
            "get_body_argument()",
            "get_body_arguments()",
            "get_cookie()",
            "get_json_body()",
            "path_kwargs",
            "path_args",
        ]
    ),
    "BaseHTTPRequestHandler": frozenset(["path", "headers", "rfile", "requestline"]),
    "SimpleHTTPRequestHandler": frozenset(["path", "headers", "rfile", "requestline"]),
    "BaseRequestHandler": frozenset(["rfile", "request"]),
    "StreamRequestHandler": frozenset(["rfile"]),
    "View": frozenset({"kwargs"}),
}
"""By the last word of a base class: what `self` reads a request with."""

RECEIVERS = frozenset(
    {
        "recv_string()",
        "recv_json()",
        "recv_multipart()",
        "recv_pyobj()",
        "recv()",
        "recvfrom()",
        "recv_into()",
        "receive_text()",
        "receive_json()",
        "receive_bytes()",
    }
)
"""Methods that read from a socket, in files that import `SOCKET_MODULES`."""
STREAM_READERS = frozenset({"read()", "readline()", "readuntil()", "readexactly()"})
"""Methods of the `reader` that `asyncio` hands to a function which serves a connection."""
SOCKET_MODULES = ("socket", "socketserver", "websockets", "fastapi", "starlette", "zmq")
WSGI_KEYS = frozenset({"QUERY_STRING", "PATH_INFO", "wsgi.input", "HTTP_COOKIE", "HTTP_HOST", "HTTP_REFERER"})
"""What of `environ` a visitor chooses, where a function takes `environ` and `start_response`."""
URL_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
"""The methods of a view class that answer requests: their parameters come from the address."""

_LAST = {path.rpartition(".")[2] for path in NAMED} | REQUEST_PARTS | RECEIVERS
_LAST |= STREAM_READERS
_LAST |= {part for parts in HANDLER_METHODS.values() for part in parts}
MAY_BE_SOURCE = frozenset(_LAST) | {"environ", "argv", "stdin"}
"""The last words of a symbol that may turn out to be a source."""

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
