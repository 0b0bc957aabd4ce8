"""The order of imports: what isort and ruff make of statements that stand together.

Sections are `__future__`, the standard library, other packages, this project, and relative imports, with an empty line
between them. Within one, `import a` comes before `from a import b`, each by module; names of one module stand in one
statement, constants before classes before the rest. The rules are those of isort's profile `black`, which are ruff's.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.importing import Section, module_of, section_of
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change
from burnish_checks.core.snapshot import Snapshot

_DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Order:
    """How a project wants its imports; the defaults are those of ruff and of isort's profile `black`."""

    width: int = 88
    mixed: bool = False
    """Whether `import a` and `from a import b` are sorted together (`force-sort-within-sections`)."""
    single: bool = False
    """Whether each name has a statement of its own (`force-single-line`)."""
    combine_as: bool = False
    by_type: bool = True
    case_sensitive: bool = False
    first_party: frozenset[str] = frozenset()
    third_party: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Import:
    """One statement as it is to be written."""

    node: ast.Import | ast.ImportFrom
    names: tuple[str, ...]
    """As they are written, with their `as`."""
    comments: tuple[str, ...]
    """The lines of comments above it."""
    text: str = ""
    """The statement as it is, where a comment in it or behind it keeps it from being written anew; else empty."""
    tall: bool = field(default=False, compare=False)
    """Whether a comma behind the last name asks for a line for each."""

    @property
    def module(self) -> str:
        """`from` this; of `import a` the name."""
        return module_of(self.node) if isinstance(self.node, ast.ImportFrom) else self.names[0].partition(" as ")[0]


def sorted_imports(snapshot: Snapshot, order: Order) -> Iterator[Change]:
    """The changes that sort each run of imports at module level; those that a comment keeps from sorting stay."""
    marked = any("isort:" in entry.block.text for entry in snapshot.entries)
    if marked and any(mark in snapshot.text for mark in ("isort: skip_file", "isort:skip_file")):
        return
    for first, last, imports in _runs(snapshot, marked=marked):
        lines = snapshot.lines[first:last]
        if any("isort:" in line for line in lines) or not _may_move(imports):
            continue
        text = snapshot.newline.join(_written(snapshot, imports, order))
        old = "".join(lines)
        ending = old[len(old.rstrip("\r\n")) :]
        if text != old.rstrip("\r\n"):
            end = Span(first, 0, last, 0) if ending else Span(first, 0, last - 1, len(lines[-1]))
            yield Change(end, text + ending)


def _runs(snapshot: Snapshot, *, marked: bool) -> Iterator[tuple[int, int, list[_Import]]]:
    """Imports with nothing but comments and empty lines between: their first line, the line behind them, and they."""
    first, last, run = 0, -1, list[_Import]()
    off = False
    for start, entry in zip(snapshot.starts, snapshot.entries, strict=True):
        block = entry.block
        if not run and not marked and block.word not in ("import", "from"):
            continue  # nearly all of a long file
        node = block.body[0] if len(block.body) == 1 else None
        fits = isinstance(node, (ast.Import, ast.ImportFrom)) and block.kind == "leaf" and not block.frames
        if run and not fits:
            yield first, last, run
            run = []
        if marked and "isort: o" in block.text:
            off = "isort: off" in block.text
        if not fits or off or not isinstance(node, (ast.Import, ast.ImportFrom)):
            continue
        above = block.extent_first
        if run:
            above = 0
        else:
            while above and block.lines[above - 1].startswith("#") and "isort:" not in block.lines[above - 1]:
                above -= 1
            above = block.extent_first if start + above == 0 else above  # what begins the file is not about an import
            first = start + above
        run.append(_read(block, node, above))
        last = start + len(block.lines)
    if run:
        yield first, last, run


def _read(block: Block, node: ast.Import | ast.ImportFrom, above: int) -> _Import:
    comments = tuple(line.rstrip() for line in block.lines[above : block.extent_first] if line.strip())
    text = "".join(block.lines[block.extent_first :]).rstrip()
    names = tuple(f"{alias.name} as {alias.asname}" if alias.asname else alias.name for alias in node.names)
    kept = text if "#" in text or ";" in text else ""
    return _Import(node, names, comments, kept, re.search(r",\s*\)\Z", text) is not None)


def _may_move(imports: list[_Import]) -> bool:
    """Whether the order means nothing: no star, and no name that two of them bind to different things."""
    bound: dict[str, str] = {}
    for item in imports:
        for alias in item.node.names:
            if alias.name == "*":
                return False
            if isinstance(item.node, ast.ImportFrom):
                name, target = alias.asname or alias.name, f"{item.module}:{alias.name}"
            else:
                name = alias.asname or alias.name.partition(".")[0]
                target = alias.name if alias.asname else name
            if bound.setdefault(name, target) != target:
                return False
    return True


def _written(snapshot: Snapshot, imports: list[_Import], order: Order) -> Iterator[str]:
    """The lines, without their endings, in order."""
    before: Section | None = None
    for item in sorted(_joined(_apart(imports, order), order), key=lambda item: _key(snapshot, item, order)):
        section = _section(snapshot, item.module, order)
        if before not in (None, section):
            yield ""
        before = section
        yield from item.comments
        yield from (item.text or _statement(item, order)).splitlines()


def _apart(imports: Iterable[_Import], order: Order) -> Iterator[_Import]:
    """Each plain import alone, and what has an `as`, or every name, where the project wants it so."""
    for item in imports:
        alone = isinstance(item.node, ast.Import) or order.single
        if item.text or not (
            alone or (len(item.names) > 1 and not order.combine_as and "as" in " ".join(item.names).split())
        ):
            yield item
            continue
        comments = item.comments
        together = [] if alone else [name for name in item.names if " as " not in name]
        for name in item.names:
            if name in together:
                if name == together[0]:
                    yield replace(item, names=tuple(together), comments=comments)
                    comments = ()
                continue
            yield replace(item, names=(name,), comments=comments)
            comments = ()


def _joined(imports: Iterable[_Import], order: Order) -> Iterator[_Import]:
    """One statement for each module, as far as statements can be written anew, and none twice."""
    found: dict[Any, _Import] = {}
    for number, item in enumerate(imports):
        is_from = isinstance(item.node, ast.ImportFrom)
        plain = order.combine_as or not any(" as " in name for name in item.names)
        together = is_from and plain and not order.single and not item.text
        key: Any = item.module if together else number if item.text else (is_from, item.module, item.names)
        other = found.get(key)
        if other is None:
            found[key] = item
        else:
            names = tuple(dict.fromkeys((*other.names, *item.names)))
            found[key] = replace(
                other, names=names, comments=(*other.comments, *item.comments), tall=other.tall or item.tall
            )
    yield from found.values()


def _statement(item: _Import, order: Order) -> str:
    if isinstance(item.node, ast.Import):
        return f"import {item.names[0]}"
    names = sorted(item.names, key=lambda name: _member_key(name, order))
    line = f"from {item.module} import {', '.join(names)}"
    if len(line) <= order.width and not item.tall:
        return line
    return f"from {item.module} import (\n" + "".join(f"    {name},\n" for name in names) + ")"


def _key(snapshot: Snapshot, item: _Import, order: Order) -> tuple[Any, ...]:
    is_from = isinstance(item.node, ast.ImportFrom)
    level = item.node.level if isinstance(item.node, ast.ImportFrom) else 0
    name = item.module.lstrip(".")
    member = min(_member_key(name, order) for name in item.names)
    module = (-level, _natural(name, order), name)
    kind = (module, is_from) if order.mixed else (is_from, module)
    return (_section(snapshot, item.module, order), kind, member, item.names)


def _member_key(name: str, order: Order) -> tuple[Any, ...]:
    own = name.partition(" as ")[0]
    kind = 0 if len(own) > 1 and own.isupper() else 1 if own[:1].isupper() else 2
    return (kind if order.by_type else 0, _natural(own, order), name)


def _natural(name: str, order: Order) -> tuple[Any, ...]:
    text = name if order.case_sensitive else name.lower()
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in _DIGITS.split(text))


def _section(snapshot: Snapshot, module: str, order: Order) -> Section:
    """The section of a module, as the project says, else as can be told."""
    root = module.partition(".")[0]
    if {root, module} & order.first_party:
        return Section.FIRST_PARTY
    if {root, module} & order.third_party:
        return Section.THIRD_PARTY
    return section_of(snapshot, module)
