"""Rules that are off by default and list the places an audit looks at: imports, XML parsers, opened URLs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.guards import surroundings
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.security.calls import argument
from burnish_checks.security.dispatch import under
from burnish_checks.security.flow.shown import proved
from burnish_checks.security.makers import value_of

_IMPORTS: dict[str, tuple[str, str]] = {
    "telnetlib": ("S401", "sends everything in the clear"),
    "ftplib": ("S402", "sends passwords in the clear"),
    "pickle": ("S403", "runs code that its data names"),
    "cPickle": ("S403", "runs code that its data names"),
    "dill": ("S403", "runs code that its data names"),
    "shelve": ("S403", "runs code that its data names"),
    "subprocess": ("S404", "starts programs"),
    "xml.etree.cElementTree": ("S405", "may be made to use up memory"),
    "xml.etree.ElementTree": ("S405", "may be made to use up memory"),
    "xml.sax": ("S406", "may be made to use up memory"),
    "xml.dom.expatbuilder": ("S407", "may be made to use up memory"),
    "xml.dom.minidom": ("S408", "may be made to use up memory"),
    "xml.dom.pulldom": ("S409", "may be made to use up memory"),
    "xmlrpc": ("S411", "parses XML from the network"),
    "wsgiref.handlers.CGIHandler": ("S412", "takes `HTTP_PROXY` from a request header"),
    "twisted.web.twcgi.CGIScript": ("S412", "takes `HTTP_PROXY` from a request header"),
    "Crypto": ("S413", "is no longer maintained as PyCrypto; use `cryptography`"),
    "pyghmi": ("S415", "speaks IPMI, which is not secure"),
}
_XML = (
    under(["xml.etree.ElementTree", "xml.etree.cElementTree"], ["parse", "iterparse", "fromstring", "XMLParser"])
    | under(["xml.sax.expatreader"], ["create_parser"])
    | under(["xml.dom.expatbuilder", "xml.dom.minidom"], ["parse", "parseString"])
    | under(["xml.sax"], ["parse", "parseString", "make_parser"])
    | under(["xml.dom.pulldom"], ["parse", "parseString"])
)
_OPENERS = under(
    ["urllib.request", "urllib"], ["urlopen", "urlretrieve", "URLopener", "FancyURLopener", "Request"]
) | under(["six.moves.urllib.request"], ["urlopen", "urlretrieve", "URLopener", "FancyURLopener"])


@rule(
    Category.SECURITY,
    visits=(syntax.Import, syntax.ImportFrom),
    aliases=tuple(f"S{number}" for number in (401, 402, 403, 404, 405, 406, 407, 408, 409, 411, 412, 413, 415)),
    severity=Severity.HINT,
    default=False,
)
def suspicious_import(block: Block, node: ast.Import | ast.ImportFrom, context: Context) -> Iterator[Finding]:
    """An import of a module that is easy to use wrongly, for those who audit a code base.

    Off by default: the import does no harm, and the rules on the calls say which use does. An import for types alone,
    under `if TYPE_CHECKING:`, is left alone.

    ```python
    import pickle
    ```

    ```python
    import json
    ```
    """
    if surroundings(block, node)[1] == "type-checking":
        return
    told: set[str] = set()
    for alias in node.names:
        if isinstance(node, ast.Import):
            names = [alias.name]
        elif node.level:
            continue
        else:
            names = [node.module or "", f"{node.module}.{alias.name}"]
        for name in names:
            known = next((item for item in _IMPORTS if name == item or _inside(name, item)), None)
            if known is not None and known not in told:
                told.add(known)
                yield block.finding(
                    alias if isinstance(node, ast.Import) or name != names[0] else node,
                    f"`{known}` {_IMPORTS[known][1]}.",
                )
                break


def _inside(name: str, module: str) -> bool:
    return module in ("Crypto", "pyghmi", "xmlrpc") and name.startswith(f"{module}.")


@rule(
    Category.SECURITY,
    visits=(syntax.Name, syntax.Attribute),
    aliases=("S313", "S314", "S315", "S316", "S317", "S318", "S319", "B313", "B314", "B318"),
    severity=Severity.HINT,
    default=False,
)
def unsafe_xml_parser(block: Block, node: ast.Name | ast.Attribute, context: Context) -> Iterator[Finding]:
    """The standard library's XML parsers expand entities, so a small hostile document can use up all memory.

    Recent versions of Expat stop the worst of it, hence off by default; `xml-external-entity` reports where
    untrusted data is seen to reach a parser that also follows external entities. `defusedxml` refuses them all.

    ```python
    import xml.etree.ElementTree as tree

    document = tree.parse("a.xml")
    ```

    ```python
    import defusedxml.ElementTree as tree

    document = tree.parse("a.xml")
    ```
    """
    if not isinstance(node.ctx, ast.Load) or isinstance(block.parent(node), (ast.Attribute, ast.arg, ast.AnnAssign)):
        return
    name = context.qualified(node)
    if name not in _XML:
        return
    parent = block.parent(node)
    if isinstance(parent, ast.Call) and proved(block, parent, context, "xml-external-entity"):
        return
    yield block.finding(node, f"`{name}` expands entities; read documents from outside with `defusedxml`.")


@unsafe_xml_parser.fix(
    "Use `defusedxml`",
    Safety.UNSAFE,
    why="`defusedxml` must be installed, and documents that declare entities are refused.",
)
def defuse(target: Target) -> Repair:
    """Call the function of the same name in `defusedxml`."""
    node = target.node(ast.Attribute, ast.Name)
    module, _, function = target.context.qualified(node).rpartition(".")
    if not module.startswith("xml.") or function in ("XMLParser", "make_parser", "create_parser"):
        raise Refused("`defusedxml` has no function of this name.")
    call = target.block.parent(node)
    if isinstance(call, ast.Call) and len(call.args) + len(call.keywords) > 1 and "parse" in function:
        raise Refused("The call passes a parser or handler of its own; `defusedxml` must make it.")
    safer = "defusedxml." + module.removeprefix("xml.").removeprefix("etree.").removeprefix("dom.")
    imported = ensure_import(target.snapshot, safer, function, index=target.index)
    return Repair((target.replace(node, imported.expression), *imported.changes))


@rule(
    Category.SECURITY,
    visits=(syntax.Name, syntax.Attribute),
    aliases=("S310", "B310"),
    severity=Severity.HINT,
    default=False,
)
def unchecked_url_scheme(block: Block, node: ast.Name | ast.Attribute, context: Context) -> Iterator[Finding]:
    """`urllib` opens `file:` and other schemes too, so an address that is not fixed may name a file of this machine.

    Off by default; `server-side-request-forgery` reports where the address is seen to come from outside.

    ```python
    from urllib.request import urlopen

    def read(address):
        return urlopen(address, timeout=10)
    ```

    ```python
    from urllib.request import urlopen

    def read():
        return urlopen("https://example.org", timeout=10)
    ```
    """
    if not isinstance(node.ctx, ast.Load) or isinstance(block.parent(node), (ast.Attribute, ast.arg, ast.AnnAssign)):
        return
    name = context.qualified(node)
    if name not in _OPENERS:
        return
    parent = block.parent(node)
    if isinstance(parent, ast.Call) and parent.func is node:
        if _has_web_scheme(argument(parent, 0, "url"), context):
            return
        if proved(block, parent, context, "server-side-request-forgery"):
            return
    yield block.finding(node, f"`{name}` opens `file:` and other schemes too; check the address first.")


def _has_web_scheme(url: ast.AST | None, context: Context) -> bool:
    """Whether the address is seen to begin with `http://` or `https://`."""
    if isinstance(url, ast.JoinedStr):
        return bool(url.values) and _has_web_scheme(url.values[0], context)
    url = value_of(context, url)
    if isinstance(url, ast.BinOp) and isinstance(url.op, ast.Add):
        return _has_web_scheme(url.left, context)
    if isinstance(url, ast.Call) and context.qualified(url.func) in _OPENERS:
        return _has_web_scheme(argument(url, 0, "url"), context)
    return (
        isinstance(url, ast.Constant)
        and isinstance(url.value, str)
        and url.value.lstrip().lower().startswith(("http://", "https://"))
    )
