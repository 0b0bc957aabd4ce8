"""Lookups of which the code around tells what they are made in: a dictionary has no `IndexError`, a list no `KeyError`.

An effect holds no names of variables that could tell, so such a lookup is put into the words of one that is known
(`environ["key"]`, `argv[0]`), in a copy of what is tried.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted

_MAPPINGS = frozenset(
    {"dict", "defaultdict", "OrderedDict", "Counter", "Dict", "Mapping", "MutableMapping", "DefaultDict"}
)
_SEQUENCES = frozenset({"list", "tuple", "List", "Tuple", "Sequence", "sorted"})
_OF_NAMES = ("__dict__", "os.environ", "sys.modules")
_GO_OVER = ("sorted", "list", "tuple", "set", "reversed")
_BY_KEY = ast.parse("environ['key']", mode="eval").body
_BY_PLACE = ast.parse("sys.argv[0]", mode="eval").body
_KEY, _PLACE = ast.Constant("key"), ast.Constant(0)


def in_known_words(statements: Iterable[ast.stmt], block: Block) -> list[ast.stmt]:
    """The statements, or copies in which what is known of a lookup stands in its words."""
    statements = list(statements)
    if not any(isinstance(item, ast.Subscript) for part in statements for item in syntax.walk(part)):
        return statements
    kinds = {
        (item.lineno, item.col_offset, item.end_lineno or 0, item.end_col_offset or 0): _kind(item, block)
        for item in block.nodes(ast.Subscript)
        if not isinstance(item.slice, ast.Slice)
    }
    return [_Words(kinds).visit(copy.deepcopy(item)) for item in statements]


class _Words(ast.NodeTransformer):
    """Puts a lookup into other words, by the place where it stands."""

    def __init__(self, kinds: dict[tuple[int, int, int, int], str]) -> None:
        self.kinds = kinds

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """One lookup, after those inside it."""
        kind = self.kinds.get((node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0), "")
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Store) or not kind:
            return node
        if kind == "sure":
            return node.value
        if kind in ("names", "place"):
            return _BY_KEY if kind == "names" else _BY_PLACE
        node.slice = _KEY
        return node


def _kind(node: ast.Subscript, block: Block) -> str:
    """What is known of a lookup: it is in a `mapping`, in one of `names`, by its `place` in a list, or `sure` of its answer."""
    holder = dotted(node.value)
    if isinstance(node.ctx, ast.Load) and _is_gone_through(node, holder, block):
        return "sure"
    if holder.endswith(_OF_NAMES):
        return "names"
    kinds = {_made(item, block) for item in _binders(node.value, block)}
    if kinds == {"mapping"} or (not kinds - {""} and _is_a_name(node.slice)):
        return "mapping"
    return "place" if kinds == {"sequence"} and _is_a_number(node.slice) else ""


def _binders(holder: ast.expr, block: Block) -> list[ast.AST]:
    if not isinstance(holder, ast.Name):
        return []
    scope = block.walk.scope_at(holder).resolve(holder.id)
    return list(scope.bound.get(holder.id, ())) if scope is not None and scope.is_function else []


def _made(binder: ast.AST, block: Block) -> str:
    """Whether a name is given a mapping or a sequence where it is bound: by what is written there, or by its annotation."""
    hint = getattr(binder, "annotation", None)
    around = block.parent(binder)
    if isinstance(around, ast.AnnAssign):
        hint = around.annotation
    if hint is not None:
        return _called(hint.value if isinstance(hint, ast.Subscript) else hint)
    if not isinstance(around, ast.Assign) or binder not in around.targets:
        return ""
    value = around.value
    if isinstance(value, (ast.Dict, ast.DictComp)):
        return "mapping"
    if isinstance(value, (ast.List, ast.ListComp, ast.Tuple)):
        return "sequence"
    return _called(value.func) if isinstance(value, ast.Call) else ""


def _called(node: ast.expr) -> str:
    last = dotted(node).rpartition(".")[2]
    return "mapping" if last in _MAPPINGS else "sequence" if last in _SEQUENCES else ""


def _is_a_name(key: ast.expr) -> bool:
    """Whether what is looked up is called the name of something, which no list has: `self.operations[name]`."""
    last = dotted(key).rpartition(".")[2].rpartition("_")[2]
    return last in ("name", "key", "attr", "keyword")


def _is_a_number(place: ast.expr) -> bool:
    """Whether something is looked up by a number, as far as its words tell: `rows[i - 1]`."""
    if isinstance(place, ast.BinOp):
        return isinstance(place.right, ast.Constant) and isinstance(place.right.value, int)
    return isinstance(place, ast.Constant) and isinstance(place.value, int)


def _is_gone_through(node: ast.Subscript, holder: str, block: Block) -> bool:
    """Whether the key is the variable of a loop over what it is looked up in: `for name in sorted(table): table[name]`."""
    key = node.slice
    if not holder or not isinstance(key, ast.Name):
        return False
    scope = block.walk.scope_at(key)
    bound = list(scope.bound.get(key.id, ()))
    loop = block.parent(bound[0]) if len(bound) == 1 else None
    if not isinstance(loop, (ast.For, ast.comprehension)) or loop.target is not bound[0]:
        return False
    over = loop.iter
    if isinstance(over, ast.Call) and dotted(over.func) in _GO_OVER and over.args:
        over = over.args[0]
    if isinstance(over, ast.Call) and isinstance(over.func, ast.Attribute) and over.func.attr == "keys":
        over = over.func.value
    return dotted(over) == holder and not _loses(holder, block)


def _loses(holder: str, block: Block) -> bool:
    """Whether something may be taken out of a mapping in the same block."""
    taken = (dotted(item.func.value) for item in block.nodes(ast.Call) if isinstance(item.func, ast.Attribute)
             and item.func.attr in ("pop", "popitem", "clear", "remove"))  # fmt: skip
    deleted = (dotted(item.value) for item in block.nodes(ast.Subscript) if isinstance(item.ctx, ast.Del))
    return holder in {*taken, *deleted}
