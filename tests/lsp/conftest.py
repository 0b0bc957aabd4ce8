"""Servers for tests: with the real rules, or with those of a plugin alone and short limits."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from burnish_checks.registry import ruleset
from tests.lsp.client import Client

PLUGIN = Path(__file__).parent / "plugin"
PLUGGED = ("bad-name", "raising-rule", "hanging-rule", "related-name")
_START = """
import sys
sys.path.append({plugin!r})
from burnish.lsp import guard, serve, workers
guard.TICK, workers.LIMIT = 0.3, 3.0
sys.exit(serve())
"""


def only_plugged(**more: Any) -> dict[str, Any]:
    """Client settings under which the plugin's rules alone run."""
    return {"ignore": [rule.slug for rule in ruleset().rules], **more}


def start_plugged() -> Client:
    """A server with the plugin, and little patience."""
    return Client.start((sys.executable, "-I", "-c", _START.format(plugin=str(PLUGIN))))


@pytest.fixture
def client() -> Iterator[Client]:
    """A server with the real rules."""
    with Client.start() as started:
        yield started


@pytest.fixture
def plugged() -> Iterator[Client]:
    """A server with the plugin's rules."""
    with start_plugged() as started:
        yield started
