"""Where data comes from in the end, with everything asked that other functions do with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from burnish_checks.security.flow.arriving import (
    arriving,
    behind_property,
    is_class_name,
    is_part,
    is_whole_request,
    summary_of,
)
from burnish_checks.security.flow.catching import catches
from burnish_checks.security.flow.certainty import is_one_part, names_referrer
from burnish_checks.security.flow.closed import Closed, End, World
from burnish_checks.security.flow.effects import CLEANS, OF_SCHEMA, PASSES, RECORD_MAKERS, UNDOES
from burnish_checks.security.flow.kinds import ALL, HTML, KEPT, NO_TEXT, PATH, REDIRECT
from burnish_checks.security.flow.kinds import RAISED as RAISED_KIND
from burnish_checks.security.flow.marks import (
    DOUBT,
    IN_VALUES,
    JOINED,
    KEYS_READ,
    NO_PARENT,
    NO_SLASHES,
    VALUES_READ,
    WITHIN,
    together,
)
from burnish_checks.security.flow.meaning import held_known, qualify, source_of
from burnish_checks.security.flow.passing import JOINS_ADDRESSES, cleaned_as_passed, known_name
from burnish_checks.security.flow.patterns import COMPILED, harmless_by
from burnish_checks.security.flow.routing import harmless_part
from burnish_checks.security.flow.settling import once_known
from burnish_checks.security.flow.sources import FILE_NAME, LINKS, REQUEST_NAMES, REQUEST_PARTS, ROUTED, SET_BY_SERVER
from burnish_checks.security.flow.summary import SELF
from burnish_checks.security.flow.taints import ANY_KEY, PUT_IN, Origin, Taint, is_own_host, once_listed
from burnish_checks.security.flow.values import is_parameter

_DEEPEST = 12


def ends(taint: Taint, world: World, depth: int = 0, cleared: frozenset[str] = frozenset()) -> Iterator[End]:
    """Where the data comes from in the end, through all calls that let it through."""
    for end in _ends(taint, world, depth, cleared):
        if not (KEYS_READ in end.cleared and IN_VALUES in end.cleared) or VALUES_READ in end.cleared:
            yield end._replace(cleared=end.cleared | {PATH}) if _is_no_way_up(end, world) else end


def _is_no_way_up(end: End, world: World) -> bool:
    """Whether it is one part of a path that is not `..`, or part of an address, which does not begin with a slash: most
    frameworks make one of two slashes, but Starlette's `{name:path}` begins with the second."""
    if NO_PARENT in end.cleared and end.source is not None and end.source.is_of_path:
        return is_one_part(end, end.cleared) or not any(map(world.imports, ("fastapi", "starlette")))
    return not end.cleared.isdisjoint((WITHIN, NO_PARENT)) and is_one_part(end, end.cleared)


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
    parts = dict(behind_property(summary, wanted, world)) if summary is not None else {}
    for given in summary.held_from_outside(origin.given) if summary is not None else ():
        if not (wanted and given.part) or wanted == given.part or given.part in parts:
            cleared |= parts.get(given.part, frozenset())
            whole = given.part not in ("", "0") and not wanted
            kinds = once_listed(given.cleared, KEYS_READ in cleared)
            yield End(given.source, "", cleared | kinds | (NO_TEXT if whole else frozenset()), origin)


def _through(origin: Origin, world: World, depth: int, cleared: frozenset[str]) -> Iterator[End]:
    """Data that went through a call."""
    name = known_name(held_known(qualify(origin.name, world), world))
    if name in CLEANS:
        yield from ends(origin.inner, world, depth + 1, together(cleared | cleaned_as_passed(name, origin.given)))
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
    elif origin.slot.partition(".")[0] == "0" and OF_SCHEMA.fullmatch(name):
        yield from ends(origin.inner, world, depth + 1, cleared | {DOUBT})
    elif name in PASSES or name in RECORD_MAKERS or name == SELF or origin.slot == PUT_IN:
        joins = name == JOINS_ADDRESSES and origin.slot == "1"
        yield from ends(origin.inner, world, depth + 1, together(cleared | {JOINED}) if joins else cleared)
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
            whole = is_part(flow) and "." not in origin.slot
            kinds = once_listed(flow.cleared, KEYS_READ in cleared or "." in origin.slot)
            kept = cleared | kinds | (NO_TEXT if whole else frozenset())
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


def _of_path(origin: Origin, world: World, cleared: frozenset[str]) -> Iterator[End]:
    owner, _, part = origin.name.removeprefix("$").partition(".")
    if part in REQUEST_PARTS and owner in REQUEST_NAMES and origin.name[0] == "$" and world.is_handed_requests:
        yield End(None, owner, cleared, Origin("param", owner, part))
    source = source_of(origin.name, world)
    if source is not None:
        if names_referrer(origin):
            source = source._replace(of_referrer=True)
        if origin.slot.lower() in _NAMES_HOST:
            source = source._replace(kinds=source.kinds | LINKS)
        cleared = cleared | {REDIRECT} if is_own_host(origin) else cleared
        part = origin.name.rpartition(".")[2]
        if origin.slot and part in ROUTED:
            known = harmless_part(origin.slot, world)
            cleared |= known - {NO_SLASHES} if part == "match_info" else known  # which aiohttp unquotes, `%2F` too
        if part in ("META", "environ") and origin.slot in SET_BY_SERVER:
            return
        if part == "headers" and FILE_NAME in source.kinds and origin.slot.lower() != "content-disposition":
            return
        yield End(source, "", cleared, origin)
    elif _is_own_attribute(origin.name):
        yield from _of_attributes([(origin, cleared)], world)
    elif not is_whole_request(origin) and not origin.name.startswith("$self."):
        for given in world.stored(qualify(origin.name, world)):
            yield End(given.source, "", cleared | given.cleared | {DOUBT}, origin)


_NAMES_HOST = frozenset({"host", "http_host", "x-forwarded-host", "http_x_forwarded_host"})


def _is_own_attribute(name: str) -> bool:
    return name.startswith("$self.") and "(" not in name and name.count(".") == 1


def _of_own(summary: Closed, origin: Origin, world: World, cleared: frozenset[str]) -> Iterator[End]:
    """What other attributes of the object hold that a method of it gives, or that part of it which is read."""
    part = origin.slot.partition(".")[2].partition(".")[0]
    yield from _of_attributes(_read_by(summary, cleared, world, part), world, origin.name)


def _of_attributes(waiting: list[tuple[Origin, frozenset[str]]], world: World, *done: str) -> Iterator[End]:
    """What attributes of the object hold, or what those hold that a property of that name gives.

    Each is looked at once for what may do most harm: where twelve properties read each other, all ways from one to the next
    were ten million steps.
    """
    seen: dict[tuple[str, str], list[frozenset[str]]] = {(name, ""): [frozenset()] for name in done}
    while waiting:
        waiting.sort(key=lambda item: (len(item[1]), item[0].name), reverse=True)
        origin, cleared = waiting.pop()
        before = seen.setdefault((origin.name, origin.slot), [])
        if any(known <= cleared for known in before):
            continue
        before.append(cleared)
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


def _read_by(
    told: Closed, cleared: frozenset[str], world: World, part: str = ""
) -> list[tuple[Origin, frozenset[str]]]:
    """The attributes of the object that a method or property gives, in a part of it or at all, each with what they can no
    longer harm."""
    return [
        (
            Origin("path", f"${flow.parameter}", flow.read),
            together(
                cleared
                | once_known(flow.cleared, world)
                | (NO_TEXT if flow.label not in ("", "0") and not part else frozenset())
            ),
        )
        for flow in told.flows
        if not flow.kind
        and flow.parameter.startswith("self.")
        and (not (part and flow.label) or part in (flow.label, ANY_KEY))
    ]


def all_ends(taints: Iterable[Taint], world: World) -> Iterator[End]:
    for taint in taints:
        yield from ends(taint, world)
