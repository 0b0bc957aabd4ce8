"""What annotations, defaults and dependencies say of a parameter, as FastAPI and Litestar read them."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from burnish_checks import syntax
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import last_word
from burnish_checks.security.flow.aliases import written_out
from burnish_checks.security.flow.kinds import HARMFUL
from burnish_checks.security.flow.marks import IN_VALUES
from burnish_checks.security.flow.sources import Source
from burnish_checks.security.letters import accepted

if TYPE_CHECKING:
    from burnish_checks.security.flow.asked import ContextWorld

TEXT_TYPES = frozenset({"str", "bytes", "Any", "SecretStr", "UploadFile", "AnyStr", "dict", "list"})
_WRAPPERS = frozenset({"Optional", "Union", "List", "list", "Annotated", "Set", "set", "tuple", "Dict", "dict"})
FAST = ("fastapi", "litestar", "ninja")
REQUEST_DEFAULTS = frozenset({"Query", "Header", "Cookie", "Path", "Body", "Form"})
_MATCHING = REQUEST_DEFAULTS | {"Field", "StringConstraints", "constr"}
"""What says which pattern a text must match."""


def _read_by(owner: str, attribute: str, world: ContextWorld, part: str) -> frozenset[str]:
    """The attributes that reading one of them reads, where it is a method or a property; empty for all."""
    told = world.closed(f"{owner}().{attribute.removesuffix('()')}") if attribute else None
    if told is None:
        return frozenset() if attribute.endswith("()") or not attribute else frozenset({attribute})
    flows = (flow for flow in told.flows if not flow.kind and (not part or flow.label in ("", part)))
    own = (flow.parameter for flow in flows if flow.parameter.startswith("self."))
    return frozenset(parameter.partition(".")[2] for parameter in own) or frozenset({attribute})


def called(node: ast.expr) -> ast.expr:
    return node.func if isinstance(node, ast.Call) else node


def of_fast(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    parameter: str,
    attribute: str,
    path: dict[str, str],
    world: ContextWorld,
    part: str = "",
) -> Source | None:
    """FastAPI takes every parameter from the request, but those that depend on something, and checks their types."""
    arguments = [*node.args.posonlyargs, *node.args.args]
    defaults: dict[str, ast.expr | None] = dict.fromkeys((item.arg for item in arguments), None)
    for item, default in zip(reversed(arguments), reversed(node.args.defaults), strict=False):
        defaults[item.arg] = default
    for item, keyword_default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        defaults[item.arg] = keyword_default
        arguments.append(item)
    found = next((item for item in arguments if item.arg == parameter), None)
    if found is None:
        return None
    annotation = written_out(found.annotation, world.context)
    maker = dependency(defaults.get(parameter)) or dependency(annotation)
    if maker is not None:
        return _of_dependency(maker, annotation, attribute, world, part)
    if is_matched(defaults.get(parameter)) or is_matched(annotation):
        return None
    label = f"the path's `{parameter}`" if parameter in path else f"the request's `{parameter}`"
    one_part = path.get(parameter) == ""
    if annotation is None:
        return Source(label, one_part=one_part)
    names = names_in(annotation)
    if names & TEXT_TYPES or "Path" in names:
        return Source(label, one_part=one_part)
    if attribute and any(_is_plain(name, attribute, world) for name in names):
        return None
    return Source(label) if _may_be_model(names) or any(world.is_model(name) for name in names - _PLAIN) else None


def is_matched(node: ast.AST | None) -> bool:
    """Whether only texts of harmless characters are let through: `Query(pattern="^[a-z]+$")`."""
    for item in syntax.walk(node) if node is not None else ():
        if isinstance(item, ast.Call) and last_word(item.func) in _MATCHING:
            named = {keyword.arg: keyword.value for keyword in item.keywords}
            value = named.get("pattern") or named.get("regex")
            pattern = value.value if isinstance(value, ast.Constant) else None
            if isinstance(pattern, str) and pattern.startswith("^") and pattern.endswith("$"):
                found = accepted(pattern)
                return found is not None and not found & HARMFUL and not {"/", "."} <= found
    return False


def depends(node: ast.AST | None) -> bool:
    """Whether a default or annotation says that another function makes the value."""
    return dependency(node) is not None


def dependency(node: ast.AST | None) -> ast.Call | None:
    """The `Depends(...)` in a default or annotation."""
    for item in syntax.walk(node) if node is not None else ():
        if isinstance(item, ast.Call) and last_word(item.func) in ("Depends", "Security", "Provide"):
            return item
    return None


def _is_plain(name: str, attribute: str, world: ContextWorld) -> bool:
    """Whether an attribute of a class of request data is no text, or is made of such attributes alone."""
    if world.is_plain(name, attribute):
        return True
    read = _read_by(world.resolve(name), attribute, world, "")
    return bool(read - {attribute}) and all(world.is_plain(name, item) for item in read)


def _of_dependency(
    call: ast.Call, annotation: ast.expr | None, attribute: str, world: ContextWorld, part: str = ""
) -> Source | None:
    """What a function or class that a parameter depends on makes of the request."""
    maker: ast.AST | None = call.args[0] if call.args else annotation
    if isinstance(maker, ast.Subscript) and isinstance(maker.slice, ast.Tuple):
        maker = maker.slice.elts[0]
    if isinstance(maker, ast.Call):  # an object that is called
        name = f"{dotted(maker.func)}().__call__"
    else:
        name = dotted(maker) if maker is not None else ""
    root, dot, rest = name.partition("().") if "()" in name else name.partition(".")
    told = world.closed(f"{world.resolve(root)}{dot}{rest}") if root else None
    if told is None:
        return None
    for given in told.given:
        if given.part in ("", attribute) and given.source is not None:
            return given.source._replace(kinds=given.source.kinds - given.cleared)
    owner = f"{world.resolve(root)}{dot}{rest}"
    wanted = _read_by(owner, attribute, world, part)
    fitting = [one for one in told.alternatives if wanted.intersection(flow.label for flow in one.flows)]
    plain = frozenset[str]().union(*(one.plain for one in fitting)) if fitting else told.plain
    for flow in [flow for one in fitting for flow in one.flows] or told.flows:
        if told.record and world.is_plain(name, flow.label):
            continue
        part_fits = flow.label == "" or not wanted or flow.label in wanted
        if not flow.kind and part_fits and not flow.parameter.startswith("self.") and flow.parameter not in plain:
            source = Source(f"the request's `{flow.parameter.strip('*')}`")
            kept = _is_under_keys(told.makes.removesuffix("()") or owner, attribute, world)
            return source._replace(kinds=source.kinds - flow.cleared, under_keys=kept)
    return None


def _is_under_keys(owner: str, attribute: str, world: ContextWorld) -> bool:
    """Whether what an attribute or method of an object of the class gives is a dictionary whose keys are known."""
    told = world.closed(f"{owner}().{attribute.removesuffix('()')}") if attribute else None
    given = [flow.cleared for flow in told.flows if not flow.kind] if told is not None else []
    return bool(given) and all(IN_VALUES in cleared for cleared in given)


def names_in(annotation: ast.AST) -> set[str]:
    """The names in an annotation, those of wrappers and of the second part of `Annotated` left out."""
    if isinstance(annotation, ast.Subscript) and last_word(annotation.value) == "Annotated":
        inner = annotation.slice
        return names_in(inner.elts[0] if isinstance(inner, ast.Tuple) else inner)
    if isinstance(annotation, ast.Subscript) and last_word(annotation.value) == "Literal":
        return {"Literal"}
    if isinstance(annotation, ast.Subscript):
        return names_in(annotation.slice)
    if isinstance(annotation, (ast.Tuple, ast.BinOp)):
        parts = annotation.elts if isinstance(annotation, ast.Tuple) else [annotation.left, annotation.right]
        return set().union(*(names_in(part) for part in parts))
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return set(re.findall(r"\w+", annotation.value)) - _WRAPPERS
    return {last_word(annotation)} - {""}


TYPED = frozenset(
    [
        "int",
        "float",
        "bool",
        "UUID",
        "date",
        "datetime",
        "time",
        "timedelta",
        "Decimal",
        "None",
        "Enum",
        "EmailStr",
        "IPv4Address",
        "PositiveInt",
        "conint",
        "Literal",
    ]
)
"""Types whose values are checked and hold no free text."""


_PLAIN = TYPED | frozenset(
    [
        "Request",
        "Response",
        "BackgroundTasks",
        "Session",
        "AsyncSession",
        "WebSocket",
        "HttpUrl",
        "Connection",
        "User",
        "Settings",
    ]
)


def _may_be_model(names: set[str]) -> bool:
    """Whether the annotation looks like a class of request data."""
    return any(
        name not in _PLAIN
        and re.search(r"(?:Model|Request|Body|Input|In|Create|Update|Payload|Data|Item|Form|Schema|Query)$", name)
        for name in names
    )
