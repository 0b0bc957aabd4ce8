"""What the standard library's classes offer is asked of the interpreter's own, whatever stands on the user's path."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from burnish_checks.core.standard_library import attributes_of


def test_a_class_has_its_attributes() -> None:
    assert {"setUp", "assertEqual"} <= attributes_of("unittest.TestCase")
    assert "title" in attributes_of("builtins.str")
    assert attributes_of("cmd.Missing") == attributes_of("somewhere.Else") == frozenset()


def test_a_module_of_the_users_is_not_run(tmp_path: Path) -> None:
    (tmp_path / "cmd.py").write_text("print('run')\nclass Cmd:\n    def camelCase(self): pass\n")
    asked = "from burnish_checks.core.standard_library import attributes_of; print(sorted(attributes_of('cmd.Cmd')))"
    path = os.pathsep.join((str(tmp_path), *sys.path))
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
