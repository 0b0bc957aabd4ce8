"""Of how large and tangled functions and classes are, what a reviewer would not sign is a hint."""

from __future__ import annotations

import string

from burnish_checks.core.rule import Finding
from burnish_checks.core.settings import Settings, Thresholds
from burnish_checks.core.snapshot import open_document
from burnish_checks.policy import environment_for
from tests.loudness import FLAT, LONG, TANGLED, loudness


def test_a_long_test_is_a_hint() -> None:
    assert loudness(f"def test_act():\n{LONG}", "tests/test_act.py")["long-function"] == ["hint"]


def test_an_init_that_makes_attributes_is_long_and_does_no_work() -> None:
    for step, found in (("self.a{} = make(a)", ["hint"]), ("use({})", ["information"])):
        body = "".join(f"        {step.format(number)}\n" for number in range(110))
        text = "class A:\n    def __init__(self, a):\n" + "        if a:\n            return\n" * 10 + body
        assert loudness(text)["long-function"] == found


def test_a_little_over_a_limit_is_a_hint() -> None:
    little = "def act():\n    if stop:\n        return\n" + "".join(f"    use({number})\n" for number in range(60))
    assert loudness(little)["long-function"] == ["hint"]
    assert loudness(little, profile="strict")["long-function"] == ["information"]


def test_of_a_large_class_properties_and_families_are_no_ideas() -> None:
    def members(name: str, before: str = "", body: str = "return 1") -> str:
        return "class A:\n" + "".join(
            f"{before}    def {name % letter}(self): {body}\n" for letter in string.ascii_letters
        )

    assert loudness(members("%sx"))["large-class"] == ["information"]
    assert loudness(members("%sx", "    @classmethod\n"))["large-class"] == ["hint"]
    assert loudness(members("visit_%s"))["large-class"] == ["hint"]
    assert loudness(members("%sx", "    @property\n"))["large-class"] == ["hint"]
    assert loudness(members("%sx", "    @action(detail=True)\n"))["large-class"] == ["hint"]
    assert loudness(members("%sx", body="raise NotImplementedError"))["large-class"] == ["hint"]


def test_one_tangle_is_said_aloud_once() -> None:
    found = loudness(TANGLED)
    assert (found["tangled-function"], found["complex-function"]) == (["information"], ["hint"])
    found = loudness(TANGLED, ignore=("tangled-function",))
    assert found["complex-function"] == ["information"]
    found = loudness(TANGLED, profile="strict")
    assert found["complex-function"] == ["information"]


def test_of_all_measures_of_a_function_one_is_said_aloud() -> None:
    found = loudness(TANGLED + 2 * FLAT)
    assert (found["tangled-function"], found["long-function"]) == (["information"], ["hint"])
    assert loudness(TANGLED + 2 * FLAT, ignore=("S3776", "tangled-function", "complex-function", "too-many-branches"))[
        "long-function"
    ] == ["information"]


def test_what_stands_in_an_inner_function_is_said_of_that_one_alone() -> None:
    inner = "".join(f"    {line}\n" for line in TANGLED.splitlines())
    both = f"def make():\n{inner}    return handle\n"
    assert loudness(both)["tangled-function"] == ["hint", "information"]
    twice = f"{TANGLED}{inner}"
    assert loudness(twice)["tangled-function"] == ["information", "information"]


def test_a_part_that_is_nearly_all_is_not_named() -> None:
    def message(text: str) -> str:
        found = open_document(text, environment_for("shop.py", Settings())).findings()
        return next(item.finding.message for item in found if item.finding.rule.slug == "tangled-function")

    chain = "".join(f"    elif kind == {n}:\n        if a and b:\n            use({n})\n" for n in range(12))
    assert "for each case of `kind` in a table" in message(f"def act(kind):\n    if kind:\n        use(1)\n{chain}")
    row = "".join(
        f"    if {name}:\n        use(1)\n    for x in {name}:\n        use(x)\n" for name in "abcdefghijklmnop"
    )
    assert "split it into its steps" in message(f"def act():\n    if a:\n        while b:\n            use(1)\n{row}")
    deep = "".join(
        f"    for x in {name}:\n        if x:\n            for y in x:\n                use(y)\n" for name in "abcde"
    )
    assert "return early or split it into its steps" in message(f"def act():\n{deep}")
    large = "    for z in f:\n" + "".join(f"        if z == {n} or b:\n            use(z)\n" for n in range(6))
    told = message(f"def act():\n{deep}{deep}{large}")
    assert "split it into its steps, first its `for z in f`, which is 19 of that" in told
    joined = "".join(f"    elif kind == {n} and b:\n        if a and b:\n            use({n})\n" for n in range(12))
    assert "give each case of `kind` a function" in message(f"def act(kind):\n    if kind:\n        use(1)\n{joined}")
    handling = "".join(f"        if kind == {n} and a:\n            use({n})\n" for n in range(12))
    rest = "".join(f"    if kind == {n} and a:\n        use({n})\n" for n in range(6))
    text = f"def act(kind):\n{rest}    try:\n{handling}    except OSError:\n        use(0)\n"
    assert "its `try` of 27 lines is" in message(text)


def test_defaults_in_arguments_make_no_tangle() -> None:
    guard = "".join(
        f"        for {name} in x:\n            if {name}:\n                use({name})\n" for name in "abcd"
    )
    given = "".join(f"            x{n}=y or {{}},\n" for n in range(30))
    code = "class A:\n    def __init__(self, x, y):\n{}        self.b = B(\n{}        )\n"
    loud = code.format(guard, given.replace("y or {}", "a if x else b"))
    assert loudness(loud)["tangled-function"] == ["information"]
    assert loudness(code.format(guard, given))["tangled-function"] == ["hint"]


def test_attributes_that_are_only_set_make_no_length() -> None:
    guards = "".join(f"        if x == {n}:\n            use({n})\n" for n in range(12))
    sets = "".join(f"        {{}}.x{n} = None\n" for n in range(90))
    code = f"class A:\n    def __init__(self, x, other):\n{guards}{sets}"
    assert loudness(code.replace("{}", "other"), ignore=("tangled-function",))["long-function"] == ["information"]
    assert loudness(code.replace("{}", "self"), ignore=("tangled-function",))["long-function"] == ["hint"]


def test_a_tangled_test_is_a_hint() -> None:
    assert loudness(TANGLED, "tests/test_act.py")["tangled-function"] == ["hint"]


def test_cases_one_after_the_other_are_no_tangle() -> None:
    cases = "".join(f"    if kind == {n!r} and a:\n        return {n}\n" for n in "abcdefghijkl")
    found = loudness(f"def act(kind):\n{cases}")
    assert set(found["tangled-function"] + found["complex-function"]) == {"hint"}
    few = "".join(f"    if kind == {n!r}:\n        return 1\n" for n in "abcdefghijklmnopqrst"[:17])
    found = loudness(f"def act(kind):\n{few}")
    assert (found["tangled-function"], found["complex-function"]) == (["hint"], ["hint"])


def test_a_tangle_is_said_aloud_from_well_over_the_limit() -> None:
    deep = "def act(rows):\n    for row in rows:\n        if row:\n            for cell in row:\n                if cell:\n"
    some = deep + "".join(f"                    if cell.{name}:\n                        use()\n" for name in "abc")
    assert loudness(some)["tangled-function"] == ["hint"]
    more = deep + "".join(f"                    if cell.{name}:\n                        use()\n" for name in "abcdefg")
    assert loudness(more)["tangled-function"] == ["information"]
    assert loudness(some, profile="strict")["tangled-function"] == ["information"]


def test_the_part_to_extract_has_a_place_and_some_lines() -> None:
    def finding(text: str) -> Finding:
        found = open_document(text, environment_for("shop.py", Settings())).findings()
        return next(item.finding for item in found if item.finding.rule.slug == "tangled-function")

    whole = finding(f"{TANGLED}    for row in rows:\n        if row:\n            use(row)\n")
    assert [item.span.start_line for item in whole.related] == [3]
    assert "its `for cell in row`" in whole.message
    guards = "".join(f"    if rows.{name}:\n        return\n" for name in "abc")
    text = TANGLED.replace("(rows):\n", f"(rows):\n{guards}", 1)
    assert "return early" in whole.message
    assert "return early" not in finding(text).message


def test_a_limit_on_lines_that_was_chosen_is_said_aloud() -> None:
    rows = "def act():\n    use(\n" + "".join(f"        {number},\n" for number in range(120)) + "    )\n"
    rows += "".join(f"    use({number})\n" for number in range(9))
    chosen = Thresholds(max_function_lines=90)
    assert loudness(rows)["long-function"] == ["hint"]
    assert loudness(rows, thresholds=chosen)["long-function"] == ["information"]
    both = f"{rows}{FLAT}"
    assert loudness(both)["long-function"] == ["hint"]
    assert loudness(both, thresholds=chosen)["long-function"] == ["information"]


def test_what_the_first_line_of_a_part_says_nothing_of_is_not_named_by_it() -> None:
    steps = "".join(f"            if c.x{n} and b:\n                use({n})\n" for n in range(14))
    choice = f"    if not a:\n        return\n    else:\n        c = a\n        for b in a:\n{steps}"
    rest = "".join(f"    if a.y{n} and c:\n        use({n})\n" for n in range(14))
    assert "its `for b in a` is" in _told(f"def act(a, c):\n{choice}{rest}")


def test_cases_that_end_the_turn_of_a_loop_are_no_functions_of_their_own() -> None:
    head = "def act(rows):\n    for kind, value in rows:\n"
    cases = "".join(
        f"        if kind == {n}:\n            if not value:\n                use({n})\n                LEAVE\n"
        "            if value and value.a or value.b:\n                use(value)\n"
        for n in range(6)
    )
    assert "give each case of `kind` a function of its own" in _told(head + cases.replace("LEAVE", "use(rows)"))
    assert "each case" not in _told(head + cases.replace("LEAVE", "continue"))


def test_a_chain_that_is_most_of_a_function_is_cut_at_its_branches() -> None:
    branches = "".join(
        f"        elif line.startswith('{n}'):\n            if a and b:\n                use({n})\n            else:\n"
        f"                use(line, {n})\n"
        for n in range(8)
    )
    chain = f"    for line in lines:\n        if not line:\n            use(0)\n{branches}"
    assert "give each branch of its `if not line` a function of its own" in _told(f"def act(lines, a, b):\n{chain}")


def _told(text: str) -> str:
    found = open_document(text, environment_for("shop.py", Settings())).findings()
    return next(item.finding.message for item in found if item.finding.rule.slug == "tangled-function")
