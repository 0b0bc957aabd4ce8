"""What teams put into their pipelines: pre-commit's hooks, the GitHub Action, the GitLab component; each is run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.cli.conftest import CLEAN, LOST
from tests.cli.test_formats import act, schema
from tests.cli.test_since import git

pytestmark = pytest.mark.once
PROJECT = Path(__file__).parents[1]
ACTION = yaml.safe_load((PROJECT / "action.yml").read_text())
HOOKS = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text())
COMPONENT = PROJECT / "templates" / "burnish.yml"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with a clean file committed, and one with a finding beside it."""
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "pyproject.toml").write_text("")
    (folder / "clean.py").write_text(CLEAN)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    (folder / "lost.py").write_text(LOST)
    return folder


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """What stands for the runner's folder: burnish is where the action's first step installs it."""
    program = tmp_path / "runner" / "burnish" / "bin" / "burnish"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -m burnish "$@"\n')
    program.chmod(0o755)
    return tmp_path / "runner"


def step(name: str, shop: Path, runner: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run a step of the action as GitHub does: its expressions filled in, `bash` with `-eo pipefail`."""
    (found,) = (item for item in ACTION["runs"]["steps"] if item["name"] == name)
    given = {key: str(value.get("default", "")) for key, value in ACTION["inputs"].items()} | {
        key.replace("_", "-"): value for key, value in inputs.items()
    }

    def filled(text: str) -> str:
        text = re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: given[match.group(1)], text)
        return text.replace("${{ github.action_path }}", str(PROJECT))

    assert "${{" not in found["run"], "an expression in a script can be made to run what an input says"
    environment = {**os.environ, "RUNNER_TEMP": str(runner), "XDG_CACHE_HOME": str(runner / "cache")}
    environment |= {key: filled(value) for key, value in found["env"].items()}
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
        (runner / name).touch()
        environment[name] = str(runner / name)
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", found["run"]]
    return subprocess.run(command, cwd=shop, env=environment, capture_output=True, text=True, check=False)


def test_the_action_is_valid() -> None:
    jsonschema.Draft7Validator(schema("https://json.schemastore.org/github-action.json")).validate(ACTION)
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps(ACTION["runs"])))
    assert used == set(ACTION["inputs"])


@pytest.mark.timeout(900)
def test_a_runner_installs_the_action_and_takes_its_annotations(shop: Path, tmp_path: Path) -> None:
    copy_of_the_project(shop / "action")
    (shop / "action" / "action.yml").write_text((PROJECT / "action.yml").read_text())
    uses = {
        "uses": "./action",
        "with": {"python": sys.executable, "paths": "lost.py", "arguments": "--select\nlost-cause"},
    }
    workflow = shop / ".github" / "workflows" / "review.yml"
    workflow.parent.mkdir(parents=True)
    job = {"runs-on": "here", "steps": [{"uses": "actions/checkout@v4"}, uses]}
    workflow.write_text(json.dumps({"on": "push", "jobs": {"review": job}}))
    log = act(shop, tmp_path / "home")
    said = "".join(item["msg"] for item in log)
    found = [item["kvPairs"] for item in log if item.get("command") == "warning"]
    assert [(item["file"], item["line"]) for item in found] == [("lost.py", "5")], said
    assert [item["jobResult"] for item in log if "jobResult" in item] == ["failure"]


def copy_of_the_project(target: Path) -> None:
    """Copy what an installation from the repository needs."""
    for name in (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "server/burnish", "checks"):
        source = PROJECT / name
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target / name)


def test_the_action_annotates_writes_a_summary_and_fails(shop: Path, runner: Path) -> None:
    done = step("Review", shop, runner)
    assert done.returncode == 1, done.stderr
    assert "::warning file=lost.py,line=5" in done.stdout
    assert (runner / "GITHUB_OUTPUT").read_text() == "exit-code=1\n"
    assert "# Review of `shop`" in (runner / "GITHUB_STEP_SUMMARY").read_text()


def test_the_action_takes_its_inputs(shop: Path, runner: Path) -> None:
    assert step("Review", shop, runner, fail_on="error").returncode == 0
    assert step("Review", shop, runner, fail_on="never").returncode == 0
    assert step("Review", shop, runner, paths="clean.py\n", arguments="--select\nlost-cause").returncode == 0
    git(shop, "add", ".")
    git(shop, "commit", "-qm", "second")
    assert step("Review", shop, runner, since="HEAD").returncode == 0
    assert step("Review", shop, runner, since="HEAD~1", sarif="out.sarif").returncode == 1
    log = json.loads((shop / "out.sarif").read_text())
    assert [item["ruleId"] for item in log["runs"][0]["results"]].count("lost-cause") == 1


def test_an_input_is_never_run(shop: Path, runner: Path) -> None:
    done = step("Review", shop, runner, paths="$(touch hit); `touch hit`\n--version", fail_on="never")
    assert done.returncode == 2
    assert not (shop / "hit").exists()


def test_the_component_is_valid_and_its_script_runs(shop: Path, runner: Path) -> None:
    spec, job = yaml.safe_load_all(COMPONENT.read_text())
    pipeline = schema("https://gitlab.com/gitlab-org/gitlab/-/raw/master/app/assets/javascripts/editor/schema/ci.json")
    inputs = {name: value["default"] for name, value in spec["spec"]["inputs"].items()}
    text = re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda match: inputs[match.group(1)], json.dumps(job))
    filled: dict[str, Any] = json.loads(text)
    jsonschema.Draft7Validator(pipeline).validate(filled)
    install, *script = filled["burnish"]["script"]
    assert install.endswith('"burnish"')
    environment = {**os.environ, "PATH": f"{runner}/burnish/bin:{os.environ['PATH']}", "XDG_CACHE_HOME": str(runner)}
    codes = [
        subprocess.run(["sh", "-c", line], cwd=shop, env=environment, capture_output=True, check=False).returncode
        for line in script
    ]
    assert codes == [0, 0, 1]
    reported = json.loads((shop / filled["burnish"]["artifacts"]["reports"]["codequality"]).read_text())
    assert "lost-cause" in {issue["check_name"] for issue in reported}
    assert (shop / filled["burnish"]["artifacts"]["paths"][0]).read_text().startswith("<!doctype html>")


def test_the_hooks_are_what_pre_commit_takes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(PROJECT / ".pre-commit-hooks.yaml")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    for hook in HOOKS:
        assert hook["entry"].startswith("burnish ")


@pytest.mark.timeout(900)
def test_pre_commit_runs_the_hooks_from_a_clone(shop: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    copy_of_the_project(clone)
    git(clone, "init", "-q")
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "released")
    git(shop, "add", ".")

    def hook(name: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "PRE_COMMIT_HOME": str(tmp_path / "hooks"),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        }
        command = [sys.executable, "-m", "pre_commit", "try-repo", str(clone), name, "--all-files"]
        return subprocess.run(command, cwd=shop, env=environment, capture_output=True, text=True, check=False)

    failed = hook("burnish")
    assert failed.returncode == 1, failed.stdout + failed.stderr
    assert "lost.py:5:9: warning" in failed.stdout
    mended = hook("burnish-fix")
    assert "files were modified by this hook" in mended.stdout
    assert "from exc" in (shop / "lost.py").read_text()
    git(shop, "add", ".")
    assert hook("burnish").returncode == 0
