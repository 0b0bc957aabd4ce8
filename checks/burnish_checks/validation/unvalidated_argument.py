"""A command-line option without a type that the program then converts by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.repair import Change, Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule

Function = ast.FunctionDef | ast.AsyncFunctionDef
_TYPES = ("int", "float")
_DECIDES = frozenset(
    {"type", "choices", "action", "nargs", "is_flag", "flag_value", "multiple", "count", "callback", "cls"}
)


@rule(
    Category.VALIDATION,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    severity=Severity.INFORMATION,
    in_tests=False,
)
def unvalidated_argument(block: Block, function: Function, context: Context) -> Iterator[Finding]:
    """An option of `argparse`, `click` or `typer` has no type but text, and `int()` or `float()` converts it later.

    A malformed value then ends in a traceback. With `type=int` the parser checks it, says what is wrong in the program's
    own words, and the value has its type from the start. Conversions inside a `try` that catches their failure are left
    alone.

    ```python
    import argparse


    def main():
        parser = argparse.ArgumentParser()
        parser.add_argument("--port")
        options = parser.parse_args()
        return int(options.port)
    ```

    ```python
    import argparse


    def main():
        parser = argparse.ArgumentParser()
        parser.add_argument("--port", type=int)
        options = parser.parse_args()
        return options.port
    ```
    """
    text = block.text
    if _is_typer_command(function, context):
        yield from _of_typer(block, function, context)
        return
    if "add_argument" not in text and "option" not in text and ".argument(" not in text:
        return
    converted = _conversions(block, function)
    for call in _declarations(block, function):
        name, is_click = _option(call)
        if (
            not name
            or (is_click and _has_typed_default(call))
            or {keyword.arg for keyword in call.keywords} & _DECIDES
            or None in {item.arg for item in call.keywords}
        ):
            continue
        kinds = {kind for kind, place, in_object in converted.get(name, ()) if in_object != is_click}
        if len(kinds) == 1:
            (kind,) = kinds
            if context.bindings(kind):
                continue
            message = f"`{name}` is converted by hand with `{kind}`; with `type={kind}` the parser checks it."
            yield block.finding(call.args[0], message, data={"type": kind, "name": name})


def _is_typer_command(function: Function, context: Context) -> bool:
    """Whether Typer calls the function with what its annotations say."""
    words = {dotted(item.func if isinstance(item, ast.Call) else item) for item in function.decorator_list}
    if not any(word.endswith((".command", ".callback")) for word in words):
        return False
    return any(
        target.partition(".")[0] == "typer" for name in ("typer", "Typer") for _, target in context.bindings(name)
    )


def _of_typer(block: Block, function: Function, context: Context) -> Iterator[Finding]:
    converted = _conversions(block, function)
    for item in (*function.args.args, *function.args.kwonlyargs):
        kinds = {kind for kind, _, in_object in converted.get(item.arg, ()) if not in_object}
        is_text = isinstance(item.annotation, ast.Name) and item.annotation.id == "str"
        if is_text and len(kinds) == 1 and not context.bindings(kind := kinds.pop()):
            message = f"`{item.arg}` is converted by hand with `{kind}`; annotated `{kind}`, the parser checks it."
            yield block.finding(item, message, data={"type": kind, "name": item.arg})


def _declarations(block: Block, function: Function) -> Iterator[ast.Call]:
    for call in block.nodes(ast.Call):
        if function not in block.ancestors(call) or not call.args:
            continue
        last = dotted(call.func).rpartition(".")[2]
        if last == "add_argument" or (
            dotted(call.func) in ("click.option", "click.argument") and _decorates(function, call)
        ):
            yield call


def _has_typed_default(call: ast.Call) -> bool:
    """Whether the default of a click option says its type: click checks the value as of that type."""
    for keyword in call.keywords:
        if keyword.arg == "default":
            value = keyword.value
            return not (isinstance(value, ast.Constant) and (value.value is None or isinstance(value.value, str)))
    return False


def _decorates(function: Function, call: ast.Call) -> bool:
    return call in function.decorator_list


def _option(call: ast.Call) -> tuple[str, bool]:
    """The name under which an option's value is found, and whether it is click's: a parameter, not an attribute."""
    is_click = dotted(call.func).startswith("click.")
    for keyword in call.keywords:
        if keyword.arg == "dest":
            return (str(keyword.value.value) if isinstance(keyword.value, ast.Constant) else ""), is_click
    texts = [item.value for item in call.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    if len(texts) != len(call.args):
        return "", is_click
    plain = [text for text in texts if text.isidentifier() and not text.startswith("-")]
    long = [text for text in texts if text.startswith("--")]
    chosen = (plain or long or texts)[0]
    return chosen.lstrip("-").partition("/")[0].replace("-", "_"), is_click


def _conversions(block: Block, function: Function) -> dict[str, list[tuple[str, ast.Call, bool]]]:
    """By option name: the built-in that converts it, the call, and whether it is read as an attribute."""
    found: dict[str, list[tuple[str, ast.Call, bool]]] = {}
    for call in block.nodes(ast.Call):
        if not isinstance(call.func, ast.Name) or call.func.id not in _TYPES or len(call.args) != 1 or call.keywords:
            continue
        if function not in block.ancestors(call) or _is_guarded(block, call):
            continue
        value = call.args[0]
        if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name):
            if value.value.id in (
                "args",
                "options",
                "opts",
                "namespace",
                "ns",
                "parsed",
                "arguments",
                "params",
                "config",
            ):
                found.setdefault(value.attr, []).append((call.func.id, call, True))
        elif isinstance(value, ast.Name) and _is_parameter(function, value.id):
            found.setdefault(value.id, []).append((call.func.id, call, False))
    return found


def _is_parameter(function: Function, name: str) -> bool:
    arguments = function.args
    return any(item.arg == name for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))


def _is_guarded(block: Block, call: ast.Call) -> bool:
    return any(isinstance(around, ast.Try) and around.handlers for around in block.ancestors(call))


@unvalidated_argument.fix(
    "Let the parser check it: `type={type}`",
    Safety.UNSAFE,
    why="A malformed value ends with the parser's own message and exit code, and other readers get a number.",
)
def add_type(target: Target) -> Repair:
    """Add `type=` to the declaration, and take the conversions away."""
    block = target.block
    kind, name = target.finding.data["type"], target.finding.data["name"]
    for parameter in (item for item in block.nodes(ast.arg) if block.span(item) == target.finding.span):
        assert parameter.annotation is not None
        function = next(item for item in block.ancestors(parameter) if isinstance(item, syntax.FunctionNode))
        plain = [(call, call.args[0]) for _, call, _ in _conversions(block, function).get(name, ())]
        replaced = [target.replace(call, block.source(value)) for call, value in plain]
        return Repair((target.replace(parameter.annotation, kind), *replaced))
    for call in block.nodes(ast.Call):
        if not call.args or block.span(call.args[0]) != target.finding.span:
            continue
        last = [*call.args, *(keyword.value for keyword in call.keywords)][-1]
        changes: list[Change] = [target.insert(block.span(last).end, f", type={kind}")]
        for function in (item for item in block.ancestors(call) if isinstance(item, syntax.FunctionNode)):
            for _, converted, _ in _conversions(block, function).get(name, ()):
                change = target.replace(converted, block.source(converted.args[0]))
                if change not in changes:
                    changes.append(change)
        return Repair(tuple(changes))
    raise Refused("The code has changed since the finding was made.")
