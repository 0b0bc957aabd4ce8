"""Where a `try` runs code of others, out of which any exception may come: everything must be caught there."""

from __future__ import annotations

import ast
import re
from os.path import basename, dirname

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import is_dunder
from burnish_checks.errors.handlers import function_around, nested
from burnish_checks.patterns import deferred

_LOOKS_AT_OTHERS = deferred(r"(?:^|_)(?:guarded_)?(?:eval\w*|complet\w+|debug\w*|p\w?db|\w?inspect\w*|introspect\w*|repl|crash\w*"
                              r"|excepthook|pretty|pprint|tracebacks?|doctb|sandbox\w*)(?:_|$)")  # fmt: skip
"""Names of modules whose trade is other people's code and objects."""
_RUNS = deferred(r"(?:^|_)(?:eval|exec)(?:_|$)")
_SHOWS = frozenset(
    {
        "repr",
        "str",
        "ascii",
        "format",
        "pformat",
        "pprint.pformat",
        "traceback.format_exc",
        "unicode",
        "pickle.dumps",
        "copy.deepcopy",
        "deepcopy",
    }
)
_GATHERS = frozenset(
    {
        "append",
        "extend",
        "join",
        "format",
        "write",
        "strip",
        "len",
        "print",
        "isinstance",
        "type",
        "getattr",
        "items",
        "keys",
        "values",
    }
)
_SAFE = deferred(r"_*(?:safe|safely|maybe|try|silent|quiet)_|.*_(?:safe|safely|silently|quiet|quietly|or_none|any)\Z"
                   r"|(?:.*_)?to_str\Z|_*(?:.*_)?repr(?:_.*)?\Z")  # fmt: skip
_PROMISES = deferred(
    r"(?:never|\bnot|n't|without) (?:[\w`]+ ){0,3}(?:rais|fail|throw|crash|exception|error)"
    r"|exceptions? (?:[\w`]+ ){0,4}(?:caught|ignored|swallowed|suppressed|logged)"
    r"|(?:catch|ignor|swallow|suppress|skip|exclud)\w* (?:[\w`]+ ){0,3}(?:exceptions?|errors?|failures?)|best.effort"
    r"|no matter what|,? if (?:at all )?possible\b",
    re.I,
)


def looks_at_others(context: Context) -> bool:
    """Whether the module's trade is other people's code and objects: it completes, debugs, inspects or evaluates them."""
    path = context.path
    return any(_LOOKS_AT_OTHERS.search(name.removesuffix(".py")) for name in (basename(path), basename(dirname(path))))


def runs_code(node: ast.AST | None) -> bool:
    """Whether the body of a `try` runs what a user has written: it calls `eval`, `exec` or a function named after them, or
    imports a module that only a variable names."""
    calls = [item for item in nested(node.body) if isinstance(item, ast.Call)] if isinstance(node, ast.Try) else []
    return any(
        _RUNS.search(getattr(call.func, "attr", dotted(call.func))) is not None
        or (dotted(call.func) in _IMPORTS and call.args and not isinstance(call.args[0], ast.Constant))
        for call in calls
    )


_IMPORTS = frozenset({"importlib.import_module", "import_module", "__import__", "runpy.run_path", "runpy.run_module"})


def calls_back(block: Block, node: ast.AST | None) -> bool:
    """Whether a `try` calls first what the function was given or takes from a list or of an object by its name, and does
    little with what that gives: what it raises is not known."""
    if not isinstance(node, ast.Try) or len(node.body) > _FEW:
        return False
    value = getattr(node.body[0], "value", None)
    value = value.value if isinstance(value, ast.Await) else value
    if not isinstance(value, ast.Call):
        return False
    if _CALLED_BACK.search(dotted(value.func).rpartition(".")[2]):
        return True
    if isinstance(value.func, (ast.Call, ast.Subscript)):
        return True  # `table[kind](value)`, `find(kind)(value)`
    if not isinstance(value.func, ast.Name):
        return False
    scope = block.walk.scope_at(node)
    bound = scope.bound.get(value.func.id, ())
    if any(isinstance(item, ast.arg) for item in bound):
        return True
    if any(isinstance(around := block.parent(item), ast.Assign) and _is_fetched(around.value) for item in bound):
        return True
    loops = (item for item in block.ancestors(node) if isinstance(item, (ast.For, ast.AsyncFor)))
    return any(value.func.id in _names_in(loop.target) for loop in loops)


def _is_fetched(value: ast.expr) -> bool:
    """Whether a function is looked up by its name: `getattr(module, "setup")`."""
    return isinstance(value, ast.Call) and dotted(value.func) == "getattr" and len(value.args) > 1


_FEW = 2
_CALLED_BACK = deferred(
    r"(?:^|_)(?:callback|hook|handler|listener|plugin|visitor|func|fn|formatter|serializer|deserializer|factory)s?\Z",
    re.I,
)
"""Names of functions that somebody else has handed over."""


def only_compares(node: ast.AST | None) -> bool:
    """Whether a `try` only compares values of anybody's classes, or asks for their truth: `item == option`, `bool(result)`."""
    if not isinstance(node, ast.Try) or len(node.body) != 1:
        return False
    step = node.body[0]
    value = step.test if isinstance(step, ast.If) else getattr(step, "value", None)
    if isinstance(value, ast.Call) and dotted(value.func) in ("bool", "hash") and len(value.args) == 1:
        value = value.args[0]
        if isinstance(value, ast.Name):
            return True
    return (
        isinstance(value, ast.Compare)
        and all(isinstance(item, (ast.Eq, ast.NotEq, ast.In, ast.NotIn)) for item in value.ops)
        and all(map(_is_asked_for, (value.left, *value.comparators)))
    )


def _is_asked_for(value: ast.expr) -> bool:
    """Whether a value is a name, an attribute, or what a method gives without being told anything: `self.date()`."""
    if isinstance(value, ast.Call) and not value.args and not value.keywords:
        value = value.func
        return isinstance(value, ast.Attribute)
    return isinstance(value, (ast.Name, ast.Attribute))


def _names_in(target: ast.expr) -> set[str]:
    return {item.id for item in ast.walk(target) if isinstance(item, ast.Name)}


def only_shows(node: ast.AST | None) -> bool:
    """Whether a `try` does no more than gather how values look, or copy them, or calls a special method of one by its name
    (`value.__len__()`): that is code of their classes."""
    if not isinstance(node, ast.Try):
        return False
    inside = list(nested(node.body))
    calls = [item for item in inside if isinstance(item, ast.Call)]
    fetched = [call for call in calls if _is_fetched(call)]
    if len(node.body) == len(fetched) == 1 and all(
        call in fetched
        or (getattr(call.func, "attr", "") in _GATHERS and not isinstance(fetched[0].args[1], ast.Constant))
        for call in calls
    ):
        return True  # whichever property it is, it runs
    if any(_is_special(call.func) for call in calls):
        return True
    names = [dotted(call.func) or getattr(call.func, "attr", "") for call in calls]
    logged = [name for name in names if _LOGS.search(name)]
    shown = bool(logged) or any(map(_converts, inside)) or any(name in _SHOWS for name in names)
    return shown and all(name in (*_SHOWS, *logged) or name.rpartition(".")[2] in _GATHERS for name in names)


_LOGS = deferred(
    r"(?:^|[._])log(?:ger|ging)?\.(?:debug|info|warn(?:ing)?|error|log)\Z|\A_*(?:log_?)?(?:debug|trace)\d?\Z", re.I
)
"""A logger tells by itself what goes wrong as it puts a line together; so may a function of the program's own (`debug1`)."""


def _converts(node: ast.AST) -> bool:
    """Whether a text is made by the `repr` or `str` of values: `f"{value!r}"`, `"%r" % value`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant):
        return isinstance(node.left.value, str) and bool(_PERCENT.search(node.left.value))
    return isinstance(node, ast.FormattedValue) and node.conversion > 0


_PERCENT = deferred(r"%[ra]")


def _is_special(function: ast.expr) -> bool:
    """Whether a special method of another object than the own one is called by its name."""
    if not isinstance(function, ast.Attribute) or not is_dunder(function.attr) or function.attr in _STEPS:
        return False
    holder = function.value
    own = isinstance(holder, ast.Call) and dotted(holder.func) == "super"
    return not own and dotted(holder) not in ("self", "cls") and not dotted(holder)[:1].isupper()


_STEPS = frozenset({"__enter__", "__exit__", "__aenter__", "__aexit__", "__init__", "__new__", "__init_subclass__"})
"""Special methods that do something, and say nothing of what a value is."""


def promises_not_to_fail(block: Block, handler: ast.ExceptHandler) -> bool:
    """Whether the function around says by its name or docstring that it takes every exception."""
    function = function_around(block, handler)
    if function is None:
        return False
    return bool(_SAFE.match(function.name) or _PROMISES.search(ast.get_docstring(function, clean=False) or ""))


def ends_in_raise(block: Block, node: ast.AST) -> bool:
    """Whether a handler around goes on to raise what it has caught, which nothing that fails before may replace."""
    for around in block.ancestors(node):
        if isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            return False
        if isinstance(around, ast.ExceptHandler):
            return isinstance(around.body[-1], ast.Raise)
    return False
