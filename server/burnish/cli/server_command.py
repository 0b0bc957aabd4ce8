"""`burnish server`: hands over to the language server."""

from __future__ import annotations

import argparse
import sys

from burnish.cli import TROUBLE
from burnish.cli.arguments import endpoint


def run(options: argparse.Namespace) -> int:
    """Serve one client until it leaves."""
    from burnish.lsp import serve

    for transport in ("tcp", "ws"):
        address = getattr(options, transport)
        if address is None:
            continue
        try:
            host, port = endpoint(address)
        except ValueError as error:
            print(f"burnish: {error}", file=sys.stderr)
            return TROUBLE
        return serve(transport, host, port)
    return serve()
