"""Narrowing an `except` that catches everything to what its `try` can raise."""

from __future__ import annotations

import ast
import builtins
import re
import sys

from burnish_checks.core.block import Block
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.names import caught_types
from burnish_checks.core.repair import Change, Refused, Repair, Target
from burnish_checks.errors.handlers import nested
from burnish_checks.errors.hierarchy import last_name
from burnish_checks.errors.program_input import counts_arguments, reads_numbers_of_texts
from burnish_checks.errors.unforeseen import look_closer
from burnish_checks.raising import may_raise
from burnish_checks.raising.calls import reads_text
from burnish_checks.raising.lookups import in_known_words
from burnish_checks.review.words import listed

_MOST = 4
_OWN_CODE = frozenset({"str", "repr", "format", "hash", "bool"})
_OF_IMPORTS = frozenset({"ImportError", "ModuleNotFoundError"})
_MISTAKES = frozenset({"AttributeError", "TypeError"})
"""What may be raised by reading an attribute of something or calling its method: if it is not what is expected, or if
there is a property, whose code can raise anything else."""
_OF_CONTENTS = _MISTAKES | {"IndexError", "KeyError"}
_OF_FILES = frozenset({"OSError", "ValueError", "UnicodeDecodeError"})
_FEW = 2
_SHOWS = frozenset({"repr", "ascii", "pformat", "pprint.pformat", "eval", "exec"})
_TOO_WIDE = frozenset({"Exception", "BaseException", "SystemExit", "KeyboardInterrupt", "GeneratorExit"})


def narrower(block: Block, handler: ast.ExceptHandler, context: Context) -> dict[str, str]:
    """What a finding about the handler tells of narrowing: `narrow`, the exceptions in words, or `why` they are not known."""
    node = block.parent(handler)
    if not isinstance(node, ast.Try):
        return {}
    if why := _takes_anything(node, handler):
        return {"why": why}
    if any(isinstance(item, ast.Subscript) and _is_of_a_library(item, context) for item in nested(node.body)):
        return {"why": "what is looked up in the object of a library is not known"}
    raised = may_raise(in_known_words(node.body, block), context)
    if raised.unknown:
        return {"why": raised.unknown[0]}
    caught_before = _caught_before(node, handler, context)
    names = [name for name in raised.exceptions if name not in caught_before]
    names.extend({"TypeError"}.difference(names, caught_before) if _goes_through_elements(node) else ())
    names.extend({"AttributeError"}.difference(names, caught_before) if _goes_on_with_it(block, node, handler) else ())
    names.extend({"AttributeError"}.difference(names, caught_before) if _gives_what_is_missing(node, handler) else ())
    if "AttributeError" in names and _asks_what_is_known(block, node):
        names.remove("AttributeError")
    if counts_arguments(block, node):
        names = [name for name in names if name != "IndexError"]
    if len(names) > 1 and reads_numbers_of_texts(block, node):
        names = [name for name in names if name != "TypeError"]
    too_many = len(names) > _MOST or (len(names) == _MOST and _MISTAKES.issubset(names))
    if not names or too_many or _TOO_WIDE.intersection(names):
        return {"why": "nothing that its body does is known to raise" if not names else "its body can raise too much"}
    names += _of_opened_text(block, node, names)
    names = _without_what_is_done_again(node, handler, names)
    if _OF_CONTENTS.issuperset(names) and _reads_what_is_held(block, node):
        return {"why": "what it holds may have no such attribute"}
    if _recodes_what_it_goes_on_with(node, handler):
        return {"why": "what it decodes may be a text already"}
    if (_OF_FILES | {"AttributeError"}).issuperset(names) and _only_reads_what_is_given(block, node):
        return {"why": "what it reads may be no file"}
    imports = all(isinstance(item, (ast.Import, ast.ImportFrom)) for item in node.body)
    if _MISTAKES.issuperset(names) and not _gives_what_is_missing(node, handler):
        return {"why": "what it asks objects for may run any code of theirs"}
    if _OF_CONTENTS.issuperset(names) and sum(isinstance(item, ast.stmt) for item in nested(node.body)) > _FEW:
        return {"why": "so many steps can fail in other ways too"}
    if _OF_CONTENTS.issuperset(names) and any(_is_own_call(item) for item in nested(node.body)):
        return {"why": "what it calls can fail in other ways too"}
    if not imports and _OF_IMPORTS.issuperset(name.rpartition(".")[2] for name in names):
        return {"why": "more is tried than an import"}
    names = _in_one_word(names)
    least = {"least": "yes"} if imports and not _is_of_python(node) else {}
    return {"narrow": ", ".join(_shown(name) for name in names), "names": " ".join(names), **least}


def _is_of_python(node: ast.Try) -> bool:
    """Whether all that a suite imports is of the standard library: another module runs code, which may fail in any way."""
    imported = [item for item in node.body if isinstance(item, ast.Import)]
    modules = [alias.name for item in imported for alias in item.names]
    modules += [item.module or "" for item in node.body if isinstance(item, ast.ImportFrom) and not item.level]
    own = any(isinstance(item, ast.ImportFrom) and item.level for item in node.body)
    return not own and all(name.partition(".")[0] in sys.stdlib_module_names for name in modules)


def _in_one_word(names: list[str]) -> list[str]:
    """The names with `LookupError` for both its kinds: whether something is looked up by key or by place is not known then."""
    both = {"IndexError", "KeyError"}.issubset(names)
    return sorted({*names, "LookupError"} - {"IndexError", "KeyError"}) if both else names


def _takes_anything(node: ast.Try, handler: ast.ExceptHandler) -> str:
    """Why whatever is raised has to be caught; empty if it need not."""
    if shown := _runs_its_argument(node):
        return f"`{shown}()` runs whatever its argument defines"
    if _gives_what_may_be_none(node):
        return "what a method is given may be `None`"
    if _encodes_again(node, handler):
        return "what it writes may not fit the encoding"
    if any(isinstance(item, ast.Assert) for item in nested(node.body)):
        return "its `assert` is to be an `if`"
    if _calls(node.body, "setattr"):
        return "what is set may run any code of the object"
    return "the process must end here, whatever happened" if _calls(handler.body, "os._exit") else ""


def _calls(body: list[ast.stmt], name: str) -> bool:
    return any(isinstance(item, ast.Call) and dotted(item.func) == name for item in nested(body))


def _asks_what_is_known(block: Block, node: ast.Try) -> bool:
    """Whether attributes are read of names alone that an `isinstance` around the `try` has asked about."""
    roots = {dotted(item.value) for item in nested(node.body) if isinstance(item, ast.Attribute)}
    asked: set[str] = set()
    child: ast.AST = node
    for around in block.ancestors(node):
        if isinstance(around, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            break
        if isinstance(around, ast.If) and child in around.body:
            tests = around.test.values if isinstance(around.test, ast.BoolOp) else [around.test]
            every = not isinstance(around.test, ast.BoolOp) or isinstance(around.test.op, ast.And)
            calls = [item for item in tests if isinstance(item, ast.Call) and dotted(item.func) == "isinstance"]
            asked.update(filter(None, (dotted(call.args[0]) for call in calls if every and call.args)))
        child = around
    return roots <= asked


def _goes_through_elements(node: ast.Try) -> bool:
    """Whether an element is gone through, of which nothing says that this can be done: `tuple(kwargs["value"])`, or a name is
    taken apart that the handler asks for `None`: `first, second = found`."""
    asked = {
        dotted(item.left)
        for handler in node.handlers
        for item in nested(handler.body)
        if isinstance(item, ast.Compare) and isinstance(item.ops[0], (ast.Is, ast.IsNot))
    }
    if any(isinstance(item, ast.Assign) and _takes_apart(item) and dotted(item.value) in asked for item in node.body):
        return True
    calls = (item for item in nested(node.body) if isinstance(item, ast.Call) and dotted(item.func) in _GO_THROUGH)
    return any(isinstance(item, ast.Subscript) for call in calls for item in call.args)


def _takes_apart(statement: ast.Assign) -> bool:
    return isinstance(statement.value, ast.Name) and isinstance(statement.targets[0], (ast.Tuple, ast.List))


_GO_THROUGH = frozenset({"tuple", "list", "set", "frozenset", "dict", "sorted", "sum", "min", "max", "iter", "len"})


def _is_of_a_library(node: ast.Subscript, context: Context) -> bool:
    """Whether something is looked up in what an imported module has, which may be no container at all: `numpy.r_[rows]`."""
    name = context.qualified(node.value) if isinstance(node.value, ast.Attribute) else None
    return bool(name) and not str(name).startswith(("@", "builtins.", *_OF_PYTHON))


_OF_PYTHON = ("os.environ", "sys.")


def _reads_what_is_held(block: Block, node: ast.Try) -> bool:
    """Whether an attribute is read of an element: what a container holds is anything."""
    return any(
        isinstance(item, ast.Attribute)
        and isinstance(item.value, ast.Subscript)
        and not (isinstance(around := block.parent(item), ast.Call) and around.func is item)
        for item in nested(node.body)
    )


def _only_reads_what_is_given(block: Block, node: ast.Try) -> bool:
    """Whether the body but calls methods of what a function or method of the program has given, or its own caller."""
    calls = [item for item in nested(node.body) if isinstance(item, ast.Call)]
    owners = {dotted(item.func.value) if isinstance(item.func, ast.Attribute) else "" for item in calls}
    given = {
        target.id
        for item in block.nodes(ast.Assign)
        if isinstance(item.value, ast.Call) and _is_own_call(item.value)
        for target in item.targets
        if isinstance(target, ast.Name)
    } - {
        target.id
        for item in block.nodes(ast.Assign)
        if isinstance(item.value, ast.Call) and not _is_own_call(item.value)
        for target in item.targets
        if isinstance(target, ast.Name)
    }
    given |= {item.arg for item in block.nodes(ast.arg) if item.arg not in ("self", "cls")}
    given |= {
        dotted(target)
        for item in block.nodes(ast.Assign)
        if isinstance(item.value, ast.Name) and item.value.id in given
        for target in item.targets
        if isinstance(target, ast.Attribute)
    }
    opened = any(dotted(call.func) == "open" for call in block.nodes(ast.Call))
    held = {owner for owner in owners if owner in given or owner.partition(".")[0] in given}
    return bool(owners) and not opened and owners == held


def _recodes_what_it_goes_on_with(node: ast.Try, handler: ast.ExceptHandler) -> bool:
    """Whether the body decodes what a loop or comprehension goes through, and the handler takes it as it is."""
    recoded = {
        dotted(item.func.value)
        for item in nested(node.body)
        if isinstance(item, ast.Call)
        and isinstance(item.func, ast.Attribute)
        and item.func.attr in ("decode", "encode")
    }
    held = {
        item.iter.id
        for item in nested(node.body)
        if isinstance(item, ast.comprehension)
        and isinstance(item.iter, ast.Name)
        and isinstance(item.target, ast.Name)
        and item.target.id in recoded
    }
    return any(isinstance(item, ast.Name) and item.id in held for item in nested(handler.body))


def _goes_on_with_it(block: Block, node: ast.Try, handler: ast.ExceptHandler) -> bool:
    """Whether the body calls methods of what a function of the program has given, and the handler takes that as it is: it may be
    something else, as the number of an error."""
    left = {item.id for item in nested(handler.body) if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Load)}
    given = {
        target.id
        for item in block.nodes(ast.Assign)
        if _is_own_call(item.value)
        for target in item.targets
        if isinstance(target, ast.Name)
    }
    return any(
        isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute) and dotted(item.func.value) in left & given
        for item in nested(node.body)
    )


def _gives_what_is_missing(node: ast.Try, handler: ast.ExceptHandler) -> bool:
    """Whether the body reads an attribute that the handler sets: that there is none yet is what is waited for."""
    read, given = (
        {dotted(item) for item in nested(body) if isinstance(item, ast.Attribute) and isinstance(item.ctx, use)}
        for body, use in ((node.body, ast.Load), (handler.body, ast.Store))
    )
    return bool((read & given) - {""})


def _without_what_is_done_again(node: ast.Try, handler: ast.ExceptHandler, names: list[str]) -> list[str]:
    """The names without those of lookups that the handler makes once more, in the same words: there they are not expected."""
    looked_up, again = (
        {ast.dump(item) for item in nested(body) if isinstance(item, ast.Subscript)}
        for body in (node.body, handler.body)
    )
    left = [name for name in names if name not in _OF_CONTENTS]
    return left if looked_up and looked_up <= again and left else names


def _of_opened_text(block: Block, node: ast.Try, names: list[str]) -> list[str]:
    """What is raised beside these where a file of text is opened under a name, in the body or by a `with` around it, and read:
    not all bytes are text."""
    opened = {
        target.id
        for item in nested(node.body)
        if isinstance(item, ast.Assign) and reads_text(item.value)
        for target in item.targets
        if isinstance(target, ast.Name)
    }
    opened |= {
        item.optional_vars.id
        for around in block.ancestors(node)
        if isinstance(around, ast.With)
        for item in around.items
        if isinstance(item.optional_vars, ast.Name) and reads_text(item.context_expr)
    }
    read = any(
        isinstance(item, ast.Call)
        and isinstance(item.func, ast.Attribute)
        and item.func.attr in ("read", "readline", "readlines")
        and dotted(item.func.value) in opened
        for item in nested(node.body)
    )
    return ["UnicodeDecodeError"] if read and not {"UnicodeDecodeError", "ValueError"}.intersection(names) else []


def _gives_what_may_be_none(node: ast.Try) -> bool:
    """Whether a method of texts is given an attribute, which may hold no text: `text.replace(file.newlines, "")`."""
    return any(
        isinstance(item, ast.Call)
        and isinstance(item.func, ast.Attribute)
        and item.func.attr in _TAKE_TEXTS
        and any(isinstance(part, ast.Attribute) and part.attr in _MAY_BE_NONE for part in item.args)
        for item in nested(node.body)
    )


_TAKE_TEXTS = frozenset({"replace", "startswith", "endswith", "find", "rfind", "index", "rindex", "count", "join", "partition",
                         "removeprefix", "removesuffix"})  # fmt: skip
_MAY_BE_NONE = frozenset({"newlines", "lastgroup", "__doc__", "filename", "encoding", "hostname", "strerror", "msg"})
"""Attributes of what the standard library makes that hold a text or `None`."""


def _encodes_again(node: ast.Try, handler: ast.ExceptHandler) -> bool:
    """Whether a text is written, and the handler writes it in a way that every encoding has."""
    writes = any(
        isinstance(item, ast.Call) and last_name(item.func) in ("write", "writelines", "print")
        for item in nested(node.body)
    )
    return writes and any(
        isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute) and item.func.attr in ("encode", "decode")
        for item in nested(handler.body)
    )


def _is_own_call(node: ast.AST) -> bool:
    """Whether a node calls a function or method of the program's own: that it looks things up says little about it."""
    if not isinstance(node, ast.Call):
        return False
    name = dotted(node.func)
    return name.startswith(("self.", "cls.")) or (bool(name) and "." not in name and not hasattr(builtins, name))


def _shown(name: str) -> str:
    """An exception as a reader knows it: with its module where its own name says nothing, `struct.error`."""
    last = name.lstrip("@").rpartition(".")[2]
    return name if last in ("error", "Error") and not name.startswith("@") else last


def _runs_its_argument(node: ast.Try) -> str:
    """The built-in that a body calls, and no other where it is `str`, that runs a method of whatever object it is given."""
    calls = [dotted(item.func) for item in nested(node.body) if isinstance(item, ast.Call)]
    shows = next((name for name in calls if name in _SHOWS), "")
    return shows or (calls[0] if calls and _OWN_CODE.issuperset(calls) else "")


def _caught_before(node: ast.Try, handler: ast.ExceptHandler, context: Context) -> set[str]:
    found: set[str] = set()
    for earlier in node.handlers:
        if earlier is handler:
            break
        found.update(context.qualified(kind).removeprefix("builtins.") for kind in caught_types(earlier))
    return found


def remedy(data: dict[str, str]) -> str:
    """The half sentence of a message that says what to write instead."""
    if "narrow" in data:
        least = "at least " * ("least" in data)
        return f"catch {least}" + listed([f"`{name}`" for name in data["narrow"].split(", ")])
    return "catch what is expected, or let it through"


def narrow(target: Target, handler: ast.ExceptHandler, place: ast.AST | None) -> Repair:
    """Put the exceptions of the finding's data in place of `Exception`, or behind a bare `except`."""
    names = target.finding.data["names"].split()
    node = target.block.parent(handler)
    if isinstance(node, ast.Try):
        look_closer(target, node.body, names)
    expressions: list[str] = []
    changes: list[Change] = []
    for name in names:
        expression, more = _expression(target, name)
        expressions.append(expression)
        changes.extend(change for change in more if change not in changes)
    text = expressions[0] if len(expressions) == 1 else f"({', '.join(expressions)})"
    if place is not None:
        return Repair((*changes, target.replace(place, text)))
    start = target.block.position(handler.lineno, handler.col_offset)
    after = type(start)(start.line, start.column + len("except"))
    return Repair((*changes, target.insert(after, f" {text}")))


def _expression(target: Target, name: str) -> tuple[str, tuple[Change, ...]]:
    context = target.context
    if name.startswith("@"):
        return name[1:], ()
    module, _, member = name.rpartition(".")
    if not module:
        if context.bindings(name):
            raise Refused(f"`{name}` is another name here.")
        if re.search(rf"\bbuiltins\.{name}\s*=(?!=)", target.snapshot.text):
            raise Refused(f"The built-in `{name}` is bound to something else here.")
        return name, ()
    for item in target.snapshot.joined.get("imports", {}):
        if item.qualified == name and item.scope == "module":
            return item.name, ()
        if item.qualified == module and item.scope == "module":
            return f"{item.name}.{member}", ()
    made = ensure_import(target.snapshot, module, member, prefer="module", index=target.index)
    return made.expression, made.changes
