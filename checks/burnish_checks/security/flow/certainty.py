"""Whether a flow is there for certain, and so an error, or may be harmless by a step on the way, and so is less."""

from __future__ import annotations

import re

from burnish_checks.security.flow.closed import End, Flow
from burnish_checks.security.flow.kinds import HTML, PATH, REDIRECT
from burnish_checks.security.flow.run import Hit
from burnish_checks.security.flow.sinks import KIND_OF
from burnish_checks.security.flow.values import DOUBT, NO_HTML


def is_certain(end: End, flow: Flow | None = None, hit: Hit | None = None) -> bool:
    """Whether nothing on the way, in this function and in the one that the data is passed to, is in doubt."""
    kind = flow.kind if flow is not None else KIND_OF[hit.number] if hit is not None else ""
    if kind == HTML and NO_HTML in end.cleared:
        return False
    if kind == PATH and end.source is not None and end.source.one_part:
        word = hit.symbol.rpartition(".")[2].lstrip("?@$") if hit is not None else ""
        if word not in _REMOVES:  # others do not read or write the folder above
            return False
    if end.source is not None and not end.source.certain:
        return False
    if kind in (HTML, REDIRECT) and _COOKIES.search(end.origin.name):
        return False  # nor that: a page of this server has set it
    if (
        end.origin.slot in _REFERRERS
        or end.origin.name.endswith(".referrer")
        or (kind in (HTML, REDIRECT) and _FORWARDED.match(end.origin.slot))
    ):
        return False  # no link that somebody could send sets it
    return DOUBT not in end.cleared and (flow is None or DOUBT not in flow.cleared)


_REMOVES = frozenset(["rmtree", "rmdir", "removedirs", "move", "rename", "chmod", "chown", "make_archive", "copytree"])
_FORWARDED = re.compile(r"(?:HTTP_)?X[-_](?:Forwarded|Real|Original|Script)", re.I)
"""Headers that a proxy sets."""
_COOKIES = re.compile(r"\.(?:cookies|COOKIES|get_cookie\(\))$")
_REFERRERS = frozenset({"HTTP_REFERER", "Referer", "referer", "Referrer"})
