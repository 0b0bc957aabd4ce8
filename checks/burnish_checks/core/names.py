"""Names as they are written: dotted ones, special ones, and the words that they are made of."""

from __future__ import annotations

import ast
import re


def dotted(node: ast.AST | None) -> str:
    """`a.b.c` for a chain of attributes on a name, else empty."""
    if isinstance(node, ast.Name):
        return node.id
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not parts or not isinstance(node, ast.Name):
        return ""
    parts.append(node.id)
    parts.reverse()
    return ".".join(parts)


def last_word(node: ast.AST) -> str:
    """`c` for `a.b.c`, whatever stands before the last dot, or a name; empty for anything else."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def is_dunder(name: str) -> bool:
    """Whether a name is one of Python's own, like `__call__`."""
    return len(name) > len("____") and name.startswith("__") and name.endswith("__")


_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\W\d_A-Z]+|[A-Z]+|\d+")


def split(identifier: str) -> list[str]:
    """The lower-case words of an identifier: `maxHTTPErrors` gives `max`, `http`, `errors`."""
    return [word.lower() for word in _WORD.findall(identifier)]


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text, as a set to look them up in."""
    return frozenset(text.split())


def is_plural(word: str) -> bool:
    """Whether a word looks like an English plural: `limits`, `URLs`."""
    if word[:-1].isupper() and word.endswith("s"):
        return True
    return len(word) > 3 and word.islower() and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def caught_types(handler: ast.ExceptHandler) -> list[ast.expr]:
    """The expressions that say what the handler catches; empty for a bare `except:`."""
    if handler.type is None:
        return []
    return list(handler.type.elts) if isinstance(handler.type, ast.Tuple) else [handler.type]


def is_wildcard(case: ast.match_case) -> bool:
    """Whether a case takes everything: `case _:` or `case name:`."""
    return case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
