"""What passwords, keys and tokens look like, and what they are called."""

from __future__ import annotations

import ast
import itertools
import math
import re
from collections import Counter

from burnish_checks.patterns import deferred
from burnish_checks.security.words import vocabulary, words

LEAST_KEY = 16
PASSWORD_LENGTHS = range(5, 65)
_LEAST_BITS = 3.2
"""The entropy of a character, above which a key looks random: words stay below."""
PASSWORDS = frozenset(["password", "passwd", "passphrase", "pwd", "passcode"])
_SECRET_PAIRS = frozenset(
    tuple(pair.split("-"))
    for pair in vocabulary(
        "api-key secret-key private-key access-key access-token auth-token client-secret api-token api-secret"
        " refresh-token encryption-key signing-key bearer-token auth-key account-key jwt-secret app-secret"
        " session-secret webhook-secret consumer-secret shared-secret secret-token oauth-token github-token"
    )
)
_SECRET_WORDS = frozenset({"secret", "apikey", "authtoken", "secretkey"})
COMMON = vocabulary("admin root secret letmein changeme qwerty password toor welcome passw0rd 123456 12345678")
PLACEHOLDER = deferred(
    r"^[<\[{(%$*.#_-]|\{\w*\}|%[sd(]|\$\{|your[_ -]|example|placeholder|dummy|change[_ -]?me|redacted|todo|xxx"
    r"|\.\.\.|not[_ -]"
    r"|^(?:none|null|true|false|test|string|str)$",
    re.I,
)
TOKENS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an AWS access key", deferred(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a GitHub token", deferred(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50,})\b")),
    ("a GitLab token", deferred(r"\bglpat-[A-Za-z0-9_-]{20}\b")),
    ("a Slack token", deferred(r"\bxox[abprs]-[A-Za-z0-9-]{20,}\b")),
    ("a Slack webhook", deferred(r"https://hooks\.slack\.com/services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{20,}")),
    ("a Stripe key", deferred(r"\b[sr]k_live_[A-Za-z0-9]{20,}\b")),
    ("a Google API key", deferred(r"\bAIza[0-9A-Za-z_-]{35}\b")),
    ("a SendGrid key", deferred(r"\bSG\.[\w-]{22}\.[\w-]{43}\b")),
    ("a PyPI token", deferred(r"\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}")),
    ("an npm token", deferred(r"\bnpm_[A-Za-z0-9]{36}\b")),
    ("a JSON Web Token", deferred(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}\b")),
    (
        "a private key",
        deferred(r"-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----\s*\n?[A-Za-z0-9+/=\s\\]{40,}"),
    ),
)
_SELECTOR = deferred(r"(?:input|form|div|span|textarea)?[#.\[][\w-]|//")
"""What finds an element of a page."""
_COLUMN = deferred(r"(?=.*(?:pw|pass|hash|crypt|field|input|column|key))[a-z]+(?:[_-][a-z0-9]+)+\Z")
"""What names a column or field: words with a number at the most."""
UUID = deferred(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-", re.I)
_MIXED = deferred(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)\w{4,}/\w{4,}")
"""Letters of both cases and digits with a slash between: no path is spelt so."""
_OBJECT = deferred(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){2,}|[A-Za-z_][\w.]*\.\w+:[A-Za-z_]\w*")
"""A dotted name or an entry point, `shop.commands:Where`."""


_BLANK = deferred(r"(?:0x)?(?:0+|[fF]+)")
"""What a device has from the factory until somebody sets another: nobody chose it."""


_ANONYMOUS = deferred(r"[a-z]+@")
"""What programs send as the password of `anonymous` over FTP, as it is the custom."""


_DIRECTIVE = deferred(r"@[a-z]+")
"""What names the way to come by a password, and is none: `@keyring`."""


_PATTERN = deferred(r"\(\?[P:=!<]|\\s[*+]|\[\^?\\")
"""What only a regular expression has."""


def ends_secret(found: tuple[str, ...]) -> bool:
    return found[-2:] in _SECRET_PAIRS


def is_password(value: str, name: str, call: ast.Call | None) -> bool:
    """Whether the text looks like a password somebody chose, and not like a label, a key or a template."""
    if value.lower() in COMMON and value.lower() not in words(name):
        return True
    if value.lower() in COMMON:
        return call is not None and any(item.arg in _USERS for item in call.keywords)
    if (
        _BLANK.fullmatch(value)
        or _ANONYMOUS.fullmatch(value)
        or _DIRECTIVE.fullmatch(value)
        or _PATTERN.search(value)
        or UUID.match(value)
        or _OBJECT.fullmatch(value)
        or value.startswith("urn:")
        or _ends_in(value, name)
    ):
        return False
    if call is not None and any(item.arg in _USERS and _is_guest(item.value) for item in call.keywords):
        return False
    if (
        len(value) not in PASSWORD_LENGTHS
        or " " in value
        or PLACEHOLDER.search(value)
        or ("/" in value and not _MIXED.fullmatch(value))
        or "://" in value
    ):
        return False
    if (
        _SELECTOR.match(value)
        or _COLUMN.match(value)
        or words(value) == words(name)
        or (PASSWORDS & set(words(value)) and re.fullmatch(r"[\w.-]+", value) and not re.search(r"\d", value))
    ):
        return False
    letters = re.search(r"[A-Za-z]", value)
    digits = re.search(r"\d", value)
    signs = re.search(r"[^\w.\s-]", value)
    return bool(
        (letters and digits and not re.fullmatch(r"[a-z]+_?\d?", value))
        or (signs and letters and not value.endswith(":"))
    )


_USERS = frozenset({"user", "username", "login"})


def _is_guest(user: ast.expr) -> bool:
    """Whether anybody may log in under the name, and the password is none."""
    return isinstance(user, ast.Constant) and user.value in ("anonymous", "ftp")


def _ends_in(value: str, name: str) -> bool:
    """Whether the text is a name of several parts, the last of which is the variable's own: `urn:ac:classes:Password`."""
    first, *others = re.split(r"[:/#.]", value)
    return bool(first and others) and others[-1].lower() == name.lower()


def is_password_name(found: tuple[str, ...]) -> bool:
    """Whether the name ends in a word for a password, perhaps numbered."""
    last = found[-2] if len(found) > 1 and found[-1].isdigit() else found[-1] if found else ""
    return last in PASSWORDS


def is_secret_name(found: tuple[str, ...]) -> bool:
    return bool(found) and (
        found[-1] in _SECRET_WORDS or any(pair in _SECRET_PAIRS for pair in itertools.pairwise(found))
    )


def looks_random(value: str) -> bool:
    """Whether the text has the length and the mixture of a generated key."""
    if len(value) < LEAST_KEY or not re.fullmatch(r"[\w+/=.!@#$%^&*()-]+", value) or PLACEHOLDER.search(value):
        return False
    if not (re.search(r"\d", value) and re.search(r"[A-Za-z]", value)):
        return False
    counts = Counter(value)
    bits = -sum(count / len(value) * math.log2(count / len(value)) for count in counts.values())
    pieces = [piece for piece in re.split(r"[-_.]", value) if piece]
    wordlike = sum(len(piece) for piece in pieces if re.fullmatch(r"[a-z]{2,12}|[A-Z][a-z]+|\d{1,2}", piece))
    return bits >= _LEAST_BITS and wordlike < len(value) / 2
