"""The rule repeated-string, and the repair that gives the string a name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.constants.extract import extraction
from burnish_checks.constants.replaceable import why_not
from burnish_checks.constants.text_names import is_time_format, string_name
from burnish_checks.constants.words import vocabulary
from burnish_checks.core.block import Block
from burnish_checks.core.context import ModuleContext
from burnish_checks.core.facts import Collector, Fact, ModuleFacts, collector
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, ModuleFinding, Safety, Severity, module_rule
from burnish_checks.patterns import deferred

_SHORTEST = 6
_LONGEST_SHOWN = 40
_LONGEST_DISPLAY = 8
_WORD_LIKE = deferred(r"[\w\-.:*$@#]*\Z")
_TELLING = deferred(r"[^\W\d_]{3}")
_ONLY_PLACEHOLDERS = deferred(r"(?:[^\w]*(?:%\(?\w*\)?[\d.]*[a-z]|\{[^{}]*\}|\\[a-z]))+[^\w]*\Z")
_LOGGING = vocabulary(
    "debug info warning warn error exception critical log fatal print deprecated msg add_argument option"
)
_DISPLAYS = (syntax.List, syntax.Tuple, syntax.Set, syntax.Dict)
_FUNCTIONS = (syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.Lambda)


@module_rule(
    Category.CONSTANTS,
    reads=("strings",),
    severity=Severity.HINT,
    partial_aliases=("S1192", "WPS226"),
    in_tests=False,
)
def repeated_string(module: ModuleFacts, context: ModuleContext) -> Iterator[ModuleFinding]:
    """The same string, three times or more.

    When it changes, one of the copies will be forgotten. Docstrings, pieces of f-strings, single words (keys, names of
    attributes), texts that are logged or translated, type expressions, and tables outside functions are not counted. How
    many times are too many is the threshold `min-string-repeats`.

    ```python
    def headers():
        return {"Accept": "application/json"}


    def upload(client, body):
        client.post(body, "application/json")


    def is_json(response):
        return response.kind == "application/json"
    ```

    ```python
    JSON_CONTENT_TYPE = "application/json"


    def headers():
        return {"Accept": JSON_CONTENT_TYPE}


    def upload(client, body):
        client.post(body, JSON_CONTENT_TYPE)


    def is_json(response):
        return response.kind == JSON_CONTENT_TYPE
    ```
    """
    least = context.settings.thresholds.min_string_repeats
    often = {value: count for value, count in module.values("strings").items() if count >= least}
    if not often:
        return
    first: dict[Any, tuple[object, Fact]] = {}
    for anchor, fact in module.each("strings"):
        if fact.value in often and fact.value not in first:
            first[fact.value] = (anchor, fact)
    for value, (anchor, fact) in first.items():
        shown = value[1] if len(value[1]) <= _LONGEST_SHOWN else f"{value[1][:_LONGEST_SHOWN]}…"
        message = f"The string {shown!r} occurs {often[value]} times; give it a name."
        yield ModuleFinding(anchor, fact, message)


@collector("strings", local=True, docstrings=True, among=(syntax.Constant,))
def strings(block: Block) -> Iterator[tuple[Any, Any]]:
    """Strings worth a name, as (type, text), each where it stands."""
    for node in block.nodes(syntax.Constant):
        value = node.value
        if isinstance(value, str) and len(value) >= _SHORTEST and _is_counted(block, node, value):
            yield ("str", value), node


def _is_counted(block: Block, node: syntax.Constant, value: str) -> bool:
    if _WORD_LIKE.match(value) or block.parent(node).__class__ is syntax.Expr:  # a word, or a docstring
        return False
    telling = _TELLING.search(value) and not _ONLY_PLACEHOLDERS.match(value)
    if not (telling or is_time_format(value)):
        return False
    if any(quoted[2] is node for quoted in block.walk.quoted) or why_not(block, node):
        return False
    inside = False
    parent = block.parent(node)
    if (
        isinstance(parent, _DISPLAYS)
        and len(getattr(parent, "elts", ()) or getattr(parent, "values", ())) > _LONGEST_DISPLAY
    ):
        return False
    for outer in block.ancestors(node):
        if isinstance(outer, syntax.Call) and _is_message(outer):
            return False
        if isinstance(outer, _FUNCTIONS):
            inside = True
    return inside or not isinstance(parent, (*_DISPLAYS, syntax.keyword))


def _is_message(call: syntax.Call) -> bool:
    name = call.func.attr if isinstance(call.func, syntax.Attribute) else getattr(call.func, "id", "")
    return name in _LOGGING


@repeated_string.fix("Extract constant", Safety.SAFE)
def name_string(target: Target) -> Repair:
    """Name the string, and use the name wherever it stands."""
    for node in target.block.nodes(syntax.Constant):
        if target.block.span(node) == target.finding.span:
            return string_extraction(target, node)
    raise Refused("The code has changed since the finding was made.")


def string_extraction(target: Target, node: syntax.Constant) -> Repair:
    """The edits that name a string of a finding and all equal ones that are counted with it."""

    def same(block: Block, other: syntax.expr) -> bool:
        return (
            isinstance(other, syntax.Constant)
            and isinstance(other.value, str)
            and _is_counted(block, other, other.value)
        )

    name = string_name(target.block, node)
    if not name:
        raise Refused("Nothing in or around the string says what it is.")
    return extraction(target.snapshot, target.index, node, name=name, same=same)


COLLECTORS: tuple[Collector, ...] = (strings,)
