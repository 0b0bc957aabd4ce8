"""What a module makes with the templates that it names, as the ends of their names say: reStructuredText, code, settings."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector
from burnish_checks.patterns import deferred

KIND = "template-names"
_END = deferred(r"\.(\w+)(?:\.(?:j2|jinja2?|tmpl|tpl|in))?$")
_NO_PAGES = frozenset(
    {"rst", "txt", "md", "tex", "bib", "csv", "json", "yaml", "yml", "toml", "ini", "cfg", "conf", "env", "service", "sql",
     "sh", "py", "pyi", "c", "h", "cc", "cpp", "hpp", "go", "rs", "java", "kt", "ts", "rb", "proto", "cmake", "css", "scss"}
)  # fmt: skip
"""Ends of files that no browser shows as a page."""


@collector(KIND, local=True, among=(ast.Call,), words=("get_template(",))
def template_names(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The ends of the names by which templates are got, as far as they are written there; empty for one that is not."""
    for call in block.nodes(ast.Call):
        if getattr(call.func, "attr", "").endswith("get_template") and call.args:
            name = call.args[0].values[-1] if isinstance(call.args[0], ast.JoinedStr) else call.args[0]
            text = name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ""
            end = _END.search(text)
            yield end.group(1) if end is not None else "", call


@topic("makes-no-pages", reads=(KIND,))
def makes_no_pages(view: View, index: int) -> Any:
    """Whether all templates that the module gets have names of what is no page, and there are any."""
    named = view.joined.get(KIND, {})
    return bool(named) and all(end in _NO_PAGES for end in named)
