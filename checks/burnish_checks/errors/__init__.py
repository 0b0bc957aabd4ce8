"""The rules of the category errors; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.rule import Rule
from burnish_checks.errors.lost_cause import lost_cause

RULES: tuple[Rule, ...] = (lost_cause,)
