"""What is wrong with a text that is not Python, said in a sentence and with a place."""

from __future__ import annotations

from functools import lru_cache

from burnish_checks.patterns import deferred


class SyntaxProblem(Exception):
    """A text that does not parse or compile.

    Lines count from 1, columns are utf-8 byte offsets from 0, as in `ast`. The end may equal the start.
    """

    def __init__(
        self, message: str, line: int, column: int, end_line: int | None = None, end_column: int | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.end_line = line if end_line is None else end_line
        self.end_column = column if end_column is None else end_column

    def __repr__(self) -> str:
        return f"SyntaxProblem({self.message!r}, {self.line}, {self.column}, {self.end_line}, {self.end_column})"


def from_exception(error: BaseException, text: str) -> SyntaxProblem:
    """The problem behind what `compile` raised for this text (its lines ending in any way)."""
    if isinstance(error, (SyntaxError, ValueError)) and "null byte" in str(error):
        return null_bytes(text)
    if isinstance(error, SyntaxError):
        return _from_syntax_error(error, text)
    if isinstance(error, UnicodeEncodeError):
        line = text.count("\n", 0, error.start) + 1
        return SyntaxProblem("This text holds half of a surrogate pair, which is not a character.", line, 0)
    if isinstance(error, (MemoryError, RecursionError)):
        return SyntaxProblem(TOO_DEEP, 1, 0)
    if isinstance(error, OverflowError):
        return SyntaxProblem("A number or a line here is too large for Python.", 1, 0)
    return SyntaxProblem(sentence(str(error) or type(error).__name__), 1, 0)


TOO_DEEP = "This code is nested too deeply for Python to read."


def null_bytes(text: str) -> SyntaxProblem:
    """The problem of a text with a null character in it."""
    offset = text.find("\0")
    line_start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    line = len(_NEWLINE.findall(text, 0, line_start)) + 1
    column = len(text[line_start:offset].encode("utf-8", "replace"))
    return SyntaxProblem("Python source cannot hold null characters.", line, column, line, column + 1)


@lru_cache(64)
def sentence(message: str) -> str:
    """CPython's message as a sentence in plain words."""
    for pattern, plain in _PLAIN:
        if pattern.search(message):
            return pattern.sub(plain, message) if "\\" in plain else plain
    message = message.strip()
    if message[:1].islower():
        message = message[0].upper() + message[1:]
    return message if message.endswith((".", "?", "!")) else message + "."


def _from_syntax_error(error: SyntaxError, text: str) -> SyntaxProblem:
    lines = _NEWLINE.split(text) if "\r" in text else text.split("\n")
    line, column = _place(lines, error.lineno, error.offset)
    end_line, end_column = line, column
    if error.end_lineno and error.end_offset and error.end_offset > 0:
        end_line, end_column = _place(lines, error.end_lineno, error.end_offset)
    if isinstance(error, IndentationError):
        shown = lines[line - 1]
        column = len(shown) - len(shown.lstrip(" \t\f"))
        end_line, end_column = line, len(shown.rstrip().encode("utf-8", "replace"))
    if (end_line, end_column) < (line, column):
        end_line, end_column = line, column
    message = error.msg.decode() if isinstance(error.msg, bytes) else str(error.msg)
    if "too many nested" in message or "too deeply" in message:
        message = TOO_DEEP
    return SyntaxProblem(sentence(message), line, column, end_line, end_column)


def _place(lines: list[str], line: int | None, offset: int | None) -> tuple[int, int]:
    """The 1-based character offset of a SyntaxError as a place inside the text, in utf-8 bytes."""
    number = min(max(line or 1, 1), len(lines))
    if line is not None and line > len(lines):
        return number, len(lines[-1].encode("utf-8", "replace"))
    return number, len(lines[number - 1][: max((offset or 1) - 1, 0)].encode("utf-8", "replace"))


_NEWLINE = deferred(r"\r\n|\r|\n")

_PLAIN = tuple(
    (deferred(pattern), plain)
    for pattern, plain in (
        (r"^invalid syntax$", "This is not valid Python."),
        (r"^invalid syntax\. Perhaps you forgot a comma\?$", "This is not valid Python; perhaps a comma is missing."),
        (r"^invalid syntax\. (.*?[^?.])\.?$", r"This is not valid Python: \1."),
        (
            r"^unterminated string literal.*|^EOL while scanning string literal",
            "This string is never closed.",
        ),
        (r"^unterminated triple-quoted string.*", "This triple-quoted string is never closed."),
        (r"^unterminated f-string literal.*", "This f-string is never closed."),
        (r"^unexpected EOF while parsing.*", "The code ends in the middle of a statement."),
        (r"^unexpected indent$", "This line is indented more than the block it stands in."),
        (
            r"^unindent does not match any outer indentation level$",
            "This indentation matches no block around it.",
        ),
        (r"^inconsistent use of tabs and spaces in indentation$", "The indentation mixes tabs and spaces."),
        (
            r"^unexpected character after line continuation character$",
            "Nothing may follow a `\\\\` at a line's end.",
        ),
        (r"^'return' outside function$", "`return` stands outside a function."),
        (r"^'yield' outside function$", "`yield` stands outside a function."),
        (r"^'await' outside (?:async )?function$", "`await` stands outside an `async def` function."),
        (r"^'break' outside loop$", "`break` stands outside a loop."),
        (r"^'continue' not properly in loop$", "`continue` stands outside a loop."),
        (r"^duplicate argument '(\w+)' in function definition$", r"Two parameters are named `\1`."),
        (
            r"^from __future__ imports must occur at the beginning of the file$",
            "`from __future__` imports must come before all other code.",
        ),
    )
)
