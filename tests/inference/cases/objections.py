"""What a type checker would say something against, by the default, the use, the attribute or the method above."""

from __future__ import annotations

from collections.abc import Callable


class Certificate:
    def __init__(self, password: str):
        self.password = password


class Above:
    def __init__(self, orig):  # infer: orig: -
        self.orig = orig

    def told(self) -> str:
        return self.orig.subject()

    def lines(self) -> list[str]:
        return []

    def takes(self, key: object) -> bool:
        return True


class Heir(Above):
    def lines(self):  # infer: return: -
        return iter(["a"])

    def takes(self, key):  # infer: key: -; return: bool
        return key.endswith("x")


made = Above(Certificate("x"))


class Letters(dict[str, int]):
    def items(self):  # infer: return: -
        yield from super().items()


def encoded(message):  # infer: message: -; return: bytes?
    message = message.encode("ascii")
    return message


def encoding():
    encoded("a")


def needs_text(text: str) -> str:
    return text


def hands_on(text):  # infer: text: -; return: str
    return needs_text(text)


def hands_on_what_may_be_none(name: str | None) -> str:
    return hands_on(name)


def hands_on_what_is_tested(text):  # infer: text: str | None?
    return needs_text(text) if text is not None else ""


def hands_on_what_may_be_none_tested(name: str | None) -> str:
    return hands_on_what_is_tested(name)


WIDTHS = {"a": 1, "b": [1]}


def of_several(widths=WIDTHS):  # infer: widths: -
    return widths["a"]


def draws(line):  # infer: line: -
    return line(1) if callable(line) else [one for one in line]


def drawing(of: Callable[[int], list[int]]) -> None:
    draws(of)


class Shapes(list[type[Above]]):
    def kinds(self, base):  # infer: return: -
        return [item for item in self if issubclass(item, base)]

    def heirs(self) -> list[type[Heir]]:
        return self.kinds(Heir)


class Late:
    def run(self):
        raise TypeError("not ready")

    def ready(self, run):
        self.run = run

    def result(self):  # infer: return: -
        if self is None:
            return self
        return self.run()


_UNSET = object()


def defined(key, help=_UNSET):  # infer: help: -
    if help is not _UNSET:
        print(key, help)


defined("a", help="text")


def clamped(x, low=0, high=1):  # infer: x: float?; return: float
    return max(low, min(high, x))


clamped(0.3)
