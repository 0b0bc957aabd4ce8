"""Of docstrings, what a reviewer would not sign is a hint, or not said."""

from __future__ import annotations

from tests.loudness import loudness


def test_what_is_no_name_is_no_stale_parameter() -> None:
    text = 'def go(size):\n    """Go.\n\n    :param {}: how far\n    """\n'
    assert "stale-parameter" not in loudness(text.format("size").replace("go(size)", "go(_size)"))
    assert loudness(text.format("length"))["stale-parameter"] == ["information"]
    for name in ("size int", "int size", "size a.B"):
        assert "stale-parameter" not in loudness(text.format(name)), name


def test_a_decorator_may_tell_of_what_it_decorates() -> None:
    text = 'def go(size):\n    """Go.\n\n    :param way: how far\n    """\n\n'
    text += "    def inner({}):\n        return size\n\n    return inner\n"
    assert loudness(text.format("a"))["stale-parameter"] == ["information"]
    for given in ("way", "*, way=1", "**given"):
        assert "stale-parameter" not in loudness(text.format(given)), given


def test_a_line_that_has_all_words_of_the_name_needs_no_text() -> None:
    text = '"""Shop."""\n\n\ndef {}(device):\n    return {}\n'
    assert loudness(text.format("call_close", "device.open()"))["missing-function-docstring"] == ["hint"]
    assert loudness(text.format("close", "device.near(3).close()"))["missing-function-docstring"] == ["hint"]
    assert "missing-function-docstring" not in loudness(text.format("call_close", "device.close()"))


def test_a_module_of_one_table_and_an_object_that_is_called_need_no_text() -> None:
    assert "missing-module-docstring" not in loudness("import json\n\nTABLE = json.loads('{}')\n", "shop.py")
    assert "missing-module-docstring" in loudness("import json\n\nTABLE = json.loads('{}')\nOTHER = 3\n", "shop.py")
    text = '"""Shop."""\n\n\nclass A{}:\n    """A."""\n\n    def __call__(self, a):\n        self.b = a\n        return a\n'
    assert "missing-method-docstring" not in loudness(text.format("(Base)"))
    assert "missing-method-docstring" in loudness(text.format(""))


def test_a_function_that_is_given_its_docstring_later_has_one() -> None:
    text = '"""Shop."""\n\n\ndef go(size):\n    size = size + 1\n    return size\n\n\n{}.__doc__ = str.__doc__\n'
    assert loudness(text.format("other"))["missing-function-docstring"] == ["hint"]
    assert "missing-function-docstring" not in loudness(text.format("go"))


def test_a_property_that_makes_its_field_once_needs_no_text() -> None:
    text = '"""Shop."""\n\n\nclass A:\n    """A."""\n\n    @property\n    def {}(self):\n        if self._b is None:\n'
    text += "            self._b = make(self)\n        return self._b\n"
    assert loudness(text.format("c"))["missing-method-docstring"] == ["hint"]
    assert "missing-method-docstring" not in loudness(text.format("b"))


def test_what_a_private_function_raises_is_its_module_s_business() -> None:
    text = '"""Shop."""\n\n\ndef {}(size):\n    """Go.\n\n    :param size: how far\n    """\n'
    text += "    if size:\n        raise ValueError(size)\n    return None\n"
    assert loudness(text.format("go"))["undocumented-raises"] == ["hint"]
    assert "undocumented-raises" not in loudness(text.format("_go"))


def test_the_name_of_a_tag_is_its_first_word() -> None:
    text = 'def f(size):\n    """Do.\n\n    @param {}\n    """\n'
    for field in ("size   -1: none, 0: all", "{int} size  Possible values: 16", "size: How many."):
        assert "stale-parameter" not in loudness(text.replace("{}", field))
    assert "stale-parameter" in loudness(text.replace("{}", "width  Possible values: 16"))


def test_the_parameters_of_overloads_count() -> None:
    one = "@overload\ndef f(a: int) -> int: ...\n"
    text = 'def f(b):\n    """Do.\n\n    :param a: A.\n    :param b: B.\n    """\n'
    assert "stale-parameter" in loudness(text)
    assert "stale-parameter" not in loudness(one + text)


def test_a_field_whose_name_ends_in_a_backtick_has_the_name_before_it() -> None:
    text = 'def run(command, check):\n    """Run.\n\n    :param {}` - It, as a :class:`~a.B`.\n    :param check: Yes.\n    """\n'
    assert "stale-parameter" not in loudness(text.format("command"))
    assert "stale-parameter" in loudness(text.format("other"))


def test_an_underscore_that_is_escaped_belongs_to_the_name() -> None:
    text = 'def f(cls_):\n    r"""Do.\n\n    :param {}: The class.\n    """\n'
    assert "stale-parameter" not in loudness(text.replace("{}", "cls\\_"))
    assert "stale-parameter" in loudness(text.replace("{}", "kind\\_"))


def test_fields_under_a_sentence_with_a_colon_are_of_what_it_names() -> None:
    text = 'def f(data):\n    """Do.\n\n    The data may hold{}\n\n    :param size: How large.\n    """\n'
    assert loudness(text.format(":"))["stale-parameter"] == ["hint"]
    assert loudness(text.format("."))["stale-parameter"] == ["information"]


def test_a_star_stands_for_many_parameters() -> None:
    text = 'def f(data, **options):\n    """Do.\n\n    :param can_{}: What it may do.\n    :param data: The data.\n    """\n'
    assert "stale-parameter" not in loudness(text.format("*"))


METHOD = (
    '"""Shop."""\n\n\nclass A(Widget):\n    """A."""\n\n    def {}:\n        self.stop()\n        self.a = make(self)\n'
)


def test_tests_and_events_are_called_by_a_framework() -> None:
    for name, told in (
        ("testClose(self)", 0),
        ("test_close(self, a)", 1),
        ("closeEvent(self, e)", 0),
        ("closeEvent(self)", 1),
    ):
        text = METHOD.format(name)
        assert ("missing-method-docstring" in loudness(text)) == bool(told), name
        assert "missing-method-docstring" in loudness(text.replace("(Widget)", "")), name


def test_a_property_that_reads_an_entry_of_its_name_needs_no_text() -> None:
    text = (
        '"""Shop."""\n\n\nclass A:\n    """A."""\n\n    @property\n    def size(self):\n        return self._held.{}\n'
    )
    for body in ("get('size', None)", "all['size']"):
        assert "missing-method-docstring" not in loudness(text.format(body)), body
    for body in ("get('colour', None)", "all['colour']", "find('size')"):
        assert "missing-method-docstring" in loudness(text.format(body)), body


def test_one_of_a_row_of_classes_is_told_by_its_name() -> None:
    drums = "".join(
        f"class Drum{n}(Drum):\n    def __init__(self):\n        self.n = make({n})\n\n\n" for n in range(7)
    )
    assert "missing-class-docstring" not in loudness('"""Shop."""\n\n\n' + drums)
    assert len(loudness('"""Shop."""\n\n\n' + drums[:-300])["missing-class-docstring"]) > 1
    assert "missing-class-docstring" in loudness('"""Shop."""\n\n\n' + drums.replace("__init__", "play"))


def test_what_stands_for_many_or_is_to_be_done_is_no_parameter() -> None:
    text = 'def go(size):\n    """Go.\n\n    :param {}: how far\n    """\n'
    assert "stale-parameter" in loudness(text.format("n"))
    assert "stale-parameter" not in loudness(text.format("way<n>"))
    assert "stale-parameter" not in loudness(text.format("TODO"))


def test_keywords_may_be_described_together() -> None:
    text = 'def types(*, guild=False):\n    """Set.\n\n    Parameters\n    ----------\n    **flags: bool\n'
    text += '        One each.\n{}    """\n'
    assert "stale-parameter" not in loudness(text.format(""))
    assert loudness(text.format("    guild: bool\n        All.\n"))["stale-parameter"] == ["information"]
    assert loudness(text.format("").replace("*, guild", "guild"))["stale-parameter"] == ["information"]
    assert loudness(text.format("").replace("*, guild", "size, *, guild"))["stale-parameter"] == ["information"]
    assert "stale-parameter" not in loudness(
        text.format("    size\n        A.\n").replace("*, guild", "size, *, guild")
    )
