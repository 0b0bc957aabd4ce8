"""`burnish completion`: the script by which a shell completes commands, options, rules and files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping

from burnish.cli import CLEAN, TROUBLE

_FILES = ("PATH", "FILE", "NAME.py")
_RULES = ("X,..", "NAME")


def run(options: argparse.Namespace) -> int:
    """Write the script for a shell."""
    try:
        import shtab
    except ImportError:
        print("burnish: completion needs shtab: pip install 'burnish[terminal]'", file=sys.stderr)
        return TROUBLE
    from burnish.cli.arguments import parser

    complete = parser()
    _describe(complete, shtab.FILE)
    print(shtab.complete(complete, options.shell))
    return CLEAN


def _describe(parser: argparse.ArgumentParser, files: Mapping[str, object]) -> None:
    """Say of each argument what it takes: a file, or the name of a rule."""
    from burnish_checks.core.rule import Category
    from burnish_checks.registry import by_slug

    rules = sorted({*by_slug(), *(category.value for category in Category)})
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                _describe(inner, files)
        elif action.metavar in _FILES:
            action.complete = files  # type: ignore[attr-defined]
        elif action.metavar in _RULES and not action.choices:
            action.choices = rules
