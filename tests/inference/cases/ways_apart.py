"""Tests for classes, and what is done with a value that is of none of them."""

from __future__ import annotations

import sys
from io import BytesIO


def as_bytes(value):  # infer: value: bytes | str?; return: bytes
    return value.encode() if isinstance(value, str) else value


def in_parts(attribute):  # infer: attribute: -
    if isinstance(attribute, str):
        return attribute.split(".")
    return [attribute]


def refused(text):  # infer: text: str?
    if not isinstance(text, str):
        raise TypeError(text)
    return text.upper()


def in_one_way(items):  # infer: items: Iterable[int] | AsyncIterable?
    if hasattr(items, "__aiter__"):
        return items.__aiter__()
    return sorted(items)


def may_be_none(count):  # infer: count: int | None?
    return 0 if count is None else count + 1


def read(file):  # infer: file: IO[bytes]?
    return file.read()


def calls():
    in_parts("a.b")
    refused("a")
    in_one_way([1])
    may_be_none(3)
    read(BytesIO(b""))
    with open("x", "rb") as file:
        read(file)


class Shape:
    def outline(self):  # infer: return: str | None?
        return None


class Square(Shape):
    def outline(self):  # infer: return: str!
        return "square"


class Reader:
    def keys(self):  # infer: return: list[str]!
        return ["a"]

    def __getattr__(self, name):  # infer: return: -
        return name


def partly_known(table, name):  # infer: return: str?
    return table[name] if name else None or "x"


def only_the_marker_known(table, name):  # infer: return: -
    return table[name] if name else Shape()


def of_one_shape(wide: bool):  # infer: return: tuple[int, ...]!
    if wide:
        return 1, 2
    return (1,)


def in_one_container(wide: bool):  # infer: return: list[str | int]!
    if wide:
        return ["a"]
    return [1]


if sys.platform == "win32":

    def console():
        return "console"

else:

    def console():  # infer: return: -
        return None


def filled_on_several_ways(wide: bool):  # infer: return: dict[str, tuple[str] | str | tuple[str, int]]!
    extra = {}
    if wide:
        extra["names"] = ("a",)
    else:
        extra["names"] = ("a", 1)
    extra["default"] = "none"
    return extra


def filled_with_what_is_not_known(table, name):  # infer: return: dict[str, str]?
    extra = {"first": "a"}
    extra["second"] = table[name]
    return extra


def opened(path: str, mode: str):  # infer: return: IO?
    return open(path, mode)


def neither_true_nor_false(verify=True):  # infer: verify: BytesIO | bool | str?; return: BytesIO?
    if verify is True:
        context = BytesIO(b"")
    elif verify is False:
        context = BytesIO(b"x")
    elif isinstance(verify, str):
        context = BytesIO(verify.encode())
    else:
        context = verify
    return context


def told_from_false(quiet=True):  # infer: quiet: bool?
    if quiet is False:
        return "loud"
    return quiet and "silent"


def tried(value, name: str):  # infer: value: -
    try:
        return value[name]
    except TypeError:
        return None
