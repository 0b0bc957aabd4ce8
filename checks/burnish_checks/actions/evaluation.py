"""In which order, and how often, the parts of a statement are evaluated: what moving an expression may change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.frames import frame_call, prints_itself
from burnish_checks.core.repair import Refused
from burnish_checks.core.scopes import Scope
from burnish_checks.core.snapshot import Snapshot

_FUNCTIONS = (syntax.FunctionDef, syntax.AsyncFunctionDef)
_COMPREHENSIONS = (syntax.ListComp, syntax.SetComp, syntax.DictComp, syntax.GeneratorExp)
_EFFECTS = (syntax.Await, syntax.Yield, syntax.YieldFrom, syntax.NamedExpr)
_MEASURES = frozenset({"len", "abs", "bool", "id", "isinstance", "issubclass", "ord", "chr", "round", "type"})
_LOOKUPS = (syntax.Attribute, syntax.Subscript)
_BARE = (
    syntax.Name, syntax.Constant, syntax.Tuple, syntax.List, syntax.Set, syntax.Dict, syntax.expr_context,
    syntax.Is, syntax.IsNot,
)  # fmt: skip
_FRESH = (syntax.List, syntax.Set, syntax.Dict, *_COMPREHENSIONS)


def has_effects(node: syntax.AST) -> bool:
    """Whether evaluating the node may do something: call, wait, yield or bind."""
    return any(
        isinstance(item, _EFFECTS) or (isinstance(item, syntax.Call) and not _is_measure(item))
        for item in syntax.walk(node)
    )


def _is_measure(call: syntax.Call) -> bool:
    """Whether a call only looks at its arguments: `len(items)`."""
    return isinstance(call.func, syntax.Name) and call.func.id in _MEASURES


def has_lookups(node: syntax.AST) -> bool:
    """Whether the node reads attributes or items, or measures something, which a call elsewhere may change."""
    return any(isinstance(item, (*_LOOKUPS, syntax.Call)) for item in syntax.walk(node))


def reads_contents(node: syntax.AST) -> bool:
    """Whether the value depends on what objects hold, which a call may change: `items + [1]`, `not items`."""
    return not all(
        isinstance(item, _BARE)
        or (isinstance(item, syntax.Compare) and all(isinstance(op, (syntax.Is, syntax.IsNot)) for op in item.ops))
        for item in syntax.walk(node)
    )


def is_fresh(node: syntax.AST) -> bool:
    """Whether each evaluation makes an object of its own, which may be changed or used up."""
    return any(isinstance(item, _FRESH) for item in syntax.walk(node))


def changes_by_calls(snapshot: Snapshot, block: Block, node: syntax.expr) -> bool:
    """Whether a call may bind a name that the node reads: a function inside does, or one elsewhere in the module."""
    scope = block.walk.scope_at(node)
    return any(_is_shared(snapshot, block, scope, name) for name in names_read(node))


def _is_shared(snapshot: Snapshot, block: Block, scope: Scope, name: str) -> bool:
    owner = scope.resolve(name)
    if owner is not None and owner.is_function:
        return any(name in inner.nonlocals for inner in block.walk.scopes.values())
    bindings = snapshot.joined.get("binds", {})
    times = sum(count for item, count in bindings.items() if item.name == name)
    return times > 1 or bool(re.search(rf"^[ \t]*global\b.*\b{re.escape(name)}\b", snapshot.text, re.MULTILINE))


def refuse_watched(block: Block, node: syntax.AST) -> None:
    """Raise `Refused` in a function whose variables are seen as a whole, so that none may come or go."""
    around = block.function_around(node)
    for call in block.nodes(syntax.Call):
        if around is not None and around in block.ancestors(call) and (name := frame_call(call)):
            raise Refused(f"The function calls `{name}`, which sees its variables.")


def refuse_shown(block: Block, node: syntax.AST) -> None:
    """Raise `Refused` inside `f"{name=}"`, which prints the code as text."""
    for outer in block.ancestors(node):
        if isinstance(outer, syntax.FormattedValue) and prints_itself(block, outer):
            raise Refused("The f-string prints the code itself as text.")
        if isinstance(outer, syntax.stmt):
            return


def names_read(node: syntax.AST) -> set[str]:
    """The names that the node reads."""
    return {item.id for item in syntax.walk(node) if isinstance(item, syntax.Name)}


def stored_in(node: syntax.AST) -> set[str]:
    """The names that the node binds or deletes, in nested functions too."""
    names = {item.id for item in syntax.walk(node) if isinstance(item, syntax.Name) and not _loads(item)}
    for item in syntax.walk(node):
        if isinstance(item, (*_FUNCTIONS, syntax.ClassDef)):
            names.add(item.name)
        elif isinstance(item, syntax.alias):
            names.add(item.asname or item.name.partition(".")[0])
        elif isinstance(item, (syntax.ExceptHandler, syntax.MatchAs, syntax.MatchStar)) and item.name:
            names.add(item.name)
        elif isinstance(item, (syntax.Global, syntax.Nonlocal)):
            names.update(item.names)
    return names


def writes_elsewhere(node: syntax.AST) -> bool:
    """Whether the node sets or deletes attributes or items."""
    return any(isinstance(item, _LOOKUPS) and not isinstance(item.ctx, syntax.Load) for item in syntax.walk(node))


def _loads(node: syntax.Name) -> bool:
    return isinstance(node.ctx, syntax.Load)


def statement_around(block: Block, node: syntax.AST) -> syntax.stmt:
    """The statement before which the expression can be evaluated once, and just as often.

    Raises `Refused` where it is evaluated several times, only sometimes, or in a scope of its own.
    """
    child: syntax.AST = node
    for outer in block.ancestors(node):
        reason = _conditional(outer, child)
        if reason:
            raise Refused(reason)
        if isinstance(outer, syntax.stmt):
            _refuse_in_statement(block, outer, child)
            return outer
        child = outer
    raise Refused("This is a statement of its own.")


def _conditional(outer: syntax.AST, child: syntax.AST) -> str:
    """Why an expression cannot be taken out of the node around it."""
    if isinstance(outer, syntax.Lambda):
        return "It is evaluated when the lambda is called."
    if isinstance(outer, syntax.comprehension) and child is not outer.iter:
        return "It is evaluated again for each item of the comprehension."
    if isinstance(outer, _COMPREHENSIONS) and child is not outer.generators[0]:
        return "It is evaluated again for each item of the comprehension."
    if isinstance(outer, syntax.BoolOp) and child is not outer.values[0]:
        return "It is evaluated only if what stands before it allows."
    if isinstance(outer, syntax.IfExp) and child is not outer.test:
        return "It is evaluated only if the condition allows."
    if isinstance(outer, syntax.Compare) and child in outer.comparators[1:]:
        return "It is evaluated only if the comparison before it holds."
    if isinstance(outer, (syntax.arg, syntax.match_case)):
        return "It cannot be evaluated before this statement."
    if isinstance(outer, syntax.ExceptHandler):
        return "It is evaluated only if an exception is raised."
    return ""


def _refuse_in_statement(block: Block, statement: syntax.stmt, child: syntax.AST) -> None:
    if isinstance(statement, (*_FUNCTIONS, syntax.ClassDef)):
        raise Refused("It belongs to the head of a definition.")
    if isinstance(statement, syntax.While) or (
        isinstance(statement, (syntax.For, syntax.AsyncFor)) and child is statement.target
    ):
        raise Refused("It is evaluated again for each round of the loop.")
    if isinstance(statement, syntax.Assert) and child is statement.msg:
        raise Refused("It is evaluated only if the assertion fails.")
    if isinstance(statement, syntax.AnnAssign) and child is statement.annotation:
        raise Refused("It is part of a type.")
    if isinstance(statement, (syntax.With, syntax.AsyncWith)) and child is not statement.items[0]:
        raise Refused("It is evaluated after another context is entered.")
    if isinstance(statement, syntax.If):
        parent = block.parent(statement)
        line = block.lines[block.span(statement).start_line]
        if isinstance(parent, syntax.If) and line.lstrip().startswith("elif"):
            raise Refused("It is evaluated only if the tests before it fail.")


def evaluated_before(statement: syntax.stmt, node: syntax.AST) -> Iterator[syntax.AST]:
    """The parts of a statement that Python evaluates before the node, those around it left out."""
    for part in _in_order(statement):
        if part is node:
            return
        if any(item is node for item in syntax.walk(part)):
            yield from evaluated_before(part, node)  # type: ignore[arg-type]
            return
        yield part


def _in_order(node: syntax.AST) -> list[syntax.AST]:
    """The child expressions in the order of evaluation."""
    if isinstance(node, (syntax.Assign, syntax.AnnAssign, syntax.AugAssign, syntax.NamedExpr)):
        targets = node.targets if isinstance(node, syntax.Assign) else [node.target]
        first: list[syntax.AST] = [node.target] if isinstance(node, syntax.AugAssign) else []
        rest: list[syntax.AST] = [] if isinstance(node, syntax.AugAssign) else list(targets)
        return [*first, *([node.value] if node.value is not None else []), *rest]
    if isinstance(node, syntax.IfExp):
        return [node.test, node.body, node.orelse]
    if isinstance(node, (syntax.For, syntax.AsyncFor)):
        return [node.iter, node.target]
    if isinstance(node, syntax.comprehension):
        return [node.iter, node.target, *node.ifs]
    if isinstance(node, _COMPREHENSIONS):
        made = [node.key, node.value] if isinstance(node, syntax.DictComp) else [node.elt]
        return [*node.generators, *made]
    if isinstance(node, syntax.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return [item for pair in pairs for item in pair if item is not None]
    return [item for item in syntax.iter_child_nodes(node) if not isinstance(item, syntax.stmt)]
