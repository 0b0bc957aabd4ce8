"""Which exception is a kind of which: the built-in tree, and classes of the module and workspace where they are known."""

from __future__ import annotations

import ast
import builtins
from functools import lru_cache
from typing import Any

from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import Header, Import, dotted
from burnish_checks.core.joining import NOTHING, named

_ELSEWHERE = {
    "json.JSONDecodeError": "ValueError",
    "json.decoder.JSONDecodeError": "ValueError",
    "socket.error": "OSError",
    "socket.timeout": "TimeoutError",
    "socket.gaierror": "OSError",
    "socket.herror": "OSError",
    "select.error": "OSError",
    "os.error": "OSError",
    "shutil.Error": "OSError",
    "asyncio.TimeoutError": "TimeoutError",
    "asyncio.CancelledError": "BaseException",
    "urllib.error.URLError": "OSError",
    "urllib.error.HTTPError": "OSError",
    "ssl.SSLError": "OSError",
    "subprocess.CalledProcessError": "Exception",
    "subprocess.TimeoutExpired": "Exception",
    "queue.Empty": "Exception",
    "queue.Full": "Exception",
    "zlib.error": "Exception",
    "binascii.Error": "ValueError",
    "configparser.Error": "Exception",
    "xml.etree.ElementTree.ParseError": "SyntaxError",
    "sqlite3.Error": "Exception",
    "pickle.PickleError": "Exception",
    "pickle.UnpicklingError": "Exception",
    "struct.error": "Exception",
    "csv.Error": "Exception",
    "http.client.HTTPException": "Exception",
    "zipfile.BadZipFile": "Exception",
    "tarfile.TarError": "Exception",
    "concurrent.futures.TimeoutError": "TimeoutError",
    "ipaddress.AddressValueError": "ValueError",
    "uuid.UUID": "ValueError",
    "decimal.InvalidOperation": "ArithmeticError",
    "tomllib.TOMLDecodeError": "ValueError",
    "zoneinfo.ZoneInfoNotFoundError": "KeyError",
    "re.error": "Exception",
    "inspect.EndOfBlock": "Exception",
    "_thread.error": "RuntimeError",
}
_ALIASES = {
    "asyncio.TimeoutError",
    "concurrent.futures.TimeoutError",
    "socket.timeout",
    "socket.error",
    "select.error",
    "os.error",
    "_thread.error",
}
_MOST_BASES = 12


@lru_cache(maxsize=512)
def built_in(name: str) -> tuple[str, ...]:
    """A built-in exception and its bases, nearest first, as bare names; empty if it is none."""
    found = getattr(builtins, name, None)
    if not (isinstance(found, type) and issubclass(found, BaseException)):
        return ()
    return tuple(base.__name__ for base in found.__mro__ if base is not object)


def standard(qualified: str) -> tuple[str, ...]:
    """An exception of Python or its library with its bases; empty if it is not known."""
    name = qualified.removeprefix("builtins.")
    if "." not in name:
        return built_in(name)
    base = _ELSEWHERE.get(name)
    if base is None:
        return ()
    return built_in(base) if name in _ALIASES else (name, *built_in(base))


def ancestry(context: Context, node: ast.expr) -> tuple[str, ...]:
    """An exception class with all its bases, itself first: bare names of built-ins, else qualified; empty if unknown."""
    qualified = context.qualified(node)
    if not qualified:
        return ()
    known = standard(qualified)
    if known:
        return known
    if qualified.startswith("@") and "." not in qualified:
        found = context.ask("exception-bases", qualified[1:])
        return tuple(found) if found else ()
    return ()


@topic("exception-bases", reads=("headers", "binds", "imports"), project=True, slow=True)
def exception_bases(view: View, index: int, name: str) -> Any:
    """A class of this module and its bases as far as they lead to built-ins; empty where one is not known."""
    return _bases(view, name, _MOST_BASES)


def _bases(view: View, name: str, left: int) -> tuple[str, ...]:
    headers = [item for item in named(view.joined.get("headers", NOTHING), name) if item.word == "class"]
    imports = {item.name: item.qualified for item in view.joined.get("imports", {})}
    bound = named(view.joined.get("binds", NOTHING), name)
    if len(headers) != 1 or len(bound) != 1 or left == 0:
        return ()
    found = ["@" + name]
    for base in headers[0].bases:
        more = _base(view, base, imports, left)
        if not more:
            return ()
        found.extend(item for item in more if item not in found)
    return tuple(found)


def _base(view: View, base: str, imports: dict[str, str], left: int) -> tuple[str, ...]:
    root, _, rest = base.partition(".")
    if root in imports:
        qualified = f"{imports[root]}.{rest}" if rest else imports[root]
        return standard(qualified) or _foreign(view, qualified, left)
    if named(view.joined.get("binds", NOTHING), root):
        return _bases(view, base, left - 1)
    return standard(base)


def _foreign(view: View, qualified: str, left: int) -> tuple[str, ...]:
    """A class of another file of the workspace, whose bases are built in or classes of that same file."""
    module, _, name = qualified.rpartition(".")
    if view.project is None or not module:
        return ()
    headers = view.project.ask(view.path, "facts", module, "headers") or ()
    imports = view.project.ask(view.path, "facts", module, "imports") or ()
    names = {item.name: item.qualified for item in imports if isinstance(item, Import)}
    classes = {item.name: item for item in headers if isinstance(item, Header) and item.word == "class"}

    def climb(base: str, left: int) -> tuple[str, ...]:
        if left == 0:
            return ()
        if base in classes:
            chain = [f"{module}.{base}"]
            for upper in classes[base].bases:
                more = climb(upper, left - 1)
                if not more:
                    return ()
                chain.extend(more)
            return tuple(dict.fromkeys(chain))
        root, _, rest = base.partition(".")
        return standard(f"{names[root]}{'.' + rest if rest else ''}") if root in names else standard(base)

    return climb(name, left)


def is_broad(context: Context, node: ast.expr | None) -> bool:
    """Whether an `except` of this type catches whatever goes wrong."""
    if node is None:
        return True
    items = node.elts if isinstance(node, ast.Tuple) else [node]
    return any(context.qualified(item) in ("builtins.Exception", "builtins.BaseException") for item in items)


def last_name(node: ast.expr) -> str:
    """`C` of `a.b.C`."""
    return dotted(node).rpartition(".")[2]
