"""Where the rules are documented, and their pages. `python -m burnish_checks.documentation docs/rules` writes them."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from burnish_checks.core.rule import Category, Fix, Rule
from burnish_checks.review.why import why_it_matters
from burnish_checks.review.words import sentences
from burnish_checks.unmended import UNMENDED

_SITE = "https://burnish.readthedocs.io/rules/"


def rule_url(rule: Rule) -> str:
    """The address of the rule's page."""
    return f"{_SITE}{rule.slug}/"


def rule_page(rule: Rule) -> str:
    """The rule's page in Markdown."""
    return f"# {rule.slug}\n\n{_facts(rule)}\n\n{_labelled(rule.documentation)}\n{_fixes_and_silence(rule)}"


def _facts(rule: Rule) -> str:
    """Category, severity and other names, on a line."""
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
    return " · ".join(facts)


def _fixes_and_silence(rule: Rule) -> str:
    text = ""
    if rule.fixes:
        text += "\n## Fixes\n\n" + "".join(f"- {_fix_line(fix)}\n" for fix in rule.fixes)
    if rule.category is not Category.SYNTAX:
        text += f"\nTo silence one finding: `# burnish: ignore[{rule.slug}]` on its line.\n"
    return text


def explained(rule: Rule) -> str:
    """The rule for somebody who has met it and reads on a screen: what, an example, the fixes, and the fine print last."""
    prose, *samples = re.split(r"(?=```python\n)", rule.documentation)
    summary, *details = prose.strip().split("\n\n")
    behind = "".join(samples).strip().rpartition("```")[2].strip()
    details += [behind] if behind else []
    example = rule.documentation[len(prose) :].removesuffix(behind).strip()
    shown = _labelled(f"{summary}\n\n{example}" if example else summary)
    page = f"# {rule.slug}\n\n{_facts(rule)}\n\n{shown.strip()}\n{_fixes_and_silence(rule)}"
    told = ["  " * item.startswith("- ") + f"- {sentence}\n" for item in details for sentence in sentences(item)]
    if told:
        page += "\n## In detail\n\n" + "".join(told)
    return page


def glimpse(rule: Rule) -> str:
    """The rule in short, for somebody who points at a finding: what it is about, why, and where more is told."""
    why = why_it_matters(rule.documentation)
    return f"**{rule.slug}** · {rule.category.value}\n\n{why}\n\n[{rule_url(rule)}]({rule_url(rule)})"


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
    safety = _safety(fix).removesuffix(", automatic")
    return f"**{title}** ({safety}{automatic}){'. ' + fix.why if fix.why else ''}"


def pages() -> dict[str, str]:
    """By file name: every rule's page and the index of them all."""
    from burnish_checks.registry import NOTICES, ruleset

    rules = (*(rule for rule in ruleset().rules if not rule.origin), *NOTICES)
    return {f"{rule.slug}.md": rule_page(rule) for rule in rules} | {"index.md": _index(rules)}


_INDEX_HEADING = "# Rules\n"


def _index(rules: Sequence[Rule]) -> str:
    """The rules by category, a line each."""
    text = f"{_INDEX_HEADING}\nSeverity is that of the default profile; *off* rules run when they are selected.\n"
    for category in Category:
        members = sorted((rule for rule in rules if rule.category is category), key=lambda rule: rule.slug)
        if not members:
            continue
        text += f"\n## {category.value.capitalize()}\n\n| rule | severity | fixes | what |\n|---|---|---|---|\n"
        for rule in members:
            level = rule.severity.name.lower() if rule.default else "off"
            summary = rule.summary.replace("|", "\\|")
            text += f"| [{rule.slug}]({rule.slug}.md) | {level} | {_kinds(rule)} | {summary} |\n"
    return text


def _kinds(rule: Rule) -> str:
    """The safeties of a rule's fixes, automatic first."""
    kinds = ["automatic" if fix.automatic else fix.safety.value for fix in rule.fixes]
    return ", ".join(dict.fromkeys(sorted(kinds, key=["automatic", "safe", "unsafe", "draft"].index)))


def fixes_page() -> str:
    """Every rule with each of its fixes: how safe, whether applied unasked, what may change."""
    from burnish_checks.registry import ruleset

    rules = sorted((rule for rule in ruleset().rules if not rule.origin), key=lambda rule: rule.slug)
    count = sum(len(_titles(rule)) for rule in rules)
    text = (
        "# Fixes\n\n"
        f"{sum(bool(rule.fixes) for rule in rules)} of {len(rules)} rules have {count} fixes. *Safe* keeps behaviour and "
        "comments, *unsafe* may change what the last column says, a *draft* leaves something to fill in. *Automatic* ones "
        "are applied by `burnish fix`, fix-all and on save without being asked for. Where a fix is *safe or unsafe*, each "
        "finding decides: a name that only its function sees, a type that is proved.\n"
    )
    for category in Category:
        members = [rule for rule in rules if rule.category is category]
        if not members:
            continue
        text += f"\n## {category.value.capitalize()}\n\n| rule | fix | safety | what may change |\n|---|---|---|---|\n"
        for rule in members:
            link = f"[{rule.slug}](rules/{rule.slug}.md)"
            for title, fix in _titles(rule).items():
                text += f"| {link} | {title} | {_safety(fix)} | {fix.why.replace('|', chr(92) + '|')} |\n"
            if not rule.fixes:
                text += f"| {link} | - | - | {UNMENDED.get(rule.slug, '')} |\n"
    return text


def _titles(rule: Rule) -> dict[str, Fix]:
    """The fixes by title as a reader sees it, the cuts of one function as one."""
    found: dict[str, Fix] = {}
    for fix in rule.fixes:
        found.setdefault(re.sub(r" \((?:best|second|third) cut\)", "", re.sub(r"\{\w+\}", "…", fix.title)), fix)
    return found


def _safety(fix: Fix) -> str:
    both = f"{fix.at_best.value} or {fix.safety.value}" if fix.at_best not in (None, fix.safety) and fix.at_best else ""
    both = both or ("safe or unsafe" if fix.doubt is not None else "")
    return f"{both or fix.safety.value}{', automatic' if fix.automatic else ''}"


def write(folder: Path) -> None:
    """Write all pages into a folder, and take away those of rules that are no more.

    Raises `ValueError` where the folder holds other pages, which would be taken away.
    """
    index = folder / "index.md"
    if any(folder.glob("*.md")) and not (index.is_file() and index.read_text("utf-8").startswith(_INDEX_HEADING)):
        raise ValueError(f"{folder} holds pages that are not of rules; name docs/rules, or an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for old in folder.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder.parent / "fixes.md").write_text(fixes_page(), encoding="utf-8")


if __name__ == "__main__":
    try:
        write(Path(sys.argv[1]))
    except ValueError as reason:
        sys.exit(f"burnish_checks.documentation: {reason}")
