"""What stands around the findings of a block: the definitions they lie in, and the code they flag without its layout.

Looked up once for a block, since a block of many findings (a table, a long function) has many nodes too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Finding
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.patterns import deferred

_NOISE = deferred(r"\b[uUrRbBfFtT]{1,2}(?=['\"])|[\s()\\,\"'{}]+")
"""What formatters add, move and leave out: layout, quotes, strings' prefixes, and braces doubled as strings are joined."""
_SPELLING = deferred(r"\b\d\w*|\\[xuUN][0-9a-fA-F]+")
"""What formatters write in another case: letters in numbers and in escapes."""


class Surroundings:
    """The surroundings of the findings in the block at `index` of a snapshot."""

    def __init__(self, snapshot: Snapshot, index: int) -> None:
        self.block: Block = snapshot.entries[index].block
        self.classes = [header.name for header in snapshot.view.enclosing(index) if header.word == "class"]
        self.definitions = [(node.name, self.block.span(node)) for node in _definitions(self.block)]
        self._statements: dict[int, list[Any]] | None = None

    def symbol(self, finding: Finding) -> str:
        """The dotted name of the classes and functions around a finding."""
        line = finding.span.start_line
        inside = (name for name, span in self.definitions if span.start_line <= line <= span.end_line)
        return ".".join((*self.classes, *inside))

    def content_key(self, finding: Finding, symbol: str) -> str:
        """A short digest of the rule, the symbol and the flagged code without what formatters change.

        A finding at the start of a statement is told by the whole of it, of a compound one by the whole of its head:
        rules may mark the first line only. What is told of a whole module stands at the first of several places, so in
        which function that is does not count; nor does the code that happens to be the module's first.
        """
        from hashlib import blake2b

        if finding.rule.module_check is not None:
            symbol = ".".join(self.classes)
        source = "" if finding.rule.whole else self.block.source(self._whole(finding.span))
        text = _NOISE.sub("", _SPELLING.sub(lambda found: found.group().lower(), source))
        key = f"{finding.rule.slug}\0{symbol}\0{text}"
        return blake2b(key.encode("utf-8", "replace"), digest_size=8).hexdigest()

    def _whole(self, span: Span) -> Span:
        """The span of the simple statement, or of the head of the compound one, that starts where the span does."""
        for node in self.statements.get(span.start_line, ()):
            whole = self.block.span(node)
            if whole.start != span.start:
                continue
            inner = getattr(node, "body", None) or [case.pattern for case in getattr(node, "cases", ())]
            if not inner:
                return whole
            if span.end <= self.block.span(inner[0]).start:
                return Span(*span.start, *max((self.block.span(part).end for part in _head(node)), default=span.end))
        return span

    @property
    def statements(self) -> dict[int, list[Any]]:
        """The statements, but for definitions, by the line of the block they start on."""
        if self._statements is None:
            self._statements = {}
            for node in _statements(self.block):
                line = node.lineno - 1 - self.block.line_shift
                self._statements.setdefault(line, []).append(node)
        return self._statements


def _statements(block: Block) -> Iterator[Any]:
    definitions = (syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.ClassDef)
    for kind, nodes in block.walk.nodes.items():
        if issubclass(kind, syntax.stmt) and not issubclass(kind, definitions):
            yield from nodes


def _head(node: Any) -> Iterator[Any]:
    """What stands between the keyword of a compound statement and its colon."""
    for field in ("test", "target", "iter", "items", "subject"):
        part = getattr(node, field, None)
        for item in part if isinstance(part, list) else [part]:
            if item is not None:
                yield getattr(item, "optional_vars", None) or getattr(item, "context_expr", item)


def _definitions(block: Block) -> list[Any]:
    return block.nodes(syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.ClassDef)
