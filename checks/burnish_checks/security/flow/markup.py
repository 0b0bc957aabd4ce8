"""Texts that are marked as HTML: what is put into one is escaped, but of an object what its `__html__` gives stands as it is."""

from __future__ import annotations

import ast
from dataclasses import replace

from burnish_checks.security.flow.binding import outer_name
from burnish_checks.security.flow.dangers import Arguments
from burnish_checks.security.flow.elsewhere import through_protocol
from burnish_checks.security.flow.kinds import HTML, XPATH
from burnish_checks.security.flow.run import Run
from burnish_checks.security.flow.sinks import TAKEN_AS_SAFE
from burnish_checks.security.flow.taints import PUT_IN, Taint, cleared, via
from burnish_checks.security.flow.values import Value, tainted

MARKUP = "markupsafe.Markup()"
_ESCAPED = frozenset({HTML, XPATH})
_PUTS_IN = frozenset({"format", "join", "format_map"})
_ESCAPES = frozenset({"escape", "escape_silent", "conditional_escape"})


def is_markup(value: Value) -> bool:
    """Whether it is a text that is marked as HTML."""
    return value.symbol.rpartition(".")[2].lstrip("?@") == "Markup()"


def of_protocol(run: Run, node: ast.Call, word: str, arguments: Arguments) -> Arguments:
    """The arguments of `Markup(...)`, of an object what its `__html__` gives."""
    if word != "Markup" or not arguments.positional or not node.args:
        return arguments
    shown = through_protocol(run, arguments.positional[0], "__html__", node.args[0])
    return replace(arguments, positional=(shown, *arguments.positional[1:]))


_RENDERS = frozenset(["render_template", "render_template_string", "render", "render_to_string", "TemplateResponse"])
"""Functions that put what they are passed into a template, which shows of an object what its `__html__` gives."""


def show_in_template(run: Run, node: ast.Call, word: str, arguments: Arguments) -> None:
    """Record what the `__html__` of objects gives that a template is passed."""
    if word not in _RENDERS or not run.asks:
        return
    passed = [(value, node) for value in (*arguments.positional, *arguments.named.values())]
    passed += [(item, node) for value, _ in passed for item in (value.keys or {}).values()]
    for value, place in passed:
        if value.symbol[-2:] == "()" and value.all_taints:
            html = through_protocol(run, value, "__html__", place)
            if html is not value:
                run.hit(node, TAKEN_AS_SAFE, "markupsafe.Markup", node, html.all_taints)


def escaped(run: Run, node: ast.Call, word: str, arguments: Arguments) -> Value | None:
    """The marked text that `escape` makes, or a method of one; None for other calls."""
    into = word in _PUTS_IN and is_markup(arguments.receiver)
    if not into and not (word in _ESCAPES and "markup" in arguments.symbol.partition("(")[0].lower()):
        return None
    plain, shown = set[Taint](arguments.receiver.all_taints), set[Taint]()
    given = [*zip(arguments.positional, node.args, strict=False)]
    given += [(arguments.named[item.arg], item.value) for item in node.keywords if item.arg in arguments.named]
    for value, expression in given:
        html = through_protocol(run, value, "__html__", expression)
        (plain if html is value else shown).update(html.all_taints)
    if "**" in arguments.named:
        plain |= arguments.named["**"].all_taints
    return tainted(cleared(frozenset(plain), _ESCAPED) | shown, symbol=MARKUP)


def by_marked_name(run: Run, method: str, receiver: Value, made: Value) -> Value:
    """What a method puts into a text that a name from outside the function stands for, which may be marked: `PAGE.format(x)`.

    Where functions are told of by themselves the name is not known yet, so its method is one that the data goes through.
    """
    if run.asks or method not in _PUTS_IN or not made.taints or not outer_name(receiver.symbol):
        return made
    return made.changed(taints=via(f"{receiver.symbol}.{method}", PUT_IN, made.taints))


def added(left: Value, right: Value) -> Value | None:
    """What `+` or `%` makes of a marked text and another; None of two others."""
    if not (is_markup(left) or is_markup(right)):
        return None
    parts = (value.all_taints if is_markup(value) else cleared(value.all_taints, _ESCAPED) for value in (left, right))
    return tainted(frozenset[Taint]().union(*parts), symbol=MARKUP)
