"""The packages of the corpus of proof: where each comes from, and how its own tests are run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    """A package on PyPI whose source distribution holds its tests."""

    name: str
    version: str
    source: str
    """The folder or file to repair, within the unpacked source."""
    tests: tuple[str, ...] = ()
    """Arguments of pytest that run its tests; none if only its text is looked at."""
    needs: tuple[str, ...] = ()
    style: str = ""
    deselect: tuple[str, ...] = ()
    """Tests that hold something else than behaviour, each with the reason in a comment."""
    select: str = "all"
    leave: str = ""
    """Rules that are not selected, so that no kind makes up most of the total."""
    unsafe: bool = False
    """Whether its tests are fast enough to be run once for each unsafe fix."""


STDLIB = (
    "argparse", "calendar", "cmd", "colorsys", "configparser", "copy", "csv", "difflib", "fnmatch", "fractions", "getopt", "glob",
    "gettext", "graphlib", "heapq", "html", "json", "email", "netrc", "optparse", "pprint", "plistlib", "quopri", "sched",
    "shlex", "statistics", "string", "textwrap", "timeit", "urlparse", "wsgiref", "xmlrpc", "zipfile",
)  # fmt: skip
"""Modules of the standard library whose tests need no network; they stand before the ones that the interpreter has."""

_LOCAL = (
    "needless-else,mergeable-if,lost-cause,unused-import,duplicate-import,redefined-import,redundant-handler,"
    "unused-exception-name,useless-reraise,unreachable-handler,swallowed-exception,implicit-optional,magic-number,"
    "repeated-string,ambiguous-name,argument-name,variable-name,shadowed-builtin,oversized-try"
)
"""The rules whose safe fixes change one statement or one name: all that large trees are given."""
_HINTS = "missing-return-annotation,missing-parameter-annotation,deprecated-typing-alias"
"""The rules that would make up most of the total."""

PACKAGES = (
    Package(
        "specimens",
        "",
        "desk",
        ("behaviour.py", "attacks.py"),
        (
            "flask",
            "flask-wtf",
            "pyyaml",
            "defusedxml",
            "lxml",
            "ldap3",
            "cryptography",
            "pycryptodome",
            "pyjwt",
            "paramiko",
            "requests",
            "jsonschema",
            "pydantic",
            "click",
        ),
        "written for it",
        unsafe=True,
    ),
    Package("sqlparse", "0.5.3", "sqlparse", ("tests",), style="untyped", unsafe=True),
    Package("mistune", "3.1.3", "src/mistune", ("tests",), style="typed", unsafe=True),
    Package("h11", "0.16.0", "h11", ("h11/tests",), style="typed, strict", unsafe=True),
    Package("cachetools", "5.5.2", "src/cachetools", ("tests",), style="decorators", unsafe=True),
    Package(
        "markdown",
        "3.8",
        "markdown",
        ("tests", "-o", "python_classes=Case"),  # it imports a class `TestSuite` that is none
        ("pyyaml", "defusedxml"),
        style="partly typed",
        unsafe=True,
    ),
    Package("simplejson", "3.20.1", "simplejson", ("simplejson/tests",), style="untyped, of 2006", unsafe=True),
    Package("pyasn1", "0.6.1", "pyasn1", ("tests",), style="untyped, of 2005", unsafe=True),
    Package("pyflakes", "3.3.2", "pyflakes", ("pyflakes/test",), style="untyped", unsafe=True),
    Package("tenacity", "9.1.2", "tenacity", ("tests",), ("tornado", "typeguard", "trio"), "async", unsafe=True),
    Package("aiofiles", "24.1.0", "src/aiofiles", ("tests",), ("pytest-asyncio",), style="async", unsafe=True),
    Package("itsdangerous", "2.2.0", "src/itsdangerous", ("tests",), ("freezegun",), style="typed", unsafe=True),
    Package(
        "click",
        "8.1.8",
        "src/click",
        ("tests",),
        style="decorators, typed",
        deselect=("tests/test_imports.py",),  # lists the modules that may be imported, `collections.abc` not among them
        unsafe=True,
    ),
    Package("attrs", "25.3.0", "src/attr", ("tests",), ("hypothesis", "cloudpickle"), style="decorators"),
    Package("boltons", "25.0.0", "boltons", ("tests",), ("pytest<9",), style="untyped"),
    Package("beautifulsoup4", "4.12.3", "bs4", ("bs4/tests",), ("lxml", "html5lib"), style="untyped, of 2004"),
    Package("docutils", "0.21.2", "docutils", ("test",), ("defusedxml",), style="untyped, of 2000", leave=_HINTS),
    Package("parso", "0.8.4", "parso", ("test",), ("docopt",), style="partly typed"),
    Package("waitress", "3.0.2", "src/waitress", ("tests",), style="untyped, sockets", unsafe=True, leave=_HINTS),
    Package("webob", "1.8.9", "src/webob", ("tests",), ("legacy-cgi",), style="untyped, of 2005"),
    Package("mako", "1.3.10", "mako", ("test",), ("markupsafe", "mock"), style="untyped, of 2006"),
    Package(
        "pyparsing",
        "3.2.3",
        "pyparsing",
        ("tests/test_unit.py", "tests/test_simple_unit.py"),
        style="partly typed, of 2003",
    ),
    Package("toolz", "1.0.0", "toolz", ("toolz/tests",), style="untyped, functional", unsafe=True),
    Package(
        "zope.interface",
        "7.2",
        "src/zope/interface",
        ("src/zope/interface/tests",),
        style="metaclasses, of 2001",
        leave=_HINTS,
    ),
    Package(
        "python-dateutil", "2.9.0.post0", "src/dateutil", ("tests",), ("six", "freezegun", "hypothesis"), "of 2003"
    ),
    Package("mpmath", "1.3.0", "mpmath", ("mpmath/tests",), style="untyped, mathematics, of 2007", leave=_HINTS),
    Package(
        "formencode",
        "2.1.1",
        "src/formencode",
        ("tests",),
        ("dnspython", "legacy-cgi"),
        style="untyped, of 2004",
        leave=_HINTS,
    ),
    Package("bottle", "0.13.3", "bottle.py", ("test",), style="untyped, one file", unsafe=True),
    Package("pycparser", "2.22", "pycparser", ("tests",), style="untyped, generated"),
    Package(
        "trio",
        "0.30.0",
        "src/trio",
        ("src/trio",),
        ("trustme", "pyopenssl", "pytest", "astor"),
        style="typed, async",
        leave=_HINTS,
    ),
    Package("tornado", "6.5.1", "tornado", ("tornado/test",), ("pycurl",), style="typed, async", leave=_HINTS),
    Package(
        "networkx",
        "3.4.2",
        "networkx/algorithms/centrality",
        ("networkx/algorithms/centrality",),
        ("numpy", "scipy"),
        "untyped, decorators, scientific",
        leave=_HINTS,
    ),
    Package(
        "sympy",
        "1.14.0",
        "sympy/combinatorics",
        ("sympy/combinatorics",),
        ("mpmath",),
        "untyped, mathematics",
        leave=_HINTS,
    ),
    Package(
        "stdlib",
        "",
        "",
        ("--pyargs", *(f"test.test_{name}" for name in STDLIB)),
        style="untyped, of 1991",
        leave=_HINTS,
    ),
    Package("jinja2", "3.1.6", "src/jinja2", ("tests",), ("markupsafe", "trio"), "typed, generates code"),
    Package("html5lib", "1.1", "html5lib", ("html5lib/tests",), ("six", "webencodings", "mock"), "untyped, of 2006"),
    Package("configobj", "5.0.9", "src/configobj", ("src/tests",), style="untyped, of 2005"),
    Package("paste", "3.10.1", "paste", ("tests",), ("setuptools<80",), "untyped, of 2005"),
    Package("pyramid", "2.0.2", "src/pyramid", ("tests",), ("webtest", "zope.component", "setuptools<80"), "untyped"),
    Package("rope", "1.13.0", "rope", ("ropetest",), ("pytoolconfig",), "untyped, of 2004"),
    Package(
        "cssutils", "2.11.1", "cssutils", ("cssutils/tests",), ("more-itertools", "cssselect", "jaraco.test"), "of 2004"
    ),
    Package("urwid", "2.6.16", "urwid", ("tests",), ("typing-extensions", "wcwidth"), "partly typed, of 2004"),
    Package("oauthlib", "3.2.2", "oauthlib", ("tests",), ("pyjwt", "cryptography", "blinker"), "untyped"),
    Package("beaker", "1.13.0", "beaker", ("tests",), ("cryptography", "webtest", "mock"), "untyped, of 2006"),
    Package("whoosh", "2.7.4", "src/whoosh", ("tests",), style="untyped, of 2007"),
    Package("natsort", "8.4.0", "natsort", ("tests",), ("hypothesis", "pytest-mock"), "typed"),
    Package("wtforms", "3.2.1", "src/wtforms", ("tests",), ("markupsafe", "email-validator", "babel"), "untyped"),
    Package("voluptuous", "0.15.2", "voluptuous", ("voluptuous/tests",), style="typed", unsafe=True),
    Package("marshmallow", "3.26.1", "src/marshmallow", ("tests",), ("simplejson", "pytz"), "typed"),
    Package("tabulate", "0.9.0", "tabulate", ("test",), ("wcwidth",), "untyped, one file", unsafe=True),
    Package("prettytable", "3.16.0", "src/prettytable", ("tests",), ("pytest-lazy-fixtures", "wcwidth"), "typed"),
    Package("humanize", "4.12.3", "src/humanize", ("tests",), ("freezegun",), "typed", unsafe=True),
    Package(
        "arrow",
        "1.3.0",
        "arrow",
        ("tests",),
        ("pytest-mock", "pytz", "simplejson", "dateparser", "types-python-dateutil", "python-dateutil"),
        "typed",
    ),
    Package("hyperlink", "21.0.0", "src/hyperlink", ("src/hyperlink/test",), ("idna",), "typed by comments"),
    Package("more-itertools", "10.7.0", "more_itertools", ("tests",), style="untyped, functional", unsafe=True),
    Package("glom", "24.11.0", "glom", ("glom/test",), ("boltons", "face", "attrs", "pyyaml", "toml"), "untyped"),
    Package("pystache", "0.6.8", "pystache", ("pystache/tests",), style="untyped, of 2010", unsafe=True),
    Package("genshi", "0.7.9", "genshi", ("genshi/tests", "genshi/filters/tests"), ("six",), "untyped, of 2006"),
    Package("mutagen", "1.47.0", "mutagen", ("tests",), ("hypothesis", "pycodestyle"), "partly typed, of 2005"),
    Package("netaddr", "1.3.0", "netaddr", ("netaddr/tests",), ("defusedxml",), style="untyped, of 2008", unsafe=True),
    Package("supervisor", "4.2.5", "supervisor", ("supervisor/tests",), ("setuptools",), "untyped, of 2004"),
    Package("pybtex", "0.24.0", "pybtex", ("tests",), ("pyyaml", "latexcodec", "six"), "untyped, of 2006"),
    Package("werkzeug", "3.1.3", "src/werkzeug", ("tests",), ("markupsafe", "ephemeral-port-reserve"), "typed"),
    Package("flask", "3.1.1", "src/flask", ("tests",), ("asgiref", "python-dotenv"), "typed, decorators"),
    Package("babel", "2.17.0", "babel", ("tests",), ("freezegun", "pytz"), "typed, of 2007"),
    Package("colander", "2.0", "src/colander", ("tests",), ("iso8601", "translationstring"), "untyped"),
    Package(
        "webtest", "3.0.4", "webtest", ("tests",), ("webob", "waitress", "beautifulsoup4", "legacy-cgi"), "untyped"
    ),
    Package("h2", "4.2.0", "src/h2", ("tests",), ("hpack", "hyperframe", "hypothesis"), "typed, state machines"),
    Package("hpack", "4.1.0", "src/hpack", ("tests",), ("hypothesis",), "typed"),
    Package("funcy", "2.0", "funcy", ("tests",), ("whatever",), "untyped, functional", unsafe=True),
    Package(
        "lark",
        "1.2.2",
        "lark",
        ("tests",),
        ("regex",),
        "typed, generates code",
        # makes a program of marked lines of the files, which an import above the marks is not among
        deselect=("tests/__main__.py::TestStandalone::test_simple",),
    ),
    Package("sqlobject", "3.12.0.post2", "sqlobject", ("sqlobject",), ("formencode", "pydispatcher"), "of 2002"),
    Package("dulwich", "0.22.8", "dulwich", ("tests",), ("urllib3",), "partly typed, of 2007"),
    Package("jsonpickle", "4.1.1", "jsonpickle", ("tests",), ("numpy", "pandas"), "typed, of 2008"),
    Package("traitlets", "5.14.3", "traitlets", ("tests",), ("pytest-mock", "argcomplete"), "typed, descriptors"),
    Package("testtools", "2.7.2", "testtools", ("testtools/tests",), ("fixtures", "testscenarios"), "untyped, of 2008"),
    Package("mock", "5.2.0", "mock", ("mock/tests",), style="untyped, of 2007"),
    Package("w3lib", "2.3.1", "w3lib", ("tests",), style="typed", unsafe=True),
    Package("distlib", "0.4.4", "distlib", ("tests",), style="untyped, of 2009"),
    Package(
        "httplib2",
        "0.32.1",
        "httplib2",
        ("tests", "--ignore=tests/_TODO_legacy"),
        ("cryptography", "pysocks", "pyparsing"),
        "untyped, of 2006",
    ),
    Package(
        "social-auth-core",
        "7.0.0",
        "social_core",
        ("social_core/tests",),
        ("responses", "python3-saml", "google-auth", "lxml"),
        "typed, of 2012",
    ),
    Package("web.py", "0.76", "web", ("tests",), ("cheroot", "dbutils"), "untyped, of 2005"),
    Package("websocket-client", "1.9.2", "websocket", ("websocket/tests",), style="partly typed", unsafe=True),
    Package(
        "wsgidav",
        "4.4.0",
        "wsgidav",
        ("tests",),
        ("cheroot", "defusedxml", "jinja2", "json5", "pyyaml", "webtest", "requests", "lxml"),
        "untyped, of 2005",
    ),
    Package(
        "mkdocs", "1.6.1", "mkdocs", ("mkdocs/tests", "-o", "python_files=*_tests.py"), ("babel", "setuptools"), "typed"
    ),
    Package("sqlite-utils", "4.2.1", "sqlite_utils", ("tests",), ("hypothesis", "black", "cogapp"), "typed, SQL"),
    Package("livereload", "2.7.1", "livereload", ("tests",), ("tornado", "django"), "untyped"),
    Package("suds-community", "1.2.0", "suds", ("tests",), ("six",), "untyped, of 2006"),
    Package(
        "djangorestframework",
        "3.18.3",
        "rest_framework",
        ("tests",),
        (
            "django",
            "pytest-django",
            "coreapi",
            "pyyaml",
            "markdown",
            "inflection",
            "uritemplate",
            "psycopg2-binary",
            "dj-database-url",
        ),
        "untyped, web",
    ),
    Package(
        "openstack-placement",
        "14.0.0",
        "placement",
        ("placement/tests/unit",),
        ("oslotest", "testtools", "fixtures", "ddt", "requests-mock", "wsgi-intercept", "gabbi", "cryptography"),
        "untyped, schemas",
    ),
    Package("dnspython", "2.7.0", "dns", ("tests",), style="typed, of 2001"),
    Package("django", "5.2.1", "django", select=_LOCAL, style="untyped"),
    Package("twisted", "24.11.0", "src/twisted", select=_LOCAL, style="partly typed, of 2001"),
    Package("nltk", "3.9.1", "nltk", select=_LOCAL, style="untyped, of 2001"),
)
