"""What readers would not sign of the rules of security: beside each finding that would be signed the one that would not."""

from __future__ import annotations

import pytest

from tests.loudness import loudness

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

PAIRS = [
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
    ("insecure-cookie", COOKIE.format("key='session'"), COOKIE.format("key='session', age=1")),
    ("insecure-cookie", COOKIE.format("key='session'"), COOKIE.format("name='session'")),
    ("insecure-cookie", "import aiohttp\n\n\n" + COOKIE.format("name='session'"), COOKIE.format("name='session'")),
    (
        "weak-random",
        "import random\n\n\ndef make():\n    credentials = send([('nonce', random.random())])\n    return credentials\n",
        "import random\n\n\ndef make():\n    credentials = send([('oauth_nonce', random.random())])\n    return credentials\n",
    ),
]


@pytest.mark.parametrize(("rule", "signed", "other"), PAIRS)
def test_one_is_said_and_the_other_not(rule: str, signed: str, other: str) -> None:
    said = loudness(signed)[rule]
    assert said
    assert "hint" not in said
    assert set(loudness(other).get(rule, ["hint"])) == {"hint"}
