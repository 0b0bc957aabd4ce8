"""Commands of a shell: whether all that is in one is known, and which the shell carries out itself."""

from __future__ import annotations

import ast

from burnish_checks.core.context import Context
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import text_of
from burnish_checks.security.dispatch import method_of, under
from burnish_checks.security.known import choices, is_made_by
from burnish_checks.security.queries import pieces
from burnish_checks.security.words import vocabulary, words


def goes_on(command: ast.expr | None) -> bool:
    """Whether the text begins with a command that somebody has set up, which is a line of the shell itself."""
    first = next(iter(pieces(command) or ()), None) if command is not None else None
    name = getattr(first, "attr", getattr(first, "id", ""))
    return isinstance(first, ast.expr) and words(name)[-1:] in (("command",), ("cmd",), ("cmdline",))


def is_fixed(command: ast.expr, context: Context) -> bool:
    """Whether every part of the command is known, a number, or quoted for the shell, however it is put together."""
    return all(_is_harmless(item, context) for item in choices(context, command))


_BUILT_IN = vocabulary(
    "alias assoc cd chdir cls color copy del dir echo erase export ftype md mkdir mklink move path pause popd prompt pushd"
    " rd ren rename rmdir set source start time title type ulimit umask unset ver verify vol"
)
"""Commands that a shell carries out itself; some of them are programs as well, but not on every system."""
OF_WINDOWS = frozenset({"start", "assoc", "ftype", "mklink"})
"""Those of Windows alone, where a list is no mistake."""
_FIRST_WORD = deferred(r"\s*(\w+)(?=\s|$)")


def built_in_of(command: ast.expr | None, context: Context) -> str:
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
        return all(isinstance(item, str) or is_fixed(item, context) for item in parts)
    if isinstance(part, (ast.Name, ast.Attribute)) and _is_of_program(part, context):
        return True
    if isinstance(part, ast.Attribute) and part.attr == "name" and is_made_by(context, part.value, _TEMPORARY):
        return True
    if isinstance(part, ast.Call) and (joined := _joined(part, context)):
        return all(is_fixed(item, context) for item in joined)
    name = context.qualified(part.func) if isinstance(part, ast.Call) else ""
    if name.startswith("os.path.") and isinstance(part, ast.Call):
        return all(is_fixed(item, context) for item in part.args)
    if name == "shutil.which" and isinstance(part, ast.Call):
        return all(is_fixed(item, context) for item in part.args[:1])  # It is where that program lies, or nothing.
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
QUOTES = ("shlex.quote", "pipes.quote", "shlex.join", "subprocess.list2cmdline")
_HARMLESS = frozenset(
    {
        *QUOTES,
        *under(["builtins"], ["int", "float", "len", "round", "ord", "bool"]),
        *under(["tempfile"], ["mkdtemp", "mktemp", "gettempdir"]),
        "os.getpid",
    }
)
"""What gives no text that a shell could take for a command."""
_TEMPORARY = under(["tempfile"], ["NamedTemporaryFile", "TemporaryDirectory"])
"""What has a name that the library makes up."""
