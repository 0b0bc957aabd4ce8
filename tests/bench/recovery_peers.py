"""The peers of the recovery benchmark, run on the same stripped packages in folders of their own.

They are installed into environments of their own under `.tools/`, never into burnish's, and not beside what they annotate.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

from tests.bench.recovery_packages import TOOLS, prepared

PEERS = ("pyrefly", "infer-types", "jedi")
_PATIENCE = 1800


def run_peer(peer: str, package: str, room: Path) -> Path:
    """The stripped package as a peer leaves it, in a folder of its own."""
    _, stripped = prepared(package)
    written = room / peer
    shutil.copytree(stripped, written)
    bin_folder = _installed(peer)
    if peer == "pyrefly":
        (written / "pyrefly.toml").write_text('project-includes = ["**/*.py"]\n', encoding="utf-8")
    subprocess.run(_command(peer, bin_folder), cwd=written, capture_output=True, timeout=_PATIENCE, check=False)
    return written


def _command(peer: str, bin_folder: Path) -> Sequence[str]:
    python = str(bin_folder / "python")
    return {
        "pyrefly": [str(bin_folder / "pyrefly"), "infer", "."],
        "infer-types": [python, "-m", "infer_types", "."],
        "jedi": [python, "-I", str(Path(__file__).with_name("recovery_jedi.py")), "."],
    }[peer]


def _installed(peer: str) -> Path:
    folder = TOOLS / "peers" / peer
    bin_folder = folder / ("Scripts" if sys.platform == "win32" else "bin")
    marker = folder / "installed"
    if not marker.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([str(bin_folder / "python"), "-m", "pip", "install", "-q", peer], check=True)
        marker.touch()
    return bin_folder
