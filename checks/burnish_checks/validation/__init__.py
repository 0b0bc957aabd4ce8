"""The rules of the category validation; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.facts import Collector
from burnish_checks.core.rule import Rule
from burnish_checks.validation.schema_facts import schema_steps
from burnish_checks.validation.schema_open_object import schema_open_object

RULES: tuple[Rule, ...] = (schema_open_object,)
COLLECTORS: tuple[Collector, ...] = (schema_steps,)
