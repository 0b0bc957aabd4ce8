"""The rule weak-hash."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import argument, is_false, text_of, with_keyword
from burnish_checks.security.configured import is_for_development
from burnish_checks.security.dispatch import call_rule, method_of, under
from burnish_checks.security.known import choices, constants, names
from burnish_checks.security.macs import MACS
from burnish_checks.security.makers import literal_of
from burnish_checks.security.passed import passed
from burnish_checks.security.password_hash import FAST, keeps_by_one_round
from burnish_checks.security.words import names_around, speaks_of_secret, vocabulary, words

_HASHLIB = under(["hashlib"], ["md4", "md5", "sha", "sha1"])
_CRYPT = under(["crypt"], ["crypt", "mksalt"])
_WEAK_METHODS = frozenset({"crypt.METHOD_CRYPT", "crypt.METHOD_MD5", "crypt.METHOD_BLOWFISH"})
_OTHERS = under(
    ["Crypto.Hash", "Cryptodome.Hash"], ["SHA.new", "MD2.new", "MD3.new", "MD4.new", "MD5.new", "SHA1.new"]
) | under(["cryptography.hazmat.primitives.hashes"], ["MD5", "SHA1"])
_HMAC = under(["hmac"], ["new", "digest"])
_WEAK_NAMES = frozenset({"md4", "md5", "sha", "sha1"})
PROTOCOL = deferred(
    r"digest_?(?:auth|md5)|auth_?digest|rfc[ -]?(?:2617|7616)|\bh?a1\b.*\bh?a2\b|pwned|breach|\[:5\]"
    r"|(?<![a-z])(?:cram|apop|ntlm|ms_?chap|sasl|radius|wsse|htpasswd|mysql|mssql|oracle|postgres|scram|kerberos|vnc|ldap|pdf|zip|socks"
    r"|websocket|handshake|legacy|sip|rtsp|evp_|openssl|cloudfront|ssha\b)",
    re.I | re.S,
)
"""What says that a protocol is spoken that asks for the algorithm, such as HTTP's digest authentication."""
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


_KDF = frozenset({"hashlib.pbkdf2_hmac"})
_SCHEMES = frozenset({"passlib.context.CryptContext"})
_WEAK_SCHEMES = vocabulary(
    "md5_crypt des_crypt bsdi_crypt bigcrypt crypt16 hex_md4 hex_md5 hex_sha1 ldap_md5 ldap_sha1 lmhash nthash plaintext"
    " apr_md5_crypt sha1_crypt mysql323 django_salted_md5 django_salted_sha1 django_des_crypt ldap_salted_md5"
)
_PASSLIB_HASHES = under(
    ["passlib.hash"], [f"{scheme}.{method}" for scheme in _WEAK_SCHEMES for method in ("hash", "encrypt")]
)


@call_rule(
    _HASHLIB | _CRYPT | _OTHERS | _HMAC | {"hashlib.new"} | _KDF | _SCHEMES | _PASSLIB_HASHES | FAST,
    methods={"encode"},
    aliases=("S324", "S303", "B324", "B303"),
    assigned={"PASSWORD_HASHERS"},
)
def weak_hash(block: Block, call: ast.Call | ast.Assign, name: str, context: Context) -> Iterator[Finding]:
    """MD5 and SHA-1 no longer resist collisions, and are far too fast to keep a password.

    For signatures and integrity use SHA-256 or better, for passwords `hashlib.scrypt` or an Argon2 library. Where the
    digest protects nothing, `usedforsecurity=False` says so, to readers and to FIPS builds of Python. A warning is that of
    a password that is kept (`hash_password`, `set_password`, `passlib`), or of a certificate that is signed; information
    that of a token, a signature or a MAC that names speak of. Elsewhere, for most digests name a file or are asked for by a
    protocol, it is a hint. So is the digest of random bytes, of which nobody knows what to collide with, and HTTP's digest
    authentication, which asks for it, and the signature of a request to another server, which says how it is made, the
    key of an HMAC, and what a function makes that is called after the digest (`sha1_signature`). MD5 is not to be used
    in a new HMAC either (RFC 6151); SHA-1 in one is left alone. One round of SHA-256 or the like is as fast, and is
    reported where a password is kept by it.

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
    if name in _SCHEMES:
        yield from _schemes(block, call, context)
        return
    if name in FAST:
        if keeps_by_one_round(block, call, _hashed(block, call), PROTOCOL, context):
            shown = name.rpartition(".")[2]
            message = f"One round of `{shown}` {_TOO_FAST}"
            yield block.finding(call.func, message, data={"function": "", "serious": "yes"})
        return
    if method_of(call) == "encode" and name not in _PASSLIB_HASHES:
        yield from _by_reference(block, call, context)
        return
    shown = _weak_algorithm(call, name, context)
    if not shown or is_false(argument(call, None, "usedforsecurity")):
        return
    around = {word for text in names_around(block, call) for word in words(text)}
    around.update(word for item in ast.walk(call) if isinstance(item, ast.Name) for word in words(item.id))
    serious = not _SERIOUS.isdisjoint(around)
    severity = _severity(block, call, name, shown, context)
    if severity is not Severity.HINT and "HMAC" not in shown and _is_password(block, call, name):
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
    if _PASSWORDS.isdisjoint(words(dotted(encoded.func))):
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
    weak = _HASHLIB.intersection(known)
    if weak and context.qualified(function) not in _HASHLIB:
        shown = min(weak).rpartition(".")[2]
        yield block.finding(
            function,
            f"This may be `{shown}`, which is broken for security; use `hashlib.scrypt` for passwords.",
            data={"function": "", "serious": "yes"},
        )


def _is_password(block: Block, call: ast.Call, name: str) -> bool:
    """Whether what is hashed is called a password, or the scheme is one for passwords alone."""
    return name in _CRYPT or name in _PASSLIB_HASHES or not _PASSWORDS.isdisjoint(_hashed(block, call))


_PASSWORDS = vocabulary("password passwords passwd pwd passphrase")
_MAKES = vocabulary("hash hashed encrypt make set store create generate crypt save register change update")
_SIGNS = vocabulary("sign signed signature token tokens mac hmac seal verify auth authenticate session")
_PLAINLY_SECRET = frozenset({"secret", "secrets", "passcode"})
_NAMES_THINGS = vocabulary("cache etag shard bucket checksum fingerprint dedupe filename path revision version")
_KEPT = vocabulary("secret secretkey password passwd passphrase salt token")


def _severity(block: Block, call: ast.Call, name: str, shown: str, context: Context) -> Severity | None:
    """A warning where a password is kept, information where a token or signature is made, else a hint.

    What checks passwords may follow a format that others have laid down, as may a protocol.
    """
    if any(item.word == "class" and PROTOCOL.search(item.name) for item in context.enclosing) or _is_named(
        block, call, name
    ):
        return Severity.HINT  # the class speaks it, or the function is called after it
    if _signs_certificate(block, call) or name in _KDF or name in _PASSLIB_HASHES:
        return None
    if PROTOCOL.search(f"{PurePath(context.path).name} {block.text}") is not None:
        return Severity.HINT
    parent = block.parent(call)
    if isinstance(parent, (ast.Call, ast.keyword)) and _IN_PADDING.search(block.source(parent)):
        return Severity.HINT  # in OAEP nobody can choose what collides
    if _ON_THE_WIRE.search(block.text) and _PASSWORDS.isdisjoint(_hashed(block, call)):
        return Severity.HINT
    of_size = isinstance(parent, ast.Attribute) and parent.attr in ("digest_size", "block_size", "name")
    if of_size or any(
        isinstance(item, ast.Call) and context.qualified(item.func) in _RANDOM for item in ast.walk(call)
    ):
        return Severity.HINT
    hashed = _hashed(block, call)
    functions = {
        word for item in block.ancestors(call) if isinstance(item, syntax.FunctionNode) for word in words(item.name)
    }
    if "checksum" in functions or any(_FORMATS.search(text) for text in names_around(block, call)):
        return Severity.HINT  # a format that others have laid down
    if not _PASSWORDS.isdisjoint(hashed) and _is_sent(block, call):
        return Severity.HINT  # another server says how it wants it
    makes = not _PASSWORDS.isdisjoint(functions) and not _MAKES.isdisjoint(functions)
    if makes or (not _PASSWORDS.isdisjoint(hashed) and not _MAKES.isdisjoint(functions)):
        return None
    around = [*_taken_as(block, call), *names_around(block, call)]
    if (
        _is_key_of_mac(block, call, context)  # which asks for no more of its key
        or _is_named_after(block, call, shown)
        or _is_sent_as_signature(block, around)
    ):
        return Severity.HINT
    if "HMAC" in shown or not (_PASSWORDS | _PLAINLY_SECRET).isdisjoint(hashed):
        return Severity.HINT if "HMAC" in shown and _is_asked_for(block, call) else Severity.INFORMATION
    every = {word for text in around for word in words(text)}
    if not _NAMES_THINGS.isdisjoint(every):
        return Severity.HINT
    keyed = not _KEPT.isdisjoint(hashed) and not _SIGNS.isdisjoint(every)
    return Severity.INFORMATION if keyed or any(speaks_of_secret(text) for text in around) else Severity.HINT


def _is_named_after(block: Block, call: ast.Call, shown: str) -> bool:
    """Whether a function around is called after the digest: `sha1_signature`."""
    digest = shown.strip("`").lower()
    return any(digest in item.name.lower() for item in block.ancestors(call) if isinstance(item, syntax.FunctionNode))


def _is_asked_for(block: Block, call: ast.Call) -> bool:
    """Whether a condition around names MD5, as where a setting chooses it: `if name in hmac_md5_keys`."""
    around = [item for item in block.ancestors(call) if isinstance(item, (ast.If, ast.IfExp))]
    return any("md5" in block.source(item.test).lower() for item in around)


def _is_key_of_mac(block: Block, call: ast.Call, context: Context) -> bool:
    """Whether the digest is the key of an HMAC: `hmac.new(sha1(secret).digest(), ...)`."""
    method = block.parent(call)
    key = block.parent(method) if isinstance(method, ast.Attribute) else None
    mac = block.parent(key) if isinstance(key, ast.Call) else None
    return isinstance(mac, ast.Call) and mac.args[:1] == [key] and context.qualified(mac.func) in MACS


_FORMATS = deferred(r"(?:md5|sha1|raw|apr1?)_?crypt|crypt_?(?:md5|sha1|raw)", re.I)


def _is_named(block: Block, call: ast.Call, name: str) -> bool:
    """Whether a function around is named after the hash of passlib that it makes: `nthash()`."""
    makers = (item.name.lower() for item in block.ancestors(call) if isinstance(item, syntax.FunctionNode))
    return name in _PASSLIB_HASHES and any(name.split(".")[-2] in maker for maker in makers)


def _is_sent(block: Block, call: ast.Call) -> bool:
    """Whether it is put under a key where a client signs in with another server."""
    names = [item.name for item in block.ancestors(call) if isinstance(item, syntax.FunctionNode)]
    keyed = any(
        isinstance(item, ast.Dict) or (isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Subscript))
        for item in block.ancestors(call)
    )
    return keyed and any(not _CLIENT.isdisjoint(words(name)) for name in names)


_CLIENT = vocabulary("signin login authenticate request query post fetch connect")
_IN_PADDING = deferred(r"\b(?:MGF1|OAEP)\(|\bmgf\b|mask_generation", re.I)
_ON_THE_WIRE = deferred(r"struct\.(?:un)?pack|\.(?:from|to)_bytes\(")
"""What numbers are written with into messages of a protocol, which lays the digest down too."""


def _hashed(block: Block, call: ast.Call) -> set[str]:
    """The words of what is hashed: in the arguments, or in those of `update` where the digest has a local name."""
    places: list[ast.AST] = [*call.args, *(item.value for item in call.keywords)]
    parent: ast.AST | None = call
    while isinstance(parent, ast.Call):  # `hashes.Hash(hashes.MD5())`
        parent = block.parent(parent)
    if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name):
        bound = parent.targets[0].id
        for other in block.nodes(ast.Call):
            if dotted(other.func) == f"{bound}.update":
                places += other.args
    found: set[str] = set()
    for place in places:
        for item in ast.walk(place):
            text = item.id if isinstance(item, ast.Name) else item.attr if isinstance(item, ast.Attribute) else ""
            if isinstance(item, ast.Subscript) and isinstance(item.slice, ast.Constant):
                text = item.slice.value if isinstance(item.slice.value, str) else ""
            found.update(words(text))
    return found


_SIGNATURES = frozenset({"sig", "sign", "signature"})
_SENDS = deferred(r"requests\.|httpx\.|aiohttp|urlopen|urlencode|session\.(?:get|post|request)\(")


_BESIDE = deferred(r"[\"'](?:api_?)?sig(?:n(?:ature)?)?[\"']\s*:", re.I)
"""The key of a signature beside other parameters of a request: `{**parameters, "api_sig": ...}`."""


def _taken_as(block: Block, call: ast.Call) -> Iterator[str]:
    """The names that take the digest which is computed by an object with a name: `sig = digest.hexdigest()`."""
    made = block.parent(call)
    bound = made.targets[0] if isinstance(made, ast.Assign) else None
    if not isinstance(bound, ast.Name):
        return
    for item in block.nodes(ast.Assign):
        if isinstance(item.value, ast.Call) and dotted(item.value.func) in {f"{bound.id}.{end}" for end in _ENDS}:
            yield from (target.id for target in item.targets if isinstance(target, ast.Name))


_ENDS = ("digest", "hexdigest")


def _is_sent_as_signature(block: Block, around: list[str]) -> bool:
    """Whether the digest is called a signature where a request is made: the other server says how it is computed."""
    return (
        bool(around)
        and words(around[0])[-1:] != ()
        and words(around[0])[-1] in _SIGNATURES
        and (bool(_SENDS.search(block.text)) or ("**" in block.text and _BESIDE.search(block.text) is not None))
    )


def _signs_certificate(block: Block, call: ast.Call) -> bool:
    """Whether the algorithm is passed to a method `sign`, of a certificate or a key."""
    parent = block.parent(call)
    return isinstance(parent, ast.Call) and call in parent.args and method_of(parent) == "sign"


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
    if first and first[0] in _WEAK_SCHEMES:
        place = arguments.value(0, "schemes") or call.func
        message = f"`{first[0]}` is far too fast to keep a password; use `argon2` or `bcrypt`."
        yield block.finding(place, message, data={"function": "", "serious": "yes"})


def _weak_algorithm(call: ast.Call, name: str, context: Context) -> str:
    """The name of the broken algorithm that the call asks for, or empty."""
    if name in _PASSLIB_HASHES:
        return f"`{name.split('.')[-2]}`"
    if name == "hashlib.new" or name in _KDF:
        algorithm = literal_of(context, argument(call, 0, "name" if name == "hashlib.new" else "hash_name"))
        if name in _KDF and algorithm not in ("md4", "md5"):
            return ""
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
