"""Reading source files as Python does, and writing them back with everything about them kept.

A file is bytes; its encoding is what its BOM or coding cookie says, else UTF-8. What cannot be read is an
`Unreadable` with a sentence that says why. `write` keeps encoding, BOM and mode, and replaces the file in one step.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import stat
import tokenize
from dataclasses import dataclass
from pathlib import Path

LARGEST = 10 * 1024 * 1024
"""Files of more bytes are not read: they are data, not code that a person reviews."""


class Unreadable(Exception):
    """A file that cannot be read as Python source; its text is the reason, as a sentence."""


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file, and how it is encoded. Line endings are kept as they are."""

    text: str
    encoding: str = "utf-8"
    """The codec's name, without the BOM."""
    bom: bool = False

    def encode(self, text: str) -> bytes:
        """Another text as this file would hold it. Raises `Unreadable` where the encoding lacks a character."""
        try:
            body = text.encode(self.encoding)
        except UnicodeEncodeError as error:
            character = text[error.start]
            raise Unreadable(f"its encoding, {self.encoding}, has no character {character!r}.") from None
        return (codecs.BOM_UTF8 if self.bom else b"") + body


def read(path: str | os.PathLike[str]) -> SourceText:
    """The text of a file. Raises `Unreadable` if it is missing, too large, or not text in its own encoding."""
    return decode(read_bytes(path))


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a regular file of bearable size. Raises `Unreadable`."""
    try:
        with open(path, "rb", opener=_without_blocking) as file:
            _require_bearable(os.fstat(file.fileno()))
            return file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(reason_of(error)) from None


def _require_bearable(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable("it is not a regular file.")
    if status.st_size > LARGEST:
        raise Unreadable(f"it has {status.st_size:,} bytes, more than the {LARGEST:,} that are read.")


def reason_of(error: OSError | Unreadable) -> str:
    """Why a file could not be read or written, without the error's number and the names of temporary files."""
    if isinstance(error, Unreadable):
        return str(error)
    return f"{(error.strerror or str(error)).rstrip('.').lower()}."


def _without_blocking(path: str, flags: int) -> int:
    """Open so that a named pipe does not wait for its writer."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def decode(data: bytes) -> SourceText:
    """The text in the bytes of a source file. Raises `Unreadable`."""
    if len(data) > LARGEST:
        raise Unreadable(f"it has more than the {LARGEST:,} bytes that are read.")
    bom = data.startswith(codecs.BOM_UTF8)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except (SyntaxError, LookupError) as error:
        raise Unreadable(_undeclared(data, str(error))) from None
    if bom:
        encoding = "utf-8"
        data = data[len(codecs.BOM_UTF8) :]
    try:
        return SourceText(data.decode(encoding), encoding, bom)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(f"line {line} is not valid {encoding}.") from None
    except (LookupError, ValueError) as error:
        raise Unreadable(f"it cannot be decoded as {encoding}: {error}.") from None


def _undeclared(data: bytes, message: str) -> str:
    """Why the encoding of the bytes cannot be told; Python's own message does not say where."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "it is encoded as utf-16, which Python does not read; save it as utf-8."
    if message == "encoding problem: utf-8":  # what Python says of a BOM beside a cookie that names another encoding
        return "it begins with the mark of utf-8 and declares another encoding; take one of the two away."
    unknown = re.search(r"unknown encoding: (.+)", message)
    if unknown:
        return f"it declares the encoding {unknown[1]}, which Python does not know."
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f"line {line} is not valid utf-8, and no other encoding is declared."
    return f"its encoding cannot be told: {message}."


def is_protected(path: str | os.PathLike[str]) -> bool:
    """Whether a file may not be replaced: nobody may write it, or not this user, or not in its folder."""
    target = Path(os.path.realpath(path))
    wanted = ((target, os.W_OK), (target.parent, os.W_OK | os.X_OK))
    return not target.stat().st_mode & 0o222 or not all(os.access(item, mode) for item, mode in wanted)


def write(path: str | os.PathLike[str], source: SourceText, text: str) -> None:
    """Replace the text of a file in one step, keeping its encoding, BOM and mode. Raises `Unreadable` or `OSError`.

    A symbolic link stays one: the file it points to is replaced. What was written by others since it was read stays.
    """
    import tempfile  # and with it four ways to compress: 3 ms of the start of who only reads

    target = Path(os.path.realpath(path))
    data = source.encode(text)
    if target.read_bytes() != source.encode(source.text):
        raise Unreadable("it was changed by something else meanwhile.")
    mode = stat.S_IMODE(target.stat().st_mode)
    descriptor, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
