"""The rule regex-backtracking."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.rule import Finding, Severity
from burnish_checks.patterns import deferred
from burnish_checks.security.dispatch import call_rule, method_of, under
from burnish_checks.security.known import choices
from burnish_checks.security.letters import REPEATS, bodies, characters, constants, parser
from burnish_checks.security.passed import passed
from burnish_checks.security.texts import known_text

_LONGEST_PATTERN = 2000


_FUNCTIONS = under(
    ["re", "regex"], ["compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"]
)
_MANY = constants.MAXREPEAT
_MOST_ROWS = 50
_VALIDATORS = {
    "django.core.validators.RegexValidator": "regex",
    "django.urls.re_path": "route",
    "django.forms.RegexField": "regex",
    "wtforms.validators.Regexp": "regex",
    "attrs.validators.matches_re": "regex",
    "attr.validators.matches_re": "regex",
    "marshmallow.validate.Regexp": "regex",
    **dict.fromkeys(
        ("pydantic.Field", "pydantic.constr", "fastapi.Query", "fastapi.Path", "pydantic.StringConstraints"), "pattern"
    ),
}
"""By what takes a pattern as well: the name of the argument, the first but in those of pydantic."""

_REGISTERS = frozenset({"register", "add_rule", "insert_rule"})
"""Methods by which scanners are told what to look for."""


@call_rule(
    _FUNCTIONS | frozenset(_VALIDATORS),
    methods={"contains", "extractall", "fullmatch", *_REGISTERS},
    aliases=("CWE-1333",),
)
def regex_backtracking(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """A pattern that repeats what is itself repeated can take time that doubles with each character.

    `(a+)+$` tries every way to cut a run of `a` into pieces before it gives up; a text of forty letters then keeps a
    processor busy for hours. Reported where one repetition directly repeats another over the same characters, or
    where alternatives under a repetition overlap, and something after it can fail. A hint in a migration, which repeats the
    validators of a model and calls none.

    A pattern that a request sends is reported, too, at the call that reads it: whoever sends it can choose one that never
    ends. `re.escape` makes plain text of it; who means to offer patterns matches them with a limit of time (`regex`'s `timeout`)
    or by an engine without going back (`re2`). It is information where a step on the way need not be so.

    ```python
    import re

    WORDS = re.compile(r"^(\\w+\\s?)*$")
    ```

    ```python
    import re

    WORDS = re.compile(r"^\\w+(\\s\\w+)*$")
    ```
    """
    keyword = _VALIDATORS.get(name, "pattern")
    if name not in _FUNCTIONS and name not in _VALIDATORS:
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if method_of(call) in _REGISTERS:
            yield from _registered(block, call, context)
            return
        if not (isinstance(owner, ast.Attribute) and owner.attr == "str"):
            return
        keyword = "pat"
    positional = 0 if keyword != "pattern" or name in _FUNCTIONS else None
    arguments = passed(context, call)
    node = arguments.value(positional, keyword)
    pattern = known_text(context, arguments.get(positional, keyword))
    patterns = [pattern] if pattern is not None else _looped(context, arguments.get(positional, keyword))
    if node is None:
        return
    flags = 0
    for item in [*call.args[1:], *(keyword.value for keyword in call.keywords)]:
        if context.qualified(item).rpartition(".")[2] in ("VERBOSE", "X"):
            flags |= re.VERBOSE
    whole = name.endswith(".fullmatch")
    if any(len(text) <= _LONGEST_PATTERN and ambiguous(text, flags, whole=whole) for text in patterns):
        repeated = "migrations" in PurePath(context.path).parts  # as the model has it
        yield block.finding(node, _MESSAGE, severity=Severity.HINT if repeated else None)


_MESSAGE = (
    "Matching this pattern can take time that doubles with each character: what is repeated fits the same text in "
    "more than one way. Leave one."
)


def _registered(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """A pattern that a scanner is handed as a text, as one's name says: `scanner.register("math", self.MATH_PATTERN, parse)`."""
    for item in call.args:
        name = dotted(item).rpartition(".")[2]
        text = known_text(context, item) if _IS_PATTERN.search(name) else None
        if text is not None and len(text) <= _LONGEST_PATTERN and ambiguous(text):
            yield block.finding(item, _MESSAGE)


_IS_PATTERN = deferred(r"(?:pattern|regexp?|(?:^|_)re)$", re.I)


def _looped(context: Context, node: ast.expr | None) -> list[str]:
    """The texts that a loop goes through, where the pattern is its variable or the one of a pair in a known list."""
    block = context.block
    owner = block.walk.scope_at(node).resolve(node.id) if isinstance(node, ast.Name) else None
    binders = owner.bound[node.id] if owner is not None and isinstance(node, ast.Name) else []
    if len(binders) != 1:
        return []
    around = block.parent(binders[0])
    number = None
    if isinstance(around, ast.Tuple):
        number = next(at for at, item in enumerate(around.elts) if item is binders[0])
        around = block.parent(around)
    if not isinstance(around, (ast.For, ast.comprehension)):
        return []
    source = around.iter
    if (
        isinstance(source, ast.Call)
        and isinstance(source.func, ast.Attribute)
        and source.func.attr in ("items", "values")
    ):
        number = None
        tables = choices(context, source.func.value)
        rows = [value for table in tables if isinstance(table, ast.Dict) for value in table.values]
    else:
        rows = [
            row for table in choices(context, source) if isinstance(table, (ast.List, ast.Tuple)) for row in table.elts
        ]
    found = []
    for row in rows[:_MOST_ROWS]:
        inner = row
        if number is not None:
            inner = row.elts[number] if isinstance(row, (ast.Tuple, ast.List)) and number < len(row.elts) else row
        if (text := known_text(context, inner)) is not None:
            found.append(text)
    return found


@lru_cache(maxsize=512)
def ambiguous(pattern: str, flags: int = 0, whole: bool = False) -> bool:
    """Whether the pattern can take exponential time before it fails; False for what is no pattern."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed: Any = parser.parse(pattern, flags)
    except (re.error, RecursionError, OverflowError, ValueError):
        return False
    return _sequence(list(parsed), whole)


def _sequence(items: list[tuple[Any, Any]], can_fail_after: bool) -> bool:
    """Whether a repetition in the sequence is ambiguous; `can_fail_after` tells if what follows it can fail."""
    for position, (kind, value) in enumerate(items):
        rest = can_fail_after or any(not _nullable([item]) for item in items[position + 1 :])
        if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT):
            low, high, body = value
            if high == _MANY and rest and _repeats_itself(list(body)):
                return True
            if _sequence(list(body), rest or low > 0):
                return True
        for inner in bodies(kind, value):
            if kind not in (constants.MAX_REPEAT, constants.MIN_REPEAT) and _sequence(inner, rest):
                return True
    return False


def _repeats_itself(body: list[tuple[Any, Any]]) -> bool:
    """Whether repeating the body without end can cut the same text in many ways."""
    while len(body) == 1 and body[0][0] is constants.SUBPATTERN:
        body = list(body[0][1][3])
    if len(body) == 1 and body[0][0] is constants.BRANCH:
        return _overlapping([list(branch) for branch in body[0][1][1]])
    body = _flat(body)
    if _adjacent(body):
        return True
    for position, (kind, value) in enumerate(body):
        if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT) and value[1] == _MANY:
            others = body[:position] + body[position + 1 :]
            inner = list(value[2])
            if (characters(inner) or not others) and _nullable(others) and not _lookaround(others):
                return True
        if kind is constants.SUBPATTERN and len(body) == 1 and _repeats_itself(list(value[3])):
            return True
    return False


def _flat(body: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """The sequence with the groups in it opened."""
    found: list[tuple[Any, Any]] = []
    for kind, value in body:
        found += (
            _flat(list(value[3])) if kind is constants.SUBPATTERN and not (value[1] or value[2]) else [(kind, value)]
        )
    return found


def _adjacent(body: list[tuple[Any, Any]]) -> bool:
    """Whether two endless repetitions of the same character stand side by side, the last beside the first of the next round."""
    length = len(body)
    for position, (kind, value) in enumerate(body):
        if kind not in (constants.MAX_REPEAT, constants.MIN_REPEAT) or value[1] != _MANY:
            continue
        own = characters(list(value[2]))
        for step in range(1, length):
            next_kind, next_value = body[(position + step) % length]
            if next_kind in REPEATS and next_value[1] == _MANY and own & characters(list(next_value[2])):
                return True
            if not _nullable([(next_kind, next_value)]) or _lookaround([(next_kind, next_value)]):
                break
    return False


def _overlapping(branches: list[list[tuple[Any, Any]]]) -> bool:
    """Whether two alternatives of one character each, or one a repetition, accept the same character, or some in a row what
    another does."""
    sets: list[frozenset[str]] = []
    for branch in branches:
        if len(branch) != 1:
            continue
        kind, value = branch[0]
        if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT):
            if value[1] == _MANY and characters(list(value[2])):
                return True
            continue
        found = characters(branch)
        if any(found & other for other in sets):
            return True
        sets.append(found)
    words = [word for word in map(_spelled, branches) if word]
    return any(
        len(word) > 1 and _made_of(word, [other for other in words if other is not word and len(other) <= len(word)])
        for word in words
    )


def _spelled(branch: list[tuple[Any, Any]]) -> list[frozenset[str]]:
    """The characters that each place of an alternative accepts; empty where it is no plain row of characters."""
    letters = [characters([item]) for item in branch]
    return letters if all(letters) else []


def _made_of(word: list[frozenset[str]], others: list[list[frozenset[str]]]) -> bool:
    """Whether other alternatives, one after the other, accept what this one does: `\\r` and `\\n` what `\\r\\n` does."""
    ends = {0}
    for start in range(len(word)):
        if start in ends:
            rest = word[start:]
            fits = (item for item in others if len(item) <= len(rest) and all(map(frozenset.__and__, item, rest)))
            ends.update(start + len(item) for item in fits)
    return len(word) in ends


def _nullable(items: list[tuple[Any, Any]]) -> bool:
    """Whether the sequence can match nothing, wherever it stands."""
    for kind, value in items:
        if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT):
            if value[0] > 0 and not _nullable(list(value[2])):
                return False
        elif kind is constants.SUBPATTERN:
            if not _nullable(list(value[3])):
                return False
        elif kind is constants.BRANCH:
            if not any(_nullable(list(branch)) for branch in value[1]):
                return False
        else:
            return False
    return True


def _lookaround(items: list[tuple[Any, Any]]) -> bool:
    return any(kind in (constants.ASSERT, constants.ASSERT_NOT, constants.AT) for kind, _ in items)
