"""Signatures and attributes that lack hints, and aliases: missing-variadic-annotation, missing-attribute-annotation, import-alias-name."""


class Queue:
    """Tickets that wait."""

    def __init__(self) -> None:
        self.waiting: list[str] = []
        self.names = {}
        self.last = None

    def add(self, *titles) -> int:
        """Let tickets wait; how many do."""
        for title in titles:
            self.names[title] = len(self.waiting)
            self.last = title
            self.waiting.append(title.strip())
        return len(self.waiting)

    def first(self) -> str:
        """The ticket that has waited longest."""
        return self.waiting[0]


class Board:
    """Where notes are pinned."""

    def pin(self, *titles: str, **marks: int) -> int:
        """Pin notes; how many are there."""
        return len(titles) + sum(marks.values())


class Wall(Board):
    """A board that takes two of each."""

    def pin(self, *titles, **marks) -> int:
        """Pin notes, each twice; how many are there."""
        return 2 * super().pin(*titles, **marks)


def counted(titles: list[str]) -> str:
    """How many titles there are, as a text for programs."""
    import json as dataTool

    return dataTool.dumps({"titles": len(titles)})


def priced(titles: list[str]) -> str:
    """What the titles cost, as a text."""
    from decimal import Decimal as number

    return str(number("0.10") * len(titles))


def total(*numbers) -> float:
    """The sum of some numbers."""
    result = 0.0
    for number in numbers:
        result += number * 1.5
    return result


def labelled(**labels) -> str:
    """Labels as a text."""
    return ",".join(name + "=" + text.upper() for name, text in labels.items())


def used() -> tuple[float, str, int]:
    """All of them, used."""
    return total(1, 2.5), labelled(state="open", by="ada"), Queue().add("first", "second")
