"""The program of a worker process: started as a file under `-I`, it takes its import path from its parent.

Frames on standard input and output are a length of four bytes and a pickle. Nothing else is written there:
what a library prints goes to standard error.
"""

import os
import pickle
import struct
import sys
from typing import IO, Any


def serve() -> None:
    """Set the process up and answer until the parent closes the pipe."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.path[:] = receive(incoming)
    work(receive(incoming), incoming, outgoing)


def work(prelude: list[Any], incoming: IO[bytes], outgoing: IO[bytes]) -> None:
    """Answer each task until the stream ends; the prelude is the wishes and the tasks done before."""
    from burnish.cli.tasks import Worker

    wishes, *before = prelude
    worker = Worker(wishes)
    for task in before:
        worker.answer(task)
    while (task := receive(incoming)) is not None:
        send(outgoing, worker.answer(task))


def receive(stream: IO[bytes]) -> Any:
    """The next frame's value; None at the end of the stream."""
    head = stream.read(4)
    if len(head) < 4:
        return None
    return pickle.loads(
        stream.read(struct.unpack(">I", head)[0])
    )  # burnish: ignore[unsafe-pickle] a pipe of our own process


def send(stream: IO[bytes], value: object) -> None:
    """Write one frame."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(struct.pack(">I", len(data)) + data)
    stream.flush()


if __name__ == "__main__":
    try:
        serve()
    except (KeyboardInterrupt, BrokenPipeError):
        os._exit(1)
