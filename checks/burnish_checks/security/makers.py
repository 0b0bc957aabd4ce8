"""Which call made a value: `client` in `client = paramiko.SSHClient()`, in the block or at module level."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import MISSING, literal
from burnish_checks.security.known import choices
from burnish_checks.security.words import is_class_word

_LONGEST_CHAIN = 5
_KINDS = frozenset({"autoescape", "typ"})
_BUILTINS = frozenset(dir(builtins))


class Construction(NamedTuple):
    """A module-level name and the dotted callee whose result it is bound to."""

    name: str
    maker: str
    flags: tuple[tuple[str, Any], ...]
    """The keyword arguments that are `True` or `False`, or say what kind of thing is made; None for no constant."""


@collector("constructions", among=(ast.Call,))
def constructions(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Names bound at module level to the result of a call."""
    if block.in_class:
        return
    for name, nodes in block.walk.root.bound.items():
        for node in nodes:
            call = _assigned(block, node)
            if isinstance(call, ast.Call) and (maker := called_maker(call)):
                flags = tuple(
                    (item.arg, item.value.value if isinstance(item.value, ast.Constant) else None)
                    for item in call.keywords
                    if item.arg and (item.arg in _KINDS or _is_truth(item.value))
                )
                if maker.rpartition(".")[2] == "compile" and call.args and (pattern := written_pattern(call.args[0])):
                    flags += (("pattern", pattern),)
                yield Construction(name, maker, flags), node


def called_maker(call: ast.Call) -> str:
    """What is called, dotted; `Path().resolve` of a path that is made plain at once."""
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr == "resolve" and isinstance(function.value, ast.Call):
        path = dotted(function.value.func)
        return f"{path}().resolve" if path.rpartition(".")[2] == "Path" else ""
    return dotted(function)


def resolved_maker(maker: str, resolve: Callable[[str], str]) -> str:
    """The maker with its first name resolved."""
    root, dot, rest = maker.partition(".")
    bare = root.removesuffix("()")
    return f"{resolve(bare)}{root[len(bare) :]}{dot}{rest}"


UNKNOWN_PART = "\ue000"
"""Stands in a pattern for what is put into it that is not known."""


def written_pattern(node: ast.expr) -> Any:
    """A pattern as far as it is written here; None where nothing of it is."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = [written_pattern(node.left), written_pattern(node.right)]
        if any(isinstance(part, str) for part in parts):
            return "".join(part if isinstance(part, str) else UNKNOWN_PART for part in parts)
    return None


def _is_truth(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, bool)


@collector("attributes-made", late=True, among=(ast.Assign, ast.AnnAssign))
def attributes_made(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The attributes of `self` that are bound to the result of a call, or whose class is written.

    With `()` behind the name what makes what such an attribute of the class makes: `form_class = SearchForm`.
    """
    yield from _kept_for_all(block)
    yield from _put_into_classes(block)
    if not block.in_class:
        return
    statements: tuple[ast.Assign | ast.AnnAssign, ...] = (*block.nodes(ast.Assign), *block.nodes(ast.AnnAssign))
    for node in statements:
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        value = node.value
        in_body = isinstance(target, ast.Name) and node in block.body
        of_self = isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id == "self"
        if not in_body and not of_self:
            continue
        name = target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""
        while isinstance(value, (ast.BoolOp, ast.IfExp)):  # one that is passed, or else a new one
            value = value.values[-1] if isinstance(value, ast.BoolOp) else _made_in(value)
        made = called_maker(value) if isinstance(value, ast.Call) else ""
        if isinstance(value, ast.Name) and of_self:
            made = _annotated(block, value.id)
        if not made and of_self and isinstance(node, ast.AnnAssign):
            written = dotted(node.annotation)
            made = written if written.rpartition(".")[2][:1].isupper() else ""
        if in_body and (held := dotted(value)) and held.rpartition(".")[2][:1].isupper():
            yield Construction(f"{name}()", held, ()), node
        if made:
            yield Construction(name, made, ()), node


def _put_into_classes(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """What is made and put into an attribute of a class, `Handler.store = Store()`, where its objects find it."""
    for node in block.nodes(ast.Assign):
        target, value = node.targets[0], node.value
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and isinstance(value, ast.Call):
            owner, maker = target.value.id, dotted(value.func)
            if is_class_word(owner) and is_class_word(maker.rpartition(".")[2]):
                yield Construction(target.attr, maker, ()), node


def _kept_for_all(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """What is made and put into `g.x`, `app.state.x` or `app[x]`, where other functions find it, by that name."""
    made: dict[str, str] = {}
    for node in block.nodes(ast.Assign):
        target, value = node.targets[0], node.value.value if isinstance(node.value, ast.Await) else node.value
        maker = dotted(value.func) if isinstance(value, ast.Call) else made.get(getattr(value, "id", ""), "")
        if isinstance(target, ast.Name):
            made[target.id] = maker
            continue
        if not maker or not isinstance(target, (ast.Attribute, ast.Subscript)):
            continue
        word = dotted(target.value).rpartition(".")[2]
        if isinstance(target, ast.Attribute) and (space := shared_space(dotted(target.value))):
            yield Construction(f"%{space}.{target.attr}", maker, ()), node
        elif isinstance(target, ast.Subscript) and word in _APPLICATIONS and (key := _key(target.slice)):
            yield Construction(f"%app[{key}]", maker, ()), node


SHARED_SPACES = frozenset({"g", "state", "ctx", "context", "registry"})
"""Attributes in which an application keeps what all its functions find: of Flask, Starlette, Sanic, Falcon and Pyramid."""


def shared_space(owner: str) -> str:
    """The last word of a symbol that means such an attribute, `app.state`; empty for others. Many things are called `ctx`."""
    word = owner.rpartition(".")[2].lstrip("?$@").partition("#")[0]
    return word if word in SHARED_SPACES and (word not in _COMMON_WORDS or _SHARED_BY_OWNER.search(owner)) else ""


_COMMON_WORDS = frozenset({"ctx", "context", "registry"})
_SHARED_BY_OWNER = deferred(
    r"(?:app|\bSanic\(\))\.ctx$|\breq(?:uest)?(?:#\d+)?\.(?:context|registry)$|\b(?:config(?:urator)?|Configurator\(\))\.registry$"
)
"""Those of them that are called by words that mean something else elsewhere, with what they belong to."""


_APPLICATIONS = frozenset({"app", "application", "current_app", "config", "config_dict", "extensions"})


def _key(node: ast.expr) -> str:
    """The name under which something is kept: a text, or what the constant is called that holds one; empty for others."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return dotted(node).rpartition(".")[2]


def _made_in(choice: ast.IfExp) -> ast.expr:
    """The branch in which something is made."""
    return choice.body if isinstance(choice.body, ast.Call) else choice.orelse


def _annotated(block: Block, parameter: str) -> str:
    """The dotted class in the annotation of a parameter of the block's function, or empty."""
    function = block.body[0] if block.body else None
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return ""
    arguments = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    found = next((item.annotation for item in arguments if item.arg == parameter), None)
    return dotted(found) if found is not None else ""


@topic("made-by", reads=("constructions", "binds"))
def made_by_topic(view: View, index: int, name: str) -> Any:
    """The dotted callees (imports resolved) that make the module-level name; empty if other things bind it too."""
    bound = [item for item in view.joined.get("binds", {}) if item.name == name]
    found = sorted({item.maker for item in view.joined.get("constructions", {}) if item.name == name})
    if not found or any(item.how not in ("assign", "with") for item in bound):
        return ()
    names = {item.name for item in view.joined.get("binds", {})}
    imports: dict[str, str] = {item.name: item.target for item in view.joined.get("binds", {}) if item.how == "import"}

    def resolve(root: str) -> str:
        return imports.get(root, f"builtins.{root}" if root in _BUILTINS and root not in names else f"@{root}")

    return tuple(resolved_maker(maker, resolve) for maker in found)


class Truth(NamedTuple):
    """A truth value that a dictionary holds which a module-level name, or `self.attribute`, is bound to."""

    name: str
    key: str
    value: bool


@collector("truths", among=(ast.Dict,))
def truths(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The truth values in the displays of dictionaries that are bound to a name of the module or an attribute of `self`."""
    for node in block.nodes(ast.Assign):
        value = node.value
        if not isinstance(value, ast.Dict):
            continue
        target = dotted(node.targets[0])
        if not (target.startswith("self.") or (target and node in block.body and not block.in_class)):
            continue
        for key, held in zip(value.keys, value.values, strict=True):
            if _is_truth(held) and isinstance(key, ast.Constant) and isinstance(key.value, str):
                assert isinstance(held, ast.Constant)
                yield Truth(target, key.value, bool(held.value)), held


@topic("truths", reads=("truths",))
def truths_topic(view: View, index: int, name: str) -> Any:
    """The keys and truth values of the dictionary that a module-level name or `self.attribute` is bound to, sorted."""
    return tuple(sorted((item.key, item.value) for item in view.joined.get("truths", {}) if item.name == name))


class Literal(NamedTuple):
    """A module-level name and the short text, page with places, number or truth value it is bound to, or a tuple of the texts
    that it lists."""

    name: str
    value: Any


_LONGEST = 40
_LONGEST_PAGE = 4000
_MOST_TEXTS = 20


@collector("literals", local=True, among=(ast.Constant,))
def literals(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Names bound at module level to short texts, HTML with places to put something into, whole numbers, truth values and
    displays of short texts."""
    if block.in_class or block.word in ("def", "class", "@", "import", "from"):
        return
    for name, nodes in block.walk.root.bound.items():
        for node in nodes:
            value = _assigned(block, node)
            if isinstance(value, ast.Constant) and isinstance(value.value, int):
                yield Literal(name, value.value), node
            elif (texts := texts_in(value)) is not None:
                yield Literal(name, texts), node


def texts_in(node: ast.AST | None) -> str | tuple[str, ...] | None:
    """The short text that is written, or those that a display of them has; None for anything else."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) and _is_short(node.value) else None
    if not isinstance(node, (ast.Tuple, ast.List, ast.Set)) or not 0 < len(node.elts) <= _MOST_TEXTS:
        return None
    texts = [item.value for item in node.elts if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return tuple(texts) if len(texts) == len(node.elts) and all(map(_is_short, texts)) else None


def _is_short(text: str) -> bool:
    """Whether it is a short text, or one of a page or an address with places for what is put into it."""
    return len(text) <= _LONGEST or (len(text) <= _LONGEST_PAGE and _is_filled(text))


def _is_filled(text: str) -> bool:
    return (("=" in text and "<" in text) or "://" in text) and _PLACE.search(text) is not None


_PLACE = deferred(r"%[(s]|\{\w*\}|\$\w")


@topic("literal", reads=("literals", "binds"))
def literal_topic(view: View, index: int, name: str) -> Any:
    """The text, number, truth value or texts that a module-level name always has, in a tuple; empty if it is not known."""
    bound = sum(count for item, count in view.joined.get("binds", {}).items() if item.name == name)
    found = [item.value for item in view.joined.get("literals", {}) if item.name == name]
    return (found[0],) if bound == len(found) == 1 else ()


def literal_of(context: Context, node: ast.AST | None) -> Any:
    """The value of a literal, or of what always has one (see `known`); `MISSING` if it is not known."""
    found = choices(context, node, defaults=False)
    return literal(found[0]) if len(found) == 1 else MISSING


@topic("made-with", reads=("constructions",))
def made_with_topic(view: View, index: int, name: str) -> Any:
    """The flags (see `Construction`) in the one call that makes the module-level name."""
    found = [item.flags for item in view.joined.get("constructions", {}) if item.name == name]
    return found[0] if len(found) == 1 else ()


def maker(context: Context, node: ast.AST | None) -> str:
    """The dotted name of what was called to make the value of an expression; of a local name, where last bound above."""
    if isinstance(node, ast.Await):
        node = node.value
    if isinstance(node, ast.Call):
        return context.qualified(node.func)
    if not isinstance(node, ast.Name):
        return ""
    block = context.block
    owner = block.walk.scope_at(node).resolve(node.id)
    if owner is None or not owner.is_function:
        made = context.ask("made-by", node.id)
        return made[0] if len(made) == 1 else ""
    binders = owner.bound[node.id]
    before = [item for item in binders if getattr(item, "lineno", 0) <= node.lineno and item is not node]
    value = _assigned(block, before[-1] if before else binders[0])
    return context.qualified(value.func) if isinstance(value, ast.Call) else ""


def value_of(context: Context, node: ast.AST | None) -> ast.AST | None:
    """The expression itself, or for a local name bound once the expression it is bound to."""
    seen = 0
    while isinstance(node, ast.Name) and seen < _LONGEST_CHAIN:
        owner = context.block.walk.scope_at(node).resolve(node.id)
        if owner is None or len(owner.bound[node.id]) != 1:
            return node
        value = _assigned(context.block, owner.bound[node.id][0])
        if value is None:
            return node
        node, seen = value, seen + 1
    return node


def _assigned(block: Block, target: ast.AST) -> ast.AST | None:
    """The expression whose value a target name gets."""
    parent = block.parent(target)
    if isinstance(parent, ast.Assign) and target in parent.targets:
        return parent.value
    if isinstance(parent, (ast.AnnAssign, ast.NamedExpr)):
        return parent.value
    if isinstance(parent, ast.withitem) and parent.optional_vars is target:
        return parent.context_expr
    return None
