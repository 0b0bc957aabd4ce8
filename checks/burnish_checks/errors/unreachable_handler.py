"""An `except` that an earlier one of the same `try` leaves nothing to catch."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.names import caught_types
from burnish_checks.core.positions import Span
from burnish_checks.core.python2 import is_for_both, runs_on_python_2, unless_python_2
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.errors.handlers import cannot_raise, is_for_old_python, keyword_span
from burnish_checks.errors.hierarchy import ancestry
from burnish_checks.errors.layout import line_span


@rule(Category.ERRORS, visits=ast.Try, aliases=("B025", "E0701"))
def unreachable_handler(block: Block, node: ast.Try, context: Context) -> Iterator[Finding]:
    """An `except` that can never run: an earlier one catches the same exception or a base class of it.

    Handlers are tried in order, so put the narrower one first. What the later handler does was meant to happen. The same is
    said where a `try` only gives names to literals: what it was to try has gone. Of one that does nothing it is a hint.

    ```python
    def read(path):
        try:
            return open(path).read()
        except OSError:
            return None
        except FileNotFoundError:
            return ""
    ```

    ```python
    def read(path):
        try:
            return open(path).read()
        except FileNotFoundError:
            return ""
        except OSError:
            return None
    ```
    """
    if node.handlers and cannot_raise(node):
        first = node.handlers[0]
        text = "Never reached: nothing in the `try` can raise."
        empty = not any(isinstance(item, ast.Assign) for item in node.body)  # as what was not written yet is
        severity = Severity.HINT if empty else None
        yield block.finding(first.type or keyword_span(block, first), text, severity=severity)
        return
    earlier: list[tuple[ast.expr, tuple[str, ...]]] = []
    for handler in node.handlers:
        own = [(item, ancestry(context, item)) for item in caught_types(handler)]
        covered = [(item, _cover(item, kind, earlier)) for item, kind in own]
        whole = bool(covered) and all(cover is not None for _, cover in covered)
        if whole and handler.type is not None:
            cover = covered[0][1]
            assert cover is not None
            same = all(other is not None and _is_same(context, item, other) for item, other in covered)
            text = f"Never reached: `{block.source(cover)}` is caught above."
            data = {"whole": "yes", "same": "yes" if same else ""}
            names = {block.source(item) for item in (cover, *caught_types(handler))}
            old = len(names) > 1 and same and runs_on_python_2(context)  # another class there
            severity = Severity.HINT if old or is_for_old_python(block, handler) else None
            yield block.finding(handler.type, text, data=data, severity=severity)
        else:
            for item, cover in covered:
                if cover is not None:
                    text = f"`{block.source(item)}` is never caught here: `{block.source(cover)}` is caught above."
                    yield block.finding(item, text)
        earlier.extend(own)


def _cover(item: ast.expr, kind: tuple[str, ...], earlier: list[tuple[ast.expr, tuple[str, ...]]]) -> ast.expr | None:
    for other, base in earlier:
        if ast.dump(other) == ast.dump(item) or (base and kind and base[0] in kind):
            return other
    return None


def _is_same(context: Context, one: ast.expr, other: ast.expr) -> bool:
    """Whether two expressions are one exception, if only under two names: `socket.timeout` is `TimeoutError`."""
    return ast.dump(one) == ast.dump(other) or ancestry(context, one)[:1] == ancestry(context, other)[:1] != ()


@unreachable_handler.fix(
    "Remove the handler that never runs",
    Safety.SAFE,
    automatic=True,
    why="On Python 2 the old names of `OSError` are classes of their own.",
    doubt=is_for_both,
    when=lambda finding: "whole" in finding.data,
)
def remove_handler(target: Target) -> Repair:
    """Remove the whole `except` clause."""
    block = target.block
    for node in block.nodes(ast.Try):
        for handler in node.handlers:
            if handler.type is not None and block.span(handler.type) == target.finding.span:
                start = block.span(handler)
                if block.lines[start.start_line][: start.start_column].strip():
                    raise Refused("The handler shares a line.")
                repair = Repair((target.replace(line_span(block, start.start_line, start.end_line), ""),))
                return unless_python_2(target, repair, "where the old names of `OSError` are classes of their own")
    raise Refused("The code has changed since the finding was made.")


@unreachable_handler.fix(
    "Move it before the broader handler",
    Safety.UNSAFE,
    why="The handler, which never ran until now, runs from now on.",
    when=lambda finding: "whole" in finding.data and not finding.data.get("same"),
)
def move_up(target: Target) -> Repair:
    """Put the handler before the first one that catches as much."""
    block, context = target.block, target.context
    for node in block.nodes(ast.Try):
        for at, handler in enumerate(node.handlers):
            if handler.type is None or block.span(handler.type) != target.finding.span:
                continue
            kinds = [(item, ancestry(context, item)) for item in caught_types(handler)]
            for broader in node.handlers[:at]:
                caught = [(item, ancestry(context, item)) for item in caught_types(broader)]
                if any(_cover(item, kind, caught) is not None for item, kind in kinds):
                    own, before = block.span(handler), block.span(broader)
                    lines = line_span(block, own.start_line, own.end_line)
                    text = "".join(block.lines[own.start_line : own.end_line + 1])
                    if not text.endswith("\n") or block.lines[own.start_line][: own.start_column].strip():
                        raise Refused("The handler shares a line.")
                    start = Span(before.start_line, 0, before.start_line, 0)
                    return Repair((target.replace(start, text), target.replace(lines, "")))
    raise Refused("The code has changed since the finding was made.")
