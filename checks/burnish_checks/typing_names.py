"""What `typing` calls the built-in classes, which took arguments there alone before 3.9, and the abstract ones."""

from __future__ import annotations

BUILTIN = {"List": "list", "Dict": "dict", "Set": "set", "FrozenSet": "frozenset", "Tuple": "tuple", "Type": "type"}
"""The built-in classes, by their names in `typing`."""

ABSTRACT = {
    **{
        name: name
        for name in ("Awaitable", "Coroutine", "AsyncIterable", "AsyncIterator", "AsyncGenerator", "Hashable")
    },
    **{name: name for name in ("Iterable", "Iterator", "Generator", "Reversible", "Sized", "Container", "Collection")},
    **{name: name for name in ("Callable", "MutableSet", "Mapping", "MutableMapping", "Sequence", "MutableSequence")},
    **{name: name for name in ("MappingView", "KeysView", "ItemsView", "ValuesView")},
    "AbstractSet": "Set",
}
"""The classes of `collections.abc`, by their names in `typing`, where `Set` is the concrete one."""
