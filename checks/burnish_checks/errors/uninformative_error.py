"""A `raise` whose message leaves out what the code knows: the exception it answers, or the value that is wrong."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import caught_types, is_dunder
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls
from burnish_checks.errors.handlers import function_around, handler_around, name_of_caught
from burnish_checks.errors.hierarchy import last_name
from burnish_checks.errors.logs import LEVELS
from burnish_checks.errors.messages import message_of, with_value
from burnish_checks.errors.offending import SECRET, converts, offending, tried_in_vain
from burnish_checks.errors.unfilled_text import fill_in, lone_marks, unfilled, unfilled_log
from burnish_checks.patterns import deferred

if TYPE_CHECKING:
    from burnish_checks.renaming.views import Index

_TELLING = frozenset(
    {"ValueError", "OSError", "IOError", "EnvironmentError", "JSONDecodeError", "ValidationError", "SchemaError", "YAMLError",
     "ParseError", "Exception", "RequestException", "URLError", "HTTPError", "CalledProcessError", "SubprocessError",
     "DatabaseError", "IntegrityError", "OperationalError", "SQLAlchemyError", "DBError", "UnicodeDecodeError", "SSLError",
     "ClientError", "ConfigParserError", "TOMLDecodeError", "SyntaxError", "DBDuplicateEntry"}
)  # fmt: skip
"""Exceptions whose text says more than their type."""

_OF_A_DATABASE = frozenset(
    {"DatabaseError", "IntegrityError", "OperationalError", "SQLAlchemyError", "DBError", "DBDuplicateEntry"}
)
_ANSWER = deferred(r"^HTTP|^(?:BadRequest|NotFound|Forbidden|Conflict|NotAcceptable|Unprocessable|ServerError|ClickException|"
                     r"UsageError|BadParameter|ValidationError|CommandError|ImproperlyConfigured|APIException)")  # fmt: skip
"""Exceptions whose message is all that a remote or human user gets to see, whatever their cause says."""

_VAGUE = deferred(
    r"^\W*(?:an? |the )?(?:invalid|bad|illegal|wrong|unexpected|unknown|unsupported|malformed|unrecogni[sz]ed|incorrect|"
    r"unhandled|not a valid|no such)\b",
    re.I,
)
_VAGUE_TOO = deferred(
    r"\b(?:is|are) (?:invalid|unknown|unsupported|malformed|not (?:valid|supported|allowed|known|recogni[sz]ed))\b"
    r"|\bout of (?:range|bounds)\b|\bnot (?:supported|recogni[sz]ed|understood)\W*$",
    re.I,
)
"""The same at the end of a sentence."""
_CHOICES = deferred(r"\b(?:must|should|can|may|only|either|one of|expected|choose|available|allowed)\b", re.I)
"""What tells which values there are."""
_ENDED = deferred(r"\b(?:end of|end|eof|missing|truncated|incomplete)\b", re.I)
"""What is wrong is that something is not there."""
_TEXTLESS = ("ValueError", "TypeError", "RuntimeError")


@rule(
    Category.ERRORS,
    visits=(ast.Raise, ast.Call),
    only=(calls(methods=LEVELS - {"log"}),),
    severity=Severity.INFORMATION,
    partial_aliases=("PLE1205", "PLE1206", "E1205", "E1206"),
    in_tests=False,
)
def uninformative_error(block: Block, node: ast.Raise | ast.Call, context: Context) -> Iterator[Finding]:
    """A `raise` whose message is a fixed text although the code knows more.

    Reported are:

    - A text with `%s` or `{}` whose values stand beside it, as a logger takes them: it is never formatted. Nor is what a
      logger of `logging` is given as a text with `%s` and no value, or as a value and a text without a mark.
    - In an `except` a new exception that repeats nothing of the one that was caught, and does not chain it either.
      Where the message is an answer to a user (`HTTPBadRequest`, `UsageError`) chaining does not help them, so it must
      be in the text.
    - In an `if` that compares a value, behind a lookup or match that found nothing, or where a value is none of those
      that are chosen between, a message that says "invalid" or "unknown" without the value.
    - A built-in exception without any message.

    Said aloud are only the first, a warning, for the text is not what its author meant, and a value that is none of
    those it is looked for among: which one it was is then all that a reader needs, but for an object, of which
    attributes are read: it is too much to show, what the program gives itself (an attribute, or what a private function
    takes), and where the message tells which values there are. Elsewhere the exception may be a signal that a caller
    waits for, its text meant for a user, or chained, and that is a hint. Values whose names look secret are left out.

    ```python
    COLOURS = {"red": 1}


    def code(colour):
        if colour not in COLOURS:
            raise ValueError("unknown colour")
        return COLOURS[colour]
    ```

    ```python
    COLOURS = {"red": 1}


    def code(colour):
        if colour not in COLOURS:
            raise ValueError(f"unknown colour: {colour!r}")
        return COLOURS[colour]
    ```
    """
    if isinstance(node, ast.Call):
        if wrong := unfilled_log(node, context):
            yield block.finding(block.first_line(node), wrong, severity=Severity.WARNING)
        return
    if node.exc is None:
        return
    handler = handler_around(block, node)
    message = message_of(node.exc)
    if (mark := unfilled(node.exc, context)) != "":
        text = f"The text is never formatted: `{mark}` stays in it, and the value beside it. Put it in here."
        yield block.finding(block.first_line(node), text, data={"unfilled": mark}, severity=Severity.WARNING)
        return
    if handler is not None:
        if message is not None and message.text and _drops_cause(block, node, handler):
            yield block.finding(
                block.first_line(node),
                "The message leaves out what was caught, whose text says what is wrong: add it.",
                data={"add": "the caught exception", "cause": "yes"},
                severity=Severity.HINT,
            )
        elif (
            message is not None
            and (given := tried_in_vain(block, node, handler)) is not None
            and _is_vague(message.text)
        ):
            name = block.source(given)
            text = f"The message does not show the value of `{name}`, which is wrong: add it."
            yield block.finding(
                block.first_line(node), text, data={"add": f"`{name}`", "value": name}, severity=Severity.HINT
            )
        return
    if message is None:
        if _says_nothing(block, node, context):
            text = "Raised without a message, so whoever reads it learns only the type: say what is wrong."
            yield block.finding(block.first_line(node), text, severity=Severity.HINT)
        return
    value = offending(block, node)
    if value is not None and _is_vague(message.text):
        name = block.source(value)
        text = f"The message does not show the value of `{name}`, which is wrong: add it."
        if marks := lone_marks(node.exc):
            text = (
                f"The text is never formatted: `{marks[0]}` stays in it. Put in the value of `{name}`, which is wrong."
            )
            data = {"unfilled": marks[0], "value": name} if marks in (["%s"], ["%r"]) else {}
            yield block.finding(block.first_line(node), text, data=data, severity=Severity.WARNING)
            return
        # An answer to a request need not say again what was sent.
        general = isinstance(node.exc, ast.Call) and last_name(node.exc.func) == "Exception"  # said by `generic-raise`
        missed = any(isinstance(item, (ast.In, ast.NotIn)) for item in ast.walk(block.parent(value) or value))
        quiet = not missed or _answers(node.exc) or general or _is_an_object(block, node, value)
        quiet = quiet or not _VAGUE.match(message.text) or _is_inside(block, node, value)
        quiet = quiet or _CHOICES.search(message.text) is not None
        severity = Severity.HINT if quiet else None
        data = {"add": f"`{name}`", "value": name}
        yield block.finding(block.first_line(node), text, data=data, severity=severity)


def _is_vague(message: str) -> bool:
    """Whether a text says that something is wrong, and not what it was."""
    return bool(_VAGUE.match(message) or _VAGUE_TOO.search(message)) and not _ENDED.search(message)


def _is_an_object(block: Block, node: ast.Raise, value: ast.expr) -> bool:
    """Whether attributes of a value are read: to show all of it would say too much, and which of them tells is not known."""
    function = function_around(block, node)
    if function is None or not isinstance(value, ast.Name):
        return False
    read = (item for item in ast.walk(function) if isinstance(item, ast.Attribute) and dotted(item.value) == value.id)
    return any(not (isinstance(around := block.parent(item), ast.Call) and around.func is item) for item in read)


def _is_inside(block: Block, node: ast.Raise, value: ast.expr) -> bool:
    """Whether the program's own code gives the value: it is an attribute, or the function is private."""
    function = function_around(block, node)
    private = function is not None and function.name.startswith("_") and not is_dunder(function.name)
    return private or dotted(value).startswith(("self.", "cls."))


def _drops_cause(block: Block, node: ast.Raise, handler: ast.ExceptHandler) -> bool:
    """Whether a handler of telling exceptions raises with a fixed text, and nothing else brings the cause to the reader."""
    names = [last_name(item) for item in caught_types(handler)]
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    if not names or not all(name in _TELLING for name in names) or raised is None or block.parent(node) is not handler:
        return False
    if SECRET.search(block.source(node)) or ("ValueError" in names and not _converts(block.parent(handler))):
        return False
    if handler.name and any(
        isinstance(item, ast.Name) and item.id == handler.name for item in ast.walk(node.exc or node)
    ):
        return False
    answers = _answers(node.exc) and _OF_A_DATABASE.isdisjoint(names)  # whose words are not for a user's eyes
    hidden = isinstance(node.cause, ast.Constant)
    return answers or hidden or (node.cause is None and not _uses(handler, node))


def _answers(raised: ast.expr | None) -> bool:
    """Whether the exception's message is what a user gets to see."""
    function = raised.func if isinstance(raised, ast.Call) else raised
    return function is not None and bool(_ANSWER.match(last_name(function)))


def _converts(guarded: ast.AST | None) -> bool:
    """Whether the body of a `try` converts or parses something, so that a ValueError's text says what is malformed."""
    body = getattr(guarded, "body", ())
    return any(isinstance(item, ast.Call) and converts(item) for statement in body for item in ast.walk(statement))


def _uses(handler: ast.ExceptHandler, node: ast.Raise) -> bool:
    """Whether the handler does something with the exception it caught, outside the `raise`."""
    if handler.name is None:
        return False
    inside = {id(item) for item in ast.walk(node)}
    return any(
        isinstance(item, ast.Name) and item.id == handler.name and id(item) not in inside
        for statement in handler.body
        for item in ast.walk(statement)
    )


def _says_nothing(block: Block, node: ast.Raise, context: Context) -> bool:
    raised = node.exc
    if isinstance(raised, ast.Call):
        if raised.args or raised.keywords:
            return False
        raised = raised.func
    if raised is None or not context.is_builtin(raised, *_TEXTLESS):
        return False
    child: ast.AST = node
    for around in block.ancestors(node):
        if isinstance(around, ast.Try) and child in around.body and around.handlers:
            return False
        child = around
    return True


@uninformative_error.fix(
    "Put {add} into the message",
    Safety.UNSAFE,
    why="The message changes, and shows whoever receives it a text that it kept back.",
    when=lambda finding: "add" in finding.data,
)
def add_to_message(target: Target) -> Repair:
    """Append the cause or the value to the fixed text."""
    block, start = target.block, target.finding.span.start
    for node in block.nodes(ast.Raise):
        if block.span(node).start != start or node.exc is None:
            continue
        message = message_of(node.exc)
        if message is None:
            break
        doubt = _COMPARED if _is_spelt_elsewhere(target, message.text) else ""
        if "value" in target.finding.data:
            text = with_value(block, message, _formatted(target.finding.data["value"]))
            return Repair((replace(target.replace(message.literal, text), confirm=doubt),))
        handler = handler_around(block, node)
        if handler is None:
            break
        name, changes = name_of_caught(target, handler)
        change = target.replace(message.literal, with_value(block, message, name))
        return Repair((*changes, replace(change, confirm=doubt)))
    raise Refused("The code has changed since the finding was made.")


_COMPARED = "Another file spells this message: a test or a handler may compare it."


def _is_spelt_elsewhere(target: Target, message: str) -> bool:
    """Whether another file of the workspace holds the whole message, as it is until now."""
    index = cast("Index | None", target.project)
    word = max(re.findall(r"\w+", message), key=len, default="")
    others = index.files_with(word) if index is not None and word else ()
    own = target.snapshot.environment.path
    return any(path != own and index is not None and message in (index.text_of(path) or "") for path in others)


def _formatted(value: str) -> str:
    return value if value.startswith("len(") else f"{value}!r"


uninformative_error.fix(
    "Put the values into the text",
    Safety.UNSAFE,
    why="The message changes, and is all that the exception is given: values beside it are no arguments any more.",
    when=lambda finding: "unfilled" in finding.data,
)(fill_in)
