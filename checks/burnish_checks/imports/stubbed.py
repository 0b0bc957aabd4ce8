"""What a module of the standard library exports, and what of it not everywhere: read from its stub."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import product
from pathlib import Path

_PLATFORMS = ("linux", "darwin", "win32")
_VERSIONS = tuple((3, minor) for minor in range(10, 15))


@lru_cache(maxsize=64)
def exported(module: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """What a module exports: the names that are there everywhere, and those that some platform or Python lacks.

    They are those of `__all__`, else all that the stub defines, imports left out. None if there is no stub, or it tests
    something else than platform and version.
    """
    from burnish_checks.inference.typeshed import stub_path  # a check asks seldom, and inference is thirty modules

    path = stub_path(module)
    if path is None:
        return None
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    try:
        places = [list(_statements(tree.body, *place)) for place in product(_PLATFORMS, _VERSIONS)]
        listed = [frozenset(name for item in statements for name in _listed(item)) for statements in places]
    except ValueError:
        return None
    found = listed if any(listed) else [frozenset(map(_defined, statements)) - {""} for statements in places]
    everywhere = frozenset.intersection(*found)
    return everywhere, frozenset.union(*found) - everywhere


def _statements(body: Iterable[ast.stmt], platform: str, version: tuple[int, int]) -> Iterator[ast.stmt]:
    """What of a stub counts on a platform and a Python."""
    for statement in body:
        if isinstance(statement, ast.If):
            branch = statement.body if _holds(statement.test, platform, version) else statement.orelse
            yield from _statements(branch, platform, version)
        else:
            yield statement


def _listed(statement: ast.stmt) -> Iterable[str]:
    """The names that a statement puts into `__all__`."""
    if not isinstance(statement, (ast.Assign, ast.AugAssign)):
        return ()
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    is_list = any(isinstance(item, ast.Name) and item.id == "__all__" for item in targets)
    return map(str, ast.literal_eval(statement.value)) if is_list else ()


def _defined(statement: ast.stmt) -> str:
    """The public name that a statement defines; empty if none."""
    name = ""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        name = statement.name
    elif isinstance(statement, (ast.Assign, ast.AnnAssign)):
        target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
        name = target.id if isinstance(target, ast.Name) else ""
    return "" if name.startswith("_") else name


def _holds(test: ast.expr, platform: str, version: tuple[int, int]) -> bool:
    """Whether a test of `sys.platform` and `sys.version_info` holds; raises ValueError for any other."""
    if isinstance(test, ast.BoolOp):
        every = all if isinstance(test.op, ast.And) else any
        return every(_holds(item, platform, version) for item in test.values)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return not _holds(test.operand, platform, version)
    if not isinstance(test, ast.Compare) or not isinstance(test.left, ast.Attribute):
        raise ValueError(ast.dump(test))
    wanted = ast.literal_eval(test.comparators[0])
    operator = test.ops[0]
    if test.left.attr == "platform":
        return bool(platform == wanted) == isinstance(operator, ast.Eq)
    return bool(version >= wanted[:2]) == isinstance(operator, (ast.GtE, ast.Gt))
