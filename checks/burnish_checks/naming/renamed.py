"""The fix of the naming rules: rename everywhere to what the convention asks for."""

from __future__ import annotations

import keyword
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Rule, Safety

if TYPE_CHECKING:
    from burnish_checks.renaming.views import Index

_WHY = "The name may be used from outside the workspace, or by way of a string."


def rename_all(target: Target) -> Repair:
    """Rename what the finding is about, in all files, to the name in its `new`; safe if it is local to a function."""
    from burnish_checks.renaming import rename  # ten modules that no check needs

    new = target.finding.data.get("new", "")
    if not new or not new.isidentifier():
        raise Refused("There is no better name to be had from this one.")
    if keyword.iskeyword(new):
        new += "_"
    start = target.place(target.finding.span).start
    return rename(target.snapshot, start, new, cast("Index | None", target.project))


def offer_rename(rules: Iterable[Rule], *, of_locals: bool = False) -> None:
    """Give rules whose findings have `name` and `new` the fix that renames.

    Where the names may be `of_locals`, which nothing else can see, the fix may turn out safe.
    """
    for rule in rules:
        rule.fix(
            "Rename `{name}` to `{new}`",
            Safety.UNSAFE,
            why=_WHY,
            at_best=Safety.SAFE if of_locals else None,
            when=lambda finding: bool(finding.data.get("new")) and finding.data["new"] != finding.data.get("name"),
        )(rename_all)
