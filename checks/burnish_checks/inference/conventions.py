"""Names as evidence, the weakest there is: what parameters of the same name take elsewhere, and what names usually mean."""

from __future__ import annotations

import ast
import re
from collections import Counter
from typing import TYPE_CHECKING

from burnish_checks.inference.declared import Formal, formals
from burnish_checks.inference.evidence import NOTHING, Found
from burnish_checks.inference.modules import Function, Module
from burnish_checks.inference.types import (
    BOOL,
    BYTES,
    FLOAT,
    INT,
    NONE,
    STR,
    UNKNOWN,
    Callable,
    ClassType,
    Instance,
    Named,
    Type,
    TypeVar,
    Union,
    Unknown,
    known,
    members,
    union,
)
from burnish_checks.inference.usage import has_here

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine

_MOST_ASKED = 40
_ENOUGH = 5
_MOSTLY = 0.8
SAYS_NOTHING = frozenset({"value", "key", "obj", "default", "data", "arg", "item", "other", "result", "func", "cls"})
_VAGUE = frozenset({"value", "values", "option", "options", "default", "element", "message", "content", "version"})
_TEXT = re.compile(
    r"(?:.*_)?(?:names?|text|msg|message|path|filename|file_name|file_path|filepath|url|uri|prefix|suffix|encoding|mode|title|"
    r"label|host|hostname|username|user|password|token|string|line|word|description|doc|help|code_|version|"
    r"domain|email|content_type|charset|separator|sep|delimiter|fmt|format|style_name|template|source|"
    r"tag|attr|attribute|field_name|module_name|class_name|function_name|method|directory|dirname|folder|cwd|env_var|"
    r"scheme|query|fragment|locale|lang|language|header_name|charset|newline|s|category|reason|ident)\Z"
)
_PLURAL = re.compile(r"(?:.*_)?names\Z")
_NUMBER = re.compile(
    r"(?:.*_)?(?:count|index|idx|size|length|depth|limit|port|width|height|level|num|n|i|j|lineno|line_number|offset|"
    r"position|start|end|stop|column|row|col|age|max|min|total|indent|pid|fd|status_code|retries|maxsize|"
    r"max_\w+|min_\w+|num_\w+|n_\w+|stacklevel|chunk_size|capacity|year|month|day|hour|minute|second)\Z"
)
_DECIMAL = re.compile(r"(?:.*_)?(?:timeout|delay|interval|seconds|duration|ratio|factor|weight|probability|deadline)\Z")
_FLAG = re.compile(
    r"(?:is|has|use|allow|enable|should|ignore|skip|can|keep|force)(?:_\w+)?\Z"
    r"|(?:verbose|debug|strict|recursive|quiet|raw|dry_run|overwrite|reverse|silent|required|optional|inplace|copy|closed)\Z"
)
_FUNCTION = re.compile(r"(?:.*_)?(?:callback|func|fn|function|handler|hook|factory|predicate|cb|visitor_fn|key_func)\Z")
_KNOWN: dict[str, Type] = {
    "loop": Instance("asyncio.events.AbstractEventLoop"),
    "logger": Instance("logging.Logger"),
    "log": Instance("logging.Logger"),
    "exc": Instance("builtins.Exception"),
    "exception": Instance("builtins.Exception"),
    "error": Instance("builtins.Exception"),
    "parser": Instance("argparse.ArgumentParser"),
    "tb": Instance("types.TracebackType"),
    "body": BYTES,
    "chunk": BYTES,
}


def type_from(engine: Engine, function: Function, formal: Formal) -> Found:
    """What a parameter's name tells."""
    if formal.kind in ("*", "**") and formal.name in ("args", "kwargs", "kw", "kwds"):
        return NOTHING
    found = _class_at_hand(engine, function, formal)
    if not found.is_known:
        found = _elsewhere(engine, function, formal)
    if found.is_known:
        return found
    found = _class_of_that_name(engine, function, formal)
    return found if found.is_known else _usual(engine, function, formal.name)


def _elsewhere(engine: Engine, function: Function, formal: Formal) -> Found:
    """The type that most parameters of the same name have, for which there is better evidence than a name."""
    if len(formal.name) < 3 or formal.name in SAYS_NOTHING:
        return NOTHING
    found: Type = engine.solver.ask(
        ("named", _package(function.module), formal.name), lambda: _vote(engine, formal.name, function.module), UNKNOWN
    )
    if isinstance(found, Unknown):
        return NOTHING
    return Found(found, (f"other parameters called `{formal.name}`",), 1, True)


def _package(module: Module) -> str:
    """The package at the top that a module is of: its modules have one another within reach."""
    return module.name.partition(".")[0]


def _vote(engine: Engine, name: str, home: Module) -> Type:
    votes: Counter[Type] = Counter()
    asked = optional = 0
    for module in engine.program.users(name):
        for function in list(module.functions.values()) if engine.program.within_reach(home, module) else ():
            for item in formals(function):
                if item.name != name or asked >= _MOST_ASKED:
                    continue
                asked += 1
                if item.node.annotation is not None:
                    type_ = engine.annotations.read(item.node.annotation, module, function.cls, function)
                else:
                    found = engine.parameter(function, name)
                    type_ = found.type if found.strength >= 2 else UNKNOWN
                optional += NONE in members(type_)
                type_ = union(part for part in members(type_) if part != NONE) if type_ != NONE else UNKNOWN
                if known(type_):
                    votes[type_] += 1
    total = sum(votes.values())
    best = next((type_ for type_ in votes if all(_is_a(engine, item, type_) for item in votes)), UNKNOWN)
    if total < _ENOUGH:
        return UNKNOWN
    return union((best, NONE)) if optional > _MOSTLY * total else best


def _is_a(engine: Engine, type_: Type, other: Type) -> bool:
    if isinstance(type_, Instance) and isinstance(other, Instance) and not other.args:
        return engine.hierarchy.is_a(type_.cls, other.cls)
    return type_ == other


def alias_at_hand(engine: Engine, name: str, module: Module) -> Named | None:
    """The one alias that the module has for this: `Send` for `send`, `QueryParamTypes` for `params`, `ASGIApp` for `app`."""
    if len(name) < _SHORTEST:
        return None
    found: Named | None = engine.solver.ask(
        ("alias at hand", module.name, name), lambda: _alias_at_hand(engine, name, module), None
    )
    return found


def _alias_at_hand(engine: Engine, name: str, module: Module) -> Named | None:
    found: dict[int, list[Named]] = {}
    for spelled, symbols in module.symbols.items():
        if not spelled[:1].isupper() or symbols[0].kind not in ("assign", "annotation", "import"):
            continue
        likeness = _likeness(spelled, name)
        if likeness and (alias := _as_alias(engine, spelled, module)) is not None:
            found.setdefault(likeness, []).append(alias)
    best = found[max(found)] if found else []
    return best[0] if len(best) == 1 else None


_SHORTEST = 3
_OF_ONE, _CLOSE, _SAME = 1, 2, 3
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")


def _likeness(alias: str, name: str) -> int:
    """How much an alias is called as a variable is: `_SAME` by all of it, `_CLOSE` by its last words, else 0.

    `_OF_ONE` where it says in the singular what the variable says in the plural: `HeaderTypes` for `headers`.
    """
    stem = re.sub(r"(?:Types?|Like)\Z", "", alias)
    if stem in _as_classes(name):
        return _SAME
    words, wanted = _WORDS.findall(stem), name.strip("_").split("_")
    last, plain = "".join(words[-len(wanted) :]).lower(), "".join(wanted)
    begun = stem == alias and last.startswith(plain) and name not in SAYS_NOTHING
    if len(words) > len(wanted) and (last == plain or begun):
        return _CLOSE
    return _OF_ONE if stem != alias and plain.endswith("s") and last == plain.removesuffix("s") else 0


def _as_alias(engine: Engine, spelled: str, module: Module) -> Named | None:
    """What a name stands for, if that is a type put together of others."""
    found = engine.annotations.read(ast.Name(spelled), module)
    plain = isinstance(found, Instance) and (not found.args or found.cls.rpartition(".")[2] == spelled)
    if plain or not isinstance(found, (Callable, Instance, Union)):
        return None
    return None if any(isinstance(item, (Unknown, TypeVar)) for item in members(found)) else Named(spelled, found)


def alias_of_that_name(engine: Engine, name: str, home: Module) -> Type:
    """What a module within reach names for this: `HeaderTypes` for `headers`."""
    if len(name.replace("_", "").removesuffix("s")) < _SHORTEST:
        return UNKNOWN
    found: Type = engine.solver.ask(("alias", _package(home), name), lambda: _alias(engine, name, home), UNKNOWN)
    return found


_VISIT = re.compile(r"(?:visit|leave|depart|enter|exit)_([A-Z]\w*)\Z")


def visited(engine: Engine, function: Function, formal: Formal) -> Found:
    """What the method of a visitor takes, as its name says: `visit_For(self, node)` a `For`."""
    match = _VISIT.match(function.name)
    parameters = [item.name for item in formals(function) if item.name != function.receiver]
    if function.cls is None or match is None or not parameters or parameters[0] != formal.name:
        return NOTHING
    found: Type = engine.solver.ask(("visited", match.group(1)), lambda: _class_called(engine, match.group(1)), UNKNOWN)
    if isinstance(found, Unknown) and engine.hierarchy.is_a(function.cls.name, "ast.NodeVisitor"):
        found = Instance(f"ast.{match.group(1)}")
        found = found if engine.program.class_named(found.cls) is not None else UNKNOWN
    return Found(found, ("the name of the method",), 3) if not isinstance(found, Unknown) else NOTHING


def _class_called(engine: Engine, name: str) -> Type:
    """The one class of the workspace that is called so and derives from another."""
    found = {
        cls.name
        for module in engine.program.users(name)
        if (cls := module.classes.get(f"{module.name}.{name}")) is not None and cls.node.bases
    }
    return Instance(found.pop()) if len(found) == 1 else UNKNOWN


_ALIAS_ENDINGS = ("Types", "Type", "Like")


def _alias(engine: Engine, name: str, home: Module) -> Type:
    plural = name.endswith("s")
    for spelled in _as_classes(name.removesuffix("s")) + _as_classes(name):
        for ending in _ALIAS_ENDINGS:
            alias = spelled + ending
            for module in engine.program.users(alias):
                symbols = module.symbols.get(alias) if engine.program.within_reach(home, module) else None
                if not symbols or symbols[0].kind not in ("assign", "annotation") or symbols[0].value is None:
                    continue
                if plural and alias in _named_by_aliases(module, alias):
                    continue
                found = engine.annotations.read(symbols[0].value, module)
                if len(members(found)) > 1 and not any(isinstance(item, Unknown) for item in members(found)):
                    return found
    return UNKNOWN


def _named_by_aliases(module: Module, alias: str) -> set[str]:
    """The names that other aliases of the module are made of: what `Files = list[FileTypes]` names is one file."""
    return {
        node.id
        for name, symbols in module.symbols.items()
        if name != alias and name[:1].isupper() and symbols[0].kind in ("assign", "annotation")
        for node in ast.walk(symbols[0].value or ast.Constant(None))
        if isinstance(node, ast.Name)
    }


def _as_classes(name: str) -> list[str]:
    """How a class for what a variable is called may be called: `request_context` as `RequestContext`, `url` as `URL`."""
    words = [word for word in name.split("_") if word]
    camel = "".join(word[:1].upper() + word[1:] for word in words)
    return list(dict.fromkeys((camel, "".join(words).upper() if len(name) <= 5 else camel)))


def _class_at_hand(engine: Engine, function: Function, formal: Formal) -> Found:
    """A class of the parameter's name that the module defines or imports itself."""
    if len(formal.name) < 3 or formal.default is not None:
        return NOTHING
    used = _used(engine, function, formal.name)
    for spelled in _as_classes(formal.name):
        if spelled in function.module.symbols:
            value = engine.global_value(function.module.name, spelled)
            own = function.cls is not None and not used and value == ClassType(function.cls.name)
            if isinstance(value, ClassType) and not own and all(has_here(engine, value.cls, item) for item in used):
                return Found(Instance(value.cls), ("the class of that name",), 1, True)
    return NOTHING


def _used(engine: Engine, function: Function, name: str) -> set[str]:
    """The attributes that the function asks of a parameter."""
    return {use.name for parameter, use in engine.uses(function) if parameter == name and use.kind == "attribute"}


def _class_of_that_name(engine: Engine, function: Function, formal: Formal) -> Found:
    """`request_context` may well be a `RequestContext`."""
    name = formal.name
    plain = name.replace("_", "").lower()
    if len(plain) < 3:
        return NOTHING
    used = _used(engine, function, name)
    if not used and (formal.default is not None or (len(plain) < 7 and "_" not in name) or plain in _VAGUE):
        return NOTHING
    for spelled in _as_classes(name):
        for wanted in (spelled, f"_{spelled}"):
            for module in engine.program.users(wanted):
                cls = module.classes.get(f"{module.name}.{wanted}")
                near = cls is not None and engine.program.within_reach(function.module, module)
                if cls is not None and near and all(has_here(engine, cls.name, item) for item in used):
                    return Found(Instance(cls.name), ("a class of that name",), 1, True)
    return NOTHING


def _usual(engine: Engine, function: Function, name: str) -> Found:
    used = _used(engine, function, name)
    name = name.lstrip("_")
    type_: Type = UNKNOWN
    if name in _KNOWN:
        type_ = _KNOWN[name]
        if isinstance(type_, Instance) and not all(has_here(engine, type_.cls, item) for item in used):
            type_ = UNKNOWN
    elif _FLAG.match(name):
        type_ = BOOL
    elif _DECIMAL.match(name):
        type_ = FLOAT
    elif _NUMBER.match(name):
        type_ = INT
    elif _PLURAL.match(name):
        type_ = Instance("typing.Iterable", (STR,))
    elif _TEXT.match(name):
        type_ = STR
    elif _FUNCTION.match(name):
        type_ = Callable(None, UNKNOWN)
    return Found(type_, ("the name",), 1, True) if not isinstance(type_, Unknown) else NOTHING
