"""Reading on the main thread gives the messages that a waiting thread gets, and waits for no client that waits itself."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burnish.lsp.direct import Direct, can_be_awaited
from burnish.lsp.transport import Framed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="The system cannot say that something has come.")
HEADERS = ("Content-Length: {}\r\n\r\n", "content-length:{}\n\n", "Content-Type: x\r\nContent-Length: {} \r\n\r\n")


@pytest.fixture
def pipes() -> Iterator[tuple[int, int, int, int]]:
    """What the client writes to, what the server reads and writes, what the client reads."""
    incoming, to_server = os.pipe()
    from_server, outgoing = os.pipe()
    ends = (to_server, incoming, outgoing, from_server)
    yield ends
    for end in ends:
        try:
            os.close(end)
        except OSError:
            continue  # the test has closed it


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(HEADERS), st.binary(max_size=40))), st.lists(st.integers(1, 50)))
def test_messages_are_those_that_a_waiting_reader_gets(messages: list[tuple[str, bytes]], sizes: list[int]) -> None:
    stream = b"".join(header.format(len(body)).encode() + body for header, body in messages)
    rest = stream
    framed = Framed(lambda most: b"", lambda parts: None)
    framed._buffer = stream
    expected = list(iter(framed.receive, None))
    incoming, to_server = os.pipe()
    direct = Direct(incoming, os.dup(to_server))
    found: list[bytes] = []
    for size in sizes:
        if rest:
            os.write(to_server, rest[:size])
            rest = rest[size:]
            found += direct.take()
    os.write(to_server, rest)
    assert not rest or direct.waits()
    found += direct.take()
    os.close(to_server)
    os.close(direct.outgoing)
    assert direct.take() == [] and direct.closed and not direct.waits()
    os.close(incoming)
    assert found == expected


def test_what_the_client_writes_is_read_while_it_does_not_read(pipes: tuple[int, int, int, int]) -> None:
    to_server, incoming, outgoing, from_server = pipes
    direct = Direct(incoming, outgoing)
    overheard = []
    direct.overheard = lambda: overheard.append(True)
    body = b"x" * 3_000_000
    answer: list[bytes] = []

    def client() -> None:
        message = b"Content-Length: %d\r\n\r\n" % len(body) + body
        while message:
            message = message[os.write(to_server, message) :]
        while sum(map(len, answer)) < len(body):
            answer.append(os.read(from_server, 1 << 16))

    thread = threading.Thread(target=client, daemon=True)
    thread.start()
    direct.send(*[body[:1000]] * 3000)
    thread.join(60)
    assert not thread.is_alive()
    assert overheard and direct.waits()
    assert direct.take() == [body]
    assert b"".join(answer).endswith(body[:1000])


def test_a_client_that_is_gone_cannot_be_written_to(pipes: tuple[int, int, int, int]) -> None:
    to_server, incoming, outgoing, from_server = pipes
    direct = Direct(incoming, outgoing)
    os.close(to_server)
    os.close(from_server)
    assert direct.waits() and direct.take() == [] and direct.closed
    with pytest.raises(BrokenPipeError):
        direct.send(b"{}")


def test_a_plain_file_is_not_awaited(tmp_path: Path, pipes: tuple[int, int, int, int]) -> None:
    with (tmp_path / "file").open("wb") as file:
        assert not can_be_awaited(file.fileno())
    assert can_be_awaited(pipes[1])
