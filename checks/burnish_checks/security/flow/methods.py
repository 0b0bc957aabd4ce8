"""Following calls of methods: what texts and containers make of data, and what an object keeps."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from burnish_checks.patterns import deferred
from burnish_checks.security.flow.attributes import kept_at
from burnish_checks.security.flow.binding import outer_name, place_of, store
from burnish_checks.security.flow.dangers import Arguments
from burnish_checks.security.flow.effects import (
    CLEANING_METHODS,
    CLEANS,
    DIGESTS,
    ESCAPING_METHODS,
    MUTATORS,
    PASSES,
    READERS,
    SILENT_METHODS,
)
from burnish_checks.security.flow.elsewhere import (
    call_elsewhere,
    passed_in,
    slots_of,
)
from burnish_checks.security.flow.folding import folded_method
from burnish_checks.security.flow.kinds import ALL, HTML
from burnish_checks.security.flow.made_texts import parted_at, text_made
from burnish_checks.security.flow.marks import BEHIND_NAME, BELIEVED, DOUBT, IN_FILE
from burnish_checks.security.flow.markup import by_marked_name
from burnish_checks.security.flow.parts import any_of, is_own, keyed_here, of_kept, of_own, of_parameter, of_part
from burnish_checks.security.flow.passing import cleaned, known_name, passed_on, symbol_of_result
from burnish_checks.security.flow.patterns import found_by, group_of, groups_of
from burnish_checks.security.flow.run import Passed, Run
from burnish_checks.security.flow.taints import (
    NOTHING,
    SENT,
    Origin,
    Taint,
    cleared,
    depth,
    held,
    held_under,
    of_attribute,
    of_caught,
    once_read,
)
from burnish_checks.security.flow.values import (
    DICTIONARY,
    MATCHES,
    MISSING,
    SHARED,
    UNKNOWN,
    Names,
    Value,
    as_a_whole,
    by_keys,
    tainted,
)

_BELIEVED = frozenset({BELIEVED})
"""Of what a method gives of an object that data was put into, where nobody can see what the class does."""
_DEEPEST = 8
"""How often data may be kept in an object that is kept in another."""
_OF_FILES_ONLY = frozenset({"read", "seek", "readline", "readlines", "chunks", "temporary_file_path"})
"""Methods that texts do not have: what has one is a file, and itself no path."""
_OF_FILES = frozenset({"seek", "write", "close", "truncate", "flush"})
"""Methods of files that read nothing."""
_KEEPS_BEGINNING = frozenset({"rstrip", "decode", "encode"})


def evaluate_method(run: Run, node: ast.Call, function: ast.Attribute, arguments: Arguments, names: Names) -> Value:
    """A method: mostly its result holds what the receiver holds."""
    receiver, method = arguments.receiver, function.attr
    arguments = _once_opened(run, function, arguments, names)
    receiver = arguments.receiver
    name = known_name(arguments.symbol)
    result = symbol_of_result(arguments)
    taints = all_data(arguments)
    told_by_name = _by_name(name, method, arguments, taints, result)
    if told_by_name is not None:
        return told_by_name
    if _is_own(receiver):
        return call_elsewhere(run, node, arguments, result, names)
    if method in READERS and arguments.positional and isinstance(arguments.positional[0].const, str):
        kept = names.get(f"{receiver.symbol}[{arguments.positional[0].const}]")
        if kept is not None:
            return kept
        if (shared := _of_session(run, node, arguments)) is not None:
            return shared
    folded = folded_method(receiver, method, arguments)
    if folded is not None:
        return folded
    _sent(run, node, method, arguments)
    if method in MUTATORS and _may_grow(receiver.symbol) and not _is_told(run, arguments):
        grow(run, function.value, receiver, (*arguments.positional, *arguments.named.values()), names, node)
    if (method in SILENT_METHODS and not _finds_element(method, receiver)) or _converts(arguments):
        known = call_elsewhere(run, node, arguments, result, names)
        return known if receiver.symbol in run.classes or is_object(receiver) else UNKNOWN
    if method in _READ_FILES and "Path()" in receiver.symbol:
        return UNKNOWN  # of a file that is chosen outside what is in it is not
    made = text_made(method, arguments, taints)
    if made is not None and not _is_of_workspace(run, arguments):
        return by_marked_name(run, method, receiver, made)
    if method == "render" and "jinja2." in arguments.symbol and "Sandbox" not in arguments.symbol:
        return tainted(_unescaped(arguments, taints - receiver.taints), symbol=result)
    own = cleared(_data_of_receiver(run, node, method, arguments), parted_at(method, arguments))
    if method in _KEEPS_BEGINNING and not is_object(receiver):
        return tainted(own, symbol=receiver.symbol, prefix=receiver.prefix)
    known = call_elsewhere(run, node, arguments, result, names)
    if is_object(receiver):
        kept = _keep(run, node, function, arguments, names)
        told = run.closed(arguments.symbol) if run.asks else None
        if told is not None and told.makes == "$self":
            return kept
    own = _given_by_object(run, own, method, arguments, names)
    return tainted(own | known.taints, symbol=known.symbol, keys=known.keys, prefix=known.prefix)


def _given_by_object(
    run: Run, own: frozenset[Taint], method: str, arguments: Arguments, names: Names
) -> frozenset[Taint]:
    """What a method gives of the data that its object holds: if nobody can see what that is, it is only believed to."""
    receiver = arguments.receiver
    if receiver.symbol.endswith("()"):
        own -= held(own, receiver.symbol[:-2])
    if not own or not run.asks:
        return own
    if is_object(receiver) and not method.startswith("__") and run.closed(receiver.symbol[:-2]) is None:
        return cleared(own, _BELIEVED)
    put_in = _put_into(receiver, names)
    if put_in and run.closed(arguments.symbol) is None:
        return (own - put_in) | cleared(own & put_in, _BELIEVED)
    return own


def _put_into(receiver: Value, names: Names) -> frozenset[Taint]:
    """The data that was put into attributes of an object, of which nobody can see what it is."""
    owner = receiver.symbol
    if not owner or owner == "$self" or is_object(receiver):
        return NOTHING
    held_there = (value.all_taints for name, value in names.items() if name.rpartition(".")[0] == owner)
    return frozenset[Taint]().union(*held_there)


def _finds_element(method: str, receiver: Value) -> bool:
    """Whether `find` looks for an element of a document, not for a text: by what made the receiver, or by its name."""
    if method != "find" or not receiver.symbol:
        return False
    return _DOCUMENTS.search(receiver.symbol) is not None


_DOCUMENTS = deferred(
    r"\b(?:fromstring|getroot|XML|BeautifulSoup|parseString)\(\)|\betree\.parse\(\)|ElementTree\.parse\(\)"
    r"|(?:^|[.?$_])(?:elem(?:ent)?|root|tree|node|soup|xml(?:doc)?|dom)(?:#\d+)?(?:\[\]|\.find\(\))*$"
)


def _of_session(run: Run, node: ast.Call, arguments: Arguments) -> Value | None:
    """What `session.pop("next", "/")` gives that another function has kept there; None for other receivers."""
    key = arguments.positional[0].const
    place = place_of(arguments.receiver.symbol, key, by_key=True)
    if not place.startswith(_SESSION):
        return None
    default = as_a_whole(arguments.positional[1]).all_taints if len(arguments.positional) > 1 else frozenset()
    return tainted(arguments.receiver.all_taints | kept_at(run, place, key, node) | default, symbol=place)


_SESSION = f"{SHARED}session["


def _data_of_receiver(run: Run, node: ast.Call, method: str, arguments: Arguments) -> frozenset[Taint]:
    """The data of the receiver that the method can hand out, and what it gives where it finds none."""
    receiver = arguments.receiver
    if method == "resolve":  # as `os.path.realpath` does
        receiver = receiver.changed(
            taints=frozenset(Taint(item.origin, item.cleared - {BEHIND_NAME}) for item in receiver.taints)
        )
    own = of_caught(_handed_out(run, node, method, receiver, arguments.positional), f"{method}()")
    if method in ("get", "pop", "setdefault") and len(arguments.positional) == 2:
        default = as_a_whole(arguments.positional[1]).all_taints
        own |= (  # `self.client.get(url, options)` looks nothing up, and then gives no default
            default
            if "." not in receiver.symbol or receiver.symbol == DICTIONARY
            else cleared(default, frozenset({DOUBT}))
        )
    if receiver.symbol.startswith("$") and "." not in receiver.symbol:
        return of_parameter(run, own, receiver.symbol[1:], f"{method}()")
    name, _, attribute = receiver.symbol.partition(".")
    if name in run.classes and attribute.isidentifier():
        return of_part(run, own, name[1:], attribute, f"{attribute}.{method}()")
    return of_own(own, receiver.symbol, f"{method}()") if is_own(receiver.symbol) else own


def _once_opened(run: Run, function: ast.Attribute, arguments: Arguments, names: Names) -> Arguments:
    """The arguments where a method of files reads the receiver; what is read, or wound back, by a name is a file itself."""
    receiver, method = arguments.receiver, function.attr
    if method in _OF_FILES_ONLY and receiver.taints and isinstance(function.value, ast.Name):
        run.put(names, function.value.id, receiver.changed(taints=cleared(receiver.taints, frozenset({IN_FILE}))))
    read = once_read(receiver.taints)
    if read is receiver.taints or method in _OF_FILES:
        return arguments
    return replace(arguments, receiver=receiver.changed(taints=read))


def _by_name(name: str, method: str, arguments: Arguments, taints: frozenset[Taint], result: str) -> Value | None:
    """What the tables say of the result, by the dotted name that is called or by the method's; None if nothing."""
    receiver = arguments.receiver
    if name in CLEANS:
        return cleaned(name, arguments, taints, result)
    if name.startswith("re.") and (found := found_by(name, arguments)) is not None:
        return found
    if method == "group" and receiver.symbol.endswith(MATCHES) and len(arguments.positional) <= 1:
        return group_of(receiver, arguments.positional[0].const if arguments.positional else 0)
    if method == "groups" and receiver.symbol.endswith(MATCHES) and (groups := groups_of(receiver)) is not None:
        return groups
    if name in PASSES:
        return passed_on(name, arguments, taints, result)
    if method in DIGESTS and receiver.all_taints:
        return tainted(cleared(receiver.all_taints, ALL))
    if method in CLEANING_METHODS and receiver.all_taints:
        return tainted(cleared(taints, CLEANING_METHODS[method]))
    if method in ESCAPING_METHODS:
        return tainted(cleared(taints, ESCAPING_METHODS[method]))
    return None


@lru_cache(maxsize=2048)
def _may_grow(symbol: str) -> bool:
    """Whether a method called like one of containers may be that of one: not of an object that the workspace makes."""
    made = symbol.replace("[]", "").rpartition(".")[2].lstrip("?@")
    return not symbol.startswith(("?", "@")) or symbol[1:].isidentifier() or made in _MADE_CONTAINERS


def _is_told(run: Run, arguments: Arguments) -> bool:
    """Whether it is a method of the workspace's own, of an object that a method of its class has made."""
    made = arguments.receiver.symbol.endswith("()") and "." in arguments.receiver.symbol
    return run.asks and made and run.closed(arguments.symbol) is not None


_MADE_CONTAINERS = frozenset(
    [
        "bytearray()",
        "list()",
        "set()",
        "dict()",
        "StringIO()",
        "BytesIO()",
        "deque()",
        "defaultdict()",
        "OrderedDict()",
        "Queue()",
        "LifoQueue()",
        "SimpleQueue()",
        "PriorityQueue()",
        "ChainMap()",
        "SimpleNamespace()",
    ]
)


def _sent(run: Run, node: ast.Call, method: str, arguments: Arguments) -> None:
    """Record what a generator is sent."""
    maker = arguments.receiver.symbol
    if method not in ("send", "asend") or not maker.endswith("()") or not arguments.positional:
        return
    if found := passed_in(run, arguments.positional[0], node.args[0]):
        run.passed[id(node), SENT] = Passed(node, maker[:-2], SENT, node.args[0], found)


def _is_own(receiver: Value) -> bool:
    """Whether a method of the object itself, or of a class that is named, is called: no method of a text."""
    return not receiver.all_taints and (receiver.symbol == "$self" or is_class(receiver))


def is_class(value: Value) -> bool:
    """Whether it is called like a class."""
    name = value.symbol.rpartition(".")[2].lstrip("?@")
    return name[:1].isupper() and not name.isupper() and name.isidentifier()


def _is_of_workspace(run: Run, arguments: Arguments) -> bool:
    """Whether the workspace has the method of the object, which then is no text though one has such a method too."""
    owner = arguments.receiver
    return (
        run.asks
        and (is_object(owner) or owner.symbol.startswith("$self."))
        and run.closed(arguments.symbol) is not None
    )


def is_object(value: Value) -> bool:
    """Whether it is an object of a class that is named, of the workspace as far as can be told."""
    symbol = value.symbol
    if symbol[-2:] != "()":
        return False
    word = symbol[:-2].rpartition(".")[2].lstrip("?@")
    if not word[:1].isupper() or not word.isidentifier() or f"{word}()" in _MADE_CONTAINERS:
        return False
    return symbol.partition(".")[0] not in sys.stdlib_module_names


def _keep(run: Run, node: ast.Call, function: ast.Attribute, arguments: Arguments, names: Names) -> Value:
    """The object, which holds what its method is passed from now on, as far as `closing` finds that the method keeps it."""

    taken = frozenset(
        Taint(Origin("kept", arguments.symbol, slot, taint))
        for slot, value, expression in slots_of(run, node, arguments, names)
        if slot != "self"
        for taint in passed_in(run, value, expression)
        if depth(taint.origin) < _DEEPEST
    )
    kept = arguments.receiver.changed(taints=arguments.receiver.taints | taken) if taken else arguments.receiver
    if taken and isinstance(function.value, ast.Name):
        store(run, function.value, kept, names, node)
    return kept


def _unescaped(arguments: Arguments, given: frozenset[Taint]) -> frozenset[Taint]:
    """What a template puts into a page that does not escape it."""
    flag = (arguments.receiver.keys or {}).get("autoescape")
    return given if flag is None or flag.const is False else cleared(given, frozenset({HTML}))


_READ_FILES = frozenset({"read_text", "read_bytes", "open"})


def _converts(arguments: Arguments) -> bool:
    """Whether a getter turns the value into a number, as in `request.args.get("n", type=int)`."""
    wanted = arguments.named.get("type")
    return wanted is not None and known_name(wanted.symbol) in ("builtins.int", "builtins.float", "builtins.bool")


def _handed_out(
    run: Run, node: ast.Call, method: str, receiver: Value, positional: Sequence[Value]
) -> frozenset[Taint]:
    """The data of the receiver that the method can hand out: that of one key, where it reads one."""

    own = receiver.all_taints
    if method not in READERS or not positional:
        return own
    key = positional[0].const
    own = keyed_here(run, own, receiver.symbol, key, node)
    own = of_kept(held_under(own, key), receiver.symbol, key) if isinstance(key, str) else own
    if isinstance(key, str) and receiver.symbol.endswith("()"):
        return of_attribute(own, receiver.symbol[:-2], key)
    return own


def _container_of(symbol: str) -> str:
    """The symbol of what holds a container to which something is added: of `jobs[name].append(job)` that of `jobs`."""
    return symbol.removesuffix("[]").removesuffix(".setdefault()")


def grow(run: Run, target: ast.AST, before: Value, given: Iterable[Value], names: Names, call: ast.AST) -> None:
    """Let what the target names hold the values too."""

    taken: set[Taint] = set()
    kept: set[Taint] = set()
    for value in given:
        taken |= value.all_taints
        kept |= by_keys(value, value.all_taints)
    symbol = before.symbol if before.symbol.startswith(SHARED) else outer_name(_container_of(before.symbol))
    if taken and symbol:
        run.keep(symbol, frozenset(kept))
    if taken:
        grown = before.changed(taints=before.taints | frozenset(taken), const=MISSING)
        store(run, target, grown, names, call)


def all_data(arguments: Arguments) -> frozenset[Taint]:
    """The taints of the receiver and all arguments."""
    found = arguments.receiver.all_taints
    for value in arguments.positional:
        if value.all_taints:
            found |= value.all_taints
    for name, value in arguments.named.items():
        found |= any_of(value) if name == "**" else value.all_taints
    return found
