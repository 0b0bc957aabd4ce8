"""Where a bracket left open is taken to end its logical line without a scan of the lines behind it, scanning finds the same."""

from __future__ import annotations

import argparse
import ast
import inspect
import tarfile
import typing
from collections.abc import Iterator

import pytest

from burnish_checks.core.lexical import logical_line, open_until
from burnish_checks.core.text import split_lines

MIXED = '''\
def first(a):
    x = 1
    """Say what
    return means.
    """
    y = a[
        0,  # return
        1]
    # what follows

    return y


# about the second
@first
def second(a):
    x = 1
    z = f"{a!r:>{x}}" f\'\'\'{a
    }
    raise it\'\'\'
    y = 'a\\
    return b'
    if x \\
            and y:
        pass
    for each in (1,
                 2):
        with_it = each
    x = 2
    # at the end


class Third:
    def method(self):
        x = 1
        y = 2

    limit = 3
'''
OPENED = ("(", "[", " + {", " + f(a, [", ")(", " + '(", ' + f"{(', "(  # why", "(\\", '("""', "(''", " + ('a\\\n# b")


def opened(text: str) -> Iterator[tuple[list[str], int, int, int]]:
    """The lines with each simple statement of a function broken in turn: where it begins, where it ends, and the function."""
    lines = split_lines(text)
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef):
            continue
        for statement in ast.walk(function):
            if not isinstance(statement, (ast.Assign, ast.Expr, ast.AugAssign)) or statement.end_lineno is None:
                continue
            begin, end = statement.lineno - 1, statement.end_lineno
            rest = lines[end - 1].encode()[statement.end_col_offset or 0 :].decode().strip()
            if rest and not rest.startswith("#"):
                continue
            for more in OPENED:
                body = lines[end - 1].encode()[: statement.end_col_offset].decode()
                broken, further = f"{body}{more}\n".splitlines(keepends=True), more.count("\n")
                last = (function.end_lineno or 0) + further
                yield [*lines[: end - 1], *broken, *lines[end:]], begin, end + further, last


@pytest.mark.parametrize("text", [MIXED, *map(inspect.getsource, (argparse, tarfile, typing))], ids=range(4))
def test_what_a_bracket_swallows_is_what_scanning_finds(text: str) -> None:
    known = cases = 0
    for lines, begin, end, last in opened(text):
        found, scanned = open_until(lines, begin, end, last), logical_line(lines, begin)
        cases += 1
        if found is not None:
            known += 1
            assert (found, ()) == (scanned.end, scanned.openings), "".join(lines[begin : scanned.end + 1])
    assert known > cases / 5


@pytest.mark.parametrize("statement", ["x = 1", "x = (1)", "x = ')'", "x = '''(\n'''", "x = f'{(", "x = '(\\"])
def test_it_is_not_known_where_no_bracket_is_open_alone(statement: str) -> None:
    lines = split_lines(f"{statement}\nreturn x\n")
    assert open_until(lines, 0, statement.count("\n") + 1, len(lines)) is None


def test_the_end_of_a_string_is_no_comment_though_it_looks_like_one() -> None:
    string, comment = ["x = ('abc\\\n", "# def\n", "return 1\n"], ["x = (\n", "# def\n", "return 1\n"]
    assert [logical_line(lines, 0).end for lines in (string, comment)] == [2, 1]
    assert [open_until(lines, 0, 2, 3) for lines in (string, comment)] == [None, None]
    assert open_until(["x = (\n", "# def\n", "return 1\n"], 0, 1, 3) == 1
