"""Operators with an operand of which nothing is known, or whose class has a say: only what no operand can change is proved."""

from decimal import Decimal


def total(items):  # infer: return: int?
    amount = 0
    for item in items:
        amount += item.price
    return amount


def counted(items):  # infer: return: int!
    amount = 0
    for _ in items:
        amount += 1
    return amount


def product(number):  # infer: return: int?
    result = 1
    result *= number
    return result


def joined(items):  # infer: return: str?
    text = ""
    for item in items:
        text = text + item
    return text


def joined_before(items):  # infer: return: str?
    text = ""
    for item in items:
        text = item + text
    return text


def gathered(items):  # infer: return: list?
    found = []
    for item in items:
        found += item
    return found


def gathered_ints(item):  # infer: return: list[int]?
    found = [1]
    found += item
    return found


def mean(items, count):  # infer: return: float?
    amount = 0
    for item in items:
        amount += item
    amount /= count
    return amount


def mean_of_length(items):  # infer: return: float?
    amount = 0.0
    for item in items:
        amount += item
    return amount / len(items)


def repeated(count):  # infer: count: int?; return: str?
    return "-" * count


def filled(count):  # infer: return: list[int]?
    return [0] * count


def added(number):  # infer: return: int?
    return 1 + number


def added_before(number):  # infer: return: int?
    return number + 1


def in_one_branch(number, twice: bool):  # infer: return: int?
    result = 1
    if twice:
        result = result + number
    return result


def in_the_second_turn(numbers):  # infer: return: int?
    result = step = 1
    for number in numbers:
        result = result + step
        step = number
    return result


def in_the_third_turn(count: int):  # infer: return: int | str!
    first = second = third = 1
    for _ in range(count):
        first = second
        second = third
        third = "end"
    return first


def in_the_sixth_turn(count: int):  # infer: return: int?
    a = b = c = d = e = f = 1
    while count:
        a = b
        b = c
        c = d
        d = e
        e = f
        f = "end"
        count -= 1
    return a


def masked(flags):  # infer: return: int?
    return 1 | flags


def merged(extra):  # infer: return: dict?
    found = {"a": 1}
    found |= extra
    return found


def united(extra):  # infer: return: set?
    found = {1}
    found |= extra
    return found


def formatted(values):  # infer: return: str!
    return "%s" % values


def told(values):  # infer: return: str!
    return f"{values}"


def summed(items):  # infer: return: int?
    return sum(item.price for item in items)


def rounded(number):  # infer: return: -
    return round(number)


def greatest(items):  # infer: return: -
    return max(items)


def at_least(number):  # infer: return: int?
    return max(0, number)


def absolute(number):  # infer: return: int?
    return abs(number)


def powered(number):  # infer: return: int?
    return pow(number, 2)


def halved(number):  # infer: return: float?
    return -number / 2


class Box:
    def __init__(self, size):
        self.size = size
        self.count = 0
        self.label = ""

    def grow(self, by):
        self.count += by

    def counted(self):  # infer: return: int?
        return self.count

    def name(self, part):
        self.label = self.label + part

    def named(self):  # infer: return: str?
        return self.label

    def area(self):  # infer: return: int?
        return self.size * self.size

    def doubled(self):  # infer: return: int?
        return 2 * self.size


class Price(int):
    def __add__(self, other):  # infer: return: "Price"!
        return Price(0)

    def __radd__(self, other):  # infer: return: "Price"!
        return Price(0)

    def __neg__(self):  # infer: return: -
        return "owed"


def priced(price: Price):  # infer: return: Price!
    return price + 1


def priced_before(price: Price):  # infer: return: Price!
    return 1 + price


def priced_in_turn(prices: list[Price]):  # infer: return: int | Price
    amount = 0
    for price in prices:
        amount += price
    return amount


def owed(price: Price):  # infer: return: str!
    return -price


def taken(price: Price):  # infer: return: int!
    return price - 1


class Word(str):
    def __mod__(self, other):  # infer: return: -
        return 1

    def __rmod__(self, other):  # infer: return: bytes!
        return b""


def spelled(word: Word):  # infer: return: int!
    return word % 1


def spelled_into(word: Word):  # infer: return: bytes!
    return "%s" % word


class Vector:
    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return Vector()

    def __radd__(self, other):
        return 0

    def __iadd__(self, other):  # infer: return: str!
        return "grown"


class Money:
    def __radd__(self, other):  # infer: return: float!
        return 1.0


def moved(one: Vector, other: Vector):  # infer: return: Vector
    return one + other


def moved_by(one: Vector, other):  # infer: return: Vector?
    return one + other


def grown(one: Vector, other):  # infer: return: str!
    one += other
    return one


def paid(one: Vector, other: Money):  # infer: return: Vector | float
    return one + other


def paid_from(number: int, other: Money):  # infer: return: float!
    return number + other


def exact(amount: Decimal):  # infer: return: Decimal!
    return 1 + amount


def exactly(amount: Decimal):  # infer: return: int | Decimal!
    total = 0
    for _ in range(3):
        total += amount
    return total


def chained(one, other):  # infer: return: int?
    return 1 + one + other


def guarded(number):  # infer: return: int!
    if not isinstance(number, int):
        raise TypeError
    return 1 + number


def assured(number):  # infer: return: int?
    assert number is not None
    return 1 + number


def counted_down(numbers):  # infer: return: bool?
    return numbers > 0 and numbers + 1 > 2


def summed_bare(numbers: list):  # infer: return: int?
    return sum(numbers)


def summed_ints(numbers: list[int]):  # infer: return: int!
    return sum(numbers)


def sorted_of(items: list):  # infer: return: list
    return sorted(items)


def first_half(text):  # infer: return: -
    return text[: len(text) // 2]


def length(items):  # infer: return: int!
    return len(items) + 1


def share(items, others):  # infer: return: float!
    return len(items) / len(others)


def loud(text):  # infer: return: str!
    return "-" + str(text) + "-"


def deep(flags):  # infer: return: bool!
    return not (flags & 1) == (flags + 1)


def either(flag):  # infer: return: int | None?
    return flag and flag + 1 or None


def turned(number):  # infer: return: int?
    return ~number


def conditional(number, wanted):  # infer: return: int?
    return 1 + number if wanted else 0


def listed(items):  # infer: return: list[int]?
    return [1 + item for item in items]


def yielded(items):  # infer: return: Iterator[int]?
    total = 0
    for item in items:
        total += item
        yield total


def nested(rows):  # infer: return: dict[str, int]?
    found = {"a": 1}
    for row in rows:
        found["a"] += row
    return found


def indexed(rows):  # infer: return: list[int]?
    sums = [0, 0]
    for row in rows:
        sums[0] += row
    return sums


count = 0


def bumped(by):  # infer: return: int?
    global count
    count += by
    return count


async def awaited(reader):  # infer: return: bytes?
    data = b""
    while True:
        part = await reader.read()
        if not part:
            return data
        data += part


def closed_over(items):
    total = 0

    def add(item):
        nonlocal total
        total += item

    def told():  # infer: return: int?
        return total

    for item in items:
        add(item)
    return told
