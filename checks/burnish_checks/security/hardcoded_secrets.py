"""The rules about secrets in the source: hardcoded-password and hardcoded-secret."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Rule, Safety, Severity, documented_rule, family
from burnish_checks.core.selecting import calls, values
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import is_tried_out, text_of
from burnish_checks.security.configured import is_for_development, is_in_example, is_in_test_settings
from burnish_checks.security.known import constants
from burnish_checks.security.passed import passed
from burnish_checks.security.secret_places import is_defined, name_of, name_of_argument, outermost, stands_in
from burnish_checks.security.secret_shapes import (
    COMMON,
    LEAST_KEY,
    PASSWORD_LENGTHS,
    PASSWORDS,
    PLACEHOLDER,
    TOKENS,
    UUID,
    ends_secret,
    is_password,
    is_password_name,
    is_secret_name,
    looks_random,
)
from burnish_checks.security.words import vocabulary, words

_LONGEST_LITERAL = 10000
_LONGEST_SECRET = 300
_OTHER_MEANING = vocabulary(
    "field label column url uri path file filename length len min max policy validator help text prompt"
    " hint error message msg form input widget reset change required regex pattern re header param"
    " parameter env var variable type class hasher hash hashed algorithm encoding format template key name"
    " attribute attr prefix suffix id title description desc placeholder option setting config cmd command"
    " command selector xpath css public chars characters alphabet salt hashers"
) - {"key"}
_LOGIN_URL = deferred(r"^[a-z][a-z0-9+.-]*://[^/\s:@{}%<$]+:([^/\s:@{}%<$*]{3,})@[\w.-]+", re.I)
_SCREAMING = deferred(r"[A-Z][A-Z0-9_]*\Z")

_SHORTEST_KEY = 6
_SIGNERS = ("URLSafeTimedSerializer", "URLSafeSerializer", "TimestampSigner", "Signer", "Serializer", "TimedSerializer")
KEYED: dict[str, tuple[int, str, bool]] = {
    **dict.fromkeys(("jwt.encode", "jwt.decode", "jose.jwt.encode", "jose.jwt.decode"), (1, "key", True)),
    **dict.fromkeys(("authlib.jose.jwt.encode",), (2, "key", True)),
    **dict.fromkeys((f"itsdangerous.{name}" for name in _SIGNERS), (0, "secret_key", True)),
    **dict.fromkeys(("cryptography.fernet.Fernet", "hmac.new", "hmac.digest", "hmac.HMAC"), (0, "key", False)),
    **dict.fromkeys(("Crypto.Cipher.AES.new", "Cryptodome.Cipher.AES.new"), (0, "key", False)),
    "cryptography.hazmat.primitives.ciphers.algorithms.AES": (0, "key", False),
    "cryptography.hazmat.primitives.ciphers.aead.AESGCM": (0, "key", False),
}
"""Where functions take their key, by position and name, and whether any text will do for one, or only a random one."""

HARDCODED_PASSWORD: Rule = documented_rule(
    "hardcoded-password",
    Category.SECURITY,
    """A password written into the source, where everybody who can read the code can read it.

    Only values that look like one are reported: mixed letters and digits or signs, or one of the passwords everybody
    tries first, next to a name such as `password`. Names of fields, labels, prompts and placeholders are left alone,
    and what opens something on this machine alone (`host="127.0.0.1"`), stands below `if __name__ == "__main__":`, in a
    class of settings for tests or development, or is called one that is refused (`LEAKED_PASSWORD`), is a hint.
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
    `client_secret` beside a value that looks random; the key by which a web application signs, or an option that is defined
    as one, with whatever default. Once committed it must be replaced, not just removed. What names a
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
    visits=(syntax.Constant, syntax.Call),
    rules=(HARDCODED_PASSWORD, HARDCODED_SECRET),
    only=(values(str, bytes), calls(KEYED)),
    docstrings=True,
)
def secrets_in_source(block: Block, node: syntax.Constant | syntax.Call, context: Context) -> Iterator[Finding]:
    """Find literals that look like a password, a key or a token."""
    if isinstance(node, ast.Call):
        yield from _used_as_key(block, node, context)
        return
    value = node.value
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str) or not 3 <= len(value) <= _LONGEST_LITERAL:
        return
    parent = block.parent(node)
    if isinstance(parent, ast.Expr):
        return
    shaped = _by_shape(block, node, value) if len(value) >= LEAST_KEY else ()
    if shaped is None:
        return
    yield from shaped
    if shaped:
        return
    if (key := _signs_sessions(block, node, parent, value)) and not looks_random(value):
        signs = "has a default" if is_defined(block, node) else "signs sessions"
        message = f"`{key}` {signs}, and everybody who reads the code can use this one; let there be no default."
        tried_out = is_for_development(block, node, context) or is_in_example(context.path)
        yield _found(block, node, HARDCODED_SECRET, message, "", Severity.HINT if tried_out else None)
        return
    yield from _by_name(block, node, parent, value, context)


_OF_A_DEMO = deferred(r"@(?:[\w-]+\.)*(?:demo|trial|playground|sandbox)[\w-]*\.", re.I)
"""A host that is there for everybody to try something, with a login that everybody has."""


def _by_shape(block: Block, node: ast.Constant, value: str) -> tuple[Finding, ...] | None:
    """Keys of well-known services, and logins in addresses; None for an address with a login that does no harm."""
    for what, shape in TOKENS:
        if shape.search(value) and "example" not in value.lower():
            message = f"This looks like {what}; replace it and keep it out of the source."
            severity = Severity.HINT if what == "a Google API key" else None  # pages show theirs
            return (_found(block, node, HARDCODED_SECRET, message, "", severity),)
    login = _LOGIN_URL.match(value)
    if not login or PLACEHOLDER.search(login.group(1)) or login.group(1).lower() in ("password", "pass", "pwd"):
        return ()
    if "example" in value.lower() or "localhost" in value or "127.0.0.1" in value or _OF_A_DEMO.search(value):
        return None
    message = "This address holds a login; take it from the environment."
    return (_found(block, node, HARDCODED_SECRET, message, ""),)


def _by_name(
    block: Block, node: ast.Constant, parent: ast.AST | None, value: str, context: Context
) -> Iterator[Finding]:
    """Values beside a name that tells what they are."""
    outer = outermost(block, node) if len(value) >= PASSWORD_LENGTHS.start and " " not in value else node
    parent = parent if outer is node else block.parent(outer)
    name, call = name_of(block, outer, parent)
    name, call = (name, call) if name and name not in _PASSED_ON else (name_of_argument(block, node), None)
    if not name or len(value) > _LONGEST_SECRET:
        return
    if name.lower() in _HEADERS and (sent := _CREDENTIALS.match(value)) and looks_random(sent.group(1)):
        message = "This header holds a token that everybody who reads the code can use; take it from the environment."
        names_program = "api-key" in name.lower() or UUID.match(sent.group(1)) is not None
        yield _found(block, node, HARDCODED_SECRET, message, "", Severity.HINT if names_program else None)
        return
    found = words(name)
    if not _OTHER_MEANING.isdisjoint(found[1:]) and not ends_secret(found):
        return
    if not (is_password_name(found) or is_secret_name(found)):
        return
    if isinstance(parent, ast.Dict) and (
        isinstance(node.value, bytes) or value.lower() in PASSWORDS or _is_of_samples(parent)
    ):
        return
    if ":" in value and name.endswith(value.rpartition(":")[2]):
        return  # the name of a route: `set_password = "forum:set_password"`
    if is_password_name(found) and is_password(value, name, call):
        message = _message(block, node, name, "a password that everybody who reads the code can read")
        own = _is_of_own_machine(call) or is_tried_out(block, node, context) or is_in_example(context.path)
        own = own or is_in_test_settings(block, node, context) or _is_refused(found)
        quiet = Severity.HINT if own else _hint_in_examples(block, node)
        yield _found(block, node, HARDCODED_PASSWORD, message, name, quiet)
    elif is_secret_name(found) and looks_random(value):
        message = _message(block, node, name, "a key that everybody who reads the code can use")
        kept = found[-1] == "token" or not _KEPT_SECRET.isdisjoint(found)
        public = not _NOT_KEPT.isdisjoint(found)
        loud = kept and not public and not is_in_test_settings(block, node, context)
        severity = None if loud else Severity.HINT
        yield _found(block, node, HARDCODED_SECRET, message, name, severity)


def _message(block: Block, node: ast.AST, name: str, what: str) -> str:
    """What is said of a literal, by what it is."""
    if stands_in(block, node):
        return f"`{name}` falls back to {what}; leave the default out, and stop where the variable is not set."
    return f"`{name}` holds {what}; take it from the environment."


def _signs_sessions(block: Block, node: ast.Constant, parent: ast.AST | None, value: str) -> str:
    """The name of the key of a web application that the literal is, or is by default: any text will do for one, also a short."""
    target = parent.targets[0] if isinstance(parent, ast.Assign) else None
    if isinstance(parent, ast.BoolOp):
        name = _first_key(parent) if isinstance(parent.op, ast.Or) and parent.values[-1] is node else ""
    elif isinstance(target, ast.Attribute):
        name = "SECRET_KEY" if target.attr == "secret_key" else ""
    elif isinstance(target, (ast.Name, ast.Subscript)):
        name = name_of(block, node, parent)[0] if isinstance(target, ast.Subscript) or parent in block.body else ""
    else:
        name = name_of(block, node, parent)[0] if isinstance(parent, ast.Dict) else name_of_argument(block, node)
    by_default = isinstance(parent, (ast.BoolOp, ast.Call, ast.keyword))  # and so in use until another is given
    if name == "secret" and isinstance(parent, ast.Dict) and name_of(block, parent, block.parent(parent))[0] == "jwt":
        name = "JWT_SECRET"
    if is_defined(block, node):
        return name if _DEFINED_KEY.fullmatch(name.upper()) else ""
    in_words = _NAMES_VARIABLE.match(value) or (PLACEHOLDER.search(value) and not by_default)
    return name if _SESSION_KEY.fullmatch(name) and (value.lower() in COMMON or not in_words) else ""


def _first_key(choice: ast.BoolOp) -> str:
    """The key that is looked up first: `os.environ.get("SECRET_KEY") or "..."`."""
    texts = (text_of(item) for item in syntax.walk(choice.values[0]))
    return next((text for text in texts if text), "")


_KEYS = r"(?:(?:FLASK|DJANGO|APP|JWT|SESSION)_)*SECRET_KEY|JWT_SECRET|SESSION_SECRET"
_SESSION_KEY = deferred(_KEYS)
_DEFINED_KEY = deferred(rf"(?:\w+_)?(?:{_KEYS}|SECURITY_KEY|SIGNING_KEY|COOKIE_SECRET)")
_NAMES_VARIABLE = deferred(r"[A-Z0-9]+(?:_[A-Z0-9]+)+$")
_KINDS_OF_INPUT = vocabulary(
    "text email number url date datetime color checkbox radio hidden tel search month week range time file byte binary"
    " string integer boolean uuid submit image button select textarea"
)
_FEW = 4


def _is_of_samples(table: ast.Dict) -> bool:
    """Whether a dictionary gives a sample for each kind of field, as what fills in forms does."""
    keys = {str(key.value).lower() for key in table.keys if isinstance(key, ast.Constant)}
    return len(keys & _KINDS_OF_INPUT) >= _FEW


def _is_of_own_machine(call: ast.Call | None) -> bool:
    """Whether the password opens something on this machine alone."""
    return call is not None and any(
        item.arg in ("host", "server", "hostname")
        and isinstance(item.value, ast.Constant)
        and item.value.value in ("localhost", "127.0.0.1", "::1")
        for item in call.keywords
    )


def _hint_in_examples(block: Block, node: ast.AST) -> Severity | None:
    """A hint in an example of an interface's description: `OpenApiExample(...)`, `examples=[...]`."""
    around = (
        dotted(item.func) if isinstance(item, ast.Call) else getattr(item, "arg", "") for item in block.ancestors(node)
    )
    return Severity.HINT if any("example" in str(name).lower() for name in around) else None


def _is_refused(found: tuple[str, ...]) -> bool:
    """Whether the name says that the password is known and not to be taken: `LEAKED_PASSWORD`, `_LEGACY_DEFAULT_PASSWORD`."""
    return not _NOT_TAKEN.isdisjoint(found) or (not _FORMER.isdisjoint(found) and "default" in found)


_NOT_TAKEN = vocabulary(
    "leaked insecure weak forbidden blocked banned denied disallowed rejected refused compromised breached"
)
_FORMER = vocabulary("legacy old former historic historical deprecated obsolete known")
_PASSED_ON = frozenset({"default", "value", "secret_value"})
_HEADERS = frozenset({"authorization", "x-api-key", "x-auth-token", "private-token", "proxy-authorization", "api-key"})
_CREDENTIALS = deferred(r"(?:(?:Bearer|Token|Basic|ApiKey|Key)\s+)?(\S{16,})$", re.I)


def _used_as_key(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """A literal passed where a key is expected, here or under a name that does not tell of it."""
    name = context.qualified(call.func)
    if name not in KEYED:
        return
    position, keyword, any_text = KEYED[name]
    arguments = passed(context, call)
    given, place = arguments.get(position, keyword), arguments.value(position, keyword)
    if place is None or isinstance(given, (ast.Call, ast.IfExp)):
        return
    for value in constants(context, given):
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        if not isinstance(text, str) or len(text) < _SHORTEST_KEY or PLACEHOLDER.search(text) or " " in text:
            continue
        told = is_secret_name(words(getattr(given, "id", getattr(given, "attr", ""))))
        if looks_random(text) and (told or isinstance(place, ast.keyword)):
            continue  # it is told where it is written
        if any_text or looks_random(text):
            message = f"`{name}` gets a key that everybody who reads the code can use; take it from the environment."
            yield _found(block, place, HARDCODED_SECRET, message, "")
            return


_KEPT_SECRET = frozenset({"secret", "secretkey", "private", "signing", "password", "refresh", "bearer"})
"""What is said of a key that nobody else may have; any other may name the program to a server, and be public."""


_NOT_KEPT = frozenset({"not", "public", "site", "sitekey"})
"""What is said of a key that everybody may have: `CLIENT_NOT_SO_SECRET`, a captcha's site key."""


def _found(
    block: Block, node: ast.AST, rule: Rule, message: str, name: str, severity: Severity | None = None
) -> Finding:
    return block.finding(node, message, rule=rule, data={"name": name} if name else {}, severity=severity)


_OF_THE_SHELL = frozenset({
    "PWD", "OLDPWD", "HOME", "USER", "LOGNAME", "PATH", "SHELL", "TERM", "LANG", "TZ", "MAIL", "EDITOR", "PAGER",
    "TMPDIR", "HOSTNAME", "DISPLAY", "IFS", "PS1", "UID",
})  # fmt: skip
"""Variables that are set in every shell, to something else."""


def _move(target: Target) -> Repair:
    """Read the value from an environment variable named for the target."""
    node = target.node(ast.Constant)
    parent = target.block.parent(node)
    if name_of_argument(target.block, node) and isinstance(parent, ast.Call) and "get" in dotted(parent.func):
        raise Refused("It stands in for a variable that is not set; take it away and require the variable.")
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
