"""The same trees, problems and robustness on every interpreter that is here, checked in its own process."""

from __future__ import annotations

import pathlib
import subprocess
import sys

import pytest

from tests.syntax.compare_stdlib import interpreter

HERE = pathlib.Path(__file__).resolve().parent
VERSIONS = ("3.10", "3.11", "3.12", "3.13")
INTERPRETERS = sorted({sys.executable, *filter(None, map(interpreter, VERSIONS))})
REFERENCE = interpreter("3.13") or ""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=200)


@pytest.mark.parametrize("python", INTERPRETERS)
def test_every_case_passes(python: str) -> None:
    ended = run(python, "-I", str(HERE / "run_cases.py"))
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("python", INTERPRETERS if REFERENCE else [])
def test_standard_library_equals_reference(python: str) -> None:
    """Every so many files of 3.13's library; `compare_stdlib.py` alone compares all of them."""
    command = (python, "-I", str(HERE / "compare_stdlib.py"), "--sample", "60", "--reference", REFERENCE)
    for ended in (run(*command), run(*command, "--masked")):
        assert ended.returncode == 0, ended.stdout + ended.stderr
