"""The rule weak-cipher."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Finding, Safety, Severity
from burnish_checks.patterns import deferred
from burnish_checks.security.dispatch import call_rule, under
from burnish_checks.security.hash_loudness import SYSTEM
from burnish_checks.security.known import names
from burnish_checks.security.passed import passed
from burnish_checks.security.words import vocabulary, words

_PYCRYPTO = under(
    ["Crypto.Cipher", "Cryptodome.Cipher"],
    ["ARC2.new", "ARC4.new", "Blowfish.new", "CAST.new", "DES.new", "DES3.new", "XOR.new"],
)
_HAZMAT = under(
    [
        "cryptography.hazmat.primitives.ciphers.algorithms",
        "cryptography.hazmat.decrepit.ciphers.algorithms",
    ],
    ["ARC4", "Blowfish", "IDEA", "CAST5", "SEED", "TripleDES"],
)
_ECB = frozenset({"cryptography.hazmat.primitives.ciphers.modes.ECB"})
_WITH_MODE = under(["Crypto.Cipher", "Cryptodome.Cipher"], ["AES.new"])
_MODE_ECB = under(["Crypto.Cipher", "Cryptodome.Cipher"], ["AES.MODE_ECB"])


_OTHERS = under(["pyDes"], ["des", "triple_des"]) | frozenset({"des.DesKey", "arc4.ARC4", "rc4.rc4"})


@call_rule(_PYCRYPTO | _HAZMAT | _ECB | _WITH_MODE | _OTHERS, aliases=("S304", "S305", "B304", "B305"))
def weak_cipher(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """DES, RC4, Blowfish and their like can be broken, and ECB shows which blocks of the plain text are equal.

    Use AES in an authenticated mode (GCM), ChaCha20-Poly1305, or `cryptography.fernet`, which chooses for you. A hint in a
    module that names the specification it implements (`RFC 4493`, `[MS-SAMR]`), for the other side dictates the cipher
    there, and in a function or class that is named after the cipher (`rc4_encrypt`) or a product that asks for it
    (`oracle_old_passwd`): who calls it has chosen. So it is in a module that decrypts and never encrypts, and in a function
    `decrypt`: whoever wrote the data has chosen. ECB is not told of where a hash, a CMAC or a wrapped key is made of single
    blocks (`aes_mmo_hash`, `class CMAC`).

    ```python
    from Crypto.Cipher import DES

    def box(key, text):
        return DES.new(key, DES.MODE_CBC).encrypt(text)
    ```

    ```python
    from Crypto.Cipher import AES

    def box(key, text):
        return AES.new(key, AES.MODE_GCM).encrypt(text)
    ```
    """
    if (name in _ECB or name in _WITH_MODE) and _is_one_block(block, call, context):
        return
    dictated = context.ask("is-specified") or _is_offered(block, call, context) or context.ask("only-decrypts")
    dictated = dictated or any(
        isinstance(item, syntax.FunctionNode) and "decrypt" in words(item.name) for item in block.ancestors(call)
    )
    severity = Severity.HINT if dictated else None
    if name in _WITH_MODE:
        arguments = passed(context, call)
        mode, place = arguments.get(1, "mode"), arguments.value(1, "mode")
        if place is not None and not _MODE_ECB.isdisjoint(names(context, mode)):
            message = "ECB mode shows which blocks are equal; use an authenticated mode such as GCM."
            here = context.qualified(mode) in _MODE_ECB if mode is not None else False
            written = here and isinstance(mode, ast.Attribute) and mode.attr == "MODE_ECB"
            replaced = {"old": "MODE_ECB", "new": "MODE_GCM"} if written else {}
            yield block.finding(place, message, data=replaced, severity=severity)
        return
    if name in _ECB:
        message = "ECB mode shows which blocks are equal; use an authenticated mode such as GCM."
    else:
        parts = name.split(".")
        cipher = parts[-2] if parts[-1] == "new" else parts[-1]
        message = f"`{cipher}` can be broken; use AES-GCM or ChaCha20-Poly1305."
    has_aes = (
        name in _HAZMAT and ".primitives." in name and isinstance(call.func, ast.Attribute) and call.func.attr != "ARC4"
    )
    replaced = {"old": call.func.attr, "new": "AES"} if has_aes and isinstance(call.func, ast.Attribute) else {}
    yield block.finding(call.func, message, data=replaced, severity=severity)


def _is_one_block(block: Block, call: ast.Call, context: Context) -> bool:
    """Whether a function or class around makes something else of the cipher, which is given one block after the other: a hash,
    a code of a message, a wrapped key."""
    return any(not _MADE_OF_BLOCKS.isdisjoint(words(name)) for name in _around(block, call, context))


_MADE_OF_BLOCKS = vocabulary("hash cmac omac cbcmac mac mmo wrap unwrap keywrap kdf prf eax xts gcm ccm ctr")


def _around(block: Block, call: ast.Call, context: Context) -> list[str]:
    """The names of the functions and classes around."""
    own = (item for item in block.ancestors(call) if isinstance(item, (ast.ClassDef, *syntax.FunctionNode)))
    return [*(item.name for item in own), *(header.name for header in context.enclosing if header.word == "class")]


_DIRECTIONS = deferred(r"\.(encrypt|decrypt)(?:or)?(?:_\w+)?\(")


@collector("directions", local=True, among=(ast.Call,), words=("crypt",))
def directions(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Whether the block calls a method that encrypts, or one that decrypts."""
    if block.body:
        for direction in sorted(set(_DIRECTIONS.findall(block.text))):
            yield direction, block.body[0]


@topic("only-decrypts", reads=("directions",))
def only_decrypts(view: View, index: int) -> Any:
    """Whether the module decrypts and never encrypts."""
    return set(view.joined.get("directions", {})) == {"decrypt"}


_CIPHERS = frozenset(
    {"rc2", "rc4", "arc4", "arcfour", "blowfish", "cast5", "des", "des3", "3des", "tripledes", "idea", "ecb"}
)
_WORDS = deferred(r"[A-Z]+\d*(?![a-z])|[A-Z]?[a-z]+\d*|\d+[A-Za-z]+")


def _is_offered(block: Block, call: ast.Call, context: Context) -> bool:
    """Whether a function or class around is named after a cipher, which it is there to offer, or a protocol that asks for one."""
    names = _around(block, call, context)
    named = any(word.lower() in _CIPHERS for name in names for word in _WORDS.findall(name))
    return named or any(SYSTEM.search(name) for name in names)


@weak_cipher.fix(
    "Use `{new}`",
    Safety.UNSAFE,
    why="What was encrypted until now can no longer be read; keys, initialisation vectors and nonces have other sizes.",
    when=lambda finding: "new" in finding.data,
)
def use_stronger(target: Target) -> Repair:
    """Write the name of the cipher or mode that stands beside the weak one in its module."""
    old, new = target.finding.data["old"], target.finding.data["new"]
    span = target.finding.span
    if target.source(span).rpartition(".")[2] != old:
        raise Refused("The name is not written out here.")
    return Repair(
        (target.replace(span._replace(start_line=span.end_line, start_column=span.end_column - len(old)), new),)
    )
