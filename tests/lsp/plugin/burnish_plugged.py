"""Rules that a plugin brings, for tests: one that is fixed in every way, and some that misbehave."""

from __future__ import annotations

import ast
import os
import time
from collections.abc import Iterator

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.positions import Span
from burnish_checks.core.repair import Repair, Target
from burnish_checks.core.rule import Category, Finding, Related, Rule, Safety, Severity, rule


@rule(Category.ERRORS, visits=ast.Name)
def bad_name(block: Block, node: ast.Name, context: Context) -> Iterator[Finding]:
    """A name that is called `bad`."""
    if node.id == "bad":
        yield block.finding(node, "this is bad: 100% 😀", data={"name": node.id})


@bad_name.fix("Call it `abs`", Safety.SAFE, automatic=True)
def call_it_abs(target: Target) -> Repair:
    """The same name, but of a function."""
    return Repair((target.replace(target.finding.span, "abs"),))


@bad_name.fix("Call it `all`", Safety.UNSAFE, why="others may mind.", kind="refactor.rewrite.ugly")
def call_it_all(target: Target) -> Repair:
    """Another name."""
    return Repair((target.replace(target.finding.span, "all"),))


@bad_name.fix("Draw it", Safety.DRAFT, why="it has to be filled in.")
def draw_it(target: Target) -> Repair:
    """A name to be typed over."""
    return Repair((target.replace(target.finding.span, "abs", snippet="${1:abs}"),))


@bad_name.fix("Break it", Safety.SAFE)
def break_it(target: Target) -> Repair:
    """What does not compile and so is never offered."""
    return Repair((target.replace(target.finding.span, "]"),))


@bad_name.fix("Wait for ever", Safety.SAFE, slow=True, when=lambda finding: finding.span.start_column == 0)
def wait_for_ever(target: Target) -> Repair:
    """What does not end."""
    while True:
        time.sleep(0.1)


@bad_name.fix("Die", Safety.SAFE, slow=True, when=lambda finding: finding.span.start_column == 0)
def die(target: Target) -> Repair:
    """What takes its process with it."""
    os._exit(3)


@rule(Category.ERRORS, visits=ast.Name)
def raising_rule(block: Block, node: ast.Name, context: Context) -> Iterator[Finding]:
    """A rule that raises on the name `bomb`."""
    if node.id == "bomb":
        raise ZeroDivisionError("bang")
    if node.id == "calm":
        yield block.finding(node, "calm")


@rule(Category.ERRORS, visits=ast.Name)
def hanging_rule(block: Block, node: ast.Name, context: Context) -> Iterator[Finding]:
    """A rule that does not end on the name `forever`."""
    while node.id == "forever":
        pass
    return
    yield


@rule(Category.NAMING, visits=syntax.FunctionDef, severity=Severity.HINT, tags=("deprecated",))
def related_name(block: Block, node: ast.FunctionDef, context: Context) -> Iterator[Finding]:
    """A function called `old`, with its first statement as a second place."""
    if node.name == "old":
        places = (block.related(node.body[0], "it says"), Related(Span(0, 0, 0, 1), "the top", absolute=True))
        yield block.finding(block.name_span(node), "old é", related=places)


RULES: list[Rule] = [bad_name, raising_rule, hanging_rule, related_name]
