"""Schemas that are put together from other files of the workspace, and judged again when an import changes."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from burnish_checks.core.positions import Span
from burnish_checks.core.repair import targets
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.core.text import TextEdit
from burnish_checks.core.verifying import propose
from burnish_checks.policy import engine_for, role_of

SETTINGS = Settings(select=("validation",), only_selected=True)
ROLE = role_of("src/package/module.py")
ENGINE = engine_for(SETTINGS, ROLE)

BASE = """
SERVER = {
    "type": "object",
    "properties": {"id": {"type": "string", "format": "uuid"}},
    "required": ["id"],
    "additionalProperties": False,
}
"""


class OneOther:
    """A workspace with one other file, `package.base`."""

    revision = 1

    def __init__(self, text: str) -> None:
        self.snapshot = open_document(text, Environment("src/package/base.py", ENGINE, SETTINGS, ROLE))

    def ask(self, path: str, *question: Hashable) -> Any:
        """Facts of the other file."""
        if question[:2] != ("facts", "package.base"):
            return None
        return tuple(fact.value for _, fact in self.snapshot.module.each(str(question[2])))


def opened(text: str, project: OneOther | None = None) -> Snapshot:
    return open_document(text, Environment("src/package/module.py", ENGINE, SETTINGS, ROLE, project))


def slugs(snapshot: Snapshot) -> list[str]:
    return [item.finding.rule.slug for item in snapshot.findings() if item.finding.rule.severity.value <= 2]


def test_a_schema_of_another_file_is_followed_through_a_copy() -> None:
    text = (
        "import copy\nfrom package import base\n\nCREATE = copy.deepcopy(base.SERVER)\n"
        'del CREATE["properties"]["id"]\nCREATE["properties"]["name"] = {"type": "string", "pattern": "[a-z]+"}\n'
    )
    assert slugs(opened(text)) == []
    taken_away, loose = "schema-required-undefined", "schema-unanchored-pattern"
    assert slugs(opened(text, OneOther(BASE))) == [taken_away, loose]
    assert slugs(opened(f'{text}CREATE["required"] = ["name"]\n', OneOther(BASE))) == [loose]


def test_formats_of_an_imported_schema_are_seen_where_it_is_used() -> None:
    text = (
        "import jsonschema\nfrom package.base import SERVER\n\n\ndef check(it):\n    jsonschema.validate(it, SERVER)\n"
    )
    assert slugs(opened(text, OneOther(BASE))) == ["schema-format-unchecked"]
    assert slugs(opened(text)) == []


def test_a_changed_import_has_schemas_judged_again() -> None:
    text = "import jsonschema\n" + BASE + "\n\ndef check(it):\n    jsonschema.validate(it, SERVER)\n"
    snapshot = opened(text)
    assert slugs(snapshot) == ["schema-format-unchecked"]
    changed = snapshot.edit([TextEdit(Span(0, 0, 0, 17), "import other as jsonschema")], None).settled()
    assert slugs(changed) == slugs(opened(changed.text)) == []


def test_an_edit_in_a_function_runs_no_schema_rule() -> None:
    snapshot = opened(BASE + "\n\ndef answer(it):\n    return it\n")
    line = next(at for at, line in enumerate(snapshot.lines) if "return it" in line)
    edited = snapshot.edit([TextEdit(Span(line, 11, line, 13), "it + 1")], None)
    assert edited.cost.module_runs == 0


def test_a_pattern_that_takes_for_ever_is_taken_to_describe_the_name() -> None:
    name = "a" * 40 + "!"
    text = f'SCHEMA = {{"type": "object", "patternProperties": {{"^(a+)+$": {{"enum": [1]}}}}, "required": ["{name}"], '
    text += '"properties": {"b": {"enum": [1]}}, "additionalProperties": False}\n'
    snapshot = open_document(text, Environment("src/package/module.py", ENGINE, SETTINGS, ROLE))
    assert not list(snapshot.failures())
    assert "schema-required-undefined" not in {item.finding.rule.slug for item in snapshot.findings()}
    other = open_document(text.replace("(a+)+", "a+"), Environment("src/package/module.py", ENGINE, SETTINGS, ROLE))
    assert "schema-required-undefined" in {item.finding.rule.slug for item in other.findings()}


def test_a_schema_is_not_closed_to_a_key_that_it_requires() -> None:
    text = (
        "import jsonschema\n\nROOM = {'type': 'object', 'properties': {'floor': {'type': 'integer'}}, "
        "'required': ['floor', 'door']}\n\n\ndef check(room):\n    jsonschema.validate(room, ROOM)\n"
    )
    found = {}
    for required in (text, text.replace(", 'door'", "")):
        target = next(item for item in targets(opened(required)) if item.finding.rule.slug == "schema-open-object")
        repair, verdict = propose(target, target.finding.rule.fixes[0])
        found[required] = verdict.reason if repair is None else "closed"
    assert list(found.values()) == [
        "`door` is required and not described, so that no document at all would be accepted.",
        "closed",
    ]
