"""The fragments that programs are composed of, read from the text files beside this one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from burnish_checks.security.flow import kinds

_HERE = Path(__file__).parent
KINDS = {
    "sql": kinds.SQL,
    "command": kinds.COMMAND,
    "code": kinds.CODE,
    "path": kinds.PATH,
    "html": kinds.HTML,
    "request": kinds.REQUEST,
    "redirect": kinds.REDIRECT,
    "pickle": kinds.PICKLE,
    "xml": kinds.XML,
    "xpath": kinds.XPATH,
    "ldap": kinds.LDAP,
    "template": kinds.TEMPLATE,
}
"""The rule for each short name of a kind."""


@dataclass
class Fragment:
    """One fragment: what it needs, defines and does."""

    sort: str
    """`source`, `carrier`, `guard` or `sink`."""
    name: str
    words: frozenset[str]
    options: dict[str, str]
    defined: list[str] = field(default_factory=list)
    """Imports and definitions of the module that the lines stand in."""
    lines: list[str] = field(default_factory=list)
    module: str = ""
    """The name of the module of their own in which `moved` stand."""
    moved: list[str] = field(default_factory=list)

    @property
    def takes_rest(self) -> bool:
        """Whether all that follows stands in a function of the fragment."""
        return any(line.strip() == "BODY" for line in (*self.defined, *self.moved))

    def among(self, option: str, kind: str) -> bool:
        """Whether the option lists the kind, or all."""
        listed = self.options.get(option, "").split(",")
        return kind in listed or "all" in listed


def read(sort: str) -> list[Fragment]:
    """All fragments of a sort, in order."""
    found: list[Fragment] = []
    for line in (_HERE / f"{sort}s.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"# {sort}: "):
            name, *rest = line.removeprefix(f"# {sort}: ").split()
            options = dict(word.split("=", 1) for word in rest if "=" in word)
            found.append(Fragment(sort, name, frozenset(word for word in rest if "=" not in word), options))
            fragment, pending = found[-1], found[-1].lines
        elif not found:
            continue
        elif line.startswith("# file: "):
            fragment.module = line.removeprefix("# file: ")
            pending = fragment.moved
        elif line == "# here":
            if pending is fragment.lines:
                fragment.defined, fragment.lines = fragment.lines, []
            pending = fragment.lines
        else:
            pending.append(line)
    return found
