"""When findings of this category are said aloud, and when they are hints or not said at all."""

from __future__ import annotations

from tests.loudness import loudness, messages


def test_a_version_is_one_within_a_word_too() -> None:
    text = "def ask(x):\n    if x.{} >= 14:\n        return x.new()\n    return x.old()\n"
    assert "magic-number" not in loudness(text.format("bzvermajor"))
    assert "magic-number" in loudness(text.format("weight"))


def test_how_many_bits_there_are_needs_no_name() -> None:
    text = "def fits(value):\n    bits = value.{}()\n    return bits > 64\n"
    assert "magic-number" not in loudness(text.format("bit_length"))
    assert "magic-number" in loudness(text.format("measure"))
    assert "magic-number" not in loudness("def fits(struct):\n    assert struct.calcsize('II') == 18\n")


def test_the_calendar_has_as_many_months_and_days_as_it_has() -> None:
    text = "def valid({0}):\n    return 1 <= {0} <= {1}\n"
    assert "magic-number" not in loudness(text.format("imon", 12))
    assert "magic-number" not in loudness(text.format("mday", 31))
    assert "magic-number" in loudness(text.format("weight", 31))


def test_of_which_table_a_number_of_an_error_is() -> None:
    code = "def go():\n    try:\n        act()\n    except {} as error:\n        if {} == 8{}:\n            return 1\n"
    named = code.format("OSError", "error.errno", "")
    assert messages(named, "magic-number") == ["The number 8 has a name: `errno.ENOEXEC`."]
    for kind, asked, more in (
        ("HTTPClientError", "getattr(error, 'errno', None)", ""),
        ("socket.gaierror", "error.errno", ""),
        ("Exception", "error.errno", " or str(error) == 'Domain name not found'"),
    ):
        assert not any("errno" in text for text in messages(code.format(kind, asked, more), "magic-number")), kind
