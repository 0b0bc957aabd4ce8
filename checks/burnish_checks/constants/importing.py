"""Where a new import goes, and under which name what it brings is known."""

from __future__ import annotations

import sys

from burnish_checks import syntax
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Refused
from burnish_checks.core.snapshot import Entry, Snapshot


def imported(snapshot: Snapshot, module: str, member: str, newline: str) -> tuple[str, Change | None]:
    """The name by which a module (or a member of it) can be used, and the import to add where there is none.

    Raises `Refused` if the name means something else in this file.
    """
    known = snapshot.joined.get("imports", {})
    for item in known:
        if item.scope == "module" and item.guard == "" and item.module == module:
            if item.member == member:
                return item.name, None
            if member and not item.member and (item.renamed or item.name == module):
                return f"{item.name}.{member}", None
    wanted = member or module
    if any(binding.name == wanted for binding in snapshot.joined.get("binds", {})) or _is_local(snapshot, wanted):
        raise Refused(f"The name `{wanted}` already means something else here.")
    line = f"from {module} import {member}" if member else f"import {module}"
    return wanted, _insertion(snapshot, line, newline)


def _is_local(snapshot: Snapshot, name: str) -> bool:
    """Whether some function or class binds the name for itself."""
    return any(
        name in scope.bound
        for entry in snapshot.entries
        if name in entry.block.text
        for scope in (*entry.block.walk.scopes.values(), entry.block.walk.root)
    )


def top_imports(snapshot: Snapshot) -> list[int]:
    """The indexes of the import statements at module level before the first definition."""
    found: list[int] = []
    for index, entry in enumerate(snapshot.entries):
        body = entry.block.body
        if entry.block.frames or not body:
            continue
        if isinstance(body[0], (syntax.Import, syntax.ImportFrom)):
            found.append(index)
        elif isinstance(body[0], (syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.ClassDef)):
            break
    return found


def _insertion(snapshot: Snapshot, line: str, newline: str) -> Change:
    """The import, sorted among those of the standard library as far as they are sorted."""
    places = top_imports(snapshot)
    key = sort_key(line)
    after: int | None = None
    for index in places:
        text = _first_line(snapshot.entries[index])
        if text.startswith("from __future__") or (_is_standard(text) and sort_key(text) < key):
            after = index
    if after is None:
        standard = next((i for i in places if _is_standard(_first_line(snapshot.entries[i]))), None)
        if standard is not None:
            return _before(snapshot, standard, line + newline)
        if places:
            return _before(snapshot, places[0], line + newline * 2)
        return _at_top(snapshot, line, newline)
    future = _first_line(snapshot.entries[after]).startswith("from __future__")
    text = newline * (2 if future else 1) + line
    return _after(snapshot, after, text)


def sort_key(line: str) -> tuple[bool, str]:
    """Plain imports before `from` imports, each by module, as isort has it."""
    words = line.split()
    return words[0] == "from", words[1].lower() if len(words) > 1 else ""


def _is_standard(line: str) -> bool:
    words = line.split()
    return len(words) > 1 and words[1].partition(".")[0].strip(",") in sys.stdlib_module_names


def _first_line(entry: Entry) -> str:
    return entry.block.lines[entry.block.extent_first].strip()


def _after(snapshot: Snapshot, index: int, text: str) -> Change:
    end = snapshot.starts[index] + len(snapshot.entries[index].block.lines) - 1
    column = len(snapshot.lines[end].rstrip("\r\n"))
    return Change(Span(end, column, end, column), text)


def _before(snapshot: Snapshot, index: int, text: str) -> Change:
    line = snapshot.starts[index] + snapshot.entries[index].block.extent_first
    return Change(Span(line, 0, line, 0), text)


def _at_top(snapshot: Snapshot, line: str, newline: str) -> Change:
    """After the docstring, or before the first code."""
    first = next((i for i, entry in enumerate(snapshot.entries) if entry.block.body), None)
    if first is None:
        return Change(Span(0, 0, 0, 0), line + newline)
    body = snapshot.entries[first].block.body
    if is_docstring(body[0]):
        return _after(snapshot, first, newline * 2 + line)
    return _before(snapshot, first, line + newline * 2)


def is_docstring(statement: syntax.stmt) -> bool:
    """Whether a statement is a plain string alone."""
    return (
        isinstance(statement, syntax.Expr)
        and isinstance(statement.value, syntax.Constant)
        and isinstance(statement.value.value, str)
    )
