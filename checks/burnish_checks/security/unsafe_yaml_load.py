"""The rule unsafe-yaml-load."""

from __future__ import annotations

from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls
from burnish_checks.security.calls import argument, has_star, without_argument
from burnish_checks.security.classes import derives_from

_LOADS = {"yaml.load": "safe_load", "yaml.load_all": "safe_load_all"}
_UNSAFE = {"yaml.unsafe_load": "safe_load", "yaml.unsafe_load_all": "safe_load_all"}
_SAFE_LOADERS = frozenset(
    f"yaml.{name}"
    for name in (
        "SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader",
        "loader.SafeLoader", "loader.BaseLoader", "cyaml.CSafeLoader", "cyaml.CBaseLoader",
    )
)  # fmt: skip
_UNSAFE_LOADERS = ("Loader", "UnsafeLoader", "FullLoader", "CLoader", "CUnsafeLoader", "CFullLoader")


@rule(Category.SECURITY, visits=syntax.Call, only=(calls({*_LOADS, *_UNSAFE}),), aliases=("S506", "B506"))
def unsafe_yaml_load(block: Block, call: syntax.Call, context: Context) -> Iterator[Finding]:
    """`yaml.load` builds whatever Python objects the document names, and so runs code that its author chose.

    Only `SafeLoader` (and `BaseLoader`) keep to plain values. `FullLoader`, the default in some releases, has been
    escaped from more than once. A loader class derived from `SafeLoader` in the same file is taken as safe; one
    that is passed in from elsewhere is only hinted at.

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
    name = context.qualified(call.func)
    if name in _UNSAFE:
        yield block.finding(
            call.func,
            f"`{name}` runs code that the document names; use `{_UNSAFE[name]}`.",
            data={"safe": _UNSAFE[name]},
        )
    elif name in _LOADS:
        loader = argument(call, 1, "Loader")
        if loader is None:
            if not has_star(call):
                message = (
                    f"`{name}` without a loader may build any Python object the document names; use `{_LOADS[name]}`."
                )
                yield block.finding(call.func, message, data={"safe": _LOADS[name]})
            return
        kind = context.qualified(loader)
        if kind in _SAFE_LOADERS or derives_from(context, kind, _SAFE_LOADERS):
            return
        known = kind.startswith("yaml.")
        shown = kind.rpartition(".")[2] if known else block.source(loader)
        message = f"`{shown}` may build any Python object the document names; use `SafeLoader`."
        data = {"safe": _LOADS[name]} if known else {"loader": shown}
        yield block.finding(loader, message, data=data, severity=None if known else Severity.HINT)


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
