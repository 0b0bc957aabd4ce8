"""Repairs of proved flows, where one is mechanical: the data is kept, and made harmless on its way in."""

from __future__ import annotations

import ast

from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Finding, Safety
from burnish_checks.security.audit_only import defuse
from burnish_checks.security.calls import argument, with_keyword
from burnish_checks.security.dynamic_eval import read_literals
from burnish_checks.security.flow.effects import CLEANS
from burnish_checks.security.flow.injection_rules import (
    CODE_INJECTION,
    COMMAND_INJECTION,
    LDAP_INJECTION,
    SQL_INJECTION,
)  # fmt: skip
from burnish_checks.security.flow.kinds import HTML
from burnish_checks.security.flow.resource_rules import (
    CROSS_SITE_SCRIPTING,
    UNSAFE_DESERIALIZATION,
    XML_EXTERNAL_ENTITY,
)  # fmt: skip
from burnish_checks.security.queries import parameterised, wrapped_parts
from burnish_checks.security.unsafe_yaml_load import load_with

_ESCAPES = tuple(name for name, kinds in CLEANS.items() if HTML in kinds)
_MARKUP_PACKAGES = ("flask", "markupsafe", "jinja2", "quart", "werkzeug")


def _at_call(finding: Finding) -> bool:
    return bool(finding.data.get("callee"))


@SQL_INJECTION.fix(
    "Pass the values as parameters",
    Safety.UNSAFE,
    why="The placeholder is the one of the drivers imported here, or `%s`; text that was meant as SQL is now a value.",
    when=_at_call,
)
def parameterise(target: Target) -> Repair:
    """Replace the values in the query by placeholders."""
    call = target.node(ast.Call)
    if not call.args:
        raise Refused("The query is passed by keyword.")
    return parameterised(target, call)


@COMMAND_INJECTION.fix(
    "Quote what is put into the command with `shlex.quote`",
    Safety.UNSAFE,
    why="A part that was meant to be several words, or an option, is now one word.",
    when=_at_call,
)
def quote(target: Target) -> Repair:
    """Quote each part of the command."""
    call = target.node(ast.Call)
    command = argument(call, 0, "args") or argument(call, 0, "cmd")
    if isinstance(command, ast.Name):
        raise Refused("The command is put together elsewhere.")
    return Repair(wrapped_parts(target, command, "shlex", "quote", ("shlex.quote", "pipes.quote"), as_text=True))


@CODE_INJECTION.fix(
    "Read literals only: `ast.literal_eval`",
    Safety.UNSAFE,
    why="Names, calls and operators in the text are refused from now on.",
    when=lambda finding: finding.data.get("callee") == "builtins.eval",
)
def only_literals(target: Target) -> Repair:
    """Replace `eval`."""
    repair = read_literals(target)
    assert repair is not None
    return repair


@CROSS_SITE_SCRIPTING.fix(
    "Escape what is put into the page",
    Safety.UNSAFE,
    why="Values that hold ready-made HTML are shown as text from now on.",
    when=lambda finding: "callee" in finding.data,
)
def escape(target: Target) -> Repair:
    """Escape each part of the page's text."""
    text: ast.AST | None
    if target.finding.data["callee"]:
        call = target.node(ast.Call)
        text = call.args[0] if call.args else None
    else:
        text = target.node(ast.JoinedStr, ast.BinOp, ast.Call, ast.Name, ast.Tuple)
        text = text.elts[0] if isinstance(text, ast.Tuple) and text.elts else text
    imports = {item.module.partition(".")[0] for item in target.snapshot.joined.get("imports", {})}
    added = isinstance(text, ast.BinOp) and isinstance(text.op, ast.Add)
    # `+` with a `Markup` escapes the other side too, so what is added must stay plain text.
    module = "markupsafe" if imports.intersection(_MARKUP_PACKAGES) and not added else "html"
    as_text = module == "html" and not added
    return Repair(wrapped_parts(target, text, module, "escape", _ESCAPES, as_text=as_text))


@LDAP_INJECTION.fix(
    "Escape what is put into the filter",
    Safety.UNSAFE,
    why="Values that hold ready-made filters are taken as text from now on.",
    when=_at_call,
)
def escape_filter(target: Target) -> Repair:
    """Escape each part of the filter."""
    call = target.node(ast.Call)
    imports = {item.module.partition(".")[0] for item in target.snapshot.joined.get("imports", {})}
    of_3 = "ldap3" in imports and "ldap" not in imports
    built = [item for item in (*call.args, *(keyword.value for keyword in call.keywords)) if _is_built(item)]
    if len(built) != 1:
        raise Refused("The filter is put together elsewhere.")
    if built[0] in call.args[:1] or any(item.value is built[0] and item.arg in _NAMES for item in call.keywords):
        module, word = ("ldap3.utils.dn", "escape_rdn") if of_3 else ("ldap.dn", "escape_dn_chars")
    else:
        module, word = "ldap3.utils.conv" if of_3 else "ldap.filter", "escape_filter_chars"
    return Repair(wrapped_parts(target, built[0], module, word, (f"{module}.{word}",)))


_NAMES = ("base", "search_base", "who", "dn")
"""The parameters that take a name of LDAP, in which other characters are special than in a filter."""


def _is_built(node: ast.expr) -> bool:
    return isinstance(node, (ast.JoinedStr, ast.BinOp)) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"
    )


@UNSAFE_DESERIALIZATION.fix(
    "Read plain values only, with the safe loader",
    Safety.UNSAFE,
    why="Documents with tags that build Python objects are refused from now on.",
    when=lambda finding: finding.data.get("callee") in ("yaml.load", "yaml.load_all"),
)
def safe_loader(target: Target) -> Repair:
    """Call the safe function of PyYAML."""
    function = "safe_load_all" if target.finding.data["callee"].endswith("_all") else "safe_load"
    return load_with(target, function)


@XML_EXTERNAL_ENTITY.fix(
    "Read it with `defusedxml`",
    Safety.UNSAFE,
    why="`defusedxml` must be installed, and documents that declare entities are refused.",
    when=lambda finding: finding.data.get("callee", "").startswith("xml."),
)
def use_defusedxml(target: Target) -> Repair:
    """Call the function of the same name in `defusedxml`."""
    repair = defuse(target)
    assert repair is not None
    return repair


@XML_EXTERNAL_ENTITY.fix(
    "Leave entities alone: `XMLParser(resolve_entities=False)`",
    Safety.UNSAFE,
    why="Entities that a document declares are no longer replaced.",
    when=lambda finding: finding.data.get("callee", "").startswith("lxml."),
)
def leave_entities(target: Target) -> Repair:
    """Pass a parser that resolves no entities."""
    call = target.node(ast.Call)
    if len(call.args) > 1 or call.keywords or not isinstance(call.func, ast.Attribute):
        raise Refused("The call passes a parser of its own.")
    module = target.source(call.func.value)
    return Repair((with_keyword(target, call, f"parser={module}.XMLParser(resolve_entities=False)"),))
