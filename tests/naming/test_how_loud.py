"""When findings of this category are said aloud, and when they are hints or not said at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.naming.styles import snake_case
from burnish_checks.policy import engine_for, environment_for, role_of
from tests.loudness import loudness


def test_where_names_are_mixed_each_is_a_hint() -> None:
    snake = "".join(f"def read_{letter}(): ...\n" for letter in "abcdefghijklmnopqrstuvwxyz")
    assert loudness(snake + "def _readAll(): ...\n")["function-name"] == ["information"]
    camel = "".join(f"def _read{letter}(): ...\n" for letter in "ABCDEFGH")
    assert set(loudness(snake + camel)["function-name"]) == {"hint"}


def test_an_override_of_the_own_base_is_a_hint() -> None:
    text = "class A:\n    def _readAll(self): ...\n\nclass B(A):\n    def _readAll(self): ...\n"
    found = loudness(text, naming_convention="snake")  # of which two names in mixedCase make no other
    assert found["function-name"] == ["information", "hint"]


def test_a_name_that_ends_in_one_of_mathematics_is_a_hint() -> None:
    text = "def go(a):\n    {0} = a + 1\n    expElog = make({0})\n    return expElog\n"
    assert "information" in loudness(text.format("e_log"))["variable-name"]
    assert set(loudness(text.format("Elog"))["variable-name"]) == {"hint"}


def test_a_getter_of_another_kind_of_property_may_take_the_class() -> None:
    text = "class A:\n    columns = classproperty()\n\n    @{}\n    def columns(cls):\n        return cls.a\n"
    assert "method-first-argument" not in loudness(text.format("columns.getter"))
    assert "method-first-argument" in loudness(text.format("property"))


def test_what_implements_an_interface_has_its_names() -> None:
    text = "{}\nclass Checker:\n    credentialInterfaces = (1,)\n\n    def check(self):\n        return 1\n"
    assert "class-attribute-name" not in loudness(text.format("@implementer(IChecker)"))
    assert "class-attribute-name" in loudness(text.format("@registered(IChecker)"))


def test_the_mark_of_gettext_is_told_to_those_who_ask() -> None:
    text = "from shop import MessageFactory as _\n\nprint(_('a'))\n"
    assert "import-alias-name" not in loudness(text)
    assert "import-alias-name" in loudness(text, select=("import-alias-name",))


def test_what_classes_of_one_base_are_called_is_the_projects_convention() -> None:
    few = "".join(f"class {name}(Section):\n    pass\n\n\n" for name in ("_one_a", "_Two", "_Three"))
    assert loudness(few)["class-name"] == ["information"]
    assert loudness("class _one_a:\n    pass\n\n\nclass _two_b:\n    pass\n")["class-name"] == ["hint"] * 2
    assert loudness(few.lower())["class-name"] == ["hint"] * 3


def test_a_class_of_classes_has_cls() -> None:
    text = "class Kind(make()):\n    def __instancecheck__(cls, one):\n        return True\n"
    assert "method-first-argument" not in loudness(text)


def test_an_interface_takes_no_self() -> None:
    text = "class IStore(Part):\n    def keep(goods):\n        {}\n"
    assert "method-first-argument" not in loudness(text.format('"""Keep the goods."""'))
    assert "method-first-argument" in loudness(text.format("return goods"))


def test_what_decorates_in_its_class_takes_no_self() -> None:
    text = "class A:\n    def kept(method):\n        return method\n\n    {}\n    def b(self):\n        pass\n"
    assert "method-first-argument" not in loudness(text.format("@kept"))
    assert "method-first-argument" in loudness(text.format("@other"))
    used = "class A:\n    def make(name):\n        return name\n\n    b = 1\n    {}\n"
    assert "method-first-argument" not in loudness(used.format("del make"))
    assert "method-first-argument" in loudness(used.format("del b"))


def test_functions_alone_tell_how_functions_are_called() -> None:
    snake = "".join(f"def open_{letter}_file(fileName, filePath, fileMode): ...\n" for letter in "abcd")
    assert "mixed-naming" not in loudness(snake)
    camel = "".join(f"def open{letter}File(fileName, filePath, fileMode): ...\n" for letter in "ABCD")
    assert "mixed-naming" in loudness(camel + "def close_file(fileName): ...\n")


def test_a_method_put_into_a_class_has_the_name_that_is_looked_for() -> None:
    many = "".join(f"def open{letter}File(fileName): ...\n" for letter in "ABCDEFGH")
    text = many + "def fix(pdb):\n    def set_quit(self): ...\n\n    pdb.Pdb.{} = set_quit\n"
    assert loudness(text.format("set_quit"), naming_convention="camel")["mixed-naming"] == ["hint"]
    assert loudness(text.format("other"), naming_convention="camel")["mixed-naming"] == ["information"]
    assert loudness(text.format("other"))["mixed-naming"] == ["hint"]


def test_names_of_mathematics_and_of_others_are_hints() -> None:
    def of(line: str) -> str:
        found = loudness(f"def act(self, data):\n    {line}\n")
        return "".join(found.get("variable-name", []))

    assert of("normSize = data") == "information"
    assert of("normMb = data") == of("blkAinv = data") == "hint"
    assert of("ownedPart = self.ownedPart") == "hint"
    assert loudness("class A:\n    def _setUp(self): ...\n")["function-name"] == ["hint"]
    assert (snake_case("numPDEs"), snake_case("As"), snake_case("getHTTPServer")) == (
        "num_pdes",
        "as_",
        "get_http_server",
    )


def test_names_of_variables_are_hints_in_tests() -> None:
    text = "def total(items):\n    runningSum = 0\n    for item in items:\n        runningSum += item\n    return runningSum\n"
    assert loudness(text, "shop.py")["variable-name"] == ["information"]
    assert loudness(text, "tests/test_shop.py")["variable-name"] == ["hint"]


def test_a_folder_called_testing_holds_tests() -> None:
    text = "def go():\n    runningSum = 0\n    return runningSum\n"
    assert loudness(text, "shop/module_testing/cases.py")["variable-name"] == ["hint"]


@pytest.mark.parametrize(("registered", "loud"), [("_importParcels", False), ("_importStores", True)])
def test_what_a_text_of_another_file_spells_is_a_hint(tmp_path: Path, registered: str, loud: bool) -> None:
    text = "def _importParcels(path):\n    return path\n"
    (tmp_path / "shop.py").write_text(text)
    (tmp_path / "shop.gpr.py").write_text(f"plugin.import_function = {registered!r}\n")
    path = str(tmp_path / "shop.py")
    index = WorkspaceIndex([str(tmp_path)], engine_for(Settings(), role_of("shop.py")).collectors)
    index.build([path, str(tmp_path / "shop.gpr.py")])
    found = open_document(text, environment_for(path, Settings(), index)).settled().findings()
    (name,) = (item.finding for item in found if item.finding.rule.slug == "function-name")
    assert (name.severity is None) == loud


def test_names_in_a_stub_are_those_of_its_module() -> None:
    code = "class A:\n    def _checkAll(self): ...\n"
    assert "function-name" in loudness(code, "shop/cart.py")
    assert "function-name" not in loudness(code, "shop/cart.pyi")


def test_a_type_variable_has_a_rule_of_its_own() -> None:
    found = loudness("from typing import TypeVar\n\n_itemKind = TypeVar('_itemKind')\n")
    assert found["type-variable-name"] == ["information"]
    assert found["module-variable-name"] == ["hint"]


def test_two_names_among_hundreds_make_no_convention() -> None:
    camel = "def _readAll(): ...\ndef _writeAll(): ...\n"
    for number, found in ((150, {"hint"}), (250, {"information"})):
        snake = "".join(f"def read_a{place}(): ...\n" for place in range(number))
        assert set(loudness(snake + camel)["function-name"]) == found, number
