"""A real Neovim, headless: open, squiggle, break and mend, quick fix, undo, rename across two files."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
RUNTIME = ROOT / "server" / "editors" / "nvim"
FIRST = '''"""Numbers."""

import os


def parse_number(value: str) -> int:
    """Read a number."""
    try:
        value = value.strip()
        return int(value)
    except ValueError as error:
        raise RuntimeError(f"no number: {error}")


def twice(value: str) -> int:
    """Read a number and double it."""
    value = value.upper()
    return value
'''
SECOND = '''"""Sums."""

from first import parse_number


def total(values: list[str]) -> int:
    """Add them."""
    return sum(parse_number(value) for value in values)
'''

pytestmark = pytest.mark.once


def drive(folder: Path, script: Path, init: str, first: str = FIRST) -> dict[str, Any]:
    """Run the script in Neovim on `first.py` of a project; what it said by step."""
    (folder / "first.py").write_text(first, encoding="utf-8")
    (folder / "second.py").write_text(SECOND, encoding="utf-8")
    (folder / "pyproject.toml").write_text("[tool.burnish]\n", encoding="utf-8")
    (folder / "init.lua").write_text(init, encoding="utf-8")
    nvim = Path(sys.executable).parent / "nvim"
    command = str(nvim) if nvim.exists() else shutil.which("nvim")
    assert command, "Neovim is installed by tools/test"
    environment = {**os.environ, "XDG_STATE_HOME": str(folder / ".state"), "XDG_CACHE_HOME": str(folder / ".cache")}
    done = subprocess.run(
        [command, "--clean", "-n", "--headless", "-u", "init.lua", "first.py", "-c", f"luafile {script}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    steps = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    found = {step["step"]: step["value"] for step in steps}
    assert done.returncode == 0, found.get("failed", done.stdout + done.stderr)
    return found


def init_lua(encodings: str = "") -> str:
    """The user's configuration: the runtime folder of this repository, and burnish from this environment."""
    command = json.dumps([sys.executable, "-I", "-m", "burnish", "server"]).replace("[", "{").replace("]", "}")
    return (
        f"vim.opt.runtimepath:prepend({json.dumps(str(RUNTIME))})\n"
        f"vim.lsp.config('burnish', {{ cmd = {command}{encodings} }})\n"
        "vim.lsp.enable('burnish')\n"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_a_session(tmp_path: Path, encoding: str) -> None:
    encodings = f", capabilities = {{ general = {{ positionEncodings = {{ '{encoding}' }} }} }}"
    found = drive(tmp_path, HERE / "drive.lua", init_lua(encodings))
    assert found["encoding"] == encoding
    assert any("unused-import" in item for item in found["opened"])
    assert any("lost-cause" in item for item in found["broken"]), "other findings stand while the code is broken"
    assert found["mended"] == found["opened"]
    assert 'raise RuntimeError(f"no number: {error}") from error' in found["fixed"]
    assert found["undone"].rstrip("\n") == FIRST.rstrip("\n")
    assert "import os" not in found["import removed"]
    asked, extracted = found["extracted"]
    assert asked.startswith("_"), "the name that the repair made up is the default"
    assert "value = stripped(value)" in extracted
    first, second = found["renamed"]
    assert "def read_number" in first
    assert "from first import read_number" in second
    assert "read_number(value)" in second


SEEN = """
vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 20)
local codes = vim.tbl_map(function(item) return item.code end, vim.diagnostic.get(0))
io.stdout:write(vim.json.encode({ step = 'codes', value = codes }) .. '\\n')
vim.cmd('qall!')
"""


def test_what_ruff_reports_is_left_to_it(tmp_path: Path) -> None:
    script = tmp_path / "seen.lua"
    script.write_text(SEEN, encoding="utf-8")
    ruff = "vim.lsp.config('ruff', { cmd = { 'ruff', 'server' }, filetypes = { 'nothing' } })\nvim.lsp.enable('ruff')\n"
    assert drive(tmp_path, script, ruff + init_lua())["codes"] == ["lost-cause"]


WRITTEN = """
vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 20)
vim.cmd('write')
io.stdout:write(vim.json.encode({ step = 'shown', value = vim.api.nvim_buf_get_lines(0, 0, -1, false) }) .. '\\n')
vim.cmd('qall!')
"""


def test_what_the_page_says_of_fixing_when_a_file_is_written(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "editors" / "neovim.md").read_text(encoding="utf-8")
    snippet = page.partition("when a file is written:\n\n```lua\n")[2].partition("```")[0]
    script = tmp_path / "written.lua"
    script.write_text(WRITTEN, encoding="utf-8")
    shown = drive(tmp_path, script, init_lua() + snippet)["shown"]
    assert '        raise RuntimeError(f"no number: {error}") from error' in shown
    assert (tmp_path / "first.py").read_text(encoding="utf-8").splitlines() == shown


UNTYPED = """

def half(number: int):
    return number / 2
"""


def test_what_burnish_adds(tmp_path: Path) -> None:
    for command in (["init", "-q"], ["config", "user.email", "a@example.org"], ["config", "user.name", "a"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    (tmp_path / "first.py").write_text(FIRST + UNTYPED, encoding="utf-8")
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    subprocess.run(["git", "commit", "-qm", "first"], cwd=tmp_path, check=True)
    settings = ", settings = { burnish = { inlayHints = { returns = true } } }"
    found = drive(tmp_path, HERE / "commands.lua", init_lua(settings), FIRST + UNTYPED)
    assert found["review"].startswith("# Review of `first.py`")
    assert "\nWhat was looked for:\n" in found["review"]
    assert "details>" not in found["review"]
    assert "bare-except" in found["explained"]
    assert "cause" in found["explained here"]
    assert set(found["offered"]["quickfix"]) == {"quickfix"}
    assert all(kind.startswith("refactor.extract") for kind in found["offered"]["refactor.extract"])
    assert found["offered"]["source.fixAll"] == ["source.fixAll.burnish"]
    assert found["hints"] == ["-> float"]
    assert 'raise RuntimeError(f"no number: {error}") from error' in found["fixed"]
    assert found["changes"].startswith("# Review")
    assert "burnish 0." in found["health"]
    assert "serving" in found["health"]
    assert "recorded in burnish-baseline.txt" in found["recorded"]
    assert found["known"] > 0
    assert "profile" in found["settings"]
    assert found["attached to other.toml"] == 0
    assert found["help"].startswith("burnish.txt: ")
    assert "*burnish*" in found["help"]
    assert "*:BurnishExplain*" in found["help of a command"]


def test_every_tag_of_the_help_is_found_without_making_them() -> None:
    """With `runtimepath` alone Neovim makes none."""
    text = (RUNTIME / "doc" / "burnish.txt").read_text(encoding="utf-8")
    wanted = sorted(set(re.findall(r"\*([^\s*|]+)\*", text)))
    lines = (RUNTIME / "doc" / "tags").read_text(encoding="utf-8").splitlines()
    assert lines == [f"{tag}\tburnish.txt\t/*{tag}*" for tag in wanted]
