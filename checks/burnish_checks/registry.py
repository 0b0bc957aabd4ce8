"""All rules there are: those of the nine categories, and what plugins of burnish's own environment add."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from functools import lru_cache

from burnish_checks.core.engine import INTERNAL_ERROR, SYNTAX_ERROR, Ruleset, python_2_code
from burnish_checks.core.rule import Category, Rule
from burnish_checks.core.suppression import UNUSED_SUPPRESSION, file_suppressions
from burnish_checks.plugins import plugin_points

CATEGORIES = tuple(category for category in Category if category is not Category.SYNTAX)
NOTICES = (SYNTAX_ERROR, python_2_code, INTERNAL_ERROR, UNUSED_SUPPRESSION)
_CODE_PREFIX = re.compile(r"[A-Z]{1,4}[0-9]{0,3}")


@lru_cache(maxsize=1)
def ruleset() -> Ruleset:
    """Everything the categories and plugins contribute. A plugin that cannot be loaded raises ImportError by name."""
    packages = [importlib.import_module(f"burnish_checks.{category.value}") for category in CATEGORIES]
    rules = [rule for package in packages for rule in package.RULES]
    rules += plugin_rules()
    _refuse_twins(rules)
    return Ruleset(
        tuple(rules),
        tuple(item for package in packages for item in getattr(package, "FAMILIES", ())),
        (file_suppressions, *(item for package in packages for item in getattr(package, "COLLECTORS", ()))),
        tuple(item for package in packages for item in getattr(package, "TOPICS", ())),
    )


def plugin_rules() -> list[Rule]:
    """The rules that installed distributions offer under the entry point group `burnish.rules`."""
    found: list[Rule] = []
    for point in plugin_points():
        loaded = point.load()
        for rule in loaded if isinstance(loaded, Iterable) else (loaded,):
            rule.origin = point.dist.name if point.dist is not None else point.name
            found.append(rule)
    return found


@lru_cache(maxsize=1)
def by_slug() -> dict[str, Rule]:
    """Rules and notices by slug."""
    return {rule.slug: rule for rule in (*ruleset().rules, *NOTICES)}


@lru_cache(maxsize=1024)
def named(name: str) -> tuple[Rule, ...]:
    """The rules a user means by a slug, a category, `all`, or a peer's code (or its beginning); empty if none."""
    rules = ruleset().rules
    if name == "all":
        return rules
    if name in by_slug():
        return (by_slug()[name],)
    if any(name == category.value for category in CATEGORIES):
        return tuple(rule for rule in rules if rule.category.value == name)
    code = name.upper()
    exact = tuple(rule for rule in rules if code in _codes(rule))
    if exact or not _CODE_PREFIX.fullmatch(code):
        return exact
    return tuple(rule for rule in rules if any(alias.startswith(code) for alias in _codes(rule)))


def _codes(rule: Rule) -> tuple[str, ...]:
    return tuple(alias.upper() for alias in (*rule.aliases, *rule.partial_aliases))


@lru_cache(maxsize=1024)
def is_known(name: str) -> bool:
    """Whether a user's word means at least one rule, a category (of which there may be no rules yet), or `all`."""
    return name == "all" or any(name == category.value for category in CATEGORIES) or bool(named(name))


def nearest(name: str) -> str:
    """The slug, category or code most like a word that means none; empty if nothing is near."""
    from difflib import get_close_matches

    words = [*by_slug(), *(category.value for category in CATEGORIES), "all"]
    words += [alias for rule in ruleset().rules for alias in (*rule.aliases, *rule.partial_aliases)]
    lowered = {word.lower(): word for word in reversed(words)}
    close = get_close_matches(name.lower().replace("_", "-"), lowered, 1, 0.6)
    return lowered[close[0]] if close else ""


def _refuse_twins(rules: Iterable[Rule]) -> None:
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.slug in seen:
            raise ValueError(f"two rules are called {rule.slug}")
        seen[rule.slug] = rule
