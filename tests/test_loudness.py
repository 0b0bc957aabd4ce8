"""One finding in a line or two, and how loud it is: what a reviewer would not sign is a hint."""

from __future__ import annotations

import pytest

from tests.loudness import FLAT, LONG, TABLE, loudness

CASES = [
    (
        "magic-number",
        "def f(text):\n    if len(text) > 77:\n        text = text[:77]\n    return text\n",
        "information",
    ),
    ("magic-number", "def f(row):\n    return row[:77] if len(row) > 77 else row\n", "information"),
    ("magic-number", "def f(size):\n    if size > 77:\n        size = 77\n    return size\n", "hint"),
    ("magic-number", "def f(size):\n    if 0 < size <= 77:\n        size = g(77)\n    return size\n", "hint"),
    ("magic-number", "def f(size):\n    if size > 0x77:\n        size = g(0x77)\n    return size\n", "hint"),
    ("magic-number", "def f(size):\n    if size > 77:  # of a box\n        size = g(77)\n    return size\n", "hint"),
    (
        "magic-number",
        "def f(text):\n    if len(text) > 77:\n        text = text[:77] + '...'\n    return text\n",
        "hint",
    ),
    (
        "magic-number",
        "def f(text):\n    if len(text) > 77:\n        text = text[:77]\n    return text\n",
        "information",
    ),
    ("magic-number", "def f(size):\n    if size > 77:\n        size = g(76)\n    return size\n", "hint"),
    ("magic-number", "def f(size):\n    if size == 77:\n        size = [77]\n    return size\n", "hint"),
    ("magic-number", "def f(size):\n    return size > 77 and g(77)\n", "hint"),
    ("magic-number", "def f(data):\n    if len(data) >= 77:\n        data = data[9:77]\n    return data\n", "hint"),
    (
        "magic-number",
        "def f(size):\n    # At most 77 fit into a box.\n    if size > 77:\n        size = g(77)\n",
        "hint",
    ),
    ("magic-number", "def f(size):\n    'At most 77.'\n    if size > 77:\n        size = g(77)\n", "hint"),
    ("magic-number", "def f(size):\n    if size > 12:\n        size = g(12)\n", "hint"),
    ("magic-number", "def f(size):\n    if size > 1000:\n        size = g(1000)\n", "hint"),
    ("magic-number", "def f(elapsed):\n    if elapsed > 3600:\n        elapsed = g(3600)\n", "hint"),
    (
        "magic-number",
        "def f(lon, west):\n    east = lon + 77\n    if east > 180.0:\n        east = west[:180.0]\n",
        "hint",
    ),
    ("magic-number", "def f(east, west):\n    if east > 180.0:\n        east = west[:180.0]\n", "information"),
    ("magic-number", "def f(wanted):\n    wanted.matches((1, 28))\n", "hint"),
    ("magic-number", "def f(status):\n    return status == 404\n", "hint"),
    ("magic-number", "def f(error):\n    return error.errno == 2\n", "information"),
    ("dynamic-eval", "CODE = 'size = 1'\n\n\ndef run():\n    exec(CODE)\n", "hint"),
    (
        "uninformative-error",
        "try:\n    n = int(s)\nexcept ValueError as e:\n    raise BadRequest('no number') from e\n",
        "hint",
    ),
    (
        "disabled-csrf",
        "from django.views.decorators.csrf import csrf_exempt\n\n\n@csrf_exempt\ndef saml_login(request):\n    go()\n",
        "hint",
    ),
    (
        "disabled-csrf",
        "from django.views.decorators.csrf import csrf_exempt\n\n\n@csrf_exempt\ndef transfer(request):\n    go()\n",
        "warning",
    ),
    ("uninformative-error", "def ask():\n    raise ValueError\n", "hint"),
    (
        "logging-without-traceback",
        "try:\n    load()\nexcept Exception as exc:\n    log.error('no: %s', exc)\n",
        "hint",
    ),
    (
        "logging-without-traceback",
        "try:\n    load()\nexcept Exception as exc:\n    log.error('no')\n",
        "information",
    ),
    ("unused-exception-name", "try:\n    load()\nexcept Exception as exc:\n    size = 0\n", "hint"),
    ("unused-exception-name", "try:\n    load()\nexcept OSError as exc:\n    print(0)\n", "information"),
    (
        "broad-except",
        "class A:\n    def __repr__(self):\n        try:\n            text = load()\n        except Exception:\n"
        "            text = '?'\n        return text\n",
        "hint",
    ),
    ("dynamic-eval", "class L:\n    def exec_module(self, module):\n        exec(self.code, vars(module))\n", "hint"),
    ("autoescape-off", "import jinja2\n\ncss_template = jinja2.Environment(loader=x)\n", "hint"),
    ("autoescape-off", "import jinja2\n\npage_template = jinja2.Environment(loader=x)\n", "information"),
    (
        "autoescape-off",
        "import jinja2\n\npage_template = jinja2.Environment(loader=x)\nused = page_template.get_template(f'{x}/a.rst')\n",
        "hint",
    ),
    (
        "autoescape-off",
        "import jinja2\n\npage_template = jinja2.Environment(loader=x)\nused = page_template.get_template(f'{x}/a.html.j2')\n",
        "information",
    ),
    ("unused-import", "import sphinx.util\nimport sphinx.util.logging\n\nsphinx.util.logging.info()\n", "hint"),
    ("unused-import", "import sphinx.util\nimport sphinx.errors\n\nsphinx.errors.Error()\n", "warning"),
    (
        "unsafe-pickle",
        "import os, pickle, sys\n\n\ndef load():\n    if frozen():\n        here = sys._MEIPASS\n    else:\n"
        "        here = os.path.dirname(__file__)\n    path = os.path.join(here, 'shapes.pickle')\n"
        "    with open(path, 'rb') as stream:\n        return pickle.Unpickler(stream).load()\n",
        "hint",
    ),
    (
        "unsafe-pickle",
        "import os, pickle\n\n\ndef load(name):\n    path = os.path.join(os.path.dirname(__file__), name)\n"
        "    with open(path, 'rb') as stream:\n        return pickle.load(stream)\n",
        "information",
    ),
    (
        "unsafe-pickle",
        "import pickle\nfrom importlib.resources import files\n\n"
        "shapes = pickle.loads(files('shop').joinpath('a').read_bytes())\n",
        "hint",
    ),
    (
        "broad-except",
        "try:\n    debug1('undone')\nexcept Exception:\n    debug2('ignored')\n",
        "hint",
    ),
    ("broad-except", "try:\n    undo('all')\nexcept Exception:\n    debug2('ignored')\n", "warning"),
    (
        "lost-cause",
        "def check():\n    try:\n        pass\n    except ImportError:\n        raise OSError('no ctags')\n",
        "hint",
    ),
    (
        "stale-parameter",
        'def types(*, guild=False):\n    """Set.\n\n    Parameters\n    ----------\n    **flags: bool\n'
        '        One each.\n    kind\n        Which.\n    """\n    return guild\n',
        "information",
    ),
    (
        "sql-string",
        "import django\n\n\ndef go(rows, connection, table):\n    qn = connection.ops.quote_name\n"
        "    return rows.extra(select={'a': '{}.{}'.format(qn(table), qn('b'))})\n",
        "hint",
    ),
    (
        "sql-string",
        "import django\n\n\ndef go(rows, connection, table):\n    qn = connection.ops.quote_name\n"
        "    return rows.extra(select={'a': '{}.{}'.format(qn('b'), table)})\n",
        "information",
    ),
    ("uninformative-error", "def ask():\n    raise RuntimeError\n", "hint"),
    (
        "lost-cause",
        "try:\n    load()\nexcept OSError:\n    raise LoadError(''.join(traceback.format_exception(*sys.exc_info())))\n",
        "hint",
    ),
    ("misplaced-import", "import logging\n\nlog = logging.getLogger(__name__)\nimport os\n\nprint(os, log)\n", "hint"),
    (
        "misplaced-import",
        "import logging\n\nlog = logging.getLogger(__name__)\nLIMIT = 3\nimport os\n\nprint(os, log)\n",
        "information",
    ),
    (
        "logging-without-traceback",
        "def read(a):\n    try:\n        v = int(a)\n    except ValueError:\n        log.error('no number: %r', a)\n",
        "hint",
    ),
    (
        "logging-without-traceback",
        "def read(a):\n    try:\n        v = int(a)\n    except ValueError:\n        log.error('no number')\n",
        "hint",
    ),
    ("dynamic-eval", "for key in ('F1', 'F2'):\n    text = key + ' = object()'\n    exec(text)\n", "hint"),
    (
        "dynamic-eval",
        "def f():\n    for key in (a, 'F2'):\n        text = key + ' = object()'\n        exec(text)\n",
        "information",
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
        "hint",
    ),
    ("uninformative-error", "try:\n    n = int(s)\nexcept ValueError:\n    raise KeyError('no number')\n", "hint"),
    ("bare-except", "try:\n    load()\nexcept KeyboardInterrupt:\n    stop()\nexcept:\n    log()\n", "warning"),
    (
        "bare-except",
        "try:\n    load()\nexcept (SystemExit, KeyboardInterrupt):\n    raise\nexcept:\n    log()\n",
        "hint",
    ),
    ("unsafe-pickle", "import pickle\n\ndef read(text):\n    return pickle.loads(text)\n", "information"),
    (
        "unsafe-pickle",
        "import hmac\nimport pickle\n\ndef read(text, given):\n    if hmac.compare_digest(sign(text), given):\n"
        "        return pickle.loads(text)\n",
        "hint",
    ),
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
    ("misplaced-import", "LIMIT = 3\n\nimport os\n\nprint(os, LIMIT)\n", "information"),
    ("misplaced-import", "patch()\n\nimport os\n\nprint(os)\n", "hint"),
    ("misplaced-import", "LIMIT = 3\n\n# Only after the limit.\nimport os\n\nprint(os, LIMIT)\n", "hint"),
    ("long-function", f"def act():\n{LONG}", "hint"),
    ("long-function", "def act():\n" + "    if a:\n        use(a)\n" * 10 + LONG, "information"),
    (
        "swallowed-exception",
        "try:\n    send()\nfinally:\n    try:\n        s.close()\n    except Exception:\n        pass\n",
        "hint",
    ),
    ("swallowed-exception", "try:\n    s.save()\nexcept Exception:\n    pass\n", "warning"),
    (
        "broad-except",
        "def f(x):\n    try:\n        fake = hasattr(x, 'y')\n    except Exception:\n        fake = False\n    return fake\n",
        "hint",
    ),
    ("weak-hash", "import hashlib\n\ndef get(h, data):\n    return hashlib.md5(data) == h['If-None-Match']\n", "hint"),
    (
        "broad-except",
        "def isatty(x):\n    try:\n        return x.isatty()\n    except Exception:\n        return False\n",
        "hint",
    ),
    ("broad-except", "try:\n    data = load()\nexcept Exception:\n    abort(400)\n", "hint"),
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
    (
        "swallowed-exception",
        "def size(stream):\n    try:\n        return stream.size()\n    except Exception:\n        pass\n    return 0\n",
        "hint",
    ),
    ("broad-except", "try:\n    load()\nexcept Exception as e:\n    text = f'bad: {e}'\n", "hint"),
    ("request-without-timeout", "import requests\n\nrequests.get('x')\n", "warning"),
    ("useless-reraise", "try:\n    load()\nexcept OSError:\n    raise\n", "warning"),
    ("useless-reraise", "try:\n    load()\nexcept OSError:\n    raise  # nothing was renamed\n", "hint"),
    ("broad-except", "try:\n    text = str(value).strip()\nexcept Exception:\n    text = '?'\n", "hint"),
    (
        "broad-except",
        "def act():\n    try:\n        text = load().strip()\n    except Exception:\n        text = '?'\n    use(text)\n",
        "warning",
    ),
    ("request-without-timeout", "import requests\n\nrequests.get('x', **options)\n", "hint"),
    ("weak-hash", "import hashlib\n\ndef make(data):\n    return hashlib.sha1(data + b'1')\n", "hint"),
    ("weak-hash", "import hashlib\n\ndef store_password(password):\n    return hashlib.sha1(password)\n", "warning"),
    ("weak-hash", "import hashlib, os\n\ndef token():\n    return hashlib.sha1(os.urandom(64))\n", "hint"),
    ("dynamic-eval", "def run(code):\n    exec(code)\n", "hint"),
    ("dynamic-eval", "def run(name):\n    exec('import %s' % name)\n", "information"),
    ("weak-hash", "import hashlib\n\ndef sign(password):\n    return hashlib.sha1(password)\n", "information"),
    ("hardcoded-secret", 'API_KEY = "k7Qz0mVt4Xw9Lr2Jb8Ns5Hy1"\n', "hint"),
    ("hardcoded-secret", 'CLIENT_SECRET = "k7Qz0mVt4Xw9Lr2Jb8Ns5Hy1"\n', "warning"),
    ("subprocess-shell", "import os\n\ndef run(command):\n    os.system(command)\n", "hint"),
    ("subprocess-shell", "import os\n\ndef run(name):\n    os.system('tar ' + name)\n", "warning"),
    ("unused-exception-name", "try:\n    load()\nexcept OSError as exc:\n    raise\n", "hint"),
    ("broad-except", "try:\n    use()\n    lib = load()\nexcept Exception:\n    lib = None\n", "hint"),
    ("sql-string", "def move(cursor, kind):\n    cursor.execute(f\"CREATE TABLE a WITH kind = '{kind}'\")\n", "hint"),
    ("generic-raise", "try:\n    load()\nexcept KeyError:\n    raise Exception('x')\n", "hint"),
    ("generic-raise", "def f(x):\n    if x:\n        raise Exception('x')\n", "information"),
    ("generic-raise", "def f(x):\n    try:\n        raise Exception(x)\n    except Exception:\n        go()\n", "hint"),
    ("autoescape-off", "import jinja2\n\nmade = jinja2.Environment(loader=x)\n", "hint"),
    ("logging-without-traceback", "try:\n    load()\nexcept:\n    log.error('first')\n", "hint"),
    (
        "lost-cause",
        "try:\n    try:\n        load()\n    except OSError:\n        raise KeyError(1)\nexcept Exception:\n    go(2)\n",
        "hint",
    ),
    ("bare-except", "try:\n    load()\nexcept:\n    # An old file is as good as none.\n    size = 0\n", "hint"),
    ("empty-docstring", 'def f():\n    """ """\n    return 1\n', "hint"),
    ("subprocess-shell", "import os\n\ndef run(line):\n    os.system(line[1:])\n", "hint"),
    ("stale-parameter", 'def f():\n    """Do.\n\n    :param a: A.\n    """\n', "hint"),
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
    ("logging-without-traceback", "try:\n    load()\nexcept OSError:\n    log.error('first')\n", "hint"),
    (
        "logging-without-traceback",
        "try:\n    load()\nexcept OSError:\n    # Nothing is to be read there yet.\n    log.error('first')\n",
        "hint",
    ),
    (
        "cleartext-protocol",
        "import ftplib\n\n\ndef link(safe):\n    return ftplib.FTP_TLS() if safe else ftplib.FTP()\n",
        "hint",
    ),
    ("sql-string", "def move(cursor, name):\n    cursor.execute(f'ALTER TABLE \"{name}\" ADD x')\n", "hint"),
    ("sql-string", "def move(cursor, name):\n    cursor.execute(f'DELETE FROM a WHERE b = \"{name}\"')\n", "warning"),
    (
        "logging-without-traceback",
        "try:\n    load()\nexcept OSError:\n    log.error('no file')\n    sys.exit(1)\n",
        "hint",
    ),
    (
        "autoescape-off",
        "from mako.template import Template\n\n\ndef conf_template(name):\n    return Template(filename=name)\n",
        "hint",
    ),
    ("bare-except", "try:\n    load()\nexcept:\n    error = sys.exc_info()\n", "hint"),
    (
        "uninformative-error",
        "def f(word):\n    if word not in WORDS:\n        raise HTTPBadRequest('Invalid word')\n",
        "hint",
    ),
    (
        "uninformative-error",
        "def f(word):\n    if word not in WORDS:\n        raise Exception('Invalid word')\n",
        "hint",
    ),
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
    (
        "weak-hash",
        "import hashlib\n\n\ndef answer(user):\n    # RFC 2617\n    return hashlib.md5(user).hexdigest()\n",
        "hint",
    ),
    ("unused-import", "import email\nimport email.utils\n\nuse(email.utils.quote)\n", "hint"),
    ("uninformative-error", "def f(rows):\n    if len(rows) > 9:\n        raise ValueError('invalid rows')\n", "hint"),
    ("logging-without-traceback", "try:\n    load()\nexcept Exception:\n    log.error('first')\n", "information"),
    (
        "uninformative-error",
        "def f(word):\n    if word not in WORDS:\n        raise ValueError('Invalid word')\n",
        "information",
    ),
    ("uninformative-error", "def f(word):\n    if word != 'a':\n        raise ValueError('Invalid word')\n", "hint"),
]


@pytest.mark.parametrize(("slug", "text", "severity"), CASES, ids=range(len(CASES)))
def test_how_loud_a_finding_is(slug: str, text: str, severity: str) -> None:
    assert loudness(text)[slug] == [severity]
