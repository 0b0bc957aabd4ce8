"""Strings, numbers and arrays that a schema does not bound: three rules on one idea."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import ModuleFacts
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, ModuleFinding, Safety, Severity, module_rule
from burnish_checks.validation.schema_edits import add_pair, dictionary_at
from burnish_checks.validation.schema_facts import KIND
from burnish_checks.validation.schema_values import Array, Object, Origin, Scalar
from burnish_checks.validation.schemas import Part, finding, schemas_of

_CHOSEN = frozenset({"enum", "const"})
_STRING = frozenset({"pattern", "format", "maxLength", "minLength", "contentEncoding"}) | _CHOSEN
_NUMBER = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}) | _CHOSEN
_WHY = "Documents beyond the bound are refused from now on; the number wants a decision."


@module_rule(
    Category.VALIDATION, reads=(KIND, "imports"), needs=KIND, severity=Severity.HINT, in_tests=False, project=True
)
def schema_unbounded_string(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """A string in a schema without `pattern`, `enum`, `format` or a length.

    Whatever its length and content, it is accepted, and stored, logged or sent on. Schemas of answers, by their name,
    are left alone: what the program itself sends needs no bounds.

    ```python
    SERVER = {"type": "object", "properties": {"name": {"type": "string"}}}
    ```

    ```python
    SERVER = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 255}}}
    ```
    """
    for place, part in _bare(module, context, ("string",), _STRING):
        yield finding(place, f"The text of {part.what} may be of any length and content.")


@module_rule(
    Category.VALIDATION, reads=(KIND, "imports"), needs=KIND, severity=Severity.HINT, in_tests=False, project=True
)
def schema_unbounded_number(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """A number in a schema without a minimum or maximum.

    Negative and astronomic values pass, also where `multipleOf` sets their step; Python's integers and JSON's have no
    limit, databases' have.

    ```python
    PAGE = {"type": "object", "properties": {"limit": {"type": "integer"}}}
    ```

    ```python
    PAGE = {"type": "object", "properties": {"limit": {"type": "integer", "minimum": 0}}}
    ```
    """
    for kind in ("integer", "number"):
        for place, part in _bare(module, context, (kind,), _NUMBER):
            yield finding(place, f"{part.what[:1].upper()}{part.what[1:]} may be any number.")


@module_rule(
    Category.VALIDATION, reads=(KIND, "imports"), needs=KIND, severity=Severity.HINT, in_tests=False, project=True
)
def schema_unbounded_array(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """An array in a schema without `items` or without `maxItems`.

    Without `items` its members may be anything; without `maxItems` there may be any number of them to work through.

    ```python
    NAMES = {"type": "object", "properties": {"names": {"type": "array"}}}
    ```

    ```python
    NAMES = {
        "type": "object",
        "properties": {"names": {"type": "array", "items": {"type": "string", "maxLength": 255}, "maxItems": 100}},
    }
    ```
    """
    for place, part in _bare(module, context, ("array",), _CHOSEN):
        has_items = bool({"items", "prefixItems", "contains"} & part.value.pairs.keys())
        if _is_tuple(part) or (has_items and (_is_set_of_few(part) or "maxItems" in part.value.pairs)):
            continue
        missing = "maxItems" if has_items else "items"
        words = "have any number of members" if has_items else "hold anything"
        yield finding(place, f"{part.what[:1].upper()}{part.what[1:]} may {words}.", {"missing": missing})


def _is_tuple(part: Part) -> bool:
    """Whether the members are described one by one, and no further ones are allowed."""
    pairs = part.value.pairs
    listed = "items" if isinstance(pairs.get("items"), Array) else "prefixItems" if "prefixItems" in pairs else ""
    rest = [pairs.get(key) for key in ("items", "additionalItems", "unevaluatedItems") if key != listed]
    return bool(listed) and any(isinstance(value, Scalar) and value.value is False for value in rest)


def _is_set_of_few(part: Part) -> bool:
    """Whether the members are different ones of a list of values, which bounds how many there are."""
    items, unique = part.value.pairs.get("items"), part.value.pairs.get("uniqueItems")
    return isinstance(items, Object) and "enum" in items.pairs and isinstance(unique, Scalar) and unique.value is True


def _bare(
    module: ModuleFacts, context: ModuleContext, types: tuple[str, ...], bounds: frozenset[str]
) -> Iterator[tuple[Origin, Part]]:
    """Parts of exactly these types with none of the bounds in any of their states, each with its place."""
    for origin, states in schemas_of(module, context).versions():
        if all(_is_bare(part, types, bounds) for part in states):
            yield origin, states[0]


def _is_bare(part: Part, types: tuple[str, ...], bounds: frozenset[str]) -> bool:
    return (
        part.kinds == types
        and not part.composed
        and not part.described
        and not part.is_answer
        and not part.closed_elsewhere
        and not bounds & part.value.pairs.keys()
    )


def _is_typed(node: ast.Dict) -> bool:
    return any(isinstance(key, ast.Constant) and key.value == "type" for key in node.keys)


@schema_unbounded_string.fix("Bound its length: `maxLength`", Safety.DRAFT, why=_WHY)
def bound_string(target: Target) -> Repair:
    """Add `"maxLength": 255`."""
    node = dictionary_at(target, _is_typed)
    return Repair(add_pair(target, node, "maxLength", "255", "${1:255}"))


@schema_unbounded_number.fix("Bound it: `minimum`", Safety.DRAFT, why=_WHY)
def bound_number(target: Target) -> Repair:
    """Add `"minimum": 0`."""
    node = dictionary_at(target, _is_typed)
    return Repair(add_pair(target, node, "minimum", "0", "${1:0}"))


@schema_unbounded_array.fix("Say what it holds: `{missing}`", Safety.DRAFT, why=_WHY)
def bound_array(target: Target) -> Repair:
    """Add `items` with `maxItems`, or `maxItems` alone."""
    node = dictionary_at(target, _is_typed)
    changes = add_pair(target, node, "maxItems", "100", "${1:100}")
    if target.finding.data.get("missing") == "items":
        bounded = any(isinstance(key, ast.Constant) and key.value == "maxItems" for key in node.keys)
        items = '{"type": "string"}' if bounded else '{"type": "string"}, "maxItems": 100'
        changes = add_pair(target, node, "items", items)
    return Repair(changes)
