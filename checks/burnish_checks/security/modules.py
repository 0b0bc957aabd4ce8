"""Whether the file imports a module at all, as a question a check may ask."""

from __future__ import annotations

from typing import Any

from burnish_checks.core.context import View, topic


@topic("uses-name", reads=("uses",))
def uses_name_topic(view: View, index: int, name: str) -> Any:
    """Whether any block of the file uses the module-level name."""
    return name in view.joined.get("uses", {})


@topic("imports-module", reads=("imports",))
def imports_module_topic(view: View, index: int, name: str) -> Any:
    """Whether any import of the file, at whatever depth, names the module or something in it."""
    return any(
        item.module == name or item.module.startswith(f"{name}.") or item.qualified == name
        for item in view.joined.get("imports", {})
    )
