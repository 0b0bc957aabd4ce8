"""What a finding about a function's size calls the function and its parts, and what it says to do about them."""

from __future__ import annotations

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.organization import measures, tangling

_LONGEST_OPENING = 64
_MANY_GUARDS = 3
_SOME_ALIKE = 3
EXTRACT = "extract a part of it into a function of its own"


def cure_of(block: Block, function: measures.Function, cut: syntax.AST | None, share: int, *, first: bool) -> str:
    """What to do about a tangle: the statement to take out, or to take out `first` where others have to follow.

    Not to return early where the function does so already, or only makes an object.
    """
    guarded = measures.guards(block, function) >= _MANY_GUARDS or function.name == "__init__"
    early = "" if guarded else "return early or "
    if cut is None:
        return _cure_of_all(block, function) or f"{early}split it into its steps"
    if isinstance(cut, measures.FUNCTIONS):
        return f"its inner function `{cut.name}` is {share} of that: move it out"
    if (count := tangling.like(block, cut)) >= _SOME_ALIKE:
        return f"take out what is alike in {count} branches, such as {_named(block, cut)}, which is {share} of that"
    if first:
        return f"split it into its steps, first {_named(block, cut)}, which is {share} of that"
    return f"{_named(block, cut)} is {share} of that: extract it{', or return early' * bool(early)}"


def _cure_of_all(block: Block, function: measures.Function) -> str:
    """What to do about a choice that is all of a function; empty where it is none."""
    subject = measures.cases_of(block, function)
    if subject and measures.are_short(block, function, subject):
        return f"keep what it does for each case of `{subject}` in a table"
    if subject:
        return f"give each case of `{subject}` a function of its own"
    chain = tangling.longest_chain(function)
    return f"give each branch of {_named(block, chain)} a function of its own" if chain is not None else ""


def called(block: Block, function: measures.Function, context: Context) -> str:
    """What the function is found by among others: with its class where it is a method."""
    around = block.parent(function)
    if isinstance(around, syntax.ClassDef):
        return f"{around.name}.{function.name}"
    header = context.enclosing_class if around is None else None
    return function.name if header is None else f"{header.name}.{function.name}"


def _named(block: Block, statement: syntax.AST) -> str:
    """What a reader finds the compound statement by: its first line, or its keyword and length where that is long."""
    span = block.span(statement)
    line = block.lines[span.start_line].strip().partition("#")[0].rstrip()
    opening = line.rstrip(":").replace("`", "'")
    if line.endswith(":") and " " in opening and len(opening) <= _LONGEST_OPENING:
        return f"its `{opening}`"
    keyword = (
        "async " * opening.startswith("async ") + opening.removeprefix("async ").partition(" ")[0].partition("(")[0]
    )
    return f"its `{keyword}` of {span.end_line - span.start_line + 1} lines"
