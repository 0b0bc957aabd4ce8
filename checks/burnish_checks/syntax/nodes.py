"""The node classes of every Python up to 3.14, whichever Python runs this.

The classes are those of the standard library's `ast`. What the running interpreter lacks (`TryStar` before
3.11, type parameters before 3.12, t-strings before 3.14) is supplied as a class with the fields of the
interpreter that has it, so that `isinstance`, `walk` and `dump` treat it like any other node.
"""

# ruff: noqa: I001  (the classes to be exported in one statement, not in a hundred)

from __future__ import annotations

import ast
import sys
from ast import (
    AST as AST,
    Add as Add,
    And as And,
    AnnAssign as AnnAssign,
    Assert as Assert,
    Assign as Assign,
    AsyncFor as AsyncFor,
    AsyncFunctionDef as AsyncFunctionDef,
    AsyncWith as AsyncWith,
    Attribute as Attribute,
    AugAssign as AugAssign,
    Await as Await,
    BinOp as BinOp,
    BitAnd as BitAnd,
    BitOr as BitOr,
    BitXor as BitXor,
    BoolOp as BoolOp,
    Break as Break,
    Call as Call,
    ClassDef as ClassDef,
    Compare as Compare,
    Constant as Constant,
    Continue as Continue,
    Del as Del,
    Delete as Delete,
    Dict as Dict,
    DictComp as DictComp,
    Div as Div,
    Eq as Eq,
    ExceptHandler as ExceptHandler,
    Expr as Expr,
    Expression as Expression,
    FloorDiv as FloorDiv,
    For as For,
    FormattedValue as FormattedValue,
    FunctionDef as FunctionDef,
    FunctionType as FunctionType,
    GeneratorExp as GeneratorExp,
    Global as Global,
    Gt as Gt,
    GtE as GtE,
    If as If,
    IfExp as IfExp,
    Import as Import,
    ImportFrom as ImportFrom,
    In as In,
    Interactive as Interactive,
    Invert as Invert,
    Is as Is,
    IsNot as IsNot,
    JoinedStr as JoinedStr,
    LShift as LShift,
    Lambda as Lambda,
    List as List,
    ListComp as ListComp,
    Load as Load,
    Lt as Lt,
    LtE as LtE,
    MatMult as MatMult,
    Match as Match,
    MatchAs as MatchAs,
    MatchClass as MatchClass,
    MatchMapping as MatchMapping,
    MatchOr as MatchOr,
    MatchSequence as MatchSequence,
    MatchSingleton as MatchSingleton,
    MatchStar as MatchStar,
    MatchValue as MatchValue,
    Mod as Mod,
    Module as Module,
    Mult as Mult,
    Name as Name,
    NamedExpr as NamedExpr,
    Nonlocal as Nonlocal,
    Not as Not,
    NotEq as NotEq,
    NotIn as NotIn,
    Or as Or,
    Pass as Pass,
    Pow as Pow,
    RShift as RShift,
    Raise as Raise,
    Return as Return,
    Set as Set,
    SetComp as SetComp,
    Slice as Slice,
    Starred as Starred,
    Store as Store,
    Sub as Sub,
    Subscript as Subscript,
    Try as Try,
    Tuple as Tuple,
    TypeIgnore as TypeIgnore,
    UAdd as UAdd,
    USub as USub,
    UnaryOp as UnaryOp,
    While as While,
    With as With,
    Yield as Yield,
    YieldFrom as YieldFrom,
    alias as alias,
    arg as arg,
    arguments as arguments,
    boolop as boolop,
    cmpop as cmpop,
    comprehension as comprehension,
    excepthandler as excepthandler,
    expr as expr,
    expr_context as expr_context,
    keyword as keyword,
    match_case as match_case,
    mod as mod,
    operator as operator,
    pattern as pattern,
    stmt as stmt,
    type_ignore as type_ignore,
    unaryop as unaryop,
    withitem as withitem,
    NodeTransformer as NodeTransformer,
    NodeVisitor as NodeVisitor,
    copy_location as copy_location,
    dump as dump,
    fix_missing_locations as fix_missing_locations,
    get_docstring as get_docstring,
    iter_fields as iter_fields,
)
from collections.abc import Callable
from typing import TypeVar as TypeVariable
from typing import cast

_PLACE = ("lineno", "col_offset", "end_lineno", "end_col_offset")

if sys.version_info >= (3, 11):
    from ast import TryStar as TryStar
else:

    class TryStar(ast.stmt):
        """A `try` whose handlers are `except*`."""

        _fields = ("body", "handlers", "orelse", "finalbody")
        body: list[ast.stmt]
        handlers: list[ast.ExceptHandler]
        orelse: list[ast.stmt]
        finalbody: list[ast.stmt]


if sys.version_info >= (3, 12):
    from ast import ParamSpec as ParamSpec
    from ast import TypeAlias as TypeAlias
    from ast import TypeVar as TypeVar
    from ast import TypeVarTuple as TypeVarTuple
    from ast import type_param as type_param
else:

    class type_param(ast.AST):  # the name that `ast` gives it
        """One of the names between the brackets of a generic function, class or alias."""

        _attributes = _PLACE
        lineno: int
        col_offset: int
        end_lineno: int
        end_col_offset: int

    class TypeVar(type_param):
        """`T`, `T: bound` or `T = default`."""

        _fields = ("name", "bound", "default_value")
        name: str
        bound: ast.expr | None
        default_value: ast.expr | None

    class ParamSpec(type_param):
        """`**P`."""

        _fields = ("name", "default_value")
        name: str
        default_value: ast.expr | None

    class TypeVarTuple(type_param):
        """`*Ts`."""

        _fields = ("name", "default_value")
        name: str
        default_value: ast.expr | None

    class TypeAlias(ast.stmt):
        """`type name[type_params] = value`."""

        _fields = ("name", "type_params", "value")
        name: ast.Name
        type_params: list[type_param]
        value: ast.expr


if sys.version_info >= (3, 14):
    from ast import Interpolation as Interpolation
    from ast import TemplateStr as TemplateStr
else:

    class TemplateStr(ast.expr):
        """A t-string: constants and interpolations in turn."""

        _fields = ("values",)
        values: list[ast.expr]

    class Interpolation(ast.expr):
        """`{value!conversion:format_spec}` in a t-string; `str` is the text of the expression."""

        _fields = ("value", "str", "conversion", "format_spec")
        value: ast.expr
        str: object
        conversion: int
        format_spec: ast.expr | None


FunctionNode = (ast.FunctionDef, ast.AsyncFunctionDef)

_Node = TypeVariable("_Node", bound=ast.AST)


def make(kind: type[_Node], **fields: object) -> _Node:
    """A node of a class whose constructor type checkers know in some versions of Python only."""
    return cast("Callable[..., _Node]", kind)(**fields)
