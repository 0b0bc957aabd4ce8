"""How loud the findings of a text are, and texts that are too long or too tangled."""

from __future__ import annotations

from typing import Any

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.policy import environment_for, severity_of

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


def loudness(text: str, path: str = "src/package/module.py", **given: Any) -> dict[str, list[str]]:
    """The severities of the findings, by slug."""
    settings = Settings(**given)
    found: dict[str, list[str]] = {}
    for item in open_document(text, environment_for(path, settings)).findings():
        found.setdefault(item.finding.rule.slug, []).append(severity_of(item.finding, settings).name.lower())
    return found
