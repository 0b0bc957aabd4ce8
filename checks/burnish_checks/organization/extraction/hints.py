"""Type hints for a new function, copied from those that stand in the function it comes from."""

from __future__ import annotations

import ast
import builtins

from burnish_checks.core.block import Block
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.organization.extraction.analysis import Analysis
from burnish_checks.organization.extraction.events import Function, is_generator
from burnish_checks.organization.extraction.narrowing import narrowed
from burnish_checks.organization.extraction.placing import Place
from burnish_checks.organization.extraction.regions import Region

_GENERATORS = ("Iterator", "Iterable", "Generator")
_LITERALS = (bool, int, float, str, bytes)
_SAYS_YES_OR_NO = (ast.Is, ast.IsNot, ast.In, ast.NotIn)
_OF_BUILT_INS = {name: name for name in ("str", "int", "float", "bool", "bytes")} | {
    "len": "int", "ord": "int", "repr": "str", "chr": "str", "isinstance": "bool", "hasattr": "bool", "callable": "bool",
}  # fmt: skip
_OF_TEXTS = {
    **dict.fromkeys(
        ("strip", "lstrip", "rstrip", "lower", "upper", "replace", "title", "removeprefix", "removesuffix"), "str"
    ),
    **dict.fromkeys(("startswith", "endswith", "isdigit", "isalpha", "isspace", "isupper", "islower"), "bool"),
    **dict.fromkeys(("find", "rfind", "index", "count"), "int"),
    **dict.fromkeys(("split", "rsplit", "splitlines"), "list[str]"),
    "encode": "bytes",
}


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
        self._asked: set[str] = set()
        self._bound = {item.name for item in snapshot.joined.get("binds", {})}

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
            plain = whole is not None and not is_generator(self.function)
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
        """The type of a variable that is only ever assigned values of one type, told by their form."""
        kinds: set[str] = set()
        for node in binders:
            parent = self.block.parent(node)
            if not isinstance(parent, ast.Assign) or parent.targets != [node]:
                return ""
            kinds.add(self._type_of(parent.value))
        return kinds.pop() if len(kinds) == 1 else ""

    def _type_of(self, value: ast.expr) -> str:
        """The type of a value that is a literal, a test, a built-in's answer, or a part of a text or list whose type is said."""
        if isinstance(value, ast.JoinedStr):
            return "str"
        if isinstance(value, ast.Constant) and isinstance(value.value, _LITERALS):
            return type(value.value).__name__
        if isinstance(value, ast.Compare) and all(isinstance(item, _SAYS_YES_OR_NO) for item in value.ops):
            return "bool"
        if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not):
            return "bool"
        if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
            whole = self._said_of(value.value)
            return whole if whole in ("str", "bytes") or whole.startswith(("list[", "List[")) else ""
        if not isinstance(value, ast.Call):
            return ""
        if isinstance(value.func, ast.Name):
            built_in = self._scope.resolve(value.func.id) is None and value.func.id not in self._bound
            return _OF_BUILT_INS.get(value.func.id, "") if built_in else ""
        if isinstance(value.func, ast.Attribute) and self._said_of(value.func.value) == "str":
            return _OF_TEXTS.get(value.func.attr, "")
        return ""

    def _said_of(self, node: ast.expr) -> str:
        """The annotation of another variable; of those that are parts of each other none."""
        if not isinstance(node, ast.Name) or node.id in self._asked:
            return ""
        self._asked.add(node.id)
        said = self.of(node.id)
        self._asked.discard(node.id)
        return said
