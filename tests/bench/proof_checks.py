"""What must hold of a file after it was repaired, looked at without the engine's own bookkeeping."""

from __future__ import annotations

import ast
import io
import json
import re
import subprocess
import symtable
import sys
import tokenize
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from burnish.cli.repaired import Repaired
from burnish_checks.core.repair import Change
from burnish_checks.core.text import TextEdit, apply_edits, split_lines

_RULES = "F821,F822,F823,F811,F402,E9,F6,F7"
"""What ruff must not find more of: undefined names, redefinitions, syntax errors, nonsense comparisons."""


def problems(path: str, file: Repaired) -> Iterator[str]:
    """What is wrong with a repaired file; nothing if all is well."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(file.text, path, "exec", dont_inherit=True)
        except SyntaxError as error:
            yield f"does not compile: {error}"
            return
    lost = comments(file.source.text) - comments(file.text)
    if lost:
        yield f"lost a comment: {min(lost)}"
    if replayed(file) != file.text:
        yield "differs outside of its edits"
    if file.source.text.endswith("\n") != file.text.endswith("\n"):
        yield "ends otherwise than before"
    if ("\r" in file.text) != ("\r" in file.source.text):
        yield "has other line endings than before"


def comments(text: str) -> Counter[str]:
    """The comments of a text."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string.rstrip() for token in tokens if token.type == tokenize.COMMENT)


def replayed(file: Repaired) -> str:
    """The original with the edits of each step made to the text that the step before left."""
    lines = split_lines(file.source.text)
    for step in file.steps:
        changes = dict.fromkeys(change for _, changes in step for change in changes)
        lines = apply_edits(lines, [TextEdit(change.span, change.new_text) for change in changes])
    return "".join(lines)


def variables(file: Repaired) -> dict[str, str]:
    """By name: the texts that stood in the file and are read from the environment now, which whoever runs it must set."""
    lines = split_lines(file.source.text)
    found: dict[str, str] = {}
    for step in file.steps:
        changes = dict.fromkeys(change for _, made in step for change in made)
        for change in changes:
            named = re.fullmatch(r"[\w.]*environ\[['\"](\w+)['\"]\]", change.new_text)
            first, start, last, end = change.span
            if named and first == last:
                found[named[1]] = str(ast.literal_eval(lines[first][start:end]))
        lines = apply_edits(lines, [TextEdit(change.span, change.new_text) for change in changes])
    return found


def original_lines(file: Repaired) -> dict[str, set[int]]:
    """By rule: the lines of the original, from 0, that its repairs changed or stand beside."""
    origin = list(range(len(split_lines(file.source.text))))
    lines = split_lines(file.source.text)
    found: dict[str, set[int]] = {}
    for step in file.steps:
        changes: dict[Change, str] = {}
        for slug, made in step:
            for change in made:
                changes.setdefault(change, slug)
                first, last = change.span.start_line, change.span.end_line
                found.setdefault(slug, set()).update(origin[first : last + 1])
        for change in sorted(changes, key=lambda item: item.span, reverse=True):
            before = len(lines)
            lines = apply_edits(lines, [TextEdit(change.span, change.new_text)])
            first, last = change.span.start_line, change.span.end_line
            grown = len(lines) - before
            origin[first : last + 1] = [origin[first]] * (last + 1 - first + grown)
    return found


def new_complaints(before: Path, after: Path) -> list[str]:
    """What ruff finds more of in the repaired files than in the original ones."""
    old, new = complaints(before), complaints(after)
    root = after if after.is_dir() else after.parent
    return [
        f"ruff: {path}: {message}"
        for path, message in (new - old).elements()
        if not ("F821" in message and is_bound(root / path, message.split("`")[1]))
    ]


def is_bound(path: Path, name: str) -> bool:
    """Whether every function of a file that uses a name binds it itself, if only further down: ruff reads in order."""
    tables = [symtable.symtable(path.read_text(encoding="utf-8"), str(path), "exec")]
    for table in tables:
        tables += table.get_children()
    symbols = [table.lookup(name) for table in tables if name in table.get_identifiers()]
    return all(not symbol.is_global() or symbol.is_declared_global() for symbol in symbols)


def complaints(folder: Path) -> Counter[tuple[str, str]]:
    """What ruff finds, by file."""
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", _RULES, "--output-format", "json"]
    done = subprocess.run([*command, "--no-cache", str(folder)], capture_output=True, text=True, check=False)
    root = folder if folder.is_dir() else folder.parent
    return Counter(
        (
            str(Path(item["filename"]).relative_to(root.absolute())),
            f"{item['code']} {item['message'].partition(' from line')[0]}",
        )
        for item in json.loads(done.stdout)
    )
