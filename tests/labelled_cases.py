"""Small programs labelled unsafe or safe, and what burnish makes of them.

    python -m tests.labelled_cases [--cases FOLDER]

`labelled/KIND.txt` holds the cases of one kind of weakness. `# case: unsafe NAME` or `# case: safe NAME` opens a case,
which is judged by findings of the rule KIND, or of the rule named last in the line; `local` after the name turns on
`security.local-sources`. `# file: NAME` inside a case opens one of its modules. Where lines end in `# <-`, a finding
counts only if it starts on one of them. A hint of security counts neither as found nor as flagged. Each case is a package of its
own, and all of a folder are checked in one run of the command line. Prints, by kind, how many unsafe ones are found and
safe ones flagged, and each that is judged wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

_CASE = re.compile(r"# case: (unsafe|safe) ([\w-]+)( local)?(?: ([\w-]+))?$")
_HERE = "# <-"
_FILE = re.compile(r"# file: (\S+)$")


@dataclass
class Case:
    """A program, the rule that judges it, and whether that rule should speak."""

    group: str
    name: str
    rule: str
    unsafe: bool
    local: bool = False
    modules: dict[str, list[str]] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """Its group, name and label: a safe case may share its name with the unsafe one it resembles."""
        return f"{self.group}/{self.name}"

    @property
    def marked(self) -> bool:
        """Whether it says on which lines the finding must start."""
        return any(line.endswith(_HERE) for lines in self.modules.values() for line in lines)

    @property
    def folder(self) -> str:
        """Where it is written, below the folder of all cases."""
        own = re.sub(r"\W", "_", self.identity)
        return f"{'local' if self.local else 'remote'}/{own}"


def read(folder: Path) -> list[Case]:
    """All cases of a folder, in order."""
    return [case for path in sorted(folder.glob("*.txt")) for case in _cases(path)]


def _cases(path: Path) -> Iterator[Case]:
    case: Case | None = None
    module = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        opening = _CASE.match(line)
        if opening:
            if case is not None:
                yield case
            label, name, local, rule = opening.groups()
            case = Case(path.stem, name, rule or path.stem, label == "unsafe", bool(local))
            module = "views.py"
        elif opened := _FILE.match(line):
            module = opened.group(1)
        elif case is not None:
            case.modules.setdefault(module, []).append(line)
    if case is not None:
        yield case


def flagged(cases: Iterable[Case], *, with_hints: bool = False) -> dict[str, list[str]]:
    """What burnish says of each case, by its identity: the messages of its rule, hints only if they count."""
    cases = list(cases)
    rules = sorted({case.rule for case in cases})
    messages: dict[str, list[str]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for area, local in (("remote", False), ("local", True)):
            root = Path(folder, area)
            root.mkdir()
            root.joinpath("pyproject.toml").write_text(
                f"[tool.burnish]\nselect = {json.dumps(rules)}\nsecurity.local-sources = {'true' if local else 'false'}\n",
                encoding="utf-8",
            )
        by_folder = {case.folder: case for case in cases}
        for case in cases:
            home = Path(folder, case.folder)
            home.mkdir(parents=True)
            home.joinpath("__init__.py").touch()
            for name, lines in case.modules.items():
                home.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
                home.joinpath(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [
            sys.executable,
            "-I",
            "-m",
            "burnish",
            "check",
            "--no-cache",
            "--exit-zero",
            "--output-format",
            "json",
        ]
        done = subprocess.run([*command, folder], capture_output=True, text=True, check=True)
        for finding in json.loads(done.stdout):
            area, own, *inside = Path(finding["path"]).resolve().relative_to(Path(folder).resolve()).parts
            case = by_folder.get(f"{area}/{own}")
            if case is None or finding["code"] != case.rule or (finding["severity"] == "hint" and not with_hints):
                continue
            line = case.modules["/".join(inside)][finding["range"]["start"]["line"]]
            if not case.marked or line.endswith(_HERE):
                messages[case.identity].append(finding["message"])
    return messages


def main(folder: Path) -> None:
    """Print the table and what is judged wrong."""
    cases = read(folder)
    said = flagged(cases)
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[case.group].append(case)
    groups["all"] = cases
    for group, members in groups.items():
        unsafe = [case for case in members if case.unsafe]
        safe = [case for case in members if not case.unsafe]
        found = sum(case.identity in said for case in unsafe)
        alarms = sum(case.identity in said for case in safe)
        print(f"{group:32} unsafe found {found:4} of {len(unsafe):4}   safe flagged {alarms:3} of {len(safe):4}")
    for case in cases:
        if case.unsafe != (case.identity in said):
            print("missed " if case.unsafe else "flagged", case.identity, *said.get(case.identity, []))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.labelled_cases")
    parser.add_argument("--cases", type=Path, metavar="FOLDER", help="a folder of cases; those of the tests by default")
    chosen = parser.parse_args().cases
    for folder in (
        (chosen,) if chosen else (Path(__file__).parent / area / "labelled" for area in ("security", "validation"))
    ):
        main(folder)
