"""Where in a page of HTML a piece of data stands, by the text before it: what escapes a text does not do so for a script."""

from __future__ import annotations

import re

from burnish_checks.patterns import deferred

ESCAPED, QUOTES_LEFT = "escaped as a text of HTML", "escaped but for quotes"
"""Stand among cleared kinds for what was escaped so that it is a text between tags; that ends no attribute in quotes either,
but for the second."""
IN_ATTRIBUTE, IN_SCRIPT, AT_LINK = "in an attribute", "in a script", "begins a link"
"""Stand among cleared kinds for where in a page data stands: between the quotes of an attribute; where no quotes stand round
it, or where a script reads it; where a browser is told to go, such as `javascript:...`."""
NOT_SCRIPT = "of a known scheme"
"""Stands among cleared kinds for an address whose scheme was looked at: it runs no script."""
_NOWHERE: frozenset[str] = frozenset()
_TAG = deferred(r"<[a-z][\w:-]*\s[^<>]*$", re.I)
_SCRIPT = deferred(r"<script\b[^>]*>(?:(?!</script).)*$", re.I | re.S)
_QUOTED = deferred(r"(?<![\w:-])([\w:-]+)\s*=\s*(?:\"[^\"]*|'[^']*)$")
_LEADS = deferred(r"\b(?:href|action|formaction)\s*=\s*[\"']$", re.I)


def place_in_page(before: str) -> frozenset[str]:
    """What is known of data in a page that follows the text."""
    if "<" not in before:
        return _NOWHERE
    if _SCRIPT.search(before) is not None:
        return frozenset({IN_SCRIPT})
    tag = _TAG.search(before)
    if tag is None:
        return _NOWHERE
    if _LEADS.search(tag.group()) is not None:
        return frozenset({AT_LINK, IN_ATTRIBUTE})
    quoted = _QUOTED.search(tag.group())
    if quoted is not None:
        return frozenset({IN_SCRIPT if quoted.group(1).lower().startswith("on") else IN_ATTRIBUTE})
    return frozenset({IN_SCRIPT})


def harms_where_it_stands(marks: frozenset[str]) -> bool:
    """Whether what was escaped as a text of HTML harms a page all the same, where it stands in it."""
    return IN_SCRIPT in marks or (IN_ATTRIBUTE in marks and QUOTES_LEFT in marks)
