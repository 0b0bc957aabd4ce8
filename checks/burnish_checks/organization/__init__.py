"""The rules of the category organization; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.facts import Collector
from burnish_checks.core.rule import Family, Rule
from burnish_checks.organization import duplicates, mergeable_if, needless_else, size, size_rules, whole
from burnish_checks.organization import fixes as fixes  # registers those of the size rules and of `duplicate-code`

RULES: tuple[Rule, ...] = (
    *size_rules.RULES,
    whole.large_class,
    whole.long_module,
    duplicates.duplicate_code,
    mergeable_if.mergeable_if,
    needless_else.needless_else,
)
FAMILIES: tuple[Family, ...] = (size.sizes,)
COLLECTORS: tuple[Collector, ...] = (
    whole.class_shape,
    whole.code_lines,
    duplicates.statement_runs,
    duplicates.run_windows,
)
