"""Clean-up that is tried: what goes wrong in it must not hide the exception that is on its way, or has been told already."""

from __future__ import annotations

import ast
import re

from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.errors.foreign import ends_in_raise
from burnish_checks.errors.handlers import function_around, handler_around, nested
from burnish_checks.patterns import deferred

_FEW = 2
"""Statements that tidy up, `self.socket.close()` and `self.socket = None`."""
_CLEANS = deferred(
    r"_*(?:a?close|stop|unlink|rmtree|rmdir|remove|delete|cancel|kill|terminate|disconnect|shut_?down|release|quit"
    r"|roll_?back|abort|clean_?up|tear_?down|destroy|dispose|detach|unlock|unregister|unsubscribe|flush|exit|logout|wait_closed)"
    r"(?:_\w+)?\Z|(?-i:(?:gl)?(?:[Dd]elete|[Rr]elease|[Cc]lose|[Dd]estroy)[A-Z]\w*)\Z|\w+_(?:disconnect|close|unlink)\Z|__a?exit__\Z",
    re.I,
)
"""Names of what ends the use of something."""


def tidies_up(block: Block, node: ast.AST | None) -> bool:
    """Whether a `try` tidies up while an exception is on its way or has just been dealt with.

    That is one call in a `finally`, a step or two in a handler that goes on to raise, calls that end the use of something
    in a handler that does more than that, and such calls at the end of the program or of an object.
    """
    if not isinstance(node, ast.Try):
        return False
    if len(node.body) <= _FEW and ends_in_raise(block, node):
        return True
    around = block.parent(node)
    alone = len(node.body) == 1 and isinstance(node.body[0], ast.Expr)
    if alone and isinstance(around, ast.Try) and node in around.finalbody:
        return True
    if not ends_use(node.body):
        return False
    handler = handler_around(block, node)
    if handler is not None and any(item is not node and not isinstance(item, ast.Pass) for item in handler.body):
        return True
    function = function_around(block, node)
    return function is not None and _AT_THE_END.match(function.name) is not None


_AT_THE_END = deferred(
    r"_*(?:a?close|clean_?up|tear_?down|disconnect|at_?exit|on_exit|exit_handler|shut_?down|finali[sz]er?)|__(?:del|a?exit)__",
    re.I,
)


def ends_use(body: list[ast.stmt]) -> bool:
    """Whether all that statements call is there to end the use of something, and they do call it."""
    calls = [item for item in nested(body) if isinstance(item, ast.Call) and not _asks(item)]
    ended = {
        dotted(item.func).rpartition(".")[0] for item in calls if dotted(item.func).endswith((".terminate", ".kill"))
    }
    calls = [item for item in calls if dotted(item.func) not in {f"{it}.{how}" for it in ended for how in _WAITS_FOR}]
    names = [item.func.attr if isinstance(item.func, ast.Attribute) else dotted(item.func) for item in calls]
    leaves = any(isinstance(item, (ast.Return, ast.Yield, ast.YieldFrom)) for item in nested(body))
    return bool(names) and not leaves and all(_CLEANS.match(name) for name in names)


def _asks(call: ast.Call) -> bool:
    """Whether a call but asks how things are: `os.path.exists(path)`, `self.is_open()`, `self.check_config_mode()`."""
    return dotted(call.func) in _ASKS or _QUESTION.match(dotted(call.func).rpartition(".")[2]) is not None


_QUESTION = deferred(r"_*(?:is|has|can|check)_[a-z]")
_WAITS_FOR = ("wait", "communicate", "join", "poll")
"""What is done to a process once it has been told to end."""


def only_tidies(node: ast.AST | None) -> bool:
    """Whether a `try` does a step or two to end the use of something, or asks for an option of a socket: what cannot be
    closed is of no use any more, and the option is not needed."""
    if not isinstance(node, ast.Try) or len(node.body) > _FEW:
        return False
    only = getattr(node.body[0], "value", None) if len(node.body) == 1 else None
    if isinstance(only, ast.Call) and dotted(only.func).endswith((".setsockopt", ".set_tcp_nodelay", ".set_keepalive")):
        return True
    return ends_use(node.body)


_ASKS = frozenset(
    {
        "hasattr",
        "getattr",
        "isinstance",
        "callable",
        "str",
        "len",
        "os.path.exists",
        "os.path.isfile",
        "inspect.isawaitable",
        "isawaitable",
        "asyncio.iscoroutine",
    }
)
