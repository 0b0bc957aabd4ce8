"""When findings of this category are said aloud, and when they are hints or not said at all."""

from __future__ import annotations

import pytest

from burnish_checks.core.repair import after, targets
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.core.verifying import propose
from burnish_checks.policy import environment_for
from tests.loudness import loudness, messages


def test_a_log_line_that_is_given_the_traceback_has_it() -> None:
    code = "def go(self):\n    try:\n        self.run()\n    except Exception:\n        self.log.error({})\n"
    assert "logging-without-traceback" in loudness(code.format("'no'"))
    assert "logging-without-traceback" not in loudness(code.format("Traceback()"))
    assert "logging-without-traceback" not in loudness(code.format("traceback.format_exc()"))


TRIED = "def show(value, values):\n    try:\n        {}\n    except Exception:\n        text = ''\n    return text\n"


def test_a_try_that_names_literals_cannot_fail() -> None:
    code = TRIED.format("text = 'a'")
    assert loudness(code)["unreachable-handler"] == ["warning"]
    assert "unreachable-handler" not in loudness(TRIED.format("text = values"))
    assert loudness(TRIED.format("pass"))["unreachable-handler"] == ["hint"]


def test_all_redundant_names_are_told_at_once() -> None:
    text = (
        "import ssl\n\n\ndef go(job):\n    try:\n        job()\n"
        "    except (ConnectionError, OSError, TimeoutError, ssl.SSLError):\n        return 1\n"
    )
    first, *others = messages(text, "redundant-handler")
    assert first == (
        "`ConnectionError` is caught by `OSError` already, and so are `TimeoutError` and `ssl.SSLError`: leave them out."
    )
    assert loudness(text)["redundant-handler"] == ["information", "hint", "hint"]
    assert others[-1] == "`ssl.SSLError` is caught by `OSError` already: leave it out."


def test_the_widest_of_the_names_is_the_one_that_stays() -> None:
    text = (
        "from urllib.error import HTTPError, URLError\n\n\ndef go(job):\n    try:\n        job()\n"
        "    except (HTTPError, URLError, Exception) as exc:\n        return exc\n"
    )
    first, *_ = messages(text, "redundant-handler")
    assert first == "`HTTPError` is caught by `Exception` already, and so is `URLError`: leave them out."


def test_the_second_of_two_equal_remarks_is_a_hint() -> None:
    logs = "try:\n    load()\nexcept Exception:\n    log.error('one')\n    log.error('two')\n"
    assert loudness(logs)["logging-without-traceback"] == ["information", "hint"]
    reads = "import pickle\n\n\ndef read(f):\n    return pickle.load(f), pickle.load(f)\n"
    assert loudness(reads)["unsafe-pickle"] == ["information", "hint"]
    statuses = "def ask(status=404, url=''):\n    return url\n\n\ndef say(status=404, url=''):\n    return url\n"
    assert loudness(statuses)["magic-number"] == ["hint", "hint"]
    checks = "import ssl\n\n\ndef make(c):\n    c.check_hostname = False\n    c.verify_mode = ssl.CERT_NONE\n"
    assert loudness(checks)["insecure-tls"] == ["hint", "information"]


def test_of_one_list_the_first_is_said_aloud() -> None:
    caught = "try:\n    load()\nexcept (IOError, socket.error, OSError):\n    stop()\n"
    assert loudness(f"import socket\n\n{caught}")["redundant-handler"] == ["information", "hint"]
    hints = "def f(a: int = None, b: str = None):\n    return a, b\n"
    assert loudness(hints)["implicit-optional"] == ["information", "hint"]
    text = 'def f(a):\n    """Do.\n\n    :param b: B.\n    :param c: C.\n    :param a: A.\n    """\n'
    assert loudness(text)["stale-parameter"] == ["information", "hint"]


def test_what_a_database_says_is_not_for_a_user() -> None:
    text = "try:\n    save()\nexcept {} as error:\n    raise ValidationError('It cannot be read.') from error\n"
    assert "uninformative-error" not in loudness(text.format("IntegrityError"))
    assert "uninformative-error" in loudness(text.format("OSError"))


def test_two_names_of_one_exception_are_both_needed_where_they_differ() -> None:
    text = "import asyncio\n\ntry:\n    load()\nexcept (TimeoutError, asyncio.TimeoutError):\n    stop()\n"
    assert "redundant-handler" not in loudness(text)
    assert "redundant-handler" in loudness(text, target_version=(3, 11))


def test_what_a_copy_in_a_stub_does_is_told_of_the_module() -> None:
    text = "def go(job):\n    try:\n        job()\n    except (ValueError, UnicodeError):\n        job()\n"
    assert "redundant-handler" in loudness(text, "shop.py")
    assert "redundant-handler" not in loudness(text, "shop.pyi")


def test_the_exit_of_the_program_may_be_let_through_above() -> None:
    code = "def go(job):\n    try:\n        job()\n    except {}:\n        raise\n    except:\n        job.show()\n"
    assert loudness(code.format("SystemExit"))["bare-except"] == ["hint"]
    assert loudness(code.format("OSError"))["bare-except"] == ["warning"]


@pytest.mark.parametrize(
    ("head", "tried", "told"),
    [
        ("self, name", "del self.__dict__[name]", "catch `KeyError`."),
        ("self, name", "return self.rows[name]", "catch `KeyError` and `TypeError`."),
        ("self, place", "return self.rows[place]", "catch `LookupError` and `TypeError`."),
        ("rows: list[int], place", "return rows[place - 1]", "catch `IndexError`."),
        ("text: str", "return ast.parse(text)", "catch `SyntaxError` and `ValueError`."),
        ("text", "return ast.parse(text)", "catch `SyntaxError`, `TypeError` and `ValueError`."),
        ("text: str", "return int(text)", "catch `ValueError`."),
        ("text", "return int(text)", "catch `TypeError` and `ValueError`."),
        ("", "return int(input())", "catch `EOFError` and `ValueError`."),
        ("rows", "return numpy.r_[rows]", "catch what is expected, or let it through."),
    ],
)
def test_what_a_lookup_raises_by_what_it_is_made_in(head: str, tried: str, told: str) -> None:
    code = f"import ast\nimport numpy\n\n\ndef go({head}):\n    try:\n        {tried}\n    except:\n        return 1\n"
    assert messages(code, "bare-except")[0].endswith(told)


def test_what_a_loop_goes_through_is_there() -> None:
    code = "def go(table):\n    for name in {}:\n        try:\n            int(table[name])\n        except:\n            use()\n"
    assert messages(code.format("sorted(table)"), "bare-except")[0].endswith("catch `TypeError` and `ValueError`.")
    assert "`KeyError`" in messages(code.format("names"), "bare-except")[0]


NO_BODY = "try:\n    pass\nexcept:\n    class Stream:\n        def read(self):\n            return 1\n"


def test_a_handler_that_holds_a_class_is_read() -> None:
    assert loudness(NO_BODY)["bare-except"] == ["warning"]


def test_what_may_be_set_of_an_object_names_no_exceptions() -> None:
    code = "def go(item, names):\n    try:\n        setattr(item, names['a'], 1)\n    except:\n        item.stop()\n"
    (message,) = messages(code, "bare-except")
    assert "catch what is expected" in message


@pytest.mark.parametrize(
    ("comment", "quiet"),
    [
        ("This is taken exactly from Python 3.5's cgi.py", True),
        ("copied from the standard library", True),
        ("taken from the command line", False),
        ("what is taken of the rows", False),
    ],
)
def test_a_function_of_others_is_theirs_to_mend(comment: str, quiet: bool) -> None:
    code = (
        f"x = 1\n\n\n# {comment}\ndef port(text):\n    try:\n        return int(text)\n    except:\n        return 1\n"
    )
    assert ("bare-except" not in loudness(code)) is quiet
    assert "bare-except" in loudness(code.replace("def port", "y = 2\n\n\ndef port"))


def test_clearing_what_only_python_2_keeps_is_left_out() -> None:
    code = "import sys\n\n\ndef go():\n    try:\n        sys.{}()\n    except Exception:\n        pass\n"
    (message,) = messages(code.format("exc_clear"), "swallowed-exception")
    assert "leave the whole `try` out" in message
    (message,) = messages(code.format("settrace"), "swallowed-exception")
    assert "catch what is expected" in message


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        ("ValueError('no %s', name)", True),
        ("ValueError('no {}', name)", True),
        ("ValueError('no %s in %d', name, 1)", True),
        ("ValueError('no %s' % name)", False),
        ("ValueError('%s of 100%%', name, 1)", False),
        ("OSError('no %s', name)", False),
        ("Missing('no %s', name)", False),
    ],
)
def test_a_text_that_is_never_formatted_is_told(raised: str, said: bool) -> None:
    told = messages(f"def find(name):\n    raise {raised}\n", "uninformative-error")
    assert bool([text for text in told if "never formatted" in text]) is said


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("'no %s'", "'no %s' % (name,)"),
        ("'50% done: {}'", "'50% done: {}'.format(name)"),
        ("'50% of %s'", None),
        ("'%s of 100%'", None),
        ("'{a} {}'", None),
        ("('no %s')", None),
    ],
)
def test_a_text_is_formatted_where_nothing_else_in_it_is_read_as_a_mark(text: str, mended: str | None) -> None:
    code = "def find(name):\n    raise ValueError({})\n"
    snapshot = open_document(code.format(f"{text}, name"), environment_for("shop.py", Settings()))
    (target,) = (item for item in targets(snapshot) if "unfilled" in item.finding.data)
    (fix,) = (fix for fix in target.finding.rule.fixes if fix.applies_to(target.finding))
    repair, verdict = propose(target, fix)
    offered = after(snapshot, repair.own).text if repair is not None and verdict.offered else None
    assert offered == (code.format(mended) if mended else None)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("\"unknown scheme '%s'\"", "\"unknown scheme '%s'\" % (scheme,)"),
        ("'unknown scheme %r: 100%%'", "'unknown scheme %r: 100%%' % (scheme,)"),
        ("'unknown scheme %d'", None),
        ("'unknown scheme %s of %s'", None),
        ("'unknown scheme %s of 100%'", None),
    ],
)
def test_a_mark_that_nothing_fills_is_given_the_one_value_that_it_waits_for(text: str, mended: str | None) -> None:
    code = "def find(schemes, scheme):\n    if scheme not in schemes:\n        raise ValueError({})\n"
    snapshot = open_document(code.format(text), environment_for("shop.py", Settings()))
    (target,) = (item for item in targets(snapshot) if "never formatted" in item.finding.message)
    proposed = [propose(target, fix) for fix in target.finding.rule.fixes if fix.applies_to(target.finding)]
    offered = [
        after(snapshot, repair.own).text for repair, verdict in proposed if repair is not None and verdict.offered
    ]
    assert offered == ([code.format(mended)] if mended else [])
