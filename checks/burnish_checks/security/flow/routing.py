"""Routes of Django that say of a view's parameters what texts they let through."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import text_of
from burnish_checks.security.flow.kinds import ALL
from burnish_checks.security.flow.marks import NO_SLASHES
from burnish_checks.security.flow.patterns import harmless_by

_CONVERTED = deferred(r"<(?:(\w+):)?(\w+)>")
_NAMED = deferred(r"\(\?P<(\w+)>")
_UNNAMED = deferred(r"(?<!\\)\((?!\?)")
_WHOLE = deferred(r"\(\?P<(\w+)>[^()]*\)")
_PLAIN = frozenset({"int", "slug", "uuid", "float"})
"""The converters of Django and Starlette that let through no text which harms."""
_BRACES = deferred(r"\{(\w+)(?::([^{}]*(?:\{[\d,]+\}[^{}]*)*))?\}")
_ADDS_ROUTE = deferred(
    r"(?:WebSocket)?Route|Mount|route|add_(?:\w+_)?route|(?:add_)?(?:get|post|put|patch|delete|head|view)"
)
"""What is called that adds a route, as Starlette, aiohttp and Falcon write it: `Route("/jobs/{name:uuid}", show)`."""


class RoutePart(NamedTuple):
    """A part of an address that a route gives a name."""

    name: str
    harmless: tuple[str, ...]
    """The kinds of sink that it cannot harm, for what the route lets through. No set: equal facts of two kinds are one."""


@collector(
    "route-parts",
    late=True,
    among=(ast.Call, ast.Assign),
    words=("path(", "url(", "(?P<", "/<", "/{", "(\\d", "(\\w", "([", "(.*)", "(.+)", "lookup_value_regex"),
)
def route_parts(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The named parts of `path("<int:year>/", ...)` and `re_path(r"^(?P<year>[0-9]+)/", ...)`, and those that a constant holds
    for routes to be put together of, `YEAR = r"(?P<year>[0-9]+)"`."""
    yield from _of_tornado(block)
    for node in block.nodes(ast.Assign):
        text = text_of(node.value)
        if text is not None and (whole := _WHOLE.fullmatch(text)):
            yield RoutePart(whole.group(1), tuple(sorted(harmless_by(text, whole.group(1))))), node
    for call in block.nodes(ast.Call):
        word = dotted(call.func).rpartition(".")[2]
        text = text_of(call.args[0]) if call.args else None
        yield from ((part, call) for part in _of_classes(call))
        if text is None:
            continue
        yield from ((part, call) for part in _of_path(word, text))


def _of_path(word: str, text: str) -> Iterator[RoutePart]:
    """The parts of the path that a call is passed first."""
    if word == "path":
        for converter, name in _CONVERTED.findall(text):
            harmless = tuple(sorted(ALL)) if converter in _PLAIN else ()
            yield RoutePart(name, harmless if converter == "path" else (*harmless, NO_SLASHES))
    elif word in ("re_path", "url"):
        yield from (RoutePart(name, tuple(sorted(harmless_by(text, name)))) for name in _NAMED.findall(text))
        if _UNNAMED.search(text):
            yield RoutePart("", ())
    elif word == "add_url_rule":
        for converter, name in _CONVERTED.findall(text):
            yield RoutePart(name, () if converter == "path" else (NO_SLASHES,))
    elif text.startswith("/") and "{" in text and _ADDS_ROUTE.fullmatch(word):
        yield from (RoutePart(name, _let_through(how)) for name, how in _BRACES.findall(text))


def _of_tornado(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The groups in the routes of Tornado, `(r"/jobs/(\\d+)", Jobs)`, by the handler's name and their number, and in those
    that a class holds for others to make routes of, by their number alone, or what a view set of Django lets through."""
    for pair in block.nodes(ast.Tuple):
        handler = dotted(pair.elts[1]).rpartition(".")[2] if len(pair.elts) > 1 else ""
        if handler:
            yield from ((part, pair) for part in _groups(pair.elts[0], handler))
    for node in block.nodes(ast.Assign) if block.in_class else ():
        names = {target.id for target in node.targets if isinstance(target, ast.Name)}
        if "lookup_value_regex" in names and (text := text_of(node.value)) is not None:
            yield RoutePart("pk", tuple(sorted(harmless_by(f"({text})", 1)))), node
        elif names:
            yield from ((part, node) for part in _groups(node.value, ""))


def _groups(pattern: ast.expr, handler: str) -> Iterator[RoutePart]:
    text = text_of(pattern)
    if text is None or not text.startswith(("/", "^/")):
        return
    try:
        groups = re.compile(text)
    except (re.error, RecursionError, OverflowError):
        return
    names = {number: name for name, number in groups.groupindex.items()}
    for number in range(1, groups.groups + 1):
        harmless = tuple(sorted(harmless_by(text, number)))
        yield RoutePart(names.get(number, placed(handler, number)), harmless)


def placed(handler: str, number: int) -> str:
    """What the group of a route is called that has no name."""
    return f"{handler}.{number}"


def _let_through(how: str) -> tuple[str, ...]:
    """The kinds of sink that a part cannot harm which is written in braces, for its converter or the pattern behind its name."""
    if how in _PLAIN:
        return (*sorted(ALL), NO_SLASHES)
    if how.isidentifier() or not how:
        return () if how == "path" else (NO_SLASHES,)
    return tuple(sorted(harmless_by(f"({how})", 1)))


def _of_classes(call: ast.Call) -> Iterator[RoutePart]:
    """The parts of the routes that a call adds for what it is passed first: `add_resource(Jobs, "/jobs/<name>")`."""
    if not call.args or not isinstance(call.args[0], (ast.Name, ast.Attribute, ast.Constant)):
        return
    for item in call.args[1:]:
        text = text_of(item)
        for converter, name in _CONVERTED.findall(text) if text is not None and text.startswith("/") else ():
            yield RoutePart(name, () if converter == "path" else (NO_SLASHES,))


@topic("route-part", reads=("route-parts",), project=True, slow=True)
def route_part_topic(view: View, index: int, name: str) -> Any:
    """The kinds of sink that a part of the address cannot harm whichever route of the application named it so."""
    parts = view.joined.get("route-parts", {}) if name.startswith(".") else _known_parts(view)
    found = [frozenset(item.harmless) for item in parts if item.name == name]
    return frozenset.intersection(*found) if found else frozenset()


@topic("route-is-long", reads=("route-parts",), project=True, slow=True)
def route_is_long_topic(view: View, index: int, name: str) -> Any:
    """Whether a route of the application lets slashes through a part that it names so."""
    return any(item.name == name and NO_SLASHES not in item.harmless for item in _known_parts(view))


def harmless_part(name: str, world: Any) -> frozenset[str]:
    """The kinds of sink that a part of the address cannot harm, as far as routes tell; they are asked for the file alone."""
    context = getattr(world, "context", None)
    found: frozenset[str] = context.ask("route-part", name) if context is not None else frozenset()
    return found


@topic("route-names", reads=("route-parts",), project=True, slow=True)
def route_names_topic(view: View, index: int, name: str) -> Any:
    """Whether a part of the address may be called so: some route names it, or none is known, or some does not say."""
    names = {item.name for item in _known_parts(view)}
    return not names or not names.isdisjoint({name, ""})


def _known_parts(view: View) -> list[RoutePart]:
    """The parts of the routes of the application."""
    from burnish_checks.security.flow.asked import facts_of

    return [*view.joined.get("route-parts", {}), *(item for _, item in facts_of(view).everywhere("route-parts"))]
