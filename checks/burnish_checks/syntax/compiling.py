"""Errors that only compiling finds: `return` outside a function, two parameters of one name, and so on."""

from __future__ import annotations

import ast
import copy
import sys

from burnish_checks.syntax import native
from burnish_checks.syntax.nodes import Interpolation, TemplateStr, TryStar, TypeAlias
from burnish_checks.syntax.problems import SyntaxProblem, sentence

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_MAX_COMPREHENSIONS = 12  # one in the other; 3.12 and 3.13 put them in one frame and crash beyond twenty


def compile_problem(tree: ast.Module, text: str, *, awaits: bool = False) -> SyntaxProblem | None:
    """What compiling the tree that was parsed from `text` complains of, if anything. Nothing is run.

    A tree that is too deep to be compiled has no problem: it may be fine, only not here. `awaits` says that the module
    itself may `await`, as the cells of a notebook may.
    """
    if text.count("for") > _MAX_COMPREHENSIONS and _comprehension_depth(tree) > _MAX_COMPREHENSIONS:
        return None
    native.silence()
    try:
        _compile(tree, awaits)
    except TypeError:  # a node that the interpreter does not know
        return _lowered_problem(tree, text, awaits)
    except SyntaxError as error:
        if "starred" in error.msg and sys.version_info < (3, 11):
            return _lowered_problem(tree, text, awaits)
        return _from_compiler(error, text)
    except native.ERRORS:
        return None
    return None


def _lowered_problem(tree: ast.Module, text: str, awaits: bool) -> SyntaxProblem | None:
    try:
        _compile(_Lower().visit(copy.deepcopy(tree)), awaits)
    except SyntaxError as error:
        return _from_compiler(error, text)
    except SyntaxProblem as problem:
        return problem
    except native.ERRORS:
        return None
    return None


def _compile(tree: ast.AST, awaits: bool) -> None:
    assert isinstance(tree, ast.Module)
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if awaits else 0
    compile(tree, native.NAME, "exec", flags, dont_inherit=True)


def _from_compiler(error: SyntaxError, text: str) -> SyntaxProblem | None:
    """The compiler's complaint; its offsets are bytes, because it saw no text."""
    if sys.version_info < (3, 11) and "asynchronous comprehension" in error.msg and "async def" in text:
        return None  # 3.11 allows it inside another comprehension
    line, column = error.lineno or 1, max((error.offset or 1) - 1, 0)
    end = (error.end_lineno or line, max((error.end_offset or 0) - 1, 0))
    return SyntaxProblem(sentence(error.msg), line, column, *max(end, (line, column)))


def _comprehension_depth(tree: ast.Module) -> int:
    """How many comprehensions stand one in the other at the most."""
    deepest = 0
    stack: list[tuple[ast.AST, int]] = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        if isinstance(node, _COMPREHENSIONS):
            depth += 1
            deepest = max(deepest, depth)
        stack += [(child, depth) for child in ast.iter_child_nodes(node)]
    return deepest


class _Lower(ast.NodeTransformer):
    """Newer nodes written as older ones that bind and nest alike. Only ever applied to a copy."""

    def visit(self, node: ast.AST) -> ast.AST:
        """The node in the running interpreter's grammar."""
        self.generic_visit(node)
        if isinstance(node, TypeAlias):
            return ast.copy_location(ast.Assign(targets=[node.name], value=node.value), node)
        if isinstance(node, TemplateStr):
            return ast.copy_location(ast.JoinedStr(values=node.values), node)
        if isinstance(node, Interpolation):
            value = ast.FormattedValue(value=node.value, conversion=node.conversion, format_spec=node.format_spec)
            return ast.copy_location(value, node)
        if isinstance(node, TryStar) and not hasattr(ast, "TryStar"):
            for handler in node.handlers:
                _reject_leaving(handler.body)
            tried = ast.Try(node.body, node.handlers, node.orelse, node.finalbody)
            return ast.copy_location(tried, node)
        if isinstance(node, ast.arg) and isinstance(node.annotation, ast.Starred):
            node.annotation = node.annotation.value
        return node


def _reject_leaving(body: list[ast.stmt], in_loop: bool = False) -> None:
    """Raise SyntaxProblem for a `break`, `continue` or `return` that would leave an `except*` block."""
    for statement in body:
        leaves = isinstance(statement, ast.Return) or (not in_loop and isinstance(statement, (ast.Break, ast.Continue)))
        if leaves:
            message = "`break`, `continue` and `return` cannot leave an `except*` block."
            raise SyntaxProblem(message, statement.lineno, statement.col_offset)
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        loop = in_loop or isinstance(statement, (ast.For, ast.AsyncFor, ast.While))
        for name in ("body", "orelse", "finalbody"):
            _reject_leaving(getattr(statement, name, []), loop)
        for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
            _reject_leaving(part.body, loop)
