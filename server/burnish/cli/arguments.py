"""The arguments of every command, as the contract has them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TypeAlias

from burnish.cli.wrong_use import Parser, no_option, without_effect

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit", "rdjson", "checkstyle", "markdown")
REVIEW_FORMATS = ("markdown", "html", "json")
SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")
_EPILOGS = {
    "check": """\
exit codes:
  0  nothing was found, or nothing as loud as --fail-on
  1  findings
  2  wrong use, wrong settings, or something that cannot be read or written

examples:
  burnish check src
  burnish check --fail-on warning --since origin/main""",
    "fix": """\
exit codes:
  0  done
  1  with --diff: something would change
  2  wrong use, wrong settings, or something that cannot be read or written

examples:
  burnish fix --diff src
  burnish fix --select unused-import,lost-cause src""",
    "review": """\
examples:
  burnish review src/app.py
  burnish review --since origin/main --output-format html > review.html""",
    "rule": """\
examples:
  burnish rule unused-import
  burnish rule B904
  burnish rule --all""",
    "config": """\
exit codes:
  0  the settings are right
  2  something is wrong with them, or there is no such file or folder""",
}
"""What stands below the options of a command."""
LEVELS = ("error", "warning", "information", "hint")
Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The parsed arguments. Wrong use ends the process with exit code 2 and a message."""
    top = parser()
    options, unknown = top.parse_known_args(arguments)
    if unknown:
        top.prog = f"burnish {options.command}" if options.command else top.prog
        top.error(no_option(top, options.command, unknown[0]))
    if options.command is None:
        top.print_help(sys.stderr)
        sys.exit(2)
    if reason := without_effect(options):
        top.prog = f"burnish {options.command}"
        top.error(reason)
    return options


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    top = Parser(
        prog="burnish",
        description="Review Python, and repair what is found: in the editor, on the command line and in CI.",
        allow_abbrev=False,
    )
    top.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    _check(commands)
    _fix(commands)
    _review(commands)
    _baseline(commands)
    _rule(commands)
    _config(commands)
    _completion(commands)
    _server(commands)
    return top


class _Version(argparse.Action):
    def __call__(self, *_: object) -> None:
        from burnish import __version__

        print(f"burnish {__version__}")
        sys.exit(0)


def _command(commands: Commands, name: str, about: str) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=about,
        description=about[0].upper() + about[1:] + ".",
        epilog=_EPILOGS.get(name),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _server(commands: Commands) -> None:
    command = _command(commands, "server", "serve an editor over the Language Server Protocol")
    way = command.add_mutually_exclusive_group()
    way.add_argument("--stdio", action="store_true", help="speak over standard input and output (the default)")
    way.add_argument("--tcp", metavar="HOST:PORT", help="listen for one client on a TCP port")
    way.add_argument("--ws", metavar="HOST:PORT", help="listen for one client as a WebSocket")


def _selection(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--select", type=some_names, metavar="X,..", help="run exactly these rules, categories or codes"
    )
    command.add_argument("--ignore", type=names, metavar="X,..", help="leave these rules, categories or codes out")


def _configuration(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--config", type=configuration, metavar="FILE", help="read this configuration instead of the nearest one"
    )
    command.add_argument("--isolated", action="store_true", help="read no configuration")


def _inputs(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="*", default=["."], metavar="PATH", help="files and folders; - is standard input"
    )
    command.add_argument("--stdin-filename", metavar="NAME", help="what the text from standard input is called")


def _excludes(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--exclude",
        type=patterns,
        metavar="P,..",
        help="leave these files and folders out, too: patterns of .gitignore",
    )
    command.add_argument(
        "--force-exclude", action="store_true", help="leave excluded files out even where they are named (for hooks)"
    )


def _quiet(command: argparse.ArgumentParser, only: str) -> None:
    command.add_argument("-q", "--quiet", action="store_true", help=f"write only {only}")


def _work(command: argparse.ArgumentParser) -> None:
    command.add_argument("--profile", choices=("quiet", "default", "strict"), help="how much is checked")
    command.add_argument("--jobs", type=positive, metavar="N", help="how many processes work (default: all cores)")
    command.add_argument("--scheduler", metavar="ADDRESS", help="let the workers of a Dask cluster do the work")
    command.add_argument("--no-cache", action="store_true", help="neither read nor write remembered results")
    command.add_argument("--ignore-suppressions", action="store_true", help="show what comments suppress")


def _since(command: argparse.ArgumentParser) -> None:
    command.add_argument("--since", metavar="REV", help="only what changed since a revision, with uncommitted work")


def _known(command: argparse.ArgumentParser, leave: str, do: str) -> None:
    which = command.add_mutually_exclusive_group()
    which.add_argument("--baseline", type=file, metavar="FILE", help=f"{leave} the findings recorded in this file")
    which.add_argument("--no-baseline", action="store_true", help=f"{do} known findings too")


def _check(commands: Commands) -> None:
    command = _command(commands, "check", "report what a reviewer would remark on")
    _selection(command)
    _configuration(command)
    _excludes(command)
    _work(command)
    _since(command)
    command.add_argument("--fixes", action="store_true", help="add verified fixes to json, sarif and rdjson")
    command.add_argument("--output-format", choices=FORMATS, default="text", help="how findings are written")
    command.add_argument("--watch", action="store_true", help="check again after each change, until stopped")
    command.add_argument("--exit-zero", action="store_true", help="exit 0 whatever is found")
    command.add_argument(
        "--fail-on", choices=LEVELS, default="hint", help="exit 1 from this severity on (default: hint)"
    )
    command.add_argument("--statistics", action="store_true", help="count findings by rule instead of listing them")
    _quiet(command, "the findings, no totals")
    _known(command, "leave out", "show")
    _inputs(command)


def _fix(commands: Commands) -> None:
    command = _command(commands, "fix", "apply verified repairs")
    _selection(command)
    _configuration(command)
    _excludes(command)
    command.add_argument("--profile", choices=("quiet", "default", "strict"), help="how much is checked")
    command.add_argument("--ignore-suppressions", action="store_true", help="fix what comments suppress as well")
    command.add_argument(
        "--unsafe",
        action="store_true",
        help="also apply fixes that may change behaviour, and drafts (of docstrings with --select)",
    )
    command.add_argument("--diff", action="store_true", help="show what would change and write nothing")
    _quiet(command, "what goes wrong, and the difference with --diff")
    _known(command, "leave alone", "mend")
    _inputs(command)


def _review(commands: Commands) -> None:
    command = _command(commands, "review", "write the review a good reviewer would")
    _selection(command)
    _configuration(command)
    _excludes(command)
    _work(command)
    _since(command)
    command.add_argument("--output-format", choices=REVIEW_FORMATS, default="markdown", help="how it is written")
    _inputs(command)


def _rule(commands: Commands) -> None:
    command = _command(commands, "rule", "explain a rule")
    command.add_argument(
        "name", nargs="?", metavar="NAME", help="a rule, a category, or another tool's code such as F401"
    )
    command.add_argument("--all", action="store_true", help="list every rule")
    command.add_argument("--output-format", choices=("text", "json", "markdown"), default="text")


def _config(commands: Commands) -> None:
    command = _command(commands, "config", "show the settings that hold for a file and where each came from")
    _configuration(command)
    command.add_argument("path", nargs="?", default=".", metavar="PATH")
    command.add_argument("--output-format", choices=("text", "json", "markdown", "schema", "vscode"), default="text")


def _baseline(commands: Commands) -> None:
    command = _command(commands, "baseline", "record today's findings, so that only new ones are shown")
    _selection(command)
    _configuration(command)
    _excludes(command)
    _work(command)
    command.add_argument("--output", metavar="FILE", help="where to write (default: burnish-baseline.txt)")
    _inputs(command)


def _completion(commands: Commands) -> None:
    command = _command(commands, "completion", "write the script by which a shell completes commands and options")
    command.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def names(text: str) -> tuple[str, ...]:
    """Comma-separated names of rules. Raises `ArgumentTypeError` at one that means nothing."""
    from burnish_checks.registry import is_known, nearest

    found = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in found:
        if not is_known(name):
            close = nearest(name)
            meant = f" Did you mean {close}?" if close else ""
            raise argparse.ArgumentTypeError(f"there is no rule, category or code {name!r}.{meant}")
    return found


def some_names(text: str) -> tuple[str, ...]:
    """Names of rules, at least one: an empty variable in a pipeline shall not pass for a check that found nothing."""
    found = names(text)
    if not found:
        raise argparse.ArgumentTypeError("it names no rule, category or code; `all` is every rule")
    return found


def patterns(text: str) -> tuple[str, ...]:
    """Comma-separated patterns of files. Raises `ArgumentTypeError` at one that can name none."""
    from burnish_checks.files import can_match

    found = tuple(pattern.strip() for pattern in text.split(",") if pattern.strip())
    for pattern in found:
        if not can_match(pattern):
            raise argparse.ArgumentTypeError(f"{pattern!r} can name no file")
    return found


def file(text: str) -> str:
    """The path of a file that is there. Raises `ArgumentTypeError` if it is not."""
    if not os.path.exists(text):
        raise argparse.ArgumentTypeError(f"there is no file {text!r}")
    if os.path.isdir(text):
        raise argparse.ArgumentTypeError(f"{text!r} is a folder, not a file")
    return text


def configuration(text: str) -> str:
    """The path of a TOML file with a table for burnish. Raises `ArgumentTypeError` if it is not one."""
    from burnish_checks.configuration.loading import load

    found = load(os.path.abspath(file(text)))
    if found is not None and found.problems and not found.document:
        problem = found.problems[0]
        raise argparse.ArgumentTypeError(f"{text}:{problem.span.start_line + 1}: {problem.message}")
    if found is not None and not found.present:
        raise argparse.ArgumentTypeError(f"there is no [tool.burnish] in {text!r}")
    return text


def positive(text: str) -> int:
    """A whole number from 1 up."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 up")
    return int(text)


def endpoint(text: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT`. Raises `ValueError` if it is not that."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise ValueError(f"{text!r} is not HOST:PORT")
    return host.strip("[]"), int(port)
