"""What is proved, and what only looks so: types apart by name, overloads that nothing chooses, attributes set later."""

from typing import NewType, cast
from urllib.parse import urlunsplit

Identifier = NewType("Identifier", str)


def identified(text: str):  # infer: return: Identifier!
    return Identifier(text)


def taken_for_one(text: str):  # infer: return: Identifier!
    return cast("Identifier", text)


def all_of_them(texts: list[str]):  # infer: return: list[Identifier]!
    return [Identifier(text) for text in texts]


def shouted(text: str):  # infer: return: str!
    return Identifier(text).upper()


def described(kind):  # infer: return: str?
    return {"a": "first", "b": "second"}.get(kind, kind)


def described_or_none(kind: str):  # infer: return: str | None!
    return {"a": "first", "b": "second"}.get(kind)


def with_host(host):  # infer: return: str!
    return urlunsplit(("https", host, "", "", ""))


def without_host(parsed):  # infer: return: -
    return urlunsplit((parsed.scheme, parsed.host, parsed.path, parsed.query, parsed.fragment))


class Session:
    def __init__(self):
        self.token = None

    def start(self):
        self.token = "secret"

    def current(self):  # infer: return: str | None?
        return self.token

    def started(self):  # infer: return: str!
        if self.token is None:
            raise ValueError("not started")
        return self.token


class Switch:
    def __init__(self, lit=False, warm=False):  # infer: lit: bool?; warm: bool!
        self.lit = lit
        self.warm = warm

    def dim(self, level: str):
        self.lit = level

    def __enter__(self):  # infer: return: "Switch"
        return self

    def __exit__(self, *exc):  # infer: return: bool?
        return False


class Swallowing:
    def __exit__(self, *exc):  # infer: return: bool!
        return bool(exc)


def rebound(value=True):  # infer: value: bool?
    value = value and made_up()
    return not value


def wrapped(text, multiline=False):  # infer: multiline: bool | None?
    if multiline:
        return text + "\n"
    return text


def wrapping(text, multiline=None):
    return wrapped(text, multiline)


def told(text, loud=False):  # infer: loud: bool!
    return text.upper() if loud else text


told("a", True)


def inner(text, raw=False):  # infer: raw: bool?
    return text if raw else repr(text)


def outer(text, raw=False):
    return inner(text, raw)


def parsed(tokens, text: str):  # infer: return: int | None?
    if text.isdigit():
        return int(text)
    tokens.fail("a number is missing")


def parsed_here(text: str, tokens):  # infer: return: int | None?
    if text.isdigit():
        return int(text)
    else:
        tokens.fail("a number is missing")


def told_once(text: str):  # infer: return: int | None!
    if text.isdigit():
        return int(text)
    print(text)
