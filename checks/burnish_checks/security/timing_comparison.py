"""The rule timing-comparison."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.makers import maker, value_of
from burnish_checks.security.words import words

_MACS = frozenset({"hmac.new", "hmac.HMAC", "hmac.digest"})
_PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Call)
_PAIRS = frozenset({("api", "key"), ("csrf", "token"), ("access", "token"), ("auth", "token"), ("secret", "key")})
_SIGNED = frozenset(["signature", "sig", "mac", "digest", "hmac", "token"])
_QUERIES = frozenset(["filter", "where", "filter_by", "having", "join", "outerjoin", "and_", "or_", "exclude"])
_COMPARED = frozenset(["expected", "computed", "calculated", "provided", "received", "given", "supplied"])


@rule(Category.SECURITY, visits=syntax.Compare, aliases=("CWE-208",), in_tests=False)
def timing_comparison(block: Block, node: ast.Compare, context: Context) -> Iterator[Finding]:
    """`==` on a secret stops at the first difference, and the time it takes tells how much was right.

    Reported where one side is a message authentication code, or where names on both sides speak of signatures or keys.
    `hmac.compare_digest` takes the same time whatever the difference. Conditions of a query, which the database
    compares, are left alone. A hint where one guess is all there is (`session.pop("state")`), where the key is a salt,
    and where two settings of the program are compared.

    ```python
    import hmac

    def valid(key, message, sent):
        return hmac.new(key, message, "sha256").hexdigest() == sent
    ```

    ```python
    import hmac

    def valid(key, message, sent):
        return hmac.compare_digest(hmac.new(key, message, "sha256").hexdigest(), sent)
    ```
    """
    if len(node.ops) != 1 or not isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
        return
    sides = (node.left, node.comparators[0])
    if not all(isinstance(side, _PLAIN) for side in sides):
        return
    if any(_is_mac(side, context) for side in sides) or (_by_name(sides) and not _selects(block, node)):
        message = "The time this takes tells how much of the secret was right; use `hmac.compare_digest`."
        public = any(_is_spent(context, side) or _is_salted(context, side) for side in sides)
        public = public or all(_is_setting(side) for side in sides)
        yield block.finding(node, message, severity=Severity.HINT if public else None)


def _is_spent(context: Context, side: ast.expr) -> bool:
    """Whether the value was taken out of where it was kept, so that nobody gets a second guess: `session.pop("state")`."""
    value = value_of(context, side)
    return isinstance(value, ast.Call) and method_of(value) == "pop"


def _is_setting(side: ast.expr) -> bool:
    """Whether a side is a setting of the program, `config["SECRET_KEY"]`, which nobody who asks gets to guess."""
    key = side.slice.value if isinstance(side, ast.Subscript) and isinstance(side.slice, ast.Constant) else ""
    name = getattr(side, "attr", "") or getattr(side, "id", "") or str(key)
    return name.isupper()


def _is_salted(context: Context, side: ast.expr) -> bool:
    """Whether the key of the HMAC is a salt, which stands beside the result: it hides names, and nobody is to guess it."""
    value = value_of(context, side)
    calls = (item for item in ast.walk(value) if isinstance(item, ast.Call)) if value is not None else ()
    keys = (call.args[0] for call in calls if call.args and context.qualified(call.func) in _MACS)
    return any("salt" in _words(key) for key in keys)


def _is_mac(side: ast.expr, context: Context) -> bool:
    """Whether the expression is the digest of an HMAC."""
    value = value_of(context, side)
    if isinstance(value, ast.Call) and context.qualified(value.func) == "hmac.digest":
        return True
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and context.ask("signs", value.func.id):
        return True
    if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute)):
        return False
    if value.func.attr == "decode" and isinstance(value.func.value, ast.Call):
        inner = value.func.value
        if context.qualified(inner.func).startswith("base64.") and inner.args:
            return _is_mac(inner.args[0], context)
    if context.qualified(value.func).startswith("base64.") and value.args:
        return _is_mac(value.args[0], context)
    return value.func.attr in ("hexdigest", "digest") and maker(context, value.func.value) in _MACS


@collector("signers", local=True)
def signers(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Functions that give back an HMAC which they make."""
    for node in block.nodes(ast.Return):
        made = [dotted(item.func) for item in ast.walk(node) if isinstance(item, ast.Call)]
        function = next((item for item in block.ancestors(node) if isinstance(item, syntax.FunctionNode)), None)
        if function is not None and _MACS.intersection(made):
            yield function.name, function


@topic("signs", reads=("signers",))
def signs(view: View, index: int, name: str) -> Any:
    """Whether a function of the file of that name gives back an HMAC."""
    return name in view.joined.get("signers", {})


def _by_name(sides: tuple[ast.expr, ast.expr]) -> bool:
    """Whether the names say that one given signature, token or key is compared with the right one."""
    found = [_words(side) for side in sides]
    if not all(found):
        return False
    both = [set(item) for item in found]
    if any(item[-2:] in _PAIRS for item in found):
        return all(item[-1] in ("key", "token", "secret", "apikey") for item in found)
    signed = all(item & _SIGNED for item in both)
    return signed and any(item & _COMPARED for item in both)


def _selects(block: Block, node: ast.AST) -> bool:
    """Whether the comparison chooses among records: in a query, which the database runs, or in the key of a `filter`."""
    for around in block.ancestors(node):
        if isinstance(around, ast.Lambda):
            return True
        if isinstance(around, ast.Call) and method_of(around) in _QUERIES:
            return True
        if isinstance(around, ast.stmt):
            return False
    return False


def _words(side: ast.expr) -> tuple[str, ...]:
    if isinstance(side, ast.Name):
        return words(side.id)
    if isinstance(side, ast.Attribute):
        return words(side.attr)
    if isinstance(side, ast.Subscript) and isinstance(side.slice, ast.Constant) and isinstance(side.slice.value, str):
        return words(side.slice.value)
    return ()


@timing_comparison.fix(
    "Use `hmac.compare_digest`",
    Safety.UNSAFE,
    why="Text outside ASCII, and values that are neither text nor bytes, raise an exception.",
)
def compare_digest(target: Target) -> Repair:
    """Call it with both sides."""
    node = target.node(ast.Compare)
    imported = ensure_import(target.snapshot, "hmac", "compare_digest", "module", index=target.index)
    left, right = target.source(node.left), target.source(node.comparators[0])
    text = f"{imported.expression}({left}, {right})"
    if isinstance(node.ops[0], ast.NotEq):
        text = f"not {text}"
        if isinstance(target.block.parent(node), (ast.Compare, ast.BinOp, ast.UnaryOp, ast.Await)):
            text = f"({text})"
    return Repair((target.replace(node, text), *imported.changes))
