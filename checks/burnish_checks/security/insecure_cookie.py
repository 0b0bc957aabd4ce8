"""The rule insecure-cookie."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls, targets
from burnish_checks.security.calls import assigned, has_star, is_false, literal, with_keyword
from burnish_checks.security.configured import SETTERS, is_for_development, settings_in
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.known import is_made_by
from burnish_checks.security.makers import literal_of
from burnish_checks.security.passed import Passed, passed
from burnish_checks.security.words import vocabulary, words

_PLACE_OF_SECURE = 5
_SETTINGS = frozenset(
    {
        "SESSION_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "CSRF_COOKIE_SECURE",
        "REMEMBER_COOKIE_SECURE",
        "REMEMBER_COOKIE_HTTPONLY",
    }
)
_DANGERS = {"secure": "is also sent without TLS", "httponly": "can be read by scripts on the page"}
"""What each attribute of a cookie, switched off, leads to."""
_SENSITIVE = vocabulary("session sessionid sid token auth jwt csrf csrftoken remember login credential password")
_FOR_SCRIPTS = frozenset({"csrf", "xsrf", "csrftoken", "xsrftoken"})
_METHODS = frozenset({"set_cookie", "set_signed_cookie", "set_secure_cookie"})


@rule(
    Category.SECURITY,
    visits=(syntax.Call, syntax.Assign),
    only=(
        calls(methods={*_METHODS, *SETTERS, "add_middleware"}, keywords={"https_only"}),
        targets(*_SETTINGS, "secure", "httponly"),
    ),
    aliases=("CWE-614", "CWE-1004"),
    in_tests=False,
)
def insecure_cookie(block: Block, node: ast.Call | ast.Assign, context: Context) -> Iterator[Finding]:
    """A cookie that is also sent without TLS, or that scripts on the page can read.

    `secure=True` keeps it off unencrypted connections, `httponly=True` out of reach of injected scripts. Reported where
    one is switched off, where a cookie that holds a session or a token is set with neither, and where one that is kept off
    unencrypted connections is not kept from scripts. A cookie against forged requests (`csrf_token`) is for the page's own
    scripts to read, and one that is taken back (empty, or run out as it is set) says nothing. In what says that it is for
    development, where another class of the file has the setting on, and where a cookie is set as the application's setting
    says, which is reported itself, it is a hint.

    ```python
    def login(response, token):
        response.set_cookie("token", token, secure=False)
    ```

    ```python
    def login(response, token):
        response.set_cookie("token", token, secure=True, httponly=True)
    ```
    """
    if isinstance(node, ast.Assign):
        yield from _setting(block, node, context)
        yield from _morsel(block, node, context)
        return
    method = method_of(node)
    if method in SETTERS:
        yield from _setting(block, node, context)
    elif method not in _METHODS:
        yield from _sessions(block, node, context)
    else:
        yield from _cookie(block, node, context)


def _cookie(block: Block, node: ast.Call, context: Context) -> Iterator[Finding]:
    arguments = passed(context, node)
    if _takes_back(arguments, context):
        return
    off = False
    named = literal_of(context, arguments.get(0, "key") or arguments.get(0, "name"))
    named = named if isinstance(named, str) else ""
    for_scripts = not _FOR_SCRIPTS.isdisjoint(words(named))
    sensitive = not _SENSITIVE.isdisjoint(words(named))
    for name, danger in _DANGERS.items():
        place = arguments.place(None, name)
        if place is None or literal_of(context, arguments.named[name]) is not False:
            continue
        off = True
        if name == "httponly" and for_scripts:
            continue
        shown = arguments.places[name]
        here = isinstance(shown, ast.keyword) and shown.arg == name and is_false(shown.value)
        quiet = _is_setting(arguments.named[name]) or (name == "httponly" and _is_flag(named, arguments, context))
        yield block.finding(
            shown,
            f"This cookie {danger}; pass `{name}=True`.",
            data={"fix": "flip" if here else ""},
            severity=Severity.HINT if quiet else None,
        )
        if not here:
            return
    if off or arguments.open or has_star(node):
        return
    if not _OF_OTHERS.isdisjoint(arguments.named):
        return  # a method of the program's own, which takes neither
    quiet = "name" in arguments.named and not _is_of_framework(context)
    if (
        sensitive
        and _HIDES.isdisjoint(arguments.named)
        and "secure" not in arguments.named
        and len(node.args) < _PLACE_OF_SECURE
    ):
        yield block.finding(
            node.func,
            f"The cookie `{named}` is sent without TLS too, and scripts read it; pass `secure=True, httponly=True`.",
            data={"fix": "secure=True, httponly=True"},
            severity=Severity.HINT if quiet else None,
        )
        return
    holds = sensitive or _is_login(arguments.get(1, "value"))
    if holds and not for_scripts and "secure" in arguments.named and _HIDES.isdisjoint(arguments.named):
        which = f"The cookie `{named}`" if named else "This cookie"
        yield block.finding(
            node.func,
            f"{which} can be read by scripts on the page; pass `httponly=True`.",
            data={"fix": "httponly=True"},
            severity=Severity.HINT if quiet else None,
        )


def _is_setting(value: ast.AST) -> bool:
    """Whether this reads a setting of the application, `config.SESSION_COOKIE_SECURE`, which is told of where it is set."""
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=name)):
            return name in _SETTINGS
    return False


_HIDES = frozenset({"httponly", "http_only"})
"""How frameworks spell what keeps a cookie from scripts; Falcon the second way."""


def _is_flag(named: str, arguments: Passed, context: Context) -> bool:
    """Whether the cookie only says that something is so, to scripts: it has one fixed value, and its name is of no secret."""
    fixed = isinstance(literal_of(context, arguments.get(1, "value")), (str, int))
    return fixed and (_SENSITIVE.isdisjoint(words(named)) or not _STATES.isdisjoint(words(named)[-1:]))


_STATES = vocabulary("active enabled present exists consent seen started open state status flag")


def _is_login(value: ast.AST | None) -> bool:
    """Whether what the cookie holds is called a session or a token, or a cookie that is signed: `session_token.decode()`."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and not value.args:
        value = value.func.value
    name = value.id if isinstance(value, ast.Name) else value.attr if isinstance(value, ast.Attribute) else ""
    found = words(name)
    return not _KEPT.isdisjoint(found[-1:]) or (found[-1:] == ("cookie",) and not _SIGNED.isdisjoint(found))


_KEPT = vocabulary("session sid token jwt sessionid")
_SIGNED = vocabulary("secret signed session auth login")


def _takes_back(arguments: Passed, context: Context) -> bool:
    """Whether the cookie holds nothing any more, or has run out as it is set: there is nothing to read."""
    empty = arguments.get(1, "value")
    ends = [arguments.get(None, name) for name in ("expires", "max_age")]
    return (empty is not None and literal_of(context, empty) in ("", b"")) or any(
        end is not None and literal_of(context, end) == 0 for end in ends
    )


_BY_NAME = ("aiohttp", "tornado", "webob", "pyramid", "bottle", "sanic", "http")
"""Frameworks whose method calls the name of a cookie `name`; with others it is `key`."""


def _is_of_framework(context: Context) -> bool:
    """Whether the file imports a framework that takes `name=`: else the method may be the program's own."""
    return any(context.ask("imports-module", module) for module in _BY_NAME)


_OF_OTHERS = frozenset({"age", "version"})
"""Keywords that no framework's method takes."""


def _sessions(block: Block, node: ast.Call, context: Context) -> Iterator[Finding]:
    """Starlette's session middleware, told that plain HTTP will do."""
    given = [context.qualified(node.func), *(context.qualified(item) for item in node.args[:1])]
    told = method_of(node) == "add_middleware" or any(item.arg == "https_only" for item in node.keywords)
    if not told or not any(name.endswith(".SessionMiddleware") for name in given):
        return
    arguments = passed(context, node)
    shown = arguments.place(None, "https_only")
    if shown is not None and literal_of(context, arguments.named["https_only"]) is False:
        here = isinstance(shown, ast.keyword) and is_false(shown.value)
        yield block.finding(
            shown,
            "The session's cookie is also sent without TLS; pass `https_only=True`.",
            data={"fix": "flip" if here else ""},
        )


def _morsel(block: Block, node: ast.Assign, context: Context) -> Iterator[Finding]:
    """`cookie["name"]["secure"] = False` of `http.cookies`."""
    target = node.targets[0]
    if not (isinstance(target, ast.Subscript) and isinstance(target.value, ast.Subscript) and is_false(node.value)):
        return
    if literal(target.slice) in ("secure", "httponly") and is_made_by(context, target.value.value, _COOKIES):
        yield block.finding(node, f"This cookie is open; set `{literal(target.slice)}`.", data={"fix": "flip"})


_COOKIES = frozenset({"http.cookies.SimpleCookie", "Cookie.SimpleCookie"})


def _setting(block: Block, node: ast.Assign | ast.Call, context: Context) -> Iterator[Finding]:
    """Settings of Flask and Django that switch the protection off."""
    for name, value, place in settings_in(node, context):
        if name in _SETTINGS and literal_of(context, value) is False:
            quiet = is_for_development(block, node, context) or "True" in context.ask("held", f".{name}")
            here = isinstance(place, (ast.keyword, ast.Assign)) and is_false(place.value)
            yield block.finding(
                place,
                f"`{name}` is off; the cookie {_DANGERS[name.rpartition('_')[2].lower()]}.",
                data={"fix": "flip" if here else ""},
                severity=Severity.HINT if quiet else Severity.WARNING,
            )


@insecure_cookie.fix(
    "Protect the cookie",
    Safety.UNSAFE,
    why="The cookie is no longer sent over plain HTTP, or no longer seen by the page's own scripts.",
    when=lambda finding: bool(finding.data["fix"]),
)
def protect(target: Target) -> Repair:
    """Flip or add the arguments."""
    if target.finding.data["fix"] == "flip":
        return Repair((target.replace(assigned(target).value, "True"),))
    return Repair((with_keyword(target, target.node(ast.Call), target.finding.data["fix"]),))
