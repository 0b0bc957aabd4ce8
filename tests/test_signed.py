"""Beside each finding that a reviewer would sign the one that none would: the first is said aloud, the second is a hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish.cli.checking import open_file
from burnish.cli.project import LazyProject
from burnish.cli.wishes import Wishes
from burnish_checks.configuration import settings_for
from burnish_checks.core.rule import Severity
from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.index import WorkspaceIndex
from burnish_checks.policy import engine_for, environment_for, role_of
from tests.loudness import hinted, loudness, messages

TRY = "def load(source, path, hook):\n    try:\n        size = {}\n    except Exception:\n        size = 0\n    return size\n"
SWALLOWED = "def load(source):\n    {}\n    try:\n        {}\n    except Exception:\n        pass\n"
CSRF = (
    "from django.views.decorators.csrf import csrf_exempt\n\n\n"
    "{}@method_decorator(csrf_exempt, name='dispatch')\nclass {}(View):\n    pass\n"
)

PAIRS = [
    ("broad-except", TRY.format("int(path)"), TRY.format("repr(source)")),
    ("broad-except", TRY.format("int(path)"), TRY.format("hook(path)")),
    ("broad-except", TRY.format("int(path)"), TRY.format("eval(path)")),
    ("broad-except", TRY.format("int(path)"), TRY.format("source.guarded_eval(path)")),
    ("broad-except", TRY.format("int(path)"), TRY.replace("load", "safe_load").format("int(path)")),
    ("broad-except", TRY.format("int(path)"), TRY.replace("size = 0", "size = show_traceback()").format("int(path)")),
    ("swallowed-exception", SWALLOWED.format("'Loads it.'", "go()"), SWALLOWED.format("'Never raises.'", "go()")),
    (
        "swallowed-exception",
        SWALLOWED.format("'Loads it.'", "go()"),
        SWALLOWED.format("'Loads it.'", "eval_node(source)"),
    ),
    (
        "swallowed-exception",
        "def go(job):\n    try:\n        job.run()\n    except OSError:\n        try:\n            job.undo()\n"
        "        except Exception:\n            pass\n        return\n",
        "def go(job):\n    try:\n        job.run()\n    except OSError:\n        try:\n            job.undo()\n"
        "        except Exception:\n            pass\n        raise\n",
    ),
    (
        "unused-import",
        "# the parser\nfrom shop import parse\n\nprint(1)\n",
        "# kept for backwards compatibility\nfrom shop import parse\n\nprint(1)\n",
    ),
    (
        "timing-comparison",
        "def check(config, given_key):\n    return config['secret_key'] == given_key\n",
        "def check(config, defaults):\n    return config['SECRET_KEY'] == defaults.SECRET_KEY\n",
    ),
    ("hardcoded-password", "show(password='hunter2!')\n", "show(example={'password': 'hunter2!'})\n"),
    (
        "unsafe-pickle",
        "import marshal\n\n\nclass Reader:\n    def read(self, value):\n        return marshal.loads(value)\n",
        "import marshal\n\n\nclass MarshalReader:\n    def read(self, value):\n        return marshal.loads(value)\n",
    ),
    (
        "broad-except",
        TRY.format("int(path)"),
        TRY.replace("size = 0", "'Not everybody has it.'\n        size = 0").format("int(path)"),
    ),
    ("star-import", "from shop import *\n\nprint(1)\n", '"""All of it."""\nfrom shop import *\n'),
    (
        "star-import",
        "from shop import *\n\nif ON:\n    from shop.more import *\n",
        "import a, b, c\nfrom shop import *\n\nif ON:\n    from shop.more import *\n",
    ),
    ("unused-import", "from .shop import a, b\n\nprint(1)\n", "from .shop import a, b, c\n\nprint(1)\n"),
    ("unused-import", "from .shop import a, b, c\n\nprint(c)\n", "from .shop import a, b, c\n\nprint(1)\n"),
    (
        "weak-cipher",
        "from Crypto.Cipher import DES\n\n\ndef box(key, text):\n    return DES.new(key, DES.MODE_CBC).encrypt(text)\n",
        "# [MS-SAMR] Section 2.2.11.1.1\nfrom Crypto.Cipher import DES\n\n\ndef box(key, text):\n"
        "    return DES.new(key, DES.MODE_CBC).encrypt(text)\n",
    ),
    (
        "weak-cipher",
        "from Crypto.Cipher import ARC4\n\n\ndef box(key, text):\n    return ARC4.new(key).encrypt(text)\n",
        "from Crypto.Cipher import ARC4\n\n\ndef rc4_encrypt(key, text):\n    return ARC4.new(key).encrypt(text)\n",
    ),
    (
        "generic-raise",
        "if size:\n    text = 'no size'\n    raise Exception(text)\n",
        "if size:\n    text = 'this should not happen'\n    raise Exception(text)\n",
    ),
    (
        "bare-except",
        "try:\n    load()\nexcept:\n    note(sys.argv)\n",
        "try:\n    load()\nexcept:\n    note(*sys.exc_info())\n",
    ),
    (
        "unused-import",
        "from shop import cart\n\ninject(locals())\n",
        "from shop import cart\n\ninject(globals())\n",
    ),
    ("broad-except", TRY.format("int(path)"), TRY.format("pickle.dumps(source)")),
    (
        "bare-except",
        "try:\n    load()\nexcept OSError:\n    try:\n        close()\n    except:\n        pass\n    size = 0\n",
        "try:\n    load()\nexcept OSError:\n    try:\n        close()\n    except:\n        pass\n    raise\n",
    ),
    (
        "unreachable-handler",
        "try:\n    load()\nexcept OSError:\n    go()\nexcept IOError:\n    stop()\n",
        "try:\n    load()\nexcept OSError:\n    go()\nexcept IOError:\n    # this is for Python 2.x\n    stop()\n",
    ),
    (
        "redundant-handler",
        "try:\n    load()\nexcept (IOError, OSError):\n    stop()\n",
        "try:\n    load()\nexcept (IOError, OSError):  # Python 2\n    stop()\n",
    ),
    ("generic-raise", "raise Exception('no size')\n", "raise Exception('should never happen')\n"),
    (
        "lost-cause",
        "try:\n    load()\nexcept OSError:\n    raise make().loading_error('gone')\n",
        "try:\n    load()\nexcept OSError:\n    raise make().validation_error('gone')\n",
    ),
    ("broad-except", TRY.format("int(path)"), TRY.replace("size = 0", "loading_failed()").format("int(path)")),
    (
        "broad-except",
        "def go(job):\n    try:\n        job.run()\n    except OSError:\n        try:\n            job.undo()\n"
        "        except Exception:\n            job.kill()\n        return\n",
        "def go(job):\n    try:\n        job.run()\n    except OSError:\n        try:\n            job.undo()\n"
        "        except Exception:\n            job.kill()\n        raise\n",
    ),
    ("disabled-csrf", CSRF.format("", "Transfer"), CSRF.format("@login_not_required\n", "Transfer")),
    ("disabled-csrf", CSRF.format("", "Transfer"), CSRF.format("", "OidcLogout")),
    (
        "unsafe-pickle",
        "import pickle\n\n\nclass Field:\n    def read(self, value):\n        return pickle.loads(value)\n",
        "import pickle\n\n\nclass PickleField:\n    def read(self, value):\n        return pickle.loads(value)\n",
    ),
    (
        "sql-string",
        "from django.db.models.expressions import RawSQL\n\n\ndef find(base):\n    return RawSQL(f'SELECT {base}')\n",
        "from django.db.models.expressions import RawSQL\n\n\ndef find(base):\n    return RawSQL(f'SELECT {base}', [1])\n",
    ),
    (
        "logging-without-traceback",
        "try:\n    load()\nexcept Exception:\n    log.error('no')\n",
        "try:\n    import load\nexcept Exception:\n    log.error('no')\n",
    ),
    (
        "class-name",
        "# the record\nclass _wireRecord(Base):\n    pass\n",
        "# 2.2 _wireRecord\nclass _wireRecord(Base):\n    pass\n",
    ),
    (
        "magic-number",
        "def pack(size, rest):\n    if size > 126:\n        return rest[:126]\n    return []\n",
        "def pack(size, mask):\n    if size > 126:\n        return [126 | mask]\n    return []\n",
    ),
    (
        "misplaced-import",
        "import json\n\nLIMIT = json.LIMIT = 3\nimport os\n\nprint(os, LIMIT)\n".replace("json.LIMIT = ", ""),
        "import json\n\nLIMIT = json.LIMIT = 3\nimport os\n\nprint(os, LIMIT)\n",
    ),
    (
        "misplaced-import",
        "import json\n\nLIMIT = 3\nif json:\n    MORE = 1\nimport os\n\nprint(os, LIMIT)\n",
        "import json\n\nLIMIT = 3\nif json:\n    patch_all()\nimport os\n\nprint(os, LIMIT)\n",
    ),
    (
        "misplaced-import",
        "import json\n\nLIMIT = 3\nimport os\n\nprint(os, json, LIMIT)\n",
        "import json\n\nLIMIT = 3\nimport os  # isort:skip\n\nprint(os, json, LIMIT)\n",
    ),
    (
        "stale-parameter",
        'def show(a):\n    """Shows.\n\n    :param a: one\n    :param b: two\n    """\n    print(a)\n',
        'def show(a):\n    """Shows.\n\n    :param a: one\n    :param b: two\n    """\n    raise NotImplementedError\n',
    ),
]


test_what_nobody_would_sign_is_a_hint = hinted(PAIRS)


def test_an_entry_point_is_no_password() -> None:
    assert "hardcoded-password" in loudness("COMMANDS = {'pwd': 'hunter2:Where!'}\n")
    assert "hardcoded-password" not in loudness("COMMANDS = {'pwd': 'shop.commands:Where'}\n")


def test_a_request_of_which_a_variable_was_tested_has_the_key() -> None:
    code = (
        "from django.http import HttpResponse\n\n\ndef page(request):\n    path = request.GET.get('path')\n{}"
        "    return HttpResponse(request.GET['path'] + str(path))\n"
    )
    assert "unvalidated-request-input" in loudness(code.format(""))
    guard = "    if path is None:\n        return HttpResponse('no')\n"
    assert "unvalidated-request-input" not in loudness(code.format(guard))


def test_an_import_in_a_function_may_say_what_it_is_for() -> None:
    code = "def go():\n    # {}\n    import plotting\n\n    return len([1])\n"
    assert loudness(code.format("draws"))["unused-import"] == ["warning"]
    assert loudness(code.format("required for its side effect"))["unused-import"] == ["hint"]


@pytest.mark.parametrize(
    ("path", "code", "quiet"),
    [
        ("tests/test_shop.py", "from shop import cart\n\n\ndef test_it(price):\n    assert price\n", False),
        ("tests/test_shop.py", "from shop import price\n\n\ndef test_it(price):\n    assert price\n", True),
        ("tests/conftest.py", "from shop import price\n\n\ndef make():\n    return len([1])\n", True),
        ("shop/cli.py", "import readline\n\nprint(input())\n", True),
        ("shop/cli.py", "import decimal\n\nprint(input())\n", False),
    ],
)
def test_fixtures_and_modules_with_an_effect_are_imported_on_purpose(path: str, code: str, quiet: bool) -> None:
    assert loudness(f"{code}\nprint(1)\n", path)["unused-import"] == ["hint" if quiet else "warning"]


def test_settings_take_over_the_common_ones() -> None:
    code = "from .base import *\n\nDEBUG = bool(1)\n"
    assert loudness(code, "shop/settings/local.py")["star-import"] == ["hint"]
    assert loudness(code, "shop/cart/local.py")["star-import"] == ["information"]


@pytest.mark.parametrize(
    "name", ["completer.py", "guarded_eval.py", "debugger_backport.py", "crash_handler.py", "pretty.py"]
)
def test_in_modules_that_look_at_other_peoples_objects_anything_may_come(name: str) -> None:
    code = TRY.format("int(path)") + SWALLOWED.format("'Loads it.'", "go()")
    found = loudness(code, name)
    assert set(found["broad-except"]) == set(found["swallowed-exception"]) == {"hint"}
    assert set(loudness(code, "retrieval.py")["broad-except"]) == {"warning"}


@pytest.mark.parametrize(
    ("body", "remedy"),
    [
        ("int(path)", "catch `TypeError` and `ValueError`"),
        ("source.total_changes", "catch what is expected"),
        ("list(source.keys())", "catch what is expected"),
        ("getattr(source, path)", "catch what is expected"),
        ("source['file'].tell()", "catch what is expected"),
        ("response.read()", "catch what is expected"),
        ("own_lookup(source)[path]", "catch what is expected"),
        ("unpack(path, source)[0]", "catch `IndexError`, `TypeError` and `struct.error`"),
        ("literal_eval(path)", "catch `SyntaxError`, `TypeError` and `ValueError`"),
        ("uuid.UUID(path)", "catch `AttributeError`, `TypeError` and `ValueError`"),
    ],
)
def test_what_to_catch_is_named_only_where_it_is_known(body: str, remedy: str) -> None:
    text = "import uuid\nfrom ast import literal_eval\nfrom struct import unpack\n\n\n" + TRY.format(body)
    (message,) = messages(text, "broad-except")
    assert remedy in message


@pytest.mark.parametrize(
    "guard",
    [
        "import sys\n\ntry:\n    assert False\nexcept AssertionError:\n    pass\nelse:\n    sys.exit('needs asserts')\n",
        "if not __debug__:\n    raise RuntimeError('needs asserts')\n",
    ],
)
def test_a_program_that_refuses_to_run_without_asserts_has_them(tmp_path: Path, guard: str) -> None:
    text = "def act(size):\n    assert size > 3\n    return size\n"
    (tmp_path / "shop.py").write_text(text)
    (tmp_path / "main.py").write_text(guard)
    path = str(tmp_path / "shop.py")
    index = WorkspaceIndex([str(tmp_path)], engine_for(Settings(), role_of("shop.py")).collectors)
    index.build([path])
    assert "assert-as-validation" in loudness(text)
    index.build([path, str(tmp_path / "main.py")])
    assert "assert-as-validation" not in loudness(text, path, index)
    assert "assert-as-validation" not in loudness(guard + text)


@pytest.mark.parametrize(("registered", "loud"), [("_importParcels", False), ("_importStores", True)])
def test_what_a_text_of_another_file_spells_is_a_hint(tmp_path: Path, registered: str, loud: bool) -> None:
    text = "def _importParcels(path):\n    return path\n"
    (tmp_path / "shop.py").write_text(text)
    (tmp_path / "shop.gpr.py").write_text(f"plugin.import_function = {registered!r}\n")
    path = str(tmp_path / "shop.py")
    index = WorkspaceIndex([str(tmp_path)], engine_for(Settings(), role_of("shop.py")).collectors)
    index.build([path, str(tmp_path / "shop.gpr.py")])
    found = open_document(text, environment_for(path, Settings(), index)).settled().findings()
    (name,) = (item.finding for item in found if item.finding.rule.slug == "function-name")
    assert (name.severity is None) == loud


def test_a_migration_is_known_by_the_folders_around_the_root() -> None:
    code = "revision = 'a1'\nfrom alembic import op\n\nprint(1)\n"
    path = "/srv/shop/migrations/versions/06884b17c50f_sizes.py"
    assert "unused-import" not in loudness(code, path, root="/srv/shop/migrations/versions")


@pytest.mark.parametrize(
    ("path", "found"), [("shop/parsers/lex.py", True), ("shop/parsers/ply/lex.py", False), ("ply/lex.py", True)]
)
def test_a_parser_generator_is_copied_into_a_package(path: str, found: bool) -> None:
    assert ("unused-import" in loudness("import os\n\nprint(1)\n", path)) is found


def test_the_cache_of_code_is_written_with_marshal() -> None:
    code = "import marshal\n\n\ndef read(file):\n    return marshal.load(file)\n"
    assert loudness(code, "shop/wire.py")["unsafe-pickle"] == ["information"]
    assert loudness(code, "shop/codecache.py")["unsafe-pickle"] == ["hint"]


def test_a_test_suite_is_a_folder_of_tests() -> None:
    assert role_of("src/borg/testsuite/archive.py") is role_of("src/borg/tests/archive.py")
    assert role_of("shop/unit_tests/archive.py") is role_of("src/borg/tests/archive.py")
    assert role_of("shop/contests/archive.py") is not role_of("src/borg/tests/archive.py")
    assert role_of("src/borg/archive.py") is not role_of("src/borg/tests/archive.py")


RAISES = "def port(text):\n    try:\n        return int(text)\n    except ValueError:\n        raise KeyError(text)\n"
OLD_NAMES = (
    "import socket\n\n\ndef read(it):\n    try:\n        it()\n    except (OSError, socket.error):\n        it.stop()\n"
)


@pytest.mark.parametrize(
    ("sign", "old"),
    [
        ("from __future__ import print_function\n", True),
        ("from __future__ import annotations\n", False),
        ("import six\n", True),
        ("from six import moves\n", True),
        ("try:\n    import urllib2\nexcept ImportError:\n    urllib2 = None\n", True),
        ("try:\n    unicode\nexcept NameError:\n    unicode = str\n", True),
        ("import sys\n\nif sys.version_info < (3, 0):\n    print(1)\n", True),
        ("import sys\n\nPY2 = sys.version_info[0] == 2\n", True),
        ("import sys\n\nif sys.version_info < (3, 0):\n    class Old:\n        x = 1\n", True),
        ("import sys\n\nif sys.version_info < (3, 8):\n    print(1)\n", False),
        ("from webob.compat import PY2\n", True),
        ("from .compat import text_type\n", True),
        ("from .shapes import text_type\n", False),
        ("from __future__ import print_function\n\nlimit: int = 1\n", False),
        ("import six\n\n\ndef shown(name):\n    return f'{name}'\n", False),
    ],
)
def test_what_python_2_cannot_read_is_not_asked_of_a_file_that_it_runs(sign: str, old: bool) -> None:
    assert set(loudness(sign + RAISES)["lost-cause"]) == {"hint" if old else "warning"}
    assert "python-2-code" not in loudness(sign + RAISES)
    assert set(loudness(sign + OLD_NAMES)["redundant-handler"]) == {"hint" if old else "information"}


@pytest.mark.parametrize(
    ("around", "old"),
    [
        ("from .compat import PY2\nimport six\n\nif PY2:\n    import urllib2\n", True),
        ("import six\n", False),
        ("from .compat import PY2\nimport six\nimport urllib2\n\nlimit: int = 1\n", False),
    ],
)
def test_that_a_package_runs_on_python_2_is_told_by_the_files_around(tmp_path: Path, around: str, old: bool) -> None:
    (tmp_path / "around.py").write_text(around)
    (tmp_path / "port.py").write_text(RAISES)
    wishes = Wishes()
    _, snapshot = open_file(str(tmp_path / "port.py"), wishes, None, LazyProject([str(tmp_path)], wishes))
    found = [item.finding.severity for item in snapshot.findings() if item.finding.rule.slug == "lost-cause"]
    assert found == [Severity.HINT if old else None]


@pytest.mark.parametrize(
    ("name", "text", "old"),
    [
        ("pyproject.toml", '[project]\nrequires-python = ">=2.7, !=3.0.*"\n', True),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.8"\n', False),
        ("pyproject.toml", '[project]\nclassifiers = ["Programming Language :: Python :: 2.7"]\n', True),
        ("setup.cfg", "[options]\npython_requires = >=2.7\n", True),
        ("setup.cfg", "[metadata]\nclassifiers =\n    Programming Language :: Python :: 2\n", True),
        ("setup.py", "setup(python_requires='>=2.7')\n", True),
        ("setup.py", "setup(classifiers=['Programming Language :: Python :: 3'])\n", False),
        ("setup.py", "setup(\n", None),
        ("PKG-INFO", "Requires-Python: >=2.7\n\nText\n", True),
        ("shop-1.0.dist-info/METADATA", "Classifier: Programming Language :: Python :: 2.7\n\nText\n", True),
        (
            "shop-1.0.dist-info/METADATA",
            "Requires-Python: >=3.7\nClassifier: Programming Language :: Python :: 2\n",
            False,
        ),
    ],
)
def test_the_project_says_whether_it_runs_on_python_2(tmp_path: Path, name: str, text: str, old: bool | None) -> None:
    file, package = tmp_path / name, tmp_path / "shop"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    package.mkdir()
    (package / "__init__.py").write_text("")
    assert settings_for(package / "cart.py")[0].python_2 is old


def test_what_is_generated_is_passed_on_with_a_star() -> None:
    code = "from ._{}_run import *\n\n\ndef run(task):\n    return task()\n"
    assert loudness(code.format("generated"))["star-import"] == ["hint"]
    assert loudness(code.format("degenerated"))["star-import"] == ["information"]


def test_a_cause_may_be_set_by_hand() -> None:
    code = "def go(job):\n    try:\n        job()\n    except OSError as exc:\n        error = ValueError(1)\n        {} = exc\n"
    assert loudness(code.format("error.__cause__") + "        raise error\n")["lost-cause"] == ["hint"]
    assert loudness(code.format("error.reason") + "        raise error\n")["lost-cause"] == ["warning"]


def test_the_exit_of_the_program_may_be_let_through_above() -> None:
    code = "def go(job):\n    try:\n        job()\n    except {}:\n        raise\n    except:\n        job.show()\n"
    assert loudness(code.format("SystemExit"))["bare-except"] == ["hint"]
    assert loudness(code.format("OSError"))["bare-except"] == ["warning"]
