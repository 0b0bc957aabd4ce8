"""Import statements as blocks hold them: which alias binds what, and what stands around it."""

from __future__ import annotations

import ast

from burnish_checks.core.block import Block
from burnish_checks.core.facts import Import
from burnish_checks.core.gathering import imports
from burnish_checks.core.repair import Refused


def import_of(block: Block, alias: ast.alias) -> Import:
    """The import that an alias of the block makes. Raises `Refused` if it is none of this block."""
    for value, node in imports.collect(block):
        if node is alias:
            return value  # type: ignore[no-any-return]
    raise Refused("The code has changed since the finding was made.")


def guard_of(block: Block, alias: ast.alias) -> str:
    """What stands around an import, see `Import.guard`."""
    return import_of(block, alias).guard


def statement_of(block: Block, alias: ast.alias) -> ast.Import | ast.ImportFrom:
    """The statement of an alias."""
    parent = block.parent(alias)
    assert isinstance(parent, (ast.Import, ast.ImportFrom))
    return parent
