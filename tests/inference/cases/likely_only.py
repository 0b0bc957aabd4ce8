"""What looks proved and is not: what a class or a metaclass says of operators, what a body says of its own method."""

import functools


class Picky:
    def __init__(self, size: int):
        self.size = size

    def __eq__(self, other):  # infer: return: -
        return [1]

    def __lt__(self, other):  # infer: return: "Picky"?
        return self

    def __gt__(self, other):  # infer: return: bool!
        return self.size > other.size

    def __contains__(self, item):  # infer: return: int?
        return 3

    def __len__(self):  # infer: return: int!
        return self.size

    def __setitem__(self, key, value):  # infer: return: None!
        return None


def smaller(one: Picky, other: Picky):  # infer: return: Picky
    return one < other


def smaller_turned_round(one: int, other: Picky):  # infer: return: bool
    return one < other


def alike(one: Picky, other: Picky):  # infer: return: list[int]
    return one == other


def unlike(one: Picky, other: Picky):  # infer: return: bool
    return one != other


def mask(column):  # infer: return: bool?
    return column > 1


def masked_twice(column):  # infer: return: bool?
    return 1 < 2 < column


def held(item, container):  # infer: return: bool!
    return item in container


def the_same(one, other):  # infer: return: bool!
    return one is not other


def between(number: int):  # infer: return: bool!
    return 1 < number < 3


class Widget:
    def made(klass):  # infer: return: "type[Widget]"
        return klass

    made = classmethod(made)

    def told(given):  # infer: return: -
        return given

    told = staticmethod(told)


def flattened(tree):  # infer: return: str | list | None
    if isinstance(tree, str):
        return tree
    elif isinstance(tree, (list, tuple)):
        return [flattened(part) for part in tree]
    return None


flattened(["a"])


def inverted(number: int):  # infer: return: float!
    return number**-1


def squared(number: int):  # infer: return: int!
    return number**2


def raised(number: int, power: int):  # infer: return: int?
    return number**power


def doubled(x):  # infer: x: -
    return x[1:], x[::-1], x * 2


@functools.singledispatch
def shown(thing):  # infer: thing: -
    return "something"


@shown.register
def _(thing: int):
    return "a number"


shown(1)


class Joining(type):
    def __or__(cls, other):
        raise TypeError(other)


class Joined(metaclass=Joining):
    pass


class Heir(Joined):
    pass


def heir_or_none(wanted: bool):  # infer: return: "Heir | None"
    return Heir() if wanted else None


def heirs():  # infer: return: list[Heir]!
    return [Heir()]
