"""deprecated-typing-alias."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.typing.annotations import typing_name

_BUILTIN = {"List": "list", "Dict": "dict", "Set": "set", "FrozenSet": "frozenset", "Tuple": "tuple", "Type": "type"}
_COLLECTIONS = {
    "Deque": "deque",
    "DefaultDict": "defaultdict",
    "OrderedDict": "OrderedDict",
    "Counter": "Counter",
    "ChainMap": "ChainMap",
}
_ABC = {
    **{name: name for name in ("Awaitable", "Coroutine", "AsyncIterable", "AsyncIterator", "AsyncGenerator")},
    **{name: name for name in ("Iterable", "Iterator", "Generator", "Reversible", "Container", "Collection")},
    **{name: name for name in ("Callable", "MutableSet", "Mapping", "MutableMapping", "Sequence", "MutableSequence")},
    **{name: name for name in ("MappingView", "KeysView", "ItemsView", "ValuesView", "ByteString")},
    "AbstractSet": "Set",
}


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
    new = _BUILTIN.get(name) or (f"collections.{_COLLECTIONS[name]}" if name in _COLLECTIONS else "")
    new = new or (f"collections.abc.{_ABC[name]}" if name in _ABC else "")
    if new:
        yield block.finding(
            node, f"`typing.{name}` is deprecated in favour of `{new}`.", data={"name": name, "new": new}
        )


@deprecated_typing_alias.fix("Write `{new}` instead of `{name}`", Safety.SAFE)
def write_the_new_name(target: Target) -> Repair:
    """The new spelling, with its import where it needs one; the old import is left to `unused-import`."""
    name, new = target.finding.data["name"], target.finding.data["new"]
    if name in ("Optional", "Union"):
        node = target.node(ast.Subscript)
        assert isinstance(node, ast.Subscript)
        return Repair((target.replace(node, _with_pipes(target, node, name)),))
    module, _, last = new.rpartition(".")
    if not module:
        if target.context.bindings(new):
            raise Refused(f"`{new}` means something else here.")
        return Repair((target.replace(target.finding.span, new),))
    if any(item.name == last and item.module == "typing" for item in target.snapshot.joined.get("imports", {})):
        found = ensure_import(target.snapshot, module, prefer="module", index=target.index)
        return Repair((target.replace(target.finding.span, f"{found.expression}.{last}"), *found.changes))
    found = ensure_import(target.snapshot, module, last, index=target.index)
    return Repair((target.replace(target.finding.span, found.expression), *found.changes))


def _with_pipes(target: Target, node: ast.Subscript, name: str) -> str:
    parent = target.block.parent(node)
    items = node.slice.elts if isinstance(node.slice, ast.Tuple) and name == "Union" else [node.slice]
    if any(isinstance(item, ast.Constant) and isinstance(item.value, str) for item in items):
        raise Refused("A quoted name cannot be joined with `|`.")
    if any(isinstance(item, (ast.Starred, ast.Lambda, ast.IfExp)) for item in items) or not items:
        raise Refused("This union is not written plainly.")
    texts = [target.source(item) for item in items] + (["None"] if name == "Optional" else [])
    text = " | ".join(dict.fromkeys(texts))
    return f"({text})" if isinstance(parent, (ast.BinOp, ast.Attribute)) and len(texts) > 1 else text
