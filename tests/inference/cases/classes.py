from __future__ import annotations

import enum
import threading
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import NamedTuple


class Colour(enum.Enum):
    RED = 1
    BLUE = 2

    @classmethod
    def default(cls):  # infer: return: Colour!
        return cls.RED

    def number(self):  # infer: return: int!
        return self.value


class Point(NamedTuple):
    x: int
    y: int

    def sum(self):  # infer: return: int!
        return self.x + self.y


@dataclass
class Size:
    width: int
    label: str | None = None

    def text(self):  # infer: return: str | None!
        return self.label

    def scaled(self, factor):  # infer: factor: int; return: Size!
        return Size(self.width * factor)


class Box:
    def __init__(self, label, parts=None):  # infer: label: str?; return: None!
        self.label = label
        self.parts = parts or []
        self.cache = {}
        self._size = None

    def __repr__(self):  # infer: return: str!
        return f"<{self.label}>"

    def __len__(self):  # infer: return: int!
        return len(self.parts)

    def __eq__(self, other):  # infer: other: object!; return: bool!
        return self is other

    def __enter__(self):  # infer: return: Box!
        return self

    def __exit__(self, kind, error, trace):  # infer: kind: type[BaseException] | None!; trace: TracebackType | None!; return: None!
        self.cache.clear()

    def __iter__(self):  # infer: return: Iterator[str]
        yield self.label

    def __getattr__(self, name):  # infer: name: str!
        return self.cache[name]

    @property
    def size(self):  # infer: return: int
        if self._size is None:
            self._size = len(self.label)
        return self._size

    @classmethod
    def empty(cls):  # infer: return: Box!
        return cls("x")

    @staticmethod
    def twice(number: int):  # infer: return: int!
        return number * 2

    def with_label(self, label: str):  # infer: return: Box!
        self.label = label
        return self

    def remember(self, key: str):  # infer: return: None!
        self.cache[key] = len(key)

    def recall(self, key: str):  # infer: return: int | None!
        return self.cache.get(key)


class Sub(Box):
    def __init__(self):  # infer: return: None!
        super().__init__("sub")

    def copy(self):  # infer: return: Sub!
        return Sub().with_label("y")

    def upper(self):  # infer: return: int
        return super().size


class Worker(threading.Thread):
    def run(self):  # infer: return: None!
        print(self.name)

    def join(self, timeout=None):  # infer: timeout: float | None!
        super().join(timeout)


class Parser(HTMLParser):
    def handle_data(self, data):  # infer: data: str!; return: None!
        print(data)

    def handle_starttag(self, tag, attrs):  # infer: tag: str!; attrs: list[tuple[str, str | None]]!
        print(tag, attrs)


class Shape:
    def area(self):  # infer: return: float?
        raise NotImplementedError

    def draw(self, scale):  # infer: scale: int?
        raise NotImplementedError


class Square(Shape):
    def area(self):  # infer: return: float!
        return 4.0

    def draw(self, scale):  # infer: scale: int?
        print(scale + 1)


def uses_box():  # infer: return: list[str]
    with Box("x") as box:
        return list(box)


def uses_shape(shape):  # infer: shape: Shape?
    Square().draw(3)
    return shape.area(), shape.draw(2)


class Measured:
    """A descriptor: an object has what `__get__` gives, the class has the descriptor."""

    def __init__(self, unit: str):
        self.unit = unit

    def __get__(self, instance, owner):
        if instance is None:
            return self
        return len(self.unit)


class Board:
    length = Measured("m")

    def size(self):  # infer: return: int!
        return self.length


class Wrapped:
    def size(self):  # infer: return: int!
        return 1

    size = property(size)


def size_of_wrapped():  # infer: return: int!
    return Wrapped().size
