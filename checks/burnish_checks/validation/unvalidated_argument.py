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
from burnish_checks.core.selecting import calls
from burnish_checks.patterns import deferred
from burnish_checks.validation.converted_options import conversions_in, option_read

Function = ast.FunctionDef | ast.AsyncFunctionDef
_BUILT_IN = ("int", "float", "complex")
_DECIDES = frozenset({"choices", "action", "nargs", "is_flag", "flag_value", "multiple", "count", "callback", "cls"})


@rule(
    Category.VALIDATION,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef, ast.Call),
    only=(calls(methods={"add_argument"}),),
    severity=Severity.INFORMATION,
    in_tests=False,
)
def unvalidated_argument(block: Block, node: Function | ast.Call, context: Context) -> Iterator[Finding]:
    """An option of `argparse`, `click` or `typer` has no type but text, and `int()` or the like converts it later.

    A malformed value then ends in a traceback. With `type=int` the parser checks it, says what is wrong in the program's
    own words, and the value has its type from the start. The conversion (`Decimal`, `UUID`, `fromisoformat` too) may stand in
    another function of the file, or in one of a file that takes from it the function which makes the parser. Conversions
    inside a `try` that catches their failure are left alone.

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
    if isinstance(node, ast.Call):
        yield from _of_argparse(block, node, context)
        return
    if _is_typer_command(node, context):
        yield from _of_typer(block, node, context)
    if "option" in block.text or ".argument(" in block.text:
        yield from _of_click(block, node, context)


def _of_argparse(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """An `add_argument` whose value some function of the file, or of one that takes the parser from it, converts."""
    name = _option(call)
    if not name or not call.args or _decides(call):
        return
    around = [item for item in block.ancestors(call) if isinstance(item, syntax.FunctionNode)]
    inside = {kind for item in around for kind, _, in_object in _conversions(block, item).get(name, ()) if in_object}
    kinds = inside or set(context.ask("converted-options", name, around[-1].name if around else ""))
    yield from _said(block, call, name, kinds, context)


def _of_click(block: Block, function: Function, context: Context) -> Iterator[Finding]:
    converted = _conversions(block, function)
    for call in function.decorator_list:
        if not isinstance(call, ast.Call) or not call.args or not _OF_CLICK.search(context.qualified(call.func)):
            continue
        name = _option(call)
        if name and not _decides(call) and not _has_typed_default(call):
            yield from _said(
                block, call, name, {kind for kind, _, in_object in converted.get(name, ()) if not in_object}, context
            )


_OF_CLICK = deferred(r"^(?:\w*click|cloup)\.(?:option|argument)$")


def _decides(call: ast.Call) -> bool:
    """Whether the declaration says what the value may be, or does not tell all that it says; `type=str` says nothing."""
    said = {item.arg for item in call.keywords if not (item.arg == "type" and dotted(item.value) == "str")}
    return bool(said & {*_DECIDES, "type", None})


def _said(block: Block, call: ast.Call, name: str, kinds: set[str], context: Context) -> Iterator[Finding]:
    if len(kinds) == 1:
        (kind,) = kinds
        if kind in _BUILT_IN and context.bindings(kind):
            return
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
        if is_text and len(kinds) == 1 and not ((kind := kinds.pop()) in _BUILT_IN and context.bindings(kind)):
            message = f"`{item.arg}` is converted by hand with `{kind}`; annotated `{kind}`, the parser checks it."
            yield block.finding(item, message, data={"type": kind, "name": item.arg})


def _has_typed_default(call: ast.Call) -> bool:
    """Whether the default of a click option says its type: click checks the value as of that type."""
    for keyword in call.keywords:
        if keyword.arg == "default":
            value = keyword.value
            return not (isinstance(value, ast.Constant) and (value.value is None or isinstance(value.value, str)))
    return False


def _option(call: ast.Call) -> str:
    """The name under which an option's value is found."""
    for keyword in call.keywords:
        if keyword.arg == "dest":
            return str(keyword.value.value) if isinstance(keyword.value, ast.Constant) else ""
    texts = [item.value for item in call.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    if len(texts) != len(call.args):
        return ""
    plain = [text for text in texts if text.isidentifier() and not text.startswith("-")]
    long = [text for text in texts if text.startswith("--")]
    chosen = (plain or long or texts)[0]
    return chosen.lstrip("-").partition("/")[0].replace("-", "_")


def _conversions(block: Block, function: Function) -> dict[str, list[tuple[str, ast.Call, bool]]]:
    """By option name: what converts it, the call, and whether it is read out of the parsed options."""
    found: dict[str, list[tuple[str, ast.Call, bool]]] = {}
    for kind, call in conversions_in(block):
        if function not in block.ancestors(call):
            continue
        value = call.args[0]
        if name := option_read(block, value):
            found.setdefault(name, []).append((kind, call, True))
        elif isinstance(value, ast.Name) and _is_parameter(function, value.id):
            found.setdefault(value.id, []).append((kind, call, False))
    return found


def _is_parameter(function: Function, name: str) -> bool:
    arguments = function.args
    return any(item.arg == name for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs))


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
        changes: list[Change] = [_declared(target, call, kind)]
        for function in (item for item in block.ancestors(call) if isinstance(item, syntax.FunctionNode)):
            for _, converted, _ in _conversions(block, function).get(name, ()):
                change = target.replace(converted, block.source(converted.args[0]))
                if change not in changes:
                    changes.append(change)
        if len(changes) == 1 and kind not in _BUILT_IN:
            raise Refused(f"`{kind}` converts it elsewhere, and may not take what it has made already.")
        return Repair(tuple(changes))
    raise Refused("The code has changed since the finding was made.")


def _declared(target: Target, call: ast.Call, kind: str) -> Change:
    """The declaration with its type: in the place of `type=str`, else behind the last argument."""
    for keyword in call.keywords:
        if keyword.arg == "type":
            return target.replace(keyword.value, kind)
    last = [*call.args, *(keyword.value for keyword in call.keywords)][-1]
    return target.insert(target.block.span(last).end, f", type={kind}")
