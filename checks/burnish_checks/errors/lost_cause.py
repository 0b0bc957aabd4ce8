"""A `raise` inside an `except` that does not say what caused it."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.lineage import is_ported
from burnish_checks.core.python2 import is_for_both, runs_on_python_2, unless_python_2
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.errors.handlers import (
    Try,
    cannot_raise,
    handler_around,
    is_of_parser,
    is_taken_around,
    name_of_caught,
    nested,
    stands_in_handler,
)
from burnish_checks.errors.hierarchy import last_name
from burnish_checks.errors.not_new import (
    is_a_return,
    is_cause_of,
    is_held_by,
    is_part_of_group,
    is_signal,
    is_the_caught_one,
)
from burnish_checks.errors.reaching import is_passed_on, is_shown, says_no_less
from burnish_checks.patterns import deferred


@rule(Category.ERRORS, visits=ast.Raise, aliases=("B904", "W0707"))
def lost_cause(block: Block, node: ast.Raise, context: Context) -> Iterator[Finding]:
    """A new exception raised inside an `except` without `from`.

    Whoever reads the traceback sees "During handling of the above exception, another exception occurred" and cannot
    tell a deliberate translation from a second failure in the handler; `__cause__`, which tools and callers read, stays
    empty. Name the cause with `from exc`, or write `from None` where hiding it is meant: burnish never writes `from
    None` for you.

    A bare `raise`, one of the caught exception itself, one of its cause (`exc.__cause__`), one inside a further `try` of
    the handler, which may be there to catch it, and `raise gen.Return(value)` of Tornado, which is no exception at all,
    are fine. Only a hint are:

    - What loses nothing: the caught exception, or its text, is in what is raised, or was written to a log; or what is tried
      is a lookup, and what was looked for is in the message, as is a text that is no number, and what a file or program
      that is not there is called (`FileNotFoundError`); a lookup that failed is told as one of the function's own key
      (`KeyError(key)`). Not so in `__getattr__` and its like, unless
      the same is raised anew (`KeyError(key)`).
    - An exception of the program's own that some handler, of it or of its base, catches to show its text: nobody sees a
      traceback.
    - Exceptions that end the program or show a message to whoever called it (`SystemExit`, `UsageError`).
    - An answer: a framework makes a page or the message of a form of it (`HTTPFound`, `Http404`, Django's
      `ValidationError`, classes derived from such), and nobody sees a traceback. `burnish fix` adds nothing to one
      unless the rule is selected.
    - Signals, which the program itself catches: a class of its own, not called an error, raised without a message,
      `KeyboardInterrupt` and `CancelledError`, and any without a message, out of a private function, or of the program's
      own that a caller in the same file waits for (`raise KeyError`).
    - One that a handler around, in the same function, takes and does not raise on.
    - One that a handler around caught and that is raised again, part of a group that was caught, another exception that
      the caught one brings (`exc.reason`), and the caught exception under another name, of which `raise` alone says the
      same.
    - `raise parser.error(...)`, which raises nothing, for `argparse` ends the program, and what makes an exception,
      where that is a parameter: it may do so, too.
    - One whose `__cause__` or `__suppress_context__` is set by hand.
    - One in an `async` method of a class that is one of another package once more (`class AioStore(Store)`): that one's
      method with `await` put in, kept so to be compared with it.
    - One in a bare `except`, of which `bare-except` speaks, and one that an object has kept (`raise self._error`).
    - Those in tests, which fail with both tracebacks.
    - All of them in code that also runs on Python 2, which has no `from` here: `burnish fix` leaves those alone.

    ```python
    def port(text):
        try:
            return int(text)
        except ValueError:
            raise KeyError(text)
    ```

    ```python
    def port(text):
        try:
            return int(text)
        except ValueError as exc:
            raise KeyError(text) from exc
    ```
    """
    if node.exc is None or node.cause is not None:
        return
    if _is_unreachable(block, node) or is_a_return(node.exc, context):
        return
    handler = handler_around(block, node)
    if handler is None:
        if block.frames and _stands_alone(block, node) and stands_in_handler(block, context):
            old = Severity.HINT if runs_on_python_2(context) else None
            yield block.finding(block.first_line(node), _message("", "exc"), data={"apart": "yes"}, severity=old)
        return
    if (handler.name is not None and _root(node.exc) == handler.name) or _in_inner_try(block, node, handler):
        return
    if is_cause_of(node.exc, handler):
        return
    if is_the_caught_one(node.exc, handler):
        message = f"`{block.source(node.exc)}` is the exception being handled: `raise` alone says so."
        yield block.finding(block.first_line(node), message, data=_AS_IT_IS, severity=Severity.HINT)
        return
    if isinstance(node.exc, ast.Call) and _ends_the_program(node.exc, context):
        message = f"`{dotted(node.exc.func)}` ends the program: nothing is raised here, and the call alone says so."
        yield block.finding(block.first_line(node), message, data=_AS_IT_IS, severity=Severity.HINT)
        return
    raised = last_name(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
    part = (
        is_part_of_group(node.exc, handler)
        or is_held_by(node.exc, handler)
        or _is_an_outer_one(block, node.exc, handler)
    )
    answers = _is_an_answer(node.exc, raised, context)
    quiet = part or answers or _is_no_loss(block, node.exc, raised, handler, context)
    quiet = quiet or is_signal(node, node.exc, raised, context) or _has_its_cause(block, node)
    # A test that fails shows both; on Python 2 `from` is no syntax.
    quiet = quiet or context.role.tested or is_ported(block, node, context) or runs_on_python_2(context)
    handled = block.source(handler.type) if handler.type is not None else ""
    caught = f"`{' '.join(handled.split())}`" if handled else "anything at all"
    taken = block.walk.scope_at(node).resolve("exc") is not None or "exc" in block.walk.root.bound
    message = _message(caught, handler.name or ("" if taken else "exc"))
    data = {"answer": "yes"} if answers else _AS_IT_IS if part else {}
    yield block.finding(block.first_line(node), message, data=data, severity=Severity.HINT if quiet else None)


def _is_no_loss(block: Block, error: ast.expr, raised: str, handler: ast.ExceptHandler, context: Context) -> bool:
    """Whether nobody misses the cause of an error: it is told otherwise, or whoever is to see the error asks for none."""
    if handler.type is None or cannot_raise(block.parent(handler)):
        return True  # Rules of their own speak of these.
    if _is_kept(error) or _is_given(block, error) or any(text in block.source(error) for text in _HANDED_ON):
        return True
    if _STEERING.search(raised) or _is_for_a_framework(error, raised, context):
        return True
    if is_taken_around(block, handler, context, raised) or is_passed_on(block, error, handler, context):
        return True
    return says_no_less(block, error, handler) or is_shown(error, context)


_HANDED_ON = ("traceback.format_", "exc_info(", ".with_traceback(")
"""What puts all there is to know into an exception."""


def _is_kept(raised: ast.expr) -> bool:
    """Whether it is an exception that an object has kept, with its traceback and its cause: `raise self._exception`."""
    return isinstance(raised, ast.Attribute) and raised.attr.lstrip("_")[:1].islower()


def _is_for_a_framework(raised: ast.expr, name: str, context: Context) -> bool:
    """Whether it is an exception by which a framework for commands is told to stop, `click.Abort`, and none of the file's own."""
    kind = raised.func if isinstance(raised, ast.Call) else raised
    return name in _STOPS and not context.qualified(kind).startswith("@")


_STOPS = frozenset({"Abort", "BadArgument", "CheckFailure", "UserInputError"})
"""Of Click and Typer, and of the libraries for bots, which answer whoever gave the command."""


def _is_unreachable(block: Block, node: ast.Raise) -> bool:
    """Whether another `raise`, or a `return`, stands right before it."""
    body: list[ast.stmt] = getattr(block.parent(node), "body", [])
    before = next((one for one, other in itertools.pairwise(body) if other is node), None)
    return isinstance(before, (ast.Raise, ast.Return))


_AS_IT_IS = {"apart": "yes"}
"""What the fixes know of an exception that must not be given a cause."""


def _has_its_cause(block: Block, node: ast.Raise) -> bool:
    """Whether the handler gives a variable that is raised its cause by hand, `error.__cause__ = exc`, or says that it
    has none, `error.__suppress_context__ = True`, as `from None` does."""
    handler = handler_around(block, node)
    if handler is None or not isinstance(node.exc, ast.Name):
        return False
    places = (place for item in nested(handler.body) if isinstance(item, ast.Assign) for place in item.targets)
    by_hand = {f"{node.exc.id}.{name}" for name in ("__cause__", "__suppress_context__")}
    return any(dotted(place) in by_hand for place in places)


def _ends_the_program(call: ast.Call, context: Context) -> bool:
    """Whether the call is `parser.error(...)` of `argparse` or `optparse`, which never returns."""
    function = call.func
    if is_of_parser(call):
        return True
    if not isinstance(function, ast.Attribute) or function.attr not in ("error", "exit"):
        return False
    local = isinstance(function.value, ast.Name) and not context.bindings(function.value.id)
    return local and any(context.ask("imports-module", module) for module in ("argparse", "optparse"))


def _is_given(block: Block, raised: ast.expr) -> bool:
    """Whether what makes the exception is a parameter of the function: it may end the program instead."""
    if not isinstance(raised, ast.Call) or not isinstance(raised.func, ast.Name):
        return False
    functions = (item for item in block.ancestors(raised) if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)))
    arguments = (item.args for item in functions)
    return any(
        item.arg == raised.func.id for args in arguments for item in (*args.posonlyargs, *args.args, *args.kwonlyargs)
    )


_STEERING = deferred(
    r"^(?:Skip(?:[A-Z]\w*|ped)|StopIteration|StopAsyncIteration|ArgumentTypeError|ArgumentError|UsageError|BadParameter|"
    r"ClickException|FileError|CommandError)$|Exit$"
)
"""Exceptions that end something in the normal way or become a message, and nobody asks for their cause."""


_FRAMEWORKS = (
    "webob.exc.", "paste.httpexceptions.", "pyramid.httpexceptions.", "werkzeug.exceptions.", "django.http.",
    "django.urls.Resolver404", "django.urls.exceptions.Resolver404",
    "django.forms.", "django.core.exceptions.ValidationError", "django.core.exceptions.PermissionDenied",
    "django.core.validators.ValidationError", "rest_framework.", "fastapi.", "starlette.", "tornado.web.", "aiohttp.web",
    "sanic.exceptions.", "falcon.", "bottle.", "cherrypy.", "litestar.", "quart.", "flask.", "wtforms.", "zope.publisher.",
)  # fmt: skip
"""Modules, and single classes, whose exceptions are answers to who sent a request or filled in a form."""
_CLIENTS = frozenset({"urllib", "urllib2", "urllib3", "http", "httplib", "requests", "httpx"})
"""Packages that make requests: theirs say that no answer came, or none that is of use."""
_HTTP = deferred(r"HTTP[A-Z]|Http(?:404|[A-Z])")


def _is_an_answer(raised: ast.expr, name: str, context: Context) -> bool:
    """Whether what is raised is an answer, by its own name or the names of what it derives from outside the workspace."""
    kind = raised.func if isinstance(raised, ast.Call) else raised
    if _MADE_FOR_FORMS.search(kind.attr if isinstance(kind, ast.Attribute) else name):
        return True  # `raise get_adapter().validation_error("taken")`, `ImmediateHttpResponse`, `web.notfound()`
    qualified, written = context.qualified(kind), dotted(kind)
    if not written or qualified.startswith("builtins."):
        return False
    above = context.ask("lineage", written)
    origins = {name for name in (qualified, *above) if name.partition(".")[0] not in ("", "builtins", "?")}
    if any(origin.startswith(_FRAMEWORKS) for origin in origins) or "builtins.SystemExit" in above:
        return True
    of_client = any(origin.partition(".")[0] in _CLIENTS for origin in origins)
    return not of_client and any(_HTTP.match(item.rpartition(".")[2].lstrip("@")) for item in (name, *origins))


_MADE_FOR_FORMS = deferred(
    r"(?:^|_)(?:validation|form|http)_error\Z|HttpResponse|HTTPResponse"
    r"|\A(?:not_?found|forbidden|unauthori[sz]ed|bad_?request|redirect|see_?other|not_?allowed|gone)\Z"
)


def _message(caught: str, name: str) -> str:
    what = caught or "another exception"
    cure = f"add `from {name}` or `from None`" if name else "name the cause with `from`, or say `from None`"
    return f"Raised while {what} is handled, and does not say whether that is the cause: {cure}."


def _is_an_outer_one(block: Block, raised: ast.expr, handler: ast.ExceptHandler) -> bool:
    """Whether what is raised was caught before: by a handler around, or by another that keeps it."""
    if not isinstance(raised, ast.Name):
        return False
    if any(isinstance(around, ast.ExceptHandler) and around.name == raised.id for around in block.ancestors(handler)):
        return True
    others = (item for item in block.nodes(ast.ExceptHandler) if item is not handler)
    return any(is_the_caught_one(raised, other) for other in others)


def _in_inner_try(block: Block, node: ast.Raise, handler: ast.ExceptHandler) -> bool:
    """Whether the statement stands in the body of a `try` inside the handler."""
    child: ast.AST = node
    for around in block.ancestors(node):
        if around is handler:
            return False
        if isinstance(around, Try) and child in around.body:
            return True
        child = around
    return False


def _stands_alone(block: Block, node: ast.Raise) -> bool:
    return all(
        not isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) for item in block.ancestors(node)
    )


def _root(node: ast.expr) -> str:
    """`exc` for `exc` and `exc.with_traceback(...)`: the caught exception itself is raised again."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "with_traceback":
        node = node.func.value
    return node.id if isinstance(node, ast.Name) else ""


_OWN_CAUSE = "The exception may have a cause of its own, which the new one takes the place of."
_WHY = f"{_OWN_CAUSE} Where the code also runs on Python 2, there is no `raise ... from`."


def _is_doubtful(target: Target) -> bool:
    return is_for_both(target) or _may_have_its_own(target)


def _may_have_its_own(target: Target) -> bool:
    """Whether what is raised may be given a cause elsewhere."""
    node = _raise_at(target)
    variable = isinstance(node.exc, ast.Name) and target.block.walk.scope_at(node).resolve(node.exc.id) is not None
    return node.exc is not None and (variable or _sets_its_cause(target, node.exc))


@lost_cause.fix(
    "Name the cause of the answer with `from`",
    Safety.SAFE,
    why=_WHY,
    doubt=_is_doubtful,
    when=lambda finding: "answer" in finding.data,
)
@lost_cause.fix(
    "Name the cause with `from`",
    Safety.SAFE,
    why=_WHY,
    automatic=True,
    doubt=_is_doubtful,
    when=lambda finding: not {"apart", "answer"}.intersection(finding.data),
)
def name_cause(target: Target) -> Repair:
    """Append `from exc`, giving the caught exception a name where it has none."""
    node = _raise_at(target)
    handler = handler_around(target.block, node)
    if handler is None or node.exc is None:
        raise Refused("The `raise` is not inside an `except`.")
    name, changes = name_of_caught(target, handler)
    end = target.block.span(node).end
    repair = Repair((*changes, target.insert(end, f" from {name}")))
    repair = unless_python_2(target, repair, "which has no `raise ... from`")
    if repair.safety is not None:
        return repair
    return replace(repair, safety=Safety.UNSAFE, why=_OWN_CAUSE) if _may_have_its_own(target) else repair


_SETS_CAUSE = deferred(r"\.__cause__\s*=(?!=)")


def _sets_its_cause(target: Target, raised: ast.expr) -> bool:
    """Whether the class of what is raised, or one above it, stands in a file that gives some exception a cause by hand."""
    written = dotted(raised.func) if isinstance(raised, ast.Call) else dotted(raised)
    index = cast("Any", target.project)
    texts = [target.snapshot.text]
    if index is not None:
        texts += [index.text_of(path) or "" for path in index.files_with("__cause__")]
    texts = [text for text in texts if _SETS_CAUSE.search(text)]
    if not texts:
        return False
    names = {item.rpartition(".")[2] for item in (written, *target.context.ask("lineage", written)) if item}
    return any(re.search(rf"^\s*class {re.escape(name)}\b", text, re.M) for name in names for text in texts)


def _raise_at(target: Target) -> ast.Raise:
    start = target.finding.span.start
    for node in target.block.nodes(ast.Raise):
        if target.block.span(node).start == start:
            return node
    raise Refused("The code has changed since the finding was made.")
