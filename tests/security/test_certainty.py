"""Data flow: how sure a finding is of which a step is in doubt, here by its severity."""

from __future__ import annotations

import pytest

from burnish_checks.core.rule import Severity
from tests.security.test_flow import SLUGS, opened

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


CHECKED = """
import socket
from ipaddress import ip_address
from urllib.parse import urlparse

import requests
from flask import Flask, abort, request

app = Flask(__name__)


def points_outside(url):
    for found in socket.getaddrinfo(urlparse(url).hostname, 443):
        if not ip_address(found[4][0]).is_global:
            return False
    return True


@app.get("/fetch")
def fetch():
    url = request.args["url"]
    if not points_outside(url):
        abort(400)
    return requests.get(url, timeout=9).json()
"""


def test_where_a_check_is_seen_it_is_said_what_that_may_leave_open() -> None:
    (checked,) = (item.finding for item in opened(CHECKED).findings() if item.finding.rule.slug in SLUGS)
    bare = CHECKED.replace("if not points_outside(url):", "if not url:")
    (unchecked,) = (item.finding for item in opened(bare).findings() if item.finding.rule.slug in SLUGS)
    assert checked.message.endswith("for where redirects lead, and for each look-up of the name.")
    assert unchecked.message.endswith("compare its host with the allowed ones.")
    assert (checked.severity, unchecked.severity) == (Severity.WARNING, None)
