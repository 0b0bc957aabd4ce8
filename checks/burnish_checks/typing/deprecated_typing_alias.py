"""deprecated-typing-alias."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.removing import removal
from burnish_checks.core.repair import Change, Refused, Repair, Target, after, differences
from burnish_checks.core.rule import Category, Finding, Safety, Severity, in_doubt, rule
from burnish_checks.typing.annotations import typing_name
from burnish_checks.typing.joining import demand_joinable
from burnish_checks.typing_names import ABSTRACT, BUILTIN

_COLLECTIONS = {
    "Deque": "deque",
    "DefaultDict": "defaultdict",
    "OrderedDict": "OrderedDict",
    "Counter": "Counter",
    "ChainMap": "ChainMap",
}
_ABC = {there: name for there, name in ABSTRACT.items() if name not in ("Hashable", "Sized")} | {
    "ByteString": "ByteString"
}
_OLD = ("typing", "typing_extensions")
_TAKES_A_TYPE = frozenset({"cast", "isinstance", "issubclass", "TypeVar", "NewType", "get_type_hints"})
_READS_HINTS = re.compile(r"\b(?:__annotations__|get_type_hints|get_annotations)\b")
WHY_UNSAFE = "Code that compares this with another type, or prints it, sees the new one."


@rule(
    Category.TYPING,
    visits=(ast.Name, ast.Attribute, ast.Subscript),
    severity=Severity.INFORMATION,
    aliases=("UP006", "UP007", "UP045"),
    partial_aliases=("UP035",),
    tags=("deprecated",),
    default=False,
)
def deprecated_typing_alias(block: Block, node: ast.expr, context: Context) -> Iterator[Finding]:
    """A name of `typing` that Python has long had a better spelling for.

    `list[int]` since 3.9 (PEP 585), `X | None` since 3.10 (PEP 604), the abstract classes in `collections.abc`. Reported as
    far as the target version has the new spelling. Off by default.

    ```python
    from typing import List, Optional

    def first(lines: List[str]) -> Optional[str]:
        return lines[0] if lines else None
    ```

    ```python
    def first(lines: list[str]) -> str | None:
        return lines[0] if lines else None
    ```
    """
    if isinstance(node, ast.Subscript):
        name = typing_name(context, node.value) if isinstance(node.value, (ast.Name, ast.Attribute)) else ""
        if name in ("Optional", "Union") and context.settings.target_version >= (3, 10):
            yield block.finding(node, f"`{name}` can be written with `|`.", data={"name": name, "new": "X | Y"})
        return
    if not isinstance(getattr(node, "ctx", None), ast.Load) or context.settings.target_version < (3, 9):
        return
    name = typing_name(context, node)
    new = BUILTIN.get(name) or (f"collections.{_COLLECTIONS[name]}" if name in _COLLECTIONS else "")
    new = new or (f"collections.abc.{_ABC[name]}" if name in _ABC else "")
    if new:
        yield block.finding(
            node, f"`typing.{name}` is deprecated in favour of `{new}`.", data={"name": name, "new": new}
        )


@deprecated_typing_alias.fix("Write `{new}` instead of `{name}`", Safety.SAFE, why=WHY_UNSAFE, doubt=in_doubt)
def write_the_new_name(target: Target) -> Repair:
    """The new spelling, with its import where it needs one; the old import is left to `unused-import`."""
    name, new = target.finding.data["name"], target.finding.data["new"]
    node = target.node(ast.Subscript, ast.Name, ast.Attribute)
    if name in ("Optional", "Union"):
        assert isinstance(node, ast.Subscript)
        return _judged(target, [(target.block, node)], target.replace(node, _with_pipes(target, node, name)))
    module, _, last = new.rpartition(".")
    if not module:
        hidden = target.block.in_class and any(item.name == new for item in target.snapshot.joined.get("members", {}))
        if hidden or target.context.bindings(new) or target.block.walk.scope_at(node).resolve(new) is not None:
            raise Refused(f"`{new}` means something else here.")
        return _judged(target, [(target.block, node)], target.replace(node, new))
    if isinstance(node, ast.Name) and node.id == last and (moved := _moved(target, module, last)):
        return moved
    of_typing = any(item.name == last and item.module in _OLD for item in target.snapshot.joined.get("imports", {}))
    found = (
        ensure_import(target.snapshot, module, prefer="module", index=target.index)
        if of_typing
        else ensure_import(target.snapshot, module, last, index=target.index)
    )
    expression = f"{found.expression}.{last}" if of_typing else found.expression
    return _judged(target, [(target.block, node)], target.replace(node, expression), *found.changes)


def _judged(target: Target, uses: Iterable[tuple[Block, ast.expr]], *changes: Change) -> Repair:
    """A repair that is safe where all that changes only says what type something has, and the file reads no hints."""
    safe = all(_says_a_type(block, node) for block, node in uses) and not _READS_HINTS.search(target.snapshot.text)
    return Repair(changes, safety=Safety.SAFE if safe else Safety.UNSAFE, why="" if safe else WHY_UNSAFE)


def _moved(target: Target, module: str, name: str) -> Repair | None:
    """The import taken from the new module, under the same name, so that every use may stay as it is.

    None where the name is bound in more than one way, or its import is not a plain one.
    """
    snapshot = target.snapshot
    joined = snapshot.joined
    bound = [item for item in joined.get("imports", {}) if item.name == name]
    if [item.module in _OLD and item.member == name and item.scope == "module" for item in bound] != [True]:
        return None
    if bound[0].guard or sum(count for item, count in joined.get("binds", {}).items() if item.name == name) != 1:
        return None
    index, alias = next(
        (index, alias)
        for index, entry in enumerate(snapshot.entries)
        for alias in entry.block.nodes(ast.alias)
        if bound[0] in entry.facts.values.get("imports", ()) and (alias.asname or alias.name) == name
    )
    without = after(snapshot, [removal(Target(snapshot, index, target.finding), alias)])
    behind = index + 1 + len(without.entries) - len(snapshot.entries)
    imported = ensure_import(without, module, name, index=behind)
    if imported.expression != name:
        return None
    uses = (
        (entry.block, node)
        for entry in snapshot.entries
        for node in entry.block.nodes(ast.Name)
        if node.id == name and isinstance(node.ctx, ast.Load)
    )
    return _judged(target, uses, *differences(snapshot.lines, after(without, imported.changes).lines))


def _says_a_type(block: Block, node: ast.expr) -> bool:
    """Whether an expression is there to be read by people and type checkers, and nobody compares it with another."""
    current: ast.AST = node
    for parent in block.ancestors(node):
        if isinstance(parent, (ast.arg, syntax.TypeAlias)):
            return True
        if isinstance(parent, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return current is parent.returns
        if isinstance(parent, ast.AnnAssign):
            return current is parent.annotation or block.source(parent.annotation).endswith("TypeAlias")
        if isinstance(parent, ast.ClassDef):
            return current in parent.bases
        if isinstance(parent, ast.Assign):
            return True
        if isinstance(parent, ast.Call):
            return current is not parent.func and block.source(parent.func).rpartition(".")[2] in _TAKES_A_TYPE
        if not isinstance(parent, (ast.Subscript, ast.Tuple, ast.List, ast.BinOp)):
            return False
        current = parent
    return False


def _with_pipes(target: Target, node: ast.Subscript, name: str) -> str:
    parent = target.block.parent(node)
    items = node.slice.elts if isinstance(node.slice, ast.Tuple) and name == "Union" else [node.slice]
    for item in items:
        demand_joinable(target, item)
    if any(isinstance(item, (ast.Starred, ast.Lambda, ast.IfExp)) for item in items) or not items:
        raise Refused("This union is not written plainly.")
    texts = [target.source(item) for item in items] + (["None"] if name == "Optional" else [])
    joined = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.BitOr)
    if joined:
        beside = _beside(target, node)
        texts = [text for text in texts if text not in beside] or texts
    text = " | ".join(dict.fromkeys(texts))
    return f"({text})" if isinstance(parent, (ast.BinOp, ast.Attribute)) and not joined and len(texts) > 1 else text


def _beside(target: Target, node: ast.expr) -> set[str]:
    """The other members of the union, written with `|`, that a type stands in."""
    top: ast.expr = node
    while isinstance(parent := target.block.parent(top), ast.BinOp) and isinstance(parent.op, ast.BitOr):
        top = parent
    found, todo = set[str](), [top]
    while todo:
        item = todo.pop()
        if isinstance(item, ast.BinOp) and isinstance(item.op, ast.BitOr):
            todo += [item.left, item.right]
        elif item is not node:
            found.add(target.source(item))
    return found
