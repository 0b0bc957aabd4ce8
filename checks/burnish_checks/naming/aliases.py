"""The rule `import-alias-name`: an `as` that changes what a name's shape says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.positions import Span
from burnish_checks.core.rule import Category, Finding, Severity, rule
from burnish_checks.naming.renamed import offer_rename
from burnish_checks.naming.styles import cap_words, snake_case

_CONVENTIONAL = frozenset(
    {("ElementTree", "ET"), ("cElementTree", "ET"), ("etree", "ET"), ("functional", "F"), ("transforms", "T"),
     ("transforms", "TF"), ("layers", "L"), ("backend", "K"), ("nn", "N")}
)  # fmt: skip
"""Aliases that the libraries' own documentation teaches."""


@rule(
    Category.NAMING,
    visits=ast.alias,
    severity=Severity.INFORMATION,
    aliases=("N811", "N812", "N813", "N814", "N817"),
)
def import_alias_name(block: Block, alias: ast.alias, context: Context) -> Iterator[Finding]:
    """An import under a name of another shape: a class in lower case, a constant in CapWords, a module in capitals.

    The shape of a name tells what it stands for; the alias hides it. Left alone are aliases that hold the name
    (`UUID as python_UUID`), those that everybody knows, such as `ElementTree as ET`, and, unless the rule is asked for by name,
    `_`. A hint: who writes an alias
    has most often chosen it.

    ```python
    from shop import ShoppingCart as cart

    cart()
    ```

    ```python
    from shop import ShoppingCart as Cart

    Cart()
    ```
    """
    name = alias.name.rpartition(".")[2]
    if alias.asname is None or name in alias.asname:
        return
    if not alias.asname.strip("_") and not context.settings.wants(import_alias_name):
        return  # gettext's, as everybody has it
    problem = _problem(name, alias.asname)
    if problem and (name, alias.asname) not in _CONVENTIONAL:
        span = block.span(alias)
        place = Span(span.end_line, span.end_column - len(alias.asname), span.end_line, span.end_column)
        what, new = problem if alias.asname.strip("_") else (problem[0], name)
        data = {"name": alias.asname, "new": new}
        if isinstance(block.parent(alias), ast.Import):
            what = "a module"
        message = f"`{name}`, {what}, is imported as `{alias.asname}`; call it `{new}`."
        yield block.finding(place, message, data=data, severity=Severity.HINT)


def _problem(name: str, asname: str) -> tuple[str, str] | None:
    """What the name is by its shape and what the alias could be called; None if both have the same shape."""
    if _is_upper(name):
        return None if _is_upper(asname) or len(name) == 1 else ("a constant", snake_case(asname).upper())
    if name == name.lower():
        return ("in lower case", snake_case(asname)) if asname != asname.lower() else None
    if _is_camel(name):
        if asname == asname.lower():
            return "a class", name if asname == name.lower() else cap_words(asname)
        if _is_upper(asname):
            capitals = "".join(re.findall(r"[A-Z]", name))
            return ("a class", name) if asname == capitals else ("a class", cap_words(asname.lower()))
    return None


def _is_upper(name: str) -> bool:
    return name == name.upper() and name.strip("_") != "" and name != name.lower()


def _is_camel(name: str) -> bool:
    return name[:1].isupper() and "_" not in name and not _is_upper(name)


offer_rename([import_alias_name], of_locals=True)
