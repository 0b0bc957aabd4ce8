"""The rules hardcoded-path, hardcoded-url and hardcoded-address: places of the outside world in the middle of code."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.constants.comparing import function_words
from burnish_checks.constants.extract import extraction
from burnish_checks.constants.heads import is_head, named_head
from burnish_checks.constants.replaceable import why_not
from burnish_checks.constants.text_names import string_name
from burnish_checks.constants.words import constant_name, meaningful, words_of
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, documented_rule, family
from burnish_checks.core.selecting import values
from burnish_checks.patterns import deferred

_SHORTEST, _LONGEST = 7, 300


hardcoded_path = documented_rule(
    "hardcoded-path",
    Category.CONSTANTS,
    """An absolute path of the file system in the middle of a function.

    It is right on one machine. A constant at the top of the module, a parameter or a setting can be found and changed.
    Values of constants, defaults of parameters, and the devices every system has (`/dev/null`) are left alone. An f-string
    counts by what it begins with (`f"/etc/shop/{name}.toml"`). Off by default.

    ```python
    def load():
        return open("/etc/shop/settings.toml").read()
    ```

    ```python
    SETTINGS_PATH = "/etc/shop/settings.toml"


    def load():
        return open(SETTINGS_PATH).read()
    ```
    """,
    aliases=("S1075",),
    default=False,
    in_tests=False,
)
hardcoded_url = documented_rule(
    "hardcoded-url",
    Category.CONSTANTS,
    """The address of a web page or service in the middle of a function.

    Services move, and there is one for tests and one for production. Values of constants, defaults of parameters, namespaces
    (`http://www.w3.org/...`), `localhost` and the domains reserved for examples are left alone. An f-string counts by what it
    begins with, if that has the whole host. Off by default.

    ```python
    def rates(client):
        return client.get("https://api.exchange.net/v2/rates")
    ```

    ```python
    EXCHANGE_RATES_URL = "https://api.exchange.net/v2/rates"


    def rates(client):
        return client.get(EXCHANGE_RATES_URL)
    ```
    """,
    partial_aliases=("S1075",),
    default=False,
    in_tests=False,
)
hardcoded_address = documented_rule(
    "hardcoded-address",
    Category.CONSTANTS,
    """An IP address in the middle of a function.

    Loopback, unspecified and broadcast addresses, networks reserved for documentation, and what stands under a name that
    speaks of a version are left alone, and so are the values of constants. Counted are the defaults of parameters, too: a
    number in a network says less than a name. Off by default.

    ```python
    def connect(socket):
        socket.connect(("10.20.30.40", 8125))
    ```

    ```python
    STATISTICS_ADDRESS = ("10.20.30.40", 8125)


    def connect(socket):
        socket.connect(STATISTICS_ADDRESS)
    ```
    """,
    aliases=("S1313",),
    default=False,
    in_tests=False,
)

_ROOTS = "bin|boot|data|dev|etc|home|lib|mnt|opt|private|root|run|sbin|srv|tmp|usr|var|Users|Applications|Library"
_PATH = deferred(rf"/(?:{_ROOTS})/[\w./@{{}}%+-]+\Z|[A-Za-z]:[\\/][\w. \\/-]+\Z")
_DEVICES = (
    "/dev/null",
    "/dev/tty",
    "/dev/stdin",
    "/dev/stdout",
    "/dev/stderr",
    "/dev/zero",
    "/dev/random",
    "/dev/urandom",
)
_URL = deferred(
    r"(?:https?|wss?|ftps?|amqps?|rediss?|mongodb|postgres(?:ql)?|mysql)://([^/\s:?#@]+@)?([\w.-]+)(?:[:/?#]\S*)?\Z"
)
_EXAMPLES = deferred(r"(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid|localhost|local)\Z|\A127\.|\A0\.0\.0\.0")
_NAMESPACES = ("www.w3.org", "schemas.", "json-schema.org", "purl.org", "xmlns.", "ns.adobe.com", "docs.oasis-open.org")
_ADDRESS = deferred(r"(\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?\Z|([0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*)\Z")
"""An address, or with its port; one of version 6 alone."""


@family(
    visits=syntax.Constant,
    rules=(hardcoded_path, hardcoded_url, hardcoded_address),
    only=(values(str),),
    docstrings=True,
)
def hardcoded(block: Block, node: Any, context: Context) -> Iterator[Finding]:
    """Find strings that name a place of the outside world."""
    value = node.value
    if not isinstance(value, str) or not _SHORTEST <= len(value) <= _LONGEST:
        return
    head = is_head(block, node)
    if _PATH.match(value) and not value.startswith(_DEVICES):
        rule, message = hardcoded_path, "This path is fixed in the code; name it, or make it a parameter or a setting."
    elif _is_foreign_url(value, head):
        rule, message = (
            hardcoded_url,
            "This address is fixed in the code; name it, or make it a parameter or a setting.",
        )
    elif _is_foreign_address(value.rstrip(":/") if head else value):
        rule, message = hardcoded_address, "This IP address is fixed in the code; name it, or make it a setting."
    else:
        return
    inside = _is_in_function if rule is hardcoded_address else _is_in_function_body
    if inside(block, node) and (head or not why_not(block, node)):
        yield block.finding(node, message, rule=rule)


def _is_foreign_url(value: str, head: bool) -> bool:
    """Whether it is the address of somebody's server; one that goes on behind the text must have its whole host in it."""
    found = _URL.match(value)
    if found is None or (head and found.end(2) == len(value)):
        return False
    host = found.group(2)
    return not _EXAMPLES.search(host) and not host.startswith(_NAMESPACES) and "." in host


def _is_foreign_address(value: str) -> bool:
    found = _ADDRESS.match(value)
    if found is None:
        return False
    try:
        address = ipaddress.ip_address(found.group(1) or found.group(2))
    except ValueError:
        return False
    reserved = address.is_loopback or address.is_unspecified or address.is_multicast or address.is_link_local
    documentation = value.startswith(("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8", "255.255."))
    return not reserved and not documentation


def _is_in_function(block: Block, node: syntax.AST) -> bool:
    """Whether the node stands in a function's body, or is or is in the default of a parameter."""
    child: syntax.AST = node
    for outer in block.ancestors(node):
        if isinstance(outer, syntax.arguments):
            return child in outer.defaults or child in outer.kw_defaults
        child = outer
    return _is_in_function_body(block, node)


def _is_in_function_body(block: Block, node: syntax.AST) -> bool:
    """Whether the node stands in a function's body; a default or decorator has a name already."""
    child: syntax.AST = node
    for outer in block.ancestors(node):
        if isinstance(outer, (syntax.FunctionDef, syntax.AsyncFunctionDef)):
            return child in outer.body
        if isinstance(outer, syntax.Assign) and any(getattr(item, "id", "").isupper() for item in outer.targets):
            return False
        child = outer
    return False


@hardcoded_path.fix("Extract constant", Safety.SAFE)
@hardcoded_url.fix("Extract constant", Safety.SAFE)
@hardcoded_address.fix("Extract constant", Safety.SAFE)
def name_place(target: Target) -> Repair:
    """Name the string, and use the name wherever it stands in the body of a function."""
    for node in target.block.nodes(syntax.Constant):
        if target.block.span(node) == target.finding.span:
            is_address = target.finding.rule is hardcoded_address
            name = _address_name(target.block, node) if is_address else ""
            name = name or string_name(target.block, node)
            if is_head(target.block, node):
                return named_head(target, node, name)
            same = _is_in_function if is_address else _is_in_function_body
            return extraction(target.snapshot, target.index, node, name=name, same=same)
    raise Refused("The code has changed since the finding was made.")


def _address_name(block: Block, node: syntax.AST) -> str:
    """`SOCKET_ADDRESS` for what `socket.connect` is given."""
    call = next((outer for outer in block.ancestors(node) if isinstance(outer, syntax.Call)), None)
    receiver = call.func.value if call is not None and isinstance(call.func, syntax.Attribute) else None
    words = meaningful(words_of(receiver)) or function_words(block, node)
    return constant_name([*words[-2:], "address"])
