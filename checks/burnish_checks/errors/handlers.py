"""What several rules of this category ask about `try`, `except` and `raise`: where code stands, and which names are free."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import caught_types
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Refused, Target
from burnish_checks.errors.hierarchy import is_broad, last_name
from burnish_checks.patterns import deferred

Try = (ast.Try, syntax.TryStar)
_OPENS_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_NAMES = ("exc", "error", "err", "exception", "cause")


def handler_around(block: Block, node: ast.AST) -> ast.ExceptHandler | None:
    """The innermost `except` whose body runs the node, not beyond the function or class the node is in."""
    child = node
    for around in block.ancestors(node):
        if isinstance(around, _OPENS_SCOPE):
            return None
        if isinstance(around, ast.ExceptHandler):
            return around if child is not around.type else None
        child = around
    return None


def stands_in_handler(block: Block, context: Context) -> bool:
    """Whether the block itself is a statement of an `except` clause that has a block of its own."""
    for header in reversed(context.enclosing):
        if header.word in ("class", "try"):
            return False  # a further `try` may be there to catch it
        if header.word == "except":
            return True
    return False


def function_around(block: Block, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The innermost function that runs the node."""
    for around in block.ancestors(node):
        if isinstance(around, syntax.FunctionNode):
            return around
        if isinstance(around, (ast.ClassDef, ast.Lambda)):
            return None
    return None


def nested(statements: list[ast.stmt]) -> Iterator[ast.AST]:
    """Every node of the statements in source order, not going into functions, lambdas and classes."""
    stack: list[ast.AST] = list(reversed(statements))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, _OPENS_SCOPE):
            stack.extend(reversed(list(ast.iter_child_nodes(node))))


def reraises(node: ast.AST) -> bool:
    """Whether a node calls what raises again what was caught: `six.reraise(...)`, OpenStack's `save_and_reraise_exception()`."""
    return isinstance(node, ast.Call) and "reraise" in last_name(node.func)


def calls_what_raises(node: ast.AST) -> bool:
    """Whether a node calls a function that raises, going by its name: `raise_from(...)`, `self._reraise()`."""
    return isinstance(node, ast.Call) and _RAISES.match(last_name(node.func)) is not None


_RAISES = deferred(r"_*(?:re_?)?raise(?:_|\Z)")


def shows_anything(block: Block, handler: ast.ExceptHandler) -> bool:
    """Whether all that is tried is the `str` or `repr` of a value, or what it offers (`hasattr`); it may be anyone's."""
    node = block.parent(handler)
    body = [item for item in node.body if not isinstance(item, ast.Import)] if isinstance(node, ast.Try) else []
    if len(body) == 1 and isinstance(body[0], ast.If):
        asked = [item for item in ast.walk(body[0].test) if isinstance(item, ast.Call)]
        return any(dotted(item.func) == "hasattr" for item in asked)
    value = body[0].value if len(body) == 1 and isinstance(body[0], (ast.Return, ast.Assign)) else None
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
        value = value.func.value  # `str(value).strip()`
    return isinstance(value, ast.Call) and dotted(value.func) in ("str", "repr", "ascii", "format")


def is_accepted(block: Block, handler: ast.ExceptHandler) -> bool:
    """Whether a comment on its line tells another tool that the handler catches everything on purpose."""
    return _ACCEPTED.search(block.lines[block.span(handler).start_line]) is not None


_ACCEPTED = deferred(r"#.*(?:W0703|W0718|broad-except\b|broad-exception-caught)")


def is_not_tested(block: Block, handler: ast.ExceptHandler) -> bool:
    """Whether a comment on its line keeps the handler out of what the tests have to reach: nobody expects it ever to run."""
    return _NOT_TESTED.search(block.lines[block.span(handler).start_line]) is not None


_NOT_TESTED = deferred(r"#\s*pragma:\s*no\s?cover", re.I)


def cannot_raise(node: ast.AST | None) -> bool:
    """Whether a `try` does nothing, or nothing but give names to literals."""
    body = node.body if isinstance(node, ast.Try) else []
    return bool(body) and all(map(_names_a_literal, body))


def _names_a_literal(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign):
        return isinstance(statement.value, ast.Constant) and all(isinstance(x, ast.Name) for x in statement.targets)
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def provokes(node: ast.AST | None) -> bool:
    """Whether a `try` raises on purpose, to have an exception at hand: `1 / 0`, or a `raise` under no condition."""
    body = node.body if isinstance(node, ast.Try) else []
    return any(isinstance(item, ast.Raise) or _divides_by_zero(item) for item in body)


def _divides_by_zero(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, (ast.Expr, ast.Assign)) else None
    if not isinstance(value, ast.BinOp) or not isinstance(value.op, (ast.Div, ast.FloorDiv, ast.Mod)):
        return False
    return isinstance(value.right, ast.Constant) and value.right.value == 0


def is_of_parser(call: ast.Call) -> bool:
    """Whether `parser.error("...")` or `parser.exit()` of `argparse` is called, which ends the program."""
    return _OF_PARSER.search(dotted(call.func)) is not None


_OF_PARSER = deferred(r"(?:^|\.|_)(?:arg)?parser\.(?:error|exit)\Z")


def keyword_span(block: Block, handler: ast.ExceptHandler) -> Span:
    """The span of `except` up to its colon."""
    start = block.position(handler.lineno, handler.col_offset)
    colon = colon_of(block, handler)
    if colon.line != start.line:
        return Span(*start, start.line, start.column + len("except"))
    return Span(*start, *colon)


def handler_at(target: Target) -> ast.ExceptHandler:
    """The handler whose keyword was reported. Raises `Refused` where there is none any more."""
    for handler in target.block.nodes(ast.ExceptHandler):
        if keyword_span(target.block, handler) == target.finding.span:
            return handler
    raise Refused("The code has changed since the finding was made.")


def colon_of(block: Block, handler: ast.ExceptHandler) -> Position:
    """The position of the colon that ends the handler's header."""
    if handler.type is not None:
        line, column = block.position(handler.type.end_lineno or 0, handler.type.end_col_offset or 0)
    else:
        line, column = block.position(handler.lineno, handler.col_offset)
    while line < len(block.lines):
        code = block.lines[line].split("#", 1)[0]
        found = code.find(":", column)
        if found >= 0:
            return Position(line, found)
        line, column = line + 1, 0
    raise Refused("The header of the `except` cannot be read.")


def name_of_caught(target: Target, handler: ast.ExceptHandler) -> tuple[str, list[Change]]:
    """The name of the caught exception, and the changes that give it one where it has none.

    Raises `Refused` where the name it has is bound again, or deleted by an inner handler, inside the handler.
    """
    block = target.block
    if handler.name:
        for node in nested(handler.body):
            rebinds = isinstance(node, ast.ExceptHandler) and node.name == handler.name
            if rebinds or (
                isinstance(node, ast.Name) and node.id == handler.name and not isinstance(node.ctx, ast.Load)
            ):
                raise Refused(f"`{handler.name}` is bound again inside the handler.")
        return handler.name, []
    name = next((item for item in candidates() if is_free(block, handler, item, target.context)), "")
    colon = colon_of(block, handler)
    if handler.type is None:
        if target.context.bindings("BaseException"):
            raise Refused("`BaseException` is another name here.")
        start = block.position(handler.lineno, handler.col_offset)
        return name, [target.replace(Span(start.line, start.column, *colon), f"except BaseException as {name}")]
    changes = [target.insert(colon, f" as {name}")]
    if isinstance(handler.type, ast.Tuple) and not block.source(handler.type).startswith("("):
        changes = [target.replace(handler.type, f"({block.source(handler.type)})"), *changes]
    return name, changes


def candidates() -> Iterator[str]:
    """Names for a caught exception, the usual ones first, without end."""
    yield from _NAMES
    number = 2
    while True:
        yield f"exc{number}"
        number += 1


def is_free(block: Block, handler: ast.ExceptHandler, name: str, context: Context, *, ours: bool = False) -> bool:
    """Whether the handler may bind the name: it occurs nowhere in its function but in other handlers that bind it.

    With `ours` the handler binds it already, and its own binding does not count.
    """
    function = function_around(block, handler)
    root: list[ast.AST] = [function] if function is not None else list(block.body)
    if function is None and any(how != "except" or not ours for how, _ in context.bindings(name)):
        return False
    for top in root:
        for node in syntax.walk(top):
            if name not in _mentions(node):
                continue
            owner = node if isinstance(node, ast.ExceptHandler) else _owner(block, node, name)
            if ours and owner is handler:
                continue
            if owner is None or owner.name != name or _overlap(block, owner, handler):
                return False
    return True


def _mentions(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.arg):
        return (node.arg,)
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        return tuple(node.names)
    if isinstance(node, ast.alias):
        return (node.asname or node.name.partition(".")[0],)
    name = getattr(node, "name", None)
    return (name,) if isinstance(name, str) else ()


def _owner(block: Block, node: ast.AST, name: str) -> ast.ExceptHandler | None:
    for around in block.ancestors(node):
        if isinstance(around, ast.ExceptHandler) and around.name == name:
            return around
    return None


def _overlap(block: Block, one: ast.ExceptHandler, other: ast.ExceptHandler) -> bool:
    return one is other or one in block.ancestors(other) or other in block.ancestors(one)


_ABOVE = 3
"""How many lines above a `try` a comment may stand that is about it."""
_FAILURE = deferred(
    r"\b(?:ignor|silent|best.effort|fail|error|except|cannot|can't|might|may not|not available|unavailable|logging|logged"
    r"|garbage|wrap|crash|never raise|harmless|optional|if possible|matter)",
    re.I,
)
_SAID = deferred(
    r"#(?!\s*(?:noqa|nosec|pragma|type:|pylint|pyright|mypy|burnish|flake8|ruff|TODO|FIXME|XXX))\s*[`'\"(]?\w\W?\w"
)


_CODE = deferred(r"=|\)\s*$|^\s*#\s*(?:return|raise|print|if|for|import)\b")
"""What shows that a comment is code that has been taken out."""


def is_explained(block: Block, handler: ast.ExceptHandler) -> bool:
    """Whether a comment in the handler, or one above or at the head of the `try` that speaks of failure, says why nothing
    is done."""
    span = block.span(handler)
    if any(_SAID.search(line) for line in block.lines[span.start_line : span.end_line + 1]):
        return True
    first = next(iter(handler.body), None)  # none where all that stands in it are blocks of their own
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return True  # written as a text instead
    node = block.parent(handler)
    if not isinstance(node, ast.Try) or not node.body:
        return False
    start = block.span(node).start_line
    if _SAID.search(block.lines[start]):
        return True  # behind `try:`
    body = block.span(node.body[0]).start_line
    before = block.lines[span.start_line - 1]
    if (
        not before[: span.start_column].strip()
        and _SAID.match(before[span.start_column :])
        and not _CODE.search(before)
    ):
        return True  # right above the handler, and no line that has been taken out
    around = (*block.lines[max(0, start - _ABOVE) : start], *block.lines[start + 1 : body])
    above = [line for line in around if line.lstrip().startswith("#")]
    return any(_FAILURE.search(line) for line in above)


_OLD = deferred(r"#.*\b(?:python|py)[ -]?[23](?:\.(?:\d|x)|\b)", re.I)


def is_for_old_python(block: Block, handler: ast.ExceptHandler) -> bool:
    """Whether a comment at the head of a handler says that it is there for another version of Python."""
    start = block.span(handler).start_line
    return any(_OLD.search(line) for line in block.lines[start : start + 2])


def is_taken_around(block: Block, node: ast.AST, context: Context, raised: str = "") -> bool:
    """Whether a handler around, in the same function, takes whatever is raised there, or what is `raised` by its very name, and
    keeps it: nobody else gets to see it."""
    child = node
    for around in block.ancestors(node):
        if isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return False
        if isinstance(around, Try) and child in around.body:
            for handler in around.handlers:
                if is_broad(context, handler.type) or (raised and _keeps(handler, raised)):
                    return True
        child = around
    return False


def _keeps(handler: ast.ExceptHandler, raised: str) -> bool:
    """Whether a handler catches an exception by its name and does not raise it on."""
    named = any(last_name(item) == raised for item in caught_types(handler))
    raises = (item.exc for item in nested(handler.body) if isinstance(item, ast.Raise))
    again = [item.func if isinstance(item, ast.Call) else item for item in raises]
    return named and not any(
        item is None or (isinstance(item, ast.Name) and item.id == handler.name) or last_name(item) == raised
        for item in again
    )
