"""Names that a module uses outside its code: in doctests, in type comments, and in texts that name what to import."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.guards import catches_import_error
from burnish_checks.patterns import deferred

_EXAMPLE = deferred(r"^[ \t]*(?:>>>|\.\.\.) (.*)$", re.M)
_TYPE_COMMENT = deferred(r"#[ \t]*type:[ \t]*(?!ignore\b)([^#\r\n]+)")
_USED = deferred(
    r"#.*(?<!not )(?<!n't )(?<!never )\b(?:is |are )?(?:used|needed) (?:in|by|for|from|via|inside|with)\b", re.I
)
_WORD = deferred(r"(?<![\w.])[^\W\d]\w*")
_PATH = deferred(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+")


RUN = "?"
"""Among the names that are mentioned: a text that is put together and run may use any of the module's."""


@collector("mentions", local=True, docstrings=True, words=(">>>", "eval(", "exec(", "type:", "used"))
def mentions(block: Block) -> Iterator[tuple[Any, Any]]:
    """Names in the examples of docstrings (which run with the module's names), in texts for `eval`, in type comments, and of
    imports whose comment says that something uses them (`# used in eval()`)."""
    text = block.text
    found: dict[str, ast.AST] = {}
    if ">>>" in text:
        for name, statement in _in_examples(block):
            found.setdefault(name, statement)
    if "eval(" in text or "exec(" in text:
        for name, statement in _in_programs(block):
            found.setdefault(name, statement)
    if "type:" in text and block.body:
        for comment in _TYPE_COMMENT.findall(text):
            for name in _WORD.findall(comment):
                found.setdefault(name, block.body[0])
    if "used" in text:
        imports: list[ast.Import | ast.ImportFrom] = [*block.nodes(ast.Import), *block.nodes(ast.ImportFrom)]
        for item in imports:
            if _USED.search(block.lines[block.span(item).end_line]):
                for alias in item.names:
                    found.setdefault(alias.asname or alias.name.partition(".")[0], item)
    yield from found.items()


PATHS = "spelt-paths"


@collector(PATHS, local=True, docstrings=True, among=(ast.Constant,))
def spelt_paths(block: Block) -> Iterator[tuple[Any, Any]]:
    """Texts that are dotted names, as a configuration has them of what it wants imported."""
    for item in block.nodes(ast.Constant):
        if isinstance(item.value, str) and "." in item.value and _PATH.fullmatch(item.value):
            yield item.value, item


PURPOSES = "import-purposes"
_REASONS = (
    r"compat|re-?export|expos|(?<!type: )\bpublic\b|convenien|legacy|deprecat|side.?effect|register|used (?:in|by|to)\b"
    r"|needed|require[sd]|needs? to be"
    r"|imported? (?:here|for|so|by|first|before)|available|namespace|shortcut|historic|keep\b|defined here"
    r"|implicit|loading|bundlers?\b|py-?installer|py2(?:exe|app)|cx_?freeze|nuitka"
)
_PURPOSE = deferred(rf"#.*(?:{_REASONS}|unused)", re.I)
_PURPOSE_BEHIND = deferred(rf"#.*(?:{_REASONS}|\b(?:pylint|pyflakes|flake8)\b.*unused)", re.I)


@collector(PURPOSES, local=True, docstrings=True, words=("#", "def test", "fixture", "except", ".. auto"))
def import_purposes(block: Block) -> Iterator[tuple[Any, Any]]:
    """Names of imports beside which a comment says what they are there for (`# kept for backwards compatibility`), those
    that a docstring has documented (`.. autoclass:: Name`), and those that tests and fixtures take: where they are
    imported, they are fixtures. With a `?` before them those of imports that are tried."""
    if "def test" in block.text or "fixture" in block.text:
        yield from _taken(block)
    if "except" in block.text:
        yield from _probes(block)
    if ".. auto" in block.text:
        yield from ((name, item) for item in block.nodes(ast.Expr) for name in _documented(item.value))
    if "#" not in block.text:
        return
    imports: list[ast.Import | ast.ImportFrom] = [*block.nodes(ast.Import), *block.nodes(ast.ImportFrom)]
    for item in imports:
        line = block.span(item).start_line - 1
        if _PURPOSE_BEHIND.search(block.lines[block.span(item).end_line]):
            yield from ((alias.asname or alias.name.partition(".")[0], item) for alias in item.names)
            continue
        while line >= 0 and block.lines[line].lstrip().startswith("#"):
            if _PURPOSE.search(block.lines[line]):
                yield from ((alias.asname or alias.name.partition(".")[0], item) for alias in item.names)
                break
            line -= 1


def _documented(text: ast.expr) -> list[str]:
    """What a text tells Sphinx to document: `.. autoexception:: Name`."""
    if isinstance(text, ast.Constant) and isinstance(text.value, str):
        return _DIRECTIVE.findall(text.value)
    return []


_DIRECTIVE = deferred(r"^[ \t]*\.\. auto(?:class|exception|function|data|decorator)::[ \t]*(\w+)[ \t]*$", re.M)


def _probes(block: Block) -> Iterator[tuple[Any, Any]]:
    """The names of imports in a `try` that finds out by them: it goes on to set something which the handler sets otherwise, or
    the handler sets one of several, which then stands for all: `openpyxl = None` where `openpyxl` or `pycel` is missing."""
    for node in block.nodes(ast.Try):
        imported = [item for item in node.body if isinstance(item, (ast.Import, ast.ImportFrom))]
        names = {alias.asname or alias.name.partition(".")[0] for item in imported for alias in item.names}
        chosen = _assigned(node.body)
        handlers = [item for item in node.handlers if catches_import_error(item.type)]
        others = [_assigned(handler.body) for handler in handlers]
        if imported and any(chosen & other or (names & other and names - other) for other in others):
            yield from ((f"?{name}", node) for name in names)


def _assigned(body: list[ast.stmt]) -> set[str]:
    """The names that statements assign to, also those of a further `try` among them."""
    found: set[str] = set()
    for item in body:
        if isinstance(item, ast.Assign):
            found.update(target.id for target in item.targets if isinstance(target, ast.Name))
        elif isinstance(item, ast.Try):
            found |= _assigned(item.body)
    return found


def _taken(block: Block) -> Iterator[tuple[Any, Any]]:
    """The parameters of tests and fixtures, which pytest fills by name."""
    functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = [
        *block.nodes(ast.FunctionDef),
        *block.nodes(ast.AsyncFunctionDef),
    ]
    for function in functions:
        if function.name.startswith("test") or any("fixture" in ast.dump(item) for item in function.decorator_list):
            yield from ((item.arg, function) for item in (*function.args.args, *function.args.kwonlyargs))


def _in_programs(block: Block) -> Iterator[tuple[str, ast.AST]]:
    """The names in texts that `eval` and `exec` are given where they are called, and `RUN` where one is put together there
    and has the names of the module."""
    for call in block.nodes(ast.Call):
        text = call.args[0] if call.args and dotted(call.func) in ("eval", "exec") else None
        statement = block.statement_of(call)
        if text is None or statement is None:
            continue
        if isinstance(text, _PUT_TOGETHER) and len(call.args) + len(call.keywords) == 1:
            yield RUN, statement
        for part in ast.walk(text):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                for name in _WORD.findall(part.value):
                    yield name, statement


_PUT_TOGETHER = (ast.JoinedStr, ast.BinOp, ast.Name, ast.Attribute, ast.Subscript)
"""What is no text that can be read where it is run, and no file's whole content, which is a program of its own."""


def _in_examples(block: Block) -> Iterator[tuple[str, ast.AST]]:
    for statement in block.nodes(ast.Expr):
        value = statement.value
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            for line in _EXAMPLE.findall(value.value):
                for name in _WORD.findall(line):
                    yield name, statement
