"""The rule weak-random."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.mention import Mention
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.patterns import deferred
from burnish_checks.security.dispatch import call_rule, method_of, own_function, under
from burnish_checks.security.drawn_in_doubt import is_doubtful
from burnish_checks.security.drawn_letters import spelt
from burnish_checks.security.known import is_made_by
from burnish_checks.security.makers import maker
from burnish_checks.security.words import names_around, speaks_of_secret, vocabulary, words

_MEMBERS = vocabulary(
    "random randrange randint choice choices sample uniform normalvariate gauss triangular betavariate getrandbits"
    " randbytes shuffle"
)
_RANDOM = under(["random"], _MEMBERS)
_INSTEAD = frozenset({"choice", "getrandbits", "randbytes", "choices", "sample", "randint", "randrange", "shuffle"})
_OTHER_THINGS = vocabulary(
    "path name user username host port delay index id email title color size count length uid gid pid"
)
_COUNTS = (
    *(("count",), ("counter",), ("index",), ("size",), ("length",), ("delay",), ("port",)),
    *(("jitter",), ("backoff",), ("interval",), ("wait",), ("pause",)),
)
_NOT_SECURITY = vocabulary("test fake mock sample demo dummy example tokenizer mask vocab captcha boundary")


_ELSEWHERE = under(["numpy.random"], ["choice", "randint", "rand", "bytes", "random", "random_integers"]) | frozenset(
    {"uuid.uuid1", "uuid.getnode"}
)
_GENERATORS = frozenset({"random.Random"})


@call_rule(_RANDOM | _ELSEWHERE | _GENERATORS, methods=_MEMBERS, aliases=("S311", "B311"), in_tests=False)
def weak_random(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """`random` can be predicted from a few of its numbers, so nothing secret may come from it.

    Reported where the names around the call speak of a secret (a token, a password, a nonce, a session id), or those around
    the calls of a helper that draws it, and where digits or letters are drawn for a code, or many for a `random_part` of an
    address; jitter, sampling and games are left alone. The generator of NumPy is no better, and `uuid.uuid1` is made of the
    time and the machine's address. `secrets` has what is needed.

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
    if name in _GENERATORS:
        yield from _handed_over(block, call, name)
        return
    if name not in _RANDOM | _ELSEWHERE:
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        if receiver is None or not (
            maker(context, receiver) in _GENERATORS
            or is_made_by(context, receiver, _GENERATORS)
            or _is_annotated(context, receiver)
        ):
            return
        name = f"random.{method_of(call)}"
    around = [text for text in names_around(block, call) if text not in _SAY_NOTHING]
    around += [_made_by_class(item.name) for item in reversed(context.enclosing) if item.word == "class"]
    if any(
        isinstance(item, ast.Call) and (method_of(item) or dotted(item.func)) in _WAITS
        for item in block.ancestors(call)
    ):
        return
    if any(item.arg in ("weights", "cum_weights") for item in call.keywords):
        return  # One of several is chosen by how much it weighs, and letters of a secret weigh the same.
    if _is_length(block, call) or any(not _NOT_SECURITY.isdisjoint(words(text)) for text in around):
        return
    if around and words(around[0])[-1:] in _COUNTS:
        return
    secret = secret_in(around)
    if secret is not None and around[0] != secret and words(around[0])[-1:] and words(around[0])[-1] in _OTHER_THINGS:
        secret = None
    secret = (
        secret
        or _given_away(block, call, around)
        or _for_cipher(block, around)
        or spelt(block, call, around, context)
        or _asked_for(block, call, context)
    )
    if secret is None or words(secret)[-1:] in _COUNTS:
        return
    severity = Severity.HINT if is_doubtful(block, call, secret, context) else None
    if name == "random.shuffle" and call.args and isinstance(call.args[0], ast.Call):
        message = f"This shuffles a list that nobody keeps; keep it, and let `secrets.SystemRandom` shuffle it for `{secret}`."
        yield block.finding(call.func, message, data={"function": "", "on": "generator"}, severity=severity)
        return
    on_module = context.qualified(call.func) == name and name in _RANDOM
    yield block.finding(
        call.func,
        f"`{name}` can be predicted, and `{secret}` must not be; use `secrets`.",
        data={
            "function": name.partition(".")[2],
            "on": "module" if on_module else "generator",
        },
        severity=severity,
    )


def _is_length(block: Block, call: ast.Call) -> bool:
    """Whether the number only says how much of something else there is to be: `os.urandom(randint(50, 110))`."""
    parent = block.parent(call)
    if isinstance(parent, ast.keyword):
        return parent.arg in ("k", "nbytes", "size", "length")
    return isinstance(parent, ast.Call) and dotted(parent.func).rpartition(".")[2] in _TAKE_LENGTHS


_TAKE_LENGTHS = frozenset({"urandom", "token_bytes", "token_hex", "token_urlsafe", "randbytes", "range", "xrange"})


def _is_annotated(context: Context, receiver: ast.expr) -> bool:
    """Whether it is an attribute of the object that is bound to a parameter whose annotation says that it is a generator."""
    own = isinstance(receiver, ast.Attribute) and isinstance(receiver.value, ast.Name) and receiver.value.id == "self"
    return own and isinstance(receiver, ast.Attribute) and context.ask("taint-held", receiver.attr) in _GENERATORS


def _handed_over(block: Block, call: ast.Call, name: str) -> Iterator[Finding]:
    """A generator that is passed to what is called, or bound, like something secret: a class that draws tokens from it."""
    user = block.parent(call)
    user = block.parent(user) if isinstance(user, ast.keyword) else user
    if not isinstance(user, ast.Call) or user.func is call:
        return
    maker_of = _made_by(dotted(user.func).rpartition(".")[2])
    around = [maker_of, *(text for text in names_around(block, user) if text not in _SAY_NOTHING)]
    if any(not _NOT_SECURITY.isdisjoint(words(text)) for text in around):
        return
    secret = secret_in(around)
    if secret is None and words(maker_of)[-1:] == ("token",):
        secret = maker_of
    if secret is not None:
        yield block.finding(
            call.func,
            f"`{name}` can be predicted, and `{secret}` must not be; pass `secrets.SystemRandom`.",
            data={"function": "", "on": "generator"},
        )


def _made_by(name: str) -> str:
    """What a class, or function, makes, as its name tells: `reset_code` of `ResetCodes`, `token` of `TokenMaker`."""
    found = words(name)
    found = found[:-1] if found[-1:] and found[-1] in _MAKERS else found
    return "_".join((*found[:-1], found[-1].removesuffix("s"))) if found else name


def _made_by_class(name: str) -> str:
    """What a class makes if its name says that it makes something, `reset_token` of `ResetTokenFactory`; else its name."""
    return _made_by(name) if words(name)[-1:] and words(name)[-1] in _MAKERS else name


_MAKERS = vocabulary("maker factory generator source provider issuer builder minter")


def secret_in(around: Sequence[str]) -> str | None:
    """The name that speaks of a secret, of those around a value, nearest first: alone, or as the code of a reset."""
    told = next((text for text in around if speaks_of_secret(text)), None)
    if told is not None or not around:
        return told
    last = words(around[0])[-1:]
    every = {word for text in around for word in words(text)}
    if last and last[0] in _PARTS and not _MEANS.isdisjoint(every):
        return around[0]
    classes = {word for text in around[1:] for word in words(text)}
    return around[0] if last == ("token",) and not _OF_TOKENS.isdisjoint(classes) else None


_SAY_NOTHING = frozenset({"default", "default_factory", "factory", "k", "key"})
_PARTS = frozenset({"code", "codes", "token", "tokens", "pin", "pins", "link", "otp", "hash"})
_MEANS = vocabulary(
    "reset verification verify confirm confirmation activation activate invite invites invitation login signin auth"
    " authentication session recovery recover magic mfa otp sms twofactor 2fa totp forgot forgotten unsubscribe"
)
_OF_TOKENS = frozenset({"token", "tokens", "session", "sessions", "auth", "login", "credential", "credentials"})


def _for_cipher(block: Block, around: Sequence[str]) -> str | None:
    """The name, where it is that of a key or an initialisation vector in a function that encrypts."""
    is_part = bool(around) and words(around[0])[-1:] in (("iv",), ("key",), ("nonce",))
    return around[0] if is_part and _ENCRYPTS.search(block.text) else None


_ENCRYPTS = deferred(r"encrypt|decrypt|cipher|\bAES\b|Fernet", re.I)


def _asked_for(block: Block, call: ast.Call, context: Context) -> str | None:
    """The name of the secret for which the function is called elsewhere in the file, if it gives back what it draws."""
    functions = [item for item in block.ancestors(call) if isinstance(item, syntax.FunctionNode)]
    if not functions or all(isinstance(item.value, ast.Constant | None) for item in block.nodes(ast.Return)):
        return None
    name = functions[-1].name
    return (
        context.ask("drawn-for", name)
        or (context.ask("meant-for", name) if functions[-1] in block.body and not block.in_class else "")
        or None
    )


class Wanted(NamedTuple):
    """A call of a function of the file, and the names around it that say what its result is for."""

    function: str
    around: tuple[str, ...]


may_be_secret = Mention(
    r"token|code|secret|passw|session|otp|nonce|salt|csrf|pin(?<!\wpin)|key|link",
    *("token", "code", "secret", "passw", "session", "otp", "nonce", "salt", "csrf", "pin", "key", "link"),
    cased=False,
)
"""Whether a text may name what is to be kept secret."""


@collector("drawn-for", local=True, among=(ast.Call,))
def drawn_for(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Calls of plain functions and own methods without a secret of their own in the arguments, with the names around."""
    if not may_be_secret(block.text):
        return
    for call in block.nodes(ast.Call):
        if name := own_function(call):
            yield from _wanted(block, call, name)
        for item in call.keywords:
            if item.arg in ("default", "default_factory") and isinstance(item.value, ast.Name):
                yield from _wanted(block, item.value, item.value.id)


_may_be_secret = lru_cache(maxsize=4096)(may_be_secret)


def _wanted(block: Block, node: ast.AST, name: str) -> Iterator[tuple[Any, ast.AST]]:
    around = tuple(text for text in names_around(block, node) if text not in _SAY_NOTHING)
    if any(map(_may_be_secret, around)):
        yield Wanted(name, around), node


@topic("drawn-for", reads=("drawn-for", "headers"))
def drawn_for_topic(view: View, index: int, function: str) -> Any:
    """The name of a secret that a call of the function is for, in the file; empty if there is none."""
    for number, entry in enumerate(view.entries):
        for item in entry.facts.values.get("drawn-for", ()):
            if item.function == function:
                classes = [header.name for header in reversed(view.enclosing(number)) if header.word == "class"]
                if (secret := secret_in([*item.around, *classes])) is not None:
                    return secret
    return ""


_WAITS = frozenset({"sleep", "wait", "call_later", "after", "wait_for", "enterabs", "enter"})


def _given_away(block: Block, call: ast.Call, around: Sequence[str]) -> str | None:
    """The local name the number is bound to, or that of the list which is shuffled, where it is set as a cookie, kept in the
    session or under which one is kept, or what it is kept as."""
    statement = block.statement_of(call)
    made = statement.targets[0] if isinstance(statement, ast.Assign) else None
    if isinstance(statement, ast.Expr) and method_of(call) == "shuffle" and call.args:
        made = call.args[0]
    if statement is None or not isinstance(made, ast.Name):
        return None
    name = made.id
    scope = block.walk.scope_at(statement)
    places: list[ast.AST] = [
        item
        for item in block.nodes(ast.Call)
        if isinstance(item.func, ast.Attribute) and item.func.attr == "set_cookie"
    ]
    places += [
        item
        for item in block.nodes(ast.Assign)
        if isinstance(item.targets[0], ast.Subscript)
        and block.source(item.targets[0].value).endswith(("session", "sessions"))
    ]
    for place in places:
        names = {item.id for item in ast.walk(place) if isinstance(item, ast.Name) and not _is_taken_apart(block, item)}
        if name in names and block.walk.scope_at(place) is scope:
            return name
    if (isinstance(statement, ast.Assign) and isinstance(statement.value, (ast.Dict, ast.List, ast.Tuple))) or (
        words(name) and words(name)[-1] in _OTHER_THINGS
    ):
        return None
    owners = {id(part) for item in block.nodes(ast.Assign) for target in item.targets for part in ast.walk(target)}
    for use in block.nodes(ast.Name):
        if (
            use.id == name
            and not _is_taken_apart(block, use)
            and id(use) not in owners
            and block.walk.scope_at(use).resolve(name) is scope
        ):
            kept = next((text for text in names_around(block, use) if text not in _SAY_NOTHING), None)
            if kept is not None and kept not in around and secret_in([kept, *around]) == kept:
                return kept
    return None


def _is_taken_apart(block: Block, use: ast.Name) -> bool:
    """Whether only an attribute or item of what was drawn is used: something was chosen, as a row of many."""
    part = block.parent(use)
    if isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Slice):
        return False
    return isinstance(part, (ast.Attribute, ast.Subscript)) and part.value is use


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
