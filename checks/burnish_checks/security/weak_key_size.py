"""The rule weak-key-size."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Finding, Safety
from burnish_checks.security.calls import argument
from burnish_checks.security.dispatch import call_rule
from burnish_checks.security.makers import literal_of

_ASYMMETRIC = "cryptography.hazmat.primitives.asymmetric"
_SIZES: dict[str, tuple[int, str]] = {
    f"{_ASYMMETRIC}.dsa.generate_private_key": (0, "key_size"),
    f"{_ASYMMETRIC}.rsa.generate_private_key": (1, "key_size"),
    "Crypto.PublicKey.DSA.generate": (0, "bits"),
    "Crypto.PublicKey.RSA.generate": (0, "bits"),
    "Cryptodome.PublicKey.DSA.generate": (0, "bits"),
    "Cryptodome.PublicKey.RSA.generate": (0, "bits"),
}
_CURVES = f"{_ASYMMETRIC}.ec.generate_private_key"
_WEAK_CURVES = frozenset({"SECP192R1", "SECT163K1", "SECT163R2"})
_ENOUGH = 2048


@call_rule({*_SIZES, _CURVES}, aliases=("S505", "B505"))
def weak_key_size(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    """An RSA or DSA key under 2048 bits, or a curve under 224 bits, can be broken with enough machines.

    NIST SP 800-131A has disallowed them since 2014.

    ```python
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    ```

    ```python
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    ```
    """
    if name == _CURVES:
        curve = argument(call, 0, "curve")
        kind = context.qualified(curve.func if isinstance(curve, ast.Call) else curve) if curve else ""
        if curve is not None and kind.rpartition(".")[2] in _WEAK_CURVES and kind.startswith(_ASYMMETRIC):
            yield block.finding(
                curve, f"The curve `{kind.rpartition('.')[2]}` is too small; use `SECP256R1` or larger."
            )
        return
    position, keyword = _SIZES[name]
    size = argument(call, position, keyword)
    bits = literal_of(context, _default(block, size) or size)
    if size is not None and isinstance(bits, int) and 0 < bits < _ENOUGH:
        data = {"fix": "1"} if isinstance(size, ast.Constant) else {}
        yield block.finding(size, f"A key of {bits} bits can be broken; use at least {_ENOUGH}.", data=data)


def _default(block: Block, size: ast.expr | None) -> ast.expr | None:
    """What the size is where callers do not say: the default of the block's parameter of that name."""
    function = block.body[0] if block.body else None
    if not isinstance(size, ast.Name) or not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    if any(isinstance(node.ctx, ast.Store) and node.id == size.id for node in block.nodes(ast.Name)):
        return None
    arguments = function.args
    ordered = [*arguments.posonlyargs, *arguments.args]
    given = [*zip(reversed(ordered), reversed(arguments.defaults), strict=False)]
    given += [
        (item, value)
        for item, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        if value is not None
    ]
    return next((value for item, value in given if item.arg == size.id), None)


@weak_key_size.fix(
    "Use 2048 bits",
    Safety.UNSAFE,
    why="Keys become larger and slower to make.",
    when=lambda finding: "fix" in finding.data,
)
def enlarge(target: Target) -> Repair:
    """Replace the size."""
    return Repair((target.replace(target.node(ast.Constant), str(_ENOUGH)),))
