"""How certain a flow is: an error, less where a step on the way may make it harmless, a hint where it likely does."""

from __future__ import annotations

import re
from enum import IntEnum

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.closed import End, Flow
from burnish_checks.security.flow.kinds import COMMAND, HTML, PATH, REDIRECT
from burnish_checks.security.flow.marks import (
    AS_PROGRAM,
    BEHIND_NAME,
    BEHIND_TEXT,
    BELIEVED,
    DOTTED,
    DOUBT,
    FOLLOWED,
    IN_FOLDER,
    LETTERS,
    LOOKED_AT,
    NO_HOST,
    NO_HTML,
    NO_PARENT,
    NO_SLASHES,
    OPENED,
    SLASH,
    WHOLE,
    WITHIN,
)
from burnish_checks.security.flow.run import Hit
from burnish_checks.security.flow.sinks import ASKED_FOR, KIND_OF, LABEL_OF, SINKS
from burnish_checks.security.flow.sources import REFERRERS
from burnish_checks.security.flow.taints import Origin


class Certainty(IntEnum):
    """How likely it is that the data arrives as it was sent and does harm."""

    UNLIKELY = 0
    IN_DOUBT = 1
    CERTAIN = 2


def certainty(end: End, flow: Flow | None = None, hit: Hit | None = None) -> Certainty:
    """What the steps on the way, in this function and in the one that the data is passed to, leave of a flow."""
    kind, passed = _kind(flow, hit), _passed(end, flow)
    if BELIEVED in passed or (kind == REDIRECT and _is_referrer(end)):
        return Certainty.UNLIKELY
    if hit is not None and end.source is not None and end.source.of_login and LABEL_OF[hit.number] != ASKED_FOR:
        return Certainty.UNLIKELY  # whoever binds by a name must know its password
    if kind == PATH:
        opened = OPENED in passed or (hit is not None and opens_file(hit.number, hit.symbol))
        is_name = opened and FOLLOWED not in passed
        if is_name and BEHIND_NAME in passed:
            return Certainty.UNLIKELY
        word = hit.symbol.rpartition(".")[2].lstrip("?@$") if hit is not None else ""
        if is_one_part(end, passed) and word not in REMOVES:
            return Certainty.UNLIKELY if is_name or WITHIN in passed or word in _MAKES else Certainty.IN_DOUBT
    return Certainty.IN_DOUBT if _is_doubted(end, kind, passed) else Certainty.CERTAIN


def is_one_part(end: End, passed: frozenset[str]) -> bool:
    """Whether it holds no slash, so that `..` is all that leads out of a folder."""
    return NO_SLASHES in passed or (end.source is not None and end.source.one_part)


def weighed(end: End, flow: Flow | None = None, hit: Hit | None = None) -> tuple[Certainty, str]:
    """The certainty, and what is known of a path, or address, that leaves a way out of its folder, or host: a mark, or empty."""
    kind, passed = _kind(flow, hit), _passed(end, flow)
    known = next((mark for mark in _LEFT_OPEN.get(kind, ()) if mark in passed), "")
    if not known and kind == PATH and is_one_part(end, passed):
        known = NO_SLASHES
    if not known and LOOKED_AT in passed:
        known = LOOKED_AT
    if not known and kind == PATH and passed.isdisjoint(_IN_PLACE):
        known = WHOLE
    return certainty(end, flow, hit), known


def _passed(end: End, flow: Flow | None) -> frozenset[str]:
    """What the steps on the way have cleared the data of, in this function and in the one that it is passed to."""
    return end.cleared | flow.cleared if flow is not None else end.cleared


def _kind(flow: Flow | None, hit: Hit | None) -> str:
    """The kind of harm that data does here, or in the function that it is passed to."""
    return flow.kind if flow is not None else KIND_OF[hit.number] if hit is not None else ""


_IN_PLACE = frozenset({IN_FOLDER, BEHIND_TEXT, BEHIND_NAME, WITHIN})
"""What is known of data that stands behind something in a path."""
_LEFT_OPEN = {PATH: (LETTERS, DOTTED, NO_PARENT), REDIRECT: (NO_HOST, SLASH), COMMAND: (AS_PROGRAM,)}
"""What a check has found that does not suffice, or the way that is left to do harm, by its kind."""


def _is_doubted(end: End, kind: str, passed: frozenset[str]) -> bool:
    if (
        DOUBT in passed
        or (kind == HTML and NO_HTML in end.cleared)
        or (kind == PATH and (LETTERS in passed or NO_PARENT in passed))
        or (kind == REDIRECT and NO_HOST in passed)
    ):
        return True
    if end.source is not None and not end.source.certain:
        return True
    if kind in (HTML, REDIRECT) and (_COOKIES.search(end.origin.name) or _FORWARDED.match(end.origin.slot)):
        return True  # no link that somebody could send sets it: a page of this server has, or a proxy
    return _is_referrer(end)


def _is_referrer(end: End) -> bool:
    """Whether it is the address of the page that the visitor came from, which no link that somebody could send sets."""
    return (end.source is not None and end.source.of_referrer) or names_referrer(end.origin)


def names_referrer(origin: Origin) -> bool:
    """Whether that page is read there: `request.referrer`, `request.headers["Referer"]`."""
    return origin.slot in REFERRERS or (origin.kind == "path" and origin.name.endswith(".referrer"))


def opens_file(number: int, symbol: str) -> bool:
    """Whether a sink of paths takes one of a file alone, and so no folder, such as `..`."""
    word = symbol.rpartition(".")[2].lstrip("?@$")
    return number < len(SINKS) and SINKS[number].kind == PATH and word not in _TAKE_FOLDERS


REMOVES = frozenset(["rmtree", "rmdir", "removedirs", "move", "rename", "chmod", "chown", "make_archive", "copytree"])
"""What does harm to the folder above."""
_MAKES = frozenset(["mkdir", "makedirs"])
"""What does the folder above no harm, which is there."""
_TAKE_FOLDERS = REMOVES | frozenset(
    ["listdir", "scandir", "walk", "iterdir", "glob", "iglob", "rglob", "mkdir", "makedirs", "chdir", "chroot", "replace",
     "renames", "symlink", "symlink_to", "link", "lchown", "extract", "extractall", "unpack_archive", "send_from_directory",
     "static_file", "NamedTemporaryFile", "mkstemp", "mkdtemp", "TemporaryDirectory", "disk_usage", "statvfs", "Path"]
)  # fmt: skip
_FORWARDED = deferred(r"(?:HTTP_)?X[-_](?:Forwarded|Real|Original|Script)", re.I)
"""Headers that a proxy sets."""
_COOKIES = deferred(r"\.(?:cookies|COOKIES|get_cookie\(\))$")
