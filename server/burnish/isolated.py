"""How burnish starts its own worker processes: so that nothing of the folder it is started in is run."""

from __future__ import annotations

import sys


def isolated(program: str) -> list[str]:
    """The command that runs a Python file in isolated mode, keeping bytecode where this process keeps it."""
    kept = ["-X", f"pycache_prefix={sys.pycache_prefix}"] if sys.pycache_prefix else []
    return [sys.executable, "-I", *kept, program]
