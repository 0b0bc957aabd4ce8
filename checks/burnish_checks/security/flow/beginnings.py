"""What an address begins with, and from what that keeps the data behind it: it cannot choose the host."""

from __future__ import annotations

import re
from functools import lru_cache

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.kinds import REDIRECT, REQUEST

SOMETHING = "\ue000"
"""Stands in a prefix for text that is not known but comes from inside."""
OF_HOST, BEFORE_DOMAIN = "ends no host", "stands before a domain"
"""Stand among cleared kinds for a text without what a host ends with, such as a slash, and for what `.example.com` follows:
together they are a host of that domain."""
RESOLVED = "what a name stands for"
"""Stands among cleared kinds for the numbers of a host that were looked up by its name, which may stand for others next time."""
PUBLIC_HOST, NO_REDIRECTS = "leads to a public host", "fetched without redirects"
"""Stand among cleared kinds for an address whose host was looked up, and for one that is fetched from that host or none."""
_HOST_FIXED = deferred(
    r"\ue000|(?:[a-z][a-z0-9+.\ue000-]*:)?//[^/?#]+[/?#]|/(?![/\\])[^/\\]|[?#]|(?:mailto|data|tel):", re.I
)
_REQUEST_FIXED = deferred(r"\ue000|[a-z][a-z0-9+.\ue000-]*://[^/?#]+[/?#]", re.I)


@lru_cache(maxsize=1024)
def keeps_from(prefix: str) -> frozenset[str]:
    """The kinds of sink for which data after this beginning of an address is harmless: it cannot choose the host."""
    kinds = set()
    if _HOST_FIXED.match(prefix):
        kinds.add(REDIRECT)
    if _REQUEST_FIXED.match(prefix):
        kinds.add(REQUEST)
    return frozenset(kinds)
