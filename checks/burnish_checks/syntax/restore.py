"""Putting newer statements back into a tree parsed without them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from burnish_checks.syntax.generic import set_type_params, statement_lists
from burnish_checks.syntax.masks import Span
from burnish_checks.syntax.newer import Alias, Notes, Parameter
from burnish_checks.syntax.nodes import ParamSpec, TryStar, TypeAlias, TypeVar, TypeVarTuple, make, type_param
from burnish_checks.syntax.putback import parse_apart
from burnish_checks.syntax.source import Source
from burnish_checks.syntax.unpacking import put_back_stars


def restore(source: Source, tree: ast.Module, notes: Notes) -> None:
    """Put everything noted back into the tree, in place."""
    spans = list(_spans(notes))
    parsed = dict(zip(spans, parse_apart(source, spans), strict=True))
    for statements in statement_lists(tree):
        for index, statement in enumerate(statements):
            statements[index] = _statement(source, statement, notes, parsed)
    if notes.unpackings:
        put_back_stars(source, tree, notes.unpackings)


def _spans(notes: Notes) -> Iterator[Span]:
    yield from notes.handlers.values()
    groups = [*notes.generics.values(), *(alias.parameters for alias in notes.aliases.values())]
    for parameter in (parameter for group in groups for parameter in group):
        yield from (span for span in (parameter.bound, parameter.default) if span is not None)


def _statement(source: Source, node: ast.stmt, notes: Notes, parsed: Mapping[Span, ast.expr]) -> ast.stmt:
    start = source.offset(node.lineno, node.col_offset)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        if start in notes.generics:
            set_type_params(node, _parameters(source, notes.generics[start], parsed))
    elif isinstance(node, ast.Assign) and start in notes.aliases:
        return _alias(source, node, notes.aliases[start], parsed)
    elif isinstance(node, (ast.Try, TryStar)):
        return _try(source, node, notes, parsed)
    return node


def _try(source: Source, node: ast.Try | TryStar, notes: Notes, parsed: Mapping[Span, ast.expr]) -> ast.Try | TryStar:
    starred = 0
    for handler in node.handlers:
        start = source.offset(handler.lineno, handler.col_offset)
        if start in notes.handlers:
            handler.type = parsed[notes.handlers[start]]
        starred += start in notes.star_handlers
        if start in notes.star_handlers and handler.type is None:
            raise source.problem("`except*` must name an exception.", start, start + len("except*"))
    if not starred:
        return node
    if starred < len(node.handlers):
        start = source.offset(node.lineno, node.col_offset)
        raise source.problem("A `try` cannot have both `except` and `except*`.", start, start + len("try"))
    star = make(TryStar, body=node.body, handlers=node.handlers, orelse=node.orelse, finalbody=node.finalbody)
    return ast.copy_location(star, node)


def _alias(source: Source, node: ast.Assign, alias: Alias, parsed: Mapping[Span, ast.expr]) -> ast.stmt:
    target = node.targets[0]
    attribute = target.value if isinstance(target, ast.Subscript) else target
    if len(node.targets) > 1 or not isinstance(attribute, ast.Attribute):
        start = source.offset(node.lineno, node.col_offset)
        raise source.problem("This is not a valid `type` statement.", start, start + len("type"))
    name = ast.Name(id=attribute.attr, ctx=ast.Store())
    name.lineno, name.col_offset = source.place(alias.name[0])
    name.end_lineno, name.end_col_offset = source.place(alias.name[1])
    parameters = _parameters(source, alias.parameters, parsed)
    return ast.copy_location(make(TypeAlias, name=name, type_params=parameters, value=node.value), node)


def _parameters(source: Source, parameters: Sequence[Parameter], parsed: Mapping[Span, ast.expr]) -> list[type_param]:
    return [_parameter(source, parameter, parsed) for parameter in parameters]


def _parameter(source: Source, parameter: Parameter, parsed: Mapping[Span, ast.expr]) -> type_param:
    name = source.text_of(source.bytes[slice(*parameter.name)])
    default = parsed[parameter.default] if parameter.default else None
    if default is not None and parameter.unpacked is not None:
        starred = ast.copy_location(ast.Starred(value=default, ctx=ast.Load()), default)
        starred.lineno, starred.col_offset = source.place(parameter.unpacked)
        default = starred
    node: type_param
    if parameter.stars:
        node = make(TypeVarTuple, name=name) if parameter.stars == 1 else make(ParamSpec, name=name)
    else:
        node = make(TypeVar, name=name, bound=parsed[parameter.bound] if parameter.bound else None)
    node.__dict__["default_value"] = default
    if "default_value" not in node._fields:
        node.__dict__["_fields"] = (*node._fields, "default_value")
    node.lineno, node.col_offset = source.place(parameter.start)
    node.end_lineno, node.end_col_offset = source.place(parameter.end)
    return node
