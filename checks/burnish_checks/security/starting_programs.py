"""The rules of an audit about starting programs: partial-executable-path and process-without-shell; and what starts one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.rule import Finding, Severity
from burnish_checks.security.calls import argument, is_true, text_of
from burnish_checks.security.dispatch import call_rule, under
from burnish_checks.security.words import vocabulary

SUBPROCESS = under(["subprocess"], ["Popen", "call", "check_call", "check_output", "run"])
ALWAYS_SHELL = (
    under(["os"], ["system", "popen", "popen2", "popen3", "popen4"])
    | under(["popen2"], ["popen2", "popen3", "popen4", "Popen3", "Popen4"])
    | under(["commands"], ["getoutput", "getstatusoutput"])
    | under(["subprocess"], ["getoutput", "getstatusoutput"])
    | frozenset({"asyncio.create_subprocess_shell"})
)
NO_SHELL = under(
    ["os"],
    vocabulary(
        "execl execle execlp execlpe execv execve execvp execvpe spawnl spawnle spawnlp spawnlpe spawnv"
        " spawnve spawnvp spawnvpe startfile"
    ),
)


@call_rule(SUBPROCESS | NO_SHELL | ALWAYS_SHELL, aliases=("S607", "B607"), severity=Severity.INFORMATION, default=False)
def partial_executable_path(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """A program started by a bare name is whichever comes first on the search path.

    Whoever can change `PATH`, or put a file into a directory on it, chooses what runs. Off by default: most programs
    trust their own environment.

    ```python
    import subprocess

    subprocess.run(["git", "status"])
    ```

    ```python
    import subprocess

    subprocess.run(["/usr/bin/git", "status"])
    ```
    """
    command = argument(call, 0, "args")
    if isinstance(command, (ast.List, ast.Tuple)) and command.elts:
        command = command.elts[0]
    text = text_of(command)
    if command is not None and text and not re.match(r"[/\\.]|[A-Za-z]:|\w+://", text):
        yield block.finding(
            command,
            f"`{text.split()[0] if text.split() else text}` is looked up on the search path; name the whole path.",
        )


@call_rule(SUBPROCESS | NO_SHELL, aliases=("S603", "S606", "B603", "B606"), severity=Severity.HINT, default=False)
def process_without_shell(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """A program started without a shell: only who chooses the program and its arguments matters.

    Off by default. It lists the places to look at in an audit; `command-injection` finds those that are wrong.

    ```python
    import os

    os.execv(program, arguments)
    ```

    ```python
    import subprocess

    subprocess.run(["/usr/bin/git", "status"])
    ```
    """
    shell = argument(call, None, "shell")
    if shell is not None and is_true(shell):
        return
    if name in SUBPROCESS:
        command = argument(call, 0, "args")
        if command is None or isinstance(command, ast.Constant) or _all_written(command):
            return
    yield block.finding(call.func, f"`{name}` starts a program; check where its arguments come from.")


def _all_written(command: ast.expr) -> bool:
    """Whether the command is written out in full."""
    if isinstance(command, (ast.List, ast.Tuple)):
        return all(_all_written(item) for item in command.elts)
    if isinstance(command, ast.BinOp):
        return _all_written(command.left) and _all_written(command.right)
    return isinstance(command, ast.Constant)
