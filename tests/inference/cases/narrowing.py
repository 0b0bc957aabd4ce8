from __future__ import annotations


class Node:
    def __init__(self, value: int, parent: Node | None = None) -> None:
        self.value = value
        self.parent = parent

    def root(self):  # infer: return: Node!
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    def above(self):  # infer: return: int | None!
        if self.parent is None:
            return None
        return self.parent.value

    def chained(self):  # infer: return: int!
        return self.parent.value if self.parent else self.value


def by_instance(value: int | str):  # infer: return: str!
    if isinstance(value, int):
        return str(value)
    return value


def by_several(value: int | str | bytes):  # infer: return: int | str!
    if not isinstance(value, (int, str)):
        raise TypeError
    return value


def by_none(value: str | None):  # infer: return: str!
    if value is None:
        return ""
    return value


def by_early_raise(value: str | None):  # infer: return: str!
    if not value:
        raise ValueError
    return value


def by_assert(value: str | None):  # infer: return: str!
    assert value is not None
    return value


def by_or(value: str | None):  # infer: return: str!
    return value or "x"


def by_and(value: str | None):  # infer: return: str | int | None
    return value and len(value)


def by_walrus(table: dict[str, int]):  # infer: return: int!
    if (found := table.get("x")) is not None:
        return found
    return 0


def by_match(value: int | str):  # infer: return: str | int!
    match value:
        case str():
            return value
        case int() as number:
            return number


def by_callable(value: int | None):  # infer: return: int!
    result = None
    if value is not None and value > 0:
        result = value
    if result is None:
        return 1
    return result


def by_loop(words: list[str]):  # infer: return: str | None!
    last = None
    for word in words:
        last = word
    return last


def by_continue(words: list[str | None]):  # infer: return: list[str]!
    found = []
    for word in words:
        if word is None:
            continue
        found.append(word)
    return found


def by_break(words: list[str]):  # infer: return: str!
    for word in words:
        if word:
            break
    else:
        return "none"
    return word
