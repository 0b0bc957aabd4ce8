"""A text cut from one parse gives the same blocks as one read block by block."""

from __future__ import annotations

import ast
import random
import sysconfig
from pathlib import Path

import pytest

from burnish_checks.core.block import Block, read_block
from burnish_checks.core.split import Frame
from burnish_checks.core.text import split_lines
from burnish_checks.core.whole import blocks_of
from burnish_checks.reading import Unreadable, read

LIBRARY = Path(sysconfig.get_path("stdlib"))
MODULES = ["dataclasses", "enum", "functools", "socket", "typing", "pickle", "tokenize", "ssl", "os", "string"]
AWKWARD = [
    "",
    "\n",
    "# nothing else\n",
    "a = 1; b = 2\nc = 3",
    "a = 1; b = (\n 2)\nc = 3\n",
    "class A: x = 1; y = 2\nclass B: pass  # end\nz = 1\n",
    "class A:\n    pass; q = 1\n    def f(self): pass\n    # inner\n\n# outer\nx = 1 # last",
    "class A(f'{base}',\n   metaclass=M):\n    '''Doc.'''\n    x = f'{1}'\n",
    "@a\n@b(\n 1)\n# between\n\ndef f():\n    pass\n\n\n@c\nclass D:\n    @e\n    async def g(self): pass\n",
    "if 1:\n    def f(): pass\nelse:\n    class A:\n        x = 1\n    y = 2\nz = 1\n",
    "if 1:\n    x = 1\nelif 2: y = 1\nelse:\n    z = 3\ntry:\n    import a\nexcept ImportError: a = None\n",
    "try:\n    def f(): pass\nfinally:\n    x = 1\n",
    "x = 1 \\\n\ny = \\\n 2\nclass A: \\\n x = 1\n",
    "\f\nclass A:\n\n\f    x = 1\n\tdef f(): pass\n",
    "class A:\n\tx = 1\n\n\tdef f(self):\n\t\treturn 'é', self\n\n\ty = 'ü'; z = 1\n",
    "x = 'é' # ü\ny = '''é\n''' ; z = 3\n",
    "x = 1\r\nclass A:\r\n    y = 2\r    z = 3\r\n",
    "match x:\n    case 1:\n        def f(): pass\nmatch = 1\n",
    "class A:\n    if x:\n        def f(self): pass\n    else:\n        y = 1\n    z = 1\nclass B[T]: pass\n",
    "def f(:\n    pass\nclass A:\n    x = 1\n",
    "while 1:\n    class A: pass\n    break\nelse: pass\nwith a: b = 1\n",
    "async def f():\n    async with a: pass\nasync with b:\n    x = 1\n",
]


def alone(lines: list[str]) -> list[Block]:
    """The blocks of a text, each read and parsed by itself."""
    found = []
    position, frames = 0, tuple[Frame, ...]()
    while position < len(lines):
        block, position, _ = read_block(lines, position, frames)
        frames = block.exit
        found.append(block)
    return found


def seen(block: Block) -> tuple[object, ...]:
    """All that a rule or an edit can tell of a block."""
    spans = [
        (type(node).__name__, block.span(node)) for nodes in block.walk.nodes.values() for node in nodes
        if hasattr(node, "lineno")
    ]  # fmt: skip
    state = (block.kind, block.word, block.indent, block.entry, block.frames, block.exit, block.inline)
    where = (block.extent_first, block.reach, block.in_class)
    problem = block.problem and (block.problem.message, block.problem.line, block.problem.column)
    return (block.lines, state, where, [ast.dump(item) for item in block.body], spans, problem)


def agree(text: str) -> None:
    """Both ways give blocks that cannot be told apart, and one that is parsed again is the same, too."""
    lines = split_lines(text)
    fast, plain = list(blocks_of(lines)), alone(lines)
    assert [block.lines for block in fast] == [block.lines for block in plain]
    for one, other in zip(fast, plain, strict=True):
        expected = seen(other)
        assert seen(one) == expected
        one.forget()
        assert seen(one) == expected


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_texts(text: str) -> None:
    """What the tree does not place plainly is read block by block."""
    agree(text)


@pytest.mark.parametrize("name", MODULES)
def test_modules_of_the_standard_library(name: str) -> None:
    """Real files agree."""
    agree(read(str(LIBRARY / f"{name}.py")).text)


def test_texts_with_lines_moved_about() -> None:
    """Files put together from pieces of the awkward texts agree, whether they parse or not."""
    chance = random.Random(7)
    pieces = [line for text in AWKWARD for line in split_lines(text) if line]
    for _ in range(300):
        agree("".join(chance.choice(pieces) for _ in range(chance.randint(1, 8))))
        agree("".join(text if text.endswith("\n") else text + "\n" for text in chance.sample(AWKWARD, 3)))


def test_most_blocks_come_from_the_one_parse() -> None:
    """The quick way is taken: only few blocks of a real file are parsed alone."""
    lines = split_lines(read(str(LIBRARY / "argparse.py")).text)
    blocks = list(blocks_of(lines))
    cut = [block for block in blocks if block.line_shift > 3]
    assert len(cut) > len(blocks) * 0.8


def main() -> None:
    """Hold both ways together over the whole standard library: `python -m tests.engine.test_whole`."""
    for path in sorted(LIBRARY.rglob("*.py")):
        try:
            text = read(str(path)).text
        except Unreadable:
            continue
        try:
            agree(text)
        except AssertionError:
            print(path)


if __name__ == "__main__":
    main()
