"""What a symbol means where it is read: the name that imports give it, the class of what made it, the source that it is."""

from __future__ import annotations

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.answering import DJANGO
from burnish_checks.security.flow.closed import World
from burnish_checks.security.flow.sources import (
    FRAMEWORKS,
    FRAMING_MODULE,
    HANDLER_METHODS,
    HOST_PARTS,
    LINKS,
    NAMED,
    RECEIVERS,
    REQUEST_NAMES,
    REQUEST_PARTS,
    REQUEST_TYPES,
    SOCKET_MODULES,
    STREAM_READERS,
    Source,
)
from burnish_checks.security.flow.summary import SELF
from burnish_checks.security.flow.values import SHARED, is_parameter

_BY_KEY = f"{SHARED}app["


def held_known(name: str, world: World) -> str:
    """The name with an attribute of `self` replaced by the class of the object that it holds."""
    if name.startswith(_BY_KEY) and "]." in name:
        owner, _, rest = name.partition("].")
        made = world.held(f"{owner}]")
        return f"{made}().{rest}" if made else name
    if name.startswith(SHARED) and name.count(".") > 1:
        owner, attribute, rest = name.split(".", 2)
        made = world.held(f"{owner}.{attribute}")
        return f"{made}().{rest}" if made else name
    if name.startswith("$self.") and name.count(".") == 1 and not name.endswith("()"):
        return world.held(f"{name.removeprefix('$self.')}()") or name
    if not name.startswith("$self.") or name.count(".") < 2:
        return name
    _, attribute, rest = name.split(".", 2)
    made = world.held(attribute)
    return f"{made}().{rest}" if made else name


def made_known(name: str, world: World) -> str:
    """The name of a method with the function that made its object replaced by the class that the function calls."""
    name = held_known(name, world)
    if "()." not in name or not name.startswith(("@", "$self.")):
        return name
    made, _, method = name.rpartition("().")
    maker = world.closed(made)
    if maker is not None and maker.makes == f"{SELF}()":
        return f"{made.rpartition('.')[0].removesuffix('()')}().{method}"
    if maker is not None and maker.makes == SELF:
        return f"{made.rpartition('.')[0]}.{method}"
    if maker is not None and maker.makes:
        return f"{maker.makes.removesuffix('()')}().{method}"
    return name


def qualify(symbol: str, world: World) -> str:
    """The symbol with its first name resolved."""
    if not symbol.startswith("?"):
        return symbol
    root, dot, rest = symbol[1:].partition(".")
    bare = root.rstrip("()[]")
    resolved = world.resolve(bare) + root[len(bare) :]
    return f"{resolved}{dot}{rest}"


def source_of(symbol: str, world: World) -> Source | None:
    """The source that a symbol names, or None."""
    if "." in symbol and symbol.rpartition(".")[2] not in _LAST_WORDS:
        return None  # what stands before it may be resolved to whatever it is: the last word stays
    if symbol.endswith(".data") and (form := _FORM_DATA.fullmatch(symbol)):
        return _of_form(form[1], form[2] or "", world)
    name = made_known(qualify(symbol, world), world)
    if name in NAMED:
        return NAMED[name]
    base, _, word = name.rpartition(".")
    if word in REQUEST_PARTS and base.endswith("()") and base.partition(".")[0] in FRAMEWORKS:
        made = base[:-2].rpartition(".")[2]
        return Source(f"the request's `{word}`") if made in REQUEST_TYPES else None
    if base.startswith("$"):
        found = _of_parameter(base, word, world)
        if found is not None or base == "$self":
            return found
    if word in _OF_MAILS and world.imports("email"):
        return NAMED[f"email.message_from_bytes().{word}"]
    hears = _hears(world)
    if word in RECEIVERS and not base.endswith(_OF_PAIRS) and (hears or _is_handed_socket(base, word, world)):
        return Source("a socket", certain=hears and not base.endswith(_OF_CLIENTS))
    return None


_OF_MAILS = frozenset({"get_filename()", "get_content()", "get_payload()"})
"""Methods of mails, and of their parts, by whichever name these go."""


_OF_DJANGO = frozenset({"GET", "POST", "FILES"})
"""Parts that the requests of one framework have, and nothing else: a module that reads them need not import it."""


def _of_parameter(base: str, word: str, world: World) -> Source | None:
    """The source that a part of a parameter is, or of the object itself."""
    owner = base[1:].partition("#")[0]
    if word == "get_argument()" and owner.endswith("handler") and world.imports("tornado"):
        return Source("the request's `get_argument()`")
    owner = owner if "#" not in base else owner + base[1:].partition("#")[2].lstrip("0123456789")
    is_request = word in REQUEST_PARTS and (
        world.is_request(base[1:]) or (owner in REQUEST_NAMES and not _sends(world))
    )
    if is_request and (word in _OF_DJANGO or any(world.imports(module) for module in FRAMEWORKS)):
        return Source(f"the request's `{word}`")
    if word in HOST_PARTS and (world.is_request(base[1:]) or owner in REQUEST_NAMES):
        return Source(f"the request's `{word}`", kinds=LINKS)
    if owner == "self":
        return _of_handler(word, world)
    if word in HANDLER_METHODS["RequestHandler"] and word not in REQUEST_PARTS and world.imports("tornado"):
        return Source(f"the request's `{word}`")
    if owner == "reader" and word in STREAM_READERS and world.imports("asyncio"):
        return Source("a connection")
    return None


def _hears(world: World) -> bool:
    """Whether the module may listen to a socket that others write to; of `socketpair` the other end is the program's own."""
    found = [module for module in SOCKET_MODULES if world.imports(module)]
    paired = found == ["socket"] and world.imports("socket.socketpair")
    return bool(found) and not (paired and world.resolve("socket") == "@socket")


def _is_handed_socket(base: str, word: str, world: World) -> bool:
    """Whether a parameter is likely a socket that the module is handed: it unpacks what it receives, and asks for no pipe."""
    handed = word in ("recv()", "recv_into()") and is_parameter(base) and not world.imports("multiprocessing")
    return handed and world.imports(FRAMING_MODULE)


_OF_PAIRS = ("socketpair()[]", "Pipe()[]")
"""How the symbols of the two ends end of what connects a program with itself or its own child."""

_OF_CLIENTS = ("Client()", "connect()", "create_connection()")
"""How the symbols end of what has connected to a server that the program chose: nobody else writes to it."""

_FORM_DATA = deferred(r"([?@]?\w*[A-Z]\w*)\(\)(?:\.(\w+))?\.data")


def _of_form(owner: str, field: str, world: World) -> Source | None:
    """A field of a form of flask-wtf, which fills itself from the request."""
    filled = any(base.startswith("flask_wtf.") for base in world.lineage(owner))
    return Source("the request's form", certain=False) if filled and not world.is_checked(field) else None


def _sends(world: World) -> bool:
    """Whether the class around is one of a client, whose requests go to other servers."""
    bases = [base.partition("[")[0] for base in world.bases()]
    return any(base.endswith(_CLIENTS) for base in bases) and not any(base.endswith(_ANSWERING) for base in bases)


_CLIENTS = ("HttpClient", "HTTPClient", "ApiClient", "APIClient", "HTTPAdapter", "Transport", "AuthBase", "Signer")
"""How the base classes of those end whose methods are passed requests that they send, or sign before these are sent."""
_ANSWERING = ("View", "ViewSet", "Handler", "Resource", "Mixin", "Endpoint")


def _of_handler(word: str, world: World) -> Source | None:
    if word not in _HANDLED:
        return None
    for base in world.bases():
        last = base.rpartition(".")[2]
        for known, parts in HANDLER_METHODS.items():
            if word in parts and last == known and (known != "View" or any(map(world.imports, DJANGO))):
                return Source(f"the request's `{word}`")
        if last.endswith("Handler") and word in HANDLER_METHODS["RequestHandler"] and world.imports("tornado"):
            return Source(f"the request's `{word}`")
        if last.endswith("View") and word in HANDLER_METHODS["View"] and any(map(world.imports, DJANGO)):
            return Source(f"the request's `{word}`")
    return None


_HANDLED = frozenset().union(*HANDLER_METHODS.values())
"""All that a class may read a request with; what methods of objects read is mostly none of it."""
_LAST_WORDS = frozenset([name.rpartition(".")[2] for name in NAMED]).union(
    REQUEST_PARTS, {"get_argument()"}, _HANDLED, STREAM_READERS, RECEIVERS
)
"""The last words of all that names a source. Few others are read at all, but to resolve what they are read from took a
twentieth of a check."""
