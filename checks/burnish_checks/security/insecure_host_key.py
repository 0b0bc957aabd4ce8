"""The rule insecure-host-key."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import argument
from burnish_checks.security.classes import derives_from
from burnish_checks.security.dispatch import call_rule, under
from burnish_checks.security.known import choices, constants, names
from burnish_checks.security.makers import maker
from burnish_checks.security.passed import passed

_POLICIES = under(["paramiko", "paramiko.client"], ["AutoAddPolicy", "WarningPolicy"])
_CLIENTS = under(["paramiko", "paramiko.client"], ["SSHClient"])
_ASYNC = frozenset({"asyncssh.connect"})


_NETMIKO = frozenset({"netmiko.ConnectHandler"})
_PYSFTP = frozenset({"pysftp.Connection"})
_BASE = under(["paramiko", "paramiko.client"], ["MissingHostKeyPolicy"])
_COMMANDS = under(["subprocess"], ["run", "Popen", "call", "check_call", "check_output"]) | frozenset(
    {"asyncio.create_subprocess_exec"}
)
_NO_CHECK = deferred(r"StrictHostKeyChecking[= ](?:no|off)\b|UserKnownHostsFile[= ]/dev/null", re.I)


@collector("trusting-policies", local=True, among=(ast.FunctionDef,), words=("missing_host_key",))
def trusting_policies(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Methods `missing_host_key` that refuse nobody: they raise nothing, and call nothing but to add or log the key."""
    for node in block.nodes(ast.FunctionDef):
        if node.name == "missing_host_key" and not any(isinstance(item, ast.Raise) for item in ast.walk(node)):
            called = (item.func for item in ast.walk(node) if isinstance(item, ast.Call))
            if all(isinstance(item, ast.Attribute) and item.attr in _KEEPS for item in called):
                yield node.name, node


_KEEPS = frozenset(
    {
        "add",
        "save_host_keys",
        "get_host_keys",
        "get_name",
        "get_fingerprint",
        "debug",
        "info",
        "warning",
        "warn",
        "_log",
        "log",
    }
)


@topic("trusts-hosts", reads=("trusting-policies",))
def trusts_hosts(view: View, index: int) -> Any:
    """Whether a class of the module has such a method."""
    return bool(view.joined.get("trusting-policies"))


@call_rule(_ASYNC | _COMMANDS | _NETMIKO | _PYSFTP, methods={"set_missing_host_key_policy"}, aliases=("S507", "B507"))
def insecure_host_key(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """An SSH client that accepts a server it does not know cannot tell it from somebody in between.

    Load the known keys and refuse others.

    ```python
    import paramiko

    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy)
    ```

    ```python
    import paramiko

    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.RejectPolicy)
    ```
    """
    arguments = passed(context, call)
    if name in _ASYNC:
        known = arguments.value(None, "known_hosts")
        if known is not None and None in constants(context, arguments.get(None, "known_hosts")):
            yield block.finding(known, "`known_hosts=None` accepts any server; leave it out to check the known ones.")
        return
    if name in _NETMIKO:
        strict = arguments.place(None, "ssh_strict")
        if strict is not None and False in constants(context, arguments.get(None, "ssh_strict")):
            yield block.finding(strict, "Without `ssh_strict` any server is accepted; load the known keys.")
        return
    if name in _PYSFTP:
        options = arguments.value(None, "cnopts")
        if options is not None and _keys_dropped(block, options):
            yield block.finding(options, "Without `hostkeys` any server is accepted; load the known keys.")
        return
    if name in _COMMANDS:
        yield from _command(block, call, context)
        return
    policy = argument(call, 0, "policy")
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    made = maker(context, receiver)
    if policy is None or (made and made not in _CLIENTS and not made.startswith("@")):
        return
    kinds = [chosen.removesuffix("()") for chosen in names(context, policy)]
    trusting = [kind for kind in kinds if kind in _POLICIES or (kind.startswith("@") and _trusts(context, kind))]
    if trusting:
        here = context.qualified(policy.func if isinstance(policy, ast.Call) else policy) in _POLICIES
        shown = trusting[0].rpartition(".")[2].lstrip("@")
        yield block.finding(
            policy,
            f"`{shown}` accepts servers it does not know; use `RejectPolicy`.",
            data={"fix": "1"} if here else {},
            severity=None if len(trusting) == len(kinds) else Severity.INFORMATION,
        )


def _trusts(context: Context, kind: str) -> bool:
    """Whether a class of the module is a policy that accepts everybody."""
    if derives_from(context, kind, _POLICIES):
        return True
    return derives_from(context, kind, _BASE) and bool(context.ask("trusts-hosts"))


def _keys_dropped(block: Block, options: ast.expr) -> bool:
    """Whether the function sets the `hostkeys` of the options to None."""
    return any(
        isinstance(target, ast.Attribute)
        and target.attr == "hostkeys"
        and dotted(target.value) == dotted(options)
        and isinstance(node.value, ast.Constant)
        and node.value.value is None
        for node in block.nodes(ast.Assign)
        for target in node.targets
    )


def _command(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """An option of `ssh`, `scp` or `rsync` that switches the check off."""
    for item in call.args:
        for command in choices(context, item):
            for part in ast.walk(command):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and _NO_CHECK.search(part.value):
                    place = part if block.parent(part) is not None else item
                    yield block.finding(place, "With this option `ssh` accepts any server; check the known keys.")
                    return


@insecure_host_key.fix(
    "Refuse unknown servers: `RejectPolicy`",
    Safety.UNSAFE,
    why="Servers whose key is not among the known ones are refused from now on.",
    when=lambda finding: "fix" in finding.data,
)
def refuse(target: Target) -> Repair:
    """Replace the policy class."""
    call = target.node(ast.Call)
    policy = argument(call, 0, "policy")
    if policy is None:
        policy = call.func
        call_of_class: ast.expr = policy
    else:
        call_of_class = policy.func if isinstance(policy, ast.Call) else policy
    imported = ensure_import(target.snapshot, "paramiko", "RejectPolicy", "module", index=target.index)
    return Repair((target.replace(call_of_class, imported.expression), *imported.changes))
