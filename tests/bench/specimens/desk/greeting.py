"""Pages that greet: cross-site-scripting."""

from flask import Flask, make_response, request

app = Flask(__name__)


@app.get("/hello")
def hello():
    """A greeting."""
    return "<p>Hello " + request.args["name"] + "</p>"


@app.get("/bye/<name>")
def bye(name):
    """A farewell."""
    return make_response(f"<p>Farewell, {name}</p>", 200)
