"""The rules of the category security; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.context import Topic
from burnish_checks.core.facts import Collector
from burnish_checks.core.rule import Rule
from burnish_checks.security.classes import bases_topic, derivations
from burnish_checks.security.unsafe_yaml_load import unsafe_yaml_load

RULES: tuple[Rule, ...] = (unsafe_yaml_load,)
COLLECTORS: tuple[Collector, ...] = (derivations,)
TOPICS: tuple[Topic, ...] = (bases_topic,)
