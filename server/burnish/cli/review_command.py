"""`burnish review`: the text a good reviewer would write about files, a package or a change."""

from __future__ import annotations

import argparse
import json
import os
import sys

from burnish.cli import CLEAN, TROUBLE
from burnish.cli.check_command import complain, results, tell_empty
from burnish.cli.formats import Summary
from burnish.cli.wishes import wishes_of
from burnish_checks.review.report import FileReport, Review, as_json, review_of


def run(options: argparse.Namespace) -> int:
    """Review the inputs; 0, or 2 where something could not be read."""
    summary = Summary()
    files: list[FileReport] = []
    for checked in results(options, wishes_of(options, merits=True), summary.empty):
        complain(checked, summary)
        files.append(
            FileReport(checked.path, checked.remarks, checked.lines, checked.failures, checked.trouble, checked.merits)
        )
    sys.stdout.write(written(review_of(files, title_of(options)), options.output_format))
    tell_empty(summary.empty)
    return TROUBLE if summary.unreadable or summary.problems else CLEAN


def written(review: Review, form: str) -> str:
    """The review in a format."""
    if form == "json":
        return json.dumps(as_json(review), indent=2) + "\n"
    if form == "html":
        from burnish_checks.review.html import html

        return html(review)
    from burnish_checks.review.markdown import markdown

    return markdown(review)


def title_of(options: argparse.Namespace) -> str:
    """What the review is about, in words."""
    paths = [_name_of(path) for path in options.paths]
    names = ", ".join(f"`{path}`" for path in paths[:3]) + (" and more" if len(paths) > 3 else "")
    return f"the changes in {names} since `{options.since}`" if options.since else names


def _name_of(path: str) -> str:
    if path == "-":
        return "standard input"
    return os.path.basename(os.path.abspath(path)) if path in (".", "..") else os.path.normpath(path)
