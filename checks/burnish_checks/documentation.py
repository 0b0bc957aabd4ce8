"""Where the rules are documented, and their pages."""

from __future__ import annotations

import re

from burnish_checks.core.rule import Category, Fix, Rule

_SITE = "https://burnish.readthedocs.io/rules/"


def rule_url(rule: Rule) -> str:
    """The address of the rule's page."""
    return f"{_SITE}{rule.slug}/"


def rule_page(rule: Rule) -> str:
    """The rule's page in Markdown."""
    level = rule.severity.name.lower() if rule.default else f"{rule.severity.name.lower()}, off unless selected"
    facts = [f"category **{rule.category.value}**", f"severity **{level}**"]
    if rule.aliases:
        facts.append("same as " + ", ".join(f"`{alias}`" for alias in rule.aliases))
    if rule.partial_aliases:
        facts.append("in part " + ", ".join(f"`{alias}`" for alias in rule.partial_aliases))
    if not rule.in_tests:
        facts.append("silent in tests")
    if rule.origin:
        facts.append(f"from the plugin `{rule.origin}`")
    page = f"# {rule.slug}\n\n{' · '.join(facts)}\n\n{_labelled(rule.documentation)}\n"
    if rule.fixes:
        page += "\n## Fixes\n\n" + "".join(f"- {_fix_line(fix)}\n" for fix in rule.fixes)
    if rule.category is not Category.SYNTAX:
        page += f"\nTo silence one finding: `# burnish: ignore[{rule.slug}]` on its line.\n"
    return page


def _labelled(documentation: str) -> str:
    """The documentation with a word before its first sample, which is flagged, and before the second, which is not."""
    parts = documentation.split("```python\n")
    if len(parts) < 3:
        return documentation
    first, second = parts[0].rstrip(), parts[1].rstrip()
    return "```python\n".join([first + "\n\nFlagged:\n\n", second + "\n\nGood:\n\n", *parts[2:]])


def _fix_line(fix: Fix) -> str:
    title = re.sub(r"\{\w+\}", "…", fix.title)
    automatic = ", applied by `burnish fix` without asking" if fix.automatic else ""
    return f"**{title}** ({fix.safety.value}{automatic}){'. ' + fix.why if fix.why else ''}"
