"""Hover over findings; hover and completion inside suppression comments and settings files."""

from __future__ import annotations

import re

from lsprotocol import types

from burnish.lsp.plain import moved, range_of
from burnish.lsp.session import Session
from burnish.lsp.settings_text import SettingsText
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Rule, Severity
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.documentation import explained, glimpse
from burnish_checks.registry import by_slug, named, ruleset

_COMMENT = re.compile(r"#[^#]*?\b(?:burnish:\s*ignore(?:-file)?|noqa\b|nosec\b|pylint:\s*disable)")
_OPEN = re.compile(r"#\s*burnish:\s*ignore(?:-file)?\[[^\]]*$")
_NAME = re.compile(r"[\w-]+")
_MOST_EXPLAINED = 3


def hover(session: Session, params: types.HoverParams) -> types.Hover | None:
    """`textDocument/hover`: the page of the rule that a suppression comment names, or what the rule of a finding is about."""
    settings = session.settings_texts.get(params.text_document.uri)
    if settings is not None:
        return _hover_in_settings(session, settings, params.position)
    found = session.at(params.text_document.uri)
    if found is None:
        return None
    document, first = found
    place = moved(types.Range(params.position, params.position), first)
    span = session.span_of(document, place)
    line = document.snapshot.lines[span.start_line]
    comment = _COMMENT.search(line)
    if comment is None or span.start_column < comment.start():
        about = _hover_over_finding(session, document.visible, span)
        return _moved_hover(about, -first) if about is not None else None
    name = next((item for item in _NAME.finditer(line, comment.end()) if item.start() <= span.start_column <= item.end()),
                None)  # fmt: skip
    rules = _rules(name.group()) if name is not None else ()
    if name is None or not rules:
        return None
    whole = span._replace(start_column=name.start(), end_line=span.start_line, end_column=name.end())
    where = range_of(whole, document.snapshot.lines, session.client.encoding)
    return _pages(session, rules, moved(where, -first))


def _hover_over_finding(session: Session, snapshot: Snapshot, place: Span) -> types.Hover | None:
    """What the rules of the findings at a place are about. Hints are left out: they stand under most names of old code."""
    rules: dict[Rule, Span] = {}
    for item in snapshot.findings():
        loud = item.finding.severity if item.finding.severity is not None else item.finding.rule.severity
        if loud < Severity.HINT and item.span.start <= place.start <= item.span.end:
            rules.setdefault(item.finding.rule, item.span)
    if not rules:
        return None
    where = range_of(
        min(rules.values(), key=lambda span: (span.end, span.start)), snapshot.lines, session.client.encoding
    )
    return _markup(session, "\n\n---\n\n".join(map(glimpse, list(rules)[:_MOST_EXPLAINED])), where)


def _moved_hover(about: types.Hover, lines: int) -> types.Hover:
    """A hover as many lines further down: a cell of a notebook begins at its own first."""
    return types.Hover(about.contents, moved(about.range, lines) if about.range is not None else None)


def _hover_in_settings(session: Session, settings: SettingsText, place: types.Position) -> types.Hover | None:
    encoding = session.client.encoding
    word = settings.word_at(place, encoding)
    rules = _rules(word[1]) if word is not None else ()
    if word is not None and rules:
        return _pages(session, rules, word[0])
    explained = settings.explained(place, encoding)
    return _markup(session, explained[1], explained[0]) if explained is not None else None


def _pages(session: Session, rules: tuple[Rule, ...], where: types.Range) -> types.Hover:
    return _markup(session, "\n\n---\n\n".join(explained(rule) for rule in rules[:_MOST_EXPLAINED]), where)


def _markup(session: Session, text: str, where: types.Range) -> types.Hover:
    kind = types.MarkupKind.Markdown if session.client.markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, text), where)


def completion(session: Session, params: types.CompletionParams) -> list[types.CompletionItem] | None:
    """`textDocument/completion`: the slugs of rules inside `# burnish: ignore[`; those found in the line first."""
    settings = session.settings_texts.get(params.text_document.uri)
    if settings is not None:
        return settings.completion(params.position, session.client.encoding)
    found = session.at(params.text_document.uri)
    if found is None:
        return None
    document, first = found
    span = session.span_of(document, moved(types.Range(params.position, params.position), first))
    before = document.snapshot.lines[span.start_line][: span.start_column]
    if not _OPEN.search(before):
        return None
    typed = len(before) - len(before.rstrip("abcdefghijklmnopqrstuvwxyz0123456789-"))
    start = span._replace(
        start_column=span.start_column - typed, end_line=span.start_line, end_column=span.start_column
    )
    where = moved(range_of(start, document.snapshot.lines, session.client.encoding), -first)
    index = document.snapshot.entry_at(span.start_line)
    entry = document.snapshot.entries[index]
    here = {finding.rule.slug for finding in (*entry.own, *entry.shown)}
    return [
        types.CompletionItem(
            rule.slug,
            kind=types.CompletionItemKind.EnumMember,
            detail=f"{rule.category.value}: {rule.summary}",
            sort_text=f"{0 if rule.slug in here else 1}{rule.slug}",
            text_edit=types.TextEdit(where, rule.slug),
        )
        for rule in ruleset().rules
    ]


def _rules(name: str) -> tuple[Rule, ...]:
    rule = by_slug().get(name)
    return (rule,) if rule is not None else named(name) if any(letter.isdigit() for letter in name) else ()
