"""A name for an extracted expression: what its value is called, what it tests, what it is made from."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator

from burnish_checks import syntax
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import split
from burnish_checks.core.repair import Refused
from burnish_checks.organization.extraction.events import Function
from burnish_checks.organization.extraction.words import VERBS, free, meaningful, noun_of, parts, tidy


def expression_name(function: Function, node: ast.expr, parent: ast.AST | None, taken: Container[str]) -> str:
    """A private name for a function that gives an expression. Raises `Refused` if there is none."""
    for idea in _of_expression(function, node, parent):
        if (kept := tidy(idea)) and (name := free(kept, function, taken)):
            return name
    raise Refused("No good name for the new function is free.")


def _of_expression(function: Function, node: ast.expr, parent: ast.AST | None) -> Iterator[list[str]]:
    is_test = isinstance(node, (ast.BoolOp, ast.Compare)) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    )
    words = parts(_target_of(node, parent))
    if meaningful(words):
        yield words if words[0] in ("is", "has", "should", "can") else ["compute", *words]
    if is_test:
        names = [noun_of(item) for item in ast.walk(node) if isinstance(item, (ast.Name, ast.Attribute, ast.Call))]
        for noun in names:
            if meaningful(noun):
                yield ["check", *meaningful(noun)]
    noun = noun_of(node)
    if meaningful(noun):
        yield ["compute", *meaningful(noun)]
    if isinstance(parent, (ast.For, ast.comprehension)):
        yield ["list", *noun_of(parent.target)]
    owner = split(function.name)
    if isinstance(parent, ast.Return) and owner:
        yield ["compute", *(owner[1:] if len(owner) > 1 and owner[0] in VERBS else owner), "value"]
    for item in ast.walk(node):
        noun = noun_of(item) if isinstance(item, ast.expr) else []
        if meaningful(noun):
            yield ["check" if is_test else "compute", *meaningful(noun)]
    yield ["compute", *(owner or ["it"]), "part"]


def _target_of(node: ast.expr, parent: ast.AST | None) -> str:
    """The name that the value of an expression gets, or an empty text."""
    if isinstance(parent, ast.Assign) and parent.value is node:
        return dotted(parent.targets[0]).rpartition(".")[2]
    if isinstance(parent, ast.AnnAssign):
        return dotted(parent.target).rpartition(".")[2]
    if isinstance(parent, ast.keyword):
        return parent.arg or ""
    if isinstance(parent, ast.NamedExpr):
        return parent.target.id
    return (syntax.word_of(parent, node) or "") if isinstance(parent, ast.Dict) else ""
