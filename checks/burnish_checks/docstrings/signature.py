"""What a function takes and gives back, read from its definition and body alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from burnish_checks import syntax
from burnish_checks.core.facts import dotted

Function = syntax.FunctionDef | syntax.AsyncFunctionDef
TypeOf = Callable[[str], str]
"""Asked for a parameter's name, or `return`: a type as it would be written, or empty."""
_SCOPES = (syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.Lambda, syntax.ClassDef)
_ITERATORS = {"Iterator", "Iterable", "Generator", "AsyncIterator", "AsyncIterable", "AsyncGenerator"}
_LITERAL_TYPES = {bool: "bool", int: "int", float: "float", str: "str", bytes: "bytes", complex: "complex"}
_DISPLAY_TYPES = {
    syntax.List: "list", syntax.ListComp: "list", syntax.Dict: "dict", syntax.DictComp: "dict",
    syntax.Set: "set", syntax.SetComp: "set", syntax.Tuple: "tuple", syntax.JoinedStr: "str",
}  # fmt: skip


@dataclass(frozen=True)
class Parameter:
    """One parameter, without `self` and `cls`."""

    name: str
    stars: str = ""
    """`*`, `**` or empty."""
    type: str = ""
    default: str | None = None
    """The source of the default."""


@dataclass(frozen=True)
class Raised:
    """An exception that the body raises itself, and the test it stands under."""

    name: str
    condition: str = ""


@dataclass(frozen=True)
class Signature:
    """What a docstring should tell of a function."""

    parameters: tuple[Parameter, ...]
    returns: bool
    return_type: str
    yields: bool
    yield_type: str
    raises: tuple[Raised, ...]


def signature_of(node: Function, is_method: bool, infer: TypeOf = lambda _: "") -> Signature:
    """The signature; types come from annotations, then defaults, then `infer`."""
    decorators = {dotted(item.func if isinstance(item, syntax.Call) else item) for item in node.decorator_list}
    managed = any(name.endswith("contextmanager") for name in decorators)
    is_property = any(name.rpartition(".")[2] in ("property", "cached_property") for name in decorators)
    own = list(own_nodes(node))
    yields = any(isinstance(item, (syntax.Yield, syntax.YieldFrom)) for item in own)
    annotation = _written(node.returns) if node.returns is not None else ""
    gives = any(isinstance(item, syntax.Return) and _is_result(item.value) for item in own)
    returns = gives and not yields and not is_property
    item_type = _item_type(node.returns) if yields else ""
    return Signature(
        tuple(_parameters(node, is_method and "staticmethod" not in decorators, infer)),
        returns,
        (annotation or infer("return")) if returns else "",
        yields or managed,
        item_type,
        tuple(_raises(node)),
    )


def own_nodes(node: Function) -> Iterator[syntax.AST]:
    """The nodes of a function's body, in source order, without those of functions and classes in it."""
    stack: list[syntax.AST] = list(reversed(node.body))
    while stack:
        item = stack.pop()
        yield item
        if not isinstance(item, _SCOPES):
            stack.extend(reversed(list(syntax.iter_child_nodes(item))))


def is_none(value: syntax.expr | None) -> bool:
    """Whether a returned value is none at all, or `None` written out."""
    return value is None or (isinstance(value, syntax.Constant) and value.value is None)


def _is_result(value: syntax.expr | None) -> bool:
    """Whether a returned value is one to tell of: not None, and not the object itself or `NotImplemented`."""
    return not is_none(value) and dotted(value) not in ("self", "cls", "NotImplemented")


def _parameters(node: Function, bound: bool, infer: TypeOf) -> Iterator[Parameter]:
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[syntax.expr | None] = [None] * (len(positional) - len(arguments.defaults))
    pairs = list(zip(positional, [*defaults, *arguments.defaults], strict=True))
    for item, default in pairs[1:] if bound and pairs else pairs:
        yield _parameter(item, default, "", infer)
    if arguments.vararg is not None:
        yield _parameter(arguments.vararg, None, "*", infer)
    for item, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _parameter(item, default, "", infer)
    if arguments.kwarg is not None:
        yield _parameter(arguments.kwarg, None, "**", infer)


def _parameter(item: syntax.arg, default: syntax.expr | None, stars: str, infer: TypeOf) -> Parameter:
    if item.annotation is not None:
        type_ = _written(item.annotation)
    else:
        type_ = infer(item.arg) or type_of_default(default)
    return Parameter(item.arg, stars, " ".join(type_.split()), None if default is None else syntax.unparse(default))


def _written(annotation: syntax.expr) -> str:
    """The annotation's source, without the quotes of one that is a string."""
    if isinstance(annotation, syntax.Constant) and isinstance(annotation.value, str):
        return annotation.value
    text = syntax.unparse(annotation)
    return text if "Literal[" in text else text.replace("'", "")


def type_of_default(default: syntax.expr | None) -> str:
    """The type that a literal default shows; empty for None and for what is no literal."""
    if isinstance(default, syntax.Constant):
        return _LITERAL_TYPES.get(type(default.value), "")
    if isinstance(default, syntax.UnaryOp):
        return type_of_default(default.operand)
    return _DISPLAY_TYPES.get(type(default), "") if default is not None else ""


def _item_type(annotation: syntax.expr | None) -> str:
    """`str` in `Iterator[str]`; the annotation itself where it is no iterator."""
    if annotation is None:
        return ""
    if isinstance(annotation, syntax.Subscript) and dotted(annotation.value).rpartition(".")[2] in _ITERATORS:
        first = annotation.slice
        if isinstance(first, syntax.Tuple) and first.elts:
            first = first.elts[0]
        return syntax.unparse(first)
    return "" if dotted(annotation).rpartition(".")[2] in _ITERATORS else syntax.unparse(annotation)


def _raises(node: Function) -> Iterator[Raised]:
    """Each exception once, with the condition of the first `raise` of it."""
    seen: set[str] = set()
    for found in _raising(node.body, ""):
        if found.name not in seen:
            seen.add(found.name)
            yield found


def _raising(body: list[syntax.stmt], condition: str) -> Iterator[Raised]:
    for statement in body:
        if isinstance(statement, _SCOPES):
            continue
        if isinstance(statement, syntax.Raise):
            name = raised_name(statement)
            if name:
                yield Raised(name, condition)
        elif isinstance(statement, syntax.If):
            test = syntax.unparse(statement.test)
            yield from _raising(statement.body, test)
            yield from _raising(statement.orelse, "")
        elif isinstance(statement, (syntax.Try, syntax.TryStar)):
            yield from _raised_in_try(statement, condition)
        elif isinstance(statement, syntax.Match):
            for case in statement.cases:
                yield from _raising(case.body, "")
        else:
            for name in ("body", "orelse"):
                yield from _raising(getattr(statement, name, []), "")


def _raised_in_try(statement: syntax.Try | syntax.TryStar, condition: str) -> Iterator[Raised]:
    caught = {name.rpartition(".")[2] for handler in statement.handlers for name in _names_of(handler.type)}
    for found in _raising(statement.body, condition):
        if found.name.rpartition(".")[2] not in caught and not caught & {"Exception", "BaseException", ""}:
            yield found
    for handler in statement.handlers:
        yield from _raising(handler.body, "")
    yield from _raising(statement.orelse, condition)
    yield from _raising(statement.finalbody, condition)


def _names_of(node: syntax.expr | None) -> list[str]:
    if isinstance(node, syntax.Tuple):
        return [dotted(item) for item in node.elts]
    return [dotted(node)]


def raised_name(statement: syntax.Raise) -> str:
    """The dotted name of the exception's class; empty for a bare `raise`, a variable, or what is not implemented."""
    raised = statement.exc.func if isinstance(statement.exc, syntax.Call) else statement.exc
    name = dotted(raised)
    last = name.rpartition(".")[2].lstrip("_")
    return name if last[:1].isupper() and last != "NotImplementedError" else ""
