"""Cells of notebooks as Python: what is IPython's own is put in other words, with the same lines and columns.

A line of IPython becomes a statement that uses the same names, so that nothing they refer to counts as unused, and
ends with a comment by which it is known again. What such a line has of Python keeps its columns:

    %timeit json.loads(text)      _;      json.loads(text)  #%
    files = !ls {folder}          files = _(   folder)  #%
    frame.head?                   frame.head   #%
    %store first second           _(first, second)  #%

IPython's rules are those of `IPython.core.inputtransformer2`: a magic begins a statement, or follows `=`; `%%` counts on a
cell's first line alone, and what follows it is Python only under some magics.
"""

from __future__ import annotations

import ast
import keyword
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from burnish_checks.core.lexical import logical_line
from burnish_checks.core.positions import Span
from burnish_checks.core.text import content_length
from burnish_checks.patterns import deferred

LINE = "  #%"
"""What a line of IPython ends with in its Python form."""
CELL = "  #%%"
"""The same of a cell's first line, above which IPython takes nothing."""

_MAGIC = deferred(r"(?P<indent>[ \t]*)(?:%(?P<name>\w+)|!!?)(?P<rest>.*)")
_CELL = deferred(r"(?P<indent>[ \t]*)%%(?P<name>\w[\w.]*|!)(?P<rest>.*)")
_ASSIGNED = deferred(r"(?P<indent>[ \t]*[^\W\d](?:[\w., \t*]|\[[^\]=%!]*\])*=[ \t]*)(?:%(?P<name>\w+)|!!?)(?P<rest>.*)")
_HELP = deferred(r"(?P<indent>[ \t]*)(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)[ \t]*\?\??[ \t]*")
_HELP_BEFORE = deferred(r"(?P<indent>[ \t]*)\?\??[ \t]*(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)[ \t;]*")
_ASKS = deferred(r"[ \t]*\?.*|[^#'\"]*\?[ \t]*")
_AUTOMATIC = deferred(
    r"[ \t]*(?:(?:pip|conda|mamba|cd|ls|ll|mkdir|rmdir|rm|cp|mv|cat|run|load_ext|matplotlib|time|timeit)[ \t]+"
    r"(?!(?:in|is|if|and|or|not)\b)(?:[A-Za-z_~]|\.\.?/)"
    r"|[,;/][^\W\d]).*"
)
"""Lines that are no Python, and that IPython completes: `pip install rich`, `,print a b`."""
_NAME = deferred(r"(?<![\w.])[^\W\d]\w*")
_FILLED = deferred(r"(?<!\{)\{(?P<code>[^{}]+)\}(?!\})|(?<!\$)\$(?P<name>[^\W\d]\w*)")
_OPTIONS = deferred(r"(?:[ \t]+-\w+(?:(?<=-[nrplsTDti])[ \t]*[\w.]+)?)*[ \t]+")

_STATEMENTS = frozenset({"time", "timeit", "prun", "memit", "mprun"})
"""Magics whose arguments are a statement, behind options."""
_PYTHON = frozenset(
    {"time", "timeit", "capture", "prun", "debug", "ipytest", "run_pytest", "memit", "mprun", "snakeviz", "pyinstrument",
     "scalene", "notify", "manim"}
)  # fmt: skip
"""Magics that run their cell as Python among the notebook's names."""
_OTHER = frozenset(
    {"bash", "sh", "script", "html", "HTML", "javascript", "js", "latex", "markdown", "svg", "SVG", "writefile", "file",
     "perl", "ruby", "cmd", "system", "sx", "!", "python", "python2", "python3", "pypy"}
)  # fmt: skip
"""Magics whose cell is a text of its own, that uses no name of the notebook."""
_WORDS = frozenset(
    {"autoreload", "autosave", "bookmark", "cat", "cd", "colors", "conda", "config", "cp", "dirs", "env", "gui", "hist",
     "history", "less", "ll", "load", "load_ext", "logstart", "ls", "lx", "mamba", "man", "matplotlib", "micromamba",
     "mkdir", "more", "mv", "notebook", "pip", "popd", "precision", "pushd", "pylab", "recall", "reload_ext", "rerun",
     "rm", "rmdir", "run", "save", "sc", "set_env", "sx", "system", "unload_ext", "uv", "xmode"}
)  # fmt: skip
"""Magics whose arguments are words: only `{name}` and `$name` are the notebook's."""


class Replacing(Protocol):
    """A change to a text, as far as it matters here."""

    @property
    def span(self) -> Span:
        """What is replaced."""

    @property
    def new_text(self) -> str:
        """By what."""


def in_python(lines: Sequence[str]) -> list[str]:
    """A cell's lines as Python, one for one, each ending with a newline."""
    plain = [line[: content_length(line)] for line in lines]
    first = next((number for number, line in enumerate(plain) if line.strip()), len(plain))
    head = _CELL.fullmatch(plain[first]) if first < len(plain) else None
    if head is None or plain[first].rstrip().endswith("?"):
        return [line + "\n" for line in _translated(plain)]
    name, rest = head["name"], head["rest"]
    body = plain[first + 1 :]
    translated = _translated(body) if name in _PYTHON else [_other(line, name) for line in body]
    start = _magic(head["indent"], name, rest, len(plain[first]) - len(rest), CELL)
    return [line + "\n" for line in (*plain[:first], start, *translated)]


def is_foreign(line: str) -> bool:
    """Whether a line of the Python form stands for one of IPython."""
    return line.rstrip("\r\n").endswith((LINE, CELL))


def begins_cell(line: str) -> bool:
    """Whether a line of the Python form stands for a `%%magic`, above which nothing may be written in its cell."""
    return line.rstrip("\r\n").endswith(CELL)


def written_into(lines: Sequence[str], changes: Iterable[Replacing]) -> str:
    """Why changes to the Python form cannot be made in the notebook; empty if they can.

    Of a line of IPython only a name may become another; lines may be added above it.
    """
    for change in changes:
        first, column, last, end = change.span
        for number in range(first, min(last, len(lines) - 1) + 1):
            if not is_foreign(lines[number]):
                continue
            if (number == last and end == 0) or (number == first and column > len(lines[number].rstrip("\r\n"))):
                continue
            old = lines[number][column:end]
            if first != last or not old.isidentifier() or not change.new_text.isidentifier():
                return "It would write into a line of IPython."
    return ""


def _translated(plain: list[str]) -> list[str]:
    """Lines of Python with magics among them, where statements may begin."""
    found: list[str] = []
    lines = [line + "\n" for line in plain]
    while len(found) < len(plain):
        number = len(found)
        line = plain[number]
        other = _statement(line)
        if other is None:
            end = logical_line(lines, number).end if line.strip() else number + 1
            found += plain[number:end]
            continue
        found.append(other)
        indent = line[: len(line) - len(line.lstrip())]
        while plain[len(found) - 1].endswith("\\") and len(found) < len(plain):
            found.append(f"{indent}{_call(_names(plain[len(found)]))}{LINE}")
    return found


def _statement(line: str) -> str | None:
    """A line that begins a statement, in Python's words if it is IPython's."""
    if "?" in line and (asked := _asked(line)) is not None:
        return asked
    if "%" in line or "!" in line:
        magic = _MAGIC.fullmatch(line) or _ASSIGNED.fullmatch(line)
        if magic is not None:
            return _magic(magic["indent"], magic["name"] or "!", magic["rest"], magic.start("rest"), LINE)
    if _AUTOMATIC.fullmatch(line):
        return f"{line[: len(line) - len(line.lstrip())]}{_call(_names(line))}{LINE}"
    return None


def _asked(line: str) -> str | None:
    """A question for help, `name?` or `?name`: the name is used."""
    if (found := _HELP.fullmatch(line)) and not keyword.iskeyword(found["name"]):
        return line.replace("?", " ") + LINE
    if (found := _HELP_BEFORE.fullmatch(line)) and not keyword.iskeyword(found["name"]):
        start = found.start("name")
        indent = found["indent"]
        return f"{indent}({' ' * (start - len(indent) - 1)}{found['name']}){LINE}"
    if _ASKS.fullmatch(line):
        return f"{line[: len(line) - len(line.lstrip())]}{_call(_names(line))}{LINE}"
    return None


def _magic(before: str, name: str, rest: str, start: int, ending: str) -> str:
    """A magic's line: `before` it stand spaces or what its result is given to, and `rest` begins at the column `start`."""
    assigned = bool(before.strip())
    if name in _STATEMENTS:
        options = _OPTIONS.match(rest)
        code = rest[options.end() :] if options is not None else ""
        if code and _is_statement(code, expression=assigned):
            head = before if assigned else f"{before}_;"
            return head.ljust(start + len(rest) - len(code)) + code + ending
    if name in ("!", *_WORDS, *_OTHER) or _FILLED.search(rest):
        return _filled(before, rest, start) + ending
    return before + _call(_names(rest)) + ending


def _filled(before: str, rest: str, start: int) -> str:
    """A call with what is filled into a line, `{code}` and `$name`, each in its column."""
    call = f"{before}_("
    for found in _FILLED.finditer(rest):
        group = "code" if found["code"] else "name"
        code = next(filter(_uses_names, (found[group], found[group].rpartition(":")[0])), "")
        if not code:
            continue
        if not call.endswith("("):
            call += ","
        call = call.ljust(start + found.start(group)) + code
    return call + ")"


def _uses_names(code: str) -> bool:
    """Whether a text is an expression, and not of literals alone."""
    return _is_statement(code, expression=True) and _NAME.search(code) is not None


def _is_statement(code: str, *, expression: bool) -> bool:
    """Whether a text is one line of simple statements, or an expression."""
    try:
        tree = ast.parse(code.strip(), mode="eval" if expression else "exec")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    body = tree.body if isinstance(tree, ast.Module) else []
    return all(not hasattr(item, "body") and not isinstance(item, ast.Match) for item in body)


def _call(names: Iterator[str]) -> str:
    return f"_({', '.join(dict.fromkeys(names))})"


def _names(text: str) -> Iterator[str]:
    return (name for name in _NAME.findall(text) if not keyword.iskeyword(name))


def _other(line: str, magic: str) -> str:
    """A line of a cell that is not Python; of an unknown language any word may be a name of the notebook."""
    if not line.strip():
        return line
    return _call(iter(()) if magic in _OTHER else _names(line)) + LINE
