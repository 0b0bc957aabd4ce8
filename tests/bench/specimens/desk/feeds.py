"""Feeds sent as XML: xml-external-entity."""

import io
import xml.sax
import xml.sax.handler

from flask import Flask, jsonify, request

app = Flask(__name__)


class Titles(xml.sax.handler.ContentHandler):
    """Gathers the text of a document."""

    def __init__(self):
        super().__init__()
        self.text = ""

    def characters(self, content):
        """Take some text."""
        self.text += content


@app.post("/feed")
def feed():
    """The text of a feed."""
    titles = Titles()
    parser = xml.sax.make_parser()
    parser.setFeature(xml.sax.handler.feature_external_ges, True)
    parser.setContentHandler(titles)
    parser.parse(io.BytesIO(request.data))
    return jsonify(titles.text)
