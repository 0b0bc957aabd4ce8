"""The rule unsafe-pickle."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context, View, topic
from burnish_checks.core.facts import collector, dotted
from burnish_checks.core.joining import NOTHING, named
from burnish_checks.core.mention import Mention
from burnish_checks.core.rule import Category, Finding, Severity, rule
from burnish_checks.core.selecting import calls, targets, words
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import argument, is_false, text_of
from burnish_checks.security.coded import unpacked
from burnish_checks.security.configured import SETTERS, settings_in
from burnish_checks.security.dispatch import method_of, under
from burnish_checks.security.flow.shown import proved
from burnish_checks.security.known import choices, constants, default_of
from burnish_checks.security.makers import maker, value_of
from burnish_checks.security.passed import passed
from burnish_checks.security.shipped import comes_with_the_program, entered

_LOADS = (
    under(["pickle", "_pickle", "cPickle", "dill"], ["load", "loads", "Unpickler"])
    | under(["cloudpickle"], ["load", "loads"])
    | under(["shelve"], ["open", "DbfilenameShelf"])
    | under(["jsonpickle"], ["decode", "unpickler.decode"])
    | under(["pandas"], ["read_pickle"])
    | under(["marshal"], ["load", "loads"])
    | under(["joblib"], ["load"])
)

_UNPICKLERS = under(["pickle", "_pickle", "dill", "cloudpickle"], ["Unpickler"])
_ON_REQUEST: dict[str, tuple[str, bool]] = {"numpy.load": ("allow_pickle", True), "torch.load": ("weights_only", False)}
"""By function: the argument, and its value, by which it unpickles."""
_SETTINGS = {
    **dict.fromkeys(("accept_content", "CELERY_ACCEPT_CONTENT", "result_accept_content"), "pickle"),
    **dict.fromkeys(("SESSION_SERIALIZER",), "PickleSerializer"),
}
_COMPARES = deferred(r"cmp\(|compare_digest|verif|signature", re.I)
_PICKLE = "`{}` runs code that its data names; use it only on data nobody else can write."
_MARSHAL = "`{}` crashes on, or makes code of, data that is made for it; use it only on data nobody else can write."
_WORDS = frozenset(name.rpartition(".")[2] for name in _LOADS)


@rule(
    Category.SECURITY,
    visits=(syntax.Call, syntax.Name, syntax.Attribute, syntax.ClassDef, syntax.Assign),
    only=(calls({*_LOADS, *_ON_REQUEST}, methods=SETTERS), words(*_WORDS), targets(*_SETTINGS)),
    aliases=("S301", "S302", "B301", "B302"),
    severity=Severity.INFORMATION,
    in_tests=False,
)
def unsafe_pickle(block: Block, node: ast.AST, context: Context) -> Iterator[Finding]:
    """Unpickling runs code that the data names, so data that others can write must not be unpickled.

    `pickle`, `marshal`, `shelve` and their like are for a program's own data. Where it comes from outside, or lies where
    others can change it, use JSON, or sign the data and check the signature first. Where untrusted data is seen to reach the
    call, `unsafe-deserialization` reports it instead. A reference without a call, a call under a condition that compares an
    HMAC, the second of two calls that read the same data, what is read back from the attribute that the file pickled it
    into, a file, shelf or store that the module itself writes, or keeps in a folder that it has made (`mkdtemp`), a file
    that comes with the program (its path is made of `__file__`), what comes through a pipe from another process of the
    program, what a parameter that is off by default has to allow, and a class or file whose name says that it pickles
    (`PickleField`), are only hints.

    ```python
    import pickle

    def read(stream):
        return pickle.load(stream)
    ```

    ```python
    import json

    def read(stream):
        return json.load(stream)
    ```
    """
    if isinstance(node, ast.ClassDef):
        yield from _reader(block, node, context)
        return
    if isinstance(node, (ast.Call, ast.Assign)):
        yield from _configured(block, node, context)
    if isinstance(node, ast.Assign):
        return
    if isinstance(node, ast.Call):
        yield from _on_request(block, node, context)
        if not isinstance(node.func, ast.Name) or node.func.id in _WORDS:
            return  # the name in it is visited itself
        node = node.func
    elif (
        not isinstance(node, (ast.Name, ast.Attribute)) or getattr(node, "attr", getattr(node, "id", "")) not in _WORDS
    ):
        return
    if not isinstance(node, (ast.Name, ast.Attribute)):
        return
    parent = block.parent(node)
    if not isinstance(node.ctx, ast.Load) or isinstance(parent, (ast.Attribute, ast.arg, ast.AnnAssign)):
        return
    name = context.qualified(node)
    if name not in _LOADS:
        return
    call = parent if isinstance(parent, ast.Call) and parent.func is node else None
    if isinstance(parent, ast.Call) and context.qualified(parent.func) in (
        "builtins.staticmethod",
        "functools.partial",
    ):
        call = parent
    if call is not None and proved(block, call, context, "unsafe-deserialization"):
        return
    known = call is None or (
        _round_trip(call, context)
        or _is_read_on(block, call, context)
        or _only_written(call)
        or _is_signed(block, call)
        or _own(call, context)
        or _keeps(block, call, name, context)
        or _lies_in_own_folder(block, name, context)
        or _opted_into(block, call)
        or _is_its_trade(block, call, context)
        or _is_piped(call)
        or comes_with_the_program(block, call.args[0] if call.args else None, context)
        or (context.ask("imports-module", "socket.socketpair") and not context.bindings("socket"))
        or ("find_global" in block.text and name.endswith(".Unpickler"))  # how Python 2 is told what it may build
    )
    yield block.finding(
        node,
        _MARSHAL.format(name) if name.startswith("marshal.") else _PICKLE.format(name),
        severity=Severity.HINT if known else None,
    )


def _on_request(block: Block, call: ast.Call, context: Context) -> Iterator[Finding]:
    """Functions that unpickle only if they are told to."""
    wanted = _ON_REQUEST.get(context.qualified(call.func))
    if wanted is None:
        return
    arguments = passed(context, call)
    place = arguments.place(None, wanted[0])
    told = place is not None and wanted[1] in constants(context, arguments.named[wanted[0]])
    if place is not None and told and not proved(block, call, context, "unsafe-deserialization"):
        yield block.finding(
            place, f"With `{wanted[0]}={wanted[1]}` the file can hold code that is run; read data only."
        )


def _reader(block: Block, node: ast.ClassDef, context: Context) -> Iterator[Finding]:
    """A class of its own that unpickles and does not choose what it lets through."""
    for base in node.bases:
        if context.qualified(base) in _UNPICKLERS and not context.ask("is-member", "find_class"):
            yield block.finding(
                base, "This reader runs code that its data names; override `find_class` to choose what it may."
            )


@topic("is-member", reads=("members",))
def is_member_topic(view: View, index: int, name: str) -> Any:
    """Whether a class of the file has a member of that name."""
    return bool(named(view.joined.get("members", NOTHING), name))


def _configured(block: Block, node: ast.Assign | ast.Call, context: Context) -> Iterator[Finding]:
    """Settings of Celery and Django by which messages or sessions are pickled."""
    for name, value, place in settings_in(node, context):
        wanted = _SETTINGS.get(name)
        texts = [
            item
            for choice in choices(context, value)
            for part in (choice.elts if isinstance(choice, (ast.List, ast.Tuple, ast.Set)) else (choice,))
            for item in constants(context, part)
        ]
        if wanted is not None and any(isinstance(text, str) and text.endswith(wanted) for text in texts):
            yield block.finding(
                place, f"`{name}` has what comes in unpickled, which runs code that it names; use JSON."
            )
            return


def _round_trip(call: ast.Call, context: Context) -> bool:
    """Whether the call reads what was pickled in the same breath, as a test or a deep copy does."""
    packed = choices(context, unpacked(call.args[0], context)) if call.args else ()
    made = [item for part in packed for item in choices(context, unpacked(part, context))]
    return bool(made) and all(
        isinstance(item, ast.Call) and context.qualified(item.func).endswith(_WRITERS) for item in made
    )


_WRITERS = (".dumps", "jsonpickle.encode")


def _is_read_on(block: Block, call: ast.Call, context: Context) -> bool:
    """Whether the call before this one reads the same data, maybe packed otherwise: one remark is enough for both."""
    read = _read_by(call, context)
    return (
        bool(call.args) and next(item for item in block.nodes(ast.Call) if _read_by(item, context) == read) is not call
    )


def _read_by(call: ast.Call, context: Context) -> list[str]:
    """The function that reads, and what it reads."""
    return [ast.dump(call.func), *(ast.dump(unpacked(item, context)) for item in call.args[:1])]


@collector("pickled", among=(ast.Assign, ast.Call), words=("dumps(",))
def pickled(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Attributes that the block keeps what it pickled in: `self._saved = pickle.dumps(state)`."""
    for node in block.nodes(ast.Assign):
        target = node.targets[0]
        target = target.value if isinstance(target, ast.Subscript) else target
        if isinstance(target, ast.Attribute) and any(map(_dumps, ast.walk(node.value))):
            yield target.attr, node
    for call in block.nodes(ast.Call):
        owner = call.func.value if isinstance(call.func, ast.Attribute) and call.func.attr in _PUTS else None
        if isinstance(owner, ast.Attribute) and any(map(_dumps, call.args)):
            yield owner.attr, call


_PUTS = frozenset({"append", "appendleft", "add", "insert", "put", "setdefault"})
pickles = Mention(
    r"\b(?:pickle|cPickle|dill|cloudpickle|marshal|joblib)\.dump\(|\bPickler\(|(?<![\w.])dump\(", "dump(", "Pickler("
)
"""Whether a text pickles into a file."""
_PICKLED = deferred(r"\b(?:pickle|cPickle|dill|cloudpickle|marshal|jsonpickle)\.(?:dumps|encode)\(")


@collector("dumps", local=True, among=(ast.Assign, ast.Call), words=("ump(", "umps(", "Pickler(", "] = "))
def dumps(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """Whether the block pickles into a file, and the attributes into which it puts things by key, as into a shelf."""
    if block.body and pickles(block.text):
        yield "", block.body[0]
    if block.body and _PICKLED.search(block.text):
        yield DUMPS, block.body[0]
    if block.in_class:
        for node in block.nodes(ast.Assign):
            target = node.targets[0]
            if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Attribute):
                yield target.value.attr, node


@topic("dumps", reads=("dumps",))
def dumps_topic(view: View, index: int, attribute: str) -> Any:
    """Whether the file pickles into a file (for an empty name), pickles at all (for `DUMPS`), or puts things into an attribute
    of that name."""
    return attribute in view.joined.get("dumps", {})


def _dumps(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "dumps"


@topic("pickled-into", reads=("pickled",))
def pickled_into(view: View, index: int, attribute: str) -> Any:
    """Whether the file pickles something into an attribute of that name."""
    return attribute in view.joined.get("pickled", {})


def _own(call: ast.Call, context: Context) -> bool:
    """Whether the data is an attribute that this file pickled it into: it has never left the program."""
    read: ast.AST | None = call.args[0] if call.args else None
    block = context.block
    if isinstance(read, ast.Name):
        owner = block.walk.scope_at(read).resolve(read.id)
        binders = owner.bound[read.id] if owner is not None and owner.is_function else []
        read = getattr(block.statement_of(binders[0]), "value", None) if len(binders) == 1 else None
    if read is None:
        return False
    held = [
        item.attr for item in ast.walk(read) if isinstance(item, ast.Attribute) and isinstance(item.value, ast.Name)
    ]
    return any(context.ask("pickled-into", attribute) for attribute in held)


def _keeps(block: Block, call: ast.Call, name: str, context: Context) -> bool:
    """Whether what is opened is the module's own store: a shelf it puts things into, a file of its own that it pickles into."""
    if name.startswith("shelve."):
        statement = block.statement_of(call)
        target = statement.targets[0] if isinstance(statement, ast.Assign) else None
        return isinstance(target, ast.Attribute) and bool(context.ask("dumps", target.attr))
    stream = call.args[0] if call.args else None
    if name.endswith(".loads"):
        read = value_of(context, stream)
        if _is_parameter(block, read) or not context.ask("dumps", DUMPS):
            return False
        comes = _COMES_IN.search(block.text)
        return comes is None or (comes.group().startswith(".") and _OF_PROCESSES.search(block.text) is not None)
    if stream is None or not (context.ask("dumps", "") or _is_of_own_attribute(block, stream, context)):
        return False
    if isinstance(stream, ast.Call) and not _COMES_IN.search(block.text):
        return True  # a part of a file in the module's own format
    opened = value_of(context, stream)
    if isinstance(opened, ast.Call) and method_of(opened) in _OPENS:
        return True
    while isinstance(stream, ast.Attribute):
        stream = stream.value
    statement = next((item for item in block.ancestors(call) if isinstance(item, (ast.With, ast.AsyncWith))), None)
    entered = [item.context_expr for item in statement.items] if statement is not None else []
    if any(isinstance(item, ast.Call) and method_of(item) in _OPENS for item in entered):
        return True
    made = maker(context, stream)
    return made.rpartition(".")[2].lower() in _OPENS or made.rpartition(".")[2].endswith("File")


def _is_of_own_attribute(block: Block, stream: ast.expr, context: Context) -> bool:
    """Whether an attribute of the object names the file, in a module that pickles into texts, as for a write in one step."""
    if not context.ask("dumps", DUMPS):
        return False
    opened = entered(block, stream) or value_of(context, stream)
    path = opened.args[0] if isinstance(opened, ast.Call) and opened.args else None
    return isinstance(path, ast.Attribute) and isinstance(path.value, ast.Name) and path.value.id == "self"


def _lies_in_own_folder(block: Block, name: str, context: Context) -> bool:
    """Whether the module pickles what it reads here, and makes a folder that is its own alone, where it lies by default."""
    if name.startswith("shelve.") or not context.ask("uses-chain", "tempfile.mkdtemp"):
        return False
    writes = context.ask("dumps", "") or context.ask("dumps", DUMPS)
    return bool(writes) and _COMES_IN.search(block.text) is None


def _is_parameter(block: Block, node: ast.AST | None) -> bool:
    """Whether it is a parameter, which says nothing of where the data comes from."""
    if not isinstance(node, ast.Name):
        return False
    owner = block.walk.scope_at(node).resolve(node.id)
    return owner is not None and any(isinstance(item, ast.arg) for item in owner.bound[node.id])


DUMPS = "()"
"""Stands for what `dumps` gives, wherever that is put."""
_COMES_IN = deferred(
    r"\brequest\b|\brecv|\burlopen\b|\brequests\.|\bhttpx\.|\bsocket\b|\brfile\b|\.(?:receive|read_message)\("
)
"""What reads data from outside."""
_OF_PROCESSES = deferred(r"\b(?:process|worker|stdin|stdout|pipe)\b")
"""What speaks to another process of the program."""
_OPENS = frozenset({"open", "fdopen", "open_code"})


def _opted_into(block: Block, call: ast.Call) -> bool:
    """Whether a parameter that is off by default has to allow it, `allow_pickle=False`, or an option of the command line
    asks for it, `--pickle`."""
    for around in block.ancestors(call):
        if isinstance(around, syntax.FunctionNode):
            every = (*around.args.args, *around.args.kwonlyargs)
            if _ASKED_FOR.search(block.text):
                return True
            return any("pickle" in item.arg and is_false(default_of(around.args, item.arg)) for item in every)
    return False


_ASKED_FOR = deferred(r"--\w*pickle\b|\bopt(?:ion)?s\.\w*pickle\b|\bargs\.\w*pickle\b")


def _is_its_trade(block: Block, call: ast.AST, context: Context) -> bool:
    """Whether the class or function around is named after what it does: who uses it has chosen to pickle."""
    if _PERSISTENT.search(block.text):
        return True
    stem = PurePath(context.path).stem
    code = "cache" in stem or "import" in stem  # `marshal` is what Python's own cache of code is written with
    if "pickle" in stem or (code and context.qualified(getattr(call, "func", call)).startswith("marshal.")):
        return True
    classes = [item.name for item in block.ancestors(call) if isinstance(item, (ast.ClassDef, *syntax.FunctionNode))]
    classes += [header.name for header in context.enclosing if header.word == "class"]
    return any(word in name.lower() for name in classes for word in ("pickle", "marshal", "shelve"))


_PERSISTENT = deferred(r"\._p_(?:oid|jar|serial|changed)\b")
"""What objects have that a database of objects keeps, whose storage pickles them (the protocol of `persistent` and ZODB)."""


def _is_signed(block: Block, call: ast.AST) -> bool:
    """Whether the call stands under a condition that compares a signature."""
    if "hmac" not in block.text and "unsign" not in block.text:
        return False
    return any(
        isinstance(around, ast.If) and _COMPARES.search(block.source(around.test)) for around in block.ancestors(call)
    )


def _is_piped(call: ast.Call) -> bool:
    """Whether it reads from the program that started this one, or that this one has started."""
    return any(_PIPE.search(dotted(item)) for item in call.args[:1])


_PIPE = deferred(r"(?:^|\.)(?:stdin|stdout)(?:\.buffer)?$")


def _only_written(call: ast.Call) -> bool:
    """Whether a shelf is opened anew and empty."""
    return text_of(argument(call, 1, "flag")) == "n"
