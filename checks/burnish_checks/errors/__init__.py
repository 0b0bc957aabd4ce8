"""The rules of the category errors; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.context import Topic
from burnish_checks.core.facts import Collector
from burnish_checks.core.rule import Rule
from burnish_checks.errors.bare_except import bare_except
from burnish_checks.errors.broad_except import broad_except
from burnish_checks.errors.generic_raise import generic_raise
from burnish_checks.errors.hierarchy import exception_bases
from burnish_checks.errors.logging_without_traceback import logging_without_traceback
from burnish_checks.errors.logs import is_logger, loggers, reporters, reports
from burnish_checks.errors.lost_cause import lost_cause
from burnish_checks.errors.not_new import awaited, awaited_here, caught, caught_anywhere, waited_for
from burnish_checks.errors.oversized_try import oversized_try
from burnish_checks.errors.raise_not_implemented import raise_not_implemented
from burnish_checks.errors.reaching import shown, shown_anywhere
from burnish_checks.errors.redundant_handler import redundant_handler
from burnish_checks.errors.return_in_finally import return_in_finally
from burnish_checks.errors.swallowed_exception import swallowed_exception
from burnish_checks.errors.uninformative_error import uninformative_error
from burnish_checks.errors.unreachable_handler import unreachable_handler
from burnish_checks.errors.unused_exception_name import unused_exception_name
from burnish_checks.errors.useless_reraise import useless_reraise
from burnish_checks.raising import raises, raises_topic

RULES: tuple[Rule, ...] = (
    bare_except,
    broad_except,
    lost_cause,
    uninformative_error,
    generic_raise,
    swallowed_exception,
    redundant_handler,
    unreachable_handler,
    useless_reraise,
    return_in_finally,
    raise_not_implemented,
    unused_exception_name,
    logging_without_traceback,
    oversized_try,
)
COLLECTORS: tuple[Collector, ...] = (raises, reporters, loggers, caught, awaited, shown)
TOPICS: tuple[Topic, ...] = (
    exception_bases,
    raises_topic,
    reports,
    is_logger,
    caught_anywhere,
    waited_for,
    awaited_here,
    shown_anywhere,
)
