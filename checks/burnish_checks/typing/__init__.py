"""The rules of the category typing; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.rule import Rule
from burnish_checks.typing import add_type_hints as add_type_hints
from burnish_checks.typing import missing_annotations

RULES: tuple[Rule, ...] = missing_annotations.RULES
FAMILIES = missing_annotations.FAMILIES
COLLECTORS = missing_annotations.COLLECTORS
TOPICS = missing_annotations.TOPICS
