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
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import assigned, conditions, literal
from burnish_checks.security.configured import SETTERS, is_for_development, is_in_example, settings_in
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.known import choices, is_made_by, names
from burnish_checks.security.makers import literal_of
from burnish_checks.security.passed import APPLIES, applied, passed
from burnish_checks.security.words import vocabulary, words

_APPLICATIONS = frozenset(
    {
        "flask.Flask",
        "fastapi.FastAPI",
        "starlette.applications.Starlette",
        "quart.Quart",
        "bottle.Bottle",
        "flask.app.Flask",
        "dash.Dash",
        "sanic.Sanic",
    }
)
_DEBUGGERS = {"werkzeug.serving.run_simple": "use_debugger", "werkzeug.debug.DebuggedApplication": "evalex"}
_CONFIGURES = vocabulary("config configuration settings production base")
_TAKES_DEBUG = frozenset(
    {"fastapi.FastAPI", "starlette.applications.Starlette", "tornado.web.Application", "bottle.run", "uvicorn.run"}
)


@rule(
    Category.SECURITY,
    visits=(syntax.Call, syntax.Assign),
    only=(
        calls({*_TAKES_DEBUG, *_DEBUGGERS, *APPLIES}, methods={"run", "run_server", *SETTERS}, keywords={"debug"}),
        targets("debug", "DEBUG"),
    ),
    aliases=("S201", "B201"),
    in_tests=False,
)
def debug_enabled(block: Block, node: ast.Call | ast.Assign, context: Context) -> Iterator[Finding]:
    """A web application in debug mode shows its code and, with Werkzeug, runs code that a visitor sends.

    Switch it on from outside, for development only: `flask --debug`, an environment variable. In what says that it is for
    development or tests, where another class of the file has it off, and in folders of examples or benchmarks, it is a hint.

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
    if isinstance(node, ast.Call):
        yield from _call(block, node, context)
    for name, value, place in settings_in(node, context):
        if name == "DEBUG" and literal_of(context, value) is True and _of_application(block, node, context):
            quiet = is_for_development(block, node, context) or is_in_example(context.path)
            quiet = (
                quiet
                or _OF_NEW_PROJECTS.search(context.path) is not None
                or (_is_of_class(block, node) and "False" in context.ask("held", ".DEBUG"))
            )
            sure = not isinstance(node, ast.Assign) or isinstance(node.targets[0], ast.Subscript)
            loud = None if sure else Severity.INFORMATION
            yield block.finding(place, _MESSAGE, data=_fix(place), severity=Severity.HINT if quiet else loud)
    if isinstance(node, ast.Assign) and literal(node.value) is True:
        for target in node.targets:
            owner = target.value if isinstance(target, ast.Attribute) and target.attr == "debug" else None
            if owner is not None and is_made_by(context, owner, _APPLICATIONS):
                quiet = is_for_development(block, node, context) or _is_chosen(block, node, context)
                quiet = quiet or is_in_example(context.path)
                yield block.finding(node, _MESSAGE, data=_fix(node), severity=Severity.HINT if quiet else None)


_OF_NEW_PROJECTS = deferred(r"(?:^|[\\/])(?:(?:project|instance|app|site)_templates?|project_name)[\\/]")
"""Folders of what new projects are made of, which begin in debug mode as Django's own do."""


def _is_of_class(block: Block, node: ast.AST) -> bool:
    """Whether a class has the setting, of which others may be derived that have it otherwise."""
    return isinstance(node, ast.Assign) and (block.in_class or isinstance(block.walk.scope_at(node).node, ast.ClassDef))


def _is_chosen(block: Block, node: ast.AST, context: Context) -> bool:
    """Whether a condition around asks the environment, or the command line, whether to: `if os.environ.get("SHOW_ERRORS")`."""
    return any(map(_FROM_OUTSIDE.search, conditions(block, node, context)))


_FROM_OUTSIDE = deferred(r"\benviron\b|\bgetenv\b|\bargv\b|(?:^|\W)(?:args|options|arguments)\.")


_MESSAGE = "In debug mode visitors see the code, and may run their own; switch it on from outside, for development."


def _call(block: Block, node: ast.Call, context: Context) -> Iterator[Finding]:
    name = context.qualified(node.func)
    if (later := applied(node, name)) is not None:
        node, name = later, context.qualified(later.func)
    method = method_of(node)
    receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
    keyword = _DEBUGGERS.get(name, "debug")
    runs = method in ("run", "run_server") and (
        is_made_by(context, receiver, _APPLICATIONS) or _is_called_application(context, receiver)
    )
    if not runs and name not in _TAKES_DEBUG and name not in _DEBUGGERS:
        return
    arguments = passed(context, node)
    place = arguments.place(None, keyword)
    if place is None:
        return
    every = choices(context, arguments.named[keyword])
    on = [item for item in every if literal(item) is True]
    if on:
        quiet = len(on) < len(every) or is_in_example(context.path) or is_for_development(block, node, context)
        yield block.finding(place, _MESSAGE, data=_fix(place), severity=Severity.HINT if quiet else None)


def _is_called_application(context: Context, receiver: ast.AST | None) -> bool:
    """Whether a value was made by a function that is called so: `create_app()`."""
    return any(_MAKES_APPLICATION.search(name) for name in names(context, receiver))


_MAKES_APPLICATION = deferred(r"(?:^|[.@_])(?:create|make|build|get)_(?:flask_)?app(?:lication)?\(\)$")


def _fix(place: ast.AST) -> dict[str, str]:
    written = isinstance(place, (ast.keyword, ast.Assign)) and isinstance(place.value, ast.Constant)
    return {"fix": "1"} if written else {}


def _of_application(block: Block, node: ast.AST, context: Context) -> bool:
    """Whether `DEBUG` is a setting of a web application: of Flask's `config`, of a settings module or class."""
    if isinstance(node, ast.Call):
        return _is_config(node.func.value, context) if isinstance(node.func, ast.Attribute) else False
    assert isinstance(node, ast.Assign)
    target = node.targets[0]
    if isinstance(target, ast.Subscript):
        return _is_config(target.value, context)
    if block.in_class or isinstance(block.walk.scope_at(node).node, ast.ClassDef):
        names = (getattr(item, "name", "") for item in (*context.enclosing, *block.ancestors(node)))
        around = [name for name in names if name]
        return bool(around) and not _CONFIGURES.isdisjoint(words(around[-1] if block.in_class else around[0]))
    return _is_settings(block, context)


def _is_config(owner: ast.expr, context: Context) -> bool:
    return (
        isinstance(owner, ast.Attribute) and owner.attr == "config" and is_made_by(context, owner.value, _APPLICATIONS)
    )


def _is_settings(block: Block, context: Context) -> bool:
    """Whether this is the settings file of a Django project."""
    if block.walk.root.bound.get("DEBUG") is None or block.in_class:
        return False
    return bool(context.bindings("INSTALLED_APPS")) and bool(context.bindings("SECRET_KEY"))


@debug_enabled.fix(
    "Switch debug mode off",
    Safety.UNSAFE,
    why="Errors no longer show the debugger, and code is not reloaded.",
    when=lambda finding: "fix" in finding.data,
)
def switch_off(target: Target) -> Repair:
    """Replace the value."""
    return Repair((target.replace(assigned(target).value, "False"),))
