"""What a walk over a block finds: nodes by type, parents, and the scope that owns each name."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(eq=False, slots=True)
class Scope:
    """One namespace: what it binds, and the names looked up in it."""

    kind: str
    """`module`, `class`, `function`, `lambda` or `comprehension`."""
    node: ast.AST | None
    parent: Scope | None
    bound: dict[str, list[ast.AST]] = field(default_factory=dict)
    """Name to the nodes that bind it (Name, arg, alias, FunctionDef, ExceptHandler, ...), in source order."""
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)

    @property
    def is_function(self) -> bool:
        """Whether names bound here are local: functions, lambdas and comprehensions."""
        return self.kind in ("function", "lambda", "comprehension")

    def is_within(self, other: Scope) -> bool:
        """Whether it is the other scope, or one inside it."""
        scope: Scope | None = self
        while scope is not None and scope is not other:
            scope = scope.parent
        return scope is not None

    def resolve(self, name: str) -> Scope | None:
        """The scope in this block that owns the name when used here; None if it comes from outside the block."""
        scope: Scope | None = self
        first = True
        while scope is not None:
            if name in scope.globals:
                return None
            if name in scope.bound and name not in scope.nonlocals and (first or scope.kind != "class"):
                return scope
            first = False
            scope = scope.parent
        return None


@dataclass(eq=False, slots=True)
class Walk:
    """What the walk over one block found."""

    nodes: dict[type[ast.AST], list[ast.AST]]
    """Every node of the block by its exact type, in source order."""
    parents: dict[ast.AST, ast.AST]
    """The parent of each node but the top statements."""
    root: Scope
    """The scope around the block's statements: that of the module or of the class the block lies in."""
    scopes: dict[ast.AST, Scope]
    """The scope that a function, lambda, class or comprehension opens."""
    names: list[tuple[ast.Name, Scope]]
    """Every name with the scope it stands in."""
    quoted: list[tuple[str, Scope, ast.AST]]
    """Names read out of string annotations."""
    only: Scope | None = None
    """The scope of the block's one statement, where nothing inside opens another."""
    free: list[tuple[str, ast.AST]] | None = None
    """What `free_names` gives, once it was asked for; never changed."""

    def scope_at(self, node: ast.AST) -> Scope:
        """The innermost scope whose body holds the node."""
        around, scopes = self.parents.get, self.scopes
        current = around(node)
        if self.only is not None and current is not None:
            return self.only
        while current is not None:
            if current in scopes:
                return scopes[current]
            current = around(current)
        return self.root

    def free_names(self) -> Sequence[tuple[str, ast.AST]]:
        """Names used in the block that are not local to a function of it, each use with its node."""
        if self.free is None:
            self.free = [*free_among(self.names), *self._quoted_free()]
        return self.free

    def _quoted_free(self) -> Iterator[tuple[str, ast.AST]]:
        for name, scope, quoted in self.quoted:
            owner = scope.resolve(name)
            if owner is None or not owner.is_function:
                yield name, quoted


def free_among(names: Iterable[tuple[ast.Name, Scope]]) -> Iterator[tuple[str, ast.AST]]:
    """Those of some names that are not local to a function of the block."""
    owners: dict[tuple[str, Scope], Scope | None] = {}
    for node, scope in names:
        place = node.id, scope
        owner = owners[place] if place in owners else owners.setdefault(place, scope.resolve(node.id))
        if owner is None or (not owner.is_function and not isinstance(node.ctx, ast.Store)):
            yield node.id, node


def bind(scope: Scope, name: str, node: ast.AST) -> None:
    """Record that the node binds the name in the scope."""
    scope.bound.setdefault(name, []).append(node)
