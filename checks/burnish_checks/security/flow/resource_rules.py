"""The rules on untrusted data that chooses a resource or its content: files, pages, addresses, documents, sessions."""

from __future__ import annotations

from burnish_checks.security.flow.injection_rules import flow_rule

PATH_TRAVERSAL = flow_rule(
    "path-traversal",
    """Data from a request becomes part of a path, and with `..` or a leading `/` leaves the folder it is meant for.

    Take its last part (`os.path.basename`, `secure_filename`), or resolve the path and check that it is still inside: in one
    that was only joined, or made `absolute()`, `..` still stands, and `commonpath`, `relative_to` and
    `is_relative_to` let it pass.
    Of what holds no slash only `..` is left, which no file is called: a hint where a file is opened by it. Names of attachments
    of mails count, as those of uploads do.

    ```python
    from flask import request

    def show():
        return open("pages/" + request.args["page"]).read()
    ```

    ```python
    import os
    from flask import request

    def show():
        return open("pages/" + os.path.basename(request.args["page"])).read()
    ```
    """,
    "CWE-22",
)
CROSS_SITE_SCRIPTING = flow_rule(
    "cross-site-scripting",
    """Data from a request is sent back as HTML without escaping, so a link can carry a script to a visitor.

    Render a template that escapes, or call `markupsafe.escape` or `html.escape`. With a step in doubt it is
    a hint where other flows are warnings: none of twelve such findings in applications that nobody had looked at was
    signed. What cookies bring, what Django takes with a token and what administrators send are warnings here, too.

    ```python
    from flask import Flask, request

    app = Flask(__name__)

    @app.route("/hello")
    def hello():
        return "Hello " + request.args["name"]
    ```

    ```python
    from flask import Flask, request
    from markupsafe import escape

    app = Flask(__name__)

    @app.route("/hello")
    def hello():
        return "Hello " + escape(request.args["name"])
    ```
    """,
    "CWE-79",
)
SERVER_SIDE_REQUEST_FORGERY = flow_rule(
    "server-side-request-forgery",
    """Data from a request chooses the server that this one talks to, which may be one that only it can reach.

    Compare the host with a list of allowed ones, or fix it and let the data choose the path only.

    ```python
    import requests
    from flask import request

    def fetch():
        return requests.get(request.args["url"], timeout=10).text
    ```

    ```python
    import requests
    from flask import request

    def fetch():
        return requests.get("https://example.org/" + request.args["page"], timeout=10).text
    ```
    """,
    "CWE-918",
)
OPEN_REDIRECT = flow_rule(
    "open-redirect",
    """Data from a request chooses where the visitor is sent, so a link to this site can lead to another.

    Check that the address has no host of its own: with `url_has_allowed_host_and_scheme`, or that it begins with one slash and
    no second one. An empty `netloc` is not enough, and a warning: `urlparse` finds no host in `///example.org`, and browsers
    go there; `//example.org` begins with a slash, too. A link in a mail that is built on the host which the request names
    (`request.host_url`) is one, too: whoever asks for the mail chooses where it leads. A hint where a form that Django takes
    only with its token says where to go on, but for signing in, and where a link may have filled the form.

    ```python
    from flask import redirect, request

    def leave():
        return redirect(request.args["next"])
    ```

    ```python
    from flask import redirect, request

    def leave():
        target = request.args["next"]
        if not target.startswith("/") or target.startswith(("//", "/\\\\")):
            target = "/"
        return redirect(target)
    ```
    """,
    "CWE-601",
)
UNSAFE_DESERIALIZATION = flow_rule(
    "unsafe-deserialization",
    """Data from a request is read by a deserialiser that runs code which the data names.

    Use JSON, or `yaml.safe_load`.

    ```python
    import pickle
    from flask import request

    def load():
        return pickle.loads(request.get_data())
    ```

    ```python
    import json
    from flask import request

    def load():
        return json.loads(request.get_data())
    ```
    """,
    "CWE-502",
)
XML_EXTERNAL_ENTITY = flow_rule(
    "xml-external-entity",
    """XML from a request is read by a parser that follows entities: to files of this machine, or without end.

    Use `defusedxml`, or `lxml.etree.XMLParser(resolve_entities=False)`. The standard library's parsers follow no
    external entities unless told to, but still expand internal ones, so for them it is a warning.

    ```python
    from flask import request
    from lxml import etree

    def read():
        return etree.fromstring(request.data)
    ```

    ```python
    from flask import request
    from lxml import etree

    def read():
        return etree.fromstring(request.data, etree.XMLParser(resolve_entities=False))
    ```
    """,
    "CWE-611",
)
TRUST_BOUNDARY_VIOLATION = flow_rule(
    "trust-boundary-violation",
    """Data from a request is stored in the session, where later code takes it for trusted.

    Off by default. Check the value before it is stored.

    ```python
    from flask import request, session

    def remember():
        session["role"] = request.args["role"]
    ```

    ```python
    from flask import request, session

    def remember():
        session["page"] = int(request.args["page"])
    ```
    """,
    "CWE-501",
    default=False,
)
