"""Folders shown on the web: command-injection."""

import os
import subprocess

from flask import Flask, request

app = Flask(__name__)


@app.get("/listed")
def listed():
    """The names in a folder."""
    with os.popen(f"ls {request.args['folder']}") as answer:
        return answer.read(), 200, {"Content-Type": "text/plain"}


@app.get("/counted")
def counted():
    """How many lines a file has."""
    answer = subprocess.run(
        "wc -l < '%s' | tr -d ' '" % request.args["file"], shell=True, capture_output=True, text=True, check=False
    )
    return answer.stdout, 200, {"Content-Type": "text/plain"}
