"""Following only the blocks that read something from outside themselves finds what following all that mention it finds."""

from __future__ import annotations

from typing import Any

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.policy import environment_for
from burnish_checks.security.flow import proving, reach
from tests.security.composed.composing import composed
from tests.security.composed.judging import found_in

SECURITY = Settings(select=("security",), only_selected=True)
VIEWS = """
import os

from flask import Flask, render_template, request

app = Flask(__name__)


@app.route("/about")
def about():
    return render_template("about.html", folder=os.listdir("."))


@app.route("/number/<int:number>")
def numbered(number):
    os.remove(f"{number}.txt")
    return "gone"


@app.route("/named/<name>")
def named(name):
    os.remove(name)
    return "gone"


@app.route("/asked")
def asked():
    os.remove(request.args["name"])
    return "gone"


@app.route("/handed-on")
def handed_on():
    os.remove(name_in(request))
    return "gone"


@app.route("/path")
def path():
    os.remove(os.path.join("folder", "file"))
    return "gone"
"""


def test_a_view_is_followed_only_if_something_comes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    followed: list[str] = []
    plainly = proving.follow_function

    def noted(run: Any, node: Any, *rest: Any) -> Any:
        followed.append(node.name)
        return plainly(run, node, *rest)

    monkeypatch.setattr(proving, "follow_function", noted)
    open_document(VIEWS, environment_for("views.py", SECURITY))
    assert followed == ["named", "asked", "handed_on"]


def test_what_reads_nothing_from_outside_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    programs = list(composed(7, 300))
    told = [found_in(program) for program in programs]
    monkeypatch.setattr(reach, "reads_outside", lambda block, world: True)
    assert told == [found_in(program) for program in programs]
