"""What the benchmark of speed found: printed as it comes, and written to the documentation with a plot."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
from typing import Any

from tests.bench.clients import PEERS, ROOT

HEAD = """# Speed

What this page shows was measured by one command, `python -m tests.bench.keystroke --write`, which installs the peers,
gives all servers the same edits in turn, and checks at the end of each series that every server shows what it shows of
the same text opened afresh. Times depend on the machine and on what else runs there; the ratios, taken from the same
rounds, depend less. Every burnish rule that is on by default is on; ruff runs the nine categories that both have.

A keystroke costs burnish the block it stands in: the others keep their findings, and the message is put together from
parts that are encoded already. The peers read the file again.
"""


class Report:
    """Tables under way."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.edits: dict[tuple[str, int], Any] = {}
        self.rows: dict[tuple[str, int], dict[str, Any]] = {}
        self.steps: list[str] = []

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
        """Write the page and the plot."""
        load = f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.0f}"
        page = [HEAD, f"Measured on {platform.system()}, Python {platform.python_version()}, {load}.\n"]
        page += self._sizes()
        page += self._kinds()
        if self.rows:
            page += ["## Everything else\n", "| what | lines | | ratio to ruff |", "|---|---|---|---|"]
        page += [
            f"| {what} | {lines:,} | {_shown(found)} | {_ratio({n: [_number(v)] for n, v in found.items()})} |"
            for (what, lines), found in self.rows.items()
        ]
        self.steps = self.steps or _steps()
        page += ["", *self.steps]
        (ROOT / "docs" / "speed.md").write_text("\n".join(page) + "\n", encoding="utf-8")
        self._plot()

    def _sizes(self) -> list[str]:
        lines = sorted({size for kind, size in self.edits if kind == "body"})
        table = [
            "## An edit in a function, by size of the file\n",
            "![latency over file size](speed.svg)\n",
            "Median milliseconds from the edit to the diagnostics, and the 95th percentile.\n",
            "| lines | " + " | ".join(self.names) + " | burnish / ruff |",
            "|---|" + "---|" * (len(self.names) + 1),
        ]
        for size in lines:
            first = self.edits["body", size].first
            cells = [f"{_median(first[n]):.1f} ({_p95(first[n]):.1f})" if first.get(n) else "" for n in self.names]
            table.append(f"| {size:,} | " + " | ".join(cells) + f" | {_ratio(first)} |")
        return [*table, ""]

    def _kinds(self) -> list[str]:
        table = ["## Every kind of edit, burnish beside ruff\n",
                 "The first diagnostics of the version show the edited block. An edit that other blocks see publishes again "
                 "when all that depends on it has been looked at (*last*); the next edit goes before that.\n",
                 "| edit | lines | burnish | ruff | ratio | p95 / median: burnish, ruff | last | ratio of the last |",
                 "|---|---|---|---|---|---|---|---|"]  # fmt: skip
        for (kind, size), series in self.edits.items():
            ours, theirs = series.first.get("burnish"), series.first.get("ruff")
            if not ours or not theirs:
                continue
            tails = f"{_p95(ours) / _median(ours):.1f}, {_p95(theirs) / _median(theirs):.1f}"
            last = series.last.get("burnish")
            late = f"{_median(last):.1f} | {_median(last) / _median(theirs):.2f}" if last else "|"
            table.append(
                f"| {kind} | {size:,} | {_median(ours):.2f} | {_median(theirs):.2f} | {_ratio(series.first)} | {tails} | {late} |"
            )
        return [*table, ""]

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
    command = [sys.executable, "-m", "tests.bench.steps"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        return []
    rows = (line.strip().split(None, 1) for line in done.stdout.splitlines())
    says = "Microseconds, without the transport; by `python -m tests.bench.steps`.\n"
    table = ["## One keystroke at 20,000 lines, by step\n", says, "| step | µs |", "|---|---|"]
    return [*table, *(f"| {label} | {taken} |" for taken, label in rows)]


def _median(times: list[float]) -> float:
    return statistics.median(times)


def _p95(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(0.95 * len(times)))]


def _ratio(times: dict[str, list[float]]) -> str:
    ours, theirs = times.get("burnish"), times.get("ruff")
    return f"{_median(ours) / _median(theirs):.2f}" if ours and theirs else "-"


def _number(value: Any) -> float:
    return float(value[0] if isinstance(value, tuple) else value)


def _shown(found: dict[str, Any]) -> str:
    return ", ".join(
        f"{name} {value[0]:.1f} ({value[1]} publishes)" if isinstance(value, tuple) else f"{name} {value:.1f}"
        for name, value in found.items()
    )
