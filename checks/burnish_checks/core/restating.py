"""Statements written otherwise: the function around them keeps the rest of its tree.

Most of what is typed is typed in one simple statement, or makes a line into two. Of 37 lines of which one was edited,
scanning them took 0.1 ms, parsing them 0.7 and letting the former tree go 0.1; the statement alone is read in 0.05 and put
into a copy of what stands around it. What follows a line that is new is copied with other line numbers, which only pays
in a function with f-strings: reading one of 37 lines anew takes 0.4 ms. In any other it is read anew, from the edited
statement on, and where each new line leaves nothing open the function ends where it ended, and is not scanned for that.
Facts and checks see a block like any other. Reading the block anew is the slow equivalent.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.copying import copied
from burnish_checks.core.lexical import is_whole

_LISTS = ("body", "orelse", "finalbody", "handlers", "cases")
_OPENER = "if 1:\n"
_FORMATTED = frozenset({syntax.JoinedStr, syntax.TemplateStr})
_LEADS_ON = ("\\\n", "\\\r\n")
_LEAVES = frozenset({syntax.Name, syntax.Constant})
"""Half of all nodes: what they hold has no place of its own."""


class _Step(NamedTuple):
    """Some neighbours in a list of statements: what holds them, in which list, and from where to where they stand."""

    holder: ast.AST
    name: str
    first: int
    end: int

    @property
    def items(self) -> list[Any]:
        """The whole list."""
        found: list[Any] = getattr(self.holder, self.name)
        return found


class Place(NamedTuple):
    """Where simple statements that stand next to each other in a function have some of its lines to themselves."""

    path: list[_Step]
    begin: int
    """Their first line, counted from the block's."""
    end: int
    """The line behind them."""
    indent: str


def placed(old: Block, row: int, removed: int) -> Place | None:
    """Where the statements stand of which the `removed` lines from `row` on are; None if these are of others too."""
    if old.kind != "leaf" or old.problem is not None or old.reach or len(old.body) > 1:
        return None
    top = row + 1 + old.line_shift
    path = list(_path(old.body[0], top, top + removed - 1))
    run = path[-1].items[path[-1].first : path[-1].end] if path else []
    if not run or _first(run[0]) > top or _last(run[-1]) < top + removed - 1 or any(map(_holds_others, run)):
        return None
    begin, end = run[0].lineno - 1 - old.line_shift, run[-1].end_lineno - old.line_shift
    if not _ends_its_line(run[-1], old.lines[end - 1]) or not _has_its_lines(path[-1]):
        return None
    return Place(path, begin, end, old.lines[begin][: run[0].col_offset])


def begins(old: Block, row: int) -> bool:
    """Whether a statement inside the block's begins with a line."""
    top = row + 1 + old.line_shift
    path = list(_path(old.body[0], top, top))
    return bool(path) and _first(path[-1].items[path[-1].first]) == top


def restated(old: Block, lines: tuple[str, ...], place: Place) -> Block | None:
    """The block with the new `lines`, in which only the statements at the place are others; None if more may be.

    They have their lines to themselves, before and after, and end where they ended.
    """
    added = len(lines) - len(old.lines)
    path, begin, end, indent = place
    if not _is_apart(old.lines, lines, begin, end, added, indent):
        return None
    if added and not _pays_to_move(old):
        whole = old.word == "def" and all(_stands_alone(line, indent) for line in lines[begin : end + added])
        found = (_read_on(old, lines, path[0]) or old.with_lines(lines)) if whole else None
        return None if found is None or found.broken else found
    text = "".join(lines[begin : end + added])
    now = [] if is_open(text) else _read(text, end + added - begin)
    if not now or not _ends_its_line(now[-1], lines[end + added - 1]):
        return None
    _move(now, begin + old.line_shift - 1)
    return old.with_body(lines, [_put(path, now, added)])


def _read_on(old: Block, lines: tuple[str, ...], step: _Step) -> Block | None:
    """The block with a function read anew from the first statement of the step on, if that is not its first."""
    function, at = old.body[0], step.first
    if step.holder is not function or step.name != "body" or not at:
        return None
    before: ast.stmt = step.items[at - 1]
    begin = _last(before) - old.line_shift
    if not _ends_its_line(before, old.lines[begin - 1]) or old.lines[begin - 1].endswith(_LEADS_ON):
        return None
    text = "".join(lines[begin:]).replace("\r\n", "\n")
    if not text.endswith("\n") or "\f" in text or "\r" in text:
        return None
    body = _parsed("\n" * (begin + old.line_shift - 1) + _OPENER + text)
    behind = body[0].body if len(body) == 1 and isinstance(body[0], ast.If) and not body[0].orelse else []
    if not behind or behind[0].col_offset != before.col_offset:
        return None
    end, end_offset = _end(behind[-1])
    whole: Any = copied(function, body=[*step.items[:at], *behind], end_lineno=end, end_col_offset=end_offset)
    return old.with_body(lines, [whole])


def _stands_alone(line: str, indent: str) -> bool:
    """Whether a line is code as deep in the function as the indentation says, and leaves nothing open."""
    return line.startswith(indent) and line[len(indent)] not in " \t\f#\\\r\n" and is_whole(line)


def _pays_to_move(old: Block) -> bool:
    """Whether copying what follows is quicker than reading the block anew."""
    return not _FORMATTED.isdisjoint(old.walk.nodes) and syntax.needs_masks(old.text)


def _path(node: ast.AST, top: int, bottom: int) -> Iterator[_Step]:
    """From the outside in, the statements that stand on some lines: each alone up to the last, which are neighbours."""
    while True:
        for name in _LISTS:
            items = getattr(node, name, ())
            if name == "cases":
                at = [number for number, item in enumerate(items) if _first(item) <= bottom and top <= _last(item)]
            else:
                at = [number for number, item in enumerate(items) if item.lineno <= bottom and top <= item.end_lineno]
            if at:
                break
        else:
            return
        yield _Step(node, name, at[0], at[-1] + 1)
        if len(at) > 1:
            return
        node = items[at[0]]


def _first(item: Any) -> int:
    """The line where a statement, handler or `case` begins; the last of these has no place of its own."""
    line: int = item.pattern.lineno if isinstance(item, ast.match_case) else item.lineno
    return line


def _last(item: Any) -> int:
    last: Any = item.body[-1] if isinstance(item, ast.match_case) else item
    line: int = last.end_lineno
    return line


def _holds_others(statement: ast.AST) -> bool:
    return any(name in statement._fields for name in _LISTS)


def _ends_its_line(statement: ast.stmt, line: str) -> bool:
    """Whether nothing but a comment stands behind it; a semicolon would count to what is around it."""
    return line.encode(errors="replace")[statement.end_col_offset or 0 :].lstrip(b" \t")[:1] in (b"#", b"\r", b"\n")


def _has_its_lines(step: _Step) -> bool:
    """Whether no statement in front or behind stands on one of their lines."""
    items, (_, _, first, end) = step.items, step
    return (not first or _last(items[first - 1]) < _first(items[first])) and (
        end == len(items) or _last(items[end - 1]) < _first(items[end])
    )


def _is_apart(before: tuple[str, ...], now: tuple[str, ...], begin: int, end: int, added: int, indent: str) -> bool:
    """Whether what stands in these lines is indented as it was, and neither led on from above nor leads on."""
    first = now[begin]
    if not indent or indent.strip(" \t") or not first.startswith(indent) or first[len(indent)] in " \t#\\\r\n":
        return False
    return not before[begin - 1].endswith(_LEADS_ON) and not now[end + added - 1].endswith(_LEADS_ON)


def is_open(text: str) -> bool:
    """Whether some bracket most likely has no partner: to have the parser say so takes as long as to read the block."""
    return not is_whole(text) and any(text.count(pair[0]) != text.count(pair[1]) for pair in ("()", "[]", "{}"))


def _read(text: str, lines: int) -> list[ast.stmt]:
    """The simple statements that the text is, to the end of its last line."""
    plain = text.replace("\r\n", "\n")
    if not plain.endswith("\n") or "\f" in plain or "\r" in plain:
        return []
    body = _parsed(_OPENER + plain)
    statements = body[0].body if len(body) == 1 and isinstance(body[0], ast.If) else []
    if not statements or any(map(_holds_others, statements)):
        return []
    return statements if (statements[0].lineno, statements[-1].end_lineno) == (2, lines + 1) else []


def _parsed(text: str) -> list[ast.stmt]:
    """The statements of a text; none where it cannot be read without looking closer, which the block's reader does."""
    if not syntax.needs_masks(text):
        tree = syntax.parse_plainly(text)
        return tree.body if tree is not None else []
    try:
        return syntax.parse(text).body
    except syntax.SyntaxProblem:
        return []


def _move(statements: list[ast.stmt], lines: int) -> None:
    """Place statements that nobody has seen yet so many lines further down, as `ast.increment_lineno` does at leisure."""
    for statement in statements:
        for node in syntax.walk(statement):
            place = node.__dict__
            if "lineno" in place:
                place["lineno"] += lines
                place["end_lineno"] += lines


def _put(path: list[_Step], now: list[ast.stmt], added: int) -> ast.stmt:
    """The outermost statement with others in the place of the innermost of the path, which may be the last in it."""
    old, new = path[-1].items[path[-1].end - 1], [*now]
    for step in reversed(path):
        behind = step.items[step.end :]
        fields: dict[str, object] = {step.name: [*step.items[: step.first], *new, *_moved(behind, added)]}
        for name in _LISTS if added else ():
            others = getattr(step.holder, name, ())
            if name != step.name and others and _first(others[0]) > _last(old):
                fields[name] = _moved(others, added)
        if _end(step.holder) == _end(old):
            fields["end_lineno"], fields["end_col_offset"] = _end(now[-1])
        elif added and hasattr(step.holder, "end_lineno"):
            fields["end_lineno"] = step.holder.end_lineno + added
        holder: Any = copied(step.holder, **fields)
        new = [holder]
    return new[0]


def _moved(nodes: list[Any], added: int) -> list[Any]:
    return [_shifted(node, added) for node in nodes] if added else nodes


def _shifted(node: ast.AST, added: int) -> ast.AST:
    """A copy of a node, so many lines further down."""
    if not node._fields and not node._attributes:
        return node  # a context or an operator, of which there is one of each
    values: dict[str, Any] = dict(node.__dict__)
    for name in node._fields if node.__class__ not in _LEAVES else ():
        value = values.get(name)
        if isinstance(value, ast.AST):
            values[name] = _shifted(value, added)
        elif isinstance(value, list):
            values[name] = [_shifted(item, added) if isinstance(item, ast.AST) else item for item in value]
    if "lineno" in values:
        values["lineno"] += added
        values["end_lineno"] += added
    copy = node.__class__.__new__(node.__class__)
    copy.__dict__.update(values)
    return copy


def _end(node: ast.AST) -> tuple[int | None, int | None]:
    return getattr(node, "end_lineno", None), getattr(node, "end_col_offset", None)
