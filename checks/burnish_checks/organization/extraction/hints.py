"""Type hints for a new function, copied from those that stand in the function it comes from."""

from __future__ import annotations

import ast
import builtins

from burnish_checks.core.block import Block
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.organization.extraction.events import Function
from burnish_checks.organization.extraction.narrowing import narrowed
from burnish_checks.organization.extraction.placing import Place
from burnish_checks.organization.extraction.regions import Analysis, Region

_GENERATORS = ("Iterator", "Iterable", "Generator")
_LITERALS = (bool, int, float, str, bytes)


def is_annotated(function: Function) -> bool:
    """Whether a function has type hints."""
    arguments = function.args
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
    return function.returns is not None or any(item is not None and item.annotation is not None for item in every)


class Hints:
    """The hints that can be copied into a function at a place."""

    def __init__(self, snapshot: Snapshot, analysis: Analysis, place: Place, at: ast.AST) -> None:
        self.block: Block = analysis.block
        self.function = analysis.function
        self.place = place
        self.at = at
        """Where the code begins."""
        self.wanted = is_annotated(analysis.function)
        imports = list(snapshot.joined.get("imports", {}))
        self._lazy = any(item.module == "__future__" and item.member == "annotations" for item in imports)
        self._imported = {item.name for item in imports if item.scope == "module" and item.guard != "type-checking"}
        self._scope = analysis.scope

    def of(self, name: str) -> str:
        """The annotation of a variable, or empty."""
        owner = self._scope.resolve(name)
        if not self.wanted or owner is None:
            return ""
        binders = owner.bound[name]
        for node in binders:
            if isinstance(node, ast.arg) and node.annotation is not None:
                wrap = self._wrapped(node)
                text = self._narrowed(node.annotation, name, binders) if wrap == "{}" else ""
                return self._copied(node.annotation, wrap, text, evaluated=True)
            parent = self.block.parent(node)
            if isinstance(parent, ast.AnnAssign) and parent.target is node:
                text = self._narrowed(parent.annotation, name, binders)
                return self._copied(parent.annotation, "{}", text, evaluated=False)
        return self._literal(binders)

    def returned(self, region: Region) -> str:
        """The annotation of what the new function returns, or empty."""
        if not self.wanted:
            return ""
        whole = self.function.returns
        if region.is_generator:
            name = whole.value if isinstance(whole, ast.Subscript) else whole
            last = getattr(name, "attr", getattr(name, "id", ""))
            same = whole is not None and last in _GENERATORS and not region.outputs and not region.returns
            return self._copied(whole, "{}", evaluated=True) if same and whole is not None else ""
        if region.returns:
            if not region.returns_value:
                return "None"
            plain = whole is not None and not _yields(self.block, self.function)
            return self._copied(whole, "{}", evaluated=True) if plain and whole is not None else ""
        if not region.outputs:
            return "None"
        parts = [self.of(name) for name in region.outputs]
        if not all(parts):
            return ""
        return parts[0] if len(parts) == 1 else f"tuple[{', '.join(parts)}]"

    def _wrapped(self, argument: ast.arg) -> str:
        around = self.block.parent(argument)
        if isinstance(around, ast.arguments):
            if around.vararg is argument:
                return "tuple[{}, ...]"
            if around.kwarg is argument:
                return "dict[str, {}]"
        return "{}"

    def _narrowed(self, annotation: ast.expr, name: str, binders: list[ast.AST]) -> str:
        """The annotation of a variable that is bound once, as tests have narrowed it where the code begins."""
        if len(binders) != 1:
            return ""
        text = narrowed(self.block, self.function, annotation, name, self.at)
        known = {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}
        new = {node.id for node in ast.walk(ast.parse(text, mode="eval")) if isinstance(node, ast.Name)} - known
        return text if all(self._is_seen(item) for item in new) else ""

    def _is_seen(self, name: str) -> bool:
        """Whether the new function's hints may name what the code's tests name."""
        owner = self._scope.resolve(name)
        return (owner is None or owner.kind == "module") and (self._lazy or self._is_safe(name))

    def _copied(self, annotation: ast.expr, wrap: str, text: str = "", *, evaluated: bool) -> str:
        """The text of an annotation, quoted where it would be evaluated for the first time; empty if out of sight."""
        text = text or self.block.source(annotation)
        if "\n" in text or "\r" in text or isinstance(annotation, ast.Starred):
            return ""
        names = [node for node in ast.walk(annotation) if isinstance(node, ast.Name)]
        own = self.block.walk.scopes[self.place.host].parent
        for node in names:
            owner = self.block.walk.scope_at(node).resolve(node.id)
            if owner is not None and owner is not own and owner.kind != "module":
                return ""
        if not evaluated and not self._lazy and any(not self._is_safe(node.id) for node in names):
            return f'"{text}"' if '"' not in text and "." not in text else ""
        return wrap.format(text)

    def _is_safe(self, name: str) -> bool:
        """Whether a name is there when the new function is defined."""
        return hasattr(builtins, name) or name in self._imported

    def _literal(self, binders: list[ast.AST]) -> str:
        """The type of a variable that is only ever assigned literals of one type."""
        kinds: set[str] = set()
        for node in binders:
            parent = self.block.parent(node)
            if not isinstance(parent, ast.Assign) or parent.targets != [node]:
                return ""
            value = parent.value
            if isinstance(value, ast.JoinedStr):
                kinds.add("str")
            elif isinstance(value, ast.Constant) and isinstance(value.value, _LITERALS):
                kinds.add(type(value.value).__name__)
            else:
                return ""
        return kinds.pop() if len(kinds) == 1 else ""


def _yields(block: Block, function: Function) -> bool:
    return any(function in block.ancestors(node) for node in block.nodes(ast.Yield, ast.YieldFrom))
