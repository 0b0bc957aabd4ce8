"""burnish on code that others wrote: no crash, no internal error; time, memory and findings by package.

    python -m tests.bench.corpora [PACKAGE...]

Checks the standard library of the running Python and packages from PyPI of different age and style, each installed
below `.tools/corpora` by pip, with the defaults and no configuration. Prints a row for each: files, lines, seconds,
peak memory of the largest process, internal errors, and errors, warnings and remarks for each 1,000 lines.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import sysconfig
import time
from collections import Counter
from pathlib import Path

HOME = Path(__file__).resolve().parents[2] / ".tools" / "corpora"
PACKAGES = (
    "openstack-placement",
    "flask",
    "requests",
    "attrs",
    "click",
    "django",
    "sqlalchemy",
    "httpx",
    "jinja2",
    "docutils",
    "twisted",
    "rich",
    "pydantic",
    "markdown",
    "simplejson",
    "tornado",
    "networkx",
)
LOUD = ("error", "warning", "information")


def folder_of(package: str) -> Path:
    """Where a package is installed, alone and without what it needs: a project of its own, as its author has it."""
    if package == "standard library":
        return Path(sysconfig.get_path("stdlib"))
    folder = HOME / package
    if not folder.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        pip += ["--only-binary", "moin"]  # its last release that is no preview is of Python 2
        subprocess.run([*pip, "--target", str(folder), package], check=True)
        # A project of its own, or else all of this repository would be indexed with it.
        (folder / "pyproject.toml").write_text(f'[project]\nname = "{package}-corpus"\nversion = "1"\n')
    project = folder / "pyproject.toml"
    if not project.exists():
        project.write_text(f'[project]\nname = "{package}"\n', encoding="utf-8")
    return folder


def lines_in(folder: Path) -> tuple[int, int]:
    """How many Python files and lines a folder holds."""
    files = [path for path in folder.rglob("*.py") if "site-packages" not in path.parts]
    return len(files), sum(path.read_bytes().count(b"\n") for path in files)


def row(package: str) -> tuple[float, int]:
    """Check a package and print its row; findings for each 1,000 lines, and internal errors."""
    folder = folder_of(package)
    files, lines = lines_in(folder)
    command = [sys.executable, "-I", "-m", "burnish", "check", "--isolated", "--no-cache", "--exit-zero"]
    excluded = ["--config", str(_without_site_packages())] if package == "standard library" else []
    if excluded:
        command.remove("--isolated")
    start = time.perf_counter()
    done = subprocess.run(
        ["/usr/bin/env", "time", "-f", "%M", *command, *excluded, "--output-format", "json", str(folder)]
        if Path("/usr/bin/time").exists()
        else [*command, *excluded, "--output-format", "json", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 2):
        raise RuntimeError(done.stderr[-3000:])
    findings = json.loads(done.stdout)
    internal = sum(item["code"] == "internal-error" for item in findings) + done.stderr.count("failed on this code")
    loud = Counter(item["severity"] for item in findings)
    rate = sum(loud[level] for level in LOUD) / max(lines, 1) * 1000
    memory = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "?"
    memory = f"{int(memory) // 1024} MB" if memory.isdigit() else "-"
    print(
        f"{package:22}{files:6}{lines:9,}{seconds:8.1f}{lines / seconds:9,.0f}{memory:>9}{internal:4}{rate:7.1f}",
        flush=True,
    )
    return rate, internal


def _without_site_packages() -> Path:
    """A configuration that leaves out what is installed beside the standard library."""
    HOME.mkdir(parents=True, exist_ok=True)
    path = HOME / "stdlib.toml"
    path.write_text(
        '[tool.burnish]\nextend-exclude = ["site-packages", "lib2to3/tests/data", "test"]\n', encoding="utf-8"
    )
    return path


def main(packages: list[str]) -> None:
    """Print the table for the packages."""
    print(f"{'package':22}{'files':>6}{'lines':>9}{'s':>8}{'lines/s':>9}{'memory':>9}{'err':>4}{'/1000':>7}")
    rows = [row(package) for package in packages or ["standard library", *PACKAGES]]
    print(
        f"median of errors, warnings and remarks for each 1,000 lines: {statistics.median(rate for rate, _ in rows):.1f}"
    )
    print(f"internal errors: {sum(internal for _, internal in rows)}")


if __name__ == "__main__":
    main(sys.argv[1:])
