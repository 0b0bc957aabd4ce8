"""What calling a class makes: an instance, with the type arguments that its constructor tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from burnish_checks.inference.declared import Arguments, formals, substitute
from burnish_checks.inference.members import of_class
from burnish_checks.inference.modules import Function
from burnish_checks.inference.types import NEVER, ClassType, FunctionType, Instance, Type

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine

_CONTAINERS = frozenset(
    {
        "builtins.list",
        "builtins.set",
        "builtins.dict",
        "builtins.frozenset",
        "collections.deque",
        "collections.OrderedDict",
    }
)
"""What is empty where it is made of nothing."""


def constructed(engine: Engine, target: ClassType, given: Arguments) -> Type:
    """The result of calling a class."""
    names = engine.hierarchy.parameters(target.cls)
    if not names:
        return _declared_by_stub(engine, target, given) or Instance(target.cls, target.args)
    if target.args:
        return Instance(target.cls, target.args)
    if target.cls in _CONTAINERS and given == Arguments():
        return Instance(target.cls, (NEVER,) * len(names))
    as_instance = Instance(target.cls, tuple(names))
    for method in ("__init__", "__new__"):
        function = _method(engine, target, method)
        if function is None or function.cls is None or function.cls.name == "builtins.object":
            continue
        for candidate in function.overloads or [function]:
            table = engine.declared.solve(candidate, as_instance, given)
            if table is not None:
                solved = {key: value for key, value in table.items() if not any(value == name for name in names)}
                return substitute(_made(engine, method, candidate, as_instance), solved)
    return Instance(target.cls)


def _method(engine: Engine, target: ClassType, name: str) -> Function | None:
    found = of_class(engine, target, name)
    return engine.program.function(found.key) if isinstance(found, FunctionType) else None


def _declared_by_stub(engine: Engine, target: ClassType, given: Arguments) -> Instance | None:
    """What the `__new__` in a stub says it makes, where that is another class."""
    function = _method(engine, target, "__new__")
    if function is None or not function.module.stub or function.cls is None:
        return None
    found = engine.declared.result(function, target, given)
    if isinstance(found, Instance) and found.cls not in (target.cls, "builtins.object"):
        return found
    return None


def _made(engine: Engine, method: str, constructor: Function, as_instance: Instance) -> Type:
    """The instance as a constructor declares it: by the annotation of `self`, or by what `__new__` returns."""
    own = next((item.node.annotation for item in formals(constructor)), None)
    if method == "__init__" and own is not None:
        read = engine.annotations.read(own, constructor.module, constructor.cls, constructor)
        return read if isinstance(read, Instance) and read.cls == as_instance.cls else as_instance
    if method == "__new__" and constructor.node is not None:
        read = engine.declared.read(constructor, constructor.node.returns, as_instance)
        return read if isinstance(read, Instance) and read.args else as_instance
    return as_instance
