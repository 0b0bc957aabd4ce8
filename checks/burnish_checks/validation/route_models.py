"""The classes that functions which answer requests take: they are filled from requests, whatever they are called."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.lineage import classes_of

KIND = "route-models"
_ROUTES = frozenset(["get", "post", "put", "patch", "delete", "api_route", "route", "handler"])
"""The decorators' last words that make a function answer requests."""
_INJECTED = frozenset({"Depends", "Security", "Provide", "Inject"})


@collector(KIND, late=True, among=(ast.FunctionDef, ast.AsyncFunctionDef))
def route_models(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The dotted names of the classes that annotate what a function takes from requests."""
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
    """The dotted names of the classes that an annotation names."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        if annotation.value.replace(".", "").isidentifier():
            yield annotation.value
        return
    name = dotted(annotation)
    if name.rpartition(".")[2][:1].isupper():
        yield name
    if not name:
        for part in ast.iter_child_nodes(annotation):
            if isinstance(part, ast.expr):
                yield from _classes_in(part)


@topic("route-model", reads=(KIND, "classes", "binds"), project=True, slow=True)
def route_model_topic(view: View, index: int, name: str) -> Any:
    """Whether a function of this file, or of another that the class is known in, takes it or one below it from requests."""
    own = (view.path, name)
    if any(own in classes_of(view, view.path, taken) for taken in view.joined.get(KIND, {})):
        return True
    others = view.project.ask(view.path, "everywhere", KIND) if view.project is not None else None
    return any(own in classes_of(view, path, taken) for path, _, taken in others or () if path != view.path)
