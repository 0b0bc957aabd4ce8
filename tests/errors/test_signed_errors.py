"""Of handlers and what they raise: beside what a reviewer would sign, said aloud, what none would, which is a hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, role_of
from tests.loudness import hinted, loudness, messages

CLEANING = """\
def go(job, log):
    try:
        job.run()
    except OSError as exc:
        {}
        try:
            if job:
                {}
        except Exception:
            pass
"""
CAUGHT = "import sys\n\n\ndef go(job):\n    try:\n        job.run()\n    except {}:\n{}"
TRIED = "def show(value, values):\n    try:\n        {}\n    except Exception:\n        text = ''\n    return text\n"

PAIRS = [
    ("swallowed-exception", CLEANING.format("pass", "job.again()"), CLEANING.format("log(exc)", "job.close()")),
    ("swallowed-exception", CLEANING.format("log(exc)", "job.again()"), CLEANING.format("log(exc)", "job.close()")),
    (
        "swallowed-exception",
        "def close(job):\n    try:\n        job.save()\n    except Exception:\n        pass\n",
        "def close(job):\n    try:\n        job.close()\n    except Exception:\n        pass\n",
    ),
    (
        "swallowed-exception",
        "def tune(job):\n    # the second way\n    try:\n        job.go()\n    except Exception:\n        pass\n",
        "def tune(job):\n    # may fail here\n    try:\n        job.go()\n    except Exception:\n        pass\n",
    ),
    (
        "swallowed-exception",
        "def tune(job):\n    'Set it.'\n    try:\n        job.go()\n    except Exception:\n        pass\n",
        "def tune(job):\n    'Set it, if possible.'\n    try:\n        job.go()\n    except Exception:\n        pass\n",
    ),
    (
        "swallowed-exception",
        "def tune(job):\n    try:\n        job.setopt(1, 2)\n    except Exception:\n        pass\n",
        "def tune(job):\n    try:\n        job.setsockopt(1, 2)\n    except Exception:\n        pass\n",
    ),
    (
        "swallowed-exception",
        "def at_exit(job):\n    try:\n        job.save()\n    except Exception:\n        pass\n",
        "def at_exit(job):\n    try:\n        job.close()\n    except Exception:\n        pass\n",
    ),
    (
        "swallowed-exception",
        "def size(job):\n    try:\n        job.size = job.count()\n    except Exception:\n        pass\n",
        "def size(job):\n    try:\n        job.size = job.__len__()\n    except Exception:\n        pass\n",
    ),
    (
        "lost-cause",
        CAUGHT.format("OSError", "        raise KeyError(job)\n"),
        CAUGHT.format("OSError", "        raise KeyboardInterrupt()\n"),
    ),
    (
        "lost-cause",
        CAUGHT.format("OSError", "        error = job.error()\n        raise error\n"),
        CAUGHT.format("OSError", "        error = sys.exc_info()[1]\n        raise error\n"),
    ),
    (
        "lost-cause",
        CAUGHT.format("OSError", "        kind, error, trace = job.error()\n        raise error\n"),
        CAUGHT.format("OSError", "        kind, error, trace = sys.exc_info()\n        raise error\n"),
    ),
    (
        "lost-cause",
        CAUGHT.format("BaseExceptionGroup as error", "        _, other = job.split(OSError)\n        raise other\n"),
        CAUGHT.format("BaseExceptionGroup as error", "        _, other = error.split(OSError)\n        raise other\n"),
    ),
    (
        "lost-cause",
        CAUGHT.format("BaseExceptionGroup as error", "        raise job.subgroup(OSError)\n"),
        CAUGHT.format("BaseExceptionGroup as error", "        raise error.subgroup(OSError)\n"),
    ),
    (
        "broad-except",
        TRIED.format("text = f'{int(value)}'"),
        TRIED.format("text = ', '.join(f'{x}={y!r}' for x, y in values.items())"),
    ),
    ("broad-except", TRIED.format("text = value < values"), TRIED.format("text = value == values")),
    ("broad-except", TRIED.format("text = int(value)"), TRIED.format("text = bool(value)")),
    ("broad-except", TRIED.format("text = ask(value)"), TRIED.format("text = values.format_func(value)")),
    (
        "broad-except",
        TRIED.format("# at first\n        text = ask(value)"),
        TRIED.format("# never raise\n        text = ask(value)"),
    ),
    (
        "broad-except",
        "def go(job):\n    try:\n        end = job.end\n        end(1)\n    except Exception:\n        job = 0\n    return job\n",
        "def go(job):\n    end = getattr(job, 'a')\n    try:\n        end(1)\n    except Exception:\n        job = 0\n"
        "    return job\n",
    ),
    (
        "swallowed-exception",
        "def go(job):\n    try:\n        job.go()\n        return 1\n    except Exception:\n        pass\n    return 0\n".replace(
            "return 1", "job = 1"
        ),
        "def go(job):\n    try:\n        job()\n        job = 1\n    except Exception:\n        pass\n    return 0\n",
    ),
    ("broad-except", TRIED.format("text = bool(value < values)"), TRIED.format("text = bool(value.a != values)")),
    (
        "broad-except",
        CAUGHT.format("Exception", "        # TODO `run()` again\n        job.done = 0\n"),
        CAUGHT.format("Exception", "        # `run()` must not end here\n        job.done = 0\n"),
    ),
    (
        "lost-cause",
        CAUGHT.format("OSError", "        raise asyncio.TimeoutError()\n"),
        CAUGHT.format("OSError", "        raise asyncio.CancelledError()\n"),
    ),
    (
        "lost-cause",
        CAUGHT.format("BaseExceptionGroup as error", "        first = job.exceptions[0]\n        raise first\n"),
        CAUGHT.format("BaseExceptionGroup as error", "        first = error.exceptions[0]\n        raise first\n"),
    ),
    (
        "swallowed-exception",
        "def go(job):\n    try:\n        job.mpl_connect(1)\n    except Exception:\n        pass\n",
        "def go(job):\n    try:\n        job.mpl_disconnect(1)\n    except Exception:\n        pass\n",
    ),
    ("broad-except", TRIED.format("import json"), TRIED.format("importlib.import_module(value)")),
    ("broad-except", TRIED.format("text = values.ask(value)"), TRIED.format("text = values.on_hook(value)")),
    (
        "broad-except",
        CAUGHT.format("Exception", "        job.done = 0\n"),
        CAUGHT.format("Exception", "        job.run()\n"),
    ),
    (
        "broad-except",
        CAUGHT.format("Exception", "        job.runs += 1\n"),
        CAUGHT.format("Exception", "        job.failed += 1\n"),
    ),
    (
        "broad-except",
        CAUGHT.format("Exception", "        job['all'].append(1)\n"),
        CAUGHT.format("Exception", "        job['errors'].append(1)\n"),
    ),
    (
        "lost-cause",
        CAUGHT.format("OSError", "        error = KeyError()\n        error.job = job\n        raise error\n"),
        CAUGHT.format(
            "OSError", "        error = KeyError()\n        error.__suppress_context__ = True\n        raise error\n"
        ),
    ),
    ("broad-except", TRIED.format("1 / value"), TRIED.format("1 / 0")),
    ("broad-except", TRIED.format("text = int(value)"), TRIED.format("text = 'a'")),
    (
        "logging-without-traceback",
        "def go(self):\n    try:\n        self.run()\n    except Exception as e:\n        log.error('no')\n        end.on(1)\n",
        "def go(self):\n    try:\n        self.run()\n    except Exception as e:\n        log.error('no')\n        end.on(e)\n",
    ),
    (
        "logging-without-traceback",
        "def go(self):\n    try:\n        self.run()\n    except Exception:\n        self.log.error('no run')\n",
        "def go(self):\n    try:\n        self.run()\n    except Exception:\n        self.log.error('bad run')\n",
    ),
    (
        "logging-without-traceback",
        "def go(self):\n    try:\n        self.run()\n    except Exception:\n        self.log.error('no')\n",
        "def go(self):\n    try:\n        self.run()\n    except Exception:\n        self.app.log.error('no')\n",
    ),
]


test_one_is_said_aloud_and_the_other_is_a_hint = hinted(PAIRS)


def test_a_log_line_that_is_given_the_traceback_has_it() -> None:
    code = "def go(self):\n    try:\n        self.run()\n    except Exception:\n        self.log.error({})\n"
    assert "logging-without-traceback" in loudness(code.format("'no'"))
    assert "logging-without-traceback" not in loudness(code.format("Traceback()"))
    assert "logging-without-traceback" not in loudness(code.format("traceback.format_exc()"))


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


@pytest.mark.parametrize(
    ("body", "remedy"),
    [
        ("text = sys.argv[1]", "catch `IndexError`,"),
        ("a, b = 'x.y'.split('.')", "catch `ValueError`,"),
    ],
)
def test_no_more_is_named_than_can_be_raised(body: str, remedy: str) -> None:
    (message,) = messages("import sys\n\n\n" + TRIED.format(body), "broad-except")
    assert remedy in message


def test_what_isinstance_has_asked_about_has_its_methods() -> None:
    text = (
        "def size(value):\n    if {}(value, bytes):\n        try:\n            return len(value.decode('utf8'))\n"
        "        except Exception:\n            return 0\n    return 1\n"
    )
    assert "catch `UnicodeDecodeError`," in messages(text.format("isinstance"), "broad-except")[0]
    assert "catch `AttributeError` and" in messages(text.format("fits"), "broad-except")[0]


def test_a_signal_that_the_program_catches_has_no_cause_to_tell(tmp_path: Path) -> None:
    code = (
        "from signals import PercentHere\n\n\ndef go(job):\n    try:\n        job()\n    except KeyError:\n"
        "        raise PercentHere\n"
    )
    path = str(tmp_path / "shop.py")
    (tmp_path / "shop.py").write_text(code)
    (tmp_path / "signals.py").write_text("class PercentHere(ValueError):\n    pass\n")
    (tmp_path / "main.py").write_text("try:\n    go()\nexcept PercentHere:\n    pass\n")
    index = WorkspaceIndex([str(tmp_path)], engine_for(Settings(), role_of("shop.py")).collectors)

    def said(*names: str) -> list[str]:
        index.build([str(tmp_path / name) for name in names])
        return loudness(code, path, index)["lost-cause"]

    assert said("shop.py", "signals.py") == ["warning"]
    assert said("shop.py", "signals.py", "main.py") == ["hint"]
