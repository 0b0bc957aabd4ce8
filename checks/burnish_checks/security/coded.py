"""What data is, however it is packed: `text` behind `base64.b64decode(zlib.decompress(text))` or `text.encode()`."""

from __future__ import annotations

import ast

from burnish_checks.core.context import Context
from burnish_checks.security.dispatch import under
from burnish_checks.security.words import vocabulary

CODERS = (
    under(
        ["base64"],
        vocabulary(
            "b64encode b64decode urlsafe_b64encode urlsafe_b64decode standard_b64encode standard_b64decode b32encode"
            " b32decode b16encode b16decode b85encode b85decode a85encode a85decode decodebytes encodebytes"
        ),
    )
    | under(["binascii"], ["hexlify", "unhexlify", "a2b_base64", "b2a_base64"])
    | under(["codecs"], ["encode", "decode"])
    | under(["zlib", "gzip"], ["compress", "decompress"])
    | under(["builtins.bytes", "builtins.bytearray"], ["fromhex"])
)
"""Functions that give back what they are given, packed otherwise."""
_HOLDERS = frozenset({"builtins.bytes", "builtins.str", "io.BytesIO", "io.StringIO"})
_METHODS = vocabulary("decode encode hex tobytes strip rstrip")
"""Methods that give back their object so."""


def unpacked(node: ast.expr, context: Context) -> ast.expr:
    """The data that an expression packs or unpacks, one in the other."""
    while isinstance(node, ast.Call):
        function = node.func
        name = context.qualified(function)
        if (name in CODERS or name in _HOLDERS) and node.args:
            node = node.args[0]
        elif not name and isinstance(function, ast.Attribute) and function.attr in _METHODS:
            node = function.value
        else:
            break
    return node
