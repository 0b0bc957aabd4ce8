"""`burnish fix`: verified repairs applied and written, or shown as a difference.

Exit code 0 when done, 1 where `--diff` shows a difference, 2 where an input could not be read or written or a setting is wrong.
"""

from __future__ import annotations

import argparse
import difflib
import io
import os
import sys
from collections import Counter
from collections.abc import Iterator

from burnish.cli import CLEAN, FINDINGS, TROUBLE
from burnish.cli.check_command import tell_empty
from burnish.cli.checked import place_of
from burnish.cli.formats.text_format import drawn, wants_colour
from burnish.cli.inputs import Input, inputs
from burnish.cli.known import baseline_of
from burnish.cli.permission import Permission
from burnish.cli.progress import Progress
from burnish.cli.project import LazyProject
from burnish.cli.repaired import Repaired
from burnish.cli.repairing import Repairs
from burnish.cli.wishes import Wishes, wishes_of
from burnish_checks.reading import Unreadable, reason_of, write
from burnish_checks.review.remark import shown_path
from burnish_checks.review.words import plural

_MOST_NAMED = 3


def run(options: argparse.Namespace) -> int:
    """Repair the inputs; the exit code."""
    wishes = wishes_of(options)
    permission = Permission(options.select is not None, options.unsafe)
    project, baseline = LazyProject(options.paths, wishes), baseline_of(options, wishes)
    repairs = Repairs(wishes, permission, project, baseline, writes=not options.diff)
    spared: set[str] = set()
    empty: list[str] = []
    left: dict[str, int] = {}
    known: dict[str, int] = {}
    withheld: dict[str, Counter[str]] = {}
    problems: set[str] = set()
    printed: list[Repaired] = []
    with Progress(sys.stderr, "files looked at") as progress:
        texts = inputs(options.paths, wishes, options.stdin_filename, empty.append)
        for item in repairs.in_rounds(texts):
            progress.step()
            try:
                for place in _wrong_settings(item, wishes):
                    if place not in problems:
                        problems.add(place)
                        progress.clear()
                        print(place, file=sys.stderr)
                result = repairs.repair(item.path, item.data)
            except Unreadable as reason:
                progress.clear()
                print(f"burnish: {drawn(item.path)}: {reason}", file=sys.stderr)
                spared.add(item.path)
                if item.data is not None and not options.diff:
                    sys.stdout.buffer.write(item.data)
                continue
            left[item.path], known[item.path], withheld[item.path] = result.left, result.known, result.more
            if item.data is not None:
                _print_standard_input(result, options.diff)
                repairs.files = {path: file for path, file in repairs.files.items() if file is not result}
                printed += [result] if result.changed else []
    changed = [file for file in repairs.files.values() if file.changed]
    lost = _put_out(changed, options.diff)
    for file in lost:
        left[file.path] += sum(file.applied.values())
    changed = [file for file in changed if file not in lost] + printed
    tell_empty(empty)
    if not options.quiet:
        if changed or ((left or spared) and not lost):
            more = _more(sum(withheld.values(), Counter()))
            _report(changed, sum(left.values()), more, options.diff, len(spared))
        elif not (left or spared or empty):
            print("No Python file was looked at.", file=sys.stderr)
        if stay := sum(known.values()):
            print(f"{plural(stay, 'known finding')} left alone (`--no-baseline` fixes these too).", file=sys.stderr)
    if spared or lost or problems:
        return TROUBLE
    return FINDINGS if options.diff and changed else CLEAN


def _wrong_settings(item: Input, wishes: Wishes) -> Iterator[str]:
    """What is wrong with the settings for a file. Raises `Unreadable` where there is no file to set anything for."""
    if item.trouble:
        raise Unreadable(item.trouble)
    yield from map(place_of, wishes.settings(os.path.abspath(item.path))[1].problems)


def _put_out(changed: list[Repaired], diff: bool) -> list[Repaired]:
    """Show what changed, or write it; the files that cannot be written."""
    if diff:
        for file in changed:
            _show_difference(file)
        return []
    return [file for file in changed if not _written(file)]


def _print_standard_input(result: Repaired, diff: bool) -> None:
    if diff:
        _show_difference(result)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(result.source.encode(result.text))


def _show_difference(file: Repaired) -> None:
    """Print the unified difference of a file: text in colours, or else its very bytes, so that it can be applied."""
    if not wants_colour(sys.stdout):
        sys.stdout.flush()
        sys.stdout.buffer.writelines(_difference(file))
        return
    colours = {"+": "32", "-": "31", "@": "36"}
    for data in _difference(file):
        line = data.decode(file.source.encoding, "replace")
        colour = colours.get(line[0])
        sys.stdout.write(f"\x1b[{colour}m{line.rstrip()}\x1b[0m\n" if colour else line)


def _difference(file: Repaired) -> Iterator[bytes]:
    """The lines of the unified difference of a file, in its own encoding, as git and `diff` write it."""
    path = os.fsencode(shown_path(file.path)).lstrip(b"/")  # as `patch -p1` takes it, from the root
    old, new = (_lines(file.source.encode(text)) for text in (file.source.text, file.text))
    for line in difflib.diff_bytes(difflib.unified_diff, old, new, b"a/" + path, b"b/" + path):
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[bytes]:
    """The lines as `patch` and `git apply` count them: only line feeds end one."""
    return list(io.BytesIO(data))


def _written(file: Repaired) -> bool:
    try:
        write(file.path, file.source, file.text)
    except (OSError, Unreadable) as error:
        print(f"burnish: {drawn(file.path)} cannot be written: {reason_of(error)}", file=sys.stderr)
        return False
    return True


def _more(withheld: Counter[str]) -> str:
    """Which options would allow more, as the end of a sentence; empty if none would."""
    unsafe = withheld.pop("", 0)
    if slugs := [slug for slug, _ in sorted(withheld.items(), key=lambda item: (-item[1], item[0]))]:
        which = ",".join(slugs[:_MOST_NAMED]) + (",…" if slugs[_MOST_NAMED:] else "")
        return f"; `--select {which}` allows more that is safe"
    return "; `--unsafe` allows more" if unsafe else ""


def _report(changed: list[Repaired], left: int, more: str, diff: bool, spared: int) -> None:
    """Say what was done, and what is left of the files that could be looked at; `spared` others could not be repaired."""
    counts: Counter[str] = Counter()
    for file in changed:
        counts.update(file.applied)
    total = sum(counts.values())
    if not changed:
        said = f"{plural(spared, 'file')} not repaired." if spared else "Nothing to mend."
        if left or not spared:
            said += f" {plural(left, 'finding')} left{' in the others' if spared else ''}{more}."
        print(said, file=sys.stderr)
        return
    verb = "would be mended" if diff else "mended"
    print(f"{plural(total, 'finding')} {verb} in {plural(len(changed), 'file')}; {left:,} left{more}.", file=sys.stderr)
    for slug, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        print(f"{count:7}  {slug}", file=sys.stderr)
