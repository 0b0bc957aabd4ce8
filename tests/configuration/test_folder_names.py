"""Patterns that name folders alone mean what `pathspec` makes of them, and it is not imported for them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest
from pathspec import GitIgnoreSpec

from burnish_checks.files import DEFAULT_EXCLUDES
from burnish_checks.folder_names import folder_names

_PARTS = [".venv", "build", "shop", "x.egg-info", ".egg-info", "builds", "a.py", "venv.py", "egg-info"]


@pytest.mark.parametrize("patterns", [["build/"], ["*.egg-info/"], ["*.py/", "egg-info/"], DEFAULT_EXCLUDES])
def test_folder_names_are_read_as_pathspec_reads_them(patterns: Sequence[str]) -> None:
    """For every path of up to three of these parts, a file's and a folder's."""
    plain, slow = folder_names(patterns), GitIgnoreSpec.from_lines(patterns)
    assert plain is not None
    for length in (1, 2, 3):
        for parts in product(_PARTS, repeat=length):
            for path in ("/".join(parts), "/".join(parts) + "/"):
                assert plain.check_file(path).include == slow.check_file(path).include, path
                assert plain.match_file(path) == slow.match_file(path), path


def test_other_patterns_are_left_to_pathspec() -> None:
    for pattern in (
        "build",
        "/build/",
        "a/b/",
        "!build/",
        "#a/",
        "*/",
        "**/",
        "b*d/",
        "[ab]/",
        "build/ ",
        "",
        "../",
        "*a/",
    ):
        assert folder_names(["dist/", pattern]) is None, pattern
    assert folder_names([]) is None


def test_the_defaults_need_no_pathspec(tmp_path: Path) -> None:
    code = (
        "import sys; from burnish_checks.files import discover; "
        f"list(discover({str(tmp_path)!r})); print('pathspec' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "False"
