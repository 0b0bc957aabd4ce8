"""SARIF 2.1.0: one run with its rules and results, as code scanning services take it.

Columns are UTF-16 code units, which SARIF expects unless told otherwise. Written with `json`: the Python
libraries for SARIF are object models generated from the schema that give no help beyond the names.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote

from burnish import __version__
from burnish.cli.checked import Checked
from burnish.cli.formats import Summary
from burnish.cli.formats.fingerprints import Fingerprints
from burnish_checks.core.rule import Rule
from burnish_checks.documentation import rule_page, rule_url
from burnish_checks.review.remark import Remark

_SITE = "https://burnish.readthedocs.io/"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}
_SECURITY_SEVERITY = {"error": "8.0", "warning": "5.0", "information": "3.0", "hint": "1.0"}
_ROOT = "SRCROOT"
_WHY = {"inSource": "A comment in the source suppresses it.", "external": "The baseline knows it."}


class Format:
    """One log with one run. Results are written as they arrive, the rules they name at the end."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.before = "\n"
        self.rules: dict[str, int] = {}
        self.fingerprints = Fingerprints()

    def start(self) -> None:
        """Open the log, the run and its results."""
        root = {_ROOT: {"uri": Path.cwd().as_uri() + "/"}}
        self.stream.write(
            f'{{"$schema": {json.dumps(SCHEMA)}, "version": "2.1.0", "runs": [{{'
            f'"columnKind": "utf16CodeUnits", "originalUriBaseIds": {json.dumps(root)}, "results": ['
        )

    def file(self, checked: Checked) -> None:
        """Write the results of a file."""
        for remark in sorted([*checked.remarks, *checked.silenced], key=lambda item: tuple(item.span)):
            self.stream.write(self.before + json.dumps(self.result(remark)))
            self.before = ",\n"

    def end(self, summary: Summary) -> None:
        """Write the tool with its rules, what went wrong, and close the log."""
        from burnish_checks.registry import by_slug

        driver = {
            "name": "burnish",
            "version": __version__,
            "semanticVersion": __version__,
            "informationUri": _SITE,
            "rules": [descriptor(by_slug()[slug]) for slug in self.rules],
        }
        invocation = {"executionSuccessful": not summary.unreadable}
        self.stream.write(
            f'], "tool": {json.dumps({"driver": driver})}, "invocations": [{json.dumps(invocation)}]}}]}}\n'
        )

    def result(self, remark: Remark) -> dict[str, Any]:
        """A finding as a result."""
        index = self.rules.setdefault(remark.code, len(self.rules))
        result: dict[str, Any] = {
            "ruleId": remark.code,
            "ruleIndex": index,
            "level": _LEVELS[remark.severity],
            "message": {"text": remark.message},
            "locations": [_location(remark.path, remark.as_json()["range"])],
            "partialFingerprints": {"burnish/v1": self.fingerprints.of(remark)},
        }
        if remark.related:
            result["relatedLocations"] = [
                {"id": number, "message": {"text": item["message"]}, **_location(item["path"], item["range"])}
                for number, item in enumerate(remark.related, 1)
            ]
        if remark.silenced:
            result["suppressions"] = [{"kind": remark.silenced, "justification": _WHY[remark.silenced]}]
        if remark.fixes:
            result["fixes"] = [_fix(remark.path, fix) for fix in remark.fixes]
        return result


def descriptor(rule: Rule) -> dict[str, Any]:
    """A rule as SARIF describes it."""
    result: dict[str, Any] = {
        "id": rule.slug,
        "name": "".join(part.capitalize() for part in rule.slug.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.documentation.split("```", 1)[0].strip()},
        "help": {"text": rule.documentation, "markdown": rule_page(rule)},
        "helpUri": rule_url(rule),
        "defaultConfiguration": {"level": _LEVELS[rule.severity.name.lower()], "enabled": rule.default},
        "properties": {"tags": [rule.category.value, *rule.aliases]},
    }
    if rule.category.value == "security":
        result["properties"]["security-severity"] = _SECURITY_SEVERITY[rule.severity.name.lower()]
    return result


def _location(path: str, place: dict[str, Any]) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": _region(place)}}


def _artifact(path: str) -> dict[str, str]:
    if os.path.isabs(path):
        return {"uri": Path(path).as_uri()}
    uri = quote(os.fsencode(path.replace(os.sep, "/")))
    return {"uri": uri, "uriBaseId": _ROOT}


def _region(place: dict[str, Any]) -> dict[str, int]:
    return {
        "startLine": place["start"]["line"] + 1,
        "startColumn": place["start"]["character"] + 1,
        "endLine": place["end"]["line"] + 1,
        "endColumn": place["end"]["character"] + 1,
    }


def _fix(path: str, fix: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in fix["edits"]:
        replacement = {"deletedRegion": _region(edit["range"]), "insertedContent": {"text": edit["newText"]}}
        changes.setdefault(edit.get("path", path), []).append(replacement)
    safety = "" if fix["safety"] == "safe" else f" ({fix['safety']}: {fix['why']})"
    return {
        "description": {"text": fix["title"] + safety},
        "artifactChanges": [
            {"artifactLocation": _artifact(name), "replacements": items} for name, items in changes.items()
        ],
    }
