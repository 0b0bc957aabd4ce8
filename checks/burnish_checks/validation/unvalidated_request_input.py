"""Data of a web request that is indexed or converted with nothing to catch it when it is missing or malformed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.mention import Mention, Mentions
from burnish_checks.core.names import caught_types
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.patterns import deferred
from burnish_checks.validation.request_flow import PATH_PARTS, Flow, Function, Input
from burnish_checks.validation.request_sources import CONVERSIONS, FRAMEWORKS, SERVER_KEYS

mentions_request = Mentions(
    Mention(r"req(?<!\wreq)(?:uest)?\b", "req"),
    Mention(r"Request\b", "Request"),
    Mention(r"get_(?:\w+_)?argument", "argument"),
    Mention(r"get_(?:secure_)?cookie", "cookie"),
)
_CATCHES_MISSING = frozenset(
    {
        "KeyError",
        "LookupError",
        "MultiValueDictKeyError",
        "BadRequestKeyError",
        "IndexError",
        "Exception",
        "BaseException",
    }
)
_CATCHES_MALFORMED = frozenset({"ValueError", "JSONDecodeError", "TypeError", "InvalidOperation", "Exception", "BaseException",
                                "ArithmeticError", "UnicodeDecodeError", "Error"})  # fmt: skip


@rule(
    Category.VALIDATION,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    aliases=("CWE-20",),
    in_tests=False,
    docstrings=True,
)
def unvalidated_request_input(block: Block, function: Function, context: Context) -> Iterator[Finding]:
    """A parameter, header, cookie or body of a web request is used as if it were always there and well formed.

    A missing key or malformed number then is a failure of the server (500) and not of the request (400). Read from
    Flask, Django, Starlette and FastAPI, aiohttp, WebOb and Pyramid, Tornado, Bottle and Falcon requests. What the
    framework itself answers with 400 (Flask's `request.args["x"]`, Tornado's `get_argument`, `get(..., type=int)`)
    is fine, and so is what is guarded: by a `try`, by a condition on the key or the text, by a call that validates,
    checks or parses the data first, by a validating decorator, by the route's own pattern (`{number:int}`), by a
    handler that the application beside it has for the failure (`@app.errorhandler(ValueError)`). A handler further
    away makes it a hint. A function of the workspace that converts what it is given, whatever that is, counts as
    the conversion. For the same data in a function only the first use is reported, behind one that is what
    else may be missing is a hint, and in a private function, whose
    caller may have looked, no missing key.

    ```python
    from django.http import JsonResponse


    def page(request):
        number = int(request.GET["page"])
        return JsonResponse({"page": number})
    ```

    ```python
    from django.http import HttpResponseBadRequest, JsonResponse


    def page(request):
        try:
            number = int(request.GET["page"])
        except (KeyError, ValueError):
            return HttpResponseBadRequest("page must be a number")
        return JsonResponse({"page": number})
    ```
    """
    if not mentions_request(block.text):
        return
    names = context.ask("web-frameworks")
    if not names:
        return
    flow = Flow(block, function, context, names)
    seen: set[str] = set()
    told = False
    near, far = context.ask("answered-errors")
    for node, trouble, words in _uses(block, function, flow):
        key = _key(node)
        if trouble == "missing" and (function.name.startswith("_") or function.name in _VALIDATED):
            continue
        if key in seen or _is_caught(block, function, node, trouble) or flow.is_checked(node):
            continue
        seen.add(key)
        wanted = (_CATCHES_MISSING if trouble == "missing" else _CATCHES_MALFORMED) - _ANYTHING
        if wanted.intersection(near):
            continue
        looked_up = isinstance(node, ast.Subscript) and dotted(node.value).isupper()
        # Where one part of a request is taken unseen, so are the others: the first tells of all that may be missing.
        again = told and trouble == "missing"
        severity = Severity.HINT if looked_up or again or wanted.intersection(far) else None
        told = told or severity is None
        data = {"framework": _framework(flow, node), "trouble": trouble}
        yield block.finding(block.first_line(node), words, data=data, severity=severity)


_ANYTHING = frozenset({"Exception", "BaseException", "Error"})
"""A handler for these says that something failed, hardly that the request was wrong."""


_VALIDATED = frozenset({"perform_create", "perform_update"})
"""What Django REST framework calls once a serializer has found that the request is valid."""


def _uses(block: Block, function: Function, flow: Flow) -> Iterator[tuple[ast.expr, str, str]]:
    """Uses of request data that can fail, outermost first: the expression, what can go wrong, the message."""
    covered: set[int] = set()
    for node in ast.walk(function):
        if id(node) in covered or not isinstance(node, (ast.Call, ast.Subscript, ast.Attribute)):
            continue
        if block.function_around(node) is not function:
            continue
        found = _conversion(node, flow) or _reading(node, flow)
        if found is not None:
            covered.update(id(inner) for inner in ast.walk(node))
            yield node, *found


def _conversion(node: ast.expr, flow: Flow) -> tuple[str, str] | None:
    if not isinstance(node, ast.Call):
        return None
    for keyword in node.keywords:
        if keyword.arg is None:
            body = flow.input(keyword.value)
            if body is not None and body.kind == "document":
                return (
                    "missing",
                    "The body of the request decides which arguments are passed; name those that are expected.",
                )
    made = _converted(node, flow)
    if made is None:
        return None
    given, found, function = made
    if found.key in SERVER_KEYS or (_is_of_route(given, flow) and found.key in flow.context.ask("route-shapes")):
        return None
    name = dotted(function).rpartition(".")[2]
    # By a name that is not written here.
    keyed = isinstance(given, (ast.Call, ast.Subscript)) and ".get" in flow.block.source(given)
    what = f"`{found.key}`" if found.key else "this part" if keyed else "the body"
    return (
        "malformed",
        f"`{name}` fails on a malformed request: nothing checks {what} of the request or catches the failure.",
    )


def _converted(node: ast.Call, flow: Flow) -> tuple[ast.expr, Input, ast.expr] | None:
    """What a call converts, what that is and with what: `int(text)`, `UUID(hex=text)`, `Colour(text)`, `map(int, texts)`."""
    function: ast.expr = node.func
    given = node.args[0] if node.args else next((item.value for item in node.keywords if item.arg), None)
    kinds: tuple[str, ...] = ("text", "item")
    if dotted(node.func) == "map" and len(node.args) == _OF_MAP:
        function, given, kinds = node.args[0], node.args[1], ("texts",)
    if not _converts(function, flow.context):
        given, kinds = _given_to_helper(node, flow), ("text",)
    found = flow.input(given) if given is not None else None
    if given is None or found is None or found.kind not in kinds:
        return None
    return given, found, function


def _given_to_helper(node: ast.Call, flow: Flow) -> ast.expr | None:
    """What of the request a call gives to a function of the program that converts it and catches no failure."""
    values = {item.arg: item.value for item in node.keywords}
    if any(isinstance(item, ast.Starred) for item in node.args) or not any(
        map(flow.input, (*node.args, *values.values()))
    ):
        return None
    qualified = flow.context.qualified(node.func)
    helper = flow.context.ask("converting-helper", qualified) if qualified else None
    if helper is None:
        return None
    return node.args[helper.at] if helper.at < len(node.args) else values.get(helper.parameter)


_OF_MAP = 2


def _converts(function: ast.expr, context: Context) -> bool:
    """Whether a callable raises ValueError on malformed text: a conversion, or an enumeration of the workspace."""
    return context.qualified(function) in CONVERSIONS or _is_enumeration(function, context)


def _is_enumeration(node: ast.expr, context: Context) -> bool:
    qualified, name = context.qualified(node), dotted(node)
    if not qualified or qualified.startswith("builtins.") or not name.rpartition(".")[2][:1].isupper():
        return False
    return any(item.startswith("enum.") for item in context.ask("lineage", name))


def _is_of_route(node: ast.expr, flow: Flow) -> bool:
    """Whether a text is a part of the path, which the route's own pattern has matched."""
    inner: ast.expr | None = node
    while isinstance(inner, (ast.Subscript, ast.Call)):
        inner = inner.value if isinstance(inner, ast.Subscript) else getattr(inner.func, "value", None)
    if isinstance(inner, ast.Name):
        return inner.id in flow.routed
    return isinstance(inner, ast.Attribute) and inner.attr in PATH_PARTS


def _reading(node: ast.expr, flow: Flow) -> tuple[str, str] | None:
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        if (looked_up := _lookup(node, flow)) is not None:
            return looked_up
        container = flow.input(node.value)
        if container is None or not isinstance(node.slice, ast.Constant) or not isinstance(node.slice.value, str):
            return None
        key = node.slice.value
        fails = container.kind in ("document",) or (container.kind == "mapping" and container.fails)
        inner = isinstance(node.value, ast.Attribute) and node.value.attr in ("META", "environ")
        if inner and not key.startswith(("HTTP_", "CONTENT_")):
            return None
        if fails and key not in SERVER_KEYS and "." not in key:
            return (
                "missing",
                f"A request without `{key}` fails here: nothing checks that it is there or catches the failure.",
            )
        return None
    if isinstance(node, (ast.Attribute, ast.Call)):
        found = flow.input(node)
        direct = isinstance(node, ast.Attribute) or (
            isinstance(node.func, ast.Attribute) and flow.request(node.func.value)
        )
        forgotten = isinstance(node, ast.Call) and not isinstance(flow.block.parent(node), ast.Await)
        if found is not None and found.kind == "document" and found.fails and direct and not forgotten:
            return "malformed", "A body that is no JSON fails here: nothing catches the failure."
    return None


def _lookup(node: ast.Subscript, flow: Flow) -> tuple[str, str] | None:
    """A table or an enumeration of the program in which what the request says is looked up."""
    name = dotted(node.value)
    last = name.rpartition(".")[2]
    if not last[:1].isupper() or (found := flow.input(node.slice)) is None or found.kind not in ("text", "item"):
        return None
    if not last.isupper() and not _is_enumeration(node.value, flow.context):
        return None
    what = f"`{found.key}`" if found.key else "a value"
    return (
        "missing",
        f"A request with another {what} than `{name}` has fails here: nothing checks it or catches the failure.",
    )


def _key(node: ast.expr) -> str:
    """What makes two uses the same: the data they begin with."""
    if isinstance(node, ast.Subscript):
        return ast.dump(node.value)
    return ast.dump(node)


def _is_caught(block: Block, function: Function, node: ast.expr, trouble: str) -> bool:
    wanted = _CATCHES_MISSING if trouble == "missing" else _CATCHES_MALFORMED
    if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "Decimal":
        wanted = wanted - {"ValueError", "TypeError", "JSONDecodeError", "UnicodeDecodeError", "Error"}
    child: ast.AST = node
    for around in block.ancestors(node):
        if around is function:
            return False
        if isinstance(around, ast.Try) and child in around.body:
            for handler in around.handlers:
                if handler.type is None or any(_last(kind) in wanted for kind in caught_types(handler)):
                    return True
        entered = around.items if isinstance(around, (ast.With, ast.AsyncWith)) and child in around.body else ()
        if any(not _LETS_THROUGH.search(_last(item.context_expr)) for item in entered):
            return True
        child = around
    return False


_LETS_THROUGH = deferred(
    r"^open$|lock|atomic|session|begin|cursor|connect|acquire|transaction|client|span|timer|Executor|Temporary|closing"
    r"|engine|scope|_?db$|pool$",
    re.I,
)
"""What a `with` is entered for that lets every exception through."""


def _last(node: ast.expr) -> str:
    while isinstance(node, (ast.Call, ast.Await)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return dotted(node).rpartition(".")[2]


def _framework(flow: Flow, node: ast.expr) -> str:
    for inner in ast.walk(node):
        found = flow.input(inner) if isinstance(inner, ast.expr) else None
        if found is not None:
            return found.framework.name
    return flow.frameworks[0].name if flow.frameworks else ""


@unvalidated_request_input.fix(
    "Answer 400 when it is missing or malformed",
    Safety.DRAFT,
    why="The message is a first guess, and the statement may hold more that can raise the same.",
)
def guard(target: Target) -> Repair:
    """Put the statement into a `try` that refuses the request."""
    block = target.block
    node = target.node(ast.Call, ast.Subscript, ast.Attribute)
    statement = block.statement_of(node)
    if not isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Return, ast.Expr, ast.AugAssign)):
        raise Refused("The value is not read in a statement of its own.")
    span = block.span(statement)
    first, last = block.lines[span.start_line], block.lines[span.end_line]
    indent = first[: span.start_column]
    comment = last[span.end_column :].rstrip("\r\n")
    if indent.strip() or not (comment.strip() + "#").startswith("#"):
        raise Refused("The statement does not stand on lines of its own.")
    if any(
        item.lineno != item.end_lineno
        for item in ast.walk(statement)
        if isinstance(item, (ast.Constant, ast.JoinedStr))
    ):
        raise Refused("A string in the statement goes over several lines.")
    framework = next((item for item in FRAMEWORKS if item.name == target.finding.data.get("framework")), None)
    if framework is None:
        raise Refused("It is not clear how this framework refuses a request.")
    made = ensure_import(target.snapshot, *framework.needs, index=target.index)
    key = next(
        (item.value for item in ast.walk(node) if isinstance(item, ast.Constant) and isinstance(item.value, str)), ""
    )
    message = f'"{key} is missing or malformed"' if key.isidentifier() else '"The request is malformed"'
    refusal = framework.refusal.format(name=made.expression, message=message)
    unit, end = _unit(target), target.newline
    header = "except (KeyError, TypeError, ValueError)"
    header += " as exc:" if "exc" in refusal.split() else ":"
    lines = block.source(statement).split(end)
    moved = end.join([lines[0], *(unit + line if line.strip() else line for line in lines[1:])])
    text = f"try:{end}{indent}{unit}{moved}{comment}{end}{indent}{header}{end}{indent}{unit}"
    snippet = _escaped(text) + refusal.replace(message, f'"${{1:{message[1:-1]}}}"')
    place = Span(*span.start, span.end_line, span.end_column + len(comment))
    return Repair((*made.changes, target.replace(place, text + refusal, snippet=snippet)))


def _unit(target: Target) -> str:
    """One level of indentation: the least that a line of the block has."""
    leads = [line[: len(line) - len(line.lstrip(" \t"))] for line in target.block.lines if line.strip()]
    return min((lead for lead in leads if lead), key=len, default=target.indent_unit)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")
