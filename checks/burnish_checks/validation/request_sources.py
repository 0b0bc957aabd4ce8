"""What a web request gives to a handler in each framework, and what reading it does when it is not there.

The table is data: a framework is one entry. Names are those of the request object's attributes and methods.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Framework:
    """How one web framework hands a request over."""

    name: str
    modules: tuple[str, ...]
    """Modules whose import shows that a file uses it."""
    mappings: dict[str, bool] = field(default_factory=dict)
    """Attributes that are mappings of text, and whether a missing key is a failure (and not an answer of 400)."""
    texts: tuple[str, ...] = ()
    """Attributes that are the text or bytes of the body."""
    documents: tuple[str, ...] = ()
    """Attributes that are the parsed body, and fail where it is malformed (the framework answers 500)."""
    quiet_documents: tuple[str, ...] = ()
    """Attributes that are the parsed body, where the framework answers 400 if it is malformed."""
    awaited: dict[str, str] = field(default_factory=dict)
    """Methods by what they give: `document`, `quiet document`, `text` or `mapping`."""
    refusal: str = ""
    """The statement that refuses a request; `{message}` stands for the text."""
    needs: tuple[str, str] = ("", "")
    """What must be imported for it: module and member."""


FRAMEWORKS = (
    Framework(
        "flask",
        ("flask", "quart"),
        {"args": False, "form": False, "values": False, "cookies": False, "headers": False, "files": False,
         "environ": True, "view_args": False},
        ("data",),
        (),
        ("json",),
        {"get_json": "quiet document", "get_data": "text"},
        "{name}(400, description={message})",
        ("flask", "abort"),
    ),
    Framework(
        "django",
        ("django", "rest_framework"),
        {"GET": True, "POST": True, "COOKIES": True, "META": True, "headers": True, "FILES": True, "query_params": True},
        ("body",),
        (),
        ("data",),
        {},
        "return {name}({message})",
        ("django.http", "HttpResponseBadRequest"),
    ),
    Framework(
        "starlette",
        ("fastapi", "starlette"),
        {"query_params": True, "headers": True, "cookies": True, "path_params": False},
        (),
        (),
        (),
        {"json": "document", "body": "text", "form": "mapping"},
        "raise {name}(status_code=400, detail={message}) from exc",
        ("starlette.exceptions", "HTTPException"),
    ),
    Framework(
        "aiohttp",
        ("aiohttp.web", "aiohttp"),
        {"query": True, "headers": True, "cookies": True, "match_info": False},
        (),
        (),
        (),
        {"json": "document", "text": "text", "read": "text", "post": "mapping"},
        "raise {name}.HTTPBadRequest(text={message}) from exc",
        ("aiohttp", "web"),
    ),
    Framework(
        "webob",
        ("webob", "pyramid"),
        {"GET": True, "POST": True, "params": True, "cookies": True, "headers": True, "matchdict": False},
        ("body", "text"),
        ("json", "json_body"),
        (),
        {},
        "raise {name}({message}) from exc",
        ("webob.exc", "HTTPBadRequest"),
    ),
    Framework(
        "tornado",
        ("tornado",),
        {"arguments": True, "query_arguments": True, "body_arguments": True, "headers": True, "cookies": True,
         "files": True},
        ("body",),
        (),
        (),
        {},
        "raise {name}(400, {message}) from exc",
        ("tornado.web", "HTTPError"),
    ),
    Framework(
        "bottle",
        ("bottle",),
        {"query": True, "forms": True, "params": True, "GET": True, "POST": True, "cookies": True, "headers": True,
         "url_args": False},
        (),
        (),
        ("json",),
        {"get_header": "text", "get_cookie": "text"},
        "raise {name}(400, {message}) from exc",
        ("bottle", "HTTPError"),
    ),
    Framework(
        "falcon",
        ("falcon",),
        {"params": True, "cookies": True, "headers": True},
        (),
        (),
        ("media",),
        {"get_param": "text", "get_header": "text", "get_media": "quiet document"},
        "raise {name}(description={message}) from exc",
        ("falcon", "HTTPBadRequest"),
    ),
)  # fmt: skip

GLOBAL_REQUESTS = {"flask.request": "flask", "quart.request": "flask", "bottle.request": "bottle"}
"""Requests that a module imports, by the framework whose they are."""

REQUEST_CLASSES = {
    "webob.Request": "webob",
    "webob.BaseRequest": "webob",
    "webob.request.Request": "webob",
    "pyramid.request.Request": "webob",
    "werkzeug.wrappers.Request": "flask",
    "werkzeug.Request": "flask",
    "starlette.requests.Request": "starlette",
    "fastapi.Request": "starlette",
    "bottle.LocalRequest": "bottle",
    "bottle.BaseRequest": "bottle",
}
"""Classes of which a program makes a request itself, out of what the server hands it."""

TORNADO_GETTERS = frozenset(
    {
        "get_argument",
        "get_query_argument",
        "get_body_argument",
        "get_cookie",
        "get_secure_cookie",
        "get_signed_cookie",
        "get_arguments",
        "get_query_arguments",
        "get_body_arguments",
    }
)
"""Methods of a Tornado handler that give text; they answer 400 themselves where an argument is missing."""

CONVERSIONS = frozenset(
    {"builtins.int", "builtins.float", "builtins.complex", "json.loads", "uuid.UUID", "decimal.Decimal",
     "datetime.datetime.fromisoformat", "datetime.datetime.strptime", "datetime.date.fromisoformat",
     "datetime.time.fromisoformat", "time.strptime", "ast.literal_eval", "base64.b64decode", "base64.urlsafe_b64decode",
     "fractions.Fraction", "ipaddress.ip_address", "ipaddress.ip_network", "simplejson.loads", "ujson.loads", "orjson.loads",
     "flask.json.loads", "binascii.unhexlify", "bytes.fromhex", "builtins.bytes.fromhex", "dateutil.parser.parse",
     "dateutil.parser.isoparse", "pendulum.parse", "arrow.get", "bson.ObjectId", "bson.objectid.ObjectId", "zoneinfo.ZoneInfo",
     "ipaddress.ip_interface", "ipaddress.IPv4Address", "ipaddress.IPv6Address", "ipaddress.IPv4Network", "tomllib.loads",
     "email.utils.parsedate_to_datetime", "tornado.escape.json_decode", "builtins.float.fromhex"}
)  # fmt: skip
"""Callables that raise ValueError (or a kind of it) on malformed text."""

PARSERS = ("json.loads", "tornado.escape.json_decode")
"""The ends of the names of callables that make a document of the text of a body: `orjson.loads`, `flask.json.loads`."""

SERVER_KEYS = frozenset(
    {"REQUEST_METHOD", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "REMOTE_ADDR", "PATH_INFO", "SCRIPT_NAME",
     "QUERY_STRING", "Host", "HTTP_HOST"}
)  # fmt: skip
"""Keys that the server itself sets on every request."""
