"""implicit-optional."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.review.words import listed
from burnish_checks.typing.annotations import admits_none, defaults_of
from burnish_checks.typing.joining import demand_joinable
from burnish_checks.typing.signatures import Function


@rule(
    Category.TYPING,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    severity=Severity.INFORMATION,
    aliases=("RUF013",),
)
def implicit_optional(block: Block, node: Function, context: Context) -> Iterator[Finding]:
    """A parameter's default is None, but its type hint does not allow None.

    PEP 484 once let type checkers read None into such a hint; they no longer do, and a reader is misled. Only hints
    made of classes of Python, its library and the workspace are judged, and names for such (`Hook = Callable[[int],
    None]`): any other name may stand for a type that admits None. The second of a function, those after it, and those
    that a comment keeps from the type checker are hints, as are all in a project that has mypy or pyright read None into
    them (`strict_optional = false`, `implicit_optional = true`, `strictParameterNoneValue = false`).

    ```python
    def fetch(timeout: float = None) -> bytes: ...
    ```

    ```python
    def fetch(timeout: float | None = None) -> bytes: ...
    ```
    """
    found: list[tuple[ast.arg, ast.expr, bool]] = []
    for argument, default in defaults_of(node):
        hint = argument.annotation
        if hint is None or not (isinstance(default, ast.Constant) and default.value is None):
            continue
        if not admits_none(context, hint):
            line = block.lines[block.span(hint).end_line]
            found.append((argument, hint, "type: ignore" in line or "pyright: ignore" in line))
    aloud = [argument.arg for argument, _, meant in found if not meant]
    for argument, hint, meant in found:
        first = aloud[:1] == [argument.arg]
        others = listed([f"`{name}`" for name in aloud[1:]], most=2)
        more = f"; so may {others}" if first and others else ""
        yield block.finding(
            hint,
            f"`{argument.arg}` may be None by its default, but not by its type hint{more}.",
            data={"name": argument.arg},
            severity=Severity.HINT if meant or not first else None,
        )


@implicit_optional.fix("Allow None in the type hint of `{name}`", Safety.SAFE)
def allow_none(target: Target) -> Repair:
    """Add None to the hint, in the spelling that the target version knows."""
    source = target.source(target.finding.span)
    quote = source[0] if source[0] in "\"'" else ""
    inner = source.strip(quote) if quote else source
    facts = target.snapshot.joined.get("imports", {})
    future = any(item.module == "__future__" and item.member == "annotations" for item in facts)
    if target.context.settings.target_version >= (3, 10) or future or quote:
        for node in target.block.nodes(ast.Name, ast.Attribute):
            if target.block.span(node) == target.finding.span and not future:
                demand_joinable(target, node)
        text = f"({inner}) | None" if "lambda" in inner else f"{inner} | None"
        return Repair((target.replace(target.finding.span, f"{quote}{text}{quote}"),))
    optional = ensure_import(target.snapshot, "typing", "Optional", index=target.index)
    return Repair((target.replace(target.finding.span, f"{optional.expression}[{inner}]"), *optional.changes))
