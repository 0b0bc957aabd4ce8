"""The rule timing-comparison."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import takewhile

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.patterns import deferred
from burnish_checks.security.changes import (
    asks_what_changed,
    is_fingerprint,
    is_of_before,
    is_of_cache,
    is_of_two_states,
)
from burnish_checks.security.compared_secrets import is_configured, is_of_secrets, is_stored
from burnish_checks.security.dispatch import method_of, own_function, under
from burnish_checks.security.known import annotation_of, choices
from burnish_checks.security.macs import MACS, is_mac
from burnish_checks.security.makers import value_of
from burnish_checks.security.words import vocabulary, words, words_of

_PLAIN = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.JoinedStr, ast.BinOp)
_QUERIES = frozenset(["filter", "where", "filter_by", "having", "join", "outerjoin", "and_", "or_", "exclude"])


@rule(Category.SECURITY, visits=syntax.Compare, aliases=("CWE-208",), in_tests=False)
def timing_comparison(block: Block, node: ast.Compare, context: Context) -> Iterator[Finding]:
    """`==` on a secret stops at the first difference, and the time it takes tells how much was right.

    Reported where one side is a message authentication code or the digest of a password, where names on both sides speak of
    signatures or keys, and where a check compares a password or secret with that of its object. `hmac.compare_digest` takes
    the same time whatever the difference. Conditions of a query, which the database compares, are left alone. A hint where
    one guess is all there is (`session.pop("state")`), where the key is a salt or one of many that are tried, where two
    settings of the program are compared, where one side has just been drawn, or is of a class without an `__eq__`, where
    what an object is given is compared with what it has, several of them at once, where a token is a number that counts, a
    constant that says that there is no secret or but the default, and in the modules of a command line (`cli`).

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
    if len(node.ops) != 1 or node.comparators[0].__class__ is ast.Constant:
        return
    sides = (node.left, node.comparators[0])
    message = "The time this takes tells how much of the secret was right; use `hmac.compare_digest`."
    if isinstance(node.ops[0], (ast.In, ast.NotIn)):
        held = sides[1]
        if isinstance(held, (ast.ListComp, ast.SetComp, ast.GeneratorExp)) and is_mac(held.elt, context):
            yield block.finding(node, message)
        return
    if not isinstance(node.ops[0], (ast.Eq, ast.NotEq)) or not all(isinstance(side, _PLAIN) for side in sides):
        return
    stored = is_stored(block, sides, context)
    named = stored or is_of_secrets(block, sides, context)
    told = any(is_mac(side, context) for side in sides) and not _is_of_query(block, node)
    if told or (named and not _selects(block, node)):
        public = (
            any(_is_spent(context, side) or _is_salted(context, side) for side in sides)
            or all(_is_blinded(context, side) for side in sides)
            or all(_is_setting(side) for side in sides)
            or any(_is_guessed(block, side, context) for side in sides)
            or any(_is_drawn(context, side) or _is_compared_by_identity(context, side) for side in sides)
            or any(_is_sentinel(side) for side in sides)
            or any(_is_number(context, side) or is_fingerprint(side) for side in sides)
            or asks_what_changed(block, node)
            or (isinstance(node.ops[0], ast.NotEq) and not named and any(is_of_cache(context, side) for side in sides))
            or is_of_two_states(sides)
            or (not stored and any(is_of_before(side) for side in sides))
            or _is_looked_for(block, sides)
            or _OF_A_COMMAND.search(context.path) is not None
        )
        yield block.finding(node, message, severity=Severity.HINT if public else None)


_OF_A_COMMAND = deferred(r"(?:^|[\\/])_?cli(?:[\\/]|\.py\Z)")
"""Paths of what somebody runs for themselves, and learns nothing of by its time."""


def _is_spent(context: Context, side: ast.expr) -> bool:
    """Whether the value was taken out of where it was kept, so that nobody gets a second guess: `session.pop("state")`."""
    value = value_of(context, side)
    return isinstance(value, ast.Call) and method_of(value) == "pop"


def _is_blinded(context: Context, side: ast.expr) -> bool:
    """Whether it was hashed once more with a salt that is new each time, so that nobody knows what is compared."""
    made = value_of(context, side)
    salt = made.args[1] if isinstance(made, ast.Call) and len(made.args) > 1 else None
    drawn = value_of(context, salt) if salt is not None else None
    return isinstance(drawn, ast.Call) and context.qualified(drawn.func) == "bcrypt.gensalt"


def _is_guessed(block: Block, side: ast.expr, context: Context) -> bool:
    """Whether the key is one of many that a loop goes through to find the one that fits, which it hands out."""
    loops = [loop for loop in block.ancestors(side) if isinstance(loop, ast.For)]
    tried = {item.id for loop in loops for item in ast.walk(loop.target) if isinstance(item, ast.Name)}
    handed = {
        item.id
        for loop in loops
        for node in ast.walk(loop)
        if isinstance(node, (ast.Return, ast.Yield)) and node.value is not None
        for item in ast.walk(node.value)
        if isinstance(item, ast.Name)
    }
    tried &= handed
    calls = (item for item in ast.walk(side) if tried and isinstance(item, ast.Call))
    keys = [call.args[0] for call in calls if call.args and context.qualified(call.func) in MACS]
    return any(isinstance(part, ast.Name) and part.id in tried for key in keys for part in ast.walk(key))


def _is_drawn(context: Context, side: ast.expr) -> bool:
    """Whether the function has drawn the value itself, so that nobody outside can have given it: `token = self.new_token()`."""
    made = [item for item in choices(context, side) if isinstance(item, ast.Call)]
    return any(
        context.qualified(item.func) in _DRAWS or words(own_function(item) or method_of(item))[:1] == ("new",)
        for item in made
    )


_DRAWS = under(["secrets"], ["token_hex", "token_urlsafe", "token_bytes", "choice"]) | {"uuid.uuid4", "os.urandom"}


def _is_compared_by_identity(context: Context, side: ast.expr) -> bool:
    """Whether the annotation of a parameter names a class of the workspace that does not say when two of it are equal."""
    module, _, name = annotation_of(context, side).rpartition(".")
    known = context.ask_project("facts", module, "classes") if module else None
    plain = any(item.name == name and not item.decorators and not item.bases for item in known or ())
    return plain and all(item.name != "__eq__" for item in context.ask_project("facts", module, "members") or ())


def _is_setting(side: ast.expr) -> bool:
    """Whether a side is a setting of the program, `config["SECRET_KEY"]`, which nobody who asks gets to guess."""
    key = side.slice.value if isinstance(side, ast.Subscript) and isinstance(side.slice, ast.Constant) else ""
    name = getattr(side, "attr", "") or getattr(side, "id", "") or str(key)
    return name.isupper()


def _is_sentinel(side: ast.expr) -> bool:
    """Whether a constant stands for what is no secret: the default, or that there is none, `self.default_secret`."""
    if isinstance(side, ast.Attribute):
        return words(side.attr)[:1] == ("default",)
    return isinstance(side, ast.Name) and side.id.isupper() and not _NO_SECRET.isdisjoint(words(side.id))


_NO_SECRET = vocabulary(
    "default failed failure invalid missing unset unknown empty none null placeholder dummy unchanged masked hidden example"
)


def _is_number(context: Context, side: ast.expr) -> bool:
    """Whether what is called a token counts something: it is made by `int`."""
    made = [item for item in choices(context, side) if isinstance(item, ast.Call)]
    return any(context.qualified(item.func) == "builtins.int" for item in made)


def _is_looked_for(block: Block, sides: tuple[ast.expr, ast.expr]) -> bool:
    """Whether one side is an attribute of what a loop goes through, and the other a constant of a class: a kind of thing."""
    for one, other in (sides, sides[::-1]):
        if not (isinstance(one, ast.Attribute) and isinstance(other, ast.Attribute) and other.attr.isupper()):
            continue
        if is_configured(other) or not isinstance(one.value, ast.Name):
            continue
        loops = (loop for loop in block.ancestors(one) if isinstance(loop, ast.For))
        if any(isinstance(loop.target, ast.Name) and loop.target.id == one.value.id for loop in loops):
            return True
    return False


def _is_salted(context: Context, side: ast.expr) -> bool:
    """Whether the key of the HMAC is a salt, which stands beside the result: it hides names, and nobody is to guess it."""
    value = value_of(context, side)
    calls = (item for item in ast.walk(value) if isinstance(item, ast.Call)) if value is not None else ()
    keys = (call.args[0] for call in calls if call.args and context.qualified(call.func) in MACS)
    return any("salt" in words_of(key) for key in keys)


def _selects(block: Block, node: ast.AST) -> bool:
    """Whether the comparison chooses among records: in a query, or in the key of a `filter`."""
    return _is_of_query(block, node) or any(isinstance(around, ast.Lambda) for around in _within_statement(block, node))


def _is_of_query(block: Block, node: ast.AST) -> bool:
    """Whether the comparison is a condition of a query, `query.filter(Key.digest == digest)`, which the database runs."""
    around = [item for item in _within_statement(block, node) if isinstance(item, (ast.Call, ast.Lambda))]
    return bool(around) and isinstance(around[0], ast.Call) and method_of(around[0]) in _QUERIES


def _within_statement(block: Block, node: ast.AST) -> Iterator[ast.AST]:
    return takewhile(lambda around: not isinstance(around, ast.stmt), block.ancestors(node))


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
