"""A finding that one of two tools has, with the code around it and what must be known of the package's other files.

What is read here is read by means of its own: Python's `ast`, and patterns over the text of a package.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from burnish_checks.naming.protocols import is_protocol_name
from burnish_checks.naming.styles import style_of

Placed = ast.stmt | ast.expr | ast.excepthandler | ast.arg | ast.alias
_PLACED = (ast.stmt, ast.expr, ast.excepthandler, ast.arg, ast.alias)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


class Tree:
    """A source file with its lines, its syntax tree and the folder of its package."""

    def __init__(self, folder: Path, path: str) -> None:
        text = (folder / path).read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
        self.folder = folder
        self.path = path
        self.lines = text.split("\n")
        try:
            self.node: ast.Module = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            self.node = ast.Module([], [])
        self.parents: dict[ast.AST, ast.AST] = {}
        self.starting: dict[int, list[Placed]] = {}
        for parent in ast.walk(self.node):
            if isinstance(parent, _PLACED):
                self.starting.setdefault(parent.lineno, []).append(parent)
            for child in ast.iter_child_nodes(parent):
                self.parents[child] = parent

    @property
    def module(self) -> str:
        """The last part of the module's name: the folder's for an `__init__`."""
        path = Path(self.path)
        return path.parent.name if path.stem == "__init__" else path.stem

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """What stands around a node, innermost first."""
        while (found := self.parents.get(node)) is not None:
            yield found
            node = found

    def scope(self, node: ast.AST) -> ast.AST:
        """The class, function or module directly around a node."""
        return next((item for item in self.around(node) if isinstance(item, _SCOPES)), self.node)

    def at(self, line: int, column: int, *kinds: type[Placed]) -> Placed | None:
        """The node of one of the kinds that starts there; with a column of 0 the first of the line."""
        for node in self.starting.get(line, ()):
            if isinstance(node, kinds) and column in (0, node.col_offset + 1):
                return node
        return None


@dataclass(frozen=True)
class Difference:
    """A finding that one tool has and the other has not."""

    package: str
    path: str
    line: int
    """From 1, as the column."""
    column: int
    code: str
    message: str
    tree: Tree
    slugs: frozenset[str]
    """All that burnish finds on the line."""

    @property
    def key(self) -> tuple[str, str, int, int, str]:
        """What it is sorted by before a sample is drawn."""
        return self.package, self.path, self.line, self.column, self.code

    @property
    def name(self) -> str:
        """The first name that the message quotes."""
        found = re.search(r"`([\w.]+)`", self.message)
        return found.group(1) if found else ""

    def named(self, code: str) -> Difference:
        """The same under another code."""
        return replace(self, code=code)

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.package}/{self.path}:{self.line}"

    @property
    def line_shown(self) -> str:
        """The line, cut short."""
        return self.tree.lines[self.line - 1].strip()[:100] if self.line <= len(self.tree.lines) else ""

    def shown(self) -> str:
        """Where it is, what it says, and the line."""
        return f"{self.place}: {self.code} {self.message} `{self.line_shown}`"


@dataclass(frozen=True)
class Package:
    """What must be known of a package's other files."""

    imported: frozenset[tuple[str, str]]
    """Last part of a module's name and a name imported from it."""
    bases: dict[str, frozenset[str]]
    """By class: the last parts of its bases' names."""
    methods: dict[str, frozenset[str]]
    """By class: the names of the functions and assignments below its header, also of those inside them."""
    styles: Counter[str]
    prefixes: frozenset[str]
    """What names that are looked up begin with: `visit_` in `getattr(self, "visit_" + kind)`."""
    endings: Counter[str]
    """How its exceptions' names end: `Error`, `Exception`, or neither."""


_FROM = re.compile(r"^[ \t]*from[ \t]+(\S+)[ \t]+import[ \t]+(\([^)]*\)|(?:[^\n\\]|\\\n)*)", re.M)
_IMPORT_AS = re.compile(r"^[ \t]*import[ \t]+([\w.]+)[ \t]+as[ \t]+(\w+)", re.M)
_CHAIN = re.compile(r"\b(?=(\w+)\.(\w+))")
_CLASS = re.compile(r"^[ \t]*class[ \t]+(\w+)[ \t]*(?:\[[^\n]*?\])?\(((?:[^()]|\([^()]*\))*)\)[ \t]*:", re.M)
_ASSIGNED = re.compile(r"^[ \t]+(\w+)[ \t]*(?::[^=\n]+)?=(?!=)", re.M)
_BODY = re.compile(r"^class[ \t]+(\w+)[^\n]*\n((?:(?:[ \t)\]}#][^\n]*)?\n)*)", re.M)
_DEF = re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)", re.M)
_LOOKED_UP = re.compile(r"""["'](\w+_)(?:["'][ \t]*\+|%s|\{)""")


@lru_cache(maxsize=1)
def package(folder: Path) -> Package:
    """The package in a folder, read once."""
    imported: set[tuple[str, str]] = set()
    bases: dict[str, frozenset[str]] = {}
    methods: dict[str, frozenset[str]] = {}
    styles: Counter[str] = Counter()
    prefixes: set[str] = set()
    endings: Counter[str] = Counter()
    paths = sorted((*folder.rglob("*.py"), *folder.rglob("*.pyi")))
    stems = {path.parent.name if path.stem == "__init__" else path.stem for path in paths}
    for path in paths:
        text = path.read_bytes().decode("utf-8", "replace")
        aliases = {name: name for name in stems}
        for module, names in _FROM.findall(text):
            last = module.rpartition(".")[2] or path.parents[len(module) - 1].name
            for name in re.sub(r"#[^\n]*|[()\\]", "", names).split(","):
                first, _, alias = name.strip().partition(" as ")
                imported.add((last, first.strip()))
                aliases[alias.strip() or first.strip()] = first.strip()
        aliases.update((alias, module.rpartition(".")[2]) for module, alias in _IMPORT_AS.findall(text))
        imported.update((aliases[one], other) for one, other in _CHAIN.findall(text) if one in aliases)
        for name, given in _CLASS.findall(text):
            found = frozenset(re.findall(r"(\w+)[ \t]*(?:,|$|\[)", re.sub(r"\w+[ \t]*=[^,]*", "", given)))
            bases[name] = bases.get(name, frozenset()) | found
            if any(base == "Exception" or base.endswith("Error") for base in found):
                endings[next((end for end in ("Error", "Exception") if name.endswith(end)), "")] += 1
        for name, body in _BODY.findall(text):
            methods[name] = methods.get(name, frozenset()) | frozenset((*_DEF.findall(body), *_ASSIGNED.findall(body)))
        styles.update(style_of(name) for name in _DEF.findall(text) if not is_protocol_name(name))
        prefixes.update(_LOOKED_UP.findall(text))
    return Package(frozenset(imported), bases, methods, styles, frozenset(prefixes), endings)


def code_of(item: Difference, codes: Sequence[str]) -> str:
    """Which of a rule's codes a finding of burnish that ruff has not would be."""
    if len(codes) == 1:
        return codes[0]
    for words, code in _WORDS:
        if code in codes and re.search(words, item.message):
            return code
    return codes[0]


_WORDS = (
    (r"is ignored; `contextlib.suppress`", "SIM105"),
    (r"package has no docstring", "D104"),
    (r"skipped|goes on with the next", "S112"),
    (r"class method is called", "N804"),
    (r"method is called", "N805"),
    (r"written like one of Python's own", "N807"),
    (r"XML from the network", "S411"),
    (r"`\w+`, a constant, is imported", "N811"),
    (r"in lower case, is imported", "N812"),
    (r"a class, is imported as `[a-z_0-9]+`", "N813"),
    (r"a class, is imported as", "N814"),
)
