"""The rule disabled-csrf."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import PurePath
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.lineage import members_by_class
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls, targets
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import assignments, is_false, literal
from burnish_checks.security.classes import all_bases, derives_from
from burnish_checks.security.configured import SETTERS, is_for_development, settings_in
from burnish_checks.security.csrf_proofs import OF_BROWSERS, proves_sender
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.known import is_made_by
from burnish_checks.security.makers import literal_of, maker
from burnish_checks.security.passed import entries_of
from burnish_checks.security.words import words

_EXEMPT = frozenset({"django.views.decorators.csrf.csrf_exempt"})
_SETTINGS = frozenset({"WTF_CSRF_ENABLED", "WTF_CSRF_CHECK_DEFAULT", "CSRF_ENABLED"})
_PROTECT = frozenset({"flask_wtf.csrf.CSRFProtect", "flask_wtf.CSRFProtect", "flask_wtf.csrf.CsrfProtect"})


_FORMS = frozenset(
    {"flask_wtf.FlaskForm", "flask_wtf.form.FlaskForm", "flask_wtf.Form", "wtforms.csrf.session.SessionSecureForm"}
)
_REST_SESSIONS = frozenset({"rest_framework.authentication.SessionAuthentication"})
_FROM_ELSEWHERE = deferred(
    r"webhook|callback|oidc|websso|saml|openid|oauth|(?<![a-z])sso(?![a-z])|single sign|identity provider|social|"
    r"iframe|(?<![a-z])(?:ipn|token|metrics|telemetry)(?![a-z])|ocsp|(?<![a-z])(?:acme|cas|scep|soap|(?:web|cal|card)dav)(?![a-z])"
    r"|(?:xml|json)-?_?rpc|inbound|auto_?discover|(?<![a-z])bounce"
    r"|(?<![a-z])(?:ogc|ows|wms|wmts|wfs|wcs|csw|opensearch|oai|sparql)(?![a-z])",
    re.I,
)
"""In the name or docstring of a view, or the path of its file, what says that other sites are to send to it."""
_NO_LOGIN = frozenset({"login_not_required", "login_exempt", "public"})
"""Decorators that say that no login is needed: there is nothing to ride on."""


@rule(
    Category.SECURITY,
    visits=(syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.ClassDef, syntax.Assign, syntax.Call),
    only=(targets(*_SETTINGS, "csrf_exempt", "csrf"), calls(_EXEMPT, methods={*SETTERS, "exempt"}, keywords={"meta"})),
    aliases=("CWE-352",),
    in_tests=False,
)
def disabled_csrf(block: Block, node: ast.AST, context: Context) -> Iterator[Finding]:
    """A view or application whose forms accept requests that another site makes the visitor's browser send.

    Reported: `csrf_exempt`, `CSRFProtect.exempt`, and the settings that switch the check off. It is a hint where the
    name or docstring of the view, or the path of its file, says that other sites are to send to it (a webhook, a single
    sign-on) or that it speaks a protocol of programs (OCSP, ACME, WebDAV, OGC's services of maps), where it
    is called an `api` and asks for no user or session, or takes no `POST`, where it is a view of Django REST framework, which
    is exempt by itself, where the comment above an assignment speaks of CSRF, where no login is needed, where a list of
    routes exempts a class of another module, where the check of all views is off and some ask for it (`csrf.protect()`),
    or in what says that it is for tests or development. Nothing is said of a view that refuses requests without the right
    signature or token (`compare_digest`, `valid_signature`) and asks for no user or session.

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
            inner = next((item for item in _applied(decorator) if _exempts(item, context)), None)
            if inner is not None and not proves_sender(block, node, context):
                message = "This view accepts requests that other sites make the browser send; leave the CSRF check on."
                classes = " ".join(item.name for item in context.enclosing)
                said = f"{PurePath(context.path).as_posix()} {classes} {node.name} {syntax.get_docstring(node) or ''}"
                others = {word for item in node.decorator_list for word in _named_in(item)}
                quiet = _FROM_ELSEWHERE.search(said) is not None or not _NO_LOGIN.isdisjoint(others)
                quiet = quiet or _is_of_programs(block, node) or _takes_no_form(node) or "api_view" in others
                quiet = quiet or _is_exempt_anyway(node, context) or _is_of_nobody(block, node)
                quiet = quiet or (isinstance(node, ast.ClassDef) and _takes_no_posts(node, context))
                yield block.finding(inner, message, severity=Severity.HINT if quiet else None)
    else:
        yield from _settings(block, node, context)
    if isinstance(node, ast.ClassDef):
        yield from _form(block, node, context)
    elif isinstance(node, ast.Call):
        yield from _call(block, node, context)


def _takes_no_form(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Whether a decorator lets only requests in that the form of another site cannot send, or that change nothing:
    `require_GET`, `require_http_methods(["PATCH"])`."""
    for item in node.decorator_list:
        named = dotted(item.func if isinstance(item, ast.Call) else item).rpartition(".")[2]
        methods = {str(part.value) for part in ast.walk(item) if isinstance(part, ast.Constant)}
        if named in ("require_GET", "require_safe") or (methods and methods <= _NO_FORMS):
            return True
    return False


def _is_exempt_anyway(node: ast.AST, context: Context) -> bool:
    """Whether it is a view class of Django REST framework, or a method of one: `as_view` exempts each, and those that log in
    by sessions check for themselves."""
    around = context.enclosing_class
    name = node.name if isinstance(node, ast.ClassDef) else around.name if around is not None else ""
    return bool(name) and any(base.startswith("rest_framework.") for base in all_bases(context, f"@{name}"))


_NO_FORMS = frozenset({"GET", "HEAD", "OPTIONS", "PATCH", "PUT", "DELETE"})


def _is_of_programs(block: Block, node: ast.AST) -> bool:
    """Whether a view is called one for programs, which send a key of their own, and asks for nothing that a browser brings."""
    named = isinstance(node, syntax.FunctionNode) and "api" in words(node.name)
    return named and OF_BROWSERS.search(block.text) is None


def _is_of_nobody(block: Block, node: ast.AST) -> bool:
    """Whether a view takes the raw body of a request and nothing else of it: what others send is worth as much from anywhere."""
    if not isinstance(node, syntax.FunctionNode) or ".body" not in block.text or OF_BROWSERS.search(block.text):
        return False
    reads = [block.parent(item) for item in block.nodes(ast.Name) if item.id == "request"]
    return bool(reads) and all(isinstance(item, ast.Attribute) and item.attr in _RAW for item in reads)


_RAW = frozenset({"body", "META", "headers", "method", "content_type"})


def _settings(block: Block, node: ast.AST, context: Context) -> Iterator[Finding]:
    for name, value, place in settings_in(node, context):
        if name in _SETTINGS and literal_of(context, value) is False:
            message = f"`{name}` is off, so forms accept requests that other sites make the browser send."
            quiet = is_for_development(block, node, context) or context.ask("protects-views")
            here = isinstance(place, ast.Assign) and is_false(place.value)
            data = {"fix": "1"} if here else {}
            yield block.finding(place, message, data=data, severity=Severity.HINT if quiet else Severity.WARNING)
    if isinstance(node, ast.Assign):
        for target, value in assignments(node):
            if isinstance(target, ast.Attribute) and target.attr == "csrf_exempt" and literal(value) is True:
                quiet = _is_explained(block, node)
                yield block.finding(node, _EXEMPTED, severity=Severity.HINT if quiet else None)
            elif isinstance(target, ast.Name) and target.id == "csrf" and is_false(value) and _in_form(context):
                yield block.finding(
                    node, "This form accepts requests that other sites make the browser send; leave `csrf` on."
                )


def _is_explained(block: Block, node: ast.AST) -> bool:
    """Whether the comment right above speaks of CSRF."""
    above = (line.lstrip() for line in reversed(block.lines[: block.span(node).start_line]))
    return any("csrf" in line.lower() for line in takewhile(lambda line: line.startswith("#"), above))


_EXEMPTED = "This view accepts requests that other sites make the browser send; leave the CSRF check on."


def _in_form(context: Context) -> bool:
    """Whether this stands in the `class Meta` of a form of Flask-WTF."""
    around = [item for item in context.enclosing if item.word == "class"]
    return len(around) > 1 and around[-1].name == "Meta" and derives_from(context, f"@{around[-2].name}", _FORMS)


def _form(block: Block, node: ast.ClassDef, context: Context) -> Iterator[Finding]:
    """A class of Django REST framework's sessions whose check does nothing."""
    own = f"@{node.name}"
    if derives_from(context, own, _REST_SESSIONS):
        for name in context.ask("does-nothing"):
            if name == "enforce_csrf":
                yield block.finding(block.name_span(node), "Sessions are taken without the CSRF check; leave it on.")


def _call(block: Block, node: ast.Call, context: Context) -> Iterator[Finding]:
    """`csrf_exempt(view)`, `csrf.exempt(blueprint)`, and forms made with `meta={"csrf": False}`."""
    parent = block.parent(node)
    if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node in parent.decorator_list:
        return
    owner = node.func.value if isinstance(node.func, ast.Attribute) and node.func.attr == "exempt" else None
    by_name = context.qualified(node.func) in _EXEMPT and bool(node.args)
    if by_name or (owner is not None and is_made_by(context, owner, _PROTECT)):
        statement = block.statement_of(node)
        told = _FROM_ELSEWHERE.search(block.source(statement)) if statement is not None else None
        # what it is given decides, as in a decorator, or what is not seen here
        quiet = told is not None or isinstance(statement, ast.Return) or _is_imported(node, context)
        yield block.finding(node.func, _EXEMPTED, severity=Severity.HINT if quiet else None)
    for item in node.keywords:
        if item.arg == "meta" and dotted(node.func).rpartition(".")[2].endswith("Form"):
            entries, _ = entries_of(context, item.value)
            if literal_of(context, entries.get("csrf")) is False:
                by_command = any(context.ask("imports-module", module) for module in ("click", "argparse"))
                yield block.finding(
                    item,
                    "This form accepts requests that other sites make the browser send; leave `csrf` on.",
                    severity=Severity.HINT if by_command else None,
                )


def _is_imported(exempting: ast.Call, context: Context) -> bool:
    """Whether the view of a class of another module is exempted, of which it is not known whether it changes anything."""
    made = exempting.args[0] if exempting.args else None
    function = made.func if isinstance(made, ast.Call) else None
    if not isinstance(function, ast.Attribute) or function.attr != "as_view":
        return False
    return "." in context.qualified(function.value)


@collector("does-nothing", local=True, among=(ast.FunctionDef,), words=("enforce_csrf",))
def does_nothing(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Methods that switch off what they override: all they do is return."""
    for node in block.nodes(ast.FunctionDef):
        if node.name == "enforce_csrf" and all(
            isinstance(item, (ast.Pass, ast.Expr)) or (isinstance(item, ast.Return) and _is_nothing(item.value))
            for item in node.body
        ):
            yield node.name, node


def _takes_no_posts(node: ast.ClassDef, context: Context) -> bool:
    """Whether a class answers requests, but none that the form of another site can send to change something.

    False where it inherits from classes of which it is not seen here what they answer.
    """
    line = set(all_bases(context, f"@{node.name}")) - _ANSWERS_NOTHING
    if not all(map(dotted, node.bases)) or any(not name.startswith("@") for name in line):
        return False
    answered = [context.ask("answered", name.removeprefix("@")) for name in line]
    known = [methods for methods in answered if methods is not None]
    return len(known) == len(answered) and any(known) and all(map(_TAKES_POSTS.isdisjoint, known))


@topic("answered", reads=("members", "headers", "classes"))
def answered_topic(view: View, index: int, name: str) -> Any:
    """The methods of a class of the module that answer requests, sorted; None where no members of it are known."""
    members = members_by_class(view).get(name)
    return tuple(sorted(members & _ANSWERS)) if members is not None else None


_ANSWERS_NOTHING = frozenset(
    {
        *("django.views.View", "django.views.generic.View", "django.views.generic.base.View"),
        *("flask.views.View", "flask.views.MethodView"),
    }
)
"""Base classes of views that answer nothing by themselves."""
_TAKES_POSTS = frozenset({"post", "dispatch", "form_valid", "http_method_not_allowed"})
_ANSWERS = _TAKES_POSTS | {"get", "head", "put", "patch", "delete"}


@collector("protects-views", local=True, among=(ast.Call,), words=(".protect()",))
def protects_views(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Calls that ask a view for its token there, as where the check of all views is off: `csrf.protect()`."""
    for node in block.nodes(ast.Call):
        owner = dotted(node.func).rpartition(".")[0].rpartition(".")[2]
        if method_of(node) == "protect" and "csrf" in words(owner) and not node.args and not node.keywords:
            yield dotted(node.func), node


@topic("protects-views", reads=("protects-views",))
def protects_views_topic(view: View, index: int) -> Any:
    """Whether any view of the module asks for the token itself."""
    return bool(view.joined.get("protects-views"))


def _is_nothing(value: ast.expr | None) -> bool:
    return value is None or isinstance(value, ast.Constant)


@topic("does-nothing", reads=("does-nothing",))
def does_nothing_topic(view: View, index: int) -> Any:
    """The names of such methods in the module, sorted."""
    return tuple(sorted(view.joined.get("does-nothing", {})))


def _named_in(decorator: ast.expr) -> Iterator[str]:
    """The last words of what a decorator names, under `method_decorator` too."""
    for item in ast.walk(decorator):
        if isinstance(item, (ast.Name, ast.Attribute)):
            yield item.id if isinstance(item, ast.Name) else item.attr


def _applied(decorator: ast.expr) -> list[ast.expr]:
    """What a decorator applies: itself, or what `method_decorator` is passed, one or a list."""
    if not isinstance(decorator, ast.Call):
        return [decorator]
    first = next((item for item in decorator.args if not isinstance(item, ast.Starred)), decorator.func)
    return list(first.elts) if isinstance(first, (ast.List, ast.Tuple)) else [first]


def _exempts(decorator: ast.expr, context: Context) -> bool:
    """Whether the decorator is `csrf_exempt` or `CSRFProtect.exempt`."""
    if context.qualified(decorator) in _EXEMPT:
        return True
    return (
        isinstance(decorator, ast.Attribute)
        and decorator.attr == "exempt"
        and maker(context, decorator.value) in _PROTECT
    )


@disabled_csrf.fix(
    "Switch the check on",
    Safety.UNSAFE,
    why="Requests without a token are refused from now on.",
    when=lambda finding: "fix" in finding.data,
)
def switch_on(target: Target) -> Repair:
    """Replace the value."""
    return Repair((target.replace(target.node(ast.Assign).value, "True"),))
