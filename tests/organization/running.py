"""Runs our own small programs in another process and tells what each call gave, raised and printed."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

_RUNNER = r"""
import contextlib, io, json, sys

def outcome(text, calls):
    out = io.StringIO()
    space = {"__name__": "program"}
    results = []
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(text, "program", "exec", dont_inherit=True), space)
            for call in calls:
                results.append(one(call, space))
        except BaseException as error:
            results.append(["module", type(error).__name__, str(error)])
    return [results, out.getvalue()]

def one(call, space):
    try:
        return ["value", repr(eval(call, space))]
    except Exception as error:
        message = "" if isinstance(error, NameError) else str(error)
        return ["raised", type(error).__name__, message]

print(json.dumps([outcome(text, calls) for text, calls in json.load(sys.stdin)]))
"""


def outcomes(programs: list[tuple[str, list[str]]]) -> list[Any]:
    """For each program (its text and the expressions to evaluate): the results and the output."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", _RUNNER],
        input=json.dumps(programs),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    result: list[Any] = json.loads(done.stdout)
    return result
