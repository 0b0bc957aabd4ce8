"""The rules of the category docstrings; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.context import Topic
from burnish_checks.core.facts import Collector
from burnish_checks.core.rule import Family, Rule
from burnish_checks.docstrings.audience import defined_again, exported
from burnish_checks.docstrings.convention import docstring_styles
from burnish_checks.docstrings.missing import (
    missing_class_docstring,
    missing_docstrings,
    missing_function_docstring,
    missing_method_docstring,
    missing_module_docstring,
)
from burnish_checks.docstrings.obvious import (
    common,
    described_above,
    given_a_text,
    interface,
    one_of_a_row,
    short_class,
    told_handler,
)
from burnish_checks.docstrings.openings import class_docstring, openings, opens
from burnish_checks.docstrings.sections import (
    disagreeing_docstrings,
    empty_docstring,
    stale_parameter,
    undocumented_parameter,
    undocumented_raises,
    undocumented_return,
)

RULES: tuple[Rule, ...] = (
    missing_module_docstring,
    missing_class_docstring,
    missing_function_docstring,
    missing_method_docstring,
    empty_docstring,
    undocumented_parameter,
    stale_parameter,
    undocumented_raises,
    undocumented_return,
)
FAMILIES: tuple[Family, ...] = (missing_docstrings, disagreeing_docstrings)
COLLECTORS: tuple[Collector, ...] = (openings, docstring_styles)
TOPICS: tuple[Topic, ...] = (
    one_of_a_row,
    class_docstring,
    opens,
    exported,
    defined_again,
    common,
    described_above,
    given_a_text,
    interface,
    short_class,
    told_handler,
)
