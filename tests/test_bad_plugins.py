"""Plugins that are wrong in every way: each is told in a sentence, and the review goes on without it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from burnish_checks.core import patience

GOOD = '''
import ast
from burnish_checks.core.rule import Category, rule

@rule(Category.ERRORS, visits=ast.Call)
def {name}(block, call, context):
    """Calls are found.

    ```python
    f()
    ```

    ```python
    f
    ```
    """
    {body}
'''
FINDS = 'yield block.finding(call.func, "a call")'


def run(folder: Path, source: str, points: str = "house = house:RULES") -> tuple[int, str, str]:
    """Check a file of one call, beside a plugin of this source."""
    (folder / "house.py").write_text(source, encoding="utf-8")
    distribution = folder / "house_rules-1.dist-info"
    distribution.mkdir()
    (distribution / "METADATA").write_text("Name: house-rules\nVersion: 1\n")
    (distribution / "entry_points.txt").write_text(f"[burnish.rules]\n{points}\n")
    (folder / "project").mkdir()
    (folder / "project" / "app.py").write_text("import os\n\nprint(1)\n")
    environment = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "burnish", "check", "--no-cache", "project"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "unused-import" in done.stdout
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import nowhere_at_all", "cannot be loaded from `house:RULES`: ModuleNotFoundError: No module named"),
        ("RULES = [", "cannot be loaded from `house:RULES`: SyntaxError"),
        ("OTHER = []", "cannot be loaded from `house:RULES`: AttributeError"),
        ("raise SystemExit(3)", "cannot be loaded from `house:RULES`: SystemExit: 3"),
        ("RULES = ['rule']", "offers a value of type `str` in `house:RULES`, which is no rule."),
        ("def RULES(): pass", "offers `RULES` in `house:RULES`, which is no rule."),
        ("RULES = 'text'", "offers a value of type `str` in `house:RULES`, which is no rule."),
        (GOOD.format(name="bare_except", body=FINDS) + "RULES = [bare_except]", "offers `bare-except`, and there is"),
        (GOOD.format(name="twice", body=FINDS) + "RULES = [twice, twice]", "offers `twice`, and there is a rule"),
    ],
)
def test_a_plugin_that_cannot_be_used_is_told(tmp_path: Path, source: str, said: str) -> None:
    _, _, errors = run(tmp_path, source)
    assert errors.count("the plugin `house-rules`") == 1
    assert said in errors


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("raise ValueError('no')", "calls: ValueError: no"),
        ("raise SystemExit(3)", "calls: RuntimeError: it tries to leave the program"),
        ("yield 'a call'", "calls: TypeError: it yields a str, not a finding"),
        ("while True: pass", "calls: TimeoutError: it took too long, and is off from now on"),
    ],
)
def test_a_rule_that_fails_is_off_and_told(tmp_path: Path, body: str, said: str) -> None:
    if "while" in body and not hasattr(patience.signal, "setitimer"):
        pytest.skip("this system has no timer that can end a rule")
    _, _, errors = run(tmp_path, GOOD.format(name="calls", body=body) + "RULES = [calls]")
    assert said in errors


def test_a_rule_that_returns_nothing_finds_nothing(tmp_path: Path) -> None:
    _, shown, errors = run(tmp_path, GOOD.format(name="calls", body="return None") + "RULES = calls")
    assert "calls" not in shown + errors


def test_the_other_rules_of_a_plugin_are_used(tmp_path: Path) -> None:
    _, shown, errors = run(tmp_path, GOOD.format(name="calls", body=FINDS) + "RULES = [calls, 3]")
    assert "calls" in shown
    assert "offers a value of type `int` in `house:RULES`" in errors


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there is no such timer here")
def test_a_timer_that_ran_before_a_rule_runs_on_after_it() -> None:
    before = signal.setitimer(signal.ITIMER_REAL, 1_000.0, 7.0)
    try:
        with patience.limited():
            pass
        left, interval = signal.getitimer(signal.ITIMER_REAL)
    finally:
        signal.setitimer(signal.ITIMER_REAL, *before)
    assert left > 0
    assert interval == 7.0
