"""burnish in the recovery benchmark: the command line on a stripped package that lies alone in a folder.

The package is renamed and nothing else is in the folder, so that neither the original nor a distribution of it is in
reach. It is run with `--unsafe` for all hints, and without for those that are called certain.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.recovery_compare import Annotated, Slot
from tests.bench.recovery_packages import PREFIX, TOOLS, prepared, required_by

_IMPORTING = TOOLS / "importing"


@dataclass(frozen=True)
class Filled:
    """What burnish made of a package."""

    written: Path
    """With all hints."""
    sure: Path
    """With those that are called certain."""
    certain: set[Slot]
    broken: tuple[str, ...]
    """Files that could not be read afterwards."""
    changed_again: tuple[str, ...]
    """Files that a second run changed."""
    lost_imports: tuple[str, ...]
    """Modules that could be imported without the hints and not with them."""


def fill(package: str, room: Path) -> Filled:
    """Run burnish on a package in an empty folder."""
    _, stripped = prepared(package)
    written, sure = room / "all", room / "certain"
    shutil.copytree(stripped, written)
    shutil.copytree(stripped, sure)
    _fix(written, "--unsafe")
    _fix(sure)
    before = _texts(written)
    _fix(written, "--unsafe")
    after = _texts(written)
    annotated, certain = Annotated.of(written), Annotated.of(sure)
    return Filled(
        written,
        sure,
        {slot for slot, _ in certain.slots()},
        annotated.broken + certain.broken,
        tuple(path for path, text in after.items() if before[path] != text),
        tuple(sorted(importable(package, stripped) - importable(package, written))),
    )


def speed(package: str, room: Path) -> tuple[int, float]:
    """The lines of a package, and the seconds of processor time that burnish takes to fill it."""
    written = room / "timed"
    shutil.copytree(prepared(package)[1], written)
    lines = sum(text.count("\n") for text in _texts(written).values())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    _fix(written, "--unsafe")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return lines, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _fix(folder: Path, *more: str) -> None:
    command = [sys.executable, "-I", "-m", "burnish", "fix", "--isolated", "--select", "typing", *more, "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])


def _texts(folder: Path) -> dict[str, str]:
    return {str(path): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))}


def importable(package: str, folder: Path) -> set[str]:
    """The modules of the package that can be imported, each in a process of its own that has what the package needs."""
    python = _environment(package)
    names = []
    for path in sorted((folder / (PREFIX + package)).rglob("*.py")):
        names.append(".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__"))
    script = (
        "import importlib, os, sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "for name in sys.argv[2:]:\n"
        "    child = os.fork()\n"
        "    if not child:\n"
        "        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)\n"
        "        try:\n"
        "            importlib.import_module(name)\n"
        "        except BaseException:\n"
        "            os._exit(1)\n"
        "        os._exit(0)\n"
        "    if os.waitpid(child, 0)[1] == 0:\n"
        "        print(name, flush=True)\n"
    )
    names = [name for name in names if not name.endswith("__main__")]
    command = [str(python), "-B", "-I", "-c", script, str(folder), *names]
    done = subprocess.run(command, capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
    return set(done.stdout.split())


def _environment(package: str) -> Path:
    """An interpreter that has what the package needs, and not the package."""
    folder = _IMPORTING / package
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        needed = [item for item in required_by(package) if item]
        if needed:
            subprocess.run([str(python), "-m", "pip", "install", "-q", *needed], check=True)
    return python
