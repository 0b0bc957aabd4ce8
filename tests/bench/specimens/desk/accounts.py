"""Accounts looked up from the web: sql-injection."""

import sqlite3

from flask import Flask, jsonify, request

app = Flask(__name__)
database = sqlite3.connect(":memory:", check_same_thread=False)
database.executescript(
    "CREATE TABLE account (name TEXT, town TEXT, age INTEGER);"
    "INSERT INTO account VALUES ('ada', 'London', 36), ('alan', 'Wilmslow', 41), ('grace', 'New York', 85);"
)


@app.get("/named")
def named():
    """The accounts of a name."""
    cursor = database.cursor()
    cursor.execute(f"SELECT name, age FROM account WHERE name = '{request.args['name']}'")
    return jsonify(cursor.fetchall())


@app.get("/in")
def living_in():
    """Those in a town, oldest first."""
    cursor = database.cursor()
    query = "SELECT name, age FROM account WHERE town = '%s' ORDER BY age DESC" % request.args["town"]
    cursor.execute(query)
    return jsonify(cursor.fetchall())


@app.get("/both")
def both():
    """Those of a name in a town."""
    name, town = request.args["name"], request.args["town"]
    cursor = database.cursor()
    cursor.execute("SELECT age FROM account WHERE name = '" + name + "' AND town = '" + town + "'")
    return jsonify(cursor.fetchall())
