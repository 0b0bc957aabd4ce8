"""Every place in a block where an identifier is written, with what kind of place it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span
from burnish_checks.core.scopes import Scope
from burnish_checks.patterns import deferred


@dataclass(frozen=True)
class Identifier:
    """One place; `span` is relative to the block."""

    role: str
    """`name` (a use, or a binding of a name in its scope), `attribute`, `keyword`, `module` (a part of a module's name
    in an import), `member` (what `from` imports), `matched` (an attribute in a
    pattern), `all`, `quoted`, `doctest` or `string`."""
    span: Span
    node: ast.AST
    scope: Scope | None = None


def identifiers(block: Block, word: str) -> Iterator[Identifier]:
    """The places of one identifier in a block, in no particular order."""
    if word not in block.text or block.broken:
        return
    yield from _names(block, word)
    yield from _definitions(block, word)
    yield from _imported(block, word)
    yield from _strings(block, word)
    for attribute in block.nodes(ast.Attribute):
        if attribute.attr == word:
            end = block.span(attribute).end
            yield Identifier("attribute", Span(end.line, end.column - len(word), *end), attribute)
    for keyword in block.nodes(ast.keyword):
        if keyword.arg == word:
            yield Identifier("keyword", _leading(block, keyword, word), keyword)
    for match in block.nodes(ast.MatchClass):
        for attribute_name, pattern in zip(match.kwd_attrs, match.kwd_patterns, strict=True):
            if attribute_name == word:
                yield Identifier("matched", _before(block, pattern, word), match)


def _before(block: Block, pattern: ast.pattern, word: str) -> Span:
    """The place of the attribute that a pattern is for: `x` of `Point(x=0)`."""
    line, column = block.span(pattern).start
    while (found := block.lines[line].rfind(word, 0, column)) < 0 and line:
        line, column = line - 1, len(block.lines[line - 1])
    return Span(line, found, line, found + len(word))


def _leading(block: Block, node: ast.AST, word: str) -> Span:
    start = block.position(node.lineno, node.col_offset)  # type: ignore[attr-defined]
    return Span(*start, start.line, start.column + len(word))


def _names(block: Block, word: str) -> Iterator[Identifier]:
    for node, scope in block.walk.names:
        if node.id == word:
            yield Identifier("name", block.span(node), node, scope)


def _definitions(block: Block, word: str) -> Iterator[Identifier]:
    walk = block.walk
    definitions: list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef] = [
        *block.nodes(ast.FunctionDef),
        *block.nodes(ast.AsyncFunctionDef),
        *block.nodes(ast.ClassDef),
    ]
    for node in definitions:
        if node.name == word:
            yield Identifier("name", block.name_span(node), node, walk.scope_at(node))
    for argument in block.nodes(ast.arg):
        if argument.arg == word:
            function = block.parent(block.parent(argument) or argument)
            yield Identifier("name", _leading(block, argument, word), argument, walk.scopes.get(function or argument))
    for other in _WITHOUT_NODE:
        for item in walk.nodes.get(other, ()):
            names = getattr(item, "names", None) or [getattr(item, "name", None), getattr(item, "rest", None)]
            span = _within(block, item, word) if word in names else None
            if span is not None:
                yield Identifier("name", span, item, walk.scope_at(item))


_WITHOUT_NODE: tuple[type[ast.AST], ...] = (
    ast.Global, ast.Nonlocal, ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping,
    syntax.TypeVar, syntax.ParamSpec, syntax.TypeVarTuple,
)  # fmt: skip
"""Statements, clauses and patterns that name something without a node for the name."""


def _within(block: Block, node: ast.AST, word: str) -> Span | None:
    """The first place of the word in a node that names it without a node of its own."""
    span = block.span(node)
    for line in range(span.start_line, span.end_line + 1):
        start = span.start_column if line == span.start_line else 0
        found = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)").search(block.lines[line], start)
        if isinstance(node, ast.ExceptHandler):
            found = re.compile(rf"(?<=\bas){_GAP}({re.escape(word)})(?!\w)").search(block.lines[line], start)
            if found:
                return Span(line, found.start(1), line, found.end(1))
        elif found:
            return Span(line, found.start(), line, found.end())
    return None


_GAP = r"[ \t]+"


def _imported(block: Block, word: str) -> Iterator[Identifier]:
    statements: list[ast.Import | ast.ImportFrom] = [*block.nodes(ast.Import), *block.nodes(ast.ImportFrom)]
    for node in statements:
        scope = block.walk.scope_at(node)
        for alias in node.names:
            span = block.span(alias)
            start = span.start
            if alias.asname == word:
                yield Identifier("name", Span(span.end_line, span.end_column - len(word), *span.end), alias, scope)
            if isinstance(node, ast.ImportFrom):
                if alias.name == word:
                    yield Identifier("member", Span(*start, start.line, start.column + len(word)), alias, scope)
            else:
                yield from _parts(alias, start.line, start.column, alias.name, word, scope)
        if isinstance(node, ast.ImportFrom) and node.module and word in node.module.split("."):
            start = block.span(node).start
            column = block.lines[start.line].find(node.module, start.column)
            if column >= 0:
                yield from _parts(node, start.line, column, node.module, word, scope)


def _parts(node: ast.AST, line: int, column: int, name: str, word: str, scope: Scope) -> Iterator[Identifier]:
    for part in name.split("."):
        if part == word:
            yield Identifier("module", Span(line, column, line, column + len(word)), node, scope)
        column += len(part) + 1


def _strings(block: Block, word: str) -> Iterator[Identifier]:
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    quoted = {id(node): scope for name, scope, node in block.walk.quoted if name == word}
    for node in block.nodes(ast.Constant):
        if not isinstance(node.value, str) or word not in node.value:
            continue
        if isinstance(block.parent(node), ast.Expr):
            role = "doctest"
        elif id(node) in quoted:
            role = "quoted"
        elif node.value == word and _is_all(block, node):
            role = "all"
        elif " " not in node.value and _NAME.fullmatch(node.value):
            role = "string"
        else:
            continue
        for place in _places(block, node, pattern, in_examples=role == "doctest"):
            yield Identifier(role, place, node, quoted.get(id(node)))


def _places(block: Block, node: ast.Constant, pattern: re.Pattern[str], *, in_examples: bool) -> Iterator[Span]:
    """Where a pattern matches in the source of a string; in examples not where it is a module's name."""
    span = block.span(node)
    imported = in_examples and any(
        pattern.search(found[1] or "")
        for found in _OF_MODULES.finditer("".join(block.lines[span.start_line : span.end_line + 1]))
    )
    for line in range(span.start_line, span.end_line + 1):
        text = block.lines[line]
        if in_examples and not _EXAMPLE.match(text.lstrip().removeprefix('"""').lstrip()):
            continue
        start = span.start_column if line == span.start_line else 0
        end = span.end_column if line == span.end_line else len(text)
        modules = _OF_MODULES.search(text) if in_examples else None
        for found in pattern.finditer(text, start, end):
            if modules is not None and modules.start() < found.start() < modules.end():
                continue
            if imported and text[found.end() : found.end() + 1] == "." and text[found.start() - 1] != ".":
                continue
            yield Span(line, found.start(), line, found.end())


_OF_MODULES = deferred(
    r"(?:>>>|\.\.\.)\s+(?:import\s+([\w.]+(?:\s+as\s+\w+)?(?:\s*,\s*[\w.]+(?:\s+as\s+\w+)?)*)|from\s+[\w.]+\s)"
)
"""The modules that a line of an example imports, or imports from."""
_NAME = re.compile(r"[\w.:]+")
_EXAMPLE = re.compile(r"(?:>>>|\.\.\.) ")


def _is_all(block: Block, node: ast.AST) -> bool:
    """Whether a string is an item of `__all__`."""
    for around in block.ancestors(node):
        if isinstance(around, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            targets = around.targets if isinstance(around, ast.Assign) else [around.target]
            return any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)
        if isinstance(around, ast.Call):
            function = around.func
            owner = function.value if isinstance(function, ast.Attribute) else None
            return isinstance(owner, ast.Name) and owner.id == "__all__"
        if not isinstance(around, (ast.List, ast.Tuple, ast.Set, ast.BinOp)):
            return False
    return False
