"""The classes that functions which answer requests take: they are filled from requests, whatever they are called."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from os.path import basename, dirname
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector, dotted

KIND = "route-models"
_ROUTES = frozenset(["get", "post", "put", "patch", "delete", "api_route", "route", "handler"])
"""The decorators' last words that make a function answer requests."""
_INJECTED = frozenset({"Depends", "Security", "Provide", "Inject"})


@collector(KIND)
def route_models(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The names of the classes that annotate what a function takes from requests."""
    function = block.body[0] if block.body else None
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return
    if not any(isinstance(item, ast.Call) and _is_route(item.func) for item in function.decorator_list):
        return
    ordered = [*function.args.posonlyargs, *function.args.args]
    defaults = dict(zip(reversed(ordered), reversed(function.args.defaults), strict=False))
    kept = zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
    defaults.update((item, default) for item, default in kept if default is not None)
    for item in (*ordered, *function.args.kwonlyargs):
        if item.annotation is not None and not _is_injected(defaults.get(item)) and not _is_injected(item.annotation):
            yield from ((name, item) for name in _classes_in(item.annotation))


def _is_route(decorator: ast.expr) -> bool:
    return (decorator.attr if isinstance(decorator, ast.Attribute) else dotted(decorator)) in _ROUTES


def _is_injected(node: ast.AST | None) -> bool:
    """Whether the value is made by a function or class of its own."""
    return any(
        isinstance(item, ast.Call) and dotted(item.func).rpartition(".")[2] in _INJECTED
        for item in (ast.walk(node) if node is not None else ())
    )


def _classes_in(annotation: ast.expr) -> Iterator[str]:
    """The last words of the classes that an annotation names."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        yield annotation.value.rpartition(".")[2]
        return
    for node in ast.walk(annotation):
        if isinstance(node, (ast.Name, ast.Attribute)):
            word = dotted(node).rpartition(".")[2]
            if word[:1].isupper():
                yield word


@topic("route-model", reads=(KIND,), project=True)
def route_model_topic(view: View, index: int, name: str) -> Any:
    """Whether a function of this file, or of another that imports the class from here, takes it from requests."""
    if name in view.joined.get(KIND, {}):
        return True
    project = view.project
    others = project.ask(view.path, "everywhere", KIND) if project is not None else None
    for path, module, value in others or ():
        if value == name and path != view.path and project is not None:
            imports = project.ask(view.path, "facts", module, "imports") or ()
            if any(item.member == name and item.module.rpartition(".")[2] == _own_name(view.path) for item in imports):
                return True
    return False


def _own_name(path: str) -> str:
    """The last word of the module's name."""
    stem = basename(path).partition(".")[0]
    return basename(dirname(path)) if stem == "__init__" else stem
