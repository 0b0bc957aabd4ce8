"""Where a new function goes, what kind it is, and how it is called from where its code was."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.frames import frame_call
from burnish_checks.core.repair import Refused
from burnish_checks.organization.extraction.events import FUNCTIONS, Function

_EMPTY_BASES = frozenset(
    {"object", "ABC", "Generic", "Exception", "ValueError", "TypeError", "RuntimeError", "Enum", "type"}
)
_SELF = frozenset({"self", "this"})
_CLS = frozenset({"cls", "klass", "mcs", "mcls", "metacls"})
_CLASS_METHODS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})


@dataclass(frozen=True)
class Place:
    """The home of a new function."""

    host: Function
    """The function it is put after: the outermost one around the code, up to a class or the module."""
    kind: str
    """`function`, `method`, `classmethod` or `staticmethod`."""
    receiver: str
    """What its calls begin with: empty, `self`, `cls`, or the name of a class."""
    first: str
    """Its own first parameter: `self`, `cls`, or empty."""
    captured: tuple[str, ...]
    """Variables of functions between the code and the host, which are passed."""
    before: bool
    """Whether it goes before the host, because a decorator may call the host at once."""
    inherits: bool = False
    """Whether it joins a class with base classes that this file does not define."""


def place_for(
    context: Context, function: Function, nodes: Sequence[ast.AST], classes: Mapping[str, Sequence[str]]
) -> Place:
    """The place for code made of `nodes` (statements or an expression) in a function. Raises `Refused`.

    `classes` gives the bases, as they are written, of the classes that the file defines.
    """
    block = context.block
    chain = _chain(block, function)
    host = chain[-1]
    every = [node for root in nodes for node in ast.walk(root)]
    _refuse_frames(block, function, every)
    captured = _captured(block, chain, every)
    if not _is_method(block, host):
        before = any(not _is_quiet(context, item) for item in host.decorator_list)
        if _needs_class(every):
            raise Refused("The code uses `super()` or `__class__`, which it has in a method only.")
        return Place(host, "function", "", "", captured, before)
    return _in_class(context, chain, every, captured, classes)


def _chain(block: Block, function: Function) -> list[Function]:
    """The function and those around it, innermost first, up to a class or the module."""
    chain = [function]
    for around in block.ancestors(function):
        if isinstance(around, ast.ClassDef):
            break
        if isinstance(around, FUNCTIONS):
            chain.append(around)
    return chain


def _is_method(block: Block, function: Function) -> bool:
    parent = block.parent(function)
    while parent is not None and not isinstance(parent, (*FUNCTIONS, ast.ClassDef)):
        parent = block.parent(parent)
    return isinstance(parent, ast.ClassDef) or (parent is None and block.in_class)


def _needs_class(nodes: Iterable[ast.AST]) -> bool:
    return any(
        (isinstance(node, ast.Name) and node.id == "__class__")
        or (isinstance(node, ast.Call) and dotted(node.func) == "super" and not node.args)
        for node in nodes
    )


def _refuse_frames(block: Block, function: Function, nodes: Iterable[ast.AST]) -> None:
    for node in nodes:
        if isinstance(node, ast.Call) and (name := frame_call(node)):
            raise Refused(f"The code calls `{name}`, which looks at the function it stands in.")
        if isinstance(node, ast.keyword) and node.arg == "stacklevel":
            raise Refused("The code passes a `stacklevel`, which counts the functions around it.")
    for node in block.nodes(ast.Call):
        if (name := frame_call(node)) and function in block.ancestors(node):
            raise Refused(f"The function calls `{name}`, which sees its variables.")


def _captured(block: Block, chain: list[Function], nodes: list[ast.AST]) -> tuple[str, ...]:
    """Variables of the functions around the innermost one that the code reads."""
    scopes = [block.walk.scopes[item] for item in chain]
    inner = {id(node) for node in nodes}
    outside = scopes[0].nonlocals
    found: dict[str, None] = {}
    standing = {id(node): scope for node, scope in block.walk.names}
    for node in nodes:
        if not isinstance(node, ast.Name):
            continue
        owner = standing[id(node)].resolve(node.id) if id(node) in standing else None
        if owner is None or owner is scopes[0] or (owner.node is not None and id(owner.node) in inner):
            continue
        if owner.node is None and owner.kind == "lambda":
            raise Refused(f"The code uses the type parameter `{node.id}` of the function.")
        if owner.kind in ("comprehension", "lambda"):
            continue  # inside the innermost function: an expression is handed it as a parameter
        if node.id in outside:
            raise Refused(f"The code shares the variable `{node.id}` with a function around it.")
        if owner in scopes:
            _refuse_unstable(block, node.id, chain, scopes.index(owner))
            found[node.id] = None
    return tuple(found)


def _refuse_unstable(block: Block, name: str, chain: list[Function], level: int) -> None:
    """A variable of a function around may be passed only if it can have but one value by then."""
    scope = block.walk.scopes[chain[level]]
    binders = scope.bound[name]
    inner = chain[level - 1]
    if len(binders) != 1 or any(name in item.nonlocals for item in block.walk.scopes.values()):
        raise Refused(f"`{name}` belongs to a function around the code and may change.")
    binder = binders[0]
    if isinstance(binder, ast.arg) or (binder is inner and not inner.decorator_list):
        return
    order = chain[level].body
    statement = block.statement_of(binder)
    around = [inner, *block.ancestors(inner)]
    position = next((number for number, item in enumerate(order) if item in around), -1)
    if statement not in order[: max(position, 0)]:
        raise Refused(f"`{name}` belongs to a function around the code and may not be assigned yet.")


def _in_class(
    context: Context,
    chain: list[Function],
    nodes: list[ast.AST],
    captured: tuple[str, ...],
    classes: Mapping[str, Sequence[str]],
) -> Place:
    block = context.block
    host = chain[-1]
    if _bases_name(context, host, "Protocol"):
        raise Refused("The class is a protocol, to which a new method would add a requirement.")
    decorators = {dotted(item).rpartition(".")[2] for item in host.decorator_list}
    needs_class = _needs_class(nodes)
    inherits = _inherits(classes, _base_names(context, host), set())
    if "staticmethod" in decorators:
        if needs_class:
            raise Refused("The code uses `super()` or `__class__` in a static method.")
        return Place(host, "staticmethod", _class_path(context, chain), "", captured, False, inherits)
    positional = [*host.args.posonlyargs, *host.args.args]
    first = positional[0].arg if positional else ""
    if first not in _SELF | _CLS:
        raise Refused("The method's first parameter is not called `self` or `cls`.")
    if host.name == "__getattribute__":
        raise Refused("A call of a new method would go through `__getattribute__` itself.")
    scope = block.walk.scopes[host]
    if len(scope.bound[first]) != 1 or any(first in item.nonlocals for item in block.walk.scopes.values()):
        raise Refused(f"`{first}` is assigned anew in the method.")
    if block.walk.scopes[chain[0]].resolve(first) is not scope:
        raise Refused(f"`{first}` means something else here.")
    uses = needs_class or any(isinstance(node, ast.Name) and node.id == first for node in nodes)
    if needs_class and len(chain) > 1:
        raise Refused("The code uses `super()` or `__class__` in a nested function.")
    kept = tuple(name for name in captured if name != first)
    if not uses:
        return Place(host, "staticmethod", first, "", kept, False, inherits)
    return Place(host, _method_kind(context, host, first, decorators), first, first, kept, False, inherits)


def _method_kind(context: Context, host: Function, first: str, decorators: set[str]) -> str:
    if "classmethod" in decorators or host.name in _CLASS_METHODS:
        return "classmethod"
    if first in _CLS and not _bases_name(context, host, "type", "Meta", "ABCMeta", "EnumMeta", "EnumType"):
        raise Refused(f"It is not clear whether `{first}` is the class or an instance of it.")
    return "method"


def _bases_name(context: Context, host: Function, *wanted: str) -> bool:
    lasts = {name.rpartition(".")[2] for name in _base_names(context, host)}
    return any(last in wanted or ("Meta" in wanted and last.endswith("Meta")) for last in lasts)


def _base_names(context: Context, host: Function) -> list[str]:
    """The base classes of the class that a method stands in, as they are written, without subscripts."""
    parent = next((item for item in context.block.ancestors(host) if isinstance(item, ast.ClassDef)), None)
    if parent is not None:
        return [dotted(base.value if isinstance(base, ast.Subscript) else base) for base in parent.bases]
    header = context.enclosing_class
    return [_bare(base) for base in header.bases] if header is not None else []


def _bare(base: str) -> str:
    return base.partition("[")[0].strip()


def _inherits(classes: Mapping[str, Sequence[str]], bases: Iterable[str], seen: set[str]) -> bool:
    """Whether one of the bases, or of theirs, comes from another file; those without methods of their own aside."""
    for base in bases:
        if base.rpartition(".")[2] in _EMPTY_BASES or "=" in base or base in seen:
            continue
        if base not in classes or _inherits(classes, map(_bare, classes[base]), {*seen, base}):
            return True
    return False


def _class_path(context: Context, chain: list[Function]) -> str:
    """The name under which code in the function finds the class it stands in."""
    block = context.block
    host = chain[-1]
    if block.parent(host) is not None:
        raise Refused("The class of this static method stands in a function.")
    path = ".".join(header.name for header in context.enclosing if header.word == "class")
    root = path.partition(".")[0]
    if not path or block.walk.scopes[chain[0]].resolve(root) is not None:
        raise Refused("The class of this static method cannot be named here.")
    return path


def _is_quiet(context: Context, decorator: ast.expr) -> bool:
    """Whether a decorator is known not to call the function it decorates, or at least is not defined here."""
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = context.qualified(target)
    return bool(name) and (not name.startswith("@") or "." in name)
