"""Nothing of the folder that burnish is started in is run, whatever it holds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

NAMES = ("json", "ast", "struct", "pickle", "argparse", "sitecustomize", "usercustomize", "burnish_checks", "tomllib")
LOADED_BY_RUNPY = ("types", "collections", "contextlib", "functools", "keyword", "operator", "reprlib")
"""What `python -m` itself loads before any module it runs: only `-I` protects from these."""
PACKAGES = ("pygls", "burnish", "jedi", "pathspec")
SCRIPT = Path(sys.executable).with_name("burnish")
WAYS = {
    "script": ([str(SCRIPT)], (*NAMES, *LOADED_BY_RUNPY)),
    "isolated": ([sys.executable, "-I", "-m", "burnish"], (*NAMES, *LOADED_BY_RUNPY)),
    "module": ([sys.executable, "-m", "burnish"], NAMES),
}


def hostile(folder: Path, names: tuple[str, ...], packages: tuple[str, ...]) -> Path:
    """Fill a folder with modules that leave a mark when they are run; the mark's path."""
    mark = folder / "mark.txt"
    code = f"open({str(mark)!r}, 'a').write(__name__ + '\\n')\n"
    for name in names:
        (folder / f"{name}.py").write_text(code)
    for name in packages:
        (folder / name).mkdir()
        (folder / name / "__init__.py").write_text(code)
    for number in range(20):
        (folder / f"module_{number}.py").write_text("import json, ast\n")
    (folder / "pyproject.toml").write_text("[tool.burnish]\nprofile = 'strict'\n")
    return mark


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_the_folder_is_run(way: str, tmp_path: Path) -> None:
    command, names = WAYS[way]
    packages = PACKAGES if way != "module" else tuple(name for name in PACKAGES if name != "burnish")
    mark = hostile(tmp_path, names, packages)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    for arguments in (["check", "--jobs", "2", "."], ["fix", "--diff", "."], ["rule", "--all"], ["review", "."]):
        done = subprocess.run(
            [*command, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode in (0, 1), done.stderr
        assert not mark.exists(), f"{arguments}: {mark.read_text()}"
