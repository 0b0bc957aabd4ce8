"""Settings of web frameworks, in whichever of the usual ways they are set.

A variable of a settings module, an attribute of a configuration class, `app.config["X"] = ...`, `app.config.update(X=...)`,
`update({"X": ...})` and `from_mapping(...)`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePath

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import assignments, conditions
from burnish_checks.security.dispatch import method_of
from burnish_checks.security.passed import entries_of
from burnish_checks.security.words import vocabulary, words

SETTERS = frozenset({"update", "from_mapping"})
_NOT_IN_PRODUCTION = vocabulary(
    "test tests testing dev devel development local localhost debug debugging ci sandbox docker demo insecure unsecured"
)


def settings_in(node: ast.AST, context: Context) -> Iterator[tuple[str, ast.expr, ast.AST]]:
    """The settings that an assignment, or a call of one of the `SETTERS`, makes: name, value, and what to show."""
    if isinstance(node, ast.Assign):
        for target, value in assignments(node):
            if name := _name_of(target):
                yield name, value, node
    elif isinstance(node, ast.Call) and method_of(node) in SETTERS and _is_configuration(node):
        for item in node.keywords:
            if item.arg:
                yield item.arg, item.value, item
        for given in node.args[:1]:
            if isinstance(given, (ast.Dict, ast.Name, ast.Attribute)):
                entries, _ = entries_of(context, given)
                yield from (
                    (key, value, value if context.block.parent(value) else given) for key, value in entries.items()
                )


def _is_configuration(call: ast.Call) -> bool:
    """Whether what is updated is called a configuration: `app.config`, Celery's `app.conf`."""
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    last = dotted(owner).rpartition(".")[2].lower() if owner is not None else ""
    return last in ("config", "conf", "settings", "configuration")


def _name_of(target: ast.expr) -> str:
    """The name or the key that is assigned to, empty if it is neither."""
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
        return target.slice.value if isinstance(target.slice.value, str) else ""
    return target.id if isinstance(target, ast.Name) else ""


_EXAMPLES = vocabulary(
    "bench benchmark benchmarks example examples sample samples demo demos tutorial tutorials doc docs documentation"
    " profiling simulator test-tools test_tools"
)
_NEAREST = 4
"""Folders above a file that are asked what they hold: those further up are not the project's."""


def is_in_example(path: str) -> bool:
    """Whether a folder above the file says that it holds examples, benchmarks or documentation, which nobody deploys."""
    known = PurePath(path)
    if _TO_COPY.search(known.stem) is not None or _TRIES_OUT.search(known.stem) is not None:
        return True
    return any(part.lower() in _EXAMPLES for part in known.parts[-1 - _NEAREST : -1])


_TO_COPY = deferred(r"(?:config|settings)_?(?:tmpl|template|example|sample)$|[._-](?:example|sample)$")
"""Names of files that people copy, and fill in, before a program runs."""


_TRIES_OUT = deferred(
    r"(?:^|_)e2e(?:_|$)|^(?:acceptance|smoke)$"
    r"|(?:^|_)(?:(?:tests?|run|checks?)_(?:acceptance|smoke)|(?:acceptance|smoke)_(?:tests?|run|checks?))(?:_|$)"
)
"""Names of scripts that try out a program which runs, as tests do: `smoke_run`, not `smoke_detector`."""


def _asks_for_it(condition: str) -> bool:
    """Whether a condition asks whether this is for development, or for a network without TLS: `if DEBUG`, `if DISABLE_HTTPS`."""
    found = set(words(condition))
    off = not _SWITCHED_OFF.isdisjoint(found) and not _TLS.isdisjoint(found)
    return not condition.startswith("not ") and (off or not _NOT_IN_PRODUCTION.isdisjoint(found))


_SWITCHED_OFF = vocabulary("disable disabled no without insecure skip not")
_TLS = vocabulary("https ssl tls secure")


def is_in_test_settings(block: Block, node: ast.AST, context: Context) -> bool:
    """Whether a class around is called one of settings for tests or development: `class Testing(DefaultConfig)`."""
    around = [(item.name, *item.bases) for item in context.enclosing if item.word == "class"]
    around += [
        (item.name, *(dotted(base) for base in item.bases))
        for item in block.ancestors(node)
        if isinstance(item, ast.ClassDef)
    ]
    return any(
        not _NOT_IN_PRODUCTION.isdisjoint(words(name))
        and any(not _SETTINGS.isdisjoint(words(part)) for part in (name, *bases))
        for name, *bases in around
    )


_SETTINGS = vocabulary("config configuration settings conf options default defaults")


def is_for_development(block: Block, node: ast.AST, context: Context) -> bool:
    """Whether the class, function or file around, or a condition, says that the setting is for development or tests."""
    if any(map(_asks_for_it, conditions(block, node, context))):
        return True
    around = [item.name for item in context.enclosing]
    around += [item.name for item in block.ancestors(node) if isinstance(item, (ast.ClassDef, ast.FunctionDef))]
    around.append(PurePath(context.path).stem)
    return any(not _NOT_IN_PRODUCTION.isdisjoint(words(name)) for name in around)
