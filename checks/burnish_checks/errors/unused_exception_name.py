"""`except ... as name` where the name is never used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.errors.handlers import colon_of, is_free, nested
from burnish_checks.errors.hierarchy import is_broad, last_name
from burnish_checks.errors.logs import is_logger_call
from burnish_checks.patterns import deferred


@rule(
    Category.ERRORS,
    visits=ast.ExceptHandler,
    severity=Severity.INFORMATION,
    partial_aliases=("F841", "W0612"),
    tags=("unnecessary",),
)
def unused_exception_name(block: Block, handler: ast.ExceptHandler, context: Context) -> Iterator[Finding]:
    """An `except` names the exception and does not use the name.

    Either the handler meant to say what went wrong and forgot, or the name can go. Said aloud is the first: a handler that
    logs, prints or warns without it, and a name that is read outside, where there is none any more. That a name can go is
    a hint. So is one where everything is caught: `broad-except` speaks there, and so where it is only raised again, of
    which `useless-reraise` speaks, where another exception is raised without naming its cause: `lost-cause` asks for the
    name, and a name such as `_exc` or `unused_error`, which says itself that it is not used.

    ```python
    def port(text):
        try:
            return int(text)
        except ValueError as exc:
            print("no port:", text)
    ```

    ```python
    def port(text):
        try:
            return int(text)
        except ValueError:
            print("no port:", text)
    ```
    """
    if handler.name is None or not handler.body:
        return
    if uses_name(block, handler):
        return
    # Of a handler of everything another rule says that it should log what it caught.
    only_raises = len(handler.body) == 1 and isinstance(handler.body[0], ast.Raise) and handler.body[0].exc is None
    asked_for = any(_loses_cause(node) for node in nested(handler.body))  # `lost-cause` wants the name
    asked_for = asked_for or _SAYS_SO.match(handler.name) is not None
    meant = any(_tells(node, context) for node in nested(handler.body)) or _is_read_outside(block, handler)
    severity = Severity.HINT if only_raises or asked_for or not meant or is_broad(context, handler.type) else None
    message = f"`{handler.name}` is never used."
    yield block.finding(_name_span(block, handler), message, data={"name": handler.name}, severity=severity)


def _tells(node: ast.AST, context: Context) -> bool:
    """Whether a call tells somebody that something went wrong: it logs, prints or warns."""
    if not isinstance(node, ast.Call):
        return False
    return is_logger_call(node, context) or last_name(node.func) in ("print", "warn", "echo", "secho")


def _is_read_outside(block: Block, handler: ast.ExceptHandler) -> bool:
    """Whether the name is read where no handler binds it, and nothing else does."""
    scope = block.walk.scope_at(handler)
    binders = scope.bound.get(handler.name or "", ())
    if not binders or not all(isinstance(item, ast.ExceptHandler) for item in binders):
        return False
    inside = {id(node) for item in binders for node in ast.walk(item)}
    return any(
        node.id == handler.name and isinstance(node.ctx, ast.Load) and id(node) not in inside
        for node, around in block.walk.names
        if around is scope
    )


_READS_ALL = frozenset({"locals", "vars", "eval", "exec"})


def uses_name(block: Block, handler: ast.ExceptHandler) -> bool:
    """Whether the handler reads the caught exception by its name, or all names; a comprehension, a lambda and a function
    inside may have a variable of their own that is called so."""
    assert handler.name is not None
    inside = {id(node) for statement in handler.body for node in ast.walk(statement) if isinstance(node, ast.Name)}
    owner = block.walk.scope_at(handler).resolve(handler.name)
    return any(
        id(node) in inside and (node.id in _READS_ALL or (node.id == handler.name and scope.resolve(node.id) is owner))
        for node, scope in block.walk.names
    )


_SAYS_SO = deferred(r"_|(?:unused|ignored?|dummy)(?:_|\Z)")
"""Names that say themselves that they are not used."""


def _name_span(block: Block, handler: ast.ExceptHandler) -> Span:
    colon = colon_of(block, handler)
    line = block.lines[colon.line][: colon.column].rstrip()
    assert handler.name is not None
    return Span(colon.line, len(line) - len(handler.name), colon.line, len(line))


@unused_exception_name.fix("Remove `as {name}`", Safety.SAFE, automatic=True)
def remove_name(target: Target) -> Repair:
    """Remove the name; refused where it also stands for something else in the function, which the handler unbinds."""
    block, place = target.block, target.finding.span
    for handler in block.nodes(ast.ExceptHandler):
        if handler.name and handler.type is not None and _name_span(block, handler) == place:
            if not is_free(block, handler, handler.name, target.context, ours=True):
                raise Refused(f"`{handler.name}` is also used outside the handler, which unbinds it.")
            if any(_loses_cause(node) for statement in handler.body for node in ast.walk(statement)):
                raise Refused(f"What is raised here can name its cause: `from {handler.name}`.")
            end = block.position(handler.type.end_lineno or 0, handler.type.end_col_offset or 0)
            text = block.source(Span(*end, *place.end))
            kept = text[: text.rindex("as")].rstrip()
            if "\n" in text or "#" in text:
                raise Refused("The header goes over several lines.")
            return Repair((target.replace(Span(*end, *place.end), kept),))
    raise Refused("The code has changed since the finding was made.")


def _loses_cause(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise) and node.exc is not None and node.cause is None
