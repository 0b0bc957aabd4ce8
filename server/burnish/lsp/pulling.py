"""The parameters of a pull of a document's diagnostics, taken from the raw message.

Editors that pull send one behind each edit. To take it apart through `cattrs`, and to look up what kind of message it is, was a
twelfth of what an edit costs that breaks a block: 1.69 million instructions up to the answer, and now 1.55.
`structure_message` is the slow equivalent, and takes all others.
"""

from __future__ import annotations

from typing import Any

from lsprotocol import types

_KNOWN = frozenset({"textDocument", "identifier", "previousResultId"})


def pull_of(message: dict[str, Any]) -> types.DocumentDiagnosticParams | None:
    """What a message asks for, if it is a pull that says no more than most do; None of any other."""
    params = message.get("params")
    if message.get("method") != types.TEXT_DOCUMENT_DIAGNOSTIC or not isinstance(params, dict):
        return None
    if not params.keys() <= _KNOWN or message.keys() - {"jsonrpc"} != {"id", "method", "params"}:
        return None
    document, known, name = params.get("textDocument"), params.get("previousResultId"), params.get("identifier")
    uri = document.get("uri") if isinstance(document, dict) and len(document) == 1 else None
    if type(message["id"]) not in (int, str) or not isinstance(uri, str):
        return None
    if not isinstance(known, (str, type(None))) or not isinstance(name, (str, type(None))):
        return None
    return types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri), name, known)
