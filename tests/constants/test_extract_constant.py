"""Extracting a constant from any selection: names, places, and what must stay a literal."""

from __future__ import annotations

import pytest

from burnish_checks.actions.constant import extract_constant
from tests.constants.selecting import result

PLACES = {
    "after docstring and imports": (
        '"""Doc."""\n\nfrom __future__ import annotations\n\nimport os\n\n\ndef f(size):\n    return size > «700»\n',
        '"""Doc."""\n\nfrom __future__ import annotations\n\nimport os\n\n_SIZE_THRESHOLD = 700\n\n\ndef f(size):\n',
    ),
    "not between lines that belong together": (
        "import os\n\nlogger = os.log()\ninfo = logger.info\ndebug = logger.debug\n\n\ndef f(a):\n    return a > «700»\n",
        "import os\n\nlogger = os.log()\ninfo = logger.info\ndebug = logger.debug\n\n_NUMBER_700 = 700\n\n\ndef f(a):\n",
    ),
    "beside public constants": (
        "import os\n\nLIMIT = 3\n\n\ndef f(depth):\n    if depth > «»17:\n        raise ValueError\n",
        "import os\n\nLIMIT = 3\nMAX_DEPTH = 17\n\n\ndef f(depth):\n",
    ),
    "after the licence": (
        "#!/usr/bin/env python\n# All rights reserved.\n\ndef f(depth):\n    return depth > «»17\n",
        "#!/usr/bin/env python\n# All rights reserved.\n\n_DEPTH_THRESHOLD = 17\n\n\ndef f(depth):\n",
    ),
    "before a default": (
        "import os\nimport later\n\n@deco(size=«40»)\ndef f():\n    pass\n\nX = 3\n",
        "import os\nimport later\n\nSIZE = 40\n\n@deco(size=SIZE)\n",
    ),
    "before a use at module level": (
        "import os\n\nwidths = build(«40»)\n\nLIMIT = 3\n",
        "import os\n\nWIDTHS_BUILD = 40\n\nwidths = build(WIDTHS_BUILD)\n",
    ),
    "with Final in an annotated file": (
        "import os\n\n\ndef f(size: int) -> bool:\n    return size > «700»\n",
        "import os\nfrom typing import Final\n\n_SIZE_THRESHOLD: Final = 700\n\n\ndef f(size: int) -> bool:\n",
    ),
    "in the class where all uses are there": (
        "class A:\n    def f(self, age):\n        return age > «120»\n\n    def g(self, age):\n        return age < 120\n",
        "class A:\n    _AGE_THRESHOLD = 120\n\n    def f(self, age):\n        return age > self._AGE_THRESHOLD\n",
    ),
    "not in an enumeration": (
        "class A(Enum):\n    X = 1\n    def f(self, age): return age > «120»\n    def g(self, age): return age < 120\n",
        "_AGE_THRESHOLD = 120\n\n\nclass A(Enum):\n    X = 1\n    def f(self, age): return age > _AGE",
    ),
    "an equal constant is used again": (
        "MAX_WIDTH = 88\n\n\ndef f(width):\n    return width > «88»\n",
        "MAX_WIDTH = 88\n\n\ndef f(width):\n    return width > MAX_WIDTH\n",
    ),
    "an equal constant is used again, whose name is cut short": (
        "MAX_NAME_LEN = 255\n\n\ndef f(name):\n    return len(name) > «255»\n",
        "MAX_NAME_LEN = 255\n\n\ndef f(name):\n    return len(name) > MAX_NAME_LEN\n",
    ),
    "a unit that is known everywhere": (
        "def f(x):\n    return x + «86400»\n",
        "_SECONDS_PER_DAY = 86400\n\n\ndef f(x):\n",
    ),
    "brackets that held only the literal": (
        'def f():\n    return ("one "\n            «"two"»)\n',
        "def f():\n    return _ONE_TWO\n",
    ),
    "one with another meaning is not": (
        "RETRIES = 88\n\n\ndef f(width):\n    return width > «88»\n",
        "RETRIES = 88\nWIDTH_THRESHOLD = 88\n\n\n",
    ),
    "one that only shares a word is not": (
        "_TOTAL_AMOUNT = 88\n\n\ndef adjust(row, total):\n    return total > «88»\n",
        "_TOTAL_AMOUNT = 88\n_ADJUST_TOTAL_THRESHOLD = 88\n\n\n",
    ),
    "one of the same subject is": (
        "REQUEST_TIMEOUT = 88\n\n\ndef f(get):\n    return get(timeout=«88»)\n",
        "return get(timeout=REQUEST_TIMEOUT)\n",
    ),
    "letters that touch the literal": (
        "def f(width):\n    return 1if width == «88»else 2\n",
        "_WIDTH = 88\n\n\ndef f(width):\n    return 1if width == _WIDTH else 2\n",
    ),
    "a text that says what there is too much of": (
        "def f(index):\n    if index > «88»:\n        return 'too many starred names here'\n",
        "_MAX_STARRED_NAMES = 88\n\n\n",
    ),
    "a bound of what is assigned, not of what it is compared with": (
        "def f(markup):\n    search_end = max(«88», len(markup) // 2)\n",
        "_MIN_SEARCH_END = 88\n\n\n",
    ),
    "the end of a range of ports": (
        "def f(self):\n    while self.data_port < «4000»:\n        self.data_port += 1\n",
        "_MAX_PORT = 4000\n\n\n",
    ),
    "a port that is meant if none is given": (
        "def f(port):\n    return port == «4000»\n",
        "_DEFAULT_PORT = 4000\n\n\n",
    ),
    "a plural whose ending misleads": (
        "def f(cookies):\n    return cookies > «88»\n",
        "_COOKIE_THRESHOLD = 88\n\n\n",
    ),
    "a taken name": (
        "def f(password, MAX_PASSWORD_LENGTH):\n    if len(password) > «88»:\n        raise ValueError\n",
        "_MAX_PASSWORD_LENGTH_VALUE = 88\n\n\n",
    ),
    "inside the braces of an f-string": (
        'def f(hours):\n    return f"{hours * «3600»:.1f}"\n',
        '_SECONDS_PER_HOUR = 3600\n\n\ndef f(hours):\n    return f"{hours * _SECONDS_PER_HOUR:.1f}"\n',
    ),
    "a negative number": (
        "def f(offset=«-5»):\n    return offset\n",
        "_DEFAULT_OFFSET = -5\n\n\ndef f(offset=_DEFAULT_OFFSET):\n",
    ),
    "a tuple": (
        "def f(version):\n    nested = version.matches(«(1, 29)»)\n    return nested or version.matches((1, 29))\n",
        "_NESTED_VERSION = (1, 29)\n\n\ndef f(version):\n    nested = version.matches(_NESTED_VERSION)\n"
        "    return nested or version.matches(_NESTED_VERSION)\n",
    ),
    "a text": (
        'import os\n\n\ndef f(a):\n    return os.path.join(a, «"settings.toml"»), a["settings.toml"]\n',
        'import os\n\n_SETTINGS_TOML = "settings.toml"\n\n\ndef f(a):\n'
        "    return os.path.join(a, _SETTINGS_TOML), a[_SETTINGS_TOML]\n",
    ),
    "a status": (
        "import os\n\n\ndef f(response):\n    return response.status_code == «404»\n",
        "import os\nfrom http import HTTPStatus\n\n\ndef f(response):\n    return response.status_code == HTTPStatus.NOT_FOUND\n",
    ),
    "with other line endings": (
        "import os\r\n\r\n\r\ndef f(width):\r\n    return width > «88»\r\n",
        "import os\r\n\r\n_WIDTH_THRESHOLD = 88\r\n\r\n\r\ndef f(width):\r\n    return width > _WIDTH_THRESHOLD\r\n",
    ),
}

LITERALS = {
    "type alias": "type Rows = Table[«5»]\n",
    "attribute of a class": "class Late(Exception):\n    code = «504»\n",
    "pattern": "def f(a):\n    match a:\n        case «5»:\n            pass\n",
    "Literal": "def f(a: Literal[«5»]):\n    pass\n",
    "return type": 'def f(a) -> Literal[«"x"»]:\n    pass\n',
    "piece of an f-string": 'def f(a):\n    return f"«abc»{a}"\n',
    "echoed in an f-string": 'def f(a):\n    return f"{a + «5»=}"\n',
    "translated": 'def f(a):\n    return _(«"please"»)\n',
    "platform": 'if sys.platform == «"win32"»:\n    import x\n',
    "slots": 'class A:\n    __slots__ = («"a"», "b")\n',
    "mode": 'def f(a):\n    return open(a, «"rb"»)\n',
    "default of a literal type": "def f(a: Literal[5] = «5»):\n    pass\n",
    "default of a quoted literal type": "def f(*, a: 'int | Literal[5]' = «5»):\n    pass\n",
    "variable of a literal type": "def f():\n    a: typing.Literal[5] = «5»\n",
    "type variable": 'T = TypeVar(«"T"»)\n',
    "docstring": 'def f(a):\n    «"""Doc."""»\n',
    "constant already": "LIMIT = «5»\n",
}


@pytest.mark.parametrize("case", PLACES)
def test_the_constant_goes_where_a_person_would_put_it(case: str) -> None:
    marked, expected = PLACES[case]
    assert expected in result(extract_constant, marked)


@pytest.mark.parametrize("case", LITERALS)
def test_some_literals_stay(case: str) -> None:
    assert result(extract_constant, LITERALS[case]).startswith("refused: ")


def test_the_import_of_final_joins_the_line_that_the_constant_follows() -> None:
    marked = (
        "from typing import NamedTuple, Literal\n\n\nclass P(NamedTuple):\n    y: int = «3600»\n\n\n"
        "def f(p: P) -> int:\n    return p.y\n"
    )
    assert result(extract_constant, marked).startswith(
        "from typing import NamedTuple, Literal, Final\n\n_NUMBER_3600: Final = 3600\n\n"
    )
