"""How control leaves a run of statements: what cannot leave a function in the same way is refused."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from burnish_checks.core.repair import Refused
from burnish_checks.organization.extraction.analysis import Analysis, Run
from burnish_checks.organization.extraction.events import FUNCTIONS, children, own_statements


def refuse_jumps(run: Run) -> None:
    """What only means something where it stands: a way out of a loop around it, a declaration, a bare `raise`."""
    for node in _outer_jumps(run.statements, (ast.Break,)):
        raise Refused(f"The code has a `break` (line {node.lineno}) out of a loop around it.")
    if any(isinstance(node, (ast.Global, ast.Nonlocal)) for node in own_statements(run.statements)):
        raise Refused("The code declares a `global` or `nonlocal` name, which would not hold outside the new function.")
    if _raises_again(run.statements):
        raise Refused("The code raises again what a handler around it caught.")


def _raises_again(body: Sequence[ast.stmt]) -> bool:
    """Whether a bare `raise` stands in none of the body's own handlers."""
    for statement in body:
        if isinstance(statement, ast.Raise) and statement.exc is None:
            return True
        handlers = getattr(statement, "handlers", ())
        suites = [suite for suite in children(statement) if not any(suite is item.body for item in handlers)]
        if not isinstance(statement, FUNCTIONS) and any(map(_raises_again, suites)):
            return True
    return False


def _outer_jumps(body: Sequence[ast.stmt], kinds: tuple[type[ast.stmt], ...]) -> list[ast.stmt]:
    found: list[ast.stmt] = []
    for statement in body:
        if isinstance(statement, kinds):
            found.append(statement)
        elif isinstance(statement, (ast.For, ast.AsyncFor, ast.While)):
            found.extend(_outer_jumps(statement.orelse, kinds))
        else:
            for suite in children(statement):
                found.extend(_outer_jumps(suite, kinds))
    return found


def outer_continues(run: Run) -> list[ast.Continue]:
    """Its statements that go on with a loop around it."""
    return [node for node in _outer_jumps(run.statements, (ast.Continue,)) if isinstance(node, ast.Continue)]


def refuse_other_continues(analysis: Analysis, continues: list[ast.Continue], ends: set[int]) -> None:
    """A `continue` is a way to the end of the run only if what follows the run is the loop's next round."""
    for node in continues:
        begins = analysis.graph.begins[node]
        if any(following.number not in ends for begin in begins for following in begin.next):
            raise Refused("The code has a `continue` of a loop around it, with more code after it in the loop.")


def returns_from_all(
    analysis: Analysis, returned: Sequence[ast.stmt], falls: bool, ends: set[int], continues: bool
) -> bool:
    """Whether all ways through it return from the function: that only some do is refused."""
    if not returned:
        return False
    if falls and not _ends_in_return(analysis, returned, ends):
        raise Refused("The code returns on some of its ways and goes on with what follows on others.")
    if continues:
        raise Refused("The code returns on some of its ways and goes on with the loop on others.")
    if analysis.is_generator and isinstance(analysis.function, ast.AsyncFunctionDef):
        raise Refused("The code returns from an async generator.")
    return True


def _ends_in_return(analysis: Analysis, returned: Sequence[ast.stmt], ends: set[int]) -> bool:
    """Whether going on after the run is the same as returning None."""
    if ends == {analysis.graph.exit.number}:
        return True
    begins = [node for statement in returned for node in analysis.graph.begins[statement]]
    return all(following.number in ends for node in begins for following in node.next)


def refuse_kept_exceptions(analysis: Analysis, statements: Iterable[ast.stmt], ends: set[int]) -> None:
    """Code behind a `with` that always returns is reached only if the `with` keeps an exception back."""
    graph = analysis.graph
    if not any(isinstance(statement, (ast.With, ast.AsyncWith)) for statement in statements):
        return
    if ends != {graph.exit.number} and ends.isdisjoint(analysis.reach([graph.entry])):
        raise Refused("What follows is reached only if the `with` keeps an exception back.")
