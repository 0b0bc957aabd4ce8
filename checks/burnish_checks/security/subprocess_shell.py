"""The rule subprocess-shell, and its repairs."""

from __future__ import annotations

import ast
import shlex
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Change, Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import argument, is_true, text_of, without_argument
from burnish_checks.security.commands import OF_WINDOWS, QUOTES, built_in_of, goes_on, is_fixed
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.flow.shown import proved
from burnish_checks.security.known import constants
from burnish_checks.security.operators import is_of_operator
from burnish_checks.security.passed import APPLIES, applied, passed
from burnish_checks.security.queries import wrapped_parts
from burnish_checks.security.starting_programs import ALWAYS_SHELL, NO_SHELL, SUBPROCESS
from burnish_checks.security.texts import is_put_together

_POPENS = ("popen2", "popen3", "popen4")
_BY_ARGUMENT = "`shell=True`"
_WILDCARDS = ("chown", "chmod", "tar", "rsync")
_SHELL_CHARACTERS = deferred(r"[|&;<>()$`\\\"'*?\[\]#~=%!{}\n]")


@rule(
    Category.SECURITY,
    visits=syntax.Call,
    only=(calls(ALWAYS_SHELL | SUBPROCESS | NO_SHELL | APPLIES, methods=_POPENS, keywords={"shell"}),),
    in_tests=False,
    aliases=("S602", "S604", "S605", "S609", "B602", "B604", "B605", "B609"),
    partial_aliases=("S601",),
)
def subprocess_shell(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """A command run through the shell: what is put into its text can become commands of its own.

    With an argument list no shell reads the text. Reported as a warning where the command is put together, as a hint where
    it is a fixed text, where it goes on a command that is set up elsewhere (`self.command + arguments`), where the callee
    is not known to start a program, and where all that is put in is said by the one who runs the program: options of its
    command line, or, where the project reads one and no file of it serves anybody, what is not called like something that
    others bring (a path, a title, an address). Where untrusted data is seen to reach the command, `command-injection` reports it
    instead.

    ```python
    import subprocess

    def archive(name):
        subprocess.run(f"tar cf {name}.tar {name}", shell=True)
    ```

    ```python
    import subprocess

    def archive(name):
        subprocess.run(["tar", "cf", f"{name}.tar", name])
    ```
    """
    name = context.qualified(call.func)
    later = applied(call, name)
    if later is not None:
        call, name = later, context.qualified(later.func)
    shell = next((item for item in call.keywords if item.arg == "shell"), None)
    on = _is_on(context, call, name, shell)
    if name in ALWAYS_SHELL:
        command, what = (call.args[0] if call.args else None), f"`{name}`"
    elif name in SUBPROCESS and on:
        command, what = argument(call, 0, "args"), _BY_ARGUMENT
    elif name in SUBPROCESS or name in NO_SHELL or method_of(call) in _POPENS:
        command = argument(call, 0, "args")
        if command is not None and _has_wildcard(command):
            message = (
                "The wildcard may expand to names that begin with `-` and are read as options; put `--` before it."
            )
            yield block.finding(call.func, message, severity=Severity.INFORMATION)
        text = _text_for_shell(command)
        unsafe = text is not None and is_put_together(context, text) and not is_fixed(text, context)
        if text is not None and unsafe and not proved(block, call, context, "command-injection"):
            yield block.finding(
                text, "A shell reads this text; pass an argument list, or quote each part with `shlex.quote`."
            )
        return
    elif shell is not None and is_true(shell.value) and name not in SUBPROCESS:
        known = isinstance(shell.value, ast.Constant) and shell.value.value in (True, 1)
        if known:
            message = "`shell=True` has the command read by a shell, if this starts a program."
            yield block.finding(call.func, message, severity=Severity.HINT)
        return
    else:
        return
    if proved(block, call, context, "command-injection"):
        return
    yield _read_by_shell(block, call, command, what, shell, context, later=later is not None)


def _read_by_shell(
    block: Block,
    call: ast.Call,
    command: ast.expr | None,
    what: str,
    shell: ast.keyword | None,
    context: Context,
    *,
    later: bool,
) -> Finding:
    """What is said of a command that a shell reads; `later` where the call is one that `functools.partial` will make."""
    fixed = command is None or is_fixed(command, context)
    built_in = built_in_of(command, context)
    message = (
        f"`{built_in}` is a command of the shell itself, so {what} it is; let nothing from outside come into it."
        if built_in
        else f"{what} starts a shell without need; pass an argument list instead."
        if fixed
        else f"{what} has a shell read the command; pass an argument list, or quote each part with `shlex.quote`."
    )
    many = isinstance(command, (ast.List, ast.Tuple)) and len(command.elts) > 1
    if many and not later and built_in not in OF_WINDOWS:
        message = (
            "Of a list the shell runs the first item alone, without the others, but on Windows; drop `shell=True`."
        )
    # A command that is taken as it is is meant to be one: the shell is what its caller wants.
    written = command.args[0] if isinstance(command, ast.Call) and _is_text_of(command, context) else command
    taken = isinstance(written, _TAKEN) and not is_put_together(context, written)
    quiet = fixed or taken or goes_on(command) or is_of_operator(block, command, context)
    quiet = quiet or _is_for_tests(block, call, context)
    by_name = shell is not None or what != _BY_ARGUMENT
    if later and command is None:
        quiet, message = False, f"{what} has a shell read whatever this is called with; pass argument lists."
    return block.finding(
        call.func,
        message,
        data={
            "shape": _shape(command, shell) if by_name and not built_in else "",
            "keyword": "1" if shell is not None else "",
        },
        severity=Severity.HINT if quiet else Severity.INFORMATION if later else None,
    )


def _is_for_tests(block: Block, call: ast.Call, context: Context) -> bool:
    """Whether a function around is a fixture of `pytest`, wherever it stands."""
    around = [item for item in block.ancestors(call) if isinstance(item, syntax.FunctionNode)]
    return any(
        context.qualified(item.func if isinstance(item, ast.Call) else item) == "pytest.fixture"
        for function in around
        for item in function.decorator_list
    )


def _is_text_of(call: ast.Call, context: Context) -> bool:
    """Whether it is `str(command)`."""
    return context.qualified(call.func) == "builtins.str" and len(call.args) == 1


def _is_on(context: Context, call: ast.Call, name: str, shell: ast.keyword | None) -> bool:
    """Whether `shell` is switched on, here, by a name, or in a dictionary that is expanded."""
    if shell is not None:
        return is_true(shell.value) or any(value is True for value in constants(context, shell.value))
    if name not in SUBPROCESS or not any(item.arg is None for item in call.keywords):
        return False
    return True in constants(context, passed(context, call).named.get("shell"))


_SHELLS = deferred(r"(?:.*/)?(?:sh|bash|zsh|dash|ksh)$")


def _text_for_shell(command: ast.expr | None) -> ast.expr | None:
    """What follows `sh -c` in an argument list."""
    parts = command.elts if isinstance(command, (ast.List, ast.Tuple)) else []
    if len(parts) > 2 and _SHELLS.match(text_of(parts[0]) or "") and (text_of(parts[1]) or "") in ("-c", "-lc", "-ec"):
        return parts[2]
    return None


_TAKEN = (ast.Name, ast.Attribute, ast.Subscript)
"""A command that somebody else has made, or a part of it."""


def _has_wildcard(command: ast.expr) -> bool:
    if isinstance(command, (ast.List, ast.Tuple)):
        text = " ".join(text_of(item) or "" for item in command.elts)
    else:
        text = text_of(command) or ""
    return "*" in text and any(word in text.split() for word in _WILDCARDS)


def _shape(command: ast.expr | None, shell: ast.keyword | None) -> str:
    """How the command is written, as the fixes tell it: `list`, `plain`, `f-string` or empty."""
    if shell is not None and isinstance(command, ast.List):
        return "list"
    text = text_of(command)
    if shell is not None and text and not _SHELL_CHARACTERS.search(text):
        return "plain"
    return "f-string" if isinstance(command, ast.JoinedStr) else ""


@subprocess_shell.fix(
    "Run without a shell",
    Safety.UNSAFE,
    why="Nothing expands variables, wildcards and aliases any more.",
    when=lambda finding: finding.data.get("shape") in ("list", "plain"),
)
def without_shell(target: Target) -> Repair:
    """Drop `shell=True`; a plain command becomes an argument list."""
    call = target.node(ast.Call)
    shell = argument(call, None, "shell")
    command = argument(call, 0, "args")
    if shell is None or command is None:
        raise Refused("The command is not written out here.")
    changes: list[Change] = [without_argument(target, call, shell)]
    text = text_of(command)
    if text is not None:
        parts = shlex.split(text)
        quote = "'" if target.source(command).endswith("'") else '"'
        changes.append(target.replace(command, "[" + ", ".join(f"{quote}{part}{quote}" for part in parts) + "]"))
    return Repair(tuple(changes))


@subprocess_shell.fix(
    "Quote what is put into the command with `shlex.quote`",
    Safety.UNSAFE,
    why="A part that was meant to be several words, or an option, is now one word.",
    when=lambda finding: finding.data.get("shape") == "f-string",
)
def quote_parts(target: Target) -> Repair:
    """Wrap each part that is not quoted already."""
    call = target.node(ast.Call)
    command = argument(call, 0, "args") or (call.args[0] if call.args else None)
    changes = wrapped_parts(target, command, "shlex", "quote", QUOTES, as_text=True)
    return Repair(changes, measure=(len(changes), 0))
