"""When findings of this category are said aloud, and when they are hints or not said at all."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.policy import environment_for
from tests.loudness import TANGLED, loudness, loudness_in, messages


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


def test_a_function_whose_author_says_that_it_has_many_branches() -> None:
    text = TANGLED.replace("def handle(rows):", "def handle(rows):{}")
    assert loudness(text.format(""))["tangled-function"] == ["information"]
    for words in ("pylint: disable=too-many-branches", "noqa: CCR001"):
        assert "tangled-function" not in loudness(text.format(f"  # {words}"))


CLASS = "class Shop:\n" + "".join(f"{{0}}    def {a}{n}(self): return 1\n" for a in "abcdefghij" for n in range(5))


def test_the_class_of_a_package_is_its_face_too() -> None:
    assert loudness(CLASS.format(""), "shop/cart.py")["large-class"] == ["information"]
    assert loudness(CLASS.format(""), "shop/__init__.py")["large-class"] == ["hint"]


@pytest.mark.parametrize(("face", "told"), [("from shop.cart import Cart\n", "hint"), ("", "information")])
def test_a_class_that_a_package_offers_is_large_for_its_users(tmp_path: Path, face: str, told: str) -> None:
    files = {"shop/__init__.py": face, "shop/cart.py": CLASS.format("").replace("Shop", "Cart")}
    assert loudness_in(tmp_path, files, "shop/cart.py")["large-class"] == [told]


_NAMES = string.ascii_letters


def _cases(body: str) -> str:
    chain = "".join(
        f"        {'el' * (number > 0)}if name == {letter!r}:\n{body}" for number, letter in enumerate(_NAMES[:16])
    )
    return f"def check(given):\n    for name, value in given:\n{chain}"


def test_short_cases_that_all_end_alike_are_a_table() -> None:
    short = "            if not isinstance(value, int):\n                raise ValueError(name)\n"
    other = "            for item in value:\n                if item:\n                    use(item)\n"
    other += "                    keep(item)\n                    show(item)\n"
    assert "in a table" in messages(_cases(short), "tangled-function")[0]
    assert "a function of its own" in messages(_cases(other), "tangled-function")[0]


def test_branches_that_are_alike_are_told_together() -> None:
    branch = (
        "    if isinstance(value, {}):\n        for item in value:\n            if item:\n                a(item)\n"
    )
    branch += "            elif item.b:\n                b(item)\n            elif item.c:\n                c(item)\n"
    text = "def text(value):\n" + "".join(branch.format(name) for name in ("tuple", "list", "dict"))
    told = messages(text, "tangled-function")
    assert "alike in 3 branches" in told[0]
    others = ("show", "keep", "drop"), ("open", "read", "close"), ("push", "pull", "sort")
    apart = (branch.replace("a(", f"{a}(").replace("b(", f"{b}(").replace("c(", f"{c}(") for a, b, c in others)
    assert "alike" not in messages("def text(value):\n" + "".join(apart).replace("{}", "int"), "tangled-function")[0]


def test_what_is_mostly_else_is_not_told_with_the_conditions_beside_it() -> None:
    branch = "    if value.{0}:\n        for item in value.{0}:\n            if item:\n                show(item)\n"
    branch += "".join(f"            elif item.{name}:\n                {name}(item)\n" for name in ("keep", "drop"))
    rest = "".join(
        f"        if value.a{n}:\n            while value.b{n}:\n                go({n})\n" for n in range(9)
    )
    for otherwise, alike in (("        go(value)\n", True), (rest, False)):
        text = "def text(value):\n" + "".join(map(branch.format, "abc")) + f"    else:\n{otherwise}"
        assert ("alike in 3 branches" in messages(text, "tangled-function")[0]) is alike


def test_a_part_that_gives_back_too_much_is_not_named() -> None:
    loop = "".join(
        f"            if row.a{n}:\n                if row.b{n}:\n                    {{}}\n" for n in range(6)
    )
    rest = "".join(f"    if rows.c{n}:\n        if rows.d{n}:\n            rows.go({n})\n" for n in range(6))
    head = "def merge(rows):\n    a = b = c = 0\n    for row in rows:\n        while row:\n"
    merged = f"{head}{loop}{rest}    return a, b, c\n"
    told = {}
    for name, what in {"kept": "print(row)", "given": "a, b, c = row; yield a"}.items():
        (told[name],) = messages(merged.replace("{}", what), "tangled-function")
    assert "for row in rows" in told["kept"]
    assert "for row in rows" not in told["given"]


def test_a_method_that_stands_in_for_a_private_one_of_the_library_is_taken_from_there() -> None:
    body = "".join(f"    {line}\n" for line in TANGLED.splitlines()[1:])
    code = (
        "from configparser import RawConfigParser\n\n\nclass Parser(RawConfigParser):\n    def {}(self, rows):\n" + body
    )
    assert loudness(code.format("_read"))["tangled-function"] == ["hint"]
    assert loudness(code.format("_sift"))["tangled-function"] == ["information"]
