"""`[tool.burnish]`: which file speaks for which source, what a wrong setting says, and where."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from burnish_checks.configuration import resolve, settings_for
from burnish_checks.configuration.loading import layer_of
from burnish_checks.configuration.options import OPTIONS
from burnish_checks.configuration.places import places
from burnish_checks.configuration.publishing import (
    editor_settings,
    pyproject_schema,
    schema_text,
    settings_page,
    toml_schema,
)
from burnish_checks.configuration.resolving import is_project
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Finding, Severity
from burnish_checks.core.settings import Settings
from burnish_checks.files import discover
from burnish_checks.policy import severity_of
from burnish_checks.registry import by_slug

DOCS = Path(__file__).parents[2] / "docs"


def write(path: Path, text: str) -> Path:
    """Write a file with the folders around it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def said(folder: Path, text: str) -> list[tuple[int, int, int, str]]:
    """Line, first and last column and message of what is wrong with a configuration."""
    write(folder / "pyproject.toml", text)
    _, problems = settings_for(folder / "a.py")
    return [
        (found.span.start_line, found.span.start_column, found.span.end_column, found.message) for found in problems
    ]


def test_the_nearest_file_with_a_table_speaks(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.burnish]\nprofile = "strict"\n')
    write(tmp_path / "part" / "pyproject.toml", '[project]\nrequires-python = ">=3.12,<4"\n')
    write(tmp_path / "other" / "pyproject.toml", '[tool.burnish]\ntarget-version = "py311"\n')
    assert settings_for(tmp_path / "part" / "a.py")[0].profile == "strict"
    assert settings_for(tmp_path / "part" / "a.py")[0].target_version == (3, 12)
    assert settings_for(tmp_path / "other" / "a.py")[0].profile == "default"
    assert settings_for(tmp_path / "other" / "a.py")[0].target_version == (3, 11)


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.burnish]\nprofile = "strict"\n')
    assert settings_for(tmp_path / "a.py")[0].profile == "strict"
    write(tmp_path / "pyproject.toml", '[tool.burnish]\nprofile = "quiet"  \n')
    assert settings_for(tmp_path / "a.py")[0].profile == "quiet"


def test_every_kind_of_option(tmp_path: Path) -> None:
    text = """
[tool.burnish]
select = ["F401", "security"]
ignore = ["magic-number"]
severity = { "lost-cause" = "error", typing = "hint" }
extend-exclude = ["legacy/"]
defer-to = "ruff"
docstrings.style = "numpy"

[tool.burnish.docstrings]
init = true

[tool.burnish.organization]
max-complexity = 7

[tool.burnish.per-file-ignores]
"scripts/*.py" = ["security"]
"""
    write(tmp_path / "pyproject.toml", text.replace('docstrings.style = "numpy"\n', ""))
    settings, problems = settings_for(tmp_path / "a.py")
    assert problems == ()
    assert settings.select == ("F401", "security")
    assert settings.severity == {"lost-cause": Severity.ERROR, "typing": Severity.HINT}
    assert settings.thresholds.max_complexity == 7
    assert settings.document_init is True
    assert settings.extend_exclude == ("legacy/",)
    assert "security" not in settings.ignore
    assert "security" in settings_for(tmp_path / "scripts" / "b.py")[0].ignore


def test_unknown_settings_and_wrong_types_are_explained_at_their_place(tmp_path: Path) -> None:
    assert said(tmp_path, '[tool.burnish]\nselct = ["errors"]\n') == [
        (1, 0, 5, "burnish has no setting `selct`. Did you mean `select`?")
    ]
    assert said(tmp_path, '[tool.burnish]\nselect = [\n  "errors",\n  "lost-cuase",\n]\n') == [
        (3, 2, 14, "There is no rule, category or code `lost-cuase`. Did you mean `lost-cause`?")
    ]
    assert said(tmp_path, '[tool.burnish.organization]\nmax-complexity = "7"\n') == [
        (1, 0, 14, '`organization.max-complexity` is a whole number from 0 up, not "7".')
    ]
    assert said(tmp_path, "[tool.burnish]\norganization = { max-complexty = 7 }\n") == [
        (1, 17, 30, "burnish has no setting `organization.max-complexty`. Did you mean `organization.max-complexity`?")
    ]
    assert said(tmp_path, '[tool.burnish]\nseverity = { typing = "loud" }\n') == [
        (1, 13, 19, 'The severity of `typing` is `error`, `warning`, `information` or `hint`, not "loud".')
    ]
    assert said(tmp_path, '[tool.burnish]\nprofile = "loud"\n') == [
        (1, 0, 7, '`profile` is `quiet`, `default` or `strict`, not "loud".')
    ]


def test_a_table_with_nearly_the_right_name_is_pointed_out(tmp_path: Path) -> None:
    assert said(tmp_path, '[tool.burnsh]\nselect = ["errors"]\n') == [
        (0, 1, 12, "burnish reads no table `tool.burnsh`. Did you mean `tool.burnish`?")
    ]
    assert said(tmp_path, '[burnish]\nselect = ["errors"]\n') == [
        (0, 1, 8, "burnish reads no table `burnish`. Did you mean `tool.burnish`?")
    ]
    assert said(tmp_path, "[tool.ruff]\n[tool.black]\n[tool.burner]\n") == []
    assert said(tmp_path, "[tool.burnish]\n[tool.burnsh]\n[burnish]\n") == []


def test_a_folder_that_cannot_be_looked_into_is_no_project() -> None:
    assert not is_project("/" + "x" * 300)


def test_patterns_that_can_name_no_file_and_versions_nobody_has_are_refused(tmp_path: Path) -> None:
    text = '[tool.burnish]\nexclude = ["[z-a]", "old/", "!"]\nper-file-ignores = { "[" = ["errors"] }\ntarget-version = "3.1"\n'
    assert [message for *_, message in said(tmp_path, text)] == [
        "`[z-a]` is no pattern of files as `.gitignore` has them.",
        "`!` is no pattern of files as `.gitignore` has them.",
        "`[` is no pattern of files as `.gitignore` has them.",
        '`target-version` is a version such as "3.11", not "3.1".',
    ]
    assert settings_for(tmp_path / "a.py")[0].exclude == ("old/",)


def test_a_gitignore_with_a_line_that_is_no_pattern_is_read(tmp_path: Path) -> None:
    write(tmp_path / ".gitignore", "[z-a]\n[\n!\nold.py\n")
    write(tmp_path / "old.py", "")
    write(tmp_path / "new.py", "")
    assert [Path(path).name for path in discover(str(tmp_path))] == ["new.py"]


def test_the_most_exact_word_on_severity_counts() -> None:
    words = {"all": Severity.HINT, "naming": Severity.WARNING, "N8": Severity.INFORMATION, "N801": Severity.ERROR}
    settings = Settings(severity={**words, "lost-cause": Severity.HINT, "B904": Severity.ERROR})
    loud = {
        slug: severity_of(Finding(by_slug()[slug], Span(0, 0, 0, 1), ""), settings)
        for slug in ("class-name", "function-name", "mixed-naming", "lost-cause", "bare-except")
    }
    assert loud == {
        "class-name": Severity.ERROR,
        "function-name": Severity.INFORMATION,
        "mixed-naming": Severity.WARNING,
        "lost-cause": Severity.HINT,
        "bare-except": Severity.HINT,
    }


def test_what_is_right_holds_beside_what_is_wrong(tmp_path: Path) -> None:
    write(
        tmp_path / "pyproject.toml", '[tool.burnish]\nselect = ["errors", "nonsense", 3]\nprofile = "quiet"\nno = 1\n'
    )
    settings, problems = settings_for(tmp_path / "a.py")
    assert settings.select == ("errors",)
    assert settings.profile == "quiet"
    assert len(problems) == 3


@pytest.mark.parametrize(
    "data", [b"[tool.burnish\n", b"\xff\xfe", b"[tool]\nburnish = 3\n", b"a = " + b"[" * 5000, b"tool = 1\n"]
)
def test_no_file_is_too_broken(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "pyproject.toml").write_bytes(data)
    settings, problems = settings_for(tmp_path / "a.py")
    assert settings == Settings()
    assert all(found.path == str(tmp_path / "pyproject.toml") for found in problems)


def test_a_syntax_error_is_shown_where_it_is(tmp_path: Path) -> None:
    (line, column, _, message) = said(tmp_path, "[tool.burnish]\nprofile = = 3\n")[0]
    assert (line, column) == (1, 10)
    assert message.startswith("This is not valid TOML: ")


def test_extend_stays_inside_the_project(tmp_path: Path) -> None:
    project = tmp_path / "project"
    write(tmp_path / "outside.toml", '[tool.burnish]\nprofile = "strict"\n')
    write(project / "base.toml", '[tool.burnish]\nprofile = "quiet"\nignore = ["magic-number"]\n')
    write(project / "pyproject.toml", '[tool.burnish]\nextend = "base.toml"\nignore = ["lost-cause"]\n')
    settings, problems = settings_for(project / "a.py")
    assert (settings.profile, settings.ignore, problems) == ("quiet", ("lost-cause",), ())
    write(project / "pyproject.toml", '[tool.burnish]\nextend = "../outside.toml"\n')
    settings, problems = settings_for(project / "a.py")
    assert settings.profile == "default"
    assert [found.message for found in problems] == ["`extend` may only name a file inside the project."]
    (project / "link.toml").symlink_to(tmp_path / "outside.toml")
    write(project / "pyproject.toml", '[tool.burnish]\nextend = "link.toml"\n')
    assert settings_for(project / "a.py")[0].profile == "default"
    write(project / "pyproject.toml", '[tool.burnish]\nextend = "pyproject.toml"\n')
    assert "leads back" in settings_for(project / "a.py")[1][0].message
    (project / "folder").symlink_to(tmp_path)
    for name in ("folder/outside.toml", str(tmp_path / "outside.toml"), "inner/../../outside.toml", "/etc/passwd"):
        write(project / "pyproject.toml", f'[tool.burnish]\nextend = "{name}"\n')
        settings, problems = settings_for(project / "a.py")
        assert settings.profile == "default"
        assert [found.message for found in problems] == ["`extend` may only name a file inside the project."]
    for name in (r"a\u0000b", "no.toml", "~/base.toml"):
        write(project / "pyproject.toml", f'[tool.burnish]\nextend = "{name}"\n')
        _, problems = settings_for(project / "a.py")
        assert [found.message for found in problems] == ["The file that `extend` names is missing."]
    for name in ("../project/base.toml", str(project / "base.toml")):
        write(project / "pyproject.toml", f'[tool.burnish]\nextend = "{name}"\n')
        assert settings_for(project / "a.py")[0].profile == "quiet"


def test_an_editor_overrides_in_its_own_spelling(tmp_path: Path) -> None:
    write(
        tmp_path / "pyproject.toml",
        '[tool.burnish]\nprofile = "strict"\n[tool.burnish.organization]\nmax-returns = 9\n',
    )
    client = {
        "profile": "quiet",
        "organization": {"maxComplexity": 3},
        "docstrings.style": "numpy",
        "inlayHints": {"returns": True},
        "extendExclude": None,
        "diagnosticMode": "workspace",
        "trace": {"server": "off"},
    }
    settings, problems = settings_for(tmp_path / "a.py", None, client)
    assert problems == ()
    assert settings.profile == "quiet"
    assert (settings.thresholds.max_complexity, settings.thresholds.max_returns) == (3, 9)
    assert settings.docstring_style == "numpy"
    assert settings.inlay_returns is True
    _, problems = settings_for(tmp_path / "a.py", None, {"organization": {"maxComplexity": "many"}})
    assert [found.path for found in problems] == [None]


def test_a_setting_of_an_editor_that_does_not_exist_is_named(tmp_path: Path) -> None:
    _, problems = settings_for(tmp_path / "a.py", None, {"profil": "quiet", "interpreter": "python3"})
    assert [found.message for found in problems] == ["burnish has no setting `profil`. Did you mean `profile`?"]


def test_origins_name_file_and_line(tmp_path: Path) -> None:
    path = write(tmp_path / "pyproject.toml", '[tool.burnish]\n\nprofile = "strict"\n')
    found = resolve(tmp_path / "a.py", None, {"ignore": ["security"]})
    assert found.origins["profile"] == f"{path}:3"
    assert found.origins["ignore"] == "editor"
    assert found.origins["select"] == "default"


def test_isolated_reads_nothing(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.burnish]\nprofile = "strict"\n[tool.ruff]\n')
    found = resolve(tmp_path / "a.py", isolated=True)
    assert found.settings == Settings()
    assert not found.deferred


def test_places_of_keys() -> None:
    text = 'a = 1\n[t."x.y"]\nb = """\nc = 2\n"""\nd.e = [\n 1, # ]\n "]",\n]\nf = 3\n'
    found = places(text)
    assert found[("a",)].key == Span(0, 0, 0, 1)
    assert ("t", "x.y", "c") not in found
    assert found[("t", "x.y", "d", "e")].value.end_line == 8
    assert found[("t", "x.y", "f")].key == Span(9, 0, 9, 1)


def test_what_is_published_is_current() -> None:
    hint = "run python -m burnish_checks.configuration.publishing docs"
    assert (DOCS / "schemas" / "burnish.schema.json").read_text() == schema_text(), hint
    assert (DOCS / "schemas" / "pyproject.schema.json").read_text() == schema_text(whole=True), hint
    assert (DOCS / "settings.md").read_text() == settings_page(), hint


def test_the_schema_accepts_the_defaults_and_what_parsing_accepts() -> None:
    jsonschema.Draft7Validator.check_schema(toml_schema())
    validator = jsonschema.Draft7Validator(toml_schema())
    for option in OPTIONS:
        if not option.client_only:
            group, dot, name = option.name.partition(".")
            validator.validate({group: {name: option.default}} if dot else {option.name: option.default})
    whole = jsonschema.Draft7Validator(pyproject_schema())
    whole.validate({"project": {"name": "x"}, "tool": {"ruff": {}, "burnish": {"profile": "quiet"}}})
    assert not whole.is_valid({"tool": {"burnish": {"selct": []}}})
    assert not validator.is_valid({"selct": []})
    assert not validator.is_valid({"organization": {"max-complexity": "7"}})


def test_every_option_has_an_editor_setting_that_says_nothing_by_default() -> None:
    declared = editor_settings()
    assert json.dumps(declared)
    assert declared["burnish.organization.maxComplexity"]["default"] is None
    assert declared["burnish.diagnosticMode"]["default"] == "openFilesOnly"
    assert {option.field for option in OPTIONS if option.field} >= {"select", "thresholds.max_complexity"}


def test_what_is_wrong_is_pointed_out_where_it_stands(tmp_path: Path) -> None:
    text = '[tool.burnish.per-file-ignores]\n"a.py" = ["unused-import", "bogus"]\n"b.py" = "x"\n'
    problems = layer_of("pyproject.toml", text).problems
    assert [(item.span.start_line, item.span.start_column) for item in problems] == [(1, 27), (2, 0)]
