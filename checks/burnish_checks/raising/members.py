"""Methods that operations run behind one's back: properties, the special methods of operators, those called by name."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from burnish_checks.core.context import View
from burnish_checks.core.facts import Import, dotted
from burnish_checks.raising.asker import Asker, classes_around, foreign_asker
from burnish_checks.raising.calls import GO_THROUGH
from burnish_checks.raising.exceptions import Known
from burnish_checks.raising.facts import KIND, Raises

_DEEPEST = 3
Sign = type[ast.AST] | str
_TESTS: tuple[Sign, ...] = (ast.If, ast.While, ast.IfExp, ast.BoolOp, ast.Not, ast.Assert)
_READS_ATTRIBUTE: tuple[Sign, ...] = ("read attribute", "getattr", "hasattr")
_READS_ITEM: tuple[Sign, ...] = ("read item", ast.For, ast.comprehension, ast.Starred)
_RUNS_OVER: tuple[Sign, ...] = (ast.For, ast.comprehension, ast.Starred, "unpack", *sorted(GO_THROUGH))
_BY_OPERATION: dict[str, tuple[Sign, ...]] = {
    "getattr getattribute get": _READS_ATTRIBUTE,
    "setattr set": ("set attribute", "setattr"),
    "delattr delete": ("delete attribute", "delattr"),
    "getitem missing": _READS_ITEM,
    "setitem": ("set item",),
    "delitem": ("delete item",),
    "bool": (*_TESTS, "bool", "any", "all"),
    "len": (*_TESTS, "bool", "any", "all", "len"),
    "iter next": (*_RUNS_OVER, "iter", "dict", "**"),
    "contains": (ast.Compare,),
    "eq ne lt le gt ge": (ast.Compare, "sorted", "sort", "min", "max", "index", "remove", "count"),
    "hash": ("read item", "set item", ast.Set, ast.Dict, "hash", "set", "dict", "add", "get", "setdefault"),
    "index": ("read item", "range", "int", "hex", "bin", "oct", "chr"),
    "str": (ast.JoinedStr, ast.Mod, "str", "print", "format"),
    "repr": (ast.JoinedStr, ast.Mod, "repr", "str", "print", "format"),
    "format": (ast.JoinedStr, "format"),
    "neg pos invert": (ast.UnaryOp,),
    "enter exit": (ast.With,),
    "aenter aexit": (ast.AsyncWith,),
    "await": (ast.Await,),
    "instancecheck": ("isinstance", ast.MatchClass),
    "subclasscheck": ("issubclass",),
    "deepcopy copy reduce": ("deepcopy", "copy"),
    **{name: (name,) for name in ("bytes", "int", "float", "complex", "trunc", "round", "floor", "ceil", "abs", "dir")},
}
"""By special methods, without their underscores: the nodes and names of calls that may run one."""
_BINARY = (
    "add",
    "sub",
    "mul",
    "matmul",
    "truediv",
    "floordiv",
    "mod",
    "divmod",
    "pow",
    "lshift",
    "rshift",
    "and",
    "or",
    "xor",
)
_SIGNS = {f"__{name}__": frozenset(signs) for names, signs in _BY_OPERATION.items() for name in names.split()} | {
    f"__{before}{name}__": frozenset((ast.BinOp, ast.AugAssign, "sum", "divmod", "pow"))
    for before in ("", "r", "i")
    for name in _BINARY
}
_MAKES = frozenset({"__init__", "__new__", "__post_init__"})


class Behind(NamedTuple):
    """A method that may run, unsaid, and what it raises."""

    name: str
    """With that of its class."""
    raised: Known


def run_behind(statements: Iterable[ast.AST], view: View) -> Iterator[Behind]:
    """The methods of the module's classes, and of those in modules that it imports, that the statements may run unsaid."""
    nodes = [node for statement in statements for node in ast.walk(statement)]
    imports = [item for item in view.joined.get("imports", {}) if isinstance(item, Import)]
    asked = _asked_for(nodes, {item.name for item in imports})
    called = {dotted(node.func).rpartition(".")[2] for node in nodes if isinstance(node, ast.Call)}
    signs = set(_signs(nodes, asked)) | called
    matched = any(isinstance(node, ast.MatchClass) and node.patterns for node in nodes)  # by place, whatever the names
    for home, fact, asker in _members(view, imports):
        special = _SIGNS.get(fact.name)
        runs = not special.isdisjoint(signs) if special is not None else matched or fact.name in asked
        if runs or (fact.name in _MAKES and not called.isdisjoint(home)):
            name = f"{home[0]}.{fact.name}" if len(home) == 1 else fact.name
            yield Behind(name, asker.follow(fact, _DEEPEST, frozenset()))


def _signs(nodes: Iterable[ast.AST], asked: set[str]) -> Iterator[Sign]:
    """What nodes do that may run a special method."""
    for node in nodes:
        yield type(node)
        if isinstance(node, (ast.Subscript, ast.Attribute)):
            what = "item" if isinstance(node, ast.Subscript) else "attribute"
            done = {ast.Load: "read", ast.Store: "set", ast.Del: "delete"}[type(node.ctx)]
            if isinstance(node, ast.Subscript) or node.attr in asked:
                yield f"{done} {what}"
        elif isinstance(node, ast.Assign) and any(isinstance(item, (ast.Tuple, ast.List)) for item in node.targets):
            yield "unpack"
        elif isinstance(node, ast.keyword) and node.arg is None:
            yield "**"


def _asked_for(nodes: Iterable[ast.AST], modules: set[str]) -> set[str]:
    """The attributes that nodes read, set, delete, match or call, but not those of modules nor the own methods called."""
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Attribute):
            holder = dotted(node.value)
            own = holder in ("self", "cls") and id(node) in called
            if holder.partition(".")[0] not in modules and not own:
                found.add(node.attr)
        elif isinstance(node, ast.MatchClass):
            found.update(node.kwd_attrs)
        elif isinstance(node, ast.Call) and dotted(node.func) in ("getattr", "hasattr", "setattr", "delattr"):
            found.update(str(item.value) for item in node.args[1:2] if isinstance(item, ast.Constant))
    return found


def _members(view: View, imports: Iterable[Import]) -> Iterator[tuple[tuple[str, ...], Raises, Asker]]:
    """The methods of the module, each with the name of its class, and of the modules it imports, with what it has from there."""
    for index, entry in enumerate(view.entries):
        if entry.block.in_class:
            around = classes_around(view.enclosing(index))
            for fact in entry.facts.values.get(KIND, ()):
                yield around[-1:], fact, Asker(view, around)
    if view.project is None:
        return
    for module in dict.fromkeys(name for item in imports for name in (item.module, item.qualified)):
        taken = tuple(item.name for item in imports if item.module == module and item.member)
        classes = [
            item.name for item in view.project.ask(view.path, "facts", module, "binds") or () if item.how == "class"
        ]
        for fact in view.project.ask(view.path, "facts", module, KIND) or ():
            if isinstance(fact, Raises) and fact.member:
                yield taken or tuple(classes), fact, foreign_asker(view, module)
