"""Programs made of fragments, and which of them are put together."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.security.composed.fragments import KINDS, Fragment, read

ANSWERS = {
    "flask": ("", '{"ok": True}'),
    "django": ("from django.http import JsonResponse", 'JsonResponse({"ok": True})'),
    "fastapi": ("from starlette.responses import JSONResponse", 'JSONResponse({"ok": True})'),
    "aiohttp": ("from aiohttp import web", 'web.json_response({"ok": True})'),
    "pyramid": ("", '{"ok": True}'),
    "wsgi": ("", "[b'ok']"),
    "sanic": ("from sanic.response import empty", "empty()"),
}
"""An answer of each framework, with what it imports; `None` in the others."""
_IMPORT = re.compile(r"(?:from|import) ")
_TOKEN = re.compile(r"\b(\w*)N\b(?<=[a-z_A-Z]N)")


@dataclass
class Program:
    """The modules of one program, the rule that judges it, and whether that should speak."""

    parts: tuple[Fragment, ...]
    kind: str
    unsafe: bool
    modules: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The names of its fragments."""
        return " / ".join(part.name for part in self.parts)


@dataclass
class _Code:
    """What the rest of a program needs, defines and does."""

    defined: list[str]
    lines: list[str]


def compose(parts: Sequence[Fragment], *, unsafe: bool) -> Program:
    """The program in which the data goes from the first fragment through the others into the last."""
    source, sink = parts[0], parts[-1]
    program = Program(tuple(parts), KINDS[sink.options["kind"]], unsafe)
    code = _rest(parts, 0, "", source, program)
    program.modules["views.py"] = _module(code.defined)
    return program


def _rest(parts: Sequence[Fragment], index: int, given: str, source: Fragment, program: Program) -> _Code:
    """The fragments from the given one on, for data that the expression holds."""
    part, out = parts[index], f"value{index}"
    imported, answer = ANSWERS.get(source.options["framework"], ("", "None"))

    def written(lines: Iterable[str]) -> list[str]:
        return [_written(line, given, out, index, answer, "async" in source.words) for line in lines]

    own = [line for line in part.lines if not _IMPORT.match(line)]
    defined = written([*part.defined, *(line for line in part.lines if _IMPORT.match(line))])
    if "ANSWER" in "".join(part.lines):
        defined.insert(0, imported)
    lines = written(own)
    if index == len(parts) - 1:
        if "ends" not in part.words:
            lines.append(f"return {answer}")
            defined.insert(0, imported)
        return _Code(defined, lines)
    rest = _rest(parts, index + 1, out, source, program)
    if part.sort == "source":
        return _Code([*rest.defined, *_with_body([*defined, *lines], rest.lines)], [])
    if part.module:
        moved = written(part.moved)
        if part.takes_rest:
            program.modules[f"{part.module[:-1]}{index}.py"] = _module([*rest.defined, *_with_body(moved, rest.lines)])
            return _Code(defined, lines)
        program.modules[f"{part.module[:-1]}{index}.py"] = _module(moved)
        return _Code([*defined, *rest.defined], [*lines, *rest.lines])
    if part.takes_rest:
        return _Code([*rest.defined, *_with_body(defined, rest.lines)], lines)
    lines = _with_body(lines, rest.lines) if "BODY" in (line.strip() for line in lines) else [*lines, *rest.lines]
    return _Code([*defined, *rest.defined], lines)


def _written(line: str, given: str, out: str, index: int, answer: str, is_async: bool) -> str:
    line = re.sub(r"(?:def )?ASYNC_(\w+)\(", r"async def \1(" if is_async else r"def \1(", line)
    line = line.replace("AWAIT ", "await " if is_async else "")
    line = re.sub(r"\bIN\b", given, line)
    line = re.sub(r"\bOUT\b", out, line)
    line = re.sub(r"\bANSWER\b", lambda _: answer, line)
    return _TOKEN.sub(rf"\g<1>{index}", line)


def _with_body(lines: Iterable[str], body: Sequence[str]) -> list[str]:
    """The lines with the body, at its indentation, where they say `BODY`."""
    found: list[str] = []
    for line in lines:
        if line.strip() == "BODY":
            indent = line[: len(line) - len(line.lstrip())]
            found += [f"{indent}{item}" if item else item for item in body]
        else:
            found.append(line)
    return found


def _module(lines: Iterable[str]) -> str:
    """The text of a module, its imports first."""
    lines = list(lines)
    imports = sorted({line for line in lines if _IMPORT.match(line)}, key=lambda line: ("__future__" not in line, line))
    rest = [line for line in lines if not _IMPORT.match(line)]
    return "\n".join([*imports, "", *rest]) + "\n"


def fits(parts: Sequence[Fragment]) -> bool:
    """Whether the fragments make sense together."""
    source, *between, sink = parts
    framework = source.options["framework"]
    for part in parts[1:]:
        if framework not in part.options.get("frameworks", framework).split(","):
            return False
        if ("async" in part.words and "async" not in source.words) or (
            "sync" in part.words and "async" in source.words
        ):
            return False
    if source.name in sink.options.get("not", "").split(",") or ({"message"} & source.words and "ends" in sink.words):
        return False
    if "stays" in sink.words and any(part.takes_rest for part in between):
        return False
    guards = [number for number, part in enumerate(between) if part.sort == "guard"]
    if guards:
        if any("exact" not in part.words for part in between[guards[0] + 1 :]):
            return False
        return not ("hosts" in between[guards[0]].words and "host" in sink.words)
    return "harmless" not in source.words or all("exact" in part.words for part in between)


def label(parts: Sequence[Fragment]) -> bool | None:
    """Whether the program is unsafe; None where that is not said."""
    source, *between, sink = parts
    kind = sink.options["kind"]
    guards = [part for part in between if part.sort == "guard"]
    if "whatever" in sink.words and (guards or "harmless" in source.words):
        return None
    if "harmless" in source.words:
        return False if not guards else None
    for guard in guards:
        return False if guard.among("cleans", kind) else True if guard.among("leaves", kind) else None
    return True


def composed(seed: int = 0, most: int | None = None) -> Iterator[Program]:
    """Programs in which each pair of fragments that fit occurs, in an order that the seed gives; the most first."""
    chooser = random.Random(seed)
    sources, carriers, guards, sinks = map(read, ("source", "carrier", "guard", "sink"))
    pairs = [(one, other) for one in sources for other in (*carriers, *sinks)]
    pairs += [(one, other) for one in (*carriers, *guards) for other in sinks]
    pairs += [(one, other) for one in guards for other in carriers]
    chooser.shuffle(pairs)
    covered: set[tuple[str, str, str, str]] = set()
    used: Counter[str] = Counter()
    made = 0
    for one, other in pairs:
        if _key(one, other) in covered:
            continue
        for _ in range(_TRIES):
            parts = _around(one, other, sources, carriers, sinks, used, chooser)
            unsafe = label(parts) if fits(parts) else None
            if unsafe is None:
                continue
            covered.update(_key(first, second) for first in parts for second in parts if first is not second)
            used.update(part.name for part in parts)
            yield compose(parts, unsafe=unsafe)
            made += 1
            break
        if made == most:
            return


_TRIES = 40


def _key(one: Fragment, other: Fragment) -> tuple[str, str, str, str]:
    return one.sort, one.name, other.sort, other.name


def _around(
    one: Fragment,
    other: Fragment,
    sources: Sequence[Fragment],
    carriers: Sequence[Fragment],
    sinks: Sequence[Fragment],
    used: Counter[str],
    chooser: random.Random,
) -> list[Fragment]:
    """A program that has both: what is missing is chosen from what was used least."""

    def some(fragments: Sequence[Fragment]) -> Fragment:
        return min(chooser.sample(fragments, 3), key=lambda item: used[item.name])

    chosen = {part.sort: part for part in (one, other)}
    first, second = chosen.get("carrier") or some(carriers), some(carriers)
    between = [first, second] if chooser.random() < 0.5 else [second, first]
    if "guard" in chosen:
        between.insert(chooser.randrange(3), chosen["guard"])
    return [chosen.get("source") or some(sources), *between, chosen.get("sink") or some(sinks)]
