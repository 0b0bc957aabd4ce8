"""Whether code also runs on Python 2: what the project declares of it, else what the file itself, or the package around
it, does for its sake."""

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
_ASKED = frozenset(
    {"PY2", "PY3", "IS_PY2", "IS_PY3", "IS_PYTHON2", "IS_PYTHON3", "PYTHON2", "PYTHON3", "is_py2", "is_py3"}
)
"""What modules call the answer to the question which Python it is."""
_EVENED = frozenset(
    {
        *_OLD_NAMES, "text_type", "binary_type", "string_types", "integer_types", "class_types", "iteritems", "itervalues",
        "iterkeys", "reraise", "bytes_", "text_", "native_", "ascii_native_", "to_native", "with_metaclass", "b", "u",
    }
)  # fmt: skip
"""What a module called `compat` has so that one name does for both."""
NEWER = "needs-python-3"
_NEWER = (ast.JoinedStr, ast.AnnAssign, ast.AsyncFunctionDef, ast.Nonlocal, ast.YieldFrom, ast.NamedExpr, ast.arg)
_ENOUGH = 3
"""So many signs in a package are no accident."""
_TO_EACH_NEWER = 4
"""Signs for each block that Python 2 cannot read, where a package has such in a corner that is for Python 3 alone."""
_EARLY_3 = 3
"""Below 3.3 nobody asks which Python 3 it is: a test for an older one is a test for Python 2."""


@collector(KIND, among=(ast.Import, ast.ImportFrom, ast.Compare, ast.Assign))
def signs(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """What a block has only because Python 2 is to run it: imports of its modules, names for its built-ins, tests for it.

    False is said of an import from `__future__`, which may have been left over, True of all else.
    """
    for item in block.nodes(ast.Import):
        if any(alias.name.partition(".")[0] in _OLD_MODULES for alias in item.names):
            yield True, item
    for source in block.nodes(ast.ImportFrom):
        module, names = source.module or "", {alias.name for alias in source.names}
        if module == "__future__":
            if not names.isdisjoint(_FUTURE):
                yield False, source
        elif (not source.level and module.partition(".")[0] in _OLD_MODULES) or _evens_out(module, names):
            yield True, source
    for assign in block.nodes(ast.Assign):
        for name in assign.targets:
            if isinstance(name, ast.Name) and name.id in _OLD_NAMES:
                yield True, assign
                break
    for test in block.nodes(ast.Compare) if "version_info" in block.text else ():
        if _asks_for_python_2(test) and not _refuses(block, test):
            yield True, test


def _evens_out(module: str, names: set[str]) -> bool:
    """Whether names are imported that are there for the difference between Python 2 and 3."""
    return not names.isdisjoint(_ASKED) or ("compat" in module.lower() and not names.isdisjoint(_EVENED))


@collector(NEWER, among=_NEWER)
def newer(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """That a block has what Python 2 cannot read; once a block, however much there is of it."""
    for kind in _NEWER:
        for node in block.nodes(kind):
            if not isinstance(node, ast.arg) or node.annotation is not None:
                yield True, node
                return


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


@topic("runs-on-python-2", reads=(KIND, NEWER), project=True)
def python_2(view: View, index: int) -> Any:
    """Whether the code also runs on Python 2: as the project says, else as the file shows, else as the files around it do."""
    stated = view.settings.python_2
    if stated is not None:
        return stated
    if view.joined.get(NEWER):
        return False
    if view.joined.get(KIND) or view.project is None:
        return bool(view.joined.get(KIND))
    found = view.project.ask(view.path, "count", KIND, True) or 0
    return found >= max(_ENOUGH, _TO_EACH_NEWER * (view.project.ask(view.path, "count", NEWER, True) or 0))


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
