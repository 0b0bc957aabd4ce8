"""A schema with `format`, used by a validator that does not look at formats."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import ModuleFacts
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, ModuleFinding, Safety, module_rule
from burnish_checks.validation.schema_facts import KIND
from burnish_checks.validation.schema_values import Object, constants
from burnish_checks.validation.schemas import Part, finding, schemas_of, walk
from burnish_checks.validation.vocabulary import CHECKED_FORMATS


@module_rule(Category.VALIDATION, reads=(KIND, "imports"), needs=KIND, in_tests=False, project=True)
def schema_format_unchecked(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """`jsonschema` is given a schema with `format`, and no `format_checker`.

    By default `format` is only a remark: `"format": "uuid"` lets every text pass. Pass a `FormatChecker`. The schema may
    come from another file of the workspace.

    ```python
    import jsonschema

    SCHEMA = {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}}}


    def check(document):
        jsonschema.validate(document, SCHEMA)
    ```

    ```python
    import jsonschema

    SCHEMA = {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}}}


    def check(document):
        jsonschema.validate(document, SCHEMA, format_checker=jsonschema.FormatChecker())
    ```
    """
    schemas = schemas_of(module, context)
    for used in schemas.uses:
        if used.use.checks_format or not isinstance(used.value, Object):
            continue
        root, _, rest = used.use.function.partition(".")
        qualified = f"{schemas.imports.get(root, '')}.{rest}" if rest else schemas.imports.get(root, "")
        last = qualified.rpartition(".")[2]
        if not qualified.startswith("jsonschema") or not (
            last == "validate" or last.endswith(("Validator", "validator_for()"))
        ):
            continue
        formats = sorted({name for part in walk(_whole(used.value)) for name in _formats(part)})
        if formats:
            named = ", ".join(f"`{name}`" for name in formats[:3])
            yield finding(used.origin, f"No `format_checker` is passed, so the schema's {named} is not checked.")


def _whole(value: Object) -> Part:
    return Part(value, (), False, False, value, "", True)


def _formats(part: Part) -> Iterator[str]:
    for name in constants(part.value.pairs.get("format")):
        if name in CHECKED_FORMATS:
            yield str(name)


@schema_format_unchecked.fix(
    "Pass a `format_checker`",
    Safety.UNSAFE,
    why="Documents with malformed values are refused from now on (some formats need further packages to be checked).",
)
def pass_checker(target: Target) -> Repair:
    """Add `format_checker=` to the call."""
    block = target.block
    for call in block.nodes(ast.Call):
        if block.span(call.func) == target.finding.span:
            made = ensure_import(target.snapshot, "jsonschema", "FormatChecker", prefer="module", index=target.index)
            last = [*call.args, *(keyword.value for keyword in call.keywords)][-1]
            text = f", format_checker={made.expression}()"
            return Repair((*made.changes, target.insert(block.span(last).end, text)))
    raise Refused("The code has changed since the finding was made.")
