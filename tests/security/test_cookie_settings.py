"""A cookie that is set as the application's setting says is told where the setting stands, and a hint where the cookie is set."""

from __future__ import annotations

from tests.loudness import loudness, messages

_TEXT = """\
{name} = False


def answer(response, language):
    response.set_cookie("language", language, secure={name})
"""


def test_the_setting_is_told_aloud_and_the_cookie_is_a_hint() -> None:
    assert loudness(_TEXT.format(name="SESSION_COOKIE_SECURE"))["insecure-cookie"] == ["warning", "hint"]


def test_a_constant_that_is_no_setting_is_told_at_the_cookie() -> None:
    assert loudness(_TEXT.format(name="OVER_TLS"))["insecure-cookie"] == ["warning"]


def test_each_setting_is_told_with_what_it_lets_happen() -> None:
    text = "SESSION_COOKIE_SECURE = False\nSESSION_COOKIE_HTTPONLY = False\n"
    assert messages(text, "insecure-cookie") == [
        "`SESSION_COOKIE_SECURE` is off; the cookie is also sent without TLS.",
        "`SESSION_COOKIE_HTTPONLY` is off; the cookie can be read by scripts on the page.",
    ]
