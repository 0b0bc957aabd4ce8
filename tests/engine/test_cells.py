"""Cells of notebooks as Python: the same lines and columns, and every name that IPython's lines use."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from burnish_checks.core.cells import begins_cell, in_python, is_foreign, written_into
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Change
from burnish_checks.core.text import split_lines

LINES = {
    "%timeit json.loads(text)": "_;      json.loads(text)  #%",
    "%timeit -n 10 -r3 -o f(a)": "_;                   f(a)  #%",
    "%time r = np.sum(1)": "_;    r = np.sum(1)  #%",
    "    %time eval(a)": "    _;    eval(a)  #%",
    "%time": "_()  #%",
    "%time for a in b: f(a)": "_(a, b, f)  #%",
    "x = %time os.x": "x =       os.x  #%",
    "files = !ls {folder}": "files = _(   folder)  #%",
    "d['a'] = !ls $folder": "d['a'] = _(   folder)  #%",
    "!{command}": "_(command)  #%",
    "!cp {a} $b {c.d} {e:.2f} ${1} awk '{print $2}'": "_(   a,  b, c.d,  e)  #%",
    "!ls {os.path.x}": "_(   os.path.x)  #%",
    "%run -i x.py $d": "_(            d)  #%",
    "%cd data": "_()  #%",
    "%load_ext autoreload": "_()  #%",
    "%store first second": "_(first, second)  #%",
    "%lprun -f work work(1)": "_(f, work)  #%",
    "df.head?": "df.head   #%",
    "df??": "df    #%",
    "?df": "(df)  #%",
    "??df.head": "( df.head)  #%",
    "np.*load*?": "_(np, load)  #%",
    "%timeit?": "_(timeit)  #%",
    "pip install rich": "_(pip, install, rich)  #%",
    ",print a b": "_(print, a, b)  #%",
}
PYTHON = (
    "x = 5;", "a = b % c", "x != y", "print('what?')  # why?", "d['k=%s'] = 3", "time is None", "f'{a!r}'", "a[b] = 1 % 2",
    "# 100%?", "ls = 1", "run(x)",
)  # fmt: skip


@pytest.mark.parametrize(("line", "python"), LINES.items())
def test_a_line_of_ipython_becomes_a_statement_with_its_names(line: str, python: str) -> None:
    assert in_python([line]) == [python + "\n"]
    assert is_foreign(python + "\n")
    ast.parse(python.strip())


@pytest.mark.parametrize("line", PYTHON)
def test_python_stays_as_it_is(line: str) -> None:
    assert in_python([line]) == [line + "\n"]


def test_magics_begin_statements_only() -> None:
    cell = [
        "y = (a\n",
        "  % b)\n",
        'text = """\n',
        "%cd x\n",
        "!ls?\n",
        '"""\n',
        "!pip install \\\n",
        "   {name}\n",
        "%cd b",
    ]
    assert in_python(cell) == [*cell[:6], "_()  #%\n", "_(name)  #%\n", "_()  #%\n"]


CELLS = {
    "%%time\nimport os\n%cd x": "_()  #%%\nimport os\n_()  #%\n",
    "\n%%timeit a = f(1)\nb(a)": "\n_;       a = f(1)  #%%\nb(a)\n",
    "%%capture out\nprint(1)": "_(out)  #%%\nprint(1)\n",
    "%%bash\necho $x\n\nif os; then": "_()  #%%\n_()  #%\n\n_()  #%\n",
    "%%writefile {path}\ndef f(:": "_(           path)  #%%\n_()  #%\n",
    "%%R -i frame\nx <- frame": "_(i, frame)  #%%\n_(x, frame)  #%\n",
    "x = 1\n%%time\n": "x = 1\n%%time\n\n",
}


@pytest.mark.parametrize(("cell", "python"), CELLS.items())
def test_the_first_line_says_what_a_cell_is(cell: str, python: str) -> None:
    found = in_python(split_lines(cell))
    assert "".join(found) == python
    assert sum(map(begins_cell, found)) == cell.strip().startswith("%%")


def test_of_a_line_of_ipython_only_names_may_change() -> None:
    lines = in_python(["import os\n", "%timeit os.getcwd()\n", "x = 1\n"])

    def may(first: int, column: int, last: int, end: int, text: str) -> bool:
        return not written_into(lines, [Change(Span(first, column, last, end), text)])

    assert may(1, 8, 1, 10, "system") and may(1, 0, 1, 0, "import re\n") and may(0, 0, 1, 0, "")
    assert not may(1, 8, 1, 10, "a.b") and not may(0, 0, 2, 0, "") and not may(1, 8, 1, 8, "x")


_PIECES = st.sampled_from(
    [
        "%",
        "!",
        "?",
        "%%",
        "time ",
        "timeit ",
        "cd ",
        "x",
        " ",
        "=",
        "{x}",
        "$x",
        "(",
        ")",
        '"""',
        "'",
        "#",
        "\\",
        "\n",
        "os.a",
        ";",
    ]
)


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_every_line_stays_in_its_place(text: str) -> None:
    lines = split_lines(text)
    found = in_python(lines)
    assert len(found) == len(lines)
    for line, python in zip(lines, found, strict=True):
        assert python.endswith("\n") and python.count("\n") == 1
        if not is_foreign(python):
            assert python.rstrip("\n") == line.rstrip("\n")
