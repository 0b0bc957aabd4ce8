"""Names that stand for types: whether what a class or an alias of the workspace names has no place for None."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import View, home_of, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.joining import named
from burnish_checks.typing.annotations import is_class_of_python, unquoted

KIND = "type-aliases"
_LONGEST = 200
_DEEPEST = 8


class Alias(NamedTuple):
    """A module-level name for a type."""

    name: str
    text: str
    """The type, as Python writes it."""


@collector(KIND, late=True, among=(ast.Assign, ast.AnnAssign, syntax.TypeAlias))
def type_aliases(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Names in capitals that the block binds to what may be a type: `Hook = Callable[[int], None]`, `Id = NewType("Id", int)`."""
    if block.in_class:
        return
    for node in block.body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            target, value = node.target, node.value
        elif isinstance(node, syntax.TypeAlias):
            target, value = node.name, node.value
        else:
            continue
        if isinstance(value, ast.Call) and dotted(value.func).endswith("NewType") and value.args[1:]:
            value = value.args[1]
        named_so = isinstance(target, ast.Name) and target.id.lstrip("_")[:1].isupper()
        if named_so and isinstance(value, (ast.Subscript, ast.BinOp, ast.Constant, ast.Name, ast.Attribute)):
            text = ast.unparse(value)
            if len(text) < _LONGEST:
                yield Alias(dotted(target), text), node


@topic("refuses-none", reads=(KIND, "binds"), project=True, slow=True)
def refuses_none(view: View, index: int, name: str) -> Any:
    """Whether a dotted name of the module is that of a class, or of a type made of such, none of which is None."""
    return _refuses(view, view.path, name, _DEEPEST)


def _refuses(view: View, path: str, name: str, left: int) -> bool:
    root, _, rest = name.partition(".")
    bound = {(item.how, item.target) for item in named(view.facts_at(path, "binds"), root)}
    if not bound:
        return hasattr(builtins, name) and is_class_of_python(f"builtins.{name}")
    if left == 0 or len(bound) > 1:
        return False
    ((how, target),) = bound
    if how == "import":
        return _refuses_elsewhere(view, path, f"{target}.{rest}" if rest else target, left)
    if how == "class":
        return not rest
    aliases = named(view.facts_at(path, KIND), name)
    parsed = unquoted(aliases[0].text) if len(aliases) == 1 else None
    return parsed is not None and _all_refuse(view, path, parsed, left - 1)


def _refuses_elsewhere(view: View, path: str, qualified: str, left: int) -> bool:
    if is_class_of_python(qualified):
        return True
    home = home_of(view.project, path, qualified)
    return home is not None and _refuses(view, *home, left - 1)


def _all_refuse(view: View, path: str, node: ast.expr, left: int) -> bool:
    """Whether no member of a type that a file writes is None."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _all_refuse(view, path, node.left, left) and _all_refuse(view, path, node.right, left)
    if isinstance(node, ast.Constant):
        parsed = unquoted(node.value) if isinstance(node.value, str) else None
        return parsed is not None and _all_refuse(view, path, parsed, left)
    if isinstance(node, ast.Subscript):
        name = _typing_name(view, path, dotted(node.value))
        if name in ("Optional", "ClassVar", "Final", "Type"):
            return False
        if name == "Literal":
            return not any(isinstance(item, ast.Constant) and item.value is None for item in ast.walk(node.slice))
        if name in ("Union", "Annotated"):
            items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            return all(_all_refuse(view, path, item, left) for item in (items[:1] if name == "Annotated" else items))
        node = node.value
    return bool(dotted(node)) and _refuses(view, path, dotted(node), left)


def _typing_name(view: View, path: str, name: str) -> str:
    """`Union` for what a file calls `typing.Union`, empty for what is not of `typing`."""
    root, _, rest = name.partition(".")
    for item in named(view.facts_at(path, "binds"), root):
        full = f"{item.target}.{rest}" if rest else item.target
        if item.how == "import" and full.startswith(("typing.", "typing_extensions.")):
            return full.partition(".")[2]
    return ""
