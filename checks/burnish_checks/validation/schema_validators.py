"""Whether anything in the workspace validates with JSON Schemas: else they only describe something."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import ModuleFacts, collector

KIND = "schema-validators"
_NAMES = ("jsonschema", "json_schema", "jsl", "voluptuous", "schema", "valid", "openapi", "swagger", "flex", "bravado")
"""What is in the names of packages that may check values against a schema."""


@collector(KIND, among=(ast.Import, ast.ImportFrom))
def schema_validators(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """That the block imports something that may check values against a schema, once."""
    imports: list[ast.Import | ast.ImportFrom] = [*block.nodes(ast.Import), *block.nodes(ast.ImportFrom)]
    for item in imports:
        module = (item.module or "") if isinstance(item, ast.ImportFrom) else ""
        names = f"{module} {' '.join(alias.name for alias in item.names)}".lower()
        if not getattr(item, "level", 0) and any(word in names for word in _NAMES):
            yield True, item
            return


def only_describes(module: ModuleFacts, context: ModuleContext) -> bool:
    """Whether no file of the workspace, as far as there is an index of it, could validate with the module's schemas."""
    if context.project is None or module.values(KIND):
        return False
    return not context.ask_project("everywhere", KIND)
