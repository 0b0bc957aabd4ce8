"""Data flow: each unsafe case is found and its safe look-alike is not, here and across files, and after edits."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from burnish_checks.core.gathering import CORE_COLLECTORS
from burnish_checks.core.positions import Span
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, Snapshot, open_document
from burnish_checks.core.text import TextEdit
from burnish_checks.index.workspace import WorkspaceIndex
from burnish_checks.policy import engine_for, role_of
from burnish_checks.registry import ruleset
from burnish_checks.security.flow.rules import FLOW_RULES
from tests.fixture_files import FIXTURES, found_in, read

SLUGS = tuple(rule.slug for rule in FLOW_RULES)
PAIRED = [path for path in sorted((FIXTURES / "security").glob("*.py")) if "def unsafe_" in path.read_text("utf-8")]
PAIRED = [path for path in PAIRED if not path.name.endswith(".after.py")]


def opened(text: str, path: str = "src/shop/views.py", index: Any = None, **settings: Any) -> Snapshot:
    chosen = Settings(**{"select": SLUGS, "only_selected": True, **settings})
    role = role_of(path)
    snapshot = open_document(text, Environment(path, engine_for(chosen, role), chosen, role, index))
    assert list(snapshot.failures()) == []
    return snapshot


def judged(snapshot: Snapshot) -> list[tuple[str, int]]:
    """Name and number of findings of each function called `unsafe_...` or `safe_...`."""
    lines = [line for line, _, _ in found_in(snapshot)]
    return [
        (node.name, sum(node.lineno <= line <= (node.end_lineno or 0) for line in lines))
        for node in ast.walk(ast.parse(snapshot.text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith(("unsafe_", "safe_"))
    ]


@pytest.mark.parametrize("path", PAIRED, ids=lambda path: path.stem)
def test_every_unsafe_case_is_found_once_and_no_safe_one(path: Path) -> None:
    fixture = read(path)
    cases = judged(opened(fixture.text, **fixture.options.get("settings", {})))
    assert [case for case in cases if case[0].startswith("unsafe_") and case[1] != 1] == []
    assert [case for case in cases if case[0].startswith("safe_") and case[1]] == []


def test_there_are_many_pairs() -> None:
    names = [name for path in PAIRED for name, _ in judged(opened(path.read_text("utf-8")))]
    unsafe = {name for name in names if name.startswith("unsafe_")}
    assert len(names) >= 200
    assert all("safe_" + name.removeprefix("unsafe_") in names for name in unsafe - UNPAIRED)


UNPAIRED = {"unsafe_unchecked", "unsafe_three_slashes"} | {f"unsafe_{number}" for number in range(1, 41)}
"""Cases whose safe look-alike has another name."""

UTILS = """
import html
import os


def escaped(value):
    return html.escape(value)


def upper(value):
    return value.upper()


def run(command):
    os.system(command)
"""
WRAPPER = """
class Wrapper:
    def __init__(self, request):
        self.request = request

    def field(self, name):
        return self.request.form.get(name)

    def fixed(self, name):
        return "bar"


def make(request):
    return Wrapper(request)
"""
VIEWS = """
from flask import Flask, request

import tools.text
from tools import wrapping
from tools.text import run

app = Flask(__name__)


@app.route("/a")
def unsafe_passed_on():
    return "<p>" + tools.text.upper(request.args["a"])


@app.route("/b")
def safe_passed_on():
    return "<p>" + tools.text.escaped(request.args["a"])


def unsafe_sink():
    run("ls " + request.args["a"])


def safe_sink():
    tools.text.upper("ls " + request.args["a"])


def unsafe_object():
    wrapped = wrapping.Wrapper(request)
    return eval(wrapped.field("a"))


def safe_object():
    wrapped = wrapping.Wrapper(request)
    return eval(wrapped.fixed("a"))


def unsafe_made():
    return eval(wrapping.make(request).field("a"))


def safe_made():
    return eval(wrapping.make(request).fixed("a"))
"""


def workspace(root: Path) -> WorkspaceIndex:
    (root / "tools").mkdir()
    for name, text in (("__init__", ""), ("text", UTILS), ("wrapping", WRAPPER)):
        (root / "tools" / f"{name}.py").write_text(text, encoding="utf-8")
    (root / "views.py").write_text(VIEWS, encoding="utf-8")
    index = WorkspaceIndex([str(root)], (*CORE_COLLECTORS, *ruleset().collectors))
    index.build([str(path) for path in root.rglob("*.py")])
    return index


def test_flows_are_followed_into_other_files(tmp_path: Path) -> None:
    index = workspace(tmp_path)
    cases = judged(opened(VIEWS, str(tmp_path / "views.py"), index))
    assert cases
    assert [case for case in cases if case[0].startswith("unsafe_") != bool(case[1])] == []


def test_another_file_that_changes_changes_the_flows(tmp_path: Path) -> None:
    index = workspace(tmp_path)
    snapshot = opened(VIEWS, str(tmp_path / "views.py"), index)
    before = dict(judged(snapshot))
    index.update(str(tmp_path / "tools" / "text.py"), UTILS.replace("html.escape(value)", "value"))
    after = dict(judged(snapshot.refresh(index).settled()))
    assert (before["safe_passed_on"], after["safe_passed_on"]) == (0, 1)


HELPER = """
import os
from flask import request


def cleaned(value):
    return value.strip()


def view():
    os.system("ls " + cleaned(request.args["a"]))
"""


def test_a_helper_that_changes_changes_its_callers() -> None:
    snapshot = opened(HELPER)
    assert len(found_in(snapshot)) == 1
    line = snapshot.lines.index("    return value.strip()\n")
    edited = snapshot.edit([TextEdit(Span(line, 11, line, 24), "int(value)")], 2).settled()
    assert found_in(edited) == []
    again = edited.edit([TextEdit(Span(line, 11, line, 21), "value + value")], 3).settled()
    assert len(found_in(again)) == 1


def test_the_way_is_shown_from_source_to_sink() -> None:
    text = (
        'from flask import request\n\ndef f(c):\n    a = request.args["a"]\n    q = f"SELECT {a}"\n    c.execute(q)\n'
    )
    (located,) = opened(text).findings()
    steps = [(item.span.start_line, item.message) for item in located.finding.related]
    assert steps == [
        (2, "It comes from the request's `args`"),
        (2, "`a` takes it"),
        (3, "`q` takes it"),
        (4, "It is used here"),
    ]


@pytest.mark.parametrize(
    ("check", "said"),
    [
        ("urlparse(url).netloc", "its host was checked, but `///host` has none"),
        ('not url.startswith("/")', "it was checked to begin with `/`, as `//host` does too"),
        ('not (url.startswith("/") or url.startswith(HOME))', "it was checked to begin with `/`, as `//host` does too"),
        ("not url", "check that it has no host of its own"),
    ],
)
def test_a_redirect_names_the_check_that_does_not_suffice(check: str, said: str) -> None:
    text = (
        "from urllib.parse import urlparse\nfrom flask import redirect, request\nfrom .settings import HOME\n\n"
        f'def f():\n    url = request.args["next"]\n    if {check}:\n        url = "/"\n    return redirect(url)\n'
    )
    (located,) = opened(text).findings()
    assert said in located.finding.message


def test_a_type_alias_has_no_name_that_data_goes_by() -> None:
    assert not list(opened("import flask\n\ntype X = dict[str, Y]\n").findings())


def test_local_sources_count_only_where_they_are_asked_for() -> None:
    text = "import os\nimport sys\n\ndef f():\n    os.system(sys.argv[1])\n"
    assert found_in(opened(text)) == []
    (located,) = opened(text, local_sources=True).findings()
    assert located.finding.severity is not None
    assert located.finding.severity.name == "INFORMATION"


@pytest.mark.parametrize(
    ("code", "flow", "pattern"),
    [
        ('eval(request.args["a"])', "code-injection", "dynamic-eval"),
        ('os.system(request.args["a"])', "command-injection", "subprocess-shell"),
        ("pickle.loads(request.data)", "unsafe-deserialization", "unsafe-pickle"),
        ("c.execute(f\"SELECT a FROM t WHERE b = '{request.args['a']}'\")", "sql-injection", "sql-string"),
        ('markupsafe.Markup(request.args["a"])', "cross-site-scripting", "autoescape-off"),
    ],
)
def test_a_proved_flow_takes_the_place_of_the_pattern(code: str, flow: str, pattern: str) -> None:
    text = f"import os\nimport pickle\nimport markupsafe\nfrom flask import request\n\ndef f(c):\n    {code}\n"
    assert [slug for _, slug, _ in found_in(opened(text, select=(flow, pattern)))] == [flow]
    assert [slug for _, slug, _ in found_in(opened(text, select=(pattern,)))] == [pattern]


def test_a_huge_function_is_left_alone() -> None:
    body = "".join(f'    x{n} = [[[request.args["a"]]]] + x{max(0, n - 1)}\n' for n in range(4000))
    text = f"from flask import request\n\ndef f(c):\n    x0 = []\n{body}    c.execute(x1)\n"
    assert found_in(opened(text)) == []


def test_a_method_that_text_no_longer_has_is_not_folded() -> None:
    code = "def show(data):\n    name = 'ascii'.decode('utf-8')\n    return name + data\n"
    assert not list(opened(code).findings())


def test_a_view_that_only_answers_has_no_summary_and_a_client_has_one() -> None:
    view = "class Page(View):\n    def get(self, request, name):\n        return open(name + request.GET['x'])\n"
    client = "class Client:\n    def get(self, name):\n        return open(name)\n"
    assert not opened(view).joined.get("taint-summary")
    assert [item.name for item in opened(client).joined["taint-summary"]] == ["get"]


NEAREST = """
from flask import Flask, jsonify, request

app = Flask(__name__)


class Refused(Exception):
    pass


@app.errorhandler(Refused)
def refused(error):
    return NEAR, 400


@app.errorhandler(Exception)
def failed(error):
    return FAR, 500


@app.route("/orders")
def orders():
    raise Refused("no order " + request.args["number"])
"""


@pytest.mark.parametrize(
    ("near", "far", "found"),
    [
        ("jsonify(message=str(error))", "str(error)", []),
        ("jsonify(message=str(error))", "jsonify(message=str(error))", []),
        ("str(error)", "jsonify(message=str(error))", ["cross-site-scripting"]),
    ],
)
def test_an_exception_reaches_the_handler_of_its_nearest_class_alone(near: str, far: str, found: list[str]) -> None:
    text = NEAREST.replace("NEAR", near).replace("FAR", far)
    assert [
        located.finding.rule.slug for located in opened(text).findings() if located.finding.rule.slug in SLUGS
    ] == found
