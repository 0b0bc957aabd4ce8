"""Reading marked fixtures: ordinary Python files that say on each line what must be found there.

`# expect: slug "exact span"` at the end of a line asks for one finding of the rule `slug` that starts on that
line and whose text (of its first line) is the quoted one; several marks may follow each other. A first line
`# fixture: {...}` gives JSON: `settings` (fields of `Settings`), `path` (the file's name as the policy sees it),
`rules` (slugs run beside the one the file is named for), `fix` (which of the rule's fixes `.after.py` shows),
`strip_marks` (the marks, which are comments, are taken away before it is applied).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from burnish_checks.core.settings import Settings, Thresholds
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.policy import engine_for, role_of

FIXTURES = Path(__file__).parent / "fixtures"
_MARK = re.compile(r'# expect: ([\w-]+) "((?:[^"\\]|\\.)*)"')
_MARKS = re.compile(r'[ \t]*# expect: [\w-]+ "(?:[^"\\\n]|\\.)*".*')
_HEADER = re.compile(r"# fixture: (\{.*\})")


@dataclass(frozen=True)
class Fixture:
    """One marked file."""

    path: Path
    text: str
    slug: str
    options: dict[str, Any]

    @property
    def rules(self) -> tuple[str, ...]:
        """The slugs that run on it: its own, those named in its header, those it expects."""
        marked = (found.group(1) for found in _MARK.finditer(self.text))
        return tuple(dict.fromkeys((self.slug, *self.options.get("rules", ()), *marked)))

    @property
    def expected(self) -> list[tuple[int, str, str]]:
        """Line from 1, slug and text of each finding that must be there, in order."""
        return sorted(
            (number, found.group(1), found.group(2).replace('\\"', '"'))
            for number, line in enumerate(self.text.splitlines(), 1)
            for found in _MARK.finditer(line)
        )

    @property
    def unrepaired(self) -> str:
        """The text that the fix is applied to: the file's own, or with `strip_marks` what it is without the marks."""
        return _MARKS.sub("", self.text) if self.options.get("strip_marks") else self.text

    @property
    def after(self) -> Path:
        """Where what the fix leaves is kept."""
        return self.path.with_suffix(".after.py")

    def environment(self) -> Environment:
        """The environment in which the file is reviewed."""
        settings = Settings(select=self.rules, only_selected=True)
        given = dict(self.options.get("settings", {}))
        if "thresholds" in given:
            given["thresholds"] = Thresholds(**given["thresholds"])
        if "target_version" in given:
            given["target_version"] = tuple(given["target_version"])
        settings = replace(settings, **given)
        path = self.options.get("path", "src/package/module.py")
        role = role_of(path)
        return Environment(path, engine_for(settings, role), settings, role)

    def open(self, text: str | None = None) -> Snapshot:
        """The first snapshot of the file, or of another text in its place."""
        return open_document(self.text if text is None else text, self.environment())


def read(path: Path) -> Fixture:
    """The fixture in a file."""
    text = path.read_text(encoding="utf-8")
    header = _HEADER.match(text)
    slug = path.name.partition(".")[0].partition("__")[0]
    return Fixture(path, text, slug, json.loads(header.group(1)) if header else {})


def fixtures() -> list[Fixture]:
    """All marked files, but not what fixes leave of them. `slug__topic.py` is a further file for `slug`."""
    paths = sorted(FIXTURES.glob("*/*.py"))
    return [read(path) for path in paths if not path.name.endswith(".after.py")]


def found_in(snapshot: Snapshot) -> list[tuple[int, str, str]]:
    """Line from 1, slug and text of each finding."""
    result = []
    for item in snapshot.findings():
        line = snapshot.lines[item.span.start_line].rstrip("\r\n")
        end = item.span.end_column if item.span.end_line == item.span.start_line else len(line)
        text = line[item.span.start_column : end]
        result.append((item.span.start_line + 1, item.finding.rule.slug, _MARK.split(text)[0].rstrip()))
    return sorted(result)
