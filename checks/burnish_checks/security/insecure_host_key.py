"""The rule insecure-host-key."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Safety
from burnish_checks.security.calls import argument
from burnish_checks.security.dispatch import call_rule, under
from burnish_checks.security.makers import maker

_POLICIES = under(["paramiko", "paramiko.client"], ["AutoAddPolicy", "WarningPolicy"])
_CLIENTS = under(["paramiko", "paramiko.client"], ["SSHClient"])
_ASYNC = frozenset({"asyncssh.connect"})


@call_rule(_ASYNC, methods={"set_missing_host_key_policy"}, aliases=("S507", "B507"))
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
    if name in _ASYNC:
        known = argument(call, None, "known_hosts")
        if isinstance(known, ast.Constant) and known.value is None:
            yield block.finding(known, "`known_hosts=None` accepts any server; leave it out to check the known ones.")
        return
    policy = argument(call, 0, "policy")
    kind = context.qualified(policy.func if isinstance(policy, ast.Call) else policy) if policy is not None else ""
    receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
    made = maker(context, receiver)
    if policy is not None and kind in _POLICIES and (made in _CLIENTS or not made):
        shown = kind.rpartition(".")[2]
        yield block.finding(
            policy, f"`{shown}` accepts servers it does not know; use `RejectPolicy`.", data={"fix": "1"}
        )


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
