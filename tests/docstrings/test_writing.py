"""Docstrings that are generated or updated: in the style of their surroundings, prose kept, and clean under the rules."""

from __future__ import annotations

import ast
import inspect

import pytest

from burnish_checks.actions.docstring import docstring, docstrings_of_file
from burnish_checks.core.action import Selection, propose_action
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import targets
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.core.verifying import propose
from burnish_checks.docstrings.styles import read, snippet, style_of
from burnish_checks.docstrings.summaries import class_summary, function_summary, module_summary, parameter_text
from burnish_checks.policy import engine_for, role_of

FUNCTION = """def load(path, retries: int = 3, *rest, encoding="utf-8", **options) -> list[str]:
    if retries < 0:
        raise ValueError(retries)
    try:
        return read(path, encoding, rest, options)
    except OSError as error:
        raise errors.Unreadable(path) from error
"""
GOOGLE = '''def other(a):
    """Do it.

    Args:
        a (int): What.
    """
'''
UNTYPED = GOOGLE.replace(" (int)", "")
NUMPY = '''def other(a):
    """Do it.

    Parameters
    ----------
    a : int
        What.
    """
'''
SPHINX = '''def other(a):
    """Do it.

    :param int a: What.
    """
'''


def opened(text: str, path: str = "src/package/module.py", **given: object) -> Snapshot:
    settings = Settings(select=("docstrings",), only_selected=True, **given)  # type: ignore[arg-type]
    role = role_of(path)
    return open_document(text, Environment(path, engine_for(settings, role), settings, role))


def slugs(snapshot: Snapshot) -> list[str]:
    return [item.finding.rule.slug for item in snapshot.findings()]


def generated(text: str, name: str, **given: object) -> str:
    """The docstring, as Python cleans it, that the fix gives to a function."""
    snapshot = opened(text, **given)
    target = next(item for item in targets(snapshot) if item.finding.data.get("name") == name)
    repair, verdict = propose(target, target.finding.rule.fixes[0])
    assert repair is not None and verdict.offered and verdict.result is not None, verdict.reason
    assert repair.own[0].snippet
    tree = ast.parse(verdict.result.text)
    node = next(item for item in ast.walk(tree) if getattr(item, "name", "") == name)
    return ast.get_docstring(node) or ""  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("around", "style"), [("", "google"), (GOOGLE, "google"), (NUMPY, "numpy"), (SPHINX, "sphinx")], ids=str
)
def test_the_style_is_that_of_the_file(around: str, style: str) -> None:
    text = generated(around + FUNCTION, "load")
    found = read(text)
    assert found.style == style
    names = [name for field in found.of("parameter") for name in field.names]
    assert names == ["path", "retries", "rest", "encoding", "options"]
    assert [name for field in found.of("raises") for name in field.names] == ["ValueError", "errors.Unreadable"]
    assert found.of("returns")


def test_google_in_full() -> None:
    assert generated(FUNCTION, "load") == inspect.cleandoc(
        """
        Load.

        Args:
            path: The path.
            retries (int): The retries. Defaults to 3.
            *rest: Further positional arguments.
            encoding (str): The encoding. Defaults to 'utf-8'.
            **options: Further keyword arguments.

        Returns:
            list[str]: The result.

        Raises:
            ValueError: If `retries < 0`.
            errors.Unreadable: When this cannot be done.
        """
    )


def test_types_are_left_out_where_the_file_leaves_them_out() -> None:
    assert "retries: The retries. Defaults to 3." in generated(UNTYPED + FUNCTION, "load")


def test_a_setting_overrides_what_is_found() -> None:
    assert style_of(generated(GOOGLE + FUNCTION, "load", docstring_style="numpy")) == "numpy"


def test_the_project_decides_where_the_file_does_not() -> None:
    class Index:
        revision = 1

        def ask(self, path: str, *question: object) -> object:
            return (
                ((("sphinx", True), 40), (("google", True), 3)) if question == ("majority", "docstring-style") else None
            )

    snapshot = opened(FUNCTION).refresh(Index())
    target = next(item for item in targets(snapshot) if item.finding.data.get("name") == "load")
    repair, _ = propose(target, target.finding.rule.fixes[0])
    assert repair is not None and ":param path:" in repair.own[0].new_text


@pytest.mark.parametrize("around", ["", GOOGLE, NUMPY, SPHINX], ids=["none", "google", "numpy", "sphinx"])
def test_what_is_generated_passes_the_rules(around: str) -> None:
    snapshot = opened('"""Doc."""\n' + around + FUNCTION)
    target = next(item for item in targets(snapshot) if item.finding.data.get("name") == "load")
    _, verdict = propose(target, target.finding.rule.fixes[0])
    assert verdict.result is not None and slugs(verdict.result) == []


def test_snippets_escape_what_is_not_a_tab_stop() -> None:
    assert snippet("a$ {b} \ue000The x.\ue001 \\ \ue000The y}.\ue001") == "a\\$ {b\\} ${1:The x.} \\\\ ${2:The y\\}.}"


SUMMARIES = {
    "get_user_by_id": "Get the user by ID.",
    "is_valid": "Return whether this is valid.",
    "has_items": "Return whether there are items.",
    "to_json": "Convert to JSON.",
    "from_dict": "Create an instance from the dictionary.",
    "user_name": "Return the user name.",
    "on_click": "Handle the click event.",
    "parseURLs": "Parse URLs.",
    "getHTTPieSession": "Get the HTTPie session.",
    "__len__": "Return the number of items.",
    "main": "Run the program.",
    "getparent": "Get the parent.",
    "address": "Return the address.",
    "iter_overlays": "Iterate over overlays.",
    "rfc2822_field": "Return the rfc2822 field.",
    "in_declare": "Return whether this is in declare.",
    "to_unicode": "Convert to unicode.",
    "ünïcode_name": "Return the ünïcode name.",
    "f": "Return the result.",
}


@pytest.mark.parametrize("name", SUMMARIES)
def test_names_become_sentences(name: str) -> None:
    assert function_summary(name) == SUMMARIES[name]


def test_a_function_that_returns_nothing_is_not_said_to() -> None:
    assert function_summary("signal_closed", "procedure") == "Signal the closed."
    assert function_summary("document", "procedure") == "Handle the document."
    assert function_summary("f", "procedure") == "Do the work."
    assert generated("def document(node):\n    print(node)\n", "document").startswith("Handle the document.")


def test_classes_modules_and_parameters_have_sentences_too() -> None:
    assert class_summary("HTTPClient") == "An HTTP client."
    assert class_summary("a_class") == "A class."
    assert function_summary("the_item") == "Return the item."
    assert function_summary("an_item", "property") == "The item."
    assert class_summary("Colour", ("enum.Enum",)) == "The kinds of colour."
    assert module_summary("user_views") == "User views."
    assert module_summary("__init__", "shop") == "The shop package."
    assert parameter_text("use_cache", "bool", "") == "Whether to use cache."
    assert parameter_text("req", "", "") == "The request."


UPDATED = {
    "prose is kept": (
        'def f(a, c):\n    """Do it.\n\n    Prose   stays.\n\n    Args:\n        a: What,\n          and  more.\n'
        '        b: Gone.\n\n    Note:\n        Stays: too.\n    """\n',
        'def f(a, c):\n    """Do it.\n\n    Prose   stays.\n\n    Args:\n        a: What,\n          and  more.\n'
        '        c: Gone.\n\n    Note:\n        Stays: too.\n    """\n',
    ),
    "in between": (
        'def f(a, b, c):\n    """Do it.\n\n    Args:\n        a: What.\n\n        c: Last.\n    """\n',
        'def f(a, b, c):\n    """Do it.\n\n    Args:\n        a: What.\n        b: The b.\n\n        c: Last.\n    """\n',
    ),
    "sections in order": (
        'def f(a):\n    """Do it.\n\n    Args:\n        a: What.\n\n    Raises:\n        KeyError: No.\n    """\n    return a\n',
        'def f(a):\n    """Do it.\n\n    Args:\n        a: What.\n\n    Returns:\n        The result.\n\n    Raises:\n'
        '        KeyError: No.\n    """\n    return a\n',
    ),
    "raw and windows": (
        'def f(a, b):\r\n    r"""Do \\d.\r\n\r\n    Args:\r\n        a: What.\r\n    """\r\n',
        'def f(a, b):\r\n    r"""Do \\d.\r\n\r\n    Args:\r\n        a: What.\r\n        b: The b.\r\n    """\r\n',
    ),
    "indented by tabs": (
        'def f(a, b):\n\t"""Do it.\n\n\tArgs:\n\t\ta: What.\n\t"""\n',
        'def f(a, b):\n\t"""Do it.\n\n\tArgs:\n\t\ta: What.\n\t\tb: The b.\n\t"""\n',
    ),
    "from one line": (
        'def f(a):\n    """Do it."""\n    return a\n',
        'def f(a):\n    """Do it.\n\n    Args:\n        a: The a.\n\n    Returns:\n        The result.\n    """\n    return a\n',
    ),
}


@pytest.mark.parametrize("case", UPDATED)
def test_an_update_changes_entries_only(case: str) -> None:
    before, expected = UPDATED[case]
    selection = Selection(opened(before), Span(0, 5, 0, 5))
    assert docstring.offers(selection)
    repair, verdict = propose_action(docstring, selection)
    assert repair is not None and verdict.result is not None, verdict.reason
    assert verdict.result.text == expected
    again = Selection(verdict.result, Span(0, 5, 0, 5))
    assert docstring.offers(again) is None, "a second time there is nothing to do"


def test_a_whole_file_at_once() -> None:
    text = "import os\n\n\nclass A:\n    def f(self):\n        return os\n\n\ndef g(a):\n    pass\n\n\ndef _h():\n    pass\n"
    selection = Selection(opened(text), Span(0, 0, 0, 0))
    repair, verdict = propose_action(docstrings_of_file, selection)
    assert repair is not None and verdict.result is not None, verdict.reason
    assert repair.title == "Generate or update 4 docstrings"
    assert slugs(verdict.result) == []
    assert "def _h():\n    pass\n" in verdict.result.text


def test_a_decorated_function_may_come_first_in_the_body() -> None:
    text = "def wrap(func):\n    @wraps(func)\n    def inner():\n        return func()\n    return inner\n"
    settings = Settings()
    role = role_of("src/package/module.py")
    snapshot = open_document(text, Environment("module.py", engine_for(settings, role), settings, role))
    repair, verdict = propose_action(docstring, Selection(snapshot, Span(0, 5, 0, 5)))
    assert repair is not None and verdict.result is not None, verdict.reason
    assert verdict.result.text.startswith('def wrap(func):\n    """') and "\n    @wraps(func)\n" in verdict.result.text
