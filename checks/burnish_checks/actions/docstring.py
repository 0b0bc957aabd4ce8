"""The actions that write docstrings and bring them up to date, for one definition or a whole file."""

from __future__ import annotations

from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.action import Action, Selection
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Change, Refused, Repair
from burnish_checks.core.rule import Safety
from burnish_checks.docstrings.agreement import agreement
from burnish_checks.docstrings.audience import is_module_path, kind_of
from burnish_checks.docstrings.generating import documented, documented_module, is_method
from burnish_checks.docstrings.literal import literal_of
from burnish_checks.docstrings.openings import Documented, docstring_in
from burnish_checks.docstrings.updating import updated

KIND = "refactor.rewrite.docstring"
_FUNCTIONS = (syntax.FunctionDef, syntax.AsyncFunctionDef)
_WHY = "The texts come from names, and want to be looked over."


def offer(selection: Selection) -> str | None:
    """The title, if the caret is in the head of a definition or in its docstring."""
    node = definition_at(selection)
    if node is None:
        return None
    if not _has_docstring(selection, selection.index, node):
        return f"Generate a docstring for `{node.name}`"
    if not isinstance(node, _FUNCTIONS) or not _is_behind(selection.block, node):
        return None
    return f"Update the docstring of `{node.name}`"


def write(selection: Selection) -> Repair:
    """Write the docstring, or bring it in line with the signature."""
    node = definition_at(selection)
    if node is None:
        raise Refused("There is no definition here.")
    if not _has_docstring(selection, selection.index, node):
        return documented(selection.snapshot, selection.index, node, selection.inference)
    if not isinstance(node, _FUNCTIONS):
        raise Refused("The class has a docstring.")
    return updated(selection.snapshot, selection.index, node, selection.inference, complete=True)


def definition_at(selection: Selection) -> Documented | None:
    """The innermost definition in whose head or docstring the selection begins."""
    block, place = selection.block, selection.relative
    found: Documented | None = None
    for node in _definitions(block):
        span = block.span(node)
        first = node.body[0] if node.body else None
        constant = docstring_in(node.body)
        end = span.end_line
        if constant is not None:
            end = block.span(constant).end_line
        elif first is not None:
            end = max(span.start_line, block.span(first).start_line - 1)
        if span.start_line <= place.start_line <= end:
            found = node
    return found


def offer_for_file(selection: Selection) -> str | None:
    """The title, if the caret is on the first line of the file or on a definition; cheap, so it may find nothing to do."""
    at_top = selection.span.start_line == 0
    return "Generate all missing docstrings in this file" if at_top or definition_at(selection) is not None else None


def write_all(selection: Selection) -> Repair:
    """Write every docstring that the rules miss, and bring those in line that are not."""
    changes: list[Change] = []
    snapshot = selection.snapshot
    first = snapshot.entries[0].block
    described = is_module_path(snapshot.environment.path)
    if described and not first.broken and docstring_in(first.body) is None and first.kind != "tail":
        changes.extend(documented_module(snapshot).changes)
    for index, entry in enumerate(snapshot.entries):
        context = Context(snapshot.view, index, snapshot.environment.engine.topics)
        for node in _definitions(entry.block):
            try:
                changes.extend(_changes_for(selection, index, node, context))
            except Refused:
                continue
    count = len(changes)
    return Repair(tuple(changes), f"Generate or update {count} docstring{'' if count == 1 else 's'}")


def _changes_for(selection: Selection, index: int, node: Documented, context: Context) -> tuple[Change, ...]:
    snapshot = selection.snapshot
    block = snapshot.entries[index].block
    if _has_docstring(selection, index, node):
        if isinstance(node, _FUNCTIONS) and _is_out_of_line(block, node):
            return updated(snapshot, index, node, selection.inference).changes
        return ()
    if kind_of(block, node, context) not in ("function", "method", "class"):
        return ()
    return documented(snapshot, index, node, selection.inference).changes


def _definitions(block: Block) -> Iterator[Documented]:
    found: list[Documented] = [
        *block.nodes(syntax.FunctionDef),
        *block.nodes(syntax.AsyncFunctionDef),
        *block.nodes(syntax.ClassDef),
    ]
    yield from sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _has_docstring(selection: Selection, index: int, node: Documented) -> bool:
    """Whether the definition has one, for a class whose members are blocks of their own too."""
    if node.body or not isinstance(node, syntax.ClassDef):
        return docstring_in(node.body) is not None
    entries = selection.snapshot.entries
    following = entries[index + 1].block if index + 1 < len(entries) else None
    return following is not None and bool(following.frames) and docstring_in(following.body) is not None


def _is_behind(block: Block, node: syntax.FunctionDef | syntax.AsyncFunctionDef) -> bool:
    """Whether an update would add something: fields that are missing, or all of them."""
    literal = literal_of(block, node)
    if literal is None:
        return False
    found = literal.read()
    held = agreement(node, found, method=is_method(block, node))
    tells = held.signature.parameters or held.signature.returns or held.signature.raises
    return _is_out_of_line(block, node) or (not found.fields and bool(tells))


def _is_out_of_line(block: Block, node: syntax.FunctionDef | syntax.AsyncFunctionDef) -> bool:
    literal = literal_of(block, node)
    if literal is None:
        return False
    held = agreement(node, literal.read(), method=is_method(block, node))
    return bool(held.undocumented or held.stale or held.undocumented_raises or held.undocumented_return)


docstring = Action("docstring", KIND, offer, write, Safety.DRAFT, _WHY, slow=True)
docstrings_of_file = Action("docstrings-of-file", KIND, offer_for_file, write_all, Safety.DRAFT, _WHY, slow=True)
