"""Edits as people make them: sequences that Hypothesis draws over real and made-up files."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

from hypothesis import strategies as st

from burnish_checks.core.positions import Span
from burnish_checks.core.text import TextEdit, apply_edit, content_length, split_lines

HALF_TYPED = (
    "(", ")", "[", "]", "{", "}", '"', "'", '"""', "'''", "#", "\\", "\n", "\r\n", "\n\n", ":", ",", "=", "@",
    "    ", "\t", " ", "\f", "else:\n", "elif x:\n", "except ValueError:\n", "finally:\n", "try:\n", "if x:\n",
    "class A:\n", "class A(B):\n    x = 1\n", "def f():\n", "def f(a, b=1):\n    return a\n", "async def g():\n    pass\n",
    "@decorated\n", "import os\n", "from os import path\n", "import os, sys", "x = 1\n", "x", "pass\n", "return x\n",
    "lambda: ", "f'{x", "f\"{d['k']}\"", "f'''{\n", "😀", "é = 1\n", "\u2028", "__all__ = ['x']\n", "del x\n",
    "with open(f) as g:\n", "for i in y:\n", "while True:\n", "match x:\n    case 1:\n        pass\n", "; y = 2",
    "type X = int\n", "global z\n", "    def m(self):\n        return self.x\n", "print 'x'\n", "if TYPE_CHECKING:\n",
    "# burnish: ignore-file\n", "  # noqa\n", "<<<<<<< HEAD\n", "=======\n", ">>>>>>> b\n", "# @generated\n",
)  # fmt: skip

MADE_UP = textwrap.dedent(
    '''\
    """A module.

    def not_a_function(): in a docstring
    """
    from __future__ import annotations

    import os, sys
    try:
        import json
    except ImportError:
        json = None
    else:
        def loads(text):
            return json.loads(text)

    if sys.platform == "win32":
        class Windows:
            """One."""
            def path(self):
                return os.sep
    elif sys.platform == "darwin":
        def mac(): return 1
    else:
        x = {
            "a": [1, 2,
                  3],
        }

    @decorated(
        one=1,
    )
    # a comment between
    @other
    class Base(object):
        """Doc
    string at column 0
        """

        attribute = 1; other = 2

        @property
        def value(self):
            def inner():
                nonlocal_ = f"{self.attribute!r:>{width}} {'nested'}"
                return nonlocal_
            return inner

        class Meta: ordering = ["a"]

        # trailing comment in class

    async def run(a, *, b: "int" = 3) -> None:
        async with a as c:
            await c
        match b:
            case 1 | 2:
                return
            case _:
                pass
    x = 1 + \\
        2
    text = """
    class Fake:
        pass
    """
    def last(): pass
    # the end
    '''
)


def small_modules() -> list[str]:
    """Some modules of the standard library of moderate size, and a made-up one with every kind of block."""
    root = Path(ast.__file__).parent
    names = ("bisect", "contextlib", "copy", "fnmatch", "glob", "queue", "shelve", "stat", "textwrap", "abc", "sched")
    texts = [(root / f"{name}.py").read_text(encoding="utf-8") for name in names]
    return [MADE_UP, *texts]


MODULES = small_modules()


@st.composite
def edit_of(draw: st.DrawFn, lines: list[str]) -> TextEdit:
    """One edit of the lines: an insertion of something half typed, a deletion, a copy, or a line moved."""
    line = draw(st.integers(0, len(lines) - 1))
    length = content_length(lines[line])
    column = draw(st.one_of(st.just(0), st.just(length), st.integers(0, length)))
    kind = draw(st.integers(0, 6))
    if kind <= 2:
        return TextEdit(Span(line, column, line, column), draw(st.sampled_from(HALF_TYPED)))
    if kind == 3:
        end = draw(st.integers(column, length))
        return TextEdit(Span(line, column, line, end), "")
    last = min(len(lines) - 1, line + draw(st.integers(0, 6)))
    if kind == 4:
        return TextEdit(Span(line, 0, last, 0), "")
    if kind == 5:
        source = draw(st.integers(0, len(lines) - 1))
        return TextEdit(Span(line, 0, line, 0), "".join(lines[source : source + draw(st.integers(1, 5))]))
    end = draw(st.integers(0, content_length(lines[last])))
    start = column if last > line else min(column, end)
    return TextEdit(Span(line, start, last, end), draw(st.sampled_from(HALF_TYPED)))


@st.composite
def histories(draw: st.DrawFn) -> tuple[str, list[list[TextEdit]]]:
    """A text, and up to eight changes to it of one to three edits, each fitting the text it is made to."""
    text = draw(st.sampled_from(MODULES))
    start = draw(st.integers(0, max(0, text.count("\n") - 60)))
    if draw(st.booleans()):
        text = "".join(split_lines(text)[start : start + 80])
    lines = split_lines(text)
    changes = []
    for _ in range(draw(st.integers(1, 8))):
        change = []
        for _ in range(draw(st.sampled_from((1, 1, 1, 2, 3)))):
            item = draw(edit_of(lines))
            lines, _ = apply_edit(lines, item)
            change.append(item)
        changes.append(change)
    return text, changes
