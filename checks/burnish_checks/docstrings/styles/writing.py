"""Writing docstrings, or single entries of them, in each style.

Text that a person should look over stands between two private marks; `plain` takes the marks away and `snippet`
makes tab stops of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from burnish_checks.docstrings.styles.model import EPYTEXT, GOOGLE, NUMPY, SPHINX, Entry, Outline

OPEN, CLOSE = "\ue000", "\ue001"
DEFAULT = GOOGLE
_TITLES = {
    GOOGLE: {"parameter": "Args", "returns": "Returns", "yields": "Yields", "raises": "Raises"},
    NUMPY: {"parameter": "Parameters", "returns": "Returns", "yields": "Yields", "raises": "Raises"},
}
_PLACEHOLDER = re.compile(f"{OPEN}(.*?){CLOSE}", re.S)


def placeholder(text: str) -> str:
    """The text, marked as one to be looked over."""
    return f"{OPEN}{text}{CLOSE}"


def plain(text: str) -> str:
    """The text without marks."""
    return text.replace(OPEN, "").replace(CLOSE, "")


def snippet(text: str) -> str:
    """The text as an LSP snippet whose tab stops are the marked pieces."""
    parts = _PLACEHOLDER.split(text)
    made = []
    for number, part in enumerate(parts):
        escaped = re.sub(r"([\\$}])", r"\\\1", part)
        made.append(f"${{{number // 2 + 1}:{escaped}}}" if number % 2 else escaped)
    return "".join(made)


def written(outline: Outline, style: str, unit: str = "    ") -> list[str]:
    """The lines of a docstring, without quotes and without the indentation of the code around it."""
    lines = [outline.summary]
    if style == SPHINX:
        body = [line for kind, entry in _all(outline) for line in written_entry(entry, kind, style, unit)]
        return [*lines, "", *body] if body else lines
    for kind, entries in _by_kind(outline):
        lines += ["", *heading(kind, style)]
        for entry in entries:
            lines += written_entry(entry, kind, style, unit)
    return lines


def heading(kind: str, style: str, title: str = "") -> list[str]:
    """The lines of a section's heading; none for Sphinx."""
    if style in (SPHINX, EPYTEXT):
        return []
    title = title or _TITLES[style][kind]
    return [f"{title}:"] if style == GOOGLE else [title, "-" * len(title)]


def written_entry(entry: Entry, kind: str, style: str, unit: str = "    ") -> list[str]:
    """The lines of one entry, indented as under its heading."""
    writer = _epytext if style == EPYTEXT else STYLES[style]
    return writer(entry, kind, unit)


def _by_kind(outline: Outline) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    if outline.parameters:
        yield "parameter", outline.parameters
    if outline.returns is not None:
        yield "returns", (outline.returns,)
    if outline.yields is not None:
        yield "yields", (outline.yields,)
    if outline.raises:
        yield "raises", outline.raises


def _all(outline: Outline) -> Iterator[tuple[str, Entry]]:
    for kind, entries in _by_kind(outline):
        for entry in entries:
            yield kind, entry


def _with_default(entry: Entry) -> str:
    return entry.text if entry.default is None else f"{entry.text} Defaults to {entry.default}."


def _google(entry: Entry, kind: str, unit: str) -> list[str]:
    if kind == "parameter":
        type_ = f" ({entry.type})" if entry.type else ""
        return [f"{unit}{entry.name}{type_}: {_with_default(entry)}"]
    if kind == "raises":
        return [f"{unit}{entry.name}: {entry.text}"]
    return [f"{unit}{entry.type}: {entry.text}" if entry.type else f"{unit}{entry.text}"]


def _numpy(entry: Entry, kind: str, unit: str) -> list[str]:
    if kind == "parameter":
        optional = "optional" if entry.default == "None" or not entry.type else f"default {entry.default}"
        parts = [part for part in (entry.type, optional if entry.default is not None else "") if part]
        return [f"{entry.name} : {', '.join(parts)}" if parts else entry.name, f"{unit}{entry.text}"]
    if kind == "raises":
        return [entry.name, f"{unit}{entry.text}"]
    return [entry.type or placeholder("object"), f"{unit}{entry.text}"]


def _sphinx(entry: Entry, kind: str, unit: str) -> list[str]:
    if kind == "parameter":
        simple = bool(re.fullmatch(r"[\w.]+", entry.type))
        type_ = f"{entry.type} " if simple else ""
        name = entry.name.lstrip("*")  # a star would begin emphasis
        lines = [f":param {type_}{name}: {_with_default(entry)}"]
        return [*lines, f":type {name}: {entry.type}"] if entry.type and not simple else lines
    if kind == "raises":
        return [f":raises {entry.name}: {entry.text}"]
    role = "returns" if kind == "returns" else "yields"
    lines = [f":{role}: {entry.text}"]
    return [*lines, f":rtype: {entry.type}"] if entry.type and kind == "returns" else lines


def _epytext(entry: Entry, kind: str, unit: str) -> list[str]:
    if kind == "raises":
        return [f"@raise {entry.name}: {entry.text}"]
    name = entry.name.lstrip("*")
    role, typed = (f"param {name}", f"type {name}") if kind == "parameter" else (kind.removesuffix("s"), "rtype")
    lines = [f"@{role}: {_with_default(entry) if kind == 'parameter' else entry.text}"]
    return [*lines, f"@{typed}: {entry.type}"] if entry.type and kind != "yields" else lines


STYLES: dict[str, Callable[[Entry, str, str], list[str]]] = {GOOGLE: _google, NUMPY: _numpy, SPHINX: _sphinx}
