"""The name that a library has where it was published, wherever a program keeps a copy of it.

`from .python_packages.bottlepy.bottle import request` means Bottle's request, as `from bottle import request` does. Only
libraries that what is known of libraries is about are named so: any other module keeps the name by which it is found.
"""

from __future__ import annotations

from functools import lru_cache

from burnish_checks.patterns import deferred

_COPY = deferred(
    r"(?:.*\.)?(?:_?vendor(?:ed)?|_vendored_packages|(?:\w+_)?third_?party|_?extern(?:als?)?|ext_?libs?|\w+_packages|packages"
    r"|bundled|bottlepy)\.(?:\w+\.)?"
    r"(?=(?:bottle|flask|werkzeug|jinja2|markupsafe|itsdangerous|tornado|webob|cherrypy|requests|urllib3|httpx|aiohttp|yaml"
    r"|simplejson|ldap3?|pexpect|jwt)(?:\.|$))"
)


@lru_cache(maxsize=8192)
def published(name: str) -> str:
    """The dotted name without the folders that a copy lies in: `requests.get` of `pip._vendor.requests.get`."""
    found = _COPY.match(name) if "." in name else None
    return name[found.end() :] if found is not None else name
