"""The JSON Schemas of a module: found by use and by shape, walked down to each part that is a schema itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import is_not
from typing import Any, cast

from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import Import, ModuleFacts
from burnish_checks.core.rule import ModuleFinding, Severity
from burnish_checks.validation.schema_facts import KIND, Step
from burnish_checks.validation.schema_running import run
from burnish_checks.validation.schema_trees import Mark
from burnish_checks.validation.schema_values import Array as Array
from burnish_checks.validation.schema_values import Object, Origin, Scalar, Used, Value, Values, constants
from burnish_checks.validation.vocabulary import COMPOSED, KEYWORDS, SUBSCHEMA, SUBSCHEMA_LISTS, SUBSCHEMA_MAPS

_DEEPEST = 60
_MODULES_AWAY = 3


@dataclass(frozen=True, eq=False)
class Part:
    """One schema inside a schema (or the whole of it), in one of its final states."""

    value: Object
    path: tuple[str, ...]
    """The keys from the root to it."""
    composed: bool
    """Whether it lies under `allOf`, `if` and the like, and so says only a part of what is asked."""
    described: bool
    """Whether it stands in a larger literal that is no schema (OpenAPI, a tool's description): nobody validates with it."""
    root: Object
    owner: str
    """The name that the root is bound to, or empty."""
    proved: bool
    """Whether a validator is given the root, or it names its `$schema`."""
    answers: bool = False
    """Whether nothing but answers is held against the root."""
    validates: bool = False
    """Whether a validator is given the root."""

    @property
    def types(self) -> tuple[str, ...]:
        """The types it allows, as far as they are constants."""
        return tuple(item for item in constants(self.value.pairs.get("type")) if isinstance(item, str))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The types it allows beside `null`, which holds nothing that a keyword could bound."""
        return tuple(item for item in self.types if item != "null")

    def inner(self, value: Object, key: str, name: str | None, composed: bool) -> Part:
        """The schema under a keyword, and under a name or number there."""
        path = (*self.path, key) if name is None else (*self.path, key, name)
        return replace(self, value=value, path=path, composed=composed)

    @property
    def what(self) -> str:
        """The part in words: the property, or the schema's own name."""
        if self.name not in ("", "*"):
            return f"`{self.name}`"
        if self.owner and not self.path:
            return f"`{self.owner}`"
        title = self.value.pairs.get("title")
        if isinstance(title, Scalar) and isinstance(title.value, str):
            return f"`{title.value}`"
        named = self.value.pairs.get("properties")
        first = [f"`{key}`" for key in named.pairs][:_FIRST] if isinstance(named, Object) else []
        return f"the object with {' and '.join(first)}" if first else "the value"

    @property
    def is_answer(self) -> bool:
        """Whether the schema describes what is sent out or sent back, going by its name and by what is held against it."""
        return self.answers or bool(_OUTPUT.search(self.owner))

    @property
    def name(self) -> str:
        """The property it describes, or empty."""
        return self.path[-1] if len(self.path) > 1 and self.path[-2] in ("properties", "patternProperties") else ""

    @property
    def refuses(self) -> bool:
        """Whether it says what must not be: it stands under `not`."""
        return any(
            key == "not" and (at == 0 or self.path[at - 1] not in SUBSCHEMA_MAPS) for at, key in enumerate(self.path)
        )

    @property
    def closed_elsewhere(self) -> bool:
        """Whether other schemas say the rest: references, composition, keys that are not known."""
        return self.value.partial or bool(_ELSEWHERE & self.value.pairs.keys())


_FIRST = 2
"""Properties by which an object that has no name is known."""
_OUTPUT = re.compile(r"resp(?:onse)?(?:_|$)|output|result|reply", re.I)
_ELSEWHERE = frozenset({"$ref", "$dynamicRef", "$recursiveRef", "allOf", "anyOf", "oneOf", "if", "extends"})


@dataclass(frozen=True, eq=False)
class Schemas:
    """All schemas of a module."""

    parts: tuple[Part, ...]
    uses: tuple[Used, ...]
    imports: dict[str, str]
    """Qualified names by the name they are bound to."""

    def versions(self) -> Iterator[tuple[Origin, list[Part]]]:
        """The parts grouped by where they were written.

        One that was copied and changed, or merged into another, has several states.
        """
        groups: dict[Origin, list[Part]] = {}
        for part in self.parts:
            if part.value.origin is not None:
                groups.setdefault(part.value.origin, []).append(part)
        for part in self.parts:
            for parent in part.value.parents:
                if parent in groups and parent != part.value.origin:
                    groups[parent].append(part)
        yield from groups.items()


_last: tuple[tuple[Any, ...], int, Schemas] = ((), -1, Schemas((), (), {}))


def schemas_of(module: ModuleFacts, context: ModuleContext) -> Schemas:
    """The schemas of the module; remembered for the last module asked about.

    Facts are compared by identity: equal ones of another document have other anchors.
    """
    global _last
    values = module.values(KIND)
    key = (values, module.values("imports") or None, context.project)
    revision = getattr(context.project, "revision", 0)
    known = _last
    if known[1] != revision or len(known[0]) != len(key) or any(map(is_not, known[0], key)):
        known = _last = (key, revision, _schemas(module, context) if values else Schemas((), (), {}))
    return known[2]


def finding(
    origin: Origin, message: str, data: dict[str, str] | None = None, severity: Severity | None = None
) -> ModuleFinding:
    """A finding at the place where a value was written."""
    return ModuleFinding(origin.anchor, origin.fact, message, data or {}, severity)


def _schemas(module: ModuleFacts, context: ModuleContext) -> Schemas:
    imports = _import_table(cast("list[Import]", list(module.values("imports"))))
    values = run(module.each(KIND), _Importer(context, imports, _MODULES_AWAY))
    proven = {item.value.origin for item in values.uses if isinstance(item.value, Object)}
    asked = {item.value.origin for item in values.uses if isinstance(item.value, Object) and not item.use.of_answer}
    parts: list[Part] = []
    for root, described, owner in _roots(values):
        validates = root.origin in proven
        proved = validates or "$schema" in root.pairs
        answers = validates and root.origin not in asked
        found = list(walk(Part(root, (), False, described, root, owner, proved, answers, validates)))
        if proved or not any(_FOREIGN_TYPES.intersection(part.types) for part in found):
            parts.extend(found)
    return Schemas(tuple(parts), tuple(values.uses), imports)


class _Importer:
    """Looks up the value of a dotted name in the workspace's other files."""

    def __init__(self, context: ModuleContext, imports: dict[str, str], left: int) -> None:
        self.context = context
        self.imports = imports
        self.left = left
        self.modules: dict[str, dict[str, Value]] = {}

    def __call__(self, name: str) -> Value | None:
        root, _, rest = name.partition(".")
        qualified = self.imports.get(root)
        if qualified is None or self.left == 0 or self.context.project is None:
            return None
        module, _, member = (f"{qualified}.{rest}" if rest else qualified).rpartition(".")
        return self.names(module or ".").get(member) if member else None

    def names(self, module: str) -> dict[str, Value]:
        """What the module of that name binds."""
        if module not in self.modules:
            self.modules[module] = {}
            values = self.context.ask_project("facts", module, KIND)
            if values:
                imports = _import_table(self.context.ask_project("facts", module, "imports") or ())
                inner = _Importer(self.context, imports, self.left - 1)
                steps = ((module, _fact(value)) for value in values if isinstance(value, Step) and not value.scope)
                self.modules[module] = run(steps, inner, foreign=True).names
        return self.modules[module]


def _fact(value: Step | Mark) -> Any:
    from burnish_checks.core.facts import Fact

    return Fact(KIND, value)


def _import_table(imports: Any) -> dict[str, str]:
    return {item.name: item.qualified for item in imports if isinstance(item, Import) and item.member != "*"}


_FOREIGN_TYPES = frozenset({"keyword", "text", "nested", "long", "double", "float", "date", "geo_point", "record", "bytes",
                            "map", "fixed", "completion", "short", "byte", "binary", "select", "File", "Directory"})  # fmt: skip
"""Types of search-engine mappings, Avro and other relatives, which are written much like schemas."""


def _roots(values: Values) -> Iterator[tuple[Object, bool, str]]:
    """The schemas that lie in no other schema, each with whether it only describes something, and its name."""
    names = {id(value): name for name, value in reversed(values.literals) if name != "?"}
    used = {id(item.value) for item in values.uses if isinstance(item.value, Object)}
    origins = {item.value.origin for item in values.uses if isinstance(item.value, Object)}
    seen: set[int] = set()
    for item in values.uses:
        if isinstance(item.value, Object) and id(item.value) not in seen:
            seen.add(id(item.value))
            yield item.value, False, names.get(id(item.value), "")
    for name, literal in values.literals:
        if id(literal) in seen:
            continue
        if id(literal) in used or literal.origin in origins or is_schema(literal):
            seen.add(id(literal))
            yield literal, name == "?" and literal.origin not in origins, name.strip("?")
            continue
        for inner, described in _inside(literal):
            if id(inner) not in seen:
                seen.add(id(inner))
                yield inner, described or name == "?", ""


def _inside(container: Object) -> Iterator[tuple[Object, bool]]:
    """The outermost schemas in a literal that is none itself. A plain table of schemas does not make them descriptions."""
    values = list(container.pairs.values())
    table = bool(values) and all(isinstance(value, Object) and is_schema(value) for value in values)
    stack: list[Value] = list(reversed(values))
    while stack:
        value = stack.pop()
        if isinstance(value, Object):
            if is_schema(value):
                yield value, not table
            else:
                stack.extend(reversed(list(value.pairs.values())))
        elif isinstance(value, Array):
            stack.extend(reversed(value.items))


def is_schema(value: Object) -> bool:
    """Whether an object is a schema by its shape."""
    pairs = value.pairs
    if isinstance(pairs.get("$schema"), Scalar):
        return True
    kinds = set(constants(pairs.get("type"))) - {"null"}
    if kinds == {"object"}:
        tables = [pairs.get(key) for key in ("properties", "patternProperties")]
        named = [table for table in tables if isinstance(table, Object)]
        # A property whose value is a text is described in another language: RAML, a template.
        return bool(named) and not any(isinstance(item, Scalar) for table in named for item in table.pairs.values())
    if kinds == {"array"} and isinstance(pairs.get("items"), Object):
        return True
    telling = _TELLING.get(str(kinds.pop()), frozenset()) if len(kinds) == 1 else frozenset()
    return pairs.keys() <= KEYWORDS and not telling.isdisjoint(pairs.keys())


_TELLING = {
    "string": frozenset({"pattern", "minLength", "maxLength"}),
    "integer": frozenset({"minimum", "maximum", "multipleOf"}),
    "number": frozenset({"minimum", "maximum", "multipleOf"}),
}
"""The keywords that make an object of one of these types a schema, where it has no other keys than keywords."""


def walk(root: Part) -> Iterator[Part]:
    """The root and every schema inside it."""
    stack = [root]
    visited: set[int] = set()
    while stack:
        part = stack.pop()
        if id(part.value) in visited or len(part.path) > _DEEPEST:
            continue
        visited.add(id(part.value))
        yield part
        stack.extend(reversed(list(_children(part))))


def _children(part: Part) -> Iterator[Part]:
    for key, value in part.value.pairs.items():
        composed = part.composed or key in COMPOSED
        if key in SUBSCHEMA_MAPS and isinstance(value, Object):
            for name, item in (*value.pairs.items(), *(("*", item) for item in value.extra)):
                if isinstance(item, Object):
                    yield part.inner(item, key, name, composed)
        elif key in SUBSCHEMA and isinstance(value, Object):
            yield part.inner(value, key, None, composed)
        elif (key in SUBSCHEMA_LISTS or key == "items") and isinstance(value, Array):
            for at, item in enumerate(value.items):
                if isinstance(item, Object):
                    yield part.inner(item, key, str(at), composed)
