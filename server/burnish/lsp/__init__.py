"""The language server: converts what a client says, asks the engine, converts the answer back.

The only package that knows `pygls` and `lsprotocol`. Importing it imports neither; `serve` does.
"""

from __future__ import annotations

import gc


def serve(transport: str = "stdio", host: str | None = None, port: int | None = None) -> int:
    """Serve one client over `stdio`, `tcp` or `ws` until it leaves; the exit code of the process.

    0 after `shutdown` and `exit`; 1 after `exit` alone, or when the client is lost.
    """
    gc.disable()
    from burnish.lsp.made_when_used import import_types
    from burnish.lsp.without_tls import import_asyncio

    import_asyncio()
    import_types()
    from burnish.lsp.running import run
    from burnish.lsp.transport import connect

    with connect(transport, host or "127.0.0.1", port or 0) as connection:
        return run(connection)
