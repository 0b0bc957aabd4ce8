"""How loud a weak digest is spoken of: by what is hashed, what the digest is for, and who asks for the algorithm."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePath

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.rule import Severity
from burnish_checks.patterns import deferred
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.macs import MACS
from burnish_checks.security.weak_digests import CRYPT, KDF, PASSLIB_HASHES
from burnish_checks.security.words import names_around, speaks_of_secret, vocabulary, words

SYSTEM = deferred(
    r"(?<![a-z])(?:cram|apop|ntlm|ms_?chap|sasl|radius|wsse|htpasswd|mysql|mssql|oracle|postgres|scram|kerberos|vnc|ldap|pdf|zip|socks"
    r"|auth_?tkt|websocket|handshake|legacy|sip|rtsp|evp_|openssl|cloudfront|ssha(?![a-z]))",
    re.I,
)
"""In the name of a file, a class or a function, what says that it follows a system that asks for the algorithm."""
_DIGEST_AUTHENTICATION = deferred(r"digest_?(?:auth|md5)|auth_?digest|rfc[ -]?(?:2617|7616)|pwned|breach|\[:5\]", re.I)
"""Terms of HTTP's digest authentication, and of services that know stolen passwords by the head of their digests."""
_FIRST_HALF, _SECOND_HALF = deferred(r"\bh?a1\b", re.I), deferred(r"\bh?a2\b", re.I)
"""What the two digests are called that the answer to HTTP's digest authentication is made of."""


def follows_others(block: Block, node: ast.AST, context: Context) -> bool:
    """Whether others have laid the algorithm down: the names around speak of a system, or the text of a protocol for logins."""
    names = [PurePath(context.path).stem, *(item.name for item in context.enclosing)]
    names += [item.name for item in block.ancestors(node) if isinstance(item, (ast.ClassDef, *syntax.FunctionNode))]
    if any(map(SYSTEM.search, names)):
        return True
    text = f"{names[0]} {block.text}"
    halves = _FIRST_HALF.search(text) is not None and _SECOND_HALF.search(text) is not None
    return halves or _DIGEST_AUTHENTICATION.search(text) is not None


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


def is_of_password(block: Block, call: ast.Call, name: str) -> bool:
    """Whether what is hashed is called a password, or the function around hashes or checks one, or the scheme is for passwords
    alone."""
    if name in CRYPT or name in PASSLIB_HASHES or not PASSWORDS.isdisjoint(words_hashed(block, call)):
        return True
    functions = [words(item.name) for item in block.ancestors(call) if isinstance(item, syntax.FunctionNode)]
    return any(item[-1:] and item[-1] in PASSWORDS and not _CHECKS.isdisjoint(item) for item in functions)


_CHECKS = vocabulary("hash encrypt crypt check verify validate compare")

PASSWORDS = vocabulary("password passwords passwd pwd passphrase")
_MAKES = vocabulary("hash hashed encrypt make set store create generate crypt save register change update")
_SIGNS = vocabulary("sign signed signature token tokens mac hmac seal verify auth authenticate session")
_PLAINLY_SECRET = frozenset({"secret", "secrets", "passcode"})
_NAMES_THINGS = vocabulary("cache etag shard bucket checksum fingerprint dedupe filename path revision version")
_KEPT = vocabulary("secret secretkey password passwd passphrase salt token")


def severity_of(block: Block, call: ast.Call, name: str, shown: str, context: Context) -> Severity | None:
    """A warning where a password is kept, information where a token or signature is made, else a hint.

    What checks passwords may follow a format that others have laid down, as may a protocol.
    """
    by_class = any(item.word == "class" and _is_of_system(item.name) for item in context.enclosing)
    if by_class or _is_named(block, call, name, context):
        return Severity.HINT  # The class speaks its protocol, or the function is called after it.
    signs = _signs_certificate(block, call) and not _is_named_after(block, call, shown)
    if signs or name in KDF or name in PASSLIB_HASHES:
        return None
    if follows_others(block, call, context):
        return Severity.HINT
    parent = block.parent(call)
    if isinstance(parent, (ast.Call, ast.keyword)) and _IN_PADDING.search(block.source(parent)):
        return Severity.HINT  # In OAEP nobody can choose what collides.
    if _ON_THE_WIRE.search(block.text) and PASSWORDS.isdisjoint(words_hashed(block, call)):
        return Severity.HINT
    of_size = isinstance(parent, ast.Attribute) and parent.attr in ("digest_size", "block_size", "name")
    if of_size or any(
        isinstance(item, ast.Call) and context.qualified(item.func) in _RANDOM for item in ast.walk(call)
    ):
        return Severity.HINT
    hashed = words_hashed(block, call)
    functions = {
        word for item in block.ancestors(call) if isinstance(item, syntax.FunctionNode) for word in words(item.name)
    }
    if "checksum" in functions or _is_of_format(block, call):
        return Severity.HINT
    if not PASSWORDS.isdisjoint(hashed) and (_is_sent(block, call) or proves_once(block, call, context)):
        return Severity.HINT  # Another server says how it wants it.
    makes = not PASSWORDS.isdisjoint(functions) and not _MAKES.isdisjoint(functions)
    if makes or (not PASSWORDS.isdisjoint(hashed) and not _MAKES.isdisjoint(functions)):
        return None
    around = [*_taken_as(block, call), *names_around(block, call)]
    if (
        _is_key_of_mac(block, call, context)  # HMAC asks for no more of its key.
        or _is_named_after(block, call, shown)
        or _is_sent_as_signature(block, around)
    ):
        return Severity.HINT
    if "HMAC" in shown or not (PASSWORDS | _PLAINLY_SECRET).isdisjoint(hashed):
        return Severity.HINT if "HMAC" in shown and _is_asked_for(block, call) else Severity.INFORMATION
    every = {word for text in around for word in words(text)}
    if not _NAMES_THINGS.isdisjoint(every):
        return Severity.HINT
    keyed = not _KEPT.isdisjoint(hashed) and not _SIGNS.isdisjoint(every)
    return Severity.INFORMATION if keyed or any(speaks_of_secret(text) for text in around) else Severity.HINT


def _is_of_system(name: str) -> bool:
    """Whether a class is called after a system that asks for the algorithm, or is one of those that each keep passwords by an
    algorithm which they are called after: `MD5PasswordManager`."""
    of_scheme = _SCHEMES_NAMED.search(name) is not None and not PASSWORDS.isdisjoint(words(name))
    return of_scheme or SYSTEM.search(name) is not None


_SCHEMES_NAMED = deferred(r"(?<![A-Z])S?(?:SHA1?|MD5)(?![a-z0-9])")


def _is_named_after(block: Block, call: ast.Call, shown: str) -> bool:
    """Whether a function around is called after the digest: `sha1_signature`."""
    digest = shown.rpartition(" ")[2].strip("`").lower()
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


def _is_named(block: Block, call: ast.Call, name: str, context: Context) -> bool:
    """Whether a function or class around is named after the hash of passlib that it makes: `nthash()`, `MD5CryptHasher`."""
    makers = [item.name for item in block.ancestors(call) if isinstance(item, syntax.FunctionNode)]
    makers += [item.name for item in context.enclosing if item.word == "class"]
    return name in PASSLIB_HASHES and any(_plain(name.split(".")[-2]) in _plain(maker) for maker in makers)


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _is_of_format(block: Block, call: ast.Call) -> bool:
    """Whether it follows a format that others have laid down: names speak of one, or it is computed for what is stored under
    a scheme of RFC 2307, as LDAP and `htpasswd` write it: `{SHA}` and the digest in base64."""
    tests = (block.source(item.test) for item in block.ancestors(call) if isinstance(item, ast.If))
    of_scheme = any(map(_SCHEMES.search, tests)) and _IN_BASE64.search(block.text) is not None
    return of_scheme or any(map(_FORMATS.search, names_around(block, call)))


_SCHEMES, _IN_BASE64 = deferred(r"[\"']\{S?(?:SHA|MD5)\}[\"']"), deferred(r"b64(?:en|de)code|base64|b2a_base64")


def proves_once(block: Block, call: ast.Call, context: Context) -> bool:
    """Whether the digest goes into another one together with the time, or with what a server asks: a login that is worth
    nothing later."""
    statement = block.statement_of(call)
    bound = {item.id for item in getattr(statement, "targets", ()) if isinstance(item, ast.Name)}
    joined: list[ast.AST] = [item for item in block.ancestors(call) if _makes_digest(item, context)]
    for use in block.nodes(ast.Name):
        if use.id in bound and isinstance(use.ctx, ast.Load):
            user = block.statement_of(use)
            joined += [user] if isinstance(user, (ast.Assign, ast.Return)) else []
            hashed = any(_makes_digest(item, context) for item in block.ancestors(use))
            joined += [statement] if hashed and statement is not None else []
    return any(_OF_A_MOMENT.search(block.source(item)) for item in joined)


def _makes_digest(node: ast.AST, context: Context) -> bool:
    return isinstance(node, ast.Call) and context.qualified(node.func).startswith("hashlib.")


_OF_A_MOMENT = deferred(r"\bnow\(|\btime\(|strftime|timestamp|nonce|challenge|token", re.I)


def _is_sent(block: Block, call: ast.Call) -> bool:
    """Whether it is put under a key where a client signs in with another server."""
    if _goes_into_request(block, call):
        return True
    names = [item.name for item in block.ancestors(call) if isinstance(item, syntax.FunctionNode)]
    keyed = any(
        isinstance(item, ast.Dict) or (isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Subscript))
        for item in block.ancestors(call)
    )
    return keyed and any(not _CLIENT.isdisjoint(words(name)) for name in names)


def _goes_into_request(block: Block, call: ast.Call) -> bool:
    """Whether what it is bound to stands under a key in what is sent: `self._post(url, data={"password": password})`."""
    statement = block.statement_of(call)
    bound = {item.id for item in getattr(statement, "targets", ()) if isinstance(item, ast.Name)}
    for use in block.nodes(ast.Name):
        if use.id in bound and isinstance(block.parent(use), ast.Dict):
            around = (method_of(item) for item in block.ancestors(use) if isinstance(item, ast.Call))
            if any(not _SENDING.isdisjoint(words(name)) for name in around):
                return True
    return False


_SENDING = vocabulary("post request put patch send")
_CLIENT = vocabulary("signin login authenticate request query post fetch connect")
_IN_PADDING = deferred(r"\b(?:MGF1|OAEP)\(|\bmgf\b|mask_generation", re.I)
_ON_THE_WIRE = deferred(r"struct\.(?:un)?pack|\.(?:from|to)_bytes\(")
"""What numbers are written with into messages of a protocol, which lays the digest down too."""


def words_hashed(block: Block, call: ast.Call) -> set[str]:
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
