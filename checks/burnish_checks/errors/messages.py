"""The fixed text of a raised exception, and the same text with a value in it."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from burnish_checks.core.block import Block
from burnish_checks.core.facts import dotted
from burnish_checks.core.repair import Refused

_TRANSLATE = frozenset({"_", "gettext", "_LE", "_LW", "_LI", "ugettext", "gettext_lazy", "N_"})


@dataclass(frozen=True, eq=False)
class Message:
    """A raised exception's text, where nothing but a literal makes it up."""

    literal: ast.Constant
    text: str
    translated: bool
    """Whether it goes through gettext, so that nothing may be put into it."""


def message_of(raised: ast.expr) -> Message | None:
    """The message of `Kind("text")`, where the text is all that is passed; None for anything else."""
    if not isinstance(raised, ast.Call) or len(raised.args) != 1:
        return None
    if any(
        keyword.arg not in ("comment", "code", "status", "status_code", "json_formatter") for keyword in raised.keywords
    ):
        return None
    argument = raised.args[0]
    translated = False
    if (
        isinstance(argument, ast.Call)
        and dotted(argument.func).rpartition(".")[2] in _TRANSLATE
        and len(argument.args) == 1
    ):
        argument, translated = argument.args[0], True
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return Message(argument, argument.value, translated)
    return None


def with_value(block: Block, message: Message, value: str) -> str:
    """The literal as an f-string that ends in the value. Raises `Refused` where the literal cannot simply be one."""
    source = block.source(message.literal)
    if message.translated:
        raise Refused("The text is translated, and must stay a fixed one.")
    quote = source[-1]
    if "\n" in source or source[0] != quote or source.startswith(quote * 3) or source.count(quote) != 2:
        raise Refused("The text is not one plain literal.")
    if quote in value:
        raise Refused("The value holds the same quotes as the text.")
    text = source[1:-1].replace("{", "{{").replace("}", "}}")
    end = text.rstrip(" .:!")
    return f"f{quote}{end}: {{{value}}}{quote}"
