"""The text of an extraction: the new function, the call in its place, and the edits that bring them in."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Refused, Repair, Target
from burnish_checks.core.rule import Finding, Safety
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.organization.extraction.analysis import Analysis, Run
from burnish_checks.organization.extraction.events import FUNCTIONS, Function
from burnish_checks.organization.extraction.hints import Hints
from burnish_checks.organization.extraction.naming import Called, function_name
from burnish_checks.organization.extraction.placing import Place, place_for
from burnish_checks.organization.extraction.regions import Region, region_of
from burnish_checks.organization.extraction.telling import ways_to_say
from burnish_checks.organization.extraction.words import Taken
from burnish_checks.organization.indentation import leading

_WIDTH = range(79, 101)
INHERITED = "A base class in another file may have a method `{}` already, or a subclass."
_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


@dataclass(frozen=True)
class Extraction:
    """An extraction that can be made exactly: the edits, and what they were made from."""

    name: str
    region: Region
    place: Place
    parameters: tuple[str, ...]
    """What is passed, in order; the receiver aside."""
    repair: Repair


def extract_statements(
    snapshot: Snapshot, index: int, analysis: Analysis, run: Run, *, first_line: int | None = None, name: str = ""
) -> Extraction:
    """Move a run of statements into a function of its own.

    `first_line` (relative to the block) is where the moved lines begin, comments included; by default the comments
    right above the run go along. Raises `Refused` with the reason where it cannot be exact.
    """
    block = analysis.block
    context = Context(snapshot.view, index, snapshot.environment.engine.topics)
    first, last = own_lines(block, run.statements)
    top = comment_start(block, first) if first_line is None else first_line
    if _is_docstring(run):
        raise Refused("The code is the function's docstring.")
    region = region_of(analysis, run)
    place = place_for(context, run.function, run.statements, classes_of(snapshot))
    comment = telling_comment(block, run, top)
    taken = taken_names(snapshot, place)
    called = Called(name) if name else function_name(run.function, run.statements, region.outputs, comment, taken)
    chosen = called.name
    writer = Writer(snapshot, index, analysis, place, run.statements[0])
    parameters = tuple(item for item in (*region.parameters, *place.captured) if item != place.first)
    if place.kind == "staticmethod":
        parameters = tuple(item for item in parameters if item != place.receiver)
    call = writer.call(chosen, parameters, is_async=region.is_async, is_generator=region.is_generator)
    body = writer.moved(top, last, run, region)
    if region.outputs and region.falls_through:
        body += f"{writer.inner}return {', '.join(region.outputs)}{writer.newline}"
    declared = _globals(analysis, run)
    if declared:
        body = f"{writer.inner}global {', '.join(declared)}{writer.newline}" + body
    definition = writer.definition(chosen, parameters, region, body)
    line = call_line(leading(block, first), call, region.outputs, region.returns, writer.width)
    ends = len(block.lines[last].rstrip("\r\n"))
    replaced = Change(Span(top, 0, last, ends).moved(writer.start), line.replace("\n", writer.newline))
    repair = dataclasses.replace(writer.repair(chosen, replaced, definition), unnamed=not called.telling)
    return Extraction(chosen, region, place, parameters, repair)


def call_line(indent: str, call: str, outputs: Sequence[str], returns: bool, width: int) -> str:
    """The statement that takes the place of the moved code."""
    if returns:
        prefix = "return "
        call = f"({call})" if call.startswith("yield") else call
    elif outputs:
        prefix = f"{', '.join(outputs)} = "
    else:
        prefix = ""
    text = f"{indent}{prefix}{call}"
    if len(text) <= width or "(" not in call:
        return text
    head, _, arguments = text.partition("(") if not returns or "(yield" not in text else (text, "", "")
    if not arguments.endswith(")"):
        return text
    step = "\t" if indent.startswith("\t") else "    "
    return f"{head}(\n{indent}{step}{arguments[:-1]}\n{indent})"


class Writer:
    """The texts of a function made of code that begins at a node, which is to stand at a place."""

    def __init__(self, snapshot: Snapshot, index: int, analysis: Analysis, place: Place, at: ast.AST) -> None:
        self.snapshot = snapshot
        self.block = analysis.block
        self.place = place
        self.start = snapshot.starts[index]
        self.hints = Hints(snapshot, analysis, place, at)
        target = Target(snapshot, index, Finding(None, Span(0, 0, 0, 0), ""))  # type: ignore[arg-type]
        self.newline = target.newline
        longest = max(len(line.rstrip()) for line in self.block.lines)
        self.width = min(max(longest, _WIDTH.start), _WIDTH.stop)
        """How long a line may be: as long as the longest there is, within reason."""
        host_line = self.block.span(place.host).start_line
        self.outer = leading(self.block, host_line)
        self.inner = self.outer + _unit(self.block, place.host, target)

    def call(self, name: str, parameters: Sequence[str], *, is_async: bool, is_generator: bool) -> str:
        """The call of the new function."""
        receiver = f"{self.place.receiver}." if self.place.receiver else ""
        text = f"{receiver}{name}({', '.join(parameters)})"
        if is_async:
            return f"await {text}"
        return f"yield from {text}" if is_generator else text

    def definition(self, name: str, parameters: Sequence[str], region: Region, body: str) -> str:
        """The whole new function."""
        returned = self.hints.returned(region)
        ways = ways_to_say(name, region, parameters)
        return self.defined(name, parameters, returned, body, ways, is_async=region.is_async)

    def defined(
        self, name: str, parameters: Sequence[str], returned: str, body: str, ways: Sequence[str], *, is_async: bool
    ) -> str:
        """A function of this body, with decorator, hints and docstring as its surroundings have them.

        Of the `ways` to say what it does, the longest first, one is taken that fits on a line.
        """
        newline = self.newline
        words = [self.place.first] if self.place.first else []
        words += [f"{item}: {hint}" if (hint := self.hints.of(item)) else item for item in parameters]
        arrow = f" -> {returned}" if returned else ""
        head = f"{self.outer}{'async ' if is_async else ''}def {name}("
        line = f"{head}{', '.join(words)}){arrow}:"
        if len(line) > self.width:
            line = f"{head}{newline}{self.inner}{', '.join(words)}{newline}{self.outer}){arrow}:"
        decorator = self.place.kind if self.place.kind in ("classmethod", "staticmethod") else ""
        text = f"{self.outer}@{decorator}{newline}" if decorator else ""
        return text + line + newline + self._docstring(ways) + body

    def _docstring(self, ways: Sequence[str]) -> str:
        if ast.get_docstring(self.place.host, clean=False) is None:
            return ""
        lines = [f'{self.inner}"""{text}"""{self.newline}' for text in ways]
        return next((line for line in lines if len(line.rstrip()) <= self.width), lines[-1])

    def moved(self, first: int, last: int, run: Run, region: Region) -> str:
        """The lines of the run at the indentation of the new function's body."""
        block = self.block
        lines = list(block.lines[first : last + 1])
        instead = "return" + (f" {', '.join(region.outputs)}" if region.outputs else "")
        for node in region.continues:
            span = block.span(node)
            line = lines[span.start_line - first]
            lines[span.start_line - first] = line[: span.start_column] + instead + line[span.end_column :]
        old = leading(block, block.span(run.statements[0]).start_line)
        if not lines[-1].endswith(("\n", "\r")):
            lines[-1] += self.newline
        if old == self.inner:
            return "".join(lines)
        return reindented(block, lines, first, old, self.inner, run.statements)

    def repair(self, name: str, replaced: Change, definition: str) -> Repair:
        """The two edits, with the place of the name in the call."""
        insert = self._insertion(definition)
        added = len(re.findall(r"\r\n|\r|\n", insert.new_text)) if insert.span.start <= replaced.span.start else 0
        text = replaced.new_text
        offset = re.search(rf"(?<!\w){re.escape(name)}\(", text)
        lead = text[: offset.start()] if offset else text
        line = replaced.span.start_line + added + len(re.findall(r"\r\n|\r|\n", lead))
        tail = re.split(r"\r\n|\r|\n", lead)[-1]
        column = len(tail) + (replaced.span.start_column if tail == lead else 0)
        title = f"Extract function `{name}`"
        at = Position(line, column)
        if self.place.inherits:
            return Repair((replaced, insert), title, Safety.UNSAFE, INHERITED.format(name), rename_at=at)
        return Repair((replaced, insert), title, rename_at=at)

    def _insertion(self, definition: str) -> Change:
        host = self.place.host
        blank = self.newline * (1 if self.outer or self.place.first else 2)
        if self.place.before:
            top = min(
                [self.block.span(item).start_line for item in host.decorator_list] or [self.block.span(host).start_line]
            )
            line = comment_start(self.block, top) + self.start
            return Change(Span(line, 0, line, 0), definition + blank)
        last = self.block.span(host).end_line
        line = last + self.start
        if self.block.lines[last].endswith(("\n", "\r")):
            return Change(Span(line + 1, 0, line + 1, 0), blank + definition)
        column = len(self.block.lines[last])
        text = self.newline + blank + definition
        return Change(Span(line, column, line, column), text.removesuffix(self.newline))


def classes_of(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """The bases of each class that the file defines, as they are written."""
    return {item.name: item.bases for item in snapshot.joined.get("headers", {}) if item.word == "class"}


def taken_names(snapshot: Snapshot, place: Place) -> Taken:
    """Names that a new function must not have: all words of the file and, for a method, all members in the workspace."""
    project = snapshot.environment.project
    if place.kind == "function" or project is None:
        return Taken(snapshot.text)
    members = project.ask(snapshot.environment.path, "majority", "members") or ()
    return Taken(snapshot.text, frozenset(binding.name for binding, _ in members))


def telling_comment(block: Block, run: Run, top: int) -> str:
    """The comment above a run, if it can be about all of it: one paragraph that does not begin with a way out."""
    first, last = own_lines(block, run.statements)
    head = run.statements[0]
    if len(run.statements) > 1:
        if isinstance(head, ast.If) and not head.orelse and isinstance(head.body[-1], _LEAVING):
            return ""
        old = leading(block, first)
        between = block.lines[first + 1 : last + 1]
        if any(not line.strip() or (line.strip().startswith("#") and line.startswith(old + "#")) for line in between):
            return ""
    return " ".join(line.strip().lstrip("#") for line in block.lines[top:first] if line.strip().startswith("#"))


def own_lines(block: Block, statements: Sequence[ast.stmt]) -> tuple[int, int]:
    """The first and last line of statements that share their lines with nothing else. Raises `Refused`."""
    first_statement, last_statement = statements[0], statements[-1]
    start = block.span(first_statement)
    first = start.start_line
    for item in getattr(first_statement, "decorator_list", []):
        first = min(first, block.span(item).start_line)
    end = block.span(last_statement)
    before = block.lines[first][: start.start_column] if first == start.start_line else ""
    behind = block.lines[end.end_line][end.end_column :].strip()
    if before.strip() or (behind and not behind.startswith("#")):
        raise Refused("The code shares a line with other code.")
    if block.source(first_statement).startswith("elif"):
        raise Refused("The code is an `elif`, which belongs to the `if` above.")
    return first, end.end_line


def comment_start(block: Block, line: int) -> int:
    """The first of the comment lines right above a line, or the line itself."""
    indent = leading(block, line)
    while line > 0 and block.lines[line - 1].strip().startswith("#") and leading(block, line - 1) == indent:
        line -= 1
    return line


def reindented(block: Block, lines: Sequence[str], first: int, old: str, new: str, nodes: Iterable[ast.AST]) -> str:
    """Lines with the indentation `old` of each replaced by `new`; what stands inside strings is left as it is."""
    kept = _inside_strings(block, nodes)
    result: list[str] = []
    for number, line in enumerate(lines, first):
        if number in kept or not line.strip():
            result.append(line)
        elif line.startswith(old):
            result.append(new + line[len(old) :])
        elif line.lstrip(" \t").startswith("#") or number not in _statement_lines(block, nodes):
            result.append(line)
        else:
            raise Refused("A line is indented less than the code around it.")
    return "".join(result)


def _inside_strings(block: Block, nodes: Iterable[ast.AST]) -> set[int]:
    """The lines that begin inside a string, or may."""
    found: set[int] = set()
    for node in nodes:
        for inner in ast.walk(node):
            if isinstance(inner, (ast.Constant, ast.JoinedStr)) and inner.end_lineno != inner.lineno:
                span = block.span(inner)
                text = block.source(span)
                if '"""' in text or "'''" in text or re.search(r"\\(?:\r\n|\r|\n)", text):
                    found.update(range(span.start_line + 1, span.end_line + 1))
    return found


def _statement_lines(block: Block, nodes: Iterable[ast.AST]) -> set[int]:
    """The lines on which statements begin."""
    return {block.span(inner).start_line for node in nodes for inner in ast.walk(node) if isinstance(inner, ast.stmt)}


def _unit(block: Block, host: Function, target: Target) -> str:
    """One level of indentation as the host has it."""
    outer = leading(block, block.span(host).start_line)
    span = block.span(host.body[0])
    inner = leading(block, span.start_line)
    if span.start_line > block.span(host).start_line and inner.startswith(outer) and len(inner) > len(outer):
        return inner[len(outer) :]
    return target.indent_unit


def _is_docstring(run: Run) -> bool:
    first = run.statements[0]
    return (
        first is run.function.body[0]
        and isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )


def _globals(analysis: Analysis, run: Run) -> list[str]:
    """Names that the function declares global and the run binds."""
    declared = analysis.scope.globals
    if not declared:
        return []
    bound: set[str] = set()
    for node in (item for statement in run.statements for item in ast.walk(statement)):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.add(node.id)
        elif isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
            bound.add(node.name or "")
        elif isinstance(node, ast.MatchMapping):
            bound.add(node.rest or "")
        elif isinstance(node, ast.alias):
            bound.add(node.asname or node.name.partition(".")[0])
    return sorted(bound & declared)
