"""Names of the module for annotations: `Wanted = Annotated[Criteria, Depends(criteria)]`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted


class Alias(NamedTuple):
    """A name that stands for an annotation."""

    name: str
    text: str
    """The annotation as it is written."""


@collector("annotation-aliases", late=True, among=(ast.Assign, ast.AnnAssign), words=("Annotated[",))
def annotation_aliases(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The names of the module that are bound to `Annotated[...]`."""
    if block.in_class:
        return
    for node in block.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if not (isinstance(target, ast.Name) and isinstance(value, ast.Subscript)):
            continue
        if dotted(value.value).rpartition(".")[2] == "Annotated":
            yield Alias(target.id, block.source(value)), node


@topic("annotation-alias", reads=("annotation-aliases", "imports"), project=True, slow=True)
def annotation_alias_topic(view: View, index: int, name: str) -> Any:
    """The annotation that a name stands for, here or in the module that it is imported from, as it is written; else empty."""
    for item in view.joined.get("annotation-aliases", ()):
        if item.name == name:
            return item.text
    if view.project is None:
        return ""
    for item in view.joined.get("imports", ()):
        if item.name == name and item.member:
            found = view.project.ask(view.path, "facts", item.module, "annotation-aliases")
            return next((other.text for other in found or () if other.name == item.member), "")
    return ""


def annotation_of(name: str, context: Context) -> ast.expr | None:
    """The annotation that a name stands for, as a block's context tells; None if for none."""
    text = context.ask("annotation-alias", name) if name[:1].isupper() else ""
    return read_annotation(text) if text else None


def written_out(annotation: ast.expr | None, context: Context) -> ast.expr | None:
    """An annotation; of a name that stands for one that one."""
    return (annotation_of(annotation.id, context) or annotation) if isinstance(annotation, ast.Name) else annotation


def class_in(annotation: ast.expr | None) -> str:
    """The dotted class in `Annotated[C, ...]`, `Optional[C]`, `C | None` or a quoted name; empty for others."""
    if isinstance(annotation, ast.Subscript) and dotted(annotation.value).rpartition(".")[2] in (
        "Annotated",
        "Optional",
    ):
        inner = annotation.slice.elts[0] if isinstance(annotation.slice, ast.Tuple) else annotation.slice
        return dotted(inner) or class_in(inner)
    if isinstance(annotation, ast.BinOp):
        return dotted(annotation.left)
    text = annotation.value if isinstance(annotation, ast.Constant) else None
    return text if isinstance(text, str) and text.replace(".", "").isidentifier() else ""


def read_annotation(text: str) -> ast.expr | None:
    """The expression that a text is; None if it is none."""
    try:
        statement = syntax.parse(text).body[0]
    except (syntax.SyntaxProblem, IndexError):
        return None
    return statement.value if isinstance(statement, ast.Expr) else None
