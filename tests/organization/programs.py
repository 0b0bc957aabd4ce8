"""Small programs from which every possible run of statements is extracted: each ends in the calls that try it.

A program is run as a module; the value of each expression in `CALLS`, or the exception it raises, and what it
prints, must be the same after any extraction.
"""

from __future__ import annotations

_SIMPLE = [
    ("def f(a, b):\n    c = a + b\n    d = c * 2\n    e = d - a\n    return c, d, e\n", ["f(1, 2)", "f('a', 'b')"]),
    (
        "def f(rows):\n    total = 0\n    count = 0\n    for row in rows:\n        total += row\n        count += 1\n"
        "    mean = total / count\n    return total, mean\n",
        ["f([1, 2, 3])", "f([])"],
    ),
    (
        "def f(rows):\n    previous = None\n    changes = []\n    for row in rows:\n        if row != previous:\n"
        "            changes.append((previous, row))\n        previous = row\n    return changes\n",
        ["f([1, 1, 2, 3, 3])", "f([])"],
    ),
    (
        "def f(x):\n    if x > 10:\n        y = 'big'\n    elif x > 5:\n        y = 'middle'\n    else:\n        y = 'small'\n"
        "    z = y + '!'\n    return z\n",
        ["f(1)", "f(6)", "f(11)", "f(None)"],
    ),
    (
        "def f(x):\n    if x:\n        y = 1\n    print('between')\n    if x:\n        print(y)\n    return x\n",
        ["f(0)", "f(1)"],
    ),
    ("def f(x):\n    print('before')\n    if x:\n        y = 1\n    return y\n", ["f(0)", "f(1)"]),
    (
        "def f(n):\n    found = None\n    for i in range(n):\n        if i * i > 20:\n            found = i\n            break\n"
        "    else:\n        found = -1\n    return found\n",
        ["f(3)", "f(10)"],
    ),
    (
        "def f(rows):\n    kept = []\n    for row in rows:\n        if row < 0:\n            continue\n        half = row // 2\n"
        "        if half == 2:\n            print('two')\n            continue\n        kept.append(half)\n    return kept\n",
        ["f([1, -1, 5, 8])"],
    ),
    (
        "def f(rows):\n    best = 0\n    for row in rows:\n        if row < 0:\n            continue\n        best = max(best, row)\n"
        "        last = row\n    print(last)\n    return best\n",
        ["f([1, -1, 5])", "f([-1])"],
    ),
    (
        "def f(x):\n    if x < 0:\n        return 'negative'\n    y = x * 2\n    if y > 10:\n        return 'large'\n    return y\n",
        ["f(-1)", "f(1)", "f(9)"],
    ),
    ("def f(x):\n    y = x\n    if y:\n        print(y)\n        return\n    print('none')\n", ["f(0)", "f(1)"]),
    (
        "def f(x):\n    while True:\n        x -= 1\n        if x < 0:\n            return x\n        if x == 3:\n            break\n"
        "    return 'broke'\n",
        ["f(2)", "f(9)"],
    ),
    ("def f(x):\n    y = [x]\n    y += [2]\n    y[0] += 1\n    z = y\n    z.append(3)\n    del y\n    return z\n", ["f(1)"]),
    ("def f(x):\n    y = x\n    del y\n    try:\n        return y\n    except NameError:\n        return 'gone'\n", ["f(1)"]),
    (
        "def f(xs):\n    a, *b = xs\n    (c, d), e = b\n    [g] = [a]\n    b[0] = g\n    return a, b, c, d, e, g\n",
        ["f([1, (2, 3), 4])", "f([1])"],
    ),
]

_TRIES = [
    (
        "def f(x):\n    result = 'start'\n    try:\n        result = 'tried'\n        value = int(x)\n        result = value + 1\n"
        "    except ValueError as error:\n        print(type(error).__name__, result)\n    except TypeError:\n"
        "        result = 'type'\n    else:\n        result += 1\n    finally:\n        print('end', result)\n    return result\n",
        ["f('1')", "f('x')", "f(None)"],
    ),
    (
        "def f(x):\n    y = 1\n    try:\n        y = 2\n        return x[y]\n    finally:\n        print(y)\n",
        ["f([1, 2, 3])", "f([])"],
    ),
    (
        "def f(x):\n    try:\n        y = x[0]\n        z = y + 1\n    except IndexError:\n        y = None\n        z = 0\n"
        "    return y, z\n",
        ["f([1])", "f([])"],
    ),
    (
        "def f(x):\n    for i in range(3):\n        try:\n            if i == x:\n                continue\n            print(i)\n"
        "            v = 6 // (i - 1)\n        except ZeroDivisionError:\n            v = 'zero'\n            continue\n        finally:\n"
        "            print('finally', i)\n        print(v)\n    return i\n",
        ["f(0)", "f(1)", "f(5)"],
    ),
    (
        "def f(x):\n    try:\n        g(x)\n    except ValueError as e:\n        print(e)\n        if x > 5:\n            raise\n"
        "        raise KeyError(x) from e\n    return x\n\ndef g(x):\n    if x > 1:\n        raise ValueError(x)\n",
        ["f(1)", "f(2)", "f(7)"],
    ),
    (
        "import contextlib\n\ndef f(x):\n    y = 0\n    with contextlib.suppress(ZeroDivisionError):\n        y = 1\n"
        "        y = 5 / x\n        y += 1\n    return y\n",
        ["f(0)", "f(1)"],
    ),
    (
        "class Manager:\n    def __enter__(self):\n        print('in')\n        return 3\n    def __exit__(self, *args):\n"
        "        print('out', args[0])\n\ndef f(x):\n    with Manager() as m, Manager():\n        a = m + x\n        b = a / x\n"
        "    c = a + b\n    return c\n",
        ["f(1)", "f(0)"],
    ),
    (
        "def f(x):\n    try:\n        pass\n    except Exception as e:\n        print(e)\n    e = x\n    try:\n        1 / x\n"
        "    except ZeroDivisionError as e:\n        print(e)\n    return e\n",
        ["f(1)", "f(0)"],
    ),
    (
        "def f(x):\n    try:\n        try:\n            a = x.b\n            return a\n        except AttributeError:\n"
        "            a = 'none'\n            print(a)\n        finally:\n            c = 1\n            print('inner')\n    finally:\n"
        "        print('outer')\n    return a, c\n",
        ["f(1)"],
    ),
    (
        "def f(x):\n    done = False\n    while not done:\n        try:\n            x -= 1\n            if x == 1:\n"
        "                done = True\n            y = 10 // x\n        except ZeroDivisionError:\n            return 'zero'\n"
        "    return y, done\n",
        ["f(1)", "f(2)", "f(3)"],
    ),
]

_CLOSURES = [
    (
        "def f(n):\n    counter = 0\n    def bump():\n        nonlocal counter\n        counter += n\n        return counter\n"
        "    bump()\n    a = bump()\n    counter = 100\n    b = bump()\n    return a, b, counter\n",
        ["f(1)", "f(5)"],
    ),
    (
        "def f(xs):\n    functions = []\n    for x in xs:\n        y = x * 2\n        functions.append(lambda: (x, y))\n"
        "    return [g() for g in functions]\n",
        ["f([1, 2, 3])"],
    ),
    (
        "def f(xs, k):\n    ys = sorted(xs, key=lambda x: x % k)\n    k += 1\n    zs = sorted(xs, key=lambda x: x % k)\n"
        "    total = sum(x * k for x in ys)\n    return ys, zs, total\n",
        ["f([5, 3, 8, 1], 3)"],
    ),
    (
        "def f(xs, k):\n    lazy = (x * k for x in xs)\n    k = 10\n    first = next(lazy)\n    rest = list(lazy)\n"
        "    return first, rest\n",
        ["f([1, 2], 3)"],
    ),
    (
        "def f(x):\n    def fact(n):\n        if n < 2:\n            return 1\n        m = n - 1\n        return n * fact(m)\n"
        "    y = fact(x)\n    z = y + 1\n    return z\n",
        ["f(5)"],
    ),
    (
        "def f(x, offset):\n    def inner(a):\n        b = a + offset\n        c = b * x\n        return b, c\n    one = inner(1)\n"
        "    two = inner(2)\n    return one, two\n",
        ["f(3, 4)"],
    ),
    (
        "def f(x):\n    scale = x + 1\n    def inner(a):\n        b = a * scale\n        return b + late\n    late = 5\n"
        "    r = inner(2)\n    late = 6\n    return r, inner(2)\n",
        ["f(3)"],
    ),
    (
        "def f(x):\n    class Local:\n        kind = x\n        def get(self):\n            return x + self.extra\n"
        "    local = Local()\n    local.extra = 2\n    x = 7\n    return Local.kind, local.get()\n",
        ["f(1)"],
    ),
    (
        "def f(xs):\n    if (n := len(xs)) > 2:\n        m = n\n    else:\n        m = [last := x for x in xs]\n    return n, m\n",
        ["f([1, 2, 3])", "f([1])"],
    ),
    (
        "def f(xs):\n    found = any((hit := x) > 2 for x in xs)\n    if found:\n        return hit\n    return None\n",
        ["f([1, 3])", "f([1])"],
    ),
    (
        "def f(x):\n    y = x and (z := x + 1)\n    print(y)\n    if x:\n        print(z)\n    return y\n",
        ["f(0)", "f(1)"],
    ),
    (
        "def outer(a):\n    def middle(b):\n        def inner(c):\n            d = a + b\n            e = d + c\n            return e\n"
        "        return inner(b)\n    return middle(a)\nf = outer\n",
        ["f(2)"],
    ),
    (
        "def f(xs):\n    x = 'outer'\n    ys = [x for x in xs]\n    zs = {x: y for x in xs for y in ys if x != y}\n    print(x)\n"
        "    return ys, zs\n",
        ["f([1, 2])"],
    ),
    (
        "def f(x):\n    call = lambda y=x: y + 1\n    x = 5\n    a = call()\n    b = call(2)\n    return a, b\n",
        ["f(1)"],
    ),
]

_CLASSES = [
    (
        "class A:\n    factor = 2\n    def __init__(self, x):\n        self.x = x\n        y = x * self.factor\n        self.y = y\n"
        "        z = y + 1\n        self.__z = z\n    def get(self):\n        return self.x, self.y, self.__z\n",
        ["A(1).get()", "A('a').get()"],
    ),
    (
        "class Base:\n    def run(self, x):\n        return x + 1\n\nclass A(Base):\n    def run(self, x):\n        x = x * 2\n"
        "        y = super().run(x)\n        print(y, __class__.__name__)\n        return y\n",
        ["A().run(3)"],
    ),
    (
        "class A:\n    made = 0\n    @classmethod\n    def make(cls, n):\n        cls.made += n\n        total = cls.made + n\n"
        "        print(total)\n        return total\n    @staticmethod\n    def helper(a, b):\n        c = a + b\n        d = c * 2\n"
        "        return d\n    @property\n    def double(self):\n        m = self.made\n        return m * 2\n",
        ["A.make(2)", "A.helper(1, 2)", "A().double", "A.made"],
    ),
    (
        "class A:\n    def __new__(cls, x):\n        self = super().__new__(cls)\n        self.x = x\n        print(cls.__name__)\n"
        "        return self\n",
        ["A(3).x"],
    ),
    (
        "class A:\n    def go(self, xs):\n        self.seen = []\n        def visit(x):\n            y = x + 1\n"
        "            self.seen.append(y)\n            return y\n        result = [visit(x) for x in xs]\n        return result, self.seen\n",
        ["A().go([1, 2])"],
    ),
    (
        "class Outer:\n    class Inner:\n        @staticmethod\n        def f(x):\n            y = x + 1\n            z = y * 2\n"
        "            return z\n    def g(self):\n        a = self.Inner.f(1)\n        b = a + 1\n        return b\n",
        ["Outer().g()"],
    ),
    (
        "def f(x):\n    class Local:\n        def get(self, y):\n            z = x + y\n            w = z * 2\n            return w, self.k\n"
        "        k = 1\n    return Local().get(3)\n",
        ["f(1)"],
    ),
    (
        "class A:\n    @staticmethod\n    def f(x):\n        y = x + 1\n        print(y)\n        return y\n    def g(self):\n"
        "        def h():\n            a = self.f(1)\n            b = a + 1\n            return b\n        c = h()\n        return c\n",
        ["A().g()"],
    ),
]

_GENERATORS = [
    (
        "def gen(n):\n    total = 0\n    for i in range(n):\n        got = yield i\n        if got:\n            total += got\n"
        "    yield total\n    return total\n\ndef f(n):\n    g = gen(n)\n    out = [next(g)]\n    try:\n        while True:\n"
        "            out.append(g.send(2))\n    except StopIteration as stop:\n        out.append(('stop', stop.value))\n    return out\n",
        ["f(3)", "f(1)"],
    ),
    (
        "def gen(x):\n    try:\n        yield 1\n        y = x + 1\n        yield y\n    except ValueError:\n        yield 'caught'\n"
        "    finally:\n        print('closed')\n\ndef f(x):\n    g = gen(x)\n    a = next(g)\n    b = g.throw(ValueError())\n"
        "    g.close()\n    h = gen(x)\n    next(h)\n    h.close()\n    return a, b, list(gen(x))\n",
        ["f(1)", "f(None)"],
    ),
    (
        "def gen(xs):\n    for x in xs:\n        if x < 0:\n            continue\n        y = x * 2\n        yield y\n"
        "        yield from range(y)\n    if not xs:\n        return 'empty'\n    yield 'end'\n\ndef f(xs):\n    return list(gen(xs))\n",
        ["f([1, -1, 2])", "f([])"],
    ),
    (
        "import asyncio\n\nasync def work(x):\n    await asyncio.sleep(0)\n    y = x + 1\n    z = await other(y)\n    total = y + z\n"
        "    return total\n\nasync def other(y):\n    return y * 2\n\ndef f(x):\n    return asyncio.run(work(x))\n",
        ["f(1)", "f('a')"],
    ),
    (
        "import asyncio\n\nasync def numbers(n):\n    for i in range(n):\n        await asyncio.sleep(0)\n        yield i\n\n"
        "async def work(n):\n    seen = []\n    async for i in numbers(n):\n        if i == 1:\n            continue\n"
        "        j = i * 2\n        seen.append(j)\n    more = [k async for k in numbers(2)]\n    return seen, more\n\n"
        "def f(n):\n    return asyncio.run(work(n))\n",
        ["f(4)"],
    ),
    (
        "import asyncio\nimport contextlib\n\n@contextlib.asynccontextmanager\nasync def opened(x):\n    print('open')\n"
        "    value = x + 1\n    try:\n        yield value\n    finally:\n        print('close')\n\nasync def work(x):\n"
        "    async with opened(x) as o:\n        a = o * 2\n        b = a / x\n    return a, b\n\ndef f(x):\n"
        "    return asyncio.run(work(x))\n",
        ["f(1)", "f(0)"],
    ),
]

_MATCHES = [
    (
        "def f(x):\n    match x:\n        case {'kind': kind, **rest}:\n            out = kind, rest\n        case [a, *b]:\n"
        "            out = a, b\n        case int() | float() as n if n > 2:\n            out = n\n        case 'word':\n"
        "            return 'word'\n        case _:\n            out = None\n    return out\n",
        ["f({'kind': 1, 'b': 2})", "f([1, 2, 3])", "f(5)", "f(1)", "f('word')", "f(None)"],
    ),
    (
        "def f(x):\n    n = 0\n    match x:\n        case [n, 1]:\n            print('one')\n        case [n, 2]:\n            n += 1\n"
        "    return n\n",
        ["f([5, 1])", "f([5, 2])", "f([5, 3])"],
    ),
]

_GLOBALS = [
    (
        "count = 0\n\ndef f(x):\n    global count\n    count += x\n    y = count * 2\n    count = y\n    return y\n",
        ["f(1)", "f(2)", "count"],
    ),
    (
        "def f(x):\n    import os.path\n    from math import floor as fl, ceil\n    a = os.path.join('a', 'b')\n    b = fl(x)\n"
        "    c = ceil(x)\n    return a, b, c\n",
        ["f(1.5)"],
    ),
    ("def f(x):\n    y = x + 1\n    names = sorted(locals())\n    return names, y\n", ["f(1)"]),
    ("import functools\n\n@functools.lru_cache(None)\ndef f(x):\n    y = x + 1\n    print(y)\n    return y\n", ["f(1)", "f(1)"]),
    ("def now(g):\n    print(g(1))\n    return g\n\n@now\ndef f(x):\n    y = x + 1\n    z = y * 2\n    return z\n", ["f(2)"]),
    ("def f(a, /, b=2, *args, c, d=4, **kwargs):\n    e = a + b\n    g = sum(args) + c + d\n    h = sorted(kwargs)\n    return e, g, h\n",
     ["f(1, c=3)", "f(1, 2, 3, 4, c=5, z=1)"]),
    ("if True:\n    def f(x):\n        y = x + 1\n        z = y * 2\n        return z\n", ["f(1)"]),
]

_TEXTS = [
    (
        'def f(x):\n    if x:\n        text = """one\n  two\n    three\n"""\n        more = f"""{x}\n   {x + 1}\n"""\n'
        '        both = ("a"\n          "b")\n        print(text, more, both)\n    return x\n',
        ["f(1)", "f(0)"],
    ),
    ("def f(x):\n\tif x:\n\t\ty = x + 1\n\t\t# told\n\t\tprint(y)  # said\n\n\t\tz = [\n\t\t\ty,\n\t\t]\n\t\treturn z\n\treturn x\n", ["f(1)", "f(0)"]),
    ("def f(x):\r\n    y = x\r\n    if x:\r\n        z = y + 1\r\n        y = z\r\n    return y\r\n", ["f(1)", "f(0)"]),
    ("def f(x):\n  y = x; z = y\n  if z: y = 2\n  w = \\\n    y\n  return y, w", ["f(1)", "f(0)"]),
    ("def f(é, 名):\n    ñ = 'é' + é; print(ñ)\n    ö = ñ + 名\n    return ö\n", ["f('a', 'b')"]),
]

PROGRAMS: list[tuple[str, list[str]]] = [
    *_SIMPLE, *_TRIES, *_CLOSURES, *_CLASSES, *_GENERATORS, *_MATCHES, *_GLOBALS, *_TEXTS,
]  # fmt: skip
