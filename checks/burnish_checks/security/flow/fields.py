"""Classes of request data: which of their fields their types make harmless, or the methods that check them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any, NamedTuple

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.security.flow.fast import TEXT_TYPES, TYPED, is_matched, names_in
from burnish_checks.security.flow.run import Run, TooLong
from burnish_checks.security.flow.statements import follow_function
from burnish_checks.security.flow.vouching import checked_attributes, checked_keys, lets_anything_through

_CHECKED_FIELDS = frozenset(
    f"{kind}Field"
    for kind in (
        "Integer", "Float", "Decimal", "Boolean", "NullBoolean", "Date", "DateTime", "Time", "Duration", "UUID", "Choice",
        "TypedChoice", "MultipleChoice", "ModelChoice", "ModelMultipleChoice", "PrimaryKeyRelated", "GenericIPAddress",
        "Slug", "Select", "Radio", "SelectMultiple", "IntegerRange", "DecimalRange", "Month",
    )
)  # fmt: skip
"""The fields of forms and serialisers that let no free text through."""


class PlainField(NamedTuple):
    """A field of some class of the module whose type is no text, or that a method of the class checks."""

    name: str
    types: frozenset[str] = frozenset()
    """The classes that its type names, of which it depends whether it is no text."""
    checked: bool = False
    """Whether it is checked wherever an object is made, not only where the class reads its types."""


@collector("plain-fields", among=(ast.AnnAssign, ast.Assign, ast.FunctionDef))
def plain_fields(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The fields in class bodies whose types, by annotation or as a form's, are numbers, dates and the like."""
    if not block.in_class:
        return
    for node in block.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names = names_in(node.annotation)
            if is_matched(node.annotation) or is_matched(node.value) or _is_checked(node.value):
                yield PlainField(node.target.id, checked=True), node
            elif made := _converted(node.value):
                yield PlainField(node.target.id, frozenset({made} - TYPED), True), node
            elif names and not names & TEXT_TYPES:
                yield PlainField(node.target.id, frozenset(names - TYPED)), node
        elif isinstance(node, ast.FunctionDef) and (node.decorator_list or _branches(block)):
            yield from ((PlainField(name, checked=True), node) for name in _validated(node))
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            if _is_upload(node.value):
                yield PlainField(node.targets[0].id, UPLOADED), node
            elif _is_checked(node.value):
                yield PlainField(node.targets[0].id, checked=True), node


UPLOADED = frozenset({"UploadedFile"})
"""The class of what the fields of forms and serialisers of Django hold that take a file, which is no path itself."""


def _is_upload(value: ast.expr) -> bool:
    """Whether a form's field takes a file, as Django holds it: what Flask does keeps the name that was sent."""
    owner, _, word = dotted(value.func if isinstance(value, ast.Call) else value).rpartition(".")
    return word in _TAKING_FILES and owner.rpartition(".")[2] in ("forms", "serializers")


_TAKING_FILES = frozenset(["FileField", "ImageField", "MultipleFileField"])


def _branches(block: Block) -> bool:
    """Whether anything in a block refuses or chooses."""
    return bool(block.nodes(ast.Raise, ast.Assert, ast.If)) or bool(block.nodes(ast.IfExp))


def _validated(node: ast.FunctionDef) -> Iterator[str]:
    """The fields that a method checks which is called with one of them, by a decorator or, in a form or serialiser, by its
    name, and those that one checks which is called with all. Of one that follows no check is told."""
    about, _, field = node.name.partition("_")
    own = [item.arg for item in node.args.args]
    named = [
        part.value
        for item in node.decorator_list
        if isinstance(item, ast.Call) and dotted(item.func).rpartition(".")[2] in _VALIDATE_FIELDS
        for part in item.args
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    named += [
        dotted(item).rpartition(".")[0]
        for item in node.decorator_list
        if dotted(item).endswith(".validator") and own[2:]
    ]
    in_form = about in ("clean", "validate") and own[:1] == ["self"]
    whole = node.name in ("clean", "validate") or any(_is_of_whole(item) for item in node.decorator_list)
    if not (named or (in_form and field) or whole):
        return
    run = Run(lambda name: f"?{name}")
    try:
        frame = follow_function(run, node, {}, "")
    except (TooLong, RecursionError):
        return
    if in_form and field and not lets_anything_through(frame, field, own[1:]):
        yield field
    yield from (name for name in named if not lets_anything_through(frame, name, own[-1:]))
    if whole:
        yield from checked_keys(frame)
        yield from (check.parameter.removeprefix("self.") for check in checked_attributes(frame))


def _is_of_whole(decorator: ast.expr) -> bool:
    """Whether it says that a method checks an object as a whole."""
    return (
        dotted(decorator.func if isinstance(decorator, ast.Call) else decorator).rpartition(".")[2] == "model_validator"
    )


_VALIDATE_FIELDS = frozenset({"field_validator", "validator", "validates"})


def _converted(value: ast.expr | None) -> str:
    """The type that a field of attrs makes of what it is given; empty if of no such."""
    given = {item.arg: item.value for item in value.keywords} if isinstance(value, ast.Call) else {}
    name = dotted(given["converter"]).rpartition(".")[2] if "converter" in given else ""
    return name if name in TYPED or name[:1].isupper() else ""


def _is_checked(value: ast.expr | None) -> bool:
    """Whether a form's field only lets through what is no free text."""
    if not isinstance(value, ast.Call):
        return False
    made = (dotted(item.func).rpartition(".")[2] for item in syntax.walk(value) if isinstance(item, ast.Call))
    return dotted(value.func).rpartition(".")[2] in _CHECKED_FIELDS or not _VALIDATORS.isdisjoint(made)


_VALIDATORS = frozenset(["AnyOf", "Regexp", "UUID", "IPAddress", "MacAddress", "RegexValidator", "OneOf", "in_"])
"""What checks the text of a field where it is among its validators."""


@topic("plain-field", reads=("plain-fields", "classes"), project=True)
def plain_field_topic(view: View, index: int, owner: str, attribute: str) -> Any:
    """Whether the class (`@C`, or `package.module.C` of the workspace) is in a module that says the field is no text."""
    module = "" if owner.startswith("@") else owner.rpartition(".")[0]

    def facts(kind: str) -> Any:
        if not module:
            return view.joined.get(kind, {})
        return view.project.ask(view.path, "facts", module, kind) if view.project is not None else None

    found = [item for item in facts("plain-fields") or () if item.name == attribute]
    if not any(item.types for item in found):
        return bool(found)
    enums = {
        item.name for item in facts("classes") or () if any(base.endswith(("Enum", "Flag")) for base in item.bases)
    }
    return any(item.types <= enums for item in found)
