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
from burnish_checks.core.names import caught_types
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls
from burnish_checks.errors.handlers import function_around, handler_around, name_of_caught
from burnish_checks.errors.hierarchy import last_name
from burnish_checks.errors.logs import LEVELS
from burnish_checks.errors.messages import message_of, with_value
from burnish_checks.errors.unfilled_text import fill_in, unfilled, unfilled_log
from burnish_checks.patterns import deferred

if TYPE_CHECKING:
    from burnish_checks.renaming.views import Index

_LONGEST_VALUE = 40
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
_ENDED = deferred(r"\b(?:end of|end|eof|missing|truncated|incomplete)\b", re.I)
"""What is wrong is that something is not there."""
_SECRET = deferred(
    r"pass(?:word|wd|phrase)?|secret|token|credential|api_?key|authoriz|signature|digest|nonce|cookie|otp|pin$|mac$",
    re.I,
)
_CONVERSION = deferred(
    r"^(?:int|float|complex|Decimal|UUID|Fraction|loads?|strptime|fromisoformat|ip_\w+)$|parse|valid|decode|convert"
)
_RANGE = 2
_ORDERS = (ast.Lt, ast.LtE)
_SHAPES = frozenset({"isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "isnumeric"})
_SAME_TEXT = frozenset(
    {"strip", "lstrip", "rstrip", "lower", "upper", "casefold", "title", "removeprefix", "removesuffix"}
)
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

    Said aloud are only the first, and a value that is none of those it is looked for among: which one it was is then all
    that a reader needs, but for an object, of which attributes are read: it is too much to show. Elsewhere the exception
    may be a signal that a caller waits for, its text meant for a user, or chained, and that is a hint. Values whose
    names look secret are left out.

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
            yield block.finding(block.first_line(node), wrong)
        return
    if node.exc is None:
        return
    handler = handler_around(block, node)
    message = message_of(node.exc)
    if (mark := unfilled(node.exc, context)) != "":
        text = f"The text is never formatted: `{mark}` stays in it, and the value beside it. Put it in here."
        yield block.finding(block.first_line(node), text, data={"unfilled": mark})
        return
    if handler is not None:
        if message is not None and message.text and _drops_cause(block, node, handler):
            yield block.finding(
                block.first_line(node),
                "The message leaves out what was caught, whose text says what is wrong: add it.",
                data={"add": "the caught exception", "cause": "yes"},
                severity=Severity.HINT,
            )
        elif message is not None and (tried := _tried(block, node, handler)) is not None and _is_vague(message.text):
            name = block.source(tried)
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
    value = _offending(block, node)
    if value is not None and _is_vague(message.text):
        name = block.source(value)
        text = f"The message does not show the value of `{name}`, which is wrong: add it."
        # An answer to a request need not say again what was sent.
        general = isinstance(node.exc, ast.Call) and last_name(node.exc.func) == "Exception"  # said by `generic-raise`
        missed = any(isinstance(item, (ast.In, ast.NotIn)) for item in ast.walk(block.parent(value) or value))
        quiet = not missed or _answers(node.exc) or general or _is_an_object(block, node, value)
        quiet = quiet or not _VAGUE.match(message.text)
        severity = Severity.HINT if quiet else None
        yield block.finding(block.first_line(node), text, data={"add": f"`{name}`", "value": name}, severity=severity)


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


def _drops_cause(block: Block, node: ast.Raise, handler: ast.ExceptHandler) -> bool:
    """Whether a handler of telling exceptions raises with a fixed text, and nothing else brings the cause to the reader."""
    names = [last_name(item) for item in caught_types(handler)]
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    if not names or not all(name in _TELLING for name in names) or raised is None or block.parent(node) is not handler:
        return False
    if _SECRET.search(block.source(node)) or ("ValueError" in names and not _converts(block.parent(handler))):
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
    calls = [
        item for statement in getattr(guarded, "body", ()) for item in ast.walk(statement) if isinstance(item, ast.Call)
    ]
    return any(_CONVERSION.search(dotted(call.func).rpartition(".")[2]) for call in calls)


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


def _offending(block: Block, node: ast.Raise) -> ast.expr | None:
    """The value that the `if` around a `raise` finds wrong, or the choice of which the `raise` is what is left."""
    around = block.parent(node)
    if isinstance(around, ast.If) and around.body[0] is node:
        return _wrong_by(block, around.test) or _sought(block, node, around.test)
    if isinstance(around, ast.If) and around.orelse[:1] == [node]:
        return _chosen_by(block, around.test)
    if isinstance(around, ast.match_case) and around.body[0] is node and _is_rest(around):
        match = block.parent(around)
        return _shown(block, match.subject) if isinstance(match, ast.Match) else None
    return None


def _is_rest(case: ast.match_case) -> bool:
    return case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None


def _chosen_by(block: Block, test: ast.expr) -> ast.expr | None:
    """The value that a condition compares with others, or looks for among them: in the `else` it is none of these."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], (ast.Eq, ast.In)):
        right = test.comparators[0]
        return _shown(block, test.left) if not isinstance(right, ast.Constant) or right.value is not None else None
    return None


def _sought(block: Block, node: ast.Raise, test: ast.expr) -> ast.expr | None:
    """What was looked for or matched where a condition says that nothing was found: `found = TABLE.get(key)`."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        found = test.operand
    elif isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is) and _is_none(test.comparators[0]):
        found = test.left
    else:
        return None
    call: ast.expr | None = found.value if isinstance(found, ast.NamedExpr) else None
    function = function_around(block, node)
    if isinstance(found, ast.Name) and function is not None:
        bound = block.walk.scopes[function].bound.get(found.id, ())
        statement = block.parent(bound[0]) if len(bound) == 1 else None
        call = getattr(statement, "value", None) if isinstance(statement, (ast.Assign, ast.NamedExpr)) else None
    if not isinstance(call, ast.Call):
        return None
    if isinstance(call.func, ast.Attribute) and call.func.attr == "get" and len(call.args) == 1 and not call.keywords:
        return _shown(block, call.args[0])
    return _matched(block, call)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _tried(block: Block, node: ast.Raise, handler: ast.ExceptHandler) -> ast.expr | None:
    """The key that was looked up, or the text that was converted, by all that a `try` does, where the caught exception,
    which tells it, is dropped."""
    guarded = block.parent(handler)
    if block.parent(node) is not handler or not isinstance(guarded, ast.Try) or len(guarded.body) != 1:
        return None
    if not (_is_none(node.cause) if node.cause is not None else handler.name is None):
        return None
    names = {last_name(item) for item in caught_types(handler)}
    if names - _OF_A_LOOKUP - _OF_A_CONVERSION:
        return None
    found = {
        block.source(value): value
        for item in ast.walk(guarded.body[0])
        if (value := _looked_up(item, names)) is not None and _shown(block, value) is not None
    }
    return _shown(block, next(iter(found.values()))) if len(found) == 1 else None


_OF_A_LOOKUP = frozenset({"KeyError", "IndexError", "LookupError"})
_OF_A_CONVERSION = frozenset({"ValueError", "TypeError"})


def _looked_up(node: ast.AST, caught: set[str]) -> ast.expr | None:
    """The key of a lookup, or the text of a conversion, which may raise what is caught."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and not caught.isdisjoint(_OF_A_LOOKUP):
        return node.slice if isinstance(node.slice, (ast.Name, ast.Attribute)) else None
    if isinstance(node, ast.Call) and node.args and not caught.isdisjoint(_OF_A_CONVERSION):
        return node.args[0] if _CONVERSION.search(dotted(node.func).rpartition(".")[2]) else None
    return None


def _wrong_by(block: Block, test: ast.expr) -> ast.expr | None:
    """The value that a condition finds wrong."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or):
        about = [value.left if isinstance(value, ast.Compare) else _wrong_by(block, value) for value in test.values]
        same = len({block.source(value) for value in about if value is not None}) == 1 and None not in about
        return next(filter(None, (_wrong_by(block, value) for value in test.values)), None) if same else None
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test = test.operand
        if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.In):
            return _shown(block, test.left)
        if (
            isinstance(test, ast.Compare)
            and len(test.ops) == _RANGE
            and all(isinstance(op, _ORDERS) for op in test.ops)
        ):
            return _shown(block, test.comparators[0])
        if isinstance(test, ast.Call):
            return _matched(block, test)
        return None
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        operator, right = test.ops[0], test.comparators[0]
        if isinstance(right, ast.Constant) and (right.value is None or right.value in ("", b"")):
            return None
        if isinstance(right, ast.Constant) and right.value == 0 and isinstance(operator, (ast.Eq, ast.NotEq)):
            return None
        if isinstance(operator, (ast.NotIn, ast.NotEq, ast.Lt, ast.Gt, ast.LtE, ast.GtE)):
            return _shown(block, test.left)
    return None


def _matched(block: Block, test: ast.Call) -> ast.expr | None:
    """The text that `not PATTERN.match(text)`, `not re.match(p, text)` or `not text.isdigit()` looks at."""
    name = dotted(test.func).rpartition(".")[2]
    if name in _SHAPES and isinstance(test.func, ast.Attribute) and not test.args:
        return _shown(block, test.func.value)
    if name in ("match", "fullmatch", "search") and test.args and not test.keywords:
        at = 1 if dotted(test.func).startswith(("re.", "regex.")) else 0
        return _shown(block, test.args[at]) if len(test.args) > at else None
    return None


def _shown(block: Block, value: ast.expr) -> ast.expr | None:
    """The value, if it is a name, attribute, item or length worth showing."""
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in _SAME_TEXT:
        value = value.func.value
    inner = value
    if isinstance(value, ast.Call):
        if dotted(value.func) not in ("len", "type") or len(value.args) != 1:
            return None
        inner = value.args[0]
    while isinstance(inner, (ast.Attribute, ast.Subscript)) and not isinstance(
        getattr(inner, "slice", None), ast.Slice
    ):
        inner = inner.value
    if not isinstance(inner, ast.Name) or _SECRET.search(block.source(value)):
        return None
    return value if len(block.source(value)) <= _LONGEST_VALUE else None


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
    "Format the text with what stands beside it",
    Safety.UNSAFE,
    why="The exception has one argument then, and no longer the text and the values apart.",
    when=lambda finding: "unfilled" in finding.data,
)(fill_in)
