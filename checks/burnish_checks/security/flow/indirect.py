"""What functions do that are called by no name of their own: those that listen to an event, and those that a table holds."""

from __future__ import annotations

from burnish_checks.security.flow import worlds
from burnish_checks.security.flow.answering import IN_JSON
from burnish_checks.security.flow.arriving import library
from burnish_checks.security.flow.catching import catches
from burnish_checks.security.flow.closed import ANY, Closed, Flow, any_of, in_order
from burnish_checks.security.flow.kinds import HTML
from burnish_checks.security.flow.listening import RAISED
from burnish_checks.security.flow.marks import IN_VALUES
from burnish_checks.security.flow.telling import Facts


def of_listeners(facts: Facts, event: str, depth: int, asking: str) -> Closed | None:
    """What the functions do that listen to an event, in whatever module of the workspace they are."""
    if depth >= worlds.DEEPEST:
        return None
    word = event.rpartition(".")[2].lstrip("@")
    kinds = _kinds_of(facts, asking, word[1:]) if word.startswith(RAISED) else ()
    unnamed = event.endswith(("Signal()", ".signal()"))  # its name is another's, but it is this module's own
    known = [("", item) for item in facts("", "listeners") or ()]
    of_others = facts.everywhere("listeners")
    known += [] if unnamed else of_others
    found: list[Closed] = []
    heard = [
        (module, item)
        for module, item in known
        if item.event == word or (unnamed and item.event[:1].isalpha()) or _handles(item.event, kinds)
    ]
    nearest = min((_distance(item.event, kinds) for _, item in heard), default=0)
    for module, item in heard:
        if _distance(item.event, kinds) > nearest:
            continue  # frameworks call the handler of the nearest class alone
        world = worlds.ModuleWorld(facts, module, depth)
        root, dot, rest = item.function.partition(".")
        told = world.closed(f"{world.resolve(root)}{dot}{rest}")
        if told is not None:
            found.append(_of_error_handler(told, world) if word.startswith(RAISED) else told)
    return any_of(found) if found else None


def _handles(event: str, kinds: tuple[str, ...]) -> bool:
    """Whether what is listened to is one of the classes of an exception, or one that they derive from."""
    return event.startswith(RAISED) and any(catches(frozenset({event[1:]}), kind) for kind in kinds)


def _distance(event: str, kinds: tuple[str, ...]) -> int:
    """How many classes up from an exception that one is which is listened to; more than there are where it is none of them."""
    name = event.removeprefix(RAISED)
    return kinds.index(name) if event.startswith(RAISED) and name in kinds else len(kinds)


def _kinds_of(facts: Facts, module: str, name: str) -> tuple[str, ...]:
    """The class of an exception, and those that it derives from as far as modules in reach tell."""
    found = [name]
    bases = {
        item.name: item.bases for other in worlds.in_reach(facts, module) for item in facts(other, "derivations") or ()
    }
    for known in found:
        found += [last for base in bases.get(known, ()) if (last := base.rpartition(".")[2]) not in found]
    return tuple(found)


def _of_error_handler(told: Closed, world: worlds.ModuleWorld) -> Closed:
    """What a function does with the exception that it is called for: what it returns is an answer."""
    answers = any(world.imports(module) for module in ("flask", "quart")) and not any(map(world.imports, IN_JSON))
    taken = told.parameters[-1:] if told.parameters else ()
    flows = [flow._replace(parameter=ANY) for flow in told.flows if flow.kind and flow.parameter in taken]
    flows += [
        Flow(ANY, HTML, "an HTML page", flow.cleared)
        for flow in told.flows
        if answers
        and not flow.kind
        and flow.parameter in taken
        and flow.cleared.isdisjoint((HTML, IN_VALUES))
        and flow.label in ("", "0")
    ]
    return Closed(("error",), in_order(set(flows)), (), "")


def in_table(facts: Facts, module: str, name: str) -> set[tuple[str, int]]:
    """The functions that a container of the module holds, by name, with how many arguments each is passed already."""

    def held(table: str) -> set[tuple[str, int]]:
        return {(item.function, item.passed) for item in facts.named(module, "function-tables", table)}

    return {one for item in held(name) for one in (held(item[0]) if item[0].startswith("@") else (item,))}


def of_table(facts: Facts, module: str, name: str, depth: int) -> Closed | None:
    """What the functions do that a dictionary or list of the module holds."""
    world = worlds.ModuleWorld(facts, module, depth)
    names = sorted(in_table(facts, module, name))
    found: list[Closed | None] = []
    for function, passed in names:
        root, dot, rest = function.partition(".")
        symbol = f"{world.resolve(root)}{dot}{rest}"
        told = world.closed(symbol) or library(symbol)
        if told is None and root == "self":  # a function of the module that stands in a table of the class
            told = world.closed(world.resolve(rest))
        found.append(_rest_of(told, passed) if told is not None and passed else told)
    known = [item for item in (*found, worlds.own(facts, module, f"{name}[]", False, depth)) if item is not None]
    return any_of(known) if known else None


def _rest_of(told: Closed, passed: int) -> Closed:
    """What a function does that is passed its first arguments already."""
    own = next((number for number, name in enumerate(told.parameters) if name.startswith("*")), len(told.parameters))
    others = tuple(_rest_of(one, passed) for one in told.alternatives)
    return told._replace(parameters=told.parameters[min(passed, own) :], alternatives=others)
