"""Definitions that say all by their name: what has no docstring there is told only to those who ask for the rule."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import Binding
from burnish_checks.core.lineage import bases_around, bases_of, members_by_class
from burnish_checks.core.standard_library import attributes_of
from burnish_checks.docstrings.audience import is_dunder
from burnish_checks.docstrings.openings import Documented, docstring_in
from burnish_checks.docstrings.plain import says_no_more
from burnish_checks.patterns import deferred

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options"})
"""The methods of HTTP: the class says what is got and put."""
_OFTEN = {"binds": 4, "members": 5}
"""By kind of binding: how many definitions of one name in a project are an interface that its parts share."""
_SHARED = 3
"""How many methods of a well-known interface a class has that offers it without deriving from it."""
_SHORT = 3
"""The statements of a class that is told by its name and its base."""
_SHORT_HANDLER = 4
"""The statements of a function of which its name and address tell enough."""
_DESCRIBED = frozenset(
    {"object", "NamedTuple", "TypedDict", "Protocol", "Generic", "ABC", "BaseModel", "Model", "Structure"}
)
"""Bases that say nothing of what the class is."""
_OF_DICTIONARIES = frozenset(dir(dict)) | {"iterkeys", "itervalues", "iteritems", "has_key", "viewkeys", "viewvalues"}
"""What those who know dictionaries expect of one, Python 2's included."""
_INTERFACES = ("collections.abc.MutableMapping", "collections.abc.MutableSequence", "collections.abc.MutableSet",
               "io.TextIOBase", "io.BufferedIOBase", "html.parser.HTMLParser")  # fmt: skip
_BRANCHES = frozenset({"if", "elif", "else", "try", "except"})
_OF_FIELDS = frozenset({"validate", "clean", "resolve"})
"""What forms, serialisers and schemas put before the name of a field, to call the method when it comes to it."""
_FAMILY = 6
"""How many methods of a class with one last word (`bold_repl`, `link_repl`) are called by what they are for."""


def is_obvious(block: Block, node: Documented, kind: str, context: Context) -> bool:
    """Whether a definition of this kind (see `audience.kind_of`) is told by its name alone."""
    tests = [block.source(around.test) for around in block.ancestors(node) if isinstance(around, syntax.If)]
    tests += [test for header in context.enclosing if header.word == "if" for test in header.bases]
    if any(test.startswith("__name__") for test in tests):
        return True  # what runs when the module is started shows how it is used
    if kind in ("class", "function") and context.ask("given-a-text", node.name):
        return True
    if kind in ("class", "nested-class"):
        if isinstance(node, syntax.ClassDef) and (_is_a_variant(block, node, context) or context.ask("told-handler")):
            return True
        bases = bases_of(node) if isinstance(node, syntax.ClassDef) else ()
        row = bool(bases) and bool(context.ask("one-of-a-row", node.name, bases[0]))
        return row or bool(context.ask("common", "binds", node.name, "class"))
    if kind not in ("function", "method") or isinstance(node, syntax.ClassDef):
        return False
    if says_no_more(node, method=kind == "method"):
        return True
    if kind == "function":
        if _is_a_short_handler(node):
            return True
        return node.name == "main" or _is_a_shim(node, context) or bool(context.ask("common", "binds", node.name))
    if bases_around(context) and (node.name == "__call__" or _is_called_by_a_framework(node)):
        return True  # whoever asks for such an object says what it is called with
    if node.name in _VERBS or context.ask("common", "members", node.name):
        return True
    if context.ask("handed-on", node.name) or context.ask("described-above"):
        return True
    around = next((item for item in block.ancestors(node) if isinstance(item, syntax.ClassDef)), None)
    bases = bases_of(around) if around is not None else bases_around(context)
    names = [name for base in bases if _is_dotted(base) for name in context.ask("lineage", base)]
    if any(node.name in methods_of(name) for name in names):
        return True
    header = context.enclosing_class
    return header is not None and bool(context.ask("interface", header.name, node.name))


def _is_called_by_a_framework(node: syntax.FunctionDef | syntax.AsyncFunctionDef) -> bool:
    """Whether a method is a test, or takes an event as those of Qt do: `closeEvent(self, event)`."""
    given = len(node.args.args)
    return (given == 1 and _TEST.match(node.name) is not None) or (
        given == _OF_AN_EVENT and _EVENT.fullmatch(node.name) is not None
    )


_TEST = deferred(r"test(?:_|[A-Z])")
_EVENT = deferred(r"[a-z]+(?:[A-Z][a-z]+)*Event")
_OF_AN_EVENT = 2


def _is_a_shim(node: syntax.FunctionDef | syntax.AsyncFunctionDef, context: Context) -> bool:
    """Whether a function of one statement is one of several of its name, each for another version or platform."""
    branched = bool(context.enclosing) and all(header.word in _BRANCHES for header in context.enclosing)
    return branched and len(node.body) == 1 and bool(context.ask("defined-again", node.name))


def _is_a_short_handler(node: syntax.FunctionDef | syntax.AsyncFunctionDef) -> bool:
    """Whether a decorator gives a function of few statements the address that it answers: `@app.route("/user/<uid>")`."""
    texts = (item.args[0] for item in node.decorator_list if isinstance(item, syntax.Call) and item.args)
    paths = (item.value for item in texts if isinstance(item, syntax.Constant) and isinstance(item.value, str))
    return len(node.body) <= _SHORT_HANDLER and any(path.startswith("/") for path in paths)


def _is_a_variant(block: Block, node: syntax.ClassDef, context: Context) -> bool:
    """Whether a class only names a case of what it derives from: no methods, hardly any attributes."""
    named = [base.rpartition(".")[2] for base in bases_of(node)]
    error = any(base.endswith(("Error", "Exception", "Warning")) for base in named)
    if not named or node.decorator_list or node.keywords or not _DESCRIBED.isdisjoint(named):
        return False
    if node.body:
        plain = (syntax.Assign, syntax.AnnAssign, syntax.Pass, syntax.Expr)
        return len(node.body) <= _SHORT and all(isinstance(item, plain) for item in node.body)
    return bool(context.ask("short-class", error))


def _is_dotted(name: str) -> bool:
    return all(part.isidentifier() for part in name.split("."))


@lru_cache(maxsize=256)
def methods_of(name: str) -> frozenset[str]:
    """What a class of the standard library (by its dotted name) offers, of one like a dictionary what Python 2's had, too."""
    own = attributes_of(name)
    return own | _OF_DICTIONARIES if {"keys", "items"} <= own else own


@topic("one-of-a-row", reads=("headers", "members"), slow=True)
def one_of_a_row(view: View, index: int, name: str, base: str) -> Any:
    """Whether a class that is only made otherwise (by its `__init__`) is one of many that the file makes of a base."""
    row = [item for item in view.joined.get("headers", {}) if item.word == "class" and item.bases[:1] == (base,)]
    return len(row) >= _FAMILY and members_by_class(view).get(name, set()) <= {"__init__"}


@topic("common", reads=(), project=True, slow=True)
def common(view: View, index: int, kind: str, name: str, how: str = "def") -> Any:
    """Whether many functions or classes (`binds`) or methods (`members`) of the project have the name."""
    counted = view.project.ask(view.path, "count", kind, Binding(name, how, "")) if view.project is not None else 0
    return (counted or 0) >= _OFTEN[kind]


@topic("given-a-text", reads=("chains",))
def given_a_text(view: View, index: int, name: str) -> Any:
    """Whether the module gives a function or class its docstring later: `load.__doc__ = read.__doc__`."""
    return f"{name}.__doc__" in view.joined.get("chains", {})


@topic("interface", reads=("members", "headers"), slow=True)
def interface(view: View, index: int, owner: str, name: str) -> Any:
    """Whether a method is one of several that its class has of a well-known interface, with the same last word, or for a
    field of it (`validate_name`)."""
    own = members_by_class(view).get(owner, set())
    last = "_" + name.rpartition("_")[2]
    verb, _, field = name.partition("_")
    if verb in _OF_FIELDS and field in own:
        return True
    if last != "_" + name and sum(item.endswith(last) for item in own) >= _FAMILY:
        return True
    return any(name in known and len(own & known) >= _SHARED for known in map(methods_of, _INTERFACES))


@topic("described-above", reads=("openings", "headers"), by_block=True)
def described_above(view: View, index: int) -> Any:
    """Whether a text that is no docstring stands right above the asking block, as `apidoc` reads it."""
    if index < 2:  # the first would be the module's
        return False
    before, above = view.entries[index - 1].block, view.entries[index - 2].block
    same = len(before.frames) == len(view.entries[index].block.frames) == len(above.frames)
    return same and before.kind == "leaf" and docstring_in(before.body) is not None


@topic("short-class", reads=("openings", "headers", "members"), by_block=True)
def short_class(view: View, index: int, error: bool) -> Any:
    """Whether the class whose header the asking block is has few statements and no methods; an error may have special ones."""
    kinds = tuple(_members(view, index, error))
    return len(kinds) <= _SHORT and all(kinds)


@topic("told-handler", reads=("openings", "headers", "members"), by_block=True)
def told_handler(view: View, index: int) -> Any:
    """Whether the class whose header the asking block is answers requests, by methods that each say what they do."""
    own = len(view.entries[index].block.frames) + 1
    told = 0
    for following in range(index + 1, len(view.entries)):
        block = view.entries[following].block
        if len(block.frames) < own:
            break
        for item in block.body if len(block.frames) == own else ():
            if not isinstance(item, syntax.FunctionNode) or item.name.startswith("_"):
                continue
            if item.name not in _VERBS or docstring_in(item.body) is None:
                return False
            told += 1
    return told > 0


def _members(view: View, index: int, error: bool) -> Iterator[bool]:
    """For each block in the class: whether it is a plain statement, or a special method where those count as such."""
    own = len(view.entries[index].block.frames) + 1
    for following in range(index + 1, len(view.entries)):
        block = view.entries[following].block
        if len(block.frames) < own:
            return
        if block.body:
            special = error and all(is_dunder(name) for name in block.walk.root.bound)
            yield block.kind == "leaf" and (special or block.word not in ("def", "class", "async", "@"))
