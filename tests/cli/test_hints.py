"""`burnish fix --select typing`: type hints are inferred for all files together, and a second run has none to add."""

from __future__ import annotations

from pathlib import Path

from burnish.cli.checking import open_file
from burnish.cli.project import LazyProject
from burnish.cli.wishes import Wishes
from burnish_checks.core.listed import _may_list
from burnish_checks.inference.session import session_for
from tests.cli.conftest import Run

SHAPES = """class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


def names(squares):
    for square in squares:
        yield square.__class__.__name__


def callback():
    return names
"""
USE = """from shapes import Square, names


def total(count):
    return sum(len(str(Square(3).area())) for _ in range(count))


def loud():
    return list(names([Square(1)]))


def failing():
    raise ValueError("no")
"""


def test_certain_hints_are_written_without_unsafe(folder: Path, run: Run) -> None:
    (folder / "use.py").write_text(USE)
    run("fix", "--select", "typing")
    text = (folder / "use.py").read_text()
    assert "def total(count) -> int:" in text
    assert "def failing():" in text
    assert run("fix", "--select", "typing").err.startswith("Nothing to mend.")


def test_all_hints_are_written_with_unsafe_and_a_second_run_adds_none(folder: Path, run: Run) -> None:
    (folder / "shapes.py").write_text(SHAPES)
    (folder / "use.py").write_text(USE)
    result = run("fix", "--select", "typing", "--unsafe")
    shapes, use = (folder / "shapes.py").read_text(), (folder / "use.py").read_text()
    assert "def __init__(self, side: int) -> None:" in shapes
    assert "def area(self) -> int:" in shapes
    assert "def names(squares: Iterable[Square]) -> Iterator[str]:" in shapes
    assert "from collections.abc import Callable, Iterable, Iterator\n" in shapes
    assert "def total(count) -> int:" in use
    assert "def loud() -> list[str]:" in use
    assert "missing-return-annotation" in result.err
    assert run("fix", "--select", "typing", "--unsafe").err.startswith("Nothing to mend.")
    assert (folder / "shapes.py").read_text() == shapes


def test_of_two_classes_of_one_name_each_is_named_as_what_it_is(folder: Path, run: Run) -> None:
    (folder / "one.py").write_text("class Item:\n    x = 1\n\n\ndef make_one():\n    return Item()\n")
    (folder / "two.py").write_text("class Item:\n    y = 1\n\n\ndef make_two():\n    return Item()\n")
    text = (
        "import one, two\n\n\ndef first():\n    return one.make_one()\n\n\ndef second():\n    return two.make_two()\n"
    )
    (folder / "both.py").write_text(text)
    run("fix", "--select", "typing", "--unsafe")
    written = (folder / "both.py").read_text()
    assert "def first() -> one.Item:" in written
    assert "def second() -> two.Item:" in written


def test_no_hint_names_a_class_of_the_tests(folder: Path, run: Run) -> None:
    (folder / "tests").mkdir()
    (folder / "code.py").write_text("def area(shape):\n    return shape.side * shape.side\n")
    (folder / "tests" / "__init__.py").write_text("")
    (folder / "tests" / "test_code.py").write_text(
        "from code import area\n\n\nclass Square:\n    def __init__(self):\n        self.side = 2\n\n\n"
        "def test_area():\n    assert area(Square()) == 4\n"
    )
    run("fix", "--select", "typing", "--unsafe")
    assert "Square" not in (folder / "code.py").read_text()


def test_one_session_answers_from_the_first_question_on(folder: Path) -> None:
    (folder / "shapes.py").write_text(SHAPES)
    wishes = Wishes()
    _, snapshot = open_file(str(folder / "shapes.py"), wishes, None, LazyProject([str(folder)], wishes))
    project = LazyProject([str(folder)], wishes)
    assert session_for(snapshot, project) is session_for(snapshot, project)


def test_names_are_not_imported_into_a_module_that_another_lists(folder: Path, run: Run) -> None:
    """Nor are facts gathered of all files where no text could list it."""
    (folder / "shapes.py").write_text(SHAPES)
    run("fix", "--select", "typing", "--unsafe", "--diff")
    assert "import Callable" in run("fix", "--select", "typing", "--unsafe", "--diff").out
    (folder / "lister.py").write_text("import shapes\n\nprint(vars(shapes))\n")
    assert "import Callable" not in run("fix", "--select", "typing", "--unsafe", "--diff").out


def test_that_nothing_lists_a_module_is_told_by_the_texts(folder: Path) -> None:
    (folder / "shapes.py").write_text(SHAPES)
    (folder / "other.py").write_text("import shapes\n\nprint(vars(print), shapes)\n")
    (folder / "wordy.py").write_text("import other\n\ndir = vars = other\n")
    project = LazyProject([str(folder)], Wishes())
    assert project.waits
    assert _may_list(project, str(folder / "shapes.py"))
    assert not _may_list(project, str(folder / "other.py"))
    assert project.waits
    assert project.index.facts(str(folder / "other.py"), "imports")
    assert not project.waits
