"""The rule insecure-jwt."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.security.calls import argument, is_false, text_of
from burnish_checks.security.dispatch import call_rule, method_of, under
from burnish_checks.security.known import choices, constants, is_made_by
from burnish_checks.security.makers import value_of
from burnish_checks.security.passed import Passed, entries_of, passed

_DECODE = under(["jwt", "jose.jwt", "jwt.api_jwt"], ["decode", "decode_complete"])
_ENCODE = under(["jwt", "jose.jwt", "jwt.api_jwt"], ["encode"])
_UNVERIFIED = under(["jose.jwt", "jose.jws"], ["get_unverified_claims"]) | frozenset({"jwt_simple.decode"})


_CODECS = frozenset({"jwt.PyJWT", "jwt.api_jwt.PyJWT"})


@call_rule(
    _DECODE | _ENCODE | _UNVERIFIED | _CODECS, methods={"decode", "decode_complete", "encode"}, aliases=("CWE-347",)
)
def insecure_jwt(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """A JSON Web Token taken without checking its signature, or signed with nothing.

    Whoever sends the token then chooses what it says. Reported: `verify=False`, `verify_signature` off, and the
    algorithm `none`. A token that is decoded again with verification in the same function is left alone; the `id_token` of what a
    provider answers, which TLS vouches for, is a hint.

    ```python
    import jwt

    def user_of(token, key):
        return jwt.decode(token, key, options={"verify_signature": False})["user"]
    ```

    ```python
    import jwt

    def user_of(token, key):
        return jwt.decode(token, key, algorithms=["HS256"])["user"]
    ```
    """
    if name in _UNVERIFIED:
        yield block.finding(call.func, f"`{name}` checks no signature; whoever sends the token chooses what it says.")
        return
    if name in _CODECS:
        options = passed(context, call).get(0, "options")
        if _switches_off(context, options):
            yield block.finding(call.args[0] if call.args else call, _MESSAGE)
        return
    if name not in _DECODE | _ENCODE:
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        if not context.ask("imports-module", "jwt") or not is_made_by(context, receiver, _CODECS):
            return
        name = f"jwt.{method_of(call)}"
    yield from _algorithm(block, call, name, context)
    if name not in _DECODE or _verified_too(block, call, name, context):
        return
    found = (*_verify(block, call, context), *_options(block, call, passed(context, call), context))
    quiet = _is_from_provider(call, context)
    yield from (replace(item, severity=Severity.HINT) if quiet else item for item in found)


def _verify(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """The argument that switches the check off."""
    arguments = passed(context, call)
    verify = next((item for item in call.keywords if item.arg == "verify"), None)
    if verify is not None and is_false(verify.value):
        yield block.finding(verify, _MESSAGE, data={"fix": "1"})
    elif verify is None and False in constants(context, arguments.get(None, "verify")):
        yield block.finding(arguments.place(None, "verify") or call.func, _MESSAGE)


def _is_from_provider(call: ast.Call, context: Context) -> bool:
    """Whether the token is the `id_token` of an answer, which comes from the provider over TLS, or of what was kept of it."""
    token = argument(call, 0, "jwt") or argument(call, 0, "token")
    for item in (token, *choices(context, token)):
        key = item.slice if isinstance(item, ast.Subscript) else None
        if isinstance(item, ast.Call) and method_of(item) == "get" and item.args:
            key = item.args[0]
        if item is not None and text_of(key) == "id_token" and "request" not in ast.unparse(item):
            return True
    return False


def _algorithm(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """The algorithm `none`, named here or in what the name stands for."""
    arguments = passed(context, call)
    keyword = "algorithms" if name in _DECODE else "algorithm"
    place = arguments.value(2, keyword)
    for given in choices(context, arguments.get(2, keyword)):
        for item in given.elts if isinstance(given, (ast.List, ast.Tuple, ast.Set)) else [given]:
            shown = item if block.parent(item) is not None else place
            if shown is None:
                continue
            if any(isinstance(value, str) and value.lower() == "none" for value in constants(context, item)):
                yield block.finding(shown, "The algorithm `none` is no signature; name a real one.")
            elif isinstance(item, ast.Constant) and item.value is None and name in _ENCODE:
                yield block.finding(shown, "Without an algorithm the token is not signed; name one.")


def _options(block: Block, call: ast.Call, arguments: Passed, context: Context) -> Iterator[Finding]:
    """The option that switches the check of the signature off, wherever the options are written."""
    given = arguments.get(None, "options")
    written = value_of(context, given)
    if isinstance(written, ast.Dict):
        for key, value in zip(written.keys, written.values, strict=True):
            if text_of(key) == "verify_signature" and is_false(value) and block.parent(value) is not None:
                yield block.finding(value, _MESSAGE, data={"fix": "1"})
                return
    if given is not None and _switches_off(context, given):
        yield block.finding(arguments.value(None, "options") or call.func, _MESSAGE)


def _switches_off(context: Context, options: ast.AST | None) -> bool:
    entries, _ = entries_of(context, options) if options is not None else ({}, False)
    return False in constants(context, entries.get("verify_signature"))


_MESSAGE = "The signature is not checked, so whoever sends the token chooses what it says; leave the check on."


def _verified_too(block: Block, call: ast.Call, name: str, context: Context) -> bool:
    """Whether another call in the same function decodes with the check on, as when the issuer is looked up first."""
    scope = block.walk.scope_at(call)
    for other in block.nodes(ast.Call):
        same = other is not call and block.walk.scope_at(other) is scope and context.qualified(other.func) == name
        if same and argument(other, 2, "algorithms") is not None and argument(other, None, "options") is None:
            return True
    return False


@insecure_jwt.fix(
    "Check the signature",
    Safety.UNSAFE,
    why="Tokens whose signature does not match are refused from now on.",
    when=lambda finding: "fix" in finding.data,
)
def check_signature(target: Target) -> Repair:
    """Switch the check on."""
    node = target.node(ast.keyword, ast.Constant)
    return Repair((target.replace(node.value if isinstance(node, ast.keyword) else node, "True"),))
