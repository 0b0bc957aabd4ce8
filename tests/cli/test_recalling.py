"""What is remembered is shown without loading what checks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
from burnish.cli import main

code = main(["check", "--isolated", "."])
heavy = ("burnish_checks.core.snapshot", "burnish_checks.security", "burnish_checks.registry", "jedi", "libcst")
print(code, [name for name in heavy if name in sys.modules], file=sys.stderr)
"""


def test_recalling_needs_no_engine(tmp_path: Path) -> None:
    """The second of two runs prints the same and imports neither the engine nor a rule."""
    project, cache = tmp_path / "project", tmp_path / "cache"
    project.mkdir()
    (project / "pyproject.toml").write_text('[project]\nname = "p"\nversion = "1"\n')
    (project / "one.py").write_text("import os\n\n\ndef f(x):\n    try:\n        x()\n    except:\n        pass\n")
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-I", "-c", PROGRAM]
    first, second = (
        subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=True)
        for _ in range(2)
    )
    assert "bare-except" in first.stdout
    assert second.stdout == first.stdout
    assert first.stderr.startswith("1 ['burnish_checks.core.snapshot'")
    assert second.stderr == "1 []\n"
