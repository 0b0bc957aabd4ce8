"""What a file imports and uses at all, as questions that a check of any category may ask."""

from __future__ import annotations

from typing import Any

from burnish_checks.core.context import View, topic
from burnish_checks.core.published import published


@topic("uses-name", reads=("uses",))
def uses_name_topic(view: View, index: int, name: str) -> Any:
    """Whether any block of the file uses the module-level name."""
    return name in view.joined.get("uses", {})


@topic("uses-chain", reads=("chains",))
def uses_chain_topic(view: View, index: int, chain: str) -> Any:
    """Whether any block of the file uses the chain of attributes, such as `socket.setdefaulttimeout`."""
    return chain in view.joined.get("chains", {})


@topic("speaks-of", reads=("uses",))
def speaks_of_topic(view: View, index: int, word: str) -> Any:
    """Whether any name of the module that is used in the file has the word in it, whatever its case."""
    return any(word in name.lower() for name in view.joined.get("uses", {}))


@topic("imports-module", reads=("imports",))
def imports_module_topic(view: View, index: int, name: str) -> Any:
    """Whether any import of the file, at whatever depth, names the module or something in it."""
    return imports_module(view.joined.get("imports", ()), name)


def imports_module(imports: Any, name: str) -> bool:
    """Whether any of the imports names the module, or a copy of it, or something in it."""
    for item in imports:
        module = published(item.module)
        if module == name or module.startswith(f"{name}.") or published(item.qualified) == name:
            return True
    return False
