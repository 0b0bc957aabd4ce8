"""Invoices sent as XML: xml-external-entity, where another library leaves entities alone."""

import xml.etree.ElementTree as tree

from flask import Flask, jsonify, request

app = Flask(__name__)


@app.post("/invoice")
def invoice():
    """The sum of an invoice."""
    root = tree.fromstring(request.data)
    return jsonify(sum(int(item.get("price")) for item in root.iter("item")))
