"""The kinds of harm that untrusted data can do; each is the slug of its rule."""

from __future__ import annotations

SQL = "sql-injection"
COMMAND = "command-injection"
CODE = "code-injection"
PATH = "path-traversal"
HTML = "cross-site-scripting"
REQUEST = "server-side-request-forgery"
REDIRECT = "open-redirect"
PICKLE = "unsafe-deserialization"
XML = "xml-external-entity"
XPATH = "xpath-injection"
LDAP = "ldap-injection"
LDAP_NAME = "ldap-name"
"""A distinguished name of LDAP, in which other characters mean something than in a filter: told of as an injection into LDAP."""
TEMPLATE = "template-injection"
LOG = "log-injection"
TRUST = "trust-boundary-violation"
PATTERN = "regex-backtracking"

ALL = frozenset(
    {
        SQL,
        COMMAND,
        CODE,
        PATH,
        HTML,
        REQUEST,
        REDIRECT,
        PICKLE,
        XML,
        XPATH,
        LDAP,
        LDAP_NAME,
        TEMPLATE,
        LOG,
        TRUST,
        PATTERN,
    }
)
ADDRESS = frozenset({REDIRECT, REQUEST})
"""The kinds of sink that data harms by choosing the host of an address."""
LINK = "mailed-link"
"""A link in a mail that leads to whatever host a request names: told of as a redirect, and harmed by that alone."""
HARMFUL = frozenset("'\"<>;&|$`\\\n()")
"""Characters that end a value or begin a command in one of the languages."""
LOCAL = frozenset({COMMAND, CODE, SQL, PICKLE})
"""The kinds for which data from the command line, the environment and the terminal counts."""
KEPT = "kept"
"""No kind of harm: stands for what a method keeps in its object."""
RAISED = "raised"
"""No kind of harm: stands for what an exception carries to where it is caught."""
NO_TEXT = frozenset({HTML, COMMAND})
"""What the parts of a tuple, dictionary or object cannot harm where it is used as a whole: an answer becomes JSON, what
follows the program in a list of arguments is no command."""
