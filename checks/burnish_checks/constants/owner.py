"""Constants of a class: whether all uses of a literal lie in one class, and how each is written there."""

from __future__ import annotations

from collections.abc import Sequence

from burnish_checks import syntax
from burnish_checks.constants.placing import is_constant_block, is_eager
from burnish_checks.core.block import Block
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.patterns import deferred

_SPECIAL_BASES = deferred(r"\b(?:\w*Enum|\w*Flag|NamedTuple|TypedDict|Protocol|Structure|Union|BaseModel|Struct)\b")
_SPECIAL_DECORATORS = deferred(r"dataclass|attr|define|frozen|struct")
_COMPREHENSIONS = (syntax.ListComp, syntax.SetComp, syntax.DictComp, syntax.GeneratorExp)


def in_one_class(snapshot: Snapshot, uses: Sequence[tuple[int, syntax.AST]]) -> int | None:
    """The entry of the header of the class that should hold the constant; None if the module should.

    All uses must lie in one class, and either one of them stands in the class body itself, or there are
    several in its methods, or the class has constants already.
    """
    headers = {_header(snapshot, index) for index, _ in uses}
    header = next(iter(headers)) if len(headers) == 1 else None
    if header is None or not _is_plain_class(snapshot.entries[header].block):
        return None
    eager = any(is_eager(snapshot.entries[index].block, node) for index, node in uses)
    if eager or len({index for index, _ in uses}) > 1 or _has_constants(snapshot, header):
        return header
    return None


def written_in_class(snapshot: Snapshot, header: int, index: int, node: syntax.AST, name: str) -> str | None:
    """`NAME` in the class body, `self.NAME` in a method; None if neither reaches the class's name there."""
    block = snapshot.entries[index].block
    if is_eager(block, node):
        inside = any(isinstance(item, (*_COMPREHENSIONS, syntax.ClassDef)) for item in block.ancestors(node))
        return None if inside else name
    method = block.body[0]
    if not isinstance(method, (syntax.FunctionDef, syntax.AsyncFunctionDef)):
        return None
    if any(getattr(item, "id", "") == "staticmethod" for item in method.decorator_list):
        owner = snapshot.entries[header].block.body[0]
        plain = isinstance(owner, syntax.ClassDef) and not snapshot.entries[header].block.frames
        return f"{owner.name}.{name}" if plain and isinstance(owner, syntax.ClassDef) else None
    first = [*method.args.posonlyargs, *method.args.args][:1]
    if not first or first[0].arg not in ("self", "cls"):
        return None
    scope = block.walk.scope_at(node).resolve(first[0].arg)
    if scope is None or scope.node is not method or len(scope.bound[first[0].arg]) > 1:
        return None
    return f"{first[0].arg}.{name}"


def _header(snapshot: Snapshot, index: int) -> int | None:
    frames = snapshot.entries[index].block.frames
    if not frames or frames[-1].word != "class":
        return None
    at = index - 1
    while at >= 0:
        block = snapshot.entries[at].block
        if block.kind == "header" and len(block.frames) == len(frames) - 1:
            return at
        at -= 1
    return None


def _is_plain_class(block: Block) -> bool:
    statement = block.body[0] if block.body else None
    if not isinstance(statement, syntax.ClassDef):
        return False
    bases = " ".join(block.source(item) for item in (*statement.bases, *(item.value for item in statement.keywords)))
    decorators = " ".join(block.source(item) for item in statement.decorator_list)
    return not _SPECIAL_BASES.search(bases) and not _SPECIAL_DECORATORS.search(decorators)


def _has_constants(snapshot: Snapshot, header: int) -> bool:
    depth = len(snapshot.entries[header].block.frames) + 1
    for entry in snapshot.entries[header + 1 :]:
        if len(entry.block.frames) < depth:
            return False
        if len(entry.block.frames) == depth and is_constant_block(entry.block) and "__" not in entry.block.text:
            return True
    return False
