"""In which style docstrings are written here: by setting, in the file, in the project, else Google's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.facts import collector
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.docstrings.openings import docstring_in
from burnish_checks.docstrings.styles import DEFAULT, STYLES, read

KIND = "docstring-style"


@dataclass(frozen=True)
class Convention:
    """How docstrings are written."""

    style: str
    typed: bool = True
    """Whether entries name types: false only where the docstrings so far do not."""


@collector(KIND, late=True, docstrings=True, words=('"""', "'''"))
def docstring_styles(block: Block) -> Iterator[tuple[Any, Any]]:
    """The style of each docstring that has one, and whether its parameters have types."""
    for node in _documented(block):
        constant = docstring_in(node.body)
        text = constant.value if constant is not None else ""
        if constant is None or not isinstance(text, str) or (":" not in text and "--" not in text):
            continue
        found = read(text)
        if found.style in STYLES and found.fields:
            parameters = found.of("parameter")
            typed = any(field.typed for field in parameters) or bool(found.of("type"))
            yield (found.style, typed if parameters else None), constant


def _documented(block: Block) -> Iterator[Any]:
    yield from block.nodes(syntax.FunctionDef)
    yield from block.nodes(syntax.AsyncFunctionDef)
    yield from block.nodes(syntax.ClassDef)


def convention_of(snapshot: Snapshot) -> Convention:
    """The convention of a file."""
    environment = snapshot.environment
    counts = dict(snapshot.joined.get(KIND, {}))
    project: dict[Any, int] = {}
    if environment.project is not None:
        project = dict(environment.project.ask(environment.path, "majority", KIND) or ())
    wanted = environment.settings.docstring_style
    style = wanted if wanted in STYLES else _leading(counts) or _leading(project) or DEFAULT
    return Convention(style, _is_typed(counts, style) if _leading(counts) == style else _is_typed(project, style))


def _leading(counts: dict[Any, int]) -> str:
    totals: dict[str, int] = {}
    for (style, _), count in counts.items():
        totals[style] = totals.get(style, 0) + count
    return max(sorted(totals), key=lambda style: totals[style]) if totals else ""


def _is_typed(counts: dict[Any, int], style: str) -> bool:
    """Whether docstrings of the style name types, where there are any to tell."""
    typed, untyped = counts.get((style, True), 0), counts.get((style, False), 0)
    return typed >= untyped
