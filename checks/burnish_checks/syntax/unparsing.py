"""Source text for any node, those included that the running interpreter's `ast.unparse` cannot write."""

from __future__ import annotations

import ast
import copy
import sys
from typing import Any

from burnish_checks.syntax.nodes import Interpolation, TemplateStr


def unparse(node: ast.AST) -> str:
    """Python code that parses to this node; raises RecursionError if it is nested too deeply."""
    text = _Unparser().visit(node)
    assert isinstance(text, str)
    return text


def _base() -> type[Any]:
    """The standard library's writer, which `ast.unparse` uses; it has no public name."""
    if sys.version_info >= (3, 14):
        from _ast_unparse import Unparser
    else:
        from ast import _Unparser as Unparser  # type: ignore[attr-defined]
    return Unparser  # type: ignore[no-any-return]


_STARS = {"TypeVar": "", "TypeVarTuple": "*", "ParamSpec": "**"}


class _Unparser(_base()):  # type: ignore[misc]  # the visitor methods below are named for the nodes they write
    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        self.write(_format_string(node.values, "f"))

    def visit_TemplateStr(self, node: TemplateStr) -> None:
        self.write(_format_string(node.values, "t"))

    def visit_FormattedValue(self, node: ast.FormattedValue) -> None:
        self.write(_format_string([node], "f"))

    def visit_Interpolation(self, node: Interpolation) -> None:
        self.write(_format_string([node], "t"))

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        super().visit_FunctionDef(_named(node))

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        super().visit_AsyncFunctionDef(_named(node))

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        super().visit_ClassDef(_named(node))

    def visit_TypeAlias(self, node: Any) -> None:
        self.fill(f"type {node.name.id}{_type_params(node)} = ")
        self.traverse(node.value)

    def visit_TypeVar(self, node: Any) -> None:
        self.write(_type_param(node))

    visit_TypeVarTuple = visit_ParamSpec = visit_TypeVar

    def visit_TryStar(self, node: Any) -> None:
        self.fill("try")
        self._suite(node.body)
        for handler in node.handlers:
            self.fill(f"except* {unparse(handler.type)}" + (f" as {handler.name}" if handler.name else ""))
            self._suite(handler.body)
        for word, body in (("else", node.orelse), ("finally", node.finalbody)):
            if body:
                self.fill(word)
                self._suite(body)

    def _suite(self, body: list[ast.stmt]) -> None:
        with self.block():
            self.traverse(body)


def _named(node: Any) -> Any:
    """A copy of a function or class whose name carries the type parameters."""
    if not getattr(node, "type_params", ()):
        return node
    named = copy.copy(node)
    named.name = f"{node.name}{_type_params(node)}"
    named.type_params = []
    return named


def _type_params(node: Any) -> str:
    parameters = getattr(node, "type_params", ())
    return f"[{', '.join(map(_type_param, parameters))}]" if parameters else ""


def _type_param(node: Any) -> str:
    bound = getattr(node, "bound", None)
    default = getattr(node, "default_value", None)
    text = _STARS[type(node).__name__] + str(node.name)
    return text + (f": {unparse(bound)}" if bound else "") + (f" = {unparse(default)}" if default else "")


def _format_string(values: list[ast.expr], letter: str) -> str:
    """An f-string or t-string in quotes that its expressions leave free, or (since 3.12 fine) in `"`."""
    pieces = [_piece(value, in_spec=False) for value in values]
    taken = "".join(text for text, literal in pieces if not literal)
    quote = next((quote for quote in ('"', "'", '"""', "'''") if quote not in taken), '"')
    body = "".join(text.replace(quote[0], f"\\{quote[0]}") if literal else text for text, literal in pieces)
    return f"{letter}{quote}{body}{quote}"


def _piece(value: ast.expr, in_spec: bool) -> tuple[str, bool]:
    """A part's text, and whether it is literal."""
    if isinstance(value, ast.Constant):
        text = str(value.value).encode("unicode_escape").decode("ascii") if _hidden(value) else str(value.value)
        return (text if in_spec else text.replace("{", "{{").replace("}", "}}")), True
    if not isinstance(value, (ast.FormattedValue, Interpolation)):
        return unparse(value), False
    text = unparse(value.value)
    if isinstance(value.value, (ast.Lambda, ast.NamedExpr)):
        text = f"({text})"
    conversion = f"!{chr(value.conversion)}" if value.conversion >= 0 else ""
    spec = ""
    if isinstance(value.format_spec, ast.JoinedStr):
        spec = ":" + "".join(_piece(part, in_spec=True)[0] for part in value.format_spec.values)
    return f"{{{' ' if text.startswith('{') else ''}{text}{conversion}{spec}}}", False


def _hidden(value: ast.Constant) -> bool:
    """Whether the text needs escapes to stand on one line."""
    return not str(value.value).isprintable() or "\\" in str(value.value)
