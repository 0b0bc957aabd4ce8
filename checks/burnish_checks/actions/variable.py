"""The actions that give an expression a name, and take a name away again."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterator
from itertools import takewhile

from burnish_checks import syntax
from burnish_checks.actions.evaluation import (
    changes_by_calls,
    evaluated_before,
    has_effects,
    has_lookups,
    is_fresh,
    names_read,
    reads_contents,
    refuse_shown,
    refuse_watched,
    statement_around,
    stored_in,
    writes_elsewhere,
)
from burnish_checks.constants.words import VAGUE, singular, split, telling, words_of
from burnish_checks.core.action import Action, Selection
from burnish_checks.core.block import Block
from burnish_checks.core.in_place import in_place
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Refused, Repair
from burnish_checks.core.rule import Safety
from burnish_checks.core.scopes import Scope
from burnish_checks.core.snapshot import Snapshot

_NOT_VALUES = (syntax.Starred, syntax.Slice, syntax.NamedExpr, syntax.Yield, syntax.YieldFrom, syntax.JoinedStr)
_NEVER = frozenset(dir(builtins)) | frozenset(keyword.kwlist) | frozenset(keyword.softkwlist)
_FUNCTIONS = (syntax.FunctionDef, syntax.AsyncFunctionDef)
_COMPREHENSIONS = (syntax.ListComp, syntax.SetComp, syntax.DictComp, syntax.GeneratorExp)
_SCOPES = (*_FUNCTIONS, syntax.Lambda, syntax.ClassDef)
_COMPARED: dict[type[syntax.cmpop], str] = {
    syntax.Gt: "above",
    syntax.GtE: "above",
    syntax.Lt: "below",
    syntax.LtE: "below",
    syntax.In: "in",
    syntax.NotIn: "not_in",
}
_WHY = "it is evaluated before something that stood in front of it."


def offer(selection: Selection) -> str | None:
    """The title, if an expression that can be moved is selected."""
    node = expression_at(selection)
    if node is None:
        return None
    try:
        statement_around(selection.block, node)
    except Refused:
        return None
    return "Extract variable"


def extract(selection: Selection) -> Repair:
    """Name the selected expression in a line of its own, for all its equals that still have the same value."""
    node = expression_at(selection)
    if node is None:
        raise Refused("There is no whole expression selected.")
    block = selection.block
    statement = statement_around(block, node)
    begins = block.span(statement).start
    indent = block.lines[begins.line][: begins.column]
    if indent.strip():
        raise Refused("The statement does not begin its line.")
    refuse_shown(block, node)
    refuse_watched(block, node)
    _refuse_as_member(selection, statement)
    _refuse_bound_before(statement, node)
    uses = list(_equal(selection.snapshot, block, statement, node))
    name = variable_name(selection.snapshot, block, node)
    newline = selection.snapshot.newline
    text = f"{indent}{name} = {_as_value(block, node)}{newline}"
    start = selection.start
    at = Span(begins.line, 0, begins.line, 0).moved(start)
    changes = [
        Change(at, text),
        *(Change(span.moved(start), put) for span, put in (_put(block, use, name) for use in uses)),
    ]
    moved = _moves_over(statement, node)
    note = f" ({len(uses)} uses)" if len(uses) > 1 else ""
    return Repair(
        tuple(changes),
        f"Extract variable `{name}`{note}",
        Safety.UNSAFE if moved else None,
        _WHY if moved else "",
        rename_at=Position(at.start_line, len(indent)),
    )


def expression_at(selection: Selection) -> syntax.expr | None:
    """The expression whose source is selected, spaces around it left out."""
    if selection.empty or selection.block.broken:
        return None
    block = selection.block
    span = _trimmed(block, selection.relative)
    for kind, nodes in block.walk.nodes.items():
        if not issubclass(kind, syntax.expr) or issubclass(kind, _NOT_VALUES):
            continue
        for node in nodes:
            if block.span(node) == span and _can_be_named(block, node):
                return node  # type: ignore[return-value]
    return None


def _trimmed(block: Block, span: Span) -> Span:
    if span.end_line >= len(block.lines) or span.start_line < 0:
        return span
    text = block.source(span)
    lead, trail = len(text) - len(text.lstrip(" \t")), len(text) - len(text.rstrip(" \t"))
    return Span(span.start_line, span.start_column + lead, span.end_line, span.end_column - trail)


def _can_be_named(block: Block, node: syntax.AST) -> bool:
    if not isinstance(getattr(node, "ctx", syntax.Load()), syntax.Load):
        return False
    parent = block.parent(node)
    if isinstance(parent, syntax.Expr):
        return False
    whole = (
        isinstance(parent, syntax.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], syntax.Name)
    )
    called = isinstance(parent, syntax.Call) and parent.func is node and isinstance(node, syntax.Name)
    typed = any(quoted[2] is node for quoted in block.walk.quoted)
    return not (whole or called or typed or isinstance(parent, (syntax.JoinedStr, syntax.MatchValue)))


def _refuse_as_member(selection: Selection, statement: syntax.stmt) -> None:
    """Raise `Refused` in the body of a class whose bases or decorators may take up each name in it, as enums do."""
    block = selection.block
    scope = block.walk.scope_at(statement)
    if scope.kind != "class":
        return
    owner = scope.node
    if isinstance(owner, syntax.ClassDef):
        name, parts = owner.name, [block.source(item) for item in (*owner.bases, *owner.decorator_list)]
        parts += ["keyword" for _ in owner.keywords]
    else:
        around = [item for item in selection.snapshot.view.enclosing(selection.index) if item.word == "class"]
        name, parts = around[-1].name, [*around[-1].bases, *around[-1].decorators]
    if set(parts) - {"object"}:
        raise Refused(f"A name in the body of `{name}` may mean something to its bases or decorators.")
    if "__slots__" in stored_in(statement):
        raise Refused("A name that `__slots__` lists cannot be one of the class.")


def _refuse_bound_before(statement: syntax.stmt, node: syntax.expr) -> None:
    """Raise `Refused` if the statement itself binds a name before it evaluates the expression that reads it."""
    for part in evaluated_before(statement, node):
        names = names_read(node) & stored_in(part)
        if names:
            raise Refused(f"The statement binds `{min(names)}` before it is read here.")


def _moves_over(statement: syntax.stmt, node: syntax.AST) -> bool:
    """Whether the value may be another one when it is computed first."""
    before = list(evaluated_before(statement, node))
    if has_effects(node):
        return any(has_effects(part) or has_lookups(part) for part in before)
    return (has_lookups(node) or bool(names_read(node))) and any(has_effects(part) for part in before)


def _equal(snapshot: Snapshot, block: Block, statement: syntax.stmt, node: syntax.expr) -> Iterator[syntax.expr]:
    """The node and, unless it does or makes something, its equals up to where its value may change."""
    wanted = syntax.dump(node)
    if has_effects(node) or is_fresh(node):
        yield node
        return
    names = names_read(node)
    shared = has_lookups(node) or reads_contents(node) or changes_by_calls(snapshot, block, node)
    found: list[syntax.expr] = []
    for item in _following(block, statement):
        changes = bool(names & stored_in(item)) or (shared and (has_effects(item) or writes_elsewhere(item)))
        parts: list[syntax.AST] = [item]
        if changes:
            parts = list(takewhile(lambda part: not (shared and has_effects(part)), _head(item)))
        for part in parts:
            found += [
                other
                for other in _expressions(part)
                if syntax.dump(other) == wanted and _means_same(block, node, other)
            ]
        if changes:
            break
    if node not in found:
        found.append(node)
    yield from sorted(found, key=lambda other: block.span(other))


def _means_same(block: Block, node: syntax.expr, other: syntax.expr) -> bool:
    """Whether an equal expression reads the same variables, from where the new one can be read."""
    if not isinstance(getattr(other, "ctx", syntax.Load()), syntax.Load):
        return False
    here = _home(block.walk.scope_at(node), node)
    there = _home(block.walk.scope_at(other), other)
    seen = here is there or here.kind != "class"
    return seen and all(here.resolve(name) is there.resolve(name) for name in names_read(node))


def _home(scope: Scope, node: syntax.expr) -> Scope:
    """The scope that an expression is evaluated in: what a comprehension goes through first lies outside it."""
    while isinstance(scope.node, _COMPREHENSIONS) and scope.parent is not None:
        if node not in syntax.walk(scope.node.generators[0].iter):
            break
        scope = scope.parent
    return scope


def _head(statement: syntax.stmt) -> list[syntax.AST]:
    """What a statement evaluates itself, before it binds anything."""
    if isinstance(statement, syntax.While):
        return []  # its test is evaluated again behind its body
    value = getattr(statement, "value", None) or getattr(statement, "test", None) or getattr(statement, "iter", None)
    if isinstance(value, syntax.Call):
        return [value.func, *value.args, *(item.value for item in value.keywords)]
    return [value] if isinstance(value, syntax.AST) else []


def _expressions(node: syntax.AST) -> Iterator[syntax.expr]:
    """Expressions in the same scope as the node."""
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, syntax.expr):
            yield item
        if not isinstance(item, (*_SCOPES, syntax.JoinedStr)):
            stack.extend(syntax.iter_child_nodes(item))


def _following(block: Block, statement: syntax.stmt) -> list[syntax.stmt]:
    """The statement and those behind it in the same suite."""
    parent = block.parent(statement)
    suites = [block.body] if parent is None else [getattr(parent, name, []) for name in ("body", "orelse", "finalbody")]
    for suite in suites:
        if isinstance(suite, list) and statement in suite:
            return suite[suite.index(statement) :]
    return [statement]


def _as_value(block: Block, node: syntax.expr) -> str:
    text = block.source(node)
    bracketed = (
        text[:1] in "([{" and text[-1:] in ")]}" and not isinstance(node, (syntax.BinOp, syntax.BoolOp, syntax.Compare))
    )
    return f"({text})" if "\n" in text and not bracketed else text


def _put(block: Block, node: syntax.expr, name: str) -> tuple[Span, str]:
    """Where to write the name in place of the node, and how; a lone generator owns the brackets of its call."""
    span = block.span(node)
    if isinstance(node, syntax.GeneratorExp):
        parent = block.parent(node)
        shares = isinstance(parent, syntax.Call) and span.end == block.span(parent).end
        return span, f"({name})" if shares else name
    return in_place(block.lines, span, name)


def variable_name(snapshot: Snapshot, block: Block, node: syntax.expr) -> str:
    """A free name for the value, from what it is or what it is for."""
    words = _wanted_words(block, node)
    base = "_".join(words) or "value"
    base = base if base.isidentifier() else f"value_{base}"
    taken = (
        {item.id for item, _ in block.walk.names} | {item.name for item in snapshot.joined.get("binds", {})} | _NEVER
    )
    if block.in_class:
        taken |= {item.name for item in snapshot.joined.get("members", {})}
    taken |= _slots(snapshot)
    for scope in (block.walk.root, *block.walk.scopes.values()):
        taken |= scope.bound.keys() | scope.globals | scope.nonlocals
    longer: tuple[str, ...] = () if base.endswith("value") else (f"{base}_value",)
    for name in (base, *longer, *(f"{base}_{number}" for number in range(2, 100))):
        if name not in taken:
            return name
    raise Refused("No name is free.")


def _slots(snapshot: Snapshot) -> set[str]:
    """What the classes of the document list in `__slots__`, which cannot be names of their bodies."""
    blocks = [entry.block for entry in snapshot.entries if "__slots__" in entry.block.text]
    lists = (item for block in blocks for item in block.nodes(syntax.Assign) if "__slots__" in stored_in(item))
    values = (
        item.value for assignment in lists for item in syntax.walk(assignment) if isinstance(item, syntax.Constant)
    )
    return {value for value in values if isinstance(value, str)}


def _wanted_words(block: Block, node: syntax.expr) -> list[str]:
    parent = block.parent(node)
    if isinstance(parent, syntax.keyword) and parent.arg and not isinstance(node, (syntax.Attribute, syntax.Name)):
        return split(parent.arg)
    if isinstance(node, syntax.Compare):
        subject = telling(words_of(node.left))
        return ["is", *subject[-2:], *_comparison(node)] if subject else ["is_met"]
    if (
        isinstance(node, syntax.Subscript)
        and isinstance(node.slice, syntax.Constant)
        and isinstance(node.slice.value, int)
    ):
        words = words_of(node.value)
        position = {0: "first", -1: "last"}.get(node.slice.value, "")
        return [*([position] if position else []), *words[:-1], singular(words[-1])] if words else ["item"]
    if isinstance(node, syntax.BoolOp) or (isinstance(node, syntax.UnaryOp) and isinstance(node.op, syntax.Not)):
        return ["condition"]
    words = [word for word in telling(words_of(node)) if word not in VAGUE or len(word) > 3]
    if isinstance(node, syntax.BinOp):
        words = [
            *words,
            {syntax.Add: "total", syntax.Sub: "difference", syntax.Mult: "product"}.get(type(node.op), "result"),
        ]
    if isinstance(node, syntax.Constant) and isinstance(node.value, str):
        words = split(node.value)[:3]
    return words[-3:] or {syntax.List: ["items"], syntax.Dict: ["mapping"], syntax.ListComp: ["items"]}.get(
        type(node), []
    )


def _comparison(node: syntax.Compare) -> list[str]:
    op, right = node.ops[0], node.comparators[0]
    if isinstance(right, syntax.Constant) and right.value is None:
        return ["none"] if isinstance(op, (syntax.Is, syntax.Eq)) else ["set"]
    word = _COMPARED.get(type(op), "equal" if isinstance(op, syntax.Eq) else "")
    return [word] if word else []


extract_variable = Action("extract-variable", "refactor.extract.variable", offer, extract)
