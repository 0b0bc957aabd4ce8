"""The rules of the category constants; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.constants import magic_number as numbers
from burnish_checks.constants import repeated_string as texts
from burnish_checks.constants.hardcoded import hardcoded, hardcoded_address, hardcoded_path, hardcoded_url
from burnish_checks.constants.magic_number import magic_number
from burnish_checks.constants.repeated_string import repeated_string
from burnish_checks.core.context import Topic
from burnish_checks.core.facts import Collector
from burnish_checks.core.rule import Family, Rule

RULES: tuple[Rule, ...] = (magic_number, repeated_string, hardcoded_path, hardcoded_url, hardcoded_address)
FAMILIES: tuple[Family, ...] = (hardcoded,)
COLLECTORS: tuple[Collector, ...] = (*numbers.COLLECTORS, *texts.COLLECTORS)
TOPICS: tuple[Topic, ...] = numbers.TOPICS
