"""Which comparisons are of a password, token or key that somebody gives with the right one, as their names say."""

from __future__ import annotations

import ast
import re

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.patterns import deferred
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.known import choices
from burnish_checks.security.makers import value_of
from burnish_checks.security.words import vocabulary, words, words_of

Sides = tuple[ast.expr, ast.expr]
_PAIRS = frozenset(
    tuple(pair.split("-"))
    for pair in vocabulary(
        "api-key csrf-token access-token auth-token secret-key reset-token session-token api-token"
        " confirmation-token verification-token activation-token admin-token bearer-token webhook-secret"
        " webhook-token secret-token shared-secret invite-token service-token admin-key auth-key"
        " client-secret consumer-secret"
        " internal-token master-key master-token master-secret admin-secret api-secret cron-secret signing-secret"
    )
)
_DIGESTS = frozenset(["signature", "sig", "mac", "digest", "hmac"])
_SIGNED = _DIGESTS | {"token", "secret"}
_COMPARED = frozenset(["expected", "computed", "calculated", "provided", "received", "given", "supplied"])


def is_of_secrets(block: Block, sides: Sides, context: Context) -> bool:
    """Whether names, the function around or the request say that a secret is guessed."""
    return (
        _by_name(sides)
        or _lets_in(block, sides, context)
        or _is_sent(context, sides)
        or _refuses_signature(block, sides)
        or _is_signature_of(sides, context)
    )


def _is_signature_of(sides: Sides, context: Context) -> bool:
    """Whether what is called a signature is compared with a digest that the function computes."""
    for one, other in (sides, sides[::-1]):
        made = value_of(context, other)
        if words_of(one)[-1:] == ("signature",) and isinstance(made, ast.Call) and method_of(made) in _COMPUTES:
            return True
    return False


_COMPUTES = frozenset({"digest", "hexdigest"})


def _refuses_signature(block: Block, sides: Sides) -> bool:
    """Whether an exception says that one signature is not the other: `if own != signature: raise BadSignature`."""
    if not all(words_of(side)[-1:] in (("signature",), ("sig",)) for side in sides):
        return False
    around = next((item for item in block.ancestors(sides[0]) if isinstance(item, ast.stmt)), None)
    raised = [item.exc for item in getattr(around, "body", ()) if isinstance(item, ast.Raise)]
    called = (dotted(item.func if isinstance(item, ast.Call) else item) for item in raised if item is not None)
    return isinstance(around, ast.If) and any("signature" in words(name.rpartition(".")[2]) for name in called)


def _by_name(sides: Sides) -> bool:
    """Whether the names say that one given signature, token or key is compared with the right one."""
    found = [words_of(side) for side in sides]
    if not all(found):
        return False
    both = [set(item) for item in found]
    passwords = all(_without_hash(item)[-1:] in (("password",), ("passwd",)) for item in found)
    if passwords and (any(map(is_configured, sides)) or any(item[0] in _RIGHT for item in found)):
        return True
    for one, other in (sides, sides[::-1]):
        if isinstance(one, ast.Call) and not (is_configured(other) or isinstance(other, ast.Attribute)):
            return False  # both may be what somebody sends
    if any(item[-2:] in _PAIRS for item in found):
        return all(item[-1] in ("key", "token", "secret", "apikey", "authorization") for item in found)
    if all(item & _DIGESTS for item in both) and any("hmac" in item for item in both):
        return True
    signed = all(item & _SIGNED for item in both)
    return signed and any(item & _COMPARED for item in both)


def _without_hash(found: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name without the last that says that it is the digest: `stored_password` of `stored_password_hash`."""
    return found[:-1] if found[-1:] and found[-1] in _OF_HASH else found


_OF_HASH = ("hash", "hashed", "digest")


_RIGHT = vocabulary("configured expected stored correct required admin server")
"""How names begin of the password that lets in, beside the one that somebody gives."""


def _lets_in(block: Block, sides: Sides, context: Context) -> bool:
    """Whether a function that is called a check compares the password it is given with one that its object has, or, where
    somebody logs in, that a record has."""
    function = block.function_around(sides[0])
    if function is None or _CHECKS.search(function.name) is None:
        return False
    parameters = {item.arg for item in ast.walk(function.args) if isinstance(item, ast.arg)}
    parameters = parameters if _LOGS_IN.search(function.name) else set()
    for one, own in (sides, sides[::-1]):
        given = one.args[0] if isinstance(one, ast.Call) and dotted(one.func) == "str" and one.args else one
        if not isinstance(given, ast.Name) or given.id.rpartition("_")[2] not in _PASSWORDS:
            continue
        of_record = given.id in parameters and getattr(own, "id", "") not in parameters
        of_record = of_record and not _comes_with_request(context, own)
        of_record = of_record and _TYPED_TWICE.isdisjoint((*words_of(given), *words_of(own)))
        if (of_record or dotted(own).startswith("self.")) and _is_of_password(own):
            return True
    return False


def _is_of_password(own: ast.expr) -> bool:
    """Whether something is called a password, or the digest of one."""
    plain = "".join(_without_hash(words_of(own)))
    return plain.endswith(_PASSWORDS)


def is_stored(block: Block, sides: Sides, context: Context) -> bool:
    """Whether a function that is called a check compares a token with the one that it looks up by a key: `cache.get(name)`."""
    function = block.function_around(sides[0])
    if function is None or _CHECKS.search(function.name) is None or not all(map(_is_kept_secret, sides)):
        return False
    looked_up = [
        isinstance(made, ast.Call)
        and method_of(made) in ("get", "hget", "getdel")
        and len(made.args) == 1
        and not isinstance(made.args[0], ast.Constant)
        for made in (value_of(context, side) for side in sides)
    ]
    return looked_up.count(True) == 1


def _is_sent(context: Context, sides: Sides) -> bool:
    """Whether what a request brings as a password, token or key is compared with one that is kept in the clear."""
    for sent, held in (sides, sides[::-1]):
        kept = isinstance(held, (ast.Attribute, ast.Subscript)) and _is_kept_secret(held)
        kept = kept or (isinstance(held, ast.Name) and _is_of_environment(context, held))
        kept = kept or (is_configured(held) and _is_kept_secret(held))
        if not kept or _FROM_SESSION.search(ast.unparse(held)):
            continue
        read = value_of(context, sent)
        field = sent.value if isinstance(sent, ast.Attribute) and sent.attr == "data" else None
        said = any(isinstance(item, ast.expr) and _is_kept_secret(item) for item in (sent, read, field))
        if said and read is not None and _FROM_REQUEST.search(ast.unparse(read)):
            return True
    return False


def _is_of_environment(context: Context, side: ast.Name) -> bool:
    """Whether it is a password or key that whoever runs the program has set: `getenv("SHOP_PASS")`, `environ["SHOP_PASS"]`."""
    if (_KEPT | {"pass", "key"}).isdisjoint(words(side.id)[-1:]):
        return False
    return any(
        (isinstance(read, ast.Call) and context.qualified(read.func) in ("os.getenv", "os.environ.get"))
        or (isinstance(read, ast.Subscript) and context.qualified(read.value) == "os.environ")
        for read in choices(context, side)
    )


def _comes_with_request(context: Context, side: ast.expr) -> bool:
    """Whether it is what a request brings, or an attribute of that: `auth.password` behind `auth = request.authorization`."""
    read = value_of(context, side.value if isinstance(side, ast.Attribute) else side)
    return read is not None and _FROM_REQUEST.search(ast.unparse(read)) is not None


def _is_kept_secret(side: ast.expr) -> bool:
    return not _KEPT.isdisjoint(words_of(side)[-1:])


_KEPT = frozenset({"password", "passwd", "pwd", "secret", "token", "apikey", "passcode"})
_FROM_REQUEST = deferred(
    r"^(?:self\.)?req(?:uest)?\.(?:headers|args|form|values|json|params|query|query_params|GET|POST|META|data|authorization)\b"
    r"|^(?:self\.)?form(?:\.\w+\.data$|\[|\.get\()|^auth(?:orization)?\[|^(?:credentials|auth)\.password$"
)
_FROM_SESSION = deferred(r"\bsession\b|\bcsrf|^req(?:uest)?\b|^self\.req(?:uest)?\b|^form\b")
_PASSWORDS = ("password", "passwd", "pw", "pwd", "secret", "otp")
_CHECKS = deferred(r"auth|login|check|verif|valid", re.I)
_LOGS_IN = deferred(r"auth|login|log_in|sign_?in", re.I)
_TYPED_TWICE = vocabulary("confirm confirmed confirmation repeat repeated retype again new old")


def is_configured(side: ast.expr) -> bool:
    """Whether it is a constant of the program or one of its settings, which is compared with what somebody sends."""
    if isinstance(side, ast.Name):
        return side.id.isupper()
    owner = side.value if isinstance(side, (ast.Attribute, ast.Subscript)) else None
    return dotted(owner).rpartition(".")[2].lower() in ("settings", "config") if owner is not None else False
