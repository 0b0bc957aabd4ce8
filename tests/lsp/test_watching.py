"""What changes on disk is noticed for a client that cannot watch: in folders that are there, and in new ones."""

from __future__ import annotations

import asyncio
from pathlib import Path

from burnish.lsp.watching import changes_on_disk
from burnish_checks.files import discover


def files_of(folders: object) -> list[str]:
    return [path for folder in folders for path in discover(folder)]  # type: ignore[attr-defined]


async def noticed(folder: Path, *steps: tuple[str, str]) -> list[set[str]]:
    """What each step, a file that is written until something is noticed, makes known; names relative to the folder."""
    watch = changes_on_disk([str(folder)], "pyproject.toml", files_of)
    found = []
    coming = asyncio.ensure_future(anext(watch))
    for number, (name, wanted) in enumerate(steps):
        seen: set[str] = set()
        while wanted not in seen:
            if coming.done():
                seen |= {str(Path(path).relative_to(folder)) for path in coming.result()}
                coming = asyncio.ensure_future(anext(watch))
                continue
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(f"x = {number}\n")
            await asyncio.sleep(0.2)
        found.append(seen)
    coming.cancel()
    return found


def test_folders_that_are_there_and_new_ones(tmp_path: Path) -> None:
    (tmp_path / "package" / "inner").mkdir(parents=True)
    (tmp_path / "package" / "inner" / "a.py").write_text("")
    (tmp_path / "node_modules" / "deep").mkdir(parents=True)
    (tmp_path / "node_modules" / "deep" / "z.py").write_text("")
    known, sibling, settings, new, deeper, last = asyncio.run(
        noticed(
            tmp_path,
            ("package/inner/a.py", "package/inner/a.py"),
            ("package/b.py", "package/b.py"),
            ("pyproject.toml", "pyproject.toml"),
            ("other/c.py", "other/c.py"),
            ("other/one/two/d.py", "other/one/two/d.py"),
            ("other/one/two/d.py", "other/one/two/d.py"),
        )
    )
    assert known <= {"package/inner/a.py"} and "package/b.py" in sibling and "pyproject.toml" in settings
    assert "other/c.py" in new and "other/one/two/d.py" in deeper and "other/one/two/d.py" in last


def test_what_is_left_out_is_not_watched(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "z.py").write_text("")
    (tmp_path / "data").mkdir()

    async def watch() -> set[str]:
        (first,) = await noticed(tmp_path, ("a.py", "a.py"))
        return first

    assert asyncio.run(watch()) == {"a.py"}
