"""The statements of a module in order, as far as the order of imports matters, as facts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.names import is_dunder


class Rebinding(NamedTuple):
    """A name bound by a statement that stands at module level and under no condition."""

    name: str
    how: str
    """`import`, `def` or `class`; `other` for any other statement."""
    target: str
    """For an import what it imports, with the module apart: `a.b:c`; else empty."""


@collector("sequence", local=True)
def sequence(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """What the block's own statements bind."""
    if block.frames or block.kind != "leaf":
        for name, binders in block.walk.root.bound.items():
            if not block.in_class and not isinstance(binders[0], (ast.FunctionDef, ast.ClassDef)):
                yield Rebinding(name, "other", ""), binders[0]
        return
    top = set(map(id, block.body))
    for name, binders in block.walk.root.bound.items():
        for node in binders:
            if isinstance(node, ast.alias):
                statement = block.parent(node)
                if id(statement) in top:
                    yield Rebinding(name, "import", imported(statement, node)), node
                    continue
            elif id(node) in top:
                yield Rebinding(name, "class" if isinstance(node, ast.ClassDef) else "def", ""), node
                continue
            yield Rebinding(name, "other", ""), node


def imported(statement: ast.AST | None, alias: ast.alias) -> str:
    """What an alias imports, with the module and the member apart."""
    if isinstance(statement, ast.ImportFrom):
        return f"{'.' * statement.level}{statement.module or ''}:{alias.name}"
    return f"{alias.name}:"


class Layout(NamedTuple):
    """What kind of top-level statement a block holds: `import` (with what it imports), `code`, `logger`: one that only
    makes a logger, `action`: code that what follows may depend on, since it calls something, or `guard`: a condition
    under which the module cannot be read."""

    kind: str
    text: str
    explained: bool = False
    """Whether a comment stands right above it, or one behind it keeps it from being sorted."""
    bound: tuple[str, ...] = ()
    """The names that an import binds."""


@collector("layout", local=True)
def layout(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The block's top-level statements: imports, and code before which imports belong. The rest says nothing."""
    if block.frames or block.kind == "clause":
        return
    for statement in block.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            names = ",".join(imported(statement, alias) for alias in statement.names)
            bound = tuple(alias.asname or alias.name.partition(".")[0] for alias in statement.names)
            yield Layout("import", names, _is_explained(block, statement), bound), statement
        elif not _may_precede(statement):
            yield Layout("action" if _acts(statement) else "logger" if _logs(statement) else "code", ""), statement
        elif any(isinstance(item, ast.Raise) for item in syntax.walk(statement)) or _prepares(statement):
            yield Layout("guard", ""), statement
        elif _readies(statement):
            yield Layout("readies", ""), statement


def _prepares(statement: ast.stmt) -> bool:
    """Whether a condition calls something for its effect, as what patches other modules: `if ...: patch_all()`, or
    `sys.path` is made another list."""
    if isinstance(statement, ast.Assign) and any(dotted(place) == "sys.path" for place in statement.targets):
        return True
    body = statement.body if isinstance(statement, ast.If) else []
    return any(isinstance(item, ast.Expr) and isinstance(item.value, ast.Call) for item in body)


def _readies(statement: ast.stmt) -> bool:
    """Whether a statement readies what imports read: the environment, or the path on which modules are found."""
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Call) and dotted(statement.value.func).startswith(_READIED)
    places = statement.targets if isinstance(statement, ast.Assign) else []
    return any(isinstance(item, ast.Subscript) and dotted(item.value).startswith(_READIED) for item in places)


def _is_explained(block: Block, statement: ast.stmt) -> bool:
    line = block.span(statement).start_line
    while line and not block.lines[line - 1].strip():
        line -= 1
    above = block.lines[line - 1].strip() if line else ""
    own = block.lines[block.span(statement).end_line].partition("#")[2]
    return (above.startswith("#") and any(letter.isalpha() for letter in above)) or "isort:" in own


_DECLARE = frozenset(
    {"getLogger", "get_logger", "TypeVar", "ParamSpec", "NewType", "namedtuple", "NamedTuple", "compile", "frozenset"}
)
"""Functions that only make what a name is to stand for."""


def _acts(statement: ast.stmt) -> bool:
    """Whether a statement does something, where others only declare."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return False
    if isinstance(statement, ast.Delete):
        return True  # what was only needed above it is tidied away
    places = statement.targets if isinstance(statement, ast.Assign) else []
    if any(isinstance(place.value if isinstance(place, ast.Subscript) else place, ast.Attribute) for place in places):
        return True  # what is imported after it may read what another module was given, `sys.modules` too
    calls = (item for item in syntax.walk(statement) if isinstance(item, ast.Call))
    return any(dotted(call.func).rpartition(".")[2] not in _DECLARE for call in calls)


def _logs(statement: ast.stmt) -> bool:
    """Whether a statement is `log = logging.getLogger(...)`, which many write beside the import of `logging`, or a flag for
    an import that is tried, `has_numpy = True`, `version = ()`, or another name of what there is, `lib = c.lib`, or
    a list of names, as `__all__` is: `_implements = ["socket"]`, `_implements += __dns__`; or an `assert` of what has been
    imported."""
    if isinstance(statement, ast.Assert):
        return isinstance(statement.test, ast.Name)
    if isinstance(statement, ast.AugAssign):
        return is_dunder(dotted(statement.value)) or _lists_names(statement.value)
    value = statement.value if isinstance(statement, ast.Assign) else None
    if value is not None and _lists_names(value):
        return True
    if isinstance(value, ast.Constant) and (value.value is None or isinstance(value.value, bool)):
        return True
    if isinstance(value, (ast.Tuple, ast.List)) and not value.elts:
        return True
    if isinstance(value, (ast.Name, ast.Attribute)) and dotted(value):
        return True
    return isinstance(value, ast.Call) and dotted(value.func).rpartition(".")[2] in ("getLogger", "get_logger")


def _lists_names(value: ast.expr) -> bool:
    """Whether a value is a list or tuple of names, written out."""
    items = value.elts if isinstance(value, (ast.List, ast.Tuple)) else []
    return len(items) > 1 and all(
        isinstance(item, ast.Constant) and isinstance(item.value, str) and item.value.isidentifier() for item in items
    )


def layout_kinds(block: Block) -> list[str]:
    """The kinds of the block's top-level statements, for repairs, which may run where the fact is not gathered."""
    return [value.kind for value, _ in layout.collect(block)]


_CONDITIONS = (
    ast.If, ast.Try, syntax.TryStar, ast.With, ast.For, ast.While, ast.Match, ast.AsyncFor, ast.AsyncWith,
)  # fmt: skip
_PREPARING = ("sys.path", "os.environ", "site.addsitedir", "pytest.importorskip", "matplotlib.use")
_READIED = ("sys.path", "os.environ", "site.addsitedir")
_QUIETING = ("warnings.filterwarnings", "warnings.simplefilter")


def _may_precede(statement: ast.stmt) -> bool:
    """Whether imports may follow the statement: it is a docstring, a condition, or what imports depend on."""
    if isinstance(statement, _CONDITIONS):
        return True
    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        names = [dotted(target.value if isinstance(target, ast.Subscript) else target) for target in targets]
        if all(is_dunder(name) or name.startswith(_PREPARING) for name in names):
            return True
        value = statement.value
        return isinstance(value, ast.Call) and dotted(value.func) == "pytest.importorskip"
    if isinstance(statement, ast.Expr):
        value = statement.value
        if isinstance(value, ast.Constant):
            return isinstance(value.value, str)
        return isinstance(value, ast.Call) and dotted(value.func).startswith((*_PREPARING, *_QUIETING))
    return isinstance(statement, ast.Pass)
