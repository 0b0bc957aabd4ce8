"""The rule disabled-csrf."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePath

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import targets
from burnish_checks.security.calls import is_false, literal
from burnish_checks.security.makers import maker

_EXEMPT = frozenset({"django.views.decorators.csrf.csrf_exempt"})
_SETTINGS = frozenset({"WTF_CSRF_ENABLED", "WTF_CSRF_CHECK_DEFAULT", "CSRF_ENABLED"})
_PROTECT = frozenset({"flask_wtf.csrf.CSRFProtect", "flask_wtf.CSRFProtect", "flask_wtf.csrf.CsrfProtect"})


_FROM_ELSEWHERE = re.compile(
    r"webhook|callback|oidc|websso|saml|openid|oauth|(?<![a-z])sso(?![a-z])|single sign|identity provider|social|"
    r"iframe|(?<![a-z])(?:ipn|token|metrics|telemetry)(?![a-z])",
    re.I,
)
"""In the name or docstring of a view, or the path of its file, what says that other sites are to send to it."""
_NO_LOGIN = frozenset({"login_not_required", "login_exempt", "public"})
"""Decorators that say that no login is needed: there is nothing to ride on."""


@rule(
    Category.SECURITY,
    visits=(syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.ClassDef, syntax.Assign),
    only=(targets(*_SETTINGS),),
    aliases=("CWE-352",),
    in_tests=False,
)
def disabled_csrf(block: Block, node: ast.AST, context: Context) -> Iterator[Finding]:
    """A view or application whose forms accept requests that another site makes the visitor's browser send.

    Reported: `csrf_exempt`, `CSRFProtect.exempt`, and the settings that switch the check off. It is a hint where the name or
    docstring of the view, or the path of its file, says that other sites are to send to it (a webhook, a single sign-on), and
    where no login is needed. An API that authenticates
    each request by a token needs no such check; say so beside a suppression.

    ```python
    from django.views.decorators.csrf import csrf_exempt

    @csrf_exempt
    def transfer(request):
        return pay(request.POST["to"])
    ```

    ```python
    def transfer(request):
        return pay(request.POST["to"])
    ```
    """
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        for decorator in node.decorator_list:
            inner = decorator
            if isinstance(decorator, ast.Call):
                inner = next((item for item in decorator.args if not isinstance(item, ast.Starred)), decorator.func)
            if _exempts(inner, context):
                message = "This view accepts requests that other sites make the browser send; leave the CSRF check on."
                said = f"{PurePath(context.path).as_posix()} {node.name} {syntax.get_docstring(node) or ''}"
                others = (word for item in node.decorator_list for word in _named_in(item))
                quiet = _FROM_ELSEWHERE.search(said) is not None or not _NO_LOGIN.isdisjoint(others)
                yield block.finding(inner, message, severity=Severity.HINT if quiet else None)
    elif isinstance(node, ast.Assign) and is_false(node.value):
        for target in node.targets:
            name = _setting(target)
            if name in _SETTINGS:
                message = f"`{name}` is off, so forms accept requests that other sites make the browser send."
                yield block.finding(node, message, data={"fix": "1"}, severity=Severity.WARNING)


def _named_in(decorator: ast.expr) -> Iterator[str]:
    """The last words of what a decorator names, under `method_decorator` too."""
    for item in ast.walk(decorator):
        if isinstance(item, (ast.Name, ast.Attribute)):
            yield item.id if isinstance(item, ast.Name) else item.attr


def _exempts(decorator: ast.expr, context: Context) -> bool:
    """Whether the decorator is `csrf_exempt` or `CSRFProtect.exempt`."""
    if context.qualified(decorator) in _EXEMPT:
        return True
    return (
        isinstance(decorator, ast.Attribute)
        and decorator.attr == "exempt"
        and maker(context, decorator.value) in _PROTECT
    )


def _setting(target: ast.expr) -> str:
    """The name of the setting that is assigned, as a variable or as a key."""
    name = literal(target.slice) if isinstance(target, ast.Subscript) else getattr(target, "id", "")
    return name if isinstance(name, str) else ""


@disabled_csrf.fix(
    "Switch the check on",
    Safety.UNSAFE,
    why="Requests without a token are refused from now on.",
    when=lambda finding: "fix" in finding.data,
)
def switch_on(target: Target) -> Repair:
    """Replace the value."""
    return Repair((target.replace(target.node(ast.Assign).value, "True"),))
