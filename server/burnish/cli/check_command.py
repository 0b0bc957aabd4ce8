"""`burnish check`: files in, findings out, as they come."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator

from burnish.cli import CLEAN, FINDINGS, TROUBLE
from burnish.cli.checked import Checked
from burnish.cli.formats import Summary, make
from burnish.cli.formats.text_format import drawn
from burnish.cli.inputs import inputs
from burnish.cli.known import baseline_of, shrink, without_known
from burnish.cli.pool import check_all
from burnish.cli.progress import Progress
from burnish.cli.refusals import NoCluster
from burnish.cli.wishes import Wishes, wishes_of
from burnish_checks.configuration.options import LEVELS
from burnish_checks.core.rule import Category

_CATEGORIES = frozenset({"all", *(category.value for category in Category)})


def run(options: argparse.Namespace) -> int:
    """Check the inputs, with `--watch` again and again; the exit code."""
    if not options.watch:
        return _check(options)
    missing = [path for path in options.paths if not os.path.exists(path)]
    if missing:
        print(f"burnish: --watch: there is no such file or folder: {', '.join(missing)}", file=sys.stderr)
        return TROUBLE
    from burnish.cli.watching import watching

    return watching(options.paths, lambda: _check(options))


def _check(options: argparse.Namespace) -> int:
    wishes = wishes_of(options)
    name = "statistics" if options.statistics else options.output_format
    chosen = wishes.select is not None or wishes.profile == "strict"
    by_category = wishes.select is not None and _CATEGORIES.issuperset(wishes.select)
    text = {"hints_by_file": chosen, "folds": by_category, "quiet": options.quiet}
    told = {"text": text, "github": {"hints": chosen}}
    form = make(name, sys.stdout, **told.get(name, {}))
    summary = Summary()
    baseline = baseline_of(options, wishes)
    form.start()
    for checked in results(options, wishes, summary.empty):
        complain(checked, summary)
        if baseline is not None:
            every = len(checked.remarks)
            checked = without_known(checked, baseline, wishes)
            summary.known += every - len(checked.remarks)
        for remark in checked.remarks:
            summary.add(remark)
        if checked.remarks or checked.silenced:
            form.file(checked)
    form.end(summary)
    if summary.files or summary.unreadable or name not in ("text", "statistics"):
        tell_empty(summary.empty)
    if baseline is not None:
        shrink(baseline, options)
    return exit_code(summary, options)


def results(options: argparse.Namespace, wishes: Wishes, empty: list[str]) -> Iterator[Checked]:
    """The result of each input, with a progress line on a terminal; `empty` takes folders without any. Raises `Refusal`."""
    since = getattr(options, "since", None)
    if options.scheduler is not None and since is not None:
        raise NoCluster("it cannot be combined with --since.")
    found = inputs(options.paths, wishes, options.stdin_filename, empty.append)
    with Progress(sys.stderr) as progress:
        if since is None:
            stream = check_all(
                found,
                wishes,
                options.paths,
                options.jobs,
                progress.step,
                remembering=not options.no_cache,
                scheduler=getattr(options, "scheduler", None),
            )
        else:
            from burnish.cli.since import only_new

            stream = only_new(since, found, wishes, options.paths, options.jobs, progress.step)
        for checked in stream:
            if checked.remarks or checked.trouble or checked.failures or checked.problems:
                progress.clear()
            yield checked


def complain(checked: Checked, summary: Summary) -> None:
    """Count a file, and say on standard error what went wrong with it."""
    if checked.trouble:
        summary.unreadable += 1
        print(f"burnish: {drawn(checked.path)} cannot be read: {checked.trouble}", file=sys.stderr)
        return
    summary.files += 1
    summary.deferred.update(checked.deferred)
    for problem in checked.problems:
        if problem not in summary.problems:
            summary.problems.add(problem)
            print(problem, file=sys.stderr)
    for failure in checked.failures:
        summary.failures += 1
        print(f"burnish: a rule failed on {drawn(checked.path)}: {failure}", file=sys.stderr)


def exit_code(summary: Summary, options: argparse.Namespace) -> int:
    """2 where an input could not be read or a setting is wrong, 1 where something loud enough was found, else 0."""
    if summary.unreadable or summary.problems:
        return TROUBLE
    loud = LEVELS[: LEVELS.index(options.fail_on) + 1]
    found = any(summary.counts.get(level) for level in loud)
    return FINDINGS if found and not options.exit_zero else CLEAN


def tell_empty(folders: list[str]) -> None:
    """Say on standard error which of the named folders hold no Python file."""
    for folder in folders:
        print(f"burnish: there are no Python files to check in {folder}", file=sys.stderr)
