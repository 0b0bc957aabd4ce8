"""A name for extracted statements, read from the code itself: a comment, what it computes, whom it calls, what it loops over."""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from burnish_checks.core.facts import dotted
from burnish_checks.core.names import split, vocabulary
from burnish_checks.core.repair import Refused
from burnish_checks.organization.extraction.events import Function, children, own_statements
from burnish_checks.organization.extraction.verbs import CLEARING, QUESTIONS, collected, main_verb, verb_for
from burnish_checks.organization.extraction.words import (
    MOST_WORDS,
    VERBS,
    comment_words,
    free,
    gerund,
    is_free,
    meaningful,
    noun_of,
    parts,
    plural,
    tidy,
)

_FILLERS = vocabulary(
    "add all any append assertEqual bool bytes copy count critical debug decode dict discard encode endswith "
    "enumerate error exception extend fail filter find float format get getattr group hasattr id index info insert "
    "int isinstance items iter join keys len list log lower map match max min next open pop print range remove "
    "replace repr reversed search set setattr setdefault sorted split startswith str strip sum super tuple type "
    "update upper values warning zip "
)
_FEW = 6


class Called(NamedTuple):
    """A name, and whether it says what the code does: not that it finishes something, or handles it."""

    name: str
    telling: bool = True


def function_name(
    function: Function, statements: Sequence[ast.stmt], outputs: Sequence[str], comment: str, taken: Container[str]
) -> Called:
    """A private name for the code that none of `taken` is equal to. Raises `Refused` if there is none."""
    found = list(candidates(function, statements, outputs, comment))
    for words, merit in found:
        name = f"_{'_'.join(words)}"
        if is_free(name, taken) and name[1:] not in taken:  # else two functions would differ in an underscore alone
            return Called(name, _is_telling(words, merit))
    for words, merit in found:
        name = free(words, function, taken)
        if name:
            return Called(name, _is_telling(words, merit))
    raise Refused("No good name for the new function is free.")


def candidates(
    function: Function, statements: Sequence[ast.stmt], outputs: Sequence[str], comment: str
) -> Iterator[tuple[list[str], int]]:
    """Names as words, best first, each with how telling it is: 3 (said in a comment) to 0 (a place in the function).

    That something is handled says the least of what the code does.
    """
    ideas = ((kept, merit) for words, merit in _ideas(function, statements, outputs, comment) if (kept := tidy(words)))
    vague: list[tuple[list[str], int]] = []
    for words, merit in ideas:
        if merit == 1 and not _is_telling(words, merit):
            vague.append((words, merit))
        elif merit > 0:
            yield words, merit
        else:
            yield from vague
            yield words, merit


def _is_telling(words: Sequence[str], merit: int) -> bool:
    return merit > 1 or (merit == 1 and words[0] != "handle")


def _ideas(
    function: Function, statements: Sequence[ast.stmt], outputs: Sequence[str], comment: str
) -> Iterator[tuple[list[str], int]]:
    said = comment_words(comment)
    if said:
        yield said, 3
    yield from _of_checks(statements)
    modules = _imported(statements)
    telling = [name for name in outputs if _tells(split(name)) and name not in modules]
    if telling and len(outputs) <= 2:
        yield [verb_for(function, statements, telling[0]), *_qualified(function, [_asked(name) for name in telling])], 2
    core = statements[0] if len(statements) == 1 else None
    if core is None and statements:
        compound = [
            item for item in statements if isinstance(item, (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With))
        ]
        core = compound[-1] if len(compound) == 1 else None
    if isinstance(core, (ast.For, ast.AsyncFor)):
        yield from _of_loop(core, statements)
    if len(statements) == 1 and isinstance(core, ast.If):
        yield from _of_test(core.test, bool(core.orelse), main_verb(statements))
    yield from _of_returns(function, statements)
    if telling:
        yield [verb_for(function, statements, telling[0]), *_qualified(function, [_asked(telling[0])])], 1
    yield from _of_calls(statements)
    yield from _of_surroundings(function, statements)
    yield from _of_attributes(statements)
    if isinstance(core, ast.If):
        if _is_made_here(core.test, statements):
            yield from _of_loop_around(function, statements)
        yield from _of_test(core.test, bool(core.orelse), main_verb(statements))
    yield by_place(function, statements), 0


def _tells(words: Sequence[str]) -> bool:
    """Whether the words of a name say something, if only by being more than one: `obj_data`."""
    return bool(meaningful(words)) or (len(words) > 1 and len(words[-1]) > 1)


_PARTIAL = vocabulary(
    "end start begin stop pos position index idx offset size length count number total line column depth level name key "
    "kind type title label text prefix suffix pattern match candidate candidates part parts piece chunk node child token "
    "state status flag flags mode option options context message msg error code version path file url rest tail head"
)
"""What is the end, the name, a candidate of something else."""


def _qualified(function: Function, names: Sequence[str]) -> list[str]:
    """The words of one or two names, with what the function is about before a word that needs it: `comment end`."""
    words = _joined(names)
    about = split(function.name)
    about = about[1:] if about and about[0] in VERBS else []
    if len(words) != 1 or words[0] not in _PARTIAL or not meaningful(about):
        return words
    if any(word[:1] == words[0][:1] and set(words[0]) <= set(word) for word in about):
        return words  # `msg` in `format_message`
    return [*about[-2:], *words]


def _of_checks(statements: Sequence[ast.stmt]) -> Iterator[tuple[list[str], int]]:
    """`check_...` for conditions that raise, and nothing else, by what the first two of them are about."""
    nouns: dict[str, None] = {}
    for item in statements:
        raises = isinstance(item, ast.If) and not item.orelse and isinstance(item.body[-1], ast.Raise)
        tested = item.test if isinstance(item, ast.Assert) or (isinstance(item, ast.If) and raises) else None
        if tested is None:
            return
        names = [node.id for node in ast.walk(tested) if isinstance(node, ast.Name) and node.id not in ("self", "cls")]
        nouns.update(dict.fromkeys(name for name in names[:1] if name not in _FILLERS))
    telling = [name for name in nouns if meaningful(split(name))]
    if 1 <= len(telling) <= 2:
        yield ["check", *_joined(telling)], 2


def _asked(name: str) -> str:
    """What a flag is about: `visible` of `is_visible`."""
    first, _, rest = name.partition("_")
    return rest if first in QUESTIONS and rest else name


def _imported(statements: Sequence[ast.stmt]) -> set[str]:
    """The names that imports among the statements bind."""
    imports = (item for item in own_statements(statements) if isinstance(item, (ast.Import, ast.ImportFrom)))
    return {alias.asname or alias.name.partition(".")[0] for item in imports for alias in item.names}


def _joined(names: Sequence[str]) -> list[str]:
    words = parts(names[0])
    for name in names[1:]:
        words += ["and", *parts(name)]
    return words if len(words) < MOST_WORDS else parts(names[0])


def _of_loop(loop: ast.For | ast.AsyncFor, statements: Sequence[ast.stmt]) -> Iterator[tuple[list[str], int]]:
    iterated = meaningful(noun_of(loop.iter))
    target = loop.target
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    names = [meaningful(split(dotted(part).rpartition(".")[2])) for part in parts]
    named = [words for words in names if words]
    noun = iterated or ([*named[-1][:-1], plural(named[-1][-1])] if named else [])
    verb = main_verb(loop.body)
    found = split(collected(statements)) if verb == "collect" else []
    if _tells(found):
        yield ["collect", *found], 2
    if noun:
        yield [verb or "handle", *noun], 2 if verb else 1


def _of_test(test: ast.expr, also_otherwise: bool = False, deed: str = "") -> Iterator[tuple[list[str], int]]:
    """What is done, `handle` if that has no name, with what a condition is about.

    Not that something is missing where there is an `else` too.
    """
    verb = deed if deed and deed != "collect" else "handle"
    negated = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    node: ast.AST = test.operand if isinstance(test, ast.UnaryOp) else test
    if isinstance(node, ast.BoolOp):
        node = node.values[0]
    if isinstance(node, ast.Call) and dotted(node.func) == "isinstance" and len(node.args) > 1:
        kind = node.args[1]
        words = split(dotted(kind).rpartition(".")[2])
        if words and not negated:
            yield [verb, *words], 1
        return
    if isinstance(node, ast.Compare):
        right = node.comparators[0]
        if isinstance(node.ops[0], ast.Is) and isinstance(right, ast.Constant) and right.value is None:
            words = meaningful(noun_of(node.left))
            if words:
                yield [verb, *([] if also_otherwise else ["missing"]), *words], 1
            return
        if words := _tested_for(node.ops[0], right):
            yield [verb, *words], 1
            return
        node = node.left
    words = meaningful(noun_of(node))
    if words and negated and not also_otherwise and words[0] in ("is", "has"):
        yield [verb, "non" if words[0] == "is" else "missing", *words[1:]], 1
    elif words:
        yield [verb, *(["missing"] if negated and not also_otherwise else []), *words], 1


def _tested_for(operator: ast.cmpop, right: ast.expr) -> list[str]:
    """The words of the text or the member of an enumeration that something is compared with."""
    if isinstance(operator, ast.Eq) and isinstance(right, ast.Constant) and isinstance(right.value, str):
        return meaningful(split(right.value)) if re.fullmatch(r"[\w -]{2,20}", right.value) else []
    if isinstance(operator, (ast.Eq, ast.Is)) and isinstance(right, ast.Attribute):
        return meaningful(split(right.attr))
    return []


def _of_returns(function: Function, statements: Sequence[ast.stmt]) -> Iterator[tuple[list[str], int]]:
    """What the code returns, if it has a name."""
    last = statements[-1]
    if isinstance(last, ast.Return) and last.value is not None:
        value = last.value
        if isinstance(value, ast.Name) and _tells(split(value.id)) and _is_stored(value.id, statements):
            yield [verb_for(function, statements, value.id), *_qualified(function, [value.id])], 2
        elif isinstance(value, ast.Call):
            words = split(dotted(value.func).rpartition(".")[2])
            if words and words[0] in VERBS and len(words) > 1:
                yield words, 1


def _is_stored(name: str, statements: Sequence[ast.stmt]) -> bool:
    """Whether the statements give a variable a value."""
    nodes = (node for statement in statements for node in ast.walk(statement) if isinstance(node, ast.Name))
    return any(node.id == name and isinstance(node.ctx, ast.Store) for node in nodes)


def _of_calls(statements: Sequence[ast.stmt]) -> Iterator[tuple[list[str], int]]:
    """The last telling call that stands as a statement: its own name, or its verb with what it acts on.

    Of code with more than a few statements only calls that are not inside an `if` or a loop speak for the whole.
    """
    size = sum(1 for _ in own_statements(statements))
    acting = statements if size > _FEW else list(own_statements(statements))
    for statement in reversed(acting):
        call = statement.value if isinstance(statement, ast.Expr) else None
        call = call.value if isinstance(call, ast.Await) else call
        if not isinstance(call, ast.Call):
            continue
        name = (dotted(call.func).rpartition(".")[2] or getattr(call.func, "attr", "")).strip("_")
        words = split(name)
        if not words or words[0] not in VERBS or name in _FILLERS or words[0] in ("log", "get", "assert"):
            continue
        if words[0] in CLEARING and size > 2:
            continue
        if len(words) > 1:
            again = sum(_is_call_of(other, name) for other in acting) > 1
            yield [*words[:-1], plural(words[-1])] if again else words, 1
            continue
        objects = [noun_of(argument) for argument in call.args[:1]]
        if isinstance(call.func, ast.Attribute):
            objects.append(noun_of(call.func.value))
        for noun in objects:
            if meaningful(noun):
                yield [*words, *meaningful(noun)], 1


def _is_call_of(statement: ast.stmt, name: str) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and (dotted(call.func) or "").rpartition(".")[2].strip("_") == name


def _of_attributes(statements: Sequence[ast.stmt]) -> Iterator[tuple[list[str], int]]:
    """`set_...` for attributes and items that the code assigns; of much code, what it does not assign in a part alone."""
    names: dict[str, None] = {}
    size = sum(1 for _ in own_statements(statements))
    parts_too = size <= _FEW
    for node in (
        item for statement in statements if parts_too or not children(statement) for item in ast.walk(statement)
    ):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names[node.attr] = None
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            words = noun_of(node.value)
            if meaningful(words):
                names["_".join(words)] = None
    found = [name for name in names if _tells(split(name))]
    if 1 <= len(found) <= 2:
        yield ["set", *_joined(found)], 1


def _of_surroundings(function: Function, statements: Sequence[ast.stmt]) -> Iterator[tuple[list[str], int]]:
    """What the `if` or loop right around the code is about."""
    for around in own_statements(function.body):
        if isinstance(around, ast.If) and around.body[0] is statements[0]:
            yield from _of_test(around.test)
        elif isinstance(around, (ast.For, ast.AsyncFor)) and statements[0] in around.body:
            targets = around.target.elts if isinstance(around.target, ast.Tuple) else [around.target]
            for words in (meaningful(noun_of(target)) for target in reversed(targets)):
                if words:
                    yield ["handle", *words], 1


def _is_made_here(test: ast.expr, statements: Sequence[ast.stmt]) -> bool:
    """Whether a condition is about a variable of the code itself, which tells its reader less than what comes from outside."""
    return _is_stored(next((node.id for node in ast.walk(test) if isinstance(node, ast.Name)), ""), statements)


def _of_loop_around(function: Function, statements: Sequence[ast.stmt]) -> Iterator[tuple[list[str], int]]:
    """What the innermost loop around the code goes through, however deep the code stands in it."""
    loops = [item for item in own_statements(function.body) if isinstance(item, (ast.For, ast.AsyncFor))]
    around = [loop for loop in loops if any(item is statements[0] for item in own_statements(loop.body))]
    for words in (meaningful(noun_of(loop.target)) for loop in reversed(around)):
        if words:
            yield ["handle", *words], 1


def by_place(function: Function, statements: Sequence[ast.stmt]) -> list[str]:
    """What a part of a function is to the whole."""
    owner = split(function.name) or ["it"]
    owner = [gerund(owner[0]) if owner[0] in VERBS else owner[0], *owner[1:]]
    if statements[0] in function.body[:2]:
        return ["prepare", *owner]
    return ["finish" if statements[-1] is function.body[-1] else "continue", *owner]
