"""Where burnish differs from ruff on purpose: at most ten named predicates over a finding that only one tool has.

A predicate reads the code alone, with means of its own, and says whether the difference is of its kind; whether
burnish is right in it is for a reader of the samples to say (`docs/agreement.md`).
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from burnish_checks.naming.protocols import is_protocol_name, names_are_given
from burnish_checks.naming.styles import CAMEL, SNAKE, is_cap_words, style_of
from tests.bench.one_sided import Difference, Package, Tree, package

Function = ast.FunctionDef | ast.AsyncFunctionDef
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

Predicate = Callable[[Difference, str], bool]
PREDICATES: dict[str, Predicate] = {}


def name_of(item: Difference, side: str) -> str:
    """The name of the predicate that tells why only one side found it; empty if none does."""
    return next((name for name, predicate in PREDICATES.items() if predicate(item, side)), "")


def predicate(*codes: str, side: str = "") -> Callable[[Predicate], Predicate]:
    """Register a predicate for findings of these codes (or their beginnings) that one side (by default either) alone has."""

    def register(function: Predicate) -> Predicate:
        def holds(item: Difference, of: str) -> bool:
            return (not side or of == side) and item.code.startswith(codes) and function(item, of)

        holds.__doc__ = function.__doc__
        PREDICATES[function.__name__.replace("_", "-")] = holds
        return holds

    return register


@predicate("N801", "N802", "N803", "N806", "N815", "N816", "N818", side="ruff")
def own_convention(item: Difference, side: str) -> bool:
    """The file or project has a convention of its own: mixedCase, a family of classes, exceptions without `Error`."""
    known = package(item.tree.folder)
    if item.code == "N818":
        return known.endings["Error"] < max(known.endings["Exception"], known.endings[""])
    if item.code == "N801":
        names = [node.name for node in ast.walk(item.tree.node) if isinstance(node, ast.ClassDef)]
        return sum(not is_cap_words(name) for name in names) >= 3
    styles = _styles(item.tree)
    return styles[CAMEL] > styles[SNAKE] or known.styles[CAMEL] > known.styles[SNAKE]


@lru_cache(maxsize=64)
def _styles(tree: Tree) -> Counter[str]:
    found: Counter[str] = Counter()
    for node in ast.walk(tree.node):
        if isinstance(node, _FUNCTIONS):
            every = node.args
            found[style_of(node.name) if not is_protocol_name(node.name) else ""] += 1
            found.update(style_of(item.arg) for item in (*every.posonlyargs, *every.args, *every.kwonlyargs))
    return found


def _becomes_another(item: Difference, node: Function) -> bool:
    """Whether a method's first parameter is not its object: by decorator, by hand, or because `self` is taken."""
    lasts = {_dotted(decorator).rpartition(".")[2] for decorator in node.decorator_list}
    if lasts - {"property", "cached_property", "abstractmethod", "classmethod", "overload", "override", "wraps"}:
        return True
    scope = item.tree.scope(node)
    handed = any(
        isinstance(call, ast.Call) and any(isinstance(part, ast.Name) and part.id == node.name for part in call.args)
        for call in ast.walk(scope)
    )
    functions = (node, *(around for around in item.tree.around(node) if isinstance(around, _FUNCTIONS)))
    every = [arg.arg for function in functions for arg in (*function.args.posonlyargs, *function.args.args)]
    return handed or any(name.endswith("self") for name in every)


@predicate("N802", "N803", "N804", "N805", "N806", "N807", "N801", "N813", "N815", "N816", side="ruff")
def dictated_name(item: Difference, side: str) -> bool:
    """The name is not the code's to choose: a framework, a base class from elsewhere or a look-up by name dictates it."""
    tree = item.tree
    if item.code in ("N803", "N816") and is_protocol_name(item.name):
        return True
    if item.code == "N813":
        return item.name[:1].islower()
    known = package(tree.folder)
    node = tree.at(item.line, 0, *_FUNCTIONS, ast.ClassDef) or _owner(item)
    if isinstance(node, ast.ClassDef) and item.code == "N801":
        return _is_foreign(node, known)
    if node is None:
        return False
    if item.code == "N807":
        return tree.scope(node) is not tree.node or item.name in ("__getattr__", "__dir__")
    function = node if isinstance(node, _FUNCTIONS) else None
    if item.code in ("N804", "N805") and function is not None and _becomes_another(item, function):
        return True
    name = function.name if function is not None else item.name
    if is_protocol_name(name) or any(name.startswith(prefix) for prefix in known.prefixes):
        return True
    if function is not None and names_are_given(tuple(map(_dotted, function.decorator_list))):
        return True
    around = tree.scope(node) if function is not None else node
    if not isinstance(around, ast.ClassDef):
        return False
    return name.isupper() or _is_foreign(around, known)


def _owner(item: Difference) -> ast.AST | None:
    """The function whose parameter, or the class whose attribute, stands at the place."""
    argument = item.tree.at(item.line, item.column, ast.arg)
    if argument is not None:
        return next((node for node in item.tree.around(argument) if isinstance(node, _FUNCTIONS)), None)
    name = item.tree.at(item.line, item.column, ast.Name)
    scope = item.tree.scope(name) if name is not None else None
    return scope if isinstance(scope, ast.ClassDef) else None


def _is_foreign(node: ast.ClassDef, known: Package) -> bool:
    """Whether a class derives, as far as names tell, from one that neither the package nor Python defines."""
    seen: set[str] = set()
    queue = [_dotted(base).rpartition(".")[2] for base in node.bases]
    if any(keyword.arg != "metaclass" for keyword in node.keywords):
        return True
    while queue:
        name = queue.pop()
        if not name:
            return True
        if name in seen or name in ("object", "Generic", "Protocol", "ABC"):
            continue
        seen.add(name)
        if name not in known.bases:
            return True
        queue += known.bases.get(name, ())
    return False


def _dotted(node: ast.expr) -> str:
    if isinstance(node, (ast.Call, ast.Subscript)):
        return _dotted(node.func if isinstance(node, ast.Call) else node.value)
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


@predicate("N806", "A001", "N816", "N815", side="ruff")
def said_once(item: Difference, side: str) -> bool:
    """The same name is assigned earlier in the same scope, and burnish speaks of a name once."""
    node = item.tree.at(item.line, item.column, ast.Name, ast.alias, ast.ExceptHandler, *_FUNCTIONS)
    if not isinstance(node, ast.Name):
        return False
    scope = item.tree.scope(node)
    return any(
        isinstance(other, (ast.Name, ast.arg))
        and (other.id if isinstance(other, ast.Name) else other.arg) == node.id
        and (isinstance(other, ast.arg) or isinstance(other.ctx, ast.Store))
        and (other.lineno, other.col_offset) < (node.lineno, node.col_offset)
        and item.tree.scope(other) is scope
        for other in ast.walk(scope)
    )


@predicate("N806", "N815", "N816", side="ruff")
def name_of_what_it_holds(item: Difference, side: str) -> bool:
    """The variable holds a class or another named thing and is called like it, or is a symbol of a formula."""
    node = item.tree.at(item.line, item.column, ast.Name)
    if not isinstance(node, ast.Name):
        return False
    if re.fullmatch(r"_?[A-Z]\d*_?", node.id):
        return True
    parent = item.tree.parents[node]
    value = parent.value if isinstance(parent, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) else None
    if isinstance(value, ast.IfExp):
        value = value.body
    last = _dotted(value).rpartition(".")[2] if value is not None else ""
    if isinstance(value, ast.Call):
        return bool(re.search(r"(?i)(type|class|model|factory|formset|namedtuple|enum|dict|getattr)$", last))
    return bool(last) and (last[0].isupper() or last.lstrip("_")[:1].isupper() or style_of(last) != CAMEL)


def _alias(item: Difference) -> ast.alias | None:
    """The imported name at the place, which may be its `as`."""
    for node in item.tree.starting.get(item.line, ()):
        end = getattr(node, "end_col_offset", 0)
        if isinstance(node, ast.alias) and node.col_offset < item.column <= end:
            return node
    return None


@predicate("F401", side="ruff")
def passed_on(item: Difference, side: str) -> bool:
    """The imported name is for others: another file of the package imports it from here, or it is a `__name__`."""
    alias = _alias(item)
    name = alias.asname or alias.name if alias is not None else item.name.rpartition(".")[2]
    if name.startswith("__") and name.endswith("__"):
        return True
    imported = package(item.tree.folder).imported
    return (item.tree.module, name) in imported or (item.tree.module, "*") in imported


@predicate("F401", side="ruff")
def import_with_a_purpose(item: Difference, side: str) -> bool:
    """The import tests whether it works, stands in for another, loads a submodule, or is used in a type comment or doctest."""
    alias = _alias(item)
    if alias is None:
        return False
    name = (alias.asname or alias.name).partition(".")[0]
    if any(re.search(rf"(?:# *type:|>>>|\.\.\. ).*\b{name}\b", line) for line in item.tree.lines):
        return True
    submodule = alias.asname is None and "." in alias.name and isinstance(item.tree.parents[alias], ast.Import)
    if submodule and any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(item.tree.node)):
        return True
    for node in item.tree.around(alias):
        if isinstance(node, ast.Try):
            return True
        if isinstance(node, (ast.With, ast.AsyncWith)):
            return True
        if isinstance(node, _FUNCTIONS):
            return all(isinstance(part, (ast.Import, ast.ImportFrom, ast.Expr, ast.Pass)) for part in node.body)
    return False


@predicate("D100", "D102", "D104", side="ruff")
def nothing_to_describe(item: Difference, side: str) -> bool:
    """The file holds no code at all; or the method overrides one of the package, or is called by the name of a node."""
    if item.code != "D102":
        return not item.tree.node.body
    node = item.tree.at(item.line, 0, *_FUNCTIONS)
    scope = item.tree.scope(node) if node is not None else None
    if not isinstance(node, _FUNCTIONS) or not isinstance(scope, ast.ClassDef):
        return False
    known = package(item.tree.folder)
    if any(node.name.startswith(prefix) for prefix in ("visit_", "depart_", *known.prefixes)):
        return True
    if any(isinstance(part, ast.Attribute) and part.attr == node.name and isinstance(part.value, ast.Call)
           and _dotted(part.value) == "super" for part in ast.walk(node)):  # fmt: skip
        return True
    queue, seen = [_dotted(base).rpartition(".")[2] for base in scope.bases], set[str]()
    while queue:
        name = queue.pop()
        if name not in seen:
            seen.add(name)
            if node.name in known.methods.get(name, ()):
                return True
            queue += known.bases.get(name, ())
    return False


@predicate("S", "PLR0915")
def beyond_the_code(item: Difference, side: str) -> bool:
    """The rule is wider than the code: lines and statements, attributes and arguments, values under names, more libraries."""
    if side == "ruff":
        return item.code == "S113" and _expands_timeout(item)
    if item.code in ("S304", "S305", "S324") and any(
        "Cryptodome" in line or "decrepit" in line for line in item.tree.lines
    ):
        return True
    if item.code in ("S103", "S104"):  # a mode or an address that stands under a name
        return re.search(r"0o\d|0\.0\.0\.0|::", item.tree.lines[item.line - 1]) is None
    return (
        re.search(
            r"lines of code|host name check|CERT_NONE|`urllib|ECB mode|TripleDES|_METHOD`|SafeString|[c_]Pickle|_pickle"
            r"|XML from the network|known breaks|check of the certificate|pass `autoescape=True`",
            item.message,
        )
        is not None
    )


def _expands_timeout(item: Difference) -> bool:
    """Whether the call expands a dictionary of the function that holds a timeout."""
    call = item.tree.at(item.line, item.column, ast.Call) or item.tree.at(item.line, 0, ast.Call)
    calls = [call, *ast.walk(item.tree.scope(call))] if call is not None else []
    expanded = {
        keyword.value.id
        for node in calls
        if isinstance(node, ast.Call) and node.lineno == item.line
        for keyword in node.keywords
        if keyword.arg is None and isinstance(keyword.value, ast.Name)
    }
    return any(
        isinstance(node, ast.Assign)
        and _dotted(node.targets[0]) in expanded
        and any(isinstance(part, ast.Constant) and part.value == "timeout" for part in ast.walk(node))
        for node in calls
    )


def _imports_its_own(item: Difference) -> bool:
    """Whether a name of the line is a class of the file, or imported from the package that the file is part of."""
    top = item.path.partition("/")[0]
    classes = [node.name for node in ast.walk(item.tree.node) if isinstance(node, ast.ClassDef)]
    if any(re.search(rf"\b{name}\b", item.tree.lines[item.line - 1]) for name in classes):
        return True
    return any(
        re.search(rf"\b{re.escape(alias.asname or alias.name)}\b", item.tree.lines[item.line - 1])
        for node in ast.walk(item.tree.node)
        if isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").partition(".")[0] == top)
        for alias in node.names
    )


@predicate("S3", "S4", "S5", "S6", side="ruff")
def no_client(item: Difference, side: str) -> bool:
    """The code is the library itself, or a module beside it of the same name, or names a constant and calls nothing."""
    if item.code in ("S308", "S506", "S611"):
        return _imports_its_own(item)
    if item.code == "S321" and not re.search(r"\bFTP(?:_TLS)?\(", item.tree.lines[item.line - 1]):
        return True
    node = item.tree.at(item.line, item.column, ast.Call, ast.Name, ast.Attribute, ast.ClassDef, ast.ImportFrom)
    while isinstance(node, (ast.Call, ast.Attribute)):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.ImportFrom):
        return bool(node.level)
    names = [node] if isinstance(node, ast.Name) else [base for base in getattr(node, "bases", ()) if base]
    own = {part.name for part in ast.walk(item.tree.node) if isinstance(part, (*_FUNCTIONS, ast.ClassDef))}
    own |= {alias.asname or alias.name for part in ast.walk(item.tree.node)
            if isinstance(part, ast.ImportFrom) and part.level for alias in part.names}  # fmt: skip
    return any(isinstance(name, ast.Name) and name.id in own for name in names)


@predicate("D101", "D102", "D103", "PLR1702")
def under_a_condition(item: Difference, side: str) -> bool:
    """The definition stands under a condition of the module, and is a definition like any other."""
    node = item.tree.at(item.line, 0, ast.stmt)
    if node is None:
        return False
    inside_out = [node, *item.tree.around(node)]
    functions = [index for index, around in enumerate(inside_out) if isinstance(around, _FUNCTIONS)]
    outside = inside_out[functions[-1] + 1 :] if functions else inside_out
    return any(isinstance(around, (ast.If, ast.Try, ast.With, ast.For, ast.While)) for around in outside)
