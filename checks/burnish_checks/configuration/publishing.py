"""What is made from the table of options: a JSON Schema for TOML servers, the editors' settings, a page of text.

`python -m burnish_checks.configuration.publishing DOCS` writes `schemas/*.schema.json` and `settings.md` there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from burnish_checks.configuration.options import LEVELS, OPTIONS, Option

IDENTIFIER = "https://burnish.readthedocs.io/schemas/burnish.schema.json"
PYPROJECT_IDENTIFIER = "https://burnish.readthedocs.io/schemas/pyproject.schema.json"
_INTRODUCTION = f"""\
# Settings

Settings stand in the table `[tool.burnish]` of the nearest `pyproject.toml`. An editor's settings are called
`burnish.NAME` in camelCase and override it. `burnish config PATH` shows what holds for a file, and why.

```toml
[tool.burnish]
profile = "strict"
ignore = ["repeated-string"]

[tool.burnish.severity]
naming = "hint"
missing-return-annotation = "warning"

[tool.burnish.per-file-ignores]
"tests/**" = ["organization"]

[tool.burnish.organization]
max-complexity = 15
```

A key that does not exist and a value of the wrong kind are pointed out where they stand, in the editor and on the
command line, with the one that was probably meant; the rest holds all the same. Editors that open `pyproject.toml` with
burnish complete and explain the settings as you type them. For TOML servers there is a JSON Schema; Taplo and Even Better
TOML take it from a file `.taplo.toml`:

```toml
[[rule]]
include = ["**/pyproject.toml"]
schema = {{ url = "{PYPROJECT_IDENTIFIER}" }}
```

[The schema of the table alone](schemas/burnish.schema.json) is what `burnish config --output-format schema` prints.
"""


def toml_schema() -> dict[str, Any]:
    """The JSON Schema of `[tool.burnish]`, as TOML servers take it."""
    properties: dict[str, Any] = {}
    for option in OPTIONS:
        if option.client_only:
            continue
        group, dot, name = option.name.partition(".")
        if dot:
            table = properties.setdefault(group, {"type": "object", "additionalProperties": False, "properties": {}})
            table["properties"][name] = _property(option)
        else:
            properties[option.name] = _property(option)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": IDENTIFIER,
        "title": "Settings of burnish, the table [tool.burnish] of pyproject.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }


def pyproject_schema() -> dict[str, Any]:
    """The JSON Schema of a whole `pyproject.toml`, which says nothing of what is not burnish's."""
    table = {key: value for key, value in toml_schema().items() if not key.startswith("$")}
    tool = {"type": "object", "properties": {"burnish": table}, "additionalProperties": True}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": PYPROJECT_IDENTIFIER,
        "title": "pyproject.toml with settings of burnish",
        "type": "object",
        "properties": {"tool": tool},
        "additionalProperties": True,
    }


def _property(option: Option) -> dict[str, Any]:
    """One option as JSON Schema."""
    return {"description": option.description, "default": option.default, **_type(option)}


def _type(option: Option) -> dict[str, Any]:
    texts: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
    kinds: dict[str, dict[str, Any]] = {
        "flag": {"type": "boolean"},
        "number": {"type": "integer", "minimum": 0},
        "text": {"type": "string"},
        "choice": {"enum": list(option.choices)},
        "rules": texts,
        "globs": texts,
        "tools": {
            "anyOf": [
                {"enum": list(option.choices)},
                {"type": "array", "items": {"enum": list(option.choices)}, "uniqueItems": True},
            ]
        },
        "version": {"type": "string", "pattern": r"^(py)?3\.?[0-9]{1,2}$"},
        "severities": {"type": "object", "additionalProperties": {"enum": list(LEVELS)}},
        "rules-by-file": {"type": "object", "additionalProperties": texts},
    }
    return kinds[option.kind]


def editor_settings() -> dict[str, Any]:
    """The settings as an editor's extension declares them: `burnish.profile`, `burnish.organization.maxComplexity`."""
    return {
        f"burnish.{option.camel}": {
            "markdownDescription": option.description,
            "default": None if option.field else option.default,
            "scope": "resource",
            **_editor_type(option),
        }
        for option in OPTIONS
        if option.name not in ("extend", "baseline")
    }


def _editor_type(option: Option) -> dict[str, Any]:
    """The type with null for "not set here", so that `pyproject.toml` holds."""
    kind = _type(option)
    if not option.field:
        return {"type": "string", "enum": kind["enum"]} if "enum" in kind else kind
    if "enum" in kind:
        return {"type": ["string", "null"], "enum": [*kind["enum"], None]}
    if "anyOf" in kind:
        return {"type": ["array", "null"], "items": kind["anyOf"][1]["items"], "uniqueItems": True}
    return {**kind, "type": [kind["type"], "null"]}


def settings_page() -> str:
    """The options as a page of Markdown."""
    lines = [_INTRODUCTION]
    for option in OPTIONS:
        lines += [f"## `{option.name}`", "", option.description, ""]
        if option.choices:
            lines.append("- one of: " + ", ".join(f"`{choice}`" for choice in option.choices))
        lines.append(f"- default: `{_toml(option.default)}`")
        if option.client_only:
            lines.append(f"- set by the editor alone, as `burnish.{option.camel}`")
        lines.append("")
    return "\n".join(lines)


def _toml(value: object) -> str:
    return "{}" if value == {} else json.dumps(value)


def schema_text(*, whole: bool = False) -> str:
    """The JSON Schema of the table, or of the whole file, as it is published."""
    return json.dumps(pyproject_schema() if whole else toml_schema(), indent=2) + "\n"


def write(docs: Path) -> None:
    """Write what is published."""
    (docs / "schemas").mkdir(parents=True, exist_ok=True)
    (docs / "schemas" / "burnish.schema.json").write_text(schema_text(), encoding="utf-8")
    (docs / "schemas" / "pyproject.schema.json").write_text(schema_text(whole=True), encoding="utf-8")
    (docs / "settings.md").write_text(settings_page(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
