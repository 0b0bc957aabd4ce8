"""What the client can do is read from `initialize` as it came, and is what lsprotocol's value of it says."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from lsprotocol.converters import get_converter

from burnish.lsp.client import Client, client_of
from burnish.lsp.document import is_python
from tests.lsp.client import FULL, with_pull

_converter = get_converter()


def plainly(params: dict[str, Any]) -> Client:
    """The same by way of lsprotocol."""
    return client_of(_converter.unstructure(_converter.structure(params, types.InitializeParams)))


@st.composite
def thinned(draw: st.DrawFn, value: Any, levels: int = 2) -> Any:
    """Capabilities of which any group may be missing; inside of one, fields may be required."""
    if not isinstance(value, dict) or not levels:
        return value
    return {key: draw(thinned(item, levels - 1)) for key, item in value.items() if draw(st.integers(0, 5))}


@given(
    thinned(with_pull(FULL)), st.sampled_from([None, 7]), st.sampled_from([{}, {"commands": ["a"], "x": {"y": None}}])
)
def test_as_it_came_and_by_way_of_lsprotocol(capabilities: Any, process: int | None, options: dict[str, Any]) -> None:
    params = {
        "processId": process,
        "rootUri": None,
        "capabilities": {"anything": {"else": True}, **capabilities},
        "initializationOptions": options,
    }
    assert client_of(params) == plainly(params)


def test_what_a_file_was_is_not_reviewed() -> None:
    assert is_python("file:///a.py", "") and is_python("untitled:Untitled-1", "python")
    assert not is_python("git:/project/a.py?%7B%22ref%22%3A%22HEAD%22%7D", "python")
    assert not is_python("fugitive:///project/.git//0/a.py", "python")
