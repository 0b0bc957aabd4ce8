"""The rule insecure-jwt."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Safety
from burnish_checks.security.calls import argument, is_false, text_of
from burnish_checks.security.dispatch import call_rule, under
from burnish_checks.security.makers import value_of

_DECODE = under(["jwt", "jose.jwt", "jwt.api_jwt"], ["decode", "decode_complete"])
_ENCODE = under(["jwt", "jose.jwt", "jwt.api_jwt"], ["encode"])
_UNVERIFIED = under(["jose.jwt", "jose.jws"], ["get_unverified_claims"]) | frozenset({"jwt_simple.decode"})


@call_rule(_DECODE | _ENCODE | _UNVERIFIED, aliases=("CWE-347",))
def insecure_jwt(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """A JSON Web Token taken without checking its signature, or signed with nothing.

    Whoever sends the token then chooses what it says. Reported: `verify=False`, `verify_signature` off, and the
    algorithm `none`. A token that is decoded again with verification in the same function is left alone.

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
    algorithm = argument(call, 2, "algorithms" if name in _DECODE else "algorithm")
    for item in algorithm.elts if isinstance(algorithm, (ast.List, ast.Tuple, ast.Set)) else [algorithm]:
        if item is not None and (text_of(item) or "").lower() == "none":
            yield block.finding(item, "The algorithm `none` is no signature; name a real one.")
        elif isinstance(item, ast.Constant) and item.value is None and name in _ENCODE:
            yield block.finding(item, "Without an algorithm the token is not signed; name one.")
    if name not in _DECODE or _verified_too(block, call, name, context):
        return
    verify = next((item for item in call.keywords if item.arg == "verify"), None)
    if verify is not None and is_false(verify.value):
        yield block.finding(verify, _MESSAGE, data={"fix": "1"})
    given = argument(call, None, "options")
    options = value_of(context, given)
    if isinstance(options, ast.Name) and ("verify_signature", False) in context.ask("truths", options.id):
        yield block.finding(given or call, _MESSAGE)
    if isinstance(options, ast.Dict):
        for key, value in zip(options.keys, options.values, strict=True):
            if text_of(key) == "verify_signature" and is_false(value):
                yield block.finding(value, _MESSAGE, data={"fix": "1"})


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
