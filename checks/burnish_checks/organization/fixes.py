"""The fixes of the rules about size and of `duplicate-code`.

What works them out is imported when one is wanted: it takes 9 ms, and a server offers fixes before it needs any.
"""

from __future__ import annotations

from collections.abc import Callable

from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Rule, Safety
from burnish_checks.organization import size_rules
from burnish_checks.organization.duplicates import duplicate_code

_ORDINALS = ("best", "second", "third")
_CUT = (
    size_rules.long_function,
    size_rules.complex_function,
    size_rules.tangled_function,
    size_rules.deep_nesting,
    size_rules.too_many_branches,
    size_rules.too_many_returns,
    size_rules.too_many_locals,
)
_MAY_HIDE = "A base class in another file, or a subclass, may have a method of that name already."
_BY_CHANCE = "The two may be alike by chance and be meant to change apart."


def _may_hide(target: Target) -> bool:
    """Whether the function may become a method of a class with ancestors, which can have one of that name."""
    around = target.snapshot.view.enclosing(target.index)
    return any(item.word == "class" and set(item.bases) - {"object"} for item in around)


def _extract(rule: Rule, nth: int) -> Callable[[Target], Repair]:
    def extract(target: Target) -> Repair:
        from burnish_checks.organization import cutting

        return cutting.extract(target, rule, nth)

    return extract


def _flatten(rule: Rule) -> Callable[[Target], Repair]:
    def flatten(target: Target) -> Repair:
        from burnish_checks.organization import cutting

        return cutting.flatten(target, rule)

    return flatten


def _is_in_one_file(finding: Finding) -> bool:
    return "other" in finding.data


@duplicate_code.fix(
    "Extract what is repeated and call it in both places", Safety.DRAFT, why=_BY_CHANCE, when=_is_in_one_file
)
def share(target: Target) -> Repair:
    """One function for both places."""
    from burnish_checks.organization import sharing

    return sharing.share(target)


for _rule in _CUT:
    for _nth, _ordinal in enumerate(_ORDINALS):
        _rule.fix(f"Extract a function ({_ordinal} cut)", Safety.SAFE, why=_MAY_HIDE, doubt=_may_hide)(
            _extract(_rule, _nth)
        )
for _rule in (size_rules.deep_nesting, size_rules.tangled_function):
    _rule.fix("Convert to a guard clause", Safety.SAFE)(_flatten(_rule))
