"""Data flow: each unsafe case is found and its safe look-alike is not, here and across files, and after edits."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from burnish_checks.core.facts import CORE_COLLECTORS
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Severity
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


DOUBTFUL = """
from django.http import HttpResponseRedirect
from django.shortcuts import redirect

from django.contrib.admin.views.decorators import staff_member_required
from shop.checks import fits


def straight(request):
    return HttpResponseRedirect(request.GET["next"])


def once_asked(request):
    target = request.GET["next"]
    if not fits(target):
        target = "/"
    return HttpResponseRedirect(target)


def asked_for_its_length(request):
    target = request.GET["next"]
    if len(target) > 80:
        target = "/"
    return HttpResponseRedirect(target)


@staff_member_required
def for_administrators(request):
    return HttpResponseRedirect(request.GET["next"])


class Page:
    def prepare(self, request):
        self.target = request.GET["next"]

    def leave(self, request):
        return redirect(self.target)
"""


def test_a_flow_with_a_step_in_doubt_is_a_warning() -> None:
    lines = DOUBTFUL.splitlines()
    warned = [
        next(line for line in reversed(lines[: located.span.start_line]) if "def " in line).split("(")[0].split()[1]
        for located in opened(DOUBTFUL).findings()
        if located.finding.severity is Severity.WARNING
    ]
    certain = sum(located.finding.severity is None for located in opened(DOUBTFUL).findings())
    assert (warned, certain) == (["for_administrators", "leave"], 2)
    hints = [located for located in opened(DOUBTFUL).findings() if located.finding.severity is Severity.HINT]
    assert [lines[located.span.start_line - 4] for located in hints] == ["def once_asked(request):"]


SENT = """
import importlib
import os
import shutil
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from flask import Flask
app = Flask(__name__)

@app.get("/<name>")
def opened_by_part(name):
    return {"text": open("reports/" + name).read()}

@app.get("/<name>")
def listed_by_part(name):
    return {"names": os.listdir("reports/" + name)}

@app.get("/<path:name>")
def opened_by_path(name):
    return {"text": open("reports/" + name).read()}

@app.delete("/<name>")
def removed_by_part(name):
    shutil.rmtree("reports/" + name)
    return {}

@app.get("/plugin/<name>")
def imported(name):
    return {"plugin": importlib.import_module("plugins." + name).title}

def with_token(request):
    return HttpResponse(request.POST["text"])

@csrf_exempt
def without_token(request):
    return HttpResponse(request.POST["text"])
"""


def test_what_can_hardly_be_sent_is_a_warning() -> None:
    found = {
        SENT[: SENT.index(SENT.splitlines()[located.span.start_line])].rpartition("def ")[2].partition("(")[0]
        for located in opened(SENT).findings()
        if located.finding.severity is Severity.WARNING
    }
    assert len(list(opened(SENT).findings())) == 7
    assert found == {"listed_by_part", "imported", "with_token"}


BY_BRANCH = """
from http.server import BaseHTTPRequestHandler

class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        asked = self.path[1:]
        if asked == "":
            type = "text/html"
            page = "<p>start</p>"
        elif asked.endswith(".html"):
            type = "text/html"
            page = OTHER
            type = "text/plain"
        else:
            type = "text/plain"
            page = "no such page: " + asked
        self.send_response(200)
        self.send_header("Content-Type", type)
        self.wfile.write(page.encode())
"""


@pytest.mark.parametrize(
    ("kind", "severity"),
    [("text/plain", Severity.HINT), ("application/json", Severity.HINT), ("text/html", None)],
)
def test_what_a_variable_says_of_the_type_of_an_answer_counts_by_branch(kind: str, severity: Severity | None) -> None:
    text = BY_BRANCH.replace("OTHER", '"unknown page " + asked').replace("text/plain", kind)
    assert [located.finding.severity for located in opened(text).findings()] == [severity]


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


OWN_ANSWERS = """
from json import dumps
from flask import Flask, Response, request

app = Flask(__name__)


class Answer(Response):
    def __init__(self, response=None, content_type=None):
        if isinstance(response, dict):
            response = dumps(response)
            content_type = "application/json"
        super().__init__(response=response, content_type=content_type)


class NotFound(Answer):
    def __init__(self, message):
        super().__init__(response={"message": message})


def missing(number):
    return NotFound(f"no order {number}")


@app.route("/orders")
def orders():
    return RETURNED
"""


@pytest.mark.parametrize("returned", ['missing(request.args["n"])', 'NotFound("no order " + request.args["n"])'])
def test_what_an_object_of_the_program_answers_with_is_in_doubt(returned: str) -> None:
    found = [item.finding for item in opened(OWN_ANSWERS.replace("RETURNED", returned)).findings()]
    assert [item.severity for item in found if item.rule.slug in SLUGS] == [Severity.HINT]
    plain = [item.finding for item in opened(OWN_ANSWERS.replace("RETURNED", 'Response(request.args["n"])')).findings()]
    assert [item.severity for item in plain if item.rule.slug in SLUGS] == [None]
