"""Evidence of which the other files have little: decorators, patterns, class attributes, calls that end the program."""

from __future__ import annotations

import asyncio
import functools
import sys
from dataclasses import dataclass
from enum import Flag, auto


def timed(function):  # infer: function: Callable?
    @functools.wraps(function)
    def inner(*args, **kwargs):  # infer: return: -
        return function(*args, **kwargs)

    return inner


@timed
def by_call_through_a_decorator(count):  # infer: count: int?
    return count


by_call_through_a_decorator(3)


def through_keywords(**options):
    return by_keywords_of_a_wrapper(1, **options)


def by_keywords_of_a_wrapper(first, second="x"):  # infer: first: int?; second: str?
    return first, second


def usage():  # infer: return: NoReturn!
    sys.exit(2)


def checked(text: str):  # infer: return: int!
    if text.isdigit():
        return int(text)
    usage()


class Access(Flag):
    READ = auto()
    WRITE = auto()

    def both(self):  # infer: return: Access
        return self | Access.WRITE


@dataclass
class Circle:
    radius: float


@dataclass
class Label:
    text: str


def by_class_pattern(shape: Circle | Label):  # infer: return: float | str!
    match shape:
        case Circle(radius=size):
            return size
        case Label(text=text):
            return text


def by_sequence_pattern(words: list[str]):  # infer: return: str | None!
    match words:
        case [first, *_]:
            return first
        case _:
            return None


class Counting:
    start = 0
    names: list[str] = []

    def __call__(self, step):  # infer: step: int?; return: int
        self.start += step
        return self.start

    def first_name(self):  # infer: return: str!
        return self.names[0]

    @classmethod
    def beginning(cls):  # infer: return: int
        return cls.start

    async def waited(self, delay):  # infer: delay: float?; return: list[int]!
        await asyncio.sleep(delay)
        return [1]


async def gathered():  # infer: return: list[int]!
    return await Counting().waited(0.5)


def positional(first, /, second, *, third=None):  # infer: first: int?; second: str?; third: bytes | None?
    return first, second, third


positional(1, "x", third=b"")


def by_any_of_them(*shapes):  # infer: shapes: Circle?
    return len(shapes)


by_any_of_them(Circle(1.0), Circle(2.0))


def shaped(kind: str):  # infer: return: dict[str, str | int]!
    return {"kind": kind, "size": 3}


def size_of(table):  # infer: table: dict[str, str | int]?
    table["seen"] = 1


size_of(shaped("x"))
