"""The rules about secrets in the source: hardcoded-password and hardcoded-secret."""

from __future__ import annotations

import ast
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Rule, Safety, Severity, documented_rule, family
from burnish_checks.core.selecting import values
from burnish_checks.security.words import vocabulary, words

_LONGEST_LITERAL = 10000
_LONGEST_SECRET = 300
_LEAST_KEY = 16
_PASSWORD_LENGTHS = range(5, 65)
_LEAST_BITS = 3.2
"""The entropy of a character, above which a key looks random: words stay below."""
_PASSWORDS = frozenset(["password", "passwd", "passphrase", "pwd", "passcode"])
_SECRET_PAIRS = frozenset(
    tuple(pair.split("-"))
    for pair in vocabulary(
        "api-key secret-key private-key access-key access-token auth-token client-secret api-token api-secret"
        " refresh-token encryption-key signing-key bearer-token auth-key account-key jwt-secret app-secret"
        " session-secret webhook-secret consumer-secret shared-secret secret-token oauth-token github-token"
    )
)
_SECRET_WORDS = frozenset({"secret", "apikey", "authtoken", "secretkey"})
_OTHER_MEANING = frozenset(
    vocabulary(
        "field label column url uri path file filename length len min max policy validator help text prompt"
        " hint error message msg form input widget reset change required regex pattern re header param"
        " parameter env var variable type class hasher hash hashed algorithm encoding format template key name"
        " attribute attr prefix suffix id title description desc placeholder option setting config cmd command"
        " command selector xpath css public chars characters alphabet salt hashers"
    )
) - {"key"}
_COMMON = vocabulary("admin root secret letmein changeme qwerty password toor welcome passw0rd 123456 12345678")
_PLACEHOLDER = re.compile(
    r"^[<\[{(%$*.#_-]|\{\w*\}|%[sd(]|\$\{|your[_ -]|example|placeholder|dummy|change[_ -]?me|redacted|todo|xxx"
    r"|\.\.\.|not[_ -]"
    r"|^(?:none|null|true|false|test|string|str)$",
    re.I,
)
_TOKENS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("an AWS access key", re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b")),
    ("a GitHub token", re.compile(r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50,})\b")),
    ("a GitLab token", re.compile(r"\bglpat-[A-Za-z0-9_-]{20}\b")),
    ("a Slack token", re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{20,}\b")),
    ("a Slack webhook", re.compile(r"https://hooks\.slack\.com/services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{20,}")),
    ("a Stripe key", re.compile(r"\b[sr]k_live_[A-Za-z0-9]{20,}\b")),
    ("a Google API key", re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b")),
    ("a SendGrid key", re.compile(r"\bSG\.[\w-]{22}\.[\w-]{43}\b")),
    ("a PyPI token", re.compile(r"\bpypi-AgEIcHlwaS5vcmc[\w-]{50,}")),
    ("an npm token", re.compile(r"\bnpm_[A-Za-z0-9]{36}\b")),
    ("a JSON Web Token", re.compile(r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}\b")),
    (
        "a private key",
        re.compile(r"-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----\s*\n?[A-Za-z0-9+/=\s\\]{40,}"),
    ),
)
_LOGIN_URL = re.compile(r"^[a-z][a-z0-9+.-]*://[^/\s:@{}%<$]+:([^/\s:@{}%<$*]{3,})@[\w.-]+", re.I)
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-", re.I)
_OBJECT = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){2,}|[A-Za-z_][\w.]*\.\w+:[A-Za-z_]\w*")
"""A dotted name or an entry point, `shop.commands:Where`."""
_SCREAMING = re.compile(r"[A-Z][A-Z0-9_]*\Z")

HARDCODED_PASSWORD: Rule = documented_rule(
    "hardcoded-password",
    Category.SECURITY,
    """A password written into the source, where everybody who can read the code can read it.

    Only values that look like one are reported: mixed letters and digits or signs, or one of the passwords everybody
    tries first, next to a name such as `password`. Names of fields, labels, prompts and placeholders are left alone.
    It belongs into the environment or a secret store.

    ```python
    connect(host="db", password="hunter2!")
    ```

    ```python
    import os

    connect(host="db", password=os.environ["DB_PASSWORD"])
    ```
    """,
    severity=Severity.WARNING,
    aliases=("S105", "S106", "S107", "B105", "B106", "B107"),
    in_tests=False,
)

HARDCODED_SECRET: Rule = documented_rule(
    "hardcoded-secret",
    Category.SECURITY,
    """A key or token written into the source, where everybody who can read the code can use it.

    Told by its shape (keys of well-known services, private keys, JSON Web Tokens, logins in URLs), or by a name such as
    `client_secret` beside a value that looks random. Once committed it must be replaced, not just removed. What names a
    program to a server (`api_key`), and is often public with it, is a hint.

    ```python
    client_secret = "k7Qz0mVt4Xw9Lr2Jb8Ns5Hy1"
    ```

    ```python
    import os

    client_secret = os.environ["CLIENT_SECRET"]
    ```
    """,
    severity=Severity.WARNING,
    aliases=("CWE-798",),
    partial_aliases=("S105", "S106", "S107", "B105", "B106", "B107"),
    in_tests=False,
)


@family(
    visits=syntax.Constant, rules=(HARDCODED_PASSWORD, HARDCODED_SECRET), only=(values(str, bytes),), docstrings=True
)
def secrets_in_source(block: Block, node: syntax.Constant, context: Context) -> Iterator[Finding]:
    """Find literals that look like a password, a key or a token."""
    value = node.value
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str) or not 3 <= len(value) <= _LONGEST_LITERAL:
        return
    parent = block.parent(node)
    if isinstance(parent, ast.Expr):
        return
    if len(value) >= _LEAST_KEY:
        for what, shape in _TOKENS:
            if shape.search(value) and "example" not in value.lower():
                yield _found(
                    block,
                    node,
                    HARDCODED_SECRET,
                    f"This looks like {what}; replace it and keep it out of the source.",
                    "",
                    Severity.HINT if what == "a Google API key" else None,  # pages show theirs
                )
                return
        login = _LOGIN_URL.match(value)
        if (
            login
            and not _PLACEHOLDER.search(login.group(1))
            and login.group(1).lower() not in ("password", "pass", "pwd")
        ):
            if "example" not in value.lower() and "localhost" not in value and "127.0.0.1" not in value:
                message = "This address holds a login; take it from the environment."
                yield _found(block, node, HARDCODED_SECRET, message, "")
            return
    name, call = _name_of(block, node, parent)
    if not name or len(value) > _LONGEST_SECRET:
        return
    found = words(name)
    if not _OTHER_MEANING.isdisjoint(found[1:]) and not _ends_secret(found):
        return
    if isinstance(parent, ast.Dict) and (isinstance(node.value, bytes) or value.lower() in _PASSWORDS):
        return
    if _is_password_name(found) and _is_password(value, name, call):
        message = f"`{name}` holds a password that everybody who reads the code can read; take it from the environment."
        yield _found(block, node, HARDCODED_PASSWORD, message, name, _hint_in_examples(block, node))
    elif _is_secret_name(found) and _looks_random(value):
        message = f"`{name}` holds a key that everybody who reads the code can use; take it from the environment."
        severity = None if _KEPT_SECRET.intersection(found) else Severity.HINT
        yield _found(block, node, HARDCODED_SECRET, message, name, severity)


def _hint_in_examples(block: Block, node: ast.AST) -> Severity | None:
    """A hint in an example of an interface's description: `OpenApiExample(...)`, `examples=[...]`."""
    around = (
        dotted(item.func) if isinstance(item, ast.Call) else getattr(item, "arg", "") for item in block.ancestors(node)
    )
    return Severity.HINT if any("example" in str(name).lower() for name in around) else None


_KEPT_SECRET = frozenset({"secret", "secretkey", "private", "signing", "password", "refresh", "bearer"})
"""What is said of a key that nobody else may have; any other may name the program to a server, and be public."""


def _found(
    block: Block, node: ast.AST, rule: Rule, message: str, name: str, severity: Severity | None = None
) -> Finding:
    return block.finding(node, message, rule=rule, data={"name": name} if name else {}, severity=severity)


def _ends_secret(found: tuple[str, ...]) -> bool:
    return found[-2:] in _SECRET_PAIRS


def _name_of(block: Block, node: ast.AST, parent: ast.AST | None) -> tuple[str, ast.Call | None]:
    """The name beside the literal (target, keyword, key, parameter, compared name), and the call it is passed to."""
    if isinstance(parent, (ast.Assign, ast.AnnAssign)) and parent.value is node:
        target = parent.targets[0] if isinstance(parent, ast.Assign) else parent.target
        return _target_name(target), None
    if isinstance(parent, ast.keyword):
        call = block.parent(parent)
        return parent.arg or "", call if isinstance(call, ast.Call) else None
    if isinstance(parent, ast.Dict):
        return syntax.word_of(parent, node) or "", None
    if isinstance(parent, ast.Compare) and len(parent.ops) == 1 and isinstance(parent.ops[0], (ast.Eq, ast.NotEq)):
        other = parent.comparators[0] if parent.left is node else parent.left
        return _target_name(other), None
    if isinstance(parent, ast.arguments):
        positional = [*parent.posonlyargs, *parent.args]
        for argument, default in zip(reversed(positional), reversed(parent.defaults), strict=False):
            if default is node:
                return argument.arg, None
        for argument, keyword_default in zip(parent.kwonlyargs, parent.kw_defaults, strict=True):
            if keyword_default is node:
                return argument.arg, None
    return "", None


def _target_name(target: ast.AST) -> str:
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return target.slice.value if isinstance(target.slice.value, str) else ""
    return ""


def _is_password(value: str, name: str, call: ast.Call | None) -> bool:
    """Whether the text looks like a password somebody chose, and not like a label, a key or a template."""
    if value.lower() in _COMMON and value.lower() not in words(name):
        return True
    if value.lower() in _COMMON:
        return call is not None and any(item.arg in ("user", "username", "login") for item in call.keywords)
    if _UUID.match(value) or _OBJECT.fullmatch(value):
        return False
    if (
        len(value) not in _PASSWORD_LENGTHS
        or " " in value
        or _PLACEHOLDER.search(value)
        or "/" in value
        or "://" in value
    ):
        return False
    if words(value) == words(name) or (
        _PASSWORDS & set(words(value)) and re.fullmatch(r"[\w.-]+", value) and not re.search(r"\d", value)
    ):
        return False
    letters = re.search(r"[A-Za-z]", value)
    digits = re.search(r"\d", value)
    signs = re.search(r"[^\w.\s-]", value)
    return bool(
        (letters and digits and not re.fullmatch(r"[a-z]+_?\d?", value))
        or (signs and letters and not value.endswith(":"))
    )


def _is_password_name(found: tuple[str, ...]) -> bool:
    """Whether the name ends in a word for a password, perhaps numbered."""
    last = found[-2] if len(found) > 1 and found[-1].isdigit() else found[-1] if found else ""
    return last in _PASSWORDS


def _is_secret_name(found: tuple[str, ...]) -> bool:
    return bool(found) and (
        found[-1] in _SECRET_WORDS or any(pair in _SECRET_PAIRS for pair in itertools.pairwise(found))
    )


def _looks_random(value: str) -> bool:
    """Whether the text has the length and the mixture of a generated key."""
    if len(value) < _LEAST_KEY or not re.fullmatch(r"[\w+/=.!@#$%^&*()-]+", value) or _PLACEHOLDER.search(value):
        return False
    if not (re.search(r"\d", value) and re.search(r"[A-Za-z]", value)):
        return False
    counts = Counter(value)
    bits = -sum(count / len(value) * math.log2(count / len(value)) for count in counts.values())
    pieces = [piece for piece in re.split(r"[-_.]", value) if piece]
    wordlike = sum(len(piece) for piece in pieces if re.fullmatch(r"[a-z]{2,12}|[A-Z][a-z]+|\d{1,2}", piece))
    return bits >= _LEAST_BITS and wordlike < len(value) / 2


_OF_THE_SHELL = frozenset({
    "PWD", "OLDPWD", "HOME", "USER", "LOGNAME", "PATH", "SHELL", "TERM", "LANG", "TZ", "MAIL", "EDITOR", "PAGER",
    "TMPDIR", "HOSTNAME", "DISPLAY", "IFS", "PS1", "UID",
})  # fmt: skip
"""Variables that are set in every shell, to something else."""


def _move(target: Target) -> Repair:
    """Read the value from an environment variable named for the target."""
    node = target.node(ast.Constant)
    parent = target.block.parent(node)
    if isinstance(parent, ast.arguments):
        raise Refused("A default is computed once, when the function is defined; make the parameter required.")
    if not isinstance(node.value, str):
        raise Refused("The value is bytes; choose how it is to be written in the environment.")
    name = target.finding.data["name"]
    variable = name if _SCREAMING.match(name) else "_".join(words(name)).upper()
    if variable in _OF_THE_SHELL:
        callee = parent and target.block.parent(parent)
        owner = words(dotted(callee.func).rpartition(".")[2]) if isinstance(callee, ast.Call) else ()
        variable = "_".join([*(owner or ("my",)), variable]).upper()
    imported = ensure_import(target.snapshot, "os", "environ", "module", index=target.index)
    return Repair((target.replace(node, f'{imported.expression}["{variable}"]'), *imported.changes))


for _rule in (HARDCODED_PASSWORD, HARDCODED_SECRET):
    _rule.fix(
        "Read it from the environment",
        Safety.UNSAFE,
        why="The variable must be set where the program runs, and the old value counts as known and must be replaced.",
        when=lambda finding: "name" in finding.data,
    )(_move)
