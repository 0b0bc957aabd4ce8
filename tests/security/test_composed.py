"""Programs composed of fragments: the share that is judged right, in a sample, does not fall below what is reached."""

from __future__ import annotations

import ast

from tests.security.composed.composing import composed, label
from tests.security.composed.fragments import read
from tests.security.composed.judging import judge

_MOST = 1200
_SEED = 11
_FOUND, _FLAGGED = 0.96, 0.04
"""Shares of the unsafe programs that are found, and of the safe ones that are flagged, reached so far."""


def test_unsafe_programs_are_found_and_safe_ones_are_not() -> None:
    whole = judge(composed(_SEED, _MOST)).whole
    assert whole.found >= _FOUND * whole.unsafe
    assert whole.flagged <= _FLAGGED * whole.safe


def test_every_program_is_python_and_both_labels_are_many() -> None:
    programs = list(composed(_SEED, _MOST))
    for program in programs:
        for text in program.modules.values():
            ast.parse(text)
    assert len({program.name for program in programs}) > _MOST * 0.95
    assert _MOST // 3 < sum(program.unsafe for program in programs) < _MOST * 2 // 3
    assert all(label(program.parts) is program.unsafe for program in programs)


def test_fragments_have_names_of_their_own() -> None:
    for sort in ("source", "carrier", "guard", "sink"):
        names = [fragment.name for fragment in read(sort)]
        assert len(names) == len(set(names))
        assert names
