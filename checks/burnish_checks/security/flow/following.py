"""Which functions are followed for what they do with data: those whose text shows that their callers should know."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from functools import lru_cache

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.core.mention import Mention, Mentions, words
from burnish_checks.core.names import last_word
from burnish_checks.patterns import deferred
from burnish_checks.security.flow.answering import URL_METHODS
from burnish_checks.security.flow.leaving import may_leave
from burnish_checks.security.flow.listening import handles_errors
from burnish_checks.security.flow.models import changes_outside, shares
from burnish_checks.security.flow.presence import may_do_harm, reads_something
from burnish_checks.security.flow.raising import may_check
from burnish_checks.security.flow.trees import VISITS
from burnish_checks.security.flow.views import routes
from burnish_checks.security.words import is_class_word

_reads = lru_cache(maxsize=4)(reads_something)
SHORT = 12
"""The lines of a function that is followed for nothing but what it returns."""
_TINY = 8
_MIDDLE = 40
PROTOCOL = frozenset(
    [
        "__enter__",
        "__aenter__",
        "__iter__",
        "__aiter__",
        "__call__",
        "__str__",
        "__html__",
        "__format__",
        "__next__",
        "__getitem__",
        "__getattr__",
        "__new__",
    ]
)
"""Methods that are called by what the language does with an object."""
_STORES = deferred(r"self\.\w+(?:\s*=|\.(?:append|add|extend|insert|update)\(|\[[^]]*\]\s*=)")


BUILDS = Mentions(
    Mention(
        r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|WHERE|ORDER BY|GROUP BY)\b",
        *("SELECT", "INSERT INTO", "UPDATE", "DELETE FROM", "WHERE", "ORDER BY", "GROUP BY"),
    ),
    Mention(r"</?\w+[ />]", "<"),
    Mention(r"\bcommands?\b|\bargv\b", "command", "argv"),
    Mention(r"(?:^|[^:/\w])//\w", "//"),
)
"""What shows in a text that a function may build a part of a query, a page or a command for others."""


MAKES = Mentions(
    words("arser(", "Session(", "Client("),
    Mention(r"return (?<!\wreturn )(?:\w+\.)*[A-Z]\w*[a-z]\w*\(", "return "),
)
"""What shows that a function may make something by whose kind a sink is told: a parser, a client of HTTP, or an object of a
class whose methods its callers call."""


_ANSWERS = deferred(
    r"\bself\.(?:request\.|get_\w*argument\()|\bweb\.HTTPError\("
    r"|\brequest\.(?:GET|POST|FILES|META|COOKIES|data|user|query_params|session)\b"
)
"""What shows in a method named after a verb of HTTP that it answers requests, and is none of a client."""


def is_route(node: ast.AST) -> bool:
    """Whether requests alone call the function."""
    return bool(routes(node)) and not handles_errors(node)


def only_answers(block: Block, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it is a method of a view that answers requests, which nobody calls, and keeps nothing for other methods."""
    if node.name not in URL_METHODS or not block.in_class or _ANSWERS.search(block.text) is None:
        return False
    return not block.nodes(ast.Global) and not shares(block.text) and not _STORES.search(block.text)


def keeps(block: Block) -> bool:
    """Whether the function may keep data from outside where other functions find it."""
    if block.in_class:
        return shares(block.text)
    return bool(block.nodes(ast.Global)) or shares(block.text) or changes_outside(block)


def worth_following(block: Block, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the text shows that the function may do something with data that its callers should know."""
    text = block.text
    if may_do_harm(block) or (node.name == "__post_init__" and len(block.lines) <= _MIDDLE):
        return True
    arguments = node.args
    own = block.in_class and not is_static(node)
    parameters = len(arguments.args) + len(arguments.kwonlyargs) + len(arguments.posonlyargs) - own
    parameters += (arguments.vararg is not None) + (arguments.kwarg is not None)
    if block.nodes(ast.Return, ast.Yield, ast.YieldFrom) and _gives(block, node, parameters > 0):
        return True
    if len(block.lines) <= _TINY and ((parameters and "if " in text and _may_refuse(block)) or _calls_own(block)):
        return True
    refuses = may_check(node.name) or node.name == VISITS
    if parameters and len(block.lines) <= _MIDDLE and refuses and _may_refuse(block):
        return True
    if handles_errors(node) or (parameters and len(block.lines) <= _MIDDLE and _hands_on(block, node)):
        return True
    if keeps(block):
        return _reads(text)
    if not block.in_class or not _STORES.search(text):
        return False
    if parameters and len(block.lines) <= (SHORT if node.name == "__init__" else _TINY):
        return True
    return _reads(text)


def _gives(block: Block, node: ast.FunctionDef | ast.AsyncFunctionDef, takes: bool) -> bool:
    """Whether what the function gives may hold data that it is passed, if it takes any, has read or its object holds."""
    text, length = block.text, len(block.lines)
    is_called = not (node.name.startswith("__") and block.in_class) or node.name in PROTOCOL
    if length <= SHORT and (MAKES(text) or _gives_made(block)):
        return True
    if is_called and block.in_class and "self." in text and _is_short(length, _TINY, block, _gives_parts):
        return True
    if is_called and takes and _is_short(length, SHORT, block, _gives_text):
        return True
    return length <= _MIDDLE and (_reads(text) or (takes and BUILDS(text)))


def _gives_made(block: Block) -> bool:
    """Whether the function gives what it has bound to an object of a class: `g.store = Store()`, `return g.store`."""
    bound = [
        target
        for item in block.nodes(ast.Assign)
        if isinstance(item.value, ast.Call) and is_class_word(last_word(item.value.func))
        for target in item.targets
    ]
    given = {ast.unparse(item.value) for item in block.nodes(ast.Return) if item.value is not None} if bound else ()
    return any(ast.unparse(target) in given for target in bound)


def _is_short(length: int, most: int, block: Block, gives: Callable[[Block], bool]) -> bool:
    """Whether a function has so many lines at most, or not many more and gives something of a sort."""
    return length <= most or (length <= _MIDDLE and gives(block))


def _gives_parts(block: Block) -> bool:
    """Whether the method builds a part of a query, a page or a command, at once or one text after the other."""
    return BUILDS(block.text) or _gives_text(block)


def _gives_text(block: Block) -> bool:
    """Whether the function gives one thing after the other, or puts the text together that it returns."""
    if block.nodes(ast.Yield):
        return True
    if not (block.nodes(ast.JoinedStr, ast.BinOp) or ".format" in block.text or ".join" in block.text):
        return False
    given = [item.value for item in block.nodes(ast.Return) if item.value is not None]
    if any(map(_is_put_together, given)):
        return True
    names = {item.id for item in given if isinstance(item, ast.Name)}
    bound = [(target, item.value) for item in block.nodes(ast.Assign) for target in item.targets] if names else []
    bound += [(item.target, item.value) for item in block.nodes(ast.AugAssign)] if names else []
    return any(
        isinstance(target, ast.Name) and target.id in names and _is_put_together(value) for target, value in bound
    )


def _is_put_together(value: ast.expr) -> bool:
    """Whether the value is a text that is made of parts, or holds one."""
    return any(
        isinstance(part, ast.JoinedStr)
        or (isinstance(part, ast.BinOp) and isinstance(part.op, (ast.Add, ast.Mod, ast.Div)))
        or (isinstance(part, ast.Attribute) and part.attr in ("format", "join"))
        for part in syntax.walk(value)
    )


def _may_refuse(block: Block) -> bool:
    """Whether it raises, or calls what may."""
    return bool(block.nodes(ast.Raise)) or any(may_leave(last_word(call.func)) for call in block.nodes(ast.Call))


def _calls_own(block: Block) -> bool:
    """Whether it calls a method of its object with nothing: what that does with what the object holds, it does."""
    return block.in_class and any(
        isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id == "self"
        for call in block.nodes(ast.Call)
        if not call.args and not call.keywords
    )


def is_static(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it is a method without an object."""
    return any(isinstance(item, ast.Name) and item.id == "staticmethod" for item in node.decorator_list)


def _hands_on(block: Block, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether it passes a parameter as it is to another function, or to a method of its object."""
    arguments = node.args
    listed = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    own = {item.arg for item in (*listed, arguments.vararg, arguments.kwarg) if item is not None} - {"self", "cls"}
    owners = {"self", "cls", "super"}.union(item.arg for item in listed if _is_of_class(item.annotation))
    for call in block.nodes(ast.Call):
        function = call.func
        if isinstance(function, ast.Name):
            if function.id in _TELLS_NOTHING:
                continue
        elif not (isinstance(function, ast.Attribute) and dotted(function).partition(".")[0] in owners):
            continue
        for item in (*call.args, *[keyword.value for keyword in call.keywords]):
            if any(isinstance(inner, ast.Name) and inner.id in own for inner in syntax.walk(item)):
                return True
    return False


def _is_of_class(annotation: ast.expr | None) -> bool:
    """Whether a class is named of which the workspace may be the home: its name begins with a capital letter."""
    return annotation is not None and dotted(annotation).rpartition(".")[2][:1].isupper()


_TELLS_NOTHING = frozenset(dir(builtins))
