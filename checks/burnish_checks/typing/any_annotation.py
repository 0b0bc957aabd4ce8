"""any-annotation."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.typing.annotations import is_any
from burnish_checks.typing.inferring import inference_of
from burnish_checks.typing.signatures import Function, decorators, every_parameter


@rule(
    Category.TYPING,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    severity=Severity.INFORMATION,
    aliases=("ANN401",),
    default=False,
)
def any_annotation(block: Block, node: Function, context: Context) -> Iterator[Finding]:
    """A parameter or return hint of `Any` switches the type checker off for all that touches it.

    Methods marked `@override` are excepted: their types are another class's choice. Off by default, as flake8-annotations'
    ANN401 is a matter of a project's strictness.

    ```python
    from typing import Any

    def shout(text: Any) -> str:
        return text.upper()
    ```

    ```python
    def shout(text: str) -> str:
        return text.upper()
    ```
    """
    if any(name.rpartition(".")[2] == "override" for name in decorators(node)):
        return
    slots = [(argument.arg, argument.annotation) for argument in every_parameter(node)]
    for slot, annotation in [*slots, ("return", node.returns)]:
        if annotation is not None and is_any(context, annotation):
            what = f"`{node.name}` returns" if slot == "return" else f"`{slot}` takes"
            yield block.finding(
                annotation,
                f"{what} `Any`: nothing that touches it is checked; name its type.",
                data={"slot": slot, "function": node.name},
            )


@any_annotation.fix(
    "Replace `Any` by the inferred type",
    Safety.UNSAFE,
    why="The hint is a guess from the evidence named; a type checker may disagree.",
    slow=True,
)
def name_the_type(target: Target) -> Repair:
    """Infer the slot as if it had no annotation."""
    node = target.node(ast.FunctionDef, ast.AsyncFunctionDef)
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    inference = inference_of(target)
    inferred = inference.slot(target.index, node, target.finding.data["slot"])
    spelling = inference.spell(target.index, node, inferred.type) if inferred is not None else None
    if inferred is None or spelling is None:
        raise Refused("Nothing tells a better type.")
    changes = (target.replace(target.finding.span, spelling.text), *spelling.changes)
    return Repair(changes, title=f"Replace `Any` by `{spelling.text}`")
