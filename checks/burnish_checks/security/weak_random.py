"""The rule weak-random."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Finding, Safety
from burnish_checks.security.dispatch import call_rule, under
from burnish_checks.security.makers import maker
from burnish_checks.security.words import names_around, speaks_of_secret, vocabulary, words

_MEMBERS = frozenset(
    vocabulary(
        "random randrange randint choice choices sample uniform normalvariate gauss triangular betavariate getrandbits"
        " randbytes shuffle"
    )
)
_RANDOM = under(["random"], _MEMBERS)
_INSTEAD = frozenset({"choice", "getrandbits", "randbytes", "choices", "sample", "randint", "randrange", "shuffle"})
_OTHER_THINGS = vocabulary("path name user username host port delay index id email title color size count length")
_NOT_SECURITY = vocabulary("test fake mock sample demo dummy example tokenizer mask vocab captcha_image")


@call_rule(_RANDOM, methods=_MEMBERS, aliases=("S311", "B311"), in_tests=False)
def weak_random(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """`random` can be predicted from a few of its numbers, so nothing secret may come from it.

    Reported where the names around the call speak of a secret (a token, a password, a nonce, a session id); jitter,
    sampling and games are left alone. `secrets` has what is needed.

    ```python
    import random

    def new_password(letters):
        return random.choice(letters)
    ```

    ```python
    import secrets

    def new_password(letters):
        return secrets.choice(letters)
    ```
    """
    if name not in _RANDOM:
        if not isinstance(call.func, ast.Attribute) or maker(context, call.func.value) != "random.Random":
            return
        name = f"random.{call.func.attr}"
    around = list(names_around(block, call))
    secret = next((text for text in around if speaks_of_secret(text)), None) or _given_away(block, call)
    if (
        secret is None
        or (around[0] != secret and words(around[0])[-1:] and words(around[0])[-1] in _OTHER_THINGS)
        or any(not _NOT_SECURITY.isdisjoint(words(text)) for text in around)
    ):
        return
    yield block.finding(
        call.func,
        f"`{name}` can be predicted, and `{secret}` must not be; use `secrets`.",
        data={
            "function": name.partition(".")[2],
            "on": "module" if context.qualified(call.func) == name else "generator",
        },
    )


def _given_away(block: Block, call: ast.Call) -> str | None:
    """The local name the number is bound to, where it is set as a cookie or kept in the session."""
    statement = block.statement_of(call)
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
        return None
    name = statement.targets[0].id
    scope = block.walk.scope_at(statement)
    places: list[ast.AST] = [
        item
        for item in block.nodes(ast.Call)
        if isinstance(item.func, ast.Attribute) and item.func.attr == "set_cookie"
    ]
    places += [
        item
        for item in block.nodes(ast.Assign)
        if isinstance(item.targets[0], ast.Subscript) and block.source(item.targets[0].value).endswith("session")
    ]
    for place in places:
        names = {item.id for item in ast.walk(place) if isinstance(item, ast.Name)}
        if name in names and block.walk.scope_at(place) is scope:
            return name
    return None


@weak_random.fix(
    "Use `secrets`",
    Safety.UNSAFE,
    why="The result no longer follows `random.seed`.",
    when=lambda finding: finding.data["on"] == "module" and finding.data["function"] in _INSTEAD,
)
def use_secrets(target: Target) -> Repair:
    """Call the counterpart in `secrets`, or the same method of `secrets.SystemRandom`."""
    call = target.node(ast.Call)
    function = target.finding.data["function"]
    if function == "choice":
        imported = ensure_import(target.snapshot, "secrets", "choice", "module", index=target.index)
        return Repair((target.replace(call.func, imported.expression), *imported.changes))
    if function == "getrandbits":
        imported = ensure_import(target.snapshot, "secrets", "randbits", "module", index=target.index)
        return Repair((target.replace(call.func, imported.expression), *imported.changes))
    if function == "randbytes":
        imported = ensure_import(target.snapshot, "secrets", "token_bytes", "module", index=target.index)
        return Repair((target.replace(call.func, imported.expression), *imported.changes))
    if function not in _INSTEAD:
        raise Refused("There is no counterpart in `secrets`.")
    imported = ensure_import(target.snapshot, "secrets", "SystemRandom", "module", index=target.index)
    return Repair((target.replace(call.func, f"{imported.expression}().{function}"), *imported.changes))
