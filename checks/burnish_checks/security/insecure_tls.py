"""The rule insecure-tls."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls, targets
from burnish_checks.security.calls import argument, is_false
from burnish_checks.security.dispatch import under
from burnish_checks.security.makers import maker

_METHODS = ["get", "options", "head", "post", "put", "patch", "delete", "request"]
_VERIFYING = (
    under(["requests", "requests.api"], _METHODS)
    | under(["httpx"], [*_METHODS, "stream", "Client", "AsyncClient"])
    | under(["requests.Session", "requests.session", "requests.sessions.Session"], _METHODS)
)
_BAD_PROTOCOLS = under(["ssl"], ["PROTOCOL_SSLv2", "PROTOCOL_SSLv3", "PROTOCOL_TLSv1", "PROTOCOL_TLSv1_1"]) | under(
    ["OpenSSL.SSL"],
    ["SSLv2_METHOD", "SSLv23_METHOD", "SSLv3_METHOD", "TLSv1_METHOD", "TLSv1_1_METHOD"],
)
_UNVERIFIED = frozenset({"ssl._create_unverified_context"})
_CONTEXTS = {"ssl.wrap_socket": "ssl_version", "OpenSSL.SSL.Context": "method", "ssl.SSLContext": "protocol"}
_SESSIONS = frozenset({"requests.Session", "requests.session", "requests.sessions.Session"})


@rule(
    Category.SECURITY,
    visits=(syntax.Call, syntax.Assign, syntax.FunctionDef, syntax.AsyncFunctionDef),
    only=(
        calls({*_UNVERIFIED, *_CONTEXTS}, keywords={"verify"}),
        targets("verify", "check_hostname", "verify_mode", "_create_default_https_context"),
    ),
    in_tests=False,
    aliases=("S323", "S501", "S502", "S503", "S504", "B323", "B501", "B502", "B503", "B504"),
)
def insecure_tls(block: Block, node: ast.AST, context: Context) -> Iterator[Finding]:
    """TLS that does not check whom it talks to, or that allows a version with known breaks.

    Without verification anybody on the way can read and change what is sent. For a private authority, pass its
    certificate (`verify="ca.pem"`, `load_verify_locations`) instead of switching the check off.

    ```python
    import requests

    requests.get("https://example.org", verify=False, timeout=10)
    ```

    ```python
    import requests

    requests.get("https://example.org", timeout=10)
    ```
    """
    if isinstance(node, ast.Call):
        yield from _call(block, node, context)
    elif isinstance(node, ast.Assign):
        yield from _assignment(block, node, context)
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if isinstance(default, (ast.Name, ast.Attribute)):
                name = context.qualified(default)
                if name in _BAD_PROTOCOLS:
                    yield _old_protocol(block, default, name)


def _call(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    name = context.qualified(call.func)
    verify = next((item for item in call.keywords if item.arg == "verify"), None)
    if verify is not None and is_false(verify.value):
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        if name in _VERIFYING or maker(context, receiver) in _SESSIONS:
            message = "Without verification anybody on the way can pose as the server; leave `verify` on."
            yield block.finding(verify, message, data={"fix": "verify"})
    elif name in _UNVERIFIED:
        message = "This context checks no certificate; use `ssl.create_default_context`."
        yield block.finding(call.func, message, data={"fix": "context"})
    elif name in _CONTEXTS:
        protocol = argument(call, 0 if name != "ssl.wrap_socket" else None, _CONTEXTS[name])
        chosen = context.qualified(protocol) if protocol is not None else ""
        if protocol is not None and chosen in _BAD_PROTOCOLS:
            yield _old_protocol(block, protocol, chosen)
        elif name == "ssl.wrap_socket" and protocol is None:
            message = (
                "`ssl.wrap_socket` without `ssl_version` takes old protocols and checks no name; use a default context."
            )
            yield block.finding(call.func, message)


def _old_protocol(block: Block, node: ast.AST, name: str) -> Finding:
    shown = name.rpartition(".")[2]
    fix = {"fix": "protocol"} if name.startswith("ssl.") else {}
    return block.finding(node, f"`{shown}` allows protocol versions with known breaks; use TLS 1.2 or newer.", data=fix)


def _assignment(block: Block, node: ast.Assign, context: Context) -> Iterator[Finding]:
    for target in node.targets:
        if not isinstance(target, ast.Attribute):
            continue
        if target.attr == "verify" and is_false(node.value) and maker(context, target.value) in _SESSIONS:
            message = "Without verification anybody on the way can pose as the server; leave `verify` on."
            yield block.finding(node, message, data={"fix": "flip"})
        elif target.attr == "check_hostname" and is_false(node.value):
            message = "Without the host name check any valid certificate will do; leave it on."
            first = Severity.HINT if _checks_nothing(block, target, context) else _choice(block, node)
            yield block.finding(node, message, severity=first)
        elif target.attr == "verify_mode" and context.qualified(node.value) == "ssl.CERT_NONE":
            message = "`CERT_NONE` accepts any certificate; use `CERT_REQUIRED`."
            yield block.finding(node, message, severity=_choice(block, node))
        elif target.attr == "_create_default_https_context" and context.qualified(node.value) in _UNVERIFIED:
            yield block.finding(
                node, "This switches certificate checks off for the whole program; do it for one call at most."
            )


def _checks_nothing(block: Block, target: ast.Attribute, context: Context) -> bool:
    """Whether the same context is told to check no certificate either, which is reported for itself."""
    return any(
        isinstance(other, ast.Attribute)
        and other.attr == "verify_mode"
        and ast.dump(other.value) == ast.dump(target.value)
        and context.qualified(node.value) == "ssl.CERT_NONE"
        for node in block.nodes(ast.Assign)
        for other in node.targets
    )


def _choice(block: Block, node: ast.AST) -> Severity:
    """A hint where a condition decides, as when the user asks for it; else information."""
    conditional = any(isinstance(around, (ast.If, ast.IfExp)) for around in block.ancestors(node))
    return Severity.HINT if conditional else Severity.INFORMATION


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
