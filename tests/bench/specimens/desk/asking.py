"""What a request asks for: unvalidated-request-input."""

import json

from flask import Flask, jsonify, request

app = Flask(__name__)


@app.get("/page")
def page():
    """The numbers of a page."""
    number = int(request.args["number"])
    return jsonify(list(range(number * 3, number * 3 + 3)))


@app.post("/ticket")
def ticket():
    """The title of a ticket."""
    data = json.loads(request.data)
    return jsonify(data["title"])
