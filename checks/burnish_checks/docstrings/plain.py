"""Functions whose one statement says no more than their name: they hand on a field, set one, pass their parameters on, or
say their name again."""

from __future__ import annotations

from burnish_checks import syntax
from burnish_checks.core.facts import dotted
from burnish_checks.core.names import split
from burnish_checks.docstrings.signature import Function


def says_no_more(node: Function, *, method: bool) -> bool:
    """Whether a function does nothing, only declares, returns a name or constant, or does with a field what its name says.

    What it refuses before (`if self.payload is None: raise ValueError`) does not count.
    """
    *before, only = node.body
    if method and _is_made_once(node):
        return True
    if not all(isinstance(item, syntax.Assert) or (isinstance(item, syntax.If) and _refuses(item)) for item in before):
        return False
    if isinstance(only, syntax.Pass):
        return True
    value = only.value if isinstance(only, (syntax.Return, syntax.Expr, syntax.Assign)) else None
    if isinstance(only, syntax.Return) and isinstance(value, (syntax.Name, syntax.Constant)):
        return not before
    if isinstance(only, syntax.Expr) and isinstance(value, syntax.Constant):
        return value.value is ...
    if not before and _says_its_name(node, only):
        return True
    return method and (_is_of_a_field(node, only, value) or (not before and _answers(node, only)))


def _is_made_once(node: Function) -> bool:
    """Whether a property gives the field of its name, which it makes when it is first asked for."""
    if len(node.body) != 2 or not any(dotted(item).endswith("property") for item in node.decorator_list):
        return False
    first, last = node.body
    field = dotted(last.value) if isinstance(last, syntax.Return) else ""
    made = first.body if isinstance(first, syntax.If) and not first.orelse else []
    places = [dotted(place) for item in made if isinstance(item, syntax.Assign) for place in item.targets]
    return places == [field] and len(made) == 1 and field.partition(".")[2].strip("_") == node.name.strip("_")


def _says_its_name(node: Function, only: syntax.stmt) -> bool:
    """Whether one line that calls one thing at most has all words of the name: `is_standalone` of `code in cls.STANDALONE`."""
    if not isinstance(only, (syntax.Return, syntax.Expr)) or only.value is None or only.end_lineno != only.lineno:
        return False
    inside = list(syntax.walk(only.value))
    names = [item.attr if isinstance(item, syntax.Attribute) else getattr(item, "id", "") for item in inside]
    told = {word for name in names for word in _words(name.lower())}
    asked = _words(node.name.lower()) - _VERBS
    return bool(asked) and asked <= told and sum(isinstance(item, syntax.Call) for item in inside) <= 1


_VERBS = frozenset(
    {"get", "set", "is", "ha", "can", "call", "do", "make", "to", "a", "on", "of", "and", "or", "in", "by", "the"}
)
"""Words of a name that say what is done with the rest, as `_words` gives them."""


def _refuses(statement: syntax.If) -> bool:
    """Whether all that stands under a condition raises an exception."""
    *before, last = statement.body
    return isinstance(last, syntax.Raise) and all(isinstance(item, syntax.Assign) for item in before)


def _answers(node: Function, only: syntax.stmt) -> bool:
    """Whether a property only says yes or no to the question that its name asks: `is_optional`."""
    asks = node.name.startswith(("is_", "has_", "can_"))
    return asks and isinstance(only, syntax.Return) and any(dotted(item) == "property" for item in node.decorator_list)


def _is_of_a_field(node: Function, only: syntax.stmt, value: syntax.expr | None) -> bool:
    """Whether a method's statement reads, sets or calls a field of its object that its own name names."""
    own, *given = [item.arg for item in (*node.args.posonlyargs, *node.args.args)] or [""]
    if isinstance(only, syntax.Assign):
        plain = isinstance(value, syntax.Constant) or (isinstance(value, syntax.Name) and value.id in given)
        field = only.targets[0] if plain and len(only.targets) == 1 else None
    elif isinstance(value, syntax.Call) and not _entry(value):
        passed = [dotted(item) for item in (*value.args, *(item.value for item in value.keywords))]
        field = value.func if given and passed == given else None
    else:
        field = value if isinstance(only, syntax.Return) else None
    name = dotted(field) or _entry(field)
    return name.startswith(own + ".") and not _words(name.partition(".")[2]).isdisjoint(_words(node.name))


def _entry(value: syntax.expr | None) -> str:
    """The path to an entry of a dictionary, `self.config["name"]` or `.get("name")`, with its name last."""
    key: syntax.expr | None = None
    if isinstance(value, syntax.Subscript):
        holder, key = value.value, value.slice
    elif isinstance(value, syntax.Call) and isinstance(value.func, syntax.Attribute) and value.func.attr == "get":
        holder, key = value.func.value, value.args[0] if value.args else None
    if not isinstance(key, syntax.Constant) or not isinstance(key.value, str) or not dotted(holder):
        return ""
    return f"{dotted(holder)}.{key.value}"


def _words(name: str) -> set[str]:
    return {word.removesuffix("s") for word in split(name)}
