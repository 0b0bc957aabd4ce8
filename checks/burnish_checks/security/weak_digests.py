"""Calls that make a digest by an algorithm which is broken, or one that is too fast for passwords."""

from __future__ import annotations

import ast

from burnish_checks.core.context import Context
from burnish_checks.security.calls import argument
from burnish_checks.security.dispatch import under
from burnish_checks.security.makers import literal_of
from burnish_checks.security.words import vocabulary

HASHLIB = under(["hashlib"], ["md4", "md5", "sha", "sha1"])
CRYPT = under(["crypt"], ["crypt", "mksalt"])
_WEAK_METHODS = frozenset({"crypt.METHOD_CRYPT", "crypt.METHOD_MD5", "crypt.METHOD_BLOWFISH"})
_OTHER_LIBRARIES = under(
    ["Crypto.Hash", "Cryptodome.Hash"], ["SHA.new", "MD2.new", "MD3.new", "MD4.new", "MD5.new", "SHA1.new"]
) | under(["cryptography.hazmat.primitives.hashes"], ["MD5", "SHA1"])
_HMAC = under(["hmac"], ["new", "digest"])
_WEAK_NAMES = frozenset({"md4", "md5", "sha", "sha1"})
KDF = frozenset({"hashlib.pbkdf2_hmac"})
SCHEMES = frozenset({"passlib.context.CryptContext"})
WEAK_SCHEMES = vocabulary(
    "md5_crypt des_crypt bsdi_crypt bigcrypt crypt16 hex_md4 hex_md5 hex_sha1 ldap_md5 ldap_sha1 lmhash nthash plaintext"
    " apr_md5_crypt sha1_crypt mysql323 django_salted_md5 django_salted_sha1 django_des_crypt ldap_salted_md5"
)
PASSLIB_HASHES = under(
    ["passlib.hash"], [f"{scheme}.{method}" for scheme in WEAK_SCHEMES for method in ("hash", "encrypt")]
)
MAKES_A_DIGEST = HASHLIB | CRYPT | _OTHER_LIBRARIES | _HMAC | {"hashlib.new"} | KDF | PASSLIB_HASHES
"""What `weak_algorithm` is asked about."""


def weak_algorithm(call: ast.Call, name: str, context: Context) -> str:
    """The name of the broken algorithm that the call asks for, or empty."""
    if name in PASSLIB_HASHES:
        return f"`{name.split('.')[-2]}`"
    if name == "hashlib.new" or name in KDF:
        algorithm = literal_of(context, argument(call, 0, "name" if name == "hashlib.new" else "hash_name"))
        if name in KDF and algorithm not in ("md4", "md5"):
            return ""
        return f"`{algorithm}`" if isinstance(algorithm, str) and algorithm.lower() in _WEAK_NAMES else ""
    if name in _HMAC:
        return _in_hmac(argument(call, 2, "digest" if name == "hmac.digest" else "digestmod"), context)
    if name in CRYPT:
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
