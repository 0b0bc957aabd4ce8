"""The rules of the category typing; a rule is registered by adding it to `RULES`."""

from __future__ import annotations

from burnish_checks.core.rule import Rule
from burnish_checks.typing import add_type_hints as add_type_hints
from burnish_checks.typing import missing_annotations, partial_annotations
from burnish_checks.typing.aliases import refuses_none, type_aliases
from burnish_checks.typing.any_annotation import any_annotation
from burnish_checks.typing.contradicting_default import contradicting_default
from burnish_checks.typing.deprecated_typing_alias import deprecated_typing_alias
from burnish_checks.typing.implicit_optional import implicit_optional
from burnish_checks.typing.untyped_empty_container import untyped_empty_container

RULES: tuple[Rule, ...] = (
    *missing_annotations.RULES,
    partial_annotations.partial_annotations,
    implicit_optional,
    any_annotation,
    contradicting_default,
    untyped_empty_container,
    deprecated_typing_alias,
)
FAMILIES = missing_annotations.FAMILIES
COLLECTORS = (*missing_annotations.COLLECTORS, *partial_annotations.COLLECTORS, type_aliases)
TOPICS = (*missing_annotations.TOPICS, *partial_annotations.TOPICS, refuses_none)
