"""partial-annotations."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.review.words import listed
from burnish_checks.typing.add_type_hints import WHY_GUESS, hints_of_function
from burnish_checks.typing.inferring import inference_of
from burnish_checks.typing.signatures import Function, every_parameter, functions, is_method, plain_parameters


@collector("annotation-states", local=True, among=(ast.FunctionDef, ast.AsyncFunctionDef))
def annotation_states(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """For each function `annotated` or `bare`; neither for those that have nothing to annotate but the return."""
    for node in functions(block):
        has_some = node.returns is not None or any(item.annotation for item in every_parameter(node))
        yield ("annotated" if has_some else "bare"), node


@topic("mostly-annotated", reads=("annotation-states",))
def mostly_annotated(view: View, index: int) -> bool:
    """Whether more functions of the module have hints than have none."""
    counts = view.joined.get("annotation-states", {})
    return counts.get("annotated", 0) > counts.get("bare", 0)


@rule(
    Category.TYPING,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    severity=Severity.INFORMATION,
    default=False,
)
def partial_annotations(block: Block, node: Function, context: Context) -> Iterator[Finding]:
    """A function with hints on some of its parameters only, or without any in a file that has them elsewhere.

    What is half annotated is trusted as if it were whole. The fix completes the function with what can be inferred. Off
    by default: the missing-annotation rules name each gap.

    ```python
    def scale(width: int, factor) -> int:
        return width * factor
    ```

    ```python
    def scale(width: int, factor: int) -> int:
        return width * factor
    ```
    """
    own = plain_parameters(context, block, node)
    variadic = [item for item in (node.args.vararg, node.args.kwarg) if item is not None]
    missing = [item.arg for item in (*own, *variadic) if item.annotation is None]
    needs_return = node.returns is None and not (node.name == "__init__" and is_method(block, node))
    if not missing and not needs_return:
        return
    annotated = [item.arg for item in (*own, *variadic) if item.annotation is not None]
    if annotated or (node.returns is not None and missing):
        gaps = [f"`{name}`" for name in missing] + (["its return"] if needs_return else [])
        hints = "type hints" if gaps[1:] else "a type hint"
        message = f"`{node.name}` leaves {listed(gaps)} without {hints}: add {'them' if gaps[1:] else 'it'}."
    elif context.ask("mostly-annotated"):
        message = f"`{node.name}` has no type hints, but most functions of this file do."
    else:
        return
    yield block.finding(block.name_span(node), message, data={"function": node.name})


@partial_annotations.fix("Complete the type hints of `{function}`", Safety.UNSAFE, why=WHY_GUESS, slow=True)
def complete(target: Target) -> Repair | None:
    """Every hint of the function that can be inferred, if that leaves none out."""
    inference = inference_of(target)
    for node in functions(target.block):
        if target.block.name_span(node) == target.finding.span:
            return hints_of_function(target, node, inference)
    return None


COLLECTORS = (annotation_states,)
TOPICS = (mostly_annotated,)
