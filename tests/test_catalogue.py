"""What the product promises to check is there: no rule is lost, each has its fixture, and a code means one rule."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from burnish_checks.core.rule import Safety
from burnish_checks.registry import named, ruleset
from tests.fixture_files import fixtures

CATALOGUE = {
    "security": """
        sql-injection command-injection code-injection path-traversal cross-site-scripting
        server-side-request-forgery open-redirect unsafe-deserialization xml-external-entity
        xpath-injection ldap-injection template-injection log-injection trust-boundary-violation
        subprocess-shell dynamic-eval sql-string unsafe-yaml-load unsafe-pickle hardcoded-password
        hardcoded-secret weak-hash weak-cipher weak-random weak-key-size insecure-tls insecure-cookie
        insecure-jwt insecure-host-key cleartext-protocol bind-all-interfaces debug-enabled
        autoescape-off disabled-csrf request-without-timeout mktemp-race predictable-temp-file
        permissive-cors permissive-file-mode archive-path-escape regex-backtracking timing-comparison
        assert-in-production partial-executable-path process-without-shell suspicious-import
        unsafe-xml-parser unchecked-url-scheme
    """,
    "naming": """
        class-name exception-name type-variable-name function-name argument-name method-first-argument
        mixed-naming variable-name class-attribute-name module-variable-name constant-name
        shadowed-builtin ambiguous-name import-alias-name module-name
    """,
    "typing": """
        missing-parameter-annotation missing-variadic-annotation missing-return-annotation
        missing-attribute-annotation partial-annotations implicit-optional any-annotation
        contradicting-default untyped-empty-container deprecated-typing-alias
    """,
    "validation": """
        schema-invalid schema-open-object schema-unbounded-string schema-unbounded-number
        schema-unbounded-array schema-untyped-property schema-required-undefined
        schema-unanchored-pattern schema-format-unchecked unvalidated-request-input unvalidated-argument
        loose-model assert-as-validation
    """,
    "errors": """
        bare-except broad-except lost-cause uninformative-error generic-raise swallowed-exception
        redundant-handler unreachable-handler useless-reraise return-in-finally raise-not-implemented
        unused-exception-name logging-without-traceback oversized-try
    """,
    "organization": """
        long-function complex-function tangled-function deep-nesting too-many-parameters
        too-many-branches too-many-returns too-many-locals large-class long-module duplicate-code
        mergeable-if needless-else
    """,
    "docstrings": """
        missing-module-docstring missing-class-docstring missing-function-docstring
        missing-method-docstring empty-docstring undocumented-parameter stale-parameter
        undocumented-raises undocumented-return
    """,
    "constants": """
        magic-number repeated-string hardcoded-path hardcoded-url hardcoded-address
    """,
    "imports": """
        unused-import redefined-import duplicate-import star-import misplaced-import typing-only-import
    """,
}
"""Every slug by category. A rule may be added; none may go or move, for settings and comments name them."""
OFF = """
    log-injection trust-boundary-violation partial-executable-path missing-attribute-annotation partial-annotations
    any-annotation untyped-empty-container deprecated-typing-alias loose-model oversized-try too-many-locals
    duplicate-code hardcoded-path hardcoded-url hardcoded-address typing-only-import process-without-shell
    suspicious-import unsafe-xml-parser unchecked-url-scheme
"""
"""On only where they are selected."""
LOUDNESS = {
    "error": """
        sql-injection command-injection code-injection path-traversal cross-site-scripting
        server-side-request-forgery open-redirect unsafe-deserialization xml-external-entity xpath-injection
        ldap-injection template-injection log-injection trust-boundary-violation schema-invalid
    """,
    "warning": """
        subprocess-shell sql-string unsafe-yaml-load hardcoded-password hardcoded-secret weak-hash
        weak-cipher weak-random weak-key-size insecure-tls insecure-cookie insecure-jwt insecure-host-key
        cleartext-protocol bind-all-interfaces debug-enabled autoescape-off disabled-csrf
        request-without-timeout mktemp-race permissive-file-mode archive-path-escape regex-backtracking
        timing-comparison assert-in-production schema-open-object schema-required-undefined
        schema-unanchored-pattern schema-format-unchecked unvalidated-request-input bare-except broad-except
        lost-cause swallowed-exception unreachable-handler useless-reraise return-in-finally
        raise-not-implemented unused-import
    """,
    "hint": """
        predictable-temp-file process-without-shell suspicious-import unsafe-xml-parser unchecked-url-scheme
        shadowed-builtin ambiguous-name missing-parameter-annotation missing-variadic-annotation
        missing-return-annotation missing-attribute-annotation schema-unbounded-string
        schema-unbounded-number schema-unbounded-array too-many-parameters long-module mergeable-if
        empty-docstring needless-else missing-module-docstring missing-class-docstring missing-function-docstring
        missing-method-docstring undocumented-parameter undocumented-raises undocumented-return
        repeated-string
    """,
}
"""How loud a rule is unless its finding or the user says otherwise; all others are information."""
FIXES = {
    "unsafe": """
        sql-injection command-injection code-injection cross-site-scripting unsafe-deserialization xml-external-entity
        ldap-injection subprocess-shell dynamic-eval sql-string unsafe-yaml-load hardcoded-password hardcoded-secret
        weak-cipher weak-random weak-key-size insecure-tls insecure-cookie insecure-jwt insecure-host-key
        cleartext-protocol bind-all-interfaces debug-enabled autoescape-off disabled-csrf request-without-timeout
        mktemp-race permissive-cors permissive-file-mode archive-path-escape timing-comparison assert-in-production
        unsafe-xml-parser
        class-name exception-name type-variable-name function-name mixed-naming class-attribute-name
        module-variable-name constant-name module-name missing-attribute-annotation partial-annotations any-annotation
        contradicting-default untyped-empty-container schema-invalid schema-open-object schema-unanchored-pattern
        schema-format-unchecked unvalidated-argument assert-as-validation bare-except broad-except uninformative-error
        return-in-finally raise-not-implemented logging-without-traceback star-import misplaced-import
        typing-only-import
    """,
    "safe unsafe": """
        argument-name method-first-argument variable-name shadowed-builtin ambiguous-name import-alias-name
        missing-parameter-annotation missing-variadic-annotation missing-return-annotation oversized-try
        swallowed-exception unused-import
    """,
    "safe": """
        implicit-optional deprecated-typing-alias long-function complex-function tangled-function deep-nesting
        too-many-branches too-many-returns too-many-locals magic-number repeated-string hardcoded-path hardcoded-url
        hardcoded-address
    """,
    "automatic": """
        redundant-handler useless-reraise unused-exception-name mergeable-if needless-else duplicate-import lost-cause
    """,
    "automatic unsafe": "unreachable-handler redefined-import",
    "draft": """
        schema-unbounded-string schema-unbounded-number schema-unbounded-array schema-untyped-property
        unvalidated-request-input duplicate-code missing-module-docstring missing-class-docstring
        missing-function-docstring missing-method-docstring empty-docstring undocumented-parameter stale-parameter
        undocumented-raises undocumented-return
    """,
    "draft unsafe": "weak-hash loose-model schema-required-undefined generic-raise",
    "": """
        path-traversal server-side-request-forgery open-redirect xpath-injection template-injection log-injection
        trust-boundary-violation unsafe-pickle predictable-temp-file regex-backtracking partial-executable-path
        process-without-shell suspicious-import unchecked-url-scheme too-many-parameters large-class long-module
    """,
}
"""What the fixes of a rule are where nothing about a finding says otherwise: a rule loses none, and none gets bolder unseen."""
SHARED_CODES = {"C0103", "W0404"}
"""pylint has one code for all names, and one for both ways to import twice."""
RULES = [rule for rule in ruleset().rules if not rule.origin]


@pytest.mark.parametrize("category", CATALOGUE)
def test_every_rule_of_the_catalogue_is_in_its_category(category: str) -> None:
    there = {rule.slug for rule in RULES if rule.category.value == category}
    assert there >= set(CATALOGUE[category].split())


def test_what_is_off_by_default() -> None:
    assert {rule.slug for rule in RULES if not rule.default} == set(OFF.split())


def test_how_loud_each_is_by_default() -> None:
    loud = {slug: level for level, slugs in LOUDNESS.items() for slug in slugs.split()}
    assert {rule.slug: rule.severity.name.lower() for rule in RULES} == {
        rule.slug: loud.get(rule.slug, "information") for rule in RULES
    }


def test_what_fixes_each_has() -> None:
    promised = {slug: set(kinds.split()) for kinds, slugs in FIXES.items() for slug in slugs.split()}
    there: dict[str, set[str]] = {}
    for rule in RULES:
        kinds = there[rule.slug] = set()
        for fix in rule.fixes:
            kinds |= {"automatic"} if fix.automatic else {kind.value for kind in Safety if fix.may_be(kind)}
        kinds -= {"safe"} if "automatic" in kinds else set()
    assert there == promised


def test_what_may_change_is_said_in_a_sentence() -> None:
    unsaid = [
        f"{rule.slug}: {fix.title}"
        for rule in RULES
        for fix in rule.fixes
        if fix.safety is not Safety.SAFE and not re.fullmatch(r"[A-Z`].{10,}\.", fix.why)
    ]
    assert unsaid == []


def test_every_rule_has_a_fixture_that_finds_it() -> None:
    found = {slug for fixture in fixtures() for _, slug, _ in fixture.expected}
    assert [rule.slug for rule in RULES if rule.slug not in found] == []


def test_a_code_means_one_rule() -> None:
    counts = Counter(alias for rule in RULES for alias in rule.aliases)
    assert {alias for alias, count in counts.items() if count > 1} == SHARED_CODES
    assert [rule.slug for rule in RULES if set(rule.aliases) & set(rule.partial_aliases)] == []
    assert all(named(alias) == named(alias.lower()) for alias in counts)
