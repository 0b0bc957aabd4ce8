"""The rule cleartext-protocol."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.security.calls import argument, literal
from burnish_checks.security.dispatch import call_rule, under

_TELNET = frozenset({"telnetlib.Telnet"})
_FTP = frozenset({"ftplib.FTP"})
_COMMUNITY = under(["pysnmp.hlapi", "pysnmp.hlapi.asyncore", "pysnmp.hlapi.v3arch.asyncio"], ["CommunityData"])
_USM = under(["pysnmp.hlapi", "pysnmp.hlapi.asyncore", "pysnmp.hlapi.v3arch.asyncio"], ["UsmUserData"])
_LDAP = frozenset({"ldap.initialize", "ldap3.Server"})
_WEAK_USM = frozenset({"usmNoAuthProtocol", "usmNoPrivProtocol"})


@call_rule(
    _TELNET | _FTP | _COMMUNITY | _USM,
    aliases=("S312", "S321", "S508", "S509", "B312", "B321", "B508", "B509"),
)
def cleartext_protocol(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """Telnet, plain FTP and SNMP before version 3 send passwords and data readable for everybody on the way.

    Use SSH, FTP over TLS (`ftplib.FTP_TLS`) or SFTP, and SNMPv3 with authentication and privacy. Where a condition takes
    one or the other, it is a hint.

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
    if name in _TELNET:
        yield block.finding(call.func, "Telnet sends passwords readable for everybody on the way; use SSH.")
    elif name in _FTP:
        message = "FTP sends passwords readable for everybody on the way; use `FTP_TLS` or SFTP."
        chosen = "FTP_TLS" in block.text and any(
            isinstance(around, (ast.If, ast.IfExp)) for around in block.ancestors(call)
        )
        yield block.finding(call.func, message, data={"fix": "1"}, severity=Severity.HINT if chosen else None)
    elif name in _COMMUNITY:
        model = argument(call, None, "mpModel")
        if model is not None and literal(model) in (0, 1):
            yield block.finding(
                model, "SNMP before version 3 sends its community name in the clear; use `UsmUserData`."
            )
    elif len(call.args) + len(call.keywords) < 3:
        yield block.finding(call.func, "SNMPv3 without keys for authentication and privacy is open; pass both.")


@cleartext_protocol.fix(
    "Use FTP over TLS",
    Safety.UNSAFE,
    why="The server must offer TLS, and the data channel is only protected after `prot_p()`.",
    when=lambda finding: "fix" in finding.data,
)
def use_tls(target: Target) -> Repair:
    """Replace the class."""
    call = target.node(ast.Call)
    imported = ensure_import(target.snapshot, "ftplib", "FTP_TLS", "module", index=target.index)
    return Repair((target.replace(call.func, imported.expression), *imported.changes))
