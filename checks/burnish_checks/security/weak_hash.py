"""The rule weak-hash."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.security.calls import argument, is_false, text_of, with_keyword
from burnish_checks.security.configured import is_for_development
from burnish_checks.security.dispatch import call_rule, method_of
from burnish_checks.security.hash_loudness import PASSWORDS, is_of_password, proves_once, severity_of, words_hashed
from burnish_checks.security.known import choices, constants, names
from burnish_checks.security.passed import passed
from burnish_checks.security.password_hash import FAST, is_for_log, keeps_by_one_round
from burnish_checks.security.weak_digests import (
    HASHLIB,
    MAKES_A_DIGEST,
    PASSLIB_HASHES,
    SCHEMES,
    WEAK_SCHEMES,
    weak_algorithm,
)
from burnish_checks.security.words import names_around, vocabulary, words

_SERIOUS = vocabulary("password passwd token secret auth login sign signature hmac credential session csrf")


@call_rule(
    MAKES_A_DIGEST | SCHEMES | FAST,
    methods={"encode"},
    plain={"md5", "sha1"},
    aliases=("S324", "S303", "B324", "B303"),
    assigned={"PASSWORD_HASHERS"},
)
def weak_hash(block: Block, call: ast.Call | ast.Assign, name: str, context: Context) -> Iterator[Finding]:
    """MD5 and SHA-1 no longer resist collisions, and are far too fast to keep a password.

    For signatures and integrity use SHA-256 or better, for passwords `hashlib.scrypt` or an Argon2 library. Where the digest
    protects nothing, `usedforsecurity=False` says so, to readers and to FIPS builds of Python. A warning is that of a
    password that is kept (`hash_password`, `set_password`, `passlib`), or of a certificate that is signed; information that
    of a token, a signature or a MAC that names speak of. Elsewhere, for most digests name a file or are asked for by a
    protocol, it is a hint. So is the digest of random bytes, of which nobody knows what to collide with, and HTTP's digest
    authentication, which asks for it, and the signature of a request to another server, which says how it is made, the key
    of an HMAC, what a function makes that is called after the digest (`sha1_signature`), a login that is made of a
    password's digest and the time, and what is compared with an entry of LDAP or `htpasswd` (`{SHA}`). MD5 is not to be used
    in a new HMAC either (RFC 6151); SHA-1 in one is left alone. One round of SHA-256 or the like is as fast, and is reported
    where a password is kept by it, and a hint where it stands for one in a log.

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
    if isinstance(call, ast.Assign):
        if any(isinstance(target, ast.Name) and target.id == "PASSWORD_HASHERS" for target in call.targets):
            yield from _hashers(block, call, context)
        return
    if name in SCHEMES:
        yield from _schemes(block, call, context)
        return
    if name in FAST:
        if keeps_by_one_round(block, call, words_hashed(block, call), context):
            shown = name.rpartition(".")[2]
            message = f"One round of `{shown}` {_TOO_FAST}"
            quiet = Severity.HINT if is_for_log(block, call) or proves_once(block, call, context) else None
            yield block.finding(call.func, message, data={"function": "", "serious": "yes"}, severity=quiet)
        return
    if method_of(call) == "encode" and name not in PASSLIB_HASHES:
        yield from _by_reference(block, call, context)
        return
    shown = weak_algorithm(call, name, context)
    if not shown or is_false(argument(call, None, "usedforsecurity")):
        return
    around = {word for text in names_around(block, call) for word in words(text)}
    around.update(word for item in ast.walk(call) if isinstance(item, ast.Name) for word in words(item.id))
    serious = not _SERIOUS.isdisjoint(around)
    severity = severity_of(block, call, name, shown, context)
    if severity is not Severity.HINT and "HMAC" not in shown and is_of_password(block, call, name):
        message = f"{shown} {_TOO_FAST}"
        yield block.finding(call.func, message, data={"function": "", "serious": "yes"}, severity=severity)
        return
    yield block.finding(
        call.func,
        f"{shown} is broken for security; use SHA-256 or better, or say `usedforsecurity=False`.",
        data={"function": name, "serious": "yes" if serious else ""},
        severity=severity,
    )


_TOO_FAST = "is far too fast to keep a password; use `hashlib.scrypt`, or `argon2` or `bcrypt` from PyPI."


def _by_reference(block: Block, encoded: ast.Call, context: Context) -> Iterator[Finding]:
    """A password that is passed to a function which a table, a variable or a field holds, where that may be a weak one."""
    if PASSWORDS.isdisjoint(words(dotted(encoded.func))):
        return
    inner: ast.AST = encoded
    outer = block.parent(inner)
    while isinstance(outer, ast.BinOp):
        inner, outer = outer, block.parent(outer)
    if not isinstance(outer, ast.Call) or inner not in outer.args:
        return
    function = outer.func
    known = set(names(context, function))
    if isinstance(function, ast.Attribute):
        known.update(context.ask("held", f".{function.attr}"))
    elif isinstance(function, ast.Subscript):
        tables = (item for item in choices(context, function.value) if isinstance(item, ast.Dict))
        known.update(context.qualified(item) for table in tables for item in table.values)
    weak = HASHLIB.intersection(known)
    if weak and context.qualified(function) not in HASHLIB:
        shown = min(weak).rpartition(".")[2]
        yield block.finding(
            function,
            f"This may be `{shown}`, which is broken for security; use `hashlib.scrypt` for passwords.",
            data={"function": "", "serious": "yes"},
        )


def _hashers(block: Block, node: ast.Assign, context: Context) -> Iterator[Finding]:
    """The way in which Django keeps new passwords: the first of its `PASSWORD_HASHERS`."""
    listed = [item for item in choices(context, node.value) if isinstance(item, (ast.List, ast.Tuple)) and item.elts]
    for first in constants(context, listed[0].elts[0]) if listed else ():
        if isinstance(first, str) and re.search(
            r"MD5|SHA1|Crypt(?:Password)?Hasher|Unsalted", first.rpartition(".")[2]
        ):
            if first.endswith(("BCryptPasswordHasher", "ScryptPasswordHasher")):
                return
            quiet = is_for_development(block, node, context)
            message = (
                f"`{first.rpartition('.')[2]}` is far too fast to keep a password; put `Argon2PasswordHasher` first."
            )
            place = listed[0].elts[0] if block.parent(listed[0].elts[0]) is not None else node
            yield block.finding(
                place, message, data={"function": "", "serious": "yes"}, severity=Severity.HINT if quiet else None
            )


def _schemes(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """The scheme by which `CryptContext` keeps new passwords: the default, or the first."""
    arguments = passed(context, call)
    listed = [item for item in choices(context, arguments.get(0, "schemes")) if isinstance(item, (ast.List, ast.Tuple))]
    first = constants(context, arguments.get(None, "default")) or (
        constants(context, listed[0].elts[0]) if listed and listed[0].elts else ()
    )
    if first and first[0] in WEAK_SCHEMES:
        place = arguments.value(0, "schemes") or call.func
        message = f"`{first[0]}` is far too fast to keep a password; use `argon2` or `bcrypt`."
        yield block.finding(place, message, data={"function": "", "serious": "yes"})


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
