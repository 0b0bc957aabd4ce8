"""From text to tree: the interpreter's own parser where it knows the syntax, masks where it does not."""

from __future__ import annotations

import ast
import re
import sys

from burnish_checks.syntax import native
from burnish_checks.syntax.generic import complete
from burnish_checks.syntax.masks import masked
from burnish_checks.syntax.newer import Lacks, may_be_newer, rewrite
from burnish_checks.syntax.problems import TOO_DEEP, SyntaxProblem
from burnish_checks.syntax.putback import put_back
from burnish_checks.syntax.python2 import explained, old_handler
from burnish_checks.syntax.restore import restore
from burnish_checks.syntax.scan import format_strings
from burnish_checks.syntax.source import Source

# Before 3.13 the interpreter rejects some f-strings or gives their parts wrong places.
_NATIVE_FSTRINGS = sys.version_info >= (3, 13)
_LACKS = Lacks()
_MAY_HOLD_STRINGS = tuple(letter + quote for letter in "fFtT" for quote in "\"'")
_MAY_HOLD_RAW = tuple(letter + quote for letter in "rR" for quote in "\"'")
_OPENING = re.compile(r"[fFtTrR](?<!\w.)(?:(?<=[fFtT])[rR]?|(?<=[rR])[fFtT])[\"']", re.DOTALL)
_QUOTE_OF_OPENING = re.compile(
    r"[\"'](?:(?<=\W[fFtT].)|(?<=\W[fFtT][rR].)|(?<=\W[rR][fFtT].))",
    re.DOTALL,
)
"""The quote of the same behind any character: of quotes there are fewer than of letters."""


def parse(text: str) -> ast.Module:
    """The module's tree, as CPython 3.14 would read it and 3.13 would place it; raises SyntaxProblem."""
    try:
        if not _NATIVE_FSTRINGS and has_format_strings(text):
            return complete(parse_masked(text), text)
        try:
            return complete(native.parse_module(text), text)
        except SyntaxProblem as problem:
            return complete(parse_masked(text, problem=problem), text)
    except SyntaxProblem as problem:
        raise explained(text, problem) or problem from None
    except RecursionError:
        raise SyntaxProblem(TOO_DEEP, 1, 0) from None


def parse_plainly(text: str) -> ast.Module | None:
    """The module's tree if the interpreter reads the text by itself; what `needs_masks` must be parsed again."""
    try:
        return complete(native.parse_module(text), text)
    except (SyntaxProblem, RecursionError):
        return None


def problem_at_sight(text: str) -> SyntaxProblem | None:
    """What the interpreter finds wrong with a text; None if it reads it, or may not know all that is in it.

    `parse` looks also for strings that are never closed, and says so where something else is wrong, too.
    """
    if needs_masks(text) or may_be_newer(text) or (_LACKS.unpacking and "*" in text):
        return None
    try:
        native.parse_module(text)
    except SyntaxProblem as problem:
        return explained(text, problem) or problem
    return None


def places_to_mask(text: str) -> list[int]:
    """The places in a text, in order, for which it `needs_masks`; a part of it that has none of them does not.

    Looked for once in a file: asking `needs_masks` of each of its blocks, the slow equivalent, was a fiftieth of a check.
    """
    if _NATIVE_FSTRINGS:
        return []
    quotes = _QUOTE_OF_OPENING.finditer(f"\n{text}")  # the pattern wants a character before the prefix
    return [quote.start() - 1 for quote in quotes]


def needs_masks(text: str) -> bool:
    """Whether the interpreter may place the parts of the text's f-strings wrongly."""
    return not _NATIVE_FSTRINGS and has_format_strings(text)


def has_format_strings(text: str) -> bool:
    """Whether an f-string or t-string may start somewhere in the text; one in a comment counts."""
    if not any(letters in text for letters in _MAY_HOLD_STRINGS) and not any(
        letters in text for letters in _MAY_HOLD_RAW
    ):
        return False
    return _OPENING.search(text) is not None


def parse_masked(
    text: str,
    lacks: Lacks = Lacks(),  # noqa: B008 (a constant)
    problem: SyntaxProblem | None = None,
) -> ast.Module:
    """The module's tree by way of masks alone; raises SyntaxProblem.

    The text without f-strings goes to the interpreter first, and what that rejects is searched for syntax that
    the interpreter `lacks`. `problem` is what it has said already of the text as it is.
    """
    source = Source(text)
    strings = format_strings(source)
    shown = masked(source.bytes, 0, len(source.bytes), strings)
    try:
        if problem is not None and not strings:
            raise problem
        tree = native.parse_module(source.text_of(shown))
    except SyntaxProblem:
        shown, notes = rewrite(source, shown, strings, lacks)
        if not notes:
            raise
        tree = native.parse_module(source.text_of(shown))
        restore(source, tree, notes)
        if old := old_handler(tree, text):
            raise old from None
    put_back(source, tree, strings)
    return tree
