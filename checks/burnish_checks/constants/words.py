"""Words out of identifiers and expressions, from which names of constants are put together."""

from __future__ import annotations

import keyword

from burnish_checks import syntax
from burnish_checks.core.names import is_plural as is_plural
from burnish_checks.core.names import split as split
from burnish_checks.core.names import vocabulary as vocabulary

VERBS = vocabulary(
    "get set is has have can should will do does did use uses using enable enables enabled disable include includes "
    "included allow allows allowed supports support check checks make want need needs fetch compute calculate calc "
    "find read load build create parse handle process update add remove test on show shows requires require"
)
VAGUE = vocabulary(
    "self cls value values val vals obj object item items data arg args kwargs result results res ret tmp temp num "
    "number numbers elem element thing other x y z i j k n m a b c d e f g h l o p q r s t u v w it this that func fn "
    "out into cur main run call init attr key var"
)
"""Words that say nothing; `meaningful` leaves them out."""
_VAGUE_ALONE = vocabulary("current new old first last next data")
_MEASURES = {"len": "length", "sum": "total"}
_TRANSPARENT = frozenset({"abs", "int", "float", "round", "max", "min", "sorted", "list", "tuple", "set", "str", "ord"})
_MOST_WORDS = 4


def words_of(node: syntax.AST | None) -> list[str]:
    """The words that say what an expression is; empty where it has none."""
    if isinstance(node, syntax.Name):
        return _counted(split(node.id))
    if isinstance(node, syntax.Attribute):
        return _of_attribute(node)
    if isinstance(node, syntax.Call):
        return _of_call(node)
    if isinstance(node, syntax.Subscript):
        key = node.slice
        if isinstance(key, syntax.Constant) and isinstance(key.value, str):
            return split(key.value)[:_MOST_WORDS]
        return words_of(node.value)
    if isinstance(node, syntax.BinOp):
        left, right = words_of(node.left), words_of(node.right)
        return [*right, "age"] if isinstance(node.op, syntax.Sub) and left[-1:] == ["time"] and right else left or right
    if isinstance(node, syntax.IfExp):
        return words_of(node.body)
    if isinstance(node, (syntax.Await, syntax.Starred, syntax.NamedExpr)):
        return words_of(node.value)
    if isinstance(node, syntax.UnaryOp):
        return words_of(node.operand)
    if isinstance(node, (syntax.GeneratorExp, syntax.ListComp, syntax.SetComp)):
        return meaningful(words_of(node.elt)) or meaningful(words_of(node.generators[0].iter))
    return []


def _counted(words: list[str]) -> list[str]:
    """`len_rv`, `num_parts` and `rv_len` as what is counted, with `length` or `count` last."""
    if len(words) > 1 and words[0] in ("len", "num", "n"):
        return [*words[1:], "length" if words[0] == "len" else "count"]
    return [*words[:-1], "length"] if len(words) > 1 and words[-1] == "len" else words


def _of_attribute(node: syntax.Attribute) -> list[str]:
    own = _counted(split(node.attr))
    if len(own) > 1 or not own or own[0] not in ("size", "length", "count", "width", "height", "total", "max", "min"):
        return own or words_of(node.value)
    owner = [word for word in words_of(node.value) if word not in VAGUE]
    return [*owner[-2:], *own]


def _of_call(node: syntax.Call) -> list[str]:
    function = node.func
    if isinstance(function, syntax.Name) and node.args:
        if function.id in _MEASURES:
            return [*words_of(node.args[0]), _MEASURES[function.id]]
        if function.id == "getattr" and len(node.args) > 1 and isinstance(node.args[1], syntax.Constant):
            return split(str(node.args[1].value))
        if function.id in _TRANSPARENT:
            return words_of(node.args[0])
    if isinstance(function, syntax.Attribute):
        name = split(function.attr)
        if name in (["get"], ["group"], ["getheader"]) and node.args and isinstance(node.args[0], syntax.Constant):
            return split(str(node.args[0].value))[:_MOST_WORDS]
        if name in (["count"], ["index"], ["find"], ["total", "seconds"], ["bit", "length"]):
            return [*words_of(function.value), *name]
        return telling(name) or words_of(function.value)
    return telling(words_of(function))


def telling(words: list[str]) -> list[str]:
    """The words without a leading verb."""
    while len(words) > 1 and words[0] in VERBS:
        words = words[1:]
    return words


def meaningful(words: list[str]) -> list[str]:
    """The words that say something; none if what is left is too vague to stand alone."""
    kept = [word for word in words if word not in VAGUE]
    return [] if len(kept) == 1 and kept[0] in _VAGUE_ALONE else kept


_SINGULAR = {"cookies": "cookie", "movies": "movie", "series": "series", "species": "species", "caches": "cache",
             "axes": "axis", "indices": "index", "vertices": "vertex", "matrices": "matrix", "children": "child"}  # fmt: skip
"""The plurals whose ending misleads."""


def singular(word: str) -> str:
    """The singular of an English plural, as far as its ending tells."""
    if word in _SINGULAR:
        return _SINGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if is_plural(word) else word


def constant_name(words: list[str]) -> str:
    """The words as a constant's name, without repeats side by side; empty if they give no identifier."""
    kept: list[str] = []
    for word in words:
        if not kept or kept[-1] != word:
            kept.append(word)
    name = "_".join(kept).upper()
    return name if name.isidentifier() and not keyword.iskeyword(name) and name.isascii() else ""
