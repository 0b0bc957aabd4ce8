"""Where what is drawn by a weak generator need not be kept secret, or may be drawn by the system's own."""

from __future__ import annotations

import ast
import re
from pathlib import PurePath

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import literal
from burnish_checks.security.configured import is_for_development
from burnish_checks.security.known import is_made_by
from burnish_checks.security.words import vocabulary, words


def is_doubtful(block: Block, call: ast.Call, secret: str, context: Context) -> bool:
    """Whether the generator may be the system's, the value need but be unique, or a variable's class alone tells of a secret."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if isinstance(receiver, ast.Name) and is_made_by(context, receiver, _OF_SYSTEM):
        return True
    said = words(secret)
    last = said[-1] if said else ""
    if last == "salt" or said in (("oauth", "nonce"), ("nonce", "str")):
        return True  # It need but be another each time.
    if (
        said[-2:] == ("session", "id")
        and context.qualified(call.func) == "uuid.uuid1"
        and _has_no_visitors(block, context)
    ):
        return True
    if last in ("id", "nonce", "session") and _is_sent(block, call):
        return True
    if _is_of_nobody(block, call) or is_for_development(block, call, context):
        return True
    statement = block.statement_of(call)
    drawn = (
        isinstance(statement, (ast.Assign, ast.AnnAssign))
        and statement.value is call
        and dotted(call.func).rpartition(".")[2] in ("randint", "randrange")
    )
    if drawn and said == ("token",) and (not _spells_code(call) or _is_sent(block, call) or _in_protocol(context)):
        return True  # The number tells requests apart.
    if drawn and last in ("id", "session") and _in_protocol(context):
        return True  # The number is that of a session, and everybody on the way reads it.
    if last in ("data", "items", "rows") and said[-2:-1] == ("token",):
        return True  # It is what is counted, not what lets in.
    local = isinstance(statement, ast.Assign) and all(isinstance(item, ast.Name) for item in statement.targets)
    return local and any(item.word == "class" and item.name == secret for item in context.enclosing)


def _has_no_visitors(block: Block, context: Context) -> bool:
    """Whether nothing here serves visitors who log in: the session is that of the program itself, as statistics count it."""
    return not _OF_VISITORS.search(block.text) and not any(
        context.ask("imports-module", name) for name in sorted(_SERVERS)
    )


_OF_VISITORS = deferred(r"request|cookie|login|auth|user|client|connection", re.I)
_SERVERS = vocabulary("flask django starlette fastapi aiohttp tornado bottle twisted http.server socketserver socket")


def _spells_code(call: ast.Call) -> bool:
    """Whether all numbers that may be drawn have equally many digits, four to eight, as a code for one login: 100000 to 999999.

    Of numbers from zero up the shorter ones would have to be filled up, which makes a text.
    """
    ends = [literal(end) for end in call.args]
    if len(ends) != _ENDS or not all(isinstance(end, int) for end in ends):
        return False
    beyond = ends[1] + (1 if dotted(call.func).endswith("randint") else 0)
    return beyond == ends[0] * 10 and ends[0] in _FIRST_CODES


_ENDS = 2
_FIRST_CODES = frozenset(10**digits for digits in range(3, 8))


def _is_of_nobody(block: Block, call: ast.Call) -> bool:
    """Whether it is the password of a user for all who have not logged in, which nobody is asked for."""
    user = next((item for item in block.ancestors(call) if isinstance(item, ast.Call) and item.keywords), None)
    given = [item.value for item in user.keywords] if user is not None else []
    return any(str(getattr(value, "value", "")).lower().partition("@")[0] in _NOBODY for value in given)


_NOBODY = frozenset({"anonymous", "nobody", "guest", "anonymoususer", "anonymous user"})


def _in_protocol(context: Context) -> bool:
    """Whether the file or a class around is named after a protocol whose sessions have numbers, which are sent in clear."""
    names = (PurePath(context.path).stem, *(item.name for item in context.enclosing))
    return any(_PROTOCOL.search(name) for name in names)


_PROTOCOL = deferred(r"rtsp|(?<![a-z])(?:s?rtp|sdp|sip|tls|dtls|dhcp|dns|stun|bgp|snmp|coap|tftp)(?![a-z])", re.I)


def _is_sent(block: Block, call: ast.Call) -> bool:
    """Whether it is put among what a request to another server is made with, which says itself what it is for."""
    around = [item for item in block.ancestors(call) if isinstance(item, (ast.keyword, ast.Dict))]
    return any(isinstance(item, ast.keyword) and item.arg in _SENT_WITH for item in around) and any(
        isinstance(item, ast.Dict) for item in around
    )


_SENT_WITH = frozenset({"query", "params", "data", "json", "body"})
_OF_SYSTEM = frozenset({"random.SystemRandom", "secrets.SystemRandom"})
