"""Which expressions are message authentication codes, or digests of passwords, and which functions give one back."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.uses import imports_module
from burnish_checks.security.dispatch import method_of, own_function
from burnish_checks.security.known import choices
from burnish_checks.security.makers import maker
from burnish_checks.security.signed_elsewhere import signs_elsewhere

MACS = frozenset(
    {
        *("hmac.new", "hmac.HMAC", "hmac.digest"),
        *("cryptography.hazmat.primitives.hmac.HMAC", "cryptography.hazmat.primitives.cmac.CMAC"),
        *("Crypto.Hash.HMAC.new", "Cryptodome.Hash.HMAC.new", "Crypto.Hash.CMAC.new", "Cryptodome.Hash.CMAC.new"),
    }
)
_DIGESTS = frozenset({"hmac.digest", "hashlib.scrypt", "hashlib.pbkdf2_hmac", "bcrypt.hashpw", "crypt.crypt"})
_KEYED = frozenset({"hashlib.blake2b", "hashlib.blake2s"})
_HOMES = ("hmac", "hashlib", "cryptography", "bcrypt", "crypt", "Crypto", "Cryptodome")
"""Modules without which a file makes no MAC; most comparisons need not be looked into."""
_DEEPEST = 5


def is_mac(side: ast.expr, context: Context) -> bool:
    """Whether the expression is the digest of an HMAC or of a password, or a text made of one."""
    if isinstance(side, ast.Constant):
        return False
    if not context.ask("makes-macs"):
        return isinstance(side, ast.Call) and signs_elsewhere(side, context)
    return any(_is_made_mac(value, context, _DEEPEST) for value in (side, *choices(context, side)))


def _is_made_mac(value: ast.AST, context: Context, depth: int) -> bool:
    if depth == 0:
        return False
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return any(_is_made_mac(item, context, depth - 1) for item in (value.left, value.right))
    if isinstance(value, ast.JoinedStr):
        parts = [part.value for part in value.values if isinstance(part, ast.FormattedValue)]
        return len(parts) == 1 and any(_is_made_mac(item, context, depth - 1) for item in choices(context, parts[0]))
    if not isinstance(value, ast.Call):
        return False
    name = context.qualified(value.func)
    called = own_function(value) or method_of(value)
    if name in _DIGESTS or (called and context.ask("signs", called)) or signs_elsewhere(value, context):
        return True
    if (name.startswith("base64.") or name in ("builtins.bytes", "builtins.str")) and value.args:
        return any(_is_made_mac(item, context, depth - 1) for item in choices(context, value.args[0]))
    if not isinstance(value.func, ast.Attribute):
        return False
    if value.func.attr in ("decode", "encode", "hex", "lower", "upper", "strip"):
        return any(_is_made_mac(item, context, depth - 1) for item in choices(context, value.func.value))
    if value.func.attr not in ("hexdigest", "digest", "finalize"):
        return False
    if maker(context, value.func.value) in MACS:
        return True
    return any(_is_keyed(made, context) for made in choices(context, value.func.value))


def _is_keyed(made: ast.expr, context: Context) -> bool:
    """Whether it makes a message authentication code: an HMAC, or BLAKE2 with a key."""
    if not isinstance(made, ast.Call):
        return False
    name = context.qualified(made.func)
    return name in MACS or (name in _KEYED and any(item.arg == "key" for item in made.keywords))


@collector("signers", among=(ast.Return,))
def signers(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Functions that give back an HMAC which they make, or a text made of it."""
    if "hmac" not in block.text.lower():
        return
    for node in block.nodes(ast.Return):
        function = block.function_around(node)
        if function is None or node.value is None or isinstance(node.value, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
            continue
        if any(dotted(item.func).endswith("compare_digest") for item in ast.walk(node) if isinstance(item, ast.Call)):
            continue
        if _holds_mac(node.value, _macs_in(function)):
            yield function.name, function


def _macs_in(function: ast.AST) -> set[str]:
    """The local names of a function that hold an HMAC, or what is made of one."""
    found: set[str] = set()
    for item in ast.walk(function):
        if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name) and _holds_mac(item.value, found):
            found.add(item.targets[0].id)
    return found


def _holds_mac(value: ast.AST, macs: set[str]) -> bool:
    return any(
        (isinstance(item, ast.Call) and dotted(item.func) in MACS) or (isinstance(item, ast.Name) and item.id in macs)
        for item in ast.walk(value)
    )


@topic("makes-macs", reads=("imports",))
def makes_macs(view: View, index: int) -> bool:
    """Whether the file imports anything that makes one: asked once, and not about each module for each block."""
    return any(imports_module(view.joined.get("imports", ()), module) for module in _HOMES)


@topic("signs", reads=("signers",))
def signs(view: View, index: int, name: str) -> Any:
    """Whether a function of the file of that name gives back an HMAC."""
    return name in view.joined.get("signers", {})
