"""The rule dynamic-eval."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import PurePath

from burnish_checks import syntax
from burnish_checks.core.block import Block
from burnish_checks.core.comments import comments_on
from burnish_checks.core.context import Context
from burnish_checks.core.facts import dotted
from burnish_checks.core.importing import ensure_import
from burnish_checks.core.repair import Refused, Repair, Target
from burnish_checks.core.rule import Category, Finding, Safety, Severity, rule
from burnish_checks.core.selecting import calls, words
from burnish_checks.patterns import deferred
from burnish_checks.security.calls import argument, text_of
from burnish_checks.security.dispatch import method_of, under
from burnish_checks.security.flow.shown import proved
from burnish_checks.security.known import choices
from burnish_checks.security.makers import literal_of, value_of
from burnish_checks.security.texts import is_put_together

_EVALUATES = frozenset({"builtins.eval", "builtins.exec", "six.exec_"})
_EVALUATORS = deferred(
    r"(?:^|_)(?:eval\w*|exec\w*|debugger|pdb|repl|shell|console|sandbox\w*|interpreter|introspect\w*)(?:_|$)"
)
"""Names of modules whose trade it is to run what users write."""
_LISTEN = "logging.config.listen"


@rule(
    Category.SECURITY,
    visits=(syntax.Call, syntax.Name),
    only=(calls({*_EVALUATES, _LISTEN}), words("eval")),
    aliases=("S102", "S307", "S612", "B102", "B307"),
    severity=Severity.INFORMATION,
    in_tests=False,
)
def dynamic_eval(block: Block, node: ast.Call | ast.Name, context: Context) -> Iterator[Finding]:
    """`eval` and `exec` run whatever text they are given.

    If any part of that text can come from outside, so does the code. `ast.literal_eval` reads literals and nothing
    else; a dictionary of functions chooses among known ones. Where untrusted data is seen to reach the call,
    `code-injection` reports it instead. Said aloud is code that is put together there: for that there is another way.
    So is what `eval` reads as a value out of a longer text or a file: data has a reader of its own.
    Where the text is taken as it is, running it is what the caller wants, and that is a hint, as is a literal that
    `tokenize` has cut out of code, and code of literals alone, `exec` of what a module puts together when it is imported, a
    template of a function that is then taken out of the dictionary it was run in, what runs with the names of a frame
    (`f_globals`), what a comment a little above explains, and a module whose name says that it runs what users write
    (`debugger`, `guarded_eval`). Code from which built-ins are withheld (`eval(code, {"__builtins__": {}})`) is not trusted,
    and finds them all the same, unless a syntax tree was looked through; an empty dictionary written for the names
    (`eval(code, {})`) withholds nothing at all.

    ```python
    def value(name):
        return eval("settings." + name)
    ```

    ```python
    def value(name):
        return getattr(settings, name)
    ```
    """
    if isinstance(node, ast.Name):
        parent = block.parent(node)
        is_callee = isinstance(parent, ast.Call) and parent.func is node
        read = node.id == "eval" and not is_callee and isinstance(node.ctx, ast.Load)
        if read and context.is_builtin(node, "eval"):
            message = "`eval` runs whatever text it is given; make sure that none of it comes from outside."
            yield block.finding(node, message, severity=Severity.HINT)
        return
    name = context.qualified(node.func)
    if name in _EVALUATES or name == _LISTEN:
        yield from _called(block, node, name, context)


def _called(block: Block, call: ast.Call, name: str, context: Context) -> Iterator[Finding]:
    if proved(block, call, context, "code-injection"):
        return
    if name == _LISTEN:
        if argument(call, 1, "verify") is None:
            message = "Whoever can reach the port can configure logging, and so run code; pass `verify`."
            yield block.finding(call.func, message, severity=Severity.WARNING)
        return
    code = call.args[0] if call.args else None
    shown = name.rpartition(".")[2]
    around = block.function_around(call)
    by_trade = _EVALUATORS.search(PurePath(context.path).stem) is not None or _is_explained(block, call)
    by_trade = by_trade or _is_of_tokenizer(block, call, context)
    by_trade = by_trade or any(_OF_FRAME.search(dotted(item)) for item in call.args[1:])
    written = isinstance(literal_of(context, code), str) or _is_of_literals(code, context, _DEEPEST)
    fixed = (
        written
        or (around is not None and (around.name == "exec_module" or _SAYS_UNSAFE.search(around.name) is not None))
        or (shown == "exec" and (around is None or _is_under_imports(code) or _makes_functions(around, call)))
        or by_trade
        or text_of(code) is not None
        or _compiled(code, context)
        or _is_read_back(code, context)
        or _is_of_options(code, context, _DEEPEST)
    )
    if not written and not by_trade and not _is_of_a_tree(code, context) and _is_contained(call, context):
        message = f"`{shown}` cannot be contained: without built-ins, code still reaches them; do not run what is not trusted."
        yield block.finding(call.func, message, data={"function": shown})
        return
    names = argument(call, 1, "globals")
    if not fixed and shown == "eval" and isinstance(names, ast.Dict) and not names.keys:
        message = "An empty dictionary withholds nothing from `eval`, which adds the built-ins to it; run only what is trusted."
        yield block.finding(call.func, message, data={"function": shown})
        return
    yield block.finding(
        call.func,
        f"`{shown}` runs whatever text it is given; make sure that none of it comes from outside.",
        data={"function": shown},
        severity=None
        if not fixed and (is_put_together(context, code) or _is_data(shown, code, context))
        else Severity.HINT,
    )


def _is_read_back(code: ast.AST | None, context: Context) -> bool:
    """Whether the text is what `repr` has just made of a value, to see whether that can be read again."""
    made = choices(context, code)
    return bool(made) and all(
        isinstance(item, ast.Call) and context.qualified(item.func) == "builtins.repr" for item in made
    )


def _is_of_options(code: ast.AST | None, context: Context, deepest: int) -> bool:
    """Whether a text is put together of options of the command line and literals: who starts the program has it run it."""
    if isinstance(code, ast.Constant):
        return True
    if isinstance(code, (ast.BinOp, ast.BoolOp, ast.List, ast.Tuple)):
        return all(
            _is_of_options(part, context, deepest) for part in ast.iter_child_nodes(code) if isinstance(part, ast.expr)
        )
    if isinstance(code, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.FormattedValue) else part for part in code.values]
        return all(_is_of_options(part, context, deepest) for part in parts)
    if isinstance(code, ast.Attribute):
        return dotted(code.value).rpartition(".")[2] in _OPTIONS
    if not isinstance(code, ast.Name) or deepest == 0:
        return False
    owner = context.block.walk.scope_at(code).resolve(code.id)
    binders = owner.bound[code.id] if owner is not None else ()
    return bool(binders) and all(_is_of_options(_source(item, context), context, deepest - 1) for item in binders)


_OPTIONS = frozenset({"args", "opts", "options", "arguments", "pargs", "parsed_args", "cmdline_args"})
_SAYS_UNSAFE = deferred(r"(?:^|_)(?:unsafe|dangerous\w*|trusted)(?:_|$)", re.I)


def _is_explained(block: Block, call: ast.Call) -> bool:
    """Whether a comment a little above says that code is run there, or with which names."""
    line = block.span(call).start_line
    return any(_SAYS_SO.search(text) for _, _, text in comments_on(block, range(max(0, line - _NEAR), line + 1)))


def _is_of_tokenizer(block: Block, call: ast.Call, context: Context) -> bool:
    """Whether the text is one literal that a tokenizer of Python has cut out of code: `if kind == tokenize.STRING`."""
    tests = [item.test for item in block.ancestors(call) if isinstance(item, ast.If)]
    return any(
        isinstance(item, (ast.Name, ast.Attribute)) and context.qualified(item) in _LITERALS
        for test in tests
        for item in ast.walk(test)
    )


_LITERALS = under(["token", "tokenize"], ["STRING", "NUMBER"])
_OF_FRAME = deferred(r"\.(?:f_globals|f_locals|locals|globals|user_ns)$")
"""The names of the function that called this one, which has its own text evaluated: `frame.f_globals`, or those of a program
that its own user writes, as in a notebook: `page.locals`."""
_NEAR = 6
_SAYS_SO = deferred(r"\b(?:eval|exec|evaluat\w+|execut\w+|locals|namespace)\b", re.I)


def _is_data(shown: str, code: ast.AST | None, context: Context) -> bool:
    """Whether `eval` reads a value out of a text: of a part that was cut out of it, or of a whole file."""
    if shown != "eval":
        return False
    return any(
        isinstance(part := item.value if isinstance(item, ast.Subscript) else item, ast.Call)
        and method_of(part) in (_CUTS if isinstance(item, ast.Subscript) else _READS)
        for item in choices(context, code)
    )


_CUTS = frozenset({"split", "rsplit", "partition", "rpartition", "splitlines"})
_READS = frozenset({"read", "readline", "read_text"})


def _is_under_imports(code: ast.AST | None) -> bool:
    """Whether a text is run as it is, with imports of the program's own put before it."""
    head = code.left if isinstance(code, ast.BinOp) and isinstance(code.op, ast.Add) else None
    text = head.value if isinstance(head, ast.Constant) else ""
    return isinstance(text, str) and text.endswith("\n") and "import " in text


def _makes_functions(function: ast.AST, call: ast.Call) -> bool:
    """Whether the code goes into a dictionary out of which the function takes what was defined: a template of a function."""
    spaces = {item.id for item in call.args[1:] if isinstance(item, ast.Name)}
    return any(
        isinstance(item, ast.Subscript)
        and isinstance(item.ctx, ast.Load)
        and isinstance(item.value, ast.Name)
        and item.value.id in spaces
        for item in ast.walk(function)
    )


def _is_of_a_tree(code: ast.AST | None, context: Context) -> bool:
    """Whether what runs is compiled of a syntax tree, which was made or looked through before."""
    value = value_of(context, code)
    if not isinstance(value, ast.Call) or context.qualified(value.func) != "builtins.compile" or not value.args:
        return False
    made = (item for item in choices(context, value.args[0]) if isinstance(item, ast.Call))
    return any(dotted(item.func).rpartition(".")[2] in _TREES or method_of(item) in _TREES for item in made)


_TREES = frozenset({"parse", "visit", "Module", "Expression", "fix_missing_locations"})


def _is_contained(call: ast.Call, context: Context) -> bool:
    """Whether built-ins are withheld from the code, which is done only where it is not trusted."""
    for given in choices(context, argument(call, 1, "globals")):
        if isinstance(given, ast.Dict):
            for key, value in zip(given.keys, given.values, strict=True):
                if text_of(key) == "__builtins__" and isinstance(value, (ast.Dict, ast.Constant)):
                    return not getattr(value, "keys", ()) and not getattr(value, "value", None)
    return False


_DEEPEST = 5


def _is_of_literals(code: ast.AST | None, context: Context, deepest: int) -> bool:
    """Whether a text is put together from literals alone: those that a loop goes through, too."""
    if code is None or deepest == 0:
        return False
    if isinstance(code, ast.Constant):
        return True
    if isinstance(code, ast.BinOp):
        return all(_is_of_literals(part, context, deepest) for part in (code.left, code.right))
    if isinstance(code, (ast.Tuple, ast.List)):
        return all(_is_of_literals(part, context, deepest) for part in code.elts)
    if isinstance(code, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.FormattedValue) else part for part in code.values]
        return all(_is_of_literals(part, context, deepest) for part in parts)
    if isinstance(code, ast.Call) and isinstance(code.func, ast.Attribute) and not code.keywords:
        inner = (code.func.value, *code.args)
        return code.func.attr in _OF_TEXT and all(_is_of_literals(part, context, deepest) for part in inner)
    if not isinstance(code, ast.Name):
        return False
    owner = context.block.walk.scope_at(code).resolve(code.id)
    binders = owner.bound[code.id] if owner is not None else ()
    return bool(binders) and all(_is_of_literals(_source(item, context), context, deepest - 1) for item in binders)


_OF_TEXT = frozenset({"decode", "encode", "format", "lower", "upper", "strip", "title", "capitalize"})


def _source(binder: ast.AST, context: Context) -> ast.AST | None:
    """What a name is assigned, or what a loop goes through for it; None where that cannot be told."""
    parent = context.block.parent(binder)
    if isinstance(parent, ast.Tuple) and isinstance(parent.ctx, ast.Store):
        binder, parent = parent, context.block.parent(parent)
    if isinstance(parent, ast.Assign) and isinstance(binder, ast.Name):
        return parent.value
    return parent.iter if isinstance(parent, (ast.For, ast.comprehension)) and parent.target is binder else None


def _compiled(code: ast.AST | None, context: Context) -> bool:
    """Whether what runs is code and no text: compiled here, in full view, or annotated as code."""
    value = value_of(context, code)
    if isinstance(value, ast.Call):
        return context.qualified(value.func) == "builtins.compile"
    if not isinstance(value, ast.Name):
        return False
    owner = context.block.walk.scope_at(value).resolve(value.id)
    return owner is not None and owner.is_function and any(_is_code(item, context) for item in owner.bound[value.id])


def _is_code(binder: ast.AST, context: Context) -> bool:
    """Whether a parameter is annotated as code, or what is assigned to a name is compiled."""
    if isinstance(binder, ast.arg):
        return binder.annotation is not None and "CodeType" in context.block.source(binder.annotation)
    parent = context.block.parent(binder)
    if isinstance(parent, ast.AnnAssign) and "CodeType" in context.block.source(parent.annotation):
        return True
    value = parent.value if isinstance(parent, (ast.Assign, ast.AnnAssign)) else None
    return isinstance(value, ast.Call) and context.qualified(value.func) == "builtins.compile"


@dynamic_eval.fix(
    "Read literals only: `ast.literal_eval`",
    Safety.UNSAFE,
    why="Names, calls and operators in the text are refused from now on.",
    when=lambda finding: finding.data.get("function") == "eval",
)
def read_literals(target: Target) -> Repair:
    """Replace `eval` with `ast.literal_eval`, where it is called with the text alone."""
    call = target.node(ast.Call)
    if len(call.args) != 1 or call.keywords:
        raise Refused("The text is evaluated with names of its own.")
    if _compiled(call.args[0], target.context):
        raise Refused("What is evaluated is compiled code, and no text.")
    imported = ensure_import(target.snapshot, "ast", "literal_eval", "module", index=target.index)
    return Repair((target.replace(call.func, imported.expression), *imported.changes))
