"""An exception named twice in one `except`, or beside a base class that catches it already."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.python2 import is_for_both, runs_on_python_2, unless_python_2
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.errors.handlers import is_for_old_python
from burnish_checks.errors.hierarchy import ancestry


@rule(
    Category.ERRORS,
    visits=ast.ExceptHandler,
    severity=Severity.INFORMATION,
    aliases=("B014", "W0705"),
    partial_aliases=("UP024",),
)
def redundant_handler(block: Block, handler: ast.ExceptHandler, context: Context) -> Iterator[Finding]:
    """An `except` that names an exception it catches already.

    It is named twice (perhaps under an old alias: `IOError` is `OSError`), or one of its base classes stands beside it.
    The first such name of an `except` tells of all that another one catches, the others are hints, and so is an old alias in
    code that also runs on Python 2, where it is
    another class.

    ```python
    def read(path):
        try:
            return open(path).read()
        except (OSError, FileNotFoundError):
            return None
    ```

    ```python
    def read(path):
        try:
            return open(path).read()
        except OSError:
            return None
    ```
    """
    if not isinstance(handler.type, ast.Tuple):
        return
    items = handler.type.elts
    version = context.settings.target_version
    kinds = [
        () if version < _SAME_SINCE.get(context.qualified(item), version) else ancestry(context, item) for item in items
    ]
    said = is_for_old_python(block, handler)
    covers = _widest([_covering(block, items, kinds, at) for at in range(len(items))])
    for at, item in enumerate(items):
        other = covers[at]
        if other is not None:
            name, cover = block.source(item), block.source(items[other])
            reason = "named twice" if name == cover else f"caught by `{cover}` already"
            alike = [block.source(items[n]) for n, found in enumerate(covers) if found == other and n > at]
            more = [f"`{text}`" for text in dict.fromkeys(alike) if name != cover != text and text != name]
            reason += f", and so {'are' if more[1:] else 'is'} {' and '.join(more)}" if more else ""
            which = "them" if more else "it"
            old = not (_is_current(block, item) and _is_current(block, items[other])) and name != cover
            severity = Severity.HINT if said or (old and runs_on_python_2(context)) else None
            yield block.finding(
                item, f"`{name}` is {reason}: leave {which} out.", data={"name": name}, severity=severity
            )
            said = True


_SAME_SINCE = {"asyncio.TimeoutError": (3, 11), "concurrent.futures.TimeoutError": (3, 11)}
"""Names that are another one of `TimeoutError` from a version of Python on; before, both are needed."""


def _covering(block: Block, items: list[ast.expr], kinds: list[tuple[str, ...]], at: int) -> int | None:
    """The index of another item that catches all that the item at `at` does; of two equals the first stays."""
    for other, kind in enumerate(kinds):
        if other == at:
            continue
        same = ast.dump(items[other]) == ast.dump(items[at])
        if same or (kind and kinds[at] and kind[0] == kinds[at][0]):
            if other < at and not (not same and _is_current(block, items[at]) and not _is_current(block, items[other])):
                return other
            if other > at and not same and not _is_current(block, items[at]) and _is_current(block, items[other]):
                return other
        elif kind and kinds[at] and kind[0] in kinds[at]:
            return other
    return None


def _widest(covers: list[int | None]) -> list[int | None]:
    """By item: of those that catch all that it does, the one that no other covers."""
    widest = covers
    for _ in covers:
        widest = [other if other is None or covers[other] is None else covers[other] for other in widest]
    return widest


def _is_current(block: Block, item: ast.expr) -> bool:
    """Whether the item is not one of the old names of `OSError`."""
    return block.source(item) not in (
        "IOError",
        "EnvironmentError",
        "WindowsError",
        "select.error",
        "socket.error",
        "os.error",
    )


@redundant_handler.fix(
    "Remove `{name}`",
    Safety.SAFE,
    automatic=True,
    why="On Python 2 the old names of `OSError` are classes of their own.",
    doubt=is_for_both,
)
def remove_item(target: Target) -> Repair:
    """Remove the item with its comma, and the parentheses when one is left."""
    return unless_python_2(target, _without(target), "where the old names of `OSError` are classes of their own")


def _without(target: Target) -> Repair:
    block = target.block
    item = target.node(ast.Name, ast.Attribute)
    around = block.parent(item)
    if not isinstance(around, ast.Tuple):
        raise Refused("The code has changed since the finding was made.")
    kept = [other for other in around.elts if other is not item]
    whole = block.source(around)
    if "\n" in whole and "#" in whole:
        raise Refused("There are comments between the names.")
    if len(kept) == 1:
        return Repair((target.replace(around, block.source(kept[0])),))
    text = ", ".join(block.source(other) for other in kept)
    if "\n" in whole:
        at = around.elts.index(item)
        start = block.span(item).start if at == 0 else block.span(around.elts[at - 1]).end
        end = block.span(around.elts[1]).start if at == 0 else block.span(item).end
        return Repair((target.replace(type(block.span(item))(*start, *end), ""),))
    return Repair((target.replace(around, f"({text})" if whole.startswith("(") else text),))
