"""`burnish baseline`: today's findings become known ones; from then on only new ones are shown."""

from __future__ import annotations

import argparse
import sys

from burnish.cli import CLEAN, TROUBLE
from burnish.cli.check_command import complain, results
from burnish.cli.formats import Summary
from burnish.cli.formats.text_format import plural
from burnish.cli.known import baseline_path
from burnish.cli.wishes import wishes_of
from burnish_checks.reading import reason_of
from burnish_checks.review.baseline import Baseline, Known, save
from burnish_checks.review.remark import shown_path


def run(options: argparse.Namespace) -> int:
    """Check everything and write the baseline; the exit code."""
    wishes = wishes_of(options)
    options.baseline = options.output
    path = baseline_path(options, wishes)
    summary = Summary()
    baseline = Baseline(path)
    for checked in results(options, wishes):
        complain(checked, summary)
        name = baseline.relative(checked.path)
        baseline.entries.update(Known(name, remark.code, remark.key) for remark in checked.remarks)
    try:
        save(path, baseline.entries.elements())
    except OSError as error:
        print(f"burnish: {path} cannot be written: {reason_of(error)}", file=sys.stderr)
        return TROUBLE
    found = plural(baseline.entries.total(), "finding")
    print(f"{found} in {plural(summary.files, 'file')} recorded in {shown_path(path)}.")
    return TROUBLE if summary.unreadable else CLEAN
