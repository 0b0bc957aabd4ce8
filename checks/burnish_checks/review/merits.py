"""What can be said for a file, counted: documented, annotated, validated, guarded. Facts only, no opinion."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import caught_types
from burnish_checks.core.repair import targets
from burnish_checks.core.rule import Category, Safety
from burnish_checks.core.settings import Role
from burnish_checks.core.snapshot import Snapshot
from burnish_checks.core.verifying import propose
from burnish_checks.security.flow.proving import is_followed

_BROAD = ("builtins.Exception", "builtins.BaseException")
_PROCESSES = ("run", "call", "check_call", "check_output", "Popen")
_REQUESTS = ("get", "post", "put", "patch", "delete", "head", "options", "request")
_VALIDATORS = ("jsonschema.validate", "jsonschema.validators.validate", "fastjsonschema.compile", "voluptuous.Schema")
_CAREFUL = {
    "yaml.safe_load": "YAML is read with `yaml.safe_load`",
    "hmac.compare_digest": "digests are compared in constant time",
    "secrets.compare_digest": "digests are compared in constant time",
    "secrets.token_hex": "tokens come from `secrets`",
    "secrets.token_urlsafe": "tokens come from `secrets`",
    "secrets.token_bytes": "tokens come from `secrets`",
    "tempfile.mkstemp": "temporary files are made without a race",
    "tempfile.NamedTemporaryFile": "temporary files are made without a race",
    "tempfile.TemporaryDirectory": "temporary files are made without a race",
    "ast.literal_eval": "literals are read with `ast.literal_eval`",
    "shlex.quote": "shell arguments are quoted",
}


def merits(snapshot: Snapshot) -> dict[str, Any]:
    """Counts, places and rules of one file, as plain values that add up over files."""
    counts: Counter[str] = Counter()
    validated: list[int] = []
    careful: dict[str, int] = {}
    followed: Counter[bool] = Counter()
    source = snapshot.environment.role in (Role.SOURCE, Role.PACKAGE)
    counts["tests"] = int(snapshot.environment.role.tested)
    for index, entry in enumerate(snapshot.entries):
        block = entry.block
        if block.broken or not block.body:
            continue
        first = snapshot.starts[index] + 1
        context = Context(snapshot.view, index, snapshot.environment.engine.topics)
        if source:
            counts.update(_definitions(block, snapshot, index))
        counts.update(_handlers(block, context))
        is_function = isinstance(block.body[0], (ast.FunctionDef, ast.AsyncFunctionDef))
        if is_function and (flow := is_followed(block, context)) is not None:
            followed[flow] += 1
        for call in block.nodes(syntax.Call):
            name = context.qualified(call.func)
            counts.update(_call(block, call, name))
            if name in _CAREFUL:
                careful.setdefault(_CAREFUL[name], block.span(call).start_line + first)
        validated += (block.span(node).start_line + first for node in _validations(block, context))
    active = snapshot.environment.engine.active
    return {
        "counts": dict(counts),
        "validated": validated,
        "careful": careful,
        "rules": sorted(rule.slug for rule in active if rule.category is not Category.SYNTAX),
        "mends": mends(snapshot),
        "followed": followed[True],
        "not followed": followed[False],
        "code": _code_lines(snapshot),
    }


def _validations(block: Block, context: Context) -> Iterator[ast.AST]:
    """The calls that validate by a schema, and the classes that are models of input."""
    for call in block.nodes(syntax.Call):
        if context.qualified(call.func) in _VALIDATORS or _checks_schema(call):
            yield call
    for node in block.nodes(syntax.ClassDef):
        if any(context.qualified(base).endswith("pydantic.BaseModel") for base in node.bases):
            yield node


def _checks_schema(call: ast.Call) -> bool:
    """Whether a call hands a schema to a function of the project that validates by it."""
    callee = dotted(call.func).rpartition(".")[2].lower()
    if not any(word in callee for word in ("validat", "extract", "parse", "load", "check")):
        return False
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any("schema" in dotted(item).lower() for item in given)


def mends(snapshot: Snapshot) -> list[tuple[str, int, int]]:
    """Rule and place (line and column from 0) of each finding that an automatic fix would mend, each tried."""
    found: list[tuple[str, int, int]] = []
    for target in targets(snapshot):
        for fix in target.finding.rule.fixes:
            if not fix.automatic or fix.slow or fix.safety is not Safety.SAFE or not fix.applies_to(target.finding):
                continue
            repair, verdict = propose(target, fix)
            if repair is not None and verdict.offered and repair.safety in (None, Safety.SAFE):
                place = target.place(target.finding.span)
                found.append((target.finding.rule.slug, place.start_line, place.start_column))
                break
    return found


def _definitions(block: Block, snapshot: Snapshot, index: int) -> Iterator[str]:
    """A count for each public function: whether it is documented and annotated."""
    headers = snapshot.view.enclosing(index)
    if any(header.word == "class" and header.name.startswith("_") for header in headers):
        return
    method = any(header.word == "class" for header in headers)
    for node in block.body:
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        yield "all functions"
        if ast.get_docstring(node, clean=False):
            yield "all documented"
        if node.name.startswith("_"):
            continue
        yield "functions"
        if ast.get_docstring(node, clean=False):
            yield "documented"
        if is_annotated(node, method):
            yield "annotated"


def is_annotated(node: ast.FunctionDef | ast.AsyncFunctionDef, method: bool) -> bool:
    """Whether the function's return and all its parameters but `self` have annotations."""
    given = node.args
    positional = [*given.posonlyargs, *given.args]
    static = any(isinstance(item, ast.Name) and item.id == "staticmethod" for item in node.decorator_list)
    if method and not static:
        positional = positional[1:]
    others = [item for item in (given.vararg, given.kwarg) if item is not None]
    return node.returns is not None and all(item.annotation for item in (*positional, *given.kwonlyargs, *others))


def _handlers(block: Block, context: Context) -> Iterator[str]:
    for handler in block.nodes(syntax.ExceptHandler):
        yield "handlers"
        if handler.type is None or any(context.qualified(item) in _BROAD for item in caught_types(handler)):
            yield "broad handlers"
        for node in ast.walk(handler):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                yield "translated"
                if node.cause is not None:
                    yield "translated with cause"


def _call(block: Block, call: ast.Call, name: str) -> Iterator[str]:
    """Counts that a call adds to, by the qualified name of what is called."""
    module, _, member = name.rpartition(".")
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    if name == "builtins.open":
        yield "opened"
        if isinstance(block.parent(call), ast.withitem):
            yield "opened in with"
    elif module == "subprocess" and member in _PROCESSES:
        yield "processes"
        shell = keywords.get("shell")
        if shell is None or (isinstance(shell, ast.Constant) and not shell.value):
            yield "processes without shell"
    elif module in ("requests", "httpx") and member in _REQUESTS:
        yield "requests"
        if "timeout" in keywords or module == "httpx":
            yield "requests with timeout"
    elif isinstance(call.func, ast.Attribute) and call.func.attr == "execute" and call.args:
        statement = call.args[0]
        if isinstance(statement, ast.Constant) and isinstance(statement.value, str):
            yield "statements"


def _code_lines(snapshot: Snapshot) -> int:
    """Lines that are neither blank nor a comment alone."""
    return sum(1 for line in snapshot.lines if (text := line.strip()) and not text.startswith("#"))
