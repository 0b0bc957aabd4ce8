"""Which exception is a kind of which: the built-in tree, and classes of the module and workspace where they are known."""

from __future__ import annotations

import ast
from typing import Any

from burnish_checks.core.context import Context, View, home_of, topic
from burnish_checks.core.facts import dotted
from burnish_checks.core.joining import named
from burnish_checks.core.standard_library import bases_of_exception

_OF_PACKAGES = {
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
"""The base of each: the nearest where several are, of exceptions of well-known packages."""
_MOVED = {
    "requests.exceptions.": "requests.",
    "django.db.utils.": "django.db.",
}
"""Modules that define what others offer too."""
_MOST_BASES = 12


def standard(qualified: str) -> tuple[str, ...]:
    """An exception of Python, its library or a well-known package with its bases; empty if it is not known."""
    name = qualified.removeprefix("builtins.")
    if known := bases_of_exception(name):
        return known
    for old, new in _MOVED.items():
        name = f"{new}{name[len(old) :]}" if name.startswith(old) else name
    base = _OF_PACKAGES.get(name)
    return (name, *standard(base)) if base is not None else ()


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


def _bases(view: View, path: str, name: str, left: int) -> tuple[str, ...]:
    """What a dotted name means in the file at `path`, with its bases."""
    root, _, rest = name.partition(".")
    bound = {(item.how, item.target) for item in named(view.facts_at(path, "binds"), root)}
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
    known = view.facts_at(path, "classes")
    outer, _, own = name.rpartition(".")
    classes = named(known, own) if how == "class" else ()
    if len(classes) != 1:
        return ()
    found = [f"{path}:{name}"]
    for base in classes[0].bases:
        if outer and named(known, base) and not named(view.facts_at(path, "binds"), base):
            base = f"{outer}.{base}"  # one that stands beside it in the same class
        found.extend(item for item in _bases(view, path, base, left - 1) if item not in found)
    return tuple(found)


def _of_star(view: View, path: str, name: str, left: int) -> tuple[str, ...]:
    """What a name means that only a star import can have brought."""
    stars = [item.module for item in view.facts_at(path, "imports") if item.member == "*"]
    found = (_elsewhere(view, path, f"{module}{'' if module.endswith('.') else '.'}{name}", left) for module in stars)
    return next((chain for chain in found if chain and ":" in chain[0]), ())


def _elsewhere(view: View, path: str, qualified: str, left: int) -> tuple[str, ...]:
    """What a qualified name means to the file at `path`, with its bases; of a class from outside the workspace, itself."""
    outer, inner = qualified, ""
    for _ in range(_NESTED):
        home = home_of(view.project, path, outer)
        if home is not None:
            return _bases(view, home[0], home[1] + inner, left)
        outer, dot, last = outer.rpartition(".")
        inner = f"{dot}{last}{inner}"
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
