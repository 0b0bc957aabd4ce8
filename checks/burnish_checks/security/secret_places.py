"""Where a literal stands: the name beside it that may tell that it is a secret."""

from __future__ import annotations

import ast

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted


def name_of(block: Block, node: ast.AST, parent: ast.AST | None) -> tuple[str, ast.Call | None]:
    """The name beside the literal (target, keyword, key, parameter, compared name), and the call it is passed to."""
    if isinstance(parent, (ast.Assign, ast.AnnAssign)) and parent.value is node:
        target = parent.targets[0] if isinstance(parent, ast.Assign) else parent.target
        return _target_name(target), None
    if isinstance(parent, ast.keyword):
        call = block.parent(parent)
        return parent.arg or "", call if isinstance(call, ast.Call) else None
    if isinstance(parent, ast.Dict):
        return syntax.word_of(parent, node) or "", None
    if isinstance(parent, ast.Compare) and len(parent.ops) == 1 and isinstance(parent.ops[0], (ast.Eq, ast.NotEq)):
        other = parent.comparators[0] if parent.left is node else parent.left
        return _target_name(other), None
    if isinstance(parent, ast.arguments):
        positional = [*parent.posonlyargs, *parent.args]
        for argument, default in zip(reversed(positional), reversed(parent.defaults), strict=False):
            if default is node:
                return argument.arg, None
        for argument, keyword_default in zip(parent.kwonlyargs, parent.kw_defaults, strict=True):
            if keyword_default is node:
                return argument.arg, None
    return "", None


_FIELDS = frozenset({"field", "Field", "ib", "attrib", "mapped_column", "Column", "CharField", "TextField"})
"""What makes the field of a class, whose default is passed first or by its name."""
_WRAPS = frozenset({"str", "bytes", "SecretStr", "SecretBytes", "b64decode", "fromhex", "unhexlify"})
"""What makes the value of a literal, as it is or decoded."""
_TAKE_IT_FIRST = _FIELDS - {"field", "ib", "attrib"} | _WRAPS
_DEFAULTS = frozenset({"default", "default_factory", "factory"})


def outermost(block: Block, node: ast.AST) -> ast.AST:
    """The expression that the literal is the value of, or may be: `field(default="...")`, `known or "..."`, `"...".encode()`."""
    while (around := _around(block, node)) is not None:
        node = around
    return node


def _around(block: Block, node: ast.AST) -> ast.AST | None:
    """The expression around one that has the same value, or may have it; None if there is none."""
    parent = block.parent(node)
    if isinstance(parent, ast.BoolOp):
        return parent if isinstance(parent.op, ast.Or) and parent.values[-1] is node else None
    if isinstance(parent, ast.IfExp):
        return None if parent.test is node else parent
    if isinstance(parent, ast.Lambda):
        return parent if parent.body is node else None
    if isinstance(parent, ast.Attribute):
        call = block.parent(parent)
        return (
            call if parent.attr in ("encode", "strip") and isinstance(call, ast.Call) and call.func is parent else None
        )
    call = block.parent(parent) if isinstance(parent, ast.keyword) else parent
    if not isinstance(call, ast.Call):
        return None
    word = dotted(call.func).rpartition(".")[2]
    if isinstance(parent, ast.keyword):
        return call if parent.arg in _DEFAULTS and word in _FIELDS else None
    return call if word in _TAKE_IT_FIRST and call.args[:1] == [node] else None


_LOGINS = frozenset({"login", "simple_bind_s", "bind_s"})
_ACCOUNTS = frozenset({"HTTPBasicAuth", "HTTPDigestAuth", "BasicAuth", "HTTPProxyAuth", "DigestAuth"})
_LOOKS_UP = frozenset({"getenv", "get", "env", "config", "str", "setdefault", "pop", "define"})


def name_of_argument(block: Block, node: ast.AST) -> str:
    """What a literal is for, by where it stands in a call: the default of a variable, the password of a login."""
    parent = block.parent(node)
    if isinstance(parent, ast.Tuple) and len(parent.elts) == 2 and parent.elts[1] is node:
        around = block.parent(parent)
        return (
            "password" if isinstance(around, ast.keyword) and around.arg in ("auth", "basic_auth", "http_auth") else ""
        )
    keyword = parent.arg if isinstance(parent, ast.keyword) else None
    call = block.parent(parent) if isinstance(parent, ast.keyword) else parent
    if not isinstance(call, ast.Call):
        return ""
    called = dotted(call.func).rpartition(".")[2]
    if keyword is None and call.args[1:2] == [node]:
        if called in _LOGINS or called in _ACCOUNTS:
            return "password"
        return _first_text(call) if called in _LOOKS_UP else ""
    if keyword is None and node in call.args[2:3]:
        key = call.args[1]  # of a getter of the program's own: `_string(values, "SECRET_KEY", "dev")`
        return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isupper() else ""
    if keyword == "default":
        return _first_text(call)
    return "password" if keyword is None and call.args[:1] == [node] and called == "set_password" else ""


def stands_in(block: Block, node: ast.AST) -> bool:
    """Whether the literal stands in for a variable that is not set: `getenv("PASSWORD", "...")`, `environ.get(...) or "..."`."""
    parent = block.parent(node)
    if isinstance(parent, ast.BoolOp):
        return parent.values[-1] is node and any(_looks_up(item) for item in parent.values[:-1])
    call = block.parent(parent) if isinstance(parent, ast.keyword) and parent.arg == "default" else parent
    return isinstance(call, ast.Call) and _looks_up(call) and node is not call.args[0]


def _looks_up(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in _LOOKS_UP - {"str"} and bool(node.args)
    )


def is_defined(block: Block, node: ast.AST) -> bool:
    """Whether the literal is the default with which an option of the program is defined: `define("cookie_secret", "...")`."""
    parent = block.parent(node)
    call = block.parent(parent) if isinstance(parent, ast.keyword) and parent.arg == "default" else parent
    place = isinstance(parent, ast.keyword) or (isinstance(call, ast.Call) and call.args[1:2] == [node])
    return isinstance(call, ast.Call) and place and dotted(call.func).rpartition(".")[2] == "define"


def _first_text(call: ast.Call) -> str:
    """The first argument of a call, if it is a text."""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _target_name(target: ast.AST) -> str:
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return target.slice.value if isinstance(target.slice.value, str) else ""
    return ""
