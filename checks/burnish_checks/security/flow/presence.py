"""Whether a block can hold a source or a sink at all, told from its names, before it is followed."""

from __future__ import annotations

import ast

from burnish_checks.core.block import Block
from burnish_checks.core.mention import Mention, Mentions, words
from burnish_checks.security.flow.sinks import BODIES, BY_WORD

_PATTERNS = frozenset({"re", "regex"})
_PATHS = frozenset(
    ["path", "p", "file", "filename", "target", "destination", "candidate", "resolved", "located", "full", "source",
     "found", "entry", "attachment", "document"]
)  # fmt: skip
_COMMON: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        ("get", "post", "put", "patch", "delete", "head", "options", "request", "stream"),
        frozenset(["requests", "httpx", "session", "client", "http", "s", "c", "web", "pool", "api", "clientsession"]),
    ),
    **dict.fromkeys(
        ("stat", "walk", "rename", "replace", "link", "chmod", "chown", "mkdir", "remove", "unlink", "listdir"),
        frozenset({"os"}) | _PATHS,
    ),
    **dict.fromkeys(("copy", "move"), frozenset({"shutil"})),
    **dict.fromkeys(("run", "call"), frozenset({"subprocess", "sp", "c", "ctx", "connection", "conn", "pexpect"})),
    **dict.fromkeys(("write", "finish"), frozenset({"self", "wfile"})),
    **dict.fromkeys(
        ("debug", "info", "warning", "warn", "error", "critical", "exception", "log"),
        frozenset({"log", "logger", "logging", "audit", "current_app"}),
    ),
    **dict.fromkeys(
        ("find", "findall", "findtext", "iterfind"), _PATTERNS | {"root", "tree", "document", "doc", "xml"}
    ),
    "open": frozenset({"os", "io", "codecs", "aiofiles", "gzip", "tarfile", "shelve", "image", "bz2"}) | _PATHS,
    "parse": frozenset(
        {
            "etree",
            "tree",
            "minidom",
            "sax",
            "pulldom",
            "et",
            "elementtree",
            "parser",
            "objectify",
            "lxml",
            "xml",
            "reader",
        }
    ),
    "load": frozenset({"pickle", "yaml", "marshal", "dill", "joblib", "torch", "np", "numpy", "cpickle", "p", "y"}),
    "loads": frozenset({"pickle", "marshal", "dill", "cpickle", "cloudpickle", "jsonpickle", "p"}),
    **dict.fromkeys(("match", "fullmatch", "finditer", "sub"), _PATTERNS),
    "search": _PATTERNS
    | frozenset({"conn", "connection", "ldap", "server", "c", "client", "l", "ldap_conn", "ldap_connection"}),
    "extra": frozenset({"objects", "queryset", "qs"}),
    **dict.fromkeys(
        ("fetch", "query", "sql", "eval"),
        frozenset(
            ["conn", "connection", "con", "client", "db", "duckdb", "spark", "database", "df", "frame", "pd", "bq"]
        ),
    ),
    **dict.fromkeys(("glob", "rglob"), frozenset({"path", "p", "glob", "folder", "directory", "root"})),
    "connect": frozenset({"sqlite3", "websockets", "socket", "sock", "s", "ssh", "client"}),
    **dict.fromkeys(("add", "set", "append", "setdefault", "update", "extend"), frozenset({"headers", "header"})),
    **dict.fromkeys(("to_json", "to_csv", "to_html"), frozenset({"df", "frame", "data", "table", "report"})),
    "iterate": frozenset({"db", "database"}),
    "Document": frozenset({"docx"}),
    "feed": frozenset({"parser", "reader"}),
    "access": frozenset({"os"}),
    "save": frozenset({"file", "f", "upload", "uploaded", "uploaded_file", "image", "attachment"}),
    "push": frozenset({"console", "interpreter"}),
    "compile": _PATTERNS,
    "local": frozenset({"c", "ctx", "connection"}),
    "template": frozenset({"bottle"}),
    "touch": frozenset({"path", "p"}),
    "evaluate": frozenset({"numexpr", "ne"}),
    "select": frozenset({"elementpath"}),
}
"""Words that many other things are called by too: they count on receivers so called (lower case), and as plain names."""
_PLAIN_TOO = frozenset(
    [
        "eval",
        "connect",
        "open",
        "run",
        "call",
        "copy",
        "move",
        "remove",
        "unlink",
        "parse",
        "load",
        "loads",
        "compile",
        "get",
        "post",
        "urlopen",
        "rename",
    ]
)
_COMMAND_LINE = (
    words("argv", "environ", "getenv", "stdin", "fileinput"),
    Mention(r"input(?<!\winput)\(", "input("),
    Mention(r"parse_(?:known_)?args", "parse_"),
)
_SOCKETS = (words("recv", "rfile", "FieldStorage"),)
reads_request = Mentions(
    *_COMMAND_LINE,
    *_SOCKETS,
    words("receive_", "websocket"),
    Mention(r"req(?<!\wreq)(?:uest)?\b", "req"),
    Mention(r"Request\b", "Request"),
    Mention(r"get_\w*argument", "argument"),
    Mention(
        r"@\w[\w.]*\.(?:route|get|post|put|delete|patch|websocket|api_route)\(|@(?:route|get|post|put|delete|patch)\([\"']/"
        r"|@[\w.]*(?:expose|field|mutation|command|message\w*)\b",
        "@",
    ),
    Mention(
        r"self\.(?:path|headers|kwargs|get_cookie)\b", "self.path", "self.headers", "self.kwargs", "self.get_cookie"
    ),
    Mention(r"\b(?:Header|Query|Cookie|Body|Form)\(", "Header(", "Query(", "Cookie(", "Body(", "Form("),
    Mention(r"(?:form|serializer)\.(?:cleaned|validated)_data", "cleaned_data", "validated_data"),
    Mention(r"def form_valid\(", "def form_valid("),
    Mention(r"\bvalidate_on_submit\(", "validate_on_submit("),
    Mention(r"form\.\w+\.data\b", ".data"),
    Mention(
        r"def (?<!\wdef )(?:on_(?:get|post|put|patch|delete|message|receive)|onMessage|\w+[rR]eceived\(|resolve_|mutate"
        r"|do_[a-z])",
        *("def on_", "def onMessage", "eceived(", "def resolve_", "def mutate", "def do_"),
    ),
    Mention(
        r"def (?<!\wdef )(?:get|post|put|patch|delete|head|options|retrieve|update|partial_update|destroy"
        r"|dispatch_request)\(self, ?\w",
        *("def get(", "def post(", "def put(", "def patch(", "def delete(", "def head(", "def options("),
        *("def retrieve(", "def update(", "def partial_update(", "def destroy(", "def dispatch_request("),
    ),
)
"""Whether the text of a block of a file that imports a web framework may read a request."""
reads_network = Mentions(
    *_SOCKETS,
    words("urlopen"),
    Mention(r"requests(?<!\wrequests)\.", "requests."),
    Mention(r"httpx(?<!\whttpx)\.", "httpx."),
    Mention(r"self\.(?:path|headers|request)\b", "self.path", "self.headers", "self.request"),
    Mention(r"async for(?<!\wasync for)\b", "async for"),
    words("get_filename"),
    Mention(r"def \w+\(self, ?request\w*\b[^)]*\bcontext\b", "request"),
)
"""Whether the text of a block may read a socket, a server's answer, or a request without a framework."""
reads_messages = Mention(
    r"receive|\.listen\(|get_message|[cC]onsumer\b|Consumer|on_message|\bbody\b|\.(?:on|event)\(|\breader\b.*\bwriter\b",
    *("receive", ".listen(", "get_message", "onsumer", "on_message", "body", ".on(", ".event(", "writer"),
)
"""Whether the text of a block of a file that imports a queue, a broker or the like may read a message."""
names_login = Mention(r"def \w+\([^)]*\b(?:user_?name|user|login|uid|account)\b", "user", "login", "uid", "account")
"""Whether the text of a block of a file that imports a directory's client takes a user's name."""
reads_locally = Mentions(
    *_COMMAND_LINE,
    words("getpass"),
    Mention(r"@[\w.]*\b(?:argument|option|command)\(", "argument(", "option(", "command("),
    Mention(r"def do_(?<!\wdef do_)[a-z]", "def do_"),
)
"""Whether the text of a block may read the command line, the environment or the terminal."""


reads_something = Mentions(*reads_request.parts, *reads_network.parts, *reads_locally.parts)
"""Whether the text of a block shows any source of data, but messages."""


def may_do_harm(block: Block) -> bool:
    """Whether the block calls something that the tables of sinks may mean, or sets a header or the session."""
    for call in block.nodes(ast.Call):
        function = call.func
        if isinstance(function, ast.Attribute):
            if function.attr in _METHODS and _is_harmful(block, call, function):
                return True
        elif isinstance(function, ast.Name):
            word = function.id
            if word in BY_WORD and (word not in _COMMON or word in _PLAIN_TOO):
                return True
    for subscript in block.nodes(ast.Subscript):
        if isinstance(subscript.ctx, ast.Store):
            word = _last(subscript.value)
            if word in _SET_BY_KEY or word.endswith("response"):
                return True
    for item in block.nodes(ast.Attribute):  # noqa: SIM110 most blocks come here, and a generator takes twice as long
        if item.attr in _SET and isinstance(item.ctx, ast.Store):
            return True
    return False


def _is_harmful(block: Block, call: ast.Call, function: ast.Attribute) -> bool:
    """Whether a call of a method of one of the words may be one that a table of sinks means."""
    word = function.attr
    if word in BY_WORD and (word not in _COMMON or _may_be(function.value, _COMMON[word])):
        return True
    if word == "search" and len(call.args) > 1 and _last(function.value) not in ("re", "regex"):
        return True  # no regular expression, which is passed one text
    if word == "write" and "HttpResponse" in block.text:
        return True
    return word in ("update", "setdefault") and _last(function.value) == "session"


_METHODS = frozenset(BY_WORD) | {"search", "write", "update", "setdefault"}
_SET_BY_KEY = frozenset({"headers", "session", "_session", "resp", "res"})
_SET = BODIES | {"location", "headers"}


def _may_be(receiver: ast.expr, known: frozenset[str]) -> bool:
    """Whether the receiver is called by one of the words, or by a name that is put together with one."""
    name = _last(receiver).lower().rstrip(_DIGITS)
    return name in known or not known.isdisjoint(name.split("_"))


_DIGITS = "0123456789"


def _last(node: ast.AST) -> str:
    """The last name of an expression: of what is called, where it is a call."""
    while isinstance(node, (ast.Call, ast.Subscript, ast.Await)):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.BinOp):
        return "path"
    return node.id if isinstance(node, ast.Name) else ""
