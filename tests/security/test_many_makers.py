"""What following objects costs does not grow faster than the number of classes that may be meant."""

from __future__ import annotations

from typing import Any

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.policy import environment_for
from burnish_checks.security.flow import ending

SECURITY = Settings(select=("security",), only_selected=True, local_sources=True)


def module(classes: int) -> str:
    """Classes each of which holds an object of the next, with parameters of their own, and a view that makes the first."""
    made = "".join(
        f"class Part{n}:\n    def __init__(self, given{n}, other{n}=None):\n        self.held{n} = Part{(n + 1) % classes}"
        f"(given{n}, other{n})\n        self.also{n} = Part{(n + 2) % classes}(other{n}, given{n})\n\n"
        f"    def run{n}(self):\n        os.system(self.held{n})\n\n\n"
        for n in range(classes)
    )
    view = "def view():\n    part = Part0(request.args['text'])\n    part.run0()\n"
    return f"import os\nfrom flask import request\n\n\n{made}{view}"


def test_many_classes_that_hold_each_other_are_not_followed_each_in_each(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: dict[int, int] = {}
    plainly = ending.ends
    size = 0

    def counted(*given: Any, **named: Any) -> Any:
        counts[size] = counts.get(size, 0) + 1
        return plainly(*given, **named)

    monkeypatch.setattr(ending, "ends", counted)
    for size in (10, 40):
        snapshot = open_document(module(size), environment_for("views.py", SECURITY)).settled()
        assert any(item.finding.rule.slug == "command-injection" for item in snapshot.findings())
    assert counts[40] < 8 * counts[10]


def properties(count: int) -> str:
    """A class whose every property reads what the others give, and a view that makes an object of what is sent."""
    read = [[f"self.part{other}" for other in range(count) if other != n] for n in range(count)]
    made = "".join(
        f"    @property\n    def part{n}(self):\n        return '-'.join([{', '.join(others)}])\n\n"
        for n, others in enumerate(read)
    )
    return (
        "import os\nfrom flask import request\n\n\nclass Whole:\n    def __init__(self, text):\n        self.text = text\n\n"
        f"{made}\n\ndef view():\n    os.system(Whole(request.args['a']).part1)\n"
    )


def test_properties_that_read_each_other_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = 0
    plainly = ending.source_of

    def counted(*given: Any) -> Any:
        nonlocal counts
        counts += 1
        return plainly(*given)

    monkeypatch.setattr(ending, "source_of", counted)
    open_document(properties(8), environment_for("views.py", SECURITY)).settled()
    assert 0 < counts < 2_000
