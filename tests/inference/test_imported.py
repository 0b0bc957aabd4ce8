"""What a hint imports never makes the module import at run time what it does without, or puts off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from burnish_checks.core.repair import after
from burnish_checks.inference import Inference
from burnish_checks.inference.types import instance
from burnish_checks.typing.signatures import functions
from tests.inference.test_cases import opened

_LATER = "def made():\n    import {module}\n    return {module}.{called}\n"
_CHECKED = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from {} import {}\n"


def hinted(text: str) -> tuple[str, str]:
    """The hint for what the last function returns, and the text with what the hint imports."""
    snapshot = opened(text)
    index, node = [(n, node) for n, entry in enumerate(snapshot.entries) for node in functions(entry.block)][-1]
    inference = Inference(snapshot)
    found = inference.slot(index, node, "return")
    assert found is not None
    spelling = inference.spell(index, node, found.type)
    assert spelling is not None
    return spelling.text, after(snapshot, spelling.changes).text if spelling.changes else text


@pytest.mark.parametrize(
    ("module", "called", "source", "name"),
    [
        ("tkinter", "Tk()", "tkinter", "Tk"),
        ("sqlite3", "connect('')", "sqlite3", "Connection"),
        ("datetime", "datetime.now()", "datetime", "datetime"),
        ("decimal", "Decimal(1)", "decimal", "Decimal"),
    ],
)
def test_what_a_function_imports_is_imported_for_type_checkers(
    module: str, called: str, source: str, name: str
) -> None:
    text = _LATER.format(module=module, called=called)
    hint, result = hinted(text)
    assert hint == f'"{name}"'
    assert result == _CHECKED.format(source, name) + "\n\n" + text


def test_it_is_not_quoted_where_annotations_are_not_evaluated() -> None:
    hint, result = hinted("from __future__ import annotations\n\n" + _LATER.format(module="tkinter", called="Tk()"))
    assert hint == "Tk"
    assert "if TYPE_CHECKING:\n    from tkinter import Tk\n" in result


@pytest.mark.parametrize(
    "head",
    [
        "try:\n    import tkinter\nexcept ImportError:\n    tkinter = None\n\n\n",
        "import os\n\nif os.name == 'nt':\n    import tkinter\n\n\n",
    ],
)
def test_an_import_that_may_fail_is_named_in_quotes_alone(head: str) -> None:
    text = f"{head}def made():\n    return tkinter.Tk()\n"
    assert hinted(text) == ('"tkinter.Tk"', text)


def test_what_is_imported_at_once_is_used_as_it_is() -> None:
    text = "import tkinter\n\n\ndef made():\n    return tkinter.Tk()\n"
    assert hinted(text) == ("tkinter.Tk", text)


def test_a_module_that_is_everywhere_is_imported_at_run_time() -> None:
    text = "import subprocess\n\n\ndef made():\n    return open('a')\n"
    hint, result = hinted(text)
    assert hint == "TextIOWrapper"
    assert result.startswith("import subprocess\nfrom io import TextIOWrapper\n")


@pytest.mark.parametrize(
    ("version", "name", "hint", "source"),
    [
        ((3, 8), "Set", "AbstractSet[int]", "typing"),
        ((3, 8), "MutableSet", "MutableSet[int]", "typing"),
        ((3, 9), "Set", "Set[int]", "collections.abc"),
    ],
)
def test_an_abstract_set_is_never_called_what_typing_calls_the_concrete_one(
    version: tuple[int, int], name: str, hint: str, source: str
) -> None:
    snapshot = opened("x = 1\n")
    settings = replace(snapshot.environment.settings, target_version=version)
    snapshot = replace(snapshot, environment=replace(snapshot.environment, settings=settings))
    spelling = Inference(snapshot).spell(0, None, instance(f"collections.abc.{name}", instance("int")))
    assert spelling is not None
    assert spelling.text == hint
    assert f"from {source} import {hint.partition('[')[0]}\n" in after(snapshot, spelling.changes).text
