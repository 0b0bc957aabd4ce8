"""Writing the docstring that is missing, in the style of its surroundings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.core.repair import Change, Repair
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.docstrings.audience import is_dunder
from burnish_checks.docstrings.convention import Convention, convention_of
from burnish_checks.docstrings.openings import Documented
from burnish_checks.docstrings.placing import (
    Spot,
    change_at,
    indent_unit,
    insertion,
    spot_in_module,
    spot_in_suite,
)
from burnish_checks.docstrings.signature import Function, Parameter, Raised, Signature, TypeOf, signature_of
from burnish_checks.docstrings.styles import Entry, Outline, placeholder, plain, snippet, written
from burnish_checks.docstrings.summaries import (
    class_summary,
    function_summary,
    module_summary,
    parameter_text,
    result_text,
)

_FUNCTIONS = (syntax.FunctionDef, syntax.AsyncFunctionDef)
_LONGEST_CONDITION = 60


def documented(snapshot: Snapshot, index: int, node: Documented, inference: Any = None) -> Repair:
    """The repair that gives a function or class a docstring. Raises `Refused` where there is no place for one."""
    block = snapshot.entries[index].block
    spot = spot_in_suite(snapshot, index, node)
    convention = convention_of(snapshot)
    if isinstance(node, syntax.ClassDef):
        outline = Outline(placeholder(class_summary(node.name, tuple(dotted(base) for base in node.bases))))
    else:
        outline = function_outline(block, node, convention, type_source(snapshot, index, node, inference))
    lines = written(outline, convention.style, indent_unit(snapshot))
    return Repair((_change(spot, lines, snapshot.newline),), f"Generate a docstring for `{node.name}`")


def regenerated(snapshot: Snapshot, index: int, node: Documented, old: syntax.Constant) -> Repair:
    """The repair that fills an empty docstring of a function or class."""
    block = snapshot.entries[index].block
    convention = convention_of(snapshot)
    if isinstance(node, syntax.ClassDef):
        lines = [placeholder(class_summary(node.name, tuple(dotted(base) for base in node.bases)))]
    else:
        outline = function_outline(block, node, convention, type_source(snapshot, index, node, None))
        lines = written(outline, convention.style, indent_unit(snapshot))
    return _refilled(snapshot, index, old, lines)


def regenerated_lone(snapshot: Snapshot, index: int, old: syntax.Constant) -> Repair:
    """The repair that fills the empty docstring of a module, or of a class whose members are blocks of their own."""
    around = snapshot.view.enclosing(index)
    if around:
        return _refilled(snapshot, index, old, [placeholder(class_summary(around[-1].name, around[-1].bases))])
    return _refilled(snapshot, index, old, [placeholder(_module_summary(snapshot))])


def _refilled(snapshot: Snapshot, index: int, old: syntax.Constant, lines: list[str]) -> Repair:
    span = snapshot.entries[index].block.span(old).moved(snapshot.starts[index])
    text = snapshot.lines[span.start_line]
    indent = text[: len(text) - len(text.lstrip())]
    spot = Spot(span, indent, "", "")
    return Repair((_change(spot, lines, snapshot.newline),), "Write the docstring")


def _module_summary(snapshot: Snapshot) -> str:
    path = PurePath(snapshot.environment.path.replace("\\", "/"))
    return module_summary(path.name.partition(".")[0], path.parent.name)


def documented_module(snapshot: Snapshot) -> Repair:
    """The repair that gives a module a docstring."""
    lines = [placeholder(_module_summary(snapshot))]
    change = _change(spot_in_module(snapshot), lines, snapshot.newline)
    return Repair((change,), "Generate a docstring for the module")


def function_outline(block: Block, node: Function, convention: Convention, infer: TypeOf) -> Outline:
    """What the docstring of a function says, its texts marked for a person to look over."""
    signature = signature_of(node, is_method(block, node), infer)
    last = {name.rpartition(".")[2] for name in decorator_names(node)}
    kind = "property" if {"property", "cached_property"} & last else "generator" if signature.yields else "function"
    if kind == "function" and not signature.returns:
        kind = "procedure"
    if any(name.endswith("contextmanager") for name in last):
        kind = "manager"
    summary = placeholder(function_summary(node.name, kind))
    if kind == "property" or (is_dunder(node.name) and node.name not in ("__init__", "__new__", "__call__")):
        return Outline(summary, raises=tuple(raises_entries(signature)))
    return Outline(
        summary,
        tuple(parameter_entry(item, convention) for item in signature.parameters),
        returns_entry(node, signature, convention) if signature.returns else None,
        yields_entry(node, signature, convention) if signature.yields else None,
        tuple(raises_entries(signature)),
    )


def parameter_entry(parameter: Parameter, convention: Convention) -> Entry:
    """What is said of a parameter."""
    text = placeholder(parameter_text(parameter.name, parameter.type, parameter.stars))
    default = parameter.default
    plain_default = default if default is not None and "\\" not in default and '"""' not in default else None
    entry = Entry(f"{parameter.stars}{parameter.name}", parameter.type, plain_default, text)
    return entry if convention.typed and not parameter.stars else replace(entry, type="")


def returns_entry(node: Function, signature: Signature, convention: Convention) -> Entry:
    """What is said of the result."""
    type_ = signature.return_type if convention.typed else ""
    return Entry("", type_, None, placeholder(result_text(node.name, signature.return_type)))


def yields_entry(node: Function, signature: Signature, convention: Convention) -> Entry:
    """What is said of the items of a generator."""
    type_ = signature.yield_type if convention.typed else ""
    return Entry("", type_, None, placeholder("The next item."))


def raises_entries(signature: Signature) -> Iterator[Entry]:
    """What is said of each exception."""
    for item in signature.raises:
        yield Entry(item.name, "", None, placeholder(_when(item)))


def _when(raised: Raised) -> str:
    condition = raised.condition.replace("\n", " ")
    if not condition or len(condition) > _LONGEST_CONDITION or "\\" in condition or '"""' in condition:
        return "When this cannot be done."
    return f"If `{condition}`."


def is_method(block: Block, node: Function) -> bool:
    """Whether the function stands in a class body."""
    parent = block.parent(node)
    return isinstance(parent, syntax.ClassDef) if parent is not None else block.in_class


def decorator_names(node: Function) -> set[str]:
    """The dotted names of the decorators."""
    return {dotted(item.func if isinstance(item, syntax.Call) else item) for item in node.decorator_list}


def type_source(snapshot: Snapshot, index: int, node: Documented, inference: Any) -> TypeOf:
    """Types as inference tells them, written as they would be in code; nothing without it."""

    def infer(slot: str) -> str:
        if inference is None or not isinstance(node, _FUNCTIONS):
            return ""
        found = inference.slot(index, node, slot)
        spelling = inference.spell(index, node, found.type) if found is not None else None
        return str(getattr(spelling, "text", "")) if spelling is not None else ""

    return infer


def _change(spot: Spot, lines: list[str], newline: str) -> Change:
    marked = change_at(spot, lines, newline)
    return insertion(spot, plain(marked), snippet(marked))
