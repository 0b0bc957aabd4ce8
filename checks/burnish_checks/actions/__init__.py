"""The refactorings that need no finding."""

from __future__ import annotations

from burnish_checks.core.action import Action

ACTIONS: tuple[Action, ...] = ()
