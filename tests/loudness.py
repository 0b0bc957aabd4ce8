"""How loud the findings of a text are, and texts that are too long or too tangled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from burnish_checks.core.context import Project
from burnish_checks.core.rule import Finding
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, environment_for, role_of, severity_of

LONG = "    if stop:\n        return\n" + "".join(f"    use({number})\n" for number in range(70))
TANGLED = """\
def handle(rows):
    for row in rows:
        if row:
            for cell in row:
                if cell:
                    if cell.a and cell.b:
                        for part in cell:
                            if part:
                                use(part)
                    elif cell.c or cell.d:
                        use(row)
                elif row.a:
                    use(rows)
        elif rows.b:
            use(rows)
        elif rows.c:
            use(rows)
        elif rows.d:
            use(rows)
        elif rows.e and rows.f:
            use(rows)
        elif rows.g or rows.h:
            use(rows)
        elif rows.i and rows.j:
            use(rows)
"""
FLAT = "".join(f"    use({number})\n" for number in range(70))
TABLE = "".join(f"            {number},\n" for number in range(120))


def found(
    text: str, path: str, project: Project | None = None, root: str | None = None, **given: Any
) -> Iterator[tuple[Finding, str]]:
    """The findings of a text with their severities."""
    environment = environment_for(path, Settings(**given), project, root)
    for item in open_document(text, environment).findings():
        yield item.finding, severity_of(item.finding, environment.settings).name.lower()


def loudness(
    text: str,
    path: str = "src/package/module.py",
    project: Project | None = None,
    root: str | None = None,
    **given: Any,
) -> dict[str, list[str]]:
    """The severities of the findings, by slug."""
    told: dict[str, list[str]] = {}
    for finding, severity in found(text, path, project, root, **given):
        told.setdefault(finding.rule.slug, []).append(severity)
    return told


def messages(text: str, slug: str, path: str = "shop.py") -> list[str]:
    """What a rule says of a text."""
    return [finding.message for finding, _ in found(text, path) if finding.rule.slug == slug]


def loudness_in(root: Path, files: dict[str, str], path: str) -> dict[str, list[str]]:
    """The severities of the findings in one file of a workspace of these, by slug."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    index = WorkspaceIndex([str(root)], engine_for(Settings(), role_of(path)).collectors)
    index.build([str(root / name) for name in files])
    return loudness(files[path], str(root / path), index, str(root))
