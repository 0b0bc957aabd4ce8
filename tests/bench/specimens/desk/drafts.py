"""Drafts sent as YAML: unsafe-deserialization."""

import yaml
from flask import Flask, jsonify, request

app = Flask(__name__)


@app.post("/draft")
def draft():
    """The title of a draft."""
    return jsonify(yaml.load(request.data, Loader=yaml.UnsafeLoader)["title"])
