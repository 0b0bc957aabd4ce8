"""The words that names are made of: which say something, which are verbs, and what an expression is called."""

from __future__ import annotations

import ast
import keyword
import re
import sys
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from burnish_checks.core.facts import dotted
from burnish_checks.core.names import split, vocabulary
from burnish_checks.organization.extraction.events import Function

_SHORTEST_DOUBLED = 5
VERBS = vocabulary(
    "accept add adjust advance allocate analyze append apply assemble assert assign attach authenticate authorize bind "
    "build bump cache calculate call cancel check choose clean clear close collect combine compare compile complete "
    "compose compress compute configure connect convert copy count create cut decide declare decode decompress define "
    "delete derive describe detach detect determine disable discard discover dispatch display distribute do download "
    "draw drop dump emit enable encode end ensure enter escape estimate evaluate examine exclude execute expand export "
    "extend extract fetch figure fill filter find finish fit fix flatten flush follow format forward free gather "
    "generate get give group guess handle hash identify ignore import include index infer init initialize insert "
    "inspect install interpolate invoke iterate join keep launch limit link list load lock log look lookup make map "
    "mark match measure merge modify move normalize notify open order output override pack pad parse pass patch pick "
    "place plot poll pop populate post prefer prepare prepend preserve print process produce prune publish pull purge "
    "push put query quote raise rank read rebuild receive record redirect reduce refresh register reject release reload "
    "remove rename render replace report request require reset resize resolve restore retrieve retry return reverse "
    "rewrite roll round run sanitize save scale scan schedule search select send separate serialize set setup show skip "
    "sort split start stop store strip submit substitute sum swap switch sync test throw toggle track transform "
    "translate traverse trim truncate try turn unlock unpack update upgrade upload use validate verify visit wait walk "
    "warn wrap write yield"
)
_VAGUE = vocabulary(
    "self cls res result results ret retval rv val value values tmp temp x y z i j k n m a b c d e f g h l o p q r s t "
    "u v w obj object item items it elem element thing data out output arg args kwargs this that none true false "
    "func fn dict list set str string info map generator iterator iterable iter gen mro dir"
)
_ADJECTIVES = vocabulary("old new first last next previous prev current other raw extra real")
_STOP = vocabulary(
    "if so because since when while where which that unless until before after but and for from in on to with by as or "
    "then else via into having using based according associated whose such than like per during given "
    "at this these those is are was we it only not todo fixme xxx note noqa type pragma"
)
_DROPPED = vocabulary("the a an all any each every our its their now first next finally also just actually")
_ADVERBS = vocabulary(
    "back again too here there together properly correctly manually automatically explicitly anyway of"
)
_ACCESSORS = vocabulary(
    "items keys values split rsplit copy splitlines strip lstrip rstrip startswith endswith isdigit isalpha isspace lower "
    "upper encode decode replace get pop findall finditer iter walk traverse partition rpartition read readlines match "
    "search group groups format join exists is_dir is_file isidentifier title casefold"
)
MOST_WORDS = 5
_LONGEST = 40


@dataclass(frozen=True)
class Taken(Container[str]):
    """The names that stand in a text in whatever role, and some more: a few are looked for, not all gathered."""

    text: str
    more: frozenset[str] = frozenset()

    def __contains__(self, name: object) -> bool:
        if name in self.more:
            return True
        return isinstance(name, str) and name in self.text and re.search(rf"\b{name}\b", self.text) is not None


def free(words: Sequence[str], function: Function, taken: Container[str]) -> str:
    """The words as a private name, told apart from taken ones by the name of the function they come from."""
    stem = "_".join(words)
    owner = "_".join(split(function.name))
    for name in (f"_{stem}", f"_{stem}_for_{owner}" if owner else "", *(f"_{stem}_{n}" for n in range(2, 9))):
        if name and is_free(name, taken):
            return name
    return ""


def is_free(name: str, taken: Container[str]) -> bool:
    """Whether a function may have a name."""
    return name.isidentifier() and not keyword.iskeyword(name) and name not in taken


def meaningful(words: Iterable[str]) -> list[str]:
    """The words that say something; all of them where only a kind is said: `old value`."""
    every = list(words)
    kept = [word for word in every if word not in _VAGUE and len(word) > 1]
    if kept and _ADJECTIVES.issuperset(kept):
        return every if len(every) > len(kept) and len(every[-1]) > 1 else []
    return kept


def tidy(words: Iterable[str]) -> list[str]:
    """The words as those of a name; none if that would be one word, or too long."""
    kept: list[str] = []
    for word in words:
        if word.isascii() and word.isalnum() and (not kept or kept[-1] != word):
            kept.append(word)
    kept = kept[:MOST_WORDS]
    while kept and kept[-1] in _STOP:
        kept.pop()
    return kept if len(kept) > 1 and len("_".join(kept)) <= _LONGEST else []


def comment_words(comment: str) -> list[str]:
    """A name out of a comment that says in a few words what follows; empty if it does not."""
    text = comment.strip().lstrip("#:").strip()
    text = re.sub(r"^(?:step\s*)?\d+[.):]\s*", "", text, flags=re.I)
    sentence = re.split(r"[.;:,(\[\n]|\s--?\s", text, maxsplit=1)[0]
    if not sentence or re.search(r"[=`'\"<>{}/\\@_|*]", sentence):
        return []
    raw = [word.lower() for word in re.findall(r"[A-Za-z]+|\d+", sentence)]
    words: list[str] = []
    for word in raw:
        if word in _DROPPED and len(raw) > 1:
            continue
        if words and word in _STOP:
            break
        words.append(word)
    if not 1 < len(words) <= MOST_WORDS or words[0] in _STOP or len(meaningful(words)) < 2:
        return []
    if words[:2] == ["make", "sure"]:
        words = ["ensure", *words[2:]]
    while len(words) > 2 and words[-1] in _ADVERBS:
        words.pop()
    base = _base(words[0]) if len(words) > 1 else ""
    return [base, *words[1:]] if base else []


def _base(word: str) -> str:
    """The verb that a word is a form of: `parsing` and `parses` give `parse`; empty if it is none that is known."""
    if word in VERBS or (word.endswith("ise") and f"{word[:-3]}ize" in VERBS):
        return word
    for ending, instead in (("ing", ""), ("ing", "e"), ("s", ""), ("es", ""), ("ies", "y")):
        if word.endswith(ending) and word[: -len(ending)] + instead in VERBS:
            return word[: -len(ending)] + instead
    if word.endswith("ing") and len(word) > _SHORTEST_DOUBLED and word[-4] == word[-5] and word[:-4] in VERBS:
        return word[:-4]
    return ""


def parts(identifier: str) -> list[str]:
    """The parts of an identifier as it is written, so that `utf8` stays one."""
    if identifier == identifier.lower():
        return [part for part in identifier.split("_") if part]
    return split(identifier)


def noun_of(node: ast.AST | None) -> list[str]:
    """The words that say what an expression is."""
    if isinstance(node, ast.Call):
        return _noun_of_call(node)
    if isinstance(node, ast.Attribute):
        return split(node.attr)
    if isinstance(node, ast.Name):
        return split(node.id)
    if isinstance(node, ast.Subscript):
        key = node.slice
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isidentifier():
            return split(key.value)
        return noun_of(node.value)
    if isinstance(node, (ast.Await, ast.Starred, ast.NamedExpr)):
        return noun_of(node.value)
    return []


_OF_THE_SAME = frozenset(
    ["enumerate", "sorted", "list", "reversed", "set", "tuple", "zip", "iter", "len", "range", "str", "int"]
)


def _noun_of_call(call: ast.Call) -> list[str]:
    function = call.func
    name = dotted(function).rpartition(".")[2] or getattr(function, "attr", "")
    owner = function.value if isinstance(function, ast.Attribute) else None
    if isinstance(owner, ast.Name) and owner.id in sys.stdlib_module_names:
        owner = None
    if owner is not None and name in _ACCESSORS:
        return noun_of(owner)
    first = noun_of(call.args[0]) if call.args else []
    if name in _OF_THE_SAME:
        return first
    words = split(name)
    if len(words) > 1 and words[0] in (*VERBS, "is", "has"):
        return words[1:]
    if words and words[0] in VERBS:
        return first or noun_of(owner)
    return words


_STRESSED = frozenset(
    {"format", "reformat", "commit", "submit", "permit", "admit", "begin", "forget", "reset", "refer", "defer", "infer"}
)
"""Verbs of two syllables whose last letter is doubled."""


def gerund(verb: str) -> str:
    """The form of a verb that goes behind another: `parsing`."""
    if verb.endswith("e") and not verb.endswith(("ee", "ye")):
        return f"{verb[:-1]}ing"
    doubled = verb in _STRESSED or (
        len(verb) > 2 and sum(letter in "aeiou" for letter in verb) == 1 and verb[-2] in "aeiou"
    )
    return f"{verb}{verb[-1] if doubled and verb[-1] not in 'wxy' else ''}ing"


def plural(word: str) -> str:
    """The plural of an English word."""
    if word.endswith("s") and not word.endswith("ss"):
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("x", "ch", "sh", "ss")) else "s")
