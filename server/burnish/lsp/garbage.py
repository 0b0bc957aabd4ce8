"""When garbage is collected."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Garbage is collected behind the answer, never on the way to it: a full collection takes 5 ms.

    Where opening a document has put it off already, it stays so: collected among what is being made, it takes seconds.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def keep() -> None:
    """What has been made by now stays, and no collection goes through it again.

    With the facts of 200,000 lines a full collection takes 30 to 60 ms, in which no edit is answered.
    """
    gc.freeze()
