"""The rules of the category naming; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.context import Topic
from burnish_checks.core.facts import Collector
from burnish_checks.core.lineage import classes, lineage
from burnish_checks.core.rule import Family, Rule
from burnish_checks.naming.functions import function_names
from burnish_checks.naming.ownership import dispatches, dispatches_topic
from burnish_checks.naming.styles import convention, styles

FAMILIES: tuple[Family, ...] = (function_names,)
RULES: tuple[Rule, ...] = (*function_names.rules,)
COLLECTORS: tuple[Collector, ...] = (classes, styles, dispatches)
TOPICS: tuple[Topic, ...] = (lineage, convention, dispatches_topic)
