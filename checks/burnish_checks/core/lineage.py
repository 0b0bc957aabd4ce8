"""Where a class comes from: its ancestors inside the workspace, and the bases that lie outside it."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import is_
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, Project, View, home_of, topic
from burnish_checks.core.facts import Binding, collector, dotted
from burnish_checks.core.joining import NOTHING, named
from burnish_checks.core.names import is_dunder

UNKNOWN = "?"
"""A base that is not a dotted name, or an imported name whose module the workspace does not have."""
_DEEPEST = 12
_BUILTINS = frozenset(dir(builtins))


class ClassFact(NamedTuple):
    """A class statement that is not inside a function."""

    name: str
    bases: tuple[str, ...]
    """Dotted names, subscripts left off; `?` for any other expression."""
    decorators: tuple[str, ...]
    metaclass: str


@collector("classes", among=(ast.ClassDef,))
def classes(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Every class of the block with its bases."""
    for node in block.nodes(ast.ClassDef):
        metaclass = next((dotted(item.value) for item in node.keywords if item.arg == "metaclass"), "")
        decorators = tuple(dotted(called(item)) for item in node.decorator_list)
        yield ClassFact(node.name, bases_of(node), decorators, metaclass), node


def bases_of(node: ast.ClassDef) -> tuple[str, ...]:
    """The dotted names of a class's bases; `?` for what is none."""
    return tuple(dotted(base.value if isinstance(base, ast.Subscript) else base) or UNKNOWN for base in node.bases)


def called(node: ast.expr) -> ast.expr:
    """The function of a call, or the node itself."""
    return node.func if isinstance(node, ast.Call) else node


@topic("lineage", reads=("classes", "binds"), project=True, slow=True)
def lineage(view: View, index: int, name: str) -> Any:
    """The sorted dotted names of what a class (by its dotted name here) derives from outside the workspace.

    The name itself if it is no class of the workspace. `object` and built-ins are named `builtins.X`.
    """
    search = _search(view, name)
    return tuple(sorted(search.outside))


def classes_of(view: View, path: str, name: str) -> set[tuple[str, str]]:
    """The workspace's classes that a dotted name of the file at `path` means, and all above: the file and name of each."""
    return _search(view, name, path).classes


def _search(view: View, name: str, path: str = "") -> _Search:
    """A walk up from what the name means in the file at `path`, or in the view's own."""
    search = _Search(view.project, set(), set())
    if path in ("", view.path):
        search.follow(
            name, _Module(view.path, view.joined.get("classes", NOTHING), view.joined.get("binds", NOTHING)), 0
        )
    elif view.project is not None:
        search.follow(name, _of_project(view.project, path), 0)
    return search


@topic("inherited", reads=("classes", "binds", "members", "headers"), project=True, slow=True)
def inherited(view: View, index: int, base: str, name: str) -> Any:
    """Whether a class of the workspace, `base` (by its dotted name here) or one above it, has a method of that name.

    Of other files members are known by file: another class of the file that has the method counts too.
    """
    search = _search(view, base)
    own = members_by_class(view)
    if any(name in own.get(item, ()) for path, item in search.classes if path == view.path):
        return True
    project = view.project
    if project is None:
        return False
    paths = {path for path, _ in search.classes} - {view.path}
    return any(named(project.ask(path, "own", "members"), name) for path in paths)


_last: tuple[list[Any], dict[str, set[str]]] = ([...] * 3, {})


def members_by_class(view: View) -> dict[str, set[str]]:
    """By class of the module: the names that its body binds. Worked out once for as long as these facts are the same."""
    global _last
    facts = [view.joined.get(kind) for kind in ("members", "headers", "classes")]
    if not all(map(is_, _last[0], facts)):
        found: dict[str, set[str]] = {}
        for owner, entry in in_classes(view):
            found.setdefault(owner, set()).update(item.name for item in entry.facts.values.get("members", ()))
        _last = (facts, found)
    return _last[1]


def in_classes(view: View) -> Iterator[tuple[str, Any]]:
    """What stands in the bodies of classes of the module, each with the name of its class."""
    around: dict[int, str] = {}
    for entry in view.entries:
        block, depth = entry.block, len(entry.block.frames)
        if block.kind == "header" and block.word == "class":
            around.update((depth, header.name) for header in entry.facts.values.get("headers", ()))
        elif block.kind == "leaf" and depth and block.frames[-1].word == "class":
            yield around.get(depth - 1, ""), entry


def overrides(block: Block, node: ast.FunctionDef | ast.AsyncFunctionDef, context: Context) -> bool:
    """Whether a class of the workspace above the method's own has a method of that name."""
    around = next((item for item in block.ancestors(node) if isinstance(item, ast.ClassDef)), None)
    bases = bases_of(around) if around is not None else bases_around(context)
    known = (base for base in bases if all(part.isidentifier() for part in base.split(".")))
    return any(context.ask("inherited", base, node.name) for base in known)


def is_ported(block: Block, node: ast.AST, context: Context) -> bool:
    """Whether a node stands in an `async` method of a class that is one of another package once more, `class AioStore(Store)`:
    that one's method with `await` put in, which is kept to be compared with it."""
    function, header = block.function_around(node), context.enclosing_class
    if not isinstance(function, ast.AsyncFunctionDef) or header is None:
        return False
    bare = {header.name.removeprefix(prefix) for prefix in _PORTS if header.name.startswith(prefix)}
    bases = [base for base in bases_around(context) if base.rpartition(".")[2] in bare]
    return any(
        name.rpartition(".")[2] in bare and "." in name for base in bases for name in context.ask("lineage", base)
    )


_PORTS = ("Aio", "Async", "AIO")


def bases_around(context: Context) -> tuple[str, ...]:
    """The bases of the class around the block, as written, subscripts left off."""
    header = context.enclosing_class
    bases = header.bases if header is not None else ()
    return tuple(base.partition("[")[0].strip() for base in bases if not _is_keyword(base))


def _is_keyword(base: str) -> bool:
    name, equals, rest = base.partition("=")
    return bool(equals) and name.strip().isidentifier() and not rest.startswith("=")


@topic("class-protocol", reads=("members", "headers"), by_block=True)
def class_protocol(view: View, index: int) -> Any:
    """The special methods (`__call__`) of the class whose header the asking block is, sorted."""
    own = len(view.entries[index].block.frames) + 1
    found: set[str] = set()
    for following in range(index + 1, len(view.entries)):
        entry = view.entries[following]
        block = entry.block
        if len(block.frames) < own:
            break
        if len(block.frames) == own and block.kind == "leaf":
            names = (item.name for item in entry.facts.values.get("members", ()))
            found.update(filter(is_dunder, names))
    return tuple(sorted(found))


@dataclass(frozen=True)
class _Module:
    path: str
    classes: Any
    binds: Any


def _of_project(project: Project, path: str) -> _Module:
    return _Module(path, project.ask(path, "own", "classes"), project.ask(path, "own", "binds"))


@dataclass(frozen=True)
class _Search:
    """One walk up from a class."""

    project: Project | None
    outside: set[str]
    seen: set[tuple[str, str]]
    classes: set[tuple[str, str]] = field(default_factory=set)
    """The classes gone through: the file and the name of each."""

    def follow(self, name: str, module: _Module, depth: int) -> None:
        """Add what lies outside the workspace above the class that `name` means in the module."""
        if (module.path, name) in self.seen:
            return
        self.seen.add((module.path, name))
        if depth > _DEEPEST or name == UNKNOWN:
            self.outside.add(UNKNOWN)
            return
        root, _, rest = name.partition(".")
        facts = named(module.classes, name.rpartition(".")[2])
        bound: list[Binding] = named(module.binds, root)
        imported = [item.target for item in bound if item.how == "import"]
        if imported:
            for target in imported:
                self.elsewhere(f"{target}.{rest}" if rest else target, module, depth)
        elif facts:
            self.classes.add((module.path, name.rpartition(".")[2]))
            for base in {base for item in facts for base in item.bases}:
                self.follow(base, module, depth + 1)
        elif not bound:
            self.outside.add(f"builtins.{name}" if root in _BUILTINS else UNKNOWN)
        else:
            aliases = {item.target for item in bound if item.how == "assign" and item.target}
            for target in aliases or {UNKNOWN}:
                self.follow(target, module, depth + 1)

    def elsewhere(self, qualified: str, module: _Module, depth: int) -> None:
        """The same for a dotted name that is imported."""
        home = home_of(self.project, module.path, qualified)
        if home is None or self.project is None:
            self.outside.add(qualified)
            return
        path, name = home
        other = _of_project(self.project, path)
        if named(other.classes, name) or named(other.binds, name):
            self.follow(name, other, depth + 1)
        else:
            self.outside.add(qualified)
