"""The baseline on the command line: which one holds, what it leaves out, and how it shrinks by itself."""

from __future__ import annotations

import argparse
import os
import sys

from burnish.cli.checked import Checked, place_of
from burnish.cli.project import roots_of
from burnish.cli.refusals import NoBaseline
from burnish.cli.wishes import Wishes
from burnish_checks.configuration import Resolution
from burnish_checks.reading import reason_of
from burnish_checks.review.baseline import DEFAULT_NAME, Baseline, load, problem_with, save
from burnish_checks.review.remark import shown_path
from burnish_checks.review.words import plural


def baseline_path(options: argparse.Namespace, wishes: Wishes) -> str:
    """Where the baseline is or would be: as the command line, then the configuration, then custom has it."""
    if options.baseline:
        return os.path.abspath(str(options.baseline))
    resolution = _resolution(options, wishes)
    return os.path.abspath(resolution.baseline or os.path.join(resolution.base, DEFAULT_NAME))


def _resolution(options: argparse.Namespace, wishes: Wishes) -> Resolution:
    root = roots_of(options.paths)[0]
    return wishes.settings(os.path.join(root, "any.py"))[1]


def baseline_of(options: argparse.Namespace, wishes: Wishes) -> Baseline | None:
    """The baseline that holds for a run; None if there is none, or it is not wanted. Raises `NoBaseline`."""
    if options.no_baseline or (options.isolated and not options.baseline):
        return None
    path = baseline_path(options, wishes)
    try:
        found = load(path)
    except OSError as error:
        raise NoBaseline(f"{shown_path(path)} cannot be read: {reason_of(error)}") from error
    if found is None and (problem := problem_with(_resolution(options, wishes))):
        print(place_of(problem), file=sys.stderr)
    if found is not None and found.strange:
        count, first = plural(len(found.strange), "line"), found.strange[0]
        print(
            f"{shown_path(path)}:{first}: {count} of the baseline could not be read and will be ignored",
            file=sys.stderr,
        )
    return found


def without_known(checked: Checked, baseline: Baseline, wishes: Wishes) -> Checked:
    """The result with only the findings that the baseline does not have; the others are told apart where wanted."""
    verdicts = baseline.is_new(checked.path, [(remark.code, remark.key) for remark in checked.remarks])
    fresh = [remark for remark, new in zip(checked.remarks, verdicts, strict=True) if new]
    if not wishes.silenced:
        return checked._replace(remarks=fresh)
    known = [
        remark._replace(silenced="external") for remark, new in zip(checked.remarks, verdicts, strict=True) if not new
    ]
    return checked._replace(remarks=fresh, silenced=[*checked.silenced, *known])


def shrink(baseline: Baseline, options: argparse.Namespace) -> None:
    """Drop what is no longer found, where the run looked for everything.

    Not on a CI server, whose files are not kept, nor under `--watch`, which sees files half written.
    """
    narrowed = options.select or options.ignore or options.profile or options.since or options.ignore_suppressions
    left = baseline.shrunk()
    gone = baseline.entries.total() - left.total()
    if narrowed or options.watch or not gone or os.environ.get("CI"):
        return
    try:
        save(baseline.path, left.elements())
    except OSError as error:
        print(f"burnish: {baseline.path} cannot be written: {reason_of(error)}", file=sys.stderr)
        return
    print(
        f"burnish: {gone} of the known findings are gone, and from {os.path.basename(baseline.path)}", file=sys.stderr
    )
