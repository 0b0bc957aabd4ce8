"""Methods that operations run behind one's back: properties, the special methods of operators, those called by name."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from burnish_checks.core.context import View
from burnish_checks.core.facts import Import, dotted
from burnish_checks.raising.facts import KIND, Raises
from burnish_checks.raising.resolve import Asker, Known, foreign_asker

_DEEPEST = 3
_TESTS = (ast.If, ast.While, ast.IfExp, ast.BoolOp, ast.Not, ast.Assert, ast.Call)
_RUNS_OVER = (ast.For, ast.comprehension, ast.Starred, ast.Assign, ast.Call, ast.Compare)
_SHOWS = (ast.Call, ast.JoinedStr, ast.BinOp)
_BY_OPERATION: dict[str, tuple[type[ast.AST], ...]] = {
    "getitem missing": (ast.Subscript, *_RUNS_OVER),
    "setitem delitem": (ast.Subscript,),
    "getattr getattribute get": (ast.Attribute, ast.Call),
    "setattr set delattr delete": (ast.Attribute, ast.Call),
    "bool": _TESTS,
    "len": (*_TESTS, ast.Call),
    "iter next": _RUNS_OVER,
    "contains": (ast.Compare,),
    "eq ne lt le gt ge": (ast.Compare, ast.Call),
    "hash": (ast.Subscript, ast.Set, ast.Dict, ast.Call),
    "index": (ast.Subscript, ast.Call, ast.BinOp),
    "str repr format bytes": _SHOWS,
    "int float complex trunc round floor ceil abs copy deepcopy reduce call instancecheck subclasscheck dir sizeof": (
        ast.Call,
    ),
    "neg pos invert": (ast.UnaryOp,),
    "enter exit": (ast.With,),
    "aenter aexit": (ast.AsyncWith,),
    "await": (ast.Await,),
}
"""By special methods, without their underscores: the nodes that may run one."""
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
_ON_OPERATION = {f"__{name}__": kinds for names, kinds in _BY_OPERATION.items() for name in names.split()} | {
    f"__{before}{name}__": (ast.BinOp, ast.AugAssign, ast.Call) for before in ("", "r", "i") for name in _BINARY
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
    kinds = {type(node) for node in nodes}
    imports = [item for item in view.joined.get("imports", {}) if isinstance(item, Import)]
    asked = _asked_for(nodes, {item.name for item in imports})
    called = {dotted(node.func).rpartition(".")[2] for node in nodes if isinstance(node, ast.Call)}
    matched = any(isinstance(node, ast.MatchClass) and node.patterns for node in nodes)  # by place, whatever the names
    for home, fact, asker in _members(view, imports):
        special = _ON_OPERATION.get(fact.name)
        runs = bool(kinds.intersection(special)) if special is not None else matched or fact.name in asked
        if runs or (fact.name in _MAKES and (home in called or not home)):
            yield Behind(f"{home}.{fact.name}" if home else fact.name, asker.follow(fact, _DEEPEST, frozenset()))


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


def _members(view: View, imports: Iterable[Import]) -> Iterator[tuple[str, Raises, Asker]]:
    """The methods of the module, each with the name of its class, and of the modules it imports, whose classes are not told."""
    for index, entry in enumerate(view.entries):
        if entry.block.in_class:
            around = tuple(header.name for header in view.enclosing(index) if header.word == "class")
            for fact in entry.facts.values.get(KIND, ()):
                yield around[-1] if around else "", fact, Asker(view, around)
    if view.project is None:
        return
    for module in dict.fromkeys(name for item in imports for name in (item.module, item.qualified)):
        for fact in view.project.ask(view.path, "facts", module, KIND) or ():
            if isinstance(fact, Raises) and fact.member:
                yield "", fact, foreign_asker(view, module)
