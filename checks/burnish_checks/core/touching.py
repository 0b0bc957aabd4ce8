"""Which blocks an edit touches: where the text has to be cut again from, as a block may end elsewhere by what stands behind it.

To cut the whole text again is the slow equivalent (`editing.made_whole`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from burnish_checks.core.split import ends_by_itself
from burnish_checks.core.text import LineChange

if TYPE_CHECKING:
    from burnish_checks.core.snapshot import Snapshot


def touched(old: Snapshot, lines: list[str], change: LineChange) -> tuple[int, int]:
    """Where to start splitting again and the last entry that the edit touched."""
    starts = old.starts
    first = old.entry_at(change.first)
    last = old.entry_at(max(change.first, change.first + change.removed - 1))
    if first and not _stands_apart(old, lines, change, first):
        first -= 1
    if old.reaching:
        for index in range(first):
            block = old.entries[index].block
            if block.reach and _read_until(old, starts[index] + len(block.lines) + block.reach) >= change.first:
                first = index
                break
    return _compound_head(old, first), last


def _read_until(old: Snapshot, line: int) -> int:
    """The first line of code at or behind a line: where the code before it ends is seen there, not earlier."""
    index = old.entry_at(line)
    return max(line, old.starts[index] + old.entries[index].block.extent_first)


def _stands_apart(old: Snapshot, lines: list[str], change: LineChange, index: int) -> bool:
    """Whether the block before ends where it does whatever becomes of the edited one."""
    block, before = old.entries[index].block, old.entries[index - 1].block
    if block.kind == "clause":
        return False
    if change.first > old.starts[index] and _beyond_lead(old, change, index):
        return True
    if before.kind != "leaf" or before.problem is not None or any(frame.word != "class" for frame in before.exit):
        return False
    return ends_by_itself(before.word) or (
        before.word == "def" and not before.reach and _begins_alike(old, lines, change, index)
    )


def _begins_alike(old: Snapshot, lines: list[str], change: LineChange, index: int) -> bool:
    """Whether the edit lies in the first code line of the block, which begins with code in the same column as before:
    a function in front of it ends there."""
    block = old.entries[index].block
    first = old.starts[index] + block.extent_first
    if (change.first, change.removed, change.added) != (first, 1, 1):
        return False
    line, width = lines[first], len(block.indent)
    return line.startswith(block.indent) and line[width : width + 1] not in " \t\f#\\\r\n"


def _beyond_lead(old: Snapshot, change: LineChange, index: int) -> bool:
    """Whether the edit lies behind the first code line of the block, so that the one before cannot change."""
    return change.first > old.starts[index] + old.entries[index].block.extent_first


def _compound_head(old: Snapshot, index: int) -> int:
    """The header of the outermost compound statement around the entry, which looked ahead over all of it."""
    entries = old.entries
    frames = entries[index].block.frames
    position = next((at for at, frame in enumerate(frames) if frame.word != "class"), None)
    if position is None and entries[index].block.kind != "clause":
        return index
    if position is None:
        indent = entries[index].block.indent
    else:
        indent = frames[position].indent
    while index > 0:
        block = entries[index].block
        if block.kind == "header" and block.word != "class" and block.indent == indent:
            break
        index -= 1
    return index
