"""The rule insecure-tls."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls, targets
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import argument, assignments, is_fallback, is_false, is_true
from burnish_checks.security.chosen_tls import (
    asked_for,
    goes_to_own_machine,
    is_called_insecure,
    is_named_by_option,
    is_option,
    is_set_by_option,
    severity_by_choice,
    speaks_no_tls,
)
from burnish_checks.security.classes import derives_from
from burnish_checks.security.dispatch import method_of, under
from burnish_checks.security.known import choices, is_made_by, names
from burnish_checks.security.passed import APPLIES, applied, passed

_METHODS = ["get", "options", "head", "post", "put", "patch", "delete", "request"]
_SESSIONS = frozenset({"requests.Session", "requests.session", "requests.sessions.Session"})
_ADAPTERS = frozenset({"requests.adapters.HTTPAdapter", "requests.adapters.BaseAdapter"})
_CLIENTS = _SESSIONS | frozenset({"boto3.Session", "boto3.session.Session"})
_VERIFYING = (
    under(["requests", "requests.api"], _METHODS)
    | under(["httpx"], [*_METHODS, "stream", "Client", "AsyncClient"])
    | frozenset({"boto3.client", "boto3.resource", "hvac.Client"})
)
_BAD_PROTOCOLS = under(["ssl"], ["PROTOCOL_SSLv2", "PROTOCOL_SSLv3", "PROTOCOL_TLSv1", "PROTOCOL_TLSv1_1"]) | under(
    ["OpenSSL.SSL"],
    ["SSLv2_METHOD", "SSLv3_METHOD", "TLSv1_METHOD", "TLSv1_1_METHOD"],
)
_OLD_VERSIONS = under(["ssl.TLSVersion"], ["SSLv3", "TLSv1", "TLSv1_1", "MINIMUM_SUPPORTED"])
_UNVERIFIED = frozenset({"ssl._create_unverified_context"})
_CONTEXTS = {"ssl.wrap_socket": "ssl_version", "OpenSSL.SSL.Context": "method", "ssl.SSLContext": "protocol"}
_VERSIONS = frozenset({"tls_version", "ssl_version"})
_AIOHTTP = under(["aiohttp"], ["TCPConnector", "request"])
_AIOHTTP_SESSIONS = frozenset({"aiohttp.ClientSession"})
_OFF: dict[str, tuple[object, ...]] = {
    "verify": (False,),
    "ssl": (False,),
    **dict.fromkeys(
        ("verify_ssl", "ssl_verify", "verify_certs", "validate_certs", "verify_tls", "tls_verify"), (False,)
    ),
    **dict.fromkeys(("check_hostname", "ssl_check_hostname", "assert_hostname"), (False,)),
    "cert_reqs": ("CERT_NONE", 0, "ssl.CERT_NONE"),
    "ssl_cert_reqs": (None, "none", "CERT_NONE", "ssl.CERT_NONE"),
    "validate": ("ssl.CERT_NONE",),
    **dict.fromkeys(("tlsInsecure", "tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames"), (True,)),
    "sslopt": (),
}
"""By keyword: the values, or dotted names, that switch a check off."""
_EXPANDED = _VERIFYING | _AIOHTTP | under(["urllib3"], ["PoolManager", "HTTPSConnectionPool", "ProxyManager"])
_NEVER = frozenset({"ldap.OPT_X_TLS_NEVER", "ldap.OPT_X_TLS_ALLOW", "OpenSSL.SSL.VERIFY_NONE"})
_MESSAGE = "Without verification anybody on the way can pose as the server; leave `verify` on."


@rule(
    Category.SECURITY,
    visits=(syntax.Call, syntax.Assign, syntax.FunctionDef, syntax.AsyncFunctionDef),
    only=(
        calls(
            {*_UNVERIFIED, *_CONTEXTS, *_EXPANDED, *APPLIES},
            methods={"set_option", "set_verify", "tls_insecure_set", "send", *_METHODS},
            keywords={*_OFF, *_VERSIONS},
        ),
        targets(
            "verify", "check_hostname", "verify_mode", "_create_default_https_context", "minimum_version", "verify_ssl"
        ),
    ),
    in_tests=False,
    aliases=("S323", "S501", "S502", "S503", "S504", "B323", "B501", "B502", "B503", "B504"),
)
def insecure_tls(block: Block, node: ast.AST, context: Context) -> Iterator[Finding]:
    """TLS that does not check whom it talks to, or that allows a version with known breaks.

    Without verification anybody on the way can read and change what is sent. For a private authority, pass its certificate
    (`verify="ca.pem"`, `load_verify_locations`) instead of switching the check off. It is a hint where a condition decides,
    as when the user asks for it, or compares an option with that very version's name; in what old Pythons get, as in the
    `else` of a `hasattr`; where a certificate is only read; and where all addresses in the function are of this machine, or,
    of a connector with `ssl=False`, of plain `http`. Servers need not ask their visitors for certificates.

    ```python
    import requests

    requests.get("https://example.org", verify=False, timeout=10)
    ```

    ```python
    import requests

    requests.get("https://example.org", timeout=10)
    ```
    """
    if isinstance(node, (ast.Call, ast.Assign)):
        found = [*(_call(block, node, context) if isinstance(node, ast.Call) else _assignment(block, node, context))]
        if found and _is_meant(block, node, context):
            found = [replace(item, severity=Severity.HINT) for item in found]
        yield from found
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if isinstance(default, (ast.Name, ast.Attribute)):
                name = context.qualified(default)
                if name in _BAD_PROTOCOLS:
                    yield _old_protocol(block, default, name)


def _is_meant(block: Block, node: ast.AST, context: Context) -> bool:
    """Whether nothing is lost where no certificate is checked, or whoever runs the program has asked for it."""
    quiet = is_fallback(block, node) or _only_looks(block, node) or is_option(block, node)
    return quiet or is_called_insecure(block, node, context) or goes_to_own_machine(block, node, context)


def _only_looks(block: Block, node: ast.AST) -> bool:
    """Whether the function reads the other side's certificate and sends it nothing."""
    function = block.function_around(node)
    text = block.source(function) if function is not None else ""
    return _READS_CERTIFICATE.search(text) is not None and _SENDS.search(text) is None


_READS_CERTIFICATE = deferred(r"\.getpeercert\((?:binary_form=)?True\)|\bget_server_certificate\(")
_SENDS = deferred(r"\.(?:send\w*|write|request|login|urlopen)\(|\brequests\.|\bhttpx\.")


def _call(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    name = context.qualified(call.func)
    if (later := applied(call, name)) is not None:
        call, name = later, context.qualified(later.func)
    if name in _UNVERIFIED:
        message = "This context checks no certificate; use `ssl.create_default_context`."
        yield block.finding(call.func, message, data={"fix": "context"})
    elif name in _CONTEXTS:
        protocol = argument(call, 0 if name != "ssl.wrap_socket" else None, _CONTEXTS[name])
        chosen = context.qualified(protocol) if protocol is not None else ""
        if protocol is not None and chosen in _BAD_PROTOCOLS:
            yield _old_protocol(block, protocol, chosen)
        elif name == "ssl.wrap_socket" and protocol is None:
            serves = is_true(argument(call, None, "server_side"))
            what = "and is gone since Python 3.12" if serves else "and checks no name"
            message = f"`ssl.wrap_socket` without `ssl_version` takes old protocols {what}; use a default context."
            yield block.finding(call.func, message)
    elif method_of(call) in ("set_option", "set_verify") and any(
        not _NEVER.isdisjoint(names(context, item)) for item in call.args
    ):
        off = [
            value
            for item in call.args
            for value in choices(context, item)
            if not _NEVER.isdisjoint(names(context, value))
        ]
        quiet = bool(off) and all(is_named_by_option(block, value) for value in off)
        message = "No certificate is checked from here on; demand a valid one."
        yield block.finding(call.func, message, severity=Severity.HINT if quiet else None)
    elif method_of(call) == "tls_insecure_set" and call.args and getattr(call.args[0], "value", None) is True:
        yield block.finding(call.func, "Without the host name check any valid certificate will do; leave it on.")
    else:
        yield from _old_versions(block, call, context)
        yield from _switched_off(block, call, name, context)


def _old_versions(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """An old protocol that is passed by name."""
    for item in call.keywords:
        if item.arg in _VERSIONS and (old := _BAD_PROTOCOLS.intersection(names(context, item.value))):
            yield _old_protocol(block, item.value, min(old))


def _switched_off(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """Keyword arguments, written out or expanded from a dictionary, that switch a check off."""
    plain = name not in _EXPANDED and method_of(call) not in ("send", *_METHODS)
    if not call.keywords or (plain and not any(item.arg in _OFF for item in call.keywords)):
        return
    arguments = passed(context, call)
    serves = not _OF_SERVERS.isdisjoint(arguments.named)
    for keyword in sorted(_OFF.keys() & arguments.named.keys()):
        if not _takes(context, call, name, keyword):
            continue
        value = arguments.named[keyword]
        every = choices(context, value)
        off = [item for item in every if _is_off(context, keyword, item)]
        if not off:
            continue
        place = arguments.places[keyword]
        here = isinstance(place, ast.keyword) and place.arg == keyword and is_false(place.value)
        message = (
            _MESSAGE if keyword == "verify" else f"`{keyword}` switches a check of the certificate off; leave it on."
        )
        yield block.finding(
            place,
            message,
            data={"fix": "verify"} if here else {},
            severity=Severity.HINT
            if len(off) < len(every)
            or serves
            or _is_programs(context, name)
            or is_set_by_option(block, call, off)
            or (keyword == "ssl" and speaks_no_tls(block, call))
            else None,
        )


_OF_SERVERS = frozenset({"backlog", "workers", "uds", "reload", "server_side"})
"""Arguments of what waits for clients, which need not show certificates of their own."""


def _is_programs(context: Context, name: str) -> bool:
    """Whether a function of the program's own is called, which may ask no server at all."""
    module, _, function = name.rpartition(".")
    return bool(module) and function[:1].islower() and context.ask_project("path", module) is not None


def _takes(context: Context, call: ast.Call, name: str, keyword: str) -> bool:
    """Whether what is called is known to mean certificates by the keyword, or the keyword can mean nothing else."""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    if keyword == "verify":
        if isinstance(receiver, ast.Call) and isinstance(receiver.func, ast.Name) and receiver.func.id == "super":
            own = context.enclosing_class
            return own is not None and derives_from(context, f"@{own.name}", _SESSIONS | _ADAPTERS)
        return name in _VERIFYING or name in under(_SESSIONS, _METHODS) or is_made_by(context, receiver, _CLIENTS)
    if keyword == "ssl":
        return name in _AIOHTTP or is_made_by(context, receiver, _AIOHTTP_SESSIONS)
    if keyword == "validate":
        return name.startswith("ldap3.")
    return name.split(".")[-1][:1].isupper() or not name.startswith("@")


def _is_off(context: Context, keyword: str, value: ast.expr) -> bool:
    if keyword == "sslopt":
        entries = zip(value.keys, value.values, strict=True) if isinstance(value, ast.Dict) else ()
        return any(
            isinstance(key, ast.Constant) and key.value in _OFF and _is_off(context, str(key.value), inner)
            for key, inner in entries
        )
    if isinstance(value, ast.Constant):
        return any(value.value is item or (isinstance(item, str) and value.value == item) for item in _OFF[keyword])
    return isinstance(value, (ast.Name, ast.Attribute)) and context.qualified(value) in _OFF[keyword]


def _old_protocol(block: Block, node: ast.AST, name: str) -> Finding:
    shown = name.rpartition(".")[2]
    fix = {"fix": "protocol"} if name.startswith("ssl.") else {}
    message = f"`{shown}` allows protocol versions with known breaks; use TLS 1.2 or newer."
    return block.finding(node, message, data=fix, severity=asked_for(block, node))


def _assignment(block: Block, node: ast.Assign, context: Context) -> Iterator[Finding]:
    for target, value in assignments(node):
        if not isinstance(target, ast.Attribute):
            continue
        flip = {"fix": "flip"} if value is node.value and len(node.targets) == 1 else {}
        off = all(map(is_false, choices(context, value, defaults=False)))
        if target.attr == "verify" and off and _is_session(context, target.value):
            yield block.finding(node, _MESSAGE, data=flip if is_false(value) else {})
        elif target.attr == "verify_ssl" and off and not _is_own(target.value):
            yield block.finding(
                node, _MESSAGE, data=flip if is_false(value) else {}, severity=severity_by_choice(block, node)
            )
        elif target.attr == "check_hostname" and off:
            message = "Without the host name check any valid certificate will do; leave it on."
            theirs = is_made_by(context, target.value, _OF_URLLIB3)  # which looks at the name itself
            quiet = theirs or _checks_nothing(block, target, context) or _trusts_own(block)
            first = Severity.HINT if quiet else severity_by_choice(block, node)
            yield block.finding(node, message, severity=first)
        elif target.attr == "verify_mode" and set(names(context, value)) == {"ssl.CERT_NONE"}:
            message = "`CERT_NONE` accepts any certificate; use `CERT_REQUIRED`."
            quiet = _is_servers(context, target.value)
            yield block.finding(node, message, severity=Severity.HINT if quiet else severity_by_choice(block, node))
        elif target.attr == "minimum_version" and _OLD_VERSIONS.issuperset(names(context, value)):
            message = "This allows protocol versions with known breaks; use TLS 1.2 or newer."
            yield block.finding(node, message, severity=asked_for(block, node))
        elif target.attr == "_create_default_https_context" and context.qualified(value) in _UNVERIFIED:
            yield block.finding(
                node, "This switches certificate checks off for the whole program; do it for one call at most."
            )


_OF_URLLIB3 = frozenset(
    {"urllib3.util.ssl_.create_urllib3_context", "urllib3.util.create_urllib3_context",
     "requests.packages.urllib3.util.ssl_.create_urllib3_context"}
)  # fmt: skip
"""What makes contexts for connections that check the name of the host after the handshake."""


def _trusts_own(block: Block) -> bool:
    """Whether certificates of one authority of the program's own are taken alone, whatever they name: those of its peers."""
    return "CERT_REQUIRED" in block.text and _OWN_AUTHORITY.search(block.text) is not None


_OWN_AUTHORITY = deferred(r"\bcafile=|\.load_verify_locations\(")


def _is_own(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


def _is_session(context: Context, node: ast.expr) -> bool:
    """Whether it is a session of `requests`, by what made it or, for `self`, by its class."""
    if _is_own(node):
        own = context.enclosing_class
        return own is not None and derives_from(context, f"@{own.name}", _SESSIONS)
    return is_made_by(context, node, _SESSIONS)


def _is_servers(context: Context, node: ast.expr) -> bool:
    """Whether the context is that of a server, which need not ask for its visitors' certificates."""
    return any(
        isinstance(made, ast.Call)
        and any(
            context.qualified(item) in ("ssl.Purpose.CLIENT_AUTH", "ssl.PROTOCOL_TLS_SERVER")
            for item in (*made.args, *(keyword.value for keyword in made.keywords))
        )
        for made in choices(context, node)
    )


def _checks_nothing(block: Block, target: ast.Attribute, context: Context) -> bool:
    """Whether the same context is told to check no certificate either, which is reported for itself."""
    return any(
        isinstance(other, ast.Attribute)
        and other.attr == "verify_mode"
        and ast.dump(other.value) == ast.dump(target.value)
        and context.qualified(value) == "ssl.CERT_NONE"
        for node in block.nodes(ast.Assign)
        for other, value in assignments(node)
    )


@insecure_tls.fix(
    "Verify the certificate",
    Safety.UNSAFE,
    why="Servers with a certificate that cannot be verified are refused from now on.",
    when=lambda finding: "fix" in finding.data,
)
def verify_again(target: Target) -> Repair:
    """Switch verification on."""
    kind = target.finding.data["fix"]
    if kind == "verify":
        return Repair((target.replace(target.node(ast.keyword).value, "True"),))
    if kind == "flip":
        return Repair((target.replace(target.node(ast.Assign).value, "True"),))
    member = "create_default_context" if kind == "context" else "PROTOCOL_TLS_CLIENT"
    imported = ensure_import(target.snapshot, "ssl", member, "module", index=target.index)
    return Repair((target.replace(target.node(ast.Attribute, ast.Name), imported.expression), *imported.changes))
