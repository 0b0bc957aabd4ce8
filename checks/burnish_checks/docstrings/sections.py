"""The rules about docstrings that are empty or no longer tell what their function takes, returns and raises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, documented_rule, family, rule
from burnish_checks.docstrings.agreement import Agreement, agreement, is_abstract
from burnish_checks.docstrings.generating import is_method, regenerated, regenerated_lone
from burnish_checks.docstrings.literal import Literal, literal_of
from burnish_checks.docstrings.openings import docstring_in
from burnish_checks.docstrings.signature import Function
from burnish_checks.docstrings.updating import updated
from burnish_checks.patterns import deferred

_WHY = "The new entries come from names, and want to be looked over."


@rule(
    Category.DOCSTRINGS,
    visits=syntax.Expr,
    severity=Severity.HINT,
    aliases=("D419",),
    in_tests=False,
    docstrings=True,
)
def empty_docstring(block: Block, node: Any, context: Context) -> Iterator[Finding]:
    '''A docstring with nothing in it.

    It looks as if the code were documented, to readers and to tools that count. A hint, as a missing one is. The fix writes
    one from the name and the signature.

    ```python
    def ship(parcel):
        """ """
        parcel.send()
    ```

    ```python
    def ship(parcel):
        """Send a parcel off."""
        parcel.send()
    ```
    '''
    constant = node.value
    if not isinstance(constant, syntax.Constant) or not isinstance(constant.value, str) or constant.value.strip():
        return
    parent = block.parent(node)
    if parent is None:
        opens = block.body[:1] == [node] and context.ask("opens")
    else:
        opens = isinstance(parent, _DOCUMENTED) and parent.body[:1] == [node]
    if opens:
        yield block.finding(constant, "This docstring is empty.")


_DOCUMENTED = (syntax.FunctionDef, syntax.AsyncFunctionDef, syntax.ClassDef)

undocumented_parameter = documented_rule(
    "undocumented-parameter",
    Category.DOCSTRINGS,
    '''A parameter that the docstring leaves out, while it describes others.

    A list that looks complete and is not misleads more than none. Parameters that begin with an underscore are left alone,
    and so are docstrings without a list of parameters. `*args` and `**kwargs` of which the text speaks, others of which it
    speaks in `*stars*` or backticks, and the parameter that a decorator gives (`@pass_context`), are told only to those who
    select the rule itself. The fix adds an entry
    where the signature has it, with type and default, and leaves all other text as it is.

    ```python
    def ship(parcel, express=False):
        """Send a parcel off.

        Args:
            parcel: What is sent.
        """
        parcel.send(express)
    ```

    ```python
    def ship(parcel, express=False):
        """Send a parcel off.

        Args:
            parcel: What is sent.
            express (bool): Whether it must arrive tomorrow. Defaults to False.
        """
        parcel.send(express)
    ```
    ''',
    severity=Severity.HINT,
    aliases=("D417",),
    in_tests=False,
)

stale_parameter = documented_rule(
    "stale-parameter",
    Category.DOCSTRINGS,
    '''A docstring that describes a parameter which the function does not have.

    It was renamed or taken away, and the text has stayed behind. Functions that take `*args` or `**kwargs`, or whose
    decorator may change their parameters, `**flags` for all the keywords where nothing else is left out, parameters
    of the functions inside (of which a decorator may tell), and those that are defined several times (overloads have their
    own), are left alone. After the first, further ones of a function are hints. Where one parameter is described that is
    not there and one is there that is not described, the fix gives the text its new name; else it takes the entry out.

    ```python
    def ship(parcel, express):
        """Send a parcel off.

        Args:
            parcel: What is sent.
            urgent: Whether it must arrive tomorrow.
        """
        parcel.send(express)
    ```

    ```python
    def ship(parcel, express):
        """Send a parcel off.

        Args:
            parcel: What is sent.
            express: Whether it must arrive tomorrow.
        """
        parcel.send(express)
    ```
    ''',
    severity=Severity.INFORMATION,
    partial_aliases=("DOC102", "D417"),
    in_tests=False,
)

undocumented_raises = documented_rule(
    "undocumented-raises",
    Category.DOCSTRINGS,
    '''An exception that the function raises itself and a docstring with fields does not mention.

    Callers read there what they must be ready for. `NotImplementedError`, `AssertionError` and what an `except` of
    the same function catches again are left alone, and so is what Python asks of a special method (`KeyError` of `__getitem__`).

    ```python
    def ship(parcel):
        """Send a parcel off.

        Args:
            parcel: What is sent.
        """
        if parcel.empty:
            raise ValueError("nothing to send")
        parcel.send()
    ```

    ```python
    def ship(parcel):
        """Send a parcel off.

        Args:
            parcel: What is sent.

        Raises:
            ValueError: If the parcel is empty.
        """
        if parcel.empty:
            raise ValueError("nothing to send")
        parcel.send()
    ```
    ''',
    severity=Severity.HINT,
    partial_aliases=("DOC501",),
    in_tests=False,
)

undocumented_return = documented_rule(
    "undocumented-return",
    Category.DOCSTRINGS,
    '''A result that a docstring with fields says nothing about.

    Properties, generators, special methods and docstrings that speak of returning anywhere are left alone. A function with
    a return hint, which tells what comes back, is told only to those who select the rule itself.

    ```python
    def price(parcel):
        """Look the price up.

        Args:
            parcel: What is sent.
        """
        return table[parcel.weight]
    ```

    ```python
    def price(parcel):
        """Look the price up.

        Args:
            parcel: What is sent.

        Returns:
            The price in cents.
        """
        return table[parcel.weight]
    ```
    ''',
    severity=Severity.HINT,
    partial_aliases=("DOC201",),
    in_tests=False,
)


@family(
    visits=(syntax.FunctionDef, syntax.AsyncFunctionDef),
    rules=(undocumented_parameter, stale_parameter, undocumented_raises, undocumented_return),
    docstrings=True,
)
def disagreeing_docstrings(block: Block, node: Any, context: Context) -> Iterator[Finding]:
    """Hold docstrings that have fields against their functions."""
    literal = literal_of(block, node)
    if literal is None or (":" not in literal.text and "--" not in literal.text):
        return
    found = literal.read()
    if not found.fields and not found.sections:
        return
    held = agreement(node, found, method=is_method(block, node))
    yield from _about_parameters(block, node, literal, held, context)
    private = node.name.startswith("_") and not node.name.endswith("__")
    if held.undocumented_raises and (not private or context.settings.wants(undocumented_raises)):
        names = ", ".join(f"`{item.name}`" for item in held.undocumented_raises)
        message = f"The docstring does not say that {names} may be raised."
        yield block.finding(block.name_span(node), message, rule=undocumented_raises)
    if held.undocumented_return and (node.returns is None or context.settings.wants(undocumented_return)):
        message = "The docstring does not say what is returned."
        yield block.finding(block.name_span(node), message, rule=undocumented_return)


_ARGUMENTS = deferred(
    r"(?:keyword|positional|additional|other|extra|same|all) (?:\w+ )?(?:arguments?|parameters?|args)", re.I
)
"""Prose that speaks of what `*args` or `**kwargs` take."""


_NO_NAMES = frozenset(
    {
        "Raises",
        "Returns",
        "Return",
        "Yields",
        "Note",
        "Notes",
        "Example",
        "Examples",
        "See",
        "Warning",
        "True",
        "False",
        "None",
    }
)
"""Headings, and what an example prints."""
_FIELD = deferred(r"\s*[:@]\w")


def _is_of_a_part(text: str, line: int) -> bool:
    """Whether the fields stand under a sentence that ends in a colon, and describe what it names: keys of a dictionary."""
    lines = text.splitlines()
    depth = len(lines[line]) - len(lines[line].lstrip())
    for above in reversed(lines[:line]):
        inside = len(above) - len(above.lstrip()) > depth
        if above.strip() and not inside and not _FIELD.match(above):
            return above.rstrip().endswith(":")
    return False


def _about_parameters(
    block: Block, node: Function, literal: Literal, held: Agreement, context: Context
) -> Iterator[Finding]:
    asked = context.settings.wants(undocumented_parameter)
    undocumented = [item for item in held.undocumented if asked or not item.stars or item.name not in literal.text]
    if not asked and any(dotted(item).rpartition(".")[2].startswith("pass_") for item in node.decorator_list):
        first = next(iter(held.signature.parameters), None)  # which the decorator gives
        undocumented = [item for item in undocumented if item != first]
    if not asked and _ARGUMENTS.search(literal.text):
        undocumented = [item for item in undocumented if not item.stars]
    if not asked:
        undocumented = [item for item in undocumented if not re.search(rf"[*`]{item.name}[*`]", literal.text)]
    if undocumented:
        *names, last = [f"`{item.name}`" for item in undocumented]
        listed = f"{', '.join(names)} and {last}" if names else last
        message = f"The docstring leaves out {listed}; describe {'them' if names else 'it'}."
        yield block.finding(block.name_span(node), message, rule=undocumented_parameter)
    for number, (field, place) in enumerate(held.stale):
        if context.ask("defined-again", node.name):
            return  # the parameters of its overloads count, too
        start, end = field.columns[place]
        if literal.text.splitlines()[field.line][end : end + 1] == "*" or field.names[place].capitalize() in _NO_NAMES:
            continue  # `can_*`: all that begin so; `Raises:` in another style than the rest
        alone = field.names[place][0].isupper() and literal.text.splitlines()[field.line][end:].strip() == ":"
        if alone and not any(item.name[0].isupper() for item in held.signature.parameters):
            continue  # `Options:` above a list of settings: a heading
        span = literal.place(field.line, start, end)
        message = f"The docstring describes `{field.names[place]}`, which is not a parameter of `{node.name}`."
        # Of a function that takes nothing the fields may describe what it gives: a callback, say.
        quiet = number or not held.signature.parameters or _is_of_a_part(literal.text, field.line)
        # A variable of that name may be what a parameter is taken apart into.
        quiet = quiet or field.names[place] in block.walk.scopes[node].bound
        # `size1,2:` is short for two parameters.
        quiet = quiet or field.names[place].isdigit()
        # What only says what those that take its place may take.
        quiet = quiet or (is_abstract(node) and isinstance(node.body[-1], syntax.Raise))
        yield block.finding(span, message, rule=stale_parameter, severity=Severity.HINT if quiet else None)


@undocumented_parameter.fix("Bring the docstring in line with the signature", Safety.DRAFT, why=_WHY, slow=True)
@stale_parameter.fix("Bring the docstring in line with the signature", Safety.DRAFT, why=_WHY, slow=True)
@undocumented_raises.fix("Bring the docstring in line with the body", Safety.DRAFT, why=_WHY, slow=True)
@undocumented_return.fix("Bring the docstring in line with the body", Safety.DRAFT, why=_WHY, slow=True)
def update(target: Target) -> Repair:
    """Add, rename and take out entries; leave the prose."""
    node = _function_at(target)
    return updated(target.snapshot, target.index, node, target.inference)


def _function_at(target: Target) -> Function:
    """The function whose name or docstring is at the finding."""
    functions: tuple[Function, ...] = (
        *target.block.nodes(syntax.FunctionDef),
        *target.block.nodes(syntax.AsyncFunctionDef),
    )
    for node in functions:
        constant = docstring_in(node.body)
        if constant is None:
            continue
        if target.block.name_span(node) == target.finding.span:
            return node
        if target.block.span(constant).contains(target.finding.span):
            return node
    raise Refused("The code has changed since the finding was made.")


@empty_docstring.fix("Write the docstring", Safety.DRAFT, why="The texts come from names, and want to be looked over.")
def fill(target: Target) -> Repair:
    """Write what the definition around the empty string is."""
    constant = target.node(syntax.Constant)
    expression = target.block.parent(constant)
    owner = target.block.parent(expression) if expression is not None else None
    if isinstance(owner, _DOCUMENTED):
        return regenerated(target.snapshot, target.index, owner, constant)
    return regenerated_lone(target.snapshot, target.index, constant)
