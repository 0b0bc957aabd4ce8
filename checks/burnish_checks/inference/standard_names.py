"""How annotations name what the standard library defines: where its classes are imported from, and which take arguments."""

from __future__ import annotations

import sys

from burnish_checks.typing_names import ABSTRACT, BUILTIN

IN_TYPING = {name: there for there, name in ABSTRACT.items()}
"""What the classes of `collections.abc` are called in `typing`."""

CAPITAL = {name: there for there, name in BUILTIN.items()}
"""The same of built-in classes."""

ELSEWHERE = {
    "builtins.ellipsis": "types.EllipsisType",
    "builtins.function": "types.FunctionType",
    "builtins.module": "types.ModuleType",
    "typing.AbstractSet": "collections.abc.Set",
    "_collections_abc.dict_keys": "collections.abc.KeysView",
    "_collections_abc.dict_values": "collections.abc.ValuesView",
    "_collections_abc.dict_items": "collections.abc.ItemsView",
}

VIEWED = {"_collections_abc.dict_keys": slice(0, 1), "_collections_abc.dict_values": slice(1, 2)}
"""Which arguments of a dict's own views the abstract ones take."""

_SUBSCRIPTABLE = frozenset(
    {
        "dict", "enumerate", "frozenset", "list", "set", "tuple", "type", "BaseExceptionGroup",
        "ExceptionGroup", "deque", "defaultdict", "OrderedDict", "Counter", "ChainMap", "UserDict", "UserList",
        "AbstractContextManager", "AbstractAsyncContextManager", "Pattern", "Match", "PathLike", "DirEntry",
        "SimpleQueue", "Queue", "PriorityQueue", "LifoQueue", "Future", "Task", "CompletedProcess", "Popen",
        "partial", "partialmethod", "cached_property", "singledispatchmethod", "ref", "ReferenceType",
        "WeakMethod", "WeakValueDictionary", "WeakKeyDictionary", "WeakSet", "MappingProxyType", "ContextVar",
        "Token", "InitVar", "Field", "SpooledTemporaryFile", "TemporaryDirectory", "chain", "Mailbox", "Array",
        "SequenceMatcher", "dircmp", "FileInput", "Morsel", "ApplyResult", "AsyncResult", "ShareableList",
        "Shelf",
    }
)  # fmt: skip
"""Classes of the standard library that take type arguments when the program runs, since 3.9; others do so in stubs only."""

OF_TEXT_OR_BYTES = frozenset({"re.Pattern", "re.Match", "typing.IO", "os.PathLike"})
"""Generic classes of which there is one of text and one of bytes, and none of both."""


def is_generic_in_stubs_only(cls: str) -> bool:
    """Whether a class of the standard library takes type arguments only where nothing evaluates them."""
    module, _, last = cls.rpartition(".")
    if module in ("typing", "typing_extensions", "collections.abc", "_collections_abc"):
        return False
    return module.partition(".")[0] in sys.stdlib_module_names and last not in _SUBSCRIPTABLE
