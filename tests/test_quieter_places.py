"""What is said more quietly, or not at all, in files of some kind: tests, stubs, faces of packages, migrations, copies."""

from __future__ import annotations

from pathlib import Path

from burnish_checks.core.settings import Role, Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.policy import environment_for
from tests.loudness import TANGLED, loudness


def test_what_antlr_has_written_is_generated() -> None:
    text = "### $ANTLR 2.7.7 (20060930): 'a.g' -> 'a.py'$\nimport os\n"
    assert "unused-import" not in loudness(text)


def test_names_of_variables_are_hints_in_tests() -> None:
    text = "def total(items):\n    runningSum = 0\n    for item in items:\n        runningSum += item\n    return runningSum\n"
    assert loudness(text, "shop.py")["variable-name"] == ["information"]
    assert loudness(text, "tests/test_shop.py")["variable-name"] == ["hint"]


def test_what_a_copy_in_a_stub_does_is_told_of_the_module() -> None:
    text = "def go(job):\n    try:\n        job()\n    except (ValueError, UnicodeError):\n        job()\n"
    assert "redundant-handler" in loudness(text, "shop.py")
    assert "redundant-handler" not in loudness(text, "shop.pyi")


def test_what_the_face_of_a_package_takes_from_elsewhere_is_passed_on() -> None:
    text = "from numeric import one, two, three\n\nfrom .a import b\n\nprint(b)\n"
    assert set(loudness(text, "shop/__init__.py")["unused-import"]) == {"hint"}
    assert set(loudness(text, "shop/numbers.py")["unused-import"]) == {"warning"}
    assert set(loudness(text.replace("numeric", "typing"), "shop/__init__.py")["unused-import"]) == {"warning"}
    assert set(loudness(text.replace("numeric", "typing"), "shop/compat/__init__.py")["unused-import"]) == {"hint"}


def test_a_folder_called_testing_holds_tests() -> None:
    text = "def go():\n    runningSum = 0\n    return runningSum\n"
    assert loudness(text, "shop/module_testing/cases.py")["variable-name"] == ["hint"]


def test_what_a_package_offers_to_tests_is_typed_and_documented_as_all_it_offers(tmp_path: Path) -> None:
    text = '"""Of shops."""\n\n\ndef add(one, two):\n    assert one\n    return one + two\n'
    assert {"missing-function-docstring", "missing-parameter-annotation"} <= set(loudness(text, "src/shop/testing.py"))
    assert loudness(text, "shop/testing/sums.py")["missing-function-docstring"] == ["hint"]
    assert "assert-as-validation" not in loudness(text, "shop/testing/sums.py")
    for path in ("testing/sums.py", "shop/tests/testing/sums.py", "shop/test_testing.py"):
        assert not loudness(text, path), path
    (tmp_path / "__init__.py").write_text("")
    for path, role in (("testing.py", Role.SUPPORT), ("cart.py", Role.SOURCE)):
        assert environment_for(str(tmp_path / path), Settings(), None, str(tmp_path)).role is role


def test_what_kivy_or_the_face_of_a_package_imports_may_be_named_elsewhere() -> None:
    text = "from kivy.lang import {}\nfrom shapes import Round\n\n{}.load_file('a')\n"
    assert loudness(text.format("Builder", "Builder"), "shop/a.py")["unused-import"] == ["hint"]
    assert loudness(text.format("parser", "parser"), "shop/a.py")["unused-import"] == ["warning"]
    text = "from shapes import Round{}\n\nprint(3)\n"
    assert loudness(text.format(" as round_one"), "shop/__init__.py")["unused-import"] == ["hint"]
    assert loudness(text.format(""), "shop/__init__.py")["unused-import"] == ["warning"]


def test_the_face_of_a_package_gathers_its_modules() -> None:
    gathers = "from package.parts import *\nfrom package import frame\n\nuse(roof)\n"
    face = loudness(gathers, path="src/package/__init__.py")
    assert (face["star-import"], face["unused-import"]) == (["hint"], ["hint"])
    wide = loudness("from package.other.parts import *\n", path="src/package/inner/__init__.py")
    assert wide["star-import"] == ["hint"]
    inner = loudness("import os\nimport package.parts\n\nuse(os)\n", path="src/package/__init__.py")
    assert inner["unused-import"] == ["hint"]
    either = "try:\n    from new import quote, unquote\nexcept ImportError:\n    from old import quote, unquote\n"
    assert set(loudness(either)["unused-import"]) == {"hint"}
    other = loudness(gathers, path="src/package/module.py")
    assert (other["star-import"], other["unused-import"]) == (["information"], ["warning"])


def test_migrations_are_not_for_editing() -> None:
    text = "from django.db import migrations, models\n\nuse(migrations)\n\n\ndef move(text):\n    exec(text)\n"
    for path, written in {
        "shop/migrations/0002_prices.py": True,
        "db/alembic/versions/4f5e_prices.py": True,
        "db/migrations/versions/old/4f5e_prices.py": True,
        "shop/schema/migration/sqlite/20171230.py": True,
        "shop/schema/sizes/20171230.py": False,
        "shop/migrations/helping.py": False,
    }.items():
        found = loudness(text, path)
        assert "dynamic-eval" in found
        assert ("unused-import" in found) == (not written)


def test_django_imports_for_effect_when_it_is_ready() -> None:
    text = "class Shop(AppConfig):\n    def {}(self):\n        from . import receivers\n\n        super().ready()\n"
    assert loudness(text.format("ready"))["unused-import"] == ["hint"]
    assert loudness(text.format("start"))["unused-import"] == ["warning"]


def test_copied_packages_are_looked_at_for_what_is_dangerous_alone() -> None:
    text = TANGLED + "\n\nimport hashlib\n\n\ndef sign(password):\n    return hashlib.md5(password).hexdigest()\n"
    for path, copied in {
        "src/_vendor/pint.py": True,
        "vendored/pint.py": True,
        "ez_setup.py": True,
        "shop/vendor/models.py": False,
        "shop/vendor/yaml3/reader.py": True,
        "shop/vendor/six.py": True,
    }.items():
        found = {
            item.finding.rule.category.value
            for item in open_document(text, environment_for(path, Settings())).findings()
        }
        assert found == {"security"} if copied else {"security", "organization"} <= found
    alone = environment_for("/shop/vendored/pint.py", Settings(), root="/shop/vendored")
    assert {item.finding.rule.category.value for item in open_document(text, alone).findings()} == {"security"}
    asked = environment_for("vendored/pint.py", Settings(select=("organization",)))
    assert any(item.finding.rule.slug == "tangled-function" for item in open_document(text, asked).findings())


def test_who_keeps_a_copy_sees_to_its_timeouts() -> None:
    text = "import requests\n\nrequests.get('https://a.example')\n"
    assert "request-without-timeout" in loudness(text, "shop/load.py")
    assert "request-without-timeout" not in loudness(text, "shop/_vendor/load.py")


def test_a_module_that_evens_out_versions_passes_on_what_it_imports() -> None:
    text = "from package.parts import frame\nuse(roof)\n"
    assert loudness(text, path="src/package/bbb.py")["unused-import"] == ["hint"]
    assert loudness(text, path="src/package/abbb.py")["unused-import"] == ["warning"]


def test_the_imports_of_a_stub_cost_nobody_anything() -> None:
    text = "import json\n\nsize: int\n"
    assert loudness(text, path="src/package/module.pyi")["unused-import"] == ["hint"]
    assert loudness(text)["unused-import"] == ["warning"]


def test_a_server_in_an_example_may_answer_on_every_network() -> None:
    text = "from bottle import run\n\nHOST = '0.0.0.0'\nrun(host='0.0.0.0', port=80)\nrun(host=HOST, port=80)\n"
    assert loudness(text, "shop/app.py")["bind-all-interfaces"] == ["hint", "warning", "information"]
    assert set(loudness(text, "examples/app.py")["bind-all-interfaces"]) == {"hint"}


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
