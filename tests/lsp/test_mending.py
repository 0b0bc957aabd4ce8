"""While somebody types in a block that cannot be read, others keep what they are told of it; after a pause they do not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.lsp.client import FULL, Client, with_pull

TEXT = '''"""A store."""


class Base:
    """The base."""

    def path(self, name: str) -> str:
        """Tell it."""
        return name + "x"


class Special(Base):
    """Another, whose method has its docstring from the base."""

    def path(self, name: str) -> str:
        return name.title()
'''


def codes(items: list[dict[str, Any]]) -> set[str]:
    return {str(item["code"]) for item in items}


def codes_in_the_end(client: Client, uri: str, version: int) -> set[str]:
    """What a version shows: at once, or after what a pause in between, on a slow machine, had others told."""
    return codes(client.diagnostics(uri, version)) and codes(client.diagnostics(uri, version))


def test_what_others_are_told_of_a_broken_block_changes_only_after_a_pause(client: Client, tmp_path: Path) -> None:
    client.initialize(tmp_path)
    uri = client.open("store.py", TEXT)
    assert codes(client.diagnostics(uri, 1)) == set()
    broken = client.replace(uri, 'name + "x"', 'name + "x"(')
    assert codes(client.diagnostics(uri, broken)) == {"syntax-error"}
    mended = client.replace(uri, 'name + "x"(', 'name + "x"')
    assert codes_in_the_end(client, uri, mended) == set()
    broken = client.replace(uri, 'name + "x"', 'name + "x"(')
    assert codes(client.diagnostics(uri, broken)) == {"syntax-error"}
    assert codes(client.diagnostics(uri, broken)) == {"syntax-error", "missing-method-docstring"}
    mended = client.replace(uri, 'name + "x"(', 'name + "x"')
    found = client.diagnostics(uri, mended)
    while codes(found):
        found = client.diagnostics(uri, mended)  # the block first, then what others are told of it


def test_a_client_that_cannot_be_told_to_pull_again_gets_what_will_hold(client: Client, tmp_path: Path) -> None:
    capabilities = with_pull(FULL)
    del capabilities["workspace"]["diagnostics"]
    client.initialize(tmp_path, capabilities)
    uri = client.open("store.py", TEXT)
    assert codes(client.pull(uri)["items"]) == set()
    client.replace(uri, 'name + "x"', 'name + "x"(')
    assert codes(client.pull(uri)["items"]) == {"syntax-error", "missing-method-docstring"}
    client.replace(uri, 'name + "x"(', 'name + "x"')
    assert codes(client.pull(uri)["items"]) == set()
