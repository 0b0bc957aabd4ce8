"""An object schema that accepts any further key."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import ModuleFacts
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, ModuleFinding, Safety, Severity, module_rule
from burnish_checks.patterns import deferred
from burnish_checks.validation.schema_edits import add_pair, dictionary_at
from burnish_checks.validation.schema_facts import KIND
from burnish_checks.validation.schema_validators import KIND as VALIDATORS
from burnish_checks.validation.schema_validators import only_describes
from burnish_checks.validation.schema_values import Object, Origin, Scalar
from burnish_checks.validation.schemas import Part, finding, schemas_of


@module_rule(Category.VALIDATION, reads=(KIND, "imports", VALIDATORS), needs=KIND, in_tests=False, project=True)
def schema_open_object(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """A JSON Schema names the properties of an object, and accepts every other one too.

    Without `additionalProperties` a misspelt or unexpected key passes unseen: the client believes it was honoured, and
    what is stored may hold more than anyone looked at. Objects that are parts of `allOf`, `anyOf` and the like, that
    refer to others, or that are closed by a later statement (also after `copy.deepcopy`) are left alone, and so are
    schemas of answers, and those inside larger literals that only describe an interface. Said aloud are those that a
    validator is given in their own module, those that hold or are held by one that is closed, and those of a module in
    which many are: others may be of documents that somebody else makes, and may add to. One that names no property at
    all, or takes keys by a pattern, is a hint, and so is one that no validator is given in a module that describes its
    interface in OpenAPI (`drf_spectacular`, or a file or folder called so) or in a workspace that imports nothing that could
    validate with it.

    ```python
    SERVER = {
        "type": "object",
        "properties": {"name": {"type": "string", "maxLength": 255}},
    }
    ```

    ```python
    SERVER = {
        "type": "object",
        "properties": {"name": {"type": "string", "maxLength": 255}},
        "additionalProperties": False,
    }
    ```
    """
    documents = _OF_DOCUMENTS.search(context.path) is not None or any(
        item.module.partition(".")[0] in _DOCUMENT for item in module.values("imports")
    )
    documents = documents or only_describes(module, context)
    schemas = schemas_of(module, context)
    closed = [part for part in schemas.parts if is_closed(part)]
    strict = {id(part.root) for part in closed}
    opened = sum(part.kinds == ("object",) for part in schemas.parts) - len(closed)
    opening: set[Origin] = set()
    for part in schemas.parts:
        place = next((place for key, place in part.value.gone.items() if _CLOSES.fullmatch(key)), None)
        if place is not None and place not in opening and _is_open(part):
            opening.add(place)
            text = f"This opens the schema of {part.what}: it accepts any other key from here on."
            if not _SAYS_SO.search(getattr(place.fact.value, "name", part.owner)):
                yield finding(place, text, severity=Severity.HINT)
    for origin, states in schemas.versions():
        if all(_is_open(part) and opening.isdisjoint(part.value.gone.values()) for part in states):
            message = f"The schema of {states[0].what} accepts any other key: it does not say `additionalProperties`."
            described = documents and not any(part.proved for part in states)
            wanted = len(closed) * _FEW_OPEN >= opened or any(
                part.validates or id(part.root) in strict for part in states
            )
            quiet = described or not wanted or all(_names_nothing(part) for part in states)
            severity = Severity.HINT if quiet else None
            yield finding(origin, message, severity=severity)


_FEW_OPEN = 3
"""Open objects to each that is closed, in a module that means to close them."""
_CLOSES = deferred(r"ad+i?t?i?on+al_?propert\w+|unevaluatedProperties", re.I)
"""The keywords that close an object, however they are spelled: a slip is `schema-invalid`."""


_SAYS_SO = deferred(r"open|loose|lax|lenient|relax|permissive|extensible|extra", re.I)
"""Names of schemas that are to take other keys."""
_OF_DOCUMENTS = deferred(r"(?:openapi|swagger)[^/\\]*(?:[/\\][^/\\]*)?\.py\Z", re.I)
_DOCUMENT = frozenset({"drf_spectacular", "drf_yasg", "apispec", "flasgger", "aiohttp_apispec", "connexion"})
"""Packages that describe an interface in OpenAPI, where other keys are left open by custom."""


def _is_open(part: Part) -> bool:
    keys = part.value.pairs.keys()
    return (
        part.kinds == ("object",)
        and not part.composed
        and not part.described
        and not part.is_answer
        and not part.closed_elsewhere
        and bool({"properties", "patternProperties"} & keys)
        and not any(_CLOSES.fullmatch(key) for key in keys)
    )


def is_closed(part: Part) -> bool:
    """Whether the object refuses other keys, also where the keyword that is to say so is misspelt."""
    return any(
        _CLOSES.fullmatch(key) and isinstance(value, Scalar) and value.value is False
        for key, value in part.value.pairs.items()
    )


def _names_nothing(part: Part) -> bool:
    """Whether the object has no property that is known, so that any may be meant, or takes them by a pattern."""
    named = part.value.pairs.get("properties")
    if "patternProperties" in part.value.pairs:
        return True
    return isinstance(named, Object) and not named.pairs


@schema_open_object.fix(
    "Refuse other keys: `additionalProperties: False`",
    Safety.UNSAFE,
    why="Documents with keys that the schema does not name are refused from now on.",
)
def close(target: Target) -> Repair:
    """Add `"additionalProperties": False` after the last pair."""
    node = dictionary_at(target, lambda item: _says(item, "type"))
    if missing := _required_unnamed(node):
        raise Refused(f"`{missing}` is required and not described, so that no document at all would be accepted.")
    return Repair(add_pair(target, node, "additionalProperties", "False"))


def _required_unnamed(node: ast.Dict) -> str:
    """A key that the literal requires and that none of its properties is, where these are all written out; else empty."""
    pairs = {
        key.value: value for key, value in zip(node.keys, node.values, strict=True) if isinstance(key, ast.Constant)
    }
    required, properties = pairs.get("required"), pairs.get("properties", ast.Dict([], []))
    if not isinstance(required, (ast.List, ast.Tuple)) or not isinstance(properties, ast.Dict):
        return ""
    if "patternProperties" in pairs or None in (*node.keys, *properties.keys):
        return ""
    named = {key.value for key in properties.keys if isinstance(key, ast.Constant)}
    wanted = (item.value for item in required.elts if isinstance(item, ast.Constant))
    return next((str(name) for name in wanted if name not in named), "")


def _says(node: ast.Dict, key: str) -> bool:
    return any(isinstance(item, ast.Constant) and item.value == key for item in node.keys)
