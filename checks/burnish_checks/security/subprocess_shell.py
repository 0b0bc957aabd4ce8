"""The rules about starting programs: subprocess-shell, partial-executable-path and process-without-shell."""

from __future__ import annotations

import ast
import re
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
from burnish_checks.security.dispatch import call_rule, method_of, under
from burnish_checks.security.flow.shown import proved
from burnish_checks.security.known import choices, constants, is_made_by
from burnish_checks.security.operators import is_of_operator
from burnish_checks.security.passed import APPLIES, applied, passed
from burnish_checks.security.queries import pieces, wrapped_parts
from burnish_checks.security.texts import is_put_together
from burnish_checks.security.words import vocabulary, words

_SUBPROCESS = under(["subprocess"], ["Popen", "call", "check_call", "check_output", "run"])
_ALWAYS_SHELL = (
    under(["os"], ["system", "popen", "popen2", "popen3", "popen4"])
    | under(["popen2"], ["popen2", "popen3", "popen4", "Popen3", "Popen4"])
    | under(["commands"], ["getoutput", "getstatusoutput"])
    | under(["subprocess"], ["getoutput", "getstatusoutput"])
    | frozenset({"asyncio.create_subprocess_shell"})
)
_NO_SHELL = under(
    ["os"],
    vocabulary(
        "execl execle execlp execlpe execv execve execvp execvpe spawnl spawnle spawnlp spawnlpe spawnv"
        " spawnve spawnvp spawnvpe startfile"
    ),
)
_POPENS = ("popen2", "popen3", "popen4")
_BY_ARGUMENT = "`shell=True`"
_WILDCARDS = ("chown", "chmod", "tar", "rsync")
_SHELL_CHARACTERS = deferred(r"[|&;<>()$`\\\"'*?\[\]#~=%!{}\n]")


@rule(
    Category.SECURITY,
    visits=syntax.Call,
    only=(calls(_ALWAYS_SHELL | _SUBPROCESS | _NO_SHELL | APPLIES, methods=_POPENS, keywords={"shell"}),),
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
    if name in _ALWAYS_SHELL:
        command, what = (call.args[0] if call.args else None), f"`{name}`"
    elif name in _SUBPROCESS and on:
        command, what = argument(call, 0, "args"), _BY_ARGUMENT
    elif name in _SUBPROCESS or name in _NO_SHELL or method_of(call) in _POPENS:
        command = argument(call, 0, "args")
        if command is not None and _has_wildcard(command):
            message = (
                "The wildcard may expand to names that begin with `-` and are read as options; put `--` before it."
            )
            yield block.finding(call.func, message, severity=Severity.INFORMATION)
        text = _text_for_shell(command)
        unsafe = text is not None and is_put_together(context, text) and not _fixed(text, context)
        if text is not None and unsafe and not proved(block, call, context, "command-injection"):
            yield block.finding(
                text, "A shell reads this text; pass an argument list, or quote each part with `shlex.quote`."
            )
        return
    elif shell is not None and is_true(shell.value) and name not in _SUBPROCESS:
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
    fixed = command is None or _fixed(command, context)
    built_in = _built_in(command, context)
    message = (
        f"`{built_in}` is a command of the shell itself, so {what} it is; let nothing from outside come into it."
        if built_in
        else f"{what} starts a shell without need; pass an argument list instead."
        if fixed
        else f"{what} has a shell read the command; pass an argument list, or quote each part with `shlex.quote`."
    )
    many = isinstance(command, (ast.List, ast.Tuple)) and len(command.elts) > 1
    if many and not later and built_in not in _OF_WINDOWS:
        message = (
            "Of a list the shell runs the first item alone, without the others, but on Windows; drop `shell=True`."
        )
    # A command that is taken as it is is meant to be one: the shell is what its caller wants.
    written = command.args[0] if isinstance(command, ast.Call) and _is_text_of(command, context) else command
    taken = isinstance(written, _TAKEN) and not is_put_together(context, written)
    quiet = fixed or taken or _goes_on(command) or is_of_operator(block, command, context)
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


def _goes_on(command: ast.expr | None) -> bool:
    """Whether the text begins with a command that somebody has set up, which is a line of the shell itself."""
    first = next(iter(pieces(command) or ()), None) if command is not None else None
    name = getattr(first, "attr", getattr(first, "id", ""))
    return isinstance(first, ast.expr) and words(name)[-1:] in (("command",), ("cmd",), ("cmdline",))


def _is_on(context: Context, call: ast.Call, name: str, shell: ast.keyword | None) -> bool:
    """Whether `shell` is switched on, here, by a name, or in a dictionary that is expanded."""
    if shell is not None:
        return is_true(shell.value) or any(value is True for value in constants(context, shell.value))
    if name not in _SUBPROCESS or not any(item.arg is None for item in call.keywords):
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


def _fixed(command: ast.expr, context: Context) -> bool:
    """Whether every part of the command is known, a number, or quoted for the shell, however it is put together."""
    return all(_is_harmless(item, context) for item in choices(context, command))


_BUILT_IN = vocabulary(
    "alias assoc cd chdir cls color copy del dir echo erase export ftype md mkdir mklink move path pause popd prompt pushd"
    " rd ren rename rmdir set source start time title type ulimit umask unset ver verify vol"
)
"""Commands that a shell carries out itself; some of them are programs as well, but not on every system."""
_OF_WINDOWS = frozenset({"start", "assoc", "ftype", "mklink"})
"""Those of Windows alone, where a list is no mistake."""
_FIRST_WORD = deferred(r"\s*(\w+)(?=\s|$)")


def _built_in(command: ast.expr | None, context: Context) -> str:
    """The command of the shell itself that the text begins with, or empty."""
    for item in choices(context, command):
        if isinstance(item, (ast.List, ast.Tuple)) and item.elts:
            item = item.elts[0]
        first = next(iter(pieces(item) or ()), text_of(item))
        found = _FIRST_WORD.match(first) if isinstance(first, str) else None
        if found is not None and found.group(1).lower() in _BUILT_IN:
            return found.group(1)
    return ""


def _is_harmless(part: ast.AST, context: Context) -> bool:
    if isinstance(part, ast.Constant):
        return True
    if isinstance(part, (ast.List, ast.Tuple)):
        return all(_is_harmless(item, context) for item in part.elts)
    parts = pieces(part)
    if parts is not None:
        return all(isinstance(item, str) or _fixed(item, context) for item in parts)
    if isinstance(part, (ast.Name, ast.Attribute)) and _is_of_program(part, context):
        return True
    if isinstance(part, ast.Attribute) and part.attr == "name" and is_made_by(context, part.value, _TEMPORARY):
        return True
    if isinstance(part, ast.Call) and (joined := _joined(part, context)):
        return all(_fixed(item, context) for item in joined)
    name = context.qualified(part.func) if isinstance(part, ast.Call) else ""
    if name.startswith("os.path.") and isinstance(part, ast.Call):
        return all(_fixed(item, context) for item in part.args)
    if name == "shutil.which" and isinstance(part, ast.Call):
        return all(_fixed(item, context) for item in part.args[:1])  # where that program lies, or nothing
    return name in _HARMLESS or name.startswith("platform.")


def _joined(call: ast.Call, context: Context) -> list[ast.expr]:
    """The elements of a list that is written out and joined into one text; empty where not all of them are known."""
    if method_of(call) != "join" or len(call.args) != 1:
        return []
    every = [item for item in choices(context, call.args[0]) if item is not call]
    lists = [item.elts for item in every if isinstance(item, (ast.List, ast.Tuple))]
    return [part for elements in lists for part in elements] if len(lists) == len(every) else []


def _is_of_program(part: ast.Name | ast.Attribute, context: Context) -> bool:
    """Whether it is where a module lies, or a constant that another file of the program holds: nobody else chooses it."""
    word = part.attr if isinstance(part, ast.Attribute) else part.id
    name = context.qualified(part)
    return word == "__file__" or (_CONSTANT.fullmatch(word) is not None and bool(name) and not name.startswith("@"))


_CONSTANT = deferred(r"[A-Z][A-Z0-9_]+")


_QUOTES = ("shlex.quote", "pipes.quote", "shlex.join", "subprocess.list2cmdline")
_HARMLESS = frozenset({*_QUOTES, *under(["builtins"], ["int", "float", "len", "round", "ord", "bool"]), "os.getpid"})
_HARMLESS |= under(["tempfile"], ["mkdtemp", "mktemp", "gettempdir"])
_TEMPORARY = under(["tempfile"], ["NamedTemporaryFile", "TemporaryDirectory"])
"""What has a name that the library makes up."""


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
    changes = wrapped_parts(target, command, "shlex", "quote", _QUOTES, as_text=True)
    return Repair(changes, measure=(len(changes), 0))


@call_rule(
    _SUBPROCESS | _NO_SHELL | _ALWAYS_SHELL, aliases=("S607", "B607"), severity=Severity.INFORMATION, default=False
)
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


@call_rule(_SUBPROCESS | _NO_SHELL, aliases=("S603", "S606", "B603", "B606"), severity=Severity.HINT, default=False)
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
    if name in _SUBPROCESS:
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
