"""The rule weak-key-size."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Safety
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import text_of
from burnish_checks.security.dispatch import call_rule
from burnish_checks.security.known import constants, names
from burnish_checks.security.passed import passed

_ASYMMETRIC = "cryptography.hazmat.primitives.asymmetric"
_SIZES: dict[str, tuple[int | None, str]] = {
    f"{_ASYMMETRIC}.dsa.generate_private_key": (0, "key_size"),
    f"{_ASYMMETRIC}.rsa.generate_private_key": (1, "key_size"),
    "Crypto.PublicKey.DSA.generate": (0, "bits"),
    "Crypto.PublicKey.RSA.generate": (0, "bits"),
    "Cryptodome.PublicKey.DSA.generate": (0, "bits"),
    "Cryptodome.PublicKey.RSA.generate": (0, "bits"),
    f"{_ASYMMETRIC}.dh.generate_parameters": (1, "key_size"),
    "paramiko.RSAKey.generate": (0, "bits"),
    "paramiko.DSSKey.generate": (0, "bits"),
    "rsa.newkeys": (0, "nbits"),
    "asyncssh.generate_private_key": (None, "key_size"),
}
_CURVES = f"{_ASYMMETRIC}.ec.generate_private_key"
_WEAK_CURVES = frozenset({"SECP192R1", "SECT163K1", "SECT163R2"})
_ENOUGH = 2048


_OF_KIND = frozenset({"OpenSSL.crypto.TYPE_RSA", "OpenSSL.crypto.TYPE_DSA"})


@call_rule({*_SIZES, _CURVES}, methods={"generate_key"}, aliases=("S505", "B505"))
def weak_key_size(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """An RSA or DSA key under 2048 bits, or a curve under 224 bits, can be broken with enough machines.

    NIST SP 800-131A has disallowed them since 2014. Of DSA, SSH knows no longer keys and FIPS 186-5 none at all, so that
    another kind of key is what helps.

    ```python
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    ```

    ```python
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    ```
    """
    arguments = passed(context, call)
    if name == _CURVES:
        place = arguments.value(0, "curve")
        for kind in names(context, arguments.get(0, "curve")):
            shown = kind.removesuffix("()").rpartition(".")[2]
            if place is not None and shown in _WEAK_CURVES and kind.startswith(_ASYMMETRIC):
                yield block.finding(place, f"The curve `{shown}` is too small; use `SECP256R1` or larger.")
        return
    if name not in _SIZES and context.qualified(call.args[0] if call.args else call) not in _OF_KIND:
        return
    position, keyword = _SIZES.get(name, (1, "bits"))
    size, place = arguments.get(position, keyword), arguments.value(position, keyword)
    every = constants(context, size)
    if not every or any(not isinstance(bits, int) for bits in every):
        return
    bits = min(every)
    if place is not None and 0 < bits < _ENOUGH and not (name.startswith("asyncssh.") and not _is_rsa(call)):
        if _is_dsa(call, name, context):
            yield block.finding(place, f"A DSA key of {bits} bits can be broken, and DSA is withdrawn; use Ed25519.")
            return
        data = {"fix": "1"} if isinstance(place, ast.Constant) else {}
        yield block.finding(place, f"A key of {bits} bits can be broken; use at least {_ENOUGH}.", data=data)


def _is_dsa(call: ast.Call, name: str, context: Context) -> bool:
    """Whether it is a key for DSA, of which SSH knows no longer ones and FIPS 186-5 signs with none."""
    kinds = (name, context.qualified(call.args[0]) if call.args else "", text_of(call.args[0]) if call.args else "")
    return any(kind is not None and _DSA.search(kind) for kind in kinds)


_DSA = deferred(r"\bdsa\b|DSSKey|_DSA$|ssh-dss", re.I)


def _is_rsa(call: ast.Call) -> bool:
    """Whether the kind of key that is asked for by name is one whose size this is about."""
    return bool(call.args) and (text_of(call.args[0]) or "") in ("ssh-rsa", "ssh-dss")


@weak_key_size.fix(
    "Use 2048 bits",
    Safety.UNSAFE,
    why="Keys become larger and slower to make.",
    when=lambda finding: "fix" in finding.data,
)
def enlarge(target: Target) -> Repair:
    """Replace the size."""
    return Repair((target.replace(target.node(ast.Constant), str(_ENOUGH)),))
