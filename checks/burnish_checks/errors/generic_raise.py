"""`raise Exception(...)`, which nobody can catch without catching everything."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePath

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.positions import Position, Span
from burnish_checks.core.repair import Change, Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.errors.handlers import function_around, handler_around, is_taken_around
from burnish_checks.patterns import deferred

_NOT_YET = deferred(r"not (?:yet )?(?:implemented|supported)|unimplemented|todo", re.I)
_STATE = deferred(
    r"\balready\b|\bnot (?:running|started|open|connected|initiali[sz]ed)\b|\bclosed\b|\btimed? ?out\b", re.I
)
_WRONG_TYPE = deferred(
    r"\b(?:must be|expected|should be|is not|invalid) (?:an? )?(?:type|instance|str|int|list|dict)", re.I
)


@rule(Category.ERRORS, visits=ast.Raise, severity=Severity.INFORMATION, aliases=("TRY002", "W0719"), in_tests=False)
def generic_raise(block: Block, node: ast.Raise, context: Context) -> Iterator[Finding]:
    """`raise Exception` or `raise BaseException`.

    A caller who wants to handle it has to catch everything, mistakes included. Raise the built-in that fits, or a
    class of the project's own. In a `try` whose own handler takes it, it goes no further, and is a hint, and so is
    one in a handler, of which `lost-cause` speaks, one whose message says that it never happens, one in a branch on
    `sys.version_info`, or a module's on another version, and one that is all that a function does or that its name
    speaks of (`raise_...`).

    ```python
    def start(state):
        if state == "running":
            raise Exception("already running")
    ```

    ```python
    def start(state):
        if state == "running":
            raise RuntimeError("already running")
    ```
    """
    raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    if raised is not None and context.is_builtin(raised, "Exception", "BaseException"):
        fitting = _fitting(block, node)
        name = block.source(raised)
        message = f"`{name}` can only be caught together with everything else; raise something narrower."
        lost = node.cause is None and handler_around(block, node) is not None
        never = _NEVER.search(_said(block, node)) is not None
        quiet = lost or never or _is_all_there_is(block, node) or _guards_the_version(block, node)
        severity = Severity.HINT if quiet or is_taken_around(block, node, context) else None
        yield block.finding(raised, message, data={"fitting": fitting}, severity=severity)


def _is_all_there_is(block: Block, node: ast.Raise) -> bool:
    """Whether a function does nothing else, or is named for it: it is there to fail."""
    function = function_around(block, node)
    if function is not None and _FAILS.match(function.name):
        return True
    around = block.parent(node)
    if not isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    body = [item for item in around.body if not (isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant))]
    return body == [node]


_FAILS = deferred(r"_*(?:raise|throw|fail|crash)(?:[\dA-Z_]|\Z)")


def _guards_the_version(block: Block, node: ast.Raise) -> bool:
    """Whether it keeps a Python, or another library, from reading the program which it is not written for: nobody is there to
    catch it."""
    tests = [item.test for item in block.ancestors(node) if isinstance(item, ast.If)]
    asked = [dotted(item) for test in tests for item in ast.walk(test)]
    at_start = block.walk.scope_at(node) is block.walk.root
    return "sys.version_info" in asked or (at_start and any("version" in name.lower() for name in asked))


_NEVER = deferred(r"never (?:happen|reach|get here)|(?:should|must|can)(?:not|n't| not) (?:happen|be reached|get here)"
                    r"|unreachable|not reached|impossible|\bBUG\b|internal error", re.I)  # fmt: skip
"""What says that the program itself is wrong where this is raised, so that nobody handles it."""


def _said(block: Block, node: ast.Raise) -> str:
    """The statement with what stands right above it, where a message is often put together."""
    span = block.span(node)
    return "\n".join(block.lines[max(0, span.start_line - _ABOVE) : span.end_line + 1])


_ABOVE = 2


def _fitting(block: Block, node: ast.Raise) -> str:
    """The built-in that says best what is wrong: by the condition around the `raise` and by its message."""
    text = " ".join(
        item.value for item in ast.walk(node) if isinstance(item, ast.Constant) and isinstance(item.value, str)
    )
    if _NOT_YET.search(text):
        return "NotImplementedError"
    if _STATE.search(text):
        return "RuntimeError"
    around = block.parent(node)
    test = around.test if isinstance(around, ast.If) and node in around.body else None
    if test is not None:
        calls = [
            item.func.id for item in ast.walk(test) if isinstance(item, ast.Call) and isinstance(item.func, ast.Name)
        ]
        if {"isinstance", "issubclass", "callable", "type"}.intersection(calls) or _WRONG_TYPE.search(text):
            return "TypeError"
        if _is_about_a_parameter(block, node, test):
            return "ValueError"
    return "RuntimeError"


def _is_about_a_parameter(block: Block, node: ast.Raise, test: ast.expr) -> bool:
    """Whether the condition compares a parameter with constants, and nothing else."""
    scope = block.walk.scope_at(node)
    names = [item for item in ast.walk(test) if isinstance(item, ast.Name)]
    others = (ast.Call, ast.Attribute, ast.Await)
    if not names or any(isinstance(item, others) for item in ast.walk(test)):
        return False
    return all(any(isinstance(binder, ast.arg) for binder in scope.bound.get(item.id, ())) for item in names)


@generic_raise.fix(
    "Raise `{fitting}`", Safety.UNSAFE, why="Callers that look at the exception's exact type see another one."
)
def raise_fitting(target: Target) -> Repair:
    """Replace the name by the built-in that fits."""
    name = target.finding.data["fitting"]
    if target.block.source(target.finding.span) != "Exception":
        raise Refused("What is raised is meant to pass by `except Exception`.")
    if target.context.bindings(name):
        raise Refused(f"`{name}` is another name here.")
    return Repair((target.replace(target.finding.span, name),))


@generic_raise.fix(
    "Raise an exception class of this module",
    Safety.DRAFT,
    why="Callers that look at the exception's exact type see another one; the class wants a better name.",
)
def raise_own(target: Target) -> Repair:
    """Define an exception class before the function or class, and raise it."""
    snapshot = target.snapshot
    stem = PurePath(target.context.path).stem
    stem = PurePath(target.context.path).parent.name if stem == "__init__" else stem
    base = "".join(part[:1].upper() + part[1:] for part in re.split(r"\W+|_+", stem)) or "Module"
    name = f"{base}Error" if base[:1].isalpha() else "ModuleError"
    if target.context.bindings(name):
        raise Refused(f"`{name}` is taken.")
    if target.block.source(target.finding.span) != "Exception":
        raise Refused("What is raised is meant to pass by `except Exception`.")
    index = target.index
    while index > 0 and snapshot.entries[index].block.frames:
        index -= 1
    block = snapshot.entries[index].block
    line = snapshot.starts[index] + block.extent_first
    while line > snapshot.starts[index] and snapshot.lines[line - 1].startswith("#"):
        line -= 1
    end = target.newline
    text = f'class {name}(Exception):{end}    """What can go wrong in this module."""{end}{end}{end}'
    place = Position(line, 0)
    changes = (Change(Span(*place, *place), text), target.replace(target.finding.span, name))
    return Repair(changes, rename_at=Position(line, len("class ")))
