"""`required` names a property that the schema does not describe."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator

from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import ModuleFacts
from burnish_checks.core.patience import Hung, limited
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, ModuleFinding, Safety, module_rule
from burnish_checks.validation.schema_edits import add_pair, pair_at
from burnish_checks.validation.schema_facts import KIND
from burnish_checks.validation.schema_values import Array, Object, Origin, Scalar
from burnish_checks.validation.schemas import Part, finding, schemas_of


@module_rule(Category.VALIDATION, reads=(KIND, "imports"), needs=KIND, in_tests=False, project=True)
def schema_required_undefined(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """`required` names a property that `properties` does not describe.

    Mostly a slip of the pen or a property that was renamed: every document is refused, or one that nobody looks at is
    asked for. The schema is judged in its final state, after copies, item assignments and `del`, and said of the statement
    that has taken the property away or requires it.

    ```python
    SERVER = {
        "type": "object",
        "properties": {"name": {"type": "string"}},
        "required": ["nmae"],
    }
    ```

    ```python
    SERVER = {
        "type": "object",
        "properties": {"name": {"type": "string"}},
        "required": ["name"],
    }
    ```
    """
    seen: set[tuple[Origin, str]] = set()
    for part in schemas_of(module, context).parts:
        for name, place in _undefined(part):
            if place is not None and (place, name) not in seen:
                seen.add((place, name))
                near = difflib.get_close_matches(name, _names(part), 1, 0.75)
                data = {"name": name, **({"to": near[0]} if near else {})}
                yield finding(place, f"`{name}` is required, but no property of that name is described.", data)


def _names(part: Part) -> list[str]:
    properties = part.value.pairs.get("properties")
    return list(properties.pairs) if isinstance(properties, Object) else []


def _undefined(part: Part) -> Iterator[tuple[str, Origin | None]]:
    """The names, each with the place that tells: what requires it, or has taken the property away."""
    pairs = part.value.pairs
    required, properties = pairs.get("required"), pairs.get("properties")
    if not isinstance(required, Array) or not isinstance(properties, Object) or not properties.pairs:
        return
    if required.partial or properties.partial or part.closed_elsewhere or part.composed or "dependencies" in pairs:
        return
    rest = pairs.get("additionalProperties")
    if isinstance(rest, Object) or (isinstance(rest, Scalar) and rest.value is True):
        return
    patterns = pairs.get("patternProperties")
    if patterns is not None and (not isinstance(patterns, Object) or patterns.partial):
        return
    for item in required.items:
        if not isinstance(item, Scalar) or not isinstance(name := item.value, str):
            continue
        if name not in properties.pairs and not _matches(patterns, name):
            yield name, properties.gone.get(name) or item.origin or part.value.places.get("required")


def _matches(patterns: Object | None, name: str) -> bool:
    """Whether a pattern describes the name; taken for granted of one that cannot be read or takes too long to try."""
    for pattern in patterns.pairs if patterns is not None else ():
        try:
            with limited(_PATIENCE):
                if re.search(pattern, name):
                    return True
        except (re.error, Hung):
            return True
    return False


_PATIENCE = 0.2
"""Seconds to try one pattern: `^(a+)+$` takes a day for a name of forty letters."""


@schema_required_undefined.fix(
    "Require `{to}`",
    Safety.UNSAFE,
    why="Documents without that property are refused from now on.",
    when=lambda finding: "to" in finding.data,
)
def require_near(target: Target) -> Repair:
    """Name the property that is described."""
    _, _, value = pair_at(target)
    for node in ast.walk(value):
        if isinstance(node, ast.Constant) and node.value == target.finding.data["name"]:
            source = target.source(node)
            return Repair((target.replace(node, source.replace(str(node.value), target.finding.data["to"])),))
    raise Refused("The name is not written out here.")


@schema_required_undefined.fix(
    "Describe `{name}`", Safety.DRAFT, why="The type of the property is a guess to be filled in."
)
def describe(target: Target) -> Repair:
    """Add the property to `properties`."""
    node, _, _ = pair_at(target)
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and key.value == "properties" and isinstance(value, ast.Dict):
            quote = target.source(key)[0]
            text = f"{{{quote}type{quote}: {quote}string{quote}}}"
            snippet = f"{{{quote}type{quote}: {quote}${{1:string}}{quote}\\}}"
            return Repair(add_pair(target, value, target.finding.data["name"], text, snippet))
    raise Refused("The properties are not written out here.")
