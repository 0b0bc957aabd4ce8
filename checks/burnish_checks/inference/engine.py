"""The engine: questions about functions, attributes and names, answered on demand and remembered."""

from __future__ import annotations

import ast
import builtins

from burnish_checks.inference import parameters, returns
from burnish_checks.inference.annotations import Annotations
from burnish_checks.inference.constructing import constructed
from burnish_checks.inference.declared import Arguments, DeclaredCalls, formals
from burnish_checks.inference.entering import placeholders, start
from burnish_checks.inference.evidence import NOTHING, Found
from burnish_checks.inference.expressions import evaluate
from burnish_checks.inference.flow import execute
from burnish_checks.inference.hierarchy import Hierarchy
from burnish_checks.inference.members import member, of_instance
from burnish_checks.inference.modules import Class, Function, Module, Symbol
from burnish_checks.inference.mutations import attribute_writers, global_writers, rebound_within
from burnish_checks.inference.program import Program
from burnish_checks.inference.records import START, Run, Summary, Use
from burnish_checks.inference.solver import FAR, Apart, OutOfBudget, Solver
from burnish_checks.inference.targets import assign
from burnish_checks.inference.types import (
    NEVER,
    NONE,
    STR,
    UNKNOWN,
    Callable,
    ClassType,
    FunctionType,
    Instance,
    Literal,
    ModuleType,
    Never,
    Partial,
    Tuple,
    Type,
    Union,
    known,
    members,
    transform,
    union,
    widen,
)

_BUDGET = 3_000_000
_BOTTOM = Found(NEVER, (), 4)
"""What a proof assumes of a function that it meets again on its way: that this adds nothing to what it returns."""
_KEEPING = frozenset(
    {
        "staticmethod", "classmethod", "property", "cached_property", "wraps", "lru_cache", "cache", "abstractmethod",
        "abstractproperty", "override", "final", "setter", "getter", "deleter", "overload", "contextmanager",
        "asynccontextmanager", "total_ordering", "fixture", "coroutine", "singledispatch", "singledispatchmethod",
    }
)  # fmt: skip


class Engine:
    """Answers for one state of a program. In the `certain` manner only what follows without guessing is used."""

    evaluate = staticmethod(evaluate)
    assign = staticmethod(assign)
    """For what expressions and statements import themselves."""

    def __init__(self, program: Program, certain: bool, budget: int = _BUDGET, deepest: int = FAR) -> None:
        self.program = program
        self.certain = certain
        self.annotations = Annotations(program)
        self.hierarchy = Hierarchy(program, self.annotations)
        self.solver = (Solver if deepest == FAR else Apart)(deepest, patient=certain)
        self.declared = DeclaredCalls(self.hierarchy, self.call, lambda: self.solver.count, certain)
        self.declared.find = lambda given, name: of_instance(self, given, name)
        self.left = budget
        self.callers: dict[str, list[Function]] = {}
        """By key of a function: the functions that may call it."""

    def spend(self) -> None:
        """Count a step of work. Raises `OutOfBudget` when there have been too many."""
        self.left -= 1
        if self.left < 0:
            raise OutOfBudget

    def summary(self, function: Function) -> Summary:
        """What a function does."""
        found: Summary = self.solver.ask(("run", function.key), lambda: self._run(function, False), START)
        return found

    def uses(self, function: Function) -> tuple[tuple[str, Use], ...]:
        """What a function does with its parameters."""
        found: tuple[tuple[str, Use], ...] = self.solver.ask(
            ("uses", function.key), lambda: self._run(function, True).uses, ()
        )
        return found

    def parameter(self, function: Function, name: str) -> Found:
        """What is known of a parameter that has no annotation."""
        key = ("parameter", function.key, name)
        found: Found = self.solver.ask(key, lambda: parameters.infer(self, function, name), NOTHING)
        return found

    def returned(self, function: Function) -> Found:
        """What is known of a function's return: as its annotation would say it."""
        key = ("return", function.key)
        start = _BOTTOM if self.certain else NOTHING
        found: Found = self.solver.ask(key, lambda: returns.infer(self, function), start, NOTHING)
        return found

    def attribute(self, cls: Class, name: str) -> Type | None:
        """What the methods of a class assign to an attribute of their object; None if none does."""
        writers = attribute_writers(cls).get(name)
        if not writers:
            return None
        found: Type = self.solver.ask(
            ("attribute", cls.name, name), lambda: self._written(cls.name, name, writers), UNKNOWN
        )
        return found

    def _written(self, owner: str, name: str, writers: list[Function]) -> Type:
        found: list[Type] = []
        for writer in writers:
            for item in self.summary(writer).written:
                if item.name == name and item.owner == owner:
                    if item.declared:
                        return item.type
                    found.append(widen(item.type))
        return transform(union(found), _open) if found else UNKNOWN

    def declares(self, owner: str, name: str) -> bool:
        """Whether a class or an ancestor says of an attribute what it holds: by an annotation, or as a method or property."""
        for ancestor in self.hierarchy.order(owner):
            cls = self.program.class_named(ancestor.cls)
            symbols = cls.members.get(name) if cls is not None else None
            if symbols and symbols[0].kind in ("def", "annotation", "class"):
                return True
            for writer in attribute_writers(cls).get(name, ()) if cls is not None else ():
                if any(item.name == name and item.declared for item in self.summary(writer).written):
                    return True
        return False

    def class_value(self, cls: Class, name: str) -> Type:
        """The value that a class body gives to a name."""
        return self._value(("member", cls.name, name), cls.members.get(name, []), cls.module, cls, name)

    def global_value(self, module_name: str, name: str) -> Type:
        """The value of a name in a module; `UNKNOWN` if there is none."""
        module = self.program.module(module_name)
        if module is None:
            return UNKNOWN
        found = self.program.lookup(module, name)
        if found is None:
            return UNKNOWN
        if isinstance(found, str):
            return ModuleType(found)
        home, symbols = found
        value = self._value(("global", home.name, name), symbols, home, None, name)
        writers = global_writers(home).get(name)
        if writers and symbols[0].kind == "assign":
            key = ("grown", home.name, name)
            grown = self.solver.ask(key, lambda: self._written(home.name, name, writers), NEVER)
            if not isinstance(grown, (Never, type(UNKNOWN))):
                return union((value, grown))
        return value

    def _value(
        self, key: tuple[str, str, str], symbols: list[Symbol], home: Module, cls: Class | None, name: str
    ) -> Type:
        first = symbols[0] if symbols else None
        if first is None:
            return UNKNOWN
        if first.function is not None:
            return FunctionType(first.function.key)
        if first.cls is not None:
            return ClassType(first.cls.name)
        found: Type = self.solver.ask(key, lambda: self._assigned(symbols, home, cls), UNKNOWN)
        return found

    def _assigned(self, symbols: list[Symbol], home: Module, cls: Class | None) -> Type:
        found: list[Type] = []
        for symbol in symbols:
            if symbol.annotation is not None:
                declared = self.annotations.read(symbol.annotation, home, cls)
                if not (isinstance(symbol.annotation, ast.Name) and symbol.annotation.id == "TypeAlias"):
                    return declared
            if symbol.kind == "import":
                found.append(self.imported_value(symbol.target))
            elif symbol.function is not None:
                found.append(FunctionType(symbol.function.key))
            elif symbol.value is not None:
                found.append(_at(self.evaluate_in(home, cls, symbol.value), symbol.path))
            else:
                found.append(UNKNOWN)
        return union(map(widen, found)) if found else UNKNOWN

    def evaluate_in(self, module: Module, cls: Class | None, node: ast.expr) -> Type:
        """An expression at the top of a module or class body."""
        assert module.top is not None
        return evaluate(Run(self, module.top, module, cls), node, {})

    def imported_value(self, target: str) -> Type:
        """What an import binds."""
        source, colon, member_name = target.partition(":")
        if not colon:
            return ModuleType(source)
        found = self.program.imported(target)
        if isinstance(found, str):
            return ModuleType(found)
        return self.global_value(source, member_name) if found is not None else UNKNOWN

    def free_name(self, run: Run, name: str) -> Type:
        """A name that is not local to the function: of functions around it, of the class body, module or built in."""
        outer: Function | None = run.function
        while outer is not None:
            symbol = outer.nested.get(name)
            if symbol is not None:
                if symbol.function is not None:
                    return FunctionType(symbol.function.key)
                return ClassType(symbol.cls.name) if symbol.cls is not None else self.imported_value(symbol.target)
            outer = outer.outer
            if outer is not None:
                found = self.local(outer, name)
                if found is not None:
                    return found
        if run.function.node is None and run.cls is not None and name in run.cls.members:
            return self.class_value(run.cls, name)
        if name in run.module.symbols or run.module.stars:
            found = self.global_value(run.module.name, name)
            if name in run.module.symbols or found != UNKNOWN:
                return found
        if name in ("__name__", "__file__", "__doc__"):
            return STR
        return self.global_value("builtins", name) if hasattr(builtins, name) else UNKNOWN

    def local(self, function: Function, name: str) -> Type | None:
        """A parameter or variable of a function, as functions in it see it."""
        if function.node is None:
            return None
        if any(item.name == name for item in formals(function)):
            return start(self, function).get(name)
        found = self.summary(function).variable(name)
        elsewhere = found is not None and self.certain and name in rebound_within(function)
        return union((found, UNKNOWN)) if found is not None and elsewhere else found

    def _run(self, function: Function, tracking: bool) -> Summary:
        run = Run(self, function, function.module, function.cls, tracking)
        env = start(self, function) if not tracking else placeholders(self, function)
        for name, type_ in env.items():
            run.variables[name] = type_
        end = execute(run, function.body, env)
        return run.summary(end is not None)

    def call(self, target: Type, given: Arguments) -> Type:
        """The result of calling a value."""
        self.spend()
        if isinstance(target, Union):
            return union(self.call(item, given) for item in target.members if item != NONE)
        if isinstance(target, FunctionType):
            function = self.program.function(target.key)
            return self.call_function(function, target.bound, given) if function is not None else UNKNOWN
        if isinstance(target, Callable):
            return target.result
        if isinstance(target, ClassType):
            return constructed(self, target, given)
        if isinstance(target, Partial):
            return self.call(target.function, Arguments(double_star=True))
        if isinstance(target, Instance):
            found = of_instance(self, target, "__call__")
            return self.call(found, given) if isinstance(found, (FunctionType, Callable)) else UNKNOWN
        return target if isinstance(target, Never) else UNKNOWN

    def call_function(self, function: Function, receiver: Type | None, given: Arguments) -> Type:
        """The result of calling a function on a receiver."""
        declared = self.declared.result(function, receiver, given)
        if declared is None:
            decorated = self._decorated(function)
            if decorated is not None:
                return decorated
            if not self.keeps(function):
                return UNKNOWN
            found = self.returned(function)
            sure = found.strength >= 4 or not self.certain or isinstance(found.type, Never)
            declared = found.type if sure else union((found.type, UNKNOWN))
            if (
                function.cls is not None
                and isinstance(receiver, (Instance, ClassType))
                and receiver.cls != function.cls.name
            ):
                declared = self._as_receiver(declared, function.cls.name, receiver.cls, function)
        asynchronous = isinstance(function.node, ast.AsyncFunctionDef)
        if asynchronous and not returns.is_generator(function):
            declared = Instance("typing.Coroutine", (UNKNOWN, UNKNOWN, declared))
        for name in function.decorators:
            last = name.rpartition(".")[2]
            if last in ("contextmanager", "asynccontextmanager"):
                element = declared.args[0] if isinstance(declared, Instance) and declared.args else UNKNOWN
                manager = "AbstractAsyncContextManager" if last[0] == "a" else "AbstractContextManager"
                return Instance(f"contextlib.{manager}", (element, UNKNOWN))
        return declared

    def _decorated(self, function: Function) -> Type | None:
        """The result of the function as its outermost decorator declares it; None where that says nothing of it."""
        node = function.node
        if node is None or not function.decorators or function.decorators[0].rpartition(".")[2] in _KEEPING:
            return None
        first = node.decorator_list[0]

        def applied() -> Type:
            outermost = self.evaluate_in(function.module, None, first)
            return self.call(outermost, Arguments((FunctionType(function.key),)))

        found = self.solver.ask(("decorated", function.key), applied, UNKNOWN)
        return found.result if isinstance(found, Callable) and known(found.result) else None

    def _as_receiver(self, type_: Type, own: str, actual: str, function: Function) -> Type:
        """`self` returned from an inherited method is of the receiver's class."""
        if Instance(own) not in members(type_) or not returns.gives_receiver(function):
            return type_
        return union(Instance(actual) if item == Instance(own) else item for item in members(type_))

    def keeps(self, function: Function) -> bool:
        """Whether the decorators leave the function's result as it is, as far as is known."""
        return not self.certain or all(name.rpartition(".")[2] in _KEEPING for name in function.decorators)


def _open(type_: Type) -> Type:
    """A container that nothing was seen to be put into may hold anything: others may fill it."""
    if isinstance(type_, Instance) and any(isinstance(item, Never) for item in type_.args):
        return Instance(type_.cls, tuple(UNKNOWN if isinstance(item, Never) else item for item in type_.args))
    return type_


def _at(type_: Type, path: tuple[int, ...]) -> Type:
    for step in path:
        if isinstance(type_, Tuple) and step < len(type_.items):
            type_ = type_.items[step]
        else:
            return UNKNOWN
    return type_


__all__ = ["Engine", "Literal", "assign", "member"]
