"""The rules on the names of variables: in functions, in class bodies, at module level, and constants."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import is_dunder
from burnish_checks.core.rule import Category, Finding, Rule, Severity, documented_rule, family
from burnish_checks.core.scopes import Scope
from burnish_checks.naming.captures import CAPTURES, place_of_capture
from burnish_checks.naming.ownership import decorators_of, is_an_attribute, is_foreign, is_spelt, outside, outside_of
from burnish_checks.naming.protocols import is_protocol_name, names_are_given
from burnish_checks.naming.renamed import offer_rename
from burnish_checks.naming.styles import (
    CAMEL,
    UNCLEAR,
    is_cap_words,
    is_lower,
    is_mixed,
    is_of_words,
    snake_case,
    style_of,
)
from burnish_checks.patterns import deferred

variable_name = documented_rule(
    "variable-name",
    Category.NAMING,
    """
    A variable of a function whose name is not in `snake_case`, in code that otherwise is.

    Each name is reported once in a function. Left alone are names for what is not a plain value: classes and type
    aliases (`Model = get_model(...)`, `Base = type(...)`, `Row = namedtuple(...)`), `global` names, and single
    capital letters, as mathematics has them. Said aloud is `mixedCase` alone: what begins with a capital is likely a class, or a
    name of mathematics (`Session = sessionmaker()`, `X_train`), and a hint. So are a name in which something else than words
    stands (`SI_units`, `groupA`, `eXB`, `hWnd`), one that the function also spells as a text (`fileName = data["fileName"]`)
    or knows as an attribute, one for what an interface in CapWords gives (`kernel32.GetWindow()`), one that ends in
    another name (`expElogtheta`
    beside `Elogtheta`) or in a letter with an accent (`logGprime`), a Greek letter with its subscript (`lambdaDe`),
    one that a pattern of `match` binds, all in tests, and all where two functions or arguments of the project have such
    names, too.

    ```python
    def total(items):
        runningSum = 0
        for item in items:
            runningSum += item
        return runningSum
    ```

    ```python
    def total(items):
        running_sum = 0
        for item in items:
            running_sum += item
        return running_sum
    ```
    """,
    aliases=("N806",),
)
class_attribute_name = documented_rule(
    "class-attribute-name",
    Category.NAMING,
    """
    A variable in a class body in `mixedCase`, in code that otherwise uses `snake_case`.

    Left alone are attributes of classes with a base from outside the workspace (models, serialisers and widgets have
    names that others read), keys of a `TypedDict`, and another name for something that has one already
    (`oldName = new_name`). Public ones, which others may read, are a hint.

    ```python
    class Reader:
        _chunkSize = 1024
    ```

    ```python
    class Reader:
        _chunk_size = 1024
    ```
    """,
    aliases=("N815",),
)
module_variable_name = documented_rule(
    "module-variable-name",
    Category.NAMING,
    """
    A variable of a module in `mixedCase`, in code that otherwise uses `snake_case`.

    Another name for something that has one already (`oldName = new_name`) is left alone: it is kept for callers. A public
    name, which others may import, is only a hint, and so are what
    a function in mixedCase makes (`_skipOnWindows = unittest.skipIf(...)`), and a name that holds an acronym (`_use_SSL`).

    ```python
    _defaultTimeout = compute()
    ```

    ```python
    _default_timeout = compute()
    ```
    """,
    aliases=("N816",),
)
constant_name = documented_rule(
    "constant-name",
    Category.NAMING,
    """
    A constant of a module whose name is not in `UPPER_CASE`: declared `Final`, or half in capitals already.

    Only names for literal values are looked at. Capitals say that nothing assigns the name again (PEP 8). A hint where
    the name is public: others may import it.

    ```python
    from typing import Final

    max_size: Final = 10
    Default_Timeout = 2.5
    ```

    ```python
    from typing import Final

    MAX_SIZE: Final = 10
    DEFAULT_TIMEOUT = 2.5
    ```
    """,
    aliases=("C0103",),
)
_SINGLE = deferred(r"_?[A-Z]\d*_?")
_FOREIGN_CONSTANT = deferred(r"[A-Za-z][A-Za-z0-9]*?[a-z][A-Za-z0-9]*?_[A-Z0-9_]*[A-Z][A-Z0-9_]*")
"""`PyBUF_SIMPLE`, `wxID_ANY`: the name that another language's header gives it."""
_PREFIXED = deferred(r"_*[a-z]{1,2}[A-Z][A-Z0-9]*_[A-Z0-9_]+")
"""A constant with a letter before it that tells its kind: `cMSG_IGNORE`."""
_OF_A_SYSTEM = deferred(r"_*[A-Z0-9]+(?:_[A-Z0-9]+)*_(?:nt|posix|java|win32|win|linux|darwin|mac|unix)")
"""`EDIT_nt`: with the name behind it that Python has for a system."""
_HALF_CAPITAL = deferred(r"_*(?:[A-Z][A-Za-z0-9]*_)+[A-Za-z0-9_]*")
_MAKERS = frozenset(
    {"TypeVar", "ParamSpec", "TypeVarTuple", "NewType", "namedtuple", "NamedTuple", "TypedDict", "Enum", "IntEnum",
     "Flag", "type", "get_model", "make_dataclass", "new_class", "create_model", "import_string", "getattr",
     "get_user_model", "declarative_base", "modelform_factory", "formset_factory", "get_class", "with_metaclass"}
)  # fmt: skip
"""Functions that make or fetch a class."""


@family(syntax.Module, (variable_name, class_attribute_name, module_variable_name, constant_name))
def variable_names(block: Block, _: ast.AST, context: Context) -> Iterator[Finding]:
    """Check the variables that each scope of the block binds."""
    walk = block.walk
    for scope in (walk.root, *walk.scopes.values()):
        local = scope.kind == "function"
        for name, binders in scope.bound.items():
            if is_lower(name) if local else name.isupper():
                continue
            first = binders[0]
            if any(isinstance(binder, ast.alias) for binder in binders):
                continue  # `Rolling = None`, where it cannot be imported: the name is the import's
            if isinstance(first, ast.Name) and not is_dunder(name):
                yield from _variable(block, scope, first, context)
            elif local and isinstance(first, CAPTURES) and style_of(name) == CAMEL:
                yield from _captured(block, first, name, context)


def _captured(block: Block, node: ast.AST, name: str, context: Context) -> Iterator[Finding]:
    """A name that a pattern of `match` binds; a hint, since it is often the attribute's or the key's that is matched."""
    if context.ask("convention").style != CAMEL:
        data = {"name": name, "new": snake_case(name)}
        message = f"The variable `{name}` of a function is not in snake_case: call it `{data['new']}`."
        place = place_of_capture(block, node, name)
        yield block.finding(place, message, rule=variable_name, data=data, severity=Severity.HINT)


def _variable(block: Block, scope: Scope, node: ast.Name, context: Context) -> Iterator[Finding]:
    name = node.id
    if scope.kind == "function":
        if name not in scope.globals and name not in scope.nonlocals:
            yield from _in_function(block, node, context)
    elif scope.kind in ("class", "module"):
        rule = class_attribute_name if scope.kind == "class" else module_variable_name
        if scope.kind == "module" and _is_constant(block, node):
            if not name.isupper():
                data = {"name": name, "new": snake_case(name).upper()}
                message = f"The constant `{name}` is not in UPPER_CASE: call it `{data['new']}`."
                severity = None if name.startswith("_") else Severity.HINT
                yield block.finding(node, message, rule=constant_name, data=data, severity=severity)
        elif is_mixed(name) and not _is_given(block, scope, node, context):
            hint = (
                not name.startswith("_")  # others may know it
                or not is_of_words(name)  # `_re_fileName`: a name stands in it
                or _PREFIXED.fullmatch(name) is not None
                or _is_made_by_like(block, node)
                or _is_an_old_name(block, node)
                or _is_of_a_type(block, node)  # of which `type-variable-name` speaks
            )
            hint = hint or context.ask("convention").where == UNCLEAR
            yield _mixed(block, node, rule, Severity.HINT if hint else None)


def _in_function(block: Block, node: ast.Name, context: Context) -> Iterator[Finding]:
    name = node.id
    if _SINGLE.fullmatch(name) or _holds_a_class(block, node):
        return
    convention = context.ask("convention") if style_of(name) == CAMEL else None
    if convention is not None and convention.style == CAMEL:
        return
    data = {"name": name, "new": snake_case(name)}
    meant = (
        style_of(name) != CAMEL
        or not is_of_words(name)
        or is_spelt(block, name)
        or is_an_attribute(block, name)
        or _is_from_elsewhere(name, _value(block, node))
        or _is_of_mathematics(block, name)
        or _is_of_a_habit(block)
    )
    yield block.finding(
        node,
        f"The variable `{name}` of a function is not in snake_case: call it `{snake_case(name)}`.",
        rule=variable_name,
        data=data,
        severity=Severity.HINT
        if meant or context.role.tested or (convention is not None and convention.where == UNCLEAR)
        else None,
    )


def _is_of_a_habit(block: Block) -> bool:
    """Whether a function gives most of its names of several words in mixedCase: it is written so from one end to the other,
    as what was taken over from elsewhere is, and no single name in it is out of place."""
    stored = {item.id for item in block.nodes(ast.Name) if isinstance(item.ctx, ast.Store)}
    mixed = [name for name in stored if style_of(name) == CAMEL]
    return len(mixed) >= _A_HABIT and len(mixed) > sum("_" in name.strip("_") and is_lower(name) for name in stored)


_A_HABIT = 4
"""Names in mixedCase that are no oversight."""


def _is_of_mathematics(block: Block, name: str) -> bool:
    """Whether a name ends in another of the same block that begins with a capital, `expElogtheta` beside `Elogtheta`, or
    begins with one that ends in a capital, or it is a letter of a formula with its accent, `logGprime`, or a Greek one of
    which one at least has letters for its subscript, `lambdaDe`."""
    if _ACCENTED.search(name):
        return True
    letter = _GREEK.match(name)
    if letter is not None and any(
        isinstance(item.ctx, ast.Store) and _SUBSCRIPTED.fullmatch(item.id.removeprefix(letter[0]))
        for item in block.nodes(ast.Name)
        if item.id.startswith(letter[0])
    ):
        return True
    ends = (name[at:] for at in range(1, len(name)) if name[at].isupper())
    names = {item.id for item in block.nodes(ast.Name)} | {item.attr for item in block.nodes(ast.Attribute)}
    starts = (name[:at] for at in range(2, len(name)) if name[at - 1].isupper())  # `sqrtCut` beside `sqrtC`
    return any(end in names for end in ends if not end.isupper()) or any(start in names for start in starts)


_GREEK = deferred(
    r"(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|mu|nu|xi|rho|sigma|tau|phi|chi|psi|omega)(?=[A-Z])"
)
_SUBSCRIPTED = deferred(r"[A-Z][a-z]?|[A-Z]{2,3}")
_ACCENTED = deferred(r"[A-Z](?:prime|hat|tilde|bar|star)\Z")


def _is_from_elsewhere(name: str, value: ast.expr | None) -> bool:
    """Whether a value comes from an interface in CapWords, whose words its name then takes, `kernel32.GetWindow()`, or from
    one whose function ends in the name, `notAfter = lib.X509_get_notAfter(cert)`, or in its last two words or more:
    `trianglePolyData = vtk.vtkPolyData()`."""
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
        return False
    called = value.func.attr
    if style_of(called) == CAMEL and called.endswith("".join(_HUMPS.findall(name)[-2:])):
        return True
    return (is_cap_words(called) and not called.isupper()) or called.endswith(f"_{name}")


_HUMPS = deferred(r"[A-Z][a-z0-9]+")


def _mixed(block: Block, node: ast.Name, rule: Rule, severity: Severity | None) -> Finding:
    where = "class" if rule is class_attribute_name else "module"
    message = f"The variable `{node.id}` of a {where} is in mixedCase: call it `{snake_case(node.id)}`."
    data = {"name": node.id, "new": snake_case(node.id)}
    return block.finding(node, message, rule=rule, data=data, severity=severity)


def _is_made_by_like(block: Block, node: ast.Name) -> bool:
    """Whether what makes the value is called in the same style: `skipOnWindows = unittest.skipIf(...)`."""
    value = _value(block, node)
    return isinstance(value, ast.Call) and style_of(dotted(value.func).rpartition(".")[2]) == CAMEL


def _is_an_old_name(block: Block, node: ast.Name) -> bool:
    """Whether the value is made of what has the name in snake_case (`getName = deprecated(...)(get_name)`), or is what
    has the name elsewhere (`getLogger = logging.getLogger`)."""
    value, new = _value(block, node), snake_case(node.id)
    if isinstance(value, ast.Attribute) and value.attr == node.id:
        return True
    return value is not None and any(isinstance(item, ast.Name) and item.id == new for item in ast.walk(value))


def _is_of_a_type(block: Block, node: ast.Name) -> bool:
    """Whether what is assigned is a type variable, whose name has a rule of its own."""
    value = _value(block, node)
    return isinstance(value, ast.Call) and dotted(value.func).rpartition(".")[2] in (
        "TypeVar",
        "ParamSpec",
        "TypeVarTuple",
    )


def _value(block: Block, node: ast.Name) -> ast.expr | None:
    """What is assigned to the name alone."""
    parent = block.parent(node)
    return parent.value if isinstance(parent, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) else None


def _holds_a_class(block: Block, node: ast.Name) -> bool:
    """Whether a variable in CapWords is given a class: the name is then a class's."""
    core = node.id.lstrip("_")
    value, parent = _value(block, node), block.parent(node)
    last = dotted(value).rpartition(".")[2]
    if last[:1].isupper() and not last.isupper() and core.endswith(last):
        return True
    if not core[:1].isupper() or (core.isupper() and not isinstance(value, ast.Call)):
        return False
    if isinstance(parent, ast.AnnAssign) and dotted(parent.annotation).rpartition(".")[2] == "TypeAlias":
        return True
    if isinstance(value, ast.IfExp):
        value = value.body
    if isinstance(value, ast.Subscript):
        value = value.value
    if isinstance(value, ast.Call):
        if any(isinstance(item, ast.Constant) and str(item.value).rpartition(".")[2] == node.id for item in value.args):
            return True  # a class or a module that is fetched by its name
        last = dotted(value.func).rpartition(".")[2]
        makes = last.lower().endswith(("class", "type", "model", "factory", "formset", "sessionmaker"))
        return last in _MAKERS or (makes and not core.isupper())
    last = dotted(value).rpartition(".")[2].lstrip("_")
    named_like_one = last[:1].isupper() and not (last.isupper() and len(last) > 1)
    return named_like_one or last.lower().endswith(("class", "cls", "klass", "model", "type"))


def _is_constant(block: Block, node: ast.Name) -> bool:
    parent, value = block.parent(node), _value(block, node)
    if not isinstance(value, ast.Constant) or value.value is None:
        return False
    if isinstance(parent, ast.AnnAssign):
        annotation = parent.annotation.value if isinstance(parent.annotation, ast.Subscript) else parent.annotation
        return dotted(annotation).rpartition(".")[2] == "Final"
    half = _HALF_CAPITAL.fullmatch(node.id) is not None and not _FOREIGN_CONSTANT.fullmatch(node.id)
    return half and not _OF_A_SYSTEM.fullmatch(node.id)


def _is_given(block: Block, scope: Scope, node: ast.Name, context: Context) -> bool:
    """Whether the name is not the code's to choose, or has a reason to be as it is."""
    if is_protocol_name(node.id) or context.ask("convention").style == CAMEL:
        return True
    value = _value(block, node)
    if dotted(value) and style_of(dotted(value).rpartition(".")[2]) != CAMEL:
        return True
    return scope.kind == "class" and _in_foreign_class(block, scope, node, context)


def _in_foreign_class(block: Block, scope: Scope, node: ast.Name, context: Context) -> bool:
    if scope.kind != "class":
        return False
    if isinstance(scope.node, ast.ClassDef) and names_are_given(decorators_of(scope.node)):
        return True  # an interface that it implements has the name
    header = context.enclosing_class
    if header is not None and names_are_given(tuple(item.partition("(")[0] for item in header.decorators)):
        return True
    around = outside_of(scope.node, context) if isinstance(scope.node, ast.ClassDef) else outside(block, node, context)
    return is_foreign(around) or any(name.rpartition(".")[2] == "TypedDict" for name in around)


offer_rename((variable_name,), of_locals=True)
offer_rename((class_attribute_name, module_variable_name, constant_name))
