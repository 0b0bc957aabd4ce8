"""burnish beside ruff and pyright in one editor: at how many places a person reads the same thing twice.

    python -m tests.bench.beside [--only CONFIGURATION;..] [--show]

Real files, and one in which nothing is as it should be, are opened in the three language servers under configurations
that projects have. Something is said twice where burnish and a peer have squiggles on one line whose codes say the same:
the peer's code is an alias of burnish's rule, or was judged to say the same by reading the pairs (`THE_SAME`; `--show`
lists the pairs that overlap and are another matter). Peers' hints that only fade (tagged unnecessary or deprecated) are
no squiggles. The peers, pinned, are installed from PyPI below `.tools/beside`. Exit 1 if anything is said twice.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from burnish_checks.registry import by_slug
from tests.bench.agreement import folder_of
from tests.bench.clients import FOLDER, ROOT, Client

HOME = ROOT / ".tools" / "beside"
PACKAGES = ("ruff==0.17.6", "pyright==1.1.414", "basedpyright==1.40.2")
FILES = (
    ("bottle==0.13.4", "bottle.py"),
    ("flask==3.1.3", "flask/sansio/scaffold.py"),
    ("requests==2.34.2", "requests/utils.py"),
    ("octoprint==1.11.8", "octoprint/plugin/core.py"),
    ("impacket==0.13.1", "impacket/ntlm.py"),
    ("datasette==0.65.5", "datasette/utils/__init__.py"),
)
BROKEN = '''"""Nothing here is as it should be."""

import os, sys
import json
import json
from typing import Dict, List, Optional, Union
from os.path import *
import subprocess as Sub


class shop:
    Rate = 3

    def total(this, prices: List[int], Country, *rest, country: str = None):
        l = 0
        for key in prices:
            try:
                l += prices[key]
                return l
            except KeyError as error:
                raise RuntimeError("no price")
            except (OSError, IOError) as other:
                pass
            except KeyError:
                pass
            except:
                raise
        assert prices, "none"
        return eval(Country)

    @classmethod
    def make(self): return Sub.call("ls " + self, shell=True)

    def make(self): raise NotImplemented


def read(path: Optional[str], mode: Union[int, str], id=None) -> Dict[str, int]:
    import hashlib, pickle
    value = pickle.load(open(path))
    if mode == 42:
        if id:
            return hashlib.md5(value).hexdigest()
    else:
        raise Exception(f"no {mode}")
    try:
        return value
    finally:
        return None
'''
CONFIGURATIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "ruff as it comes": ("[tool.ruff]\n", ("ruff",)),
    "ruff, the usual rules": (
        '[tool.ruff.lint]\nselect = ["E", "F", "W", "I", "N", "UP", "B", "C4", "C90", "SIM", "RUF", "PL", "RET"]\n',
        ("ruff",),
    ),
    "ruff, everything": ('[tool.ruff]\npreview = true\n[tool.ruff.lint]\nselect = ["ALL"]\n', ("ruff",)),
    "pyright, basic": ('[tool.pyright]\ntypeCheckingMode = "basic"\n', ("pyright",)),
    "pyright, standard": ('[tool.pyright]\ntypeCheckingMode = "standard"\n', ("pyright",)),
    "pyright, strict": ('[tool.pyright]\ntypeCheckingMode = "strict"\n', ("pyright",)),
    "basedpyright as it comes": ("[tool.basedpyright]\n", ("basedpyright",)),
    "ruff and pyright": (
        '[tool.ruff.lint]\nselect = ["E", "F", "B", "S", "ANN", "D"]\n[tool.pyright]\ntypeCheckingMode = "strict"\n',
        ("ruff", "pyright"),
    ),
}
"""By name: the project's settings, and the servers that run beside burnish."""
REST = 1.5
"""Seconds without a word after which a server has said what it has to say."""
THE_SAME: dict[str, tuple[str, ...]] = {
    "any-annotation": ("reportExplicitAny",),
    "assert-as-validation": ("S101",),
    "assert-in-production": ("S101",),
    "contradicting-default": ("reportArgumentType",),
    "deprecated-typing-alias": ("reportDeprecated", "UP035"),
    "duplicate-import": ("F811", "reportDuplicateImport"),
    "implicit-optional": ("reportArgumentType",),
    "large-class": ("PLR0904",),
    "magic-number": ("PLR2004",),
    "method-first-argument": ("reportSelfClsParameterName",),
    "missing-attribute-annotation": ("reportUnannotatedClassAttribute",),
    "missing-parameter-annotation": ("reportMissingParameterType", "reportUnknownParameterType"),
    "missing-return-annotation": ("reportUnknownParameterType",),
    "missing-variadic-annotation": ("reportMissingParameterType", "reportUnknownParameterType"),
    "redefined-import": ("reportRedeclaration", "reportDuplicateImport"),
    "return-in-finally": ("SIM107",),
    "star-import": ("reportWildcardImportFromLibrary",),
    "unreachable-handler": ("reportUnusedExcept",),
    "unused-exception-name": ("F841", "reportUnusedVariable"),
    "unused-import": ("reportUnusedImport",),
}
"""By slug: codes of peers, beside the rule's aliases, that say the same."""


class Mark(NamedTuple):
    """A squiggle: its tool, code and message, and where it is."""

    code: str
    message: str
    start: tuple[int, int]
    end: tuple[int, int]


Shown = dict[str, list[Mark]]


class Twice(NamedTuple):
    """Two marks at one place of a file."""

    file: str
    own: Mark
    peer: Mark


def install() -> dict[str, list[str]]:
    """The commands of the servers, installed if they are not there."""
    bin = HOME / "environment" / "bin"
    stamp = HOME / "made-from"
    if not stamp.exists() or stamp.read_text() != " ".join(PACKAGES):
        venv.create(HOME / "environment", with_pip=True, clear=True)
        pip = [str(bin / "pip"), "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, *PACKAGES], check=True)
        stamp.write_text(" ".join(PACKAGES))
    return {
        "burnish": [sys.executable, "-I", "-c", "import sys; from burnish.lsp import serve; sys.exit(serve())"],
        "ruff": [str(bin / "ruff"), "server"],
        "pyright": [str(bin / "pyright-langserver"), "--stdio"],
        "basedpyright": [str(bin / "basedpyright-langserver"), "--stdio"],
    }


def marks(server: str, body: bytes) -> list[Mark]:
    """The squiggles in what a server published."""
    found = []
    for item in json.loads(body or b"{}").get("params", {}).get("diagnostics", ()):
        if item.get("severity") == 4 and item.get("tags") and server != "burnish":
            continue
        start, end = item["range"]["start"], item["range"]["end"]
        found.append(
            Mark(
                str(item.get("code", "")),
                item["message"],
                (start["line"], start["character"]),
                (end["line"], end["character"]),
            )
        )
    return found


def overlap(own: Mark, peer: Mark) -> bool:
    """Whether two squiggles begin on one line and share a character."""
    return own.start[0] == peer.start[0] and own.start < peer.end and peer.start < own.end


def is_twice(own: Mark, peer: Mark, codes: Mapping[str, str]) -> bool:
    """Whether two squiggles of a file say the same; `codes` are ruff's, by the names it has for them in preview."""
    code = codes.get(peer.code, peer.code)
    same = code in by_slug()[own.code].aliases or code in THE_SAME.get(own.code, ())
    return same and own.start[0] == peer.start[0]


def sources() -> Iterator[tuple[str, str]]:
    """Names and texts of the files: real ones, and one in which nothing is as it should be."""
    for requirement, name in FILES:
        yield name.replace("/", "_"), (folder_of(requirement) / name).read_text(encoding="utf-8")
    yield "shop.py", BROKEN


def side_by_side(commands: dict[str, list[str]], settings: str, peers: tuple[str, ...]) -> tuple[Shown, Shown, Shown]:
    """What the peers show, and what burnish shows beside them without and with looking at their settings, by file."""
    (FOLDER / "pyproject.toml").write_text(settings)
    others = shown_by({peer: commands[peer] for peer in peers})
    own = []
    for more in ("[tool.burnish]\ndefer-to = []\n", ""):
        (FOLDER / "pyproject.toml").write_text(settings + more)
        own.append(shown_by({"burnish": commands["burnish"]}))
    return others, own[0], own[1]


def shown_by(commands: dict[str, list[str]]) -> Shown:
    """The squiggles of servers that run side by side, by file."""
    found: Shown = {}
    for name, command in commands.items():
        client = Client(name, command, {})
        try:
            for file, text in sources():
                first = client.open((FOLDER / file).as_uri(), text)
                body = client.last_published(REST)[1] or first
                found.setdefault(file, []).extend(marks(name, body))
        finally:
            client.quit()
    return found


def pairs(own: Shown, others: Shown) -> list[Twice]:
    """Every two squiggles, burnish's first, that begin on one line."""
    return [
        Twice(file, mark, peer)
        for file, found in own.items()
        for mark in found
        for peer in others[file]
        if mark.code in by_slug() and mark.start[0] == peer.start[0]
    ]


def main() -> int:
    """Print a line for each configuration; 1 if anything is said twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", help="configurations, with semicolons between them")
    parser.add_argument("--show", action="store_true", help="list what is said twice, and how often a pair is not")
    options = parser.parse_args()
    chosen = options.only.split(";") if options.only else CONFIGURATIONS
    commands = install()
    codes = names_of_ruff(commands["ruff"][0])
    total = 0
    for name in chosen:
        others, loud, tactful = side_by_side(commands, *CONFIGURATIONS[name])
        before, found = (pairs(own, others) for own in (loud, tactful))
        same = [item for item in found if is_twice(item.own, item.peer, codes)]
        total += len(same)
        figures = [sum(map(len, shown.values())) for shown in (others, loud, tactful)]
        print(
            f"{name}: {figures[0]} squiggles of the peers, {figures[2]} of burnish; said twice: {len(same)} "
            f"(if it did not look at the peers' settings: {figures[1]}, and twice "
            f"{sum(is_twice(item.own, item.peer, codes) for item in before)})",
            flush=True,
        )
        _tell("the same", same)
        if options.show:
            _tell("another matter", [item for item in found if item not in same and overlap(item.own, item.peer)])
    return 1 if total else 0


def names_of_ruff(program: str) -> dict[str, str]:
    """ruff's codes by the rules' names, which it shows in preview."""
    told = subprocess.run([program, "rule", "--all", "--output-format", "json"], capture_output=True, check=True).stdout
    return {rule["name"]: rule["code"] for rule in json.loads(told)}


def _tell(what: str, found: list[Twice]) -> None:
    by_pair: dict[tuple[str, str], list[Twice]] = {}
    for item in found:
        by_pair.setdefault((item.own.code, item.peer.code), []).append(item)
    for pair, items in sorted(by_pair.items(), key=lambda pair: -len(pair[1])):
        first = items[0]
        print(f"  {what}, {len(items)} times: {pair[0]} beside {pair[1]}, {first.file}:{first.own.start[0] + 1}")
        print(f"      {first.own.message}\n      {first.peer.message.splitlines()[0]}")


if __name__ == "__main__":
    sys.exit(main())
