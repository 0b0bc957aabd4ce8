"""The block: the unit of work. It owns its text, tree, facts and findings, all relative to its first line.

A block is made from lines alone and never changes; two blocks are equal only if they are the same
object. Its tree is parsed on first use and can be dropped and parsed again.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import TypeVar

from burnish_checks import syntax
from burnish_checks.core.lexical import Opening
from burnish_checks.core.positions import Position, Span, column_of_utf8
from burnish_checks.core.rule import Finding, Related, Rule, Severity
from burnish_checks.core.scopes import Walk
from burnish_checks.core.split import MERGED, Extent, Frame, marks_versions, next_extent, read_for
from burnish_checks.core.walking import walk

Node = TypeVar("Node", bound=ast.AST)
_MOST_DISTRUSTED = 8


class Block:
    """A run of whole lines with the statement they hold.

    A function or simple statement is a `leaf`. A `header` is the first line of a class or of a compound
    statement whose members are blocks of their own, a `clause` one of its `else:` and the like: their
    statement's body is empty here. The `tail` is what follows the last statement.
    """

    __slots__ = (
        "_body",
        "_text",
        "_walk",
        "doubtful",
        "entry",
        "exit",
        "extent_first",
        "frames",
        "in_class",
        "indent",
        "inline",
        "kind",
        "line_shift",
        "lines",
        "problem",
        "reach",
        "word",
    )

    def __init__(self, lines: tuple[str, ...], extent: Extent, body: list[ast.stmt] | None = None) -> None:
        """`body` are its statements where they were parsed with the whole text, and so are placed in that."""
        self.lines = lines
        self._text: str | None = None
        self.kind = extent.kind
        self.word = extent.word
        self.indent = extent.indent
        self.entry = extent.entry
        self.frames = extent.frames
        self.in_class = bool(extent.frames) and any(frame.word == "class" for frame in extent.frames)
        """Whether the block's statements stand directly in a class body."""
        self.exit = extent.exit
        self.extent_first = extent.first - extent.start
        self.inline = extent.inline
        self.line_shift = extent.start if body is not None else prefix(self).count("\n")
        """How many lines stand before the block's own in what was parsed: `lineno - 1 - line_shift` is relative."""
        self.reach = 0
        """How many lines past its end were read to decide where it ends; 0 but where a string is never closed."""
        self._walk: Walk | None = None
        self.doubtful = False
        """Whether only a part of it was read to find its problem, and nobody has read it whole: see `breaking`."""
        self._body = body
        self.problem: syntax.SyntaxProblem | None = None
        """Why the block cannot be read, with line and column relative to the block (line from 1), or None."""
        if extent.problem:
            line = min(self.extent_first, len(lines) - 1)
            self.problem = syntax.SyntaxProblem(extent.problem, line + 1, len(extent.indent))
        if extent.kind == "tail":
            self._body = []
        elif body is None and (self.problem is None or extent.kind in ("header", "clause")):
            self._parse()

    @property
    def text(self) -> str:
        """The block's text."""
        if self._text is None:
            self._text = "".join(self.lines)
        return self._text

    @property
    def broken(self) -> bool:
        """Whether the block could not be read."""
        return self._body is None and self.problem is not None

    @property
    def body(self) -> list[ast.stmt]:
        """The statements of the block; empty if it is broken, an `else:`, or the tail."""
        if self._body is None:
            if self.problem is not None:
                return []
            self._parse()
        return self._body or []

    @property
    def walk(self) -> Walk:
        """Nodes by type, parents and scopes; of a block nested too deeply to be followed none, and it is broken."""
        if self._walk is None:
            root = "class" if self.in_class else "module"
            try:
                self._walk = walk(self.body, root)
            except RecursionError:
                self.problem = self.problem or syntax.SyntaxProblem(syntax.TOO_DEEP, 1, 0)
                self._body, self._walk = None, walk([], root)
        return self._walk

    def with_body(self, lines: tuple[str, ...], body: list[ast.stmt] | None, walk: Walk | None = None) -> Block:
        """A block with other text and statements that ends and stands as this one; `walk` is what is found in walking over it."""
        block = Block.__new__(Block)
        for name in Block.__slots__:
            setattr(block, name, getattr(self, name))
        block.lines, block._text, block._body, block._walk = lines, None, body, walk
        return block

    def with_lines(self, lines: tuple[str, ...], problem: syntax.SyntaxProblem | None = None) -> Block:
        """A block with other lines that ends and stands as this one.

        It is parsed, and may not be readable; with a problem that a part of it showed it is not, and is doubtful.
        """
        block = self.with_body(lines, None)
        block.problem, block.doubtful = problem, problem is not None
        if problem is None:
            block._parse()
        return block

    def forget(self) -> None:
        """Drop the tree and the text; they are made again, the block read alone, when next asked for."""
        if self.kind != "tail" and self.problem is None:
            self._body = None
        self._walk = self._text = None

    def nodes(self, *types: type[Node]) -> list[Node]:
        """All nodes of these exact types, in source order for each type."""
        found = (self._walk or self.walk).nodes
        if len(types) == 1:
            return found.get(types[0], [])  # type: ignore[return-value]
        return [node for kind in types for node in found.get(kind, ())]  # type: ignore[misc]

    def parent(self, node: ast.AST) -> ast.AST | None:
        """The node around this one; None for the block's own statements."""
        return (self._walk or self.walk).parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterable[ast.AST]:
        """The nodes around this one, innermost first."""
        parents = self.walk.parents
        current = parents.get(node)
        while current is not None:
            yield current
            current = parents.get(current)

    def statement_of(self, node: ast.AST) -> ast.stmt | None:
        """The innermost statement that the node is or lies in."""
        current: ast.AST | None = node
        while current is not None and not isinstance(current, ast.stmt):
            current = self.walk.parents.get(current)
        return current

    def function_around(self, node: ast.AST) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The innermost function whose definition holds the node."""
        for around in self.ancestors(node):
            if isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef)):
                return around
        return None

    def position(self, lineno: int, col_offset: int) -> Position:
        """The position, relative to the block, of an `ast` line number and byte offset."""
        line = lineno - 1 - self.line_shift
        try:
            text = self.lines[line]
            if line < 0:
                raise IndexError
        except IndexError:
            line = max(0, min(line, len(self.lines) - 1))
            text = self.lines[line]
        if text.isascii() and col_offset <= len(text):
            return Position(line, col_offset)
        return Position(line, column_of_utf8(text, col_offset))

    def span(self, node: ast.AST) -> Span:
        """The span of a node relative to the block; decorators of a function or class are not in it."""
        return self.span_at(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def first_line(self, node: ast.AST) -> Span:
        """The span of a node, or of its first line where it has several: what is underlined of a whole statement."""
        span = self.span(node)
        if span.start_line == span.end_line:
            return span
        return Span(*span.start, span.start_line, len(self.lines[span.start_line].rstrip()))

    def span_at(self, lineno: int, col_offset: int, end_lineno: int, end_col_offset: int) -> Span:
        """The span, relative to the block, between two `ast` line numbers and byte offsets."""
        first, column = self.position(lineno, col_offset)
        last, end_column = self.position(end_lineno, end_col_offset)
        return Span(first, column, last, end_column)

    def name_span(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Span:
        """The span of the name in a `def` or `class` statement."""
        line, column = self.position(node.lineno, node.col_offset)
        while line < len(self.lines):
            text = self.lines[line]
            found = text.find(node.name, column)
            while found >= 0 and _is_part(text[found - 1 : found] + text[found + len(node.name) :][:1]):
                found = text.find(node.name, found + 1)
            if found >= 0:
                return Span(line, found, line, found + len(node.name))
            line, column = line + 1, 0
        return self.span(node)

    def source(self, place: ast.AST | Span) -> str:
        """The text of a node or span."""
        span = place if isinstance(place, Span) else self.span(place)
        start_line, start_column, end_line, end_column = span
        if start_line == end_line:
            return self.lines[start_line][start_column:end_column]
        parts = [self.lines[start_line][start_column:], *self.lines[start_line + 1 : end_line]]
        return "".join(parts) + self.lines[end_line][:end_column]

    def finding(
        self,
        place: ast.AST | Span,
        message: str,
        *,
        rule: Rule | None = None,
        data: Mapping[str, str] | None = None,
        related: Iterable[Related] = (),
        severity: Severity | None = None,
    ) -> Finding:
        """A finding at a node or span; the engine fills in the rule where a check does not name one."""
        span = place if isinstance(place, Span) else self.span(place)
        return Finding(rule, span, message, data or {}, tuple(related), severity)  # type: ignore[arg-type]

    def related(self, place: ast.AST | Span, message: str) -> Related:
        """A second place in this block."""
        return Related(place if isinstance(place, Span) else self.span(place), message)

    def _parse(self) -> None:
        before, suffix = prefix(self), _suffix(self)
        self.line_shift = before.count("\n")
        text = self.text
        source = before + text + (("" if text.endswith(("\n", "\r")) else "\n") + suffix if suffix else "")
        try:
            tree = syntax.parse(source)
        except syntax.SyntaxProblem as problem:
            shift = self.line_shift
            line = max(1, min(problem.line - shift, len(self.lines)))
            column = problem.column if problem.line - shift == line else 0
            message = MERGED if marks_versions(self.lines[line - 1]) else problem.message
            self.problem = self.problem or syntax.SyntaxProblem(message, line, column)
            return
        self._body = _statements(self, tree.body)


def given_up(block: Block) -> Walk | None:
    """What was found in walking over a block, if that was done, which it no longer has: another one takes it over."""
    found, block._walk = block._walk, None
    return found


def _is_part(neighbours: str) -> bool:
    """Whether one of the characters around a word makes it part of a longer one, as the `d` of `def`."""
    return any(character == "_" or character.isalnum() for character in neighbours)


def read_block(
    lines: list[str], start: int, entry: tuple[Frame, ...], known: Block | None = None
) -> tuple[Block, int, int]:
    """The block at `lines[start]`, the line after it, and how many characters were scanned for it.

    It is the `known` one, with its tree, where that has the same text and stands as it does.

    A string that is never closed swallows what follows; when the block that holds it, and the next, cannot
    be read, the string is taken to end with its line instead, so that only its own block is broken.
    """
    extent = next_extent(lines, start, entry)
    if known is not None and _is_at(known, lines, extent):
        return known, extent.end, sum(map(len, known.lines))
    distrusted: frozenset[Opening] = frozenset()
    read = extent.end
    while extent.unclosed and extent.openings and len(distrusted) < _MOST_DISTRUSTED:
        distrusted |= {extent.openings[0]}
        extent = next_extent(lines, start, entry, distrusted)
    block = Block(tuple(lines[extent.start : extent.end]), extent)
    scanned = sum(map(len, block.lines))
    read = max(read, extent.end)
    while block.broken and extent.openings and len(distrusted) < _MOST_DISTRUSTED:
        if not distrusted and extent.end < len(lines):
            following = next_extent(lines, extent.end, extent.exit)
            after = Block(tuple(lines[following.start : following.end]), following)
            read = read_for(lines, following)
            if not after.broken and after.kind != "tail":
                break
        distrusted |= {extent.openings[0]}
        extent = next_extent(lines, start, entry, distrusted)
        block = Block(tuple(lines[extent.start : extent.end]), extent)
        scanned += sum(map(len, block.lines))
        read = max(read, extent.end)
    block.reach = read - extent.end
    return block, extent.end, scanned


def _is_at(known: Block, lines: list[str], extent: Extent) -> bool:
    """Whether a block that could be read, and was found out from its own lines, is what reading there would give."""
    return (
        known.problem is None
        and not known.reach
        and not extent.unclosed
        and not extent.problem
        and known.lines == tuple(lines[extent.start : extent.end])
        and known.extent_first == extent.first - extent.start
        and (known.kind, known.word, known.indent, known.inline)
        == (extent.kind, extent.word, extent.indent, extent.inline)
        and (known.entry, known.frames, known.exit) == (extent.entry, extent.frames, extent.exit)
    )


def prefix(block: Block) -> str:
    """The synthetic lines that let a member or clause be parsed at its own indentation."""
    lines = ""
    if block.indent:
        words = {frame.word for frame in block.frames}
        lines = "class _:\n" if "class" in words else "while 1:\n" if words & {"for", "while"} else "if 1:\n"
    if block.kind == "clause":
        opener = "try:\n" if block.word in ("except", "finally") else "if 1:\n"
        lines += block.indent + opener + block.indent + " pass\n"
    return lines


def _suffix(block: Block) -> str:
    """The synthetic body of a header or clause, and the clause that a `try` needs."""
    if block.kind not in ("header", "clause"):
        return ""
    opened = len(block.exit) > len(block.frames) or block.problem is not None
    suffix = f"{block.indent} pass\n" if opened and not block.inline else ""
    if block.word == "try" and block.kind == "header":
        suffix += f"{block.indent}finally:\n{block.indent} pass\n"
    return suffix


def _statements(block: Block, body: list[ast.stmt]) -> list[ast.stmt]:
    """The block's own statements without the synthetic ones around and inside them."""
    if block.indent:
        body = body[0].body  # type: ignore[attr-defined]
    if block.kind == "leaf" or not body:
        return body
    inline = block.inline
    statement = body[0]
    if block.kind == "header":
        if not inline:
            statement.body = []  # type: ignore[attr-defined]
        if isinstance(statement, ast.Try):
            statement.finalbody = []
        return body
    if isinstance(statement, ast.If):
        inner = statement.orelse
        if block.word == "elif":
            if not inline:
                inner[0].body = []  # type: ignore[attr-defined]
            return inner
        return inner if inline else []
    if block.word == "finally":
        return statement.finalbody if inline else []  # type: ignore[attr-defined]
    statement.body = []  # type: ignore[attr-defined]
    if not inline:
        statement.handlers[0].body = []  # type: ignore[attr-defined]
    return [statement]
