"""The rules of the category naming; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.context import Topic
from burnish_checks.core.dispatches import dispatches, handed_on, handed_on_topic, looked_up
from burnish_checks.core.facts import Collector
from burnish_checks.core.lineage import class_protocol, classes, inherited, lineage
from burnish_checks.core.rule import Family, Rule
from burnish_checks.naming.aliases import import_alias_name
from burnish_checks.naming.first_argument import metaclass
from burnish_checks.naming.functions import function_names
from burnish_checks.naming.module_name import module_name
from burnish_checks.naming.ownership import (
    spelt_in_project,
    spelt_privates,
    tabled,
    tabled_topic,
)
from burnish_checks.naming.shadowing import misleading_names
from burnish_checks.naming.styles import convention, defined, minority, prefix, styles
from burnish_checks.naming.type_names import (
    class_family,
    class_names,
    class_styles,
    exception_suffix,
    exception_suffixes,
    small_kin,
)
from burnish_checks.naming.variables import variable_names

FAMILIES: tuple[Family, ...] = (class_names, function_names, variable_names, misleading_names)
RULES: tuple[Rule, ...] = (
    *(rule for family in FAMILIES for rule in family.rules),
    import_alias_name,
    module_name,
)
COLLECTORS: tuple[Collector, ...] = (
    class_styles,
    classes,
    styles,
    dispatches,
    exception_suffixes,
    handed_on,
    tabled,
    spelt_privates,
)
TOPICS: tuple[Topic, ...] = (
    lineage,
    inherited,
    class_protocol,
    convention,
    defined,
    minority,
    prefix,
    looked_up,
    exception_suffix,
    class_family,
    small_kin,
    metaclass,
    tabled_topic,
    spelt_in_project,
    handed_on_topic,
)
