"""Fixes of the errors category that a marked fixture cannot show, because its marks are comments that must be kept."""

from __future__ import annotations

import textwrap

import pytest

from burnish_checks.core.repair import after, targets
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.core.verifying import propose
from burnish_checks.policy import engine_for, role_of


def opened(slug: str, text: str) -> Snapshot:
    settings = Settings(select=(slug,), only_selected=True)
    role = role_of("src/package/module.py")
    environment = Environment("src/package/module.py", engine_for(settings, role), settings, role)
    return open_document(textwrap.dedent(text).lstrip("\n"), environment)


def fixed(slug: str, text: str, nth: int = 0) -> tuple[str, str]:
    """The text after the rule's fix of that number for the first finding, and the reason where it is refused."""
    snapshot = opened(slug, text)
    target = next(targets(snapshot))
    repair, verdict = propose(target, target.finding.rule.fixes[nth])
    if repair is None or not verdict.offered:
        return "", verdict.reason
    return after(snapshot, repair.own).text, ""


CASES = {
    "useless-reraise": (
        """
        def read(path):
            # before
            try:
                text = '''
          as it is
        '''
                # inside
                return text + path.read_text()
            except OSError:
                raise
        """,
        """
        def read(path):
            # before
            text = '''
          as it is
        '''
            # inside
            return text + path.read_text()
        """,
    ),
    "unreachable-handler": (
        """
        def read(path):
            try:
                return path.read_text()
            except OSError:
                return None
            except FileNotFoundError:
                return ""
        """,
        """
        def read(path):
            try:
                return path.read_text()
            except OSError:
                return None
        """,
    ),
    "redundant-handler": (
        """
        def read(path):
            try:
                return path.read_text()
            except (
                KeyError,
                FileNotFoundError,
                OSError,
            ):
                return None
        """,
        """
        def read(path):
            try:
                return path.read_text()
            except (
                KeyError,
                OSError,
            ):
                return None
        """,
    ),
}


@pytest.mark.parametrize("slug", CASES)
def test_the_fix_leaves(slug: str) -> None:
    before, expected = CASES[slug]
    assert fixed(slug, before) == (textwrap.dedent(expected).lstrip("\n"), "")


def test_a_handler_that_never_runs_is_moved_before_the_broader_one() -> None:
    text, _ = fixed("unreachable-handler", CASES["unreachable-handler"][0], 1)
    assert text.index("FileNotFoundError") < text.index("OSError")
    assert list(targets(opened("unreachable-handler", text))) == []


def test_a_removed_handler_takes_a_blank_line_along() -> None:
    text = "def f(a):\n    try:\n        a()\n\n    except OSError:\n        raise\n\n    finally:\n        a.close()\n"
    assert fixed("useless-reraise", text)[0] == text.replace("    except OSError:\n        raise\n\n", "")


def test_a_comment_on_a_useless_handler_is_not_thrown_away() -> None:
    text = CASES["useless-reraise"][0].replace("raise\n", "raise  # on purpose\n")
    assert fixed("useless-reraise", text)[0] == ""


def test_an_own_exception_class_is_offered_as_a_draft() -> None:
    text, _ = fixed("generic-raise", "def start(job):\n    raise Exception(job)\n", 1)
    assert text.startswith("class ModuleError(Exception):\n")
    assert text.endswith("def start(job):\n    raise ModuleError(job)\n")


def test_a_swallowed_exception_can_be_logged() -> None:
    text = "import logging\n\nLOG = logging.getLogger(__name__)\n\n\ndef close(s):\n    try:\n        s.close()\n"
    text += "    except Exception:\n        pass\n"
    assert '        LOG.exception("s.close failed")\n' in fixed("swallowed-exception", text, 1)[0]


def test_a_broad_handler_can_log() -> None:
    text = "def read(work):\n    try:\n        work()\n    except Exception:\n        return None\n"
    result, _ = fixed("broad-except", text, 1)
    assert result.startswith("import logging\n")
    assert '        logging.exception("work failed")\n        return None\n' in result


@pytest.mark.parametrize(
    ("above", "line", "mended"),
    [
        ("log = logger.create()\nlog.info('a')\nlog.debug('b')", "log.warning(exc)", "log.warning(exc, exc_info=True)"),
        ("import logging", "logging.warning(\n            'no %s', exc,\n        )", "exc, exc_info=True,\n        )"),
        ("from loguru import logger", "logger.info(f'no {exc}')", "logger.exception(f'no {exc}')"),
        (
            "from .logs import log\nlog.info('a')\nlog.debug('b')",
            "return 0",
            'log.exception("job failed")\n        return',
        ),
        ("from .logs import log\nlog(3)", "return 0", 'logging.exception("job failed")\n        return'),
    ],
)
def test_a_broad_handler_logs_as_the_module_does(above: str, line: str, mended: str) -> None:
    text = f"{above}\n\n\ndef work(job):\n    try:\n        job()\n    except Exception as exc:\n        {line}\n"
    assert mended in fixed("broad-except", text, 1)[0]


def test_a_line_of_the_log_that_cannot_be_added_to_is_not_doubled() -> None:
    text = "import logging\n\ntry:\n    job()\nexcept Exception as exc:\n    logging.info(exc  # why\n    )\n"
    after, reason = fixed("broad-except", text, 1)
    assert not after
    assert "plain" in reason


@pytest.mark.parametrize(("last", "safety"), [("return text, found", "safe"), ("return text.strip(), found", "unsafe")])
def test_what_cannot_raise_whatever_the_values_are_is_moved_safely(last: str, safety: str) -> None:
    text = f"""
        def read(path):
            try:
                first = path.open()
                text = first.read()
                first.close()
                first = path.stat()
                found = [path, 1]
                {last}
            except OSError:
                return None
        """
    target = next(targets(opened("oversized-try", text)))
    fix = target.finding.rule.fixes[0]
    repair, verdict = propose(target, fix)
    assert repair is not None and verdict.offered, verdict.reason
    assert repair.judged(fix)[0].value == safety


def test_a_built_in_that_is_bound_to_something_else_is_not_caught() -> None:
    text = "import builtins\n\nbuiltins.KeyError = OSError\n\n\ndef f(a: dict[str, int]):\n    try:\n        return a['b']\n"
    text += "    except Exception:\n        return None\n"
    assert "except (KeyError, TypeError):" in fixed("broad-except", text.replace("builtins.KeyError", "x"))[0]
    assert fixed("broad-except", text) == ("", "The built-in `KeyError` is bound to something else here.")
