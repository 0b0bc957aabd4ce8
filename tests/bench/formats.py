"""The formats that are read by programs which Python's package index does not have: checked by those programs.

    python -m tests.bench.formats isso flower

SARIF goes through Microsoft's SARIF Multitool, with its own rules and GitHub's; rdjson through a validator of reviewdog's
format; the Code Quality report through TypeScript and the types of Code Climate's. They come from npm and stay below
`.tools/formats`. Each is also given a report with a mistake in it, which it must refuse. (`tests/cli/test_formats.py`
has what can be checked at every run.)
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]
CORPORA = PROJECT / ".tools" / "corpora"
TOOLS = PROJECT / ".tools" / "formats"
MODULES = TOOLS / "node_modules"
PACKAGES = (
    "@microsoft/sarif-multitool-linux@5.7.0",
    "@umbrelladocs/rdformat-validator@1.0.1",
    "codeclimate-types@0.3.1",
    "typescript@5.9.3",
)
Place = Callable[[Any], dict[str, Any]]


def main(names: list[str]) -> int:
    """Check every format on each package; 1 if a report is refused, or one with a mistake is not."""
    TOOLS.mkdir(parents=True, exist_ok=True)
    (TOOLS / "package.json").write_text('{"private": true, "type": "module"}\n')
    subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent", *PACKAGES], cwd=TOOLS, check=True)
    (MODULES / "@microsoft/sarif-multitool-linux/Sarif.Multitool").chmod(0o755)
    failed = 0
    for name in names:
        folder = CORPORA / name / name
        for form, (check, finding, key, wrong) in _CHECKS.items():
            report = json.loads(_burnish(folder, form))
            problems = check(report)
            count = len(_findings(form, report))
            finding(report)[key] = wrong
            noticed = "noticed" if check(report) else "NOT NOTICED"
            print(f"{name}, {form}: {count} findings, {len(problems)} problems; a mistake is {noticed}")
            for problem in problems[:10]:
                print(f"    {problem}")
            failed += bool(problems) or noticed != "noticed"
    return 1 if failed else 0


def _sarif(report: Any) -> list[str]:
    program = MODULES / "@microsoft/sarif-multitool-linux/Sarif.Multitool"
    said = _run(str(program), "validate", _written(report, "report.sarif"), "--rule-kind", "Sarif;Ghas")
    return [line for line in said.splitlines() if ": error " in line or ": warning " in line or "Exception" in line]


def _rdjson(report: Any) -> list[str]:
    program = MODULES / "@umbrelladocs/rdformat-validator/bin/rdformat-validator.js"
    arguments = ("--strict", "--no-extra-fields", "--format", "json", _written(report, "report.json"))
    done = subprocess.run(["node", program, *arguments], capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else done.stdout.splitlines() or ["refused"]


def _gitlab(report: Any) -> list[str]:
    head = 'import type { Issue } from "codeclimate-types";\nexport const issues: Issue[] = '
    (TOOLS / "report.ts").write_text(head + json.dumps(report, indent=1) + ";\n")
    options = ("--noEmit", "--strict", "--module", "nodenext", "--moduleResolution", "nodenext", "report.ts")
    return _run("node", str(MODULES / "typescript/bin/tsc"), *options).splitlines()


def _findings(form: str, report: Any) -> list[Any]:
    found: list[Any] = {
        "sarif": lambda: report["runs"][0]["results"],
        "rdjson": lambda: report["diagnostics"],
        "gitlab": lambda: report,
    }[form]()
    return found


_CHECKS: dict[str, tuple[Callable[[Any], list[str]], Place, str, Any]] = {
    "sarif": (_sarif, lambda report: _region(report), "startLine", 0),
    "rdjson": (_rdjson, lambda report: report["diagnostics"][0], "severity", "LOUD"),
    "gitlab": (_gitlab, lambda report: report[0], "severity", "loud"),
}
"""By format: how it is checked, and the place, key and value of a mistake."""


def _region(report: Any) -> dict[str, Any]:
    found: dict[str, Any] = report["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    return found


def _written(report: Any, name: str) -> str:
    path = TOOLS / name
    path.write_text(json.dumps(report))
    return str(path)


def _burnish(folder: Path, form: str) -> str:
    command = [sys.executable, "-I", "-m", "burnish", "check", "--isolated", "--output-format", form, "."]
    command += [] if form == "gitlab" else ["--fixes"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def _run(*command: str) -> str:
    done = subprocess.run(command, cwd=TOOLS, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["isso"]))
