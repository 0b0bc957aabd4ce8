"""The rules on names that mislead: those of built-ins, and letters that look like digits."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Category, Finding, Rule, Severity, documented_rule, family
from burnish_checks.core.scopes import Scope
from burnish_checks.naming.captures import CAPTURES, place_of_capture
from burnish_checks.naming.ownership import owns_parameters
from burnish_checks.naming.renamed import offer_rename

shadowed_builtin = documented_rule(
    "shadowed-builtin",
    Category.NAMING,
    """
    A variable, parameter, function or class with the name of a built-in.

    Whoever later needs `list` or `id` in its scope gets something else. Attributes and methods do not shadow anything
    and are not reported, nor are parameters of methods that may override a foreign class's, nor what stands in for a
    built-in that one Python lacks (in a `try` that expects a `NameError`).

    ```python
    def rows(list):
        return len(list)
    ```

    ```python
    def rows(list_):
        return len(list_)
    ```
    """,
    severity=Severity.HINT,
    aliases=("A001", "A002"),
)
ambiguous_name = documented_rule(
    "ambiguous-name",
    Category.NAMING,
    """
    A name that is one letter which looks like a digit: `l`, `O` or `I`.

    In many fonts they cannot be told from `1` and `0` (PEP 8). What is imported under its own name (`from sympy import I`)
    is called so by others.

    ```python
    def longest(lines):
        return max(len(l) for l in lines)
    ```

    ```python
    def longest(lines):
        return max(len(line) for line in lines)
    ```
    """,
    severity=Severity.HINT,
    aliases=("E741", "E742", "E743"),
)
_EVERYWHERE = frozenset(
    {
        "copyright",
        "credits",
        "exit",
        "quit",
        "license",
        "help",
        "ExceptionGroup",
        "BaseExceptionGroup",
        "aiter",
        "anext",
    }
)
"""Built-ins that this interpreter may lack: those that `site` adds, and newer ones."""
BUILTINS = frozenset(name for name in dir(builtins) if not name.startswith("_")) - {"WindowsError"} | _EVERYWHERE
_AMBIGUOUS = {"l": "item", "O": "obj", "I": "index"}


@family(syntax.Module, (shadowed_builtin, ambiguous_name))
def misleading_names(block: Block, _: ast.AST, context: Context) -> Iterator[Finding]:
    """Check every name that a scope of the block binds."""
    walk = block.walk
    for scope in (walk.root, *walk.scopes.values()):
        for name, binders in scope.bound.items():
            if name in _AMBIGUOUS:
                own = next((item for item in binders if _is_chosen(item)), None)
                if own is not None:
                    yield _finding(block, scope, own, name, ambiguous_name)
            elif name in BUILTINS and _shadows(block, scope, name, binders[0], context):
                yield _finding(block, scope, binders[0], name, shadowed_builtin)


def _is_chosen(binder: ast.AST) -> bool:
    """Whether the code calls something so itself: it does not by deleting it, nor by importing it under its own name."""
    if isinstance(binder, ast.alias):
        return binder.asname is not None
    return not isinstance(getattr(binder, "ctx", None), ast.Del)


def _shadows(block: Block, scope: Scope, name: str, binder: ast.AST, context: Context) -> bool:
    if scope.kind in ("class", "comprehension", "lambda") or name in scope.globals:
        return False
    if isinstance(binder, ast.arg):
        function = scope.node
        return not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) or owns_parameters(
            block, function, context
        )
    if scope.kind == "module" and _stands_in(block, binder, context):
        return False
    return isinstance(
        binder, (ast.Name, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, *CAPTURES)
    )


def _stands_in(block: Block, binder: ast.AST, context: Context) -> bool:
    """Whether the name is bound in case this Python has another or none: in a `try` that expects a NameError."""
    around = (item for item in block.ancestors(binder) if isinstance(item, ast.Try))
    handled = [handler.type for item in around for handler in item.handlers]
    names = {
        dotted(item) for kind in handled for item in (kind.elts if isinstance(kind, ast.Tuple) else [kind]) if item
    }
    if not names.isdisjoint(("NameError", "ImportError", "ModuleNotFoundError", "AttributeError")):
        return True
    return any(header.word in ("try", "except") for header in context.enclosing)


def _finding(block: Block, scope: Scope, binder: ast.AST, name: str, rule: Rule) -> Finding:
    """The finding with its better name; none for a module's name that may be the built-in until it is bound."""
    if rule is ambiguous_name:
        new = _better(block, binder, name)
        message = f"`{name}` looks like a digit."
    else:
        new = name + "_" if scope.is_function else ""
        message = f"`{name}` hides the built-in of that name; give it another."
    return block.finding(_place(block, binder, name), message, rule=rule, data={"name": name, "new": new})


def _place(block: Block, binder: ast.AST, name: str) -> Span:
    if isinstance(binder, CAPTURES):
        return place_of_capture(block, binder, name)
    if isinstance(binder, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return block.name_span(binder)
    span = block.span(binder)
    if isinstance(binder, ast.alias):
        return Span(span.end_line, span.end_column - len(name), *span.end) if binder.asname else span
    if isinstance(binder, ast.ExceptHandler):
        column = block.lines[span.start_line].rfind(f" {name}") + 1
        return Span(span.start_line, column, span.start_line, column + len(name))
    return Span(*span.start, span.start_line, span.start_column + len(name))


def _better(block: Block, binder: ast.AST, name: str) -> str:
    """A name for what the variable holds, told by what it is taken from."""
    parent = block.parent(binder)
    if isinstance(parent, ast.arguments) and binder in (parent.vararg, parent.kwarg):
        return "items"
    source: ast.AST | None = None
    if isinstance(parent, (ast.For, ast.AsyncFor, ast.comprehension)):
        source = parent.iter
        plural = dotted(source).rpartition(".")[2]
        if len(plural) > 3 and plural.endswith("s") and not plural.endswith("ss") and name == "l":
            return plural[:-3] + "y" if plural.endswith("ies") else plural[:-1]
        if isinstance(source, ast.Call) and dotted(source.func).rpartition(".")[2] in (
            "splitlines",
            "readlines",
            "open",
        ):
            return "line"
    value = parent.value if isinstance(parent, (ast.Assign, ast.AnnAssign)) else None
    if isinstance(value, ast.Call):
        called = dotted(value.func).rpartition(".")[2]
        guess = {"len": "length", "readline": "line", "list": "items", "sorted": "items", "Lock": "lock"}.get(called)
        if guess:
            return guess
    if isinstance(value, (ast.List, ast.ListComp)):
        return "items"
    return _AMBIGUOUS[name]


offer_rename(misleading_names.rules, of_locals=True)
