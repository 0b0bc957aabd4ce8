"""`burnish baseline`: today's findings become known ones; from then on only new ones are shown."""

from __future__ import annotations

import argparse
import os
import sys

from burnish.cli import CLEAN, TROUBLE
from burnish.cli.check_command import complain, results, tell_empty
from burnish.cli.formats import Summary
from burnish.cli.known import baseline_path
from burnish.cli.refusals import NoBaseline
from burnish.cli.wishes import wishes_of
from burnish_checks.reading import reason_of
from burnish_checks.review.baseline import Baseline, Known, load, save
from burnish_checks.review.remark import shown_path
from burnish_checks.review.words import plural


def run(options: argparse.Namespace) -> int:
    """Check everything and write the baseline; the exit code."""
    wishes = wishes_of(options)
    options.baseline = options.output
    path = baseline_path(options, wishes)
    if options.output and os.path.lexists(path) and (path.startswith("/dev/") or not os.path.isfile(path)):
        raise NoBaseline(f"{shown_path(path)} cannot be written: it is not a file.")
    summary = Summary()
    try:
        before = load(path)
    except OSError as error:
        raise NoBaseline(f"{shown_path(path)} cannot be read: {reason_of(error)}") from error
    baseline = before or Baseline(path)
    for checked in results(options, wishes, summary.empty):
        complain(checked, summary)
        name = baseline.relative(checked.path)
        if not checked.trouble:
            baseline.checked.add(name)
        baseline.seen.update(Known(name, remark.code, remark.key) for remark in checked.remarks)
    tell_empty(summary.empty)
    now = baseline.seen + baseline.unchecked()
    try:
        save(path, now.elements())
    except OSError as error:
        print(f"burnish: {path} cannot be written: {reason_of(error)}", file=sys.stderr)
        return TROUBLE
    found = plural(baseline.seen.total(), "finding")
    print(f"{found} in {plural(summary.files, 'file')} recorded in {shown_path(path)}.")
    if before is not None:
        new, gone, kept = (now - before.entries).total(), (before.entries - now).total(), baseline.unchecked().total()
        others = f", and kept {kept:,} of files that were not looked at" if kept else ""
        print(f"That added {new:,} to the {before.entries.total():,} known before, took {gone:,} out{others}.")
    return TROUBLE if summary.unreadable or summary.problems else CLEAN
