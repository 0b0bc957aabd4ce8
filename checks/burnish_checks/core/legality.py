"""Errors that parse: `return` outside a function, `await` outside an async one, two parameters or arguments of one name.

Compiling finds them all but costs more than parsing, so it is asked only about blocks in which a look at the
few node types concerned raises the suspicion.
"""

from __future__ import annotations

import ast

from burnish_checks import syntax
from burnish_checks.core.block import Block

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def illegal(block: Block, *, awaits: bool = False) -> syntax.SyntaxProblem | None:
    """What the compiler will reject in a block that parses; line (from 1) and column relative to the block.

    `awaits` says that the module itself may `await`.

    The block is parsed alone for that, whatever text its tree came from, so that both ways it is told the same.
    """
    if not block.body or not _suspicious(block):
        return None
    block.forget()
    tree = ast.Module(body=block.body, type_ignores=[])
    problem = syntax.compile_problem(tree, block.text, awaits=awaits)
    if problem is None:
        return None
    shift = block.line_shift
    return syntax.SyntaxProblem(
        problem.message, problem.line - shift, problem.column, problem.end_line - shift, problem.end_column
    )


def _suspicious(block: Block) -> bool:
    nodes = block.walk.nodes
    if "__debug__" in block.text:
        return True
    if _TELLING.isdisjoint(nodes):
        return False
    if ast.Nonlocal in nodes or ast.Global in nodes or any(map(_may_match_wrongly, block.nodes(ast.Match))):
        return True
    if any(map(_names_one_twice, block.nodes(ast.Call))) or any(map(_is_starred_alone, block.nodes(ast.Assign))):
        return True
    if any(_is_no_place_for(block, node) for node in block.nodes(ast.ImportFrom)):
        return True
    if any(map(_names_twice, block.nodes(ast.arguments))):
        return True
    if not isinstance(block.body[0], (ast.FunctionDef, ast.AsyncFunctionDef)) and any(
        _function_around(block, node) is None for node in block.nodes(ast.Return, ast.Yield, ast.YieldFrom)
    ):
        return True
    if any(not _in_coroutine(block, node) for node in block.nodes(ast.Await, ast.AsyncFor, ast.AsyncWith)):
        return True
    in_loop = any(frame.word in ("for", "while") for frame in block.frames)
    return not in_loop and any(not _in_loop(block, node) for node in block.nodes(ast.Break, ast.Continue))


_TELLING = frozenset(
    {ast.Nonlocal, ast.Global, ast.arguments, ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor,
     ast.AsyncWith, ast.Break, ast.Continue, ast.Match, ast.keyword, ast.Starred, ast.ImportFrom}
)  # fmt: skip
"""What a block without any of these cannot have wrong."""


def _names_twice(arguments: ast.arguments) -> bool:
    names = [item.arg for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
    names += [item.arg for item in (arguments.vararg, arguments.kwarg) if item is not None]
    return len(names) != len(set(names))


def _names_one_twice(call: ast.Call) -> bool:
    """Whether a call gives a keyword argument twice."""
    names = [item.arg for item in call.keywords if item.arg is not None]
    return len(names) > 1 and len(names) != len(set(names))


def _may_match_wrongly(match: ast.Match) -> bool:
    """Whether a pattern takes everything before the last, or two parts of one may be of the same name or key."""
    return any(case.guard is None and _takes_all(case.pattern) for case in match.cases[:-1]) or any(
        _may_repeat(case.pattern) for case in match.cases
    )


def _takes_all(pattern: ast.pattern) -> bool:
    if isinstance(pattern, ast.MatchOr):
        return any(map(_takes_all, pattern.patterns))
    return isinstance(pattern, ast.MatchAs) and (pattern.pattern is None or _takes_all(pattern.pattern))


def _may_repeat(pattern: ast.pattern) -> bool:
    """Whether names, attributes or keys may stand twice in a pattern, stars in a sequence, or all in one of alternatives."""
    bound: list[str] = []
    for node in ast.walk(pattern):
        if isinstance(node, (ast.MatchAs, ast.MatchStar)):
            bound += [node.name] if node.name else []
        elif isinstance(node, ast.MatchSequence):
            if sum(isinstance(item, ast.MatchStar) for item in node.patterns) > 1:
                return True
        elif isinstance(node, ast.MatchMapping):
            bound += [node.rest] if node.rest else []
            if len({ast.dump(key) for key in node.keys}) != len(node.keys):
                return True
        elif isinstance(node, ast.MatchClass):
            if len(node.kwd_attrs) != len(set(node.kwd_attrs)):
                return True
        elif isinstance(node, ast.MatchOr) and any(isinstance(item, ast.MatchAs) for item in ast.walk(node)):
            return True
    return len(bound) != len(set(bound))


def _is_starred_alone(assign: ast.Assign) -> bool:
    return any(isinstance(target, ast.Starred) for target in assign.targets)


def _is_no_place_for(block: Block, node: ast.ImportFrom) -> bool:
    """Whether it imports from `__future__`, which has only some names, or all names within a function."""
    if node.module == "__future__":
        return True
    return node.names[0].name == "*" and (block.in_class or block.parent(node) is not None)


def _function_around(block: Block, node: ast.AST) -> ast.AST | None:
    for around in block.ancestors(node):
        if isinstance(around, _FUNCTIONS):
            return around
        if isinstance(around, ast.ClassDef):
            return None
    return None


def _in_coroutine(block: Block, node: ast.AST) -> bool:
    around = _function_around(block, node)
    return isinstance(around, ast.AsyncFunctionDef)


def _in_loop(block: Block, node: ast.AST) -> bool:
    inner: ast.AST = node
    for around in block.ancestors(node):
        if isinstance(around, _LOOPS) and inner not in around.orelse:
            return True
        if isinstance(around, (*_FUNCTIONS, ast.ClassDef)):
            return False
        inner = around
    return False
