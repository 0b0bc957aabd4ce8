"""Extracting a constant: every use of a literal with the same meaning gives way to one name.

`extraction` is what the fix of a finding and the action on a selection share.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from burnish_checks import syntax
from burnish_checks.constants.literals import number, outermost, same_value
from burnish_checks.constants.meaning import Meaning, meaning_of
from burnish_checks.constants.owner import in_one_class, written_in_class
from burnish_checks.constants.placing import Place, in_class, in_module, is_constant, is_eager
from burnish_checks.constants.replaceable import why_not
from burnish_checks.constants.words import VAGUE, constant_name, split, telling
from burnish_checks.core.block import Block
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.in_place import in_place
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Refused, Repair
from burnish_checks.core.rule import Safety
from burnish_checks.core.snapshot import Snapshot

Same = Callable[[Block, syntax.expr], bool]
_WEAK = frozenset({"threshold", "value", "special"})
_PREFIXES = frozenset(
    {"max", "min", "default", "expected", "limit", "threshold", "value", "special", "seconds", "length"}
)

MAY_READ_DIFFERENTLY = "Where the status is turned into text, an `HTTPStatus` may read differently from its number."


@dataclass(frozen=True)
class Use:
    """One occurrence of the literal: the entry that holds it, and its node."""

    index: int
    node: syntax.expr


def extraction(
    snapshot: Snapshot, index: int, node: syntax.expr, *, name: str = "", same: Same | None = None
) -> Repair:
    """The edits that name a literal. `name` overrides the one found; `same` tells which equal literals go along.

    Raises `Refused` where the literal cannot be a name, or no good name is free.
    """
    block = snapshot.entries[index].block
    refusal = why_not(block, node)
    if refusal:
        raise Refused(refusal)
    meaning = meaning_of(block, node, signatures(snapshot))
    if meaning.standard is not None and not name:
        return _standard(snapshot, index, node, meaning)
    uses = _uses(snapshot, index, node, same or _same_key(snapshot, meaning))
    suggested = name or _best_name(snapshot, uses, meaning)
    existing = _existing(snapshot, node, suggested, uses)
    if existing:
        return _replaced(snapshot, uses, dict.fromkeys(uses, existing), (), f"Use the constant `{existing}`", None)
    return _defined(snapshot, uses, _free_name(snapshot, block, node, suggested))


def _best_name(snapshot: Snapshot, uses: Sequence[Use], meaning: Meaning) -> str:
    """The most telling of the names that the uses suggest: no mere threshold, and given most often."""
    lookup = signatures(snapshot)
    names = [meaning.name]
    names += [meaning_of(snapshot.entries[use.index].block, use.node, lookup).name for use in uses]
    names = [item for item in names if item]
    return min(names, key=lambda item: (bool(_WEAK.intersection(split(item))), -names.count(item)), default="")


def count_note(uses: Sequence[object]) -> str:
    """` (3 uses)`, or nothing for one."""
    return f" ({len(uses)} uses)" if len(uses) > 1 else ""


def _defined(snapshot: Snapshot, uses: list[Use], name: str) -> Repair:
    """The edits with a new definition, in the class if all uses are there."""
    eager = [use.index for use in uses if is_eager(snapshot.entries[use.index].block, use.node)]
    header = in_one_class(snapshot, [(use.index, use.node) for use in uses])
    place = in_class(snapshot, header, eager) if header is not None else None
    own = _public_or_private(snapshot, name, "members")
    texts = _class_texts(snapshot, header, uses, own) if header is not None and place is not None else None
    if texts is not None and place is not None:
        name, annotation = own, ""
        extra: tuple[Change, ...] = ()
    else:
        annotation, extra = _final(snapshot)
        name = _public_or_private(snapshot, name, "binds")
        texts = dict.fromkeys(uses, name)
        place = in_module(snapshot, eager)
    first = uses[0]
    literal = _definition_text(snapshot, first)
    definition = f"{name}{annotation} = {literal}"
    if any(use.index < snapshot.entry_at(place.position.line) for use in uses if use.index in eager):
        raise Refused("The constant would be used before it is defined.")
    title = f"Extract constant `{name}`{count_note(uses)}"
    return _replaced(snapshot, uses, texts, _inserted(snapshot, place, definition, extra), title, name)


def defined_text(
    snapshot: Snapshot, index: int, node: syntax.expr, suggested: str, literal: str
) -> tuple[str, tuple[Change, ...]]:
    """A name for a text at module level, and the edits that define it; the node is what will be written with it."""
    block = snapshot.entries[index].block
    annotation, extra = _final(snapshot)
    name = _public_or_private(snapshot, _free_name(snapshot, block, node, suggested), "binds")
    place = in_module(snapshot, [index] if is_eager(block, node) else [])
    return name, _inserted(snapshot, place, f"{name}{annotation} = {literal}", extra)


def _class_texts(snapshot: Snapshot, header: int, uses: list[Use], name: str) -> dict[Use, str] | None:
    found = {use: written_in_class(snapshot, header, use.index, use.node, name) for use in uses}
    return None if None in found.values() else {use: text for use, text in found.items() if text is not None}


def _inserted(snapshot: Snapshot, place: Place, definition: str, imports: tuple[Change, ...]) -> tuple[Change, ...]:
    """The definition and the imports it needs: one change where the import would not come first by itself."""
    newline = snapshot.newline
    span = Span(*place.position, *place.position)
    late = [change for change in imports if change.span.start >= span.start and not change.new_text.startswith(",")]
    if not late:
        return (Change(span, place.text(definition, newline)), *imports)
    lines = [change.new_text.strip() for change in late]
    body = snapshot.entries[snapshot.entry_at(span.start_line)].block.body
    if place.before and body and isinstance(body[0], (syntax.Import, syntax.ImportFrom)):
        place = replace(place, before="\n")
    return (Change(span, place.text(newline.join([*lines, "", definition]), newline)),)


def _replaced(
    snapshot: Snapshot,
    uses: Sequence[Use],
    texts: dict[Use, str],
    extra: tuple[Change, ...],
    title: str,
    defined: str | None,
    safety: Safety | None = None,
    why: str = "",
) -> Repair:
    changes = list(extra)
    for use in uses:
        span = snapshot.entries[use.index].block.span(use.node).moved(snapshot.starts[use.index])
        changes.append(Change(*in_place(snapshot.lines, span, texts[use])))
    asked = _definition_at(changes, defined) if defined else None
    imports = [change for change in extra[1:] if change.span == extra[0].span]  # a name more in the line above
    rest = [change for change in changes if change not in imports]
    return Repair((*imports, *rest), title, safety, why, rename_at=asked)


def _definition_at(changes: list[Change], name: str) -> Position | None:
    """Where the new definition's name stands once all changes are made."""
    insert = changes[0]
    lead = insert.new_text.rpartition(name + " =" if name + " =" in insert.new_text else name + ":")[0]
    line = insert.span.start_line + len(re.findall(r"\r\n|\r|\n", lead))
    tail = re.split(r"\r\n|\r|\n", lead)[-1]
    column = len(tail) if line > insert.span.start_line else insert.span.start_column + len(lead)
    for change in changes[1:]:
        if change.span.start <= insert.span.start:
            line += len(re.findall(r"\r\n|\r|\n", change.new_text)) - (change.span.end_line - change.span.start_line)
    return Position(line, column)


def _definition_text(snapshot: Snapshot, use: Use) -> str:
    block = snapshot.entries[use.index].block
    text = block.source(use.node)
    if isinstance(use.node, syntax.Tuple) and not text.startswith("("):
        text = f"({text})"
    if "\n" in text or "\r" in text:
        if "#" in text:
            raise Refused("The literal holds a comment, which would be moved with it.")
        text = text if text.startswith(("(", '"""', "'''")) else f"({text})"
    return text


def signatures(snapshot: Snapshot) -> Callable[[syntax.Call, int], str]:
    """A function that tells the parameter an argument is for, where the callee is defined once in the document."""
    defined: dict[str, list[syntax.arguments]] = {}

    def look_up(call: syntax.Call, place: int) -> str:
        callee = call.func.attr if isinstance(call.func, syntax.Attribute) else getattr(call.func, "id", "")
        if callee not in defined:
            defined[callee] = list(_definitions(snapshot, callee))
        if len(defined[callee]) != 1:
            return ""
        parameters = [*defined[callee][0].posonlyargs, *defined[callee][0].args]
        if isinstance(call.func, syntax.Attribute) and parameters and parameters[0].arg in ("self", "cls"):
            parameters = parameters[1:]
        return parameters[place].arg if place < len(parameters) else ""

    return look_up


def _definitions(snapshot: Snapshot, name: str) -> Iterator[syntax.arguments]:
    """The parameters of each function of that name."""
    pattern = re.compile(rf"\bdef {re.escape(name)}\b")
    for entry in snapshot.entries if name else ():
        if pattern.search(entry.block.text):
            functions: tuple[syntax.FunctionDef | syntax.AsyncFunctionDef, ...] = (
                *entry.block.nodes(syntax.FunctionDef),
                *entry.block.nodes(syntax.AsyncFunctionDef),
            )
            yield from (node.args for node in functions if node.name == name)


def _uses(snapshot: Snapshot, index: int, node: syntax.expr, same: Same) -> list[Use]:
    """Every literal equal to the node that may go with it, in order; the node itself always."""
    block = snapshot.entries[index].block
    text = block.source(node).strip("rRbBuU\"'")  # the other literal may have other quotes
    found: list[Use] = []
    for at, entry in enumerate(snapshot.entries):
        if at != index and (text not in entry.block.text or entry.block.broken):
            continue
        for other in _equal(entry.block, node, block):
            if other is node or (same(entry.block, other) and not why_not(entry.block, other)):
                found.append(Use(at, other))
    found.sort(key=lambda use: (use.index, snapshot.entries[use.index].block.span(use.node)))
    return found


def _equal(block: Block, node: syntax.expr, home: Block) -> Iterator[syntax.expr]:
    """The literals of a block that are equal to the node and written in the same notation, itself among them."""
    written = home.source(node)
    for other in block.nodes(type(node)):
        if other is node or (same_value(other, node) and _is_alike(block, other, node, written)):
            yield other


def _is_alike(block: Block, other: syntax.expr, node: syntax.expr, written: str) -> bool:
    if not isinstance(node, syntax.Constant):
        return block.source(other) == written
    if _notation(block.source(other)) != _notation(written):
        return False
    return number(node) is None or outermost(block, other) is other


def _notation(text: str) -> str:
    """`0x`, `0o` or `0b` for a number written so."""
    return text[:2].lower() if text[:2].lower() in ("0x", "0o", "0b") else ""


def _same_key(snapshot: Snapshot, meaning: Meaning) -> Same:
    lookup = signatures(snapshot)

    def same(block: Block, other: syntax.expr) -> bool:
        found = meaning_of(block, other, lookup)
        if meaning.key is None:
            return False
        if found.role == "assigned" and isinstance(block.statement_of(other), (syntax.Assign, syntax.AnnAssign)):
            statement = block.statement_of(other)
            if statement is not None and is_constant(statement):
                return False
        return found.key == meaning.key

    return same


def _standard(snapshot: Snapshot, index: int, node: syntax.expr, meaning: Meaning) -> Repair:
    standard = meaning.standard
    assert standard is not None
    member = standard.attribute or None
    found = ensure_import(snapshot, standard.module, member, "from" if member else "module")
    text = f"{found.expression}.{standard.member}"

    def same(block: Block, other: syntax.expr) -> bool:
        found = meaning_of(block, other)
        return found.standard == standard

    uses = _uses(snapshot, index, node, same)
    exact = all((meaning_of(snapshot.entries[use.index].block, use.node).standard or standard).exact for use in uses)
    return _replaced(
        snapshot,
        uses,
        dict.fromkeys(uses, text),
        found.changes,
        f"Use `{text}`{count_note(uses)}",
        None,
        None if exact else Safety.UNSAFE,
        "" if exact else MAY_READ_DIFFERENTLY,
    )


def _existing(snapshot: Snapshot, node: syntax.expr, suggested: str, uses: list[Use]) -> str:
    """A constant of the module with this value whose name says the same as the suggested one."""
    for entry in snapshot.entries:
        block = entry.block
        if block.frames or block.kind != "leaf" or not block.word.strip("_").isupper():
            continue
        if len(block.body) != 1 or not is_constant(block.body[0]):
            continue
        statement = block.body[0]
        value = getattr(statement, "value", None)
        target = statement.targets[0] if isinstance(statement, syntax.Assign) else getattr(statement, "target", None)
        if value is None or not isinstance(target, syntax.Name) or not same_value(value, node):
            continue
        if not _says_the_same(suggested, target.id):
            continue
        if _is_seen(snapshot, entry, target.id, uses):
            return target.id
    return ""


def _says_the_same(suggested: str, name: str) -> bool:
    """Whether two names are of one subject: the same telling words, or the same last one and no other that contradicts."""
    if _spelt_out(suggested) == _spelt_out(name):
        return True
    wanted, there = ([word for word in split(item) if word not in _PREFIXES | VAGUE] for item in (suggested, name))
    within = set(wanted) <= set(there) or set(there) <= set(wanted)
    return bool(wanted and there) and wanted[-1] == there[-1] and within


def _spelt_out(name: str) -> list[str]:
    """The words of a name, with `MAX_LEN` the same as `MAX_LENGTH`."""
    return ["length" if word == "len" else word for word in split(name)]


def _is_seen(snapshot: Snapshot, entry: object, name: str, uses: list[Use]) -> bool:
    """Whether the constant is bound once, before it is needed, and hidden at none of the uses."""
    home = next(index for index, item in enumerate(snapshot.entries) if item is entry)
    bound = [binding for binding in snapshot.joined.get("binds", {}) if binding.name == name]
    if sum(snapshot.joined["binds"][binding] for binding in bound) != 1:
        return False
    for use in uses:
        block = snapshot.entries[use.index].block
        if use.index == home or (use.index < home and is_eager(block, use.node)):
            return False
        if block.in_class and any(item.name == name for item in snapshot.joined.get("members", {})):
            return False
        if block.walk.scope_at(use.node).resolve(name) is not None:
            return False
    return True


def _free_name(snapshot: Snapshot, block: Block, node: syntax.expr, suggested: str) -> str:
    """The suggested name, or one with more context where that is taken."""
    if not suggested:
        raise Refused("Nothing around the literal says what it means.")
    function = block.function_around(node)
    context = telling([word for word in split(function.name) if word not in VAGUE]) if function is not None else []
    longer = constant_name([*[word for word in context[:3] if word not in split(suggested)], *split(suggested)])
    text = snapshot.text
    for name in (suggested, longer, f"{suggested}_VALUE"):
        taken = name in text and re.search(rf"\b_?{re.escape(name)}\b", text) is not None
        if name and not taken and not keyword.iskeyword(name):
            return name
    raise Refused(f"The name `{suggested}` is taken.")


def _public_or_private(snapshot: Snapshot, name: str, kind: str) -> str:
    """With an underscore, unless the constants of the kind (`binds`, `members`) are public and there is no `__all__`."""
    names = {item.name for item in snapshot.joined.get(kind, {}) if item.how == "assign" and item.name.isupper()}
    private = sum(1 for item in names if item.startswith("_"))
    public = len(names) - private
    if public > private and not snapshot.joined.get("exports"):
        return name
    return f"_{name}"


def _final(snapshot: Snapshot) -> tuple[str, tuple[Change, ...]]:
    """`: Final` and its import where the file annotates, and its constants so far are not without it."""
    text = snapshot.text
    uses_final = "Final" in text and re.search(r":[ \t]*(?:\w+\.)?Final\b", text) is not None
    if not uses_final:
        functions, annotated = text.count("def "), text.count(") ->")
        plain = any(item.how == "assign" and item.name.isupper() for item in snapshot.joined.get("binds", {}))
        if not annotated or annotated * 2 < functions or plain:
            return "", ()
    try:
        found = ensure_import(snapshot, "typing", "Final")
    except Refused:
        return "", ()
    return f": {found.expression}", found.changes
