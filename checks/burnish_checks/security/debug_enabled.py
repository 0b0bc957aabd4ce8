"""The rule debug-enabled."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls, targets
from burnish_checks.security.calls import literal
from burnish_checks.security.makers import maker

_APPLICATIONS = frozenset(
    {
        "flask.Flask",
        "fastapi.FastAPI",
        "starlette.applications.Starlette",
        "quart.Quart",
        "bottle.Bottle",
        "flask.app.Flask",
    }
)
_TAKES_DEBUG = frozenset(
    {"fastapi.FastAPI", "starlette.applications.Starlette", "tornado.web.Application", "bottle.run", "uvicorn.run"}
)


@rule(
    Category.SECURITY,
    visits=(syntax.Call, syntax.Assign),
    only=(calls(keywords={"debug"}), targets("debug", "DEBUG")),
    aliases=("S201", "B201"),
    in_tests=False,
)
def debug_enabled(block: Block, node: ast.Call | ast.Assign, context: Context) -> Iterator[Finding]:
    """A web application in debug mode shows its code and, with Werkzeug, runs code that a visitor sends.

    Switch it on from outside, for development only: `flask --debug`, an environment variable.

    ```python
    from flask import Flask

    app = Flask(__name__)
    app.run(debug=True)
    ```

    ```python
    from flask import Flask

    app = Flask(__name__)
    app.run(debug=False)
    ```
    """
    message = "In debug mode visitors see the code, and may run their own; switch it on from outside, for development."
    if isinstance(node, ast.Call):
        debug = next((item for item in node.keywords if item.arg == "debug"), None)
        if debug is None or literal(debug.value) is not True:
            return
        runs = isinstance(node.func, ast.Attribute) and node.func.attr == "run"
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        if context.qualified(node.func) in _TAKES_DEBUG or (runs and maker(context, receiver) in _APPLICATIONS):
            yield block.finding(debug, message)
    elif literal(node.value) is True:
        for target in node.targets:
            if _is_of_application(target, context):
                yield block.finding(node, message)
            elif isinstance(target, ast.Name) and target.id == "DEBUG" and _is_settings(block, context):
                yield block.finding(node, message, severity=Severity.INFORMATION)


def _is_of_application(target: ast.expr, context: Context) -> bool:
    """Whether the target is `app.debug` or `app.config["DEBUG"]` of a web application."""
    if isinstance(target, ast.Attribute):
        return target.attr == "debug" and maker(context, target.value) in _APPLICATIONS
    if not isinstance(target, ast.Subscript) or literal(target.slice) != "DEBUG":
        return False
    owner = target.value
    return isinstance(owner, ast.Attribute) and owner.attr == "config" and maker(context, owner.value) in _APPLICATIONS


def _is_settings(block: Block, context: Context) -> bool:
    """Whether this is the settings file of a Django project."""
    if block.walk.root.bound.get("DEBUG") is None or block.in_class:
        return False
    return bool(context.bindings("INSTALLED_APPS")) and bool(context.bindings("SECRET_KEY"))


@debug_enabled.fix(
    "Switch debug mode off", Safety.UNSAFE, why="Errors no longer show the debugger, and code is not reloaded."
)
def switch_off(target: Target) -> Repair:
    """Replace the value."""
    return Repair((target.replace(_assigned(target).value, "False"),))


def _assigned(target: Target) -> ast.keyword | ast.Assign:
    """The keyword or assignment that was reported."""
    node = target.node(ast.keyword, ast.Assign)
    assert isinstance(node, (ast.keyword, ast.Assign))
    return node
