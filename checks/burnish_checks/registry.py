"""All rules there are: those of the nine categories, and what plugins of burnish's own environment add."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING

from burnish_checks.core.context import Topic
from burnish_checks.core.engine import INTERNAL_ERROR, SYNTAX_ERROR, Ruleset, python_2_code
from burnish_checks.core.listed import listings
from burnish_checks.core.patience import Hung, limited
from burnish_checks.core.python2 import newer, python_2, signs
from burnish_checks.core.rule import Category, Rule
from burnish_checks.core.suppression import UNUSED_SUPPRESSION, file_suppressions
from burnish_checks.patterns import deferred
from burnish_checks.plugins import plugin_points

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

LOADING_SECONDS = 10.0
CATEGORIES = tuple(category for category in Category if category is not Category.SYNTAX)
NOTICES = (SYNTAX_ERROR, python_2_code, INTERNAL_ERROR, UNUSED_SUPPRESSION)
_CODE_PREFIX = re.compile(r"[A-Z]{1,4}[0-9]{0,3}")


@lru_cache(maxsize=1)
def ruleset() -> Ruleset:
    """Everything the categories and plugins contribute; what is wrong with a plugin is in `plugin_problems`."""
    packages = _packages()
    return Ruleset(
        (*_own_rules(), *_plugins()[0]),
        tuple(item for package in packages for item in getattr(package, "FAMILIES", ())),
        (
            file_suppressions,
            listings,
            signs,
            newer,
            *(item for package in packages for item in getattr(package, "COLLECTORS", ())),
        ),
        (python_2, *(_at_home(item) for package in packages for item in getattr(package, "TOPICS", ()))),
    )


def _at_home(topic: Topic) -> Topic:
    """A topic with the category that answers it, if it is one: no category knows of another's topics."""
    home = next((item for item in CATEGORIES if f".{item.value}." in topic.resolve.__module__), None)
    return replace(topic, category=home)


def _packages() -> list[ModuleType]:
    return [importlib.import_module(f"burnish_checks.{category.value}") for category in CATEGORIES]


@lru_cache(maxsize=1)
def _own_rules() -> tuple[Rule, ...]:
    rules = tuple(rule for package in _packages() for rule in package.RULES)
    _refuse_twins(rules)
    return rules


def plugin_problems() -> tuple[str, ...]:
    """What keeps plugins, or single rules of theirs, from being used, each a sentence that names the plugin."""
    return _plugins()[1]


def plugins_offered() -> bool:
    """Whether plugins have offered something in this process: what they ran may have asked to be called at its end."""
    return _plugins.cache_info().currsize > 0 and any(_plugins())


@lru_cache(maxsize=1)
def _plugins() -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """The rules that installed distributions offer under the entry point group `burnish.rules`, and what is wrong."""
    taken = {rule.slug for rule in (*_own_rules(), *NOTICES)}
    found: list[Rule] = []
    problems: list[str] = []
    for point in plugin_points():
        name = point.dist.name if point.dist is not None else point.name
        for rule in _offered(point, name, problems):
            if rule.slug in taken:
                problems.append(f"the plugin `{name}` offers `{rule.slug}`, and there is a rule of that name already.")
                continue
            taken.add(rule.slug)
            rule.origin = name
            found.append(rule)
    return tuple(found), tuple(problems)


def _offered(point: EntryPoint, name: str, problems: list[str]) -> list[Rule]:
    """The rules of one entry point; what cannot be loaded, or is no rule, is told."""
    try:
        with limited(LOADING_SECONDS):
            loaded = point.load()
            offered = (
                list(loaded) if isinstance(loaded, Iterable) and not isinstance(loaded, (str, bytes)) else [loaded]
            )
    except (Exception, Hung, SystemExit) as error:
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        problems.append(f"the plugin `{name}` cannot be loaded from `{point.value}`: {reason}")
        return []
    for item in offered:
        if not isinstance(item, Rule):
            what = f"`{item.__name__}`" if hasattr(item, "__name__") else f"a value of type `{type(item).__name__}`"
            problems.append(f"the plugin `{name}` offers {what} in `{point.value}`, which is no rule.")
    return [item for item in offered if isinstance(item, Rule)]


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


_CODE = deferred(r"([A-Za-z]+)\d+")


def nearest(name: str) -> str:
    """The slug, category or code most like a word that means none; empty if nothing is near."""
    from difflib import get_close_matches

    words = [*by_slug(), *(category.value for category in CATEGORIES), "all"]
    words += [alias for rule in ruleset().rules for alias in (*rule.aliases, *rule.partial_aliases)]
    if code := _CODE.fullmatch(name):  # another letter is another tool or another matter
        words = [word for word in words if word.rstrip("0123456789").upper() == code.group(1).upper()]
    lowered = {word.lower(): word for word in reversed(words)}
    close = get_close_matches(name.lower().replace("_", "-"), lowered, 1, 0.6)
    return lowered[close[0]] if close else ""


def _refuse_twins(rules: Iterable[Rule]) -> None:
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.slug in seen:
            raise ValueError(f"two rules are called {rule.slug}")
        seen[rule.slug] = rule
