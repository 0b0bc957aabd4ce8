"""The program of a worker process: started as a file under `-I`, it takes its import path from its parent.

Frames on standard input and output are a length of four bytes and a pickle. A thread reads what comes, so that the
process ends when its parent is gone even while it computes. A job may ask its parent (see `jobs.Asking`).
"""

import os
import pickle
import queue
import struct
import sys
import threading
from typing import Any

MEMORY = 2 << 30
"""Bytes of address space that a worker may use, where the system can limit it."""


def main() -> None:
    """Do each job that comes, one after the other."""
    incoming, outgoing = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    frames: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(incoming, frames), daemon=True).start()
    sys.path[:] = frames.get()
    _limit_memory()
    from burnish.lsp.jobs import run

    def ask(question: object) -> Any:
        _send(outgoing, ("ask", question))
        return frames.get()

    _send(outgoing, ("ready", None))
    while True:
        name, arguments = frames.get()
        try:
            answer = ("done", run(name, arguments, ask))
        except MemoryError:
            answer = ("failed", "it needs too much memory")
        except Exception as error:
            answer = ("failed", f"{type(error).__name__}: {error}")
        _send(outgoing, answer)


def _read(incoming: int, frames: "queue.SimpleQueue[Any]") -> None:
    with os.fdopen(incoming, "rb") as stream:
        while len(head := stream.read(4)) == 4:
            frames.put(
                pickle.loads(stream.read(struct.unpack(">I", head)[0]))
            )  # burnish: ignore[unsafe-pickle] our own pipe
    os._exit(0)


def _send(outgoing: int, value: object) -> None:
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    rest = memoryview(struct.pack(">I", len(data)) + data)
    while rest:
        rest = rest[os.write(outgoing, rest) :]


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


if __name__ == "__main__":
    try:
        main()
    except (KeyboardInterrupt, BrokenPipeError):
        os._exit(1)
