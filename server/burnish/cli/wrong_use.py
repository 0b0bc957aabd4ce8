"""Wrong use of the command line, in one sentence that says what to do; and what could do nothing, refused as well."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

FORMATS_WITH_FIXES = ("json", "sarif", "rdjson")
_LIKE = 0.75
"""How alike an option must be to be meant, from 0 to 1: `--check` is not `--help`."""
_LIKE_A_COMMAND = 0.6
_OTHERWISE = {
    "check --fix": "`burnish fix` applies repairs",
    "check --diff": "`burnish fix --diff` shows what repairs would change",
    "check --unsafe": "`burnish fix --unsafe` applies such repairs",
    "check --target-version": "`target-version` is a setting of [tool.burnish]",
    "check --format": "it is called --output-format",
    "check --severity": "--fail-on says what counts; `severity` is a setting of [tool.burnish]",
    "check --output": "redirect its output: `burnish check src > findings.txt`",
    "check --color": "FORCE_COLOR=1 asks for colour, NO_COLOR=1 takes it away",
    "fix --since": "name the files: `burnish fix $(git diff --name-only --diff-filter=d REV -- '*.py')`",
    "fix --check": "`burnish fix --diff` writes nothing and exits 1 where something would change",
}


def without_effect(options: argparse.Namespace) -> str:
    """Why one of the arguments could do nothing beside the others; empty if none is like that."""
    given = vars(options)
    form, paths = given.get("output_format"), given.get("paths", ())
    if given.get("stdin_filename") is not None and "-" not in paths:
        return "--stdin-filename names the text from standard input, which is read where a PATH is `-`"
    if given.get("fixes") and form not in FORMATS_WITH_FIXES:
        return f"--fixes adds repairs to {', '.join(FORMATS_WITH_FIXES)}; {form} shows none"
    if given.get("statistics") and form != "text":
        return f"--statistics writes text, not {form}"
    if given.get("quiet") and given.get("statistics"):
        return "--statistics writes nothing but counts, and --quiet leaves them out"
    if given.get("quiet") and form not in (None, "text"):
        return f"--quiet leaves the totals out of text; {form} has none"
    if given.get("watch") and ("-" in paths or form != "text"):
        return "--watch checks files and folders, and writes text"
    if options.command == "rule" and options.all and options.name is not None:
        return f"--all shows every rule, so it cannot be combined with {options.name!r}"
    if options.command == "baseline" and "-" in paths:
        return "a baseline records what is in files; standard input is none"
    if options.command == "baseline" and options.output == "-":
        return "a baseline is kept in a file; standard output is none"
    return ""


class Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong, in place of all that could be said."""

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        """Write the help; an `OSError` where it cannot be written, which `argparse` itself is silent about."""
        (file or sys.stdout).write(self.format_help())

    def error(self, message: str) -> NoReturn:
        """End with the sentence and exit code 2."""
        sentence = message.removeprefix("argument ")
        if sentence.startswith("COMMAND: invalid choice: "):
            sentence = _no_command(_commands(self), sentence.split("'")[1])
        sys.stderr.write(f"burnish: {sentence}\nSee {self.prog} --help.\n")
        sys.exit(2)


def no_option(parser: argparse.ArgumentParser, command: str | None, given: str) -> str:
    """What to say of an option or argument that the command does not take."""
    name, _, _ = given.partition("=")
    if not name.startswith("-"):
        return f"{command or 'burnish'} takes no {given!r}"
    if otherwise := _OTHERWISE.get(f"{command} {name}"):
        return f"{command} has no option {name}: {otherwise}"
    commands = _commands(parser)
    every = [option for each in (parser, *commands.values()) for option in each._option_string_actions]
    if name in every:
        return f"{command or 'burnish'} has no option {name}"
    close = _closest(name, commands[command]._option_string_actions if command else every, _LIKE)
    return f"there is no option {name}." + (f" Did you mean {close}?" if close else "")


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of the commands by name, in the order of the help."""
    actions = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return {name: found for action in actions for name, found in action.choices.items()}


def _no_command(known: Iterable[str], word: str) -> str:
    if os.path.exists(word):
        return f"{word!r} is no command. Did you mean `burnish check {word}`?"
    close = _closest(word, known, _LIKE_A_COMMAND)
    meant = f" Did you mean {close!r}?" if close else f" There are {', '.join(known)}."
    return f"{word!r} is no command.{meant}"


def _closest(word: str, known: Iterable[str], like: float) -> str:
    """The name that is most like a word; empty if none is like it."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, known, n=1, cutoff=like)), "")
