"""The catalogue of parts: unsafe-xml-parser."""

import io
import xml.dom.minidom
import xml.etree.ElementTree as tree
from xml.sax import parseString
from xml.sax.handler import ContentHandler


def parts(text):
    """The names of the parts."""
    return [part.get("name") for part in tree.fromstring(text).iter("part")]


def titled(text):
    """The title."""
    return xml.dom.minidom.parseString(text).documentElement.getAttribute("title")


def depth(text):
    """How deep it goes."""

    class Counter(ContentHandler):
        """Counts."""

        now = most = 0

        def startElement(self, name, attrs):
            """One deeper."""
            self.now += 1
            self.most = max(self.most, self.now)

        def endElement(self, name):
            """One less."""
            self.now -= 1

    counter = Counter()
    parseString(text, counter)
    return counter.most


def rewritten(text):
    """The document, written anew."""
    document = tree.parse(io.StringIO(text))
    return tree.tostring(document.getroot(), encoding="unicode")
