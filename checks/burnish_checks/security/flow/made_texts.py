"""The texts that methods make: put together, parted at separators, with something replaced."""

from __future__ import annotations

from burnish_checks.security.flow.beginnings import SOMETHING
from burnish_checks.security.flow.dangers import Arguments
from burnish_checks.security.flow.kinds import HTML, LOG, PATH, XPATH
from burnish_checks.security.flow.marks import AT_LAST_SLASH, AT_SLASHES, FOLLOWED, NO_PARENT, NO_SLASH, NO_SLASHES
from burnish_checks.security.flow.pages import ESCAPED
from burnish_checks.security.flow.parts import any_of
from burnish_checks.security.flow.patterns import replaced
from burnish_checks.security.flow.taints import Taint, cleared, gone_through, uncleared
from burnish_checks.security.flow.texts import (
    CONSTANT,
    FIELD,
    compose,
    formatted,
    is_from_inside,
    joined_path,
    words_of,
)
from burnish_checks.security.flow.values import (
    LIST,
    MISSING,
    PARSED,
    UNKNOWN,
    Value,
    constant,
    tainted,
)

_TAKES_ARGUMENTS = frozenset(
    ["format", "join", "replace", "substitute", "safe_substitute", "format_map", "joinpath", "with_name", "urljoin"]
)


_OF_HOST = frozenset({"scheme", "netloc"})
_SEPARATORS = frozenset(["os.sep", "os.path.sep", "?os.sep", "?os.path.sep", "?sep"])
_AS_IT_STANDS = frozenset({ESCAPED})
"""What is no longer said of a text once its angle brackets are replaced: that it matters where in a page it stands."""
_ESCAPED_BY_REPLACE = {"\n": {LOG}, "\r": {LOG}, "\r\n": {LOG}, "'": {XPATH}, "<": {HTML}}


def text_made(method: str, arguments: Arguments, taints: frozenset[Taint]) -> Value | None:
    """The text that a method makes of its receiver and its arguments; None for other methods."""
    receiver, positional = arguments.receiver, arguments.positional
    own = receiver.all_taints
    if method == "replace" and len(positional) > 1:
        return _with_replaced(receiver, positional[0], positional[1])
    if method in ("strip", "lstrip") and positional and "/" in _text(positional[0]):
        return tainted(cleared(own, frozenset({NO_SLASH})))
    if method == "translate" and not positional[:1]:
        return tainted(own)
    if method in ("format_map", "join") and positional:
        several = any_of(positional[0])
        taints = own | (gone_through(several) if method == "join" else several)
    if method == "format" and (put_in := _formatted(arguments, taints)) is not None:
        return put_in
    if method == "split" and _text(positional[0] if positional else constant(" ")) == " ":
        return words_of(own, receiver.prefix)
    if method == "_replace" and receiver.symbol.endswith(PARSED) and receiver.prefix:
        whole = not _OF_HOST.isdisjoint(arguments.named)
        return tainted(taints, symbol=receiver.symbol, prefix="" if whole else receiver.prefix)
    if method in ("split", "partition") and positional and _text(positional[0]) in ("?", "#") and receiver.prefix:
        return Value(symbol=LIST, items=(tainted(own, prefix=receiver.prefix), tainted(own)))
    if method == "split" and positional and (parted := _parted(arguments, own)) is not None:
        return parted
    if method == "join" and not own and not receiver.symbol and positional:
        items = positional[0].items
        if items:
            return compose(part for number, item in enumerate(items) for part in (receiver, item)[number == 0 :])
    if method == "joinpath":
        return _composed(receiver, method, joined_path((receiver, *positional), taints, several=arguments.starred))
    if method in _TAKES_ARGUMENTS or (method in ("sub", "subn") and not arguments.symbol):
        return _composed(receiver, method, taints)
    if method in ("sub", "subn") and len(positional) > 1:
        return replaced("", receiver if len(positional) == _ALL_OF else UNKNOWN, positional[0], positional[1])
    return None


def _formatted(arguments: Arguments, taints: frozenset[Taint]) -> Value | None:
    """What `format` makes of a text that is known, or is one of the program's own, which says what stands before the data."""
    receiver = arguments.receiver
    if isinstance(receiver.const, str):
        if arguments.starred and "**" not in arguments.named:
            return None
        return formatted(receiver.const, arguments.positional, arguments.named)
    if receiver.const is not MISSING or not is_from_inside(receiver):
        return None
    if CONSTANT.match(receiver.symbol) and not arguments.starred:
        return tainted(receiver.all_taints | _put_into_fields(receiver.symbol[1:], arguments))
    put_in = compose((Value(prefix=SOMETHING), tainted(taints - receiver.all_taints)))
    return tainted(receiver.all_taints | put_in.taints)


def _put_into_fields(name: str, arguments: Arguments) -> frozenset[Taint]:
    """The taints of what `format` puts into the fields of a constant of the module, whose text `settling` looks up."""
    given = {**{str(number): value for number, value in enumerate(arguments.positional)}, **arguments.named}
    put_in = (cleared(value.all_taints, frozenset({f"{FIELD}{name}:{field}"})) for field, value in given.items())
    return frozenset[Taint]().union(*put_in)


def _with_replaced(receiver: Value, before: Value, after: Value) -> Value:
    """What `replace` makes of a text: harmless where what harms is taken away, and many parts of a path where slashes come in."""
    if after.all_taints and is_from_inside(receiver):
        return _with_placeholder(receiver, before, after)
    own = receiver.all_taints
    if _text(before) == "<":
        own = uncleared(own, _AS_IT_STANDS)
    own = cleared(own, frozenset(_ESCAPED_BY_REPLACE.get(_text(before), ())))
    if _text(before) in (".", "..") and "." not in _text(after) and after.known:
        own = cleared(uncleared(own, frozenset({NO_SLASH})), frozenset({NO_PARENT}))
    if "/" in _text(after):
        own = cleared(uncleared(own, frozenset({NO_SLASHES})), frozenset({FOLLOWED}))
    elif _text(before) == "/" or before.symbol in _SEPARATORS:
        own = cleared(own, frozenset({PATH}))
    return tainted(own | after.all_taints, prefix=receiver.prefix)


def _with_placeholder(receiver: Value, before: Value, after: Value) -> Value:
    """A text of the program's own in which data stands for something, and cannot choose what stands before it."""
    if isinstance(receiver.const, str) and _text(before):
        return compose((constant(receiver.const.partition(_text(before))[0]), after))
    put_in = compose((Value(prefix=SOMETHING), after))
    return tainted(receiver.all_taints | put_in.taints)


_ALL_OF = 2
"""How many arguments `sub` of a compiled pattern has where it takes all that the pattern fits."""


def parted_at(method: str, arguments: Arguments) -> frozenset[str]:
    """What is known of the parts into which a method parts a text at slashes."""
    first = arguments.positional[0] if arguments.positional else UNKNOWN
    if method not in _PARTS_TEXT or not (first.const == "/" or first.symbol in _SEPARATORS):
        return frozenset()
    whole = method.endswith("split") and arguments.get(1, "maxsplit") is None
    last = whole or method in ("rsplit", "rpartition")
    return frozenset({AT_SLASHES} if whole else {AT_LAST_SLASH} if last else ())


_PARTS_TEXT = frozenset({"split", "rsplit", "rpartition"})


def _parted(arguments: Arguments, own: frozenset[Taint]) -> Value | None:
    """The parts of a text whose beginning is known: those that end in it, and what stands for all others; None if none does."""
    separator, most = _text(arguments.positional[0]), arguments.get(1, "maxsplit")
    limit = -1 if most is None else most.const
    if not separator or not isinstance(limit, int) or separator not in arguments.receiver.prefix:
        return None
    *parts, _ = arguments.receiver.prefix.split(separator, limit)
    own = cleared(own, parted_at("split", arguments))
    rest = tainted(own, symbol=f"{arguments.symbol}()[]" if arguments.symbol else "")
    return Value(symbol=LIST, items=(*(UNKNOWN if SOMETHING in part else constant(part) for part in parts), rest))


def _composed(receiver: Value, method: str, taints: frozenset[Taint]) -> Value:
    prefix = receiver.prefix
    if method == "format" and isinstance(receiver.const, str):
        prefix = receiver.const.partition("{")[0]
    symbol = "pathlib.Path()" if method in ("joinpath", "with_name") else ""
    return tainted(taints, prefix="" if method == "join" else prefix, symbol=symbol)


def _text(value: Value) -> str:
    return value.const if isinstance(value.const, str) else ""
