"""The refactorings that need no finding."""

from __future__ import annotations

from burnish_checks.actions import function, guard
from burnish_checks.core.action import Action

ACTIONS: tuple[Action, ...] = (function.extract_function, guard.guard_clause)
