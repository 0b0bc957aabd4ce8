"""The rules of the category constants; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.constants import magic_number as numbers
from burnish_checks.constants.magic_number import magic_number
from burnish_checks.core.context import Topic
from burnish_checks.core.facts import Collector
from burnish_checks.core.rule import Rule

RULES: tuple[Rule, ...] = (magic_number,)
COLLECTORS: tuple[Collector, ...] = numbers.COLLECTORS
TOPICS: tuple[Topic, ...] = numbers.TOPICS
