"""Orders sent as XML: xml-external-entity, by lxml."""

from flask import Flask, jsonify, request
from lxml import etree

app = Flask(__name__)


@app.post("/order")
def order():
    """The text of an order."""
    root = etree.fromstring(request.data, parser=etree.XMLParser(load_dtd=True, resolve_entities=True))
    return jsonify("".join(root.itertext()))


@app.post("/names")
def names():
    """The names of an order's parts."""
    return jsonify([part.tag for part in etree.fromstring(request.data)])
