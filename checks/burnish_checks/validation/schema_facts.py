"""The facts from which JSON Schemas are put together: literals, what later statements do to them, and who uses them.

A block yields, in source order, a `Step` for each statement that makes or changes a value which may be a schema, a
`Mark` for each dictionary in it and each of its pairs (so that a finding can point at the property in the source),
and a `Use` for each call that is given a schema. What the steps come to is computed by `schema_running`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.mention import Mention, Mentions, words
from burnish_checks.core.positions import Span
from burnish_checks.validation.schema_shapes import is_of_answer, looks_like_schema, may_make_schema, schema_argument
from burnish_checks.validation.schema_trees import UNKNOWN, Tree, TreeReader

KIND = "schemas"
mentions_schema = Mentions(
    words("schema", "Schema", "SCHEMA"),
    Mention(
        r"""["'](?:type|properties|\$ref)["']""",
        *('type"', "type'", 'properties"', "properties'", '$ref"', "$ref'"),
    ),
    Mention(r"Draft\d+Validator", "Validator"),
)
OWN = "self."
"""Begins the names of attributes of objects, also of those that the class body binds."""
_CONDITIONAL = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.ExceptHandler, ast.Match)
_CHANGES = frozenset({"append", "extend", "remove", "update", "pop", "setdefault", "clear", "insert"})
_OF_DICTIONARIES = frozenset({"update", "pop", "setdefault"})
_SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Delete, ast.Expr)


class Step(NamedTuple):
    """One statement that makes or changes a value."""

    number: int
    """Its place among the block's steps."""
    scope: str
    """Dotted name of the function it is local to; empty at module level."""
    action: str
    """`set`, `delete`, a method in `_CHANGES`; for a literal that gets no name `show`, or `describe` in a call."""
    name: str
    path: tuple[Any, ...]
    """The keys between the name and what is set or changed; None for one that is not a constant."""
    value: Tree
    sure: bool
    """False under a condition, in a loop or a `try`."""


class Use(NamedTuple):
    """A call that is given what may be a schema."""

    step: int
    scope: str
    function: str
    """The callee as written."""
    schema: Tree
    checks_format: bool
    of_answer: bool = False
    """Whether what is held against it is called an answer: what the program itself sends, or is sent back."""


@collector(KIND, docstrings=True)
def schema_steps(block: Block) -> Iterator[tuple[Any, ast.AST | Span]]:
    """Steps, marks and uses of the block."""
    if block.kind == "leaf" and (_is_simple(block) or mentions_schema(block.text)):
        yield from _Reader(block).read()


def _is_simple(block: Block) -> bool:
    """Whether the block may hold a module-level statement about a schema that does not say so."""
    if block.in_class or not all(isinstance(statement, _SIMPLE) for statement in block.body):
        return False
    text = block.text
    return "(" in text or "[" in text or "{" in text


class _Around(NamedTuple):
    """Where a statement stands: in which function, and whether it surely runs."""

    scope: str
    sure: bool


class _Reader:
    def __init__(self, block: Block) -> None:
        self.block = block
        self.step = 0
        self.seen: set[ast.AST] = set()

    def read(self) -> Iterator[tuple[Any, ast.AST | Span]]:
        """Everything in source order."""
        for statement in self.block.body:
            yield from self.statement(statement, "", True)

    def statement(self, node: ast.AST, scope: str, sure: bool) -> Iterator[tuple[Any, ast.AST | Span]]:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inner = f"{scope}.{node.name}" if scope else node.name
            for expression in (*node.decorator_list, node.args):
                yield from self.expressions(expression, scope)
            for inside in node.body:
                yield from self.statement(inside, inner, True)
            return
        yield from self.own(node, _Around(scope, sure))
        bodies = [child for child in ast.iter_child_nodes(node) if isinstance(child, (ast.stmt, *_BODIES))]
        if bodies:
            sure = sure and not isinstance(node, _CONDITIONAL)
            for child in ast.iter_child_nodes(node):
                if child in bodies:
                    yield from self.statement(child, scope, sure)
                else:
                    yield from self.expressions(child, scope)
        else:
            yield from self.expressions(node, scope)

    def own(self, node: ast.AST, around: _Around) -> Iterator[tuple[Any, ast.AST | Span]]:
        """The steps that the statement itself is."""
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if isinstance(node.value, ast.Call) and getattr(node.value.func, "attr", "") == "pop":
                yield from self.changed(node.value, around)
            elif len(targets) == 1 and may_make_schema(node.value, targets[0]):
                yield from self.assign(targets[0], node.value, around)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, (ast.Add, ast.BitOr)):
            name, path, _ = _path(node.target)
            action = "extend" if isinstance(node.op, ast.Add) else "update"
            if name and (path or action == "update"):
                yield from self.made(action, name, path, node.value, around, node.target)
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                name, path, _ = _path(target)
                if name and path:
                    yield from self.made("delete", name, path, None, around, target)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield from self.changed(node.value, around)

    def changed(self, call: ast.Call, around: _Around) -> Iterator[tuple[Any, ast.AST | Span]]:
        """The step of a call that changes a dictionary or a list in place."""
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in _CHANGES or len(call.args) > 2:
            return
        method = call.func.attr
        if method == "update" and not (call.args or call.keywords):
            return
        name, path, _ = _path(call.func.value)
        if not name or not (path or method in _OF_DICTIONARIES):
            return
        first = call.args[0] if len(call.args) == 2 else None
        if isinstance(first, ast.Constant):
            path = (*path, first.value)
        value = call.args[-1] if call.args else call if method == "update" else None
        yield from self.made(method, name, path, value, around, call)

    def assign(self, target: ast.expr, value: ast.expr, around: _Around) -> Iterator[tuple[Any, ast.AST | Span]]:
        name, path, last = _path(target)
        if not name:
            return
        if self.block.in_class and not around.scope:
            name = f"{OWN}{name}"
        yield from self.made("set", name, path, value, around, last or target)

    def made(
        self,
        action: str,
        name: str,
        path: tuple[Any, ...],
        value: ast.expr | None,
        around: _Around,
        place: ast.AST,
    ) -> Iterator[tuple[Any, ast.AST | Span]]:
        """A step with its marks."""
        trees = TreeReader(self.block, self.step, self.seen)
        span = self.block.first_line(place)
        if value is place and isinstance(value, ast.Call) and action == "update":
            tree = trees.keywords(value, 0)
        else:
            tree = trees.tree(value, span if path else None) if value is not None else UNKNOWN
        yield Step(self.step, around.scope, action, name, path, tree, around.sure), span
        yield from trees.marks
        self.step += 1

    def expressions(self, node: ast.AST, scope: str) -> Iterator[tuple[Any, ast.AST | Span]]:
        """Uses, and literals that are shaped like a schema, in an expression."""
        for child in _outermost_first(node):
            if isinstance(child, ast.Call):
                yield from self.use(child, scope)
            elif isinstance(child, ast.Dict) and child not in self.seen and looks_like_schema(child):
                action = "describe" if self.is_handed_on(child) else "show"
                yield from self.made(action, "", (), child, _Around(scope, True), child)

    def is_handed_on(self, node: ast.AST) -> bool:
        """Whether a literal is an argument of a call, which may do anything with it."""
        for around in self.block.ancestors(node):
            if isinstance(around, ast.stmt):
                return False
            if isinstance(around, ast.Call):
                return True
        return False

    def use(self, call: ast.Call, scope: str) -> Iterator[tuple[Any, ast.AST | Span]]:
        function = self.validator_for(call.func) or dotted(call.func)
        argument = schema_argument(call, function)
        if argument is None:
            return
        trees = TreeReader(self.block, self.step, self.seen)
        tree = trees.tree(argument, None)
        if tree[0] == "?":
            return
        passed = {
            item.arg
            for item in call.keywords
            if not (isinstance(item.value, ast.Constant) and item.value.value is None)
        }
        given = function.endswith("Validator") and len(call.args) > _FORMAT_CHECKER
        checks = None in passed or "format_checker" in passed or given
        use = Use(self.step, scope, function, tree, checks, is_of_answer(call, argument))
        yield use, self.block.first_line(call.func)
        yield from trees.marks
        self.step += 1

    def validator_for(self, function: ast.expr) -> str:
        """`jsonschema.validators.validator_for()` where that has given the class that is called, also by way of a name."""
        made: ast.AST | None = function
        if isinstance(function, ast.Name) and "validator_for" in self.block.text:
            made = next((x.value for x in self.block.nodes(ast.Assign) if dotted(x.targets[0]) == function.id), None)
        name = dotted(made.func) if isinstance(made, ast.Call) else ""
        return f"{name}()" if name.endswith("validator_for") else ""


_FORMAT_CHECKER = 2
"""The place of the checker among what a validator's class is given."""
_BODIES = (ast.ExceptHandler, ast.match_case)


def _path(node: ast.expr) -> tuple[str, tuple[Any, ...], ast.expr | None]:
    """The name (`self.name` too), the keys and the last key's node of `name["a"]["b"]`; empty for anything else."""
    keys: list[Any] = []
    last: ast.expr | None = None
    while isinstance(node, (ast.Subscript, ast.Call)):
        if isinstance(node, ast.Subscript):
            key, node = node.slice, node.value
        elif (
            getattr(node.func, "attr", "") in ("setdefault", "get")
            and isinstance(node.func, ast.Attribute)
            and node.args
        ):
            key, node = node.args[0], node.func.value
        else:
            return "", (), None
        last = last or key
        keys.append(key.value if isinstance(key, ast.Constant) else None)
    if isinstance(node, ast.Name):
        return node.id, tuple(reversed(keys)), last
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"):
        return f"{OWN}{node.attr}", tuple(reversed(keys)), last
    return "", (), None


def _outermost_first(node: ast.AST) -> Iterator[ast.AST]:
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(list(syntax.iter_child_nodes(current))))
