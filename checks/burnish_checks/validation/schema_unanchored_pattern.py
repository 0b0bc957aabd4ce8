"""A `pattern` that may match anywhere in the text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import ModuleFacts
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, ModuleFinding, Safety, Severity, module_rule
from burnish_checks.patterns import deferred
from burnish_checks.validation.schema_edits import pair_at
from burnish_checks.validation.schema_facts import KIND
from burnish_checks.validation.schema_validators import KIND as VALIDATORS
from burnish_checks.validation.schema_validators import only_describes
from burnish_checks.validation.schema_values import Origin, Scalar
from burnish_checks.validation.schemas import finding, schemas_of

_OPEN_START = deferred(r"^(?:\.[*+]|\[|\(|\\[wdsWDS]|[A-Za-z0-9]\{)")
_FLAGS = deferred(r"^\(\?[aiLmsux]+\)")
_GROUP = deferred(r"^\((?:\?:|\?P<\w+>)?")
_OPEN_END = deferred(r"(?:[\])]|\\[wdWD])(?:[*+?]|\{[\d,]+\})?$")
_ONE_CLASS = deferred(r"^(?:\\[wdsSWD]|\[[^\]]+\]|\.|(?:\\S|\[\\S\]|\[\^\\s\])\+)$")


@module_rule(Category.VALIDATION, reads=(KIND, "imports", VALIDATORS), needs=KIND, in_tests=False, project=True)
def schema_unanchored_pattern(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """A `pattern` without `^` or `$` where the whole text seems to be meant.

    JSON Schema searches for the pattern: `[a-z]+` accepts every text that has a letter somewhere. In `^a|b$` each
    anchor holds for its own branch. Patterns that look for a fixed beginning, end or part (`^https://`, `\\.json$`, `\\S`)
    are left alone, as is what must not be there (`not`). In a workspace that imports nothing that could validate it is a
    hint.

    ```python
    SERVER = {"type": "object", "properties": {"name": {"type": "string", "pattern": "[a-z]+"}}}
    ```

    ```python
    SERVER = {"type": "object", "properties": {"name": {"type": "string", "pattern": "^[a-z]+$"}}}
    ```
    """
    seen: set[Origin] = set()
    describes = only_describes(module, context)
    for part in schemas_of(module, context).parts:
        pattern, place = part.value.pairs.get("pattern"), part.value.places.get("pattern")
        if place is None or place in seen or part.described or part.refuses or not isinstance(pattern, Scalar):
            continue
        if isinstance(pattern.value, str) and _is_pattern(pattern.value) and (loose := _loose(pattern.value)):
            seen.add(place)
            severity = Severity.HINT if describes and not part.proved else None
            yield finding(place, f"The pattern of {part.what} is searched for, and {loose}.", severity=severity)


def _is_pattern(text: str) -> bool:
    """Whether a text can be read as a pattern: of one that cannot `schema-invalid` speaks."""
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError):
        return any(mark in text for mark in ("\\p{", "\\P{", "\\u"))  # what only ECMAScript knows
    return True


def _loose(pattern: str) -> str:
    """In what way the pattern lets more text pass than it seems to, or empty."""
    pattern = _FLAGS.sub("", pattern)
    branches = _branches(pattern)
    if len(branches) == 1 and _ONE_CLASS.match(pattern):
        return ""
    starts = [_starts(branch) for branch in branches]
    ends = [_ends(branch) for branch in branches]
    if all(starts) and all(ends):
        return ""
    if len(branches) > 1 and pattern.startswith("^") and pattern.endswith("$"):
        return "`^` and `$` hold for one branch each"
    start = all(starts) or not _OPEN_START.search(pattern)
    end = all(ends) or not _OPEN_END.search(pattern)
    if start and end:
        return ""
    if not any(starts) and not any(ends):
        return "may stand anywhere in the text"
    return "anything may follow it" if all(starts) else "anything may stand before it"


def _starts(branch: str) -> bool:
    inner = _GROUP.sub("", branch)
    return inner.startswith(("^", "\\A", ".*")) and (inner == branch or "|" not in inner)


def _ends(branch: str) -> bool:
    return (branch.endswith("$") and not branch.endswith("\\$")) or branch.endswith(("\\Z", ".*", "\\z"))


def _branches(pattern: str) -> list[str]:
    """The alternatives of the pattern at its top level."""
    branches, depth, start, at = [], 0, 0, 0
    in_class = False
    while at < len(pattern):
        character = pattern[at]
        if character == "\\":
            at += 1
        elif in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
            at += 1 if pattern[at + 1 : at + 2] in ("]", "^") else 0
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif character == "|" and depth == 0:
            branches.append(pattern[start:at])
            start = at + 1
        at += 1
    return [*branches, pattern[start:]]


@schema_unanchored_pattern.fix(
    "Match the whole text", Safety.UNSAFE, why="Texts in which the pattern only occurs are refused from now on."
)
def anchor(target: Target) -> Repair:
    """Put `^` before the pattern and `$` behind it."""
    _, _, value = pair_at(target)
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
        raise Refused("The pattern is not written out here.")
    source = target.source(value)
    opening = re.match(r"[rRuUbB]*(\"\"\"|'''|\"|')", source)
    if opening is None or "\n" in source or source.count(opening.group(1)) != 2:
        raise Refused("The pattern is not one plain literal.")
    body = source[opening.end() : -len(opening.group(1))]
    several = len(_branches(value.value)) > 1
    if several:
        body = f"^(?:{body[1:] if body.startswith('^') else body}"
        text = f"{body[:-1] if body.endswith('$') else body})$"
    else:
        text = body if body.startswith(("^", "\\A", "\\\\A", ".*")) else f"^{body}"
        text = text if _ends(value.value) else f"{text}$"
    return Repair((target.replace(value, opening.group() + text + opening.group(1)),))
