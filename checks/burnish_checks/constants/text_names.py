"""Names for strings: from what kind of text one is, from the words in it, and from its place."""

from __future__ import annotations

import re

from burnish_checks import syntax
from burnish_checks.constants.meaning import meaning_of
from burnish_checks.constants.words import constant_name, split, vocabulary
from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.patterns import deferred

_MIME = deferred(r"(?:application|audio|font|image|message|model|multipart|text|video)/([\w.+-]+)(;.*)?\Z")
_URL = deferred(r"[a-z][a-z0-9+.-]*://([^/\s:?#]*)(?::\d+)?([^?#\s]*)", re.I)
_PATH = deferred(r"(?:~|\.{1,2})?/[\w.@-]+(?:/[\w.@{}%-]+)*/?\Z|[A-Za-z]:[\\/]\S+\Z")
_SQL = deferred(r"\s*(select|insert|update|delete|create|drop|alter)\b", re.I)
_TIME = deferred(r"%[HIMSfp]")
_DATE = deferred(r"%[YymdBbjAa]")
_FILLERS = vocabulary(
    "a an and are as at be been by can for from has have in into is it its of on or that the this to was were with you your"
)
_LINKING = vocabulary("as at by for from in into not of on or to with")
"""Words without which the others mean something else: `out of range`."""
_DOTTED = deferred(r"[a-z_]\w*(?:\.\w+)+\Z")
_PLACEHOLDER = deferred(r"%\(?\w*\)?[#0-9.+-]*[a-zA-Z]|\{[^{}]*\}|\\[a-zA-Z]")
_MOST_WORDS = 4


def string_name(block: Block, node: syntax.Constant) -> str:
    """A name for a string, empty if there is none to be found."""
    value = node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
    if not isinstance(value, str):
        return ""
    known = _by_kind(value)
    if known:
        return constant_name(known)
    words = _said(re.sub(r"(?<=\w)['’](?=\w)", "", _PLACEHOLDER.sub(" ", value)))
    meaning = meaning_of(block, node)
    if not words or (meaning.role == "default" and meaning.name and _DOTTED.match(value)):
        return meaning.name
    suffix = _suffix(block, node, value)
    return constant_name([*words, *([] if not suffix or words[-1] == suffix else [suffix])])


def _said(text: str) -> list[str]:
    """The first words that say something, with the small ones between them where that does not get long."""
    every = split(text)
    words = [word for word in every if word not in _FILLERS]
    while words and words[0].isdigit():
        words = words[1:]
    words = words[:_MOST_WORDS]
    if not words:
        return []
    first = every.index(words[0])
    linked = [word for word in every[first:] if word in words or word in _LINKING]
    linked = linked[: len(linked) - linked[::-1].index(words[-1])]
    return linked if len(linked) <= _MOST_WORDS + 1 else words


def is_time_format(value: str) -> bool:
    """Whether a string is a format for dates or times: `%Y-%m-%d`."""
    codes = re.findall(r"%[A-Za-z]", value)
    known = [code for code in codes if _DATE.match(code) or _TIME.match(code)]
    return len(known) >= 2 and len(known) == len(codes) and not re.search(r"[a-z]{3}", re.sub(r"%[A-Za-z]", "", value))


def _by_kind(value: str) -> list[str]:
    mime = _MIME.match(value)
    if mime:
        return [*split(mime.group(1).removeprefix("x-").removeprefix("vnd."))[:3], "content", "type"]
    if is_time_format(value):
        return [("date" if _DATE.search(value) else "") + ("time" if _TIME.search(value) else ""), "format"]
    url = _URL.match(value)
    if url:
        host = [word for word in split(url.group(1)) if word not in ("www", "com", "org", "net", "io")]
        path = [word for word in split(url.group(2)) if len(word) > 1]
        scheme = split(value.partition(":")[0]) if not host else []
        return [*scheme, *host[-2:], *path[-2:], "url"]
    if _PATH.match(value) and " " not in value:
        return [*split(re.split(r"[/\\]", value.rstrip("/"))[-1])[:3], "path"]
    return []


def _suffix(block: Block, node: syntax.Constant, value: str) -> str:
    if _SQL.match(value):
        return "query"
    parent = block.parent(node)
    if _is_filled(block, node, parent):
        return "template"
    if isinstance(parent, syntax.Call):
        callee = dotted(parent.func)
        if callee.startswith("re.") and parent.args[:1] == [node]:
            return "pattern"
        if any(isinstance(outer, syntax.Raise) for outer in block.ancestors(node)):
            return "message"
    return ""


def _is_filled(block: Block, node: syntax.Constant, parent: syntax.AST | None) -> bool:
    """Whether values are put into the text: `text % value` and `text.format(value)`."""
    if isinstance(parent, syntax.BinOp):
        return isinstance(parent.op, syntax.Mod) and parent.left is node
    return (
        isinstance(parent, syntax.Attribute)
        and parent.attr in ("format", "format_map")
        and isinstance(block.parent(parent), syntax.Call)
    )
