"""When `unused-import` is said aloud, and when it is a hint or not said at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.repair import targets
from burnish_checks.core.rule import Safety
from burnish_checks.core.verifying import propose
from burnish_checks.policy import severity_of
from tests.imports.test_unused_import import opened
from tests.loudness import loudness, loudness_in


def severities(root: Path, name: str, files: dict[str, str], rule: str = "unused-import") -> list[str]:
    snapshot = opened(root, name, files, rule)
    return [severity_of(item.finding, snapshot.environment.settings).name.lower() for item in snapshot.findings()]


TAKEN = {"shop/__init__.py": "from far import cart, till\n\n\ndef go():\n    return open(1)\n"}


@pytest.mark.parametrize(
    ("taken", "told"), [("from shop import cart\n", ["hint"]), ("from shop import go\n", ["warning", "warning"])]
)
def test_what_is_imported_beside_what_others_take_may_be_for_users(tmp_path: Path, taken: str, told: list[str]) -> None:
    assert severities(tmp_path, "shop/__init__.py", {**TAKEN, "main.py": taken}) == told


@pytest.mark.parametrize(
    ("source", "told"),
    [("shop._speed", "hint"), ("far._speed", "warning"), ("shop.slow", "warning"), ("shop", "warning")],
)
def test_a_compiled_module_of_the_package_may_look_for_the_name(tmp_path: Path, source: str, told: str) -> None:
    files = {"shop/__init__.py": "", "shop/slow.py": "def init(): ...\n"}
    files["shop/cart.py"] = f"import os\nfrom {source} import init\n\n\ndef go():\n    os.abort()\n"
    assert severities(tmp_path, "shop/cart.py", files) == [told]


@pytest.mark.parametrize(("files", "using", "told"), [(25, 0, "hint"), (25, 9, "warning"), (9, 0, "warning")])
def test_what_all_files_are_begun_with(tmp_path: Path, files: int, using: int, told: str) -> None:
    texts = {f"part_{n}.py": "from far import plural\n\n\ndef go():\n    print(1)\n" for n in range(files)}
    for n in range(using):
        texts[f"part_{n}.py"] += "\n\nplural(1)\n"
    assert severities(tmp_path, f"part_{files - 1}.py", texts) == [told]


def test_what_is_imported_to_enable_something_has_an_effect() -> None:
    text = "from sklearn.experimental import {}\n\nprint(3)\n"
    assert loudness(text.format("enable_halving_search_cv"))["unused-import"] == ["hint"]
    assert loudness(text.format("halving_search_cv"))["unused-import"] == ["warning"]


def test_modules_by_their_whole_path_beside_each_other_register_themselves() -> None:
    two = "import shop.bin.one\nimport shop.bin.two\n\nprint(3)\n"
    assert loudness(two)["unused-import"] == ["hint", "hint"]
    assert loudness("import shop.bin.one\nimport os.path\n\nprint(3)\n")["unused-import"] == ["warning", "warning"]
    within = "def register():\n    import shop.bin.one\n    import shop.bin.two\n\n    print(3)\n"
    assert set(loudness(within)["unused-import"]) == {"hint"}


def test_what_antlr_has_written_is_generated() -> None:
    text = "### $ANTLR 2.7.7 (20060930): 'a.g' -> 'a.py'$\nimport os\n"
    assert "unused-import" not in loudness(text)


def test_what_the_face_of_a_package_takes_from_elsewhere_is_passed_on() -> None:
    text = "from numeric import one, two, three\n\nfrom .a import b\n\nprint(b)\n"
    assert set(loudness(text, "shop/__init__.py")["unused-import"]) == {"hint"}
    assert set(loudness(text, "shop/numbers.py")["unused-import"]) == {"warning"}
    assert set(loudness(text.replace("numeric", "typing"), "shop/__init__.py")["unused-import"]) == {"warning"}
    assert set(loudness(text.replace("numeric", "typing"), "shop/compat/__init__.py")["unused-import"]) == {"hint"}


def test_what_kivy_or_the_face_of_a_package_imports_may_be_named_elsewhere() -> None:
    text = "from kivy.lang import {}\nfrom shapes import Round\n\n{}.load_file('a')\n"
    assert loudness(text.format("Builder", "Builder"), "shop/a.py")["unused-import"] == ["hint"]
    assert loudness(text.format("parser", "parser"), "shop/a.py")["unused-import"] == ["warning"]
    text = "from shapes import Round{}\n\nprint(3)\n"
    assert loudness(text.format(" as round_one"), "shop/__init__.py")["unused-import"] == ["hint"]
    assert loudness(text.format(""), "shop/__init__.py")["unused-import"] == ["warning"]


def test_django_imports_for_effect_when_it_is_ready() -> None:
    text = "class Shop(AppConfig):\n    def {}(self):\n        from . import receivers\n\n        super().ready()\n"
    assert loudness(text.format("ready"))["unused-import"] == ["hint"]
    assert loudness(text.format("start"))["unused-import"] == ["warning"]


def test_a_module_that_evens_out_versions_passes_on_what_it_imports() -> None:
    text = "from package.parts import frame\nuse(roof)\n"
    assert loudness(text, path="src/package/bbb.py")["unused-import"] == ["hint"]
    assert loudness(text, path="src/package/abbb.py")["unused-import"] == ["warning"]


def test_the_imports_of_a_stub_cost_nobody_anything() -> None:
    text = "import json\n\nsize: int\n"
    assert loudness(text, path="src/package/module.pyi")["unused-import"] == ["hint"]
    assert loudness(text)["unused-import"] == ["warning"]


def test_what_a_sample_for_tests_imports_is_what_is_tested() -> None:
    text = "import math\n\n\ndef play(): ...\n"
    for path, sample in {
        "tests/pypackageexample/package/play.py": True,
        "tests/sample/play.py": True,
        "tests/unit/play.py": False,
        "shop/pypackageexample/play.py": False,
        "tests/pypackageexample/test_play.py": False,
    }.items():
        assert loudness(text, path)["unused-import"] == ["hint" if sample else "warning"], path


def test_an_import_in_a_function_may_say_what_it_is_for() -> None:
    code = "def go():\n    # {}\n    import plotting\n\n    return len([1])\n"
    assert loudness(code.format("draws"))["unused-import"] == ["warning"]
    assert loudness(code.format("required for its side effect"))["unused-import"] == ["hint"]


@pytest.mark.parametrize(
    ("path", "code", "quiet"),
    [
        ("tests/test_shop.py", "from shop import cart\n\n\ndef test_it(price):\n    assert price\n", False),
        ("tests/test_shop.py", "from shop import price\n\n\ndef test_it(price):\n    assert price\n", True),
        ("tests/conftest.py", "from shop import price\n\n\ndef make():\n    return len([1])\n", True),
        ("shop/cli.py", "import readline\n\nprint(input())\n", True),
        ("shop/cli.py", "import decimal\n\nprint(input())\n", False),
    ],
)
def test_fixtures_and_modules_with_an_effect_are_imported_on_purpose(path: str, code: str, quiet: bool) -> None:
    assert loudness(f"{code}\nprint(1)\n", path)["unused-import"] == ["hint" if quiet else "warning"]


def test_a_migration_is_known_by_the_folders_around_the_root() -> None:
    code = "revision = 'a1'\nfrom alembic import op\n\nprint(1)\n"
    path = "/srv/shop/migrations/versions/06884b17c50f_sizes.py"
    assert "unused-import" not in loudness(code, path, root="/srv/shop/migrations/versions")


@pytest.mark.parametrize(
    ("path", "found"), [("shop/parsers/lex.py", True), ("shop/parsers/ply/lex.py", False), ("ply/lex.py", True)]
)
def test_a_parser_generator_is_copied_into_a_package(path: str, found: bool) -> None:
    assert ("unused-import" in loudness("import os\n\nprint(1)\n", path)) is found


def test_a_form_that_a_program_draws_is_not_mended_by_hand() -> None:
    code = "{}\nimport os\n\n\nclass Form:\n    pass\n"
    head = "# Form implementation generated from reading ui file 'find.ui'\n#\n# Created by: PyQt5 UI code generator"
    assert "unused-import" in loudness(code.format("# Form of the search"))
    assert "unused-import" not in loudness(code.format(head))


@pytest.mark.parametrize("folder", ["extern", "externals", "extlibs", "shop_third_party"])
def test_a_folder_of_copies_is_known_by_its_name(folder: str) -> None:
    code = "import os\n\n\ndef act(size):\n    assert size > 3\n    return size\n"
    for path, count in ((f"shop/{folder}/png.py", 0), ("shop/external/png.py", 2)):
        found = loudness(code, path)
        assert len(found.get("unused-import", [])) + len(found.get("assert-as-validation", [])) == count


@pytest.mark.parametrize(
    ("comment", "generated"),
    [
        ("# File generated from our OpenAPI spec by a program.", True),
        ("# what follows is a file generated from the schema", False),
        ("# File names are generated from the titles", False),
    ],
)
def test_a_file_that_begins_by_saying_what_it_is_generated_from(comment: str, generated: bool) -> None:
    assert ("unused-import" not in loudness(f"{comment}\n\nimport os\n\nprint(1)\n")) is generated


@pytest.mark.parametrize(
    ("path", "name", "told"),
    [("tests/test_cart.py", "setup", "hint"), ("tests/test_cart.py", "fill", "warning"), ("cart.py", "setup", "warning")],
)  # fmt: skip
def test_what_runners_of_tests_look_for(tmp_path: Path, path: str, name: str, told: str) -> None:
    code = f"from tools import {name}\n\n\ndef test_till():\n    print(open(1))\n"
    assert loudness_in(tmp_path, {path: code}, path)["unused-import"] == [told]


@pytest.mark.parametrize(("package", "told"), [(True, []), (False, ["warning"])])
def test_a_project_inside_a_package_is_copied(tmp_path: Path, package: bool, told: list[str]) -> None:
    inner = tmp_path / "shop" / "parts"
    files = {"shop/parts/setup.py": "", "shop/parts/run.py": "import os\n\nprint(1)\n"}
    for name, text in {**files, **({"shop/__init__.py": ""} if package else {})}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    assert loudness(files["shop/parts/run.py"], str(inner / "run.py"), root=str(inner)).get("unused-import", []) == told


def test_what_stands_beside_a_script_may_act_when_it_is_loaded(tmp_path: Path) -> None:
    files = {
        "paths.py": "import sys\n\nsys.path.append('a')\n",
        "names.py": "A = 1\n",
        "run.py": "import paths\nimport names\n",
    }
    told = loudness_in(tmp_path, files, "run.py")["unused-import"]
    assert sorted(told) == ["hint", "warning"]


@pytest.mark.parametrize(
    ("accessor", "severity"),
    [
        ("from .core import register\n\nregister('dask')(object)\n", "hint"),
        ("from .core import register_check\n\n\n@register_check\ndef check():\n    return 1\n", "hint"),
        ("from .core import task\n\n\n@task\ndef check():\n    return 1\n", "hint"),
        ("from functools import cache\n\n\n@cache\ndef check():\n    return 1\n", "warning"),
        ("for name in ('a', 'b'):\n    print(name)\n", "hint"),
        ("LIMIT = 3\n\n\ndef check():\n    return 1\n", "warning"),
    ],
)
def test_in_a_function_a_module_is_imported_that_registers_itself(tmp_path: Path, accessor: str, severity: str) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/core.py": "def register(name):\n    return print\n\n\ndef register_check(f):\n    return f\n",
        "shop/accessor.py": accessor,
        "shop/table.py": "def frame(a):\n    if a:\n        from shop import accessor\n    return a\n",
    }
    assert loudness_in(tmp_path, files, "shop/table.py")["unused-import"] == [severity]


@pytest.mark.parametrize(("part", "severity"), [("print(1)\n", "hint"), ("LIMIT = 1\n", "warning")])
def test_so_is_a_package_whose_face_imports_such(tmp_path: Path, part: str, severity: str) -> None:
    files = {
        "shop/__init__.py": "",
        "shop/parts/__init__.py": "from . import one\nfrom .one import LIMIT\n",
        "shop/parts/one.py": part,
        "shop/table.py": "from shop import parts\n\n\ndef frame(a):\n    return print(a)\n",
    }
    assert loudness_in(tmp_path, files, "shop/table.py")["unused-import"] == [severity]


def test_a_module_called_api_is_the_face_of_its_package() -> None:
    code = "from .help import show\nfrom .cart import Cart\n\nbasket = Cart()\n"
    assert loudness(code, "shop/api.py")["unused-import"] == ["hint"]
    assert loudness(code, "shop/views.py")["unused-import"] == ["warning"]
    assert loudness(code + "\n\ndef f():\n    return 1\n", "shop/api.py")["unused-import"] == ["warning"]


def test_files_that_a_generator_of_clients_wrote_are_its_own() -> None:
    text = 'r"""\n    NOTE: This class is auto generated.\n    https://x.y\n    Do not {} the class manually.\n"""\nimport os\n'
    assert "unused-import" not in loudness(text.format("edit"))
    assert "unused-import" in loudness(text.format("praise"))
    text = '"""Shop\n\nGenerated by: https://github.com/swagger-api/swagger-codegen.git\n"""\nimport os\n'
    assert "unused-import" not in loudness(text)
    assert "unused-import" in loudness(text.replace("swagger-codegen", "people"))


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("shop/telnetlib.py", False),
        ("shop/telnet.py", True),
        ("shop/compat/tokenize.py", False),
        ("shop/tokenize.py", True),
    ],
)
def test_what_the_standard_library_had_is_copied(path: str, found: bool) -> None:
    assert ("unused-import" in loudness("import os\n\nprint(1)\n", path)) is found


LICENCE = '"""{}\n\nPermission is hereby granted, free of charge.\n"""\n\nprojectName = 1\nimport os\n'


@pytest.mark.parametrize(
    ("head", "quiet"),
    [
        ("Matplotlib license for this module.", True),
        ("This module was taken verbatim from matplotlib.", True),
        ("Names of projects.", False),
        ("This module is taken by everybody.", False),
    ],
)
def test_a_module_under_the_licence_of_another_project_is_theirs(head: str, quiet: bool) -> None:
    assert ("unused-import" not in loudness(LICENCE.format(head))) is quiet
    later = "import os\n\nx = 1\n\n\n" + LICENCE.format(head)
    assert "unused-import" in loudness(later)  # what says so further down is about something else


@pytest.mark.parametrize(
    ("path", "loud"),
    [
        ("shop/py3.py", "hint"),
        ("shop/_six.py", "hint"),
        ("shop/sixty.py", "warning"),
        ("tests/shop/examples/plot_cart.py", "hint"),
        ("tests/shop/test_cart.py", "warning"),
        ("examples/plot_cart.py", "warning"),
    ],
)
def test_where_imports_are_there_for_others_a_file_may_say_by_its_place(path: str, loud: str) -> None:
    assert loudness("import os\n\nprint(1)\n", path)["unused-import"] == [loud]


def test_an_import_may_be_what_a_test_is_about() -> None:
    code = "def test_import():\n    import shop\n    import sys\n\n    assert 'shop.web' not in sys.{}\n"
    assert loudness(code.format("modules"), "tests/test_shop.py")["unused-import"] == ["hint"]
    assert loudness(code.format("path"), "tests/test_shop.py")["unused-import"] == ["warning"]


SHOP = {
    "shop/__init__.py": "from .cart import *\nfrom .price import *\n",
    "shop/cart.py": "from .money import Euro\nfrom .price import Price\nfrom csv import reader\nimport os\n",
    "shop/money.py": "Euro = 1\n",
    "shop/price.py": "Price = 2\n",
}


def test_what_a_package_offers_only_by_a_star_is_a_hint(tmp_path: Path) -> None:
    told = loudness_in(tmp_path, SHOP, "shop/cart.py")["unused-import"]
    assert told == ["hint", "warning", "warning", "warning"]
    listed = SHOP | {"shop/__init__.py": "from .cart import *\n__all__ = ['Cart']\n"}
    assert loudness_in(tmp_path, listed, "shop/cart.py")["unused-import"] == ["warning"] * 4


def test_taking_away_what_a_star_passes_on_is_not_safe(tmp_path: Path) -> None:
    found = targets(opened(tmp_path, "shop/cart.py", SHOP))
    repairs = {item.finding.data["name"]: propose(item, item.finding.rule.fixes[1])[0] for item in found}
    safe = {name for name, repair in repairs.items() if repair is not None and repair.safety is Safety.SAFE}
    assert repairs.keys() == {"Euro", "Price", "reader", "os"}
    assert safe == {"Price"}


def test_what_a_text_that_is_run_may_use_is_not_safely_taken_away(tmp_path: Path) -> None:
    for code, safety in (("exec(text)", Safety.UNSAFE), ("exec('x = 1')", Safety.SAFE)):
        (target,) = targets(opened(tmp_path, "main.py", {"main.py": f"import os\n\ntext = input()\n{code}\n"}))
        repair, _ = propose(target, target.finding.rule.fixes[1])
        assert repair is not None
        assert repair.safety is safety
