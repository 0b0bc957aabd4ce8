"""A JSON Schema that is none: its meta-schema rejects it, or a keyword is misspelt and so means nothing."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterator

from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import ModuleFacts
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, ModuleFinding, Safety, Severity, module_rule
from burnish_checks.validation.schema_edits import pair_at
from burnish_checks.validation.schema_facts import KIND
from burnish_checks.validation.schema_json import complaints, no_regular_expression, reach
from burnish_checks.validation.schema_values import Object, Origin, Scalar
from burnish_checks.validation.schemas import Part, Schemas, finding, schemas_of
from burnish_checks.validation.vocabulary import COMPANIONS, KEYWORDS

_LIKENESS = 0.84
_SHORTEST = 4
_TYPES = {"str": "string", "text": "string", "int": "integer", "bool": "boolean", "dict": "object", "list": "array",
          "float": "number", "none": "null", "None": "null", "map": "object", "tuple": "array"}  # fmt: skip
_ALL_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
_LOWER = {keyword.lower(): keyword for keyword in KEYWORDS}


@module_rule(
    Category.VALIDATION, reads=(KIND, "imports"), needs=KIND, severity=Severity.ERROR, in_tests=False, project=True
)
def schema_invalid(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """A JSON Schema that its own meta-schema rejects, or that holds a misspelt keyword.

    A keyword that no draft knows is ignored by every validator, so `requried` or `minlength` checks nothing. The draft
    is that of `$schema` or of the validator class; where neither is known, only what every draft rejects is reported.
    References are never fetched.

    ```python
    SERVER = {
        "type": "object",
        "properties": {"name": {"type": "string"}},
        "requried": ["name"],
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
    schemas = schemas_of(module, context)
    seen: set[Origin] = set()
    for part in schemas.parts:
        rejected = _rejected(part, _draft(schemas, part)) if _is_judged(part) else ()
        for found in (*_misspelt(part), *rejected, *_broken_patterns(part)):
            origin = Origin(found.anchor, found.fact)
            if origin not in seen:
                seen.add(origin)
                yield found


def _is_judged(part: Part) -> bool:
    return not part.path and not part.described and not part.value.partial


def _draft(schemas: Schemas, part: Part) -> str:
    """The validator class that is given the schema, where it names a draft."""
    for used in schemas.uses:
        value = used.value
        if getattr(value, "origin", None) == part.value.origin and used.use.function.endswith("Validator"):
            return used.use.function.rpartition(".")[2]
    return ""


def _misspelt(part: Part) -> Iterator[ModuleFinding]:
    for key in part.value.pairs:
        if key in KEYWORDS or key in COMPANIONS or key.startswith(("x-", "x_", "$")) or len(key) < _SHORTEST:
            continue
        place = part.value.places.get(key)
        near = difflib.get_close_matches(key.lower(), _LOWER, 1, _LIKENESS)
        meant = _LOWER[near[0]] if near else ""
        if place is not None and meant and meant not in part.value.pairs:
            told = meant in _TELLING
            what = "tells" if told else "checks"
            message = f"`{key}` is no keyword of JSON Schema, so it {what} nothing; `{meant}` is."
            severity = Severity.INFORMATION if told else None
            yield finding(place, message, {"from": key, "to": meant, "at": "key"}, severity)


_TELLING = frozenset({"title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"})
"""Keywords that tell people of a value, and check nothing."""


def _broken_patterns(part: Part) -> Iterator[ModuleFinding]:
    """Patterns that no engine compiles: the meta-schema takes them for any other text."""
    written = [(part.value, "pattern", part.value.pairs.get("pattern"))]
    named = part.value.pairs.get("patternProperties")
    if isinstance(named, Object):
        written.extend((named, key, Scalar(value=key)) for key in named.pairs)
    for holder, key, pattern in () if part.described else written:
        place = holder.places.get(key)
        if place is None or not isinstance(pattern, Scalar) or not isinstance(pattern.value, str):
            continue
        if wrong := no_regular_expression(pattern.value):
            yield finding(place, f"Not a valid JSON Schema: the pattern is no regular expression: {wrong}.")


def _rejected(part: Part, draft: str) -> Iterator[ModuleFinding]:
    for path, words in complaints(part.value, draft):
        reached = reach(part.value, path)
        place = part.value.origin if reached is None else reached[0].places.get(reached[1]) or reached[0].origin
        if place is None:
            continue
        data: dict[str, str] = {}
        if reached is not None and reached[1] == "type":
            written = reached[0].pairs["type"]
            if isinstance(written, Scalar) and isinstance(written.value, str):
                near = difflib.get_close_matches(written.value.lower().strip(), _ALL_TYPES, 1, 0.7)
                meant = _TYPES.get(written.value) or next(iter(near), "")
                data = {"from": written.value, "to": meant, "at": "value"} if meant else {}
        yield finding(place, f"Not a valid JSON Schema: {words}.", data)


@schema_invalid.fix(
    "Write `{to}`",
    Safety.UNSAFE,
    why="What was ignored until now is checked, and documents that passed may be refused.",
    when=lambda finding: "to" in finding.data,
)
def correct(target: Target) -> Repair:
    """Replace the misspelt keyword or type."""
    _, key, value = pair_at(target)
    data = target.finding.data
    node = key if data["at"] == "key" else value
    if not isinstance(node, ast.Constant) or node.value != data["from"]:
        raise Refused("The word is not written out here.")
    source = target.source(node)
    return Repair((target.replace(node, source.replace(data["from"], data["to"])),))
