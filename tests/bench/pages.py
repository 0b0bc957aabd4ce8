"""Pages of the documentation with places for what is measured; what stands between these is a person's."""

from __future__ import annotations

from pathlib import Path


def put(document: Path, name: str, text: str) -> None:
    """Write the text into the page's place of that name. Raises `ValueError` where there is none."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = document.read_text(encoding="utf-8").partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"{document} has no place for {name!r}")
    document.write_text("\n\n".join([before + begin, text.strip("\n"), end + after]), encoding="utf-8")
