"""What a command asks of each file, as plain values that can be handed to a worker process."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from burnish_checks.configuration import Resolution, resolve
from burnish_checks.core.settings import Settings
from burnish_checks.reading import SourceText, decode, read


@dataclass(frozen=True)
class Wishes:
    """The part of the command line that changes what is found in a file."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    profile: str | None = None
    config: str | None = None
    isolated: bool = False
    honour_suppressions: bool = True
    fixes: bool = False
    merits: bool = False
    """Whether the review's facts of each file are wanted."""
    silenced: bool = False
    """Whether findings that comments suppress are wanted too, apart."""
    exclude: tuple[str, ...] = ()
    """Patterns of files to leave out beside those of the configuration, relative to the current folder."""
    force_exclude: bool = False
    """Whether files are left out that are named, too."""
    overlay: Mapping[str, bytes | None] | None = field(default=None, compare=False)
    """By absolute path: what to read in place of a file, None for a file to be taken as missing."""

    def read(self, path: str, data: bytes | None = None) -> SourceText:
        """The text of a file: `data` if given, else the overlay's, else what is on disk. Raises `Unreadable`."""
        if data is not None:
            return decode(data)
        instead = self.overlay.get(os.path.realpath(path)) if self.overlay else None
        return decode(instead) if instead is not None else read(path)

    def settings(self, path: str) -> tuple[Settings, Resolution]:
        """The settings of a file with the command line's word over the configuration's.

        `--select` names the whole set: what the configuration selects, ignores or leaves to peers does not count.
        """
        found = resolve(path, config=self.config, isolated=self.isolated)
        settings = found.settings
        changes: dict[str, Any] = {}
        if self.select is not None:
            changes.update(select=self.select, only_selected=True, ignore=())
        if self.ignore:
            changes["ignore"] = (*changes.get("ignore", settings.ignore), *self.ignore)
        if self.profile:
            changes["profile"] = self.profile
        if not self.honour_suppressions:
            changes["honour_suppressions"] = False
        return (replace(settings, **changes) if changes else settings), found


def wishes_of(options: argparse.Namespace, *, merits: bool = False) -> Wishes:
    """What the arguments of a command ask for."""
    return Wishes(
        options.select,
        options.ignore or (),
        getattr(options, "profile", None),
        os.path.abspath(options.config) if options.config else None,
        options.isolated,
        not getattr(options, "ignore_suppressions", False),
        getattr(options, "fixes", False),
        merits,
        getattr(options, "output_format", "") == "sarif",
        getattr(options, "exclude", None) or (),
        getattr(options, "force_exclude", False),
    )
