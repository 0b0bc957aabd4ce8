"""The rules of the category typing; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.rule import Rule

RULES: tuple[Rule, ...] = ()
