"""Which functions and names of a module have summaries: the facts `taint-summary`, one for each that does something with data."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.facts import collector
from burnish_checks.patterns import deferred
from burnish_checks.security.flow.following import SHORT, is_route, keeps, only_answers, worth_following
from burnish_checks.security.flow.leaving import never_returns
from burnish_checks.security.flow.listening import answering, around_handlers
from burnish_checks.security.flow.places import sent_to
from burnish_checks.security.flow.presence import reads_something
from burnish_checks.security.flow.sinks import UNPICKLES
from burnish_checks.security.flow.summarising import summarise
from burnish_checks.security.flow.summary import Summary, silent
from burnish_checks.security.flow.taints import Origin, Taint
from burnish_checks.security.flow.unpickling import let_through

_LONGEST, _LONGEST_IN_ALL = 80, 200
"""Lines of a function that is followed: without its docstring, and with it."""
_READS = deferred(r"get|read|recv|pop|strip|split|decode|partition|lower|replace|join|json|text")
"""How methods begin that give (a part of) what their object holds."""


def _lines_of_code(block: Block, node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a block but for those of the function's docstring."""
    first = node.body[0]
    text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    return len(block.lines) - ((first.end_lineno or first.lineno) - first.lineno + 1 if text else 0)


@collector("taint-summary", late=True, docstrings=True)
def taint_summary(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The summary of the block's function, if data from a parameter or from outside goes anywhere."""
    if block.word not in ("def", "@"):
        yield from _of_names(block)
        return
    if not 1 < len(block.lines) <= _LONGEST_IN_ALL:
        return
    node = block.body[0] if block.body else None
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or _lines_of_code(block, node) > _LONGEST:
        return
    for name, handler in around_handlers(block, node):
        caught = summarise(answering(node, name, handler), False)
        if caught is not None:
            yield caught, handler
    if block.in_class and node.name == "find_class" and isinstance(node, ast.FunctionDef):
        yield from ((found, node) for found in _finding(node))
        return
    if node.name.startswith("test") or only_answers(block, node):
        return
    routed = is_route(node)
    never = not routed and never_returns(node)
    if not (keeps(block) if routed else worth_following(block, node)):
        if never:
            yield _never(node, block.in_class), node
        elif block.in_class and block.text.count("self") == 1 and block.nodes(ast.Return) and (told := silent(node)):
            yield told, node
        return
    summary = summarise(node, block.in_class)
    if summary is not None and routed:
        kept = Summary(node.name, False, (), (), (), (), (), summary.stores, "", sent=tuple(sent_to(node)))
        summary = kept if summary.stores else None
    if summary is not None:
        yield summary._replace(never=True) if never else summary, node
    elif never:
        yield _never(node, block.in_class), node


def _finding(node: ast.FunctionDef) -> Iterator[Summary]:
    """The summary of a `find_class` that lets any function of a module be called: it runs what the name says."""
    let = let_through(node)
    if let.any or let.tables:
        name = node.args.args[-1].arg
        hits = ((UNPICKLES, "pickle.Unpickler", (Taint(Origin("param", name)),)),)
        flags = () if let.any else tuple((table, "") for table in let.tables)
        yield Summary(node.name, True, ("module", name), (), (), hits, (), (), "", flags)


def _never(node: ast.FunctionDef | ast.AsyncFunctionDef, in_class: bool) -> Summary:
    return Summary(node.name, in_class, (), (), (), (), (), (), "", never=True, silent=in_class)


def _of_names(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The summaries of names that a statement of the module binds: of a `lambda` as a function that returns its body,
    of a value that is read from outside or made of other names as a function that returns it."""
    if block.in_class or len(block.lines) > SHORT:
        return
    reads: bool | None = None  # a line may hold thousands of statements, and its text is the same for each
    for node in block.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if not isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)) or not isinstance(target, ast.Name):
            continue
        value = node.value
        if isinstance(value, ast.Dict):
            yield from _of_table(target.id, value)
            continue
        if not isinstance(value, ast.Lambda) and value is not None:
            reads = reads_something(block.text) if reads is None else reads
            value = value if reads or _is_made_of_names(value) else None
        summary = _of_value(target.id, value) if value is not None else None
        if summary is not None:
            yield summary, node


def _of_table(name: str, table: ast.Dict) -> Iterator[tuple[Summary, ast.AST]]:
    """What the functions do that a dictionary holds."""
    for item in table.values:
        found = _of_value(f"{name}[]", item) if isinstance(item, ast.Lambda) else None
        if found is not None:
            yield found, item


def _of_value(name: str, value: ast.expr) -> Summary | None:
    """What the name gives that is bound to the value: that of a `lambda` where it is called."""
    if isinstance(value, ast.Lambda):
        return summarise(_returning(name, value.args, value.body), False)
    nothing = ast.arguments([], [], None, [], [], None, [])
    summary = summarise(_returning(name, nothing, value), False, globals_too=True)
    return summary if summary is not None and summary.returns else None


def _returning(name: str, arguments: ast.arguments, value: ast.expr) -> ast.FunctionDef:
    """The function of that name that returns the value."""
    body = ast.copy_location(ast.Return(value=value), value)
    return ast.copy_location(ast.FunctionDef(name, arguments, [body], [], None), value)


def _is_made_of_names(value: ast.AST) -> bool:
    """Whether a text is put together, or read from, something that another statement bound."""
    if isinstance(value, (ast.BinOp, ast.JoinedStr)):
        return any(isinstance(item, ast.Name) for item in syntax.walk(value))
    while isinstance(value, (ast.Call, ast.Attribute, ast.Subscript)):
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "format":
            return True
        inner = value.func if isinstance(value, ast.Call) else value.value
        read = isinstance(value, ast.Subscript) or (isinstance(value, ast.Attribute) and _READS.match(value.attr))
        if read and isinstance(inner, ast.Name):
            return inner.id.islower()
        value = inner
    return False
