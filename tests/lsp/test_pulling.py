"""A pull taken from the raw message is the request that lsprotocol makes of it, whatever the client sends."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pygls.lsp.server import LanguageServer

from burnish.lsp.pulling import pull_of

PROTOCOL = LanguageServer("burnish", "1").protocol
anything: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(0, 3), st.floats(0, 1), st.just("x"), st.lists(st.just("x"), max_size=1)
)
documents = st.one_of(anything, st.dictionaries(st.sampled_from(["uri", "version"]), anything))
params = st.dictionaries(
    st.sampled_from(["textDocument", "identifier", "previousResultId", "workDoneToken", "partialResultToken", "more"]),
    anything,
)
messages = st.builds(
    lambda number, given, document, more: {
        "jsonrpc": "2.0", "id": number, "method": "textDocument/diagnostic",
        "params": {**given, "textDocument": document} if isinstance(given, dict) else given, **more,
    },
    anything, params | anything, documents | st.just({"uri": "file:///a.py"}),
    st.dictionaries(st.sampled_from(["error", "result", "more"]), anything, max_size=1),
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(messages)
def test_a_pull_is_what_lsprotocol_makes_of_it(message: dict[str, Any]) -> None:
    found = pull_of(message)
    if found is not None:
        expected = PROTOCOL.structure_message(message)
        assert (found, message["id"]) == (expected.params, expected.id)


def test_what_most_clients_send_is_taken_so() -> None:
    plain = {"textDocument": {"uri": "file:///a.py"}}
    for given_params in (plain, {**plain, "previousResultId": "1"}, {**plain, "identifier": "burnish"}):
        assert pull_of({"jsonrpc": "2.0", "id": 1, "method": "textDocument/diagnostic", "params": given_params})
    assert pull_of({"id": 1, "method": "textDocument/hover", "params": plain}) is None
