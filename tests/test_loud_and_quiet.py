"""How loud each rule speaks of small texts: what a reviewer would sign is said aloud, and what stands beside it is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.loudness import loudness

TEXTS = Path(__file__).parent / "loud_and_quiet"
"""A file for each rule. `# said:` opens a text and tells how its findings are said: `aloud` (none is a hint), as one
`hint`, `information` or `warning` each, or `nothing`. Texts that are alike but for what matters stand together."""
_SAID = "# said: "


def texts() -> Iterator[tuple[str, str, str]]:
    """Each text with its rule and how that speaks of it."""
    for path in sorted(TEXTS.glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split(_SAID)[1:]:
            said, _, text = part.partition("\n")
            yield path.stem, said, text.rstrip("\n") + "\n"


@pytest.mark.parametrize(("slug", "said", "text"), list(texts()))
def test_how_loud_a_finding_is(slug: str, said: str, text: str) -> None:
    told = loudness(text).get(slug, [])
    if said == "aloud":
        assert told and "hint" not in told
    else:
        assert set(told) == ({said} - {"nothing"})
