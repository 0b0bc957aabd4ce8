"""The rules of the category validation; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.context import Topic
from burnish_checks.core.facts import Collector
from burnish_checks.core.rule import Rule
from burnish_checks.validation.answered_errors import answered_errors, error_handlers
from burnish_checks.validation.assert_as_validation import assert_as_validation
from burnish_checks.validation.callers import attributes_read, called_here, functions_in_tables, in_a_table, own_caller
from burnish_checks.validation.converted_options import converted_options, converted_options_topic
from burnish_checks.validation.converting_helpers import conversions_of_parameters, converting_helper
from burnish_checks.validation.loose_model import loose_model
from burnish_checks.validation.needed_asserts import needed_asserts, refusals
from burnish_checks.validation.request_flow import web_frameworks
from burnish_checks.validation.route_models import route_model_topic, route_models
from burnish_checks.validation.route_shapes import route_shapes, route_shapes_topic
from burnish_checks.validation.schema_bounds import (
    schema_unbounded_array,
    schema_unbounded_number,
    schema_unbounded_string,
)
from burnish_checks.validation.schema_facts import schema_steps
from burnish_checks.validation.schema_format_unchecked import schema_format_unchecked
from burnish_checks.validation.schema_invalid import schema_invalid
from burnish_checks.validation.schema_open_object import schema_open_object
from burnish_checks.validation.schema_required_undefined import schema_required_undefined
from burnish_checks.validation.schema_unanchored_pattern import schema_unanchored_pattern
from burnish_checks.validation.schema_untyped_property import schema_untyped_property
from burnish_checks.validation.schema_validators import schema_validators
from burnish_checks.validation.unvalidated_argument import unvalidated_argument
from burnish_checks.validation.unvalidated_request_input import unvalidated_request_input

RULES: tuple[Rule, ...] = (
    schema_invalid,
    schema_open_object,
    schema_unbounded_string,
    schema_unbounded_number,
    schema_unbounded_array,
    schema_untyped_property,
    schema_required_undefined,
    schema_unanchored_pattern,
    schema_format_unchecked,
    unvalidated_request_input,
    unvalidated_argument,
    loose_model,
    assert_as_validation,
)
COLLECTORS: tuple[Collector, ...] = (
    schema_steps,
    route_models,
    refusals,
    attributes_read,
    functions_in_tables,
    error_handlers,
    schema_validators,
    route_shapes,
    converted_options,
    conversions_of_parameters,
)
TOPICS: tuple[Topic, ...] = (
    web_frameworks,
    route_model_topic,
    needed_asserts,
    own_caller,
    called_here,
    in_a_table,
    answered_errors,
    route_shapes_topic,
    converted_options_topic,
    converting_helper,
)
