"""What is asked for at once, one function's hints, reads few files of a large workspace; nearer ones first."""

from __future__ import annotations

from pathlib import Path

from burnish_checks.core.facts import CORE_COLLECTORS
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.inference import Inference
from burnish_checks.inference.solver import FAR, NEAR
from burnish_checks.policy import engine_for, role_of
from burnish_checks.typing.signatures import functions

DEFINING = "def shown(text):\n    print(text)\n"
_CALLERS = 30


def _modules_read(root: Path, deepest: int) -> tuple[str, int]:
    """What `text` is said to be, and how many modules of the workspace were read for it."""
    files = sorted(map(str, root.rglob("*.py")))
    index = WorkspaceIndex([str(root)], CORE_COLLECTORS)
    index.build(files)
    settings, role = Settings(select=("typing",), only_selected=True), role_of("src/module.py")
    path = root / "own" / "defining.py"
    environment = Environment(str(path), engine_for(settings, role), settings, role, index)
    inference = Inference(open_document(DEFINING, environment).settled(), index, deepest=deepest)
    (function,) = functions(inference.snapshot.entries[0].block)
    found = inference.slot(0, function, "text")
    spelled = inference.spell(0, None, found.type) if found is not None else None
    read = [module for module in inference.program.modules.values() if module is not None and not module.stub]
    return spelled.text if spelled is not None else "", len(read)


def test_few_files_are_read_for_what_is_asked_at_once(tmp_path: Path) -> None:
    for folder in ("own", "far"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text("")
    (tmp_path / "own" / "defining.py").write_text(DEFINING)
    (tmp_path / "own" / "near.py").write_text("from own.defining import shown\n\nshown('a')\n")
    for number in range(_CALLERS):
        text = "from own.defining import shown\n\nshown('b')\n"
        (tmp_path / "far" / f"calling_{number}.py").write_text(text)
    near, far = _modules_read(tmp_path, NEAR), _modules_read(tmp_path, FAR)
    assert near[0] == far[0] == "str"
    assert far[1] > _CALLERS
    assert near[1] < _CALLERS / 2
