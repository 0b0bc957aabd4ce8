"""Where a literal must stay a literal: patterns, type expressions, pieces of f-strings, what tools read statically."""

from __future__ import annotations

from burnish_checks import syntax
from burnish_checks.constants.words import vocabulary
from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.core.frames import prints_itself

_READ_STATICALLY = frozenset({"__slots__", "__all__", "__match_args__", "__version__", "__doc__"})
_TRANSLATING = vocabulary(
    "_ gettext ngettext pgettext npgettext ugettext ungettext lazy_gettext gettext_lazy ngettext_lazy gettext_noop N_ "
    "_l _lazy _n _N dgettext dngettext"
)
_DECLARING = vocabulary(
    "TypeVar ParamSpec TypeVarTuple NewType NamedTuple TypedDict namedtuple TypeAliasType ForwardRef cast Enum IntEnum "
    "getLogger"
)
_OPENING = frozenset({"open", "fdopen", "popen", "NamedTemporaryFile", "TemporaryFile", "ZipFile", "GzipFile"})


def why_not(block: Block, node: syntax.expr) -> str:
    """The reason, as a sentence, why the literal cannot become a name; empty if it can."""
    child: syntax.AST = node
    for outer in block.ancestors(node):
        if isinstance(outer, (syntax.MatchValue, syntax.MatchMapping)):
            return "In a `case` pattern a bare name would capture instead of compare."
        if isinstance(outer, syntax.JoinedStr):
            return "A piece of an f-string cannot be a name."
        if isinstance(outer, syntax.FormattedValue) and prints_itself(block, outer):
            return "The f-string prints its expression as text."
        if _is_type(outer, child):
            return "It is part of a type."
        if isinstance(outer, syntax.Compare) and any(map(_names_platform, (outer.left, *outer.comparators))):
            return "Type checkers understand tests of the platform only with a literal."
        if isinstance(outer, syntax.Call):
            reason = _in_call(outer, child)
            if reason:
                return reason
        if isinstance(outer, syntax.arguments) and _is_literal_type(_hint_of_default(outer, child)):
            return "Its type is a literal."
        if isinstance(outer, syntax.stmt):
            return _in_statement(outer, child)
        if isinstance(outer, syntax.FormattedValue):
            return ""
        child = outer
    return ""


def _is_type(outer: syntax.AST, child: syntax.AST) -> bool:
    """Whether the child is a type hint of the node around it, or stands in `Literal[...]` or `Annotated[...]`."""
    if isinstance(outer, (syntax.arg, syntax.AnnAssign)):
        return child is outer.annotation
    if isinstance(outer, (syntax.FunctionDef, syntax.AsyncFunctionDef)):
        return child is outer.returns
    if isinstance(outer, syntax.TypeAlias):
        return child is outer.value
    return isinstance(outer, syntax.Subscript) and dotted(outer.value).rpartition(".")[2] in ("Literal", "Annotated")


def _hint_of_default(arguments: syntax.arguments, default: syntax.AST) -> syntax.expr | None:
    """The type hint of the parameter that has the default."""
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = [*zip(reversed(positional), reversed(arguments.defaults), strict=False)]
    pairs += [(given, value) for given, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if value]
    return next((given.annotation for given, value in pairs if value is default), None)


def _is_literal_type(hint: syntax.expr | None) -> bool:
    """Whether a type hint, which may be quoted, lists values: only a literal is certain to be one of them."""
    return hint is not None and any(
        dotted(item).rpartition(".")[2] == "Literal"
        or (isinstance(item, syntax.Constant) and "Literal[" in str(item.value))
        for item in syntax.walk(hint)
    )


def _names_platform(node: syntax.expr) -> bool:
    return dotted(node).startswith(("sys.platform", "sys.version_info", "os.name", "sys.implementation"))


def _in_call(call: syntax.Call, child: syntax.AST) -> str:
    name = call.func.attr if isinstance(call.func, syntax.Attribute) else getattr(call.func, "id", "")
    if child is call.func:
        return ""
    if name in _TRANSLATING and isinstance(child, syntax.Constant):
        return "Tools collect texts to translate from literals."
    if name in _DECLARING and call.args[:1] == [child]:
        return "Type checkers read this argument as a literal."
    if (
        name in _OPENING
        and isinstance(child, syntax.Constant)
        and isinstance(child.value, str)
        and child in call.args[1:2]
    ):
        return "Type checkers tell the kind of file from a literal mode."
    return ""


def _in_statement(statement: syntax.stmt, child: syntax.AST) -> str:
    if isinstance(statement, syntax.Expr) and child is statement.value and isinstance(child, syntax.Constant):
        return "It is a docstring."
    if isinstance(statement, (syntax.Assign, syntax.AnnAssign, syntax.AugAssign)):
        targets = statement.targets if isinstance(statement, syntax.Assign) else [statement.target]
        if isinstance(statement, syntax.AnnAssign) and _is_literal_type(statement.annotation):
            return "Its type is a literal."
        if any(isinstance(item, syntax.Name) and item.id in _READ_STATICALLY for item in targets):
            return "Tools read this assignment without running it."
        named = len(targets) == 1 and isinstance(targets[0], syntax.Name) and targets[0].id.isupper()
        if named and child is statement.value and not isinstance(statement, syntax.AugAssign):
            return "It is the value of a constant already."
    return ""
