"""The front page: debug-enabled."""

from flask import Flask

app = Flask(__name__)
app.debug = True


@app.get("/")
def index():
    """The page."""
    return "Help", 200, {"Content-Type": "text/plain"}


@app.get("/broken")
def broken():
    """A page that fails."""
    return {}["nothing"]


def started(**options):
    """An application for another process."""
    other = Flask("other")
    other.config["DEBUG"] = True
    other.config.update(options)
    return other
