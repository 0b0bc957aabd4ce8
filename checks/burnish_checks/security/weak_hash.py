"""The rule weak-hash."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.security.calls import argument, is_false, text_of, with_keyword
from burnish_checks.security.dispatch import call_rule, under
from burnish_checks.security.makers import literal_of
from burnish_checks.security.words import names_around, vocabulary, words

_HASHLIB = under(["hashlib"], ["md4", "md5", "sha", "sha1"])
_CRYPT = under(["crypt"], ["crypt", "mksalt"])
_WEAK_METHODS = frozenset({"crypt.METHOD_CRYPT", "crypt.METHOD_MD5", "crypt.METHOD_BLOWFISH"})
_OTHERS = under(
    ["Crypto.Hash", "Cryptodome.Hash"], ["SHA.new", "MD2.new", "MD3.new", "MD4.new", "MD5.new", "SHA1.new"]
) | under(["cryptography.hazmat.primitives.hashes"], ["MD5", "SHA1"])
_HMAC = under(["hmac"], ["new", "digest"])
_WEAK_NAMES = frozenset({"md4", "md5", "sha", "sha1"})
_PROTOCOL = re.compile(r"digest_?auth|auth_?digest|rfc[ -]?(?:2617|7616)|\bh?a1\b.*\bh?a2\b", re.I | re.S)
"""What says that HTTP's digest authentication is spoken, whose algorithm is MD5."""
_RANDOM = frozenset(
    {
        "random.random",
        "random.getrandbits",
        "os.urandom",
        "secrets.token_bytes",
        "secrets.token_hex",
        "uuid.uuid4",
        "ssl.RAND_bytes",
    }
)
_SERIOUS = vocabulary("password passwd token secret auth login sign signature hmac credential session csrf")


@call_rule(
    _HASHLIB | _CRYPT | _OTHERS | _HMAC | {"hashlib.new"},
    aliases=("S324", "S303", "B324", "B303"),
)
def weak_hash(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """MD5 and SHA-1 no longer resist collisions, and are far too fast to keep a password.

    For signatures and integrity use SHA-256 or better, for passwords `hashlib.scrypt` or an Argon2 library. Where the
    digest protects nothing, `usedforsecurity=False` says so, to readers and to FIPS builds of Python. A warning is that of
    a password, in a function that makes such (`hash_password`); elsewhere, for most digests name a file or are asked for by a
    protocol, it is a hint. So is the digest of random bytes, of which nobody knows what to collide with, and HTTP's digest
    authentication, which asks for it.
    MD5 is not to be used in a new HMAC either (RFC 6151); SHA-1 in one is left alone.

    ```python
    import hashlib

    def hash_password(password):
        return hashlib.md5(password).hexdigest()
    ```

    ```python
    import hashlib

    def cache_name(url):
        return hashlib.md5(url, usedforsecurity=False).hexdigest()
    ```
    """
    shown = _weak_algorithm(call, name, context)
    if not shown or is_false(argument(call, None, "usedforsecurity")):
        return
    around = {word for text in names_around(block, call) for word in words(text)}
    around.update(word for item in ast.walk(call) if isinstance(item, ast.Name) for word in words(item.id))
    serious = not _SERIOUS.isdisjoint(around)
    asked_for = _PROTOCOL.search(f"{PurePath(context.path).name} {block.text}") is not None
    random = any(isinstance(item, ast.Call) and context.qualified(item.func) in _RANDOM for item in ast.walk(call))
    yield block.finding(
        call.func,
        f"{shown} is broken for security; use SHA-256 or better, or say `usedforsecurity=False`.",
        data={"function": name, "serious": "yes" if serious else ""},
        severity=None if _is_of_passwords(block, call) and not random and not asked_for else Severity.HINT,
    )


_PASSWORDS = vocabulary("password passwords passwd pwd passphrase")
_MAKES = vocabulary("hash hashed encrypt make set store create generate crypt save")


def _is_of_passwords(block: Block, call: ast.Call) -> bool:
    """Whether what is hashed is called a password, and the function is named for making what is kept of one.

    What checks passwords may follow a format that others have laid down.
    """
    hashed = {word for item in ast.walk(call) if isinstance(item, ast.Name) for word in words(item.id)}
    around = {word for item in block.ancestors(call) if isinstance(item, ast.FunctionDef) for word in words(item.name)}
    return not any(
        wanted.isdisjoint(found) for wanted, found in ((_PASSWORDS, hashed), (_PASSWORDS, around), (_MAKES, around))
    )


def _weak_algorithm(call: ast.Call, name: str, context: Context) -> str:
    """The name of the broken algorithm that the call asks for, or empty."""
    if name == "hashlib.new":
        algorithm = literal_of(context, argument(call, 0, "name"))
        return f"`{algorithm}`" if isinstance(algorithm, str) and algorithm.lower() in _WEAK_NAMES else ""
    if name in _HMAC:
        return _in_hmac(argument(call, 2, "digest" if name == "hmac.digest" else "digestmod"), context)
    if name in _CRYPT:
        method = argument(call, 1 if name == "crypt.crypt" else 0, "salt" if name == "crypt.crypt" else "method")
        return "This `crypt` method" if method is not None and context.qualified(method) in _WEAK_METHODS else ""
    parts = name.split(".")
    return f"`{parts[-2] if parts[-1] == 'new' else parts[-1]}`"


def _in_hmac(method: ast.AST | None, context: Context) -> str:
    """The broken algorithm that an HMAC rests on, named or given as a function; empty for others."""
    named = literal_of(context, method)
    if isinstance(named, str):
        return "HMAC with MD5" if named.lower() in ("md4", "md5") else ""
    given = context.qualified(method) if isinstance(method, (ast.Name, ast.Attribute)) else ""
    return "HMAC with MD5" if given in ("hashlib.md5", "hashlib.md4") else ""


def _is_hashlib(finding: Finding) -> bool:
    return finding.data["function"].startswith("hashlib.")


def _protects(finding: Finding) -> bool:
    """Whether the digest keeps a secret, as far as names tell: any other is more often compared with a known one."""
    return _is_hashlib(finding) and bool(finding.data["serious"])


@weak_hash.fix(
    "Use SHA-256",
    Safety.DRAFT,
    why="Digests change: what was stored or sent before has to be made anew.",
    when=_protects,
)
def strengthen(target: Target) -> Repair:
    """Replace the algorithm."""
    call = target.node(ast.Call)
    if target.finding.data["function"] == "hashlib.new":
        algorithm = argument(call, 0, "name")
        if text_of(algorithm) is None:
            raise Refused("The algorithm is named elsewhere; change it there.")
        assert algorithm is not None
        quote = target.source(algorithm)[-1]
        return Repair((target.replace(algorithm, f"{quote}sha256{quote}"),))
    if not isinstance(call.func, ast.Attribute):
        raise Refused("The function is imported by its own name; change the import too.")
    return Repair((target.replace(call.func, f"{target.source(call.func.value)}.sha256"),))


@weak_hash.fix(
    "Say that it is not for security: `usedforsecurity=False`",
    Safety.UNSAFE,
    why="It is wrong where the digest does protect something.",
    when=_is_hashlib,
)
def disclaim(target: Target) -> Repair:
    """Add the keyword."""
    if target.context.settings.target_version < (3, 9):
        raise Refused("Python 3.8 does not know the keyword, and the project runs on it.")
    call = target.node(ast.Call)
    doubt = "Names here tell of a secret." if target.finding.data["serious"] else ""
    return Repair((replace(with_keyword(target, call, "usedforsecurity=False"), confirm=doubt),))
