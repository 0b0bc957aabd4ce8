"""A repair is verified by what concerns its own category; what that put off makes up the whole when it is done."""

from __future__ import annotations

from burnish_checks.core.repair import propose, targets
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Snapshot, open_document
from burnish_checks.policy import environment_for

TEXT = '''"""Run what a request names."""
import os
from flask import request


def clean(text):
    if len(text) > 255:
        return None
    else:
        return text.strip()


def command(name):
    return "ls " + name


def show():
    os.system(command(request.args["name"]))


def wait(seconds):
    try:
        return clean(str(seconds * 3600))
    except:
        raise ValueError("no")
'''


def told(snapshot: Snapshot) -> list[tuple[str, str]]:
    return sorted((item.finding.rule.slug, item.finding.message) for item in snapshot.findings())


def test_what_was_put_off_makes_up_the_whole() -> None:
    environment = environment_for("/src/module.py", Settings(select=("all",)), None)
    snapshot = open_document(TEXT, environment).settled()
    put_off = tried = 0
    for target in targets(snapshot):
        for fix in target.finding.rule.fixes:
            if fix.slow or not fix.applies_to(target.finding):
                continue
            result = propose(target, fix)[1].result
            if result is not None:
                tried += 1
                put_off += result.unsettled
                assert told(result.settled()) == told(open_document(result.text, environment).settled())
    assert tried >= 5 and put_off
