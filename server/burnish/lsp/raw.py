"""Messages put together from parts that are JSON already, which nothing encodes a second time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Raw:
    """A result that is JSON already, in parts."""

    parts: tuple[bytes, ...]


def publish_message(uri: str, version: int | None, parts: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """The notification `textDocument/publishDiagnostics` with some encoded diagnostics."""
    tagged = b'"version":%d,' % version if version is not None else b""
    return b'%b%b"diagnostics":[' % (_publish_head(uri), tagged), *parts, b"]}}"


@lru_cache(64)
def _publish_head(uri: str) -> bytes:
    head = '{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":'
    return f"{head}{json.dumps(uri)},".encode()


def result_id_of(parts: tuple[bytes, ...]) -> str:
    """The id of the result that some encoded diagnostics are."""
    return f"{hash(parts) & 0xFFFFFFFFFFFFFFFF:016x}"


def full_report(result_id: str, parts: tuple[bytes, ...]) -> Raw:
    """The answer to a pull, with all diagnostics."""
    return Raw((f'{{"kind":"full","resultId":"{result_id}","items":['.encode(), *parts, b"]}"))


def unchanged_report(result_id: str) -> Raw:
    """The answer to a pull by a client that has this result."""
    return Raw((f'{{"kind":"unchanged","resultId":"{result_id}"}}'.encode(),))
