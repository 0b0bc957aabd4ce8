"""lsprotocol's classes, each made by attrs when it is first used rather than all when they are imported.

A server that starts imports 554 classes and uses few of them. attrs writes methods for each and has the interpreter compile
them, and lsprotocol looks up what their annotations say: that was 150 of 430 ms of processor time from the start to the first
diagnostics. What is asked of a class first is its fields (`attrs.has` and `attrs.fields`, so `cattrs`, too) or an instance; for
both stands what makes it. The classes differ from the usual ones in having no slots. `import lsprotocol.types` is the slow
equivalent, and what there is where that has happened before.
"""

from __future__ import annotations

import sys
from threading import RLock
from typing import Any

_FIELDS = "__attrs_attrs__"
_making = RLock()
_left: list[type] = []
"""The classes that nothing may have used yet."""


def import_types() -> None:
    """Import lsprotocol's types, to be made when they are used, unless they are imported already."""
    if "lsprotocol.types" in sys.modules:
        return
    import attrs

    usual = attrs.define
    attrs.define = _noted  # type: ignore[assignment]
    try:
        import lsprotocol.types  # noqa: F401
    finally:
        attrs.define = usual
    from lsprotocol import _hooks

    _hooks._resolved_forward_references = True  # of each class when it is made


def make_some(count: int) -> bool:
    """Make so many of the classes that nothing has used yet; whether any are left."""
    while _left and count:
        cls = _left.pop()
        if _is_noted(cls):
            _make(cls)
            count -= 1
    return bool(_left)


def _noted(cls: type) -> type:
    """The class, which `attrs.define` makes what it is to be when its fields or an instance are asked for."""
    setattr(cls, _FIELDS, _Fields(cls))

    def __init__(self: Any, *arguments: Any, **named: Any) -> None:
        _make(cls)
        cls.__init__(self, *arguments, **named)  # type: ignore[misc]

    cls.__init__ = __init__  # type: ignore[misc]
    _left.append(cls)
    return cls


class _Fields:
    """Stands for the fields of a class that is not made yet."""

    def __init__(self, cls: type) -> None:
        self.cls = cls

    def __get__(self, instance: object, owner: type) -> Any:
        _make(self.cls)
        return getattr(owner, _FIELDS)


def _is_noted(cls: type) -> bool:
    return isinstance(vars(cls)[_FIELDS], _Fields)


def _make(cls: type) -> None:
    """Make a class, unless that has been done."""
    import attrs
    from lsprotocol import types

    with _making:
        if _is_noted(cls):
            attrs.define(cls, init=True, slots=False)
            attrs.resolve_types(cls, types.ALL_TYPES_MAP, {})
