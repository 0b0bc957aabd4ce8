"""What may be raised in a `try` body that its text does not show: code run unsaid, names that mean something else, or nothing."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.core.repair import Refused, Target
from burnish_checks.errors.handlers import nested
from burnish_checks.patterns import deferred
from burnish_checks.raising.exceptions import bases
from burnish_checks.raising.facts import KIND
from burnish_checks.raising.members import run_behind

_REBINDS = deferred(
    r"\bglobals\(\)\s*(?:\[[^\]\n]*\]\s*=(?!=)|\.update\b)|\bsetattr\(\s*builtins\b|\bvars\(\s*builtins\b"
)


def look_closer(target: Target, body: list[ast.stmt], caught: Iterable[str]) -> None:
    """Raise `Refused` where something in the file or the workspace says that the body may raise more than the names caught."""
    names = set(caught)
    calls = [dotted(node.func) for node in nested(body) if isinstance(node, ast.Call)]
    for reason in (*_of_names(target, calls), *_of_methods(target, calls), *_unbound(target, body)):
        raise Refused(reason)
    if all(isinstance(item, (ast.Import, ast.ImportFrom, ast.Pass)) for item in body):
        return
    for behind in run_behind(body, target.snapshot.view):
        exceptions, unknown = behind.raised
        more = [name for name in exceptions if names.isdisjoint(bases(name))]
        if more:
            raise Refused(f"`{behind.name}`, which may run here, raises `{more[0].lstrip('@')}`.")
        if unknown:
            raise Refused(f"What `{behind.name}`, which may run here, raises is not known.")


def _of_names(target: Target, calls: Iterable[str]) -> Iterator[str]:
    """Why what is called may be something else than its name says: the file or a star import binds it anew."""
    text = target.snapshot.text
    if _REBINDS.search(text):
        yield "Names are bound here while the program runs."
    stars = [item for item in target.snapshot.joined.get("imports", {}) if item.member == "*"]
    for name in dict.fromkeys(filter(None, calls)):
        built_in = "." not in name and hasattr(builtins, name)
        written = rf"builtins\.{name}" if built_in else re.escape(name)
        if (built_in or "." in name) and re.search(rf"(?<![\w.]){written}\s*=(?!=)", text):
            yield f"`{name}` is bound to something else here."
        for star in stars if built_in else ():
            theirs = target.context.ask_project("facts", star.module, "binds")
            if theirs is None or any(item.name == name for item in theirs):
                yield f"`{name}` may be another one, which `{star.module}` has."


def _of_methods(target: Target, calls: Iterable[str]) -> Iterator[str]:
    """Why a method of the own object may be another one: an attribute of that name is set, or a class elsewhere has one."""
    project, own = target.project, target.snapshot.environment.path
    for name in calls:
        holder, _, method = name.partition(".")
        if holder not in ("self", "cls") or not method or "." in method:
            continue
        if re.search(rf"\.{method}\s*=(?!=)", target.snapshot.text):
            yield f"`{name}` is bound to something else here."
        for path, _, fact in project.ask(own, "everywhere", KIND) or () if project is not None else ():
            if fact.member and fact.name == method and path != own and _imports(target, path):
                yield f"A class in another file has a `{method}` of its own."


def _imports(target: Target, path: str) -> bool:
    """Whether another file imports this one."""
    project, own = target.project, target.snapshot.environment.path
    imports = project.ask(path, "own", "imports") or () if project is not None else ()
    named = {name for item in imports for name in (item.module, item.qualified)}
    return project is not None and any(project.ask(path, "path", name) == own for name in named)


def _unbound(target: Target, body: list[ast.stmt]) -> Iterator[str]:
    """Why a name that is read may be bound to nothing: it is deleted, bound in a branch only, or nowhere."""
    block, context = target.block, target.context
    for node in nested(body):
        if not isinstance(node, ast.Name):
            continue
        owner = block.walk.scope_at(node).resolve(node.id)
        if isinstance(node.ctx, ast.Del):
            yield f"`{node.id}` is deleted."
        elif isinstance(node.ctx, ast.Load) and (owner is None or not owner.is_function):
            how = {how for how, _ in context.bindings(node.id)}
            if "del" in how or (not how and owner is None and not hasattr(builtins, node.id)):
                yield f"`{node.id}` may not be bound."
        elif (
            isinstance(node.ctx, ast.Load)
            and owner is not None
            and not _is_surely_bound(block, node, body, owner.bound[node.id])
        ):
            yield f"`{node.id}` may not be bound."


def _is_surely_bound(block: Block, name: ast.Name, body: list[ast.stmt], binders: Iterable[ast.AST]) -> bool:
    """Whether one of the binders of a local name lies outside of the body, or before the name and on every way to it."""
    around = [name, *block.ancestors(name)]
    for binder in binders:
        statement = block.statement_of(binder)
        parents = [binder, *block.ancestors(binder)]
        if not isinstance(binder, ast.Name) or not any(item in parents for item in body):
            return True
        if statement in around:
            if not isinstance(statement, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
                return True  # a `for`, a `with`, a comprehension
            continue
        above = block.parent(statement) if statement is not None else None
        loops = isinstance(statement, (ast.For, ast.AsyncFor)) and binder not in list(ast.walk(statement.iter))
        earlier = statement is not None and statement.lineno <= name.lineno
        if above in around and earlier and not loops and _same_suite(above, statement, around):
            return True
    return False


def _same_suite(above: ast.AST | None, statement: ast.stmt | None, around: list[ast.AST]) -> bool:
    """Whether a statement stands in the same list of statements as one of the nodes."""
    for _, value in ast.iter_fields(above) if above is not None else ():
        if isinstance(value, list) and statement in value:
            return any(item in value for item in around)
    return False
