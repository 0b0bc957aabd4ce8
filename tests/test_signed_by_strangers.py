"""What strangers read of packages that nobody knew: beside each finding that they signed the one that they did not."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.settings import Role, Settings
from burnish_checks.files import is_source
from burnish_checks.policy import environment_for, is_copied
from tests.loudness import TANGLED, hinted, loudness, loudness_in, messages

TRY = (
    "import os\nimport sys\n\n\ndef load(value, **kwargs):\n    try:\n        {}\n    except Exception:{}\n        {}\n"
)
CHECKED = (
    "def find(names, event):\n    if event not in names:\n        raise KeyError('unknown event')\n    return {}\n"
)
CLASS = "class Shop:\n" + "".join(f"{{0}}    def {a}{n}(self): return 1\n" for a in "abcdefghij" for n in range(5))
PAGES = "import jinja2\n\npages = jinja2.Environment(\n    autoescape=False,{}\n)\n"
SCHEMA = "SHOP = {{'type': 'object', 'properties': {{'name': {{{}'minLength': 1}}}}}}\n"
CUT = "def show(text):\n    if len(text) > 53:\n        return {}\n    return text\n"
PATHS = "def make(mix):\n    sqrt{} = mix()\n    sqrtCut = sqrt{} * 2\n    return sqrtCut\n"
COMPARED = "def enter(api_key, sent_api_key):\n    return api_key == sent_api_key\n"

TLS = "import requests\n\n\ndef go(self, fast, verify, skip_verify):\n    if {}:\n        return 1\n    else:\n"
TLS += "        return requests.get('https://x.org', verify=False, timeout=9)\n"

WATCH = "def watch(widget):\n    def leaveEvent(it):\n        it.stop()\n\n    widget.{} = make(leaveEvent, widget)\n"
ROW = "        if x{0} is not None:\n            body['x{0}'] = {1}\n"


def options(told: str) -> str:
    """A function that puts twenty options into what it sends, written as told."""
    names = ", ".join(f"x{number}" for number in range(20))
    rows = "".join(ROW.format(number, told.format(number)) for number in range(20))
    return f"def ask(body, {names}):\n    if not body:\n{rows}    return body\n"


CONTEXT = "from {} as made\n\nCONTEXT = made()\nCONTEXT.check_hostname = False\n"
RAISED = "import click\n\n\ndef load(name):\n    try:\n        name()\n    except OSError:\n        raise {}('no')\n"
CLOSING = "import inspect\n\n\nasync def end(value):\n    try:\n        done = {}\n"
CLOSING += "        if inspect.isawaitable(done):\n            await done\n    except Exception:\n        pass\n"
STOPPED = "class Abort({}):\n    pass\n\n\ndef go(it):\n    try:\n        it()\n    except OSError:\n        raise Abort('no')\n"
LATER = "def go(it, first):\n    try:\n        it()\n    except OSError as error:\n        {}\n"
LATER += "    try:\n        it(1)\n    except OSError:\n        raise first\n"
PAIRS = [
    ("swallowed-exception", TRY.format("value.go()", "  # noqa: X1", "pass"),
     TRY.format("value.go()", "  # pylint: disable=broad-except", "pass")),
    ("unused-exception-name", "try:\n    go()\nexcept OSError as error:\n    print(1)\n",
     "try:\n    go()\nexcept OSError as unused_error:\n    print(1)\n"),
    ("generic-raise", "import sys\n\nif sys.argv:\n    raise Exception('no')\n",
     "import sys\n\nif sys.version_info < (3, 8):\n    raise Exception('no')\n"),
    ("generic-raise", "def show(it):\n    it.go()\n    raise Exception('no')\n",
     "def raise_late(it):\n    it.go()\n    raise Exception('no')\n"),
    ("generic-raise", "def raised(it):\n    it.go()\n    raise Exception('no')\n",
     "def raiseLate(it):\n    it.go()\n    raise Exception('no')\n"),
    ("uninformative-error", CHECKED.format("names[event]"), CHECKED.format("names[event.place]")),
    ("uninformative-error", CHECKED.format("names[event.lower()]"), CHECKED.format("names[event.place]")),
    ("large-class", CLASS.format(""), CLASS.format("    @staticmethod\n")),
    ("large-class", CLASS.format(""), CLASS.format("").replace("Shop", "App")),
    ("autoescape-off", PAGES.format("  # faster"), PAGES.format("  # this makes Python, not HTML")),
    ("schema-untyped-property", SCHEMA.format(""), SCHEMA.format("'type:': 'string', ")),
    ("magic-number", CUT.format("text[:53]"), CUT.format("'%s...' % text[:53]")),
    ("variable-name", "def read(tree):\n    rowLists = tree('cells')\n    return rowLists\n",
     "def read(tree):\n    rowLists = tree('rowList')\n    return rowLists\n"),
    ("swallowed-exception", TRY.format("value.communicate(9)", "", "pass"),
     TRY.format("value.terminate()\n        value.communicate(9)", "", "pass")),
    ("broad-except", "import os\n\ntry:\n    import clr\nexcept Exception:\n    os.putenv('A', 'b')\n    import sun\n",
     "import os\n\ntry:\n    import clr\nexcept Exception:\n    os.putenv('A', 'b')\n    import clr\n"),
    ("assert-as-validation", "def act(size):\n    assert size > 3  # small ones\n    return size\n",
     "def act(size):\n    assert size > 3  # misconfigured\n    return size\n"),
    ("insecure-tls", CONTEXT.format("ssl import create_default_context"),
     CONTEXT.format("urllib3.util.ssl_ import create_urllib3_context")),
    ("swallowed-exception", CLOSING.format("value.send()"), CLOSING.format("value.close()")),
    ("lost-cause", RAISED.format("NameError"), RAISED.format("click.FileError")),
    ("lost-cause", STOPPED.format("Exception"), STOPPED.format("SystemExit")),
    ("lost-cause", LATER.format("pass"), LATER.format("first = error")),
    ("assert-as-validation", "def act(pair: list[str]):\n    assert len(pair) == 2\n    return pair\n",
     "def act(pair: tuple[str, str]):\n    assert len(pair) == 2\n    return pair\n"),
    ("assert-as-validation", "class A:\n    def limit(self, size):\n        assert size > 3\n        return size\n",
     "class A:\n    def LIMIT(self, size):\n        assert size > 3\n        return size\n"),
    ("permissive-file-mode", "import os\n\n\ndef go(path):\n    os.chmod(path, 0o666)\n    os.unlink('x')\n",
     "import os\n\n\ndef go(path):\n    os.chmod(path, 0o666)\n    os.unlink(path)\n"),
    ("insecure-tls", TLS.format("fast"), TLS.format("self.verify_ssl_certs")),
    ("insecure-tls", TLS.format("skip_verify"), TLS.format("verify")),
    ("unused-import", "# the fast one\nimport torch\n\nprint(1)\n",
     "# has to come first: imported before all\nimport torch\n\nprint(1)\n"),
    ("variable-name", "def age(lib, cert):\n    notAfter = lib.get_until(cert)\n    return notAfter\n",
     "def age(lib, cert):\n    notAfter = lib.get_notAfter(cert)\n    return notAfter\n"),
    ("function-name", WATCH.format("x"), WATCH.format("leaveEvent")),
    ("tangled-function", options("x{0} + 1"), options("x{0}")),
    ("magic-number", "def wait(left):\n    return left[:53] if len(left) > 53 else left\n",
     "def wait(left):\n    return 53 if left > 53 else left\n"),
    ("star-import", "import os\ntry:\n    from shop import *\nexcept ImportError:\n    os.abort()\n",
     "try:\n    from shop import *\nexcept ModuleNotFoundError:\n    raise ImportError('gone')\n"),
    ("variable-name", PATHS.format("_c", "_c"), PATHS.format("C", "C")),
]  # fmt: skip


test_one_is_said_aloud_and_the_other_is_a_hint = hinted(PAIRS)


@pytest.mark.parametrize(
    ("rule", "code", "aloud", "quiet"),
    [
        ("timing-comparison", COMPARED, "shop/clients/login.py", "shop/cli/login.py"),
        ("broad-except", TRY.format("return value.size", "", "return 1"), "shop/db/view.py", "shop/pudb/view.py"),
        ("class-name", "class _oldTrial:\n    pass\n", "shop/trials.py", "shop/compatibility.py"),
        ("autoescape-off", PAGES.replace("pages", "made").format(""), "shop/made.py", "sqlshop/made.py"),
    ],
)
def test_where_a_module_is_tells_what_it_is_for(rule: str, code: str, aloud: str, quiet: str) -> None:
    assert loudness(code, aloud)[rule][0] in ("information", "warning")
    assert loudness(code, quiet)[rule] == ["hint"]


EVAL = "import ast\n\n\ndef run(text, check):\n    tree = {}\n    check(tree)\n"
EVAL += "    code = compile(tree, 'x', 'eval')\n    return eval(code, {{'__builtins__': {{}}}})\n"


def test_a_tree_that_was_looked_through_is_run() -> None:
    assert loudness(EVAL.format("text"))["dynamic-eval"] == ["information"]
    assert loudness(EVAL.format("ast.parse(text, mode='eval')"))["dynamic-eval"] == ["hint"]


def test_handlers_that_are_silenced_in_the_words_of_bugbear() -> None:
    code = "try:\n    go()\nexcept BaseException:{}\n    stop()\n"
    assert "broad-except" in loudness(code.format(""))
    assert "broad-except" not in loudness(code.format("  # noqa: B036"))


def test_a_function_whose_author_says_that_it_has_many_branches() -> None:
    text = TANGLED.replace("def handle(rows):", "def handle(rows):{}")
    assert loudness(text.format(""))["tangled-function"] == ["information"]
    for words in ("pylint: disable=too-many-branches", "noqa: CCR001"):
        assert "tangled-function" not in loudness(text.format(f"  # {words}"))


@pytest.mark.parametrize(
    ("comment", "generated"),
    [
        ("# File generated from our OpenAPI spec by a program.", True),
        ("# what follows is a file generated from the schema", False),
        ("# File names are generated from the titles", False),
    ],
)
def test_a_file_that_begins_by_saying_what_it_is_generated_from(comment: str, generated: bool) -> None:
    assert ("unused-import" not in loudness(f"{comment}\n\nimport os\n\nprint(1)\n")) is generated


def test_a_wait_that_is_drawn_beside_a_token_is_no_secret() -> None:
    code = "import random\n\n\ndef request_token(self):\n    self.token_{} = random.randint(0, 9)\n"
    assert "weak-random" in loudness(code.format("part"))
    assert "weak-random" not in loudness(code.format("jitter"))


def test_templates_are_told_by_their_names() -> None:
    for name, left in (("ext_{{ label }}.py", True), ("ext_label.py", False)):
        assert is_source(name) is not left, name


def test_copies_in_a_folder_of_contributions() -> None:
    for path, copied in (("shop/contrib/configobj/validate.py", True), ("shop/contrib/cart/validate.py", False)):
        assert is_copied(path) is copied


def test_a_program_that_tests_keep_is_of_the_tests(tmp_path: Path) -> None:
    folder = tmp_path / "shop" / "tests" / "programs" / "one"
    folder.mkdir(parents=True)
    (tmp_path / "shop" / "__init__.py").write_text("")
    (tmp_path / "shop" / "tests" / "__init__.py").write_text("")
    path = str(folder / "main.py")
    assert environment_for(path, Settings(), None, str(folder)).role is Role.TEST
    assert environment_for(str(tmp_path / "main.py"), Settings(), None, str(tmp_path)).role is Role.SOURCE


def test_the_class_of_a_package_is_its_face_too() -> None:
    assert loudness(CLASS.format(""), "shop/cart.py")["large-class"] == ["information"]
    assert loudness(CLASS.format(""), "shop/__init__.py")["large-class"] == ["hint"]


def test_settings_for_tests_are_of_the_tests() -> None:
    code = "import random\n\nSECRET_KEY = random.choice('abc')\n"
    assert "weak-random" in loudness(code, "shop/settings.py")
    for path in ("shop/testsettings.py", "shop/test_settings.py", "shop/testapp/settings.py"):
        assert "weak-random" not in loudness(code, path), path


@pytest.mark.parametrize(("face", "told"), [("from shop.cart import Cart\n", "hint"), ("", "information")])
def test_a_class_that_a_package_offers_is_large_for_its_users(tmp_path: Path, face: str, told: str) -> None:
    files = {"shop/__init__.py": face, "shop/cart.py": CLASS.format("").replace("Shop", "Cart")}
    assert loudness_in(tmp_path, files, "shop/cart.py")["large-class"] == [told]


@pytest.mark.parametrize(("folder", "told"), [("scripts", "hint"), ("shop", "information")])
def test_asserts_of_a_script_are_for_its_author(tmp_path: Path, folder: str, told: str) -> None:
    code = 'def act(size):\n    """Act.\n\n    Args:\n      size: how many\n    """\n'
    code += "    assert size > 3\n    return size\n\n\nact(4)\n"
    assert loudness_in(tmp_path, {f"{folder}/main.py": code}, f"{folder}/main.py")["assert-as-validation"] == [told]


TABLED = "from shop.sums import act\n\nprint({})\n"


@pytest.mark.parametrize(
    ("main", "told"), [("{1: act}", "hint"), ("{1: 'act'}", "information"), ("act", "information")]
)
def test_what_a_table_holds_is_called_out_of_it(tmp_path: Path, main: str, told: str) -> None:
    files = {"shop/__init__.py": "", "shop/sums.py": "def act(size):\n    assert size > 3\n    return size\n"}
    files["main.py"] = TABLED.format(main)
    assert loudness_in(tmp_path, files, "shop/sums.py")["assert-as-validation"] == [told]


def test_an_address_that_is_none_is_asked_of_no_server() -> None:
    code = "from urllib.request import urlopen\n\nurlopen('{}', cafile=None)\n"
    assert "request-without-timeout" in loudness(code.format("https://example.org"))
    assert "request-without-timeout" not in loudness(code.format(""))


@pytest.mark.parametrize(
    ("name", "star", "told"),
    [("shop/tests/test_cart.py", "shop.cart", "hint"), ("shop/tests/test_cart.py", "far.cart", "information"),
     ("shop/till.py", "shop.cart", "information")],
)  # fmt: skip
def test_tests_take_all_of_what_they_test(tmp_path: Path, name: str, star: str, told: str) -> None:
    files = {"shop/__init__.py": "", "shop/cart.py": "def go():\n    pass\n", name: f"from {star} import *\n\ngo()\n"}
    assert loudness_in(tmp_path, files, name)["star-import"] == [told]


def test_an_import_below_a_flag_for_one_that_is_tried() -> None:
    code = "import os\n\nhas_numpy = {}\ntry:\n    import numpy\nexcept ImportError:\n    has_numpy = False\n\nimport sys\n"
    code += "print(sys)\n"
    assert loudness(code.format("1"))["misplaced-import"] == ["information"]
    for flag in ("True", "None", "()"):
        assert loudness(code.format(flag))["misplaced-import"] == ["hint"]


def test_a_program_that_sets_the_timeout_of_all_sockets(tmp_path: Path) -> None:
    files = {"shop.py": "import main\nfrom urllib.request import urlopen\n\nurlopen('https://example.org')\n"}
    for setting, told in (("socket.socket()", "information"), ("socket.setdefaulttimeout(9)", "hint")):
        files["main.py"] = f"import socket\n\n{setting}\n"
        assert loudness_in(tmp_path, files, "shop.py")["request-without-timeout"] == [told]


@pytest.mark.parametrize(
    ("body", "remedy"),
    [
        ("return kwargs['title']", "catch `KeyError`"),
        ("return value['title']", "catch `KeyError` and `TypeError`"),
        ("return tuple(kwargs['sizes'])", "catch `KeyError` and `TypeError`"),
        ("return int(os.environ['SIZE'])", "catch `KeyError` and `ValueError`"),
        ("return int(sys.argv[1])", "catch `IndexError` and `ValueError`"),
        ("if len(sys.argv) > 1:\n            return int(sys.argv[1])", "catch `IndexError` and `ValueError`"),
    ],
)
def test_no_more_is_named_than_can_be_raised(body: str, remedy: str) -> None:
    assert remedy in messages(TRY.format(body, "", "return None"), "broad-except", "src/shop/cart.py")[0]


@pytest.mark.parametrize(
    ("path", "name", "told"),
    [("tests/test_cart.py", "setup", "hint"), ("tests/test_cart.py", "fill", "warning"), ("cart.py", "setup", "warning")],
)  # fmt: skip
def test_what_runners_of_tests_look_for(tmp_path: Path, path: str, name: str, told: str) -> None:
    code = f"from tools import {name}\n\n\ndef test_till():\n    print(open(1))\n"
    assert loudness_in(tmp_path, {path: code}, path)["unused-import"] == [told]


def test_csrf_that_a_comment_speaks_of() -> None:
    code = "def exempt(view):\n    # {}\n    view.csrf_exempt = True\n    return view\n"
    assert loudness(code.format("This is a view."))["disabled-csrf"] == ["warning"]
    assert loudness(code.format("CSRF is checked by the handler of keys."))["disabled-csrf"] == ["hint"]


def test_two_objects_compared_attribute_by_attribute() -> None:
    code = "def same(one, other):\n    return one.user == other.user and one.access_token == other.session_token{}\n"
    assert loudness(code.format(""))["timing-comparison"] == ["warning"]
    assert loudness(code.format(" and one.region == shop.region"))["timing-comparison"] == ["warning"]
    assert loudness(code.format(" and one.region == other.region"))["timing-comparison"] == ["hint"]


def test_arguments_that_are_counted_are_there() -> None:
    code = "import sys\n\nif len(sys.argv) {}:\n    try:\n        SIZE = int(sys.argv[{}])\n"
    code += "    except Exception:\n        SIZE = 1\n"
    assert "catch `ValueError`," in messages(code.format("> 1", "1"), "broad-except", "src/shop/cart.py")[0]
    assert "catch `ValueError`," in messages(code.format(">= 2", "-1"), "broad-except", "src/shop/cart.py")[0]
    assert (
        "catch `IndexError` and `ValueError`,"
        in messages(code.format("> 1", "2"), "broad-except", "src/shop/cart.py")[0]
    )
