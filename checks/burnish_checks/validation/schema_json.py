"""Schemas as plain JSON values, held against the meta-schemas of their drafts."""

from __future__ import annotations

import importlib
import json
import re
import warnings
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from burnish_checks.validation.schema_values import Array, Object, Scalar, Value

_LONGEST_SHOWN = 40
_UNKNOWN = object()
_DRAFTS = ("Draft202012Validator", "Draft201909Validator", "Draft7Validator", "Draft6Validator", "Draft4Validator")
_NAMED = (*_DRAFTS, "Draft3Validator")
_DEEPEST = 60
_OTHER_DIALECT = ("bad escape", "unknown extension", "look-behind requires fixed-width", "global flags")


def plain(value: Value, depth: int = 0) -> Any:
    """The value as JSON would have it, without what is not known; `_UNKNOWN` if all of it is not."""
    if depth > _DEEPEST:
        return _UNKNOWN
    if isinstance(value, Scalar):
        known = value.value is None or isinstance(value.value, (str, int, float, bool))
        return value.value if known else _UNKNOWN
    if isinstance(value, Array):
        items = [plain(item, depth + 1) for item in value.items]
        return _UNKNOWN if value.partial or any(item is _UNKNOWN for item in items) else items
    if isinstance(value, Object):
        pairs = {key: plain(item, depth + 1) for key, item in value.pairs.items()}
        return {key: item for key, item in pairs.items() if item is not _UNKNOWN}
    return _UNKNOWN


def complaints(root: Object, draft: str) -> tuple[tuple[tuple[str | int, ...], str], ...]:
    """What the meta-schema has against a schema: path and message of each error.

    The draft is that of `$schema`, else the named validator's. Without either, only what every draft from the fourth on
    rejects counts.
    """
    document = plain(root)
    try:
        text = json.dumps(document, sort_keys=True)
    except (TypeError, ValueError):
        return ()
    return _complaints(text, draft)


@lru_cache(maxsize=256)
def _complaints(text: str, draft: str) -> tuple[tuple[tuple[str | int, ...], str], ...]:
    jsonschema: Any = importlib.import_module("jsonschema")
    validator_for = jsonschema.validators.validator_for
    document = json.loads(text)
    declared = validator_for(document, default=None) if "$schema" in document else None
    names = [draft] if draft in _NAMED else list(_DRAFTS)
    validators = [declared] if declared is not None else [getattr(jsonschema, name) for name in names]
    first: tuple[tuple[tuple[str | int, ...], str], ...] = ()
    for validator in validators:
        errors = list(validator(validator.META_SCHEMA).iter_errors(document))
        if not errors:
            return ()
        found = tuple((tuple(error.absolute_path), _words(error)) for error in errors)
        if not first or len(found) < len(first):
            first = found
    return first


@lru_cache(maxsize=1024)
def no_regular_expression(pattern: str) -> str:
    """What is wrong with a pattern, or empty. What only ECMAScript's dialect knows (`\\p{L}`, `(?<name>`) is left open."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except re.error as error:
        return "" if error.msg.startswith(_OTHER_DIALECT) else error.msg
    except (OverflowError, RecursionError):
        return ""
    return ""


def _words(error: Any) -> str:
    """What is wrong, in a few words."""
    shown = json.dumps(error.instance)
    shown = shown if len(shown) <= _LONGEST_SHOWN else shown[: _LONGEST_SHOWN - 3] + "..."
    if error.validator in ("anyOf", "enum", "oneOf") and error.absolute_path and error.absolute_path[-1] == "type":
        return f"there is no type {shown}"
    if error.validator == "type":
        kinds = error.validator_value
        wanted = kinds if isinstance(kinds, str) else " or ".join(kinds)
        return f"{shown} should be of type {wanted}"
    if error.validator == "minItems":
        return "the list must not be empty"
    if error.validator == "uniqueItems":
        return f"{shown} names something twice"
    if error.validator == "format" and error.validator_value == "regex":
        return f"{shown} is no regular expression"
    return f"{shown} is not allowed here"


def reach(root: Object, path: Sequence[str | int]) -> tuple[Object, str] | None:
    """The innermost object on a path and the key in it that leads on; None for the root itself."""
    found: tuple[Object, str] | None = None
    value: Value = root
    for step in path:
        if isinstance(value, Object) and isinstance(step, str):
            found = (value, step)
            value = value.pairs.get(step, Value())
        elif isinstance(value, Array) and isinstance(step, int) and step < len(value.items):
            value = value.items[step]
        else:
            break
    return found
