"""Input that the application answers for with a handler of errors, and schemas that nobody validates with."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, environment_for, role_of, severity_of

VIEW = "from flask import request\n\n\n@app.route('/')\ndef page():\n    return show(int(request.args['page']))\n"
HANDLER = "@app.errorhandler({})\ndef answer(error):\n    return 'no', 400\n"
SCHEMA = "def schema():\n    return {{'type': 'object', {}'properties': {{'name': {{'minLength': 1}}}}}}\n"


def findings(folder: Path, rule: str, texts: dict[str, str]) -> list[tuple[str, str]]:
    """Severity and message of each finding of a rule in `shop`, in a workspace of these files."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    index = WorkspaceIndex([str(folder)], engine_for(Settings(), role_of("shop.py")).collectors)
    index.build([str(folder / name) for name in texts])
    path = str(folder / "shop.py")
    found = open_document(texts["shop.py"], environment_for(path, Settings(), index)).findings()
    chosen = (item.finding for item in found if item.finding.rule.slug == rule)
    return [(severity_of(finding, Settings()).name.lower(), finding.message) for finding in chosen]


@pytest.mark.parametrize(
    ("others", "severities"),
    [
        ({}, ["warning"]),
        ({"errors.py": HANDLER.format("ValueError")}, []),
        ({"errors.py": HANDLER.format("(KeyError, ValueError)")}, []),
        ({"errors.py": "app.register_error_handler(ValueError, answer)\n"}, []),
        ({"errors.py": "app = Starlette(exception_handlers={ValueError: answer})\n"}, []),
        ({"errors.py": HANDLER.format("KeyError")}, ["warning"]),
        ({"errors.py": HANDLER.format("404")}, ["warning"]),
        ({"errors.py": HANDLER.format("Exception")}, ["warning"]),
        ({"api/errors.py": HANDLER.format("ValueError")}, ["hint"]),
    ],
)
def test_what_a_handler_of_the_application_answers_is_no_failure(
    tmp_path: Path, others: dict[str, str], severities: list[str]
) -> None:
    found = findings(tmp_path, "unvalidated-request-input", {"shop.py": VIEW, **others})
    assert [severity for severity, _ in found] == severities


@pytest.mark.parametrize("rule", ["schema-open-object", "schema-untyped-property"])
def test_schemas_of_a_workspace_without_a_validator_are_descriptions(tmp_path: Path, rule: str) -> None:
    texts = {"shop.py": SCHEMA.format("")}
    assert findings(tmp_path, rule, texts)[0][0] == "hint"
    strict = "\n\nSTRICT = {'type': 'object', 'properties': {}, 'additionalProperties': False}\n"
    with_one = findings(tmp_path, rule, {"shop.py": texts["shop.py"] + strict, "check.py": "import jsonschema\n"})
    assert with_one[0][0] in ("warning", "information")


CHECKED = "import jsonschema\n\nSHOP = {}\n\n\ndef check(shop):\n    jsonschema.validate(shop, {})\n"
OPEN = "{'type': 'object', 'properties': {'name': {'type': 'string'}}}"


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (CHECKED.format(OPEN, "SHOP"), "warning"),
        (CHECKED.format(OPEN, "other(shop)"), "hint"),
        (CHECKED.format(OPEN.replace("properties", "patternProperties"), "SHOP"), "hint"),
    ],
)
def test_a_schema_that_nobody_is_seen_to_validate_with_may_be_of_a_document_of_others(
    tmp_path: Path, text: str, severity: str
) -> None:
    assert [found for found, _ in findings(tmp_path, "schema-open-object", {"shop.py": text})] == [severity]


def test_a_schema_whose_keyword_is_misspelt_is_told_of_that_alone(tmp_path: Path) -> None:
    for word in ("additonalProperties", "addtionalProperties", "aditionalProperties", "additional_properties"):
        text = CHECKED.format(OPEN[:-1] + f", '{word}': False}}", "SHOP")
        assert findings(tmp_path, "schema-open-object", {"shop.py": text}) == [], word


def test_a_schema_without_a_name_is_told_by_its_title_or_its_properties(tmp_path: Path) -> None:
    for title, told in (("", "the object with `name`"), ("'title': 'Shop', ", "`Shop`")):
        ((_, message),) = findings(tmp_path, "schema-open-object", {"shop.py": SCHEMA.format(title)})
        assert message.startswith(f"The schema of {told} accepts")
