"""Patterns that name folders alone mean what `pathspec` makes of them, and it is not imported for them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from burnish_checks.files import DEFAULT_EXCLUDES
from burnish_checks.folder_names import folder_names

_PARTS = st.sampled_from([".venv", "build", "shop", "x.egg-info", ".egg-info", "builds", "a.py", "venv.py", "egg-info"])
_PATHS = st.builds(
    lambda parts, end: "/".join(parts) + end, st.lists(_PARTS, min_size=1, max_size=4), st.sampled_from(["", "/"])
)
_PATTERNS = st.lists(st.sampled_from([*DEFAULT_EXCLUDES, "shop/", "*.py/", "egg-info/"]), min_size=1, max_size=40)


@given(_PATTERNS, _PATHS)
def test_folder_names_are_read_as_pathspec_reads_them(patterns: list[str], path: str) -> None:
    plain, slow = folder_names(patterns), GitIgnoreSpec.from_lines(patterns)
    assert plain is not None
    assert plain.check_file(path).include == slow.check_file(path).include
    assert plain.match_file(path) == slow.match_file(path)


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
