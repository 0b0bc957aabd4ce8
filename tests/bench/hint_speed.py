"""How fast a function's hints are there, in a package of 50,000 lines: `python -m tests.bench.hint_speed`.

The packages of the recovery benchmark, stripped, stand together as one project. For functions all over it the hints are
asked for as inlay hints ask, cold (nothing read of the workspace, nothing answered; the stubs of the standard library are)
and again warm.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from pathlib import Path

from burnish_checks.core.gathering import CORE_COLLECTORS
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.inference import Inference, program, session
from burnish_checks.inference.solver import NEAR
from burnish_checks.policy import engine_for, role_of
from burnish_checks.typing.add_type_hints import hints
from burnish_checks.typing.signatures import Function, functions
from tests.bench.recovery_packages import DEVELOPED_ON, prepared

_ASKED = 10
_SETTINGS = Settings(select=("typing",), only_selected=True)


def main() -> None:
    """Print the medians."""
    with tempfile.TemporaryDirectory(prefix="hints-") as place:
        root = Path(place)
        for package in DEVELOPED_ON:
            shutil.copytree(prepared(package)[1], root, dirs_exist_ok=True)
        files = sorted(root.rglob("*.py"))
        lines = sum(path.read_text(encoding="utf-8").count("\n") for path in files)
        index = WorkspaceIndex([str(root)], CORE_COLLECTORS)
        index.build(map(str, files))
        index.files_with("warm")
        cold, warm = [], []
        for path in files[:: max(1, len(files) // _ASKED)]:
            snapshot = _opened(path, index)
            asked = [(number, node) for number, entry in enumerate(snapshot.entries) for node in functions(entry.block)]
            if not asked:
                continue
            number, node = asked[len(asked) // 2]
            if not cold:
                _timed(snapshot, number, node, index)
            session._kept.clear()
            program._parse.cache_clear()
            cold.append(_timed(snapshot, number, node, index))
            warm.append(_timed(snapshot, number, node, index))
    print(f"{lines:,} lines, {len(cold)} functions: median {_median(cold)} ms cold, {_median(warm)} ms warm; "
          f"slowest {1000 * max(cold):.0f} and {1000 * max(warm):.0f} ms")  # fmt: skip


def _opened(path: Path, index: WorkspaceIndex) -> Snapshot:
    role = role_of("src/module.py")
    environment = Environment(str(path), engine_for(_SETTINGS, role), _SETTINGS, role, index)
    return open_document(path.read_text(encoding="utf-8"), environment).settled()


def _timed(snapshot: Snapshot, number: int, node: Function, index: WorkspaceIndex) -> float:
    start = time.perf_counter()
    hints(snapshot, number, node, Inference(snapshot, index, deepest=NEAR))
    return time.perf_counter() - start


def _median(seconds: list[float]) -> str:
    return f"{1000 * statistics.median(seconds):.0f}"


if __name__ == "__main__":
    main()
