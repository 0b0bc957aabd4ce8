"""The rule permissive-cors."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import assignments, is_true, text_of
from burnish_checks.security.configured import is_for_development, is_in_example
from burnish_checks.security.dispatch import call_rule, method_of, under
from burnish_checks.security.known import choices, constants
from burnish_checks.security.makers import literal_of, value_of
from burnish_checks.security.passed import entries_of, passed

_MIDDLEWARE = under(
    ["starlette.middleware.cors", "fastapi.middleware.cors", "fastapi.middleware", "litestar.config.cors"],
    ["CORSMiddleware", "CORSConfig"],
)
_WRAPPED = under(["starlette.middleware", "fastapi.middleware"], ["Middleware"])
_FLASK = under(["flask_cors", "flask_cors.extension", "flask_cors.decorator"], ["CORS", "cross_origin"])
_ANY = frozenset({"*", ".*", "^.*$", r".*\Z"})
_LOGINS = (
    *("flask_login", "flask.session", "flask_security", "flask_session", "quart.session"),
    *("starlette.middleware.sessions", "fastapi_users.authentication.CookieTransport", "starlette_session"),
)
"""What a module imports that knows its visitors by a cookie."""


@call_rule(
    _MIDDLEWARE | _WRAPPED | _FLASK,
    methods={"add_middleware", "set_header", "add"},
    severity=Severity.INFORMATION,
    aliases=("CWE-942",),
    assigned={"CORS_ALLOW_CREDENTIALS", "Access-Control-Allow-Origin"},
)
def permissive_cors(block: Block, call: ast.Call | ast.Assign, name: str, context: Context) -> Iterator[Finding]:
    """Pages of every other site may read what this one answers to the visitor who is logged in.

    Where every origin is allowed, and credentials too, Starlette, Flask-CORS and Django name in each answer the origin that
    asked: whatever page the visitor opens can then read and send what the cookies of this site let it. Name the origins,
    or leave credentials out. A warning where the module knows its visitors by a cookie (a session, Flask-Login, Django),
    else information: a token that the page itself puts into a header is not sent by others. Where a call of Flask-CORS
    names no origins, those of the setting `CORS_ORIGINS` count. An answer that names the origin of the request itself, which
    nothing compares, allows all of them. In what says that it is for
    development, and in examples, it is a hint.

    ```python
    from flask import Flask
    from flask_cors import CORS
    from flask_login import LoginManager

    app = Flask(__name__)
    login = LoginManager(app)
    CORS(app, supports_credentials=True)
    ```

    ```python
    from flask import Flask
    from flask_cors import CORS
    from flask_login import LoginManager

    app = Flask(__name__)
    login = LoginManager(app)
    CORS(app, supports_credentials=True, origins=["https://shop.example.org"])
    ```
    """
    if _names_who_asks(block, call, context):
        yield block.finding(call, _MESSAGE, severity=_loudness(block, call, context))
    if isinstance(call, ast.Assign):
        yield from _of_django(block, call, context)
        return
    if name not in _FLASK and not any(context.qualified(item) in _MIDDLEWARE for item in (call.func, *call.args[:1])):
        return
    arguments = passed(context, call)
    keyword = "supports_credentials" if name in _FLASK else "allow_credentials"
    place = arguments.place(None, keyword)
    if place is None or literal_of(context, arguments.named[keyword]) is not True:
        return
    open_to_all = _of_flask(arguments.named, context) if name in _FLASK else _of_starlette(arguments.named, context)
    if arguments.open or not open_to_all:
        return
    data = {"fix": "1"} if isinstance(place, ast.keyword) and is_true(place.value) else {}
    yield block.finding(place, _MESSAGE, data=data, severity=_loudness(block, call, context))


def _loudness(block: Block, node: ast.AST, context: Context) -> Severity:
    """A warning where visitors are known by a cookie, which browsers send for every page; a hint in what nobody deploys."""
    if _is_not_deployed(block, node, context):
        return Severity.HINT
    known_by_cookie = any(context.ask("imports-module", module) for module in _LOGINS)
    return Severity.WARNING if known_by_cookie else Severity.INFORMATION


def _is_not_deployed(block: Block, node: ast.AST, context: Context) -> bool:
    return is_for_development(block, node, context) or is_in_example(context.path)


def _names_who_asks(block: Block, node: ast.Call | ast.Assign, context: Context) -> bool:
    """Whether an answer names whatever origin the request has, which nothing compares, and lets it send credentials."""
    if isinstance(node, ast.Assign):
        name = node.targets[0].slice if isinstance(node.targets[0], ast.Subscript) else None
        value: ast.AST | None = node.value
    else:
        name, value = node.args if len(node.args) == _NAME_AND_VALUE else (None, None)
    if text_of(name) != "Access-Control-Allow-Origin" or _CREDENTIALS.search(block.text) is None:
        return False
    read = value_of(context, value)
    if read is None or _ORIGIN.search(ast.unparse(read)) is None:
        return False
    tests = [item.test for item in block.nodes(ast.If)] + [item.test for item in block.nodes(ast.IfExp)]
    asked = [part for test in tests for part in ast.walk(test) if isinstance(part, (ast.Compare, ast.Call))]
    return not any("origin" in ast.unparse(part).lower() and not _is_look_up(part) for part in asked)


def _is_look_up(part: ast.AST) -> bool:
    """Whether it only asks whether there is an origin: `request.headers.get("Origin")`, `"Origin" in request.headers`,
    `origin is not None`."""
    if isinstance(part, ast.Compare) and isinstance(part.ops[0], (ast.In, ast.NotIn)):
        return (text_of(part.left) or "").lower() in ("origin", "http_origin")
    if isinstance(part, ast.Compare):
        return isinstance(part.comparators[0], ast.Constant) and part.comparators[0].value is None
    return isinstance(part, ast.Call) and method_of(part) == "get"


_NAME_AND_VALUE = 2
_CREDENTIALS = deferred(r"Access-Control-Allow-Credentials[\"']\]?\s*[,=:]\s*[\"']?[Tt]rue")
_ORIGIN = deferred(r"\b(?:headers|META|environ|get_header)\b.*[\"'](?:HTTP_)?ORIGIN[\"']", re.I)
_MESSAGE = "Pages of every other site may read what the visitor's cookies let them; name the origins that may."


def _of_starlette(named: dict[str, ast.expr], context: Context) -> bool:
    return any(_is_any(named.get(keyword), context) for keyword in ("allow_origins", "allow_origin_regex"))


def _of_flask(named: dict[str, ast.expr], context: Context) -> bool:
    """Whether every origin is allowed, as it is by default, unless a setting of the project names some."""
    resources = named.get("resources")
    if "origins" in named:
        return _is_any(named["origins"], context)
    if resources is None:
        return not (context.ask("names-origins") or context.ask_project("everywhere", KIND))
    tables = [item for item in choices(context, resources) if isinstance(item, ast.Dict)]
    for options in (value for table in tables for value in table.values):
        entries, unknown = entries_of(context, options)
        if not unknown and ("origins" not in entries or _is_any(entries["origins"], context)):
            return True
    return bool(constants(context, resources))


KIND = "names-origins"


@collector(KIND, among=(ast.Constant, ast.Name), words=("CORS_ORIGINS",))
def names_origins(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Where the setting of Flask-CORS names the origins that may, which is what holds where a call does not."""
    for node in block.nodes(ast.Assign):
        for target, value in assignments(node):
            key = target.slice if isinstance(target, ast.Subscript) else None
            named = text_of(key) if key is not None else dotted(target).rpartition(".")[2]
            if named == "CORS_ORIGINS" and not any(text_of(item) in _ANY for item in ast.walk(value)):
                yield True, node


@topic(KIND, reads=(KIND,))
def names_origins_topic(view: View, index: int) -> Any:
    """Whether the module sets the origins that may."""
    return bool(view.joined.get(KIND))


def _is_any(origins: ast.expr | None, context: Context) -> bool:
    """Whether an origin, or one of a list, is any."""
    found = choices(context, origins) if origins is not None else ()
    parts = (
        part for item in found for part in (item.elts if isinstance(item, (ast.List, ast.Tuple, ast.Set)) else [item])
    )
    return len(found) == 1 and any(value in _ANY for part in parts for value in constants(context, part))


def _of_django(block: Block, node: ast.Assign, context: Context) -> Iterator[Finding]:
    """The settings of django-cors-headers that allow both."""
    for target, value in assignments(node):
        if not isinstance(target, ast.Name) or not is_true(value):
            continue
        every = (context.ask("held", setting) for setting in ("CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL"))
        if target.id == "CORS_ALLOW_CREDENTIALS" and any(texts == ("True",) for texts in every):
            severity = Severity.HINT if _is_not_deployed(block, node, context) else Severity.WARNING
            yield block.finding(node, _MESSAGE, data={"fix": "1"}, severity=severity)


@permissive_cors.fix(
    "Leave credentials out",
    Safety.UNSAFE,
    why="Pages of other sites, your own among them, no longer get what the visitor's cookies let them.",
    when=lambda finding: "fix" in finding.data,
)
def leave_credentials_out(target: Target) -> Repair:
    """Switch them off."""
    node = target.node(ast.keyword, ast.Assign)
    assert isinstance(node, (ast.keyword, ast.Assign))
    return Repair((target.replace(node.value, "False"),))
