"""Shapes of names, and which convention a file and its project follow."""

from __future__ import annotations

import ast
import keyword
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector
from burnish_checks.naming.protocols import is_protocol_name
from burnish_checks.patterns import deferred

_SHARES = 20
SNAKE, CAMEL = "snake", "camel"
_ENOUGH_IN_FILE, _ENOUGH_IN_PROJECT = 6, 20
_A_FAMILY = 3
_A_FEW = 2
_RARE = 100
"""A file or project with so many names in mixedCase, one in a hundred at least, has both conventions: none of the names is a
surprise in it."""
_HUMP = deferred(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])(?![A-Z]s(?![a-z]))")
"""Where a word begins; `PDEs` is one."""


class Convention(NamedTuple):
    """What functions, methods and arguments are called like around here."""

    style: str
    """`snake` or `camel`."""
    share: int
    """How many of twenty names follow it; 0 where names in the other style are no fault: it is `snake`, which has its
    own rules, or it is the file's alone and not the project's."""
    where: str
    """`file`, `project` or `settings`."""


def style_of(name: str) -> str:
    """`snake`, `camel`, or empty for a name that fits both or neither."""
    core = name.strip("_")
    if not core or core.isupper():
        return ""
    if "_" in core:
        return SNAKE if core == core.lower() else ""
    return CAMEL if core[0].islower() and core != core.lower() else ""


_WORDS = deferred(r"_*[a-z]{2,}(?:[A-Z][a-z]+)+\d*_*")
_PART = deferred(r"[A-Z]?[a-z]+")
_VOWEL = deferred(r"[AEIOUYaeiouy]")
_A_LABEL = 3


def is_of_words(name: str) -> bool:
    """Whether a name in mixedCase is made of words: `fileName`, but not `eXB`, `fitOLSdb` or `hWnd`, where a name or a
    letter of mathematics, or a kind, stands in it. Up to three letters without a vowel are none: `normMb`, `blkAinv`."""
    if _WORDS.fullmatch(name) is None:
        return False
    return all(len(part) > _A_LABEL or _VOWEL.search(part) for part in _PART.findall(name))


def is_lower(name: str) -> bool:
    """Whether the name has no capital letter."""
    return name == name.lower()


def is_mixed(name: str) -> bool:
    """Whether the name begins small and has capitals later: `fooBar`, `_fooBar`."""
    core = name[1:] if name.startswith("_") else name
    return bool(core) and core[0] != "_" and core[0].islower() and core != core.lower()


def is_cap_words(name: str) -> bool:
    """Whether the name begins with a capital, after underscores, and has no underscore inside."""
    core = name.lstrip("_")
    return not core or (not core[0].islower() and "_" not in core.rstrip("_"))


def snake_case(name: str) -> str:
    """`fooBar`, `HTTPServer2` and `Foo_Bar` as `foo_bar`, `http_server2`, `foo_bar`; outer underscores stay."""
    core = name.strip("_")
    lead = name[: len(name) - len(name.lstrip("_"))]
    tail = name[len(lead) + len(core) :]
    new = lead + re.sub("_+", "_", _HUMP.sub("_", core)).lower() + tail
    return f"{new}_" if keyword.iskeyword(new) and new != name else new


def camel_case(name: str) -> str:
    """`foo_bar` as `fooBar`."""
    core = name.strip("_")
    first, *others = core.split("_")
    return name.replace(core, first + "".join(part[:1].upper() + part[1:] for part in others))


def cap_words(name: str) -> str:
    """`foo_bar`, `fooBar` and `FOO_BAR` as `FooBar`."""
    core = name.strip("_")
    parts = snake_case(core).split("_") if core.isupper() or not _HUMP.search(core) else core.split("_")
    return name.replace(core, "".join(part[:1].upper() + part[1:] for part in parts if part))


UNCLEAR = "unclear"
"""Where a convention holds that many names of the project break: what breaks with it is only a hint."""


@collector("styles", among=(ast.FunctionDef, ast.AsyncFunctionDef))
def styles(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The style of each function's and argument's name that shows one, of functions once more apart.

    Names that a protocol dictates are left out.
    """
    functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = [
        *block.nodes(ast.FunctionDef),
        *block.nodes(ast.AsyncFunctionDef),
    ]
    for node in functions:
        style = style_of(node.name)
        if style and not is_protocol_name(node.name) and not node.name.startswith("__"):
            yield style, node
            yield f"{style} function", node
        for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            style = style_of(argument.arg)
            if style:
                yield style, argument


@topic("convention", reads=("styles",), project=True)
def convention(view: View, index: int) -> Any:
    """The convention that holds in the file: by setting, by its own clear majority, or by its project's."""
    wanted = view.settings.naming_convention
    if wanted != "auto":
        return Convention(wanted, 0, "settings")
    own = _clear(view.joined.get("styles", {}).items(), _ENOUGH_IN_FILE)
    pairs = view.project.ask(view.path, "majority", "styles") if view.project is not None else ()
    whole = _clear(pairs or (), _ENOUGH_IN_PROJECT)
    counts = Counter(dict(pairs or view.joined.get("styles", {})))
    here = Counter(dict(view.joined.get("styles", {})))
    mixed = any(some[CAMEL] >= _A_FEW and some[CAMEL] * _RARE >= some[CAMEL] + some[SNAKE] for some in (counts, here))
    if own is not None and own[0] == SNAKE:
        camel = whole is not None and whole[0] == CAMEL
        return Convention(CAMEL if camel else SNAKE, 0, UNCLEAR if mixed else "file")
    if own is not None:
        alone = counts[SNAKE] + counts[CAMEL] < _ENOUGH_IN_PROJECT
        return Convention(CAMEL, own[1] if alone or (whole is not None and whole[0] == CAMEL) else 0, "file")
    if whole is not None and whole[0] == CAMEL:
        return Convention(CAMEL, whole[1], "project")
    unclear = mixed or (whole is None and counts[CAMEL] >= _ENOUGH_IN_FILE)
    return Convention(SNAKE, 0, UNCLEAR if unclear else "project")


@topic("minority", reads=("styles",), project=True)
def minority(view: View, index: int) -> Any:
    """Whether what is in snake_case breaks with the convention; asked for each such name, and seldom another answer."""
    found: Convention = convention.resolve(view, index)
    if found.style != CAMEL or found.where == "settings":
        return found.style == CAMEL
    pairs = view.project.ask(view.path, "majority", "styles") if view.project is not None else ()
    counts = Counter(dict(pairs or view.joined.get("styles", {})))
    return found.share > 0 and counts[f"{CAMEL} function"] >= counts[f"{SNAKE} function"]


@topic("prefix", reads=("binds", "members"))
def prefix(view: View, index: int, word: str) -> Any:
    """Whether at least three functions of the file begin with the word and an underscore."""
    start = word + "_"
    found = {
        binding.name
        for kind in ("binds", "members")
        for binding in view.joined.get(kind, {})
        if binding.how == "def" and binding.name.strip("_").startswith(start)
    }
    return len(found) >= _A_FAMILY


@topic("defined", reads=("binds", "members"))
def defined(view: View, index: int, name: str) -> Any:
    """Whether a function or method of the file has the name."""
    return any(
        binding.how == "def" and binding.name == name
        for kind in ("binds", "members")
        for binding in view.joined.get(kind, {})
    )


def _clear(pairs: Iterable[tuple[Any, int]], enough: int) -> tuple[str, int] | None:
    """The style of at least two thirds of enough names, with its share in twentieths."""
    counts = Counter({style: count for style, count in pairs if style in (SNAKE, CAMEL)})
    total = counts[SNAKE] + counts[CAMEL]
    if total < enough:
        return None
    style, count = counts.most_common(1)[0]
    return (style, count * _SHARES // total) if count * 3 >= total * 2 else None
