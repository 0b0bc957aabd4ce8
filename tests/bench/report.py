"""What the benchmark of speed found: printed as it comes, and written into the page of the documentation, with a plot.

The page has a place for each table, and keeps what stands between them; a table that was not measured stays as it is.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from typing import Any

from tests.bench.clients import PEERS, ROOT
from tests.bench.pages import put

DOCUMENT = ROOT / "docs" / "speed.md"
PULLED = ", pulled"
"""Behind the kind of an edit whose diagnostics were pulled."""
_HEAD = 2
"""Lines of a table before its first row."""


class Report:
    """Tables under way."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.edits: dict[tuple[str, int], Any] = {}
        self.rows: dict[tuple[str, int], dict[str, Any]] = {}

    def series(self, kind: str, lines: int, series: Any) -> None:
        """One series of edits."""
        self.edits[kind, lines] = series
        print(f"{kind:>16} {lines:>7} | {self._line(series.first)}", end="", flush=True)
        if any(series.last.values()):
            print(f" | last: {self._line(series.last)}", end="")
        print(f" | OUT OF STEP: {series.out_of_step}" if series.out_of_step else " | in step", flush=True)

    def row(self, what: str, lines: int, found: dict[str, Any]) -> None:
        """One measurement by server."""
        self.rows[what, lines] = found
        print(f"{what:>28} {lines:>7} | {_shown(found)}", flush=True)

    def _line(self, times: dict[str, list[float]]) -> str:
        cells = [f"{name} {_median(item):.2f} (p95 {_p95(item):.2f})" for name, item in times.items() if item]
        return ", ".join(cells) + f" | ratio {_ratio(times)}"

    def write(self) -> None:
        """Write the tables and the plot."""
        load = f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.0f}"
        when = f"Measured on {platform.system()}, Python {platform.python_version()}, {load}."
        tables = {
            "sizes": self._sizes("body"),
            "kinds": self._kinds(PULLED, without=True),
            "sizes pulled": self._sizes(f"body{PULLED}"),
            "kinds pulled": self._kinds(PULLED, without=False),
            "else": self._else(),
        }
        for name, table in tables.items():
            if len(table) > _HEAD:
                put(DOCUMENT, name, "\n".join([*table, "", when]))
        if any(kind == "body" for kind, _ in self.edits):
            self._plot()
            if steps := _steps():
                put(DOCUMENT, "steps", "\n".join(steps))

    def _sizes(self, kind: str) -> list[str]:
        measured = {size: series.first for (name, size), series in self.edits.items() if name == kind}
        names = [name for name in self.names if any(name in first for first in measured.values())]
        table = [
            "| lines | " + " | ".join(names) + " | burnish / ruff | burnish / pylsp |",
            "|---|" + "---|" * (len(names) + 2),
        ]
        for size, first in sorted(measured.items()):
            cells = [f"{_median(first[n]):.1f} ({_p95(first[n]):.1f})" if first.get(n) else "" for n in names]
            ratios = f"{_ratio(first)} | {_ratio(first, 'pylsp')}"
            table.append(f"| {size:,} | " + " | ".join(cells) + f" | {ratios} |")
        return table

    def _kinds(self, ending: str, *, without: bool) -> list[str]:
        table = ["| edit | lines | burnish | ruff | ratio | p95 / median: burnish, ruff | last | ratio of the last |",
                 "|---|---|---|---|---|---|---|---|"]  # fmt: skip
        for (kind, size), series in self.edits.items():
            ours, theirs = series.first.get("burnish"), series.first.get("ruff")
            if not ours or not theirs or kind.endswith(ending) == without:
                continue
            tails = f"{_p95(ours) / _median(ours):.1f}, {_p95(theirs) / _median(theirs):.1f}"
            last = series.last.get("burnish")
            late = f"{_median(last):.1f} | {_median(last) / _median(theirs):.2f}" if last else "|"
            table.append(
                f"| {kind.removesuffix(ending)} | {size:,} | {_median(ours):.2f} | {_median(theirs):.2f} "
                f"| {_ratio(series.first)} | {tails} | {late} |"
            )
        return table

    def _else(self) -> list[str]:
        return ["| what | lines | | ratio to ruff, at the start to bare pygls |", "|---|---|---|---|"] + [
            f"| {what} | {lines:,} | {_shown(found)} | {_beside(found)} |" for (what, lines), found in self.rows.items()
        ]

    def _plot(self) -> None:
        sizes = sorted({size for kind, size in self.edits if kind == "body"})
        lines = {
            name: [_median(self.edits["body", size].first.get(name) or [float("nan")]) for size in sizes]
            for name in self.names
        }
        done = subprocess.run(
            [PEERS / "bin" / "python", "-c", _PLOT, str(ROOT / "docs" / "speed.svg")],
            input=json.dumps([sizes, lines]), text=True, capture_output=True,
        )  # fmt: skip
        if done.returncode:
            print("No plot:", done.stderr.strip().splitlines()[-1:])


_PLOT = """
import json, sys
import matplotlib
matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "burnish"
from matplotlib import pyplot
sizes, lines = json.load(sys.stdin)
figure, axes = pyplot.subplots(figsize=(7, 4.2))
for name, values in lines.items():
    axes.plot(sizes, values, marker="o", label=name, linewidth=3 if name == "burnish" else 1.3)
axes.set(xscale="log", yscale="log", xlabel="lines in the file", ylabel="milliseconds from edit to diagnostics")
axes.grid(alpha=0.3)
axes.legend(frameon=False)
figure.savefig(sys.argv[1], metadata={"Date": None}, bbox_inches="tight")
"""


def _steps() -> list[str]:
    """One keystroke at 20,000 lines by step, from a process of its own."""
    command = [sys.executable, "-m", "tests.bench.steps", "--pause", "20"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        return []
    rows = (line.strip().split(None, 1) for line in done.stdout.splitlines())
    return ["| step | µs |", "|---|---|", *(f"| {label} | {taken} |" for taken, label in rows)]


def _median(times: list[float]) -> float:
    return statistics.median(times)


def _p95(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]


def _ratio(times: dict[str, list[float]], peer: str = "ruff") -> str:
    ours, theirs = times.get("burnish"), times.get(peer)
    return f"{_median(ours) / _median(theirs):.{3 if peer == 'pylsp' else 2}f}" if ours and theirs else "-"


def _beside(found: dict[str, Any]) -> str:
    measure = "bare pygls" if "bare pygls" in found else "ruff"
    return _ratio({name: [_number(value)] for name, value in found.items()}, measure)


def _number(value: Any) -> float:
    return float(value[0] if isinstance(value, tuple) else value)


def _shown(found: dict[str, Any]) -> str:
    return ", ".join(
        f"{name} {value[0]:.1f} ({value[1]} publishes)" if isinstance(value, tuple) else f"{name} {value:.1f}"
        for name, value in found.items()
    )
