"""The rules of the category organization; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.facts import Collector
from burnish_checks.core.rule import Family, Rule
from burnish_checks.organization import size

RULES: tuple[Rule, ...] = (*size.RULES,)
FAMILIES: tuple[Family, ...] = (size.sizes,)
COLLECTORS: tuple[Collector, ...] = ()
