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
from burnish_checks.security.calls import argument, has_star, is_false, literal, text_of, with_keyword
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.makers import literal_of
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
_SENSITIVE = vocabulary("session sessionid sid token auth jwt csrf csrftoken remember login credential password")
_FOR_SCRIPTS = frozenset({"csrf", "xsrf", "csrftoken", "xsrftoken"})
_METHODS = frozenset({"set_cookie", "set_signed_cookie", "set_secure_cookie"})


@rule(
    Category.SECURITY,
    visits=(syntax.Call, syntax.Assign),
    only=(calls(methods={*_METHODS, "update"}), targets(*_SETTINGS)),
    aliases=("CWE-614", "CWE-1004"),
    in_tests=False,
)
def insecure_cookie(block: Block, node: ast.Call | ast.Assign, context: Context) -> Iterator[Finding]:
    """A cookie that is also sent without TLS, or that scripts on the page can read.

    `secure=True` keeps it off unencrypted connections, `httponly=True` out of reach of injected scripts. Reported where
    one is switched off, and where a cookie that holds a session or a token is set with neither. A cookie against forged
    requests (`csrf_token`) is for the page's own scripts to read.

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
        yield from _setting(block, node)
        return
    method = method_of(node)
    if method == "update":
        for item in node.keywords:
            if item.arg in _SETTINGS and is_false(item.value):
                yield block.finding(
                    item, f"`{item.arg}` is off; the cookie can be read on the way or by scripts.", data={"fix": "flip"}
                )
    if method not in _METHODS:
        return
    off = False
    named = text_of(argument(node, 0, "key") or argument(node, 0, "name")) or ""
    for_scripts = not _FOR_SCRIPTS.isdisjoint(words(named))
    for name, danger in (("secure", "is also sent without TLS"), ("httponly", "can be read by scripts on the page")):
        given = next((item for item in node.keywords if item.arg == name), None)
        if given is not None and literal_of(context, given.value) is False:
            off = True
            if name == "httponly" and for_scripts:
                continue
            yield block.finding(given, f"This cookie {danger}; pass `{name}=True`.", data={"fix": "flip"})
    if off or has_star(node):
        return
    passed = {item.arg for item in node.keywords}
    if (
        not _SENSITIVE.isdisjoint(words(named))
        and not passed & {"secure", "httponly", "max_age_zero"}
        and len(node.args) < _PLACE_OF_SECURE
    ):
        yield block.finding(
            node.func,
            f"The cookie `{named}` is sent without TLS too, and scripts read it; pass `secure=True, httponly=True`.",
            data={"fix": "add"},
        )


def _setting(block: Block, node: ast.Assign) -> Iterator[Finding]:
    """Settings of Flask and Django that switch the protection off."""
    if not is_false(node.value):
        return
    for target in node.targets:
        name = target.id if isinstance(target, ast.Name) else ""
        if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
            value = literal(target.slice)
            name = value if isinstance(value, str) else ""
        if name in _SETTINGS:
            yield block.finding(
                node,
                f"`{name}` is off; the cookie can be read on the way or by scripts.",
                data={"fix": "flip"},
                severity=Severity.WARNING,
            )


@insecure_cookie.fix(
    "Protect the cookie",
    Safety.UNSAFE,
    why="The cookie is no longer sent over plain HTTP, or no longer seen by the page's own scripts.",
)
def protect(target: Target) -> Repair:
    """Flip or add the arguments."""
    if target.finding.data["fix"] == "flip":
        return Repair((target.replace(_assigned(target).value, "True"),))
    return Repair((with_keyword(target, target.node(ast.Call), "secure=True, httponly=True"),))


def _assigned(target: Target) -> ast.keyword | ast.Assign:
    """The keyword or assignment that was reported."""
    node = target.node(ast.keyword, ast.Assign)
    assert isinstance(node, (ast.keyword, ast.Assign))
    return node
