"""What of an argument does harm in a sink: each of these gives the taints that reach it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from burnish_checks.patterns import deferred
from burnish_checks.security.flow import kinds
from burnish_checks.security.flow.beginnings import NO_REDIRECTS, SOMETHING, keeps_from
from burnish_checks.security.flow.marks import AS_PROGRAM, BARE, DOUBT, IN_FILE, WITHIN
from burnish_checks.security.flow.taints import NOTHING, Taint, cleared
from burnish_checks.security.flow.values import DICTIONARY, LIST, Value


@dataclass(slots=True)
class Arguments:
    """A call as the tables see it: its values by position and keyword."""

    call: ast.AST
    symbol: str
    receiver: Value
    positional: tuple[Value, ...]
    named: dict[str, Value]
    starred: bool
    lineage: Callable[[str], tuple[str, ...]] = lambda symbol: ()

    def get(self, position: int | None, name: str) -> Value | None:
        """The value of an argument, or None if it is not passed: what stands in its place is no other argument of that name."""
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return self.named.get(name)


Danger = Callable[[Arguments, Value], frozenset[Taint]]


def any_part(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """Every part of the value is dangerous."""
    return value.all_taints


def text_only(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """Only the text itself, not what a list or dictionary holds (which becomes JSON or the like)."""
    if value.keys is not None or value.items is not None or value.symbol in (LIST, DICTIONARY):
        return NOTHING
    return NOTHING if _EVENT.match(value.prefix) else value.taints


_EVENT = deferred(r"(?:data|event): ?(?:$|[^a-z/])")
"""How what a server sends as events begins, which no browser shows as a page."""


def of_handler(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """A text that a request handler writes itself, or is written to one; not to a file or the like that it holds."""
    owner = arguments.receiver.symbol
    if owner.startswith("$self.") and "handler" not in owner.rpartition(".")[2].lower():
        return NOTHING
    return text_only(arguments, value)


def is_file(value: Value) -> bool:
    """Whether it is a file that is open, in memory, or uploaded: itself no path."""
    return value.symbol.endswith(_FILES)


def path_only(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """A path; not a file that is open, or in memory."""
    if is_file(value):
        return NOTHING
    return frozenset(taint for taint in value.all_taints if IN_FILE not in taint.cleared)


_FILES = (
    *("BytesIO()", "StringIO()", "open()", "TemporaryFile()", "SpooledTemporaryFile()", ".file", ".stream"),
    *(f"{place}{ending}" for place in ("files", "FILES") for ending in ("[]", ".get()", ".pop()")),
    *(f"{place}.{several}()[]" for place in ("files", "FILES") for several in ("getlist", "getall", "values")),
)
"""How the symbols of what is a file itself end."""


def asked_about(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """The path of a file of which only something is asked: it is neither read nor written."""
    return cleared(path_only(arguments, value), frozenset({DOUBT}))


def within_name(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """A part of the name of a temporary file, which goes on with letters that nobody chose."""
    return cleared(value.all_taints, frozenset({WITHIN}))


# Commands -----------------------------------------------------------------------------------------------------------

SHELLS = deferred(r"(?:^|[/\\])(?:sh|bash|zsh|ksh|dash|cmd|cmd\.exe|powershell(?:\.exe)?|pwsh)$", re.I)


def in_command(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """The text of a command, the program in an argument list, or what follows a shell's `-c`; not other arguments."""
    shell = arguments.get(None, "shell")
    if shell is not None and not (shell.known and not shell.const):
        return value.all_taints
    if value.items is None:
        fixed = value.symbol == LIST and value.prefix and not SHELLS.search(value.prefix)
        return NOTHING if fixed else value.taints
    if not value.items:
        return NOTHING
    found = set(cleared(value.items[0].all_taints, _AS_PROGRAM))
    for item in _run_as_text(value.items):
        found |= item.all_taints
    first = value.items[0].const
    shells = isinstance(first, str) and SHELLS.search(first)
    if shells and value.items[1:2] and value.items[1].const in _RUNS_TEXT:
        return frozenset(found).union(*(item.all_taints for item in value.items[2:3]))
    if shells or (not isinstance(first, str) and value.items[1:2] and value.items[1].const in ("-c", "/c")):
        for item in value.items[1:]:
            found |= item.all_taints
    return frozenset(found)


_AS_PROGRAM = frozenset({AS_PROGRAM})
_INTERPRETERS = deferred(r"(?:^|[/\\])(?:python[\d.]*|perl|ruby|node|php)(?:\.exe)?$")
_RUNS_TEXT = frozenset(["-c", "/c", "-e", "-r", "-lc", "-ic"])


def _run_as_text(items: tuple[Value, ...]) -> Iterable[Value]:
    """What follows the `-c` of a shell or an interpreter that comes later in a list, or the host of `ssh`."""
    for number, item in enumerate(items[:-1]):
        if not isinstance(item.const, str):
            continue
        if number and SHELLS.search(item.const) and items[number + 1].const in _RUNS_TEXT:
            return items[number + 2 :]
        if _INTERPRETERS.search(item.const) and items[number + 1].const in _RUNS_TEXT:
            return items[number + 2 : number + 3]
    return _behind_host(items) if items[0].const == "ssh" else ()


def _behind_host(items: tuple[Value, ...]) -> tuple[Value, ...]:
    """What a list for `ssh` has behind the host: the command, which a shell reads there."""
    number = 1
    while number < len(items):
        option = items[number].const
        if not isinstance(option, str) or not option.startswith("-"):
            return items[number + 1 :]
        number += 2 if option in _SSH_TAKES else 1
    return ()


_SSH_TAKES = frozenset(f"-{letter}" for letter in "BbcDEeFIiJLlmOoPpQRSWw")
"""Options of `ssh` whose value is an argument of its own."""


def in_exec(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """The program of an `exec` call, and what follows if it is a shell."""
    found = set(cleared(value.all_taints, _AS_PROGRAM))
    if isinstance(value.const, str) and SHELLS.search(value.const):
        for item in arguments.positional:
            found |= item.all_taints
    return frozenset(found)


# Addresses ----------------------------------------------------------------------------------------------------------


def redirect_target(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """An address whose host the data can choose."""
    inside = kinds.REDIRECT in keeps_from(value.prefix) and not value.prefix.startswith(SOMETHING)
    return NOTHING if inside else text_only(arguments, value)


def view_or_address(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """What Django's `redirect` takes: an address; not the name of a view with what it is passed, nor a model's instance."""
    is_view = len(arguments.positional) > 1 or not _OPTIONS.issuperset(arguments.named)
    is_instance = value.symbol.endswith(_INSTANCES)
    return NOTHING if is_view or is_instance else redirect_target(arguments, value)


_OPTIONS = frozenset({"to", "permanent", "preserve_request"})
_INSTANCES = (".save()", ".instance", "self.object", ".get_object()", "get_object_or_404()", ".create()")
"""How the symbols of what has an address of its own end: Django asks `get_absolute_url` for it."""


def request_target(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """An address to fetch whose host the data can choose."""
    taints = cleared(value.all_taints, frozenset({NO_REDIRECTS})) if _stays(arguments) else value.all_taints
    if value.prefix.startswith(SOMETHING):  # the data behind it is cleared; what it begins with may be chosen itself
        return taints
    if kinds.REQUEST in keeps_from(value.prefix):
        return NOTHING
    return taints if value.prefix else cleared(taints, frozenset({BARE}))


def _stays(arguments: Arguments) -> bool:
    """Whether a request is not sent on to where the answer leads: by what it is called with, or as httpx has it."""
    follows = arguments.get(None, "allow_redirects") or arguments.get(None, "follow_redirects")
    return follows.const is False if follows is not None else "httpx." in arguments.symbol


def host_target(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """A host that is connected to, which sends nobody on."""
    return cleared(value.all_taints, frozenset({NO_REDIRECTS}))


def by_client(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """An address fetched by what is called a client, where nothing else is known of it."""
    owner = arguments.receiver.symbol
    name = owner.rpartition(".")[2].rpartition("[")[2].strip("?@$]").partition("#")[0]
    word = name.lower()
    is_class = name != word and not name.isupper()  # nobody asks a class for a page
    known = not is_class and word in ("client", "http_client", "http", "session", "http_session", "_client", "_session")
    return NOTHING if not known or "flask." in owner or "request." in owner else request_target(arguments, value)


def location_header(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """The `Location` among headers."""
    found = [item for key, item in (value.keys or {}).items() if isinstance(key, str) and key.lower() == "location"]
    return redirect_target(arguments, found[0]) if found else NOTHING


def if_location(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """A header's value, if it is that of `Location`."""
    name = arguments.get(0, "name")
    named = name is not None and isinstance(name.const, str) and name.const.lower() == "location"
    return redirect_target(arguments, value) if named else NOTHING


# Answers ------------------------------------------------------------------------------------------------------------

HTML_TYPE = deferred(r"html|xml|svg", re.I)


def html_body(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """The body of an answer that is HTML, as far as its content type tells."""
    for name in ("content_type", "mimetype", "media_type"):
        given = arguments.get(None, name)
        if given is not None and isinstance(given.const, str) and not HTML_TYPE.search(given.const):
            return NOTHING
        if given is not None and not given.known:
            return cleared(text_only(arguments, value), frozenset({DOUBT}))
    return text_only(arguments, value)


def html_written(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """What is written to an answer that is HTML, as far as the content type tells that it was made with."""
    made = arguments.receiver.keys or {}
    return html_body(replace(arguments, named={**made, **arguments.named}), value)


def html_if_said(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """The body of an answer whose type is plain text unless it says HTML."""
    headers = arguments.get(None, "headers")
    sent = (headers.keys or {}) if headers is not None else {}
    stated = [value for key, value in sent.items() if isinstance(key, str) and key.lower() == "content-type"]
    for given in (arguments.get(None, "content_type"), arguments.get(None, "media_type"), *stated):
        if given is not None and isinstance(given.const, str) and HTML_TYPE.search(given.const):
            return text_only(arguments, value)
    return NOTHING


def taken_as_safe(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """What a template puts out with the filter `safe`, or where escaping is switched off."""
    text = value.const if isinstance(value.const, str) else ""
    everything = "autoescape false" in text
    read = {name: r"\w+" if name == "**" else name for name in arguments.named}  # of a mapping that is spread, any
    shown = {name for name, word in read.items() if everything or re.search(rf"\b{word}\b[^}}]*\|\s*safe\b", text)}
    return frozenset[Taint]().union(*(arguments.named[name].all_taints for name in shown))


# Documents ----------------------------------------------------------------------------------------------------------


def unsafe_loader(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """YAML read with a loader that builds objects."""
    loader = arguments.get(1, "Loader")
    classes = (loader.symbol, *arguments.lineage(loader.symbol)) if loader is not None else ()
    made = loader is not None and loader.symbol.endswith("()")  # by a function, of which nobody knows what it chose
    return NOTHING if made or any(map(is_safe_loader, classes)) else value.all_taints


def is_safe_loader(name: str) -> bool:
    """Whether a class of that name is a loader of YAML that builds no objects."""
    return name.rpartition(".")[2].lstrip("?@") in _SAFE_LOADERS


_SAFE_LOADERS = frozenset(["SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader"])


def where_of_mongo(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """What a query of MongoDB has run as JavaScript."""
    return (value.keys or {}).get("$where", Value()).all_taints


def installed_only(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """The name of something to be imported: what it names is there already, and need do no harm."""
    return cleared(value.all_taints, frozenset({DOUBT}))


def with_pickle(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """`numpy.load` where it may unpickle."""
    allowed = arguments.get(None, "allow_pickle")
    return value.all_taints if allowed is not None and allowed.const is True else NOTHING


def entities_resolved(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """XML read by a parser that is not told to leave entities alone; a standard parser only if told to follow them."""
    parser = arguments.get(1, "parser")
    if parser is None:
        own = arguments.get(None, "resolve_entities") or arguments.named.get("**")
        return value.all_taints if own is None or own.const is True else NOTHING
    flags = parser.keys or {}
    if "**" in flags and "resolve_entities" not in flags:
        return value.all_taints if flags["**"].symbol else NOTHING
    if "resolve_entities" in flags:
        return NOTHING if flags["resolve_entities"].const is False else value.all_taints
    if "feature_external_ges" in flags:
        return NOTHING if flags["feature_external_ges"].const in (False, 0) else value.all_taints
    known_by_name = "XMLParser()" in parser.symbol or is_found_later(parser.symbol)
    return value.all_taints if known_by_name else NOTHING


def is_found_later(symbol: str) -> bool:
    """Whether it names what a function of the workspace makes, or an attribute holds: `closing` finds what that is."""
    return is_made_elsewhere(symbol) or (symbol.startswith("$self.") and symbol.count(".") == 1)


def features_on(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """A SAX parser's `parse`, once it was told to follow external entities."""
    flags = arguments.receiver.keys or {}
    flag = flags.get("feature_external_ges")
    return value.all_taints if flag is not None and flag.const not in (False, 0) else NOTHING


def fed(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """What is fed to a parser of lxml that follows entities."""
    flag = (arguments.receiver.keys or {}).get("resolve_entities")
    return value.all_taints if flag is None or flag.const is not False else NOTHING


def weights_and_more(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """`torch.load`, unless it is told to read weights only."""
    only = arguments.get(None, "weights_only")
    return NOTHING if only is not None and only.const is True else value.all_taints


def unsafe_yaml_kind(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """The reader of ruamel.yaml that builds objects."""
    kind = (arguments.receiver.keys or {}).get("typ")
    return value.all_taints if kind is not None and kind.const == "unsafe" else NOTHING


def from_path(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """What is done to the file of a path object."""
    symbol = arguments.receiver.symbol
    told = "Path" in symbol or arguments.receiver.prefix or is_made_elsewhere(symbol)
    return arguments.receiver.all_taints if told else NOTHING


def is_made_elsewhere(symbol: str) -> bool:
    """Whether it names what a function of the workspace returns, which only `closing` can tell."""
    return symbol.endswith("()") and symbol[0] in "$?@"


def outside_sandbox(arguments: Arguments, value: Value) -> frozenset[Taint]:
    """The source of a template, unless its environment runs it in a sandbox."""
    return NOTHING if "Sandbox" in arguments.receiver.symbol else value.all_taints
