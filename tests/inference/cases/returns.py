import asyncio
import itertools
import json
import os
import re
import subprocess
from collections import Counter, defaultdict, deque
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path


def nothing():  # infer: return: None!
    print("x")


def bare_return(flag=False):  # infer: return: None!; flag: bool!
    if flag:
        return
    print("x")


def number():  # infer: return: int!
    return 1


def text_or_none(flag):  # infer: return: str | None!
    if flag:
        return "x"


def explicit_none(flag):  # infer: return: str | None!
    if flag:
        return "x"
    return None


def raises():  # infer: return: NoReturn!
    raise ValueError("x")


def raises_through():  # infer: return: NoReturn!
    raises()


def not_written():  # infer: return: -
    raise NotImplementedError


def endless():  # infer: return: NoReturn!
    while True:
        print("x")


def endless_with_break():  # infer: return: int!
    while True:
        if os.getpid():
            break
    return 1


def both(flag):  # infer: return: int | str!
    return 1 if flag else "x"


def truth(a, b):  # infer: return: bool?
    return a == b


def floats(n: int):  # infer: return: float!
    return n / 2


def mixed(n: int, x: float):  # infer: return: float!
    return n * x


def joined(words: list[str]):  # infer: return: str!
    return ", ".join(words)


def listed(words: list[str]):  # infer: return: list[str]!
    return [word.upper() for word in words if word]


def lengths(words: list[str]):  # infer: return: dict[str, int]!
    return {word: len(word) for word in words}


def chars(words: list[str]):  # infer: return: set[str]!
    return {word[0] for word in words}


def appended(words: list[str]):  # infer: return: list[int]!
    found = []
    for word in words:
        found.append(len(word))
    return found


def filled(words: list[str]):  # infer: return: dict[str, int]!
    table = {}
    for word in words:
        table[word] = len(word)
    return table


def counted(words: list[str]):  # infer: return: Counter[str]!
    return Counter(words)


def path_of(name: str):  # infer: return: Path!
    return Path(name) / "x"


def read(path: str):  # infer: return: bytes!
    with open(path, "rb") as handle:
        return handle.read()


def read_text(path: str):  # infer: return: str!
    with open(path) as handle:
        return handle.read()


def match(line: str):  # infer: return: re.Match[str] | None!
    return re.match("x", line)


def groups(line: str):  # infer: return: int | None!
    found = re.match("x", line)
    if found is None:
        return None
    return found.end()


def split_pair(line: str):  # infer: return: tuple[str, str, str]!
    return line.partition("=")


def first_of(line: str):  # infer: return: str!
    key, _, _ = line.partition("=")
    return key


def environment():  # infer: return: str | None!
    return os.environ.get("HOME")


def environment_or(name: str):  # infer: return: str!
    return os.environ.get(name) or "x"


def loaded(text: str):  # infer: return: -
    return json.loads(text)


def dumped(value: dict[str, int]):  # infer: return: str!
    return json.dumps(value)


def later(days: int):  # infer: return: datetime!
    return datetime.now() + timedelta(days=days)


def output():  # infer: return: bytes!
    return subprocess.check_output(["x"])


def steps():  # infer: return: Iterator[int]!
    yield 1
    yield 2


def forwards(words: list[str]):  # infer: return: Iterator[str]!
    yield from words


async def fetched():  # infer: return: int!
    await asyncio.sleep(1)
    return 1


async def awaited():  # infer: return: int!
    return await fetched()


async def streamed():  # infer: return: AsyncIterator[int]!
    yield 1


@contextmanager
def opened(path: str):  # infer: return: Iterator[int]!
    yield 1


def with_opened():  # infer: return: int!
    with opened("x") as value:
        return value


@asynccontextmanager
async def connected():  # infer: return: AsyncIterator[str]!
    yield "x"


def factorial(n: int):  # infer: return: int!
    return 1 if n <= 1 else n * factorial(n - 1)


def even(n: int):  # infer: return: bool!
    return True if n == 0 else odd(n - 1)


def odd(n: int):  # infer: return: bool!
    return False if n == 0 else even(n - 1)


def adder(n: int):  # infer: return: Callable[[int], int]
    def add(other: int) -> int:
        return n + other

    return add


def zipped(words: list[str]):  # infer: return: list[tuple[int, str]]!
    return list(enumerate(words))


def sorted_items(table: dict[str, int]):  # infer: return: list[tuple[str, int]]!
    return sorted(table.items(), key=lambda item: item[1])


def queue():  # infer: return: deque[int]!
    return deque([1, 2])


def grouped(words: list[str]):  # infer: return: defaultdict[str, list[str]]
    table = defaultdict(list)
    for word in words:
        table[word[0]].append(word)
    return table


def tried(text: str):  # infer: return: int | None!
    try:
        return int(text)
    except ValueError:
        return None


def finally_returns(text: str):  # infer: return: int!
    try:
        value = int(text)
    except ValueError:
        value = 0
    finally:
        print("x")
    return value


def sliced(words: list[str]):  # infer: return: list[str]!
    return words[1:]


def a_slice(start: int):  # infer: return: slice?
    return slice(start, None)


def pairs_of(words: list[str], numbers: list[int]):  # infer: return: Iterator[tuple[str, int]]!
    return zip(words, numbers)


def largest(numbers: list[int]):  # infer: return: int!
    return max(numbers)


def total(numbers: list[float]):  # infer: return: float!
    return sum(numbers)


def is_file_like(value):  # infer: return: bool?
    return hasattr(value, "read") or hasattr(value, "write")


def is_text_of(value, kind):  # infer: return: bool!
    return isinstance(value, kind)


def numbered(words: list[str]):  # infer: return: Iterator[tuple[int, str]]!
    return enumerate(words)


def rows_between(rows: list[str], start: int):  # infer: return: Iterator[str]!
    return itertools.islice(rows, start, None)
