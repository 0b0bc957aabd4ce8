"""The running interpreter's own parser, quiet and with one kind of error."""

from __future__ import annotations

import ast
import re
import warnings

from burnish_checks.syntax.problems import SyntaxProblem, from_exception

NAME = "<burnish>"  # what warnings and errors call the text; the filter below knows it by this name

# What `compile` raises on some text or tree. SystemError: CPython 3.10 on trees it cannot place.
ERRORS = (SyntaxError, ValueError, MemoryError, RecursionError, OverflowError, TypeError, SystemError)

_FILTER = ("ignore", None, Warning, re.compile(re.escape(NAME) + r"\Z"), 0)


def parse_module(text: str) -> ast.Module:
    """The module that the interpreter reads, or SyntaxProblem."""
    tree = _compile(text, "exec")
    assert isinstance(tree, ast.Module)
    return tree


def parse_expression(text: str) -> ast.expr:
    """The expression that the interpreter reads, or SyntaxProblem."""
    tree = _compile(text, "eval")
    assert isinstance(tree, ast.Expression)
    return tree.body


def silence() -> None:
    """Keep warnings about the text we parse to ourselves.

    One filter for one made-up file name, put in front once, and again if others came before it: unlike
    `warnings.catch_warnings` this is safe with threads and changes nothing for any other code.
    """
    if not warnings.filters or warnings.filters[0] != _FILTER:
        warnings.filterwarnings("ignore", module=re.escape(NAME) + r"\Z")


def _compile(text: str, mode: str) -> ast.AST:
    silence()
    try:
        tree: ast.AST = compile(text, NAME, mode, ast.PyCF_ONLY_AST, dont_inherit=True)
    except ERRORS as error:
        problem: SyntaxProblem | None = from_exception(error, text)
    else:
        return tree
    assert problem is not None
    raise problem
