"""The rules on the names of functions and their parameters: one check, several slugs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.lineage import overrides
from burnish_checks.core.names import is_dunder
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Category, Finding, Rule, Severity, documented_rule, family
from burnish_checks.naming.first_argument import all_arguments, first_argument, method_first_argument, misnamed
from burnish_checks.naming.ownership import (
    Function,
    is_an_attribute,
    is_method,
    is_spelt,
    owns_function,
    owns_parameters,
)
from burnish_checks.naming.protocols import is_protocol_name
from burnish_checks.naming.renamed import offer_rename
from burnish_checks.naming.styles import (
    CAMEL,
    SNAKE,
    UNCLEAR,
    Convention,
    camel_case,
    is_lower,
    is_of_words,
    snake_case,
    style_of,
)

function_name = documented_rule(
    "function-name",
    Category.NAMING,
    """
    A function or method whose name is not in `snake_case`, in code that otherwise is.

    Names are told apart faster when their shape says what they are (PEP 8). Never reported is a name that the code does
    not own: a method of a class with a base from outside the workspace, which may override; names that protocols
    dictate (`setUp`, methods in capitals like `GET`, `visit_Name`, `dataReceived`, `assertSomething`, `test_SomeClass`)
    or that the project looks up by prefix (`getattr(self, "handle_" + kind)`); functions under `@override` and the
    like. Said aloud are only names that nobody else has learnt, of private functions and of those inside functions:
    another name for a public one breaks its callers, so that is a hint. So are private ones that a class of the workspace
    above has too (its own is reported), that a decorator registers by a text (a route, a command), a table holds or a text
    of the project spells as it is, all that is not in `mixedCase` but in CapWords, since it likely stands for a class, or has
    words that are names themselves (`_parse_XML`, `_not_Text`), and what has its name in snake_case beside it or calls
    another of the same name. In a
    file or project where most names are `mixedCase`, that is the convention: see `mixed-naming`; where two are,
    each is a hint: no single one is out of place there.

    ```python
    def _readAll(path):
        return path.read_text()
    ```

    ```python
    def _read_all(path):
        return path.read_text()
    ```
    """,
    aliases=("N802", "N807", "C0103"),
)
argument_name = documented_rule(
    "argument-name",
    Category.NAMING,
    """
    A parameter whose name is not in `snake_case`, in code that otherwise is.

    Callers may use the name as a keyword, so it is part of what they see, and of a public function or method it is a
    hint as its name is. Said aloud is `mixedCase` alone: a name in CapWords or in capitals is likely a class's or one of
    mathematics, and a hint, and so are a letter behind a word as a label (`flipH`) and one that the function also spells
    as a text, for it is somebody else's (`data["fileName"] = fileName`). Parameters of methods that may override a
    foreign class's are not reported, nor are those of callbacks whose names a decorator dictates.

    ```python
    def _scale(imageWidth, factor):
        return imageWidth * factor
    ```

    ```python
    def _scale(image_width, factor):
        return image_width * factor
    ```
    """,
    aliases=("N803",),
)
mixed_naming = documented_rule(
    "mixed-naming",
    Category.NAMING,
    """
    A function in `snake_case` among functions and parameters that are `mixedCase`, as the file or project has it.

    One convention a project: a code base that is consistently `mixedCase` gets no lecture on PEP 8, but a name that
    breaks its convention is as surprising as the other way round. The majority is counted over functions, methods
    and parameters, in the file and in the project; where the two differ, neither style is reported, nor are functions in
    `snake_case` where only the parameters are `mixedCase`. A hint, since PEP 8 has it so,
    unless the settings say that the project is in `mixedCase`. Names of a family with one prefix (`opt_help`, `opt_version`,
    `opt_quiet`) are left alone, and so are tests.

    ```python
    def openFile(fileName): ...
    def readAll(fileName): ...
    def writeAll(fileName): ...
    def closeFile(fileName): ...
    def remove_file(path): ...
    ```

    ```python
    def openFile(fileName): ...
    def readAll(fileName): ...
    def writeAll(fileName): ...
    def closeFile(fileName): ...
    def removeFile(path): ...
    ```
    """,
    in_tests=False,
)


@family(
    (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda),
    (function_name, argument_name, method_first_argument, mixed_naming),
)
def function_names(block: Block, node: Function | ast.Lambda, context: Context) -> Iterator[Finding]:
    """Check the names that a function statement or lambda introduces."""
    if isinstance(node, ast.Lambda):
        for argument in all_arguments(node.args):
            yield from _argument(block, argument, context, Severity.HINT)  # known for one expression
        return
    yield from _name(block, node, context)
    own = first_argument(block, node)
    if own is not None:
        yield from misnamed(block, node, own, context)
    suspects = [
        item
        for item in all_arguments(node.args)
        if item is not own and not is_lower(item.arg) and not is_protocol_name(item.arg)
    ]
    if suspects and owns_parameters(block, node, context):
        for argument in suspects:
            hint = _is_public(block, node) or not is_of_words(argument.arg) or is_spelt(block, argument.arg)
            hint = hint or is_an_attribute(block, argument.arg)
            yield from _argument(block, argument, context, Severity.HINT if hint else None)


def _name(block: Block, node: Function, context: Context) -> Iterator[Finding]:
    name = node.name
    if is_lower(name) and style_of(name) != SNAKE and not is_dunder(name):
        return
    if is_dunder(name):
        if is_lower(name) and _is_top_level(block, node) and name not in ("__getattr__", "__dir__"):
            data = {"name": name}
            yield block.finding(
                block.name_span(node),
                f"`{name}` is written like one of Python's own names.",
                rule=function_name,
                data=data,
                severity=Severity.HINT,
            )
        return
    if not is_lower(name) and owns_function(block, node, context):
        found: Convention = context.ask("convention")
        if found.style == SNAKE or not name.lstrip("_")[:1].islower():
            hint = _is_public(block, node) or found.where == UNCLEAR or not is_of_words(name)
            hint = hint or is_protocol_name(name.lstrip("_"))  # `_setUp`, beside unittest's
            hint = hint or _is_excused(block, node, context) or context.role.tested
            severity = Severity.HINT if hint else None
            yield _wrong(block, block.name_span(node), name, snake_case(name), function_name, severity)
    elif is_lower(name) and _breaks(name, context) and owns_function(block, node, context):
        found = context.ask("convention")
        hint = _is_given_to_a_class(block, name) or found.where != "settings"  # PEP 8 has it so, too
        yield _minority(block, block.name_span(node), name, found, Severity.HINT if hint else None)


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _is_public(block: Block, node: Function) -> bool:
    """Whether code elsewhere may know the function by its name: one outside functions, without an underscore."""
    private = node.name.startswith("_") and not is_dunder(node.name)
    return not private and not any(isinstance(item, _FUNCTIONS) for item in block.ancestors(node))


def _is_excused(block: Block, node: Function, context: Context) -> bool:
    """Whether a private name in mixedCase has a reason: it is looked up, or others had it first."""
    name = node.name
    if _is_given_to_a_class(block, name) or _is_known_otherwise(node):
        return True
    if any(isinstance(item, ast.Attribute) and item.attr == name for item in ast.walk(node)):
        return True  # it does what another one of that name does
    if context.ask("defined", snake_case(name)) or context.ask("tabled", name.strip("_")):
        return True  # the old name of what has the new one beside it, or an entry of a table
    if any(isinstance(item, ast.Constant) and item.value == name for item in block.nodes(ast.Constant)):
        return True  # it is looked up, or put somewhere, under this text
    if context.ask("spelt-in-project", name):
        return True  # the same from another file
    return is_method(block, node) and overrides(block, node, context)


def _is_known_otherwise(node: Function) -> bool:
    """Whether a decorator registers the function by a text, which is how it is reached: a route, a command."""
    return any(
        isinstance(item, ast.Call)
        and isinstance(item.func, ast.Attribute)
        and bool(item.args)
        and isinstance(item.args[0], ast.Constant)
        and isinstance(item.args[0].value, str)
        for item in node.decorator_list
    )


def _argument(block: Block, argument: ast.arg, context: Context, severity: Severity | None = None) -> Iterator[Finding]:
    name = argument.arg
    if is_lower(name):
        return
    start = block.position(argument.lineno, argument.col_offset)
    span = Span(*start, start.line, start.column + len(name))
    found: Convention = context.ask("convention")
    if found.where == UNCLEAR or style_of(name) != CAMEL:
        severity = Severity.HINT
    if style_of(name) != CAMEL or found.style == SNAKE:
        yield _wrong(block, span, name, snake_case(name), argument_name, severity)


def _wrong(block: Block, span: Span, name: str, new: str, rule: Rule, severity: Severity | None) -> Finding:
    what = "function" if rule is function_name else "argument"
    message = f"The {what} name `{name}` is not in snake_case: call it `{new}`."
    return block.finding(span, message, rule=rule, data={"name": name, "new": new}, severity=severity)


def _breaks(name: str, context: Context) -> bool:
    """Whether a name in snake_case breaks with the project's convention; not if it shares its prefix with others."""
    return bool(context.ask("minority")) and not context.ask("prefix", name.strip("_").partition("_")[0])


def _is_given_to_a_class(block: Block, name: str) -> bool:
    """Whether the function is put into something under its own name, which is then prescribed: `Pdb.set_quit = set_quit`, or
    `widget.leaveEvent = MethodType(leaveEvent, widget)`."""
    return any(
        any(
            isinstance(given, ast.Name) and given.id == name for given in (item.value, *getattr(item.value, "args", ()))
        )
        and any(isinstance(target, ast.Attribute) and target.attr == name for target in item.targets)
        for item in block.nodes(ast.Assign)
    )


def _minority(block: Block, span: Span, name: str, found: Convention, severity: Severity | None = None) -> Finding:
    new = camel_case(name)
    share = f"{found.share * 5} % of the names in this {found.where} are" if found.share else "names here are"
    message = f"`{name}` is in snake_case, but {share} in mixedCase: call it `{new}`."
    return block.finding(span, message, rule=mixed_naming, data={"name": name, "new": new}, severity=severity)


def _is_top_level(block: Block, node: Function) -> bool:
    return not is_method(block, node) and not any(
        isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)) for item in block.ancestors(node)
    )


offer_rename((argument_name, method_first_argument), of_locals=True)
offer_rename((function_name, mixed_naming))
