"""The rules of the category security; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.context import Topic
from burnish_checks.core.facts import Collector
from burnish_checks.core.rule import Family, Rule
from burnish_checks.core.uses import imports_module_topic, speaks_of_topic, uses_chain_topic, uses_name_topic
from burnish_checks.security.archive_path_escape import archive_path_escape
from burnish_checks.security.assert_in_production import assert_in_production
from burnish_checks.security.audit_only import suspicious_import, unchecked_url_scheme, unsafe_xml_parser
from burnish_checks.security.autoescape_off import autoescape_off
from burnish_checks.security.bind_all_interfaces import bind_all_interfaces
from burnish_checks.security.classes import bases_topic, derivations
from burnish_checks.security.cleartext_protocol import cleartext_protocol
from burnish_checks.security.csrf_proofs import asks_sender, proves_sender_topic
from burnish_checks.security.debug_enabled import debug_enabled
from burnish_checks.security.disabled_csrf import (
    answered_topic,
    disabled_csrf,
    does_nothing,
    does_nothing_topic,
    protects_views,
    protects_views_topic,
)
from burnish_checks.security.drawn_elsewhere import meant_for, meant_for_topic
from burnish_checks.security.dynamic_eval import dynamic_eval
from burnish_checks.security.entity_parsers import entity_parsers
from burnish_checks.security.flow import fixes as _fixes  # noqa: F401 (registers the fixes)
from burnish_checks.security.flow.aliases import annotation_alias_topic, annotation_aliases
from burnish_checks.security.flow.asked import (
    checked_field_topic,
    partial_topic,
    taint_depended_topic,
    taint_held_topic,
    taint_own_topic,
    taint_pattern_topic,
    taint_stored_topic,
    taint_topic,
    uploaded_field_topic,
)
from burnish_checks.security.flow.fields import plain_field_topic, plain_fields
from burnish_checks.security.flow.form_tokens import asks_for_tokens, asks_for_tokens_topic
from burnish_checks.security.flow.injected import attributes_taken, objects_handed
from burnish_checks.security.flow.inlets import taint_inlets_topic
from burnish_checks.security.flow.listening import listeners
from burnish_checks.security.flow.models import (
    dependencies,
    function_tables,
    partials,
    plain_option_topic,
    plain_options,
    shared_places,
)  # fmt: skip
from burnish_checks.security.flow.own_texts import own_text_topic, own_texts
from burnish_checks.security.flow.reach import taint_given_topic, taint_gives_topic, taint_harmed_topic, taint_met_topic
from burnish_checks.security.flow.registered import registered_names_topic, registered_topic, registrations
from burnish_checks.security.flow.routing import route_is_long_topic, route_names_topic, route_part_topic, route_parts
from burnish_checks.security.flow.rules import FLOW_RULES, data_flow
from burnish_checks.security.flow.summaries import taint_summary
from burnish_checks.security.hardcoded_secrets import HARDCODED_PASSWORD, HARDCODED_SECRET, secrets_in_source
from burnish_checks.security.held import held, held_topic, settings
from burnish_checks.security.insecure_cookie import insecure_cookie
from burnish_checks.security.insecure_host_key import insecure_host_key, trusting_policies, trusts_hosts
from burnish_checks.security.insecure_jwt import insecure_jwt, verified_besides, verified_besides_topic
from burnish_checks.security.insecure_tls import insecure_tls
from burnish_checks.security.looked_through import members_looked_at, members_looked_at_topic
from burnish_checks.security.macs import makes_macs, signers, signs
from burnish_checks.security.makers import (
    attributes_made,
    constructions,
    literal_topic,
    literals,
    made_by_topic,
    made_with_topic,
    truths,
    truths_topic,
)
from burnish_checks.security.mktemp_race import mktemp_race, predictable_temp_file
from burnish_checks.security.named_expressions import expressions
from burnish_checks.security.operators import is_operators_topic, serves_or_commands
from burnish_checks.security.permissive_cors import names_origins, names_origins_topic, permissive_cors
from burnish_checks.security.permissive_file_mode import permissive_file_mode
from burnish_checks.security.regex_backtracking import regex_backtracking
from burnish_checks.security.request_without_timeout import request_without_timeout, sets_timeouts
from burnish_checks.security.signed_elsewhere import signed_by, signs_elsewhere_topic
from burnish_checks.security.specified import is_specified, specification
from burnish_checks.security.sql_string import sql_string
from burnish_checks.security.starting_programs import partial_executable_path, process_without_shell
from burnish_checks.security.subprocess_shell import subprocess_shell
from burnish_checks.security.template_names import makes_no_pages, template_names
from burnish_checks.security.timing_comparison import timing_comparison
from burnish_checks.security.unsafe_pickle import (
    dumps,
    dumps_topic,
    is_member_topic,
    pickled,
    pickled_into,
    unsafe_pickle,
)
from burnish_checks.security.unsafe_yaml_load import unsafe_yaml_load
from burnish_checks.security.weak_cipher import directions, only_decrypts, weak_cipher
from burnish_checks.security.weak_hash import weak_hash
from burnish_checks.security.weak_key_size import weak_key_size
from burnish_checks.security.weak_random import drawn_for, drawn_for_topic, weak_random

RULES: tuple[Rule, ...] = (
    *FLOW_RULES,
    subprocess_shell,
    dynamic_eval,
    sql_string,
    unsafe_yaml_load,
    unsafe_pickle,
    HARDCODED_PASSWORD,
    HARDCODED_SECRET,
    weak_hash,
    weak_cipher,
    weak_random,
    weak_key_size,
    insecure_tls,
    insecure_cookie,
    insecure_jwt,
    insecure_host_key,
    cleartext_protocol,
    bind_all_interfaces,
    debug_enabled,
    autoescape_off,
    disabled_csrf,
    permissive_cors,
    request_without_timeout,
    mktemp_race,
    predictable_temp_file,
    permissive_file_mode,
    archive_path_escape,
    regex_backtracking,
    timing_comparison,
    assert_in_production,
    partial_executable_path,
    process_without_shell,
    suspicious_import,
    unsafe_xml_parser,
    unchecked_url_scheme,
)
FAMILIES: tuple[Family, ...] = (data_flow, entity_parsers, secrets_in_source)
COLLECTORS: tuple[Collector, ...] = (
    derivations,
    serves_or_commands,
    template_names,
    constructions,
    attributes_made,
    literals,
    own_texts,
    expressions,
    truths,
    taint_summary,
    plain_fields,
    annotation_aliases,
    function_tables,
    dependencies,
    partials,
    listeners,
    shared_places,
    plain_options,
    route_parts,
    attributes_taken,
    objects_handed,
    registrations,
    pickled,
    dumps,
    directions,
    signers,
    signed_by,
    specification,
    held,
    settings,
    trusting_policies,
    asks_sender,
    does_nothing,
    protects_views,
    asks_for_tokens,
    names_origins,
    drawn_for,
    members_looked_at,
    meant_for,
    verified_besides,
)
TOPICS: tuple[Topic, ...] = (
    is_operators_topic,
    sets_timeouts,
    makes_macs,
    signs,
    signs_elsewhere_topic,
    truths_topic,
    plain_option_topic,
    bases_topic,
    made_by_topic,
    imports_module_topic,
    uses_name_topic,
    taint_topic,
    taint_own_topic,
    taint_stored_topic,
    taint_held_topic,
    taint_pattern_topic,
    taint_depended_topic,
    annotation_alias_topic,
    checked_field_topic,
    uploaded_field_topic,
    route_is_long_topic,
    route_names_topic,
    route_part_topic,
    registered_topic,
    registered_names_topic,
    partial_topic,
    taint_given_topic,
    taint_harmed_topic,
    taint_inlets_topic,
    taint_gives_topic,
    taint_met_topic,
    plain_field_topic,
    literal_topic,
    own_text_topic,
    made_with_topic,
    pickled_into,
    dumps_topic,
    only_decrypts,
    is_specified,
    makes_no_pages,
    held_topic,
    trusts_hosts,
    does_nothing_topic,
    proves_sender_topic,
    protects_views_topic,
    asks_for_tokens_topic,
    answered_topic,
    names_origins_topic,
    speaks_of_topic,
    uses_chain_topic,
    is_member_topic,
    drawn_for_topic,
    members_looked_at_topic,
    meant_for_topic,
    verified_besides_topic,
)
