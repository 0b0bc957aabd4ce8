"""What a reviewer would not sign is a hint: the finding is there for those who look for it, and says nothing aloud."""

from __future__ import annotations

import string

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import Environment, open_document
from burnish_checks.policy import engine_for, environment_for, role_of, severity_of

LONG = "    if stop:\n        return\n" + "".join(f"    use({number})\n" for number in range(70))
TANGLED = """\
def handle(rows):
    for row in rows:
        if row:
            for cell in row:
                if cell:
                    if cell.a and cell.b:
                        use(cell)
                    elif cell.c or cell.d:
                        use(row)
                elif row.a:
                    use(rows)
        elif rows.b:
            use(rows)
        elif rows.c:
            use(rows)
        elif rows.d:
            use(rows)
        elif rows.e and rows.f:
            use(rows)
        elif rows.g or rows.h:
            use(rows)
        elif rows.i and rows.j:
            use(rows)
"""
FLAT = "".join(f"    use({number})\n" for number in range(70))
TABLE = "".join(f"            {number},\n" for number in range(120))
CASES = [
    (
        "magic-number",
        "def ask(status):\n    if status == 503:\n        return 'service unavailable'\n    return 1\n",
        "hint",
    ),
    ("variable-name", "def make(kinds):\n    Base = kinds['a']\n    return Base()\n", "hint"),
    ("uninformative-error", "def ask():\n    raise RuntimeError  # never reached\n", "hint"),
    ("uninformative-error", "def ask():\n    raise RuntimeError\n", "information"),
    ("magic-number", "def put(kind):\n    if kind >= 256:\n        raise ValueError('not in [0, 256)')\n", "hint"),
    (
        "magic-number",
        "def put(kind):\n    if kind >= 257:\n        raise ValueError('not in [0, 256)')\n",
        "information",
    ),
    ("magic-number", "def all_of(delta):\n    return delta.days * 86400 + delta.left\n", "hint"),
    ("magic-number", "def all_of(delta):\n    return delta.weight * 86400 + delta.left\n", "information"),
    (
        "lost-cause",
        "try:\n    load()\nexcept OSError:\n    raise LoadError(''.join(traceback.format_exception(*sys.exc_info())))\n",
        "hint",
    ),
    ("exception-name", "class ImproperlyConfigured(Exception): ...\n", "hint"),
    ("variable-name", "def load():\n    User, post = models()\n    return User, post\n", "hint"),
    ("variable-name", "def load(pair):\n    User, post = pair\n    return User, post\n", "information"),
    ("argument-name", "def load(UserOne: type):\n    return UserOne\n", "hint"),
    ("misplaced-import", "import logging\n\nlog = logging.getLogger(__name__)\nimport os\n\nprint(os, log)\n", "hint"),
    (
        "misplaced-import",
        "import logging\n\nlog = logging.getLogger(__name__)\nLIMIT = 3\nimport os\n\nprint(os, log)\n",
        "information",
    ),
    ("magic-number", "def ask(status):\n    if status == 404:\n        raise NotFoundError(status)\n", "hint"),
    ("magic-number", "def ask(status):\n    if status == 404:\n        raise AskError(status)\n", "information"),
    ("magic-number", "def kind(size):\n    if size <= 384:\n        return hashes.SHA384()\n    return None\n", "hint"),
    (
        "magic-number",
        "def kind(size):\n    if size <= 385:\n        return hashes.SHA384()\n    return None\n",
        "information",
    ),
    (
        "magic-number",
        "def link(exc):\n    # Without the right to link,\n    # 1314 is what is\n    # raised.\n    if exc.winerror != 1314:\n"
        "        raise exc\n",
        "hint",
    ),
    (
        "logging-without-traceback",
        "def read(a):\n    try:\n        v = int(a)\n    except ValueError:\n        log.error('no number: %r', a)\n",
        "hint",
    ),
    (
        "logging-without-traceback",
        "def read(a):\n    try:\n        v = int(a)\n    except ValueError:\n        log.error('no number')\n",
        "information",
    ),
    ("dynamic-eval", "for key in ('F1', 'F2'):\n    text = key + ' = object()'\n    exec(text)\n", "hint"),
    ("dynamic-eval", "for key in (a, 'F2'):\n    text = key + ' = object()'\n    exec(text)\n", "information"),
    ("method-first-argument", "class A:\n    @classmethod\n    def make(mixin_cls):\n        pass\n", "hint"),
    ("method-first-argument", "class A:\n    @classmethod\n    def make(this):\n        pass\n", "information"),
    ("function-name", "def BackendError(hash):\n    raise InternalError(hash)\n", "hint"),
    ("function-name", "def BackendCheck(hash):\n    raise InternalError(hash)\n", "information"),
    (
        "exception-name",
        "class AError(Exception): ...\nclass BError(Exception): ...\nclass BadEdit(Exception): ...\n",
        "hint",
    ),
    ("long-function", f"def act():\n{FLAT}", "hint"),
    ("long-function", f"def act():\n    if x:\n        return [\n{TABLE}        ]\n    return 1\n", "hint"),
    ("swallowed-exception", "try:\n    load()\nexcept Exception:\n    pass\n", "warning"),
    (
        "swallowed-exception",
        "try:\n    load()\nexcept Exception:\n    # An old file is as good as none.\n    pass\n",
        "hint",
    ),
    ("swallowed-exception", "try:\n    load()\nexcept Exception:  # noqa: BLE001\n    pass\n", "warning"),
    ("broad-except", "try:\n    load()\nexcept Exception:\n    size = 0\n", "warning"),
    ("broad-except", "try:\n    load()\nexcept Exception:\n    # A torn file has no size.\n    size = 0\n", "hint"),
    ("broad-except", "try:\n    text = str(value)\nexcept Exception:\n    text = '?'\n", "hint"),
    (
        "swallowed-exception",
        "def __del__(self):\n    try:\n        free()\n    except Exception:\n        pass\n",
        "hint",
    ),
    ("lost-cause", "try:\n    load()\nexcept OSError:\n    raise KeyError(1)\n", "warning"),
    ("lost-cause", "try:\n    import x\nexcept ImportError:\n    raise unittest.SkipTest('no x')\n", "hint"),
    (
        "uninformative-error",
        "try:\n    n = int(s)\nexcept ValueError:\n    raise KeyError('not a number') from None\n",
        "information",
    ),
    ("uninformative-error", "try:\n    n = int(s)\nexcept ValueError:\n    raise KeyError('no number')\n", "hint"),
    ("bare-except", "try:\n    load()\nexcept KeyboardInterrupt:\n    stop()\nexcept:\n    log()\n", "warning"),
    (
        "bare-except",
        "try:\n    load()\nexcept (SystemExit, KeyboardInterrupt):\n    raise\nexcept:\n    log()\n",
        "hint",
    ),
    ("argument-name", "def read(text, Size=3):\n    return text\n", "information"),
    ("argument-name", "def read(text, _PY3=PY3):\n    return text\n", "hint"),
    (
        "variable-name",
        "def make(engine):\n    theSession = sessionmaker(engine)\n    return theSession\n",
        "information",
    ),
    ("variable-name", "def make(engine):\n    Session = sessionmaker(engine)\n    return Session()\n", "hint"),
    ("import-alias-name", "from shop import ShoppingCart as cart\ncart()\n", "information"),
    ("import-alias-name", "import xml.etree.ElementTree as etree\netree.parse('x')\n", "hint"),
    ("exception-name", "class Broken(Exception):\n    pass\n", "information"),
    ("exception-name", "class Finish(Exception):\n    pass\n", "hint"),
    ("function-name", "def GetVersion():\n    return 3\n", "information"),
    ("function-name", "def GetVersion():\n    return 3\n\nraw = kernel32.GetVersion\n", "hint"),
    ("unsafe-pickle", "import pickle\n\ndef read(text):\n    return pickle.loads(text)\n", "information"),
    (
        "unsafe-pickle",
        "import hmac\nimport pickle\n\ndef read(text, given):\n    if hmac.compare_digest(sign(text), given):\n"
        "        return pickle.loads(text)\n",
        "hint",
    ),
    ("magic-number", "def moved(answer):\n    return answer.status == 301\n", "information"),
    ("magic-number", "from flask import abort\n\ndef missing():\n    abort(404)\n", "hint"),
    ("magic-number", "def show(frame):\n    frame.place((640, 475))\n", "information"),
    ("magic-number", "def show(frame):\n    frame.SetSize((640, 475))\n", "hint"),
    (
        "broad-except",
        "def works(x):\n    try:\n        x.seek(0)\n    except Exception:\n        return False\n    return True\n",
        "hint",
    ),
    ("broad-except", "try:\n    SIZE = measure()\nexcept Exception:\n    SIZE = 0\n", "hint"),
    ("unused-import", "from shop import cart\n\nprint(1)\n", "warning"),
    (
        "unused-import",
        "import warnings\n\nfrom shop import cart\n\nwarnings.warn('moved', DeprecationWarning)\n",
        "hint",
    ),
    ("misplaced-import", "LIMIT = 3\n\n# Only after the limit.\n\nimport os\n\nprint(os, LIMIT)\n", "hint"),
    ("magic-number", "def wait(size):\n    return size > 5400\n", "information"),
    ("magic-number", "def wait(size):\n    return size > 5400  # 1.5 hours\n", "hint"),
    ("magic-number", "import time\n\ndef poll():\n    time.sleep(0.25)\n", "hint"),
    ("misplaced-import", "LIMIT = 3\n\nimport os\n\nprint(os, LIMIT)\n", "information"),
    ("misplaced-import", "patch()\n\nimport os\n\nprint(os)\n", "hint"),
    ("misplaced-import", "LIMIT = 3\n\n# Only after the limit.\nimport os\n\nprint(os, LIMIT)\n", "hint"),
    ("long-function", f"def act():\n{LONG}", "information"),
    ("import-alias-name", "from web import JSONResponse as JSON\nJSON()\n", "hint"),
    ("import-alias-name", "try:\n    import x\nexcept ImportError:\n    from types import ModuleType as new\n", "hint"),
    ("variable-name", "def walk(rows):\n    spaceWidth = 3\n    return rows, spaceWidth\n", "information"),
    ("variable-name", "def walk(rows):\n    FORK = 2\n    return rows, FORK\n", "hint"),
    ("argument-name", "def fit(rows, LIMIT):\n    return rows, LIMIT\n", "hint"),
    ("variable-name", "def walk(rows):\n    groupA_id = 3\n    return rows, groupA_id\n", "hint"),
    ("argument-name", "def turn(image, flipV=False):\n    return image, flipV\n", "hint"),
    ("argument-name", "def turn(image, flipVertical=False):\n    return image, flipVertical\n", "information"),
    ("import-alias-name", "from shop import __version__ as SHOP_VERSION\nprint(SHOP_VERSION)\n", "hint"),
    ("import-alias-name", "from shop import version as SHOP\nprint(SHOP)\n", "information"),
    ("import-alias-name", "from shop import ldap as pyLDAP\nprint(pyLDAP)\n", "hint"),
    ("function-name", "@deprecated('now get_version')\ndef GetVersion():\n    return 3\n", "hint"),
    ("function-name", "@cached\ndef GetVersion():\n    return 3\n", "information"),
    (
        "swallowed-exception",
        "try:\n    send()\nfinally:\n    try:\n        s.close()\n    except Exception:\n        pass\n",
        "hint",
    ),
    ("swallowed-exception", "try:\n    s.close()\nexcept Exception:\n    pass\n", "warning"),
    ("magic-number", "def show(version):\n    is_new = version.matches((1, 38))\n    return is_new\n", "hint"),
    ("magic-number", "def show(version):\n    if version.matches((1, 38)):\n        use(SCHEMA_V1_38)\n", "hint"),
    (
        "magic-number",
        "def show(version):\n    is_new = version and version.matches((1, 38))\n    return is_new\n",
        "hint",
    ),
    (
        "magic-number",
        'def show(version):\n    """Types, since 1.38."""\n    if version.matches((1, 38)):\n        use()\n',
        "hint",
    ),
    ("magic-number", "def show(wanted):\n    if wanted.matches((1, 38)):\n        use(SCHEMA_V1_3)\n", "information"),
    ("module-variable-name", "mainLoop = make()\n", "information"),
    ("module-variable-name", "import qt\n\nmainLoop = qt.makeLoop()\n", "hint"),
    ("function-name", "def respond(h):\n    def KD(s):\n        return h(s)\n    return KD\n", "hint"),
    ("function-name", "def Field(default):\n    return FieldInfo(default)\n", "hint"),
    ("function-name", "def validate_NMTOKEN(text): ...\n", "hint"),
    ("function-name", "def not_Text(node): ...\n", "hint"),
    ("function-name", "def __plugin_load__(): ...\n", "hint"),
    ("variable-name", "def read(forms, kind):\n    FormClass = forms[kind]\n    return FormClass()\n", "hint"),
    (
        "broad-except",
        "def f(x):\n    try:\n        fake = hasattr(x, 'y')\n    except Exception:\n        fake = False\n    return fake\n",
        "hint",
    ),
    ("weak-hash", "import hashlib\n\ndef get(h, data):\n    return hashlib.md5(data) == h['If-None-Match']\n", "hint"),
    ("function-name", "def Field(default):\n    info = FieldInfo(default)\n    return info\n", "hint"),
    ("variable-name", "def read(agg):\n    SI_units = agg[0]\n    return SI_units\n", "hint"),
    ("magic-number", "def f(code):\n    if code == 38:\n        # Foreground\n        act()\n", "hint"),
    ("magic-number", 'def f(gap):\n    """Whether the gap is under 70."""\n    return gap < 70\n', "hint"),
    ("magic-number", 'def f(gap):\n    """Whether the gap is under 70."""\n    return gap < 7.5\n', "information"),
    ("magic-number", "def f(size):\n    while size > 1024:\n        size /= 1024\n", "hint"),
    (
        "broad-except",
        "def isatty(x):\n    try:\n        return x.isatty()\n    except Exception:\n        return False\n",
        "hint",
    ),
    ("broad-except", "try:\n    data = load()\nexcept Exception:\n    abort(400)\n", "hint"),
    ("class-name", "try:\n    import x\nexcept ImportError:\n    class pending_xref:\n        pass\n", "hint"),
    ("class-name", "class NOTHING_CLASS:\n    pass\n", "hint"),
    ("class-name", "class udict(dict):\n    pass\n", "hint"),
    ("class-name", "class _linkify:\n    pass\n\nMODULES = {'linkify': _linkify}\n", "hint"),
    ("class-name", "class _linkify:\n    pass\n\nMODULES = {'link': _linkify}\n", "information"),
    ("exception-name", "class StateCorrection(Exception):\n    pass\n", "hint"),
    ("function-name", "@app.route('/sync')\ndef HandleSync():\n    return 3\n", "hint"),
    ("function-name", "@functools.wraps(act)\ndef HandleSync():\n    return 3\n", "information"),
    ("variable-name", "def read(data):\n    fileName = data['fileName']\n    return fileName\n", "hint"),
    ("variable-name", "def read(data):\n    fileName = data['name']\n    return fileName\n", "information"),
    ("variable-name", "def window(kernel32):\n    hWnd = kernel32.GetWindow()\n    return hWnd\n", "hint"),
    ("argument-name", "def throttle(filePos):\n    return {'filePos': filePos}\n", "hint"),
    ("module-variable-name", "use_IM = check()\n", "hint"),
    ("class-attribute-name", "class A:\n    getName = deprecated(get_name)\n", "hint"),
    ("import-alias-name", "from socket import timeout as SocketTimeout\nSocketTimeout()\n", "hint"),
    ("import-alias-name", "from bs4 import BeautifulSoup as BS\nBS()\n", "hint"),
    ("magic-number", "def f(size):\n    if size < 20:\n        return 1\n    return 2\n", "information"),
    (
        "magic-number",
        "def f(size):\n    if size < 20:\n        return 1\n    if size < 1:\n        return 2\n    return size < 2\n",
        "hint",
    ),
    ("magic-number", "def f(size):\n    # At most 20 fit into a box.\n    return size > 20\n", "hint"),
    ("magic-number", "def f(gap):\n    return gap < 24 * 3600\n", "hint"),
    ("magic-number", "def f(length):\n    return length * 1.07\n", "hint"),
    ("magic-number", "def f(length):\n    return length * 25.4\n", "information"),
    (
        "broad-except",
        "def ok(x):\n    try:\n        parse(x)\n        return True\n    except Exception:\n        return False\n",
        "hint",
    ),
    (
        "swallowed-exception",
        "try:\n    load()\nexcept Exception:\n    pass\nelse:\n    raise AssertionError('loads')\n",
        "hint",
    ),
    (
        "swallowed-exception",
        "# What cannot be read is ignored.\ntry:\n    load()\nexcept Exception:\n    pass\n",
        "hint",
    ),
    ("class-name", "import enum\n\nclass codes(enum.IntEnum):\n    OK = 200\n", "hint"),
    ("function-name", "def SetTitle(): ...\n\n_set = kernel32.SetTitleW\n", "hint"),
    ("argument-name", "def encode(value, Decimal=None):\n    return value\n", "hint"),
    ("function-name", "class A:\n    def readAll(self): ...\n", "information"),
    ("function-name", "class A:\n    @property\n    def Units(self):\n        return self._units\n", "hint"),
    ("class-name", "class curl:\n    def run(self): ...\n", "information"),
    ("class-name", "class lazy:\n    def __get__(self, owner, kind): ...\n", "hint"),
    ("class-name", "class scratch:\n    def __enter__(self): ...\n    def __exit__(self, *_): ...\n", "hint"),
    ("class-name", "class uWSGICache:\n    pass\n", "hint"),
    ("class-name", "def make(old):\n    class new(old): ...\n    return new\n", "hint"),
    ("class-name", "try:\n    from np import ndarray\nexcept ImportError:\n    class ndarray: ...\n", "hint"),
    (
        "exception-name",
        "class ReadError(Exception): ...\n\nclass BrokenException(Exception): ...\n",
        "hint",
    ),
    (
        "swallowed-exception",
        "def size(stream):\n    try:\n        return stream.size()\n    except Exception:\n        pass\n    return 0\n",
        "hint",
    ),
    ("broad-except", "try:\n    load()\nexcept Exception as e:\n    text = f'bad: {e}'\n", "hint"),
    ("request-without-timeout", "import requests\n\nrequests.get('x')\n", "warning"),
    ("magic-number", "def act(wanted):\n    if wanted.matches((1, 15)):\n        use(wanted)\n", "information"),
    ("magic-number", "def act(version):\n    if version.matches((1, 15)):\n        use(version)\n", "hint"),
    (
        "magic-number",
        "def act(x):\n    'Of 401.'\n    def inner(width):\n        if width > 401:\n            use(x)\n    return inner\n",
        "hint",
    ),
    ("magic-number", "def act(size):\n    return size * (1024 * 1024)\n", "hint"),
    ("magic-number", "def act(size):\n    return size > 10 * 1024 * 1024\n", "information"),
    ("useless-reraise", "try:\n    load()\nexcept OSError:\n    raise\n", "warning"),
    ("useless-reraise", "try:\n    load()\nexcept OSError:\n    raise  # nothing was renamed\n", "hint"),
    ("broad-except", "try:\n    text = str(value).strip()\nexcept Exception:\n    text = '?'\n", "hint"),
    (
        "broad-except",
        "def act():\n    try:\n        text = load().strip()\n    except Exception:\n        text = '?'\n    use(text)\n",
        "warning",
    ),
    ("module-variable-name", "import logging\n\ngetLogger = logging.getLogger\n", "hint"),
    ("module-variable-name", "import logging\n\ngetLog = logging.getLogger\n", "information"),
    ("request-without-timeout", "import requests\n\nrequests.get('x', **options)\n", "hint"),
    ("weak-hash", "import hashlib\n\ndef make(data):\n    return hashlib.sha1(data + b'1')\n", "information"),
    ("weak-hash", "import hashlib, os\n\ndef token():\n    return hashlib.sha1(os.urandom(64))\n", "hint"),
    ("dynamic-eval", "def run(code):\n    exec(code)\n", "information"),
    (
        "dynamic-eval",
        "def run():\n    code: CodeType = compile('1', 'x', 'exec')\n    code = code.replace()\n    exec(code)\n",
        "hint",
    ),
    (
        "unsafe-pickle",
        "import pickle\n\nclass Cache:\n    def set(self, key, value):\n        self._kept[key] = (1, pickle.dumps(value))\n\n"
        "    def get(self, key):\n        age, value = self._kept.get(key)\n        return pickle.loads(value)\n",
        "hint",
    ),
    ("dynamic-eval", "def run(code: CodeType):\n    exec(code)\n", "hint"),
    (
        "unsafe-pickle",
        "import pickle\n\nclass Style:\n    def __init__(self, meta):\n        self._meta = pickle.dumps(meta)\n\n"
        "    def meta(self):\n        return pickle.loads(self._meta)\n",
        "hint",
    ),
    ("lost-cause", "try:\n    load()\nexcept OSError:\n    raise argparse.ArgumentTypeError('no')\n", "hint"),
    ("lost-cause", "try:\n    load()\nexcept OSError:\n    raise ShopExit()\n", "hint"),
    ("lost-cause", "try:\n    load()\nexcept OSError:\n    raise sys.exc_info()[1]\n", "hint"),
    (
        "lost-cause",
        "try:\n    load()\nexcept OSError as first:\n    try:\n        undo()\n    except KeyError:\n        raise first\n",
        "hint",
    ),
    ("swallowed-exception", "try:\n    load()\nexcept:\n    pass\n", "hint"),
    ("broad-except", "try:\n    load()\nexcept Exception as error:\n    say('it failed: ${error}')\n", "hint"),
    ("broad-except", "try:\n    load()\nexcept Exception as error:\n    say('it failed: ${problem}')\n", "warning"),
    (
        "logging-without-traceback",
        "try:\n    load()\nexcept OSError:\n    log.error('first')\n",
        "information",
    ),
    (
        "logging-without-traceback",
        "try:\n    load()\nexcept OSError:\n    # Nothing is to be read there yet.\n    log.error('first')\n",
        "hint",
    ),
    ("class-name", "class shelf(str):\n    pass\n", "hint"),
    ("class-name", "class shelf(Thing):\n    pass\n", "information"),
    ("class-name", "from docutils import nodes\n\n\nclass shelf(nodes.Element):\n    pass\n", "hint"),
    ("function-name", "def Shelf(size):\n    def hold(book):\n        return size\n\n    return hold\n", "hint"),
    ("function-name", "def Shelf(size):\n    return size + 1\n", "information"),
    ("function-name", "class Rack:\n    def Shelf(self):\n        return self.parts().Shelf(self)\n", "hint"),
    ("function-name", 'def holdBook_safely():\n    """Like `shop.holdBook`, with care."""\n', "hint"),
    ("function-name", 'def holdBook_safely():\n    """Hold it with care."""\n', "information"),
    (
        "function-name",
        "import unittest\n\n\nclass A(unittest.TestResult):\n    def showAll(self):\n        pass\n",
        "hint",
    ),
    ("function-name", "def macOS_proxy():\n    pass\n", "hint"),
    ("magic-number", "def said(m):\n    return int(m.group('status')) == 404\n", "information"),
    ("magic-number", "def unit(elapsed):\n    return elapsed >= 60\n", "hint"),
    ("magic-number", "def valid(code):\n    return code <= 4999\n", "information"),
    (
        "cleartext-protocol",
        "import ftplib\n\n\ndef link(safe):\n    return ftplib.FTP_TLS() if safe else ftplib.FTP()\n",
        "hint",
    ),
    ("sql-string", "def move(cursor, name):\n    cursor.execute(f'ALTER TABLE \"{name}\" ADD x')\n", "hint"),
    ("sql-string", "def move(cursor, name):\n    cursor.execute(f'DELETE FROM a WHERE b = \"{name}\"')\n", "warning"),
    ("import-alias-name", "import PyRSS2Gen as rss\nrss.RSS2()\n", "hint"),
    (
        "logging-without-traceback",
        "try:\n    load()\nexcept OSError:\n    log.error('no file')\n    sys.exit(1)\n",
        "hint",
    ),
    ("function-name", "def getSize(): ...\n\n\ndef get_size(): ...\n", "hint"),
    (
        "autoescape-off",
        "from mako.template import Template\n\n\ndef conf_template(name):\n    return Template(filename=name)\n",
        "hint",
    ),
    ("class-name", "class not_(Check):\n    pass\n", "hint"),
    ("function-name", "def make(r):\n    def getAll(): ...\n    setattr(r, 'getAll', getAll)\n", "hint"),
    ("bare-except", "try:\n    load()\nexcept:\n    error = sys.exc_info()\n", "hint"),
    ("magic-number", "def unit(deltamicroseconds):\n    return deltamicroseconds > 1000\n", "hint"),
    (
        "uninformative-error",
        "def f(word):\n    if word not in WORDS:\n        raise HTTPBadRequest('Invalid word')\n",
        "hint",
    ),
    ("import-alias-name", "from shop import constants as C\nprint(C.SIZE)\n", "hint"),
    (
        "uninformative-error",
        "def f(word):\n    if word not in WORDS:\n        raise Exception('Invalid word')\n",
        "hint",
    ),
    ("import-alias-name", "from types import GeneratorType as generator\nprint(generator)\n", "hint"),
    ("function-name", "@contextmanager\ndef Mutex(client):\n    yield client\n", "hint"),
    ("function-name", "class A:\n    def Message(self):\n        return self.channel.prepare_message(self)\n", "hint"),
    ("magic-number", "def f(limit):\n    return min(\n        limit,\n        330,\n    )  # At most 330\n", "hint"),
    ("module-variable-name", "import ssh\n\ncMSG_IGNORE = ssh.byte(2)\n", "hint"),
    (
        "bare-except",
        "class A:\n    def __del__(self):\n        try:\n            free()\n        except:\n            pass\n",
        "hint",
    ),
    (
        "archive-path-escape",
        "import tarfile\nimport zipfile\n\n\ndef unpack(archive):\n    archive.extractall('x')\n",
        "hint",
    ),
    ("class-name", "class one:\n    pass\n", "information"),
    (
        "weak-hash",
        "import hashlib\n\n\ndef answer(user):\n    # RFC 2617\n    return hashlib.md5(user).hexdigest()\n",
        "hint",
    ),
    ("function-name", "def Session(manager):\n    return manager.session_factory()\n", "hint"),
    ("unused-import", "import email\nimport email.utils\n\nuse(email.utils.quote)\n", "hint"),
    ("uninformative-error", "def f(rows):\n    if len(rows) > 9:\n        raise ValueError('invalid rows')\n", "hint"),
]


@pytest.mark.parametrize(("slug", "text", "severity"), CASES, ids=range(len(CASES)))
def test_how_loud_a_finding_is(slug: str, text: str, severity: str) -> None:
    assert loudness(text)[slug] == [severity]


def test_a_position_in_a_grid_speaks_for_itself() -> None:
    found = loudness(
        "def fill(sizer, label, wanted):\n    sizer.Add(label, (3, 0), (1, 2))\n    wanted.matches((1, 28))\n"
    )
    assert found["magic-number"] == ["information"]


def test_pylint_names_its_checks_in_words() -> None:
    code = "LIMIT = 3\n\nimport os  # pylint: disable=wrong-import-position,unused-import\n\nprint(LIMIT)\n"
    assert not {"misplaced-import", "unused-import"} & set(loudness(code))
    assert {"misplaced-import", "unused-import"} <= set(loudness(code.replace("pylint: disable", "see")))


def test_a_long_test_is_a_hint() -> None:
    assert loudness(f"def test_act():\n{LONG}", "tests/test_act.py")["long-function"] == ["hint"]


def test_where_names_are_mixed_each_is_a_hint() -> None:
    snake = "".join(f"def read_{letter}(): ...\n" for letter in "abcdefghijklmnopqrstuvwxyz")
    assert loudness(snake + "def readAll(): ...\n")["function-name"] == ["information"]
    camel = "".join(f"def read{letter}(): ...\n" for letter in "ABCDEFGH")
    assert set(loudness(snake + camel)["function-name"]) == {"hint"}


def test_an_override_of_the_own_base_is_a_hint() -> None:
    found = loudness("class A:\n    def readAll(self): ...\n\nclass B(A):\n    def readAll(self): ...\n")
    assert found["function-name"] == ["information", "hint"]


def test_of_the_imports_after_code_the_first_is_said_aloud() -> None:
    found = loudness("LIMIT = 3\n\nimport os\nimport re\n\nprint(os, re, LIMIT)\n")
    assert found["misplaced-import"] == ["information", "hint"]


def test_a_little_over_a_limit_is_a_hint() -> None:
    little = "def act():\n    if stop:\n        return\n" + "".join(f"    use({number})\n" for number in range(60))
    assert loudness(little)["long-function"] == ["hint"]
    assert loudness(little, profile="strict")["long-function"] == ["information"]


def test_of_a_large_class_properties_and_families_are_no_ideas() -> None:
    def members(name: str, before: str = "") -> str:
        return "class A:\n" + "".join(
            f"{before}    def {name % letter}(self): ...\n" for letter in string.ascii_lowercase[:26] + "äöüßéèà"
        )

    assert loudness(members("%sx"))["large-class"] == ["information"]
    assert loudness(members("visit_%s"))["large-class"] == ["hint"]
    assert loudness(members("%sx", "    @property\n"))["large-class"] == ["hint"]


def test_one_tangle_is_said_aloud_once() -> None:
    found = loudness(TANGLED)
    assert (found["tangled-function"], found["complex-function"]) == (["information"], ["hint"])
    found = loudness(TANGLED, ignore=("tangled-function",))
    assert found["complex-function"] == ["information"]
    found = loudness(TANGLED, profile="strict")
    assert found["complex-function"] == ["information"]


def test_of_all_measures_of_a_function_one_is_said_aloud() -> None:
    found = loudness(TANGLED + FLAT)
    assert (found["tangled-function"], found["long-function"]) == (["information"], ["hint"])
    assert loudness(TANGLED + FLAT, ignore=("S3776", "tangled-function", "complex-function", "too-many-branches"))[
        "long-function"
    ] == ["information"]


def test_what_stands_in_an_inner_function_is_said_of_that_one_alone() -> None:
    inner = "".join(f"    {line}\n" for line in TANGLED.splitlines())
    both = f"def make():\n{inner}    return handle\n"
    assert loudness(both)["tangled-function"] == ["hint", "information"]
    twice = f"{TANGLED}{inner}"
    assert loudness(twice)["tangled-function"] == ["information", "information"]


def test_a_part_that_is_nearly_all_is_not_named() -> None:
    def message(text: str) -> str:
        found = open_document(text, environment_for("shop.py", Settings())).findings()
        return next(item.finding.message for item in found if item.finding.rule.slug == "tangled-function")

    chain = "".join(f"    elif kind == {n}:\n        if a and b:\n            use({n})\n" for n in range(12))
    assert "extract the innermost part" in message(f"def act(kind):\n    if kind:\n        use(1)\n{chain}")
    handling = "".join(f"        if kind == {n} and a:\n            use({n})\n" for n in range(12))
    rest = "".join(f"    if kind == {n} and a:\n        use({n})\n" for n in range(6))
    text = f"def act(kind):\n{rest}    try:\n{handling}    except OSError:\n        use(0)\n"
    assert "its `try` of 27 lines is" in message(text)


def test_a_tangled_test_is_a_hint() -> None:
    assert loudness(TANGLED, "tests/test_act.py")["tangled-function"] == ["hint"]


def test_the_second_of_two_equal_remarks_is_a_hint() -> None:
    logs = "try:\n    load()\nexcept OSError:\n    log.error('one')\n    log.error('two')\n"
    assert loudness(logs)["logging-without-traceback"] == ["information", "hint"]
    reads = "import pickle\n\n\ndef read(f):\n    return pickle.load(f), pickle.load(f)\n"
    assert loudness(reads)["unsafe-pickle"] == ["information", "hint"]
    ends = "def valid(code):\n    return 3001 <= code <= 4999\n"
    assert loudness(ends)["magic-number"] == ["information", "hint"]
    statuses = "def ask(status=404, url=''):\n    return url\n\n\ndef say(status=404, url=''):\n    return url\n"
    assert loudness(statuses)["magic-number"] == ["hint", "hint"]
    checks = "import ssl\n\n\ndef make(c):\n    c.check_hostname = False\n    c.verify_mode = ssl.CERT_NONE\n"
    assert loudness(checks)["insecure-tls"] == ["hint", "information"]


def test_who_hands_the_exception_on_in_another_way_has_dealt_with_it() -> None:
    start = "try:\n    load()\nexcept Exception:\n    "
    for handler in ("later.errback(Failure())", "log(traceback=True)", "self.say('it failed', exc_info=True)"):
        assert "broad-except" not in loudness(f"{start}{handler}\n")
    assert loudness(f"{start}log(traceback=False)\n")["broad-except"] == ["warning"]
    crash = "def crash(name):\n    logger.exception(name)\n\n\n"
    assert "broad-except" not in loudness(f"{crash}{start}crash('load')\n")
    assert loudness(f"{crash.replace('exception', 'info')}{start}crash('load')\n")["broad-except"] == ["warning"]


def test_what_classes_of_one_base_are_called_is_the_projects_convention() -> None:
    few = "".join(f"class {name}(Section):\n    pass\n\n\n" for name in ("one", "Two", "Three"))
    assert loudness(few)["class-name"] == ["information"]
    assert loudness("class one:\n    pass\n\n\nclass two:\n    pass\n")["class-name"] == ["hint"] * 2
    assert loudness(few.lower())["class-name"] == ["hint"] * 3


def test_a_class_of_classes_has_cls() -> None:
    text = "class Kind(make()):\n    def __instancecheck__(cls, one):\n        return True\n"
    assert "method-first-argument" not in loudness(text)


def test_an_interface_takes_no_self() -> None:
    text = "class IStore(Part):\n    def keep(goods):\n        {}\n"
    assert "method-first-argument" not in loudness(text.format('"""Keep the goods."""'))
    assert "method-first-argument" in loudness(text.format("return goods"))


def test_a_try_inside_a_handler_may_catch_what_is_raised() -> None:
    inner = "    try:\n        if a:\n            raise KeyError\n    except KeyError:\n        def f(): ...\n"
    text = f"try:\n    load()\nexcept KeyError:\n{inner}"
    assert "lost-cause" not in loudness(text)


def test_what_decorates_in_its_class_takes_no_self() -> None:
    text = "class A:\n    def kept(method):\n        return method\n\n    {}\n    def b(self):\n        pass\n"
    assert "method-first-argument" not in loudness(text.format("@kept"))
    assert "method-first-argument" in loudness(text.format("@other"))
    used = "class A:\n    def make(name):\n        return name\n\n    b = 1\n    {}\n"
    assert "method-first-argument" not in loudness(used.format("del make"))
    assert "method-first-argument" in loudness(used.format("del b"))


def test_what_twisted_logs_keeps_the_traceback() -> None:
    text = "try:\n    load()\nexcept Exception:\n    log.{}('no')\n    size = 0\n"
    assert "broad-except" not in loudness(text.format("failure"))
    assert "broad-except" in loudness(text.format("note"))


def test_the_second_bound_is_said_with_the_first() -> None:
    text = "def check(size):\n    if size < 17 or {} > 97:\n        raise ValueError(size)\n"
    assert loudness(text.format("size"))["magic-number"] == ["information", "hint"]
    assert loudness(text.format("width"))["magic-number"] == ["information", "information"]


def test_a_comment_a_little_above_explains_a_number() -> None:
    text = "def check(size):\n    # At least {} bytes.\n    if big:\n        use(size)\n    if size < 17:\n        stop()\n"
    assert loudness(text.format(17))["magic-number"] == ["hint"]
    assert loudness(text.format(18))["magic-number"] == ["information"]


def test_functions_alone_tell_how_functions_are_called() -> None:
    snake = "".join(f"def open_{letter}_file(fileName, filePath, fileMode): ...\n" for letter in "abcd")
    assert "mixed-naming" not in loudness(snake)
    camel = "".join(f"def open{letter}File(fileName, filePath, fileMode): ...\n" for letter in "ABCD")
    assert "mixed-naming" in loudness(camel + "def close_file(fileName): ...\n")


def test_a_field_whose_name_ends_in_a_backtick_has_the_name_before_it() -> None:
    text = 'def run(command, check):\n    """Run.\n\n    :param {}` - It, as a :class:`~a.B`.\n    :param check: Yes.\n    """\n'
    assert "stale-parameter" not in loudness(text.format("command"))
    assert "stale-parameter" in loudness(text.format("other"))


def test_a_status_is_one_as_a_number_too() -> None:
    text = "def ask(url, {0}):\n    if {0} == 404:\n        return ['not found']\n    return url\n"
    assert loudness(text.format("code_int"))["magic-number"] == ["hint"]
    assert loudness(text.format("size_int"))["magic-number"] == ["information"]


def test_how_many_bits_there_are_needs_no_name() -> None:
    text = "def fits(value):\n    bits = value.{}()\n    return bits > 64\n"
    assert "magic-number" not in loudness(text.format("bit_length"))
    assert "magic-number" in loudness(text.format("measure"))
    assert "magic-number" not in loudness("def fits(struct):\n    assert struct.calcsize('II') == 18\n")


def test_a_method_put_into_a_class_has_the_name_that_is_looked_for() -> None:
    many = "".join(f"def open{letter}File(fileName): ...\n" for letter in "ABCDEFGH")
    text = many + "def fix(pdb):\n    def set_quit(self): ...\n\n    pdb.Pdb.{} = set_quit\n"
    assert loudness(text.format("set_quit"))["mixed-naming"] == ["hint"]
    assert loudness(text.format("other"))["mixed-naming"] == ["information"]


def test_two_names_of_one_exception_are_both_needed_where_they_differ() -> None:
    text = "import asyncio\n\ntry:\n    load()\nexcept (TimeoutError, asyncio.TimeoutError):\n    stop()\n"
    assert "redundant-handler" not in loudness(text)
    assert "redundant-handler" in loudness(text, target_version=(3, 11))


def test_the_face_of_a_package_gathers_its_modules() -> None:
    gathers = "from package.parts import *\nfrom package import frame\n\nuse(roof)\n"
    face = loudness(gathers, path="src/package/__init__.py")
    assert (face["star-import"], face["unused-import"]) == (["hint"], ["hint"])
    wide = loudness("from package.other.parts import *\n", path="src/package/inner/__init__.py")
    assert wide["star-import"] == ["hint"]
    either = "try:\n    from new import quote, unquote\nexcept ImportError:\n    from old import quote, unquote\n"
    assert set(loudness(either)["unused-import"]) == {"hint"}
    other = loudness(gathers, path="src/package/module.py")
    assert (other["star-import"], other["unused-import"]) == (["information"], ["warning"])


def test_migrations_are_not_for_editing() -> None:
    text = "from django.db import migrations, models\n\nuse(migrations)\n\ntry:\n    move()\nexcept:\n    stop()\n"
    for path, written in {
        "shop/migrations/0002_prices.py": True,
        "db/alembic/versions/4f5e_prices.py": True,
        "shop/migrations/helping.py": False,
    }.items():
        environment = environment_for(path, Settings())
        found = {item.finding.rule.slug for item in open_document(text, environment).findings()}
        assert "bare-except" in found
        assert ("unused-import" in found) == (not written)


def test_django_imports_for_effect_when_it_is_ready() -> None:
    text = "class Shop(AppConfig):\n    def {}(self):\n        from . import receivers\n\n        super().ready()\n"
    assert loudness(text.format("ready"))["unused-import"] == ["hint"]
    assert loudness(text.format("start"))["unused-import"] == ["warning"]


def test_copied_packages_are_looked_at_for_what_is_dangerous_alone() -> None:
    text = TANGLED + "\n\nimport hashlib\n\n\ndef sign(password):\n    return hashlib.md5(password).hexdigest()\n"
    for path, copied in {
        "src/_vendor/pint.py": True,
        "vendored/pint.py": True,
        "ez_setup.py": True,
        "shop/vendor/models.py": False,
        "shop/vendor/yaml3/reader.py": True,
        "shop/vendor/six.py": True,
    }.items():
        found = {
            item.finding.rule.category.value
            for item in open_document(text, environment_for(path, Settings())).findings()
        }
        assert found == {"security"} if copied else {"security", "organization"} <= found
    alone = environment_for("/shop/vendored/pint.py", Settings(), root="/shop/vendored")
    assert {item.finding.rule.category.value for item in open_document(text, alone).findings()} == {"security"}
    asked = environment_for("vendored/pint.py", Settings(select=("organization",)))
    assert any(item.finding.rule.slug == "tangled-function" for item in open_document(text, asked).findings())


def loudness(text: str, path: str = "src/package/module.py", **given: object) -> dict[str, list[str]]:
    """The severities of the findings, by slug."""
    settings = Settings(**given)  # type: ignore[arg-type]
    role = role_of(path)
    snapshot = open_document(text, Environment(path, engine_for(settings, role), settings, role))
    found: dict[str, list[str]] = {}
    for item in snapshot.findings():
        found.setdefault(item.finding.rule.slug, []).append(severity_of(item.finding, settings).name.lower())
    return found
