"""Extracting and inlining variables: what moves, what stays, and what is refused because order or number would change."""

from __future__ import annotations

import pytest

from burnish_checks.actions.inline import inline_variable
from burnish_checks.actions.variable import extract_variable
from burnish_checks.core.action import propose_action
from burnish_checks.core.rule import Safety
from tests.constants.selecting import result, selected

EXTRACTED = {
    "all equals with the same value": (
        "def f(parts):\n    use(«parts[0]», parts[0])\n    other(parts[0])\n",
        "def f(parts):\n    first_part = parts[0]\n    use(first_part, first_part)\n    other(parts[0])\n",
    ),
    "up to where a name is bound again": (
        "def f(a, b):\n    c = [«a * b»]\n    d = a * b + 1\n    a = a * b\n    return a * b\n",
        "def f(a, b):\n    product = a * b\n    c = [product]\n    d = product + 1\n    a = product\n    return a * b\n",
    ),
    "out of an argument": (
        "def f(a):\n    send(timeout=«a.limit + 1»)\n",
        "def f(a):\n    timeout = a.limit + 1\n    send(timeout=timeout)\n",
    ),
    "a lone generator": (
        "def f(items):\n    return total(«(x for x in items)»)\n",
        "def f(items):\n    value = (x for x in items)\n    return total(value)\n",
    ),
    "over several lines": (
        "def f(count):\n    return g(\n        «count +\n        1»\n    )\n",
        "def f(count):\n    count_total = (count +\n        1)\n    return g(\n        count_total\n    )\n",
    ),
    "out of brackets that only held it": (
        "def f(a):\n    return(«a.b + 1») * 2\n",
        "def f(a):\n    total = a.b + 1\n    return total * 2\n",
    ),
    "out of brackets over several lines": (
        "def f(a):\n    return (\n        «a.b + 1»\n    )\n",
        "def f(a):\n    total = a.b + 1\n    return total\n",
    ),
    "not out of those of a call": (
        "def f(a):\n    print («a.b + 1»)\n",
        "def f(a):\n    total = a.b + 1\n    print (total)\n",
    ),
    "not out of those with a comment": (
        "def f(a):\n    return (\n        «a.b + 1»  # why\n    )\n",
        "def f(a):\n    total = a.b + 1\n    return (\n        total  # why\n    )\n",
    ),
    "up to a call that may change what it is made of": (
        "def f(items):\n    g(«items + [0]»)\n    items.append(3)\n    g(items + [0])\n",
        "def f(items):\n    items_total = items + [0]\n    g(items_total)\n    items.append(3)\n    g(items + [0])\n",
    ),
    "a list of its own for each": (
        "def f():\n    g(«[]»)\n    h([])\n",
        "def f():\n    items = []\n    g(items)\n    h([])\n",
    ),
    "a generator is used up once": (
        "def f(a):\n    return sum(«(x for x in a)»), max(x for x in a)\n",
        "def f(a):\n    value = (x for x in a)\n    return sum(value), max(x for x in a)\n",
    ),
    "up to a call that binds a name of it": (
        "n = 1\ndef up():\n    global n\n    n += 1\ndef f():\n    g(«n + 1»)\n    up()\n    g(n + 1)\n",
        "n = 1\ndef up():\n    global n\n    n += 1\ndef f():\n    total = n + 1\n    g(total)\n    up()\n    g(n + 1)\n",
    ),
    "not what a comprehension binds anew": (
        "def f(x):\n    return [x for x in range(«x»)]\n",
        "def f(x):\n    value = x\n    return [x for x in range(value)]\n",
    ),
    "not over a method of that name": (
        "class A:\n    def product(self):\n        return 1\n\n    size = «60 * 2» + 1\n",
        "class A:\n    def product(self):\n        return 1\n\n    product_value = 60 * 2\n    size = product_value + 1\n",
    ),
    "not in the test of a loop that changes it": (
        "def f(a):\n    if «a»:\n        g(a)\n    while a:\n        a -= 1\n",
        "def f(a):\n    value = a\n    if value:\n        g(value)\n    while a:\n        a -= 1\n",
    ),
    "not over a slot": (
        "class A:\n    table = {«'fast'»: 1}\n    __slots__ = ('fast',)\n",
        "class A:\n    fast_value = 'fast'\n    table = {fast_value: 1}\n    __slots__ = ('fast',)\n",
    ),
    "in a class of no kind": (
        "class A:\n    size = «60 * 2» + 1\n",
        "class A:\n    product = 60 * 2\n    size = product + 1\n",
    ),
    "the first iterable": (
        "def f(users):\n    return [x for x in «users.active()»]\n",
        "def f(users):\n    active = users.active()\n    return [x for x in active]\n",
    ),
}

NOT_EXTRACTED = {
    "comprehension": "def f(a):\n    return [«a + x» for x in a]\n",
    "lambda": "def f(a):\n    return lambda x: «a + x»\n",
    "second operand": "def f(a):\n    return a and «a.b»\n",
    "branch of a condition": "def f(a):\n    return «a.b» if a else 0\n",
    "elif": "def f(a):\n    if a:\n        pass\n    elif «a.y > 3»:\n        pass\n",
    "while": "def f(a):\n    while «a.y > 3»:\n        pass\n",
    "second context": "def f(a):\n    with a, «a.b()»:\n        pass\n",
    "assertion message": "def f(a):\n    assert a, «a.text»\n",
    "target": "def f(a):\n    «a.b» = 3\n",
    "half an expression": "def f(a):\n    return a + «a + 1»\n",
}

NOT_KEPT = {
    "in slots": (
        "class A:\n    __slots__ = («'a'», 'b')\n",
        "A name that `__slots__` lists cannot be one of the class.",
    ),
    "bound by the target before": (
        "def f(a):\n    i, a[«i»] = 0, 9\n    return i\n",
        "The statement binds `i` before it is read here.",
    ),
    "bound by a walrus before": (
        "def f(a):\n    return g((n := a), «n + 1»)\n",
        "The statement binds `n` before it is read here.",
    ),
    "printed as text": ('def f(a):\n    print(f"{«a»=}")\n', "The f-string prints the code itself as text."),
    "locals are seen": (
        "def f(a):\n    g(«a.b»)\n    return locals()\n",
        "The function calls `locals`, which sees its variables.",
    ),
    "in an enum": (
        "import enum\nclass A(enum.Enum):\n    ONE = «1» + 1\n",
        "A name in the body of `A` may mean something to its bases or decorators.",
    ),
    "in a dataclass of a function": (
        "def f():\n    @dataclass\n    class A:\n        one: int = «field(default=2)»\n    return A\n",
        "A name in the body of `A` may mean something to its bases or decorators.",
    ),
}

INLINED = {
    "with brackets where they are needed": (
        "def f(a):\n    «»total = a + 1\n    return total * 2\n",
        "def f(a):\n    return (a + 1) * 2\n",
    ),
    "a literal everywhere": (
        "def f():\n    n = 3\n    x = «»n + n\n    return n.real, x\n",
        "def f():\n    x = 3 + 3\n    return (3).real, x\n",
    ),
    "a call right behind": (
        "def f(a):\n    found = a.find()\n    return «»found\n",
        "def f(a):\n    return a.find()\n",
    ),
    "texts over several lines, in brackets": (
        'def f(a):\n    text = ("one "\n            "two")\n    return «»text, a\n',
        'def f(a):\n    return ("one "\n            "two"), a\n',
    ),
    "another name": (
        "def f(a):\n    b = a\n    log()\n    return «»b, b\n",
        "def f(a):\n    log()\n    return a, a\n",
    ),
}

NOT_INLINED = {
    "bound twice": "def f(a):\n    n = 1\n    n = 2\n    return «»n\n",
    "something between": "def f(a):\n    n = a.b()\n    log()\n    return «»n\n",
    "in a loop": "def f(a):\n    n = a.b()\n    for x in a:\n        print(«»n)\n",
    "in a comprehension": "def f(a):\n    n = a.b()\n    return [«»n for x in a]\n",
    "source bound again": "def f(a):\n    n = a\n    a = 2\n    return «»n\n",
    "quotes in an f-string": 'def f():\n    n = "x"\n    return f"{«»n}"\n',
    "computed twice": "def f(a):\n    n = a.b()\n    return «»n, n\n",
    "set in one branch": "def f(a):\n    if a:\n        n = 1\n    return «»n\n",
    "a comment": "def f(a):\n    n = 1  # why\n    return «»n\n",
    "nonlocal": "def f(a):\n    n = 1\n    def g():\n        nonlocal n\n        n = 2\n    g()\n    return «»n\n",
    "a call past a name that a function inside reads": (
        "def f(i):\n    def g():\n        return i\n    old = g()\n    i = 2\n    return «»old, i\n"
    ),
    "a global that is bound in between": "n = 1\ndef f():\n    global n\n    old = n\n    n += 1\n    return «»old\n",
    "a global that a call may bind": (
        "n = 1\ndef up():\n    global n\n    n = 2\ndef f():\n    old = n\n    up()\n    return «»old\n"
    ),
    "a variable that a function inside binds": (
        "def f(n):\n    def g():\n        nonlocal n\n        n = 2\n    old = n * 2\n    g()\n    return «»old\n"
    ),
    "locals are seen": "def f(n):\n    old = n\n    return «»old, locals()\n",
    "parameter": "def f(a):\n    return «»a\n",
    "module level": "a = 1\nprint(«»a)\n",
}


@pytest.mark.parametrize("case", EXTRACTED)
def test_a_variable_is_extracted(case: str) -> None:
    marked, expected = EXTRACTED[case]
    assert result(extract_variable, marked) == expected


@pytest.mark.parametrize("case", NOT_EXTRACTED)
def test_what_is_evaluated_otherwise_is_not_extracted(case: str) -> None:
    marked = NOT_EXTRACTED[case]
    assert result(extract_variable, marked).startswith("refused")
    assert extract_variable.offers(selected(marked)) is None


@pytest.mark.parametrize("case", NOT_KEPT)
def test_a_variable_that_would_be_seen_is_not_extracted(case: str) -> None:
    marked, reason = NOT_KEPT[case]
    assert result(extract_variable, marked) == f"refused: {reason}"


def test_what_a_call_in_between_may_change_is_unsafe_to_inline() -> None:
    marked = "def f(items):\n    more = items + [1]\n    items.append(2)\n    return «»more\n"
    repair, verdict = propose_action(inline_variable, selected(marked))
    assert repair is not None and verdict.offered
    safety, why = repair.judged(inline_variable)
    assert safety is Safety.UNSAFE and why.startswith("what is called in between may change")


@pytest.mark.parametrize("case", INLINED)
def test_a_variable_is_inlined(case: str) -> None:
    marked, expected = INLINED[case]
    assert result(inline_variable, marked) == expected


@pytest.mark.parametrize("case", NOT_INLINED)
def test_what_might_change_is_not_inlined(case: str) -> None:
    assert result(inline_variable, NOT_INLINED[case]).startswith("refused")
