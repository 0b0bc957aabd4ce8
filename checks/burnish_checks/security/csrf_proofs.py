"""Views that ask each request for a proof of who sent it which no browser adds by itself: a signature, or a token.

Another site can make a visitor's browser send the visitor's cookies, and nothing else of theirs. A view that refuses what is
not signed, and asks for no user or session, has nothing to fear of that.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.lineage import in_classes, members_by_class
from burnish_checks.patterns import deferred
from burnish_checks.security.words import vocabulary, words

OF_BROWSERS = deferred(r"\.(?:user|session|COOKIES)\b|login_required|permission_required")
"""What a view asks for that a browser brings by itself."""
_COMPARES = frozenset({"compare_digest", "constant_time_compare", "safe_str_cmp", "construct_event"})
"""What compares a signature, or raises where it is wrong."""
_VERIFIES = vocabulary(
    "valid verify verifies verified validate check checks require requires required authenticate matches"
)
_PROOFS = vocabulary("signature sig hmac signed token secret")
_CHANGES = frozenset({"post", "put", "patch", "delete"})


def proves_sender(block: Block, view: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, context: Context) -> bool:
    """Whether a view, or a class of views, refuses each request that does not prove who sent it."""
    if any(map(_is_verifying, _decorators(view))):
        return True
    if isinstance(view, ast.ClassDef):
        return bool(context.ask("proves-sender", view.name))
    return not _asks_browser(view) and _refuses(view)


def _asks_browser(view: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a view asks for what a browser brings by itself; its docstring asks for nothing."""
    documented = ast.get_docstring(view, clean=False) is not None
    parts = (*view.decorator_list, *(view.body[1:] if documented else view.body))
    return any(OF_BROWSERS.search(ast.unparse(part)) for part in parts)


def _decorators(view: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[str]:
    """The last words of what decorators name, under `method_decorator` too."""
    for decorator in view.decorator_list:
        for item in ast.walk(decorator):
            if isinstance(item, (ast.Name, ast.Attribute)):
                yield dotted(item).rpartition(".")[2]


def _is_verifying(function: str) -> bool:
    """Whether a function is called after the check of a signature or token: `valid_signature`, `check_token`."""
    found = words(function)
    return function in _COMPARES or not (_VERIFIES.isdisjoint(found) or _PROOFS.isdisjoint(found))


def _refuses(function: ast.AST) -> bool:
    """Whether a function gives up where the check of a signature fails, or calls one that raises."""
    return any(
        (isinstance(item, ast.If) and _verifies(item.test) and _ends(item))
        or (isinstance(item, (ast.Expr, ast.Assign)) and _raises(item.value))
        for item in ast.walk(function)
    )


def _verifies(test: ast.expr) -> bool:
    return any(
        isinstance(item, ast.Call) and _is_verifying(dotted(item.func).rpartition(".")[2]) for item in ast.walk(test)
    )


def _ends(choice: ast.If) -> bool:
    """Whether one branch leaves the function."""
    return any(
        isinstance(item, (ast.Return, ast.Raise)) for part in (*choice.body, *choice.orelse) for item in ast.walk(part)
    )


def _raises(value: ast.expr) -> bool:
    """Whether it is a check that raises, as one must whose answer nobody looks at: `verify_signature(request)`."""
    called = dotted(value.func).rpartition(".")[2] if isinstance(value, ast.Call) else ""
    return called == "construct_event" or (called not in _COMPARES and _is_verifying(called))


class Asked(NamedTuple):
    """What a method of a class of views asks a request for."""

    method: str
    proof: bool
    browser: bool


@collector(
    "asks-sender",
    local=True,
    docstrings=True,
    among=(ast.FunctionDef, ast.AsyncFunctionDef),
    words=("request",),
)
def asks_sender(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """What each method asks for that speaks of a request."""
    for node in block.body if block.in_class and "request" in block.text else ():
        if isinstance(node, syntax.FunctionNode):
            yield Asked(node.name, _refuses(node), OF_BROWSERS.search(block.text) is not None), node


@topic("proves-sender", reads=("asks-sender", "members", "headers", "classes"))
def proves_sender_topic(view: View, index: int, name: str) -> Any:
    """Whether a class of the module refuses requests without a proof, before all that changes something."""
    asked: list[Asked] = []
    for owner, entry in in_classes(view):
        asked += entry.facts.values.get("asks-sender", ()) if owner == name else ()
    proved = {item.method for item in asked if item.proof}
    changing = members_by_class(view).get(name, set()) & _CHANGES
    return not any(item.browser for item in asked) and ("dispatch" in proved or (bool(changing) and changing <= proved))
