"""What names a file already has for classes of elsewhere, and imports that only type checkers see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from burnish_checks.core.facts import Import
from burnish_checks.core.guarded import import_for_checkers
from burnish_checks.core.repair import Change, Refused
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.inference.paths import module_of_path, resolve_relative


class Present(NamedTuple):
    """A name the file has already."""

    expression: str
    guarded: bool
    """Whether it exists only for type checkers."""


_MAKING = ("class", "assign")
"""How a module binds the types that are its own: those made by `NewType` are assigned."""


@dataclass(frozen=True)
class Bindings:
    """The names that a file binds, as one block of it sees them."""

    snapshot: Snapshot
    index: int
    module: str
    future: bool
    """Whether annotations are not evaluated: `from __future__ import annotations`."""

    @classmethod
    def of(cls, snapshot: Snapshot, index: int) -> Bindings:
        """Those of a snapshot, seen from the block at `index`."""
        facts = snapshot.joined.get("imports", {})
        future = any(item.module == "__future__" and item.member == "annotations" for item in facts)
        return cls(snapshot, index, module_of_path(snapshot.environment.path), future)

    def shadowed(self, name: str) -> bool:
        """Whether the module, or the class around the block, binds the name itself."""
        if any(item.name == name for item in self.snapshot.joined.get("binds", {})):
            return True
        block = self.snapshot.entries[self.index].block
        return block.in_class and any(item.name == name for item in self.snapshot.joined.get("members", {}))

    def defined_before(self, name: str) -> bool:
        """Whether a class of the module, or a type that it names itself, is complete before the block at `index` runs."""
        entries = self.snapshot.entries
        block = entries[self.index].block
        outer = next((frame for frame in block.frames if frame.word == "class"), None)
        stop = self.index
        if outer is not None:
            while stop > 0 and not (
                entries[stop].block.kind == "header"
                and entries[stop].block.word == "class"
                and entries[stop].block.indent == outer.indent
            ):
                stop -= 1
        for entry in entries[:stop]:
            if entry.block.in_class:
                continue
            if any(item.name == name and item.how in _MAKING for item in entry.facts.values.get("binds", ())):
                return True
        return False

    def there_before(self, name: str) -> bool:
        """Whether the module binds the name, at run time too, above the block at `index`."""
        guards = [item.guard for item in self._imports() if item.name == name]
        if guards:
            return "type-checking" not in guards
        return any(
            item.name == name
            for entry in self.snapshot.entries[: self.index]
            if not entry.block.in_class
            for item in entry.facts.values.get("binds", ())
        )

    def imported(self, module: str, name: str) -> Present | None:
        """How the file can already say `module.name`."""
        wanted = f"{module}.{name}"
        best: Present | None = None
        for item in self._imports():
            qualified = resolve_relative(self.module, item.qualified, self.snapshot.environment.path)
            guarded = item.guard == "type-checking"
            if item.guard not in ("", "type-checking", "try", "if"):
                continue
            expression = ""
            if (qualified == wanted and (item.member or item.renamed)) or (
                item.member and qualified != module and self._offers_again(qualified, module, name)
            ):
                expression = item.name
            elif not item.member and (item.module if not item.renamed else qualified) == module:
                expression = f"{item.name if item.renamed else item.module}.{name}"
            elif item.member and qualified == module:
                expression = f"{item.name}.{name}"
            if expression and (best is None or best.guarded):
                best = Present(expression, guarded)
        return best

    @staticmethod
    def _offers_again(qualified: str, module: str, name: str) -> bool:
        """Whether an imported name is that of the module, offered again by another module of the same package."""
        source, _, last = qualified.rpartition(".")
        return last == name and bool(source) and source.partition(".")[0] == module.partition(".")[0]

    def guarded(self, module: str, name: str) -> str:
        """The name under which only type checkers see `module.name`, or empty."""
        for item in self._imports():
            if item.guard == "type-checking" and item.module == module and item.member == name:
                return item.name
        return ""

    def _imports(self) -> list[Import]:
        return [
            item._replace(guard="type-checking") if item.guard == "if" and self._unseen_at_run_time(number) else item
            for number, entry in enumerate(self.snapshot.entries)
            for item in entry.facts.values.get("imports", ())
            if item.scope == "module"
        ]

    def _unseen_at_run_time(self, number: int) -> bool:
        """Whether the block stands in an `if TYPE_CHECKING:` that is cut into blocks, as one with a class in it is."""
        indent = len(self.snapshot.entries[number].block.indent)
        for entry in reversed(self.snapshot.entries[:number]):
            block = entry.block
            if len(block.indent) < indent and block.word in ("if", "elif", "else"):
                return block.word == "if" and "TYPE_CHECKING" in block.lines[block.extent_first]
        return False


def imports_of_module(snapshot: Snapshot, module: str) -> bool:
    """Whether the file imports from the module at run time already, so that one more name makes no new cycle."""
    own = module_of_path(snapshot.environment.path)
    for entry in snapshot.entries:
        for item in entry.facts.values.get("imports", ()):
            plain = item.scope == "module" and not item.guard and item.member
            if plain and resolve_relative(own, item.module, snapshot.environment.path) == module:
                return True
    return False


_NOT_EVERYWHERE = frozenset({
    "tkinter", "turtle", "idlelib", "curses", "readline", "sqlite3", "dbm", "ssl", "lzma", "bz2", "ctypes",
    "termios", "tty", "pty", "fcntl", "pwd", "grp", "resource", "syslog", "winreg", "msvcrt", "winsound", "venv",
    "ensurepip", "distutils", "lib2to3",
})  # fmt: skip
"""What of the standard library some installations lack."""


def is_lazy(snapshot: Snapshot, module: str) -> bool:
    """Whether the file does without the module when it is loaded: imports it later or on conditions, or it may be missing."""
    root = module.partition(".")[0]
    found = [item for item in snapshot.joined.get("imports", {}) if item.module.partition(".")[0] == root]
    if any(item.scope == "module" and not item.guard for item in found):
        return False
    return bool(found) or root in _NOT_EVERYWHERE


def guarded_import(snapshot: Snapshot, module: str, name: str) -> tuple[Change, ...]:
    """The changes that import a name under `if TYPE_CHECKING:`. Raises `Refused` where the name is taken."""
    if any(item.name == name for item in snapshot.joined.get("binds", {})):
        raise Refused(f"`{name}` means something else here.")
    return import_for_checkers(snapshot, f"from {module} import {name}")
