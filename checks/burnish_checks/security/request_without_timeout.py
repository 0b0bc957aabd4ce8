"""The rule request-without-timeout."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.security.calls import argument, has_star, with_keyword
from burnish_checks.security.dispatch import call_rule, under

_METHODS = ["get", "options", "head", "post", "put", "patch", "delete", "request"]
_REQUESTS = under(["requests", "requests.api"], _METHODS)
_HTTPX = under(["httpx"], [*_METHODS, "stream", "Client", "AsyncClient"])
_URLLIB = frozenset({"urllib.request.urlopen", "urllib2.urlopen"})


@call_rule(_REQUESTS | _HTTPX | _URLLIB, aliases=("S113", "B113"))
def request_without_timeout(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """A request without a timeout waits for ever if the server never answers.

    `requests` and `urllib` have no timeout by default. `httpx` has one, so only `timeout=None` is reported there. Calls
    that pass `**kwargs` may pass a timeout with them, and are only hints.

    ```python
    import requests

    requests.get("https://example.org")
    ```

    ```python
    import requests

    requests.get("https://example.org", timeout=10)
    ```
    """
    timeout = argument(call, 2 if name in _URLLIB else None, "timeout")
    if timeout is not None:
        if isinstance(timeout, ast.Constant) and timeout.value is None:
            message = (
                f"With `timeout=None`, `{name}` waits for ever if the server never answers; give a number of seconds."
            )
            yield block.finding(timeout, message, data={"replace": "1"})
    elif name not in _HTTPX:
        starred = has_star(call)
        yield block.finding(
            call.func,
            f"`{name}` waits for ever if the server never answers; pass `timeout`.",
            data={"starred": "1"} if starred else {},
            severity=Severity.HINT if starred else Severity.INFORMATION if name in _URLLIB else None,
        )


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
