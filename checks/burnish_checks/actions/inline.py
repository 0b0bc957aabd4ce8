"""The action that puts a variable's value in the place of its name."""

from __future__ import annotations

from dataclasses import dataclass

from burnish_checks import syntax
from burnish_checks.actions.evaluation import (
    changes_by_calls,
    evaluated_before,
    has_effects,
    has_lookups,
    names_read,
    reads_contents,
    refuse_shown,
    refuse_watched,
    statement_around,
    stored_in,
    writes_elsewhere,
)
from burnish_checks.core.action import Action, Selection
from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change, Refused, Repair
from burnish_checks.core.rule import Safety
from burnish_checks.core.snapshot import Snapshot

_ATOMS = (
    syntax.Name, syntax.Call, syntax.Attribute, syntax.Subscript, syntax.List, syntax.Dict, syntax.Set, syntax.ListComp,
    syntax.SetComp, syntax.DictComp, syntax.JoinedStr,
)  # fmt: skip
_LITERAL_PARTS = (syntax.Constant, syntax.UnaryOp, syntax.BinOp, syntax.operator, syntax.unaryop)
_LOOPS = (syntax.For, syntax.AsyncFor, syntax.While)


@dataclass(frozen=True)
class Variable:
    """A local variable that is bound once, by a plain assignment."""

    name: str
    assignment: syntax.Assign | syntax.AnnAssign
    value: syntax.expr
    uses: tuple[syntax.Name, ...]


def offer(selection: Selection) -> str | None:
    """The title, if the caret is on a variable that is bound once and used."""
    try:
        variable = variable_at(selection)
    except Refused:
        return None
    return f"Inline variable `{variable.name}`"


def inline(selection: Selection) -> Repair:
    """Put the value wherever the name stands, and take the assignment away."""
    variable = variable_at(selection)
    block, start = selection.block, selection.start
    refuse_watched(block, variable.assignment)
    why = _refuse_what_changes(selection.snapshot, block, variable)
    changes = [_without(block, variable.assignment, start)]
    for use in variable.uses:
        changes.append(Change(block.span(use).moved(start), _value_for(block, use, variable.value)))
    note = f" ({len(changes) - 1} uses)" if len(changes) > 2 else ""
    title = f"Inline variable `{variable.name}`{note}"
    return Repair(tuple(changes), title, Safety.UNSAFE if why else None, why)


def variable_at(selection: Selection) -> Variable:
    """The variable under the caret. Raises `Refused` with the reason where it cannot be inlined."""
    block = selection.block
    if block.broken:
        raise Refused("The code cannot be read.")
    place = selection.relative
    name, scope = next(
        ((node, scope) for node, scope in block.walk.names if block.span(node).contains(place)), (None, None)
    )
    if name is None or scope is None:
        raise Refused("There is no variable here.")
    owner = scope.resolve(name.id)
    if owner is None or owner.kind != "function":
        raise Refused("Only variables of functions can be inlined.")
    binders = owner.bound[name.id]
    assignment = block.parent(binders[0]) if len(binders) == 1 else None
    if not isinstance(assignment, (syntax.Assign, syntax.AnnAssign)) or not isinstance(binders[0], syntax.Name):
        raise Refused("The variable is bound more than once, or not by an assignment.")
    targets = assignment.targets if isinstance(assignment, syntax.Assign) else [assignment.target]
    if len(targets) != 1 or targets[0] is not binders[0] or assignment.value is None:
        raise Refused("The variable is bound together with others.")
    if _is_declared(block, name.id):
        raise Refused("The variable is changed by a function inside.")
    uses = tuple(
        node
        for node, at in block.walk.names
        if node.id == name.id and node is not binders[0] and at.resolve(node.id) is owner
    )
    if not uses:
        raise Refused("The variable is never used.")
    return Variable(name.id, assignment, assignment.value, uses)


def _is_declared(block: Block, name: str) -> bool:
    """Whether a function inside says that it changes the name."""
    return any(name in scope.nonlocals for scope in block.walk.scopes.values())


def _refuse_what_changes(snapshot: Snapshot, block: Block, variable: Variable) -> str:
    """Raise `Refused` unless the value is the same wherever the name stands, as far as can be told; why it cannot be."""
    suite = _suite(block, variable.assignment)
    behind = suite[suite.index(variable.assignment) + 1 :]
    for use in variable.uses:
        if not any(use in syntax.walk(statement) for statement in behind):
            raise Refused("The variable is used outside the block that sets it.")
        refuse_shown(block, use)
        _refuse_in_text(block, use, variable.value)
    value = variable.value
    if any(isinstance(item, (syntax.Yield, syntax.YieldFrom, syntax.NamedExpr)) for item in syntax.walk(value)):
        raise Refused("Its value does something that must stay where it is.")
    if _is_literal(value):
        return ""
    shared = changes_by_calls(snapshot, block, value)
    if shared or not isinstance(value, syntax.Name):
        return _refuse_unless_next(block, variable, behind, shared=shared)
    _refuse_rebinding(block, variable)
    return ""


def _is_literal(value: syntax.expr) -> bool:
    return all(isinstance(item, _LITERAL_PARTS) for item in syntax.walk(value))


def _refuse_rebinding(block: Block, variable: Variable) -> None:
    """For a value that is another name: it must be bound once."""
    scope = block.walk.scope_at(variable.value)
    for name in names_read(variable.value):
        owner = scope.resolve(name)
        if owner is not None and (len(owner.bound[name]) > 1 or _is_declared(block, name)):
            raise Refused(f"`{name}` may have another value where the variable is used.")
    for use in variable.uses:
        if block.walk.scope_at(use).resolve(_only(variable.value)) is not scope.resolve(_only(variable.value)):
            raise Refused("The name means something else where the variable is used.")


def _only(value: syntax.expr) -> str:
    return value.id if isinstance(value, syntax.Name) else ""


def _refuse_unless_next(block: Block, variable: Variable, behind: list[syntax.stmt], *, shared: bool) -> str:
    """For a value that is computed: one use, in an unconditional place, with nothing between that certainly matters."""
    if len(variable.uses) > 1:
        raise Refused("It would be computed more than once.")
    use = variable.uses[0]
    statement = statement_around(block, use)
    if statement not in behind:
        raise Refused("It would be computed under other circumstances.")
    names, effects = names_read(variable.value), has_effects(variable.value)
    lookups = shared or has_lookups(variable.value)
    between: list[syntax.AST] = [*behind[: behind.index(statement)], *evaluated_before(statement, use)]
    kept = _kept_inside(block, variable) if effects or lookups else set()
    why = ""
    for part in between:
        matters = has_effects(part) or writes_elsewhere(part) or isinstance(part, _LOOPS)
        if (names | kept) & stored_in(part) or (effects and (matters or has_lookups(part))) or (lookups and matters):
            raise Refused("What stands between might change its value.")
        if matters and reads_contents(variable.value):
            why = "what is called in between may change the objects that it is computed from."
    return why


def _kept_inside(block: Block, variable: Variable) -> set[str]:
    """The names that functions inside, or others in the module, read when they are called."""
    scope = block.walk.scope_at(variable.assignment)
    return scope.globals | {
        node.id for node, at in block.walk.names if at is not scope and at.resolve(node.id) is scope
    }


def _refuse_in_text(block: Block, use: syntax.Name, value: syntax.expr) -> None:
    """Raise `Refused` inside an f-string whose quotes get in the way."""
    for outer in block.ancestors(use):
        if isinstance(outer, syntax.FormattedValue) and any(
            character in block.source(value) for character in "\"'\\{}\n"
        ):
            raise Refused("The value cannot be written inside the f-string.")
        if isinstance(outer, syntax.stmt):
            return


def _suite(block: Block, statement: syntax.stmt) -> list[syntax.stmt]:
    parent = block.parent(statement)
    for name in ("body", "orelse", "finalbody"):
        suite = getattr(parent, name, None)
        if isinstance(suite, list) and statement in suite:
            return suite
    raise Refused("The assignment stands in no block of statements.")


def _without(block: Block, statement: syntax.stmt, start: int) -> Change:
    """Take the lines of a statement away; it must have them for itself."""
    span = block.span(statement)
    before = block.lines[span.start_line][: span.start_column]
    after = block.lines[span.end_line][span.end_column :].strip()
    if before.strip() or after:
        what = "a comment, which would be lost" if after.startswith("#") else "another statement"
        raise Refused(f"The assignment shares its line with {what}.")
    return Change(Span(span.start_line, 0, span.end_line + 1, 0).moved(start), "")


def _value_for(block: Block, use: syntax.Name, value: syntax.expr) -> str:
    text = block.source(value)
    parent = block.parent(use)
    alone = isinstance(parent, (syntax.Assign, syntax.Return, syntax.keyword)) or (
        isinstance(parent, syntax.Call)
        and use in parent.args
        and not isinstance(value, (syntax.GeneratorExp, syntax.Tuple))
    )
    atom = isinstance(value, _ATOMS) or (
        isinstance(value, syntax.Constant) and not isinstance(value.value, (int, float))
    )
    number = isinstance(value, syntax.Constant) and not isinstance(parent, syntax.Attribute)
    bracketed = isinstance(value, (syntax.Tuple, syntax.GeneratorExp)) and text.startswith("(")
    if "\n" in text and not _is_whole(text):
        return f"({text})"
    return text if (alone and not isinstance(value, syntax.Tuple)) or atom or number or bracketed else f"({text})"


def _is_whole(text: str) -> bool:
    """Whether an expression over several lines needs no brackets around it."""
    try:
        return len(syntax.parse(text).body) == 1
    except syntax.SyntaxProblem:
        return False


inline_variable = Action("inline-variable", "refactor.inline", offer, inline)
