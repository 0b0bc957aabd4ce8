"""People found in a directory: ldap-injection."""

from flask import Flask, jsonify, request
from ldap3 import MOCK_SYNC, Connection, Server

app = Flask(__name__)
connection = Connection(Server("mock"), client_strategy=MOCK_SYNC)
for name in ("ada", "alan", "grace (admiral)"):
    connection.strategy.add_entry(f"cn={name.split()[0]},dc=example", {"uid": name, "objectClass": "person"})
connection.bind()


@app.get("/person")
def person():
    """The names of those with an identifier."""
    connection.search("dc=example", f"(uid={request.args['uid']})", attributes=["uid"])
    return jsonify([str(entry.uid) for entry in connection.entries])


@app.get("/counted")
def counted():
    """How many persons have an identifier."""
    connection.search("dc=example", "(&(objectClass=person)(uid=" + request.args["uid"] + "))", attributes=["uid"])
    return jsonify(len(connection.entries))
