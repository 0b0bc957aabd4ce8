"""What a call does with the data that it is passed, as the summary of its function tells: which of it arrives, and where."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from burnish_checks.security.flow.closed import ANY, Called, Closed, Flow, World, in_order
from burnish_checks.security.flow.kinds import NO_TEXT, PATH
from burnish_checks.security.flow.listening import CHOSEN, is_chosen
from burnish_checks.security.flow.marks import DOUBT, IN_FILE, IN_VALUES, KEYS_READ, VALUES_READ
from burnish_checks.security.flow.meaning import made_known, qualify
from burnish_checks.security.flow.passing import known_name
from burnish_checks.security.flow.put_in import read_attribute
from burnish_checks.security.flow.sinks import SINKS
from burnish_checks.security.flow.sources import REQUEST_PARTS
from burnish_checks.security.flow.taints import ANY_KEY, Origin, Taint, of_attribute, of_made, read_by_key


def arriving(
    symbol: str, slot: str, taints: frozenset[Taint], world: World, given: tuple[str, ...] = ()
) -> Iterator[tuple[Flow, frozenset[Taint]]]:
    """What a call of the symbol does with the data passed in a slot, and the data of which it does that."""
    summary = summary_of(symbol, world)
    if summary is None:
        summary, slot = _rest_of(symbol, slot, world)
    for one in (summary.alternatives or (summary,)) if summary is not None else ():
        told = one.called_with(given) if given else one
        if told is not None:
            yield from _arriving(told, symbol, slot, taints, world)


def _arriving(
    summary: Closed,
    symbol: str,
    slot: str,
    taints: frozenset[Taint],
    world: World,
    behind: frozenset[str] = frozenset(),
) -> Iterator[tuple[Flow, frozenset[Taint]]]:
    """The same of a function that does what is known of it. The attribute is read by the properties it is `behind`, which may
    read each other."""
    position, _, attribute = slot.partition(".")
    attribute, _, further = attribute.partition(".")
    taints = of_object(taints, further, world) if further else taints
    maker = symbol.rpartition(".")[0].removesuffix("()")
    read = behind | {attribute}
    for part, kinds in behind_property(summary, attribute, world):
        if part in read:
            continue
        for flow, arrived in _arriving(summary, symbol, f"{position}.{part}", taints, world, read):
            if not flow.kind:
                yield flow._replace(cleared=flow.cleared | kinds), arrived
    if summary.record:
        if _of_record(summary, position, attribute):
            named = (flow.cleared for flow in summary.flows if flow.label == attribute)
            yield Flow(ANY, "", "", next(named, frozenset())), taints
        return
    for flow in summary.flows:
        if attribute and not flow.kind and flow.label != attribute and not (flow.label and attribute == ANY_KEY):
            if flow.label:
                continue
            if attribute[0] not in ("[", ANY_KEY):
                flow = flow._replace(cleared=flow.cleared | {DOUBT})
        if position in ("self", "property") and flow.parameter.startswith("self."):
            part = flow.parameter.partition(".")[2]
            given = read_attribute(taints, part, partial(read_by, world))
            held = of_attribute(frozenset(_once_read(_looked_up(taint, part), part) for taint in given), maker, part)
            held = of_made(held, f"{maker}()", part, partial(summary_of, world=world))
            held = of_object(held, part, world) if position == "self" else held
            yield flow, _further_read(held, maker, part, flow.read)
        elif fits(summary, flow.parameter, position) and not _is_under_another(summary, flow, position):
            by_name = position.startswith("**")  # a mapping, which may hold other data under the name
            yield flow, _handed(flow, read_by_key(taints, flow.parameter) if by_name else taints, world)


def _handed(flow: Flow, taints: frozenset[Taint], world: World) -> frozenset[Taint]:
    """The data of what is passed for a parameter that goes where the flow leads: of the part that is read."""
    if flow.kind == PATH and not flow.read:
        taints = frozenset(taint for taint in taints if IN_FILE not in taint.cleared)
    taints = read_attribute(read_by_key(taints, flow.read), flow.read, partial(read_by, world))
    read = of_object(of_request(_of_option(taints, flow.read, world), flow.read), flow.read, world)
    if flow.read in ("items()", "values()", "get()"):
        read = frozenset(Taint(taint.origin, taint.cleared | {VALUES_READ}) for taint in read)
    return frozenset(map(_gone_through, read)) if KEYS_READ in flow.cleared else read


def behind_property(summary: Closed, attribute: str, world: World) -> list[tuple[str, frozenset[str]]]:
    """The attributes that a property reads of the object which a function makes, with what it makes harmless of them."""
    if not attribute.isidentifier() or not summary.makes.endswith("()") or summary.record:
        return []
    told = summary_of(f"{summary.makes}.{attribute}", world)
    flows = told.flows if told is not None and not told.parameters else ()
    read = ((flow.parameter.partition(".")[2], flow) for flow in flows if not flow.kind)
    return [(part, flow.cleared) for part, flow in read if part.isidentifier() and part != attribute]


def read_by(world: World, owner: str, attribute: str) -> frozenset[str] | None:
    """The attributes of an object that a property of its class reads; None for what is none, as far as is known."""
    told = summary_of(f"{owner}().{attribute}", world)
    if told is None:
        return None
    return frozenset(flow.parameter.partition(".")[2] for flow in told.flows if flow.parameter.startswith("self."))


def _is_under_another(summary: Closed, flow: Flow, slot: str) -> bool:
    """Whether a function reads one key of its `**rest`, and the keyword is another."""
    rest = slot.isidentifier() and slot not in summary.parameters and f"**{flow.parameter}" in summary.parameters
    return rest and flow.read.isidentifier() and flow.read != slot


def _looked_up(taint: Taint, attribute: str) -> Taint:
    """The taint of what a container of the module holds, once an attribute of that is read."""
    origin = taint.origin
    held = (
        origin.kind == "via"
        and origin.inner is None
        and origin.name[:1] in ("?", "@")
        and origin.name[1:].isidentifier()
    )
    return Taint(_reading(origin, attribute), taint.cleared) if held and not origin.slot else taint


def _gone_through(taint: Taint) -> Taint:
    return Taint(taint.origin, taint.cleared | {KEYS_READ})


def _further_read(taints: frozenset[Taint], maker: str, attribute: str, read: str) -> frozenset[Taint]:
    """The taints of an attribute of an object that the maker made, once an attribute of that is read."""
    if not read:
        return taints
    return frozenset(
        Taint(_reading(taint.origin, read), taint.cleared)
        if taint.origin.name == maker and taint.origin.slot.endswith(f".{attribute}")
        else taint
        for taint in taints
    )


def of_object(taints: frozenset[Taint], read: str, world: World) -> frozenset[Taint]:
    """The taints of objects once an attribute of them is read, or a method called that hands out some of their attributes."""
    head, dot, behind = read.partition(".")
    if dot and head.isidentifier():
        held = _given_by(of_object(taints, head, world), world)
        objects = frozenset(taint for taint in held if _is_object(taint.origin, world))
        return of_object(objects or held, behind, world)  # what has a part is an object, if one is among them
    method, called, further = read.partition("()")
    part = further.strip("[]")
    if not method.isidentifier() or not (part == "" or part.isidentifier() or part.isdigit()):
        return taints
    found: set[Taint] = set()
    for taint in taints:
        origin = taint.origin
        made = _is_object(origin, world)
        kept = origin.kind == "kept" and "." not in origin.slot
        owner = origin.name.rpartition(".")[0] if kept else f"{origin.name}()"
        told = summary_of(f"{owner}.{method}", world) if made or kept else None
        if told is not None:  # a method, or a property
            handed = (
                flow
                for flow in told.flows
                if not flow.kind and flow.parameter.startswith("self.") and not (part and flow.label not in ("", part))
            )
            found.update(
                Taint(
                    _reading(origin, flow.parameter.partition(".")[2]),
                    taint.cleared | flow.cleared | (NO_TEXT if is_part(flow) and not further else _NOTHING),
                )
                for flow in handed
            )
        elif not called and (made or kept):
            found.add(Taint(_reading(origin, read), taint.cleared))
        else:
            found.add(taint)
    return frozenset(found)


def _given_by(taints: frozenset[Taint], world: World) -> frozenset[Taint]:
    """The taints of what attributes of objects hold, where it is known what these were made of."""
    found: set[Taint] = set()
    for taint in taints:
        origin = taint.origin
        if origin.kind != "via" or origin.inner is None or "." not in origin.slot:
            found.add(taint)
            continue
        for flow, arrived in arriving(origin.name, origin.slot, frozenset({origin.inner}), world, origin.given):
            held = arrived if not flow.kind else frozenset[Taint]()
            found.update(Taint(item.origin, item.cleared | taint.cleared | flow.cleared) for item in held)
    return frozenset(found)


_NOTHING = frozenset[str]()


def is_part(flow: Flow) -> bool:
    """Whether what a function gives holds the data in one of its parts alone, which is not the first."""
    return flow.label not in ("", "0", "[0]")


def _reading(origin: Origin, attribute: str) -> Origin:
    return origin._replace(slot=f"{origin.slot}.{attribute}")


def _is_object(origin: Origin, world: World) -> bool:
    """Whether the data went into an object that a class makes, or a function does, and nothing of that was read yet."""
    if origin.kind != "via" or "." in origin.slot:
        return False
    if is_class_name(origin.name):
        return True
    if origin.inner is None:
        return False
    told = summary_of(origin.name, world)
    return told is not None and told.makes.endswith("()") and any(flow.label for flow in told.flows)


def is_class_name(symbol: str) -> bool:
    """Whether the symbol is called like a class."""
    return symbol.rpartition(".")[2].lstrip("?@")[:1].isupper()


def _of_option(taints: frozenset[Taint], read: str, world: World) -> frozenset[Taint]:
    """The taints without those of a command line, where what is read of it is a number, or one of a few values."""
    if not read or not any(_PARSED in taint.origin.name for taint in taints) or not world.is_plain_option(read):
        return taints
    return frozenset(taint for taint in taints if _PARSED not in taint.origin.name)


_PARSED = "parse_args"


def _rest_of(symbol: str, slot: str, world: World) -> tuple[Closed | None, str]:
    """What the function does of which the symbol is a `functools.partial`, and the slot that the argument has there."""
    rest = world.partial(symbol) if symbol[:1] in ("?", "@") or symbol.startswith("$self.") else None
    if rest is None:
        return None, slot
    root, dot, attribute = rest.function.partition(".")
    name = f"{world.resolve(root)}{dot}{attribute}"
    moved = str(int(slot) + len(rest.positional)) if slot.isdigit() else slot
    return world.closed(name) or library(known_name(name)), moved


def _of_record(summary: Closed, slot: str, attribute: str) -> bool:
    """Whether what is passed to a record in a slot may be what the attribute holds."""
    fields = {flow.label for flow in summary.flows}
    if attribute in summary.methods or (slot.isdigit() and attribute in summary.plain):
        return False
    return slot not in fields or attribute in ("", slot) or attribute not in fields


def library(name: str) -> Closed | None:
    """What a function of a library does that is passed on or looked up instead of called: the sinks of that name."""
    flows = {
        Flow(str(position), sink.kind, sink.label, frozenset())
        for sink in SINKS
        if name in sink.names
        for position, _ in sink.slots
        if position is not None
    }
    return Closed(tuple("0123"), in_order(flows), (), "") if flows else None


def of_request(taints: frozenset[Taint], part: str) -> frozenset[Taint]:
    """The taints, of a request that was passed as a whole those of the part that is read."""
    if part == "[]":
        taints = frozenset(taint for taint in taints if IN_VALUES not in taint.cleared)
    if part:
        taints = frozenset(_once_read(taint, part) for taint in taints)
    if not any(is_whole_request(taint.origin) for taint in taints):
        return taints
    kept = (taint for taint in taints if part in REQUEST_PARTS or not is_whole_request(taint.origin))
    return frozenset(
        Taint(taint.origin._replace(name=taint.origin.name[:-1] + part), taint.cleared)
        if is_whole_request(taint.origin)
        else taint
        for taint in kept
    )


def _once_read(taint: Taint, part: str) -> Taint:
    """The taint of a parameter once an attribute or key of it is read."""
    bare = taint.origin.kind == "param" and not taint.origin.slot
    return Taint(taint.origin._replace(slot=part), taint.cleared) if bare else taint


def is_whole_request(origin: Origin) -> bool:
    """Whether it stands for a request that is passed to a function, which may read any part of it."""
    return origin.kind == "path" and origin.name.endswith(".*")


def fits(summary: Closed, parameter: str, slot: str) -> bool:
    """Whether the argument at a position or keyword is the parameter."""
    if parameter == ANY:
        return True
    parameters = summary.parameters
    if slot.startswith("**"):  # of the names in a mapping none is one that is passed by its place
        given = parameters[: int(slot[2:].partition(".")[0] or 0)]
        of_object = parameter.startswith("self.")  # what the object holds is no argument
        return not of_object and f"*{parameter}" not in parameters and parameter not in given
    if slot.endswith("*"):
        known = [name.lstrip("*") for name in parameters]
        return parameter in known and (known.index(parameter) >= int(slot[:-1]) or f"*{parameter}" in parameters)
    if slot.isdigit():
        rest = next((number for number, name in enumerate(parameters) if name.startswith("*")), len(parameters))
        if int(slot) >= rest:
            return f"*{parameter}" in parameters
        return parameters[int(slot)] == parameter
    return slot == parameter or (slot not in parameters and f"**{parameter}" in parameters)


def place_of_passed(told: Closed, called: Called, slot: str) -> str:
    """The slot in which a function passes on what it is passed in one: of `*rest`, the one as far behind its beginning."""
    rest = f"*{called.parameter}"
    if not (called.slot.endswith("*") and slot.isdigit() and rest in told.parameters):
        return called.slot
    return str(int(called.slot[:-1]) + int(slot) - told.parameters.index(rest))


def summary_of(symbol: str, world: World) -> Closed | None:
    """What the callee does; methods of an object are looked up in the class that made it."""
    if is_chosen(symbol):
        return world.closed(chosen(symbol))
    return world.closed(made_known(qualify(symbol, world), world))


def chosen(symbol: str) -> str:
    """What the functions are asked for by that a parser of commands keeps under a name."""
    return f"{CHOSEN}{symbol.rpartition('.')[2]}"
