"""Which fixes the command line may apply, by what was asked for."""

from __future__ import annotations

from dataclasses import dataclass

from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Fix, Safety


@dataclass(frozen=True)
class Permission:
    """Which fixes may be applied."""

    selected: bool
    """Whether the rules were selected by name: then all safe fixes count, not only the automatic ones."""
    unsafe: bool

    def choices(self, target: Target) -> list[Fix]:
        """The fixes of a finding that may be applied, safe ones first.

        A test does on purpose what a rule that is silent in tests warns of: nothing unsafe is done about that. Drafts of
        docstrings, which say little more than the name, are written only where rules are selected.
        """
        fixes = [fix for fix in target.finding.rule.fixes if fix.applies_to(target.finding)]
        on_purpose = not target.finding.rule.in_tests and target.snapshot.environment.role.tested
        if on_purpose:
            fixes = [fix for fix in fixes if fix.may_be(Safety.SAFE)]
        if not self.selected and target.finding.rule.category is Category.DOCSTRINGS:
            fixes = [fix for fix in fixes if fix.safety is not Safety.DRAFT]  # a person is to write them
        if not self.unsafe:
            fixes = [fix for fix in fixes if fix.may_be(Safety.SAFE) and (fix.automatic or self.selected)]
        return sorted(fixes, key=lambda fix: list(Safety).index(fix.safety_for(target))) if fixes[1:] else fixes

    def withheld(self, target: Target) -> str | None:
        """What would allow a fix of a finding that may have none now: its rule's name, or the empty text for `--unsafe`."""
        if self.unsafe or self.choices(target):
            return None
        if not self.selected and Permission(True, False).choices(target):
            return target.finding.rule.slug
        return "" if Permission(self.selected, True).choices(target) else None

    def allows(self, fix: Fix, repair: Repair) -> bool:
        """Whether the repair, which may turn out less safe than its fix, may be applied."""
        return self.unsafe or repair.judged(fix)[0] is Safety.SAFE

    def confirms(self, repair: Repair) -> bool:
        """Whether the repair may be made with nobody to look at it.

        Files are given other names, and what should be looked at is changed, in editors only, where a person sees it. There
        is what has yet to be named, too.
        """
        return not repair.unnamed and not repair.moves and not any(change.confirm for change in repair.changes)
