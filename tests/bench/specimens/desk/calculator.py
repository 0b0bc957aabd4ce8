"""A calculator on the web: code-injection."""

from flask import Flask, jsonify, request

app = Flask(__name__)


@app.get("/total")
def total():
    """The sum of a list."""
    return jsonify(sum(eval(request.args["numbers"])))


@app.get("/swapped")
def swapped():
    """A mapping the other way round."""
    text = request.args["mapping"].strip()
    found = eval(text)
    return jsonify({value: key for key, value in found.items()})
