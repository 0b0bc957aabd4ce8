"""Rules that an active peer shows already are left to it, told from its own configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.configuration import resolve
from burnish_checks.configuration.peers import UNCONFIGURED, covered_by_peers


def left(folder: Path, files: dict[str, str], *slugs: str) -> set[str]:
    """Which of the slugs are ignored in a folder with these files."""
    for name, text in files.items():
        (folder / name).write_text(text)
    ignored = resolve(folder / "a.py").settings.ignore
    return {slug for slug in slugs if slug in ignored}


COMMON = ("unused-import", "lost-cause", "bare-except", "weak-hash", "missing-parameter-annotation", "subprocess-shell",
          "swallowed-exception", "too-many-parameters", "deep-nesting", "method-first-argument")  # fmt: skip


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, set()),
        ({"pyproject.toml": "[tool.black]\n"}, set()),
        ({"pyproject.toml": "[tool.ruff]\n"}, {"unused-import", "bare-except", "swallowed-exception"}),
        ({"ruff.toml": '[lint]\nselect = ["PL"]\n'}, {"too-many-parameters"}),
        ({"ruff.toml": 'preview = true\n[lint]\nselect = ["PL"]\n'}, {"too-many-parameters", "deep-nesting"}),
        ({"ruff.toml": 'select = ["B"]\n'}, {"lost-cause"}),
        ({"ruff.toml": 'extend = "base.toml"\n', "base.toml": '[lint]\nselect = ["B"]\n'}, {"lost-cause"}),
        (
            {"ruff.toml": 'extend = "base.toml"\n[lint]\nselect = ["F401"]\n', "base.toml": '[lint]\nselect = ["B"]\n'},
            {"unused-import"},
        ),
        ({"ruff.toml": 'extend = "ruff.toml"\n[lint]\nselect = ["B"]\n'}, {"lost-cause"}),
        ({".ruff.toml": '[lint]\nselect = ["F", "B9"]\nignore = ["F401"]\n'}, {"lost-cause"}),
        (
            {"ruff.toml": '[lint]\nextend-select = ["S"]\n'},
            {"unused-import", "bare-except", "weak-hash", "subprocess-shell", "swallowed-exception"},
        ),
        (
            {"ruff.toml": '[lint]\nselect = ["ALL"]\nignore = ["F", "E", "ANN", "S", "SIM"]\n'},
            {"lost-cause", "too-many-parameters", "method-first-argument"},
        ),
        ({"ruff.toml": '[lint]\nselect = ["W", "C"]\n'}, set()),
        ({"ruff.toml": '[lint]\nselect = ["F401"]\nignore = ["F"]\n'}, {"unused-import"}),
        ({"setup.cfg": "[flake8]\nmax-line-length = 100\n"}, {"unused-import", "bare-except"}),
        (
            {".flake8": "[flake8]\nselect = B,ANN\nextend-ignore = ANN2\n"},
            {"lost-cause", "missing-parameter-annotation"},
        ),
        ({"tox.ini": "[tox]\n"}, set()),
        (
            {"pyrightconfig.json": '// strict\n{"typeCheckingMode": "strict"}'},
            {"unused-import", "missing-parameter-annotation", "method-first-argument"},
        ),
        ({"pyproject.toml": '[tool.pyright]\nstrict = ["src"]\n'}, {"method-first-argument"}),
        (
            {"pyproject.toml": '[tool.pyright]\nstrict = ["**"]\n'},
            {"unused-import", "missing-parameter-annotation", "method-first-argument"},
        ),
        ({"pyproject.toml": "[tool.pyright]\n"}, {"method-first-argument"}),
        (
            {"pyproject.toml": '[tool.pyright]\nreportUnusedImport = "warning"\n'},
            {"unused-import", "method-first-argument"},
        ),
    ],
)
def test_detected_from_the_peers_configuration(tmp_path: Path, files: dict[str, str], expected: set[str]) -> None:
    assert left(tmp_path, files, *COMMON) == expected


def test_an_explicit_list_replaces_detection(tmp_path: Path) -> None:
    ruff = '[tool.ruff.lint]\nselect = ["F"]\n'
    assert left(tmp_path, {"pyproject.toml": ruff + "[tool.burnish]\ndefer-to = []\n"}, *COMMON) == set()
    assert left(tmp_path, {"pyproject.toml": ruff + '[tool.burnish]\ndefer-to = ["pyright"]\n'}, *COMMON) == {
        "method-first-argument"
    }
    assert left(tmp_path, {"pyproject.toml": ruff + '[tool.burnish]\ndefer-to = ["ruff"]\n'}, *COMMON) == {
        "unused-import"
    }
    unconfigured = '[tool.burnish]\ndefer-to = ["ruff"]\n'
    assert left(tmp_path, {"pyproject.toml": unconfigured}, *COMMON) == {
        "unused-import", "bare-except", "swallowed-exception",
    }  # fmt: skip


def test_what_is_selected_by_name_is_kept(tmp_path: Path) -> None:
    text = '[tool.ruff]\n[tool.burnish]\nselect = ["unused-import"]\n'
    assert left(tmp_path, {"pyproject.toml": text}, *COMMON) == {"bare-except", "swallowed-exception"}


def test_broken_configurations_of_peers_are_passed_over(tmp_path: Path) -> None:
    files = {"ruff.toml": "= nonsense", ".flake8": "no section", "pyrightconfig.json": "{", "setup.cfg": "[[[\n"}
    left(tmp_path, files, *COMMON)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, {"unused-import", "bare-except", "swallowed-exception"}),
        ({"ruff.toml": 'select = ["B"]\n'}, {"lost-cause"}),
        ({"pyproject.toml": "[tool.burnish]\ndefer-to = []\n"}, set()),
    ],
)
def test_a_peer_that_the_editor_runs_counts_without_a_configuration(
    tmp_path: Path, files: dict[str, str], expected: set[str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    ignored = resolve(tmp_path / "a.py", client={"peers": ["ruff", "no such peer", 1]}).settings.ignore
    assert {slug for slug in COMMON if slug in ignored} == expected


def test_a_change_of_an_extended_file_is_seen(tmp_path: Path) -> None:
    base = tmp_path / "base.toml"
    (tmp_path / "ruff.toml").write_text('extend = "base.toml"\n')
    base.write_text('[lint]\nselect = ["B"]\n')
    assert "lost-cause" in covered_by_peers(str(tmp_path), ("auto",))["ruff"]
    base.write_text('[lint]\nselect = ["F401"]\n')
    assert covered_by_peers(str(tmp_path), ("auto",))["ruff"] == ("unused-import",)


def test_of_ruff_that_is_named_and_not_configured_only_what_it_shows_by_itself_is_left(tmp_path: Path) -> None:
    files = {"pyproject.toml": '[tool.burnish]\ndefer-to = ["ruff"]\n'}
    assert left(tmp_path, files, *COMMON, "dynamic-eval", "star-import") == {
        "unused-import", "bare-except", "swallowed-exception"
    }  # fmt: skip
    assert list(resolve(tmp_path / "a.py").deferred) == ["ruff" + UNCONFIGURED]


def test_a_security_rule_is_left_only_to_whom_all_of_its_codes_are_selected(tmp_path: Path) -> None:
    ruff = {"ruff.toml": '[lint]\nselect = ["S102", "S105"]\n'}
    assert left(tmp_path, ruff, "dynamic-eval", "hardcoded-password") == set()
    ruff = {"ruff.toml": '[lint]\nselect = ["S"]\nignore = ["S102"]\n'}
    assert left(tmp_path, ruff, "dynamic-eval") == {"dynamic-eval"}
