"""Whether zsh and fish complete: the scripts of `burnish completion`, loaded by the real shells, asked for candidates.

    apt-get install zsh fish
    python -m tests.bench.shells

(bash is asked at every run, in `tests/cli/test_terminal.py`.)
"""

from __future__ import annotations

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CASES = (
    ("burnish ba", "baseline"),
    ("burnish check --wa", "--watch"),
    ("burnish check --fail-on w", "warning"),
    ("burnish rule lost-c", "lost-cause"),
    ("burnish check --select bare-e", "bare-except"),
    ("burnish check --output-format sa", "sarif"),
    ("burnish completion fi", "fish"),
    ("burnish check modu", "module.py"),
)
"""What is typed, and how its last word must go on."""
_PATIENCE = 10.0
"""Seconds for a shell to answer."""


def main() -> int:
    """Ask each shell about every case; 1 if one answers otherwise, 2 if a shell is not there."""
    missing = [shell for shell in ("zsh", "fish") if shutil.which(shell) is None]
    if missing:
        print(f"Not installed: {', '.join(missing)}", file=sys.stderr)
        return 2
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "module.py").touch()
        for shell, ask in (("fish", _fish), ("zsh", _zsh)):
            script = Path(folder) / ("_burnish" if shell == "zsh" else "burnish.fish")
            command = [sys.executable, "-I", "-m", "burnish", "completion", shell]
            script.write_text(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
            for typed, expected in CASES:
                offered = ask(Path(folder), typed)
                good = expected in offered
                wrong += not good
                print(f"{'ok   ' if good else 'WRONG'} {shell}: {typed} → {' '.join(offered) or 'nothing'}")
    return 1 if wrong else 0


def _fish(folder: Path, typed: str) -> list[str]:
    program = f"source burnish.fish; complete -C '{typed}'"
    done = subprocess.run(
        ["fish", "--no-config", "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    return [line.split("\t")[0] for line in done.stdout.splitlines()]


def _zsh(folder: Path, typed: str) -> list[str]:
    """The last word after Tab was pressed at an interactive zsh, in a terminal of its own."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "dumb", "PS1": "READY>"}
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(folder)
        os.execvpe("zsh", ["zsh", "-f", "-i"], environment)
    try:
        _until(terminal, "READY>")
        os.write(terminal, b"fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; PS1='NOW>'\n")
        _until(terminal, "\nNOW>")
        os.write(terminal, typed.encode() + b"\t")
        time.sleep(1)
        os.write(terminal, b"\x01print -r -- SAW: \n")  # from the line's start: the line is printed, not run
        said = _until(terminal, "\nSAW: ", "NOW>")
    finally:
        os.close(terminal)
        os.waitpid(process, 0)
    found = re.search(r"\nSAW: (.*)", said)
    return found.group(1).split()[-1:] if found else []


def _until(terminal: int, *marks: str) -> str:
    """What the terminal shows until the marks have come, one after the other."""
    said, end = "", time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        rest = said
        for mark in marks:
            _, found, rest = rest.partition(mark)
            if not found:
                break
        else:
            return said
        if select.select([terminal], [], [], 0.1)[0]:
            said += os.read(terminal, 65536).decode("utf-8", "replace").replace("\r", "")
    return said


if __name__ == "__main__":
    sys.exit(main())
