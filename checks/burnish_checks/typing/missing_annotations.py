"""What is left without a type hint: missing-parameter-, -variadic-, -return- and -attribute-annotation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector
from burnish_checks.core.names import last_word
from burnish_checks.core.rule import Category, Finding, Rule, Severity, documented_rule, family
from burnish_checks.core.type_comments import is_typed_by_comment
from burnish_checks.typing.signatures import (
    Function,
    every_parameter,
    functions,
    is_method,
    plain_parameters,
    variadic_parameters,
)

MISSING_PARAMETER_ANNOTATION = documented_rule(
    "missing-parameter-annotation",
    Category.TYPING,
    """A parameter without a type hint leaves callers, editors and type checkers to guess what it takes.

    The fix infers the hint from the default, the body, the call sites in the workspace, the docstring and the
    methods that are overridden, and says which of these it used. `self` and `cls` are excepted, and so is the
    implementation behind a set of `@overload`s and what a type comment says (`# type: (str) -> int`). A function whose
    header says `# type: ignore`, and any of a project that declares that it runs on Python 2, is told only to those who
    select the rule itself. The finding is that of flake8-annotations' ANN001.

    ```python
    def repeat(text, times=2) -> str:
        return text * times
    ```

    ```python
    def repeat(text: str, times: int = 2) -> str:
        return text * times
    ```
    """,
    severity=Severity.HINT,
    aliases=("ANN001",),
)
MISSING_VARIADIC_ANNOTATION = documented_rule(
    "missing-variadic-annotation",
    Category.TYPING,
    """`*args` or `**kwargs` without a type hint accepts anything, silently.

    The hint is that of one element: `*names: str` takes any number of strings. Of a wrapper in a function, which passes on
    whatever it gets, it is told only to those who select the rule itself. The finding is that of
    flake8-annotations' ANN002 and ANN003.

    ```python
    def join(*names) -> str:
        return ",".join(names)
    ```

    ```python
    def join(*names: str) -> str:
        return ",".join(names)
    ```
    """,
    severity=Severity.HINT,
    aliases=("ANN002", "ANN003"),
)
MISSING_RETURN_ANNOTATION = documented_rule(
    "missing-return-annotation",
    Category.TYPING,
    """A function without a return type hint hides what it gives, and that it may give None.

    The fix infers the hint from every way out of the body: `return` and `yield`, falling off the end, and raising
    always. Of a wrapper in a function, which passes on whatever it gets, and of an `__init__` with hints, of which type
    checkers know that it returns None, it is told only to those who select the rule itself. The finding is that of
    flake8-annotations' ANN201, ANN202, ANN204, ANN205 and ANN206; the implementation behind a set of `@overload`s is
    excepted.

    ```python
    def first(lines: list[str]):
        return lines[0] if lines else None
    ```

    ```python
    def first(lines: list[str]) -> str | None:
        return lines[0] if lines else None
    ```
    """,
    severity=Severity.HINT,
    aliases=("ANN201", "ANN202", "ANN204", "ANN205", "ANN206"),
)
MISSING_ATTRIBUTE_ANNOTATION = documented_rule(
    "missing-attribute-annotation",
    Category.TYPING,
    """An instance attribute that starts as None or as an empty container does not say what it will hold.

    Only what a reader and a type checker cannot see from the value is reported, once for each attribute, and not
    where the class body or another method annotates it. Off by default.

    ```python
    class Cache:
        def __init__(self) -> None:
            self.entries = {}
    ```

    ```python
    class Cache:
        def __init__(self) -> None:
            self.entries: dict[str, int] = {}
    ```
    """,
    severity=Severity.HINT,
    default=False,
)
RULES: tuple[Rule, ...] = (
    MISSING_PARAMETER_ANNOTATION,
    MISSING_VARIADIC_ANNOTATION,
    MISSING_RETURN_ANNOTATION,
    MISSING_ATTRIBUTE_ANNOTATION,
)


@collector("overloads", local=True, among=(ast.FunctionDef, ast.AsyncFunctionDef), words=("overload",))
def overloads(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Names of functions that the block declares with `@overload`."""
    for node in functions(block):
        yield from ((node.name, node) for item in node.decorator_list if last_word(item) == "overload")


@topic("overloaded", reads=("overloads",))
def overloaded(view: View, index: int, name: str) -> bool:
    """Whether the module declares overloads of a function of this name."""
    return name in view.joined.get("overloads", {})


@collector("annotated-attributes", local=True, among=(ast.AnnAssign,))
def annotated_attributes(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Names of attributes that the block annotates, in a class body or as `self.name: ...`."""
    for node in block.nodes(ast.AnnAssign):
        if isinstance(node.target, ast.Attribute):
            yield node.target.attr, node
        elif isinstance(node.target, ast.Name) and (
            block.walk.scope_at(node).kind == "class" or (block.in_class and block.parent(node) is None)
        ):
            yield node.target.id, node


@topic("annotated-attribute", reads=("annotated-attributes",))
def annotated_attribute(view: View, index: int, name: str) -> bool:
    """Whether the module annotates an attribute of this name."""
    return name in view.joined.get("annotated-attributes", {})


@family(visits=(ast.FunctionDef, ast.AsyncFunctionDef), rules=RULES)
def missing_annotations(block: Block, node: Function, context: Context) -> Iterator[Finding]:
    """What a function leaves without a type hint."""
    if _is_overload_implementation(node, context) or is_typed_by_comment(block, node):
        return
    told = RULES[:3] if context.settings.python_2 else _left_out_on_purpose(block, node)
    wanted = [rule for rule in RULES if rule not in told or context.settings.wants(rule)]
    if MISSING_PARAMETER_ANNOTATION in wanted:
        for argument in plain_parameters(context, block, node):
            if argument.annotation is None:
                yield _missing(block, argument, node, MISSING_PARAMETER_ANNOTATION, "")
    if MISSING_VARIADIC_ANNOTATION in wanted:
        for argument, stars in variadic_parameters(node):
            if argument.annotation is None:
                yield _missing(block, argument, node, MISSING_VARIADIC_ANNOTATION, stars)
    if node.returns is None and MISSING_RETURN_ANNOTATION in wanted:
        yield block.finding(
            block.name_span(node),
            f"`{node.name}` has no return type hint.",
            rule=MISSING_RETURN_ANNOTATION,
            data={"function": node.name, "slot": "return"},
        )
    if node.name == "__init__" and is_method(block, node):
        yield from _attributes(block, node, context)


def _left_out_on_purpose(block: Block, node: Function) -> tuple[Rule, ...]:
    """The rules whose hints a function does without for a reason."""
    if "ignore" in block.text:
        start, first = block.span(node).start_line, block.span(node.body[0]).start_line
        if any(_IGNORED.search(line) for line in block.lines[start : max(first, start + 1)]):
            return RULES[:3]
    if node.name == "__init__" and any(item.annotation is not None for item in every_parameter(node)):
        return (MISSING_RETURN_ANNOTATION,)
    return (MISSING_VARIADIC_ANNOTATION, MISSING_RETURN_ANNOTATION) if _is_wrapper(block, node) else ()


_IGNORED = re.compile(r"#\s*type:\s*ignore")


def _is_wrapper(block: Block, node: Function) -> bool:
    """Whether a function in a function passes on whatever it gets: its types are those of what it wraps."""
    given = {argument.arg for argument, _ in variadic_parameters(node)}
    if not given or not any(
        isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)) for item in block.ancestors(node)
    ):
        return False
    calls = [item for item in ast.walk(node) if isinstance(item, ast.Call)]
    starred = [item.value for call in calls for item in call.args if isinstance(item, ast.Starred)]
    starred += [item.value for call in calls for item in call.keywords if item.arg is None]
    return given <= {item.id for item in starred if isinstance(item, ast.Name)}


def _missing(block: Block, argument: ast.arg, node: Function, rule: Rule, stars: str) -> Finding:
    return block.finding(
        argument,
        f"`{stars}{argument.arg}` of `{node.name}` has no type hint.",
        rule=rule,
        data={"function": node.name, "slot": argument.arg},
    )


def _is_overload_implementation(node: Function, context: Context) -> bool:
    declares = any(last_word(item) == "overload" for item in node.decorator_list)
    return not declares and bool(context.ask("overloaded", node.name))


def _attributes(block: Block, node: Function, context: Context) -> Iterator[Finding]:
    """Attributes that `__init__` starts with a value that does not tell their type."""
    first = [*node.args.posonlyargs, *node.args.args][:1]
    seen: set[str] = set()
    for statement in syntax.walk(node):
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or not first:
            continue
        target = statement.targets[0]
        if not (isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)):
            continue
        if target.value.id != first[0].arg or target.attr in seen or not _silent(statement.value):
            continue
        seen.add(target.attr)
        if not context.ask("annotated-attribute", target.attr):
            yield block.finding(
                target,
                f"What `self.{target.attr}` will hold cannot be seen from its first value; annotate it.",
                rule=MISSING_ATTRIBUTE_ANNOTATION,
                data={"function": node.name, "slot": target.attr, "attribute": target.attr},
            )


def _silent(value: ast.expr) -> bool:
    """Whether a value says nothing of what will come: None or an empty container."""
    if isinstance(value, ast.Constant):
        return value.value is None
    if isinstance(value, (ast.List, ast.Set, ast.Tuple)):
        return not value.elts
    if isinstance(value, ast.Dict):
        return not value.keys
    return (
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id in ("list", "dict", "set")
        and not value.args
        and not value.keywords
    )


FAMILIES = (missing_annotations,)
COLLECTORS = (overloads, annotated_attributes)
TOPICS = (overloaded, annotated_attribute)
