"""The rules on untrusted data that becomes part of a language: SQL, commands, code, XPath, LDAP, templates, logs."""

from __future__ import annotations

from burnish_checks.core.rule import Category, Rule, Severity, documented_rule

_IN_DOUBT = """It is a warning, and no error, where a step on the way need not be so: a method of an object whose class is
    not known, an attribute that another function sets, a test of the data by a function that says nothing of it, a form
    that was checked before, a request that only administrators can send, or one that Django takes only with the token of
    the page, or another framework whose application asks each form for one; a part of the path without a slash, which
    leads out of a folder by `..` alone; a path that `commonprefix` compared by its letters; a module that is imported by
    name; a file of which only something is asked. It is a hint where it most likely does no harm: such a part that a file
    is opened by, a pattern elsewhere that takes signs away and cannot be read, a test by a function of a library, what a
    method gives of an object of an unknown class that data was put into, a redirect to the page that the visitor came
    from, which no link sets, a request within `with safe_connect():`, a check that a setting switches on, and a path or
    server that administrators choose, or who has just installed the program.
"""


def flow_rule(slug: str, documentation: str, *aliases: str, default: bool = True) -> Rule:
    """A rule whose findings are proved flows."""
    told, fence, examples = documentation.partition("    ```python")
    return documented_rule(
        slug,
        Category.SECURITY,
        f"{told}    {_IN_DOUBT}\n{fence}{examples}",
        severity=Severity.ERROR,
        aliases=aliases,
        default=default,
        in_tests=False,
    )


SQL_INJECTION = flow_rule(
    "sql-injection",
    """Data from a request becomes part of a query's text, where it can end the value and go on as SQL.

    Pass it as a parameter: the driver then keeps it apart from the query. The related places show the way from where
    the data comes in to where it is used; numbers, values from a list of allowed ones, and escaped ones are left alone.

    ```python
    from flask import request

    def find(cursor):
        name = request.args["name"]
        cursor.execute(f"SELECT * FROM users WHERE name = '{name}'")
    ```

    ```python
    from flask import request

    def find(cursor):
        name = request.args["name"]
        cursor.execute("SELECT * FROM users WHERE name = %s", (name,))
    ```
    """,
    "CWE-89",
)
COMMAND_INJECTION = flow_rule(
    "command-injection",
    """Data from a request becomes part of a command that a shell reads, or chooses the program that runs.

    Pass an argument list without a shell, or quote the part with `shlex.quote`. An element of an argument list that is
    not the program is left alone.

    ```python
    import os
    from flask import request

    def ping():
        os.system("ping -c 1 " + request.args["host"])
    ```

    ```python
    import subprocess
    from flask import request

    def ping():
        subprocess.run(["ping", "-c", "1", request.args["host"]])
    ```
    """,
    "CWE-78",
)
CODE_INJECTION = flow_rule(
    "code-injection",
    """Data from a request is run as Python.

    Read literals with `ast.literal_eval`, or choose among known functions with a dictionary.

    ```python
    from flask import request

    def compute():
        return eval(request.form["expression"])
    ```

    ```python
    import ast
    from flask import request

    def compute():
        return ast.literal_eval(request.form["expression"])
    ```
    """,
    "CWE-94",
)
XPATH_INJECTION = flow_rule(
    "xpath-injection",
    """Data from a request becomes part of an XPath expression, and can select what it was not meant to.

    Pass it as a variable: `tree.xpath("//user[@name=$name]", name=name)`.

    ```python
    from flask import request

    def find(tree):
        return tree.xpath("//user[@name='" + request.args["name"] + "']")
    ```

    ```python
    from flask import request

    def find(tree):
        return tree.xpath("//user[@name=$name]", name=request.args["name"])
    ```
    """,
    "CWE-643",
)
LDAP_INJECTION = flow_rule(
    "ldap-injection",
    """Data from a request becomes part of an LDAP filter or name, and can match what it was not meant to.

    Escape it with `ldap.filter.escape_filter_chars` or `ldap3.utils.conv.escape_filter_chars`. A warning where a function that
    is passed a user's name and password searches by the name: whoever logs in has typed it.

    ```python
    import ldap
    from flask import request

    def find(server):
        return server.search_s("dc=example", 2, f"(uid={request.args['uid']})")
    ```

    ```python
    import ldap
    from ldap.filter import escape_filter_chars
    from flask import request

    def find(server):
        return server.search_s("dc=example", 2, f"(uid={escape_filter_chars(request.args['uid'])})")
    ```
    """,
    "CWE-90",
)
TEMPLATE_INJECTION = flow_rule(
    "template-injection",
    """Data from a request becomes the text of a template, which can read the program's data and run code.

    Keep the template fixed and pass the data to it as a variable.

    ```python
    from flask import render_template_string, request

    def hello():
        return render_template_string("Hello " + request.args["name"])
    ```

    ```python
    from flask import render_template_string, request

    def hello():
        return render_template_string("Hello {{ name }}", name=request.args["name"])
    ```
    """,
    "CWE-1336",
)
LOG_INJECTION = flow_rule(
    "log-injection",
    """Data from a request is written to a log, where line breaks in it can forge entries.

    Off by default. Log it with `%r`, or take the line breaks out.

    ```python
    import logging
    from flask import request

    def login():
        logging.info("login of " + request.form["user"])
    ```

    ```python
    import logging
    from flask import request

    def login():
        logging.info("login of " + request.form["user"].replace("\\n", ""))
    ```
    """,
    "CWE-117",
    default=False,
)
