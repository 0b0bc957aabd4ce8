"""The rule cleartext-protocol."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import argument, conditions, literal
from burnish_checks.security.dispatch import call_rule, method_of, under
from burnish_checks.security.known import choices, constants, names
from burnish_checks.security.passed import passed
from burnish_checks.security.texts import beginning
from burnish_checks.security.words import words

_TELNET = frozenset({"telnetlib.Telnet"})
_FTP = frozenset({"ftplib.FTP"})
_COMMUNITY = under(["pysnmp.hlapi", "pysnmp.hlapi.asyncore", "pysnmp.hlapi.v3arch.asyncio"], ["CommunityData"])
_USM = under(["pysnmp.hlapi", "pysnmp.hlapi.asyncore", "pysnmp.hlapi.v3arch.asyncio"], ["UsmUserData"])


_MAIL = {
    "smtplib.SMTP": ("login", "starttls"),
    "imaplib.IMAP4": ("login", "starttls"),
    "poplib.POP3": ("pass_", "stls"),
    "ldap.initialize": ("simple_bind_s", "start_tls_s"),
}
"""By what makes a connection: the method that sends a password, and the one that goes over to TLS before."""
_LOGS_IN = frozenset(method for method, _ in _MAIL.values())
_REQUESTS = under(["requests", "httpx"], ["get", "post", "put", "patch", "delete", "head", "request"])
_LOCAL = deferred(r"(?:\w+://)?(?:localhost|127\.|\[?::1|0\.0\.0\.0|host\.docker|testserver)", re.I)


@call_rule(
    _TELNET | _FTP | _COMMUNITY | _USM | _REQUESTS,
    methods=_LOGS_IN,
    aliases=("S312", "S321", "S508", "S509", "B312", "B321", "B508", "B509"),
)
def cleartext_protocol(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """Telnet, plain FTP and SNMP before version 3 send passwords and data readable for everybody on the way.

    Use SSH, FTP over TLS (`ftplib.FTP_TLS`) or SFTP, and SNMPv3 with authentication and privacy. Where a condition takes
    one or the other, or asks whether an address is one of FTP, where the login is that of a guest (`anonymous`), or in a
    class named after FTP, it is a hint. So do SMTP, IMAP, POP3 and LDAP where the function that logs in never goes over
    to TLS, and a login sent to an `http://` address.

    ```python
    import ftplib

    def connect(host):
        return ftplib.FTP(host)
    ```

    ```python
    import ftplib

    def connect(host):
        return ftplib.FTP_TLS(host)
    ```
    """
    if method_of(call) in _LOGS_IN:
        yield from _login(block, call, context)
    elif name in _REQUESTS:
        yield from _basic(block, call, context)
    elif name in _TELNET:
        yield block.finding(call.func, "Telnet sends passwords readable for everybody on the way; use SSH.")
    elif name in _FTP:
        message = "FTP sends passwords readable for everybody on the way; use `FTP_TLS` or SFTP."
        chosen = "FTP_TLS" in block.text and any(
            isinstance(around, (ast.If, ast.IfExp)) for around in block.ancestors(call)
        )
        quiet = chosen or _is_anonymous(block, call, context) or _is_of_ftp(context)
        quiet = quiet or any(map(_ASKED_FOR.search, conditions(block, call, context)))
        yield block.finding(call.func, message, data={"fix": "1"}, severity=Severity.HINT if quiet else None)
    elif name in _COMMUNITY:
        model = argument(call, None, "mpModel")
        if model is not None and literal(model) in (0, 1):
            yield block.finding(
                model, "SNMP before version 3 sends its community name in the clear; use `UsmUserData`."
            )
    elif len(call.args) + len(call.keywords) < 3:
        yield block.finding(call.func, "SNMPv3 without keys for authentication and privacy is open; pass both.")


def _is_anonymous(block: Block, call: ast.Call, context: Context) -> bool:
    """Whether nobody's password is sent: the login is that of a guest, here or by a `login` in the same function."""
    arguments = passed(context, call)
    if arguments.get(1, "user") is not None:
        return GUESTS.issuperset(constants(context, arguments.get(1, "user")) or ("?",))
    if arguments.open:
        return False
    logins = [item for item in block.nodes(ast.Call) if method_of(item) == "login"]
    users = [constants(context, item.args[0]) if item.args else ("",) for item in logins if not item.keywords]
    return bool(users) and len(users) == len(logins) and all(user and GUESTS.issuperset(user) for user in users)


def _is_of_ftp(context: Context) -> bool:
    """Whether the class around is named after the protocol, which is its matter and no choice: `FtpUrl`."""
    return any("ftp" in words(item.name) for item in context.enclosing if item.word == "class")


_ASKED_FOR = deferred(r"""(?:scheme|proto(?:col)?)\b.*(?<!not in )(?<!!= )["']ftp["']|startswith\(["']ftp:""", re.I)
"""A condition by which whoever named the address has asked for the protocol: `url.scheme == "ftp"`."""
GUESTS = frozenset({"anonymous", "ftp", "guest", ""})
"""Names under which anybody may log in, whatever the password."""


def _login(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """A password sent over a connection that was made in this function and never went over to TLS."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if not isinstance(receiver, ast.Name):
        return
    made = choices(context, receiver)
    for item in made:
        way = _MAIL.get(context.qualified(item.func)) if isinstance(item, ast.Call) else None
        if way is None or way[0] != method_of(call) or len(made) != 1 or way[1] in block.text:
            return
        if isinstance(item, ast.Call) and len(set(names(context, item.func))) > 1:
            return  # one of several classes, of which another goes over TLS
        assert isinstance(item, ast.Call)
        hosts = [host for host in constants(context, item.args[0] if item.args else None) if isinstance(host, str)]
        is_ldap = way[1] == "start_tls_s"
        if any(_LOCAL.match(host) for host in hosts) or (is_ldap and not _starts(hosts, "ldap://")):
            return
        if is_ldap and not any(isinstance(argument, ast.Name) for argument in call.args[1:2]):
            return
        message = f"The password is sent readable for everybody on the way; call `{way[1]}` first, or connect over TLS."
        yield block.finding(call.func, message, data={})


def _starts(hosts: list[str], scheme: str) -> bool:
    return bool(hosts) and all(host.startswith(scheme) for host in hosts)


def _basic(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """A login sent to an address that is seen to begin with `http://`."""
    arguments = passed(context, call)
    place = arguments.value(None, "auth")
    address = arguments.get(1 if method_of(call) == "request" else 0, "url")
    hosts = [text for item in choices(context, address) if (text := beginning(item))]
    if place is not None and _starts(hosts, "http://") and not any(_LOCAL.match(host) for host in hosts):
        yield block.finding(place, "This login is sent readable for everybody on the way; use `https://`.")


@cleartext_protocol.fix(
    "Use FTP over TLS",
    Safety.UNSAFE,
    why="The server must offer TLS, and the data channel is only protected after `prot_p()`.",
    when=lambda finding: "fix" in finding.data,
)
def use_tls(target: Target) -> Repair:
    """Replace the class."""
    call = target.node(ast.Call)
    if target.context.qualified(call.func) not in _FTP:
        raise Refused("The class is passed on here; change what it is passed to.")
    imported = ensure_import(target.snapshot, "ftplib", "FTP_TLS", "module", index=target.index)
    return Repair((target.replace(call.func, imported.expression), *imported.changes))
