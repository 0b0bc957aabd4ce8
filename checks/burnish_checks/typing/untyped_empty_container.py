"""untyped-empty-container."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.typing.inferring import inference_of


@rule(Category.TYPING, visits=ast.Assign, severity=Severity.INFORMATION, default=False)
def untyped_empty_container(block: Block, node: ast.Assign, context: Context) -> Iterator[Finding]:
    """A module or class variable that starts as an empty container does not say what it will hold.

    A type checker asks for the hint (mypy: "Need type annotation"), and so does a reader. Locals are left alone: what
    fills them is in sight. Off by default.

    ```python
    registry = {}
    ```

    ```python
    registry: dict[str, int] = {}
    ```
    """
    if len(node.targets) != 1 or not isinstance(node.targets[0], ast.Name):
        return
    name = node.targets[0].id
    if name.startswith("__") or block.walk.scope_at(node).is_function or not is_empty_container(node.value, context):
        return
    yield block.finding(
        node.targets[0],
        f"What `{name}` will hold cannot be seen from an empty container; annotate it.",
        data={"name": name},
    )


@untyped_empty_container.fix(
    "Add a type hint for `{name}`",
    Safety.UNSAFE,
    why="The hint tells what the workspace puts in; other code may put in something else.",
    slow=True,
)
def say_what_it_holds(target: Target) -> Repair:
    """Annotate with the type of what is added in the module."""
    inference = inference_of(target)
    name = target.finding.data["name"]
    inferred = inference.variable(target.index, name)
    spelling = inference.spell(target.index, None, inferred.type) if inferred is not None else None
    if spelling is None or "[" not in spelling.text:
        raise Refused("Nothing tells what the container will hold.")
    end = target.finding.span.end
    edit = target.replace(Span(*end, *end), f": {spelling.text}")
    return Repair((edit, *spelling.changes), title=f"Add type hint: `{name}: {spelling.text}`")


def is_empty_container(value: ast.expr, context: Context) -> bool:
    """Whether the expression is `[]`, `{}`, `set()`, `deque()` or the like."""
    if isinstance(value, ast.List):
        return not value.elts
    if isinstance(value, ast.Dict):
        return not value.keys
    return (
        isinstance(value, ast.Call)
        and not value.args
        and not value.keywords
        and context.qualified(value.func) in _CONTAINERS
    )


_CONTAINERS = frozenset(
    {"builtins.list", "builtins.dict", "builtins.set", "collections.deque", "collections.OrderedDict", "collections.Counter",
     "collections.defaultdict", "collections.ChainMap", "queue.Queue", "asyncio.Queue"}
)  # fmt: skip
