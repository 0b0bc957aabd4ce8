"""The refactorings that need no finding."""

from __future__ import annotations

from burnish_checks.actions import annotate, constant, docstring, function, guard, imports, inline, variable
from burnish_checks.core.action import Action

ACTIONS: tuple[Action, ...] = (
    function.extract_function,
    guard.guard_clause,
    constant.extract_constant,
    variable.extract_variable,
    inline.inline_variable,
    annotate.annotate_function,
    annotate.annotate_class,
    annotate.annotate_file,
    docstring.docstring,
    docstring.docstrings_of_file,
    imports.organize_imports,
    imports.expand_star_import,
)
