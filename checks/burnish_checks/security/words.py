"""What names say: the words of an identifier, and whether they speak of a secret or of a security decision."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from functools import lru_cache

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.names import vocabulary as vocabulary

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SECRETS = vocabulary(
    "password passwd passphrase pwd secret otp totp nonce salt csrf xsrf credential credentials apikey"
    " captcha passcode authtoken"
)
_SECRET_PAIRS = frozenset(
    tuple(pair.split("-"))
    for pair in vocabulary(
        "api-key secret-key private-key session-id session-key session-token auth-token access-token reset-token"
        " refresh-token auth-code reset-code verification-code verify-code confirm-code encryption-key"
        " signing-key security-token invite-code one-time login-token bearer-token user-token remember-token"
        " confirmation-token activation-key activation-code activation-token sms-code auth-key crypto-key aes-key"
        " gen-token make-token generate-token create-token new-token share-token download-token upload-token unsubscribe-token"
        " approval-token device-token request-token magic-token email-token admin-token service-token link-token"
        " reset-key invite-key confirmation-key link-key recovery-key recovery-code"
        " token-key generate-sid session-secret"
    )
)
_NOT_SECRET = vocabulary(
    "field label name column url path length len min max policy validator help text prompt file type hint"
    " error message form input widget changed reset require required strength score count index ids"
)


@lru_cache(maxsize=4096)
def words(identifier: str) -> tuple[str, ...]:
    """The lower-case words of a snake_case or camelCase name."""
    return tuple(word.lower() for word in _WORD.findall(identifier))


def is_class_word(word: str) -> bool:
    """Whether a word is written as classes are, `Store`, not `store` or `STORE`."""
    return word[:1].isupper() and not word.isupper()


@lru_cache(maxsize=4096)
def speaks_of_secret(identifier: str) -> bool:
    """Whether the name is that of a secret value (not of a field, a length or a policy about one)."""
    found = words(identifier)
    if found[-2:] in _SECRET_PAIRS:
        return True
    if not _NOT_SECRET.isdisjoint(found):
        return False
    return not _SECRETS.isdisjoint(found) or any(pair in _SECRET_PAIRS for pair in itertools.pairwise(found))


_PAIR = 2


def names_around(block: Block, node: ast.AST) -> Iterator[str]:
    """The names that say what a value is for: assignment targets, keywords, dictionary keys, functions, classes."""
    previous: ast.AST = node
    for around in block.ancestors(node):
        if isinstance(around, ast.Assign):
            for target in around.targets:
                yield from _target_names(target)
        elif isinstance(around, (ast.AnnAssign, ast.AugAssign, ast.NamedExpr)):
            yield from _target_names(around.target)
        elif isinstance(around, ast.keyword) and around.arg:
            yield around.arg
        elif isinstance(around, ast.Dict):
            yield from filter(None, (syntax.word_of(around, previous),))
        elif isinstance(around, ast.Tuple) and len(around.elts) == _PAIR and previous is around.elts[1]:
            first = around.elts[0]  # `("oauth_nonce", ...)`
            yield from (item for item in [getattr(first, "value", None)] if isinstance(item, str))
        elif isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield around.name
        previous = around


def _target_names(target: ast.AST) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Attribute):
        yield target.attr
    elif isinstance(target, ast.Subscript):
        if isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str):
            yield target.slice.value
    elif isinstance(target, (ast.Tuple, ast.List)):
        for item in target.elts:
            yield from _target_names(item)


def words_of(side: ast.expr) -> tuple[str, ...]:
    """The words of what an expression is called: a name, an attribute, a key that is looked up, or the one part of a text, and
    of what a slice is taken of."""
    if isinstance(side, ast.Name):
        return words(side.id)
    if isinstance(side, ast.Attribute):
        return words(side.attr)
    if isinstance(side, ast.Subscript) and isinstance(side.slice, ast.Slice):
        return words_of(side.value)
    if isinstance(side, ast.Subscript) and isinstance(side.slice, ast.Constant) and isinstance(side.slice.value, str):
        return words(side.slice.value)
    if (
        isinstance(side, ast.Call)
        and isinstance(side.func, ast.Attribute)
        and side.func.attr == "get"
        and side.args
        and isinstance(side.args[0], ast.Constant)
    ):
        return words(side.args[0].value) if isinstance(side.args[0].value, str) else ()
    if isinstance(side, ast.JoinedStr):
        parts = [part.value for part in side.values if isinstance(part, ast.FormattedValue)]
        return words_of(parts[0]) if len(parts) == 1 else ()
    return ()
