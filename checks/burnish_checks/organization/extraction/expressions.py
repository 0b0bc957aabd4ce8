"""Extracting an expression: the names it reads become parameters, and the new function returns it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.in_place import in_place
from burnish_checks.core.repair import Change, Refused
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.organization.extraction.analysis import Analysis, Run, any_of
from burnish_checks.organization.extraction.events import FUNCTIONS, Function, Reader, own_nodes
from burnish_checks.organization.extraction.expression_naming import expression_name
from burnish_checks.organization.extraction.flow import Node
from burnish_checks.organization.extraction.managers import swallowing
from burnish_checks.organization.extraction.placing import Place, place_for
from burnish_checks.organization.extraction.regions import Region
from burnish_checks.organization.extraction.telling import ways_to_say_value
from burnish_checks.organization.extraction.writing import Extraction, Writer, classes_of, taken_names

_TEXT = (ast.JoinedStr, ast.FormattedValue)
_NOT_VALUES = (ast.Starred, ast.Slice, ast.Lambda)
_PATTERNS = (ast.pattern, ast.match_case)


def extract_expression(snapshot: Snapshot, index: int, node: ast.expr, *, name: str = "") -> Extraction:
    """Move an expression into a function of its own. Raises `Refused` with the reason where it cannot be exact."""
    block = snapshot.entries[index].block
    function, statement = _home(block, node)
    analysis = Analysis(block, function, swallowing(snapshot))
    context = Context(snapshot.view, index, snapshot.environment.engine.topics)
    _refuse_kind(block, node)
    place = place_for(context, function, [node], classes_of(snapshot))
    parameters = tuple(item for item in _parameters(analysis, node, statement, place) if item != place.first)
    is_async = any(isinstance(item, ast.Await) for item in own_nodes([node]))
    parent = block.parent(node)
    chosen = name or expression_name(function, node, parent, taken_names(snapshot, place))
    writer = Writer(snapshot, index, analysis, place, node)
    call = writer.call(chosen, parameters, is_async=is_async, is_generator=False)
    if is_async and _binds_tighter(block, node):
        call = f"({call})"
    body = f"{writer.inner}return {_text(block, node)}{writer.newline}"
    hint = _hint(node) if writer.hints.wanted else ""
    ways = ways_to_say_value(chosen, parameters)
    definition = writer.defined(chosen, parameters, hint, body, ways, is_async=is_async)
    span, text = in_place(block.lines, block.span(node), call)
    change = Change(span.moved(writer.start), text)
    region = Region(Run(function, (statement,)), parameters, (), False, True, True, (), is_async, False)
    return Extraction(chosen, region, place, parameters, writer.repair(chosen, change, definition))


def _binds_tighter(block: Block, node: ast.expr) -> bool:
    """Whether what stands around the expression would be taken as part of what an `await` in its place waits for."""
    parent = block.parent(node)
    first = isinstance(parent, (ast.Attribute, ast.Subscript)) and parent.value is node
    called = isinstance(parent, ast.Call) and parent.func is node
    span = block.span(node)
    bracketed = block.lines[span.start_line][: span.start_column].rstrip().endswith("(")
    return (first or called or isinstance(parent, ast.Await)) and not bracketed


def _home(block: Block, node: ast.expr) -> tuple[Function, ast.stmt]:
    """The function in whose body an expression is evaluated, and the statement it stands in."""
    inner: ast.AST = node
    statement: ast.stmt | None = None
    for around in block.ancestors(node):
        if isinstance(around, FUNCTIONS) and inner in around.body:
            if statement is None and isinstance(inner, ast.stmt):
                statement = inner
            found = block.statement_of(node)
            if found is None or isinstance(found, ast.ClassDef):
                break
            return around, found
        if isinstance(around, ast.ClassDef):
            break
        inner = around
    raise Refused("Only code inside a function can be extracted.")


def _refuse_kind(block: Block, node: ast.expr) -> None:
    if not isinstance(getattr(node, "ctx", ast.Load()), ast.Load) or isinstance(node, _NOT_VALUES):
        raise Refused("This is not the value of an expression.")
    if isinstance(node, (ast.Name, ast.Constant)):
        raise Refused("A name or literal alone needs no function.")
    for around in block.ancestors(node):
        if isinstance(around, _TEXT):
            raise Refused("The expression stands inside an f-string.")
        if isinstance(around, _PATTERNS) and not isinstance(around, ast.match_case):
            raise Refused("A pattern cannot call a function.")
        if isinstance(around, ast.stmt):
            break
    for item in own_nodes([node]):
        if isinstance(item, (ast.Yield, ast.YieldFrom)):
            raise Refused("The expression yields.")
        if isinstance(item, ast.NamedExpr):
            raise Refused("The expression assigns a variable with `:=`.")
        if isinstance(item, ast.comprehension) and item.is_async:
            raise Refused("The expression holds an asynchronous comprehension.")
    parent = block.parent(node)
    if isinstance(parent, ast.Call) and parent.func is node and isinstance(node, ast.Attribute):
        raise Refused("A method that is called at once is not a value of its own.")
    if (
        isinstance(parent, ast.Call)
        and isinstance(node, ast.GeneratorExp)
        and block.span(parent).end == block.span(node).end
    ):
        raise Refused("The generator shares its parentheses with the call.")
    if isinstance(parent, (ast.arg, ast.AnnAssign)) and getattr(parent, "annotation", None) is node:
        raise Refused("A type hint is not evaluated as other code is.")


def _parameters(analysis: Analysis, node: ast.expr, statement: ast.stmt, place: Place) -> Iterator[str]:
    """The variables the expression reads: the function's own, those of comprehensions and lambdas around it, captured."""
    block, scope, solved = analysis.block, analysis.scope, analysis.solved
    reader = Reader(block, scope)
    inner = {id(item) for item in ast.walk(node)}
    begins = analysis.graph.begins.get(statement)
    if not begins:
        raise Refused("The expression stands in a function inside the function.")
    names: dict[str, None] = {}
    for item in ast.walk(node):
        if not isinstance(item, ast.Name):
            continue
        owner = reader.owner(item)
        if owner is None or (owner.node is not None and id(owner.node) in inner):
            continue
        if owner is scope:
            if not all(solved.sure[begin.number] & solved.names.bits.get(item.id, 0) for begin in begins):
                raise Refused(f"`{item.id}` may not be assigned yet where the expression is evaluated.")
            names[item.id] = None
        elif owner.kind in ("comprehension", "lambda") and owner.is_within(scope):
            names[item.id] = None
    kept = _deferred(analysis, node, begins)
    if kept:
        raise Refused(f"A function or generator in the expression keeps `{kept}`, which is assigned elsewhere.")
    shared = solved.names.set(names) & any_of(mask.rebound for mask in analysis.masks)
    if shared and any(isinstance(item, (ast.Call, ast.Await)) for item in own_nodes([node])):
        raise Refused(f"What the expression calls may bind `{solved.names.list(shared)[0]}` anew.")
    yield from names
    yield from (name for name in place.captured if name not in names)


def _deferred(analysis: Analysis, node: ast.expr, begins: list[Node]) -> str:
    """A variable kept by a lambda or generator in the expression and changed afterwards; empty if there is none."""
    names = analysis.solved.names
    held = names.set(event.name for event in analysis.reader.events(node) if event.deferred)
    changed = any_of(mask.rebound for mask in analysis.masks) if held else 0
    for number in analysis.reach(begins) if held else ():
        changed |= analysis.masks[number].written
    changed |= any_of(analysis.masks[node.number].written for node in begins)
    if held & changed:
        return names.list(held)[0]
    inner = set(ast.walk(node))
    for keeper in inner:
        if not isinstance(keeper, (ast.Lambda, ast.GeneratorExp)):
            continue
        for name in ast.walk(keeper):
            owner = analysis.reader.owner(name) if isinstance(name, ast.Name) else None
            around = owner is not None and owner.kind in ("comprehension", "lambda") and owner.node not in inner
            if around and isinstance(name, ast.Name):
                return name.id
    return ""


def _hint(node: ast.expr) -> str:
    """The type of an expression where its form tells it."""
    if isinstance(node, ast.Compare) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)):
        simple = isinstance(node, ast.UnaryOp) or all(
            isinstance(operator, (ast.Is, ast.IsNot, ast.In, ast.NotIn)) for operator in node.ops
        )
        return "bool" if simple else ""
    return "str" if isinstance(node, ast.JoinedStr) else ""


def _text(block: Block, node: ast.expr) -> str:
    """The expression's text, in parentheses if it spans lines outside brackets of its own."""
    text = block.source(node)
    if not re.search(r"[\r\n]", text):
        return text
    if "#" in text and not isinstance(node, (ast.Call, ast.List, ast.Dict, ast.Set, ast.Tuple)):
        raise Refused("The expression holds a comment.")
    return f"({text})"
