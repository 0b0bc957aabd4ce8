"""Writes the settings into `package.json` from burnish's own table of options; `--check` fails where they are stale."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

CLIENT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CLIENT.parent / "checks"))

from burnish_checks.configuration.publishing import editor_settings  # noqa: E402

OWN: dict[str, Any] = {
    "burnish.interpreter": {
        "markdownDescription": "The Python (3.10 or newer) that runs burnish. Where it is empty, the one that the Python "
        "extension has chosen is taken, then an environment of a trusted workspace, then the first on `PATH`.",
        "default": "",
        "scope": "machine-overridable",
        "type": "string",
    },
    "burnish.trace.server": {
        "markdownDescription": "How much of the conversation with the server the output channel shows.",
        "default": "off",
        "scope": "window",
        "type": "string",
        "enum": ["off", "messages", "verbose"],
    },
}
"""What the extension itself reads."""


def main() -> int:
    """Write or check."""
    path = CLIENT / "package.json"
    text = path.read_text(encoding="utf-8")
    manifest = json.loads(text)
    manifest["contributes"]["configuration"] = {"title": "burnish", "properties": {**OWN, **editor_settings()}}
    wanted = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    if "--check" in sys.argv[1:]:
        if text != wanted:
            print("package.json is stale: run `npm run settings`", file=sys.stderr)
            return 1
        return 0
    path.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
