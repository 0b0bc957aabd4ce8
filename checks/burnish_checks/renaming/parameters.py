"""A parameter's name is also written where its function is called by keyword, overridden and documented."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import is_dunder
from burnish_checks.core.positions import Span
from burnish_checks.renaming.identifiers import identifiers
from burnish_checks.renaming.references import Place, Search, same_modules
from burnish_checks.renaming.symbols import Global, Local, Member, owner_of
from burnish_checks.renaming.views import ClassPlace, FileView, Workspace, functions

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Parameter:
    """One function statement whose parameter it is."""

    view: FileView
    block: int
    function: Function


def parameter_of(workspace: Workspace, symbol: Local, name: str) -> Parameter | None:
    """The function whose parameter a local name is; None if it is none (or that of a lambda)."""
    node = symbol.scope.node
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    if not any(isinstance(binder, ast.arg) for binder in symbol.scope.bound.get(name, ())):
        return None
    return Parameter(workspace.own, symbol.block, node)


def parameter_set(workspace: Workspace, span: Span, name: str) -> Local | None:
    """The parameter of a function of the document that a keyword argument at a place in it sets; None if none certainly is."""
    view = workspace.own
    for index, block in enumerate(view.blocks):
        for function in functions(block):
            if name in _keyword_names(function) and Place(view.path, span) in _keywords(
                workspace, Parameter(view, index, function), name
            ):
                return Local(view.path, index, block.walk.scopes[function])
    return None


def parameter_places(workspace: Workspace, parameter: Parameter, name: str) -> Iterator[Place]:
    """All places of the parameter but those in its own function's code: overrides, keywords, docstrings."""
    yield from _documented(parameter, name)
    if not passed_by_keyword(parameter, name):
        return
    for other in _overrides(workspace, parameter, name):
        scope = other.view.blocks[other.block].walk.scopes[other.function]
        for item in identifiers(other.view.blocks[other.block], name):
            if item.role in ("name", "quoted") and item.scope is not None:
                owner = owner_of(other.view, other.block, name, item.scope, item.node)
                if owner == Local(other.view.path, other.block, scope):
                    yield Place(other.view.path, item.span.moved(other.view.starts[other.block]))
        yield from _documented(other, name)
    yield from _keywords(workspace, parameter, name)
    yield from _examples(parameter, name)


def passed_by_keyword(parameter: Parameter, name: str) -> bool:
    """Whether callers may name the parameter: not `self`, what is positional only, and `*args`."""
    method = parameter.view.class_of(parameter.block, parameter.function) is not None
    first = parameter.function.args.args[:1] if method else []
    return name in _keyword_names(parameter.function) and all(item.arg != name for item in first)


def _keyword_names(function: Function) -> set[str]:
    return {item.arg for item in (*function.args.args, *function.args.kwonlyargs)}


def _overrides(workspace: Workspace, parameter: Parameter, name: str) -> Iterator[Parameter]:
    """The methods of the same name in related classes that have the same parameter."""
    place = parameter.view.class_of(parameter.block, parameter.function)
    method = parameter.function.name
    if place is None or is_dunder(method):
        return
    family = Search(workspace, Member(place), method).family
    for view in workspace.views_with(method):
        for index, block in enumerate(view.blocks):
            for function in functions(block):
                if function.name != method or function is parameter.function:
                    continue
                owner = view.class_of(index, function)
                if owner in family.heirs and name in _keyword_names(function):
                    yield Parameter(view, index, function)


def _keywords(workspace: Workspace, parameter: Parameter, name: str) -> Iterator[Place]:
    """The keyword arguments of calls of the function."""
    before_a_value = re.compile(rf"\b{re.escape(name)}\s*[=#\\]")
    written = [
        (view, index, item)
        for view in workspace.views_where(name, before_a_value)
        for index, block in enumerate(view.blocks)
        for item in identifiers(block, name)
        if item.role == "keyword"
    ]
    if not written:
        return
    called = {(place.path, place.span): place.doubt for place in _calls_by_name(workspace, parameter)}
    for view, index, item in written:
        block = view.blocks[index]
        for function in _callees(block.parent(item.node)):
            span = _called_span(block, function).moved(view.starts[index])
            if (view.path, span) in called:
                yield Place(view.path, item.span.moved(view.starts[index]), called[view.path, span])


def _examples(parameter: Parameter, name: str) -> Iterator[Place]:
    """The keyword arguments of calls of the function in examples of the module's docstrings."""
    view = parameter.view
    owner = view.class_of(parameter.block, parameter.function)
    called = owner.name if owner is not None and parameter.function.name == "__init__" else parameter.function.name
    before = re.compile(rf"(?<!\w){re.escape(called)}\((?:[^()]|\([^()]*\))*$")
    for start, block in zip(view.starts, view.blocks, strict=True):
        for item in identifiers(block, name):
            line = block.lines[item.span.start_line] if item.role == "doctest" else ""
            if before.search(line[: item.span.start_column]) and _ASSIGNS.match(line, item.span.end_column):
                yield Place(view.path, item.span.moved(start))


_ASSIGNS = re.compile(r"\s*=(?!=)")


def is_handed_on(workspace: Workspace, parameter: Parameter) -> str:
    """A call of the function that hands on `**arguments` which others name, as it is written; empty if there is none."""
    called = {(place.path, place.span) for place in _calls_by_name(workspace, parameter)}
    for path in {path for path, _ in called}:
        view = workspace.view(path)
        if view is None:
            continue
        for index, block in enumerate(view.blocks):
            for call in block.nodes(ast.Call) if "**" in block.text else ():
                handed_on = any(item.arg is None and not isinstance(item.value, ast.Dict) for item in call.keywords)
                for function in _callees(call) if handed_on else ():
                    if (path, _called_span(block, function).moved(view.starts[index])) in called:
                        return f"{block.source(function)}(**...)"
    return ""


def _called_span(block: Block, function: ast.Name | ast.Attribute) -> Span:
    """Where the name of what is called stands."""
    end = block.span(function).end
    return Span(end.line, end.column - len(function.attr if isinstance(function, ast.Attribute) else function.id), *end)


def _callees(call: ast.AST | None) -> Iterator[ast.Name | ast.Attribute]:
    """What a call calls: its function, or what `partial` makes a function of."""
    if isinstance(call, ast.Call):
        for node in (call.func, *call.args[:1]):
            if isinstance(node, (ast.Name, ast.Attribute)):
                yield node


def _calls_by_name(workspace: Workspace, parameter: Parameter) -> Iterator[Place]:
    """Every place that names the function, or the class whose `__init__` it is."""
    view, function = parameter.view, parameter.function
    block = view.blocks[parameter.block]
    symbol = owner_of(view, parameter.block, function.name, block.walk.scope_at(function))
    search = Search(workspace, symbol, function.name)
    yield from search.places()
    if isinstance(symbol, Global):
        yield from _under_other_names(workspace, symbol, function.name)
    if function.name in ("__init__", "__new__") and isinstance(symbol, Member):
        for place in search.family.heirs:
            home = workspace.view(place.path)
            if home is None or (place != symbol.place and function.name in home.members(place)):
                continue
            scope = home.blocks[place.block].walk.scope_at(place.node)
            yield from Search(workspace, owner_of(home, place.block, place.name, scope), place.name).places()
            yield from _made_by_itself(home, place)


def _made_by_itself(view: FileView, place: ClassPlace) -> Iterator[Place]:
    """Where a class makes an object of itself: `cls(...)` in its class methods."""
    for index, block in enumerate(view.blocks):
        for call in block.nodes(ast.Call) if "classmethod" in block.text else ():
            method = view.method_of_first(index, call.func) if isinstance(call.func, ast.Name) else None
            decorators = {dotted(item) for item in method.decorator_list} if method is not None else set()
            if method is not None and "classmethod" in decorators and view.class_of(index, method) == place:
                yield Place(view.path, block.span(call.func).moved(view.starts[index]))


def _under_other_names(workspace: Workspace, symbol: Global, name: str) -> Iterator[Place]:
    """The places where modules use the function by another name: that which their import, or an assignment, gives it."""
    seen = {(symbol.path, name)}
    pending = [(symbol, name)]
    while pending:
        known, called = pending.pop()
        modules = same_modules(workspace, known.path, called)
        for view in workspace.views_with(called):
            renamed = (item for _, _, item in view.aliases if item.member == called and item.renamed)
            others = [item.name for item in renamed
                      if item.scope == "module" and workspace.path_of(item.module, view.path) in modules]  # fmt: skip
            others += _assigned(view, called) if view.path in modules else ()
            for other in others:
                if (view.path, other) not in seen:
                    seen.add((view.path, other))
                    pending.append((Global(view.path), other))
                    yield from Search(workspace, Global(view.path), other).places()


def _assigned(view: FileView, name: str) -> Iterator[str]:
    """The names that a module gives a function of its own as well: `short = name`, `bound = partial(name, flag=True)`."""
    for block in view.blocks:
        for assign in block.nodes(ast.Assign) if not block.in_class and name in block.text else ():
            if block.walk.scope_at(assign) is block.walk.root:
                value = assign.value
                partial = isinstance(value, ast.Call) and dotted(value.func).rpartition(".")[2] == "partial"
                given = value.args[0] if isinstance(value, ast.Call) and partial and value.args else value
                if isinstance(given, ast.Name) and given.id == name:
                    yield from (target.id for target in assign.targets if isinstance(target, ast.Name))


def _documented(parameter: Parameter, name: str) -> Iterator[Place]:
    """Where the function's docstring describes the parameter, in Google, NumPy or Sphinx style."""
    first = parameter.function.body[0] if parameter.function.body else None
    if not (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    ):
        return
    block = parameter.view.blocks[parameter.block]
    span = block.span(first)
    word = re.escape(name)
    pattern = re.compile(
        rf":(?:param|parameter|arg|argument|key|keyword|type)\s+(?:[\w.\[\], ]+\s+)?(?P<a>{word})\s*:"
        rf"|^[ \t]*(?:@param[ \t]+)?\*{{0,2}}(?P<b>{word})[ \t]*(?:\([^)]*\))?[ \t]*(?::|--?[ \t]|$)|``?(?P<c>{word})``?"
    )
    for line in range(span.start_line, span.end_line + 1):
        for found in pattern.finditer(block.lines[line].rstrip("\r\n")):
            group = found.lastgroup or "a"
            at = Span(line, found.start(group), line, found.end(group))
            yield Place(parameter.view.path, at.moved(parameter.view.starts[parameter.block]))
