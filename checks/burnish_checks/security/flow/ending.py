"""Where data comes from in the end, with everything asked that other functions do with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from burnish_checks.security.flow.beginnings import SOMETHING, keeps_from
from burnish_checks.security.flow.closed import ANY, Called, Closed, End, Flow, World
from burnish_checks.security.flow.effects import CLEANS, PASSES, UNDOES
from burnish_checks.security.flow.kinds import ALL, COMMAND, HTML, KEPT, PATH, REDIRECT
from burnish_checks.security.flow.kinds import RAISED as RAISED_KIND
from burnish_checks.security.flow.listening import CHOSEN, is_chosen
from burnish_checks.security.flow.meaning import held_known, made_known, qualify, source_of
from burnish_checks.security.flow.passing import known_name
from burnish_checks.security.flow.patterns import COMPILED, harmless_by, harmless_without, told_by_match
from burnish_checks.security.flow.sinks import SINKS
from burnish_checks.security.flow.sources import (
    REQUEST_PARTS,
)  # fmt: skip
from burnish_checks.security.flow.summaries import SELF
from burnish_checks.security.flow.texts import AFTER
from burnish_checks.security.flow.values import (
    ASKED,
    BELIEVED,
    DOUBT,
    IN_FILE,
    IN_VALUES,
    KEYS_READ,
    LEFT,
    MATCHED,
    REPLACED,
    VALUES_READ,
    WITHIN,
    Origin,
    Taint,
    catches,
    of_attribute,
    together,
)

_DEEPEST = 12
_NO_TEXT = frozenset({HTML, COMMAND})
"""What the parts of a tuple, dictionary or object cannot harm where it is used as a whole: an answer becomes JSON, what
follows the program in a list of arguments is no command."""


def ends(taint: Taint, world: World, depth: int = 0, cleared: frozenset[str] = frozenset()) -> Iterator[End]:
    """Where the data comes from in the end, through all calls that let it through."""
    for end in _ends(taint, world, depth, cleared):
        if not (KEYS_READ in end.cleared and IN_VALUES in end.cleared) or VALUES_READ in end.cleared:
            yield end._replace(cleared=end.cleared | {PATH}) if _is_no_way_up(end) else end


def _is_no_way_up(end: End) -> bool:
    """Whether it is one part of a path that is not `..`."""
    return end.source is not None and end.source.one_part and WITHIN in end.cleared


def _ends(taint: Taint, world: World, depth: int, cleared: frozenset[str]) -> Iterator[End]:
    origin = taint.origin
    cleared = together(cleared | once_known(taint.cleared, world))
    if depth > _DEEPEST:
        return
    if origin.kind == "param":
        source = world.handler(origin.name, origin.slot)
        cleared = cleared | {IN_VALUES} if source is not None and source.under_keys else cleared
        yield End(source, origin.name, cleared, origin)
    elif origin.kind == "path":
        yield from _of_path(origin, world, cleared)
    elif origin.kind == "kept":
        yield from _kept(origin, world, depth, cleared)
    elif origin.kind == "caught":
        yield from _caught(origin, world, depth, cleared)
    elif origin.inner is None:
        yield from _of_call(origin, world, cleared)
    else:
        yield from _through(origin, world, depth, cleared)


def _of_call(origin: Origin, world: World, cleared: frozenset[str]) -> Iterator[End]:
    """What a call gives that comes from outside, whatever it was passed."""
    summary = summary_of(origin.name, world)
    if summary is None and origin.name[:1] in "?@":
        name = qualify(origin.name, world)
        read = origin.slot.partition(".")[2]
        yield from (End(given.source, "", cleared | given.cleared, origin) for given in world.stored(name, read))
    if summary is None and is_parameter(origin.name):
        yield End(None, "", cleared, origin)
    if summary is not None and origin.name.startswith("$self.") and origin.name.count(".") == 1:
        told = summary.called_with(origin.given)
        yield from _of_own(told, origin, world, cleared) if told is not None else ()
    wanted = origin.slot.partition(".")[2]
    for given in summary.held_from_outside(origin.given) if summary is not None else ():
        if not (wanted and given.part) or wanted == given.part:
            whole = given.part not in ("", "0") and not wanted
            yield End(given.source, "", cleared | given.cleared | (_NO_TEXT if whole else frozenset()), origin)


def is_parameter(symbol: str) -> bool:
    """Whether it is a parameter that is called, of the function or of one around it."""
    return symbol[:1] == "$" and "." not in symbol and symbol != SELF and not symbol.endswith(")")


def once_known(cleared: frozenset[str], world: World) -> frozenset[str]:
    """What is harmless after the constants of the module that texts begin with, and after what its functions have answered."""
    if not cleared or not any(kind.startswith((AFTER, ASKED, LEFT, MATCHED, REPLACED)) for kind in cleared):
        return cleared
    found: set[str] = set()
    for kind in cleared:
        if kind.startswith(AFTER):
            text = world.literal(kind.removeprefix(AFTER))
            found |= keeps_from(text if isinstance(text, str) else SOMETHING)
        elif kind.startswith(ASKED):
            symbol, slot, answer = kind.removeprefix(ASKED).rsplit(":", 2)
            found |= _answered(symbol, slot, answer, world)
        elif kind.startswith(REPLACED):
            symbol, _, replacement = kind.removeprefix(REPLACED).partition(":")
            pattern = world.pattern(symbol)
            found |= harmless_without(pattern, replacement) if pattern is not None else _if_constant(symbol)
        elif kind.startswith(MATCHED):
            symbol, _, word = kind.removeprefix(MATCHED).rpartition(":")
            pattern = world.pattern(symbol)
            found |= told_by_match(pattern, word) if pattern is not None else _if_matched(symbol, word)
        elif kind.startswith(LEFT):
            found |= ALL if never_comes_back(kind.removeprefix(LEFT), world) else frozenset()
        else:
            found.add(kind)
    return frozenset(found)


def _if_matched(symbol: str, word: str) -> frozenset[str]:
    """What a text cannot harm in which a pattern was found that cannot be read: nothing, where the module makes it."""
    if symbol[:1] in "?@" and word != "search":
        return ALL
    return _if_constant(symbol)


def _if_constant(symbol: str) -> frozenset[str]:
    """What a pattern that cannot be read takes from a text: likely what harms, where it is a constant."""
    return frozenset({BELIEVED}) if symbol.rpartition(".")[2].lstrip("?@").isupper() else frozenset()


def never_comes_back(symbol: str, world: World) -> bool:
    """Whether what is called raises whatever it is passed."""
    told = summary_of(symbol, world)
    return told is not None and told.never


def _answered(symbol: str, slot: str, answer: str, world: World) -> frozenset[str]:
    """What is harmless where a function of the workspace has answered so; if nothing is known of it, that is in doubt."""
    told = summary_of(symbol, world)
    if told is None or not (told.checks or told.decisive):
        return frozenset({DOUBT} if answer != "always" else ())
    held = (check for check in told.checks if check.when in (answer, "always") and fits(told, check.parameter, slot))
    return frozenset[str]().union(*(check.kinds for check in held)) - {DOUBT}


def _through(origin: Origin, world: World, depth: int, cleared: frozenset[str]) -> Iterator[End]:
    """Data that went through a call."""
    name = known_name(held_known(qualify(origin.name, world), world))
    if name in CLEANS:
        yield from ends(origin.inner, world, depth + 1, together(cleared | CLEANS[name]))
    elif name in UNDOES:
        for end in ends(origin.inner, world, depth + 1):
            kept = end.cleared if end.cleared >= ALL else end.cleared - UNDOES[name]
            yield end._replace(cleared=kept | cleared)
    elif name.rpartition(".")[2].lstrip("@").startswith("url_for"):
        yield from ends(origin.inner, world, depth + 1, cleared | {REDIRECT})
    elif name.startswith(COMPILED):
        pattern = world.pattern(origin.name.rpartition(".")[0])
        safe = harmless_by(pattern) if isinstance(pattern, str) else frozenset[str]()
        yield from ends(origin.inner, world, depth + 1, cleared | safe)
    elif name in PASSES or name == SELF:
        yield from ends(origin.inner, world, depth + 1, cleared)
    elif origin.slot == "self" and summary_of(origin.name, world) is None:  # a method of which nothing is known
        sends = origin.name.rpartition(".")[2].startswith(_SENDING)  # what it gives is an answer, not its text
        yield from ends(origin.inner, world, depth + 1, cleared | ({DOUBT, HTML} if sends else {DOUBT}))
    else:
        yield from _through_function(origin, world, depth, cleared)


_SENDING = ("send_", "serve_", "respond", "to_response", "as_response")


def _through_function(origin: Origin, world: World, depth: int, cleared: frozenset[str]) -> Iterator[End]:
    """Data that went through a function of the workspace, or into an object that one of its classes made."""
    yield from _held_by(origin, world, cleared)
    for flow, arrived in arriving(origin.name, origin.slot, frozenset({origin.inner}), world, origin.given):
        if not flow.kind:
            whole = flow.label not in ("", "0", "[0]") and "." not in origin.slot
            kept = cleared | flow.cleared | (_NO_TEXT if whole else frozenset())
            for taint in arrived:
                for end in ends(taint, world, depth + 1, kept):
                    bare = flow.read and end.origin.kind == "param" and not end.origin.slot
                    yield end._replace(origin=end.origin._replace(slot=flow.read)) if bare else end


def _kept(origin: Origin, world: World, depth: int, cleared: frozenset[str]) -> Iterator[End]:
    """Data that was passed to a method and is kept in an attribute of its object."""
    slot, _, attribute = origin.slot.partition(".")
    for flow, arrived in arriving(origin.name, slot, frozenset({origin.inner}), world):
        if flow.kind == KEPT and flow.label == attribute:
            for taint in arrived:
                yield from ends(taint, world, depth + 1, cleared | flow.cleared | {DOUBT})


def _caught(origin: Origin, world: World, depth: int, cleared: frozenset[str]) -> Iterator[End]:
    """Data that was passed to a call and comes back in an exception that it raises."""
    slot, words, attribute = origin.slot.split("!")
    for flow, arrived in arriving(origin.name, slot, frozenset({origin.inner}), world):
        raised, _, carried = flow.label.partition(".")
        if flow.kind != RAISED_KIND or not catches(frozenset(words.split("|")), raised):
            continue
        if attribute in ("", "args", carried) or not carried:
            for taint in arrived:
                yield from ends(taint, world, depth + 1, cleared | flow.cleared)


def _held_by(origin: Origin, world: World, cleared: frozenset[str]) -> Iterator[End]:
    """What an object has read from outside where it was made, if that attribute is what is read."""
    attribute = origin.slot.partition(".")[2]
    summary = summary_of(origin.name, world) if attribute else None
    for given in summary.held_from_outside(origin.given) if summary is not None else ():
        if given.part == attribute:
            yield End(given.source, "", cleared | given.cleared, origin)


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
    summary: Closed, symbol: str, slot: str, taints: frozenset[Taint], world: World
) -> Iterator[tuple[Flow, frozenset[Taint]]]:
    """The same of a function that does what is known of it."""
    position, _, attribute = slot.partition(".")
    attribute, _, further = attribute.partition(".")
    taints = of_object(taints, further, world) if further else taints
    maker = symbol.rpartition(".")[0].removesuffix("()")
    if summary.record:
        if _of_record(summary, position, attribute):
            named = (flow.cleared for flow in summary.flows if flow.label == attribute)
            yield Flow(ANY, "", "", next(named, frozenset())), taints
        return
    for flow in summary.flows:
        if attribute and not flow.kind and flow.label != attribute:
            if flow.label:
                continue
            if attribute[0] != "[":
                flow = flow._replace(cleared=flow.cleared | {DOUBT})
        if position in ("self", "property") and flow.parameter.startswith("self."):
            part = flow.parameter.partition(".")[2]
            held = of_attribute(frozenset(_once_read(_looked_up(taint, part), part) for taint in taints), maker, part)
            held = of_object(held, part, world) if position == "self" else held
            yield flow, _further_read(held, maker, part, flow.read)
        elif fits(summary, flow.parameter, position):
            handed = taints
            if flow.kind == PATH and not flow.read:
                handed = frozenset(taint for taint in taints if IN_FILE not in taint.cleared)
            read = of_object(of_request(_of_option(handed, flow.read, world), flow.read), flow.read, world)
            if flow.read in ("items()", "values()", "get()"):
                read = frozenset(Taint(taint.origin, taint.cleared | {VALUES_READ}) for taint in read)
            yield flow, frozenset(map(_gone_through, read)) if KEYS_READ in flow.cleared else read


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
    method, called, part = read.partition("()")
    part = part.strip("[]")
    if not method.isidentifier() or not (part == "" or part.isidentifier() or part.isdigit()):
        return taints
    found: set[Taint] = set()
    for taint in taints:
        origin = taint.origin
        made = _is_object(origin, world)
        told = summary_of(f"{origin.name}().{method}", world) if made else None
        if told is not None:  # a method, or a property
            handed = (
                flow
                for flow in told.flows
                if not flow.kind and flow.parameter.startswith("self.") and not (part and flow.label not in ("", part))
            )
            found.update(
                Taint(_reading(origin, flow.parameter.partition(".")[2]), taint.cleared | flow.cleared)
                for flow in handed
            )
        elif not called and made:
            found.add(Taint(_reading(origin, read), taint.cleared))
        else:
            found.add(taint)
    return frozenset(found)


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


def ends_inside(taint: Taint, world: World) -> Iterator[End]:
    """Where the data comes from in the end; that in an object is what any of its attributes holds, not the object."""
    origin = taint.origin
    held_in = origin.kind == "via" and origin.inner is not None and is_class_name(origin.name)
    if not held_in or summary_of(origin.name, world) is None:
        yield from ends(taint, world)
        return
    for flow, arrived in arriving(origin.name, origin.slot, frozenset({origin.inner}), world, origin.given):
        for inner in arrived if not flow.kind else ():
            yield from ends(inner, world, 1, taint.cleared | flow.cleared)


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
    return Closed(tuple("0123"), tuple(sorted(flows, key=repr)), (), "") if flows else None


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
        return f"*{parameter}" not in parameters and parameter not in given
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


def _of_path(origin: Origin, world: World, cleared: frozenset[str]) -> Iterator[End]:
    source = source_of(origin.name, world)
    if source is not None:
        yield End(source, "", cleared, origin)
    elif _is_own_attribute(origin.name):
        yield from _of_attributes([(origin, cleared)], world)
    elif not is_whole_request(origin) and not origin.name.startswith("$self."):
        for given in world.stored(qualify(origin.name, world)):
            yield End(given.source, "", cleared | given.cleared | {DOUBT}, origin)


def _is_own_attribute(name: str) -> bool:
    return name.startswith("$self.") and "(" not in name and name.count(".") == 1


def _of_own(summary: Closed, origin: Origin, world: World, cleared: frozenset[str]) -> Iterator[End]:
    """What other attributes of the object hold that a method of it gives."""
    yield from _of_attributes(_read_by(summary, cleared, world), world, origin.name)


def _of_attributes(waiting: list[tuple[Origin, frozenset[str]]], world: World, *done: str) -> Iterator[End]:
    """What attributes of the object hold, or what those hold that a property of that name gives.

    Each is looked at once: where twelve properties read each other, all ways from one to the next were ten million steps.
    """
    seen = {(name, "") for name in done}
    while waiting:
        origin, cleared = waiting.pop()
        if (origin.name, origin.slot) in seen:
            continue
        seen.add((origin.name, origin.slot))
        source = source_of(origin.name, world)
        if source is not None:
            yield End(source, "", cleared, origin)
        elif _is_own_attribute(origin.name):
            for given in world.stored(origin.name.partition(".")[2], origin.slot):
                yield End(given.source, "", cleared | given.cleared | {DOUBT}, origin)
            told = world.closed(origin.name)
            if told is not None and not told.parameters:
                yield from (End(given.source, "", cleared | given.cleared, origin) for given in told.given)
                waiting += _read_by(told, cleared, world)
            yield End(None, origin.name[1:], cleared, origin)


def _read_by(told: Closed, cleared: frozenset[str], world: World) -> list[tuple[Origin, frozenset[str]]]:
    """The attributes of the object that a method or property gives, each with what they can no longer harm."""
    return [
        (
            Origin("path", f"${flow.parameter}", flow.read),
            together(
                cleared | once_known(flow.cleared, world) | (_NO_TEXT if flow.label not in ("", "0") else frozenset())
            ),
        )
        for flow in told.flows
        if not flow.kind and flow.parameter.startswith("self.")
    ]


def all_ends(taints: Iterable[Taint], world: World) -> Iterator[End]:
    for taint in taints:
        yield from ends(taint, world)
