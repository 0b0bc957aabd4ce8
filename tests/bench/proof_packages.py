"""The packages of the corpus of proof: where each comes from, and how its own tests are run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from dataclasses import dataclass
from pathlib import Path

HOME = (Path(__file__).resolve().parents[2] / ".tools").resolve() / "proof"


@dataclass(frozen=True)
class Package:
    """A package on PyPI whose source distribution holds its tests."""

    name: str
    version: str
    source: str
    """The folder or file to repair, within the unpacked source."""
    tests: tuple[str, ...] = ()
    """Arguments of pytest that run its tests; none if only its text is looked at."""
    needs: tuple[str, ...] = ()
    style: str = ""
    deselect: tuple[str, ...] = ()
    """Tests that hold something else than behaviour, each with the reason in a comment."""
    select: str = "all"
    leave: str = ""
    """Rules that are not selected, so that no kind makes up most of the total."""
    unsafe: bool = False
    """Whether its tests are fast enough to be run once for each unsafe fix."""


STDLIB = (
    "argparse", "calendar", "cmd", "colorsys", "configparser", "copy", "csv", "difflib", "fnmatch", "fractions", "getopt", "glob",
    "gettext", "graphlib", "heapq", "html", "json", "email", "netrc", "optparse", "pprint", "plistlib", "quopri", "sched",
    "shlex", "statistics", "string", "textwrap", "timeit", "urlparse", "wsgiref", "xmlrpc", "zipfile",
)  # fmt: skip
"""Modules of the standard library whose tests need no network; they stand before the ones that the interpreter has."""
_FOLDERS = {"urlparse": "urllib"}

_LOCAL = (
    "needless-else,mergeable-if,lost-cause,unused-import,duplicate-import,redefined-import,redundant-handler,"
    "unused-exception-name,useless-reraise,unreachable-handler,swallowed-exception,implicit-optional,magic-number,"
    "repeated-string,ambiguous-name,argument-name,variable-name,shadowed-builtin,oversized-try"
)
"""The rules whose safe fixes change one statement or one name: all that large trees are given."""
_HINTS = "missing-return-annotation,missing-parameter-annotation,deprecated-typing-alias"
"""The rules that would make up most of the total."""

PACKAGES = (
    Package("sqlparse", "0.5.3", "sqlparse", ("tests",), style="untyped", unsafe=True),
    Package("mistune", "3.1.3", "src/mistune", ("tests",), style="typed", unsafe=True),
    Package("h11", "0.16.0", "h11", ("h11/tests",), style="typed, strict", unsafe=True),
    Package("cachetools", "5.5.2", "src/cachetools", ("tests",), style="decorators", unsafe=True),
    Package(
        "markdown",
        "3.8",
        "markdown",
        ("tests", "-o", "python_classes=Case"),  # it imports a class `TestSuite` that is none
        ("pyyaml",),
        style="partly typed",
        unsafe=True,
    ),
    Package("simplejson", "3.20.1", "simplejson", ("simplejson/tests",), style="untyped, of 2006", unsafe=True),
    Package("pyasn1", "0.6.1", "pyasn1", ("tests",), style="untyped, of 2005", unsafe=True),
    Package("pyflakes", "3.3.2", "pyflakes", ("pyflakes/test",), style="untyped", unsafe=True),
    Package("tenacity", "9.1.2", "tenacity", ("tests",), ("tornado", "typeguard", "trio"), "async", unsafe=True),
    Package("aiofiles", "24.1.0", "src/aiofiles", ("tests",), ("pytest-asyncio",), style="async", unsafe=True),
    Package("itsdangerous", "2.2.0", "src/itsdangerous", ("tests",), ("freezegun",), style="typed", unsafe=True),
    Package(
        "click",
        "8.1.8",
        "src/click",
        ("tests",),
        style="decorators, typed",
        deselect=("tests/test_imports.py",),  # lists the modules that may be imported, `collections.abc` not among them
        unsafe=True,
    ),
    Package("attrs", "25.3.0", "src/attr", ("tests",), ("hypothesis", "cloudpickle"), style="decorators"),
    Package("boltons", "25.0.0", "boltons", ("tests",), ("pytest<9",), style="untyped"),
    Package("beautifulsoup4", "4.12.3", "bs4", ("bs4/tests",), ("lxml", "html5lib"), style="untyped, of 2004"),
    Package("docutils", "0.21.2", "docutils", ("test",), style="untyped, of 2000", leave=_HINTS),
    Package("parso", "0.8.4", "parso", ("test",), ("docopt",), style="partly typed"),
    Package("waitress", "3.0.2", "src/waitress", ("tests",), style="untyped, sockets", unsafe=True, leave=_HINTS),
    Package("webob", "1.8.9", "src/webob", ("tests",), ("legacy-cgi",), style="untyped, of 2005"),
    Package("mako", "1.3.10", "mako", ("test",), ("markupsafe", "mock"), style="untyped, of 2006"),
    Package(
        "pyparsing",
        "3.2.3",
        "pyparsing",
        ("tests/test_unit.py", "tests/test_simple_unit.py"),
        style="partly typed, of 2003",
    ),
    Package("toolz", "1.0.0", "toolz", ("toolz/tests",), style="untyped, functional", unsafe=True),
    Package(
        "zope.interface",
        "7.2",
        "src/zope/interface",
        ("src/zope/interface/tests",),
        style="metaclasses, of 2001",
        leave=_HINTS,
    ),
    Package(
        "python-dateutil", "2.9.0.post0", "src/dateutil", ("tests",), ("six", "freezegun", "hypothesis"), "of 2003"
    ),
    Package("mpmath", "1.3.0", "mpmath", ("mpmath/tests",), style="untyped, mathematics, of 2007", leave=_HINTS),
    Package(
        "formencode",
        "2.1.1",
        "src/formencode",
        ("tests",),
        ("dnspython", "legacy-cgi"),
        style="untyped, of 2004",
        leave=_HINTS,
    ),
    Package("bottle", "0.13.3", "bottle.py", ("test",), style="untyped, one file", unsafe=True),
    Package("pycparser", "2.22", "pycparser", ("tests",), style="untyped, generated"),
    Package(
        "trio",
        "0.30.0",
        "src/trio",
        ("src/trio",),
        ("trustme", "pyopenssl", "pytest", "astor"),
        style="typed, async",
        leave=_HINTS,
    ),
    Package("tornado", "6.5.1", "tornado", ("tornado/test",), ("pycurl",), style="typed, async", leave=_HINTS),
    Package(
        "networkx",
        "3.4.2",
        "networkx/algorithms/centrality",
        ("networkx/algorithms/centrality",),
        ("numpy", "scipy"),
        "untyped, decorators, scientific",
        leave=_HINTS,
    ),
    Package(
        "sympy",
        "1.14.0",
        "sympy/combinatorics",
        ("sympy/combinatorics",),
        ("mpmath",),
        "untyped, mathematics",
        leave=_HINTS,
    ),
    Package(
        "stdlib",
        "",
        "",
        ("--pyargs", *(f"test.test_{name}" for name in STDLIB)),
        style="untyped, of 1991",
        leave=_HINTS,
    ),
    Package("jinja2", "3.1.6", "src/jinja2", ("tests",), ("markupsafe", "trio"), "typed, generates code"),
    Package("html5lib", "1.1", "html5lib", ("html5lib/tests",), ("six", "webencodings", "mock"), "untyped, of 2006"),
    Package("configobj", "5.0.9", "src/configobj", ("src/tests",), style="untyped, of 2005"),
    Package("paste", "3.10.1", "paste", ("tests",), ("setuptools<80",), "untyped, of 2005"),
    Package("pyramid", "2.0.2", "src/pyramid", ("tests",), ("webtest", "zope.component", "setuptools<80"), "untyped"),
    Package("rope", "1.13.0", "rope", ("ropetest",), ("pytoolconfig",), "untyped, of 2004"),
    Package("cssutils", "2.11.1", "cssutils", ("cssutils/tests",), ("more-itertools", "cssselect", "mock"), "of 2004"),
    Package("urwid", "2.6.16", "urwid", ("tests",), ("typing-extensions", "wcwidth"), "partly typed, of 2004"),
    Package("oauthlib", "3.2.2", "oauthlib", ("tests",), ("pyjwt", "cryptography", "blinker"), "untyped"),
    Package("beaker", "1.13.0", "beaker", ("tests",), ("cryptography", "webtest", "mock"), "untyped, of 2006"),
    Package("whoosh", "2.7.4", "src/whoosh", ("tests",), style="untyped, of 2007"),
    Package("natsort", "8.4.0", "natsort", ("tests",), ("hypothesis", "pytest-mock"), "typed"),
    Package("wtforms", "3.2.1", "src/wtforms", ("tests",), ("markupsafe", "email-validator", "babel"), "untyped"),
    Package("django", "5.2.1", "django", select=_LOCAL, style="untyped"),
    Package("twisted", "24.11.0", "src/twisted", select=_LOCAL, style="partly typed, of 2001"),
    Package("nltk", "3.9.1", "nltk", select=_LOCAL, style="untyped, of 2001"),
)


def prepare(package: Package) -> tuple[Path, Path]:
    """The unpacked source of a package, and the Python of an environment in which its tests run."""
    home = HOME / package.name
    source, python = home / "source", home / "venv" / "bin" / "python"
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
        with tarfile.open(next(home.glob("*.tar.gz"))) as bundle:
            bundle.extractall(home / "unpacked", filter="data")
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


def run(command: list[str], cwd: Path | None = None, timeout: int = 900) -> None:
    """Run a command to its end; raises CalledProcessError with its output if it fails."""
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True, timeout=timeout)


def tests_that_pass(package: Package, folder: Path, python: Path, *, covering: bool = False) -> set[str]:
    """The names of the package's tests that pass in a copy of it; with `covering`, `lines_run` knows what they ran."""
    report = folder / "report.xml"
    pytest = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=120", f"--junitxml={report}"]
    pytest += [f"--deselect={name}" for name in package.deselect]
    pytest += ["-o", "filterwarnings=", "-o", "addopts="]  # a folder above may have settings of its own
    if covering:
        limit = "--include" if package.source.endswith(".py") else "--source"
        pytest = ["-m", "coverage", "run", "--rcfile=/dev/null", f"{limit}={folder / package.source}", *pytest]
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
    run([str(python), "-m", "coverage", "json", "--rcfile=/dev/null", "-i", "-q", "-o", "lines.json"], cwd=folder)
    found = json.loads((folder / "lines.json").read_text(encoding="utf-8"))["files"]
    return {path: {line - 1 for line in item["executed_lines"]} for path, item in found.items()}
