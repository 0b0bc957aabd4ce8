"""The parts of paths that a route's own pattern has checked: `{number:\\d+}`, `{id:int}`, `(?P<year>[0-9]{4})`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

from burnish_checks.core.block import Block
from burnish_checks.core.context import View, topic
from burnish_checks.core.facts import collector
from burnish_checks.patterns import deferred

KIND = "route-shapes"
_PART = deferred(
    r"\{(\w+):((?:[^{}]|\{[\d,]+\})+)\}|\(\?P<(\w+)>((?:[^()]|\\.)+)\)|<(?:re\((.+?)\)|(int|float|uuid)):(\w+)>"
)
_SHAPED = deferred(r"\\d|\[|int|float|uuid|\|", re.I)


@collector(KIND, late=True, among=(ast.Constant,), words=("{", "(?P<", "<re(", "<int:", "<float:", "<uuid:"))
def route_shapes(block: Block) -> Iterator[tuple[Any, ast.AST]]:
    """The names of the parts of paths whose shape a pattern in the block tells, each once."""
    found: dict[str, ast.AST] = {}
    for node in block.nodes(ast.Constant):
        if isinstance(node.value, str) and "/" in node.value and len(node.value) < _LONGEST:
            for part in _PART.finditer(node.value):
                name, shape = part[1] or part[3] or part[7], part[2] or part[4] or part[5] or part[6]
                if _SHAPED.search(shape):
                    found.setdefault(name, node)
    yield from found.items()


_LONGEST = 200


@topic("route-shapes", reads=(KIND,), project=True, slow=True)
def route_shapes_topic(view: View, index: int) -> Any:
    """The names of the parts whose shape a route of this file, or of another, tells; sorted."""
    found = set(view.joined.get(KIND, {}))
    for _, _, name in (view.project.ask(view.path, "everywhere", KIND) if view.project is not None else None) or ():
        found.add(name)
    return tuple(sorted(found))
