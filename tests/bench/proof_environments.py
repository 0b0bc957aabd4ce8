"""Where the packages of the corpus of proof are unpacked and their own tests run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

from tests.bench.proof_packages import STDLIB, Package

HOME = (Path(__file__).resolve().parents[2] / ".tools").resolve() / "proof"
_FOLDERS = {"urlparse": "urllib"}
_OWN = Path(__file__).resolve().parent / "specimens"
"""The package that was written for the proof, whose tests know what each of its defects lets happen."""


def prepare(package: Package) -> tuple[Path, Path]:
    """The unpacked source of a package, and the Python of an environment in which its tests run."""
    home = HOME / package.name
    source, python = home / "source", home / "venv" / "bin" / "python"
    if package.name == "specimens" and texts_in(source) != texts_in(_OWN):
        shutil.rmtree(source, ignore_errors=True)
        shutil.copytree(_OWN, source, ignore=shutil.ignore_patterns("__pycache__"))
        (home / "before.json").unlink(missing_ok=True)
    if package.name == "stdlib" and not source.exists():
        for name in STDLIB:
            place = Path(sysconfig.get_path("stdlib")) / _FOLDERS.get(name, name)
            if place.is_dir():
                shutil.copytree(place, source / place.name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                source.mkdir(parents=True, exist_ok=True)
                shutil.copy(place.with_suffix(".py"), source)
    if not source.exists():
        home.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        requirement = f"{package.name}=={package.version}"
        run([*pip, "download", "--no-deps", "--no-binary", ":all:", "-d", str(home), requirement])
        bundle = next(path for path in home.iterdir() if path.name.endswith((".tar.gz", ".zip")))
        shutil.unpack_archive(bundle, home / "unpacked", filter=None if bundle.suffix == ".zip" else "data")
        next((home / "unpacked").iterdir()).rename(source)
    if package.tests and not (home / "ready").exists():
        run([sys.executable, "-m", "venv", str(home / "venv")])
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, "pytest", "pytest-timeout", "coverage", *package.needs])
        if package.version:
            run([*pip, str(source)])
            run([str(python), "-m", "pip", "uninstall", "--quiet", "--yes", package.name])
        (home / "ready").touch()
    return source, python


def texts_in(folder: Path) -> dict[str, str]:
    """The modules below a folder, by their paths in it."""
    return {str(path.relative_to(folder)): path.read_text(encoding="utf-8") for path in folder.rglob("*.py")}


def run(command: list[str], cwd: Path | None = None, timeout: int = 900) -> None:
    """Run a command to its end; raises CalledProcessError with its output if it fails."""
    bounds = HOME / "bounds.txt"
    if not bounds.exists():
        bounds.write_text("setuptools<82\n", encoding="utf-8")  # the last with what old setup scripts import
    settings = {**os.environ, "PIP_CONSTRAINT": str(bounds)}
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True, timeout=timeout, env=settings)


def tests_that_pass(
    package: Package, folder: Path, python: Path, variables: Mapping[str, str] | None = None, *, covering: bool = False
) -> set[str]:
    """The names of the package's tests that pass in a copy of it, with some variables of the environment.

    With `covering`, `lines_run` knows what they ran.
    """
    report = folder / "report.xml"
    pytest = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=120", f"--junitxml={report}"]
    pytest += [f"--deselect={name}" for name in package.deselect]
    pytest += ["-o", "filterwarnings=", "-o", "addopts="]  # a folder above may have settings of its own
    pytest.append("--continue-on-collection-errors")
    if covering:
        limit = "--include" if package.source.endswith(".py") else "--source"
        pytest = ["-m", "coverage", "run", f"--rcfile={no_settings()}", f"{limit}={folder / package.source}", *pytest]
    root = package.source.split("/")[0]
    subprocess.run(
        [str(python), *pytest, f"--rootdir={folder}", *package.tests],
        cwd=folder,
        capture_output=True,
        timeout=1800,
        check=False,
        env={
            "PATH": f"{python.parent}:/usr/bin:/bin",
            "PYTHONPATH": str(folder / root) if root == "src" else str(folder),
            "HOME": "/tmp",
            **(variables or {}),
        },
    )
    if not report.exists():
        return set()
    cases = re.findall(r"<testcase ([^>]*?)(/>|>(.*?)</testcase>)", report.read_text(encoding="utf-8"), re.S)
    report.unlink()
    return {
        " ".join(re.findall(r'(?:classname|name)="([^"]*)"', attributes)).replace(str(folder), "")
        for attributes, _, inside in cases
        if "<failure" not in inside and "<error" not in inside and "<skipped" not in inside
    }


def as_before(package: Package) -> tuple[set[str], dict[str, set[int]]]:
    """The tests that pass in the package as it is, and the lines they run; found out once, for it never changes."""
    source, python = prepare(package)
    if not package.tests:
        return set(), {}
    known = HOME / package.name / "before.json"
    if not known.exists():
        passed = sorted(tests_that_pass(package, source, python, covering=True))
        ran = {path: sorted(lines) for path, lines in lines_run(source, python).items()}
        known.write_text(json.dumps([passed, ran]), encoding="utf-8")
    passed, ran = json.loads(known.read_text(encoding="utf-8"))
    return set(passed), {path: set(lines) for path, lines in ran.items()}


def lines_run(folder: Path, python: Path) -> dict[str, set[int]]:
    """By file, relative to the folder: the lines (from 0) that its tests ran in `tests_that_pass(covering=True)`."""
    if not (folder / ".coverage").exists():
        return {}
    report = ["-m", "coverage", "json", f"--rcfile={no_settings()}", "-i", "-q", "-o", "lines.json"]
    run([str(python), *report], cwd=folder)
    found = json.loads((folder / "lines.json").read_text(encoding="utf-8"))["files"]
    return {path: {line - 1 for line in item["executed_lines"]} for path, item in found.items()}


def no_settings() -> Path:
    """An empty file of settings for coverage, which else takes those of a folder above."""
    empty = HOME / "coverage.ini"
    empty.touch()
    return empty
