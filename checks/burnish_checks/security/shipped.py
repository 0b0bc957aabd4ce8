"""What a program reads of its own folder: files that come with it are as trusted as its code."""

from __future__ import annotations

import ast

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.security.known import choices
from burnish_checks.security.makers import value_of

_OPENS = frozenset({"builtins.open", "io.open", "open"})
_RESOURCES = ("importlib.resources.", "importlib_resources.", "pkgutil.get_data", "pkg_resources.resource_")
_DEEPEST = 4


def comes_with_the_program(block: Block, stream: ast.expr | None, context: Context) -> bool:
    """Whether a stream, or bytes, are read of a file beside the module: of a path made of `__file__` and what is written out,
    or by `importlib.resources`."""
    opened = entered(block, stream) or stream
    every = choices(context, opened, defaults=False)
    return bool(every) and all(_is_beside(context, item, _DEEPEST) for item in every)


def is_opened_here(block: Block, stream: ast.expr | None, context: Context) -> bool:
    """Whether a stream, or text, is read of a file that is opened by its name: by `open(...)`, `path.open()`, `read_text()`."""
    opened = entered(block, stream) or value_of(context, stream)
    while isinstance(opened, ast.Call):
        function = opened.func
        if context.qualified(function) in _OPENS:
            return True
        if not isinstance(function, ast.Attribute) or function.attr not in _READS:
            return False
        if function.attr != "read":
            return True
        opened = entered(block, function.value) or value_of(context, function.value)
    return False


_READS = frozenset({"open", "read", "read_text", "read_bytes"})


def entered(block: Block, stream: ast.expr | None) -> ast.expr | None:
    """What a `with` around binds to the name of a stream."""
    for around in block.ancestors(stream) if isinstance(stream, ast.Name) else ():
        for item in around.items if isinstance(around, (ast.With, ast.AsyncWith)) else ():
            if isinstance(item.optional_vars, ast.Name) and item.optional_vars.id == getattr(stream, "id", ""):
                return item.context_expr
    return None


def _is_beside(context: Context, node: ast.expr, depth: int) -> bool:
    if isinstance(node, ast.Call) and context.qualified(node.func) in _OPENS and node.args:
        node = node.args[0]
    return _names_own_folder(context, node, depth) is True


def _names_own_folder(context: Context, node: ast.expr, depth: int) -> bool | None:
    """True if an expression names the module's own file, False if it names nothing that is not known, else None."""
    own = False
    for name in (item for item in ast.walk(node) if isinstance(item, ast.Name)):
        if name.id == "__file__":
            own = True
            continue
        known = context.qualified(name)
        if known.startswith(_RESOURCES):
            own = True
        if known and not known.startswith("@"):
            continue
        each = [item for item in choices(context, name, 1, defaults=False) if item is not name] if depth else []
        found = [_names_own_folder(context, item, depth - 1) for item in each]
        if not found or None in found:
            return None
        own = own or True in found
    dotted = (context.qualified(item) for item in ast.walk(node) if isinstance(item, ast.Attribute))
    return own or any(text.startswith(_RESOURCES) for text in dotted)
