"""Whether what a server sends is what the protocol says: each message is read by lsprotocol and written again.

What is lost on the way is not of the protocol, and what cannot be read breaks it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lsprotocol import converters, types


@lru_cache(maxsize=1)
def _converter() -> Any:
    converter = converters.get_converter()
    for union, read in ((_ACTION, _action), (_NOTEBOOK, _notebook)):
        converter.register_structure_hook(union, read)
    return converter


_ACTION = types.Command | types.CodeAction
_NOTEBOOK = types.NotebookDocumentFilterWithNotebook | types.NotebookDocumentFilterWithCells


def _action(value: Any, _: Any) -> Any:
    """lsprotocol takes an action that carries a command for a command."""
    kind = types.Command if isinstance(value.get("command"), str) else types.CodeAction
    return _converter().structure(value, kind)


def _notebook(value: Any, _: Any) -> Any:
    """lsprotocol cannot read these; burnish selects notebooks by the language of their cells alone."""
    cells = [types.NotebookCellLanguage(**cell) for cell in value["cells"]]
    return types.NotebookDocumentFilterWithCells(cells=cells)


def faults(message: dict[str, Any], asked: str | None = None) -> list[str]:
    """What is wrong with a message; `asked` is the method that an answer is for."""
    method = message.get("method", asked)
    if "error" in message and method not in types.METHOD_TO_TYPES:
        return []  # asked for by a test: what does not exist is refused
    if method not in types.METHOD_TO_TYPES:
        return [f"{method} is no method of the protocol"]
    request, response, *_ = types.METHOD_TO_TYPES[method]
    kind = request if "method" in message else types.ResponseErrorMessage if "error" in message else response
    try:
        written = _converter().unstructure(_converter().structure(message, kind))
    except Exception as error:
        return [f"{method} cannot be read: {error!r} {error.__cause__!r}"]
    if method == "$/progress":
        return []  # its value is of the request that it tells about
    return [f"{method}: {path} is not of the protocol" for path in _lost(message, written, "")]


def _lost(sent: Any, written: Any, path: str) -> Iterator[str]:
    if isinstance(sent, dict) and isinstance(written, dict):
        for key, value in sent.items():
            if key not in written and value is not None:
                yield f"{path}.{key}"
            else:
                yield from _lost(value, written.get(key), f"{path}.{key}")
    elif isinstance(sent, list) and isinstance(written, list):
        for at, (one, other) in enumerate(zip(sent, written, strict=False)):
            yield from _lost(one, other, f"{path}[{at}]")
        if len(sent) != len(written):
            yield f"{path}[{len(written)}]"
    elif sent != written and path not in (".id", ".jsonrpc"):
        yield path
