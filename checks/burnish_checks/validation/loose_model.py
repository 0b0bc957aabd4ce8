"""A model of request data that lets through what it should check."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.patterns import deferred

_REQUEST = deferred(r"Request|Input|Payload|Body|Create|Update|Params|Query|Form$")
_MODEL = deferred(r"\b(?:BaseModel|TypedDict|SQLModel|Struct|NamedTuple)\b")
_CONTAINERS = (
    "dict",
    "list",
    "Dict",
    "List",
    "Optional",
    "Union",
    "set",
    "Set",
    "tuple",
    "Tuple",
    "Mapping",
    "Sequence",
)
_BARE = {"dict": "dict[str, str]", "list": "list[str]", "Dict": "Dict[str, str]", "List": "List[str]", "set": "set[str]",
         "tuple": "tuple[str, ...]"}  # fmt: skip


@rule(
    Category.VALIDATION,
    visits=(ast.AnnAssign, ast.Assign, ast.ClassDef),
    severity=Severity.INFORMATION,
    default=False,
    in_tests=False,
)
def loose_model(block: Block, node: ast.AnnAssign | ast.Assign | ast.ClassDef, context: Context) -> Iterator[Finding]:
    """A request model (pydantic, dataclass, `TypedDict`) with `Any`, a bare `dict` or `list`, or further fields allowed.

    Such a field takes anything a client sends, and the code behind it has to look again. Whether a class is a request
    model is told by its base, also by way of others of the workspace, and by its name (`ServerCreate`, `LoginRequest`,
    `QueryParams`) or by a route that takes it, in any file of the workspace and under any name, or that takes a class
    below it.

    ```python
    from pydantic import BaseModel


    class ServerCreate(BaseModel):
        labels: dict
    ```

    ```python
    from pydantic import BaseModel


    class ServerCreate(BaseModel):
        labels: dict[str, str]
    ```
    """
    if isinstance(node, ast.ClassDef):
        extra = next((item.value for item in node.keywords if item.arg == "extra"), None)
        bases = tuple(block.source(item) for item in node.bases)
        if extra is not None and _allows(extra) and _is_request_model(node.name, bases, (), context):
            yield block.finding(extra, _TAKES_OVER, data={"extra": "forbid"})
        return
    if not block.in_class or block.parent(node) is not None:
        return
    around = [header for header in context.enclosing if header.word == "class"]
    configures = len(around) > 1 and around[-1].name == "Config"
    extra = _value_of_extra(node) if configures else _allows_extra(node)
    loose = _loose(node.annotation) if isinstance(node, ast.AnnAssign) and not configures else None
    place = extra or loose
    header = around[-2 if configures else -1] if around else None
    if place is None or header is None:
        return
    if not _is_request_model(header.name, header.bases, header.decorators, context):
        return
    if place is extra:
        yield block.finding(place, _TAKES_OVER, data={"extra": "forbid"})
    else:
        text = block.source(place)
        known = _BARE.get(text.rpartition(".")[2], "")
        yield block.finding(place, f"`{text}` takes anything a client sends.", data={"to": known} if known else {})


_TAKES_OVER = "Fields that the model does not name are taken over."


def _is_request_model(name: str, bases: tuple[str, ...], decorators: tuple[str, ...], context: Context) -> bool:
    return _is_model(bases, decorators, context) and _is_of_request(name, context)


def _is_of_request(name: str, context: Context) -> bool:
    """Whether a class is filled from requests: it is called so, or a function that answers requests takes it or one below."""
    called_so = not name.startswith("_") and _REQUEST.search(name) is not None
    return called_so or bool(context.ask("route-model", name))


def _is_model(bases: tuple[str, ...], decorators: tuple[str, ...], context: Context) -> bool:
    """Whether a class is a model by what it is derived from, also by way of another of the workspace, or by its decorator."""
    if _MODEL.search(" ".join(bases)) or "dataclass" in " ".join(decorators):
        return True
    plain = (base.partition("[")[0] for base in bases if "=" not in base)
    above = (name for base in plain if base.replace(".", "").isidentifier() for name in context.ask("lineage", base))
    return any(_MODEL.search(name) for name in above)


def _loose(annotation: ast.expr) -> ast.expr | None:
    """The part of an annotation that checks nothing."""
    for node in ast.walk(annotation):
        if isinstance(node, ast.Subscript) and dotted(node.value).rpartition(".")[2] in (
            "Literal",
            "Annotated",
            "ClassVar",
        ):
            return None
    if isinstance(annotation, (ast.Name, ast.Attribute)):
        last = dotted(annotation).rpartition(".")[2]
        return annotation if last in (*_BARE, "Any", "object") else None
    if isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return _loose(annotation.left) or _loose(annotation.right)
    if isinstance(annotation, ast.Subscript) and dotted(annotation.value).rpartition(".")[2] in _CONTAINERS:
        inner = annotation.slice
        return next(filter(None, map(_loose, inner.elts if isinstance(inner, ast.Tuple) else [inner])), None)
    return None


def _allows_extra(node: ast.Assign | ast.AnnAssign) -> ast.expr | None:
    """The value of `extra` in `model_config`, where it is `allow`."""
    if _names(node) != ["model_config"]:
        return None
    pairs: list[tuple[ast.expr | None, ast.expr]] = []
    if isinstance(node.value, ast.Call):
        pairs = [(ast.Constant(keyword.arg), keyword.value) for keyword in node.value.keywords]
    elif isinstance(node.value, ast.Dict):
        pairs = list(zip(node.value.keys, node.value.values, strict=True))
    for key, value in pairs:
        if isinstance(key, ast.Constant) and key.value == "extra" and _allows(value):
            return value
    return None


def _value_of_extra(node: ast.Assign | ast.AnnAssign) -> ast.expr | None:
    """The value of `extra` in a class `Config`, where it is `allow`."""
    return node.value if _names(node) == ["extra"] and node.value is not None and _allows(node.value) else None


def _names(node: ast.Assign | ast.AnnAssign) -> list[str]:
    return [dotted(target) for target in (node.targets if isinstance(node, ast.Assign) else [node.target])]


def _allows(value: ast.expr) -> bool:
    return dotted(value) == "Extra.allow" or (isinstance(value, ast.Constant) and value.value == "allow")


@loose_model.fix(
    "Say what it holds: `{to}`",
    Safety.DRAFT,
    why="Requests with other values are refused; what it holds is a guess.",
    when=lambda finding: "to" in finding.data,
)
def tighten(target: Target) -> Repair:
    """Give the bare container its members."""
    place: Span = target.finding.span
    text = target.source(place)
    new = target.finding.data["to"]
    module, dot, _ = text.rpartition(".")
    snippet = re.sub(r"\bstr\b", "${1:str}", new, count=1)
    return Repair((target.replace(place, f"{module}{dot}{new}", snippet=f"{module}{dot}{snippet}"),))


@loose_model.fix(
    "Refuse other fields",
    Safety.UNSAFE,
    why="Requests with fields that the model does not name are refused from now on.",
    when=lambda finding: "extra" in finding.data,
)
def forbid(target: Target) -> Repair:
    """Write `forbid`."""
    source = target.source(target.finding.span)
    if "allow" not in source:
        raise Refused("The code has changed since the finding was made.")
    return Repair((target.replace(target.finding.span, source.replace("allow", "forbid")),))
