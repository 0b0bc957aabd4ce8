"""What a session needs of the server around it: a way out to the client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Reporter(Protocol):
    """Tells a person how far something has come."""

    def report(self, now: int, total: int) -> None:
        """So much of so much is done."""

    def end(self) -> None:
        """It is done."""


class Outlet(Protocol):
    """Where the session sends what no request asked for."""

    def send_raw(self, *parts: bytes) -> None:
        """Send a whole JSON message, given in parts."""

    def log(self, message: str, *, error: bool = False) -> None:
        """Tell the person who reads the log."""

    def note(self, message: str) -> None:
        """Write into the log what asks nobody to do anything."""

    async def ask(self, method: str, params: object) -> Any:
        """Send the client a request; its answer."""

    def later(self, function: Callable[[], None], seconds: float = 0) -> None:
        """Call the function after some time, when no input waits."""

    def begin_progress(
        self, title: str, token: int | str | None = None, cancel: Callable[[], object] | None = None
    ) -> Reporter:
        """Begin to tell how something goes on, under the token of the request that it is for, if there is one.

        `cancel` is called when a person ends it.
        """

    def encoded(self, value: object) -> str:
        """A value of lsprotocol as JSON."""

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""

    def refresh(self) -> None:
        """Ask the client to pull again what it pulls, as far as it can."""
