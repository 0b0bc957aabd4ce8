"""The work on a Dask cluster: the same results as here, and nothing left behind."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from burnish.cli import main
from burnish.cli.cluster import cluster_crew
from burnish.cli.crew import shared
from burnish.cli.tasks import Gather
from burnish.cli.wishes import Wishes
from tests.cli.test_settling import FILES

pytest.importorskip("distributed", reason="the extra burnish[dask] is not installed")
import psutil
from distributed import LocalCluster

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a scheduler with two workers on the loopback interface."""
    options = {"n_workers": 2, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    with LocalCluster(**options, processes=True, silence_logs=50) as cluster:
        yield cluster.scheduler_address
    assert not _started("worker.py") and not _started("distributed"), "processes were left behind"


def _started(word: str) -> list[psutil.Process]:
    """The living processes below this one whose command line holds the word, given a moment to end."""
    found: list[psutil.Process] = []
    for _ in range(50):
        found = [
            process
            for process in psutil.Process().children(recursive=True)
            if process.status() != psutil.STATUS_ZOMBIE and any(word in part for part in process.cmdline())
        ]
        if not found:
            break
        time.sleep(0.1)
    return found


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of twenty files, more than one bundle, and one that cannot be read."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    for number in range(14):
        shutil.copy(tmp_path / "shop" / "store.py", tmp_path / "shop" / f"store{number}.py")
    (tmp_path / "shop" / "bytes.py").write_bytes(b"x = '\xff'\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, object, list[str]]:
    """The exit code, the JSON and the complaints of a check of everything, without what the cluster logs."""
    code = main(["check", "--no-cache", "--isolated", "--select", "all", "--output-format", "json", *arguments, "."])
    output = capsys.readouterr()
    complaints = [line for line in output.err.splitlines() if line.startswith("burnish")]
    return code, json.loads(output.out), complaints


def test_results_are_those_of_a_local_run(address: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Findings that depend on other files included, in the same order, with the same complaints."""
    there = checked(capsys, "--scheduler", address)
    assert there == checked(capsys, "--jobs", "2")
    assert {"command-injection", "module-name"} <= {item["code"] for item in there[1]}  # type: ignore[attr-defined]
    assert not _started("worker.py"), "the workers of the cluster keep processes"


def test_a_process_that_dies_costs_one_file(address: str, project: Path) -> None:
    """What was to be done after it is done by another process."""
    crew = cluster_crew(address, Wishes(isolated=True))
    try:
        first = [Gather(f"shop/store{number}.py") for number in range(2)]
        assert all(answer.value for answer in crew.run(shared(iter(first))))
        killed = _started("worker.py")
        for process in killed:
            process.kill()
        rest = [Gather(f"shop/store{number}.py") for number in range(2, 14)]
        answers = list(crew.run(shared(iter(rest))))
        assert [answer.task for answer in answers] == rest
        assert 1 <= sum(answer.value is None for answer in answers) <= len(killed)
    finally:
        crew.close()


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--scheduler", "tcp://127.0.0.1:9"], "there is no Dask scheduler at tcp://127.0.0.1:9"),
        (["--scheduler", "tcp://127.0.0.1:9", "--since", "HEAD"], "it cannot be combined with --since"),
    ],
)
def test_what_cannot_be_used_is_said(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str
) -> None:
    """Exit code 2 and a sentence."""
    assert main(["check", "--isolated", "--no-cache", *arguments, "."]) == 2
    assert complaint in capsys.readouterr().err


def test_without_dask_the_extra_is_named(project: Path) -> None:
    """Nothing but `--scheduler` needs Dask."""
    program = (
        "import sys; sys.modules['distributed'] = None\n"
        "from burnish.cli import main\n"
        "sys.exit(main(['check', '--isolated', '--no-cache', '--scheduler', 'tcp://127.0.0.1:1', '.']))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "install burnish[dask]" in done.stderr
