"""The rule unsafe-pickle."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.rule import Category, Finding, Severity, rule
from burnish_checks.core.selecting import calls, words
from burnish_checks.security.calls import argument, text_of
from burnish_checks.security.dispatch import under
from burnish_checks.security.flow.shown import proved

_LOADS = (
    under(["pickle", "_pickle", "cPickle", "dill"], ["load", "loads", "Unpickler"])
    | under(["cloudpickle"], ["load", "loads"])
    | under(["shelve"], ["open", "DbfilenameShelf"])
    | under(["jsonpickle"], ["decode", "unpickler.decode"])
    | under(["pandas"], ["read_pickle"])
    | under(["marshal"], ["load", "loads"])
    | under(["joblib"], ["load"])
)

_COMPARES = re.compile(r"cmp\(|compare_digest|verif|signature", re.I)
_WORDS = frozenset(name.rpartition(".")[2] for name in _LOADS)


@rule(
    Category.SECURITY,
    visits=(syntax.Call, syntax.Name, syntax.Attribute),
    only=(calls(_LOADS), words(*_WORDS)),
    aliases=("S301", "S302", "B301", "B302"),
    severity=Severity.INFORMATION,
    in_tests=False,
)
def unsafe_pickle(block: Block, node: ast.Call | ast.Name | ast.Attribute, context: Context) -> Iterator[Finding]:
    """Unpickling runs code that the data names, so data that others can write must not be unpickled.

    `pickle`, `marshal`, `shelve` and their like are for a program's own data. Where it comes from outside, or lies
    where others can change it, use JSON, or sign the data and check the signature first. Where untrusted data is seen
    to reach the call, `unsafe-deserialization` reports it instead. A reference without a call, a call under a condition that
    compares an HMAC, the second of two equal calls, what is read back from the attribute that the file pickled it
    into, and a class or file whose name says that it pickles (`PickleField`), are only hints.

    ```python
    import pickle

    def read(stream):
        return pickle.load(stream)
    ```

    ```python
    import json

    def read(stream):
        return json.load(stream)
    ```
    """
    if isinstance(node, ast.Call):
        if not isinstance(node.func, ast.Name) or node.func.id in _WORDS:
            return  # the name in it is visited itself
        node = node.func
    elif (node.attr if isinstance(node, ast.Attribute) else node.id) not in _WORDS:
        return
    parent = block.parent(node)
    if not isinstance(node.ctx, ast.Load) or isinstance(parent, (ast.Attribute, ast.arg, ast.AnnAssign)):
        return
    name = context.qualified(node)
    if name not in _LOADS:
        return
    call = parent if isinstance(parent, ast.Call) and parent.func is node else None
    if call is not None and proved(block, call, context, "unsafe-deserialization"):
        return
    known = call is None or (
        _round_trip(call, context)
        or _is_read_on(block, call)
        or _only_written(call)
        or _is_signed(block, call)
        or _own(call, context)
        or _is_its_trade(block, call, context)
    )
    yield block.finding(
        node,
        f"`{name}` runs code that its data names; use it only on data nobody else can write.",
        severity=Severity.HINT if known else None,
    )


def _round_trip(call: ast.Call, context: Context) -> bool:
    """Whether the call reads what was pickled in the same breath, as a test or a deep copy does."""
    inner = call.args[0] if call.args else None
    return isinstance(inner, ast.Call) and context.qualified(inner.func).endswith(".dumps")


def _is_read_on(block: Block, call: ast.Call) -> bool:
    """Whether the call before this one reads from the same stream: one remark is enough for both."""
    same = [item for item in block.nodes(ast.Call) if ast.dump(item) == ast.dump(call)]
    return bool(call.args) and same[0] is not call


@collector("pickled", among=(ast.Assign,))
def pickled(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Attributes that the block keeps what it pickled in: `self._saved = pickle.dumps(state)`."""
    if "dumps(" not in block.text:
        return
    for node in block.nodes(ast.Assign):
        target = node.targets[0]
        target = target.value if isinstance(target, ast.Subscript) else target
        if isinstance(target, ast.Attribute) and any(map(_dumps, ast.walk(node.value))):
            yield target.attr, node


def _dumps(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "dumps"


@topic("pickled-into", reads=("pickled",))
def pickled_into(view: View, index: int, attribute: str) -> Any:
    """Whether the file pickles something into an attribute of that name."""
    return attribute in view.joined.get("pickled", {})


def _own(call: ast.Call, context: Context) -> bool:
    """Whether the data is an attribute that this file pickled it into: it has never left the program."""
    read: ast.AST | None = call.args[0] if call.args else None
    block = context.block
    if isinstance(read, ast.Name):
        owner = block.walk.scope_at(read).resolve(read.id)
        binders = owner.bound[read.id] if owner is not None and owner.is_function else []
        read = getattr(block.statement_of(binders[0]), "value", None) if len(binders) == 1 else None
    if read is None:
        return False
    held = [
        item.attr for item in ast.walk(read) if isinstance(item, ast.Attribute) and isinstance(item.value, ast.Name)
    ]
    return any(context.ask("pickled-into", attribute) for attribute in held)


def _is_its_trade(block: Block, call: ast.AST, context: Context) -> bool:
    """Whether the class around is named after what it does: who uses it has chosen to pickle."""
    stem = PurePath(context.path).stem
    if "pickle" in stem or ("cache" in stem and context.qualified(getattr(call, "func", call)).startswith("marshal.")):
        return True  # `marshal` is what Python's own cache of code is written with
    classes = [item.name for item in block.ancestors(call) if isinstance(item, ast.ClassDef)]
    classes += [header.name for header in context.enclosing if header.word == "class"]
    return any(word in name.lower() for name in classes for word in ("pickle", "marshal", "shelve"))


def _is_signed(block: Block, call: ast.AST) -> bool:
    """Whether the call stands under a condition that compares a signature."""
    if "hmac" not in block.text and "unsign" not in block.text:
        return False
    return any(
        isinstance(around, ast.If) and _COMPARES.search(block.source(around.test)) for around in block.ancestors(call)
    )


def _only_written(call: ast.Call) -> bool:
    """Whether a shelf is opened anew and empty."""
    return text_of(argument(call, 1, "flag")) == "n"
