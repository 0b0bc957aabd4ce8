"""The regular expression that a name means, as the facts of modules tell it."""

from __future__ import annotations

from burnish_checks.security.flow import worlds
from burnish_checks.security.flow.telling import Facts
from burnish_checks.security.makers import UNKNOWN_PART
from burnish_checks.security.named_expressions import Expression


def pattern_in(facts: Facts, module: str, symbol: str, depth: int) -> str | None:
    """The regular expression that a symbol means: a name of the module or of another one, an attribute of its classes."""
    if depth >= worlds.DEEPEST:
        return None
    if symbol.startswith("$self."):
        return _pattern_of_class(facts, module, symbol.removeprefix("$self."), depth)
    home, _, word = symbol.lstrip("?@").rpartition(".")
    if not home:
        written = facts.named(module, "expressions", word)
        if written:
            return _whole(facts, module, written[0], depth) if len(written) == 1 else None
        home, _, word = worlds.ModuleWorld(facts, module, depth).resolve(word).rpartition(".")
    is_known = home and word.isidentifier() and facts(home, "binds") is not None
    return pattern_in(facts, home, f"@{word}", depth + 1) if is_known else None


def _whole(facts: Facts, module: str, written: Expression, depth: int) -> str:
    """The text of a regular expression, with what its named parts are known to be."""
    text, *rest = written.text.split(UNKNOWN_PART)
    for name, behind in zip(written.named, rest, strict=True):
        part = pattern_in(facts, module, f"@{name}", depth + 1) if name else None
        text += (UNKNOWN_PART if part is None else part) + behind
    return text


def _pattern_of_class(facts: Facts, module: str, attribute: str, depth: int) -> str | None:
    """The regular expression that an attribute of a class of the module is, or of one that these derive from."""
    if written := facts.named(module, "expressions", f"self.{attribute}"):
        return _whole(facts, module, written[0], depth) if len(written) == 1 else None
    for item in facts.named(module, "attributes-made", f"{attribute}()"):
        return pattern_in(facts, module, f"@{item.maker}", depth + 1)
    for base in worlds.foreign_bases(facts, worlds.ModuleWorld(facts, module, depth)):
        home = base.rpartition(".")[0]
        if facts(home, "binds") is not None and (found := pattern_in(facts, home, f"$self.{attribute}", depth + 1)):
            return found
    return None
