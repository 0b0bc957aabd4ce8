"""The rule sql-string."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePath

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import argument, text_of
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.flow.shown import proved
from burnish_checks.security.known import annotation_of, choices
from burnish_checks.security.makers import value_of
from burnish_checks.security.queries import of_numbers, parameterised, pieces
from burnish_checks.security.words import vocabulary, words

_SINKS = vocabulary(
    "execute executemany executescript execute_async raw fetch fetchrow fetchval fetchall fetchone"
    " mogrify read_sql read_sql_query"
)
_STATEMENT = deferred(
    r"^\s*(?:\(\s*)*(?:select\b.+\bfrom\b|insert\s+(?:into|or)\b|update\b.+\bset\b|delete\s+from\b|with\b.+\bas\s*\(|replace\s+into\b"
    r"|create\s|drop\s|alter\s|merge\s+into\b|call\s|exec(?:ute)?\s|grant\s|truncate\s)",
    re.I | re.S,
)
_VALUE = deferred(
    r"(?:[=<>]\s*['\"]?%?|\blike\s+['\"]?%?|\bin\s*\(\s*['\"]?|\bvalues\s*\([^)]*['\"(,]?\s*|'(?!\")[^'\"]*|,\s*')\Z",
    re.I,
)
_RAW = frozenset({"django.db.models.expressions.RawSQL"})


@rule(
    Category.SECURITY,
    visits=syntax.Call,
    only=(calls(_RAW, methods={*_SINKS, "extra"}),),
    aliases=("S608", "S610", "S611", "B608", "B610", "B611"),
)
def sql_string(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """A query put together from text, with values in places where a parameter could stand.

    What is put into the text can end the value and go on as SQL. Reported only where such a text reaches a call that runs
    it; names of tables and columns, which no driver can take as parameters, are only a hint, and so is all of it in tests
    and migrations, an `extra` of names that the database itself quotes (`connection.ops.quote_name`), what asks the
    database for its own tables (`sqlite_master`), the number of a record (`item.id`), and a `RawSQL` or `extra` that is
    given `params`, or that is an attribute as it is (`where=[self.filter]`): its text is meant as SQL then. Where untrusted
    data is seen to reach the query, `sql-injection` reports it instead.

    ```python
    def find(cursor, name):
        cursor.execute(f"SELECT * FROM users WHERE name = '{name}'")
    ```

    ```python
    def find(cursor, name):
        cursor.execute("SELECT * FROM users WHERE name = %s", (name,))
    ```
    """
    name = context.qualified(call.func)
    method = method_of(call)
    if name in _RAW or (method == "extra" and _django_extra(call, context)):
        text = argument(call, 0, "sql")
        if (method == "extra" or (text is not None and text_of(text) is None)) and not proved(
            block, call, context, "sql-injection"
        ):
            given = argument(call, 1 if method != "extra" else None, "params") is not None
            given = given or (method == "extra" and (_only_quotes(call, context) or _is_setting(call)))
            yield block.finding(
                call.func,
                "Django does not escape what is in this text; pass values as `params`.",
                severity=Severity.HINT if given else Severity.INFORMATION,
            )
        return
    if method not in _SINKS or not call.args:
        return
    query = value_of(context, call.args[0])
    if (
        isinstance(query, ast.Call)
        and context.qualified(query.func) in ("sqlalchemy.text", "sqlalchemy.sql.text")
        and query.args
    ):
        query = value_of(context, query.args[0])
    parts = pieces(query)
    if parts is None or not any(isinstance(part, ast.AST) for part in parts):
        return
    whole = "".join(part if isinstance(part, str) else "x" for part in parts)
    if not _STATEMENT.match(whole) or all(_harmless(part, context) for part in parts if isinstance(part, ast.AST)):
        return
    if proved(block, call, context, "sql-injection"):
        return
    numbers = set(of_numbers(query)) if query is not None else set()
    values = [] if _DEFINES.match(whole) else [item for item in _values(parts, context) if item not in numbers]
    if values:
        message = "A value is put into the text of the query, and can go on as SQL; pass it as a parameter."
        quiet = context.role.tested or _CATALOGUE.search(whole) is not None or _is_migration(context)
        severity = Severity.HINT if quiet or all(map(_is_number, values)) else None
        yield block.finding(call.args[0], message, data={"fix": "1"}, severity=severity)
    else:
        message = "Part of the query is put together here; make sure that none of it comes from outside."
        yield block.finding(call.args[0], message, severity=Severity.HINT)


_DEFINES = deferred(r"\s*(?:create|alter|drop|grant|revoke|pragma)\b", re.I)
"""Statements that say what there is, not what is in it: none of their parts can be passed as a parameter."""


_CATALOGUE = deferred(
    r"\balembic_version\b|\b(?:from|join)\s+(?:sqlite_(?:temp_)?(?:master|schema)|pg_\w+|information_schema\.|all_tables|geometry_columns)\b",
    re.I,
)
"""What asks the database for the names of its own tables, which the program gives them."""


def _is_migration(context: Context) -> bool:
    """Whether the file moves a database from one version to the next, with values that it holds already."""
    path = PurePath(context.path)
    near = {word for part in path.parts[-1 - _NEAR : -1] for word in words(part)}
    return path.stem in ("migrations", "migrate", "migration") or not _MIGRATIONS.isdisjoint(near)


_MIGRATIONS = frozenset({"migrations", "alembic"})
_NEAR = 3
"""Folders above a file that are looked at."""


def _is_number(part: ast.expr) -> bool:
    """Whether it is the number of a record that was read: `item.id`."""
    return isinstance(part, ast.Attribute) and part.attr in ("id", "pk")


def _values(parts: list[str | ast.expr], context: Context) -> list[ast.expr]:
    """The parts that stand where a value does."""
    found = []
    before = ""
    for part in parts:
        if isinstance(part, str):
            before += part
            continue
        value = not isinstance(part, ast.Call) or context.qualified(part.func) in ("builtins.str", "builtins.repr")
        if value and _VALUE.search(before) and not _harmless(part, context) and not _placeholders(part):
            found.append(part)
        before += "x"
    return found


def _harmless(node: ast.AST, context: Context) -> bool:
    """Whether the part is a constant, a number, or the name of a constant."""
    value = value_of(context, node)
    if isinstance(value, ast.BoolOp):
        return all(_harmless(item, context) for item in value.values)
    if isinstance(value, ast.Constant) or (isinstance(value, ast.Call) and _placeholders(value)):
        return True
    every = choices(context, node, defaults=False) if isinstance(node, ast.Name) else ()
    if every and all(
        isinstance(item, ast.Constant) or (isinstance(item, ast.Call) and _placeholders(item)) for item in every
    ):
        return True
    if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
        value = value_of(context, value.value)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        return any(_is_repeated(item, context) for item in ast.walk(value))
    if _is_member_of_enumeration(value, context):
        return True
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return any(isinstance(item, ast.Call) and _placeholders(item) for item in ast.walk(value))
    if isinstance(value, ast.Call):
        return context.qualified(value.func) in ("builtins.int", "builtins.float", "builtins.len", "builtins.bool")
    if annotation_of(context, value) in _NUMBERS:
        return True
    if value is not None and context.qualified(value) in _BOUNDS:
        return True
    if isinstance(value, (ast.Name, ast.Attribute)):
        name = value.id if isinstance(value, ast.Name) else value.attr
        return name.isupper() or name in ("lastrowid", "rowcount")
    return False


def _is_repeated(item: ast.AST, context: Context) -> bool:
    """Whether it says that a text is repeated for each value, or is a mark that is: `"?," * len(values)`."""
    if isinstance(item, ast.Constant):
        return isinstance(item.value, str) and item.value.strip(" ,()") in ("?", "%s")
    return isinstance(item, ast.Call) and context.qualified(item.func) == "builtins.len"


def _is_member_of_enumeration(value: ast.AST | None, context: Context) -> bool:
    """Whether it is a constant that a class of the program holds, written as classes are: `EventTypes.Retention`."""
    if isinstance(value, ast.Attribute) and value.attr in ("value", "name"):
        value = value.value
    if not isinstance(value, ast.Attribute) or not value.attr[:1].isupper() or not isinstance(value.value, ast.Name):
        return False
    return value.value.id[:1].isupper() and bool(context.bindings(value.value.id))


_BOUNDS = frozenset(f"datetime.{kind}.{end}" for kind in ("date", "datetime", "time") for end in ("min", "max"))
_NUMBERS = frozenset({"builtins.int", "builtins.float", "builtins.bool", "uuid.UUID", "decimal.Decimal"})
"""What parameters are annotated with that hold no text."""


def _placeholders(node: ast.expr) -> bool:
    """Whether the part makes a list of `?` or `%s`, as in `",".join("?" * n)`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join":
        return any(_is_placeholder(item) for item in ast.walk(node)) or _joins_numbers(node)
    if isinstance(node, ast.Call):
        return not _MARKS.isdisjoint(words(dotted(node.func).rpartition(".")[2]))
    name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
    lowered = name.lower()
    return any(
        word in lowered
        for word in (
            "placeholder",
            "marks",
            "params",
            "qs",
            "bind",
            "clause",
            "where",
            "sql",
            "cols",
            "column",
            "field",
        )
    )


_MARKS = frozenset({"placeholder", "placeholders", "paramstyle"})
"""What is in the names of functions that give the mark for a parameter: `param_placeholder()`."""


def _joins_numbers(join: ast.Call) -> bool:
    """Whether what is joined are whole numbers, each made by `int`: `",".join(str(int(item)) for item in ids)`."""
    made = join.args[0] if join.args else None
    each = made.elt if isinstance(made, (ast.GeneratorExp, ast.ListComp)) else None
    number = each.args[0] if isinstance(each, ast.Call) and dotted(each.func) == "str" and each.args else None
    return isinstance(number, ast.Call) and dotted(number.func) == "int"


def _is_placeholder(node: ast.AST) -> bool:
    """Whether it is `?` or `%s`, or the name of a parameter after `:`: `f":{column}"`, `":" + column`, `f"%({column})s"`."""
    if isinstance(node, ast.JoinedStr):
        first = node.values[0] if node.values else None
        return isinstance(first, ast.Constant) and first.value in (":", "@", "%(", "$")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return isinstance(node.left, ast.Constant) and node.left.value in (":", "@", "%(")
    return isinstance(node, ast.Constant) and node.value in ("?", "%s", ",?", "?,", ":%s", "%%(%s)s")


def _django_extra(call: ast.Call, context: Context) -> bool:
    """Whether a query set is extended by SQL text that is not fixed."""
    if not context.ask("imports-module", "django"):
        return False
    return any(
        item.arg in ("select", "where", "tables", "params", "order_by", "select_params")
        and not _all_literal(item.value)
        for item in call.keywords
    )


def _only_quotes(call: ast.Call, context: Context) -> bool:
    """Whether all that the text is made of are names of tables and columns that the database itself puts in quotes."""
    quoted = False
    for text in (item for keyword in call.keywords for item in _texts(keyword.value)):
        made = [part for part in pieces(text) or [text] if isinstance(part, ast.expr)]
        for part in (part for part in made if not _all_literal(part)):
            function = value_of(context, part.func) if isinstance(part, ast.Call) else None
            if getattr(function, "attr", "") != "quote_name":
                return False
            quoted = True
    return quoted


def _is_setting(call: ast.Call) -> bool:
    """Whether all of the text is an attribute of the object as it is, a condition that its owner has set."""
    texts = [text for keyword in call.keywords for text in _texts(keyword.value) if not _all_literal(text)]
    return all(isinstance(text, ast.Attribute) and getattr(text.value, "id", "") == "self" for text in texts)


def _texts(value: ast.expr) -> Iterator[ast.expr]:
    """The texts in a dictionary or list of them."""
    if isinstance(value, ast.Dict):
        yield from value.values
    elif isinstance(value, (ast.List, ast.Tuple)):
        yield from value.elts
    else:
        yield value


def _all_literal(node: ast.AST) -> bool:
    return all(
        isinstance(item, (ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.expr_context)) for item in ast.walk(node)
    )


@sql_string.fix(
    "Pass the values as parameters",
    Safety.UNSAFE,
    why="The placeholder is the one of the drivers imported here, or `%s`; text that was meant as SQL is now a value.",
    when=lambda finding: "fix" in finding.data,
)
def parameterise(target: Target) -> Repair:
    """Replace the interpolated values by placeholders."""
    for call in target.block.nodes(ast.Call):
        if call.args and target.block.span(call.args[0]) == target.finding.span:
            return parameterised(target, call)
    raise Refused("The code has changed since the finding was made.")
