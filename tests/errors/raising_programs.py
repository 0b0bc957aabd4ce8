"""Programs whose `try` bodies raise in ways that are hard to see, and what each is called with.

A program may have further files, each behind a line with its name. What no handler of a library's errors is written for is
not among the inputs: names of files that are None or hold a null character, more than fits into memory or the stack, and
mistakes within a function that is called.
"""

PROGRAMS = {
    "property": """
class Box:
    @property
    def size(self):
        raise OSError("gone")

def tried(box):
    try:
        return int(box.size)
    except Exception:
        return None

INPUTS = [Box(), 1]
""",
    "getattr hook": """
class Lazy:
    def __getattr__(self, name):
        raise LookupError(name)

def tried(thing):
    try:
        return int(thing.size)
    except Exception:
        return None

INPUTS = [Lazy(), 1]
""",
    "getattribute hook": """
class Lazy:
    def __getattribute__(self, name):
        raise RuntimeError(name)

def tried(thing):
    try:
        return float(thing.size)
    except Exception:
        return None

INPUTS = [Lazy()]
""",
    "descriptor": """
class Checked:
    def __get__(self, instance, owner=None):
        raise EOFError("nothing")

class Box:
    size = Checked()

def tried(box):
    try:
        return int(box.size)
    except Exception:
        return None

INPUTS = [Box()]
""",
    "descriptor set": """
class Positive:
    def __set__(self, instance, value):
        if value < 0:
            raise OverflowError(value)

class Box:
    size = Positive()

def tried(text):
    box = Box()
    try:
        box.size = int(text)
    except Exception:
        return None
    return 1

INPUTS = ["-1", "x"]
""",
    "property setter": """
class Box:
    @property
    def size(self):
        return 1

    @size.setter
    def size(self, value):
        if value < 0:
            raise OverflowError(value)

def tried(text):
    box = Box()
    try:
        box.size = int(text)
    except Exception:
        return None
    return 1

INPUTS = ["-1", "x"]
""",
    "own property setter": """
class Box:
    @property
    def size(self):
        return 1

    @size.setter
    def size(self, value):
        if value < 0:
            raise OverflowError(value)

    def put(self, text):
        try:
            self.size = int(text)
        except Exception:
            return None
        return 1

def tried(text):
    return Box().put(text)

INPUTS = ["-1", "x"]
""",
    "own property": """
class Box:
    def __init__(self, text):
        self.text = text

    @property
    def size(self):
        if not self.text:
            raise EOFError("nothing")
        return self.text

    def get(self):
        try:
            return int(self.size)
        except Exception:
            return None

def tried(text):
    return Box(text).get()

INPUTS = ["", "x"]
""",
    "setattr hook": """
class Box:
    def __setattr__(self, name, value):
        raise PermissionError(name)

def tried(text):
    box = Box()
    try:
        box.size = int(text)
    except Exception:
        return None
    return 1

INPUTS = ["1", "x"]
""",
    "item hook": """
class Table:
    def __getitem__(self, key):
        raise OSError(key)

def tried(table):
    try:
        return int(table["a"])
    except Exception:
        return None

INPUTS = [Table(), {}]
""",
    "item set hook": """
class Table:
    def __setitem__(self, key, value):
        raise OSError(key)

def tried(text):
    table = Table()
    try:
        table["a"] = int(text)
    except Exception:
        return None
    return 1

INPUTS = ["1", "x"]
""",
    "item delete hook": """
class Table:
    def __delitem__(self, key):
        raise OSError(key)

def tried(table):
    try:
        del table["a"]
    except Exception:
        return None
    return 1

INPUTS = [Table(), {}]
""",
    "missing hook": """
class Table(dict):
    def __missing__(self, key):
        raise OSError(key)

def tried(table):
    try:
        return int(table["a"])
    except Exception:
        return None

INPUTS = [Table(), {}]
""",
    "addition": """
class Money:
    def __add__(self, other):
        raise RuntimeError("other currency")

def tried(a):
    try:
        return int("1") + int(a + 1)
    except Exception:
        return None

INPUTS = [Money(), "x"]
""",
    "reflected addition": """
class Money:
    def __radd__(self, other):
        raise RuntimeError("other currency")

def tried(a):
    try:
        return int(1 + a)
    except Exception:
        return None

INPUTS = [Money(), "x"]
""",
    "in place": """
class Money:
    def __iadd__(self, other):
        raise RuntimeError("other currency")

def tried(a):
    try:
        a += int("1")
    except Exception:
        return None
    return 1

INPUTS = [Money(), "x"]
""",
    "power overflows": """
def tried(a):
    try:
        return float(a) ** 1000
    except Exception:
        return None

INPUTS = ["99999", "x"]
""",
    "int to float overflows": """
def tried(a):
    try:
        return float(a)
    except Exception:
        return None

INPUTS = ["x", None]
""",
    "float to int overflows": """
def tried(a):
    try:
        return int(float(a))
    except Exception:
        return None

INPUTS = ["inf", "nan", "x", None]
""",
    "round overflows": """
def tried(a):
    try:
        return round(a)
    except Exception:
        return None

INPUTS = [float("inf"), float("nan"), "x", None]
""",
    "shift": """
def tried(a):
    try:
        return 1 << int(a)
    except Exception:
        return None

INPUTS = ["-1", "9" * 30, "x"]
""",
    "repeat": """
def tried(a):
    try:
        return "ab" * int(a)
    except Exception:
        return None

INPUTS = ["9" * 30, "x"]
""",
    "chr": """
def tried(a):
    try:
        return chr(int(a))
    except Exception:
        return None

INPUTS = ["-1", "9" * 30, "x"]
""",
    "range": """
def tried(a):
    try:
        return [i for i in range(int(a), 3)], len(range(int(a)))
    except Exception:
        return None

INPUTS = ["x"]
""",
    "index too large": """
def tried(a):
    try:
        return "abc"[int(a)]
    except Exception:
        return None

INPUTS = ["9" * 30, "5", "x"]
""",
    "slice": """
class Rows:
    def __getitem__(self, key):
        raise OSError("no rows")

def tried(rows):
    try:
        return [int(x) for x in rows[1:]]
    except Exception:
        return None

INPUTS = [Rows(), ["1", "x"], None]
""",
    "equality": """
class Strict:
    def __eq__(self, other):
        raise RuntimeError("cannot compare")

def tried(a):
    try:
        return int("x") if a == 1 else 2
    except Exception:
        return None

INPUTS = [Strict(), 1]
""",
    "order": """
class Strict:
    def __lt__(self, other):
        raise ArithmeticError("cannot compare")

def tried(a):
    try:
        return int("x") if a < 1 else 2
    except Exception:
        return None

INPUTS = [Strict(), 0, None]
""",
    "truth": """
class Strict:
    def __bool__(self):
        raise RuntimeError("neither")

def tried(a):
    try:
        if a:
            return int("x")
    except Exception:
        return None

INPUTS = [Strict(), 1]
""",
    "truth by length": """
class Strict:
    def __len__(self):
        raise OSError("neither")

def tried(a):
    try:
        if not a:
            return int("x")
    except Exception:
        return None

INPUTS = [Strict(), 0]
""",
    "negation": """
class Strict:
    def __neg__(self):
        raise RuntimeError("neither")

def tried(a):
    try:
        return int(-a)
    except Exception:
        return None

INPUTS = [Strict(), "x"]
""",
    "contains": """
class Strict:
    def __contains__(self, item):
        raise OSError("neither")

def tried(a):
    try:
        return int("x") if "a" in a else 2
    except Exception:
        return None

INPUTS = [Strict(), "a", None]
""",
    "hash": """
class Strict:
    def __hash__(self):
        raise RuntimeError("neither")

def tried(a):
    try:
        return {1: 2}[a]
    except Exception:
        return None

INPUTS = [Strict(), 3, []]
""",
    "index protocol": """
class Strict:
    def __index__(self):
        raise RuntimeError("neither")

def tried(a):
    try:
        return [1][a]
    except Exception:
        return None

INPUTS = [Strict(), 3, None]
""",
    "int protocol": """
class Strict:
    def __int__(self):
        raise RuntimeError("neither")

def tried(a):
    try:
        return int(a)
    except Exception:
        return None

INPUTS = [Strict(), "x", None]
""",
    "text protocol": """
class Strict:
    def __str__(self):
        raise RuntimeError("neither")

def tried(a):
    try:
        return int(str(a))
    except Exception:
        return None

INPUTS = [Strict(), "x"]
""",
    "format protocol": """
class Strict:
    def __format__(self, how):
        raise RuntimeError("neither")

def tried(a):
    try:
        return int(f"{a}")
    except Exception:
        return None

INPUTS = [Strict(), "x"]
""",
    "format mini language": """
def tried(a):
    try:
        return f"{int(a[0]):{a[1]}}"
    except Exception:
        return None

INPUTS = [("1", "zz"), ("x", ""), None]
""",
    "format bad spec": """
def tried(a):
    try:
        return f"{a['x']:d}"
    except Exception:
        return None

INPUTS = [{"x": "t"}, {}, None]
""",
    "str.format": """
def tried(a):
    try:
        return "{0} {x}".format(a["b"])
    except Exception:
        return None

INPUTS = [{"b": 1}, {}, None]
""",
    "str.format of text": """
def tried(a):
    try:
        return int(a.format(1))
    except Exception:
        return None

INPUTS = ["{", "{1}", "{x}", "{0.y}", None]
""",
    "percent": """
def tried(a):
    try:
        return "%d %s" % (a["x"], 1)
    except Exception:
        return None

INPUTS = [{"x": "t"}, {}, None]
""",
    "percent keys": """
def tried(a):
    try:
        return int("%(x)s" % a)
    except Exception:
        return None

INPUTS = [{}, {"x": "t"}, 3]
""",
    "iteration": """
class Rows:
    def __iter__(self):
        raise OSError("no rows")

def tried(rows):
    try:
        for row in rows:
            int(row)
    except Exception:
        return None

INPUTS = [Rows(), ["x"], None]
""",
    "next protocol": """
class Rows:
    def __iter__(self):
        return self

    def __next__(self):
        raise OSError("no rows")

def tried(rows):
    try:
        return [int(row) for row in rows]
    except Exception:
        return None

INPUTS = [Rows(), ["x"], None]
""",
    "generator": """
def rows(text):
    yield 1
    if not text:
        raise OSError("no rows")
    yield text

def tried(text):
    try:
        return [int(row) for row in rows(text)]
    except Exception:
        return None

INPUTS = ["", "x"]
""",
    "generator object": """
def rows(text):
    yield 1
    if not text:
        raise OSError("no rows")
    yield text

def tried(text):
    some = rows(text)
    try:
        for row in some:
            int(row)
    except Exception:
        return None

INPUTS = ["", "x"]
""",
    "generator parameter": """
def rows():
    yield 1
    raise OSError("no rows")

def tried(some):
    try:
        return sum(int(row) for row in some)
    except Exception:
        return None

INPUTS = [rows(), ["x"], None]
""",
    "next of generator": """
def rows():
    raise OSError("no rows")
    yield

def tried(some):
    try:
        return int(next(some))
    except Exception:
        return None

INPUTS = [rows(), iter("x"), iter(())]
""",
    "unpacking": """
class Rows:
    def __iter__(self):
        raise OSError("no rows")

def tried(rows):
    try:
        first, second = rows
        return int(first)
    except Exception:
        return None

INPUTS = [Rows(), [1], "xx"]
""",
    "star unpacking": """
def rows():
    raise OSError("no rows")
    yield

def tried(some):
    try:
        return int(*some)
    except Exception:
        return None

INPUTS = [rows(), ["x"], [1, 2, 3, 4]]
""",
    "callback in sorted": """
def bad(item):
    raise OSError(item)

def tried(key):
    try:
        return int(sorted(["2"], key=key)[0])
    except Exception:
        return None

INPUTS = [bad, lambda item: item]
""",
    "callback in map": """
def bad(item):
    raise OSError(item)

def tried(key):
    try:
        return [int(x) for x in map(key, ["2"])]
    except Exception:
        return None

INPUTS = [bad, lambda item: "x"]
""",
    "callback in max": """
def bad(item):
    raise OSError(item)

def tried(key):
    try:
        return int(max(["2"], key=key))
    except Exception:
        return None

INPUTS = [bad, len]
""",
    "callback in reduce": """
import functools

def bad(a, b):
    raise OSError(a)

def tried(key):
    try:
        return int(functools.reduce(key, ["2", "x"]))
    except Exception:
        return None

INPUTS = [bad, lambda a, b: b]
""",
    "callback in sub": """
import re

def bad(found):
    raise OSError(found)

def tried(key):
    try:
        return int(re.sub("a", key, "abc"))
    except Exception:
        return None

INPUTS = [bad, lambda found: "x"]
""",
    "callback in hook": """
import json

def bad(found):
    raise OSError(found)

def tried(key):
    try:
        return json.loads("{}", object_hook=key)
    except Exception:
        return None

INPUTS = [bad]
""",
    "default of json": """
import json

def bad(found):
    raise OSError(found)

def tried(thing):
    try:
        return json.dumps(thing, default=bad)
    except Exception:
        return None

INPUTS = [object(), {(): 1}]
""",
    "list sort key": """
def bad(found):
    raise OSError(found)

def tried(items):
    try:
        items.sort(key=bad)
        return int(items[0])
    except Exception:
        return None

INPUTS = [["1"], []]
""",
    "partial": """
import functools

def bad(found):
    raise OSError(found)

load = functools.partial(bad, 1)

def tried(text):
    try:
        load()
        return int(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "function in table": """
def bad(found):
    raise OSError(found)

TABLE = {"a": bad}

def tried(text):
    try:
        return int(TABLE[text](text))
    except Exception:
        return None

INPUTS = ["a", "b"]
""",
    "lambda bound": """
bad = lambda text: open(text)

def tried(text):
    try:
        bad(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["/no/such"]
""",
    "nested function": """
def tried(text):
    def inner():
        raise OSError(text)

    try:
        inner()
        return int(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "computed raise": """
ERRORS = [OSError("a")]

def fail(kind):
    raise kind

def tried(text):
    try:
        if text:
            fail(ERRORS[0])
        return int(text)
    except Exception:
        return None

INPUTS = ["x", ""]
""",
    "raise of a local": """
def fail(text):
    error = OSError(text)
    raise error

def tried(text):
    try:
        if text:
            fail(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["x", ""]
""",
    "raise of a parameter": """
def fail(error):
    raise error

def tried(error):
    try:
        fail(error)
        return int("x")
    except Exception:
        return None

INPUTS = [OSError(), KeyError]
""",
    "raise of a module name": """
Failure = OSError

def fail():
    raise Failure("x")

def tried(text):
    try:
        fail()
        return int(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "raise of a rebound name": """
class ParseError(Exception):
    pass

def fail():
    raise ParseError("x")

ParseError = OSError

def tried(text):
    try:
        fail()
        return int(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "raise of an attribute": """
class Parser:
    error = OSError

    def fail(self):
        raise self.error("x")

    def parse(self, text):
        try:
            self.fail()
            return int(text)
        except Exception:
            return None

class Other(Parser):
    error = KeyError

def tried(kind):
    return kind().parse("x")

INPUTS = [Parser, Other]
""",
    "raise again from a helper": """
def careful(text):
    try:
        return open(text)
    except OSError as error:
        raise RuntimeError("no") from error

def tried(text):
    try:
        careful(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["/no/such"]
""",
    "raise again as it is": """
def careful(text):
    try:
        return open(text)
    except Exception as error:
        raise error

def tried(text):
    try:
        careful(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["/no/such"]
""",
    "raise again bare": """
def careful(text):
    try:
        return {}[text]
    except (KeyError, OSError):
        raise

def tried(text):
    try:
        careful(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["a"]
""",
    "reraise in finally": """
def careful(text):
    try:
        return 1
    finally:
        open(text)

def tried(text):
    try:
        careful(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["/no/such"]
""",
    "with_traceback": """
import sys

def careful(text):
    try:
        return open(text)
    except OSError:
        raise sys.exc_info()[1].with_traceback(None)

def tried(text):
    try:
        careful(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["/no/such"]
""",
    "dynamic import": """
import importlib

def tried(name):
    try:
        return importlib.import_module(name).answer
    except Exception:
        return None

INPUTS = ["no_such", "json", "", ".x", None]
""",
    "import runs code": """
def tried(text):
    try:
        import helper
        return helper.answer
    except Exception:
        return None

INPUTS = [1]
# --- helper.py
raise OSError("at import")
""",
    "import of plain": """
def tried(text):
    try:
        import no_such_thing_here
    except Exception:
        no_such_thing_here = None
    return no_such_thing_here

INPUTS = [1]
""",
    "import from helper with failing code": """
def tried(text):
    try:
        from helper import answer
        return int(answer)
    except Exception:
        return None

INPUTS = [1]
# --- helper.py
import json
answer = json.loads("{")
""",
    "helper in another file": """
from helper import load

def tried(text):
    try:
        load(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["/no/such", ""]
# --- helper.py
class Broken(Exception):
    pass

def load(text):
    if not text:
        raise Broken(text)
    return open(text)
""",
    "helper raises a caught name of its own": """
from helper import load

def tried(text):
    try:
        load(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["/no/such", ""]
# --- helper.py
def load(text):
    try:
        if not text:
            raise KeyError(text)
        return open(text)
    except OSError as error:
        wrong = ConnectionError(str(error))
        raise wrong
""",
    "helper of a helper": """
import helper

def tried(text):
    try:
        helper.load(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["/no/such", ""]
# --- helper.py
from other import deeper
def load(text):
    return deeper(text)
# --- other.py
import queue
def deeper(text):
    raise queue.Empty(text)
""",
    "helper shadows a built-in": """
from helper import int

def tried(text):
    try:
        return int(text)
    except Exception:
        return None

INPUTS = ["x"]
# --- helper.py
def int(text):
    raise OSError(text)
""",
    "star import shadows": """
from helper import *

def tried(text):
    try:
        return int(text)
    except Exception:
        return None

INPUTS = ["x"]
# --- helper.py
def int(text):
    raise OSError(text)
""",
    "shadowed built-in here": """
def tried(text):
    try:
        return float(text)
    except Exception:
        return None

def float(text):
    raise OSError(text)

INPUTS = ["x"]
""",
    "monkeypatched built-in": """
import builtins

def bad(text):
    raise OSError(text)

def tried(text):
    builtins.int = bad
    try:
        return int(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "monkeypatched module": """
import json

def bad(text):
    raise OSError(text)

json.loads = bad

def tried(text):
    try:
        return json.loads(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "monkeypatched own function": """
def load(text):
    return int(text)

def bad(text):
    raise OSError(text)

def patch():
    globals()["load"] = bad

def tried(text):
    patch()
    try:
        return load(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "global rebound function": """
def load(text):
    return int(text)

def bad(text):
    raise OSError(text)

def patch():
    global load
    load = bad

def tried(text):
    patch()
    try:
        return load(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "function defined twice": """
def load(text):
    return int(text)

if True:
    def load(text):
        raise OSError(text)

def tried(text):
    try:
        return load(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "conditional import of function": """
try:
    from no_such import load
except ImportError:
    def load(text):
        raise OSError(text)

def tried(text):
    try:
        load(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "decorated function": """
def failing(function):
    def inner(*given):
        raise OSError(given)
    return inner

@failing
def load(text):
    return int(text)

def tried(text):
    try:
        return load(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "decorated cache": """
import functools

@functools.lru_cache
def load(text):
    return int(text)

def tried(text):
    try:
        return load(text)
    except Exception:
        return None

INPUTS = ["x", [], None]
""",
    "own method overridden": """
class Base:
    def load(self, text):
        return int(text)

    def go(self, text):
        try:
            return self.load(text)
        except Exception:
            return None

class Bad(Base):
    def load(self, text):
        raise OSError(text)

def tried(kind):
    return kind().go("x")

INPUTS = [Base, Bad]
""",
    "own method patched": """
class Base:
    def load(self, text):
        return int(text)

    def go(self, text):
        try:
            return self.load(text)
        except Exception:
            return None

def bad(text):
    raise OSError(text)

def tried(text):
    base = Base()
    base.load = bad
    return base.go(text)

INPUTS = ["x"]
""",
    "own method assigned in init": """
class Base:
    def __init__(self, load):
        if load:
            self.load = load

    def load(self, text):
        return int(text)

    def go(self, text):
        try:
            return self.load(text)
        except Exception:
            return None

def bad(text):
    raise OSError(text)

def tried(load):
    return Base(load).go("x")

INPUTS = [bad, None]
""",
    "own method over files": """
from helper import Base

class Bad(Base):
    def load(self, text):
        raise OSError(text)

def tried(kind):
    return kind().go("x")

INPUTS = [Base, Bad]
# --- helper.py
class Base:
    def load(self, text):
        return int(text)

    def go(self, text):
        try:
            return self.load(text)
        except Exception:
            return None
""",
    "constructor": """
class Box:
    def __init__(self, text):
        if not text:
            raise OSError(text)

def tried(text):
    try:
        Box(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["", "x"]
""",
    "exception constructor": """
class LoadError(Exception):
    def __init__(self, text):
        super().__init__(text)
        open(text)

def tried(text):
    try:
        if text:
            raise LoadError(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["/no/such", ""]
""",
    "exception with needs": """
class LoadError(Exception):
    def __init__(self, text, more):
        super().__init__(text)

def tried(text):
    try:
        if text:
            raise LoadError(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["/no/such", ""]
""",
    "exception of another name": """
class Trouble(ValueError):
    pass

def load(text):
    raise Trouble(text)

def tried(text):
    try:
        return load(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "system exit in helper": """
import sys

def load(text):
    sys.exit(text)

def tried(text):
    try:
        load(text)
    except:
        return None

INPUTS = ["x"]
""",
    "C: struct": """
import struct

def tried(data):
    try:
        return struct.unpack("<I", data)[0]
    except Exception:
        return None

INPUTS = [b"", "text", None]
""",
    "C: struct pack": """
import struct

def tried(data):
    try:
        return struct.pack("<I", data)
    except Exception:
        return None

INPUTS = [-1, "text", 1 << 40, 1.5]
""",
    "C: zlib": """
import zlib

def tried(data):
    try:
        return zlib.decompress(data)
    except Exception:
        return None

INPUTS = [b"x", "text", None]
""",
    "C: datetime": """
import datetime

def tried(data):
    try:
        return datetime.datetime.fromtimestamp(data)
    except Exception:
        return None

INPUTS = [1e20, float("nan"), 1e15, "text", None, 10**30]
""",
    "C: datetime add": """
import datetime

def tried(data):
    try:
        return datetime.datetime(9999, 12, 31) + datetime.timedelta(days=int(data))
    except Exception:
        return None

INPUTS = ["5", "9" * 12, "x"]
""",
    "C: strptime": """
import datetime

def tried(data):
    try:
        return datetime.datetime.strptime(data, "%Y")
    except Exception:
        return None

INPUTS = ["x", None, 3]
""",
    "C: math": """
import math

def tried(data):
    try:
        return math.sqrt(data)
    except Exception:
        return None

INPUTS = [-1, "x"]
""",
    "C: math floor": """
import math

def tried(data):
    try:
        return math.floor(float(data))
    except Exception:
        return None

INPUTS = ["inf", "nan", "x"]
""",
    "C: math log": """
import math

def tried(data):
    try:
        return math.log(data["x"])
    except Exception:
        return None

INPUTS = [{"x": 0}, {"x": "t"}, {}]
""",
    "C: ipaddress": """
import ipaddress

def tried(data):
    try:
        return ipaddress.ip_address(data)
    except Exception:
        return None

INPUTS = ["x", -1, None]
""",
    "C: uuid": """
import uuid

def tried(data):
    try:
        return uuid.UUID(data)
    except Exception:
        return None

INPUTS = ["x", 1, None]
""",
    "C: json": """
import json

def tried(data):
    try:
        return json.loads(data)
    except Exception:
        return None

INPUTS = ["x", b"\\xff\\xfe\\xff", None, 3]
""",
    "C: json dumps": """
import json

def tried(data):
    try:
        return json.dumps(data)
    except Exception:
        return None

loop = []
loop.append(loop)
INPUTS = [object(), loop, {(): 1}]
""",
    "C: base64": """
import base64

def tried(data):
    try:
        return base64.b64decode(data)
    except Exception:
        return None

INPUTS = ["x", "\\u1234", None, 3]
""",
    "C: unhexlify": """
import binascii

def tried(data):
    try:
        return binascii.unhexlify(data)
    except Exception:
        return None

INPUTS = ["x", "\\u1234", None, 3]
""",
    "C: decode": """
def tried(data):
    try:
        return data.decode("utf-8")
    except Exception:
        return None

INPUTS = [b"\\xff", None, 3]
""",
    "C: decode by name": """
def tried(data):
    try:
        return data[0].decode(data[1])
    except Exception:
        return None

INPUTS = [(b"\\xff", "utf-8"), (b"a", "nothing"), (), None]
""",
    "C: encode": """
def tried(data):
    try:
        return data.encode("ascii")
    except Exception:
        return None

INPUTS = ["\\xff", None, 3]
""",
    "C: encode idna": """
def tried(data):
    try:
        return data.encode("idna")
    except Exception:
        return None

INPUTS = ["a" * 70, "..", None, 3]
""",
    "C: int of text": """
def tried(data):
    try:
        return int(data, 16)
    except Exception:
        return None

INPUTS = ["x", None, 3, "9" * 10000]
""",
    "C: int base": """
def tried(data):
    try:
        return int(data[0], data[1])
    except Exception:
        return None

INPUTS = [("1", 99), ("1", 10**40), ("x", 2), (1, 2)]
""",
    "C: bytes": """
def tried(data):
    try:
        return int(bytes(data)[0])
    except Exception:
        return None

INPUTS = [[300], -1, "text", []]
""",
    "C: bytes fromhex": """
def tried(data):
    try:
        return bytes.fromhex(data)
    except Exception:
        return None

INPUTS = ["x", None]
""",
    "C: to_bytes": """
def tried(data):
    try:
        return int(data).to_bytes(2, "big")
    except Exception:
        return None

INPUTS = ["99999999", "-1", "x"]
""",
    "C: dict": """
def tried(data):
    try:
        return dict(data)["a"]
    except Exception:
        return None

INPUTS = [[1], [(1, 2, 3)], {}, None]
""",
    "C: set": """
def tried(data):
    try:
        return set(data).pop()
    except Exception:
        return None

INPUTS = [[[]], [], None]
""",
    "C: zip strict": """
def tried(data):
    try:
        return [int(a) for a, b in zip(data, "ab", strict=True)]
    except Exception:
        return None

INPUTS = [["1"], ["x", 2], None]
""",
    "C: min": """
def tried(data):
    try:
        return min(data)
    except Exception:
        return None

INPUTS = [[], ["a", 1], None]
""",
    "C: sum": """
def tried(data):
    try:
        return sum(data)
    except Exception:
        return None

INPUTS = [["a"], [1, None], None]
""",
    "C: sorted": """
def tried(data):
    try:
        return sorted(data)[0]
    except Exception:
        return None

INPUTS = [["a", 1], [], None]
""",
    "C: join": """
def tried(data):
    try:
        return int(",".join(data))
    except Exception:
        return None

INPUTS = [[1], ["x"], None]
""",
    "C: split": """
def tried(data):
    try:
        key, value = data.split("=")
        return int(value)
    except Exception:
        return None

INPUTS = ["a", "a=x", None, "a=1=2"]
""",
    "C: split empty separator": """
def tried(data):
    try:
        return int(data[0].split(data[1])[1])
    except Exception:
        return None

INPUTS = [("a", ""), ("a", "x"), ("a", 1)]
""",
    "C: re": """
import re

def tried(data):
    try:
        return re.match(data, "abc").group(1)
    except Exception:
        return None

INPUTS = ["(", "x", "a", None]
""",
    "C: compiled re": """
import re

WORD = re.compile("a(b)?")

def tried(data):
    try:
        return int(WORD.match(data).group(1))
    except Exception:
        return None

INPUTS = ["x", "a", "ab", None]
""",
    "C: group by name": """
import re

def tried(data):
    try:
        return int(re.search(r"(?P<year>x)?", data).group("month"))
    except Exception:
        return None

INPUTS = ["x", "a", None]
""",
    "C: time": """
import time

def tried(data):
    try:
        return time.strftime("%Y", time.localtime(data))
    except Exception:
        return None

INPUTS = [1e30, "x", float("nan")]
""",
    "C: os path": """
import os

def tried(data):
    try:
        return os.path.getsize(data)
    except Exception:
        return None

INPUTS = ["/no/such"]
""",
    "C: open": """
def tried(data):
    try:
        with open(data) as file:
            return file.read()
    except Exception:
        return None

INPUTS = ["/no/such", "/"]
""",
    "C: open by name": """
def tried(data):
    try:
        with open(data[0], encoding=data[1]) as file:
            return file.read()
    except Exception:
        return None

INPUTS = [("/no/such", None), ("/etc/hostname", "nothing"), ("/etc/hostname", "utf-16")]
""",
    "C: text of an encoding": """
def text_of(data, encoding):
    return str(data, encoding, "strict")

def tried(given):
    try:
        return text_of(*given)
    except Exception:
        return None

def directly(given):
    try:
        return str(given[0], given[1])
    except Exception:
        return None

INPUTS = [(b"\\xff", "utf-8"), (b"a", "nothing")]
""",
    "C: path": """
from pathlib import Path

def tried(data):
    try:
        return Path(data).read_text()
    except Exception:
        return None

INPUTS = ["/no/such", "/"]
""",
    "C: remove": """
import os

def tried(data):
    try:
        os.remove(data)
    except Exception:
        return None

INPUTS = ["/no/such"]
""",
    "C: subprocess": """
import subprocess

def tried(data):
    try:
        return subprocess.check_output(data)
    except Exception:
        return None

INPUTS = [["/no/such"], ["false"], "false x"]
""",
    "C: subprocess text": """
import subprocess

def tried(data):
    try:
        return subprocess.check_output(data, text=True)
    except Exception:
        return None

INPUTS = [["printf", "\\\\377"], ["false"]]
""",
    "C: socket": """
import socket

def tried(data):
    try:
        return socket.gethostbyname(data)
    except Exception:
        return None

INPUTS = ["a" * 70 + ".b", "."]
""",
    "C: socket connect": """
import socket

def tried(data):
    try:
        return socket.create_connection(("127.0.0.1", data), 1)
    except Exception:
        return None

INPUTS = [1, 99999, "x", None]
""",
    "C: urlparse": """
from urllib.parse import urlparse

def tried(data):
    try:
        return urlparse(data).port
    except Exception:
        return None

INPUTS = ["http://a:x", "http://["]
""",
    "C: urlopen": """
from urllib.request import urlopen

def tried(data):
    try:
        return urlopen(data).read()
    except Exception:
        return None

INPUTS = ["x", "http://127.0.0.1:1/", "http://127.0.0.1:x/", "http://127.0.0.1:1/ a", "file:///no", "http://" + "a" * 70]
""",
    "C: int of input": """
import sys

def tried(data):
    try:
        return int(sys.argv[data])
    except Exception:
        return None

INPUTS = [99, "x"]
""",
    "C: environ": """
import os

def tried(data):
    try:
        return int(os.environ[data])
    except Exception:
        return None

INPUTS = ["NO_SUCH", 3, "PATH"]
""",
    "C: environ set": """
import os

def tried(data):
    try:
        os.environ["A_NAME"] = data
        return int(data)
    except Exception:
        return None

INPUTS = ["a\\0b", "x", 3.5, "\\ud800"]
""",
    "C: decimal": """
import decimal

def tried(data):
    try:
        return decimal.Decimal(data)
    except Exception:
        return None

INPUTS = ["x", None, (1, 2)]
""",
    "C: decimal arithmetic": """
from decimal import Decimal

def tried(data):
    try:
        return Decimal(data) / 0
    except Exception:
        return None

INPUTS = ["x", "1", "0", None]
""",
    "C: fraction": """
from fractions import Fraction

def tried(data):
    try:
        return Fraction(data)
    except Exception:
        return None

INPUTS = ["x", "1/0", None, float("nan"), float("inf")]
""",
    "C: literal": """
import ast

def tried(data):
    try:
        return ast.literal_eval(data)
    except Exception:
        return None

INPUTS = ["x", "(", "{[]: 1}", "a\\0b", None, "(" * 5000]
""",
    "C: compile": """
import ast

def tried(data):
    try:
        return ast.parse(data)
    except Exception:
        return None

INPUTS = ["(", "a\\0b", "(" * 5000, None, "\\ud800"]
""",
    "C: xml": """
import xml.etree.ElementTree as ET

def tried(data):
    try:
        return ET.fromstring(data).find("a").text
    except Exception:
        return None

INPUTS = ["x", "<a/>", None]
""",
    "C: csv": """
import csv

def tried(data):
    try:
        return [int(row[0]) for row in csv.reader(data)]
    except Exception:
        return None

INPUTS = [["x"], [""], ["a\\0b"], None, [1]]
""",
    "C: configparser": """
import configparser

def tried(data):
    parser = configparser.ConfigParser()
    try:
        parser.read_string(data)
        return int(parser["a"]["b"])
    except Exception:
        return None

INPUTS = ["x", "[a]", "[a]\\nb=x", "[a]\\nb=%(c)s"]
""",
    "C: pickle": """
import pickle

def tried(data):
    try:
        return pickle.loads(data)
    except Exception:
        return None

INPUTS = [b"x", b"", None]
""",
    "C: inspect": """
import inspect

def tried(data):
    try:
        return inspect.signature(data)
    except Exception:
        return None

class Odd:
    @property
    def __signature__(self):
        raise OSError("odd")
    def __call__(self): ...

INPUTS = [3, dict]
""",
    "C: getattr": """
def tried(data):
    try:
        return getattr(data, "size")
    except Exception:
        return None

class Odd:
    @property
    def size(self):
        raise OSError("odd")

INPUTS = [3, Odd()]
""",
    "C: getattr default": """
def tried(data):
    try:
        return int(getattr(data, "size", "x"))
    except Exception:
        return None

class Odd:
    @property
    def size(self):
        raise OSError("odd")

INPUTS = [3, Odd()]
""",
    "C: setattr": """
def tried(data):
    try:
        setattr(data, "size", int("x"))
    except Exception:
        return None

INPUTS = [3]
""",
    "C: hasattr": """
def tried(data):
    try:
        return int("x") if hasattr(data, "size") else 1
    except Exception:
        return None

class Odd:
    @property
    def size(self):
        raise OSError("odd")

INPUTS = [3, Odd()]
""",
    "C: isinstance": """
class Meta(type):
    def __instancecheck__(cls, other):
        raise OSError("odd")

class Odd(metaclass=Meta):
    pass

def tried(data):
    try:
        return int("x") if isinstance(data, Odd) else 1
    except Exception:
        return None

INPUTS = [3]
""",
    "C: deepcopy": """
import copy

class Odd:
    def __deepcopy__(self, memo):
        raise OSError("odd")

def tried(data):
    try:
        return int(copy.deepcopy(data))
    except Exception:
        return None

INPUTS = [Odd(), "x"]
""",
    "C: print": """
class Odd:
    def __str__(self):
        raise OSError("odd")

def tried(data):
    try:
        print(data)
        return int(data)
    except Exception:
        return None

INPUTS = [Odd(), "x"]
""",
    "C: importlib metadata": """
from importlib.metadata import version

def tried(data):
    try:
        return version(data)
    except Exception:
        return None

INPUTS = ["no-such"]
""",
    "with block": """
class Context:
    def __enter__(self):
        raise OSError("cannot enter")
    def __exit__(self, *given):
        return False

def tried(text):
    try:
        with Context():
            return int(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "with block leaving": """
class Context:
    def __enter__(self):
        return self
    def __exit__(self, *given):
        raise OSError("cannot leave")

def tried(text):
    try:
        with Context():
            return int(text)
    except Exception:
        return None

INPUTS = ["x", "1"]
""",
    "lock": """
class Lock:
    def __enter__(self):
        raise OSError("cannot enter")
    def __exit__(self, *given):
        return False

lock = Lock()

def tried(text):
    try:
        with lock:
            return int(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "contextmanager": """
import contextlib

@contextlib.contextmanager
def opened(text):
    raise OSError(text)
    yield

def tried(text):
    try:
        with opened(text):
            return int(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "closing": """
import contextlib

class Thing:
    def close(self):
        raise RuntimeError("not open")

def tried(text):
    try:
        with contextlib.closing(Thing()):
            return int(text)
    except Exception:
        return None

INPUTS = ["x", "1"]
""",
    "close by name": """
class Thing:
    def close(self):
        raise RuntimeError("not open")

def tried(thing):
    try:
        thing.close()
    except Exception:
        return None

INPUTS = [Thing(), None]
""",
    "method of a built-in's name": """
class Store:
    def get(self, key):
        raise OSError(key)

def tried(store):
    try:
        return int(store.get("a"))
    except Exception:
        return None

INPUTS = [Store(), {}, None]
""",
    "method of a built-in's name in another file": """
from helper import Store

def tried(store):
    store = Store()
    try:
        return int(store.get("a"))
    except Exception:
        return None

INPUTS = [None]
# --- helper.py
class Store:
    def get(self, key):
        raise OSError(key)
""",
    "read by name": """
class Device:
    def read(self):
        raise RuntimeError("not ready")

def tried(device):
    try:
        return int(device.read())
    except Exception:
        return None

INPUTS = [Device(), None]
""",
    "update by name": """
class Bar:
    def update(self, amount):
        raise RuntimeError("stopped")

def tried(bar):
    try:
        bar.update(int("1"))
    except Exception:
        return None

INPUTS = [Bar(), None]
""",
    "keys with kwargs": """
class Odd:
    def keys(self):
        raise OSError("odd")
    def __getitem__(self, key):
        return 1

def tried(data):
    try:
        return int("1", **data)
    except Exception:
        return None

INPUTS = [Odd(), {"x": 1}]
""",
    "class body": """
class Meta(type):
    def __new__(cls, name, bases, body):
        raise OSError(name)

def tried(text):
    try:
        class Inner(metaclass=Meta):
            value = int(text)
    except Exception:
        return None

INPUTS = ["1", "x"]
""",
    "class body statement": """
def tried(text):
    try:
        class Inner:
            value = open(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["/no/such", "x"]
""",
    "init_subclass": """
class Base:
    def __init_subclass__(cls):
        raise OSError("no")

def tried(text):
    try:
        class Inner(Base):
            pass
        return int(text)
    except Exception:
        return None

INPUTS = ["1", "x"]
""",
    "decorator in body": """
def register(function):
    raise OSError("no")

def tried(text):
    try:
        @register
        def inner():
            pass
        return int(text)
    except Exception:
        return None

INPUTS = ["1", "x"]
""",
    "default in body": """
def tried(text):
    try:
        def inner(a=open(text)):
            pass
        return int(text)
    except Exception:
        return None

INPUTS = ["/no/such"]
""",
    "annotation in body": """
def tried(text):
    try:
        def inner(a: open(text)):
            pass
        return int(text)
    except Exception:
        return None

INPUTS = ["/no/such"]
""",
    "match": """
class Odd:
    __match_args__ = ("size",)
    @property
    def size(self):
        raise OSError("odd")

def tried(data):
    try:
        match data:
            case Odd(3):
                return int("x")
            case _:
                return int("y")
    except Exception:
        return None

INPUTS = [Odd(), 3]
""",
    "match class with property": """
class Odd:
    @property
    def size(self):
        raise OSError("odd")

def tried(data):
    try:
        match data:
            case object(size=1):
                return int("x")
            case _:
                return int("y")
    except Exception:
        return None

INPUTS = [Odd(), 3]
""",
    "walrus": """
import re

def tried(data):
    try:
        if (found := re.match("a(b)", data)) and (number := found[1]):
            return int(number)
        return found.group(0)
    except Exception:
        return None

INPUTS = ["ab", "x", None]
""",
    "await": """
import asyncio

async def load(text):
    raise OSError(text)

async def go(text):
    try:
        await load(text)
        return int(text)
    except Exception:
        return None

def tried(text):
    return asyncio.run(go(text))

INPUTS = ["x"]
""",
    "await parameter": """
import asyncio

class Odd:
    def __await__(self):
        raise OSError("odd")

async def go(thing):
    try:
        return int(await thing)
    except Exception:
        return None

def tried(text):
    return asyncio.run(go(Odd()))

INPUTS = ["x"]
""",
    "cancelled": """
import asyncio

async def go(text):
    try:
        await asyncio.sleep(0)
        return int(text)
    except:
        return None

def tried(text):
    return asyncio.run(go(text))

INPUTS = ["x"]
""",
    "timeout": """
import asyncio

async def go(text):
    try:
        return await asyncio.wait_for(asyncio.sleep(1), 0.01)
    except Exception:
        return None

def tried(text):
    return asyncio.run(go(text))

INPUTS = ["x"]
""",
    "yield": """
def go():
    try:
        given = yield
        int(given)
    except Exception:
        yield "caught"

def tried(error):
    some = go()
    next(some)
    return some.throw(error)

INPUTS = [OSError, KeyError]
""",
    "recursion of parameters": """
def depth(items):
    return 1 + max(depth(item) for item in items)

def tried(items):
    try:
        return depth(items)
    except Exception:
        return None

loop = []
loop.append(loop)
INPUTS = [loop, [[]], 3]
""",
    "unbound local": """
def tried(text):
    try:
        if text == "1":
            number = int(text)
        return number
    except Exception:
        return None

INPUTS = ["1", "x"]
""",
    "unbound global": """
def tried(text):
    try:
        return int(text) + counter
    except Exception:
        return None

INPUTS = ["1", "x"]
""",
    "name asked for": """
def tried(text):
    try:
        return unicode(text)
    except Exception:
        return int("1")

INPUTS = ["1", "x"]
""",
    "deleted global": """
counter = 1
del counter

def tried(text):
    try:
        return int(text) + counter
    except Exception:
        return None

INPUTS = ["1", "x"]
""",
    "assertion": """
def check(text):
    assert text.isdigit()
    return int(text)

def tried(text):
    try:
        return check(text)
    except Exception:
        return None

INPUTS = ["1", "x"]
""",
    "attribute of None in callee": """
def check(text):
    return text.strip()[0]

def tried(text):
    try:
        return int(check(text))
    except Exception:
        return None

INPUTS = ["", "x"]
""",
    "type error in callee": """
def add(a, b):
    return a + b

def tried(text):
    try:
        return int(text) + add(text, 1)
    except Exception:
        return None

INPUTS = ["1", "x"]
""",
    "wrong number of arguments": """
def load(a, b):
    return {}[a]

def tried(given):
    try:
        return load(*given)
    except Exception:
        return None

INPUTS = [(1, 2), (1,), ()]
""",
    "documented": """
def load(text):
    \"\"\"Load it.

    Raises:
        KeyError: If it is not there.
    \"\"\"
    return table.find(text)

class Table:
    def find(self, text):
        raise OSError(text)

table = Table()

def tried(text):
    try:
        return load(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "group": """
def load(text):
    raise ExceptionGroup("many", [OSError(text)])

def tried(text):
    try:
        load(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "try star": """
def load(text):
    try:
        int(text)
    except* ValueError:
        raise

def tried(text):
    try:
        return load(text)
    except Exception:
        return None

INPUTS = ["x", None]
""",
    "raise in else": """
def load(text):
    try:
        number = int(text)
    except ValueError:
        return 0
    else:
        raise queue_empty(number)

def queue_empty(number):
    import queue
    return queue.Empty(number)

def tried(text):
    try:
        return load(text)
    except Exception:
        return None

INPUTS = ["x", "1", None]
""",
    "suppress": """
import contextlib

def load(text):
    with contextlib.suppress(KeyError):
        open(text)

def tried(text):
    try:
        load(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["x", "1", None]
""",
    "suppress variable": """
import contextlib

KINDS = (KeyError,)

def load(text):
    with contextlib.suppress(*KINDS):
        open(text)

def tried(text):
    try:
        load(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["x", "1", None]
""",
    "handler of own name": """
class OSError(Exception):
    pass

def load(text):
    try:
        open(text)
    except OSError:
        pass

def tried(text):
    try:
        load(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["x", "1", None]
""",
    "handler catches a variable": """
KINDS = (KeyError,)

def load(text):
    try:
        open(text)
    except KINDS:
        pass

def tried(text):
    try:
        load(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["x", "1", None]
""",
    "exec": """
def tried(text):
    try:
        exec(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["open('/no')", "1/0", "x"]
""",
    "super": """
class Base:
    def load(self, text):
        raise OSError(text)

class Derived(Base):
    def load(self, text):
        try:
            super().load(text)
            return int(text)
        except Exception:
            return None

def tried(text):
    return Derived().load(text)

INPUTS = ["x"]
""",
    "class attribute call": """
class Base:
    loader = open

    def load(self, text):
        try:
            self.loader(text)
            return int(text)
        except Exception:
            return None

def tried(text):
    return Base().load(text)

INPUTS = ["x"]
""",
    "name clash method and function": """
class Base:
    def read(self):
        raise RuntimeError("no")

    def go(self, text):
        try:
            return int(self.read())
        except Exception:
            return None

def tried(text):
    return Base().go(text)

INPUTS = ["x"]
""",
    "delete attribute": """
class Box:
    @property
    def size(self):
        return 1
    @size.deleter
    def size(self):
        raise OSError("no")

def tried(text):
    box = Box()
    try:
        del box.size
        return int(text)
    except Exception:
        return None

INPUTS = ["x"]
""",
    "delete name twice": """
def tried(text):
    number = 1
    try:
        if text:
            del number
        return int(text) + number
    except Exception:
        return None

INPUTS = ["1", ""]
""",
    "call of an instance": """
class Loader:
    def __call__(self, text):
        raise OSError(text)

load = Loader()

def tried(text):
    try:
        load(text)
        return int(text)
    except Exception:
        return None

INPUTS = ["1", ""]
""",
    "thread lock twice": """
import threading

lock = threading.Lock()

def tried(text):
    try:
        lock.release()
        return int(text)
    except Exception:
        return None

INPUTS = ["1", ""]
""",
    "queue": """
import queue

jobs = queue.Queue()

def tried(text):
    try:
        return int(jobs.get(False))
    except Exception:
        return None

INPUTS = ["1", ""]
""",
    "queue nowait": """
import queue

jobs = queue.Queue()

def tried(text):
    try:
        return int(jobs.get(block=False))
    except Exception:
        return None

INPUTS = ["1", ""]
""",
    "contextvar": """
import contextvars
VAR = contextvars.ContextVar('VAR')

def tried(text):
    try:
        return int(VAR.get())
    except Exception:
        return None

INPUTS = [1]
""",
    "deque index": """
import collections

def tried(text):
    items = collections.deque()
    try:
        return int(items.popleft()) + items[0]
    except Exception:
        return None

INPUTS = ["1"]
""",
    "changed during iteration": """
def tried(table):
    try:
        for key in table:
            table[key + "x"] = int(key)
    except Exception:
        return None

INPUTS = [{"1": 1}, {"x": 1}, None]
""",
    "stop iteration in generator": """
def tried(some):
    try:
        return [int(next(iter(()))) for _ in some]
    except Exception:
        return None

INPUTS = [[1], ["x"]]
""",
    "stop iteration inside": """
def firsts(some):
    for item in some:
        yield next(iter(item))

def tried(some):
    try:
        return int(sum(firsts(some)))
    except Exception:
        return None

INPUTS = [[[]], [["x"]]]
""",
    "list remove": """
def tried(items):
    try:
        items.remove("a")
        return int(items.pop())
    except Exception:
        return None

INPUTS = [[], {"b"}, ["a"], None]
""",
    "enum": """
import enum

class Color(enum.Enum):
    RED = 1

def tried(text):
    try:
        return Color(int(text)).name
    except Exception:
        return None

INPUTS = ["2", "x", "1"]
""",
    "enum by name": """
import enum

class Color(enum.Enum):
    RED = 1

def tried(text):
    try:
        return Color[text].value
    except Exception:
        return None

INPUTS = ["2", "RED", None]
""",
    "enum missing": """
import enum

class Color(enum.Enum):
    RED = 1
    @classmethod
    def _missing_(cls, value):
        raise OSError(value)

def tried(text):
    try:
        return Color(int(text)).name
    except Exception:
        return None

INPUTS = ["2", "x", "1"]
""",
    "dataclass frozen": """
import dataclasses

@dataclasses.dataclass(frozen=True)
class Box:
    size: int

def tried(text):
    box = Box(1)
    try:
        box.size = int(text)
    except Exception:
        return None
    return 1

INPUTS = ["1", "x"]
""",
    "namedtuple": """
import collections

Box = collections.namedtuple("Box", "a b")

def tried(items):
    try:
        return int(Box(*items).a)
    except Exception:
        return None

INPUTS = [(1,), ("x", 2), None]
""",
    "slots": """
class Box:
    __slots__ = ("a",)

def tried(text):
    box = Box()
    try:
        box.b = int(text)
    except Exception:
        return None
    return 1

INPUTS = ["1", "x"]
""",
    "slot unset": """
class Box:
    __slots__ = ("a",)

def tried(text):
    box = Box()
    try:
        return int(box.a)
    except Exception:
        return None

INPUTS = ["1", "x"]
""",
}
