"""What readers would not sign of the rules of security: beside each finding that would be signed the one that would not."""

from __future__ import annotations

from burnish_checks.core.settings import Settings
from burnish_checks.core.snapshot import open_document
from burnish_checks.policy import environment_for
from tests.loudness import hinted, loudness, messages, unsaid

RANDOM = "import random\n\n\n{}def make(letters):\n    {} = random.choice(letters)\n    return {}\n"
SYSTEM = "try:\n    {}\n    random = SystemRandom()\nexcept NotImplementedError:\n    import random\n\n\n"
TAR = (
    "import tarfile\n\n\ndef unpack(path):\n    with tarfile.open(path) as tar:\n        if {}:\n"
    "            tar.extractall(filter='data')\n        else:\n            tar.extractall()\n"
)
PEEK = (
    "import ssl\n\n\ndef peek(sock, data):\n    context = ssl.create_default_context()\n"
    "    context.verify_mode = ssl.CERT_NONE\n    with context.wrap_socket(sock) as inner:\n        {}\n"
)
SET = "import ldap\n\n\ndef go(self):\n    if self.{}:\n"
SET += "        ldap.set_option(ldap.OPT_X_TLS_REQUIRE_CERT, ldap.OPT_X_TLS_NEVER)\n"
KIND = "def find(kinds, asked):\n    for kind in kinds:\n        if {}:\n            return 1\n"
SIGN = "from cryptography.hazmat.primitives import hashes\n\n\nclass {}:\n"
SIGN += "    def make(self, text):\n        return self.key.sign(text, PAD, hashes.SHA1())\n"
CLASS = "import random\n\n\nclass Credentials:\n    def make(self, letters):\n        {} = random.choice(letters)\n"
COOKIE = "def enter(answer, token):\n    answer.set_cookie(value=token, {})\n"

CHANGED = "class Client:\n    def update(self, access_token, host):\n        if {}:\n            return\n        self.start()\n"
ENVIRONMENT = (
    "import jinja2\n\n\ndef pages(loader):\n    return jinja2.Environment(loader=loader, autoescape=False{})\n"
)
DECODE = "import jwt\n\n\ndef claims(answer):\n    return jwt.decode(answer.json()[{}], options={{'verify_signature': False}})\n"
QUERY = "def find(conn, {0}):\n    return conn.execute(f\"SELECT {1} = '{{{0}}}'\")\n"
SHELL = "import subprocess\n\n\ndef run({0}, path):\n    subprocess.run(f'{{{0}}} {{path}}', shell=True)\n"
EXEMPT = "from django.views.decorators.csrf import csrf_exempt\n\n\n@csrf_exempt\ndef {}(request):\n    return answer(request)\n"
PADDING = "from cryptography.hazmat.primitives import hashes\n\n\ndef sign_token(key, token):\n    return {}\n"
DIGEST = "import hashlib\nimport struct\n\n\ndef sign(secret, number):\n    return hashlib.sha1(secret + {}).digest()\n"
OLD = "import ssl\nimport sys\n\n\nif sys.version_info {} (3, 6):\n    CONTEXT = ssl._create_unverified_context()\n"
SERVE = "from fastapi import FastAPI\n\nif {}:\n    app = FastAPI(debug=True)\nelse:\n    app = FastAPI()\n"

GUARDED = "from django.views.decorators.csrf import csrf_exempt\n\n\n@csrf_exempt\n{}"
SIGN_IN = "import hashlib\n\n\ndef {}(data, password):\n    data['{}'] = hashlib.md5(password).hexdigest()\n"
LOADED = "import cloudpickle\n\n\ndef write(path, data):\n    {}\n\n\ndef read(self):\n"
LOADED += "    with self.path.open('rb') as stream:\n        return cloudpickle.load(stream)\n"
MEMBERS = "import tarfile\nfrom pathlib import PurePath\n\n\ndef unpack(path, folder):\n    with tarfile.open(path) as archive:\n"
MEMBERS += (
    "        for name in archive.getnames():\n            target = {}\n            open(target, 'wb').write(b'')\n"
)
CIPHER = "from Crypto.Cipher import AES\n\n\ndef {}(key, data):\n    return AES.new(key, AES.MODE_ECB).encrypt(data)\n"

FIREWALL = (
    "import os\nimport shutil\n\n\nclass Firewall:\n    def __init__(self, config):\n        self.rate = {}\n\n"
    "    def start(self):\n        program = shutil.which({})\n        os.system(f'sudo {{program}} --limit {{self.rate}}')\n"
)
ASKS = (
    "import subprocess\n\n\ndef ask(names):\n    for name in {}:\n"
    "        subprocess.check_output('which %s' % name, shell=True)\n"
)
PERSISTENT = "import pickle\n\n\ndef reader(row):\n    found = pickle.loads(row['state'])\n"
PERSISTENT += "    found.{} = row['id']\n    return found\n"

PAIRS = [
    (
        "subprocess-shell",
        FIREWALL.format("config['rate']", "'iptables'"),
        FIREWALL.format("int(config['rate'])", "'iptables'"),
    ),
    (
        "subprocess-shell",
        FIREWALL.format("int(config['rate'])", "config['name']"),
        FIREWALL.format("1", "'iptables', path='/sbin'"),
    ),
    ("subprocess-shell", ASKS.format("names"), ASKS.format("['cp', 'mv', 'ln']")),
    (
        "subprocess-shell",
        ASKS.format("[*names, 'cp']"),
        ASKS.format("('cp', 'mv', 'ln', 'rm', 'ls', 'cat', 'tar', 'dd', 'df', 'du')"),
    ),
    ("unsafe-pickle", PERSISTENT.format("oid"), PERSISTENT.format("_p_oid")),
    (
        "weak-random",
        "import random\n\n\ndef gen_password(letters):\n    return random.choice(letters)\n",
        "import random\n\n\ndef gen_salt(letters):\n    return random.choice(letters)\n",
    ),
    (
        "disabled-csrf",
        GUARDED.format("def transfer(request):\n    return pay(request.user)\n"),
        GUARDED.format("def api_transfer(request):\n    return pay(request.headers['Key'])\n"),
    ),
    (
        "disabled-csrf",
        GUARDED.format("@require_http_methods(['GET', 'POST'])\ndef pay(request):\n    return answer(request)\n"),
        GUARDED.format("@require_http_methods(['GET'])\ndef show(request):\n    return answer(request)\n"),
    ),
    ("weak-hash", SIGN_IN.format("store", "password"), SIGN_IN.format("signin", "password")),
    ("weak-hash", SIGN_IN.format("hash_password", "hash"), SIGN_IN.format("md5_crypt", "hash")),
    ("unsafe-pickle", LOADED.format("pass"), LOADED.format("cloudpickle.dump(data, path)")),
    ("weak-cipher", CIPHER.format("box"), CIPHER.format("decrypt_link")),
    (
        "timing-comparison",
        CHANGED.format("access_token == self.access_token"),
        CHANGED.format("access_token == self.access_token and host == self.host"),
    ),
    (
        "timing-comparison",
        "def is_current(access_token, current):\n    current_token = current.strip()\n    return current_token == access_token\n",
        "def is_current(access_token, current):\n    current_token = int(current)\n    return current_token == access_token\n",
    ),
    ("autoescape-off", ENVIRONMENT.format(""), ENVIRONMENT.format(", block_start_string='[%'")),
    ("insecure-jwt", DECODE.format("'token'"), DECODE.format("'id_token'")),
    (
        "sql-string",
        QUERY.format("name", "a FROM user WHERE name"),
        QUERY.format("name", "1 FROM sqlite_master WHERE name"),
    ),
    (
        "sql-string",
        QUERY.format("owner", "a FROM user WHERE owner"),
        'def find(conn, owner):\n    return conn.execute(f"SELECT a FROM user WHERE owner = {owner.id}")\n',
    ),
    ("subprocess-shell", SHELL.format("program"), SHELL.format("mail_command")),
    ("disabled-csrf", EXEMPT.format("transfer"), EXEMPT.format("ocsp_responder")),
    (
        "weak-hash",
        PADDING.format("key.sign(token, None, hashes.SHA1())"),
        PADDING.format(
            "key.encrypt(token, padding.OAEP(mgf=padding.MGF1(hashes.SHA1()), algorithm=hashes.SHA1(), label=None))"
        ),
    ),
    ("weak-hash", DIGEST.format("number"), DIGEST.format("struct.pack('<Q', number)")),
    ("insecure-tls", OLD.format(">="), OLD.format("<")),
    ("debug-enabled", SERVE.format("serve"), SERVE.format("in_debug_mode()")),
    (
        "insecure-cookie",
        "if ONE_HOST:\n    SESSION_COOKIE_SECURE = False\n",
        "if DISABLE_HTTPS:\n    SESSION_COOKIE_SECURE = False\n",
    ),
    (
        "unsafe-pickle",
        "import pickle\n\n\ndef read(stream):\n    return pickle.load(stream)\n",
        "import pickle\n\n\ndef read(process):\n    return pickle.load(process.stdout)\n",
    ),
    (
        "weak-random",
        "import random\n\n\ndef enter(session):\n    session['nonce'] = random.random()\n",
        "import random\n\n\ndef enter(send):\n    return send('/', query={'nonce': random.random()})\n",
    ),
    (
        "weak-random",
        "import random\n\n\nclass Tokens:\n    def __init__(self):\n        self._token = str(random.randint(0, 99999))\n",
        "import random\n\n\nclass Tokens:\n    def __init__(self):\n        self._token = random.randint(0, 99999)\n",
    ),
    (
        "hardcoded-password",
        "store = open_store(password='topSekr3t')\n",
        "if __name__ == '__main__':\n    store = open_store(password='topSekr3t')\n",
    ),
    (
        "hardcoded-secret",
        "CLIENT_SECRET = 'jjqbWmICpA0GvbhsJB3okX7s'\n",
        "CLIENT_NOT_SO_SECRET = 'jjqbWmICpA0GvbhsJB3okX7s'\n",
    ),
    (
        "archive-path-escape",
        "import tarfile\n\n\ndef unpack(path):\n    tar = tarfile.open(path)\n    tar.extractall('x')\n",
        "import tarfile\n\n\ndef unpack(path):\n    tar = tarfile.open(path)\n"
        "    tar.extraction_filter = lambda member, _: member\n    tar.extractall('x')\n",
    ),
    (
        "weak-random",
        "import random\n\n\ndef gen_token(letters):\n    return random.choice(letters)\n",
        SYSTEM.format("from random import SystemRandom")
        + "def gen_token(letters):\n    return random.choice(letters)\n",
    ),
    ("weak-random", RANDOM.format("", "password", "password"), RANDOM.format("", "salt", "salt")),
    (
        "weak-random",
        CLASS.format("self.password"),
        CLASS.format("c_i"),
    ),
    (
        "archive-path-escape",
        TAR.format("path"),
        TAR.format("hasattr(tarfile, 'data_filter')"),
    ),
    ("insecure-tls", PEEK.format("inner.sendall(data)"), PEEK.format("return inner.getpeercert(binary_form=True)")),
    ("insecure-tls", SET.format("url"), SET.format("_ignore_cert")),
    (
        "timing-comparison",
        "def check(password):\n    return password == ADMIN_PASSWORD\n",
        "def check(password):\n    return password == FAILED_TO_DECRYPT_PASSWORD\n",
    ),
    ("timing-comparison", KIND.format("kind.api_key == asked.api_key"), KIND.format("kind.api_key == asked.API_KEY")),
    ("weak-hash", SIGN.format("Store"), SIGN.format("CloudFrontStore")),
    ("insecure-cookie", COOKIE.format("key='session'"), COOKIE.format("name='session'")),
    ("insecure-cookie", "import aiohttp\n\n\n" + COOKIE.format("name='session'"), COOKIE.format("name='session'")),
    (
        "weak-random",
        "import random\n\n\ndef make():\n    credentials = send([('nonce', random.random())])\n    return credentials\n",
        "import random\n\n\ndef make():\n    credentials = send([('oauth_nonce', random.random())])\n    return credentials\n",
    ),
]

UNSAID = [
    (
        "archive-path-escape",
        MEMBERS.format("PurePath(folder, name)"),
        MEMBERS.format("PurePath(folder, name).parts[-1]"),
    ),
    (
        "weak-random",
        "import random\n\n\ndef make():\n    new_token = random.randint(1, 9)\n    return new_token\n",
        "import random\n\n\ndef make():\n    captcha_key = str(random.randint(1, 9))\n    return captcha_key\n",
    ),
    ("insecure-cookie", COOKIE.format("key='session'"), COOKIE.format("key='session', age=1")),
]


test_one_is_said_aloud_and_the_other_is_a_hint = hinted(PAIRS)
test_one_is_said_aloud_and_the_other_not = unsaid(UNSAID)


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


def test_loops_over_each_others_variables_come_to_an_end() -> None:
    text = "def go(some):\n    for one in some:\n        use(one)\n    for some in one:\n        use(some)\n"
    snapshot = open_document(text, environment_for("shop.py", Settings(select=("all",))))
    assert list(snapshot.failures()) == []
