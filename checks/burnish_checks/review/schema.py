"""The JSON Schema of the review's JSON. `python -m burnish_checks.review.schema FILE` writes it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

IDENTIFIER = "https://burnish.readthedocs.io/schemas/review.schema.json"
_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_LEVEL = {"enum": ["error", "warning", "information", "hint"]}
_SAFETY = {"enum": ["safe", "unsafe", "draft"]}


def review_schema() -> dict[str, Any]:
    """The schema, as plain values."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": IDENTIFIER,
        "title": "A review by burnish",
        **_object(
            {
                "title": _TEXT,
                "files": _COUNT,
                "lines": _COUNT,
                "codeLines": _COUNT,
                "unreadable": _list(_object({"path": _TEXT, "reason": _TEXT})),
                "overall": _TEXT,
                "security": _security(),
                "categories": _list(_category()),
                "good": _list(_TEXT),
                "places": _list(_place()),
                "mends": {"type": "object", "additionalProperties": _COUNT},
                "counts": _object({"error": _COUNT, "warning": _COUNT, "information": _COUNT, "hint": _COUNT}),
            }
        ),
        "$defs": {
            "position": _object({"line": _COUNT, "character": _COUNT}),
            "range": _object({"start": {"$ref": "#/$defs/position"}, "end": {"$ref": "#/$defs/position"}}),
            "finding": _finding(),
        },
    }


def _security() -> dict[str, Any]:
    looked_for = _object({"family": _TEXT, "rules": _list(_TEXT), "dataFlow": {"type": "boolean"}})
    return _object(
        {
            "status": {"enum": ["clean", "findings", "defects", "incomplete"]},
            "text": _TEXT,
            "followed": _TEXT,
            "lookedFor": _list(looked_for),
            "gaps": _list(_TEXT),
        }
    )


def _category() -> dict[str, Any]:
    repair = _object({"title": _TEXT, "safety": _SAFETY, "automatic": {"type": "boolean"}, "why": _TEXT})
    group = _object(
        {
            "code": _TEXT,
            "severity": _LEVEL,
            "url": _TEXT,
            "count": {"type": "integer", "minimum": 1},
            "why": _TEXT,
            "repair": {"anyOf": [{"type": "null"}, repair]},
            "findings": _list({"$ref": "#/$defs/finding"}),
        }
    )
    return _object({"category": _TEXT, "summary": _TEXT, "groups": _list(group)})


def _finding() -> dict[str, Any]:
    span = {"$ref": "#/$defs/range"}
    return _object(
        {
            "path": _TEXT,
            "code": _TEXT,
            "category": _TEXT,
            "severity": _LEVEL,
            "message": _TEXT,
            "range": span,
            "related": _list(_object({"path": _TEXT, "message": _TEXT, "range": span})),
            "url": _TEXT,
        }
    )


def _place() -> dict[str, Any]:
    line = {"type": "integer", "minimum": 1}
    return _object({"path": _TEXT, "symbol": _TEXT, "line": line, "score": {"type": "number"}, "reasons": _TEXT})


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def text() -> str:
    """The schema as the file holds it."""
    return json.dumps(review_schema(), indent=2) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(text(), encoding="utf-8")
