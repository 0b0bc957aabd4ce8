"""`burnish fix`: what it applies, and that it keeps everything about a file."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from burnish.cli.permission import Permission
from burnish.cli.repaired import Repaired
from burnish.cli.repairing import Repairs
from burnish_checks.core.repair import Repair
from tests.cli.conftest import KEPT, LOST, Run


def test_only_automatic_fixes_are_applied_without_select(folder: Path, run: Run) -> None:
    path = folder / "lost.py"
    path.write_text(LOST)
    result = run("fix")
    assert path.read_text() == KEPT
    assert result.code == 0
    assert "lost-cause" in result.err
    assert run("fix").err.startswith("Nothing to mend.")


def test_what_python_2_cannot_read_is_not_written_into_its_projects(folder: Path, run: Run) -> None:
    path = folder / "lost.py"
    path.write_text(LOST)
    (folder / "setup.py").write_text("setup(python_requires='>=2.7')\n")
    run("fix")
    assert path.read_text() == LOST
    run("fix", "--select", "lost-cause")
    assert path.read_text() == LOST
    run("fix", "--select", "lost-cause", "--unsafe")
    assert path.read_text() == KEPT


def test_diff_writes_nothing(folder: Path, run: Run) -> None:
    path = folder / "lost.py"
    path.write_text(LOST)
    result = run("fix", "--diff")
    assert result.code == 1
    assert path.read_text() == LOST
    assert "+        raise KeyError(text) from exc\n" in result.out
    path.write_text(KEPT)
    assert run("fix", "--diff").code == 0


def test_encoding_bom_newlines_and_mode_are_kept(folder: Path, run: Run) -> None:
    latin = ("# coding: latin-1\n# é\n" + LOST).replace("\n", "\r\n").encode("latin-1")
    marked = b"\xef\xbb\xbf" + ("# é\n" + LOST).encode()
    (folder / "latin.py").write_bytes(latin)
    (folder / "marked.py").write_bytes(marked)
    os.chmod(folder / "latin.py", 0o755)
    run("fix")
    mended = ("# coding: latin-1\n# é\n" + KEPT).replace("\n", "\r\n").encode("latin-1")
    assert (folder / "latin.py").read_bytes() == mended
    assert (folder / "latin.py").stat().st_mode & 0o777 == 0o755
    assert (folder / "marked.py").read_bytes() == b"\xef\xbb\xbf" + ("# é\n" + KEPT).encode()
    assert sorted(path.name for path in folder.iterdir() if path.suffix == ".py") == ["latin.py", "marked.py"]


def test_a_link_stays_a_link(folder: Path, run: Run) -> None:
    (folder / "real.txt").write_text(LOST)
    (folder / "link.py").symlink_to("real.txt")
    run("fix", "link.py")
    assert (folder / "link.py").is_symlink()
    assert (folder / "real.txt").read_text() == KEPT


def test_a_file_that_does_not_compile_is_left_alone(folder: Path, run: Run) -> None:
    text = LOST + "\ndef broken(:\n"
    (folder / "lost.py").write_text(text)
    result = run("fix")
    assert result.code == 2
    assert "lost.py: it does not compile (line 7" in result.err
    assert (folder / "lost.py").read_text() == text


def test_what_a_later_file_no_longer_imports_is_removed_too(folder: Path, run: Run) -> None:
    (folder / "first.py").write_text("from json import dumps\n\nLIMIT = 3\n")
    (folder / "second.py").write_text("from first import LIMIT, dumps\n\nprint(LIMIT)\n")
    assert "2 findings mended in 2 files" in run("fix", "--select", "unused-import").err
    assert (folder / "first.py").read_text() == "\nLIMIT = 3\n"
    assert run("fix", "--select", "unused-import").err.startswith("Nothing to mend.")


def test_standard_input_goes_to_standard_output(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LOST.encode())))
    assert run("fix", "-").out == KEPT


def test_a_file_with_two_names_is_mended_once(folder: Path, run: Run) -> None:
    (folder / "lost.py").write_text(LOST)
    (folder / "alias.py").symlink_to("lost.py")
    result = run("fix")
    assert "1 finding mended in 1 file" in result.err
    assert (folder / "lost.py").read_text() == KEPT
    (folder / "lost.py").write_text(LOST)
    assert "1 finding mended in 1 file" in run("fix", "alias.py").err
    assert (folder / "lost.py").read_text() == KEPT


def test_wrong_settings_are_told_before_anything_is_written(folder: Path, run: Run) -> None:
    (folder / "pyproject.toml").write_text('[tool.burnish]\nignor = ["lost-cause"]\n')
    for name in ("a.py", "b.py"):
        (folder / name).write_text(LOST)
    assert run("fix", "--diff").err.count("pyproject.toml:2:1: burnish has no setting `ignor`") == 1


def test_text_that_cannot_be_mended_comes_back_as_it_was(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"def f(:\r\n"), newline=""))
    result = run("fix", "-")
    assert result.code == 2
    assert "it does not compile" in result.err
    assert result.out.encode() == b"def f(:\r\n"


def test_an_import_is_not_moved_before_another_value_of_its_name(folder: Path, run: Run) -> None:
    text = '"""A module."""\nport = 1\nimport os as port\nprint(port)\n'
    (folder / "a.py").write_text(text)
    run("fix", "--select", "misplaced-import", "--unsafe")
    assert (folder / "a.py").read_text() == text
    (folder / "a.py").write_text(text.replace("port = 1", "other = 1"))
    run("fix", "--select", "misplaced-import", "--unsafe")
    assert (folder / "a.py").read_text() == '"""A module."""\nimport os as port\nother = 1\nprint(port)\n'


def test_a_difference_can_be_applied_whatever_ends_the_lines(folder: Path, run: Run) -> None:
    texts = {"feed.py": "x = 'a\u2028b'\n\f\n" + LOST, "mixed.py": "x = 1\ry = 2\r\n" + LOST}
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    difference = run("fix", "--diff").out
    applying = subprocess.run(["git", "apply", "-"], cwd=folder, input=difference.encode(), capture_output=True)
    assert applying.returncode == 0, applying.stderr
    for name, text in texts.items():
        assert (folder / name).read_bytes() == text.replace(LOST, KEPT).encode()


def test_a_difference_holds_the_bytes_of_the_file(folder: Path, run: Run) -> None:
    latin = ("# coding: latin-1\n# é\n" + LOST).encode("latin-1")
    marked = b"\xef\xbb\xbf" + LOST.replace("\n", "\r\n").encode()
    (folder / "latin.py").write_bytes(latin)
    (folder / "ü marked.py").write_bytes(marked)
    command = [sys.executable, "-I", "-m", "burnish", "fix", "--diff"]
    difference = subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout
    applying = subprocess.run(["git", "apply", "-"], cwd=folder, input=difference, capture_output=True, check=False)
    assert applying.returncode == 0, applying.stderr
    assert (folder / "latin.py").read_bytes() == ("# coding: latin-1\n# é\n" + KEPT).encode("latin-1")
    assert (folder / "ü marked.py").read_bytes() == b"\xef\xbb\xbf" + KEPT.replace("\n", "\r\n").encode()


def test_a_difference_of_a_file_elsewhere_is_applied_from_the_root(
    folder: Path, run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("elsewhere") / "a.py"
    file.write_text(LOST)
    named = str(file).encode().lstrip(b"/").decode()
    assert run("fix", "--diff", str(file)).out.startswith(f"--- a/{named}\n+++ b/{named}\n")


def test_a_protected_file_stays_and_so_do_its_uses_elsewhere(folder: Path, run: Run) -> None:
    texts = {"a.py": "class _lid:\n    pass\n", "b.py": "from a import _lid\n\nprint(_lid)\n", "c.py": LOST, "d.py": ""}
    for name, text in texts.items():
        (folder / name).write_text(text)
    for name in ("b.py", "c.py", "d.py"):
        os.chmod(folder / name, 0o444)
    result = run("fix", "--select", "class-name,lost-cause", "--unsafe")
    assert {name: (folder / name).read_text() for name in texts} == texts
    assert result.code == 2
    assert result.err.splitlines()[0] == "burnish: c.py: it is write-protected, so it is not repaired."
    assert result.err.count("write-protected") == 1
    assert run("fix", "--diff").code == 1
    os.chmod(folder / "b.py", 0o644)
    run("fix", "--select", "class-name", "--unsafe")
    assert (folder / "b.py").read_text() == "from a import _Lid\n\nprint(_Lid)\n"


def test_a_docstring_is_drafted_of_what_other_repairs_have_left(folder: Path, run: Run) -> None:
    path = folder / "a.py"
    path.write_text(
        f"from typing import List\n\n\n{LOST.replace('text)', 'text, ports: List[int])', 1)}    print(ports)\n"
    )
    run("fix", "--select", "missing-function-docstring,deprecated-typing-alias,unused-import", "--unsafe")
    assert "ports (list[int])" in path.read_text()


def test_what_was_saved_meanwhile_is_not_lost(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "lost.py"
    path.write_text(LOST)
    repair = Repairs.repair

    def slow(repairs: Repairs, name: str, data: bytes | None = None) -> Repaired:
        result = repair(repairs, name, data)
        path.write_text(LOST + "# more\n")
        return result

    monkeypatch.setattr(Repairs, "repair", slow)
    result = run("fix")
    assert path.read_text() == LOST + "# more\n"
    assert result.code == 2
    assert "lost.py cannot be written: it was changed by something else meanwhile." in result.err


def test_a_cause_that_has_a_name_keeps_it(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LOST.replace("ValueError:", "ValueError as error:"))
    run("fix")
    assert (folder / "a.py").read_text() == KEPT.replace("as exc", "as error").replace("from exc", "from error")


def test_a_public_name_of_a_package_keeps_its_former_name_beside_it(folder: Path, run: Run) -> None:
    package = folder / "shop"
    package.mkdir()
    (package / "__init__.py").write_text("")
    path = package / "basket.py"
    path.write_text("class basket:\n    pass\n\n\nclass _lid:\n    pass\n\n\nALL = [basket, _lid]\n")
    run("fix", "--select", "class-name", "--unsafe")
    kept = "class Basket:\n    pass\n\n\nbasket = Basket  # its former name\n"
    assert path.read_text() == f"{kept}\n\nclass _Lid:\n    pass\n\n\nALL = [Basket, _Lid]\n"


def test_what_is_named_outright_is_renamed_in_all_its_files_though_it_is_ignored(folder: Path, run: Run) -> None:
    package = folder / "drafts" / "shop"
    package.mkdir(parents=True)
    (folder / "pyproject.toml").write_text("[project]\nname = 'all'\n")
    (folder / ".gitignore").write_text("drafts/\n")
    (package / "__init__.py").write_text("")
    (package / "_sizes.py").write_text("class mostItems:\n    pass\n")
    (package / "basket.py").write_text("from shop._sizes import mostItems\n\nprint(mostItems)\n")
    run("fix", "--select", "class-name", "--unsafe", "drafts")
    assert (package / "_sizes.py").read_text() == "class MostItems:\n    pass\n"
    assert (package / "basket.py").read_text() == "from shop._sizes import MostItems\n\nprint(MostItems)\n"


def test_a_name_that_an_ignored_file_of_the_package_has_stays_beside_the_new_one(folder: Path, run: Run) -> None:
    package = folder / "shop"
    package.mkdir()
    (folder / "pyproject.toml").write_text("[project]\nname = 'all'\n")
    (folder / ".gitignore").write_text("_made.py\n")
    (package / "__init__.py").write_text("")
    (package / "_sizes.py").write_text("class mostItems:\n    pass\n\n\nclass leastItems:\n    pass\n")
    importing = "from shop._sizes import mostItems\n\nprint(mostItems)\n"
    (package / "_made.py").write_text(importing)
    run("fix", "--select", "class-name", "--unsafe")
    kept = "class MostItems:\n    pass\n\n\nmostItems = MostItems  # its former name\n"
    assert (package / "_sizes.py").read_text() == f"{kept}\n\nclass LeastItems:\n    pass\n"
    assert (package / "_made.py").read_text() == importing


def test_a_file_that_is_copied_as_text_keeps_its_imports(folder: Path, run: Run) -> None:
    text = 'from copy import deepcopy\n\nPARTS = ["tools/standalone.py", "tree.py"]\n'
    for name in ("standalone.py", "other.py"):
        (folder / name).write_text(text)
        run("fix", "--select", "unused-import", name)
    assert (folder / "standalone.py").read_text() == text
    assert "deepcopy" not in (folder / "other.py").read_text()


def test_an_assertion_that_a_test_waits_for_is_replaced_by_a_person_only(folder: Path, run: Run) -> None:
    text = 'def area(side):\n    """Area."""\n    assert isinstance(side, int), "no side"\n    return side * side\n'
    (folder / "shapes.py").write_text(text)
    run("fix", "--select", "assert-as-validation", "--unsafe")
    assert "raise TypeError" in (folder / "shapes.py").read_text()
    (folder / "shapes.py").write_text(text)
    (folder / "test_shapes.py").write_text("import pytest\n\nwith pytest.raises(AssertionError):\n    pass\n")
    run("fix", "--select", "assert-as-validation", "--unsafe")
    assert (folder / "shapes.py").read_text() == text


def test_parameters_of_what_a_package_takes_from_a_private_module_are_not_renamed_unasked(
    folder: Path, run: Run
) -> None:
    package = folder / "shop"
    package.mkdir()
    text = "def make(hash=None):\n    return hash\n\n\ndef use():\n    return make(hash=1)\n"
    (package / "__init__.py").write_text("from shop._make import make\n\ns = make\n")
    (package / "_make.py").write_text(text)
    (package / "_other.py").write_text(text)
    run("fix", "--unsafe", "--select", "shadowed-builtin")
    assert (package / "_make.py").read_text() == text
    assert "hash" not in (package / "_other.py").read_text().replace("hash_", "")


def test_what_tests_do_on_purpose_stays(folder: Path, run: Run) -> None:
    text = 'def test_login(client):\n    client.login(user="ann", password="sw0rdfish-77")\n'
    (folder / "tests").mkdir()
    (folder / "tests" / "test_login.py").write_text(text)
    (folder / "login.py").write_text(text.replace("test_", ""))
    run("fix", "--unsafe", "--select", "hardcoded-password")
    assert (folder / "tests" / "test_login.py").read_text() == text
    assert "environ" in (folder / "login.py").read_text()


def test_an_elif_and_the_else_behind_it_are_both_mended(folder: Path, run: Run) -> None:
    path = folder / "chain.py"
    text = "def f(a, b, x):\n    if a:\n        return 1\n    {}if b:\n        return 2\n    {}raise TypeError(x)\n"
    path.write_text(text.format("el", "else:\n        "))
    run("fix")
    assert path.read_text() == text.format("", "")


def test_a_class_of_another_package_is_no_evidence_unless_this_one_names_it(folder: Path, run: Run) -> None:
    for package in ("one", "two", "three"):
        (folder / package).mkdir()
        (folder / package / "__init__.py").write_text("")
    (folder / "one" / "context.py").write_text(
        "class Environment:\n    def load_config(self): ...\n\n    def show_output(self): ...\n"
    )
    (folder / "three" / "uses.py").write_text("from one import context\n\nprint(context)\n")
    for package in ("one", "two", "three"):
        (folder / package / "run.py").write_text("def start(env):\n    print(env.load_config(), env.show_output())\n")
    run("fix", "--unsafe", "--select", "missing-parameter-annotation")
    hinted = {name for name in ("one", "two", "three") if "Environment" in (folder / name / "run.py").read_text()}
    assert hinted == {"one", "three"}


def test_drafts_of_docstrings_are_written_only_where_rules_are_selected(folder: Path, run: Run) -> None:
    path = folder / "a.py"
    path.write_text("def tally(rows: list) -> int:\n    return len(rows)\n")
    run("fix", "--unsafe")
    assert '"""' not in path.read_text()
    run("fix", "--unsafe", "--select", "docstrings")
    assert '"""Return the tally.' in path.read_text()


def test_what_has_yet_to_be_named_is_left_to_a_person() -> None:
    assert Permission(True, True).confirms(Repair(()))
    assert not Permission(True, True).confirms(Repair((), unnamed=True))


def test_what_is_imported_on_purpose_is_removed_by_a_person_only(folder: Path, run: Run) -> None:
    own, sample = "from .sub import one\nfrom .sub import one as two\n", "import json\n\n\ndef play(): ...\n"
    asked = "try:\n    from wand import Image\n\n    HAS = True\nexcept (ImportError, RuntimeError):\n    HAS = False\n"
    (folder / "shop").mkdir()
    (folder / "tests" / "sample").mkdir(parents=True)
    (folder / "shop" / "sub.py").write_text("one = 1\n")
    (folder / "shop" / "__init__.py").write_text(own + "\n\ndef f(): ...\n")
    (folder / "shop" / "images.py").write_text(asked)
    (folder / "shop" / "plain.py").write_text(sample)
    (folder / "tests" / "sample" / "play.py").write_text(sample)
    run("fix", "--select", "unused-import", "--unsafe", ".")
    assert (folder / "shop" / "__init__.py").read_text().startswith(own.replace("import one\n", "import one as one\n"))
    assert (folder / "shop" / "images.py").read_text() == asked
    assert (folder / "tests" / "sample" / "play.py").read_text() == sample
    assert "json" not in (folder / "shop" / "plain.py").read_text()


def test_an_import_that_the_repairs_leave_idle_goes_with_them(folder: Path, run: Run) -> None:
    text = "import os\nfrom json import JSONDecodeError, loads\n\n\ndef read(text):\n    try:\n        return loads(text)\n"
    (folder / "a.py").write_text(text + "    except JSONDecodeError:\n        raise\n")
    run("fix")
    assert (
        folder / "a.py"
    ).read_text() == "import os\nfrom json import loads\n\n\ndef read(text):\n    return loads(text)\n"
