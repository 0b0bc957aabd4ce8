"""Passwords kept by one round of a hash that is sound but fast: a part of the rule weak-hash."""

from __future__ import annotations

import ast
import re

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.patterns import deferred
from burnish_checks.security.dispatch import under
from burnish_checks.security.hash_loudness import follows_others
from burnish_checks.security.words import names_around, vocabulary, words

FAST = under(["hashlib"], ["sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512", "blake2b", "blake2s"])
_PASSWORDS = vocabulary("password passwords passwd pwd passphrase pw passcode")
_KEEPS = vocabulary(
    "hash hashed hasher hashing digest encrypt crypt set store check verify validate authenticate login compare"
)
_STRETCHES = deferred(
    r"pbkdf2|bcrypt|scrypt|argon2|hkdf|iteration|\brounds?\b|hmac|fernet|\bAES\b|cipher|nonce|challenge", re.I
)
"""What says that more is done to the password than one round, or that something else is made of it than what is kept."""


def keeps_by_one_round(block: Block, call: ast.Call, hashed: set[str], context: Context) -> bool:
    """Whether a password is hashed once, by a function that keeps or checks it, or under the name of what is kept."""
    if _PASSWORDS.isdisjoint(hashed) or _STRETCHES.search(block.text) is not None:
        return False
    for around in block.ancestors(call):
        if isinstance(around, (ast.For, ast.While, ast.comprehension, ast.ListComp, ast.GeneratorExp)):
            return False
    named = list(names_around(block, call))
    if named and words(named[0])[-1:] in (("key",), ("iv",), ("seed",), ("id",)):
        return False
    if follows_others(block, call, context):
        return False
    functions = [item.name for item in block.ancestors(call) if isinstance(item, syntax.FunctionNode)]
    says = {word for text in (*named[:1], *functions) for word in words(text)}
    return not _KEEPS.isdisjoint(says) or not _PASSWORDS.isdisjoint(says)


def is_for_log(block: Block, call: ast.Call) -> bool:
    """Whether the digest stands for a password in a log: under a condition that asks how to log, or bound to what is logged."""
    statement = block.statement_of(call)
    bound = {item.id for item in getattr(statement, "targets", ()) if isinstance(item, ast.Name)}
    uses = [item for item in block.nodes(ast.Name) if item.id in bound and isinstance(item.ctx, ast.Load)]
    for place in (call, *uses):
        around = [item for item in block.ancestors(place) if isinstance(item, (ast.Call, ast.If))]
        asked = [dotted(part) for item in around if isinstance(item, ast.If) for part in ast.walk(item.test)]
        called = [dotted(item.func) for item in around if isinstance(item, ast.Call)]
        if any(map(_OF_LOG.search, (*asked, *called))):
            return True
    return False


_OF_LOG = deferred(r"(?:^|[._])log(?:ger|ging)?(?:[._]|$)")
