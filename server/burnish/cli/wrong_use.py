"""Wrong use of the command line, in one sentence that says what to do; and what could do nothing, refused as well."""

from __future__ import annotations

import argparse
import os
import sys
from difflib import get_close_matches
from typing import NoReturn

FORMATS_WITH_FIXES = ("json", "sarif", "rdjson")
_LIKE = 0.75
"""How alike a name must be to be meant, from 0 to 1: `--check` is not `--help`."""
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
COMMANDS = ("check", "fix", "review", "baseline", "rule", "config", "completion", "server")


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
    return ""


class Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong, in place of all that could be said."""

    def error(self, message: str) -> NoReturn:
        """End with the sentence and exit code 2."""
        sentence = message.removeprefix("argument ")
        if sentence.startswith("COMMAND: invalid choice: "):
            sentence = _no_command(sentence.split("'")[1])
        sys.stderr.write(f"burnish: {sentence}\nSee {self.prog} --help.\n")
        sys.exit(2)


def no_option(parser: argparse.ArgumentParser, command: str | None, given: str) -> str:
    """What to say of an option or argument that the command does not take."""
    name, _, _ = given.partition("=")
    if not name.startswith("-"):
        return f"{command or 'burnish'} takes no {given!r}"
    if otherwise := _OTHERWISE.get(f"{command} {name}"):
        return f"{command} has no option {name}: {otherwise}"
    known = _options(_parser_of(parser, command))
    elsewhere = _options(parser)
    if name in elsewhere:
        return f"{command or 'burnish'} has no option {name}"
    close = get_close_matches(name, known, n=1, cutoff=_LIKE)
    return f"there is no option {name}." + (f" Did you mean {close[0]}?" if close else "")


def _parser_of(parser: argparse.ArgumentParser, command: str | None) -> argparse.ArgumentParser:
    """The parser of a command; the whole one where none is given."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction) and command in action.choices:
            found: argparse.ArgumentParser = action.choices[command]
            return found
    return parser


def _options(parser: argparse.ArgumentParser) -> list[str]:
    """The options of a parser and of its commands."""
    found = list(parser._option_string_actions)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found += [name for inner in action.choices.values() for name in _options(inner)]
    return found


def _no_command(word: str) -> str:
    if os.path.exists(word):
        return f"{word!r} is no command. Did you mean `burnish check {word}`?"
    close = get_close_matches(word, COMMANDS, n=1)
    meant = f" Did you mean {close[0]!r}?" if close else f" There are {', '.join(COMMANDS)}."
    return f"{word!r} is no command.{meant}"
