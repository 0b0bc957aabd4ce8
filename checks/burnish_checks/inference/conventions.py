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
    Type,
    Unknown,
    known,
    members,
    union,
)
from burnish_checks.inference.usage import has_here

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine

_MOST_ASKED = 40
_MAJORITY = 1
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
    found: Type = engine.solver.ask(("named", formal.name), lambda: _vote(engine, formal.name), UNKNOWN)
    if isinstance(found, Unknown):
        return NOTHING
    return Found(found, (f"other parameters called `{formal.name}`",), 1)


def _vote(engine: Engine, name: str) -> Type:
    votes: Counter[Type] = Counter()
    asked = 0
    for module in engine.program.users(name):
        for function in list(module.functions.values()):
            for item in formals(function):
                if item.name != name or asked >= _MOST_ASKED:
                    continue
                asked += 1
                if item.node.annotation is not None:
                    type_ = engine.annotations.read(item.node.annotation, module, function.cls, function)
                else:
                    found = engine.parameter(function, name)
                    type_ = found.type if found.strength >= 2 else UNKNOWN
                type_ = union(part for part in members(type_) if part != NONE) if type_ != NONE else UNKNOWN
                if known(type_):
                    votes[type_] += 1
    best, count = votes.most_common(1)[0] if votes else (UNKNOWN, 0)
    return best if count >= 5 and count >= _MAJORITY * sum(votes.values()) else UNKNOWN


def alias_of_that_name(engine: Engine, name: str, module: Module) -> Type:
    """What a module of the workspace names for this: `HeaderTypes` for `headers`, and `Send` for `send` if at hand."""
    for spelled in _as_classes(name) if len(name) > 2 else ():
        symbols = module.symbols.get(spelled)
        if symbols and symbols[0].kind in ("assign", "annotation", "import"):
            found_here = engine.annotations.read(ast.Name(spelled), module)
            if isinstance(found_here, Callable) or (
                isinstance(found_here, Instance) and found_here.cls.rpartition(".")[2] != spelled and found_here.args
            ):
                return found_here
    if len(name.replace("_", "").removesuffix("s")) < 3:
        return UNKNOWN
    found: Type = engine.solver.ask(("alias", name), lambda: _alias(engine, name), UNKNOWN)
    return found


def _alias(engine: Engine, name: str) -> Type:
    plural = name.endswith("s")
    for spelled in _as_classes(name.removesuffix("s")) + _as_classes(name):
        for ending in ("Types", "Type", "Like"):
            alias = spelled + ending
            for module in engine.program.users(alias):
                symbols = module.symbols.get(alias)
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
            if isinstance(value, ClassType) and all(has_here(engine, value.cls, item) for item in used):
                return Found(Instance(value.cls), ("the class of that name",), 1)
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
                if cls is not None and all(has_here(engine, cls.name, item) for item in used):
                    return Found(Instance(cls.name), ("a class of that name",), 1)
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
    return Found(type_, ("the name",), 1) if not isinstance(type_, Unknown) else NOTHING
