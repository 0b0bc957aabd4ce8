"""Each function shows one kind of evidence that the other files do not."""

from __future__ import annotations

import abc
import collections
import contextlib
import functools
import itertools
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, Protocol, TypedDict, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
HeaderTypes = dict[str, str] | list[tuple[str, str]]


class Missing:
    pass


MISSING = Missing()


class Options(TypedDict):
    name: str
    size: int


class Pair(NamedTuple):
    left: int
    right: str


@dataclass
class Job:
    name: str
    steps: list[str] = field(default_factory=list)

    def first(self):  # infer: return: str!
        return self.steps[0]

    def renamed(self, name):  # infer: name: str?; return: Job!
        return Job(name, self.steps)


class Closer(Protocol):
    def close(self) -> None: ...


class Table(Generic[K, V]):
    def __init__(self, rows: dict[K, V]) -> None:
        self.rows: dict[K, V] = rows

    def value(self, key: K):  # infer: return: V!
        return self.rows[key]

    def pairs(self):  # infer: return: list[tuple[K, V]]!
        return list(self.rows.items())


class Reader(abc.ABC):
    @abc.abstractmethod
    def read(self, size: int) -> bytes: ...

    @property
    def title(self):  # infer: return: str
        return self._title

    @title.setter
    def title(self, value):  # infer: value: str?; return: None!
        self._title = value

    def named(self, title="x"):  # infer: return: None!
        self._title = title.upper()


class FileReader(Reader):
    def read(self, size):  # infer: size: int!; return: bytes!
        return b"x" * size


class Child(FileReader):
    def read(self, size):  # infer: size: int!; return: bytes!
        return super().read(size)

    def __lt__(self, other):  # infer: return: bool!
        return self.title < other.title

    def __hash__(self):  # infer: return: int!
        return hash(self.title)

    def __bool__(self):  # infer: return: bool!
        return True

    def __getitem__(self, index: int):  # infer: return: bytes!
        return self.read(index)


def by_field(options: Options):  # infer: return: int!
    return options["size"]


def by_tuple_field(pair: Pair):  # infer: return: str!
    return pair.right


def by_unpacking(pair: Pair):  # infer: return: int
    left, _ = pair
    return left


def by_protocol(closer: Closer):  # infer: return: None!
    closer.close()


def closed(thing):  # infer: thing: Job?
    return thing.renamed("x").steps, thing.first()


@contextlib.contextmanager
def working(name):  # infer: name: str?; return: Iterator[Job]!
    yield Job(name)


def works():  # infer: return: str!
    with working("x") as job:
        return job.name


def logged(function: Callable[[int], int]) -> Callable[[int], int]:
    return function


@logged
def decorated(number):  # infer: return: int
    return decorated(1)


@functools.lru_cache
def cached(number: int):  # infer: return: int!
    return number + 1


def from_cached():  # infer: return: int!
    return cached(1)


def by_wrapper(*args):  # infer: return: int!
    return wrapped(*args)


def wrapped(number: int):  # infer: return: int!
    return number


def by_partial_keyword(number, word):  # infer: word: str?
    return word


keyword_given = functools.partial(by_partial_keyword, word="x")
keyword_given(1)


def by_super(label):  # infer: label: str?
    return label


class Base:
    def __init__(self, label):  # infer: label: str?
        self.label = by_super(label)


class Derived(Base):
    def __init__(self, label):  # infer: label: str?
        super().__init__(label)


Derived("x")


def by_alias(headers):  # infer: headers: HeaderTypes?
    return headers


def by_marker(limit=MISSING):  # infer: limit: int | Missing?
    return limit


by_marker(3)


def by_nothing_said(value):  # infer: value: -
    return str(value)


def by_one_given(value):  # infer: value: -
    return [value]


by_one_given(1)


def by_reading(rows):  # infer: rows: Iterable[int]?; return: int
    return sum(row for row in rows)


by_reading([1, 2])


def by_indexing(rows):  # infer: rows: Sequence[int]?
    return rows[0]


by_indexing([1, 2])


def by_changing(rows):  # infer: rows: list[int]?; return: None!
    rows.append(3)


by_changing([1, 2])


def by_lookup(table):  # infer: table: Mapping[str, int]?; return: int | None
    return table.get("x")


by_lookup({"x": 1})


def by_calling(make):  # infer: make: Callable?
    return make()


by_calling(Job)
by_calling(Pair)


def by_classes(kind):  # infer: kind: type[FileReader]?
    return kind.__name__


by_classes(FileReader)
by_classes(Child)


def by_float_callers(ratio):  # infer: ratio: float?
    return ratio


by_float_callers(1)
by_float_callers(0.5)


def by_operator(numbers: list[int]):  # infer: return: list[int]!
    return sorted(numbers, key=operator.neg)


def by_lambda(numbers: list[int]):  # infer: return: list[str]
    return list(map(lambda number: str(number), numbers))


def by_closure(word: str):  # infer: return: Callable[[], str]
    def say():  # infer: return: str!
        return word

    return say


def by_nonlocal():  # infer: return: int
    count = 0

    def step():  # infer: return: None!
        nonlocal count
        count += 1

    step()
    return count


def by_chain(rows: list[list[int]]):  # infer: return: list[int]!
    return list(itertools.chain.from_iterable(rows))


def by_group(words: list[str]):  # infer: return: dict[str, int]!
    table = {}
    for word in words:
        table[word] = table.get(word, 0) + 1
    return table


def by_default_dict():  # infer: return: collections.defaultdict[str, int]!
    table = collections.defaultdict(int)
    table["x"] += 1
    return table


def by_star(first: int, *rest: int):  # infer: return: list[int]!
    return [first, *rest]


def by_keywords(**options: str):  # infer: return: dict[str, str]!
    return options


def by_generator(words: list[str]):  # infer: return: Iterator[str]!
    return (word for word in words)


def by_send():  # infer: return: Generator
    received = yield 1
    return received


def by_delegation(words: Iterator[str]):  # infer: return: Iterator[str]!
    yield from words


async def by_async_with(lock: contextlib.AbstractAsyncContextManager[int]):  # infer: return: int!
    async with lock as value:
        return value


async def by_async_for(source: collections.abc.AsyncIterator[str]):  # infer: return: list[str]!
    return [item async for item in source]


def by_same_tuples(flag: bool):  # infer: return: tuple[int, int | str]!
    return (1, 2) if flag else (1, "x")


def by_recursion(depth: int):  # infer: return: list
    if depth:
        return [by_recursion(depth - 1)]
    return []


def by_mutual(number: int):  # infer: return: str!
    return other_mutual(number - 1) if number else "end"


def other_mutual(number: int):  # infer: return: str!
    return by_mutual(number)


@overload
def either(value: int) -> int: ...
@overload
def either(value: str) -> str: ...
def either(value):
    return value


def by_overload():  # infer: return: str!
    return either("x")


def by_narrowed_type(value: int | list[int]):  # infer: return: list[int]!
    return value if isinstance(value, list) else [value]


def by_walrus_loop(words: list[str]):  # infer: return: str | None!
    return found if (found := next(iter(words), None)) else None


def by_handler(text: str):  # infer: return: str!
    try:
        return text
    except ValueError as error:
        return str(error)


def by_conditional_raise(flag: bool):  # infer: return: int!
    if flag:
        raise ValueError
    return 1


def by_unused_name(filename):  # infer: filename: str?
    pass


def by_example(number, word="x", *, factor):  # infer: number: int?; factor: float?; return: str?
    """Told by its examples.

    >>> by_example(3, factor=0.5)
    'xxx'
    >>> [by_example(number, factor=1.5)
    ...     for number in (1, 2)]
    ['x', 'xx']
    """
    return made_up(number, word, factor)


class Measure:
    """A length.

    >>> measure = Measure(2, unit="m")
    >>> measure.plus(1)
    3
    """

    def __init__(self, size, unit):  # infer: size: int?; unit: str?
        self.made = made_up(size, unit)

    def plus(self, more):  # infer: more: -; return: -
        return made_up(self, more)

    def minus(self, less):  # infer: less: int?
        """Take away: `measure.minus(2)`, as in

        >>> Measure(2).minus(1)
        """
        return made_up(self, less)


def google_return(place):  # infer: return: list[str]?
    """Do it.

    Returns:
        list[str]: what is there
    """
    return made_up(place)


def numpy_return(place):  # infer: return: bool?
    """Do it.

    Returns
    -------
    bool
        whether it is there
    """
    return made_up(place)


BREAK = re.compile(rb"\r?\n")


def by_overload_of_its_receiver(line):  # infer: line: bytes?
    return BREAK.match(line)


def by_what_its_method_takes(line):  # infer: line: bytes?
    return line.rindex(b"\n")


class Registry:
    def __init__(self, handlers):  # infer: handlers: Mapping?
        self.handlers = dict(handlers)

    def register(self, kind):  # infer: kind: -
        return self.handlers[kind]


class Certificate:
    def __init__(self, key_password: str):
        self.key_password = key_password


def verified(conn, cert):  # infer: conn: -; return: None
    if isinstance(cert, Certificate):
        conn.key_password = cert.key_password
