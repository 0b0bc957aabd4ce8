"""The rule insecure-jwt."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import argument, is_false, text_of
from burnish_checks.security.dispatch import call_rule, method_of, own_function, under
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

    Whoever sends the token then chooses what it says. Reported: `verify=False`, `verify_signature` off, the algorithm
    `none`, and `algorithms=` of what the header of the token itself says. A token that is decoded with verification as well,
    in the same function or in one that passes it to this one, is left alone; where only `exp` and its like or the issuer are
    read, a setting decides whether the token is verified too, or the function is called `decode_unverified`, it is a hint,
    and so is the `id_token` of what a provider answers, which TLS vouches for.

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
        if not _verified_too(block, call, f"{name.rpartition('.')[0]}.decode", context):
            message = f"`{name}` checks no signature; whoever sends the token chooses what it says."
            yield block.finding(call.func, message, severity=Severity.HINT if _says_so(block, call) else None)
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
    quiet = _is_from_provider(call, context) or _says_so(block, call) or _reads_times(block, call)
    quiet = quiet or _is_verified_by_option(block, call)
    yield from (replace(item, severity=Severity.HINT) if quiet else item for item in found)


def _verify(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """The argument that switches the check off."""
    arguments = passed(context, call)
    verify = next((item for item in call.keywords if item.arg == "verify"), None)
    if verify is not None and is_false(verify.value):
        yield block.finding(verify, _MESSAGE, data={"fix": "1"})
    elif verify is None and False in constants(context, arguments.get(None, "verify")):
        yield block.finding(arguments.place(None, "verify") or call.func, _MESSAGE)


def _says_so(block: Block, call: ast.Call) -> bool:
    """Whether the function that gives the claims is called one that checks nothing."""
    function = block.function_around(call)
    return function is not None and _UNCHECKED.search(function.name) is not None


_UNCHECKED = deferred(r"unverified|unchecked|without_(?:verif|check)|no_verif")


def _reads_times(block: Block, call: ast.Call) -> bool:
    """Whether nothing but the times of the claims is read, as whoever holds the token asks when it runs out, or but the issuer,
    who is asked for the key."""
    parent = block.parent(call)
    target = parent.targets[0] if isinstance(parent, ast.Assign) else getattr(parent, "target", None)
    if not isinstance(target, ast.Name):
        return text_of(_key_read(block, call)) in _TIMES
    read = [item for item in block.nodes(ast.Name) if item.id == target.id and isinstance(item.ctx, ast.Load)]
    return bool(read) and all(text_of(_key_read(block, item)) in _TIMES for item in read)


_TIMES = frozenset({"exp", "iat", "nbf", "iss"})


def _key_read(block: Block, owner: ast.expr) -> ast.expr | None:
    """The key of the claims that is read right there."""
    parent = block.parent(owner)
    looked_in, key = _look_up(block.parent(parent) if isinstance(parent, ast.Attribute) else parent)
    return key if looked_in is owner else None


def _look_up(node: ast.AST | None) -> tuple[ast.expr | None, ast.expr | None]:
    """What is looked into and by which key: `claims["exp"]`, `claims.get("exp")`; None for other expressions."""
    if isinstance(node, ast.Subscript):
        return node.value, node.slice
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        return node.func.value, node.args[0]
    return None, None


def _is_from_provider(call: ast.Call, context: Context) -> bool:
    """Whether the token is the `id_token` of an answer, which comes from the provider over TLS, or of what was kept of it."""
    token = _token_of(call)
    for item in (token, *choices(context, token)):
        if item is not None and text_of(_look_up(item)[1]) == "id_token" and "request" not in ast.unparse(item):
            return True
    return False


def _algorithm(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """The algorithm `none`, named here or in what the name stands for."""
    arguments = passed(context, call)
    keyword = "algorithms" if name in _DECODE else "algorithm"
    place = arguments.value(2, keyword)
    every = choices(context, arguments.get(2, keyword))
    for given in every:
        for item in given.elts if isinstance(given, (ast.List, ast.Tuple, ast.Set)) else [given]:
            shown = item if block.parent(item) is not None else place
            if shown is None:
                continue
            if (
                name in _DECODE
                and _is_of_token(item, context)
                and not _is_looked_at(block, call, (item, arguments.value(2, keyword)), context)
            ):
                yield block.finding(
                    shown, "The token itself says how it is to be checked; name the algorithms that you allow."
                )
                return
            if any(isinstance(value, str) and value.lower() == "none" for value in constants(context, item)):
                yield block.finding(shown, "The algorithm `none` is no signature; name a real one.")
            elif isinstance(item, ast.Constant) and item.value is None and name in _ENCODE:
                message = "Without an algorithm the token is not signed; name one."
                yield block.finding(shown, message, severity=None if len(every) == 1 else Severity.HINT)


def _is_looked_at(block: Block, call: ast.Call, given: tuple[ast.expr | None, ...], context: Context) -> bool:
    """Whether the function compares the algorithm, however it is written, with those that it allows, or takes the token
    unchecked anyway."""
    off = isinstance(options := _options_of(call), ast.Dict) and any(map(is_false, options.values))
    meant = {ast.unparse(item) for item in (*given, *(value_of(context, item) for item in given)) if item is not None}
    return off or any(
        ast.unparse(test.left) in meant and not all(text_of(other) == "none" for other in test.comparators)
        for test in block.nodes(ast.Compare)
    )


def _is_of_token(node: ast.expr, context: Context) -> bool:
    """Whether it is the algorithm that the header of a token names."""
    owner, key = _look_up(node)
    if owner is None:
        owner, key = _look_up(value_of(context, node))
    read = value_of(context, owner)
    return text_of(key) == "alg" and isinstance(read, ast.Call) and method_of(read) == "get_unverified_header"


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
    """Whether the token is decoded with the check on as well, as when the issuer is looked up first: in the same function, or
    in one that passes the same token to this function."""
    scope = block.walk.scope_at(call)
    own = dotted(_options_of(call))
    for other in block.nodes(ast.Call):
        same = other is not call and block.walk.scope_at(other) is scope and context.qualified(other.func) == name
        if same and _is_checking(other) and not _switches_off(context, _options_of(other)):
            return True
        verifies = _is_verifier(other, call) and block.walk.scope_at(other) is scope
        if verifies and (other.lineno < call.lineno or _is_passed_by(block, other, call)):
            return True
    function = block.function_around(call)
    if function is None:
        return False
    told = context.ask("verified-besides", function.name)
    return any(options == "" or options != own for options in told)


def _is_verifier(other: ast.Call, call: ast.Call) -> bool:
    """Whether a function that is called one that verifies is passed the same token: `verify_token(token)`."""
    word = (method_of(other) or dotted(other.func)).lstrip("_")
    token = _token_of(call)
    return (
        word.startswith(("verify", "validate", "valid_"))
        and token is not None
        and any(ast.dump(item) == ast.dump(token) for item in other.args)
    )


def _is_verified_by_option(block: Block, call: ast.Call) -> bool:
    """Whether the same token is verified as well, where a setting asks for that: `if verify_signature: validate(token)`."""
    scope = block.walk.scope_at(call)
    return any(
        _is_verifier(other, call)
        and block.walk.scope_at(other) is scope
        and any(
            isinstance(item, ast.If) and _VERIFIES.search(ast.unparse(item.test)) for item in block.ancestors(other)
        )
        for other in block.nodes(ast.Call)
    )


_VERIFIES = deferred(r"verif|validat|check_?sig")


def _is_passed_by(block: Block, other: ast.Call, call: ast.Call) -> bool:
    """Whether whoever goes on behind the call comes by the other one: it stands under no condition that the call is not under."""
    statement = block.statement_of(other)
    around = block.parent(statement) if statement is not None else None
    while isinstance(around, (ast.Try, ast.With)):
        around = block.parent(around)
    return around is not None and any(item is around for item in block.ancestors(call))


def _is_checking(call: ast.Call) -> bool:
    """Whether it names algorithms, and no options that switch the check off where they stand."""
    options = _options_of(call)
    written = zip(options.keys, options.values, strict=True) if isinstance(options, ast.Dict) else ()
    off = any(text_of(key) == "verify_signature" and is_false(value) for key, value in written)
    algorithms = argument(call, 2, "algorithms")
    named = [text_of(item) for item in syntax.walk(algorithms)] if algorithms is not None else []
    return algorithms is not None and not off and not any(str(name).lower() == "none" for name in named if name)


def _options_of(call: ast.Call) -> ast.expr | None:
    return argument(call, None, "options")


def _token_of(call: ast.Call) -> ast.expr | None:
    """The token that is decoded."""
    return argument(call, 0, "jwt") or argument(call, 0, "token")


class Besides(NamedTuple):
    """A function that is passed a token which its caller decodes with the check on."""

    function: str
    options: str
    """The dotted name of the options with which it does; empty for none, or a display."""


@collector("verified-besides", local=True, among=(ast.Call,), words=("decode(",))
def verified_besides(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The functions of the file that are passed a token beside a call that decodes it with the check on."""
    calls = block.nodes(ast.Call)
    checked = [
        (dotted(token), dotted(_options_of(call)))
        for call in calls
        if method_of(call) == "decode" and _is_checking(call) and (token := _token_of(call))
    ]
    for call in calls if checked else ():
        given = {dotted(item) for item in (*call.args, *(keyword.value for keyword in call.keywords))}
        if name := own_function(call):
            yield from ((Besides(name, options), call) for token, options in checked if token and token in given)


@topic("verified-besides", reads=("verified-besides",))
def verified_besides_topic(view: View, index: int, function: str) -> Any:
    """With which options callers in the file decode the tokens, with the check on, that they pass to a function."""
    every = (item for entry in view.entries for item in entry.facts.values.get("verified-besides", ()))
    return tuple(sorted({item.options for item in every if item.function == function}))


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
