"""`burnish rule`: what a rule is about, as text, Markdown or JSON."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from itertools import groupby

from burnish.cli import CLEAN, TROUBLE
from burnish_checks.core.rule import Category, Rule
from burnish_checks.documentation import explained, rule_page, rule_url


def run(options: argparse.Namespace) -> int:
    """Explain one rule, all that a name means, or list every rule."""
    from burnish_checks.registry import by_slug, named, nearest

    if options.name is None and not options.all and options.output_format == "text":
        print("burnish: name a rule, a category or another tool's code (F401); --all lists the rules", file=sys.stderr)
        return TROUBLE
    rules = tuple(by_slug().values()) if options.all or options.name is None else named(options.name)
    if not rules:
        close = nearest(options.name)
        meant = f" Did you mean `{close}`?" if close else ""
        print(f"burnish: there is no rule `{options.name}`.{meant}", file=sys.stderr)
        return TROUBLE
    if options.output_format == "json":
        print(json.dumps([as_json(rule) for rule in rules], indent=2))
    elif options.all and options.output_format == "text":
        return _list()
    else:
        write = rule_page if options.output_format == "markdown" else explained
        text = "\n\n".join(map(write, rules))
        _show(text, options.output_format == "text" and sys.stdout.isatty())
    return CLEAN


def as_json(rule: Rule) -> dict[str, object]:
    """A rule as plain values."""
    return {
        "name": rule.slug,
        "category": rule.category.value,
        "severity": rule.severity.name.lower(),
        "default": rule.default,
        "inTests": rule.in_tests,
        "aliases": list(rule.aliases),
        "partialAliases": list(rule.partial_aliases),
        "summary": rule.summary,
        "documentation": rule.documentation,
        "url": rule_url(rule),
        "fixes": [
            {"title": fix.title, "safety": fix.safety.value, "automatic": fix.automatic, "why": fix.why}
            for fix in rule.fixes
        ],
        **({"origin": rule.origin} if rule.origin else {}),
    }


def _list() -> int:
    """Every rule on one line, by category."""
    from burnish_checks.registry import ruleset

    rules = ruleset().rules
    widest = max((len(rule.slug) for rule in rules), default=0)
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    listed = sorted(rules, key=lambda rule: (list(Category).index(rule.category), rule.slug))
    for number, (category, members) in enumerate(groupby(listed, key=lambda rule: rule.category)):
        if number:
            print()
        print(category.value)
        for rule in members:
            level = rule.severity.name.lower() if rule.default else "off"
            line = f"  {rule.slug:{widest}}  {level:11}  {rule.summary}"
            print(f"{line[: columns - 1]}…" if columns and len(line) > columns else line)
    return CLEAN


def _show(text: str, rich: bool) -> None:
    if not rich:
        print(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(text))
