"""What the data model fixes of special methods: https://docs.python.org/3/reference/datamodel.html."""

from __future__ import annotations

from burnish_checks.inference.types import (
    BOOL,
    INT,
    NONE,
    OBJECT,
    STR,
    ClassType,
    Instance,
    Type,
    instance,
    union,
)

RETURNS: dict[str, Type] = {
    **dict.fromkeys(("__init__", "__setattr__", "__delattr__", "__setitem__", "__delitem__", "__del__"), NONE),
    **dict.fromkeys(("__init_subclass__", "__set_name__", "__set__", "__delete__", "__post_init__"), NONE),
    **dict.fromkeys(("__str__", "__repr__", "__format__"), STR),
    **dict.fromkeys(("__bool__", "__contains__", "__instancecheck__", "__subclasscheck__"), BOOL),
    **dict.fromkeys(("__len__", "__hash__", "__index__", "__int__", "__length_hint__", "__sizeof__"), INT),
    **dict.fromkeys(("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"), BOOL),
    "__bytes__": instance("bytes"),
    "__float__": instance("float"),
    "__complex__": instance("complex"),
}

_EXCEPTION = Instance("builtins.BaseException")
_EXIT = (
    union((ClassType("builtins.BaseException"), NONE)),
    union((_EXCEPTION, NONE)),
    union((Instance("types.TracebackType"), NONE)),
)
PARAMETERS: dict[str, tuple[Type | None, ...]] = {
    "__exit__": _EXIT,
    "__aexit__": _EXIT,
    **dict.fromkeys(("__eq__", "__ne__"), (OBJECT,)),
    **dict.fromkeys(("__getattr__", "__getattribute__", "__delattr__", "__format__"), (STR,)),
    "__setattr__": (STR, None),
    "__set_name__": (None, STR),
    "__get__": (None, union((instance("type"), NONE))),
    "__missing__": (None,),
}
"""Of the parameters behind `self`; None where anything goes."""
