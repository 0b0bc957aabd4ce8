"""The fix of the naming rules: rename everywhere to what the convention asks for."""

from __future__ import annotations

import builtins
import keyword
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Rule, Safety
from burnish_checks.naming.unread import is_named_unread

if TYPE_CHECKING:
    from burnish_checks.renaming.views import Index

_PUBLIC = "`{}` is public: code that uses the package may name it, or look it up by a string."
_KEPT = (
    "`{}` is public and stays as another name for it; messages show the new one, and a class elsewhere that overrides "
    "the old one is no longer asked."
)
_WHY = "The name may be used from outside the workspace, or by way of a string."


def rename_all(target: Target) -> Repair:
    """Rename what the finding is about, in all files, to the name in its `new`; safe if it is local to a function."""
    from burnish_checks.renaming import keep_old_name, rename  # ten modules that no check needs

    new = target.finding.data.get("new", "")
    if not new or not new.isidentifier():
        raise Refused("There is no better name to be had from this one.")
    if keyword.iskeyword(new):
        new += "_"
    start = target.place(target.finding.span).start
    index = cast("Index | None", target.project)
    repair = rename(target.snapshot, start, new, index)
    old = target.finding.data.get("name", "")
    if repair.safety is not Safety.SAFE and not target.block.in_class and hasattr(builtins, new):
        raise Refused(f"`{new}` is built in already.")
    if repair.safety is not Safety.SAFE and not target.block.in_class and _is_local_somewhere(target, new):
        raise Refused(f"`{new}` is a variable of a function here already.")
    if repair.safety is Safety.SAFE or not _is_public(target, old, repair, index):
        return repair
    kept = keep_old_name(target.snapshot, start, new, index, repair)
    if kept is not None:
        return replace(kept, title=f"Rename `{old}` to `{new}` and keep the old name", why=_KEPT.format(old))
    asked = [item if item.path or item.confirm or item.span.start != start else replace(item, confirm=_PUBLIC.format(old))
             for item in repair.changes]  # fmt: skip
    return replace(repair, changes=tuple(asked), why=_PUBLIC.format(old))


def _rename_known(target: Target) -> Repair:
    """The rename of something that can be asked for its name at run time, so that it is never safe."""
    repair = rename_all(target)
    return replace(repair, safety=None, why="") if repair.safety is Safety.SAFE else repair


def _is_local_somewhere(target: Target, name: str) -> bool:
    """Whether a function of the file has a variable of that name, which would hide one of the module."""
    return any(
        scope.is_function and name in scope.bound
        for entry in target.snapshot.entries
        if name in entry.block.text
        for scope in entry.block.walk.scopes.values()
    )


def _is_public(target: Target, name: str, repair: Repair, index: Index | None) -> bool:
    """Whether a name belongs to the face of a package, or files that are not in the index may import it."""
    environment = target.snapshot.environment
    if environment.role.tested:
        return False
    if name in target.snapshot.joined.get("exports", {}):
        return True
    if any(os.path.basename(item.path or "") == "__init__.py" for item in repair.changes):
        return True
    if index is not None and is_named_unread(environment.path, name, index.files):
        return True
    folder, file = os.path.split(environment.path)
    face = os.path.join(folder, "__init__.py")
    if name.startswith("_") or index is None or face not in index.files:
        return False
    stem = os.path.splitext(file)[0]
    hidden = stem.startswith("_") and stem != "__init__"
    return not hidden or re.search(rf"\b{stem}\b", index.text_of(face) or "") is not None


def offer_rename(rules: Iterable[Rule], *, of_locals: bool = False) -> None:
    """Give rules whose findings have `name` and `new` the fix that renames.

    Where the names may be `of_locals`, which nothing else can see, the fix may turn out safe. Functions and classes know
    their names, and decorators may enter them under these.
    """
    for rule in rules:
        rule.fix(
            "Rename `{name}` to `{new}`",
            Safety.UNSAFE,
            why=_WHY,
            at_best=Safety.SAFE if of_locals else None,
            when=lambda finding: bool(finding.data.get("new")) and finding.data["new"] != finding.data.get("name"),
        )(rename_all if of_locals else _rename_known)
