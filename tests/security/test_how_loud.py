"""When findings of this category are said aloud, and when they are hints or not said at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.policy import environment_for
from tests.loudness import loudness, loudness_in, messages

MARKS = "def keep(self, conn, keys, more, name):\n    marked = ', '.join({0} * len(keys))\n"
MARKS += "    conn.execute(f'INSERT INTO a VALUES ({{marked}})')\n"
MARKS += "    marked = ', '.join({0} * len(more))\n    conn.execute(f'INSERT INTO b VALUES ({{marked}})')\n"


def test_a_list_of_placeholders_is_no_value_whatever_it_is_called() -> None:
    assert "sql-string" not in loudness(MARKS.format("['?']"))
    assert "sql-string" in loudness(MARKS.format("[name]"))


CHECKS = "from shop.compat import sha1\n\n\ndef check_password(password):\n    return sha1(password).hexdigest()\n"


def test_a_digest_is_known_that_another_module_of_the_package_imports(tmp_path: Path) -> None:
    for compat, said in (("try:\n    from hashlib import sha1\nexcept ImportError:\n    from sha import new as sha1\n", True),
                         ("def sha1(text):\n    return text\n", False)):  # fmt: skip
        files = {"shop/__init__.py": "", "shop/compat.py": compat, "shop/users.py": CHECKS}
        assert ("weak-hash" in loudness_in(tmp_path, files, "shop/users.py")) is said


def test_what_waits_for_clients_is_not_told_that_it_checks_no_name() -> None:
    text = "import ssl\n\n\ndef wrap(plain):\n    return ssl.wrap_socket(plain{})\n"
    assert "checks no name" in messages(text.format(""), "insecure-tls")[0]
    assert "checks no name" not in messages(text.format(", server_side=True"), "insecure-tls")[0]


def test_of_a_list_that_is_shuffled_and_thrown_away_it_is_said_that_nobody_keeps_it() -> None:
    text = "import random\n\n\ndef make_password(letters):\n    random.shuffle({})\n    return ''.join(letters)\n"
    assert "nobody keeps" in messages(text.format("list(letters)"), "weak-random")[0]
    assert "nobody keeps" not in messages(text.format("letters"), "weak-random")[0]


HOLDER = "class Token:\n    def __init__(self, value):\n        self.value = value\n"
HOLDS = "from shop.tokens import Token\n\n\nclass Shop:\n    def check(self, auth_token: Token):\n"
HOLDS += "        return auth_token == self.auth_token\n"


def test_tokens_of_a_class_that_does_not_say_when_they_are_equal_are_compared_as_objects(tmp_path: Path) -> None:
    equal = "\n    def __eq__(self, other):\n        return self.value == other.value\n"
    for holder, said in ((HOLDER, ["hint"]), (HOLDER + equal, ["warning"]), (f"@dataclass\n{HOLDER}", ["warning"])):
        files = {"shop/__init__.py": "", "shop/tokens.py": holder, "shop/main.py": HOLDS}
        assert loudness_in(tmp_path, files, "shop/main.py")["timing-comparison"] == said


def test_the_check_of_a_password_is_not_told_that_it_is_not_for_security() -> None:
    text = "import hashlib\n\n\ndef {}(guess, kept):\n    return hashlib.md5(guess).hexdigest() == kept\n"
    assert "keep a password" in messages(text.format("check_passwd"), "weak-hash")[0]
    assert "usedforsecurity" in messages(text.format("check_secret"), "weak-hash")[0]


def test_of_data_that_is_unpickled_twice_however_it_is_packed_the_first_time_alone_is_said_aloud() -> None:
    text = "import base64\nimport pickle\n\n\ndef read(row):\n    try:\n        return pickle.loads(base64.b64decode(row.a))\n"
    text += "    except ValueError:\n        return pickle.loads(row.{})\n"
    assert loudness(text.format("a"))["unsafe-pickle"] == ["information", "hint"]
    assert loudness(text.format("b"))["unsafe-pickle"] == ["information", "information"]


def test_of_a_list_that_a_shell_reads_the_first_item_alone_is_said_to_be_run() -> None:
    text = "import subprocess\n\n\ndef copy(source, target):\n    subprocess.run({}, shell=True)\n"
    assert "first item" in messages(text.format("['cp', source, target]"), "subprocess-shell")[0]
    assert "first item" not in messages(text.format("f'cp {source} {target}'"), "subprocess-shell")[0]


COMMAND = "import subprocess\n{}\n\ndef fetch({}):\n    subprocess.call(f'git fetch {{{}}}', shell=True)\n"


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({"tool/main.py": "import argparse\n"}, "hint"),
        ({"tool/main.py": "import argparse\n", "tool/pages.py": "import flask\n"}, "warning"),
        ({"tool/main.py": "import os\n"}, "warning"),
    ],
)
def test_a_program_is_its_operators_if_no_file_of_it_serves(tmp_path: Path, others: dict[str, str], said: str) -> None:
    files = {"tool/fetch.py": COMMAND.format("", "branch", "branch"), **others}
    assert loudness_in(tmp_path, files, "tool/fetch.py")["subprocess-shell"] == [said]


def test_what_a_pattern_shows_in_a_copied_package_is_a_hint() -> None:
    text = "import pickle\n\n\ndef read(stream):\n    return pickle.load(stream)\n"
    assert loudness(text, "shop/_vendor/store.py", root="/shop")["unsafe-pickle"] == ["hint"]
    assert loudness(text, "shop/store.py", root="/shop")["unsafe-pickle"] == ["information"]


def test_a_template_of_new_projects_begins_in_debug_mode() -> None:
    text = "SECRET_KEY = env('KEY')\nINSTALLED_APPS = []\nDEBUG = True\n"
    assert loudness(text, "shop/settings.py")["debug-enabled"] == ["information"]
    assert loudness(text, "shop/project_name/settings.py")["debug-enabled"] == ["hint"]


def test_a_loader_in_tests_is_a_hint() -> None:
    text = "import yaml\n\n\ndef read(text):\n    return yaml.load(text)\n"
    assert loudness(text, "shop/read.py")["unsafe-yaml-load"] == ["warning"]
    assert loudness(text, "shop/tests/read.py")["unsafe-yaml-load"] == ["hint"]


def test_a_template_of_settings_is_filled_in_before_it_runs() -> None:
    text = "EMAIL_PASSWORD = 'Hunter22'\n"
    assert loudness(text, "shop/simulator/mail.py")["hardcoded-password"] == ["hint"]
    assert loudness(text, "shop/mail_config.py")["hardcoded-password"] == ["warning"]
    assert loudness(text, "shop/mail_config_tmpl.py")["hardcoded-password"] == ["hint"]


def test_the_last_part_that_split_gives_is_a_name() -> None:
    text = "import os\nfrom flask import Flask, request\n\napp = Flask(__name__)\n\n\n@app.route('/')\ndef show():\n"
    text += "    return open(os.path.join('logs', os.path.split(request.args['name'])[{}])).read()\n"
    assert loudness(text.format(0))["path-traversal"] == ["error"]
    assert "path-traversal" not in loudness(text.format(-1))
    assert "path-traversal" not in loudness(text.format(1))


TYPED = "from shop import EventTypes, event\n\n\ndef find(conn):\n    conn.execute(\"SELECT a FROM b WHERE kind = '%s'\" % {})\n"


def test_queries_of_migrations_are_hints_whatever_their_folder_is_called() -> None:
    text = TYPED.format("event.kind")
    assert loudness(text, "shop/db/alembic_migrations/versions/a_b.py")["sql-string"] == ["hint"]
    assert loudness(text, "shop/db/versions/store.py")["sql-string"] == ["warning"]


def test_settings_of_documentation_are_hints() -> None:
    settings = "SETTINGS = {'root': {'password': 'root'}, 'jwt': {'secret': 'foobar'}}\n"
    for slug in ("hardcoded-password", "hardcoded-secret"):
        assert loudness(settings)[slug] == ["warning"]
        assert loudness(settings, "src/package/documentation/server.py")[slug] == ["hint"]


def test_a_key_for_dsa_is_to_be_of_another_kind() -> None:
    text = (
        "from cryptography.hazmat.primitives.asymmetric import {0}\n\nkey = {0}.generate_private_key(key_size=1024)\n"
    )
    assert "Ed25519" in messages(text.format("dsa"), "weak-key-size")[0]
    assert "Ed25519" not in messages(text.format("rsa"), "weak-key-size")[0]


def test_a_folder_for_all_is_information() -> None:
    made = "import os\n\n\ndef share(path):\n    os.makedirs(path)\n    os.chmod(path, 0o777)\n"
    assert loudness(made)["permissive-file-mode"] == ["information"]
    assert loudness(made.replace("    os.makedirs(path)\n", ""))["permissive-file-mode"] == ["warning"]


def test_words_behind_nosec_are_no_codes() -> None:
    text = "import pickle\n\n\ndef load(path):\n    return pickle.load(open(path, 'rb'))  # nosec{}\n"
    assert "unsafe-pickle" in loudness(text.replace("  # nosec{}", ""))
    for behind in ("", " nosemgrep", " it is ours", " B301"):
        assert "unsafe-pickle" not in loudness(text.format(behind)), behind


def test_another_site_posts_to_a_single_sign_on() -> None:
    start = "from django.views.decorators.csrf import csrf_exempt\n\n\n@csrf_exempt\ndef {}(request):\n"
    text = start + '    """{}"""\n    go()\n'
    assert loudness(text.format("complete", "Single sign-on."))["disabled-csrf"] == ["hint"]
    assert loudness(text.format("complete", "Pay."))["disabled-csrf"] == ["warning"]


def test_what_makes_the_digest_of_a_password_is_said_aloud() -> None:
    text = "import hashlib\n\n\ndef {}_password(password):\n    return hashlib.md5(password).hexdigest()\n"
    assert loudness(text.format("hash"))["weak-hash"] == ["warning"]
    assert loudness(text.format("check"))["weak-hash"] == ["information"]


def test_one_guess_and_a_salt_are_no_secrets() -> None:
    taken = "def valid(asked):\n    auth_token = session.{}('auth_token')\n    return asked.auth_token == auth_token\n"
    assert loudness(taken.format("pop"))["timing-comparison"] == ["hint"]
    assert loudness(taken.format("get"))["timing-comparison"] == ["warning"]
    keyed = (
        "import hmac\n\n\ndef valid(self, name):\n    return hmac.new(self.{}, name, 'sha1').digest() == self.kept\n"
    )
    assert loudness(keyed.format("_salt"))["timing-comparison"] == ["hint"]
    assert loudness(keyed.format("_key"))["timing-comparison"] == ["warning"]
    helper = "import hmac\n\n\ndef sign(data):\n    return hmac.new(KEY, data, 'sha1').hexdigest()\n\n\n"
    use = "def valid(data, sig):\n    made = sign(data)\n    return made == sig\n"
    assert loudness(helper + use)["timing-comparison"] == ["warning"]


def test_migrations_are_not_for_editing() -> None:
    text = "from django.db import migrations, models\n\nuse(migrations)\n\n\ndef move(text):\n    exec(text)\n"
    for path, written in {
        "shop/migrations/0002_prices.py": True,
        "db/alembic/versions/4f5e_prices.py": True,
        "db/migrations/versions/old/4f5e_prices.py": True,
        "shop/schema/migration/sqlite/20171230.py": True,
        "shop/schema/sizes/20171230.py": False,
        "shop/migrations/helping.py": False,
    }.items():
        found = loudness(text, path)
        assert "dynamic-eval" in found
        assert ("unused-import" in found) == (not written)


def test_who_keeps_a_copy_sees_to_its_timeouts() -> None:
    text = "import requests\n\nrequests.get('https://a.example')\n"
    assert "request-without-timeout" in loudness(text, "shop/load.py")
    assert "request-without-timeout" not in loudness(text, "shop/_vendor/load.py")


def test_a_server_in_an_example_may_answer_on_every_network() -> None:
    text = "from bottle import run\n\nHOST = '0.0.0.0'\nrun(host='0.0.0.0', port=80)\nrun(host=HOST, port=80)\n"
    assert loudness(text, "shop/app.py")["bind-all-interfaces"] == ["hint", "warning", "information"]
    assert set(loudness(text, "examples/app.py")["bind-all-interfaces"]) == {"hint"}


def test_an_entry_point_is_no_password() -> None:
    assert "hardcoded-password" in loudness("COMMANDS = {'pwd': 'hunter2:Where!'}\n")
    assert "hardcoded-password" not in loudness("COMMANDS = {'pwd': 'shop.commands:Where'}\n")


def test_the_cache_of_code_is_written_with_marshal() -> None:
    code = "import marshal\n\n\ndef read(file):\n    return marshal.load(file)\n"
    assert loudness(code, "shop/wire.py")["unsafe-pickle"] == ["information"]
    assert loudness(code, "shop/codecache.py")["unsafe-pickle"] == ["hint"]


TRY = (
    "import os\nimport sys\n\n\ndef load(value, **kwargs):\n    try:\n        {}\n    except Exception:{}\n        {}\n"
)


PAGES = "import jinja2\n\npages = jinja2.Environment(\n    autoescape=False,{}\n)\n"


COMPARED = "def enter(api_key, sent_api_key):\n    return api_key == sent_api_key\n"


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


def test_a_wait_that_is_drawn_beside_a_token_is_no_secret() -> None:
    code = "import random\n\n\ndef request_token(self):\n    self.token_{} = random.randint(0, 9)\n"
    assert "weak-random" in loudness(code.format("part"))
    assert "weak-random" not in loudness(code.format("jitter"))


def test_settings_for_tests_are_of_the_tests() -> None:
    code = "import random\n\nSECRET_KEY = random.choice('abc')\n"
    assert "weak-random" in loudness(code, "shop/settings.py")
    for path in ("shop/testsettings.py", "shop/test_settings.py", "shop/testapp/settings.py"):
        assert "weak-random" not in loudness(code, path), path


def test_an_address_that_is_none_is_asked_of_no_server() -> None:
    code = "from urllib.request import urlopen\n\nurlopen('{}', cafile=None)\n"
    assert "request-without-timeout" in loudness(code.format("https://example.org"))
    assert "request-without-timeout" not in loudness(code.format(""))


def test_a_program_that_sets_the_timeout_of_all_sockets(tmp_path: Path) -> None:
    files = {"shop.py": "import main\nfrom urllib.request import urlopen\n\nurlopen('https://example.org')\n"}
    for setting, told in (("socket.socket()", "information"), ("socket.setdefaulttimeout(9)", "hint")):
        files["main.py"] = f"import socket\n\n{setting}\n"
        assert loudness_in(tmp_path, files, "shop.py")["request-without-timeout"] == [told]


def test_csrf_that_a_comment_speaks_of() -> None:
    code = "def exempt(view):\n    # {}\n    view.csrf_exempt = True\n    return view\n"
    assert loudness(code.format("This is a view."))["disabled-csrf"] == ["warning"]
    assert loudness(code.format("CSRF is checked by the handler of keys."))["disabled-csrf"] == ["hint"]


def test_two_objects_compared_attribute_by_attribute() -> None:
    code = "def same(one, other):\n    return one.user == other.user and one.access_token == other.session_token{}\n"
    assert loudness(code.format(""))["timing-comparison"] == ["warning"]
    assert loudness(code.format(" and one.region == shop.region"))["timing-comparison"] == ["warning"]
    assert loudness(code.format(" and one.region == other.region"))["timing-comparison"] == ["hint"]


KEPT = (
    "from urllib.request import urlopen\n\n\nclass Fetcher:\n    urlopen = staticmethod(urlopen)\n\n"
    "    def get(self, a):\n        return {}(a)\n"
)


def test_a_function_that_is_kept_for_later_is_no_request() -> None:
    assert loudness(KEPT.format("urlopen"))["request-without-timeout"] == ["hint", "information"]
    assert loudness(KEPT.format("self.urlopen"))["request-without-timeout"] == ["hint"]


def test_a_command_of_the_shell_itself_is_told_as_one() -> None:
    text = "import subprocess\n\n\ndef show(path):\n    subprocess.call(({}, path), shell=True)\n"
    assert messages(text.format("'start'"), "subprocess-shell") == [
        "`start` is a command of the shell itself, so `shell=True` it is; let nothing from outside come into it."
    ]
    assert "the first item alone" in messages(text.format("'open'"), "subprocess-shell")[0]


def test_loops_over_each_others_variables_come_to_an_end() -> None:
    text = "def go(some):\n    for one in some:\n        use(one)\n    for some in one:\n        use(some)\n"
    snapshot = open_document(text, environment_for("shop.py", Settings(select=("all",))))
    assert list(snapshot.failures()) == []


def test_a_script_that_tries_out_a_program_may_know_its_passwords() -> None:
    text = "login('https://shop.example', user='carol', password='hunter2!7')\n"
    assert loudness(text, "scripts/sign_in.py")["hardcoded-password"] == ["warning"]
    assert loudness(text, "scripts/e2e_sign_in.py")["hardcoded-password"] == ["hint"]
    assert loudness(text, "scripts/run_acceptance.py")["hardcoded-password"] == ["hint"]
    assert loudness(text, "scripts/smoke.py")["hardcoded-password"] == ["hint"]
    assert loudness(text, "scripts/acceptance_rate.py")["hardcoded-password"] == ["warning"]
    assert loudness(text, "scripts/smoke_detector.py")["hardcoded-password"] == ["warning"]


def test_a_mac_that_rests_on_a_broken_digest_is_named() -> None:
    text = "import hmac\n\n\ndef sign(key, text):\n    return hmac.new(key, text, {}).hexdigest()\n"
    said = "HMAC with MD5 is broken for security; use SHA-256 or better, or say `usedforsecurity=False`."
    assert messages(text.format("'md5'"), "weak-hash") == [said]
    assert messages(text.format("'sha256'"), "weak-hash") == []
