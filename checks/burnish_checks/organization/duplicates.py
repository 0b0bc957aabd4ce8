"""The rule `duplicate-code`: a run of statements that stands twice in a project, up to the names of its variables."""

from __future__ import annotations

import ast
import os
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import Fact, ModuleFacts, collector
from burnish_checks.core.rule import Category, ModuleFinding, Severity, module_rule
from burnish_checks.organization.extraction.events import FUNCTIONS, Function, own_statements
from burnish_checks.patterns import deferred

_LEAST = 4
"""Functions with fewer statements are not kept, whatever the setting."""
_NAME = deferred(
    r"(?<![\w.])(?!(?:and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if"
    r"|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield|self|cls|None|True|False)\b)"
    r"[a-z_]\w*(?!\w|\s*\(|=(?!=))"
)
"""What looks like a variable: not an attribute, a keyword, a callee or the name of a keyword argument."""
_SPACE = deferred(r"\s+|\s#.*")
_LEAST_DISTINCT = 0.6


@collector("statement-runs", local=True, docstrings=True, among=FUNCTIONS)
def statement_runs(block: Block) -> Iterator[tuple[Any, Any]]:
    """For a function of some size: its name, and a number for each of its statements, equal up to variables."""
    return iter(_runs(block))


@lru_cache(maxsize=1)
def _runs(block: Block) -> tuple[tuple[Any, Any], ...]:
    """The same, remembered for the last block: two kinds of fact are gathered from it."""
    if block.kind != "leaf" or block.word not in ("def", "@", "async") or len(block.lines) < _LEAST:
        return ()
    functions = (node for node in block.body if isinstance(node, FUNCTIONS))
    found = ((node, tuple(number for number, _ in numbered(block, node))) for node in functions)
    return tuple(((node.name, numbers), block.name_span(node)) for node, numbers in found if len(numbers) >= _LEAST)


KIND = "run-windows"
_WINDOW = 8
"""How many statements in a row are compared between files."""


@collector(KIND, docstrings=True, among=FUNCTIONS, asked="duplicate-code")
def run_windows(block: Block) -> Iterator[tuple[Any, Any]]:
    """For each row of so many statements in a function, one that says something: a number, equal up to variables."""
    for (_, numbers), place in _runs(block):
        for value in windows(numbers):
            if value:
                yield value, place


def windows(numbers: Sequence[int]) -> list[int]:
    """By the place where a row of statements begins: its number, 0 if it says little."""
    rows = [numbers[start : start + _WINDOW] for start in range(len(numbers) - _WINDOW + 1)]
    return [zlib.crc32(repr(row).encode()) if _is_telling(row) else 0 for row in rows]


def numbered(block: Block, function: Function) -> list[tuple[int, ast.stmt]]:
    """The statements of a function in source order, each with its number: of its text and how deep it goes on."""
    found: list[tuple[int, ast.stmt]] = []
    before = 0
    for statement in own_statements(function.body):
        text = _NAME.sub("_", _SPACE.sub(" ", _own_text(block, statement)))
        depth = statement.col_offset
        step = (depth > before) - (depth < before)
        before = depth
        found.append((zlib.crc32(f"{step}{text}".encode("utf-8", "surrogatepass")), statement))
    return found


def _own_text(block: Block, statement: ast.stmt) -> str:
    """A simple statement, or the header of a compound one."""
    span = block.span(statement)
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        return block.source(span._replace(end_line=block.span(body[0]).start_line, end_column=0))
    return block.source(span)


@module_rule(
    Category.ORGANIZATION,
    reads=("statement-runs", KIND),
    needs="statement-runs",
    project=True,
    severity=Severity.INFORMATION,
    aliases=("R0801",),
    default=False,
)
def duplicate_code(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """The same statements, up to the names of variables, stand in two functions of the file or the project.

    What is changed in one is forgotten in the other. Counted are statements in a row (`min-duplicate-statements`, 8; at
    least 8 where they stand in two files, each of which is told of the other); literals, attributes and what is called
    must be equal, and rows of one statement over and over do not count. Of two functions the first row that they share
    is told.

    ```python
    def load_users(path, seen):
        rows = []
        with open(path) as file:
            for line in file:
                if line.startswith("#"):
                    continue
                name, _, value = line.partition("=")
                seen.add(name)
                rows.append(value.strip())
        rows.sort()
        return rows

    def load_groups(source, known):
        found = []
        with open(source) as file:
            for line in file:
                if line.startswith("#"):
                    continue
                key, _, rest = line.partition("=")
                known.add(key)
                found.append(rest.strip())
        found.sort()
        return found[0]
    ```

    ```python
    def load_users(path, seen):
        return load_rows(path, seen)

    def load_groups(source, known):
        return load_rows(source, known)[0]

    def load_rows(path, seen):
        rows = []
        with open(path) as file:
            for line in file:
                if line.startswith("#"):
                    continue
                name, _, value = line.partition("=")
                seen.add(name)
                rows.append(value.strip())
        rows.sort()
        return rows
    ```
    """
    least = max(context.settings.thresholds.min_duplicate_statements, _LEAST)
    seen: dict[tuple[int, ...], tuple[int, int]] = {}
    functions = list(module.each("statement-runs"))
    told: set[tuple[int, int]] = set()
    for index, (anchor, fact) in enumerate(functions):
        _, numbers = fact.value
        start = 0
        while start + least <= len(numbers):
            window = numbers[start : start + least]
            if window not in seen or not _is_telling(window):
                seen.setdefault(window, (index, start))
                start += 1
                continue
            first, at = seen[window]
            length = _common(
                functions[first][1].value[1], at, numbers, start, limit=start - at if first == index else 0
            )
            if length < least:
                start += 1
                continue
            if (first, index) not in told:
                yield _finding(anchor, fact, functions[first], length)
            told.add((first, index))
            start += length
    here = {index for pair in told for index in pair}
    own = Counter(context.ask_project("own", KIND) or ())
    for index, (anchor, fact) in enumerate(functions):
        if index not in here:
            yield from _elsewhere(anchor, fact, least, own, context)


def _elsewhere(
    anchor: object, fact: Fact, least: int, own: Mapping[int, int], context: ModuleContext
) -> Iterator[ModuleFinding]:
    """The longest part of a function that stands in another file, too; `own` counts the rows that the index has of this one."""
    name, numbers = fact.value
    rows = windows(numbers)
    if not any(rows):
        return
    shared = [bool(row) and (context.ask_project("count", KIND, row) or 0) > own[row] for row in rows]
    best, start, run = 0, 0, 0
    for place, is_shared in enumerate(shared):
        run = run + 1 if is_shared else 0
        if run > best:
            best, start = run, place - run + 1
    length = best + _WINDOW - 1
    if not best or length < least:
        return
    others = (other for other in context.ask_project("everywhere", KIND) if other[2] == rows[start])
    module = next((module for path, module, _ in others if not _is_same(path, context.path)), "")
    if module:
        message = f"`{name}` repeats {length} statements of the module `{module}`; give them a function of their own."
        yield ModuleFinding(anchor, fact, message, {"measure": str(length)})


def _is_same(path: str, other: str) -> bool:
    return path == other or path == os.path.abspath(other)


def _is_telling(window: Sequence[int]) -> bool:
    return len(set(window)) >= _LEAST_DISTINCT * len(window)


def _common(left: Sequence[int], at: int, right: Sequence[int], start: int, *, limit: int) -> int:
    """How many numbers are equal from two places on; at most `limit` unless that is 0."""
    most = min(len(left) - at, len(right) - start)
    most = min(most, limit) if limit else most
    return next((step for step in range(most) if left[at + step] != right[start + step]), most)


def _finding(anchor: object, fact: Fact, other: tuple[object, Fact], length: int) -> ModuleFinding:
    name, first = fact.value[0], other[1].value[0]
    where = "above" if other[0] is anchor else f"of another `{first}`" if first == name else f"of `{first}`"
    message = f"`{name}` repeats {length} statements {where}; give them a function of their own."
    data = {"measure": str(length), "other": first}
    related = () if other[0] is anchor else ((other[0], other[1], "The first time."),)
    return ModuleFinding(anchor, fact, message, data, related=related)
