"""What holds where the body of a function starts: the types of its parameters."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from burnish_checks.inference.declared import formals
from burnish_checks.inference.modules import Function
from burnish_checks.inference.records import Environment
from burnish_checks.inference.types import NONE, STR, UNKNOWN, ClassType, Instance, Parameter, instance, union

if TYPE_CHECKING:
    from burnish_checks.inference.engine import Engine


def start(engine: Engine, function: Function) -> Environment:
    """The parameters with their types."""
    env: Environment = {}
    receiver = function.receiver
    for item in formals(function):
        if item.name == receiver and function.cls is not None:
            name = function.cls.name
            own = tuple(engine.hierarchy.parameters(name))
            env[item.name] = ClassType(name, own) if function.is_class_method else Instance(name, own)
            continue
        if item.node.annotation is not None:
            type_ = engine.annotations.read(item.node.annotation, function.module, function.cls, function)
        else:
            type_ = engine.parameter(function, item.name).type
        if isinstance(item.default, ast.Constant) and item.default.value is None:
            type_ = union((type_, NONE))
        if item.kind == "*":
            type_ = instance("tuple", type_)
        elif item.kind == "**":
            type_ = instance("dict", STR, type_)
        env[item.name] = type_
    return env


def placeholders(engine: Engine, function: Function) -> Environment:
    """The same with a `Parameter` for each that nothing is declared of, to see what the body does with it."""
    env: Environment = {}
    receiver = function.receiver
    for item in formals(function):
        if item.name == receiver and function.cls is not None:
            env[item.name] = ClassType(function.cls.name) if function.is_class_method else Instance(function.cls.name)
        elif item.kind == "*":
            env[item.name] = instance("tuple", UNKNOWN)
        elif item.kind == "**":
            env[item.name] = instance("dict", STR, UNKNOWN)
        elif item.node.annotation is not None:
            env[item.name] = engine.annotations.read(item.node.annotation, function.module, function.cls, function)
        else:
            env[item.name] = Parameter(item.name)
    return env
