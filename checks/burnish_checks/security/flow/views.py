"""Which functions answer requests, for whom, and whether with a page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from burnish_checks import syntax
from burnish_checks.core.names import last_word
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import is_true
from burnish_checks.security.flow.answering import ROUTES, URL_METHODS
from burnish_checks.security.flow.fast import FAST, depends
from burnish_checks.security.flow.registered import routed_paths

if TYPE_CHECKING:
    from burnish_checks.security.flow.closed import World


def routes(node: ast.AST) -> list[ast.Call]:
    """The decorators that make a function answer requests."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return []
    return [
        item
        for item in node.decorator_list
        if isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute) and item.func.attr in ROUTES
    ]


def bare_routes(node: ast.AST) -> list[ast.Call]:
    """The decorators that are called like a function which routes and passed a path: `@post("/jobs")`."""
    calls = [item for item in getattr(node, "decorator_list", ()) if isinstance(item, ast.Call) and item.args]
    return [
        item
        for item in calls
        if isinstance(item.func, ast.Name)
        and item.func.id in ROUTES
        and str(getattr(item.args[0], "value", ""))[:1] == "/"
    ]


def routes_in(node: ast.AST, world: World) -> list[ast.Call]:
    """The decorators that make a function of a module answer requests, bare ones where a library has such."""
    return [*routes(node), *(bare_routes(node) if any(map(world.imports, _BARE)) else ())]


_BARE = ("bottle", "litestar", "microdot")
"""Libraries that route by functions which are imported."""


def parameters_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[ast.arg, ...]:
    """The parameters of a function that have names of their own."""
    return (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)


def is_cloud_function(node: ast.AST) -> bool:
    """Whether a cloud calls the function with an event: its first two parameters are called so."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    return [item.arg for item in node.args.args] == ["event", "context"] and "handler" in node.name


_ADMINISTRATORS = deferred(r"admin|superuser|staff", re.I)


def is_for_administrators(node: ast.AST, bases: Iterable[str]) -> bool:
    """Whether a decorator, a dependency or a base class says that only administrators get that far."""
    if any(map(_ADMINISTRATORS.search, bases)):
        return True
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    defaults = (*node.args.defaults, *(item for item in node.args.kw_defaults if item is not None))
    asked = [*node.decorator_list, *filter(depends, (*defaults, *(item.annotation for item in parameters_of(node))))]
    every = [item for expression in asked if expression is not None for item in syntax.walk(expression)]
    told = (str(item.arg) for item in every if isinstance(item, ast.keyword) and is_true(item.value))
    return any(map(_ADMINISTRATORS.search, (*map(last_word, every), *told)))


def is_for_members(node: ast.AST) -> bool:
    """Whether a decorator lets only those in who have signed in."""
    decorators = getattr(node, "decorator_list", ())
    return any(_MEMBERS.search(last_word(item.func if isinstance(item, ast.Call) else item)) for item in decorators)


_MEMBERS = deferred(
    r"^(?:login|auth|user|session)\w*_required$|^requires?_(?:auth|login|user)\w*$|^authenticated$", re.I
)


def is_wsgi(node: ast.AST) -> bool:
    """Whether a function is a WSGI application: it gets `environ` and `start_response`."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    return [item.arg for item in node.args.args if item.arg not in ("self", "cls")][:2] == ["environ", "start_response"]


def is_view_method(node: ast.AST) -> bool:
    """Whether a method is called like those of Flask's view classes that answer requests."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    own = [item.arg for item in node.args.args][:1] == ["self"]
    return own and (node.name in URL_METHODS or node.name == "dispatch_request")


def leads_on(node: ast.AST) -> str:
    """How the names of Django's view classes end in which a method so called says where a visitor is led; empty for others."""
    return _LEADING.get(node.name, "") if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) else ""


_LEADING = {"get_redirect_url": "RedirectView", "get_success_url": "View", "get_login_redirect_url": "View"}


def _is_flask_view(base: str) -> bool:
    return base.rpartition(".")[2] == "MethodView" or base == "flask.views.View"


def serves(node: ast.FunctionDef | ast.AsyncFunctionDef, world: World) -> bool:
    """Whether it is a method of a service of gRPC, which is passed what somebody sent, and a context."""
    named = [item.arg for item in node.args.args]
    served = len(named) == _OF_SERVICE and named[1].startswith("request") and named[2] == "context"
    return served and world.imports("grpc") and any(base.endswith("Servicer") for base in world.bases())


_OF_SERVICE = 3


def is_exposed(node: ast.AST, world: World) -> bool:
    """Whether CherryPy answers requests with what the function returns, as a page."""
    listed = [item.func if isinstance(item, ast.Call) else item for item in getattr(node, "decorator_list", ())]
    words = {last_word(item) for item in listed}
    return "expose" in words and "json_out" not in words and world.imports("cherrypy")


def answers_in_html(node: ast.AST, world: World) -> bool:
    """Whether the text that the function returns is sent as HTML."""
    if is_wsgi(node):
        return any(isinstance(item, ast.Constant) and "text/html" in str(item.value) for item in syntax.walk(node))
    if is_exposed(node, world):
        return True
    found = routes_in(node, world)
    if not found and not routed_paths(node, world):
        return is_view_method(node) and world.imports("flask") and any(map(_is_flask_view, world.bases()))
    if any(world.imports(module) for module in FAST):
        return any(
            item.arg == "response_class" and last_word(item.value) == "HTMLResponse"
            for route in found
            for item in route.keywords
        )
    return any(world.imports(module) for module in ("flask", "quart", "bottle"))
