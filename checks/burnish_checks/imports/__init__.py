"""The rules of the category imports; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.facts import Collector
from burnish_checks.core.rule import Rule
from burnish_checks.imports.mentions import mentions
from burnish_checks.imports.unused_import import unused_import

RULES: tuple[Rule, ...] = (unused_import,)
COLLECTORS: tuple[Collector, ...] = (mentions,)
