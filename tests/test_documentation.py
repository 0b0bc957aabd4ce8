"""The rules' pages are made from the rules, and those in the repository are the current ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.rule import Safety
from burnish_checks.documentation import fixes_page, pages, rule_url, write
from burnish_checks.registry import by_slug, ruleset
from burnish_checks.unmended import UNMENDED

FOLDER = Path(__file__).parents[1] / "docs" / "rules"


def test_the_pages_are_current() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    stale = {name for name, text in pages().items() if found.get(name) != text} | (found.keys() - pages().keys())
    assert not stale, "run python -m burnish_checks.documentation docs/rules"


def test_the_page_of_all_fixes_is_current() -> None:
    text = (FOLDER.parent / "fixes.md").read_text(encoding="utf-8")
    assert text == fixes_page(), "run python -m burnish_checks.documentation docs/rules"


def test_pages_that_are_not_of_rules_are_not_taken_away(tmp_path: Path) -> None:
    write(tmp_path / "rules")
    (tmp_path / "rules" / "gone.md").write_text("# gone\n")
    write(tmp_path / "rules")
    assert {path.name for path in (tmp_path / "rules").iterdir()} == set(pages())
    (tmp_path / "index.md").write_text("# The project\n")
    with pytest.raises(ValueError, match="pages that are not of rules"):
        write(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"rules", "index.md", "fixes.md"}


def test_a_rule_has_a_fix_or_a_reason_why_not() -> None:
    without = {rule.slug for rule in ruleset().rules if not rule.fixes and not rule.origin}
    assert without == set(UNMENDED)


def test_a_fix_that_is_not_safe_says_what_may_change() -> None:
    for rule in ruleset().rules:
        for fix in rule.fixes:
            assert fix.safety is Safety.SAFE or fix.why, f"{rule.slug}: {fix.title}"
            assert not fix.automatic or fix.safety is Safety.SAFE, f"{rule.slug}: {fix.title}"


def test_every_rule_has_a_page_where_its_diagnostics_link_to() -> None:
    for slug, rule in by_slug().items():
        assert f"{slug}.md" in pages()
        assert rule_url(rule).endswith(f"/rules/{slug}/")


def test_a_page_shows_what_is_flagged_before_what_is_good() -> None:
    page = pages()["lost-cause.md"]
    assert page.index("Flagged:") < page.index("raise KeyError(text)\n") < page.index("Good:") < page.index("## Fixes")
