"""Queries put together from text: their pieces, and the same query with parameters in place of values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Change, Refused, Repair, Target
from burnish_checks.patterns import deferred
from burnish_checks.security.makers import value_of

_PERCENT = deferred(r"%(?:\((\w+)\))?([sdrif%])")
_BRACES = deferred(r"\{\{|\}\}|\{(\w*)\}")
_QUESTION_MARKS = ("sqlite3", "aiosqlite", "pyodbc", "duckdb")
_NUMBERED = ("asyncpg",)


def pieces(query: ast.AST | None) -> list[str | ast.expr] | None:
    """The texts and the expressions between them of an f-string, `%`, `+` or `.format`; None for anything else."""
    if isinstance(query, ast.Constant) and isinstance(query.value, str):
        return [query.value]
    if isinstance(query, ast.JoinedStr):
        found: list[str | ast.expr] = []
        for part in query.values:
            if isinstance(part, ast.Constant):
                found.append(str(part.value))
            elif isinstance(part, ast.FormattedValue):
                found.append(part.value)
        return found
    if isinstance(query, ast.BinOp) and isinstance(query.op, ast.Add):
        left, right = pieces(query.left), pieces(query.right)
        if left is None and right is None:
            return None
        return [*(left if left is not None else [query.left]), *(right if right is not None else [query.right])]
    if isinstance(query, ast.BinOp) and isinstance(query.op, ast.Mod):
        return _percent(query)
    if isinstance(query, ast.Call) and isinstance(query.func, ast.Attribute) and query.func.attr == "format":
        return _format(query)
    return None


def _percent(query: ast.BinOp) -> list[str | ast.expr] | None:
    base = pieces(query.left)
    if base is None or not all(isinstance(part, str) for part in base):
        return None
    text = "".join(str(part) for part in base)
    right = query.right
    named = (
        {key.value: value for key, value in zip(right.keys, right.values, strict=True) if isinstance(key, ast.Constant)}
        if isinstance(right, ast.Dict)
        else {}
    )
    ordered = list(right.elts) if isinstance(right, ast.Tuple) else [right]
    found: list[str | ast.expr] = []
    end = count = 0
    for match in _PERCENT.finditer(text):
        if match.group(2) == "%":
            continue
        found.append(text[end : match.start()])
        value = named.get(match.group(1), right) if match.group(1) else ordered[min(count, len(ordered) - 1)]
        count += 1
        found.append(value)
        end = match.end()
    return [*found, text[end:]]


def of_numbers(query: ast.AST) -> Iterator[ast.expr]:
    """What `%d`, `{:d}` and their like put into the text of a query: numbers, whatever the values are called."""
    for node in ast.walk(query):
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            spec = node.format_spec.values[-1:]
            if spec and str(getattr(spec[0], "value", ""))[-1:] in tuple("dfgeExX"):
                yield node.value
        if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant)):
            continue
        kinds = [match.group(2) for match in _PERCENT.finditer(str(node.left.value)) if match.group(2) != "%"]
        ordered = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        yield from (value for kind, value in zip(kinds, ordered, strict=False) if kind in "dif")


def _format(query: ast.Call) -> list[str | ast.expr] | None:
    assert isinstance(query.func, ast.Attribute)
    base = pieces(query.func.value)
    if base is None or not all(isinstance(part, str) for part in base):
        return None
    text = "".join(str(part) for part in base)
    named = {item.arg: item.value for item in query.keywords}
    found: list[str | ast.expr] = []
    end = count = 0
    for match in _BRACES.finditer(text):
        if match.group() in ("{{", "}}"):
            continue
        key = match.group(1)
        value: ast.expr | None
        if key and not key.isdigit():
            value = named.get(key)
        else:
            number = int(key) if key else count
            value = query.args[number] if number < len(query.args) else None
            count += 1
        if value is None:
            return None
        found += [text[end : match.start()], value]
        end = match.end()
    return [*found, text[end:]]


def parameterised(target: Target, call: ast.Call) -> Repair:
    """The call with placeholders in its query and the values in a tuple after it.

    Raises `Refused` where the call has parameters already, the query is bound to a name used elsewhere, or a
    piece does not stand alone as a value (a table's name, part of a quoted text).
    """
    query = call.args[0]
    if len(call.args) > 1 or call.keywords:
        raise Refused("The call passes parameters already.")
    passed_by_name = isinstance(query, ast.Name)
    if isinstance(query, ast.Name):
        query = _only_value(target, query)
    if not isinstance(query, (ast.JoinedStr, ast.BinOp, ast.Call)):
        raise Refused("The query is put together elsewhere.")
    parts = pieces(query)
    if parts is None:
        raise Refused("The pieces of the query cannot be told apart.")
    mark = _placeholder(target)
    text, values = _with_marks(target, parts, mark)
    passed = ", ".join(values) if mark == "$" else f"({', '.join(values)}{',' if len(values) == 1 else ''})"
    if passed_by_name:
        return Repair(
            (target.replace(query, _quoted(text)), target.insert(target.block.span(call.args[0]).end, f", {passed}"))
        )
    return Repair((target.replace(query, f"{_quoted(text)}, {passed}"),))


def _with_marks(target: Target, parts: Sequence[str | ast.expr], mark: str) -> tuple[str, list[str]]:
    """The text of a query with a placeholder for each value, and the values' sources.

    Quotes around a value go. Raises `Refused` where a piece is no value that stands alone.
    """
    text, values = "", []
    quote = ""
    for part in parts:
        if isinstance(part, str):
            if not part.startswith(quote):
                raise Refused("A value is only part of a quoted text.")
            part = part[len(quote) :]
            quote = ""
            text += part.replace("%", "%%") if mark == "%s" else part
            continue
        if re.search(r"\bin\s*\(\s*\Z", text, re.I) or _makes_sql(target, part):
            raise Refused("Part of the query may be more than one value.")
        if text.endswith(("'", '"')):
            quote = text[-1]
            text = text[:-1]
        elif not re.search(r"(?:[=<>(,]|\blike|\bvalues\s*\()\s*\Z", text, re.I):
            raise Refused("Part of the query is not a value, and no parameter can stand there.")
        values.append(target.source(part))
        text += mark if mark != "$" else f"${len(values)}"
    if quote:
        raise Refused("A value is only part of a quoted text.")
    return text, values


def wrapped_parts(
    target: Target, text: ast.AST | None, module: str, function: str, done: tuple[str, ...], *, as_text: bool = False
) -> tuple[Change, ...]:
    """The changes that call `module.function` on each part put into a text that is not yet made harmless.

    `done` are the dotted names of functions that make a part harmless; `as_text` turns what is no plain name into text
    first. Raises `Refused` where the text is not put together here or a part is quoted by hand.
    """
    parts = pieces(text)
    if parts is None or not any(isinstance(part, str) and part for part in parts):
        raise Refused("The text is not put together here.")
    imported = ensure_import(target.snapshot, module, function, "module", index=target.index)
    changes = []
    for number, part in enumerate(parts):
        if isinstance(part, str) or (isinstance(part, ast.Call) and target.context.qualified(part.func) in done):
            continue
        before = parts[number - 1] if number else ""
        if function == "quote" and isinstance(before, str) and before.endswith(("'", '"')):
            raise Refused("Part of the text is quoted by hand.")
        if isinstance(part, (ast.BinOp, ast.BoolOp, ast.IfExp, ast.Lambda)):
            raise Refused("A part of the text is itself put together.")
        if _converted(target, part):
            continue
        value = target.source(part)
        plain = isinstance(part, ast.Name) and not _of_any_type(target, part)
        value = f"str({value})" if as_text and not plain else value
        changes.append(target.replace(part, f"{imported.expression}({value})"))
    if not changes:
        raise Refused("Every part is harmless already.")
    return (*changes, *imported.changes)


def _converted(target: Target, part: ast.expr) -> bool:
    """Whether an f-string converts or formats the part itself."""
    around = target.block.parent(part)
    return isinstance(around, ast.FormattedValue) and (around.conversion != -1 or around.format_spec is not None)


def _of_any_type(target: Target, part: ast.Name) -> bool:
    """Whether an f-string shows a parameter that is not said to be text: it takes a path or a number as well."""
    if not isinstance(target.block.parent(part), ast.FormattedValue):
        return False
    every = (item for item in target.block.nodes(ast.arg) if item.arg == part.id)
    return any(not (isinstance(item.annotation, ast.Name) and item.annotation.id == "str") for item in every)


def _only_value(target: Target, name: ast.Name) -> ast.expr:
    """The expression bound to a local name that is bound once and used once."""
    value = value_of(target.context, name)
    same = [item for item in target.block.nodes(ast.Name) if item.id == name.id]
    statements = target.block.statement_of(value) if value is not None else None
    if len(same) != 2 or not isinstance(statements, ast.Assign) or not isinstance(value, ast.expr) or value is name:
        raise Refused("The query is used elsewhere too.")
    return value


def _makes_sql(target: Target, part: ast.expr) -> bool:
    """Whether the part is what a function of the program's own makes, which may be SQL."""
    if not isinstance(part, ast.Call):
        return isinstance(part, (ast.BinOp, ast.JoinedStr, ast.IfExp))
    function = part.func
    own = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "self"
    return own or target.context.qualified(function).startswith("@")


def _placeholder(target: Target) -> str:
    modules = {item.module.partition(".")[0] for item in target.snapshot.joined.get("imports", {})}
    if modules.intersection(_QUESTION_MARKS):
        return "?"
    return "$" if modules.intersection(_NUMBERED) else "%s"


def _quoted(text: str) -> str:
    if "\\" in text or "\r" in text:
        return repr(text)
    if "\n" in text or ('"' in text and "'" in text):
        return f'"""{text}"""' if not text.endswith('"') and '"""' not in text else repr(text)
    return f'"{text}"' if '"' not in text else f"'{text}'"
