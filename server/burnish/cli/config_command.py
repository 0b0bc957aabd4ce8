"""`burnish config`: the settings that hold for a file, and where each came from."""

from __future__ import annotations

import argparse
import enum
import json
import os
import sys
from typing import Any

from burnish.cli import CLEAN, TROUBLE
from burnish.cli.checked import place_of
from burnish.cli.formats.text_format import left_to
from burnish_checks.configuration import OPTIONS, Resolution, resolve
from burnish_checks.configuration.publishing import editor_settings, schema_text, settings_page
from burnish_checks.review.remark import shown_path

_LONGEST_SHOWN = 60


def run(options: argparse.Namespace) -> int:
    """Show settings; 2 if something is wrong with them."""
    if options.output_format == "schema":
        sys.stdout.write(schema_text())
        return CLEAN
    if options.output_format == "vscode":
        print(json.dumps(editor_settings(), indent=2))
        return CLEAN
    if options.output_format == "markdown":
        sys.stdout.write(settings_page())
        return CLEAN
    if not os.path.exists(options.path):
        print(f"burnish: there is no file or folder {options.path!r}", file=sys.stderr)
        return TROUBLE
    path = os.path.join(options.path, "any.py") if os.path.isdir(options.path) else options.path
    config = os.path.abspath(options.config) if options.config else None
    found = resolve(path, config=config, isolated=options.isolated)
    rows = [
        (option.name, _value(option.name, found), _origin(option.name, found))
        for option in OPTIONS
        if not option.client_only
    ]
    if options.output_format == "json":
        print(json.dumps({name: {"value": value, "from": origin} for name, value, origin in rows}, indent=2))
    else:
        widest = max(len(name) for name, _, _ in rows)
        for name, value, origin in rows:
            print(f"{name:{widest}}  {_short(value)}  ({origin})")
        if found.off_here:
            print(f"Switched off for this file by per-file-ignores: {', '.join(found.off_here)}")
        for peer, slugs in found.deferred.items():
            print(f"{left_to(peer)}: {', '.join(slugs)}")
    for problem in found.problems:
        print(place_of(problem), file=sys.stderr)
    return TROUBLE if found.problems else CLEAN


def _short(value: Any) -> str:
    """A value as JSON; of a long list its first items."""
    text = json.dumps(value)
    if not isinstance(value, list) or len(text) < _LONGEST_SHOWN:
        return text
    shown = list(value)
    while len(shown) > 1 and len(json.dumps(shown)) > _LONGEST_SHOWN - len(", … 00 more]"):
        shown.pop()
    return f"{json.dumps(shown)[:-1]}, … {len(value) - len(shown)} more]" if len(shown) < len(value) else text


def _value(name: str, found: Resolution) -> Any:
    """The value of an option as TOML would have it."""
    option = next(item for item in OPTIONS if item.name == name)
    if name == "extend":
        return found.extend
    if name == "baseline":
        return shown_path(found.baseline) if found.baseline else option.default
    value: Any = found.configured
    for part in option.field.split("."):
        value = getattr(value, part)
    if name == "exclude" and not value:
        return option.default
    if name == "target-version":
        return f"{value[0]}.{value[1]}"
    return _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, enum.Enum):
        return value.name.lower()
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _origin(name: str, found: Resolution) -> str:
    origin = found.origins[name]
    path, _, line = origin.rpartition(":")
    return f"{shown_path(path)}:{line}" if line.isdigit() and path else origin
