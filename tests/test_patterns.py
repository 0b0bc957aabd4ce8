"""A pattern that is compiled when it is first used is the pattern that `re.compile` makes."""

from __future__ import annotations

import re
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from burnish_checks import patterns
from burnish_checks.patterns import compile_deferred, deferred
from burnish_checks.registry import ruleset

PATTERNS = [(r"a+(b)?", 0), (r"\b[ab]\w*", re.I), (r"^\s*(?P<word>\w+)\s*$", re.M), (r"", 0)]
MOST = 90
"""Patterns compiled while the rules are imported: a ratchet; three hundred others wait until they are used."""
COUNTED = """
import re._compiler as compiler
plain, made = compiler.compile, []
compiler.compile = lambda *given: made.append(given) or plain(*given)
from burnish_checks.registry import ruleset
ruleset()
print(len(made))
"""


@given(st.sampled_from(PATTERNS), st.text("abAB \n", max_size=12))
def test_it_behaves_as_the_compiled_one(source: tuple[str, int], text: str) -> None:
    late, plain = deferred(*source), re.compile(*source)
    for _ in range(2):  # the first use, and those after it
        for name in ("search", "match", "fullmatch"):
            found, wanted = getattr(late, name)(text), getattr(plain, name)(text)
            assert (found and (found.span(), found.groups())) == (wanted and (wanted.span(), wanted.groups()))
        assert late.findall(text) == plain.findall(text) and late.split(text) == plain.split(text)
        assert [item.span() for item in late.finditer(text)] == [item.span() for item in plain.finditer(text)]
        assert late.sub("-", text) == plain.sub("-", text) and late.subn("-", text, 1) == plain.subn("-", text, 1)
    assert (late.pattern, late.flags, late.groups) == (plain.pattern, plain.flags, plain.groups)


def test_all_that_wait_can_be_compiled_a_few_at_a_time() -> None:
    ruleset()
    one, two = deferred("one"), deferred("two")
    assert compile_deferred(1)
    assert not compile_deferred() and not patterns._waiting
    assert one.search("one") and two.search("two")


def test_few_are_compiled_while_the_rules_are_imported() -> None:
    done = subprocess.run([sys.executable, "-I", "-c", COUNTED], capture_output=True, text=True, check=True)
    assert int(done.stdout) <= MOST
