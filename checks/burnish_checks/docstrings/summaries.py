"""First lines of docstrings out of names: `get_user_by_id` becomes `Get the user by ID.`"""

from __future__ import annotations

from itertools import takewhile

from burnish_checks.core.names import is_plural, vocabulary
from burnish_checks.patterns import deferred
from burnish_checks.review.words import capitalised

_WORD = deferred(r"[A-Z]{2,}s(?![a-z])|[A-Z]+(?=[A-Z][a-z])|[A-Z]?[^\W\d_A-Z]+(?:\d+(?![^\W\d_A-Z]))?|[A-Z]+\d*|\d+")
"""A word with the number that ends it; letters outside of ASCII count as small ones."""


_ACRONYMS = vocabulary(
    "id url uri http https html xml json yaml toml csv sql api uuid ip tcp udp ssl tls ssh cpu gpu ui io os pdf db css utf ascii "
    "dns ftp jwt"
)
_QUESTIONS = {
    "is": "Return whether this is {}.", "has": "Return whether there is {}.", "can": "Return whether this can {}.",
    "should": "Return whether this should {}.", "was": "Return whether this was {}.", "are": "Return whether all are {}.",
    "needs": "Return whether {} is needed.", "supports": "Return whether {} is supported.",
    "allows": "Return whether {} is allowed.", "exists": "Return whether {} exists.",
}  # fmt: skip
_VERBS = vocabulary(
    """
    abort accept acquire activate add adjust allocate allow analyze append apply approve archive assert assign
    attach authenticate authorize bind block bootstrap break broadcast build cache calculate buy call cancel capture
    cast change check choose clean clear click clone close collect combine commit compare compile complete compose
    compress compute configure confirm connect construct consume convert copy count create deactivate debug decode
    decompress decorate decrease decrypt deduplicate define delete deliver deny deploy describe deserialize
    destroy detach detect determine disable discard disconnect discover dispatch display divide do download draw
    drop dump edit emit enable encode encrypt end enqueue ensure enter enumerate erase escape estimate evaluate
    exclude execute exit expand expect expire export extend extract fail feed fetch fill filter finalize find
    finish fire fit flatten flip flush fold follow force forget fork format forward free freeze generate get give
    grab grant group guess halt handle hash hide highlight hold identify ignore import include increase increment
    indent index infer initialize inject insert inspect install interpolate intersect invalidate invert invoke
    iterate join jump keep kill launch link list listen load locate lock log login logout look lookup maintain
    make manage map mark mask match measure merge migrate minimize mix mock modify monitor mount move multiply
    mutate navigate negate normalize notify observe obtain offset open optimize order pack pad parse paste patch
    pause peek perform pick ping place plan play poll pop populate post predict prefetch prepare prepend
    preprocess print probe process produce prompt propagate provide prune publish pull purge push put query queue
    quit quote raise rank read rebuild receive record recover redirect reduce refresh register reject release
    reload remove rename render repeat replace reply report request require rerun reserve reset resize resolve
    respond restart restore resume retrieve retry return reverse revert revoke rewrite roll rotate round route run
    sample sanitize save scale scan schedule scroll seal search seek select sell send separate serialize serve set
    setup shift ship show shuffle shut sign simplify simulate skip sleep slice solve sort spawn split stack start step
    stop store stream strip submit subscribe substitute subtract sum suspend swap switch sync synchronize tag take
    teardown tell terminate test throw tick toggle tokenize trace track train transfer transform translate
    traverse trigger trim truncate try turn undo unescape uninstall union unlock unpack unregister unsubscribe
    unquote unwrap update upgrade upload use validate verify view visit wait wake walk warn watch weigh wrap write yield zip
    advance annotate catch depart note signal
    """
)
_NO_ARTICLE = vocabulary(
    """
    the a an all any each every as by for from if in into not of off on only or out over to until up when where
    with and at down id it its me self them this that is none
    """
)
_SHORT_VERBS = {
    "calc": "Calculate", "del": "Delete", "eval": "Evaluate", "exec": "Execute", "fmt": "Format", "gen": "Generate",
    "init": "Initialize", "iter": "Iterate over", "iterate": "Iterate over", "lstrip": "Strip the left side of",
    "recv": "Receive", "rm": "Remove", "rstrip": "Strip the right side of", "tee": "Copy",
}  # fmt: skip
_JOINED = deferred(r"(get|set|add|del|read|write|parse|make|find|remove|create)([^\W\d_]{4,})")
"""A verb and its object written as one word: `getparent`."""
_WHOLE = vocabulary(
    "additional additionally addition additions address addressed addresses delayed delegate delegated delegates delimiter "
    "delimiters delivery findings readable readiness readings readonly removeable settings settlement settled"
)
_PREPOSITIONS = vocabulary(
    "above after at before below behind beside between in inside near off on out over under within"
)
_UNCOUNTABLE = vocabulary("ascii bytes code data html information json python source text unicode xml yaml")
_SPECIAL = {
    "__init__": "Initialize the instance.",
    "__new__": "Create a new instance.",
    "__call__": "Call the instance as a function.",
    "__repr__": "Return the representation for debugging.",
    "__str__": "Return the text form.",
    "__bytes__": "Return the bytes form.",
    "__len__": "Return the number of items.",
    "__iter__": "Return an iterator over the items.",
    "__aiter__": "Return an asynchronous iterator over the items.",
    "__next__": "Return the next item.",
    "__anext__": "Return the next item.",
    "__reversed__": "Return an iterator over the items in reverse order.",
    "__contains__": "Return whether the item is contained.",
    "__getitem__": "Return the item for the key.",
    "__setitem__": "Set the item for the key.",
    "__delitem__": "Delete the item for the key.",
    "__getattr__": "Return the attribute that was not found in the usual places.",
    "__getattribute__": "Return the attribute.",
    "__setattr__": "Set the attribute.",
    "__delattr__": "Delete the attribute.",
    "__enter__": "Enter the context.",
    "__aenter__": "Enter the context.",
    "__exit__": "Leave the context.",
    "__aexit__": "Leave the context.",
    "__eq__": "Return whether both are equal.",
    "__ne__": "Return whether both differ.",
    "__lt__": "Return whether this sorts before the other.",
    "__le__": "Return whether this sorts before the other or is equal.",
    "__gt__": "Return whether this sorts after the other.",
    "__ge__": "Return whether this sorts after the other or is equal.",
    "__hash__": "Return the hash.",
    "__bool__": "Return the truth value.",
    "__del__": "Clean up before the instance goes away.",
    "__format__": "Return the text form for a format specification.",
    "__dir__": "Return the names of the attributes.",
    "__copy__": "Return a shallow copy.",
    "__deepcopy__": "Return a deep copy.",
    "__reduce__": "Return what pickling needs.",
    "__getstate__": "Return the state to pickle.",
    "__setstate__": "Restore the pickled state.",
    "__post_init__": "Complete the initialization.",
    "__init_subclass__": "Prepare a new subclass.",
    "__class_getitem__": "Return the class for the type parameters.",
    "__await__": "Return an iterator to await.",
    "__index__": "Return the integer form.",
    "__int__": "Return the integer form.",
    "__float__": "Return the floating-point form.",
    "main": "Run the program.",
    "decorator": "Decorate the function.",
    "decorate": "Decorate the function.",
    "inner": "Do what the function around this returns.",
    "wrapped": "Call what is wrapped.",
    "wrapper": "Call what is wrapped.",
}


def words_in(name: str) -> list[str]:
    """The words of an identifier, lower-case but for acronyms."""
    found = [word if word[:2].isupper() and not word.isupper() else word.lower() for word in _whole_words(name)]
    if len(found) == 1 and found[0] not in _WHOLE and (joined := _JOINED.fullmatch(found[0])):
        found = list(joined.groups())
    return [_shown(word) for word in found]


def _whole_words(name: str) -> list[str]:
    """The words as they are written; what begins with all of an acronym is one of them: `HTTPie`."""
    found: list[str] = []
    for word in _WORD.findall(name):
        before = found[-1] if found else ""
        cut = before.isupper() and before.lower() not in _ACRONYMS and f"{before}{word[0]}".lower() in _ACRONYMS
        found[-1:] = [before + word] if cut else [*found[-1:], word]
    return found


_IN_FULL = {
    "req": "request", "res": "result", "resp": "response", "msg": "message", "conn": "connection", "ctx": "context",
    "cfg": "config", "conf": "config", "num": "number", "idx": "index", "fn": "function", "func": "function",
    "cb": "callback", "addr": "address", "env": "environment", "dir": "directory", "src": "source", "dst": "destination",
    "dest": "destination", "tmp": "temporary", "params": "parameters", "param": "parameter", "exc": "exception",
    "err": "error", "attr": "attribute", "attrs": "attributes", "obj": "object", "objs": "objects", "val": "value",
    "vals": "values", "lang": "language", "len": "length", "max": "maximum", "min": "minimum", "buf": "buffer",
    "pkg": "package", "desc": "description", "elem": "element", "ref": "reference", "prev": "previous", "cur": "current",
    "pos": "position", "repr": "representation", "info": "information", "auth": "authentication", "pwd": "password",
    "opts": "options", "opt": "option", "kwargs": "keyword arguments", "args": "arguments", "arg": "argument",
    "dict": "dictionary", "dicts": "dictionaries", "str": "string", "int": "integer", "bool": "boolean",
}  # fmt: skip


def _shown(word: str) -> str:
    word = _IN_FULL.get(word, word)
    if word in _ACRONYMS:
        return word.upper()
    return f"{word[:-1].upper()}s" if word.endswith("s") and word[:-1] in _ACRONYMS and len(word) > 3 else word


def function_summary(name: str, kind: str = "function") -> str:
    """The first line for a function, by its kind.

    A `function` returns something and a `procedure` does not; a `generator`, a `manager` of a context, and a `property`,
    which is described, are what they are called.
    """
    if name in _SPECIAL:
        return _SPECIAL[name]
    words = words_in(name)
    if max(map(len, words), default=0) < _SHORTEST and kind != "property":
        return _NAMELESS.get(kind, "Return the result.")
    first, rest = words[0].lower(), words[1:]
    if first == "has" and rest and is_plural(rest[-1]):
        return f"Return whether there are {' '.join(rest)}."
    if first in _QUESTIONS:
        return _QUESTIONS[first].format(" ".join(rest) if rest else "the case")
    if kind == "property":
        return f"The {' '.join(_bare(words))}."
    if rest and (text := _by_preposition(first, rest)):
        return text
    raw = next(iter(_WORD.findall(name)), "").lower()
    if raw in _SHORT_VERBS:
        verb = _SHORT_VERBS[raw]
        return f"{verb if rest else verb.removesuffix(' of').removesuffix(' over')}{_object(rest)}."
    if first in _VERBS:
        return f"{words[0].capitalize()}{_object(rest)}."
    return _without_verb(words, kind)


def _by_preposition(first: str, rest: list[str]) -> str:
    """The summary of `to_...`, `as_...`, `from_...` and `on_...`."""
    text = " ".join(rest)
    if first in ("to", "as"):
        counted = rest[-1].islower() and not is_plural(rest[-1]) and rest[-1] not in _UNCOUNTABLE
        return f"Convert to {_article(text) if counted else ''}{text}."
    if first == "from":
        return f"Create an instance from{_object(rest) if rest[0].islower() else ' ' + text}."
    return f"Handle the {text} event." if first == "on" else ""


def _without_verb(words: list[str], kind: str) -> str:
    """The summary of a function whose name does not say what it does."""
    words = _bare(words)
    text = " ".join(words)
    placed = words[0].lower() in _PREPOSITIONS
    if placed and kind == "function":
        return f"Return whether this is {text}."
    if kind == "manager":
        return f"Manage the {text} context."
    if kind == "procedure":
        return f"Handle {'what is ' if placed else 'the '}{text}."
    return f"{'Yield' if kind == 'generator' else 'Return'} the {text}."


def _bare(words: list[str]) -> list[str]:
    """The words of a name without the article that it begins with: `a_class` is a class."""
    return words[1:] if len(words) > 1 and words[0] in ("a", "an", "the") else words


_SHORTEST = 3
"""Characters of a word that says something."""
_NAMELESS = {"procedure": "Do the work.", "generator": "Yield the results.", "manager": "Manage the context."}


def _object(words: list[str]) -> str:
    """The rest of a sentence after its verb, with the article it wants."""
    if not words:
        return ""
    article = "" if words[0].lower() in _NO_ARTICLE or is_plural(words[0]) else "the "
    return f" {article}{' '.join(words)}"


def class_summary(name: str, bases: tuple[str, ...] = ()) -> str:
    """The first line for a class: what an instance is."""
    words = _bare(words_in(name))
    if not words:
        return "What the name does not say."
    text = " ".join(words)
    if words[-1] in ("error", "exception", "warning") or any(base.endswith(("Error", "Exception")) for base in bases):
        what = " ".join(words[:-1]) if words[-1] in ("error", "exception") and len(words) > 1 else text
        return (
            f"Raised for {_article(what)}{what} error."
            if words[-1] != "warning"
            else f"{capitalised(_article(text))}{text}."
        )
    if any(base.rpartition(".")[2] in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag") for base in bases):
        return f"The kinds of {text}."
    return f"{capitalised(_article(text))}{text}."


def _article(text: str) -> str:
    first = text.split()[0]
    if is_plural(text.split()[-1]):
        return "the "
    vowel = first[0].lower() in "aeio" if first.islower() else first[0] in "AEFHILMNORSX"
    return "an " if vowel else "a "


def module_summary(name: str, package: str = "") -> str:
    """The first line for a module of this name, or for the package if it is its `__init__`."""
    if name == "__main__":
        return "Run the package as a program."
    words = words_in(package if name == "__init__" else name)
    text = " ".join(words) or "this"
    return f"The {text} package." if name == "__init__" else f"{capitalised(text)}."


def parameter_text(name: str, type_: str, stars: str) -> str:
    """What to say of a parameter until a person says more."""
    if stars == "**":
        return "Further keyword arguments."
    if stars == "*":
        return "Further positional arguments."
    words = words_in(name)
    text = " ".join(words) or name
    if text.partition(" ")[0] in _PREPOSITIONS and type_ in ("", "bool") and len(words) > 1:
        return f"Whether it is {text}."
    if type_ == "bool":
        first = words[0].lower() if words else ""
        rest = " ".join(words[1:])
        if first in ("is", "was", "are") and rest:
            return f"Whether this is {rest}."
        if first in ("has", "use", "with", "include", "allow", "keep", "enable", "add", "show") and rest:
            verb = {"with": "include", "has": "have"}.get(first, first)
            return f"Whether to {verb} {rest}."
        return f"Whether to {text}." if first in _VERBS else f"Whether it is {text}."
    if text in ("arguments", "keyword arguments"):
        return "Further arguments."
    return f"The {text}."


_CRYPTIC = 3
"""A single word of no more letters is no noun that tells a reader anything: `g`, `tob`."""


def result_text(name: str, type_: str) -> str:
    """What to say of a result until a person says more."""
    words = words_in(name)
    words = list(takewhile(lambda word: word not in ("by", "for", "from", "in", "with", "of", "to"), words)) or words
    first = words[0].lower() if words else ""
    if type_ == "bool" or first in _QUESTIONS:
        return "True if so, False otherwise."
    if (
        first in ("get", "fetch", "load", "read", "find", "create", "make", "build", "compute", "calculate")
        and words[1:]
    ):
        return f"The {' '.join(words[1:])}."
    tells = len(words) > 1 or len(first) > _CRYPTIC
    if first not in _VERBS and first not in ("to", "as", "from", "on") and tells:
        return f"The {' '.join(words)}."
    return "The result."
