"""Where the rules are documented."""

from __future__ import annotations

from burnish_checks.core.rule import Rule

_SITE = "https://burnish.readthedocs.io/rules/"


def rule_url(rule: Rule) -> str:
    """The address of the rule's page."""
    return f"{_SITE}{rule.slug}/"
