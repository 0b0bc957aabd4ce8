"""Whether code also runs on Python 2: what the project declares of it, else what the file itself does for its sake."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Safety

KIND = "signs-of-python-2"
_FUTURE = frozenset({"print_function", "unicode_literals", "absolute_import", "division"})
_OLD_MODULES = frozenset(
    {
        "six", "urllib2", "ConfigParser", "cPickle", "StringIO", "cStringIO", "urlparse", "httplib", "HTMLParser",
        "__builtin__", "SocketServer", "BaseHTTPServer", "SimpleHTTPServer", "Tkinter", "Queue", "cookielib", "copy_reg",
        "htmlentitydefs", "xmlrpclib",
    }
)  # fmt: skip
_OLD_NAMES = frozenset({"unicode", "basestring", "raw_input", "xrange", "unichr", "long"})
_EARLY_3 = 3
"""Below 3.3 nobody asks which Python 3 it is: a test for an older one is a test for Python 2."""


@collector(KIND, among=(ast.Import, ast.ImportFrom, ast.Compare, ast.Assign))
def signs(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """What a block has only because Python 2 is to run it: imports of its modules, names for its built-ins, tests for it."""
    for item in block.nodes(ast.Import):
        if any(alias.name.partition(".")[0] in _OLD_MODULES for alias in item.names):
            yield True, item
    for source in block.nodes(ast.ImportFrom):
        future = source.module == "__future__" and any(alias.name in _FUTURE for alias in source.names)
        if future or (not source.level and (source.module or "").partition(".")[0] in _OLD_MODULES):
            yield True, source
    for assign in block.nodes(ast.Assign):
        for name in assign.targets:
            if isinstance(name, ast.Name) and name.id in _OLD_NAMES:
                yield True, assign
                break
    for test in block.nodes(ast.Compare) if "version_info" in block.text else ():
        if _asks_for_python_2(test) and not _refuses(block, test):
            yield True, test


def _asks_for_python_2(test: ast.Compare) -> bool:
    left, right = test.left, test.comparators[0]
    if isinstance(left, ast.Subscript) and not isinstance(left.slice, ast.Slice):
        left = left.value
    if dotted(left) not in ("sys.version_info", "sys.version_info.major"):
        return False
    numbers = right.elts if isinstance(right, ast.Tuple) else [right]
    values = [item.value for item in numbers if isinstance(item, ast.Constant)]
    return values[:1] == [2] or (values[:1] == [3] and (len(values) < 2 or values[1] in range(_EARLY_3)))


def _refuses(block: Block, test: ast.Compare) -> bool:
    """Whether what stands under the test ends the program: then it does not run there."""
    around = block.parent(test)
    return isinstance(around, ast.If) and bool(around.body) and isinstance(around.body[-1], ast.Raise)


@topic("runs-on-python-2", reads=(KIND,))
def python_2(view: View, index: int) -> Any:
    """Whether the code also runs on Python 2: as the project says, else as the file shows."""
    stated = view.settings.python_2
    return bool(view.joined.get(KIND)) if stated is None else stated


def runs_on_python_2(context: Context) -> bool:
    """Whether the file also runs on Python 2."""
    return bool(context.ask("runs-on-python-2"))


def is_for_both(target: Target) -> bool:
    """Whether the finding's file also runs on Python 2, which a repair for Python 3 would end."""
    return runs_on_python_2(target.context)


def unless_python_2(target: Target, repair: Repair, lacking: str) -> Repair:
    """The repair, which is not safe where the file also runs on Python 2; `lacking` says what that does not have."""
    if not is_for_both(target):
        return repair
    return replace(repair, safety=Safety.UNSAFE, why=f"The code also runs on Python 2, {lacking}.")
