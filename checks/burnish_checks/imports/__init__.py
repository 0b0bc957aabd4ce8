"""The rules of the category imports; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.context import Topic
from burnish_checks.core.facts import Collector
from burnish_checks.core.rule import Rule
from burnish_checks.imports.effects import effects_of_loading
from burnish_checks.imports.mentions import import_purposes, mentions, spelt_paths
from burnish_checks.imports.misplaced_import import misplaced_import
from burnish_checks.imports.redefined_import import duplicate_import, redefined_import
from burnish_checks.imports.sequence import layout, sequence
from burnish_checks.imports.star_import import offers_foreign_names, only_gathers, star_import
from burnish_checks.imports.typing_only_import import runtime_uses, typing_only_import
from burnish_checks.imports.unused_import import unused_import

RULES: tuple[Rule, ...] = (
    unused_import,
    redefined_import,
    duplicate_import,
    star_import,
    misplaced_import,
    typing_only_import,
)
COLLECTORS: tuple[Collector, ...] = (
    mentions,
    import_purposes,
    spelt_paths,
    effects_of_loading,
    sequence,
    layout,
    runtime_uses,
)
TOPICS: tuple[Topic, ...] = (only_gathers, offers_foreign_names)
