"""Types that docstrings name: Google, NumPy and Sphinx sections."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from burnish_checks.inference.evidence import NOTHING, Found
from burnish_checks.inference.modules import Function
from burnish_checks.inference.types import NONE, Type, Unknown, known, union

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine

_WORDS = {
    "string": "str", "strings": "str", "text": "str", "boolean": "bool", "integer": "int", "integers": "int", "number": "float",
    "callable": "Callable", "function": "Callable", "none": "None", "dictionary": "dict", "true": "bool", "false": "bool",
    "ints": "int", "strs": "str", "floats": "float", "bools": "bool",
}  # fmt: skip
_ALONE = re.compile(r"[\w.]+(\[[\w., |\[\]]*\])?( *\| *[\w.]+(\[[\w., |\[\]]*\])?)*\Z")
_OF = re.compile(r"(list|tuple|set|dict|iterable|sequence|iterator)s?\s+of\s+:?(?:\w*:)?`?([\w.]+)`?\Z", re.I)
_NUMPY = re.compile(r"^[ \t]*(?:Other )?(Parameters|Returns|Yields)[ \t]*\n[ \t]*-{3,}[ \t]*\n", re.M)
_GOOGLE = re.compile(r"^([ \t]*)(Args|Arguments|Parameters|Returns|Yields|Keyword Args):[ \t]*\n", re.M)


def documented_parameter(engine: Engine, function: Function, name: str) -> Found:
    """The type that the docstring of the function, or of the class for `__init__`, names for a parameter."""
    if engine.certain:
        return NOTHING
    for text in texts(function):
        for style in _parameters(text):
            if name in style:
                type_ = read(engine, function, style[name])
                if type_ is not None:
                    return Found(type_, ("the docstring",), 3)
    return NOTHING


def documented_return(engine: Engine, function: Function) -> Found:
    """The type that the docstring names for what is returned."""
    for text in texts(function)[:1]:
        rtype = re.search(r":rtype:[ \t]*([^\n]+)", text)
        found = rtype.group(1) if rtype else _google_return(text) or _numpy_return(text)
        type_ = read(engine, function, found) if found else None
        if type_ is not None:
            return Found(type_, ("the docstring",), 3)
    return NOTHING


def texts(function: Function) -> list[str]:
    """The docstrings that tell of the function."""
    if "docstrings" not in function.cache:
        function.cache["docstrings"] = _read_texts(function)
    found: list[str] = function.cache["docstrings"]
    return found


def _read_texts(function: Function) -> list[str]:
    nodes: list[ast.AST | None] = [function.node]
    if function.cls is not None and function.name == "__init__":
        nodes.append(function.cls.node)
    found = [
        ast.get_docstring(node, clean=True)
        for node in nodes
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    ]
    return [text for text in found if text]


_SPHINX_TYPE = re.compile(r":type[ \t]+\*{0,2}(?P<name>\w+)[ \t]*:[ \t]*(?P<type>[^\n]+)")
_SPHINX_PARAMETER = re.compile(r":param[ \t]+(?P<type>[^:\n]+?)[ \t]+\*{0,2}(?P<name>\w+)[ \t]*:")
_GOOGLE_PARAMETER = re.compile(r"^[ \t]+\*{0,2}(?P<name>\w+)[ \t]*\((?P<type>[^\n]*?)\)[ \t]*:", re.M)
_NUMPY_PARAMETER = re.compile(r"^\*{0,2}(?P<name>\w+)[ \t]*:[ \t]*(?P<type>[^\n]+)$", re.M)


@lru_cache(maxsize=4096)
def _parameters(text: str) -> tuple[dict[str, str], ...]:
    """What the docstring says of its parameters, by name: as Sphinx, Google and NumPy would have it."""
    google = _section(text, _GOOGLE, ("Args", "Arguments", "Parameters", "Keyword Args"), 2)
    numpy = _section(text, _NUMPY, ("Parameters",), 1)
    sphinx = {**_named(_SPHINX_PARAMETER, text), **_named(_SPHINX_TYPE, text)}
    return sphinx, _named(_GOOGLE_PARAMETER, google), _named(_NUMPY_PARAMETER, numpy)


def _named(pattern: re.Pattern[str], text: str) -> dict[str, str]:
    """By name what the pattern finds first."""
    found: dict[str, str] = {}
    for item in pattern.finditer(text):
        if item["type"]:
            found.setdefault(item["name"], item["type"])
    return found


def _section(text: str, pattern: re.Pattern[str], names: tuple[str, ...], group: int) -> str:
    for found in pattern.finditer(text):
        if found.group(group) in names:
            rest = text[found.end() :]
            end = pattern.search(rest)
            return rest[: end.start()] if end else rest
    return ""


def _google_return(text: str) -> str:
    section = _section(text, _GOOGLE, ("Returns",), 2)
    found = re.match(r"[ \t]+([^:\n]{1,60}):[ \t]", section)
    return found.group(1) if found else ""


def _numpy_return(text: str) -> str:
    section = _section(text, _NUMPY, ("Returns",), 1)
    first = section.partition("\n")[0].strip()
    return first.rpartition(" : ")[2] if first else ""


def read(engine: Engine, function: Function, text: str) -> Type | None:
    """A type as docstrings write it; None if it is prose."""
    text = re.sub(r":\w+:`~?([^`]+)`", r"\1", text.strip().rstrip(".")).replace("`", "")
    text = re.sub(r",?\s*\(?\b(?:optional|default\b.*|required|keyword.only)\)?\s*$", "", text, flags=re.I).strip(" ,")
    parts = [part.strip() for part in re.split(r"\s+or\s+|\s*,\s*or\s+", text)]
    found: list[Type] = []
    for part in parts:
        type_ = _single(engine, function, part)
        if type_ is None:
            return None
        found.append(type_)
    return union(found) if found else None


def _single(engine: Engine, function: Function, text: str) -> Type | None:
    of = _OF.match(text)
    if of:
        outer = of.group(1).lower()
        inner = _single(engine, function, of.group(2))
        if inner is None:
            inner = _single(engine, function, of.group(2).removesuffix("s"))
        base = {"iterable": "typing.Iterable", "sequence": "typing.Sequence", "iterator": "typing.Iterator"}.get(
            outer, f"builtins.{outer}"
        )
        from burnish_checks.inference.types import Instance

        return Instance(base, (inner,)) if inner is not None and outer != "dict" else None
    if not _ALONE.match(text):
        return None
    text = _WORDS.get(text.lower(), text)
    if text == "None":
        return NONE
    if text in ("Callable", "callable"):
        from burnish_checks.inference.types import UNKNOWN, Callable

        return Callable(None, UNKNOWN)
    try:
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None
    type_ = engine.annotations.read(node, function.module, function.cls, function)
    return type_ if known(type_) and not isinstance(type_, Unknown) and text != "object" else None
