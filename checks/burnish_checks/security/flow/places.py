"""What stands in the places of a route: the parameters of a function that it calls, as far as the function itself tells."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.fast import TEXT_TYPES, TYPED, depends, is_matched, names_in
from burnish_checks.security.flow.sources import REQUEST_NAMES, REQUEST_TYPES
from burnish_checks.security.flow.views import parameters_of, routes

CONVERTED = deferred(r"<\s*(?:(\w+)(?:\([^)]*\))?\s*:\s*)?(\w+)\s*>")
"""The places in a route of Flask: `<int:number>`."""
TEXT_CONVERTERS = frozenset({"", "string", "path", "str", "slug", "default"})
"""The converters of these that let text through."""
BRACES = deferred(r"\{(\w+)(?::(\w+))?\}")
"""The places in a route of FastAPI: `{name:path}`."""


def sent_to(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, bool]]:
    """The parameters of a function with routes that a visitor fills with any text, each with whether that holds no slash."""
    paths = [item.args[0].value for item in routes(node) if item.args and isinstance(item.args[0], ast.Constant)]
    texts = [path for path in paths if isinstance(path, str)]
    places = {name: converter for path in texts for converter, name in CONVERTED.findall(path)}
    braces = {name: converter for path in texts for name, converter in BRACES.findall(path)}
    arguments = node.args
    ordered = (*arguments.posonlyargs, *arguments.args)
    defaults = dict(zip([item.arg for item in reversed(ordered)], reversed(arguments.defaults), strict=False))
    defaults |= {
        item.arg: value for item, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value
    }
    for item in parameters_of(node):
        name = item.arg
        if name in places:
            if places[name] in TEXT_CONVERTERS:
                yield name, places[name] != "path"
        elif not _is_other(item, defaults.get(name)):
            yield name, braces.get(name) == ""


def _is_other(parameter: ast.arg, default: ast.expr | None) -> bool:
    """Whether no text of the visitor's is what a parameter is: a request, a number, what another function makes."""
    annotation = parameter.annotation
    if parameter.arg in REQUEST_NAMES or parameter.arg in ("self", "cls"):
        return True
    if depends(default) or depends(annotation) or is_matched(default) or is_matched(annotation):
        return True
    names = names_in(annotation) if annotation is not None else set()
    return bool(names & (REQUEST_TYPES | _OF_FRAMEWORK)) or (bool(names) and names <= TYPED and not names & TEXT_TYPES)


_OF_FRAMEWORK = frozenset(["Response", "BackgroundTasks", "Session", "AsyncSession", "Settings", "HttpUrl"])
"""Classes of parameters that a framework makes, or checks, itself."""
