"""The rule unsafe-yaml-load."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import argument, has_star, without_argument
from burnish_checks.security.classes import derives_from
from burnish_checks.security.known import constants, names
from burnish_checks.security.passed import APPLIES, applied, passed
from burnish_checks.security.shipped import is_opened_here

_HOMES = ("yaml", "ruamel.yaml")
_LOADS = {f"{home}.{name}": f"safe_{name}" for home in _HOMES for name in ("load", "load_all")}
_UNSAFE = {
    f"{home}.{kind}_{name}": f"safe_{name}"
    for home in _HOMES
    for kind in ("unsafe", "full")
    for name in ("load", "load_all")
}
_READERS = frozenset({"ruamel.yaml.YAML", "ruamel.yaml.main.YAML"})
_SAFE_LOADERS = frozenset(
    f"{home}.{name}"
    for home in _HOMES
    for name in (
        "SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader", "RoundTripLoader",
        "loader.SafeLoader", "loader.BaseLoader", "cyaml.CSafeLoader", "cyaml.CBaseLoader",
    )
)  # fmt: skip
_UNSAFE_LOADERS = ("Loader", "UnsafeLoader", "FullLoader", "CLoader", "CUnsafeLoader", "CFullLoader")
_FULL_LOADERS = frozenset({"FullLoader", "CFullLoader"})
_ALL_UNSAFE = frozenset(f"{home}.{name}" for home in _HOMES for name in _UNSAFE_LOADERS)
_CONSTRUCTS = deferred(r"\.get_(?:single_)?data\(")


@rule(
    Category.SECURITY,
    visits=syntax.Call,
    only=(calls({*_LOADS, *_UNSAFE, *_READERS, *_ALL_UNSAFE, *APPLIES}),),
    aliases=("S506", "B506"),
)
def unsafe_yaml_load(block: Block, call: syntax.Call, context: Context) -> Iterator[Finding]:
    """`yaml.load` builds whatever Python objects the document names, and so runs code that its author chose.

    Only `SafeLoader` (and `BaseLoader`) keep to plain values. `FullLoader`, the default in some releases, builds no objects
    since PyYAML 5.4 and is information: a document can still have it hand out any function. Where it reads a file that is
    opened there, as a program does its settings, it is a hint, as all of it is in tests. A loader class derived from
    `SafeLoader` in the same file is taken as safe; one that is passed in from elsewhere is only hinted at.

    ```python
    import yaml

    def read(stream):
        return yaml.load(stream)
    ```

    ```python
    import yaml

    def read(stream):
        return yaml.safe_load(stream)
    ```
    """
    for found in _found(block, call, context):
        yield replace(found, severity=Severity.HINT) if context.role.tested else found


def _found(block: Block, call: syntax.Call, context: Context) -> Iterator[Finding]:
    name = context.qualified(call.func)
    if (later := applied(call, name)) is not None:
        call, name = later, context.qualified(later.func)
    if name in _UNSAFE:
        own = name.startswith("yaml.")
        yield block.finding(
            call.func,
            _FULL.format(name, f"`{_UNSAFE[name]}`")
            if "full_load" in name
            else f"`{name}` runs code that the document names; use `{_UNSAFE[name]}`.",
            data={"safe": _UNSAFE[name]} if own and later is None else {},
            severity=_of_full(block, call, context) if "full_load" in name else None,
        )
    elif name in _READERS:
        if "unsafe" in constants(context, passed(context, call).get(None, "typ")):
            severity = Severity.HINT if _only_writes(block, call, context) else None
            message = 'A reader of the kind "unsafe" builds any Python object; use "safe".'
            yield block.finding(call, message, severity=severity)
    elif name.rpartition(".")[2] in _UNSAFE_LOADERS and name.rpartition(".")[0] in _HOMES:
        if _CONSTRUCTS.search(block.text) and later is None:
            full = name.rpartition(".")[2] in _FULL_LOADERS
            message = "This loader may build any Python object the document names; use `SafeLoader`."
            message = _FULL.format(name, "`SafeLoader`") if full else message
            yield block.finding(call.func, message, severity=Severity.INFORMATION if full else None)
    elif name in _LOADS:
        yield from _load(block, call, name, context, fixable=later is None)


def _of_full(block: Block, call: syntax.Call, context: Context) -> Severity:
    """How loud it is said of a loader that builds no objects: less so of a file of the program's own."""
    own = is_opened_here(block, call.args[0] if call.args else None, context)
    return Severity.HINT if own else Severity.INFORMATION


def _only_writes(block: Block, call: syntax.Call, context: Context) -> bool:
    """Whether what a module of its own keeps under a name is there to write, and reads nothing in this file."""
    statement = block.parent(call)
    if isinstance(statement, syntax.Attribute):
        return statement.attr in ("dump", "dump_all")
    if not isinstance(statement, syntax.Assign):
        return False
    name = statement.targets[0]
    if not isinstance(name, syntax.Name) or block.parent(statement) is not None or block.in_class:
        return False
    used = [kind for kind in ("dump", "dump_all", "load", "load_all") if context.ask("uses-chain", f"{name.id}.{kind}")]
    return bool(used) and not {"load", "load_all"}.intersection(used)


def _load(block: Block, call: syntax.Call, name: str, context: Context, *, fixable: bool) -> Iterator[Finding]:
    arguments = passed(context, call)
    loader, place = arguments.get(1, "Loader"), arguments.value(1, "Loader")
    if loader is None or place is None:
        if not arguments.open:
            message = f"`{name}` without a loader may build any Python object the document names; use `{_LOADS[name]}`."
            yield block.finding(
                call.func, message, data={"safe": _LOADS[name]} if fixable and not has_star(call) else {}
            )
        return
    # A class of the function around has no dotted name.
    local = f"@{loader.id}" if isinstance(loader, syntax.Name) else ""
    kinds = [kind.removesuffix("()") or local for kind in names(context, loader)]
    unsafe = [kind for kind in kinds if not _derives(block, kind, context, _SAFE_LOADERS)]
    if not unsafe:
        return
    kind = min(unsafe, key=_is_full)
    named = kind.startswith(("yaml.", "ruamel.yaml."))
    shown = kind.rpartition(".")[2] if named else block.source(place)
    full = _is_full(kind)
    message = f"`{shown}` may build any Python object the document names; use `SafeLoader`."
    message = _FULL.format(shown, "`SafeLoader`") if full else message
    fits = named and fixable and not has_star(call) and name.startswith("yaml.")
    data = {"safe": _LOADS[name]} if fits else {"loader": shown}
    known = named or (kind.startswith("@") and _derives(block, kind, context, _ALL_UNSAFE))
    aloud = _of_full(block, call, context) if full else None
    yield block.finding(place, message, data=data, severity=aloud if known else Severity.HINT)


def _derives(block: Block, kind: str, context: Context, loaders: frozenset[str]) -> bool:
    """Whether a class is one of these loaders, or derives from one."""
    return kind in loaders or derives_from(context, kind, loaders) or _derives_here(block, kind, context, loaders)


def _derives_here(block: Block, kind: str, context: Context, loaders: frozenset[str]) -> bool:
    """Whether it is a class that the function around defines, and derives from one of these."""
    own = [item for item in block.nodes(syntax.ClassDef) if item.name == kind.lstrip("@")]
    bases = [[context.qualified(base) for base in item.bases] for item in own]
    return bool(own) and all(
        any(name in loaders or derives_from(context, name, loaders) for name in item) for item in bases
    )


_FULL = "`{}` hands out functions that the document names, and was escaped from before PyYAML 5.4; use {}."


def _is_full(kind: str) -> bool:
    """Whether it is the loader that builds no objects of classes the document names, as far as is known."""
    return kind.startswith("yaml.") and kind.rpartition(".")[2] in _FULL_LOADERS


@unsafe_yaml_load.fix(
    "Use `yaml.{safe}`",
    Safety.UNSAFE,
    why="Documents with tags that build Python objects are refused from now on.",
    when=lambda finding: "safe" in finding.data,
)
def load_safely(target: Target) -> Repair:
    """Call the safe function, without the loader."""
    return load_with(target, target.finding.data["safe"])


def load_with(target: Target, safe: str) -> Repair:
    """The call at the target as a call of a safe function of PyYAML."""
    call = target.node(syntax.Call)
    loader = argument(call, 1, "Loader")
    if loader is not None and has_star(call):
        raise Refused("The arguments of this call are not all written out.")
    if isinstance(call.func, syntax.Attribute):
        changes = [target.replace(call.func, f"{target.source(call.func.value)}.{safe}")]
    else:
        imported = ensure_import(target.snapshot, "yaml", safe, index=target.index)
        changes = [target.replace(call.func, imported.expression), *imported.changes]
    if loader is not None:
        changes.append(without_argument(target, call, loader))
    return Repair(tuple(changes))
