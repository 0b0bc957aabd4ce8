"""What a check may ask about the world outside its block. Every answer is recorded by value.

A block is checked again when its text or one of these answers changes, and never otherwise. A kind of
question is a topic; the core has `name` and `frames`, a category may add its own with `@topic`.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from burnish_checks.core.block import Block
from burnish_checks.core.facts import BlockFacts, Header, Joined, ModuleFacts, bindings_by_name, dotted
from burnish_checks.core.gathering import header_of
from burnish_checks.core.joining import NOTHING
from burnish_checks.core.published import published
from burnish_checks.core.settings import Role, Settings

if TYPE_CHECKING:
    from burnish_checks.core.rule import Category

Question = tuple[Hashable, ...]
Made = TypeVar("Made")
_BUILTINS = frozenset(dir(builtins))


class Project(Protocol):
    """What the index of the workspace's other files can tell; absent until it is built."""

    @property
    def revision(self) -> int:
        """Another number once an answer may be another."""

    @property
    def origin(self) -> Project:
        """Whose answers these are: one and the same for all who ask the same index."""

    def ask(self, path: str, *question: Hashable) -> Any:
        """The answer to a question about the workspace, as asked from the file at `path`."""


class Entry(Protocol):
    """A block with what is known of it, as answers see it."""

    block: Block
    facts: BlockFacts
    anchors: dict[str, object]


@dataclass(frozen=True)
class View:
    """One version of a module, as answers are computed from it."""

    path: str
    """The file's path, or its URI where it has none."""
    entries: Sequence[Any]
    joined: Joined
    settings: Settings
    role: Role
    project: Project | None = None
    holders: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """Remembered by `ModuleFacts`: the entries that hold a kind of fact."""

    @property
    def module(self) -> ModuleFacts:
        """The joined facts."""
        return ModuleFacts(self.joined, self.entries, self.holders)

    def facts_at(self, path: str, kind: str) -> Any:
        """The facts of one kind of a file of the workspace, this one or another; what `joining.named` takes."""
        if path == self.path or self.project is None:
            return self.joined.get(kind, NOTHING)
        return self.project.ask(path, "own", kind) or ()

    def enclosing(self, index: int) -> tuple[Header, ...]:
        """The headers around the block at `index`, outermost first."""
        found: list[Header] = []
        wanted = list(self.entries[index].block.frames)
        while wanted and index > 0:
            index -= 1
            entry = self.entries[index]
            block = entry.block
            if block.kind in ("header", "clause") and block.indent == wanted[-1].indent:
                wanted.pop()
                known = entry.facts.values.get("headers")  # a broken block has no such facts
                header = known[0] if known else header_of(block)
                if header is not None:
                    found.append(header)
        return tuple(reversed(found))


def home_of(project: Project | None, path: str, qualified: str) -> tuple[str, str] | None:
    """The file of the workspace whose module a qualified name of the file at `path` begins with, and the name there."""
    owner, _, name = qualified.rpartition(".")
    owner = owner or "." * (len(qualified) - len(qualified.lstrip(".")))
    found = project.ask(path, "path", owner) if project is not None and owner else None
    return None if found is None else (found, name)


Resolve = Callable[..., Any]


@dataclass(frozen=True, eq=False)
class Topic:
    """A kind of question: its name, the facts its answers are computed from, and how."""

    name: str
    reads: tuple[str, ...]
    resolve: Resolve
    """Called with the view, the index of the asking block and the question's arguments; returns a hashable value."""
    project: bool = False
    """Whether answers also depend on other files."""
    by_block: bool = False
    """Whether the answer depends on where in the module it is asked; only then may `resolve` use the index."""
    near: bool = False
    """Of one by block: whether it depends on the blocks right before and after alone, and so on no facts."""
    slow: bool = False
    """Whether an answer may take a millisecond: after an edit the one there is stands until there is time."""
    category: Category | None = None
    """The category whose rules alone ask it; None if any may."""


def topic(
    name: str,
    *,
    reads: Iterable[str],
    project: bool = False,
    by_block: bool = False,
    near: bool = False,
    slow: bool = False,
) -> Callable[[Resolve], Topic]:
    """Decorate the function that answers a new kind of question."""

    def decorate(resolve: Resolve) -> Topic:
        return Topic(name, tuple(reads), resolve, project, by_block, near, slow)

    return decorate


@topic("name", reads=("binds",))
def name_topic(view: View, index: int, name: str) -> Any:
    """How the module binds a name: sorted (how, target) pairs, empty if it does not."""
    return bindings_by_name(view.joined).get(name, ())


@topic("frames", reads=("headers",), by_block=True)
def frames_topic(view: View, index: int) -> Any:
    """The headers around a block, outermost first."""
    return view.enclosing(index)


Lookup = Callable[[Question, View, int, Mapping[str, Topic]], Any]
"""How a context gets an answer where it is not to be computed anew each time."""

CORE_TOPICS = (name_topic, frames_topic)


class Context:
    """The questions of one check of one block, with their answers."""

    def __init__(self, view: View, index: int, topics: Mapping[str, Topic], lookup: Lookup | None = None) -> None:
        self._view = view
        self._index = index
        self._topics = topics
        self._lookup = lookup
        self.block: Block = view.entries[index].block
        self.answers: dict[Question, Any] = {}
        self.asker = ""
        """The name of the check that runs."""
        self.project_askers: set[str] = set()
        """The checks that asked about other files."""
        self._shared: dict[str, tuple[Any, bool]] = {}
        self._names: dict[ast.AST, str] = {}

    @property
    def settings(self) -> Settings:
        """The file's settings; when they change, everything is checked again."""
        return self._view.settings

    @property
    def role(self) -> Role:
        """Whether the file is source, a test, a stub or a package's face."""
        return self._view.role

    @property
    def path(self) -> str:
        """The file's path."""
        return self._view.path

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What is worked out once for all checks of the block; each that takes it counts as having asked for it."""
        if name not in self._shared:
            before = frozenset(self.project_askers)
            self.project_askers.discard(self.asker)
            made = make()
            self._shared[name] = (made, self.asker in self.project_askers)
            self.project_askers |= before
        value, about_others = self._shared[name]
        if about_others:
            self.project_askers.add(self.asker)
        return cast("Made", value)

    def ask(self, topic_name: str, *arguments: Hashable) -> Any:
        """The answer to a question, recorded so that a change of it has the block checked again."""
        question: Question = (topic_name, *arguments)
        known = self._topics.get(topic_name)
        if known is None or known.project:
            self.project_askers.add(self.asker)
        if question not in self.answers:
            if self._lookup is None:
                self.answers[question] = answer(self._view, self._index, question, self._topics)
            else:
                self.answers[question] = self._lookup(question, self._view, self._index, self._topics)
        return self.answers[question]

    def ask_project(self, *question: Hashable) -> Any:
        """What the workspace's index says; None while there is no index."""
        return self.ask("project", *question)

    @property
    def enclosing(self) -> tuple[Header, ...]:
        """The headers of the classes and compound statements around the block, outermost first."""
        if not self.block.frames:
            return ()
        return self.ask("frames")  # type: ignore[no-any-return]

    @property
    def enclosing_class(self) -> Header | None:
        """The class the block is a member of, or None."""
        for header in reversed(self.enclosing):
            if header.word == "class":
                return header
        return None

    def bindings(self, name: str) -> tuple[tuple[str, str], ...]:
        """How the module binds a name: sorted pairs of how (see `facts.Binding`) and dotted target."""
        return self.ask("name", name)  # type: ignore[no-any-return]

    def qualified(self, node: ast.AST) -> str:
        """The dotted name of what a name or attribute chain stands for, as far as imports and aliases tell.

        `builtins.open` for a built-in, `yaml.load` for an import's member under whatever alias, `@name` for
        what this module defines itself (`@self...` never), empty where it is local or unknown.
        """
        known = self._names.get(node)
        if known is None:
            name = dotted(node)
            root, _, rest = name.partition(".")
            base = self._root(root, node) if name else ""
            known = self._names[node] = f"{base}.{rest}" if base and rest else base
        return known

    def _root(self, name: str, node: ast.AST) -> str:
        walk = self.block.walk
        owner = walk.scope_at(node).resolve(name)
        if owner is not None and owner.is_function:
            binders = owner.bound[name]
            targets = [self._alias_target(item) for item in binders]
            return targets[0] if targets and targets[0] and all(targets) else ""
        pairs = self.bindings(name)
        if not pairs:
            return f"builtins.{name}" if name in _BUILTINS else ""
        imported = [target for how, target in pairs if how == "import"]
        if imported:
            return published(imported[0])
        for how, target in pairs:
            if how in ("def", "class"):
                return f"@{name}"
            if how == "assign" and target and len(pairs) == 1 and target.partition(".")[0] != name:
                root, _, rest = target.partition(".")
                aliased = [item for kind, item in self.bindings(root) if kind == "import"]
                if aliased:
                    return f"{aliased[0]}.{rest}" if rest else aliased[0]
                if target in _BUILTINS and not self.bindings(target):
                    return f"builtins.{target}"
        return f"@{name}"

    def _alias_target(self, node: ast.AST) -> str:
        parent = self.block.parent(node)
        if isinstance(parent, ast.Assign) and parent.targets == [node]:
            return self._renamed(parent.value)
        if not isinstance(node, ast.alias):
            return ""
        if isinstance(parent, ast.ImportFrom):
            module = "." * parent.level + (parent.module or "")
            return f"{module}{'' if module.endswith('.') else '.'}{node.name}"
        return node.name if node.asname else node.name.partition(".")[0]

    def _renamed(self, value: ast.expr) -> str:
        """The dotted name that a local name is another one for (`run = subprocess.run`), if it is one from outside."""
        name = dotted(value)
        owner = self.block.walk.scope_at(value).resolve(name.partition(".")[0]) if name else None
        local = owner is not None and owner.is_function
        return self.qualified(value) if name and not local else ""

    def is_builtin(self, node: ast.AST, *names: str) -> bool:
        """Whether the node is one of the built-ins, not shadowed here; `builtins.open` too."""
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        return name in names and self.qualified(node) == f"builtins.{name}"


def answer(view: View, index: int, question: Question, topics: Mapping[str, Topic]) -> Any:
    """The answer to a question as asked by the block at `index` of the view."""
    name = question[0]
    if name == "project":
        return view.project.ask(view.path, *question[1:]) if view.project is not None else None
    return topics[str(name)].resolve(view, index, *question[1:])


@dataclass(frozen=True)
class ModuleContext:
    """What a module rule may read beside the facts."""

    settings: Settings
    role: Role
    path: str
    project: Project | None

    def ask_project(self, *question: Hashable) -> Any:
        """What the workspace's index says; None while there is no index."""
        return self.project.ask(self.path, *question) if self.project is not None else None
