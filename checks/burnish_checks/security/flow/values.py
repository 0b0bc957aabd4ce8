"""What is known of a value while code is followed: where its text may come from, and what it is.

A value's origins are symbolic. `?name` is a name from outside the function, `$name` a parameter, a plain dotted name
something imported inside the function; attributes and calls append `.attr` and `()`. What the names mean
(which module `request` comes from, what a helper does) is settled later, in `closing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from burnish_checks.security.flow.beginnings import SOMETHING, keeps_from
from burnish_checks.security.flow.taints import NOTHING, Origin, Taint, any_among, cleared, rank, under_key, under_keys

MISSING: Any = ("no constant",)
_SAME: Any = ("as it was",)
_MOST_TAINTS = 16


class Value:
    """One abstract value; never changed once made. Plain slots, because thousands are made for each function."""

    __slots__ = ("all_taints", "const", "function", "items", "keys", "prefix", "symbol", "taints")

    def __init__(
        self,
        taints: frozenset[Taint] = NOTHING,
        symbol: str = "",
        const: Any = MISSING,
        items: tuple[Value, ...] | None = None,
        keys: Mapping[Any, Value] | None = None,
        prefix: str = "",
        function: Any = None,
    ) -> None:
        self.taints = taints
        self.symbol = symbol
        self.const = const
        self.items = items
        """The elements of a list or tuple where all are known."""
        self.keys = keys
        """The entries of a dictionary where all keys are known."""
        self.prefix = prefix
        """What the text is known to begin with."""
        self.function = function
        """The `lambda` or nested `def` it is, with the names around it."""
        if items or keys:
            parts = (*(items or ()), *(keys or {}).values())
            taints = taints.union(*(part.all_taints for part in parts))
        self.all_taints: frozenset[Taint] = taints
        """Its taints and those of what it contains."""

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Value)
            and self.symbol == other.symbol
            and self.taints == other.taints
            and self.const == other.const
            and self.prefix == other.prefix
            and self.items == other.items
            and self.keys == other.keys
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def known(self) -> bool:
        """Whether it is one known constant."""
        return self.const is not MISSING

    def changed(
        self,
        taints: frozenset[Taint] = _SAME,
        symbol: str = _SAME,
        const: Any = _SAME,
        items: tuple[Value, ...] | None = _SAME,
        keys: Mapping[Any, Value] | None = _SAME,
        prefix: str = _SAME,
        function: Any = _SAME,
    ) -> Value:
        """The value with some of its parts replaced."""
        return Value(
            self.taints if taints is _SAME else taints,
            self.symbol if symbol is _SAME else symbol,
            self.const if const is _SAME else const,
            self.items if items is _SAME else items,
            self.keys if keys is _SAME else keys,
            self.prefix if prefix is _SAME else prefix,
            self.function if function is _SAME else function,
        )

    def without(self, origins: frozenset[Origin], kinds: frozenset[str]) -> Value:
        """The value with some origins made harmless for some kinds of sink."""
        if not (kinds and self.all_taints and any_among(self.all_taints, origins)):
            return self
        return self.changed(
            taints=cleared(self.taints, kinds, origins),
            items=None if self.items is None else tuple(item.without(origins, kinds) for item in self.items),
            keys=None if self.keys is None else {key: item.without(origins, kinds) for key, item in self.keys.items()},
        )


UNKNOWN = Value()
LIST = "builtins.list()"
"""The symbol of a list whose elements are not all known; its prefix is the first one, if that is a known text. Where it
has items, the last stands for all that follow the others, however many these are."""
DICTIONARY = "builtins.dict()"
"""The symbol of a dictionary whose keys are not all known."""
PARSED = ("urlparse()", "urlsplit()", "url_parse()", "URL()")
"""How the symbols of addresses end that were parsed into their parts."""
TESTED = "="
"""Stands among names for what a test has found of expressions: under the text of each its value."""
OWN_ASKED = "$self?"
"""Stands among names for the methods of the object itself that have been asked with nothing, each with its answer."""
SHARED = "%"
"""Begins the symbol of a place that all functions of an application share: `%request.tenant`, `%app[jobs]`."""


def is_parameter(symbol: str) -> bool:
    """Whether it is a parameter, of the function or of one around it, and nothing that is read of one."""
    return symbol[:1] == "$" and symbol != "$self" and symbol[1:].partition("#")[0].isidentifier()


def constant(value: Any) -> Value:
    """A known constant."""
    return Value(const=value, prefix=value if isinstance(value, str) else "")


def tainted(
    taints: Iterable[Taint],
    symbol: str = "",
    const: Any = MISSING,
    items: tuple[Value, ...] | None = None,
    keys: Mapping[Any, Value] | None = None,
    prefix: str = "",
    function: Any = None,
) -> Value:
    """A value with these taints, the fewest-cleared kept where there are too many."""
    found = frozenset(taints)
    if len(found) > _MOST_TAINTS:
        found = _fewest(found)
    return Value(found, symbol, const, items, keys, prefix, function)


@lru_cache(maxsize=512)
def _fewest(taints: frozenset[Taint]) -> frozenset[Taint]:
    """The first of too many taints. Several names hold the same, and loops put them together again."""
    return frozenset(sorted(taints, key=_rank_of_kept)[:_MOST_TAINTS])


def _rank_of_kept(taint: Taint) -> tuple[Any, ...]:
    return len(taint.cleared), rank(taint)


MATCHES = ("match()", "fullmatch()", "search()")
"""How the symbols end of what a regular expression found, each group of which is checked on its own."""


def contents(value: Value) -> frozenset[Taint]:
    """The taints of a value, of a dictionary whose keys are known marked as those of its values."""
    found = value.all_taints
    return under_keys(found) if found and value.keys and not value.taints else found


def as_a_whole(value: Value) -> Value:
    """A text which as a whole chooses no host where its beginning does not: `request.get_full_path()`."""
    if value.keys and any(item.prefix for item in value.keys.values()):
        value = value.changed(keys={key: as_a_whole(item) for key, item in value.keys.items()})
    prefix = value.prefix
    if not (prefix and value.taints) or prefix[0] == SOMETHING:
        return value
    kinds = keeps_from(prefix)
    return value.changed(taints=cleared(value.taints, kinds)) if kinds else value


def by_keys(value: Value, found: frozenset[Taint]) -> frozenset[Taint]:
    """The data found in a value; of a dictionary whose keys are known it is marked that its values hold it, and under which."""
    if not value.keys or value.taints or not found:
        return found
    named = [key for key in value.keys if isinstance(key, str) and key.isidentifier()]
    if len(named) != len(value.keys) or not 1 < len(named) <= _MOST_KEYS:
        return under_keys(found)
    held_there = ((key, as_a_whole(item).all_taints) for key, item in value.keys.items())
    return frozenset[Taint]().union(*(under_key(taints, str(key)) for key, taints in held_there))


_MOST_KEYS = 16


def join(left: Value, right: Value) -> Value:
    """What is known if it may be either."""
    if left is right:
        return left
    if left == right:
        return left
    if left.prefix != right.prefix:  # of which nothing is known any more
        left, right = as_a_whole(left), as_a_whole(right)
    items = keys = None
    symbol = left.symbol if left.symbol == right.symbol else left.symbol or right.symbol
    if left.items is not None and right.items is not None:
        items = _join_items(left, right)
        symbol = LIST if len(left.items) != len(right.items) else symbol
    if left.keys is not None and right.keys is not None:
        keys = dict(left.keys)
        for key, value in right.keys.items():
            keys[key] = join(keys[key], value) if key in keys else value
    taints = left.taints | right.taints
    for value in (left, right):
        if (items is None and value.items is not None) or (keys is None and value.keys is not None):
            taints |= value.all_taints
    same = left.const is right.const or (type(left.const) is type(right.const) and left.const == right.const)
    return tainted(
        taints,
        symbol=symbol,
        const=left.const if same else MISSING,
        items=items,
        keys=keys,
        prefix=_common(left.prefix, right.prefix),
        function=left.function if left.function is right.function else None,
    )


def _join_items(left: Value, right: Value) -> tuple[Value, ...]:
    """The elements of a list that may be either of two; where one is longer, the last stands for the rest."""
    ones, others = left.items or (), right.items or ()
    if len(ones) == len(others):
        return tuple(join(one, other) for one, other in zip(ones, others, strict=True))
    sure = min(len(ones) - is_open(left), len(others) - is_open(right))
    return (
        *(join(one, other) for one, other in zip(ones[:sure], others[:sure], strict=True)),
        joined((*ones[sure:], *others[sure:])),
    )


def is_open(value: Value) -> bool:
    """Whether the last of its items stands for any number of them."""
    return value.symbol == LIST and bool(value.items)


def joined(values: Sequence[Value]) -> Value:
    """What is known of a value that is one of several."""
    result = values[0] if values else UNKNOWN
    for value in values[1:]:
        result = join(result, value)
    return result


def _common(left: str, right: str) -> str:
    """What both texts begin with."""
    length = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        length += 1
    return left[:length]


Names = dict[str, Value]


def without(names: Names, origins: frozenset[Origin], kinds: frozenset[str]) -> Names:
    """The names with some origins made harmless in all of them, each value once: parameters are held by two names at least."""
    result = dict(names)
    made: dict[int, Value] = {}
    for name, value in names.items():
        if value.all_taints:
            found = made.get(id(value))
            if found is None:
                found = made[id(value)] = value.without(origins, kinds)
            result[name] = found
    return result


def join_names(left: Names | None, right: Names | None) -> Names | None:
    """The names after two ways to the same point; None is a way that does not arrive."""
    if left is None or right is None:
        return right if left is None else left
    if left is right:
        return left
    result = dict(left)
    joined_before: dict[tuple[int, int], Value] = {}
    for name, value in right.items():
        before = left.get(name)
        if before is not value:
            if before is None:
                result[name] = value
                continue
            pair = id(before), id(value)
            found = joined_before.get(pair)
            if found is None:
                found = joined_before[pair] = join(before, value)
            result[name] = found
    if TESTED in result:
        result[TESTED] = _both_tested(left.get(TESTED, UNKNOWN), right.get(TESTED, UNKNOWN))
    return result


def _both_tested(left: Value, right: Value) -> Value:
    """What tests have found on both ways."""
    ones, others = left.keys or {}, right.keys or {}
    return Value(keys={text: join(value, others[text]) for text, value in ones.items() if text in others})
