"""The fix of the missing-annotation rules: write the type hint that inference finds."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Refused, Repair, Target, after, differences
from burnish_checks.core.rule import Safety
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.review.words import listed
from burnish_checks.typing.inferring import inference_of
from burnish_checks.typing.missing_annotations import (
    MISSING_ATTRIBUTE_ANNOTATION,
    MISSING_PARAMETER_ANNOTATION,
    MISSING_RETURN_ANNOTATION,
    MISSING_VARIADIC_ANNOTATION,
)
from burnish_checks.typing.run_time import read_at_run_time
from burnish_checks.typing.signatures import Function, functions, parameter_edit, return_edit

if TYPE_CHECKING:
    from burnish_checks.inference import Inference, Inferred, Need

WHY_GUESS = "The hint is a guess from the evidence named; a type checker may disagree."
WHY_RUNTIME = "Something may read the annotations of this function at run time."


@dataclass(frozen=True)
class Hint:
    """One hint to write: where in its block, the text, how a title names it, and the imports it needs."""

    span: Span
    text: str
    label: str
    inferred: Inferred
    changes: tuple[Change, ...]
    needs: tuple[Need, ...]


def add_type_hint(target: Target) -> Repair:
    """The repair that annotates the slot named in the finding. Raises `Refused` where nothing is known of it."""
    node = _function_with(target)
    inference = inference_of(target)
    hint = _hint_for(target, node, inference)
    safety, why = _safety(hint.inferred, target, node)
    changes = (target.replace(hint.span, hint.text), *hint.changes)
    return Repair(changes, title=_title(hint.label, hint.inferred), safety=safety, why=why)


def hint_for(target: Target, inference: Inference) -> tuple[Hint, Safety]:
    """The hint for the slot named in a finding, and how safe it is. Raises `Refused` where nothing is known of it."""
    node = _function_with(target)
    hint = _hint_for(target, node, inference)
    return hint, _safety(hint.inferred, target, node)[0]


def _hint_for(target: Target, node: Function, inference: Inference) -> Hint:
    slot = target.finding.data["slot"]
    attribute = target.finding.data.get("attribute")
    inferred = inference.slot(target.index, node, f"self.{attribute}" if attribute else slot)
    if inferred is None:
        raise Refused(f"Nothing tells what type `{slot}` has.")
    spelling = inference.spell(target.index, node, inferred.type)
    if spelling is None:
        raise Refused("The inferred type has no name that could be written here.")
    edit = (
        _attribute_edit(target, attribute, spelling.text)
        if attribute
        else return_edit(target.block, node, spelling.text)
        if slot == "return"
        else parameter_edit(target.block, node, slot, spelling.text)
    )
    if edit is None:
        raise Refused("There is no plain place to write the hint.")
    label = f"-> {spelling.text}" if slot == "return" else f"{slot}: {spelling.text}"
    return Hint(*edit, label, inferred, spelling.changes, spelling.needs)


def hints_of_function(target: Target, node: Function, inference: Inference) -> Repair:
    """The repair that annotates every slot of a function that something is known of. Raises `Refused` if none is."""
    found = hints(target.snapshot, target.index, node, inference)
    changes = changes_of(target.snapshot, [(target.index, hint) for hint in found])
    if not changes:
        raise Refused(f"Nothing tells what types `{node.name}` has.")
    certain = all(hint.inferred.certain for hint in found) and not read_at_run_time(target.snapshot, target.index, node)
    title = f"Add type hints: {', '.join(f'`{hint.label}`' for hint in found)}"
    return Repair(
        changes, title=title, safety=Safety.SAFE if certain else Safety.UNSAFE, why="" if certain else WHY_GUESS
    )


def hints(snapshot: Snapshot, index: int, node: Function, inference: Inference) -> list[Hint]:
    """The hints that a function of the block at `index` lacks and that can be written."""
    block = snapshot.entries[index].block
    result: list[Hint] = []
    for slot, inferred in inference.function(index, node).items():
        spelling = inference.spell(index, node, inferred.type)
        if spelling is None:
            continue
        if slot == "return":
            edit, label = return_edit(block, node, spelling.text), f"-> {spelling.text}"
        else:
            edit, label = parameter_edit(block, node, slot, spelling.text), f"{slot}: {spelling.text}"
        if edit is not None:
            result.append(Hint(*edit, label, inferred, spelling.changes, spelling.needs))
    return result


def changes_of(snapshot: Snapshot, found: Iterable[tuple[int, Hint]]) -> tuple[Change, ...]:
    """The changes that write hints, each given with the index of its entry, and import what they name."""
    texts, imports = written(snapshot, found)
    return (*texts, *imports) if texts else ()


def written(snapshot: Snapshot, found: Iterable[tuple[int, Hint]]) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The changes that write hints, in their order, and those that import what they name.

    Hints were spelled one by one: where two import different things by one name, those of the second are left out.
    """
    wanted = list(found)
    first: dict[Need, int] = {}
    for index, hint in wanted:
        for need in hint.needs:
            first[need] = min(index, first.get(need, index))
    importing, missing = snapshot, set()
    for need, index in first.items():
        grown = len(importing.entries) - len(snapshot.entries)
        try:
            importing = after(importing, need.fill(importing, index + grown))
        except (Refused, ValueError):
            missing.add(need)
    texts = [
        Change(hint.span.moved(snapshot.starts[index]), hint.text)
        for index, hint in wanted
        if not missing.intersection(hint.needs)
    ]
    return tuple(texts), differences(snapshot.lines, importing.lines)


def _function_with(target: Target) -> Function:
    """The function whose slot was found: the one whose name it is, or the innermost around a parameter."""
    for node in functions(target.block):
        if target.block.name_span(node) == target.finding.span:
            return node
    found = target.node(ast.FunctionDef, ast.AsyncFunctionDef)
    assert isinstance(found, (ast.FunctionDef, ast.AsyncFunctionDef))
    return found


def origin(inferred: Inferred) -> str:
    """Where a type comes from, as a sentence: `From 3 call sites and the default; a guess.`"""
    evidence = listed(inferred.evidence) or "what surrounds it"
    return f"From {evidence}{'' if inferred.certain else '; a guess'}."


def _title(hint: str, inferred: Inferred) -> str:
    evidence = f" (from {listed(inferred.evidence)})" if inferred.evidence else ""
    return f"Add type hint: `{hint}`{evidence}"


def _safety(inferred: Inferred, target: Target, node: Function) -> tuple[Safety, str]:
    if read_at_run_time(target.snapshot, target.index, node):
        return Safety.UNSAFE, WHY_RUNTIME
    if inferred.certain:
        return Safety.SAFE, ""
    return Safety.UNSAFE, WHY_GUESS


def _attribute_edit(target: Target, name: str, text: str) -> tuple[Span, str] | None:
    place = target.block.span(target.node(ast.Attribute))
    if target.block.source(place).rpartition(".")[2] != name:
        return None
    return Span(*place.end, *place.end), f": {text}"


for _rule, _title_text in (
    (MISSING_PARAMETER_ANNOTATION, "Add a type hint for `{slot}`"),
    (MISSING_VARIADIC_ANNOTATION, "Add a type hint for `{slot}`"),
    (MISSING_RETURN_ANNOTATION, "Add a return type hint to `{function}`"),
):
    _rule.fix(_title_text, Safety.UNSAFE, why=WHY_GUESS, slow=True, at_best=Safety.SAFE)(add_type_hint)
# what an attribute will hold is told by the methods there are: never for certain
MISSING_ATTRIBUTE_ANNOTATION.fix("Add a type hint for `self.{attribute}`", Safety.UNSAFE, why=WHY_GUESS, slow=True)(
    add_type_hint
)
