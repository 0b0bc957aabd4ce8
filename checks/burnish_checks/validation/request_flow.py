"""Which expressions of a function come from a web request, and which of them have been checked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import NOTHING, dotted
from burnish_checks.patterns import deferred
from burnish_checks.validation.request_sources import (
    FRAMEWORKS,
    GLOBAL_REQUESTS,
    PARSERS,
    REQUEST_CLASSES,
    TORNADO_GETTERS,
    Framework,
)

Function = ast.FunctionDef | ast.AsyncFunctionDef
_CHECKS = deferred(r"valid|schema|check|clean|verify|verif|serializ|deserial|extract|parse|sanit|ensure|require|expect|assert|"
                     r"is_\w+|load_?s?$|model|form$|marshal|authenticate|authoriz|Form$|Parser$", re.I)  # fmt: skip
_VALIDATES = deferred(
    r"valid|schema|expect|require_(?!http|GET|POST|safe)|use_k?w?args|json|body|param|form|input", re.I
)
_NOT_CHECKS = frozenset({"json.loads", "int", "float", "loads", "urlparse", "parse_qs", "isinstance"})
_SHAPE_TESTS = frozenset({"isdigit", "isdecimal", "isnumeric", "match", "fullmatch", "isalnum", "isinstance", "len"})
_SAME_TEXT = frozenset(
    {"strip", "lstrip", "rstrip", "lower", "upper", "decode", "encode", "replace", "removeprefix", "removesuffix"}
)
_SPLITS = frozenset({"split", "rsplit", "splitlines", "partition", "rpartition"})
_ALL_OF_A_KEY = frozenset({"getlist", "getall", "get_all"})


_FIRST_ARGUMENTS = 3
"""Among how many a request stands that has no annotation."""


@dataclass(frozen=True)
class Input:
    """What an expression has from a request."""

    kind: str
    """`mapping`, `text` (one parameter or the body), `texts` (parts of one, or all of a key), `document` (parsed JSON) or
    `item` (a part of a document)."""
    framework: Framework
    fails: bool
    """For a mapping: whether a missing key is a failure."""
    key: str = ""


@topic("web-frameworks", reads=("imports",))
def web_frameworks(view: View, index: int) -> Any:
    """Names of the web frameworks that the module imports."""
    global _last
    imports = view.joined.get("imports", NOTHING)
    if _last[0] is not imports:
        modules = {f"{item.module}.{item.member}" if item.member else item.module for item in imports}
        _last = (imports, tuple(sorted(item.name for item in FRAMEWORKS if _uses(item, modules))))
    return _last[1]


_last: tuple[Any, tuple[str, ...]] = (None, ())


def _uses(framework: Framework, modules: set[str]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in framework.modules for module in modules)


PATH_PARTS = ("match_info", "matchdict", "path_params", "url_args", "view_args")
"""Attributes of requests that hold what a route has matched."""
_OF_VIEWS = ("django", "tornado", "aiohttp", "webob")
"""Frameworks whose views, classes, keep the request as `self.request`."""


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """A target with its value, or each of several with its own."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        yield from zip(target.elts, value.elts, strict=True)
    else:
        yield target, value


class Flow:
    """The request data in one function."""

    def __init__(self, block: Block, function: Function, context: Context, names: tuple[str, ...]) -> None:
        self.block = block
        self.function = function
        self.context = context
        self.frameworks = tuple(item for item in FRAMEWORKS if item.name in names)
        self.requests = dict(self._parameters())
        self.locals: dict[str, Input] = {}
        self.routed: set[str] = set()
        """Local names of parts of the path."""
        self._assigned()

    def _parameters(self) -> Iterator[tuple[str, Framework]]:
        """Parameters that are a request."""
        if not self.frameworks:
            return
        arguments = [*self.function.args.posonlyargs, *self.function.args.args, *self.function.args.kwonlyargs]
        for at, argument in enumerate(arguments):
            annotation = dotted(argument.annotation) if argument.annotation is not None else ""
            named = argument.arg in ("request", "req") and not annotation and at < _FIRST_ARGUMENTS
            if named or annotation.rpartition(".")[2] in ("Request", "HttpRequest", "WSGIRequest", "HTTPConnection"):
                yield argument.arg, self._framework(annotation)

    def _framework(self, annotation: str) -> Framework:
        if len(self.frameworks) > 1 and annotation:
            for item in self.frameworks:
                wanted = {"HttpRequest": "django", "WSGIRequest": "django"}.get(annotation.rpartition(".")[2], "")
                if item.name == wanted or annotation.startswith(item.name):
                    return item
        return next((item for item in self.frameworks if item.name != "flask"), self.frameworks[0])

    def _assigned(self) -> None:
        """Local names with one binding, from an assignment, that are request data."""
        scope = self.block.walk.scopes.get(self.function)
        if scope is None:
            return
        for node in ast.walk(self.function):
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target, value in _pairs(targets[0], node.value) if len(targets) == 1 else ():
                    if isinstance(target, ast.Name) and len(scope.bound.get(target.id, ())) == 1:
                        self._given(target.id, value)
            elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)) and isinstance(node.target, ast.Name):
                found = self.input(node.iter)
                elsewhere = len(scope.bound.get(node.target.id, ())) - (not isinstance(node, ast.comprehension))
                if found is not None and found.kind == "texts" and not elsewhere:
                    self.locals[node.target.id] = replace(found, kind="text")

    def _given(self, name: str, value: ast.expr) -> None:
        """A local name is bound to a value, and to nothing else."""
        if (made := self._made(value)) is not None:
            self.requests[name] = made
        elif (found := self.input(value)) is not None:
            self.locals[name] = found
            if any(isinstance(item, ast.Attribute) and item.attr in PATH_PARTS for item in ast.walk(value)):
                self.routed.add(name)

    def _made(self, value: ast.expr) -> Framework | None:
        """The framework whose request class a call makes an object of: `webob.Request(environ)`."""
        name = REQUEST_CLASSES.get(self.context.qualified(value.func), "") if isinstance(value, ast.Call) else ""
        return next((item for item in FRAMEWORKS if item.name == name), None)

    def input(self, node: ast.expr) -> Input | None:
        """What the expression has from a request, or None."""
        if isinstance(node, ast.Await):
            node = node.value
        if isinstance(node, ast.Name):
            return self.locals.get(node.id)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Subscript):
            return self._part(node.value, node.slice)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
            return self.input(node.values[0])
        if isinstance(node, ast.IfExp):
            return self.input(node.body) or self.input(node.orelse)
        if isinstance(node, ast.NamedExpr):
            return self.input(node.value)
        return None

    def request(self, node: ast.expr) -> Framework | None:
        """The framework whose request object the expression is, or None."""
        if isinstance(node, ast.Name):
            if node.id in self.requests:
                return self.requests[node.id]
            if node.id in self.locals or node.id[:1].isupper():
                return None
        if isinstance(node, ast.Attribute) and dotted(node) == "self.request":
            return next((item for item in self.frameworks if item.name in _OF_VIEWS), None)
        if isinstance(node, ast.Attribute) and node.attr != "request":
            return None
        if isinstance(node, (ast.Name, ast.Attribute)):
            name = GLOBAL_REQUESTS.get(self.context.qualified(node), "")
            return next((item for item in FRAMEWORKS if item.name == name), None) if name else None
        return None

    def _attribute(self, node: ast.Attribute) -> Input | None:
        framework = self.request(node.value)
        if framework is None:
            if node.attr == "query" and isinstance(node.value, ast.Attribute) and node.value.attr == "rel_url":
                framework = self.request(node.value.value)
                return Input("mapping", framework, True) if framework is not None else None
            return None
        if node.attr in framework.mappings:
            return Input("mapping", framework, framework.mappings[node.attr])
        if node.attr in framework.texts:
            return Input("text", framework, False)
        if node.attr in (*framework.documents, *framework.quiet_documents):
            return Input("document", framework, node.attr in framework.documents)
        return None

    def _part(self, container: ast.expr, key: ast.expr) -> Input | None:
        found = self.input(container)
        if found is None:
            return None
        if isinstance(key, ast.Slice):
            return found if found.kind in ("text", "texts") else None
        if found.kind == "texts":
            return Input("text", found.framework, False, found.key)
        name = str(key.value) if isinstance(key, ast.Constant) else ""
        if found.kind == "mapping":
            return Input("text", found.framework, False, name)
        return Input("item", found.framework, False, name) if found.kind in ("document", "item") else None

    def _call(self, node: ast.Call) -> Input | None:
        function = node.func
        if not isinstance(function, ast.Attribute):
            return self._parsed(node)
        if dotted(function.value) == "self" and function.attr in TORNADO_GETTERS:
            tornado = next((item for item in self.frameworks if item.name == "tornado"), None)
            key = node.args[0] if node.args else None
            name = str(key.value) if isinstance(key, ast.Constant) else ""
            kind = "texts" if function.attr.endswith("s") else "text"
            return Input(kind, tornado, False, name) if tornado is not None else None
        framework = self.request(function.value)
        if framework is not None and function.attr in framework.awaited:
            kind = framework.awaited[function.attr]
            first = node.args[0] if node.args else None
            name = str(first.value) if isinstance(first, ast.Constant) and kind == "text" else ""
            return Input(kind.removeprefix("quiet "), framework, kind in ("document", "mapping"), name)
        if function.attr in ("get", "pop") and node.args:
            if any(keyword.arg == "type" for keyword in node.keywords):
                return None
            return self._part(function.value, node.args[0])
        if function.attr in _SAME_TEXT:
            return self.input(function.value)
        if function.attr in _SPLITS:
            text = self.input(function.value)
            return replace(text, kind="texts") if text is not None and text.kind == "text" else None
        if function.attr in _ALL_OF_A_KEY and node.args:
            several = self._part(function.value, node.args[0]) if len(node.args) == 1 and not node.keywords else None
            return replace(several, kind="texts") if several is not None and several.kind == "text" else None
        return self._parsed(node)

    def _parsed(self, node: ast.Call) -> Input | None:
        """`json.loads(body)` is a document."""
        if len(node.args) >= 1 and self.context.qualified(node.func).endswith(PARSERS):
            found = self.input(node.args[0])
            if found is not None and found.kind == "text":
                return Input("document", found.framework, True)
        return None

    def is_checked(self, node: ast.expr) -> bool:
        """Whether something in the function looks at the data before the expression uses it, or a decorator does."""
        for decorator in self.function.decorator_list:
            call = decorator.func if isinstance(decorator, ast.Call) else decorator
            last = dotted(call).rpartition(".")[2]
            if _VALIDATES.search(last):
                return True
        here = (node.lineno, node.col_offset)
        wanted = self._about(node)
        for call in self.block.nodes(ast.Call):
            if (call.lineno, call.col_offset) < here and self._encloses(call) and self._checks(call, wanted):
                return True
        return any(self._tests(test, node, wanted) for test in self._conditions(node))

    def _about(self, node: ast.expr) -> set[str]:
        """Names and texts that stand for the data the expression reads: its locals, the request, its keys."""
        found: set[str] = set()
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and (inner.id in self.locals or inner.id in self.requests):
                found.add(inner.id)
        return found

    def _encloses(self, node: ast.AST) -> bool:
        return self.function in self.block.ancestors(node)

    def _checks(self, call: ast.Call, wanted: set[str]) -> bool:
        name = dotted(call.func) or getattr(call.func, "attr", "")
        last = name.rpartition(".")[2]
        if name in _NOT_CHECKS or last in _NOT_CHECKS or not _CHECKS.search(last):
            return False
        arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
        mentioned = {item.id for value in arguments for item in ast.walk(value) if isinstance(item, ast.Name)}
        if mentioned & wanted or any(
            self.request(value) is not None or self.input(value) is not None for value in arguments
        ):
            return True
        return not arguments and isinstance(call.func, ast.Attribute) and self._mentions(call.func.value, wanted)

    def _mentions(self, node: ast.AST, wanted: set[str]) -> bool:
        return any(isinstance(item, ast.Name) and item.id in wanted for item in ast.walk(node))

    def _conditions(self, node: ast.expr) -> Iterator[ast.expr]:
        """Conditions around the expression, and those before it that leave the function."""
        for around in self.block.ancestors(node):
            if isinstance(around, (ast.If, ast.IfExp, ast.While)):
                yield around.test
            if isinstance(around, ast.BoolOp):
                yield around
            if isinstance(around, (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
                yield from (test for generator in around.generators for test in generator.ifs)
            if around is self.function:
                break
        for held in self.block.nodes(ast.Assert):
            tried = self.block.parent(held)
            if (
                held.lineno < node.lineno
                and isinstance(tried, ast.Try)
                and held in tried.body
                and self._encloses(tried)
            ):
                yield held.test  # whoever sends something else is told so by the handler
        for test in self.block.nodes(ast.If):
            if test.lineno < node.lineno and self._encloses(test):
                leaves = any(isinstance(item, (ast.Raise, ast.Return, ast.Continue)) for item in ast.walk(test))
                acts = any(isinstance(item, (ast.Assign, ast.Expr)) for item in test.body)
                if leaves or acts:
                    yield test.test

    def _tests(self, test: ast.expr, node: ast.expr, wanted: set[str]) -> bool:
        """Whether a condition is about the data: its key is there, its text has the right shape."""
        texts = [item.value for item in ast.walk(node) if isinstance(item, ast.Constant)]
        keys = {_plain(text) for text in texts if isinstance(text, str)}
        for item in ast.walk(test):
            if isinstance(item, ast.Compare) and any(isinstance(op, (ast.In, ast.NotIn)) for op in item.ops):
                left = item.left
                if isinstance(left, ast.Constant) and _plain(str(left.value)) in keys:
                    return True
                if isinstance(left, ast.Name) and (left.id in wanted or self._mentions(node, {left.id})):
                    return True
            if isinstance(item, ast.Call):
                last = getattr(item.func, "attr", getattr(item.func, "id", ""))
                parts = list(ast.walk(item))
                keyed = any(isinstance(part, ast.Constant) and _plain(str(part.value)) in keys for part in parts)
                named = any(isinstance(part, ast.Name) and part.id in wanted for part in parts)
                if (keyed or named) and (last in _SHAPE_TESTS or _CHECKS.search(last)):
                    return True
                if keyed and last == "get":
                    return True
            if isinstance(item, ast.Name) and self._holds(item.id, keys):
                return True
        return False

    def _holds(self, name: str, keys: set[str]) -> bool:
        """Whether a variable is what `.get(key)` gave: who tests it knows whether the key is there."""
        calls = (
            item.value
            for item in self.block.nodes(ast.Assign)
            if isinstance(item.value, ast.Call) and any(getattr(target, "id", "") == name for target in item.targets)
        )
        return any(
            getattr(call.func, "attr", "") == "get"
            and call.args
            and isinstance(call.args[0], ast.Constant)
            and _plain(str(call.args[0].value)) in keys
            for call in calls
        )


def _plain(key: str) -> str:
    """A key as header, CGI variable and parameter alike: `X-Roles`, `HTTP_X_ROLES` and `x_roles` are one."""
    return key.upper().replace("-", "_").removeprefix("HTTP_")
