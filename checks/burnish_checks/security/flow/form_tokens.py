"""Whether the forms of an application are taken only with a token that no other site knows, so that no other can send one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted

_DJANGO = frozenset({"the request's `POST`", "the request's `FILES`"})
_FLASK = frozenset({"the request's `form`", "the request's `files`"})
_TORNADO = frozenset(
    f"the request's `{reader}()`"
    for reader in ("get_argument", "get_arguments", "get_body_argument", "get_body_arguments")
)
_CHANGING = frozenset(["post", "put", "patch", "delete"])
"""The methods of a handler for which Tornado asks for the token."""
_PROTECTS = frozenset({"CSRFProtect", "CsrfProtect", "SeaSurf"})
"""What asks for it in all of a Flask application."""
TORNADO, FLASK = "tornado", "flask"


def comes_with_token(label: str, block: Block, context: Context) -> bool:
    """Whether the data of a source comes with a form that is taken only with such a token."""
    names = {name for name, _ in block.walk.free_names()}
    if label in _DJANGO:
        return context.ask("imports-module", "django") and "csrf_exempt" not in names
    if label in _TORNADO:
        handles = getattr(block.body[0], "name", "") in _CHANGING and block.in_class
        return handles and TORNADO in context.ask("asks-for-tokens")
    return label in _FLASK and "csrf" not in names and FLASK in context.ask("asks-for-tokens")


@collector("asks-for-tokens", among=(ast.Call, ast.Dict), words=("xsrf_cookies", *_PROTECTS))
def asks_for_tokens(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The frameworks whose applications are made so here that each form needs a token."""
    for call in block.nodes(ast.Call):
        if any(item.arg == _SETTING and _is_on(item.value) for item in call.keywords):
            yield TORNADO, call
        elif dotted(call.func).rpartition(".")[2] in _PROTECTS:
            yield FLASK, call
    for held in block.nodes(ast.Dict):
        for key, value in zip(held.keys, held.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == _SETTING and _is_on(value):
                yield TORNADO, held


_SETTING = "xsrf_cookies"


def _is_on(value: syntax.AST) -> bool:
    return isinstance(value, ast.Constant) and value.value is True


@topic("asks-for-tokens", reads=("asks-for-tokens",), project=True, slow=True)
def asks_for_tokens_topic(view: View, index: int) -> Any:
    """The frameworks whose applications, in this file or the package that it is part of, are made so that each form needs a
    token, sorted."""
    own = set(view.joined.get("asks-for-tokens", ()))
    others = view.project.ask(view.path, "everywhere", "asks-for-tokens") if view.project is not None else ()
    return tuple(sorted(own.union(item for path, name, item in others or () if _is_around(path, name, view.path))))


def _is_around(path: str, module: str, other: str) -> bool:
    """Whether the package that a module is part of, by its dotted name, holds another file too."""
    depth = module.count(".") - (PurePath(path).stem != "__init__")
    return depth >= 0 and PurePath(path).parents[depth] in PurePath(other).parents
