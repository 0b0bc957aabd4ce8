"""Which exception is a kind of which: the built-in tree, and classes of the module and workspace where they are known."""

from __future__ import annotations

import ast
import builtins
from functools import lru_cache
from typing import Any

from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import dotted
from burnish_checks.core.joining import NOTHING, named

_ELSEWHERE = {
    "json.JSONDecodeError": "ValueError",
    "socket.error": "OSError",
    "socket.timeout": "TimeoutError",
    "socket.gaierror": "OSError",
    "socket.herror": "OSError",
    "select.error": "OSError",
    "os.error": "OSError",
    "shutil.Error": "OSError",
    "shutil.SameFileError": "shutil.Error",
    "shutil.ReadError": "OSError",
    "asyncio.TimeoutError": "TimeoutError",
    "asyncio.CancelledError": "BaseException",
    "asyncio.IncompleteReadError": "EOFError",
    "asyncio.QueueEmpty": "Exception",
    "asyncio.QueueFull": "Exception",
    "urllib.error.URLError": "OSError",
    "urllib.error.HTTPError": "urllib.error.URLError",
    "urllib.error.ContentTooShortError": "urllib.error.URLError",
    "ssl.SSLError": "OSError",
    "ssl.SSLWantReadError": "ssl.SSLError",
    "ssl.SSLEOFError": "ssl.SSLError",
    "ssl.SSLZeroReturnError": "ssl.SSLError",
    "ssl.SSLCertVerificationError": "ssl.SSLError",
    "subprocess.SubprocessError": "Exception",
    "subprocess.CalledProcessError": "subprocess.SubprocessError",
    "subprocess.TimeoutExpired": "subprocess.SubprocessError",
    "queue.Empty": "Exception",
    "queue.Full": "Exception",
    "zlib.error": "Exception",
    "lzma.LZMAError": "Exception",
    "binascii.Error": "ValueError",
    "configparser.Error": "Exception",
    "configparser.NoSectionError": "configparser.Error",
    "configparser.NoOptionError": "configparser.Error",
    "configparser.DuplicateSectionError": "configparser.Error",
    "configparser.DuplicateOptionError": "configparser.Error",
    "configparser.ParsingError": "configparser.Error",
    "configparser.MissingSectionHeaderError": "configparser.ParsingError",
    "configparser.InterpolationError": "configparser.Error",
    "xml.etree.ElementTree.ParseError": "SyntaxError",
    "sqlite3.Error": "Exception",
    "sqlite3.DatabaseError": "sqlite3.Error",
    "sqlite3.InterfaceError": "sqlite3.Error",
    "sqlite3.OperationalError": "sqlite3.DatabaseError",
    "sqlite3.IntegrityError": "sqlite3.DatabaseError",
    "sqlite3.ProgrammingError": "sqlite3.DatabaseError",
    "sqlite3.DataError": "sqlite3.DatabaseError",
    "sqlite3.InternalError": "sqlite3.DatabaseError",
    "sqlite3.NotSupportedError": "sqlite3.DatabaseError",
    "pickle.PickleError": "Exception",
    "pickle.PicklingError": "pickle.PickleError",
    "pickle.UnpicklingError": "pickle.PickleError",
    "struct.error": "Exception",
    "csv.Error": "Exception",
    "http.client.HTTPException": "Exception",
    "http.client.BadStatusLine": "http.client.HTTPException",
    "http.client.IncompleteRead": "http.client.HTTPException",
    "http.client.InvalidURL": "http.client.HTTPException",
    "http.client.RemoteDisconnected": "http.client.BadStatusLine",
    "smtplib.SMTPException": "OSError",
    "smtplib.SMTPResponseException": "smtplib.SMTPException",
    "smtplib.SMTPAuthenticationError": "smtplib.SMTPResponseException",
    "smtplib.SMTPConnectError": "smtplib.SMTPResponseException",
    "smtplib.SMTPDataError": "smtplib.SMTPResponseException",
    "smtplib.SMTPRecipientsRefused": "smtplib.SMTPException",
    "smtplib.SMTPServerDisconnected": "smtplib.SMTPException",
    "zipfile.BadZipFile": "Exception",
    "tarfile.TarError": "Exception",
    "tarfile.ReadError": "tarfile.TarError",
    "tarfile.ExtractError": "tarfile.TarError",
    "tarfile.CompressionError": "tarfile.TarError",
    "concurrent.futures.TimeoutError": "TimeoutError",
    "concurrent.futures.BrokenExecutor": "RuntimeError",
    "concurrent.futures.process.BrokenProcessPool": "concurrent.futures.BrokenExecutor",
    "ipaddress.AddressValueError": "ValueError",
    "ipaddress.NetmaskValueError": "ValueError",
    "decimal.DecimalException": "ArithmeticError",
    "decimal.InvalidOperation": "decimal.DecimalException",
    "tomllib.TOMLDecodeError": "ValueError",
    "zoneinfo.ZoneInfoNotFoundError": "KeyError",
    "re.error": "Exception",
    "inspect.EndOfBlock": "Exception",
    "_thread.error": "RuntimeError",
    "requests.RequestException": "OSError",
    "requests.HTTPError": "requests.RequestException",
    "requests.ConnectionError": "requests.RequestException",
    "requests.Timeout": "requests.RequestException",
    "requests.ReadTimeout": "requests.Timeout",
    "requests.ConnectTimeout": "requests.ConnectionError",
    "requests.TooManyRedirects": "requests.RequestException",
    "requests.URLRequired": "requests.RequestException",
    "requests.JSONDecodeError": "requests.RequestException",
    "requests.SSLError": "requests.ConnectionError",
    "requests.ProxyError": "requests.ConnectionError",
    "requests.ChunkedEncodingError": "requests.RequestException",
    "requests.InvalidURL": "requests.RequestException",
    "requests.MissingSchema": "requests.RequestException",
    "httpx.HTTPError": "Exception",
    "httpx.HTTPStatusError": "httpx.HTTPError",
    "httpx.RequestError": "httpx.HTTPError",
    "httpx.TransportError": "httpx.RequestError",
    "httpx.TimeoutException": "httpx.TransportError",
    "httpx.ConnectTimeout": "httpx.TimeoutException",
    "httpx.ReadTimeout": "httpx.TimeoutException",
    "httpx.NetworkError": "httpx.TransportError",
    "httpx.ConnectError": "httpx.NetworkError",
    "httpx.ReadError": "httpx.NetworkError",
    "sqlalchemy.exc.SQLAlchemyError": "Exception",
    "sqlalchemy.exc.DBAPIError": "sqlalchemy.exc.SQLAlchemyError",
    "sqlalchemy.exc.DatabaseError": "sqlalchemy.exc.DBAPIError",
    "sqlalchemy.exc.IntegrityError": "sqlalchemy.exc.DatabaseError",
    "sqlalchemy.exc.OperationalError": "sqlalchemy.exc.DatabaseError",
    "sqlalchemy.exc.NoResultFound": "sqlalchemy.exc.SQLAlchemyError",
    "django.db.DatabaseError": "Exception",
    "django.db.IntegrityError": "django.db.DatabaseError",
    "django.db.OperationalError": "django.db.DatabaseError",
    "django.db.DataError": "django.db.DatabaseError",
}
"""The base of each: the nearest where several are, of exceptions of the library and of well-known packages."""
_MOVED = {
    "requests.exceptions.": "requests.",
    "django.db.utils.": "django.db.",
    "json.decoder.": "json.",
    "xml.etree.cElementTree.": "xml.etree.ElementTree.",
    "asyncio.exceptions.": "asyncio.",
}
"""Modules that define what others offer too."""
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
    """An exception of Python, its library or a well-known package with its bases; empty if it is not known."""
    name = qualified.removeprefix("builtins.")
    if "." not in name:
        return built_in(name)
    for old, new in _MOVED.items():
        name = f"{new}{name[len(old) :]}" if name.startswith(old) else name
    base = _ELSEWHERE.get(name)
    if base is None:
        return ()
    return standard(base) if name in _ALIASES else (name, *standard(base))


def ancestry(context: Context, node: ast.expr) -> tuple[str, ...]:
    """An exception class with the bases that are known, itself first; empty if it is not known what class it is.

    Bare names are built-ins, those with a colon classes of the workspace (`path:Name`), others qualified.
    """
    qualified = context.qualified(node)
    if qualified and (known := standard(qualified)):
        return known
    name = dotted(node)
    if not qualified and name:
        owner = context.block.walk.scope_at(node).resolve(name.partition(".")[0])
        qualified = "" if owner is not None and owner.is_function else f"@{name}"  # of a star import
    return tuple(context.ask("exception-bases", qualified)) if qualified else ()


@topic("exception-bases", reads=("classes", "binds", "imports"), project=True, slow=True)
def exception_bases(view: View, index: int, name: str) -> Any:
    """A class, by its qualified name or by `@` and its name here, and its bases as far as they are known."""
    if name.startswith("@"):
        return _bases(view, view.path, name[1:], _MOST_BASES)
    return _elsewhere(view, view.path, name, _MOST_BASES)


def _facts(view: View, path: str, kind: str) -> Any:
    if path == view.path or view.project is None:
        return view.joined.get(kind, NOTHING)
    return view.project.ask(path, "own", kind) or ()


def _bases(view: View, path: str, name: str, left: int) -> tuple[str, ...]:
    """What a dotted name means in the file at `path`, with its bases."""
    root, _, rest = name.partition(".")
    bound = {(item.how, item.target) for item in named(_facts(view, path, "binds"), root)}
    if left == 0 or len(bound) > 1:
        return ()
    if not bound:
        return standard(name) or _of_star(view, path, name, left - 1)
    ((how, target),) = bound
    full = f"{target}.{rest}" if rest else target
    if how == "import":
        return standard(full) or _elsewhere(view, path, full, left - 1)
    if how == "assign" and target and target.partition(".")[0] != root:
        return _bases(view, path, full, left - 1)
    known = _facts(view, path, "classes")
    outer, _, own = name.rpartition(".")
    classes = named(known, own) if how == "class" else ()
    if len(classes) != 1:
        return ()
    found = [f"{path}:{name}"]
    for base in classes[0].bases:
        if outer and named(known, base) and not named(_facts(view, path, "binds"), base):
            base = f"{outer}.{base}"  # one that stands beside it in the same class
        found.extend(item for item in _bases(view, path, base, left - 1) if item not in found)
    return tuple(found)


def _of_star(view: View, path: str, name: str, left: int) -> tuple[str, ...]:
    """What a name means that only a star import can have brought."""
    stars = [item.module for item in _facts(view, path, "imports") if item.member == "*"]
    found = (_elsewhere(view, path, f"{module}{'' if module.endswith('.') else '.'}{name}", left) for module in stars)
    return next((chain for chain in found if chain and ":" in chain[0]), ())


def _elsewhere(view: View, path: str, qualified: str, left: int) -> tuple[str, ...]:
    """What a qualified name means to the file at `path`, with its bases; of a class from outside the workspace, itself."""
    owner, _, name = qualified.rpartition(".")
    for _ in range(_NESTED):
        owner = owner or "." * (len(qualified) - len(qualified.lstrip(".")))
        found = view.project.ask(path, "path", owner) if view.project is not None and owner else None
        if found is not None:
            return _bases(view, found, name, left)
        owner, _, more = owner.rpartition(".")
        name = f"{more}.{name}"
    return () if qualified.startswith(".") else (qualified,)


_NESTED = 2
"""How many of the last parts of a qualified name may be a class and one inside it."""


def is_broad(context: Context, node: ast.expr | None) -> bool:
    """Whether an `except` of this type catches whatever goes wrong."""
    if node is None:
        return True
    items = node.elts if isinstance(node, ast.Tuple) else [node]
    return any(context.qualified(item) in ("builtins.Exception", "builtins.BaseException") for item in items)


def last_name(node: ast.expr) -> str:
    """`C` of `a.b.C`."""
    return dotted(node).rpartition(".")[2]
