"""Extracting and inlining variables: what moves, what stays, and what is refused because order or number would change."""

from __future__ import annotations

import pytest

from burnish_checks.actions.inline import inline_variable
from burnish_checks.actions.variable import extract_variable
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


@pytest.mark.parametrize("case", INLINED)
def test_a_variable_is_inlined(case: str) -> None:
    marked, expected = INLINED[case]
    assert result(inline_variable, marked) == expected


@pytest.mark.parametrize("case", NOT_INLINED)
def test_what_might_change_is_not_inlined(case: str) -> None:
    assert result(inline_variable, NOT_INLINED[case]).startswith("refused")
