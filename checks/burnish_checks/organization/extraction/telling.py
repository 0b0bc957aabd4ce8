"""The docstring of an extracted function: what its name says, and what a caller must know that the name does not say."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from burnish_checks.core.facts import dotted
from burnish_checks.core.names import split
from burnish_checks.organization.extraction.events import own_nodes
from burnish_checks.organization.extraction.naming import by_place
from burnish_checks.organization.extraction.regions import Region
from burnish_checks.organization.extraction.verbs import COLLECTING, MUTATING
from burnish_checks.organization.extraction.words import VERBS, tidy

_MADE = ("compute", "build", "collect", "parse", "find", "get")
"""Verbs of functions that make something out of what they are given."""
_PLACES = {"prepare": "first", "continue": "middle", "finish": "last"}
_PARTICLES = ("up", "out", "in", "off", "down", "over")
_MOST_NAMED = 3


def ways_to_say(name: str, region: Region, parameters: Sequence[str]) -> list[str]:
    """What a function of this name does, the longest first: with what it makes it from, what it changes and raises."""
    run = region.run
    if split(name) == tidy(by_place(run.function, run.statements)):
        begins = f"Do the {_PLACES[split(name)[0]]} part of `{run.function.name}`"
    else:
        begins = sentence(name)[:-1]
    changes = [item for item in _changed(region) if not _is_said(item[0], name, region)]
    changed = list(dict.fromkeys(item for item, _ in changes))
    source, given_back = _result(name, region, [item for item in parameters if item not in changed])
    deed = "add to" if all(is_added for _, is_added in changes) else "change"
    change = [f"{deed} {_listed(changed)}"] if 0 < len(changed) < _MOST_NAMED else []
    raised = list(dict.fromkeys(_raised(run.statements)))
    failing = f", or raise {_listed(raised, 'or')}" if 0 < len(raised) < _MOST_NAMED else ""
    ways = (
        _joined([begins + source, *given_back, *change]) + failing,
        _joined([begins, *given_back, *change]) + failing,
        _joined([begins, *change]) + failing,
        begins + failing,
        begins + source,
        begins,
    )
    return [f"{text}." for text in dict.fromkeys(ways)]


def ways_to_say_value(name: str, parameters: Sequence[str]) -> list[str]:
    """What a function of this name does that gives the value of an expression, the longest first."""
    if not parameters:
        return [sentence(name)]
    if split(name)[0] == "check":
        return [f"Tell whether a condition on {_listed(parameters)} holds.", sentence(name)]
    return [f"{sentence(name)[:-1]} from {_listed(parameters)}.", sentence(name)]


def sentence(name: str) -> str:
    """A docstring for a function of this name: `_parse_header` is "Parse the header."."""
    words = split(name)
    if len(words) < 2 or words[0] not in VERBS or words[1].endswith("ing"):
        return " ".join(words).capitalize() + "."
    verb = words[:2] if words[1] in _PARTICLES and len(words) > 2 else words[:1]
    return f"{' '.join(verb).capitalize()} the {' '.join(words[len(verb) :])}."


def _result(name: str, region: Region, parameters: Sequence[str]) -> tuple[str, list[str]]:
    """What the function makes its result from, or that it gives back what it was given."""
    verb = split(name)[0]
    outputs = region.outputs
    if not outputs and not region.returns_value:
        return "", []
    given = [item for item in parameters if item not in outputs]
    source = f" from {_listed(given)}" if verb in _MADE and 0 < len(given) <= _MOST_NAMED else ""
    if not outputs or (verb in _MADE and all(set(split(item)) <= set(split(name)) for item in outputs)):
        return source, []
    known = len(outputs) == 1 and set(split(outputs[0])) <= set(split(name))
    pronoun = "them" if outputs[0].endswith("s") else "it"
    return source, [f"return {pronoun if known else _listed(outputs)}"]


def _is_said(changed: str, name: str, region: Region) -> bool:
    """Whether the function's name says what is changed, or its result is just that."""
    own = changed.rpartition(".")[2]
    return own in region.outputs or set(split(own)) <= set(split(name))


def _changed(region: Region) -> Iterator[tuple[str, bool]]:
    """What the code changes that is not its own, parameters and attributes of the method's object; if it only adds to it."""
    for node in own_nodes(region.run.statements):
        place: ast.expr | None = None
        is_added = False
        if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            place = node
        elif isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
            place = node.value
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in MUTATING | COLLECTING
        ):
            place, is_added = node.func.value, node.func.attr in COLLECTING or node.func.attr == "add"
        name = dotted(place) if place is not None else ""
        root = name.partition(".")[0]
        if root in region.parameters or root in ("self", "cls"):
            yield name, is_added


def _raised(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """The exceptions that the code raises by name, if no `try` of it is about them."""
    nodes = list(own_nodes(statements))
    if any(isinstance(node, ast.Try) for node in nodes):
        return
    for node in nodes:
        if isinstance(node, ast.Raise) and node.exc is not None:
            kind = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if dotted(kind).rpartition(".")[2][:1].isupper():
                yield dotted(kind)


def _listed(names: Sequence[str], link: str = "and") -> str:
    return _joined([f"`{name}`" for name in names], link)


def _joined(words: Sequence[str], link: str = "and") -> str:
    return f" {link} ".join(filter(None, (", ".join(words[:-1]), words[-1])))
