"""The rule request-without-timeout."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import has_star, is_tried_out, with_keyword
from burnish_checks.security.dispatch import call_rule, under
from burnish_checks.security.known import choices, constants, names
from burnish_checks.security.passed import passed
from burnish_checks.security.texts import beginning
from burnish_checks.security.words import words

_METHODS = ["get", "options", "head", "post", "put", "patch", "delete", "request"]
_REQUESTS = under(["requests", "requests.api"], _METHODS)
_HTTPX = under(["httpx"], [*_METHODS, "stream", "Client", "AsyncClient"])
_URLLIB = frozenset({"urllib.request.urlopen", "urllib2.urlopen"})


_TOTALS = frozenset({"aiohttp.ClientTimeout"})
_FUNCTIONS = _REQUESTS | _HTTPX | _URLLIB
_SESSIONS = frozenset(
    {
        *("requests.Session", "requests.session", "requests.sessions.Session"),
        *("httpx.Client", "httpx.AsyncClient"),
    }
)


@call_rule(_FUNCTIONS | _TOTALS, methods=frozenset(_METHODS), aliases=("S113", "B113"))
def request_without_timeout(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """A request without a timeout waits for ever if the server never answers.

    `requests` and `urllib` have no timeout by default. `httpx` has one, so only `timeout=None` is reported there. Calls
    that pass `**kwargs` may pass a timeout with them, and are only hints, as are those of a session in a file that speaks of
    timeouts elsewhere, and those below `if __name__ == "__main__"`, which developers start; so are
    those of `urllib` where a module that the file imports calls `socket.setdefaulttimeout`. An address that
    begins with `file:` asks no server.

    ```python
    import requests

    requests.get("https://example.org")
    ```

    ```python
    import requests

    requests.get("https://example.org", timeout=10)
    ```
    """
    arguments = passed(context, call)
    if name in _TOTALS:
        if set(arguments.named) <= {"total"} and None in constants(context, arguments.get(0, "total")):
            message = "Without a total, and none for each part, this waits for ever; give a number of seconds."
            yield block.finding(call, message, data={"starred": "1"}, severity=Severity.INFORMATION)
        return
    by_session = name not in _FUNCTIONS
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    shown = name if not by_session else f"{block.source(call.func)}"
    of_httpx = name in _HTTPX
    if name in _URLLIB and _is_of_file(arguments.get(0, "url"), context):
        return
    if by_session:
        if _is_own(receiver) or not any(context.ask("imports-module", module) for module in ("requests", "httpx")):
            return
        if not (made := _made_by(context, receiver)):
            return
        of_httpx = made.startswith("httpx.")
    position = 2 if name in _URLLIB else None
    timeout = arguments.get(position, "timeout")
    if timeout is not None:
        yield from _endless(block, timeout, arguments.value(position, "timeout") or call.func, shown, context)
    elif not of_httpx and not (name in _URLLIB and context.ask("uses-chain", "socket.setdefaulttimeout")):
        quiet = (
            arguments.open
            or not (call.args or call.keywords)  # kept to be called elsewhere: `staticmethod(urlopen)`
            or is_tried_out(block, call, context)
            or (by_session and (bool(context.ask("speaks-of", "timeout")) or _has_a_default(block)))
            or (name in _URLLIB and bool(context.ask("sets-timeouts")))
        )
        yield block.finding(
            call.func,
            f"`{shown}` waits for ever if the server never answers{_unless(name)}; pass `timeout`.",
            data={"starred": "1"} if has_star(call) else {},
            severity=Severity.HINT if quiet else Severity.INFORMATION if name in _URLLIB or by_session else None,
        )


def _unless(name: str) -> str:
    """What may set a limit elsewhere, for which it is only information."""
    if name in _URLLIB:
        return ", unless `socket.setdefaulttimeout` is called"
    return "" if name in _FUNCTIONS else ", unless an adapter of its own sets a limit"


@topic("sets-timeouts", reads=("imports",), project=True, slow=True)
def sets_timeouts(view: View, index: int) -> Any:
    """Whether a module of the workspace that the file imports sets how long any socket waits."""
    project, path = view.project, view.path
    modules = {item.module for item in view.joined.get("imports", {})} if project is not None else ()
    told = (project.ask(path, "facts", name, "chains") for name in modules) if project is not None else ()
    return any("socket.setdefaulttimeout" in (chains or ()) for chains in told)


def _is_of_file(address: ast.expr | None, context: Context) -> bool:
    """Whether the address begins with `file:` or `data:`, or is called a `data_uri`, or the class around
    is called after such addresses: no server is asked."""
    beginnings = [beginning(item) for item in choices(context, address)]
    if isinstance(address, ast.Constant) and address.value == "":
        return True  # which only shows what else may be passed
    if beginnings and all(text.lower().startswith(("file:", "data:")) for text in beginnings):
        return True
    if {"data"} < set(words(getattr(address, "id", getattr(address, "attr", "")))) & {"data", "uri", "url"}:
        return True  # what it holds is all there is
    return any({"file", "url"} <= set(words(item.name)) for item in context.enclosing if item.word == "class")


def _endless(block: Block, timeout: ast.expr, place: ast.expr, shown: str, context: Context) -> Iterator[Finding]:
    """A timeout that is None."""
    every = choices(context, timeout)
    if len(every) != 1 or not isinstance(every[0], ast.Constant) or every[0].value is not None:
        return
    message = f"With `timeout=None`, `{shown}` waits for ever if the server never answers; give a number of seconds."
    by_default = isinstance(timeout, ast.Name) and _is_parameter(context, timeout)
    data = {"replace": "1"} if isinstance(timeout, ast.Constant) and place is timeout else {"starred": "1"}
    yield block.finding(place, message, data=data, severity=Severity.HINT if by_default else None)


def _has_a_default(block: Block) -> bool:
    """Whether the function gives a session a timeout for all its requests: `session.request = partial(..., timeout=9)`."""
    return _DEFAULT.search(block.text) is not None


_DEFAULT = deferred(r"\.request = [\w.]*partial\([^\n]*\btimeout=")


def _made_by(context: Context, receiver: ast.expr | None) -> str:
    """The class of the session that the receiver is, if nothing of its own is known to be set in it; or empty."""
    made = {name.removesuffix("()") for name in names(context, receiver)}
    return next(iter(made)) if len(made) == 1 and made <= _SESSIONS else ""


def _is_own(receiver: ast.expr | None) -> bool:
    return isinstance(receiver, ast.Name) and receiver.id in ("self", "cls")


def _is_parameter(context: Context, name: ast.Name) -> bool:
    owner = context.block.walk.scope_at(name).resolve(name.id)
    return owner is not None and owner.is_function and isinstance(owner.bound[name.id][0], ast.arg)


@request_without_timeout.fix(
    "Wait at most ten seconds: `timeout=10`",
    Safety.UNSAFE,
    why="A server that takes longer now raises an exception.",
    when=lambda finding: "starred" not in finding.data,
)
def wait_ten_seconds(target: Target) -> Repair:
    """Add or replace the argument."""
    if "replace" in target.finding.data:
        return Repair((target.replace(target.finding.span, "10"),))
    return Repair((with_keyword(target, target.node(ast.Call), "timeout=10"),))
