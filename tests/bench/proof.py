"""The corpus of proof: fixes applied to real packages, whose own tests must then pass as before.

    python -m tests.bench.proof [--packages NAME,...] [--unsafe] [--output FILE]

Each package comes from PyPI as source with its tests, into an environment of its own under `.tools/proof`. Its tests
are run; then `burnish fix` is run on a copy, once with every safe fix and, with `--unsafe`, once for each rule. After
each run: every file compiles, no comment is lost, a second run changes nothing, and the tests that passed pass.
The table says what was applied by kind, what failed, and why.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tokenize
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from burnish_checks.registry import ruleset

HOME = Path(__file__).resolve().parents[2] / ".tools" / "proof"


@dataclass(frozen=True)
class Package:
    """A package on PyPI whose source distribution holds its tests."""

    name: str
    version: str
    source: str
    """The folder or file to repair, within the unpacked source."""
    tests: tuple[str, ...]
    """Arguments of pytest that run its tests."""
    needs: tuple[str, ...] = ()


PACKAGES = (
    Package("sqlparse", "0.5.3", "sqlparse", ("tests",)),
    Package("mistune", "3.1.3", "src/mistune", ("tests",)),
    Package("h11", "0.16.0", "h11", ("h11/tests",)),
    Package("cachetools", "5.5.2", "src/cachetools", ("tests",)),
    Package("markdown", "3.8", "markdown", ("tests",), ("pyyaml",)),
    Package("boltons", "25.0.0", "boltons", ("tests",)),
    Package("simplejson", "3.20.1", "simplejson", ("simplejson/tests",)),
    Package("attrs", "25.3.0", "src/attr", ("tests", "--ignore=tests/test_mypy.yml"), ("hypothesis", "cloudpickle")),
    Package("click", "8.1.8", "src/click", ("tests",)),
    Package("tenacity", "9.1.2", "tenacity", ("tests",), ("tornado", "typeguard", "trio")),
    Package("aiofiles", "24.1.0", "src/aiofiles", ("tests",), ("pytest-asyncio",)),
    Package("networkx", "3.4.2", "networkx/algorithms", ("networkx/algorithms", "-x")),
)


@dataclass
class Outcome:
    """What one run of fixes did to one package."""

    package: str
    kind: str
    applied: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    passed_before: int = 0
    passed_after: int = 0


def prepare(package: Package) -> tuple[Path, Path]:
    """The unpacked source of a package, and the Python of an environment in which its tests run."""
    home = HOME / package.name
    source, python = home / "source", home / "venv" / "bin" / "python"
    if not source.exists():
        home.mkdir(parents=True, exist_ok=True)
        pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
        requirement = f"{package.name}=={package.version}"
        run(
            [
                *pip,
                "download",
                "--no-deps",
                "--no-binary",
                ":all:",
                "-d",
                str(home),
                requirement,
            ]
        )
        archive = next(home.glob("*.tar.gz"))
        with tarfile.open(archive) as bundle:
            bundle.extractall(home / "unpacked", filter="data")
        next((home / "unpacked").iterdir()).rename(source)
    if not python.exists():
        run([sys.executable, "-m", "venv", str(home / "venv")])
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, "pytest", "pytest-timeout", *package.needs])
        run([*pip, str(source)])
        run([str(python), "-m", "pip", "uninstall", "--quiet", "--yes", package.name])
    return source, python


def run(command: list[str], cwd: Path | None = None, timeout: int = 900) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; raises CalledProcessError with its output if it fails."""
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True, timeout=timeout)


def tests_that_pass(package: Package, folder: Path, python: Path) -> set[str]:
    """The names of the package's tests that pass in a copy of it."""
    report = folder / "report.xml"
    command = [
        str(python),
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--timeout=120",
        f"--rootdir={folder}",
        f"--junitxml={report}",
    ]
    root = package.source.split("/")[0]
    subprocess.run(
        [*command, *package.tests],
        cwd=folder,
        capture_output=True,
        timeout=1800,
        check=False,
        env={
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(folder / root) if root == "src" else str(folder),
            "HOME": "/tmp",
        },
    )
    if not report.exists():
        return set()
    cases = re.findall(r"<testcase ([^>]*?)(/>|>(.*?)</testcase>)", report.read_text(encoding="utf-8"), re.S)
    report.unlink()
    return {
        " ".join(re.findall(r'(?:classname|name)="([^"]*)"', attributes))
        for attributes, _, inside in cases
        if "<failure" not in inside and "<error" not in inside and "<skipped" not in inside
    }


def comments(text: str) -> Counter[str]:
    """The comments of a text."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def sources(folder: Path) -> dict[str, str]:
    """The text of every Python file below a folder."""
    return {str(path): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.py"))}


def fix(folder: Path, package: Package, arguments: list[str]) -> Counter[str]:
    """Run `burnish fix`; what it says it mended by kind."""
    command = [sys.executable, "-I", "-m", "burnish", "fix", "--isolated", *arguments, str(folder / package.source)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr[-2000:])
    found = re.findall(r"^\s*(\d[\d,]*)\s+(?:×\s+)?([a-z][\w-]+)", done.stderr + done.stdout, re.M)
    known = {rule.slug for rule in ruleset().rules}
    return Counter({slug: int(count.replace(",", "")) for count, slug in found if slug in known})


def prove(package: Package, kind: str, arguments: list[str], before: set[str], source: Path, python: Path) -> Outcome:
    """Apply fixes to a copy of a package and hold the result against the original."""
    folder = HOME / package.name / "copy"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder)
    outcome = Outcome(package.name, kind, passed_before=len(before))
    original = sources(folder / package.source)
    outcome.applied = fix(folder, package, arguments)
    if not outcome.applied:
        return outcome
    result = sources(folder / package.source)
    for path, text in result.items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                compile(text, path, "exec", dont_inherit=True)
            except SyntaxError as error:
                outcome.failures.append(f"{path} does not compile: {error}")
        lost = comments(original.get(path, "")) - comments(text)
        if lost:
            outcome.failures.append(f"{path} lost a comment: {min(lost)}")
    again = fix(folder, package, arguments)
    if again:
        outcome.failures.append(f"a second run still mends {dict(again)}")
    after = tests_that_pass(package, folder, python)
    outcome.passed_after = len(before & after)
    outcome.failures += [f"no longer passes: {name}" for name in sorted(before - after)[:5]]
    return outcome


def main() -> None:
    """Prove the packages asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", default=",".join(package.name for package in PACKAGES))
    parser.add_argument(
        "--unsafe", action="store_true", help="also each rule's fixes with --unsafe, one rule at a time"
    )
    parser.add_argument("--output", type=Path, help="where to write the table as JSON")
    options = parser.parse_args()
    outcomes: list[Outcome] = []
    for package in PACKAGES:
        if package.name not in options.packages.split(","):
            continue
        source, python = prepare(package)
        before = tests_that_pass(package, source, python)
        runs = [("all safe", ["--select", "all"])]
        if options.unsafe:
            runs += [(rule.slug, ["--unsafe", "--select", rule.slug]) for rule in ruleset().rules if rule.fixes]
        for kind, arguments in runs:
            outcome = prove(package, kind, arguments, before, source, python)
            outcomes.append(outcome)
            if outcome.applied:
                count = sum(outcome.applied.values())
                print(
                    f"{package.name:12} {kind:32} {count:6} applied, {outcome.passed_after}/{len(before)} tests",
                    flush=True,
                )
                for failure in outcome.failures:
                    print(f"{'':14}{failure}", flush=True)
    totals: Counter[str] = Counter()
    for outcome in outcomes:
        if outcome.kind == "all safe":
            totals += outcome.applied
    print(f"\n{sum(totals.values())} safe fixes by kind:")
    for slug, count in totals.most_common():
        print(f"{count:7}  {slug}")
    print(f"{sum(bool(outcome.failures) for outcome in outcomes)} of {len(outcomes)} runs failed")
    if options.output:
        options.output.write_text(json.dumps([vars(outcome) for outcome in outcomes], indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
