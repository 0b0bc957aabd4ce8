"""What a worker does with a task. The first value it is given are the wishes, then `(path, data)` pairs follow."""

from __future__ import annotations

import gc
from typing import Any

from burnish.cli.checking import Checked, check
from burnish.cli.wishes import Wishes


class Worker:
    """One process's part of the work."""

    def __init__(self, wishes: Wishes) -> None:
        self.wishes = wishes
        gc.freeze()

    def answer(self, task: tuple[str, bytes | None]) -> Checked:
        """The result of a task; an error of burnish itself is a failure of that file, not of the run."""
        path, data = task
        try:
            return check(path, self.wishes, data)
        except Exception as error:
            return failed(path, f"{type(error).__name__}: {error}")


def failed(path: str, reason: Any) -> Checked:
    """The result for a file on which burnish itself failed."""
    return Checked(path, (), f"burnish failed on it ({reason}); please report this.", (), 0)
