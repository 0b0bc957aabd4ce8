"""A language-server session over stdio, told as it happens: an edit brings a squiggle, a quick fix removes it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.lsp.client import Client

BEFORE = '''"""Reading settings."""

import json


def read(path: str) -> dict[str, int]:
    """Read the settings at a path."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return dict(json.loads(text))
'''
TYPED = """    try:
        json.loads(text)
    except ValueError:
        raise RuntimeError(f"{path} is no JSON")
"""
TAIL = "    return dict(json.loads(text))\n"


def tell(diagnostics: list[dict[str, Any]]) -> None:
    """Print what the server found, a line each."""
    for item in diagnostics:
        place = item["range"]["start"]
        print(f"    line {place['line'] + 1}: {item['code']}: {item['message']}")
    if not diagnostics:
        print("    no findings")


def main() -> None:
    """Play the session."""
    with tempfile.TemporaryDirectory() as folder, Client.start() as client:
        client.initialize(Path(folder))
        uri = client.open("settings.py", BEFORE)
        print("Opened settings.py:")
        tell(client.diagnostics(uri))
        version = client.replace(uri, TAIL, TYPED + TAIL)
        print("Typed a try statement:")
        found = client.diagnostics(uri, version)
        tell(found)
        [finding] = [item for item in found if item["code"] == "lost-cause"]
        actions = client.actions(uri, finding["range"])
        print("Actions offered there:")
        for action in actions:
            print(f"    {action['title']}")
        chosen = client.resolve(next(action for action in actions if action.get("isPreferred")))
        text = client.apply(chosen["edit"])[uri]
        version = client.change(uri, {"text": text})
        print(f"After {chosen['title']!r}:")
        tell(client.diagnostics(uri, version))
        print(next(line for line in text.splitlines() if "raise" in line))
        client.shutdown()


if __name__ == "__main__":
    main()
