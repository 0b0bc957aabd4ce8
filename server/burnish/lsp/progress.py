"""Telling a person how something goes on, by `$/progress`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

from lsprotocol import types

if TYPE_CHECKING:
    from burnish.lsp.server import BurnishServer


class NoProgress:
    """For a client that shows none."""

    def report(self, now: int, total: int) -> None:
        """Nothing."""

    def end(self) -> None:
        """Nothing."""


class WorkProgress:
    """A progress bar of the client: the one that its request brings along, else one that it agrees to show.

    Nothing is sent before it has agreed. `cancel` is called when a person ends what goes on; without it they cannot.
    """

    def __init__(
        self,
        server: BurnishServer,
        title: str,
        token: types.ProgressToken | None = None,
        cancel: Callable[[], object] | None = None,
    ) -> None:
        self._server = server
        self._token = str(uuid4()) if token is None else token
        self._ended = False
        self._title = title
        self._cancel = cancel
        self._agreed = token is not None
        if cancel is not None:
            server.session.cancels[self._token] = cancel
        if self._agreed:
            self._send(self._opening)
        else:
            server.session.spawn(self._begin())

    @property
    def _opening(self) -> types.WorkDoneProgressBegin:
        return types.WorkDoneProgressBegin(title=self._title, percentage=0, cancellable=self._cancel is not None)

    def report(self, now: int, total: int) -> None:
        """So much of so much is done."""
        if self._agreed and not self._ended:
            percent = 100 * now // max(total, 1)
            self._send(types.WorkDoneProgressReport(message=f"{now}/{total}", percentage=percent))

    def end(self) -> None:
        """It is done."""
        if self._agreed and not self._ended:
            self._send(types.WorkDoneProgressEnd())
        self._ended = True
        self._server.session.cancels.pop(self._token, None)

    async def _begin(self) -> None:
        await self._server.ask(types.WINDOW_WORK_DONE_PROGRESS_CREATE, types.WorkDoneProgressCreateParams(self._token))
        if not self._ended:
            self._agreed = True
            self._send(self._opening)

    def _send(self, value: object) -> None:
        self._server.notify(types.PROGRESS, types.ProgressParams(self._token, value))
