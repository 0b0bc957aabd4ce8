"""What each rule and each kind of fact costs on real code: `python -m tests.bench.rules PATH...`.

Prints the time spent in each check and collector over all files, as a share of the whole analysis. Clock times
are those of this machine; the shares are what matters: none may take more than a tenth.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from burnish_checks.core.engine import Engine
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, open_document
from burnish_checks.policy import active_rules, role_of
from burnish_checks.registry import ruleset

SPENT: Counter[str] = Counter()


def timed(name: str, function: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """The same generator function, its time added up under a name."""

    def run(*arguments: Any) -> Iterator[Any]:
        start = time.process_time()
        found = list(function(*arguments))
        SPENT[name] += time.process_time() - start
        yield from found

    return run


def instrumented(settings: Settings, path: str) -> Engine:
    """An engine whose checks and collectors are timed."""
    engine = Engine(ruleset(), active_rules(settings, role_of(path)))
    dispatch = engine._dispatch
    chosen = [visitors for table in dispatch._tables.values() for visitors in table.values()]
    made: dict[Any, Any] = {}
    for visitors in (*dispatch._every.values(), *chosen, dispatch._whole):
        visitors[:] = [made.setdefault(item, replace(item, check=timed(item.name, item.check))) for item in visitors]
    engine.collectors = tuple(
        replace(item, collect=timed(f"fact {item.kind}", item.collect)) for item in engine.collectors
    )
    return engine


def main(paths: list[str]) -> None:
    """Analyse every file below the paths and print the table."""
    settings = Settings(select=("all",), profile="strict")
    files = [file for path in paths for file in sorted(Path(path).rglob("*.py"))]
    engines: dict[Any, Engine] = {}
    gc.disable()
    total = lines = 0.0
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        role = role_of(str(file))
        engine = engines.setdefault(role, instrumented(settings, str(file)))
        start = time.process_time()
        open_document(text, Environment(str(file), engine, settings, role))
        total += time.process_time() - start
        lines += text.count("\n")
    print(f"{lines:,.0f} lines in {total:.2f} s, {lines / total:,.0f} lines a second on one core")
    for name, seconds in SPENT.most_common(40):
        print(f"{seconds / total:7.1%}  {seconds * 1e6 / lines:7.2f} µs a line  {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
