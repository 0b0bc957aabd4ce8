"""The peers of the recovery benchmark, run on the same stripped packages: `pyrefly infer`, `autotyping`, `infer-types`.

They are installed into an environment of their own under `.tools/`, never into burnish's.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from pathlib import Path

from tests.bench.recovery_compare import HEADER, Score, compare
from tests.bench.recovery_packages import TOOLS, prepared

_ENVIRONMENT = TOOLS / "peers"
_SAFE = ["--safe", "--aggressive", "--guess-common-names"]


def run_peers(packages: Iterable[str]) -> None:
    """Run each peer on each package and print its rows."""
    bin_folder = _installed()
    for peer in ("pyrefly", "autotyping", "infer-types"):
        total = {"return": Score(), "parameter": Score()}
        for package in packages:
            original, stripped = prepared(package)
            written = TOOLS / package / peer
            shutil.rmtree(written, ignore_errors=True)
            shutil.copytree(stripped, written)
            _run(peer, bin_folder, written)
            for kind, score in compare(original, written, set()).items():
                total[kind].add(score)
        whole = Score()
        print(f"\n{'':22}{HEADER}")
        for kind, score in total.items():
            print(f"{peer:12}{kind:10}{score.row()}")
            whole.add(score)
        print(f"{peer:12}{'slots':10}{whole.row()}")


def _installed() -> Path:
    bin_folder = _ENVIRONMENT / ("Scripts" if sys.platform == "win32" else "bin")
    if not (bin_folder / "pyrefly").exists():
        venv.create(_ENVIRONMENT, with_pip=True)
        command = [str(bin_folder / "python"), "-m", "pip", "install", "-q", "pyrefly", "autotyping", "infer-types"]
        subprocess.run(command, check=True)
    return bin_folder


def _run(peer: str, bin_folder: Path, folder: Path) -> None:
    commands = {
        "pyrefly": [str(bin_folder / "pyrefly"), "infer", "."],
        "autotyping": [str(bin_folder / "python"), "-m", "autotyping", *_SAFE, "."],
        "infer-types": [str(bin_folder / "python"), "-m", "infer_types", "."],
    }
    (folder / "pyrefly.toml").write_text('project-includes = ["**/*.py"]\n', encoding="utf-8")
    subprocess.run(commands[peer], cwd=folder, capture_output=True, timeout=900, check=False)
