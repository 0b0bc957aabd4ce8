"""XML parsers that are told to follow external entities, wherever their documents come from.

`xml-external-entity` proves where data of a request is read with such a parser; this says where one is made on purpose.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.rule import Finding, Severity, family
from burnish_checks.core.selecting import calls
from burnish_checks.security.classes import derives_from
from burnish_checks.security.dispatch import method_of, under
from burnish_checks.security.flow.proving import proved_flows
from burnish_checks.security.flow.resource_rules import XML_EXTERNAL_ENTITY
from burnish_checks.security.known import constants
from burnish_checks.security.passed import APPLIES, Passed, applied, passed
from burnish_checks.security.texts import known_text

_PARSERS = under(["lxml.etree"], ["XMLParser", "ETCompatXMLParser", "iterparse", "XMLPullParser"]) | frozenset(
    {"lxml.objectify.makeparser"}
)
_DEFUSED = under(
    ["defusedxml.ElementTree", "defusedxml.minidom", "defusedxml.sax", "defusedxml.lxml", "defusedxml.pulldom"],
    ["fromstring", "parse", "parseString", "iterparse", "XML", "make_parser", "DefusedXMLParser"],
)
_FEATURES = frozenset(
    {
        *("xml.sax.handler.feature_external_ges", "xml.sax.handler.feature_external_pes"),
        *(
            "http://xml.org/sax/features/external-general-entities",
            "http://xml.org/sax/features/external-parameter-entities",
        ),
    }
)


@family(
    visits=syntax.Call,
    rules=(XML_EXTERNAL_ENTITY,),
    only=(calls(_PARSERS | _DEFUSED | APPLIES, methods={"setFeature", "__init__"}),),
)
def entity_parsers(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """Find parsers that are told to follow external entities."""
    name = context.qualified(call.func)
    if (later := applied(call, name)) is not None:
        call, name = later, context.qualified(later.func)
    place: ast.AST | None
    if name in _PARSERS or _is_own_parser(call, context):
        place = _followed(passed(context, call), context)
        what = "This parser follows external entities, which read files and addresses; leave `resolve_entities` off."
    elif name in _DEFUSED:
        place = _allowed(passed(context, call), context)
        what = "With this, external entities are followed, which read files and addresses; leave them forbidden."
    else:
        place = call if method_of(call) == "setFeature" and _switches_on(call, context) else None
        what = "This parser follows external entities, which read files and addresses; leave the feature off."
    if (
        place is None
        or _reads_own_text(block, call, context)
        or any(flow.kind == XML_EXTERNAL_ENTITY.slug for flow in proved_flows(block, context))
    ):
        return
    yield block.finding(place, what, rule=XML_EXTERNAL_ENTITY, severity=Severity.WARNING)


def _reads_own_text(block: Block, call: ast.Call, context: Context) -> bool:
    """Whether the parser is made where it is used, for a document that is written in the program."""
    parent = block.parent(call)
    parent = block.parent(parent) if isinstance(parent, ast.keyword) else parent
    return isinstance(parent, ast.Call) and bool(parent.args) and known_text(context, parent.args[0]) is not None


def _is_own_parser(call: ast.Call, context: Context) -> bool:
    """Whether it is the constructor of lxml's parser, called from a class derived from it."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) and call.func.attr == "__init__" else None
    own = context.enclosing_class
    is_super = isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "super"
    return is_super and own is not None and derives_from(context, f"@{own.name}", _PARSERS)


def _followed(arguments: Passed, context: Context) -> ast.AST | None:
    """The argument by which entities are followed out of the document: asked for aloud, or let through to the network."""
    resolved = constants(context, arguments.named.get("resolve_entities"))
    if True in resolved:
        return arguments.places["resolve_entities"]
    if "resolve_entities" in arguments.named:
        return None
    network = constants(context, arguments.named.get("no_network"))
    loads = any(
        True in constants(context, arguments.named.get(name)) for name in ("load_dtd", "dtd_validation", "huge_tree")
    )
    return arguments.places["no_network"] if False in network and loads else None


def _allowed(arguments: Passed, context: Context) -> ast.AST | None:
    if False not in constants(context, arguments.named.get("forbid_external")):
        return None
    return arguments.places["forbid_external"]


def _switches_on(call: ast.Call, context: Context) -> bool:
    if len(call.args) != 2:
        return False
    feature, value = call.args
    named = context.qualified(feature) in _FEATURES or not _FEATURES.isdisjoint(constants(context, feature))
    return named and any(item in (True, 1) for item in constants(context, value))
