"""Values as they are written, with the places of their dictionaries and pairs: what the facts about schemas are made of."""

from __future__ import annotations

import ast
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.core.positions import Span
from burnish_checks.validation.schema_shapes import left_out

Tree = tuple[Any, ...]
"""A value as written: ("d", number, pairs), ("l", items), ("c", type name, constant), ("n", dotted name),
("i", tree, key), ("copy", tree), ("deepcopy", tree), ("merge", trees...), ("without", tree, keys, number), ("concat", trees...),
in a list ("*", tree), ("?", "str" or "")."""

UNKNOWN: Tree = ("?", "")
_DEEPEST = 40


class Mark(NamedTuple):
    """A dictionary of a step, or one pair of it, as a place to point at."""

    step: int
    dictionary: int
    key: str | None


class TreeReader:
    """Reads the value of one step."""

    def __init__(self, block: Block, step: int, seen: set[ast.AST]) -> None:
        self.block = block
        self.step = step
        self.seen = seen
        """Takes in every node that was read."""
        self.marks: list[tuple[Mark, Span]] = []
        """Its dictionaries and their pairs, in source order."""
        self.dictionaries = 0

    def tree(self, node: ast.expr, place: Span | None, depth: int = 0) -> Tree:
        """The value as written."""
        self.seen.add(node)
        if depth > _DEEPEST:
            return UNKNOWN
        if isinstance(node, ast.Dict):
            return self.dictionary(node, place, depth)
        if isinstance(node, (ast.List, ast.Tuple)):
            return ("l", tuple(self.member(item, depth + 1) for item in node.elts))
        if isinstance(node, ast.Constant):
            return ("c", type(node.value).__name__, node.value)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
            value = node.operand.value
            return ("c", type(value).__name__, -value) if isinstance(value, (int, float)) else UNKNOWN
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = dotted(node)
            return ("n", name) if name else UNKNOWN
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            return ("i", self.tree(node.value, None, depth + 1), node.slice.value)
        if isinstance(node, ast.BinOp):
            if isinstance(node.op, ast.BitOr):
                return ("merge", self.tree(node.left, None, depth + 1), self.tree(node.right, None, depth + 1))
            if isinstance(node.op, ast.Add) and any(
                isinstance(x, (ast.List, ast.Tuple)) for x in (node.left, node.right)
            ):
                return ("concat", self.tree(node.left, None, depth + 1), self.tree(node.right, None, depth + 1))
            return ("?", "str" if _is_text(node) else "")
        if isinstance(node, ast.DictComp):
            return self.without(node, place, depth)
        if isinstance(node, ast.Call):
            return self.call(node, depth)
        return ("?", "str" if isinstance(node, ast.JoinedStr) else "")

    def member(self, node: ast.expr, depth: int) -> Tree:
        """An item of a list; of `*items` all that they are."""
        if isinstance(node, ast.Starred):
            return ("*", self.tree(node.value, None, depth))
        return self.tree(node, None, depth)

    def without(self, node: ast.DictComp, place: Span | None, depth: int) -> Tree:
        """A copy that leaves out some keys: `{key: value for key, value in SCHEMA.items() if key != "required"}`."""
        keys = left_out(node)
        if keys is None:
            return UNKNOWN
        number = self.dictionaries
        self.dictionaries += 1
        self.marks.append((Mark(self.step, number, None), place or self.block.first_line(node)))
        source = node.generators[0].iter
        assert isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute)
        return ("without", self.tree(source.func.value, None, depth + 1), keys, number)

    def dictionary(self, node: ast.Dict, place: Span | None, depth: int) -> Tree:
        number = self.dictionaries
        self.dictionaries += 1
        spans: list[tuple[str, Span]] = []
        pairs: list[tuple[Any, Tree]] = []
        self.marks.append((Mark(self.step, number, None), place or _face(self.block, node)))
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                pairs.append((("**",), self.tree(value, None, depth + 1)))
                continue
            span = _pair_span(self.block, key, value)
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                spans.append((key.value, span))
                pairs.append((key.value, self.tree(value, span, depth + 1)))
            else:
                pairs.append((("?",), self.tree(value, span, depth + 1)))
        self.marks.extend((Mark(self.step, number, key), span) for key, span in spans)
        return ("d", number, tuple(pairs))

    def call(self, node: ast.Call, depth: int) -> Tree:
        function = dotted(node.func)
        last = function.rpartition(".")[2]
        if last == "deepcopy" and len(node.args) == 1:
            return ("deepcopy", self.tree(node.args[0], None, depth + 1))
        if isinstance(node.func, ast.Attribute) and node.func.attr == "copy" and not node.args:
            return ("copy", self.tree(node.func.value, None, depth + 1))
        if function in ("copy.copy", "dict") and len(node.args) == 1:
            copied: Tree = ("copy", self.tree(node.args[0], None, depth + 1))
            if not node.keywords:
                return copied
            return ("merge", copied, self.keywords(node, depth))
        if function == "dict" and not node.args:
            return self.keywords(node, depth)
        is_text = isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join")
        return ("?", "str" if is_text else "")

    def keywords(self, node: ast.Call, depth: int) -> Tree:
        number = self.dictionaries
        self.dictionaries += 1
        self.marks.append((Mark(self.step, number, None), self.block.first_line(node)))
        pairs: list[tuple[Any, Tree]] = []
        for keyword in node.keywords:
            span = self.block.first_line(keyword)
            tree = self.tree(keyword.value, span, depth + 1)
            if keyword.arg is not None:
                self.marks.append((Mark(self.step, number, keyword.arg), span))
            pairs.append((("**",) if keyword.arg is None else keyword.arg, tree))
        return ("d", number, tuple(pairs))


def _is_text(node: ast.BinOp) -> bool:
    sides = (node.left, node.right)
    return any(isinstance(item, ast.JoinedStr) or (isinstance(item, ast.Constant) and isinstance(item.value, str))
               for item in sides)  # fmt: skip


def _pair_span(block: Block, key: ast.expr, value: ast.expr) -> Span:
    """The key of a pair, with its value where that is a short thing on the same line."""
    start, end = block.span(key), block.span(value)
    if isinstance(value, (ast.Dict, ast.DictComp, ast.Call)) or start.start_line != end.end_line:
        return start
    return Span(*start.start, *end.end)


def _face(block: Block, node: ast.Dict) -> Span:
    """Where a dictionary that stands under no key is pointed at: its `type`, else its first pair, else its brace."""
    pairs = [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key is not None]
    for key, value in pairs:
        if isinstance(key, ast.Constant) and key.value == "type":
            return _pair_span(block, key, value)
    return _pair_span(block, *pairs[0]) if pairs else block.first_line(node)
