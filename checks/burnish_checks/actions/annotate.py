"""The actions that add type hints: to a function, to all methods of a class, or to a whole file."""

from __future__ import annotations

from collections.abc import Iterable

from burnish_checks import syntax
from burnish_checks.actions.docstring import definition_at
from burnish_checks.core.action import Action, Selection
from burnish_checks.core.block import Block
from burnish_checks.core.listed import newly_listed
from burnish_checks.core.repair import Refused, Repair, after
from burnish_checks.core.rule import Safety
from burnish_checks.inference import Inference
from burnish_checks.typing.add_type_hints import WHY_GUESS, Hint, changes_of, hints
from burnish_checks.typing.run_time import read_at_run_time
from burnish_checks.typing.signatures import Function, every_parameter, functions

KIND = "refactor.rewrite.typehints"
_MOST_NAMED = 4


def _offer_function(selection: Selection) -> str | None:
    node = _function_at(selection)
    if node is None or not _has_gaps(node):
        return None
    return f"Add type hints to `{node.name}`"


def _annotate_function(selection: Selection) -> Repair:
    node = _function_at(selection)
    if node is None:
        raise Refused("There is no function here.")
    return _repair(selection, [(selection.index, node)], f"`{node.name}`")


def _offer_class(selection: Selection) -> str | None:
    name = _class_at(selection)
    if name is None or not any(_has_gaps(node) for _, node in _methods(selection)):
        return None
    return f"Add type hints to all methods of `{name}`"


def _annotate_class(selection: Selection) -> Repair:
    return _repair(selection, _methods(selection), f"`{_class_at(selection)}`")


def _offer_file(selection: Selection) -> str | None:
    """The title, if the caret is on the first line of the file or on a definition, as for docstrings."""
    snapshot = selection.snapshot
    if selection.span.start_line and definition_at(selection) is None:
        return None
    bare = any(_has_gaps(node) for entry in snapshot.entries for node in functions(entry.block))
    return "Add all type hints that can be inferred to this file" if bare else None


def _annotate_file(selection: Selection) -> Repair:
    entries = enumerate(selection.snapshot.entries)
    return _repair(
        selection, [(index, node) for index, entry in entries for node in functions(entry.block)], "the file"
    )


def _repair(selection: Selection, wanted: Iterable[tuple[int, Function]], what: str) -> Repair:
    """Every hint that the functions lack and that can be written. Raises `Refused` if there is none."""
    snapshot = selection.snapshot
    inference: Inference = selection.inference or Inference(snapshot)
    found: list[tuple[int, Hint]] = []
    certain = True
    for index, node in wanted:
        own = hints(snapshot, index, node, inference)
        found.extend((index, hint) for hint in own)
        certain = certain and not (own and read_at_run_time(snapshot, index, node))
    changes = changes_of(snapshot, found)
    if changes and newly_listed(snapshot, after(snapshot, changes)):
        found = [(index, hint) for index, hint in found if all(need.guarded for need in hint.needs)]
        changes = changes_of(snapshot, found)
    if not changes:
        raise Refused(f"Nothing tells what types {what} has.")
    certain = certain and all(hint.inferred.certain for _, hint in found)
    named = ", ".join(f"`{hint.label}`" for _, hint in found[:_MOST_NAMED])
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return Repair(
        changes,
        title=f"Add type hints: {named}{more}",
        safety=Safety.SAFE if certain else Safety.UNSAFE,
        why="" if certain else WHY_GUESS,
    )


def _has_gaps(node: Function) -> bool:
    names = [item for item in every_parameter(node) if item.annotation is None and item.arg not in ("self", "cls")]
    return bool(names) or node.returns is None


def _function_at(selection: Selection) -> Function | None:
    """The innermost function whose head the selection begins in."""
    block, place = selection.block, selection.relative
    best: Function | None = None
    for node in functions(block):
        span = block.span(node)
        end = block.span(node.body[0]).start if node.body else span.end
        if span.start <= place.start <= end and (best is None or node.lineno >= best.lineno):
            best = node
    return best


def _class_at(selection: Selection) -> str | None:
    """The class in whose header the selection begins."""
    block = selection.block
    if block.kind == "header" and block.body and isinstance(block.body[0], syntax.ClassDef):
        return block.body[0].name
    return None


def _methods(selection: Selection) -> list[tuple[int, Function]]:
    """The functions of the class whose header is at the selection."""
    snapshot, header = selection.snapshot, selection.block
    found: list[tuple[int, Function]] = []
    for index in range(selection.index + 1, len(snapshot.entries)):
        block: Block = snapshot.entries[index].block
        if len(block.indent) <= len(header.indent) and block.kind != "tail":
            break
        found.extend((index, node) for node in functions(block))
    return found


annotate_function = Action(
    "add-type-hints", KIND, _offer_function, _annotate_function, Safety.UNSAFE, WHY_GUESS, slow=True
)
annotate_class = Action(
    "add-type-hints-to-class", KIND, _offer_class, _annotate_class, Safety.UNSAFE, WHY_GUESS, slow=True
)
annotate_file = Action("add-type-hints-to-file", KIND, _offer_file, _annotate_file, Safety.UNSAFE, WHY_GUESS, slow=True)
