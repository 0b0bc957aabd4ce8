"""Taking a name that nothing uses out of the imports, and whether any other file could miss it."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import replace
from pathlib import PurePath

from burnish_checks.core.block import Block
from burnish_checks.core.removing import removal
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Safety
from burnish_checks.imports.mentions import RUN
from burnish_checks.imports.shapes import import_of

_FOR_EFFECT = frozenset(
    {"antigravity", "readline", "rlcompleter", "this", "sitecustomize", "usercustomize", "distutils"}
)


MAY_BE_MISSED = "Another file may import the name from here, or the module may be imported for what it does."


def remove_import(target: Target) -> Repair:
    """Remove the imported name; safe if no other file can miss it and the module is not imported for what it does.

    What is most likely there on purpose is removed only where a person sees it.
    """
    alias = target.node(ast.alias)
    told = target.finding.data
    if told.get("effect") == "asked":
        raise Refused("The import is how the file finds out whether the module can be had.")
    change = removal(target, alias)
    why = _why_unsafe(target, alias)
    if why and ("effect" in told or told.get("face") == "yes"):
        change = replace(change, confirm=why)
    return Repair((change,), safety=Safety.UNSAFE if why else Safety.SAFE, why=why)


def may_be_missed(target: Target) -> bool:
    """Whether anything speaks against the removal."""
    return bool(_why_unsafe(target, target.node(ast.alias)))


def _why_unsafe(target: Target, alias: ast.alias) -> str:
    item = import_of(target.block, alias)
    path = target.snapshot.environment.path
    project = target.project
    if project is None or not project.ask(path, "complete"):
        return "The files of the workspace have not all been read; another may import the name from here."
    if item.scope == "module" and project.ask(path, "importers", item.name):
        return "Another file of the workspace imports the name from here."
    if item.scope == "module" and project.ask(path, "given-on", item.name):
        return "A package imports everything of this file, and offers the name by that alone."
    if RUN in target.snapshot.joined.get("mentions", {}) or "globals" in target.snapshot.joined.get("uses", {}):
        return "Code that is run in this module as a text may use the name."
    if _has_comment(target.block, alias):
        return "The comment beside it stays, and may say why the import is there."
    if _names_itself(path, target.snapshot.text):
        return "The file names itself, so its text may be read and made part of a program that uses the name."
    others = (other for other in target.snapshot.joined.get("imports", {}) if other.name == item.name)
    if item.guard and any(other.scope == item.scope and other.qualified != item.qualified for other in others):
        return "It is one of several ways to have the name."
    if target.finding.data.get("effect") == "sample":
        return "What tests work on may be so on purpose."
    if target.finding.data.get("effect"):
        return "It may be imported for what it does."
    if target.finding.data.get("face"):
        return "It may be part of the package's public interface."
    root = item.module.partition(".")[0]
    foreign = root not in sys.stdlib_module_names and _is_module(target, item.qualified, item.member)
    if root in _FOR_EFFECT or foreign:
        return "The module may be imported for what it does when it is loaded."
    return ""


def _names_itself(path: str, text: str) -> bool:
    """Whether a text of the file ends with the file's own name, as in a list of files to be copied."""
    name = PurePath(path).name
    return name != "__init__.py" and re.search(rf"""['"/\\\\]{re.escape(name)}['"]""", text) is not None


def is_without_effect(module: str) -> bool:
    """Whether the module is one of Python's own that does nothing when it is loaded."""
    root = module.partition(".")[0]
    return root in sys.stdlib_module_names and root not in _FOR_EFFECT


def _has_comment(block: Block, alias: ast.alias) -> bool:
    span = block.span(alias)
    return "#" in block.lines[span.end_line][span.end_column :]


def _is_module(target: Target, qualified: str, member: str) -> bool:
    """Whether what is imported is a module itself, as far as can be told."""
    project = target.project
    path = target.snapshot.environment.path
    return not member or (project is not None and project.ask(path, "facts", qualified, "binds") is not None)
