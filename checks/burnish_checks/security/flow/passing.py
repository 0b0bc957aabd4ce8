"""What functions that pass their arguments on give: the same data, with what is known of its beginning and parts."""

from __future__ import annotations

import re
from functools import lru_cache

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.beginnings import SOMETHING, keeps_from
from burnish_checks.security.flow.dangers import Arguments
from burnish_checks.security.flow.effects import CLEANS, UNDOES
from burnish_checks.security.flow.kinds import ADDRESS, ALL, PATH, REDIRECT, XPATH
from burnish_checks.security.flow.marks import (
    ASKED,
    BEHIND_NAME,
    BEHIND_TEXT,
    DOTTED,
    DOUBT,
    EXPRESSION,
    FOLLOWED,
    IN_FILE,
    IN_FOLDER,
    JOINED,
    NO_PARENT,
    NO_SLASH,
    NO_SLASHES,
    WITHIN,
)
from burnish_checks.security.flow.pages import QUOTES_LEFT
from burnish_checks.security.flow.parts import elements
from burnish_checks.security.flow.patterns import replaced
from burnish_checks.security.flow.taints import Taint, cleared, once_read, uncleared, via
from burnish_checks.security.flow.texts import NORMALISED, compose, formatted, joined_path, words_of
from burnish_checks.security.flow.values import MISSING, UNKNOWN, Value, constant, tainted


@lru_cache(maxsize=2048)
def known_name(symbol: str) -> str:
    """The dotted name for the tables: a name from outside that may be a built-in is taken as one."""
    if symbol.startswith("?"):
        return symbol[1:] if "." in symbol else f"builtins.{symbol[1:]}"
    return symbol


def symbol_of_result(arguments: Arguments) -> str:
    """The symbol of what a call gives; of `Path(os.path.realpath(name))`, in which no `..` stands, as of one that is resolved."""
    given = arguments.positional
    plain = len(given) == 1 and given[0].symbol.endswith(NORMALISED) and arguments.symbol.endswith("Path")
    return f"{arguments.symbol}(){'.resolve()' * plain}" if arguments.symbol else ""


def cleaned_by(name: str, arguments: Arguments) -> frozenset[str]:
    """The kinds of sink that a function of `CLEANS` makes its arguments harmless for, as it is called."""
    if name in _MAY_LEAVE_QUOTES:
        quote = arguments.get(1, "quote")
        return _with_quotes(name, quote.const is not False if quote is not None else name not in _LEAVES_QUOTES)
    safe = arguments.get(1, "safe")
    slashes = name.endswith("quote_plus") or (safe is not None and safe.const == "")
    return CLEANS[name] | {NO_SLASHES} if slashes and name in _QUOTES_ADDRESS else CLEANS[name]


def cleaned_as_passed(name: str, given: tuple[str, ...]) -> frozenset[str]:
    """The same where all that is known of the call is what it passes, as `shape_of` says it."""
    if name not in _MAY_LEAVE_QUOTES:
        return CLEANS[name]
    quote = [constant for slot, _, constant in (item.partition("=") for item in given) if slot in ("1", "quote")]
    return _with_quotes(name, quote[0] != repr(False) if quote else name not in _LEAVES_QUOTES)


def _with_quotes(name: str, quotes_too: bool) -> frozenset[str]:
    return CLEANS[name] - {QUOTES_LEFT} if quotes_too else (CLEANS[name] - {XPATH}) | {QUOTES_LEFT}


def cleaned(name: str, arguments: Arguments, taints: frozenset[Taint], result: str) -> Value:
    """The result of a function of `CLEANS`; of one that puts what it escapes into a page, with where in that it stands."""
    known = cleaned_by(name, arguments)
    page = arguments.positional[0].const if name.endswith(".format_html") and arguments.positional else None
    if isinstance(page, str) and "**" not in arguments.named and not arguments.starred:
        places = tuple(tainted(cleared(value.all_taints, known)) for value in arguments.positional[1:])
        named = {key: tainted(cleared(value.all_taints, known)) for key, value in arguments.named.items()}
        if (made := formatted(page, places, named)) is not None:
            return made.changed(symbol=result)
    return tainted(cleared(taints, known), symbol=result)


_LEAVES_QUOTES = frozenset({"cgi.escape", "xml.sax.saxutils.escape"})
_MAY_LEAVE_QUOTES = _LEAVES_QUOTES | {"html.escape"}
_QUOTES_ADDRESS = frozenset(["urllib.parse.quote", "urllib.parse.quote_plus"])
_OF_ADDRESS = frozenset(["tornado.httpclient.HTTPRequest"])
"""What makes requests of addresses, which are sent to where these lead."""


def passed_on(name: str, arguments: Arguments, taints: frozenset[Taint], result: str) -> Value:
    """The result of a function of `PASSES`, called by its dotted name."""
    first = arguments.positional[0] if arguments.positional else UNKNOWN
    if name == "shlex.split":
        parted = words_of(taints, first.prefix)
        if parted is not None:
            return parted
    if name in _OF_ADDRESS:
        return (arguments.get(0, "url") or UNKNOWN).changed(symbol=result)
    taints = _as_passed(name, first, taints)
    made = _known_result(name, arguments, first) or _address(name, arguments, first, taints, result)
    if made is not None:
        return made
    if name in ("os.path.splitext", "posixpath.splitext"):
        ending = tainted(cleared(taints, frozenset({PATH})), symbol=f"{result}[]")
        return Value(items=(tainted(taints, symbol=f"{result}[]", prefix=first.prefix), ending))
    if name in ("os.path.split", "posixpath.split"):
        last = cleared(taints, CLEANS["os.path.basename"])
        return Value(
            items=(tainted(taints, symbol=f"{result}[]", prefix=first.prefix), tainted(last, symbol=f"{result}[]"))
        )
    if name in _JOINS:
        return tainted(
            joined_path(arguments.positional, taints, several=arguments.starred), symbol=result, prefix=first.prefix
        )
    if marks := _known_of(name, arguments):
        return tainted(cleared(taints, marks), symbol=result)
    if name in ("re.sub", "re.subn"):
        return _substituted(arguments, first)
    if name in _AS_MAPPING:
        return first.changed(taints=first.taints | taints, const=MISSING)
    if name == "builtins.getattr":
        return _attribute(first, arguments.positional[1] if len(arguments.positional) > 1 else UNKNOWN)
    if name == "builtins.map" and len(arguments.positional) > 1 and (mapped := _mapped(first, taints)) is not None:
        return mapped
    if name in ("builtins.str", "builtins.format", "copy.copy", "copy.deepcopy", "typing.cast"):
        return first.changed(taints=first.taints | taints, const=MISSING) if name.startswith("copy.") else tainted(
            taints, prefix=first.prefix, symbol=result if first.symbol.endswith("Markup()") else first.symbol or result
        )  # fmt: skip
    if name in _NORMAL and _AT_ROOT.match(first.prefix):
        taints = cleared(uncleared(taints, _OF_PLACE), frozenset({NO_PARENT}))
    keeps_beginning = name.startswith(("os.path.", "posixpath.")) or name in _PARSED or name in _UNPARSED
    return tainted(taints, symbol=result, prefix=first.prefix if keeps_beginning else "")


def _as_passed(name: str, first: Value, taints: frozenset[Taint]) -> frozenset[Taint]:
    """The taints of what went in, with what the function brings back, or is known of what it joins."""
    taints = once_read(taints)
    if name == JOINS_ADDRESSES:
        return first.all_taints | cleared(taints - first.all_taints, frozenset({JOINED}))
    if name not in UNDOES:
        return taints
    later = frozenset(filter(_is_told_later, taints)) if PATH in UNDOES[name] else frozenset[Taint]()
    return via(name, "0", later) | frozenset(
        item if item.cleared >= ALL else Taint(item.origin, (item.cleared - UNDOES[name]) | _become_parts(name))
        for item in taints - later
    )


def _is_told_later(taint: Taint) -> bool:
    """Whether only `closing` can tell what was known of it when it was passed: a function has given it, or was asked about it."""
    return taint.origin.inner is not None or any(kind.startswith(ASKED) for kind in taint.cleared)


def _known_of(name: str, arguments: Arguments) -> frozenset[str]:
    """What is known of the result by how the function is called, whatever it is passed."""
    if name == "markdown.markdown" and _is_cleaned(arguments):
        return CLEANS["bleach.clean"]
    mode = arguments.get(2, "mode") if name in _PARSING else None
    return _EXPRESSION if mode is not None and mode.const == "eval" else _IN_MEMORY.get(name, frozenset())


def _become_parts(name: str) -> frozenset[str]:
    """What is known of a part of a path that is written otherwise: it may be many, where it was quoted."""
    return frozenset({FOLLOWED}) if PATH in UNDOES[name] else frozenset()


def _address(name: str, arguments: Arguments, first: Value, taints: frozenset[Taint], result: str) -> Value | None:
    """The address that is put together of its parts, as far as it can be told which host it has."""
    if name == JOINS_ADDRESSES and any(item.symbol.endswith("split()[]") for item in arguments.positional[1:]):
        return tainted(cleared(taints, frozenset({DOUBT})), symbol=result)  # two more slashes have to follow
    if name == JOINS_ADDRESSES and first.all_taints and (kept := keeps_from(first.prefix)):
        return tainted((taints - first.all_taints) | cleared(first.all_taints, kept), symbol=result)
    if name == JOINS_ADDRESSES and len(arguments.positional) > 1:
        second = arguments.positional[1]
        if (
            REDIRECT in keeps_from(second.prefix)
            and not second.prefix.startswith(SOMETHING)
            and "//" not in second.prefix
        ):
            return tainted(first.all_taints | cleared(second.all_taints, ADDRESS), symbol=result, prefix=first.prefix)
    if name == "httpx.URL" and not arguments.positional and not _HOSTS.intersection(arguments.named):
        return tainted(cleared(taints, ADDRESS), symbol=result)  # it is put behind an address of the client
    if name in _UNPARSED and first.items is not None and len(first.items) > _PATH:
        scheme, host, *others = first.items
        begins = [scheme, constant("://"), host, constant("/")] if host.const != "" else [constant("/p")]
        return compose([*begins, *others])
    return None


JOINS_ADDRESSES = "urllib.parse.urljoin"
"""What joins a link to the address of the page that it stands on: the link may have a host of its own."""
_HOSTS = frozenset({"url", "host", "netloc", "raw_host"})


def _mapped(function: Value, taints: frozenset[Taint]) -> Value | None:
    """What `map` gives where the function makes its arguments harmless; None for other functions."""
    name = known_name(function.symbol)
    if name in ("builtins.int", "builtins.float", "builtins.bool"):
        return UNKNOWN
    return tainted(cleared(taints, CLEANS[name])) if name in CLEANS else None


def _attribute(owner: Value, wanted: Value) -> Value:
    """What `getattr` gives; where only the beginning of the name is known, any attribute that begins so."""
    start = wanted.prefix.partition(SOMETHING)[0]
    word = wanted.const if isinstance(wanted.const, str) else f"{start}*" if start else ""
    return tainted(owner.all_taints, symbol=f"{owner.symbol}.{word}" if owner.symbol and word else "")


_GOES_THROUGH = {
    **{
        f"builtins.{word}": 0
        for word in ("list", "tuple", "set", "frozenset", "sorted", "iter", "enumerate", "zip", "reversed")
    },
    "builtins.filter": 1,
}
"""What goes through its arguments, from which one on."""
_PARSING = frozenset({"ast.parse", "builtins.compile"})
"""What parses code: an expression alone, if it is told to."""
_EXPRESSION = frozenset({EXPRESSION})
_AS_MAPPING = frozenset(["builtins.vars", "dataclasses.asdict", "attrs.asdict", "attr.asdict"])
"""What gives what an object holds by the names of its attributes."""
_PARSED = frozenset({"urllib.parse.urlsplit", "urllib.parse.urlparse"})
_UNPARSED = frozenset({"urllib.parse.urlunsplit", "urllib.parse.urlunparse"})
_PATH = 2
"""The number of the part of an address that is its path, behind scheme and host."""


def _known_result(name: str, arguments: Arguments, first: Value) -> Value | None:
    """The text, list or dictionary that a built-in makes of known ones; the address that is joined to one of the server's."""
    if name in ("builtins.str", "builtins.bytes") and first.known and isinstance(first.const, (str, int, float)):
        return constant(str(first.const))
    if name == JOINS_ADDRESSES and len(arguments.positional) > 1 and not first.all_taints:
        path = arguments.positional[1]
        if keeps_from(path.prefix) and path.prefix.startswith("/"):  # behind the host of the first
            return tainted(cleared(path.all_taints, ADDRESS))
    if name in ("builtins.list", "builtins.tuple") and (first.items is not None or not arguments.positional):
        return Value(items=first.items or ())
    if name in ("builtins.reversed", "builtins.sorted") and first.items is not None:
        return tainted(first.all_taints)
    if name in ("builtins.dict", "collections.OrderedDict") and not arguments.positional and not arguments.starred:
        return Value(keys=dict(arguments.named))
    if name in _GOES_THROUGH:
        gone = (
            elements(value) if _GOES_THROUGH[name] <= number else value
            for number, value in enumerate(arguments.positional)
        )
        return tainted(frozenset[Taint]().union(*(value.all_taints for value in gone)), symbol=f"{arguments.symbol}()")
    return None


_JOINS = frozenset(["os.path.join", "posixpath.join", "pathlib.Path", "pathlib.PurePath"])
_NORMAL = frozenset({"os.path.normpath", "posixpath.normpath"})
"""What takes `..` out of a path that begins at the root: there is nothing above that."""
_AT_ROOT = deferred(r"/\ue000?$")
_OF_PLACE = frozenset({BEHIND_NAME, BEHIND_TEXT, IN_FOLDER, DOTTED, NO_SLASH, NO_SLASHES, WITHIN})
"""What is known of data where it stands in a path, of which nothing is left when that begins with the data."""
_IN_MEMORY = dict.fromkeys(("io.BytesIO", "io.StringIO"), frozenset({IN_FILE}))
_CLEANING = deferred(r"clean|bleach|sanit|escape", re.I)


def _is_cleaned(arguments: Arguments) -> bool:
    """Whether an extension of Markdown cleans the HTML that it makes, as its name tells."""
    given = arguments.get(1, "extensions")
    return given is not None and any(_CLEANING.search(item.symbol) for item in given.items or ())


def _substituted(arguments: Arguments, pattern: Value) -> Value:
    """What `re.sub` makes; where it may stop after some, as if it had taken nothing."""
    replacement, text = arguments.get(1, "repl") or UNKNOWN, arguments.get(2, "string") or UNKNOWN
    whole = arguments.get(3, "count") is None
    return replaced("re.sub", pattern if whole else UNKNOWN, replacement, text)
