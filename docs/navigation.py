"""Completes the site's navigation: the rules by category, and pages that `mkdocs.yml` does not name, by their titles."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from burnish_checks.core.rule import Category
from burnish_checks.registry import NOTICES, ruleset

_RULES, _WORK = "Rules", "How it works"


def on_config(config: Any) -> Any:
    """Called by MkDocs once its configuration is read."""
    folder = Path(config.docs_dir)
    named = set(_named(config.nav))
    others = sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.md")
        if path.relative_to(folder).parts[0] != "rules"
    )
    for section in config.nav:
        section.get(_RULES, []).extend(_categories())
        if _WORK in section:
            section[_WORK].extend(_grouped(page for page in others if page not in named))
    return config


def _named(nav: list[Any]) -> list[str]:
    found: list[str] = []
    for item in nav:
        for value in item.values() if isinstance(item, dict) else (item,):
            found += _named(value) if isinstance(value, list) else [value]
    return found


def _grouped(pages: Iterable[str]) -> list[Any]:
    """The pages, those of each folder in a section of its own."""
    plain, folders = [], {}
    for page in pages:
        folder, _, name = page.rpartition("/")
        if folder:
            folders.setdefault(folder.capitalize(), []).append(page)
        else:
            plain.append(name)
    return [*plain, *({title: sorted(inside, key=_is_not_index)} for title, inside in folders.items())]


def _is_not_index(page: str) -> bool:
    return not page.endswith(("README.md", "index.md"))


def _categories() -> list[dict[str, list[dict[str, str]]]]:
    rules = [rule for rule in (*ruleset().rules, *NOTICES) if not rule.origin]
    found = []
    for category in Category:
        slugs = sorted(rule.slug for rule in rules if rule.category is category)
        if slugs:
            found.append({category.value.capitalize(): [{slug: f"rules/{slug}.md"} for slug in slugs]})
    return found
