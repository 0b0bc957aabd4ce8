"""Findings as a person reads them: place, severity, rule, message, then the line with the span underlined.

Errors come first, and are named again at the end. Hints come last and take a line each, or one for all of a rule: in an
old code base they are thousands of missing type hints and docstrings, between which nobody would see the rest. What is
said of several places of a file in the same words, names apart, is said once, with the names and lines of the others, and
so is what is too large there, the worst first. That files are in Python 2 is said once for each sign of it, with the
others. What is said of the same line in several files is one habit of the project,
and an entry of its own with the other places; how errors are treated is shown in three files, and then only where else it
is so. What is too large stands behind the rest, of each rule in the five files where it is worst. Where the rules are
chosen, each finding of each file is written out, file by file.
Colour is used on a terminal, or where `FORCE_COLOR` asks for it, and not where `NO_COLOR` is set. On a terminal a message is
wrapped at its width, too; anywhere else it stays one line.
"""

from __future__ import annotations

import os
import shutil
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TextIO

from burnish.cli.checked import Checked
from burnish.cli.formats import Summary
from burnish.cli.formats.repeated import OF_A_FILE, SIZES, alike, by_message, folded, measure, more, places
from burnish_checks.configuration.options import LEVELS
from burnish_checks.configuration.peers import UNCONFIGURED
from burnish_checks.review.remark import Remark
from burnish_checks.review.words import counted, listed, plural

_COLOURS = {"error": "1;31", "warning": "1;33", "information": "1;34", "hint": "2"}
_WIDEST = 160
_TAB = 4
_FEW_HINTS = 3
_SHOWN_LINES = 60
_LONGEST_LIST = 88
_MOST_ERRORS = 10
_WORST = 5
_MANY_HINTS = 20
_NOTHING_IN = "There are no Python files to check in {}."
_INDENT = 6
"""Under what a message begins with, its further lines stand as far in as the numbers of the code."""
_NARROWEST = 40


def wants_colour(stream: TextIO) -> bool:
    """Whether a stream is a terminal that may be coloured, or `FORCE_COLOR` or `CLICOLOR_FORCE` asks for colour anywhere."""
    if os.environ.get("NO_COLOR"):
        return False
    if any(os.environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return os.environ.get("TERM") != "dumb" and stream.isatty()


@dataclass
class _Hints:
    """What is kept of the hints of one rule until they are written."""

    count: int = 0
    first: list[Remark] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)

    def add(self, remark: Remark) -> None:
        """Keep a hint, or count it once there are more than are written out."""
        self.count += 1
        self.paths.add(remark.path)
        if len(self.first) < _FEW_HINTS:
            self.first.append(remark)
        if len(self.lines) < _SHOWN_LINES:
            self.lines.append(str(remark.span[0] + 1))


class Format:
    """Text for a terminal or a log."""

    def __init__(self, stream: TextIO, hints_by_file: bool = True, quiet: bool = False, *, folds: bool = False) -> None:
        """With `folds` what is said several times in a file is written once though hints are written file by file."""
        self.stream = stream
        self.quiet = quiet
        self.colour = wants_colour(stream)
        self.hints_by_file = hints_by_file
        self.folds = folds
        self.columns = shutil.get_terminal_size().columns if stream.isatty() else 0
        self.hints: dict[str, _Hints] = {}
        self.hinted: Counter[str] = Counter()
        """How many hints there are, by category."""
        self.large: dict[str, list[tuple[Remark, ...]]] = {}
        """What is too large, by rule: in each file the worst, then the others."""
        self.errors: list[Remark] = []
        self.old: list[Remark] = []
        """What is said once for each file that is in Python 2, and so for most of a package that is."""
        self.later: list[list[Remark]] = []
        """What is written behind the errors of all files, by file."""
        self.aloud = 0

    def start(self) -> None:
        """Text needs no beginning."""

    def file(self, checked: Checked) -> None:
        """Write the findings of a file."""
        aloud = [remark for remark in checked.remarks if remark.severity != "hint"]
        self.aloud += len(aloud)
        self.errors += [remark for remark in aloud if remark.severity == "error"]
        for remark in checked.remarks:
            if remark.severity == "hint":
                self.hinted[remark.category] += 1
                self.hints.setdefault(remark.code, _Hints()).add(remark)
        if self.hints_by_file:
            groups = alike(aloud) if self.folds else ([remark] for remark in aloud)
            self.stream.writelines(self.finding(first, others) for first, *others in groups)
            self._write_hints()
            return
        for first, *others in alike([remark for remark in aloud if remark.severity == "error"]):
            if first.code == OF_A_FILE:
                self.old.append(first)
            else:
                self.stream.write(self.finding(first, others))
        self._keep([remark for remark in aloud if remark.severity != "error"])

    def end(self, summary: Summary) -> None:
        """Write what is too large, the hints that are left, and what it comes to."""
        for first, *elsewhere in by_message(self.old):
            self.stream.write(self.finding(first, elsewhere=elsewhere))
        for (first, *others), elsewhere in folded(self.later):
            self.stream.write(self.finding(first, others, elsewhere))
        self._write_large()
        if self.aloud and self.hints:
            self.stream.write(self.paint("Hints:", "1") + "\n")
        self._write_hints()
        if not self.quiet:
            self._write_totals(summary)

    def _write_totals(self, summary: Summary) -> None:
        """Write the errors once more, what was found in one sentence, and what to do about it."""
        if self.errors and self.aloud > len(self.errors):
            self.stream.write(self.paint("The errors among these:", "1") + "\n")
            for remark in self.errors[:_MOST_ERRORS]:
                self.stream.write(f"  {drawn(remark.path)}:{remark.span[0] + 1} {self.paint(remark.code, '36')}\n")
            if (more := len(self.errors) - _MOST_ERRORS) > 0:
                self.stream.write(self.paint(f"  and {more} more", "2") + "\n")
            self.stream.write("\n")
        self.stream.write(self.paint(sentence(summary), "1") + "\n")
        if not self.hints_by_file and self.hinted.total() >= _MANY_HINTS:
            most = dict(self.hinted.most_common(2))
            self.stream.write(
                f"`--select RULE` lists each hint of a rule; `--ignore {','.join(most)}` leaves out {sum(most.values()):,} of "
                "the hints.\n"
            )
        if summary.fixable:
            self.stream.write(f"Fixable with `burnish fix`: up to {summary.fixable:,}.\n")
        if summary.known:
            self.stream.write(f"{plural(summary.known, 'known finding')} left out (`--no-baseline` shows all).\n")
        for peer, slugs in summary.deferred.items():
            self.stream.write(self.paint(self.wrapped(f"{left_to(peer)}: {', '.join(slugs)}.", 0), "2") + "\n")

    def _keep(self, remarks: Sequence[Remark]) -> None:
        """Keep what is not an error of a file until all files are known."""
        for first, *others in alike([remark for remark in remarks if remark.code in SIZES]):
            self.large.setdefault(first.code, []).append((first, *others))
        if rest := [remark for remark in remarks if remark.code not in SIZES]:
            self.later.append(rest)

    def finding(self, remark: Remark, others: Sequence[Remark] = (), elsewhere: Sequence[Remark] = ()) -> str:
        """One finding, with the lines of those that it stands for in its file, and the places in other files."""
        text = self.heading(remark)
        text += self.excerpt(remark)
        if others:
            text += self.paint(f"      {self.wrapped(more(remark, others), _INDENT)}\n", "2")
        if elsewhere:
            text += self.paint(f"      {self.wrapped(drawn(places(elsewhere)), _INDENT)}\n", "2")
        for item in remark.related:
            start = item["range"]["start"]
            text += self.paint(f"      {drawn(item['path'])}:{start['line'] + 1}: {item['message']}\n", "2")
        return text + "\n"

    def heading(self, remark: Remark) -> str:
        """Place, severity, rule and message: on one line, but where a terminal is narrower."""
        path = drawn(remark.path)
        place = f"{self.paint(path, '1')}:{remark.span[0] + 1}:{remark.span[1] + 1}:"
        level = self.paint(remark.severity, _COLOURS[remark.severity])
        plain = f"{path}:{remark.span[0] + 1}:{remark.span[1] + 1}: {remark.severity} {remark.code}:"
        message = self.wrapped(remark.message, len(plain) + 1)
        return f"{place} {level} {self.paint(remark.code, '36')}: {message}\n"

    def wrapped(self, message: str, taken: int) -> str:
        """A message behind what takes some columns, with a line break wherever the terminal ends."""
        if self.columns < _NARROWEST:
            return message
        lines = textwrap.wrap(
            "\0" * taken + message,
            self.columns,
            subsequent_indent=" " * _INDENT,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return "\n".join(lines).removeprefix("\0" * taken)

    def _write_large(self) -> None:
        """Write for each rule on sizes the files with the worst of all, and how many more there are."""
        for code, groups in self.large.items():
            groups.sort(key=lambda group: -measure(group[0]))
            for first, *others in groups[:_WORST]:
                self.stream.write(self.finding(first, others))
            if rest := groups[_WORST:]:
                count = sum(map(len, rest))
                left = f"and {count:,} more `{code}` in {plural(len(rest), 'file')} (`--select {code}` lists them)"
                self.stream.write(self.paint(left, "2") + "\n\n")
        self.large.clear()

    def _write_hints(self) -> None:
        """Write the hints kept since the last time: a line each, or one line for all of a rule where they are many."""
        for code, hints in self.hints.items():
            if hints.count <= _FEW_HINTS:
                self.stream.writelines(self.heading(remark) for remark in hints.first)
                continue
            if len(hints.paths) == 1:
                lines = ", ".join(hints.lines[1:])
                left = f"and {hints.count - 1:,} more, on lines {lines}"
                left = textwrap.shorten(left, _LONGEST_LIST, placeholder=" …")
            else:
                left = f"{hints.count:,} in {len(hints.paths):,} files (`--select {code}` lists them)"
            self.stream.write(self.heading(hints.first[0]) + self.paint(f"      {left}", "2") + "\n")
        self.hints.clear()

    def excerpt(self, remark: Remark) -> str:
        """The first line of the span, underlined."""
        if not remark.source:
            return ""
        line = remark.source[0]
        start = remark.span[1]
        end = remark.span[3] if remark.span[2] == remark.span[0] else len(line.rstrip())
        before, marked = drawn(line[:start]), drawn(line[start:end], len(drawn(line[:start])))
        full = drawn(line)
        cut = 0
        if width(full) > _WIDEST:
            cut = max(0, min(len(before) - 40, len(full) - _WIDEST + 40))
            full = ("…" if cut else "") + full[cut : cut + _WIDEST] + ("…" if len(full) > cut + _WIDEST else "")
            before = before[cut:] + ("…" if cut else "")
            marked = marked[: _WIDEST - len(before)]
        number = str(remark.span[0] + 1)
        bar = self.paint("│", "2")
        carets = self.paint("^" * max(1, width(marked)), _COLOURS[remark.severity])
        shown = f"{self.paint(number.rjust(6), '2')} {bar} {full.rstrip()}\n"
        return shown + f"{' ' * 6} {bar} {' ' * width(before)}{carets}\n"

    def paint(self, text: str, colour: str) -> str:
        """The text in a colour, where colours are wanted."""
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colour else text


def sentence(summary: Summary) -> str:
    """What a run came to, in a sentence."""
    parts = [counted(summary.counts[level], level) for level in LEVELS if summary.counts.get(level)]
    files = plural(summary.files, "file")
    if not parts and not summary.files:
        return _NOTHING_IN.format(", ".join(summary.empty)) if summary.empty else "No Python file was looked at."
    if not parts:
        return f"No findings in {files}."
    return f"{listed(parts)} in {files}."


def left_to(peer: str) -> str:
    """Why rules are left to a peer: it is configured here, or only named by the settings."""
    if peer.endswith(UNCONFIGURED):
        peer = peer.removesuffix(UNCONFIGURED)
        return (
            f"Left to {peer}, which `defer-to` names; it is not configured here, so this is what it reports by default"
        )
    return f"Left to {peer}, which is configured here"


def drawn(text: str, column: int = 0) -> str:
    """Text with tabs opened and control characters replaced, so that it takes the columns it seems to."""
    result = ""
    for character in text:
        if character == "\t":
            result += " " * (_TAB - (column + len(result)) % _TAB)
        else:
            result += character if character.isprintable() else "·"
    return result


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(item) else 2 if unicodedata.east_asian_width(item) in "WF" else 1 for item in text
    )
