"""Where untrusted data comes in, as tables: to teach burnish a framework, add its names here.

`NAMED` has what modules offer under a dotted name. `REQUEST_PARTS` has the parts of a request object that
reaches a function as a parameter, which counts where the file imports one of `FRAMEWORKS`. `HANDLER_METHODS` are
what classes derived from the given bases read a request with.
"""

from __future__ import annotations

from typing import NamedTuple

from burnish_checks.security.flow.answering import CALLED_BY_NAME
from burnish_checks.security.flow.kinds import ALL, CODE, COMMAND, HTML, LINK, LOCAL, PATH, PICKLE, SQL

OWN_PATH = frozenset(["path", "full_path", "path_info", "get_full_path()", "uri", "raw_path", "path_qs"])
"""The parts of a request that begin with `/`, and so are no address elsewhere while they are whole."""

OWN_ADDRESS = frozenset(["url", "base_url", "url_root", "host_url", "application_url", "path_url", "full_url()"])
"""The parts of a request that begin with the address of the server that answers it."""

REFERRERS = frozenset({"HTTP_REFERER", "Referer", "referer", "Referrer"})
"""The headers that name the page which the visitor came from."""

SET_BY_SERVER = frozenset(
    ["SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "SERVER_SOFTWARE", "REMOTE_ADDR", "REMOTE_HOST",
     "REMOTE_PORT", "REQUEST_METHOD", "wsgi.url_scheme"]
)  # fmt: skip
"""What the server puts into the environment of WSGI by itself: no visitor chooses it (PEP 3333)."""

HOST_PARTS = ("host", "host_url", "url_root", "base_url", "get_host()", "root_url")
"""The parts of a request that hold the host which its header names, whoever wrote that."""
LINKS = frozenset({LINK})
FILE_NAME = "file name"
"""No kind of harm: stands among those for which a source counts that is but the file name in what is read there."""
NAMES = frozenset({PATH, COMMAND, FILE_NAME})


class Source(NamedTuple):
    """A place where data comes in."""

    label: str
    remote: bool = True
    kinds: frozenset[str] = ALL
    """The kinds of sink for which it counts."""
    certain: bool = True
    """Whether it is sure that this comes from outside as it is: a form was checked, a view is only likely to be one."""
    one_part: bool = False
    """Whether it is what stands between two slashes of an address, so that `..` is all that leads out of a folder."""
    of_referrer: bool = False
    """Whether it is the page that the visitor came from, which no link that somebody could send sets."""
    under_keys: bool = False
    """Whether it is what a dictionary holds whose keys are known."""
    of_login: bool = False
    """Whether it is what somebody types who logs in, by the names of parameters: it is told of at the sink itself alone."""

    @property
    def is_of_path(self) -> bool:
        """Whether it is a part of the path of an address, as its label says."""
        return self.label.startswith("the path")


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
    "get_header()",
    "get_cookie()",
    "fullpath",
    "access_route",
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
    "encoding",
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
    "urlvars",
    "matchdict",
    "arguments",
    "body_arguments",
    "query_arguments",
    "uri",
    "get_param()",
    "get_header()",
    "relative_uri",
    "stream",
    "raw_args",
    "load_json()",
    "get_args()",
    "get_param_as_list()",
    "get_param_as_json()",
    "get_cookie_values()",
    "bounded_stream",
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
_CHERRYPY_PARTS = ("params", "json", "body", "headers", "cookie")

NAMED: dict[str, Source] = {
    **{
        f"{module}.request.{part}": Source(f"the request's `{part}`")
        for module in ("flask", "quart", "bottle", "flask.globals", "sanic", "web.ctx", "tg")
        for part in _FLASK_PARTS
    },
    **{f"quart.websocket.{method}()": Source("a message") for method in ("receive", "receive_json")},
    **{f"quart.websocket.{part}": Source(f"the request's `{part}`") for part in ("args", "headers", "cookies", "path")},
    **{
        f"{module}.request.{part}": Source(f"the request's `{part}`", kinds=ALL | LINKS if part == "host" else LINKS)
        for module in ("flask", "quart", "flask.globals", "sanic", "tg")
        for part in HOST_PARTS
    },
    "cgi.FieldStorage()": Source("a form field"),
    **{f"cgi.FieldStorage().{method}()": Source("a form field") for method in ("getvalue", "getfirst", "getlist")},
    "cgi.parse()": Source("a form field"),
    **{
        f"{module}.reqparse.RequestParser().parse_args()": Source("the request's arguments")
        for module in ("flask_restful", "flask_restx", "flask_restplus")
    },
    **{
        f"chalice.{made}().current_request.{part}": Source(f"the request's `{part}`")
        for made in ("Chalice", "Blueprint")
        for part in ("json_body", "raw_body", "query_params", "headers", "uri_params")
    },
    **{f"cherrypy.request.{part}": Source(f"the request's `{part}`") for part in _CHERRYPY_PARTS},
    "tornado.httputil.parse_body_arguments": Source("the request's body"),
    "socket.socket().recv()": Source("a socket"),
    "socket.socket().recvfrom()": Source("a socket"),
    "socket.create_connection().recv()": Source("a socket", certain=False),
    **{
        f"redis.{maker}().pubsub().{method}()": Source("a message")
        for maker in ("Redis", "StrictRedis", "from_url", "Redis.from_url")
        for method in ("listen", "get_message")
    },
    "kafka.KafkaConsumer()": Source("a message"),
    "aiokafka.AIOKafkaConsumer()": Source("a message"),
    "confluent_kafka.Consumer().poll()": Source("a message"),
    "boto3.client().receive_message()": Source("a message"),
    **{
        f"email.{reader}().get_filename()": Source("a mail", True, frozenset({PATH, COMMAND}))
        for reader in ("message_from_bytes", "message_from_string", "message_from_binary_file", "message_from_file")
    },
    **{
        f"email.message_from_bytes().{method}()": Source("a mail", True, frozenset({HTML, CODE, COMMAND, PICKLE}))
        for method in ("get_content", "get_payload")
    },
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
        f"urllib.request.urlopen().{part}.get_filename()": Source("a server's file name", True, NAMES, certain=False)
        for part in ("headers", "info()")
    },
    **{
        f"{client}.{method}().headers": Source("a server's file name", True, NAMES, certain=False)
        for client in ("requests", "httpx", "requests.Session()", "requests.session()", "httpx.Client()")
        for method in ("get", "post", "request")
    },
    "aiohttp.ClientSession().get().content_disposition.filename": Source(
        "a server's file name", True, NAMES, certain=False
    ),
    **{
        f"{module}.{method}().{part}": Source("a server's answer", True, frozenset({CODE, COMMAND, PICKLE}))
        for module in ("requests", "httpx")
        for method in ("get", "post", "put", "request")
        for part in ("text", "content", "json()", "iter_lines()", "iter_content()", "iter_text()")
    },
    **{
        f"{maker}().{part}": Source("a server's answer", True, frozenset({CODE, COMMAND, PICKLE}))
        for maker in ("sseclient.SSEClient", "sseclient.SSEClient().events")
        for part in ("events()", "data")
    },
}

DIRECTORIES = ("ldap", "ldap3")
"""Modules by which programs ask a directory who somebody is that logs in."""
SOURCE_MODULES = [
    "http.server",
    "http",
    "cgi",
    "cherrypy",
    "requests",
    "httpx",
    "urllib.request",
    "socketserver",
    "sseclient",
    "BaseHTTPServer",
    "wsgiref",
    "socket",
    "websockets",
    "zmq",
    "email",
    "grpc",
    *CALLED_BY_NAME,
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
REQUEST_NAMES = frozenset(
    {"request", "req", "http_request", "self.request", "self.req", "self._request", "context.request"}
)
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
    "tg",
    "bottle",
    "werkzeug",
    "webapp2",
    "placement",
    "pecan",
    "connexion",
    "litestar",
    "robyn",
    "functions_framework",
    "azure.functions",
    "chalice",
    "cherrypy",
    "graphene",
    "strawberry",
    "ariadne",
    "channels",
    "flask_restful",
    "flask_restx",
    "ninja",
    "klein",
    "blacksheep",
    "responder",
    "hug",
    "microdot",
    "discord",
    "telegram",
    "aiogram",
    "telebot",
    "slack_bolt",
]
REQUEST_TYPES = frozenset({"Request", "HttpRequest", "WSGIRequest", "HTTPConnection", "HTTPServerRequest", "WebSocket"})
"""The class names that annotate a request object."""

MODELS = frozenset(
    {"pydantic.BaseModel", "pydantic.v1.BaseModel", "msgspec.Struct", "ninja.Schema", "sqlmodel.SQLModel"}
)
"""The bases of classes of request data."""
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
        "iter_text()",
        "iter_json()",
        "iter_bytes()",
        "receive_str()",
        "recvmsg()",
        "recvfrom_into()",
    }
)
"""Methods that read from a socket, in files that import `SOCKET_MODULES`."""
STREAM_READERS = frozenset({"read()", "readline()", "readuntil()", "readexactly()"})
"""Methods of the `reader` that `asyncio` hands to a function which serves a connection."""
SOCKET_MODULES = ("socket", "socketserver", "websockets", "fastapi", "starlette", "zmq")
FRAMING_MODULE = "struct"
"""What unpacks frames that another program has written byte by byte: beside it, a parameter that receives is a socket."""
WSGI_KEYS = frozenset({"QUERY_STRING", "PATH_INFO", "wsgi.input", "HTTP_COOKIE", "HTTP_HOST", "HTTP_REFERER"})
"""What of `environ` a visitor chooses, where a function takes `environ` and `start_response`."""
_LAST = {path.rpartition(".")[2] for path in NAMED} | REQUEST_PARTS | RECEIVERS | STREAM_READERS
_LAST |= {part for parts in HANDLER_METHODS.values() for part in parts}
MAY_BE_SOURCE = frozenset(_LAST) | {"environ", "argv", "stdin"}
"""The last words of a symbol that may turn out to be a source."""

ROUTED = frozenset({"path_params", "match_info", "view_args", "matchdict", "kwargs", "path_kwargs"})
"""The parts of a request that hold what stands in the places of its route, by their names."""
