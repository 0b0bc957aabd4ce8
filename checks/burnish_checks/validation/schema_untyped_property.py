"""A property that a schema describes without saying its type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import ModuleFacts
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, ModuleFinding, Safety, Severity, module_rule
from burnish_checks.patterns import deferred
from burnish_checks.validation.schema_edits import add_pair, dictionary_at
from burnish_checks.validation.schema_facts import KIND
from burnish_checks.validation.schema_validators import KIND as VALIDATORS
from burnish_checks.validation.schema_validators import only_describes
from burnish_checks.validation.schema_values import Array, Object, Scalar, Value
from burnish_checks.validation.schemas import Part, finding, schemas_of

_SAYS = frozenset({"type", "enum", "const", "$ref", "$dynamicRef", "$recursiveRef", "allOf", "anyOf", "oneOf", "not", "if",
                   "extends", "disallow"})  # fmt: skip
_TELLS = frozenset({"title", "description", "$comment", "comment", "examples", "example", "deprecated"})
"""Keywords that tell people of a value, and ask nothing of it."""
_MEANT = deferred(r"\W*types?\W*", re.I)
"""A keyword by which the type was meant: `schema-invalid` says that it is none."""
_IMPLIED = {
    "string": ("pattern", "minLength", "maxLength", "format"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "object": ("properties", "patternProperties", "additionalProperties", "required", "minProperties", "maxProperties"),
    "array": ("items", "minItems", "maxItems", "uniqueItems", "prefixItems"),
}


@module_rule(
    Category.VALIDATION,
    reads=(KIND, "imports", VALIDATORS),
    needs=KIND,
    severity=Severity.INFORMATION,
    in_tests=False,
    project=True,
)
def schema_untyped_property(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """A property whose schema names no type.

    Keywords such as `minLength` apply to strings only: a number, an object or `null` passes them all unchecked. An empty
    schema, which openly accepts anything, is left alone; one that is only described, or has a default that tells what is
    meant, is a hint, and so are all in a workspace that imports nothing that could validate with them.

    ```python
    SERVER = {"type": "object", "properties": {"name": {"minLength": 1}}}
    ```

    ```python
    SERVER = {"type": "object", "properties": {"name": {"type": "string", "minLength": 1}}}
    ```
    """
    describes = only_describes(module, context)
    for origin, states in schemas_of(module, context).versions():
        if all(_is_untyped(part) for part in states):
            kind = next((kind for kind, words in _IMPLIED.items() if states[0].value.pairs.keys() & set(words)), "")
            quiet = describes and not any(part.proved for part in states)
            quiet = quiet or all(part.value.pairs.keys() <= _TELLS or "default" in part.value.pairs for part in states)
            quiet = quiet or any(_MEANT.fullmatch(key) for part in states for key in part.value.pairs)
            severity = Severity.HINT if quiet else None
            kind = kind or _of_default(states[0].value.pairs.get("default"))
            data = {"type": kind or "string", "sure": "yes" if kind else ""}
            yield finding(origin, f"The schema of {states[0].what} names no type, so anything passes.", data, severity)


def _of_default(value: Value | None) -> str:
    """The type of a default, or empty."""
    if isinstance(value, Scalar):
        return _TYPES.get(type(value.value), "")
    return "array" if isinstance(value, Array) else "object" if isinstance(value, Object) else ""


_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string"}


def _is_untyped(part: Part) -> bool:
    pairs = part.value.pairs
    return (
        len(part.path) > 1
        and part.path[-2] == "properties"
        and bool(pairs)
        and not _SAYS & pairs.keys()
        and not part.value.partial
        and not part.composed
        and not part.described
        and part.path[-1] not in _SAYS | {"properties"}  # a schema that is misplaced is `schema-invalid`
    )


@schema_untyped_property.fix(
    "Say its type: `{type}`", Safety.DRAFT, why="Values of other types are refused; the type wants a decision."
)
def say_type(target: Target) -> Repair:
    """Add the type that its other keywords apply to."""
    node = dictionary_at(target)
    kind = target.finding.data["type"]
    quote = "'" if "'" in target.source(node) and '"' not in target.source(node) else '"'
    return Repair(add_pair(target, node, "type", f"{quote}{kind}{quote}", f"{quote}${{1:{kind}}}{quote}"))
