"""Telling Python 2 from Python 3 that is merely wrong, by what stands where it does not parse."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks.patterns import deferred
from burnish_checks.syntax.generic import statement_lists
from burnish_checks.syntax.problems import SyntaxProblem

# Strings and comments, to be blanked before looking.
_QUIET = deferred(
    r"#[^\n]*|\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'",
    re.DOTALL,
)
_START = r"(?:^|[;:])[ \t]*"
# `except Error, e:` is a tuple of two exceptions since 3.14; a second one of such a name is not an exception.
_CAUGHT = r"(?:[a-z_]|ex|exc|err|error|exception|msg|message|why|detail|details|inst)"
_OLD_HANDLER = "`except Error, name` is written `except Error as name` in Python 3."
_SIGNS = tuple(
    (deferred(pattern, re.MULTILINE), reason)
    for pattern, reason in (
        (
            _START + r"(print)[ \t]+(?!(?:in|is|and|or|not|if|else|for)\b)(?:[\w\"'{`]|>>)",
            "`print` is a function in Python 3, so what it prints belongs in parentheses.",
        ),
        (_START + r"(print)[ \t]*>>[ \t]*\w", "`print >>file` is `print(..., file=file)` in Python 3."),
        (
            _START + r"(exec)[ \t]+(?!(?:in|is|and|or|not|if|else)\b)[\w\"']",
            "`exec` is a function in Python 3.",
        ),
        (
            _START + r"(raise)[ \t]+[\w.]+(?:\[\w+\])?[ \t]*,",
            "`raise Error, message` is `raise Error(message)` in Python 3.",
        ),
        (r"`[^`\n]*`", "backticks are written `repr(...)` in Python 3."),
        (r"<>", "`<>` is written `!=` in Python 3."),
        (r"\b[uU][rR][\"']", "`ur` strings do not exist in Python 3."),
        (r"(?<![\w.])0[0-7]+[lL]?\b(?!\.)", "an octal number starts with `0o` in Python 3."),
        (r"(?<![\w.])(?:0[xX][0-9a-fA-F]+|[0-9]+)[lL]\b", "`L` after a number does not exist in Python 3."),
        (
            _START + rf"(except)[ \t]+[^:\n]+,[ \t]*{_CAUGHT}[ \t]*:",
            _OLD_HANDLER,
        ),
        (
            r"\bdef[ \t]+\w+[ \t]*\([^)\n]*(?<=[(,\s])\([ \t]*\w+[ \t]*,",
            "a parameter cannot be a tuple in Python 3.",
        ),
    )
)
_MAY_BE_SIGN = deferred(r"print|exec|raise|except|def|`|<>|[uU][rR][\"']|0[0-7xX]|[0-9][lL]")
"""What each of these has in it, be it in a string: to blank the strings first takes 50 microseconds."""
_COMMON_ZERO = deferred(r"0+\Z")


def is_python2(text: str, problem: SyntaxProblem) -> bool:
    """Whether a text that has this problem is Python 2 code."""
    return explained(text, problem) is not None


def explained(text: str, problem: SyntaxProblem) -> SyntaxProblem | None:
    """The problem as one of Python 2 code, or None if it is not.

    Only lines next to the problem are looked at: a quote typed in a long file leaves all behind it to be explained.
    """
    lines = text.split("\n")
    first = sum(len(line) + 1 for line in lines[: max(0, problem.line - 2)])
    last = first + sum(len(line) + 1 for line in lines[max(0, problem.line - 2) : problem.end_line + 1]) - 1
    if not _MAY_BE_SIGN.search(text, first, max(first, last)):
        return None
    quiet = _quiet(text, last)
    for pattern, reason in _SIGNS:
        for match in pattern.finditer(quiet, first, max(first, last)):
            start = match.start(match.lastindex or 0)
            if _COMMON_ZERO.match(match[0]):
                continue
            line = quiet.count("\n", 0, start) + 1
            if not problem.line - 1 <= line <= problem.end_line + 1:
                continue
            begin = quiet.rfind("\n", 0, start) + 1
            column = len(text[begin:start].encode("utf-8", "replace"))
            width = len(text[start : match.end()].split("\n")[0].encode("utf-8", "replace"))
            if line <= len(lines):
                return SyntaxProblem(f"This is Python 2 code: {reason}", line, column, line, column + width)
    return None


def _quiet(text: str, end: int) -> str:
    """The text with strings and comments blanked that begin before a position."""
    parts: list[str] = []
    position = 0
    for match in _QUIET.finditer(text):
        if match.start() >= end:
            break
        parts += (text[position : match.start()], _blank(match))
        position = match.end()
    return "".join((*parts, text[position:]))


def old_handler(tree: ast.Module, text: str) -> SyntaxProblem | None:
    """The problem of an `except Error, e:` whose body uses `e` as the exception caught, if there is one."""
    for handler in _handlers(tree):
        caught = handler.type
        if not isinstance(caught, ast.Tuple) or len(caught.elts) != 2:
            continue
        first, last = caught.elts
        bare = (caught.lineno, caught.col_offset) == (first.lineno, first.col_offset)
        if not bare or not isinstance(last, ast.Name) or not re.fullmatch(_CAUGHT, last.id):
            continue
        defined = re.search(rf"\b(?:class|import)\b[^\n]*\b{last.id}\b|^[ \t]*{last.id}[ \t]*=", text, re.MULTILINE)
        body = (node for statement in handler.body for node in ast.walk(statement))
        if defined is None and any(isinstance(node, ast.Name) and node.id == last.id for node in body):
            message = f"This is Python 2 code: {_OLD_HANDLER}"
            end = (last.end_lineno or last.lineno, last.end_col_offset or 0)
            return SyntaxProblem(message, handler.lineno, handler.col_offset, *end)
    return None


def _handlers(tree: ast.Module) -> Iterator[ast.ExceptHandler]:
    for statements in statement_lists(tree):
        for statement in statements:
            yield from getattr(statement, "handlers", ())


def _blank(match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith("#"):
        return " " * len(found)
    inner = "\n".join("_" * len(line) for line in found[1:-1].split("\n"))
    return f"{found[0]}{inner}{found[-1]}"
