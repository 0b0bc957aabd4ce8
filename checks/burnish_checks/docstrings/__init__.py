"""The rules of the category docstrings; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.context import Topic
from burnish_checks.core.facts import Collector
from burnish_checks.core.rule import Family, Rule
from burnish_checks.docstrings.audience import exported
from burnish_checks.docstrings.convention import docstring_styles
from burnish_checks.docstrings.missing import (
    missing_class_docstring,
    missing_docstrings,
    missing_function_docstring,
    missing_method_docstring,
    missing_module_docstring,
)
from burnish_checks.docstrings.openings import class_docstring, openings, opens

RULES: tuple[Rule, ...] = (
    missing_module_docstring,
    missing_class_docstring,
    missing_function_docstring,
    missing_method_docstring,
)
FAMILIES: tuple[Family, ...] = (missing_docstrings,)
COLLECTORS: tuple[Collector, ...] = (openings, docstring_styles)
TOPICS: tuple[Topic, ...] = (class_docstring, opens, exported)
