"""What statements do, as a verb: how a variable gets its value, what most of the calls do."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from burnish_checks.core.facts import dotted
from burnish_checks.core.names import split, vocabulary
from burnish_checks.organization.extraction.events import Function, own_statements
from burnish_checks.organization.extraction.words import VERBS

QUESTIONS = ("is", "has", "should", "can", "use", "needs", "found")
_FINDING_OUT = vocabulary("parse scan decode detect guess resolve determine infer estimate choose select tokenize lex")
_TO_TEXT = vocabulary("format join split strip replace pop append")
_OF_MATCHES = frozenset({"end", "start", "group", "groups", "span", "next", "index", "count"})
"""Methods that give a place or a part of a match, a text or a list; their names are nouns."""
_NO_DEEDS = vocabulary("debug info warning error log set get assert")
CLEARING = frozenset(
    {"close", "flush", "release", "unlock", "disconnect", "dump", "indent", "outdent", "end", "finish"}
)
"""What is done at the end of much else."""
COLLECTING = frozenset({"append", "extend", "appendleft"})
_OF_LINES = ("writeline", "writelines", "println", "printf")
MUTATING = vocabulary("add discard insert remove clear update pop setdefault sort reverse")


def verb_for(function: Function, statements: Sequence[ast.stmt], output: str) -> str:
    """What is done to get a variable: `parse` if that is called, `find` for a loop that breaks, `build` for a container.

    Else `ensure` for what is made where it is None and `adjust` for what comes in and goes out, or what the whole
    function does, if that is a way of finding something out.
    """
    if split(output)[0] in QUESTIONS:
        return "check"
    verbs: list[str] = []
    for node in (item for statement in statements for item in ast.walk(statement)):
        if isinstance(node, ast.Break):
            return "find"
        if isinstance(node, ast.Assign) and any(dotted(target) == output for target in node.targets):
            verbs += _verb_of(node.value.value if isinstance(node.value, ast.Await) else node.value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None and dotted(node.target) == output:
            verbs += _verb_of(node.value)
    if verbs and len(set(verbs)) == 1 and verbs[0] not in _TO_TEXT:
        return verbs[0] if not any(verbs[0] in word for word in split(output)) else "find"
    if "build" in verbs:
        return "build"
    if len(statements) == 1 and _makes_up_for_none(statements[0], output):
        return "ensure"
    if len(statements) == 1 and _chooses(statements[0], output):
        return "choose"
    whole = split(function.name)[:1]
    if whole and whole[0] in _FINDING_OUT:
        return whole[0]
    if _comes_in(function, statements, output):
        return "adjust"
    return "build" if any(_makes_object(item, output) for item in statements) else "compute"


def _makes_object(statement: ast.stmt, name: str) -> bool:
    """Whether a statement gives a variable a new object of a class."""
    value = statement.value if isinstance(statement, ast.Assign) and name in map(dotted, statement.targets) else None
    return (
        isinstance(value, ast.Call)
        and re.fullmatch(r"[A-Z]\w*[a-z]\w*", dotted(value.func).rpartition(".")[2]) is not None
    )


def _chooses(statement: ast.stmt, name: str) -> bool:
    """Whether a statement gives a variable one of several ready values, in each branch of an `if` that has an `else`."""
    if not isinstance(statement, ast.If):
        return False
    return all(
        any(
            _chooses(item, name)
            or (isinstance(item, ast.Assign) and dotted(item.targets[0]) == name and isinstance(item.value, _READY))
            for item in suite
        )
        for suite in (statement.body, statement.orelse)
    )


_READY = (ast.Name, ast.Attribute, ast.Constant)


def _makes_up_for_none(statement: ast.stmt, name: str) -> bool:
    """Whether a statement gives a variable a value if it has none."""
    test = statement.test if isinstance(statement, ast.If) and not statement.orelse else None
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.ops[0], ast.Is)
        and dotted(test.left) == name
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value is None
    )


def _comes_in(function: Function, statements: Sequence[ast.stmt], name: str) -> bool:
    """Whether statements take up a variable that has a value before, and do not simply give it another."""
    first = statements[0].lineno
    arguments = function.args
    given = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    before = any(item.arg == name for item in given) or any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store) and node.lineno < first
        for node in ast.walk(function)
    )
    if not before:
        return False
    if any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        for statement in statements
        for node in ast.walk(statement)
    ):
        return True
    return not any(isinstance(item, ast.Assign) and name in map(dotted, item.targets) for item in statements)


def _verb_of(value: ast.expr) -> list[str]:
    """The verb for making a value, if it has one."""
    if isinstance(value, (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp, ast.JoinedStr)):
        return ["build"]
    words = split(dotted(value.func).rpartition(".")[2]) if isinstance(value, ast.Call) else []
    if len(words) == 1 and words[0] in _OF_MATCHES:
        return []
    if words and words[0] in VERBS and words[0] not in ("get", "do", "make", "set"):
        return words[:1]
    if words and words[0] in ("list", "dict", "set", "get", "make"):
        return ["get" if words[0] == "get" else "build"]
    return []


def main_verb(statements: Iterable[ast.stmt]) -> str:
    """The verb of most of the calls that stand as statements, if it is telling."""
    deeds = Counter(deed for call in calls_in(statements) if (deed := _deed_of(call)) is not None)
    best, count = next(((verb, count) for verb, count in deeds.most_common() if verb), ("", 0))
    needed = deeds.total() / 2
    return best if count > needed or (best == "collect" and count == needed) else ""


def _deed_of(call: ast.Call) -> str | None:
    """The verb of a call, empty if it is none that is known; None if the call is by the way."""
    name = dotted(call.func).rpartition(".")[2] or getattr(call.func, "attr", "")
    if name in COLLECTING:
        return "collect"
    first = "write" if name in _OF_LINES else split(name)[0] if split(name) else ""
    if name in MUTATING or first in _NO_DEEDS or first in CLEARING:
        return None
    return first if first in VERBS else ""


def calls_in(statements: Iterable[ast.stmt]) -> Iterator[ast.Call]:
    """The calls that stand as statements."""
    for statement in own_statements(list(statements)):
        value = statement.value if isinstance(statement, ast.Expr) else None
        value = value.value if isinstance(value, ast.Await) else value
        if isinstance(value, ast.Call):
            yield value


def collected(statements: Sequence[ast.stmt]) -> str:
    """The one list that statements append to, by the name or attribute that it gets in the end; empty if none."""
    lists = {
        dotted(call.func.value)
        for call in calls_in(statements)
        if isinstance(call.func, ast.Attribute) and call.func.attr in COLLECTING
    }
    if len(lists) != 1:
        return ""
    name = lists.pop()
    for statement in statements:
        if isinstance(statement, ast.Assign) and dotted(statement.value) == name:
            name = dotted(statement.targets[0]) or name
    return name.rpartition(".")[2]
