"""What is a JSON Schema: told by the shape of a literal, by what an assignment does, and by the call that takes it."""

from __future__ import annotations

import ast
import re

from burnish_checks.core.facts import dotted
from burnish_checks.patterns import deferred
from burnish_checks.validation.vocabulary import KEYWORDS

_MOST_KEYS = 12
"""Dictionaries with more keys are data that happen to have a `type` and `items`."""
_PATTERN = deferred(r"[\[\\(^]\S*$")
"""What tells a text that may be a schema's pattern."""
_TAKES_SCHEMA = {"extract_json": 1, "validate_query_params": 1, "check_schema": 0}
"""By the last part of the name of a function: which of its arguments is a schema."""
_VALIDATOR = deferred(r"(?:Draft\w+Validator|fastjsonschema\.(?:compile|validate)|expects_json)$")


def schema_argument(call: ast.Call, function: str) -> ast.expr | None:
    """The argument of a call that is a JSON Schema by what is called, or None."""
    last = function.rpartition(".")[2]
    if _VALIDATOR.search(function) or function.endswith(("validator_for", "validator_for()")):
        position: int | None = 0
    elif function in ("jsonschema.validate", "validate", "jsonschema.validators.validate"):
        position = 1
    else:
        position = _TAKES_SCHEMA.get(last)
    if position is None:
        return None
    for keyword in call.keywords:
        if keyword.arg in ("schema", "definition"):
            return keyword.value
    if len(call.args) > position and not any(isinstance(item, ast.Starred) for item in call.args):
        return call.args[position]
    return None


_ANSWERS = deferred(r"resp(?:onse)?s?$|repl(?:y|ies)$|answers?$|result$|output$", re.I)


def is_of_answer(call: ast.Call, schema: ast.expr) -> bool:
    """Whether the document that is validated is an answer, by its name: `response.json()`, `result`."""
    given = next((item for item in call.args if item is not schema), None)
    given = given or next((item.value for item in call.keywords if item.arg == "instance"), None)
    while isinstance(given, (ast.Call, ast.Subscript, ast.Await)):
        inner = given.func if isinstance(given, ast.Call) else given.value
        given = inner.value if isinstance(given, ast.Call) and isinstance(inner, ast.Attribute) else inner
    name = dotted(given).rpartition(".")[2] if given is not None else ""
    return _ANSWERS.search(name) is not None


def looks_like_schema(node: ast.Dict) -> bool:
    """Whether a literal, or one inside it, is a JSON Schema by its shape."""
    stack: list[ast.AST] = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, ast.Dict):
            if has_shape(current):
                return True
            stack.extend(current.values)
        elif isinstance(current, (ast.List, ast.Tuple)):
            stack.extend(current.elts)
    return False


def has_shape(node: ast.Dict) -> bool:
    """Whether a literal names `$schema`, or is of type object with properties, or of type array with items."""
    keys = {
        key.value: value for key, value in zip(node.keys, node.values, strict=True) if isinstance(key, ast.Constant)
    }
    if isinstance(keys.get("$schema"), ast.Constant):
        return True
    kind = keys.get("type")
    if not isinstance(kind, ast.Constant):
        return False
    if kind.value == "object":
        return isinstance(keys.get("properties"), ast.Dict) or isinstance(keys.get("patternProperties"), ast.Dict)
    return kind.value == "array" and isinstance(keys.get("items"), ast.Dict) and len(keys) < _MOST_KEYS


def left_out(node: ast.DictComp) -> tuple[str, ...] | None:
    """The keys that a comprehension over the pairs of a dictionary leaves out, where it changes nothing else; else None."""
    if len(node.generators) != 1 or len(node.generators[0].ifs) != 1:
        return None
    generator = node.generators[0]
    names = [item.id for item in getattr(generator.target, "elts", ()) if isinstance(item, ast.Name)]
    source, test = generator.iter, generator.ifs[0]
    if [getattr(item, "id", None) for item in (node.key, node.value)] != names or not isinstance(source, ast.Call):
        return None
    if getattr(source.func, "attr", "") != "items" or not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    if getattr(test.left, "id", None) != names[0] or not isinstance(test.ops[0], (ast.NotEq, ast.NotIn)):
        return None
    right = test.comparators[0]
    keys = right.elts if isinstance(right, (ast.Tuple, ast.List, ast.Set)) else [right]
    found = tuple(item.value for item in keys if isinstance(item, ast.Constant) and isinstance(item.value, str))
    return found if len(found) == len(keys) else None


def may_make_schema(value: ast.expr, target: ast.expr) -> bool:
    """Whether an assignment may make or change a schema."""
    if isinstance(target, ast.Subscript):
        return True
    if isinstance(value, ast.Dict):
        return any(
            isinstance(item, ast.Dict)
            and any(key is None or (isinstance(key, ast.Constant) and key.value in KEYWORDS) for key in item.keys)
            for item in ast.walk(value)
        )
    if isinstance(value, ast.DictComp):
        return left_out(value) is not None
    if isinstance(value, ast.Constant):
        return isinstance(value.value, str) and _PATTERN.search(value.value) is not None
    if isinstance(value, ast.Call):
        last = value.func.attr if isinstance(value.func, ast.Attribute) else dotted(value.func)
        return last in ("deepcopy", "copy", "dict")
    if isinstance(value, ast.BinOp):
        return isinstance(value.op, ast.BitOr)
    return isinstance(value, (ast.Subscript, ast.Name, ast.Attribute)) and isinstance(target, ast.Name)
