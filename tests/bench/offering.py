"""How long offering and computing code actions takes, at any size of file.

    python -m tests.bench.offering

A file of 20,000 lines and one of 2,000 are put together from the standard library and opened with every rule on. At places of
a fixed draw all actions are offered, and every fix that needs no inference is computed and verified, as `codeAction` and
`codeAction/resolve` do. Prints medians and 95th percentiles in milliseconds of processor time.
"""

from __future__ import annotations

import random
import statistics
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from burnish_checks.actions import ACTIONS
from burnish_checks.core.action import Selection
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import targets
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.core.verifying import propose
from burnish_checks.policy import environment_for

SIZES = (2_000, 20_000)
NAMES = ("argparse", "typing", "inspect", "tarfile", "pdb", "zipfile", "doctest", "pydoc", "ipaddress", "turtle", "subprocess",
         "shutil", "threading", "optparse", "statistics", "enum", "mailbox", "datetime")  # fmt: skip


def document(lines: int) -> Snapshot:
    """A settled document of so many lines, or a few more."""
    folder = Path(sysconfig.get_path("stdlib"))
    text = ""
    for name in NAMES:
        if text.count("\n") >= lines:
            break
        text += (folder / f"{name}.py").read_text(encoding="utf-8").replace("from __future__", "# from __future__")
    settings = Settings(select=("all",))
    return open_document(text, environment_for("/bench/module.py", settings, None)).settled()


def timed(function: Callable[..., Any], *arguments: Any) -> float:
    """Milliseconds of processor time that a call takes."""
    begun = time.process_time()
    function(*arguments)
    return 1000 * (time.process_time() - begun)


def offer(snapshot: Snapshot, span: Span) -> list[str]:
    """The titles of everything that is offered at a span."""
    found = [
        fix.title_for(target.finding)
        for target in targets(snapshot, span)
        for fix in target.finding.rule.fixes
        if fix.applies_to(target.finding)
    ]
    return found + [title for action in ACTIONS if (title := action.offers(Selection(snapshot, span)))]


def shown(name: str, times: list[float]) -> None:
    """Print a median and a percentile."""
    times.sort()
    print(
        f"    {name:34} median {statistics.median(times):7.2f} ms, 95 % {times[int(0.95 * len(times))]:7.2f} ms, n = {len(times)}"
    )


def main() -> None:
    """Measure both sizes."""
    dice = random.Random(7)
    for size in SIZES:
        snapshot = document(size)
        print(f"{len(snapshot.lines):,} lines, {sum(1 for _ in snapshot.findings()):,} findings")
        places = [item.span for item in snapshot.findings()]
        spans = dice.sample(places, min(200, len(places)))
        spans += [Span(line, 4, line, 4) for line in dice.sample(range(len(snapshot.lines) - 1), 200)]
        shown("offering", [timed(offer, snapshot, span) for span in spans])
        times: dict[str, list[float]] = {}
        found = list(targets(snapshot))
        for target in dice.sample(found, min(400, len(found))):
            for fix in target.finding.rule.fixes:
                if not fix.slow and fix.applies_to(target.finding):
                    taken = timed(propose, target, fix)
                    times.setdefault(target.finding.rule.slug, []).append(taken)
        shown("computing and verifying a fix", [taken for some in times.values() for taken in some])
        for slug, some in sorted(times.items(), key=lambda item: -statistics.median(item[1]))[:6]:
            shown(slug, some)


if __name__ == "__main__":
    main()
