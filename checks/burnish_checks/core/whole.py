"""A whole text at once: the interpreter parses it in one go, and the blocks are cut from its tree.

Parsing each block alone costs two fifths more than parsing the file, and telling lexically where each ends as much
again. A statement that the tree does not place plainly (it shares a line, holds members or f-strings, is spelled
with backslashes) is read by `read_block`, block by block; so is a text that the interpreter cannot read. Both ways
give the same blocks: `tests/engine/test_whole.py` holds them together.
"""

from __future__ import annotations

import ast
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from burnish_checks import syntax
from burnish_checks.core.block import Block, read_block
from burnish_checks.core.split import Extent, Frame, Reader, indent_of

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPOUND = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, syntax.TryStar, ast.With, ast.AsyncWith)
_NO_FRAMES: tuple[Frame, ...] = ()


def blocks_of(lines: list[str]) -> Iterator[Block]:
    """All blocks of a text, in order."""
    text = "".join(lines)
    cut = _Cut(lines, _lines_at(syntax.places_to_mask(text), lines))
    tree = syntax.parse_plainly(text)
    if tree is not None:
        yield from cut.statements(tree.body)
    yield from cut.read(len(lines))


def _lines_at(places: Sequence[int], lines: Sequence[str]) -> list[int]:
    """The numbers of the lines in which these places of the text lie."""
    ends = [*accumulate(map(len, lines))] if places else []
    return [bisect_right(ends, place) for place in places]


class _Cut:
    """How far a text is cut into blocks, and the frames open there."""

    def __init__(self, lines: list[str], masked: Sequence[int]) -> None:
        self.lines = lines
        self.masked = masked
        """The lines whose blocks need masks, and so are not placed plainly in the tree of the whole."""
        self.reader = Reader(lines)
        self.position = 0
        self.frames = _NO_FRAMES

    def read(self, end: int) -> Iterator[Block]:
        """The blocks up to a line, each read alone."""
        while self.position < end:
            block, self.position, _ = read_block(self.lines, self.position, self.frames)
            self.frames = block.exit
            yield block

    def statements(self, body: Sequence[ast.stmt]) -> Iterator[Block]:
        """The blocks of statements that stand side by side."""
        for number, node in enumerate(body):
            following = body[number + 1] if number + 1 < len(body) else None
            extent = self.extent(node, following)
            if extent is None:
                yield from self.read(node.end_lineno or 0)
            elif isinstance(node, ast.ClassDef):
                members = node.body
                yield self.block(extent, _headed(node, extent))
                if not extent.inline:
                    yield from self.statements(members)
            else:
                yield self.block(extent, node)

    def block(self, extent: Extent, node: ast.stmt) -> Block:
        """The block of an extent, with the statement from the file's tree where that will do."""
        self.position, self.frames = extent.end, extent.exit
        lines = tuple(self.lines[extent.start : extent.end])
        next_masked = bisect_left(self.masked, extent.start)
        is_masked = next_masked < len(self.masked) and self.masked[next_masked] < extent.end
        return Block(lines, extent, None if is_masked else [node])

    def extent(self, node: ast.stmt, following: ast.stmt | None) -> Extent | None:
        """Where the statement's block lies; None where the tree does not tell plainly."""
        decorators = getattr(node, "decorator_list", None)
        first = (decorators[0] if decorators else node).lineno - 1
        if first < self.position or self.reader.code_line(self.position) != first:
            return None
        line = self.lines[first]
        indent = indent_of(line)
        if not (line.startswith("@", len(indent)) if decorators else node.col_offset == len(indent)):
            return None
        frames, problem = self.reader.enclosing(self.frames, indent)
        if problem:
            return None
        if isinstance(node, ast.ClassDef):
            header = self.reader.header(self.position, first, indent, "class", self.frames, frames, "header")
            return None if header.problem or (header.inline and not self._ends_plainly(node, following)) else header
        if not self._ends_plainly(node, following) or (isinstance(node, _COMPOUND) and _holds_definitions(node)):
            return None
        word = "def" if isinstance(node, _FUNCTIONS) else self.reader.word(first)
        end = node.end_lineno or 0
        return Extent(self.position, end, first, "leaf", word, indent, self.frames, frames, frames)

    def _ends_plainly(self, node: ast.stmt, following: ast.stmt | None) -> bool:
        """Whether nothing but a comment stands behind the statement on its last line."""
        end = node.end_lineno or 0
        if following is not None and following.lineno == end:
            return False
        line = self.lines[end - 1]
        column = node.end_col_offset or 0
        rest = line[column:] if line.isascii() else line.encode("utf-8", "surrogatepass")[column:].decode()
        rest = rest.strip(" \t\f\r\n")
        return not rest or rest[0] == "#"


def _headed(node: ast.ClassDef, extent: Extent) -> ast.ClassDef:
    """The class as its header block has it: without members, ending where the header's made-up body would."""
    if not extent.inline:
        node.body = []
        node.end_lineno, node.end_col_offset = extent.end + 1, len(extent.indent) + len(" pass")
    return node


def _holds_definitions(node: ast.stmt) -> bool:
    """Whether a function or class is defined at any depth of a compound statement."""
    tree = ast.Module(body=[node], type_ignores=[])
    return any(
        isinstance(item, (*_FUNCTIONS, ast.ClassDef)) for items in syntax.statement_lists(tree) for item in items
    )
