"""What an attribute of a value is: data that the value holds, a part of a request, what a form or an upload says of it."""

from __future__ import annotations

import ast
import sys

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.answered import once_asked
from burnish_checks.security.flow.beginnings import SOMETHING
from burnish_checks.security.flow.binding import place_of
from burnish_checks.security.flow.evaluating import evaluate
from burnish_checks.security.flow.kinds import PATH
from burnish_checks.security.flow.marks import DOUBT
from burnish_checks.security.flow.parts import LONGEST_SYMBOL, born, is_own, of_element, of_kept, of_own, of_parameter
from burnish_checks.security.flow.put_in import read_attribute
from burnish_checks.security.flow.run import Passed, Run
from burnish_checks.security.flow.sources import OWN_ADDRESS, OWN_PATH
from burnish_checks.security.flow.taints import (
    NOTHING,
    Origin,
    Taint,
    cleared,
    held,
    of_attribute,
    of_attribute_of,
    of_caught,
    of_made,
    once_read,
    via,
)
from burnish_checks.security.flow.values import OWN_ASKED, SHARED, Names, Value, tainted
from burnish_checks.security.makers import SHARED_SPACES

_CHECKED = frozenset({"cleaned_data", "validated_data"})
"""What a form holds under the names of its fields."""
_IS_FORM = deferred(r"\$\w*(?:form|serializer)")


_NAMESPACES = frozenset(
    {"threading.local()", "types.SimpleNamespace()", "gevent.local.local()", "asgiref.local.Local()"}
)
"""Objects of the module in whose attributes functions keep what others read."""


_NAME_PARTS = frozenset({"name", "stem", "suffix"})


def attribute(run: Run, node: ast.Attribute, names: Names) -> Value:
    base = evaluate(run, node.value, names)
    return attribute_of(run, base, node.attr, node, names)


def attribute_of(run: Run, base: Value, attr: str, node: ast.AST, names: Names) -> Value:
    """The value of an attribute (or, with `()`, of a method's call) of a value."""
    symbol = f"{base.symbol}.{attr}" if base.symbol and len(base.symbol) < LONGEST_SYMBOL else ""
    if symbol in names:
        return names[symbol]
    if (attr in _TELLING or base.symbol.endswith("parse_args()")) and (
        told := _by_name(run, base, attr, symbol)
    ) is not None:
        return told
    if attr in _CHECKED and (base.symbol.endswith("()") or _IS_FORM.fullmatch(base.symbol)):
        return base.changed(taints=cleared(base.taints, frozenset({DOUBT})))  # its fields may check it
    taints = _held_in(run, base, attr)
    prefix = "/p" if attr in OWN_PATH else own_address(base.symbol, attr)
    if base.symbol.endswith("()") and base.symbol.partition(".")[0] not in sys.stdlib_module_names:
        kept = held(base.all_taints, base.symbol[:-2])
        taints |= via(symbol, "property", kept)
        if kept and run.asks and isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            _read_property(run, node, symbol, kept)
        if attr in run.giving:
            origin = Origin("via", symbol)
            run.born.setdefault(origin, node)
            taints |= {Taint(origin)}
            symbol = _made_by(run, symbol, attr)
    elif base.symbol in _NAMESPACES:
        taints |= kept_at(run, symbol, attr, node) if run.asks else NOTHING
    elif place := place_of(base.symbol, attr.removesuffix("()")):
        if place in names:
            return names[place]
        kept = kept_at(run, place, attr, node)
        taints |= kept
        symbol = place if kept or place.partition(".")[0].removeprefix(SHARED) in SHARED_SPACES else symbol
    found = tainted(taints | born(run, symbol, attr, node), symbol=symbol, prefix=prefix)
    if base.symbol == "$self" and OWN_ASKED in names and found.taints:
        found = found.changed(taints=once_asked(found.taints, attr, names))
    part = base.symbol[:1] == "$" and "." not in base.symbol and isinstance(node, ast.Attribute)
    if part and found.taints and attr not in _BY_KEY:
        names[symbol] = found  # what a check finds harmless is so where it is read again
    return found


def _by_name(run: Run, base: Value, attr: str, symbol: str) -> Value | None:
    """What the attribute's name alone tells of it; None for others."""
    if attr == "name" and base.symbol in _TEMPORARY:
        return Value(symbol=symbol, prefix="/p")  # what is written into a file does not name it
    of_bottle = attr == "filename" and base.symbol.startswith("bottle.request.files")  # `raw_filename` is as sent
    if of_bottle or (attr == "name" and base.symbol.endswith(_UPLOADS)):
        return tainted(cleared(_held_in(run, base, attr), frozenset({PATH})), symbol=symbol)
    if attr == "secure_filename":
        return tainted(cleared(_held_in(run, base, attr), frozenset({PATH})), symbol=symbol)
    if attr == "scheme" and _OWN_URL.search(base.symbol):
        return Value(symbol=symbol, prefix=f"http{SOMETHING}")  # which is all that the address chooses of another
    if base.symbol.endswith("parse_args()") and run.is_plain_option(attr):
        return Value(symbol=symbol)
    return None


_TELLING = frozenset({"name", "filename", "scheme", "secure_filename"})
_OWN_URL = deferred(r"\b(?:req(?:uest)?|websocket|ws)(?:#\d*)?\.(?:base_)?url$")


_UPLOADS = tuple(
    f"{place}{ending}"
    for place in ("FILES", "files", "request.data", "Form()", "form", "Serializer()", "serializer")
    for ending in ("[]", ".get()", ".getlist()[]", ".values()[]", ".items()[][]", ".pop()")
)
"""How the symbols of files end that were sent to Django, which keeps the last part of their names; what Werkzeug so calls is
the name of the field."""


_TEMPORARY = frozenset({"tempfile.NamedTemporaryFile()", "tempfile.TemporaryFile()"})


_BY_KEY = frozenset(
    ["GET", "POST", "FILES", "COOKIES", "META", "args", "form", "values", "headers", "cookies", "json", "data", "files"]
)
"""Parts of a request that are read by a key, of which a check says nothing of the others."""


def _made_by(run: Run, symbol: str, attr: str) -> str:
    """The symbol of what a property makes, if it is one that makes something."""
    told = run.closed(symbol) if attr in run.making else None
    return str(told.makes) if told is not None and told.makes.endswith("()") else symbol


def _held_in(run: Run, base: Value, attr: str) -> frozenset[Taint]:
    """The taints of a value once an attribute of it is read."""
    taints = of_caught(base.all_taints, attr) if attr != "keys" else base.taints
    if not taints:
        return NOTHING
    if base.symbol.endswith("()"):
        taints = of_attribute(taints, base.symbol[:-2], attr)
        if run.asks:
            taints = of_made(taints, base.symbol, attr, run.closed)
            taints = read_attribute(taints, attr, lambda owner, read: _read_by(run, owner, read))
    elif base.symbol.count("().") == 1 and base.symbol.count(".") == 1 and attr.isidentifier():
        taints = of_attribute_of(taints, base.symbol, attr)
    elif base.symbol.startswith("$") and "." not in base.symbol:
        taints = of_parameter(run, taints, base.symbol[1:], attr)
    elif is_own(base.symbol):
        taints = of_own(taints, base.symbol, attr)
    elif base.symbol.endswith("[]") and base.symbol.count(".") == 1 and base.symbol[:1] == "$":
        taints = of_element(run, taints, base.symbol, attr)
    elif base.symbol[-1:] in "])":
        taints = of_kept(taints, base.symbol, attr)
    is_name = attr in _NAME_PARTS and "Path()" in base.symbol
    taints = once_read(taints)
    return cleared(taints, frozenset({PATH})) if is_name else taints


def _read_by(run: Run, owner: str, attribute: str) -> frozenset[str] | None:
    """The attributes of an object that a property of its class reads; None for what is none."""
    told = run.closed(f"{owner}().{attribute}")
    flows = told.flows if told is not None else ()
    own = frozenset(flow.parameter.partition(".")[2] for flow in flows if flow.parameter.startswith("self."))
    return own if told is not None else None


def _read_property(run: Run, node: ast.Attribute, symbol: str, kept: frozenset[Taint]) -> None:
    """Record that an attribute is read, which may be a property that does something with what the object holds."""
    read = run.deferred.get(id(node)) or ast.copy_location(ast.Call(node, [], []), node)
    run.deferred[id(node)] = read
    run.passed[id(node), "property"] = Passed(read, symbol, "property", node, kept)


def kept_at(run: Run, place: str, name: str, node: ast.AST) -> frozenset[Taint]:
    """The taint of what functions of the application may keep in a place that they share."""
    origin = Origin("path", place)
    run.born.setdefault(origin, node)
    return frozenset({Taint(origin)}) if name in run.giving or not run.asks else NOTHING


def own_address(owner: str, part: str) -> str:
    """What a part of a request begins with that is the address of this server itself, or empty."""
    if part not in OWN_ADDRESS:
        return ""
    word = owner.rpartition(".")[2].lstrip("?$@").partition("#")[0]
    return f"http://{SOMETHING}/" if word in ("request", "req") else ""
